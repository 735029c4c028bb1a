#!/usr/bin/env bash
# Write the names of all modules into the action group, which is the last thing in meta/runtime.yml.
set -euo pipefail
export LC_ALL=C

head=$(sed '/^  workspace:/q' meta/runtime.yml)
{
    echo "${head% \[\]}"
    for module in plugins/modules/workspace_*.py; do
        echo "    - $(basename "$module" .py)"
    done
} >meta/runtime.yml
