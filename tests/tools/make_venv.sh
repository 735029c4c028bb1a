#!/usr/bin/env bash
# Make a virtualenv of what a requirement file lists.
# Usage: make_venv.sh DIRECTORY REQUIREMENT_FILE PYTHON_VERSION...
set -euo pipefail

directory=$1 requirements=$2
shift 2

python=$("$(dirname "$0")/find_python.sh" "$@")
echo "making    $directory ($("$python" --version))"
"$python" -m venv --clear "$directory"
"$directory/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --requirement "$requirements"
touch "$directory/made"
