# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the built package holds: what its users need, nothing that only development needs, nothing that tools left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from conftest import ANSIBLE_SECONDS

CHECKOUT = Path(__file__).resolve().parents[2]
LITTER = (
    ".ansible/tmp/x",
    ".cache/venv/dev/bin/python",
    ".coverage.host.1",
    ".env",
    ".hypothesis/unicode_data/x",
    ".idea/workspace.xml",
    ".mypy_cache/3.12/x.json",
    ".pytest_cache/README.md",
    ".ruff_cache/x",
    ".venv/bin/python",
    ".vscode/settings.json",
    "build.tar.gz",
    "changelogs/.plugin-cache.yaml",
    "collections/x",
    "dist/huaweicloud-workspace-0.0.1.tar.gz",
    "importer_result.json",
    "plugins/modules/.workspace_user.py.swp",
    "plugins/modules/__pycache__/workspace_user.cpython-312.pyc",
    "plugins/modules/workspace_user.py.orig",
    "plugins/modules/workspace_user.py~",
    "plugins/modules/workspace_user.pyo",
    "roles/lab/.DS_Store",
    "tests/demo/.venv/pyvenv.cfg",
    "tests/emulator/.mypy_cache/x",
    "tests/emulator/.pytest_cache/x",
    "tests/output/junit/x.xml",
    "venv/pyvenv.cfg",
)
DEVELOPMENT = (
    ".ansible-lint",
    ".ci/",
    ".git-blame-ignore-revs",
    ".github/",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".yamllint",
    "LICENSES/",
    "Makefile",
    "REUSE.toml",
    "extensions/molecule/",
    "pyproject.toml",
    "tests/absence/",
    "tests/awx_kit/",
    "tests/benchmark/",
    "tests/conftest.py",
    "tests/contract/",
    "tests/docs_site/",
    "tests/documents/",
    "tests/fault/",
    "tests/integration/",
    "tests/lab_file/",
    "tests/requirements/bench.txt",
    "tests/requirements/core-",
    "tests/requirements/dev.txt",
    "tests/requirements/importer.txt",
    "tests/requirements/site.txt",
    "tests/requirements/units.txt",
    "tests/tools/",
    "tests/unit/",
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Build the package of a checkout that has been worked in, and return the files that it holds."""
    copy = tmp_path_factory.mktemp("checkout")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listing.split("\0")):
        if (CHECKOUT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, copy / name)
    for name in LITTER:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).touch()
    output = tmp_path_factory.mktemp("package")
    command = [Path(sys.executable).with_name("ansible-galaxy"), "collection", "build", copy, "--output-path", output]
    environment = {**os.environ, "HOME": str(output)}
    subprocess.run(command, check=True, capture_output=True, timeout=ANSIBLE_SECONDS, env=environment)
    (archive,) = output.glob("*.tar.gz")
    with tarfile.open(archive) as package:
        return [member.name for member in package.getmembers() if member.isfile()]


def test_nothing_that_tools_left_behind_is_in_it(package: list[str]) -> None:
    assert sorted(set(package) & set(LITTER)) == []


def test_nothing_that_only_development_needs_is_in_it(package: list[str]) -> None:
    assert [name for name in package if name.startswith(DEVELOPMENT)] == []


@pytest.mark.parametrize("folder", ["plugins", "roles", "playbooks", "docs", "tests/emulator", "tests/demo"])
def test_what_users_need_is_in_it(package: list[str], folder: str) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--", folder], cwd=CHECKOUT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert tracked
    assert [name for name in tracked if name not in package and (CHECKOUT / name).exists()] == []


def test_the_demo_finds_its_requirements_in_it(package: list[str]) -> None:
    needed = {"tests/requirements/demo.txt", "tests/requirements/ansible.txt", "tests/emulator/requirements.txt"}
    assert needed <= set(package)
