# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page ``docs/troubleshooting.md`` quotes messages as the code writes them, and explains all error codes in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from conftest import CHECKOUT

PAGE = (CHECKOUT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
QUOTED = sorted(set(re.findall(r"`([^`]*…[^`]*)`", PAGE)))
OTHERS = ("Failed to import the required Python library",)
"""What messages of ansible-core begin with."""


def parts(message: str) -> list[str]:
    """Return what a message says beside what differs from case to case, in the pieces that code joins."""
    pieces = (piece.strip(" .") for piece in re.split(r"…|[;:,(] |\)", message))
    return [piece for piece in pieces if re.search(r"\w{3}", piece)]


@pytest.fixture(scope="module")
def texts() -> str:
    """Return all texts of the plugins, and the roles."""
    sources = (CHECKOUT / "plugins").rglob("*.py")
    constants = [text for path in sources for text in constants_of(path.read_text(encoding="utf-8"))]
    tasks = [path.read_text(encoding="utf-8") for path in (CHECKOUT / "roles").glob("*/tasks/*.yml")]
    return "\n".join([*constants, *(" ".join(text.split()) for text in tasks)])


def constants_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("message", [one for one in QUOTED if not one.startswith(OTHERS)])
def test_quoted_message_is_written_by_the_code(message: str, texts: str) -> None:
    assert parts(message)
    written = texts.casefold()
    assert [part for part in parts(message) if part.casefold() not in written] == []


def test_every_error_code_that_the_code_knows_is_explained() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "plugins").rglob("*.py"))
    known = set(re.findall(r"\bWKS\.[0-9]{4,}\b", sources))
    assert known
    assert sorted(known - set(re.findall(r"`(WKS\.[0-9]+)`", PAGE))) == []
