#!/usr/bin/env bash
# Make a virtualenv of what requirement files list.
# Usage: make_venv.sh DIRECTORY "REQUIREMENT_FILE..." PYTHON_VERSION...
set -euo pipefail

directory=$1
read -ra files <<<"$2"
shift 2

python=$("$(dirname "$0")/find_python.sh" "$@")
echo "making    $directory ($("$python" --version))"
"$python" -m venv --clear "$directory"
"$directory/bin/python" -m pip install --quiet --quiet --disable-pip-version-check "${files[@]/#/--requirement=}"
touch "$directory/made"
