#!/usr/bin/env bash
# Print the first interpreter that really runs and can make virtualenvs, of the versions given in order of preference.
# Usage: find_python.sh 3.13 3.12 ...
set -euo pipefail

# Looks beyond PATH, since pyenv puts there only the versions that are switched on.
candidates() {
    type -aP "python$1" python3 python || true
    local versions
    for versions in "${PYENV_ROOT:-${HOME:-}/.pyenv}/versions" "$default_prefix/.."; do
        compgen -G "$versions/$1.*/bin/python$1" || true
    done
}

default_prefix=$(python3 -c 'import sys; print(sys.base_prefix)' 2>/dev/null || echo /nonexistent)
probe='import ensurepip, sys, venv; print(sys.executable if "%d.%d" % sys.version_info[:2] == sys.argv[1] else "")'

for version in "$@"; do
    while read -r candidate; do
        found=$("$candidate" -c "$probe" "$version" 2>/dev/null) || continue
        if [ -n "$found" ]; then
            echo "$found"
            exit
        fi
    done < <(candidates "$version")
done
echo "No Python of the versions $* with the modules venv and ensurepip was found: please install one of them." >&2
exit 1
