#!/usr/bin/env bash
# Run ansible-test sanity of one ansible-core, without ignore files.
# Usage: sanity.sh CORE [EXTRA_TARGET_PYTHON]
#
# Tests whose tool is missing on the machine (shellcheck, pslint) are left out by ansible-test itself.
set -euo pipefail

core=$1 target=${2:-}
tools=$(cd "$(dirname "$0")" && pwd)
bin=$PWD/.cache/venv/core-$core/bin
tree=$PWD/.cache/sanity/$core/tree
export HOME=$PWD/.cache/sanity/$core/home
export PATH=$bin:$PATH

mkdir -p "$HOME/.config/pip"
printf '[global]\nquiet = 2\n' >"$HOME/.config/pip/pip.conf"

"$tools/copy_tree.sh" "$tree"
"$bin/python" "$tools/get_pip.py" --install "$HOME/.ansible/test/cache"
cd "$tree/ansible_collections/huaweicloud/workspace"

# Which test runs and what it installs would bury what it finds. The first line of the script holds its path, which does
# not work if there is a space in it.
sanity() { "$bin/python" "$bin/ansible-test" sanity --local --color no "$@" 2>&1 | sed -E '/^(Running|Installing|Using cached) /d'; }
# Pylint and the import of each file take most of the time, and find the same with every ansible-core: one of them runs
# pylint, and where there is little time, files are imported with the oldest Python alone.
without=()
[ -n "${PYLINT:-}" ] || without+=(--skip-test pylint)
[ -z "${BRIEF_SANITY:-}" ] || without+=(--skip-test import)
sanity "${without[@]}" --python "$("$bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
if [ -n "$target" ] && python=$("$tools/find_python.sh" "$target"); then
    PATH=$PATH:$(dirname "$python") sanity --python "$target" --test compile --test import
fi
