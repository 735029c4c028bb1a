# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages show as YAML can be read as YAML, and full links into the repository lead somewhere."""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml
from conftest import CHECKOUT

_TRACKED = subprocess.run(["git", "ls-files", "*.md"], cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
PAGES = [name for name in _TRACKED.splitlines() if (CHECKOUT / name).is_file()]
_BLOCK = re.compile(r"^( *)```ya?ml\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def blocks(page: str) -> list[str]:
    """Return the YAML that a page shows."""
    return [text for _indent, text in _BLOCK.findall((CHECKOUT / page).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)])
def test_yaml_can_be_read(page: str) -> None:
    for text in blocks(page):
        # By its nodes, since keys may be given twice and elements that are left out are shown as "...".
        assert yaml.compose(text, Loader=_LOADER) is not None, text


def test_links_into_the_repository_lead_somewhere() -> None:
    repository = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
    link = re.compile(rf"{re.escape(repository)}/(?:blob|tree)/main/([^)#\s]+)")
    dead = [
        f"{page}: {target}"
        for page in [*PAGES, "galaxy.yml"]
        for target in link.findall((CHECKOUT / page).read_text(encoding="utf-8"))
        if not (CHECKOUT / target).exists()
    ]
    assert dead == []


def test_readme_has_full_links_only() -> None:
    """Galaxy shows it without the files around it."""
    assert re.findall(r"\]\((?!https://|#)[^)]*", (CHECKOUT / "README.md").read_text(encoding="utf-8")) == []
