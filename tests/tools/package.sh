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

# What the image is built from: its definition, and the package beside it as docs/awx.md describes.
image=$PWD/.cache/image
rm -rf "$image"
mkdir -p "$image"
cp "$collection/extensions/awx/execution-environment.yml" "$image"
cp dist/huaweicloud-workspace-*.tar.gz "$image/huaweicloud-workspace.tar.gz"
cd "$image"
ansible-builder create --file execution-environment.yml
cd context/_build
ANSIBLE_COLLECTIONS_PATH=$image ansible-galaxy collection install --requirements-file requirements.yml \
    --collections-path "$image" --offline
[ -d "$image/ansible_collections/huaweicloud/workspace/plugins" ]
