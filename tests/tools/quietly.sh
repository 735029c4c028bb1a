#!/usr/bin/env bash
# Run one step, say in a line how it went and how long it took, and show what it printed only if it failed.
# Usage: quietly.sh NAME COMMAND [ARGUMENT...]
set -uo pipefail

name=$1
shift
log=.cache/logs/$name.log
mkdir -p "$(dirname "$log")" "$HOME"

SECONDS=0
"$@" </dev/null >"$log" 2>&1
status=$?
if [ "$status" = 0 ]; then
    printf 'ok        %s (%d s)\n' "$name" "$SECONDS"
else
    cat "$log"
    printf 'FAILED    %s (%d s)\n' "$name" "$SECONDS"
fi
exit "$status"
