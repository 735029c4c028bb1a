#!/usr/bin/env bash
# Make the files of a release: its number, its changelog, and its package in dist/. Nothing is committed or published.
# Usage: release.sh VERSION
set -euo pipefail

version=${1:-}
fail() { echo "$1; nothing was changed" >&2; exit 1; }

[[ $version =~ ^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]] || fail "give the version as in: make release VERSION=1.0.0"
current=$(sed -nE 's/^version: (.*)/\1/p' galaxy.yml)
[ -z "$(git status --porcelain)" ] || fail 'the checkout has changes that are not committed'
git rev-parse --quiet --verify "refs/tags/$version" >/dev/null && fail "there is a tag $version already"
grep -q "^  $version:" changelogs/changelog.yaml && fail "the changelog has the version $version already"
newest=$(printf '%s\n' "$current" "$version" | sort --version-sort | tail -1)
[ "$newest" = "$version" ] || fail "$version is older than $current, the version in galaxy.yml"
[ -f "changelogs/fragments/$version.yml" ] ||
    fail "changelogs/fragments/$version.yml is missing, the fragment with the release_summary"

sed -i -E "s/^version: .*/version: $version/" galaxy.yml
sed -i -E "s/^VERSION = \".*\"/VERSION = \"$version\"/" plugins/module_utils/client.py
antsibull-changelog release --version "$version" --reload-plugins
antsibull-changelog lint
tests/tools/copy_tree.sh .cache/tree
tests/tools/package.sh .cache/tree/ansible_collections/huaweicloud/workspace

package=dist/huaweicloud-workspace-$version.tar.gz
[ -f "$package" ] || { echo "the package $package was not built" >&2; exit 1; }
cat <<END
made      $package, CHANGELOG.md, and the version in galaxy.yml
What is left, once make test-all has passed:
    git commit --all --message 'Release $version' && git tag $version && git push origin main $version
    ansible-galaxy collection publish $package
END
