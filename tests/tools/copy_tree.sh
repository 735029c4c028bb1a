#!/usr/bin/env bash
# Copy the files of the repository into a collection tree: ansible-test refuses a symlink, and a copy holds no leftovers.
# Usage: copy_tree.sh DIRECTORY
set -euo pipefail

copy=$1/ansible_collections/huaweicloud/workspace
rm -rf "$copy"
mkdir -p "$copy"
git ls-files -z --cached --others --exclude-standard |
    while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
    tar --create --null --files-from=- | tar --extract --directory "$copy"

# Tools that ask git for the files of the copy would be told by the checkout around it that all of them are ignored.
git init --quiet "$copy"
