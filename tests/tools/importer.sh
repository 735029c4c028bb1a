#!/usr/bin/env bash
# Check the package in dist/ as Galaxy does when it is uploaded. Galaxy would take one with warnings; this does not.
set -euo pipefail

package=$(realpath dist/huaweicloud-workspace-*.tar.gz)
export PATH=$PWD/.cache/venv/importer/bin:$PATH
mkdir -p .cache/importer
cd .cache/importer
python -m galaxy_importer.main "$package" 2>&1 | tee log
! grep --extended-regexp '^(WARNING|ERROR)' log
