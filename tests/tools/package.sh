#!/usr/bin/env bash
# Build the package of a clean copy, install it, and try from there what it holds.
# Usage: package.sh COPY
set -euo pipefail

installed=$PWD/.cache/installed
collection=$installed/ansible_collections/huaweicloud/workspace
rm -rf dist "$installed"
ansible-galaxy collection build "$1" --output-path dist

# Only the package counts from here on; with the copy in sight, nothing would be installed at all.
export ANSIBLE_COLLECTIONS_PATH=$installed
ansible-galaxy collection install dist/huaweicloud-workspace-*.tar.gz --collections-path "$installed" --offline
ansible-galaxy collection verify huaweicloud.workspace --offline
ansible-doc --metadata-dump huaweicloud.workspace >/dev/null
for playbook in "$collection"/playbooks/*.yml; do
    ansible-playbook --syntax-check "huaweicloud.workspace.$(basename "$playbook" .yml)"
done

# The emulator and the execution environment start from the package too.
coproc emulator { exec python "$collection/tests/emulator" --port 0; }
read -r -t 60 url <&"${emulator[0]}" || url=
kill "$emulator_PID"
[[ $url == http://127.0.0.1:* ]]
ansible-builder introspect "$installed" --sanitize | grep requests
