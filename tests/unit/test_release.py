# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When `make release` refuses to begin, and that it has then changed nothing."""

from __future__ import annotations

import subprocess

import pytest
from conftest import CHECKOUT

FILES = {
    "galaxy.yml": "version: 0.2.0\n",
    "changelogs/changelog.yaml": "releases:\n  0.2.0:\n    changes: {}\n",
    "changelogs/fragments/1.0.0.yml": "release_summary: stable\n",
}


@pytest.fixture
def checkout(tmp_path):
    """Return a checkout with what a release changes, all of it committed."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    git(tmp_path, "tag", "2.0.0")
    return tmp_path


def git(folder, *arguments):
    who = ["-c", "user.name=anna", "-c", "user.email=anna@uni.example"]
    return subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def refusal(folder, *arguments):
    """Return why a release is refused."""
    command = [str(CHECKOUT / "tests/tools/release.sh"), *arguments]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 1 and not done.stdout
    return done.stderr


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("", "give the version as in: make release VERSION=1.0.0"),
        ("1.0", "give the version as in: make release VERSION=1.0.0"),
        ("v1.0.0", "give the version as in: make release VERSION=1.0.0"),
        ("0.1.9", "0.1.9 is older than 0.2.0, the version in galaxy.yml"),
        ("0.2.0", "the changelog has the version 0.2.0 already"),
        ("2.0.0", "there is a tag 2.0.0 already"),
        ("1.0.1", "changelogs/fragments/1.0.1.yml is missing, the fragment with the release_summary"),
    ],
)
def test_versions_that_cannot_be_released(checkout, version, reason):
    assert refusal(checkout, version) == f"{reason}; nothing was changed\n"
    assert git(checkout, "status", "--porcelain") == ""


def test_a_checkout_with_changes_is_not_released(checkout):
    (checkout / "galaxy.yml").write_text("version: 0.3.0\n")
    assert refusal(checkout, "1.0.0") == "the checkout has changes that are not committed; nothing was changed\n"
    assert (checkout / "galaxy.yml").read_text() == "version: 0.3.0\n"
