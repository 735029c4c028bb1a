# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a task is: the sum of its parts, the line, and the file between module and action plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.progress import Progress

FIVE = Progress("create", 3, 5, ("BIO-02",))


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress("create", 0, 2), "create: 0 of 2 desktops ready"),
        (FIVE, "create: 3 of 5 desktops ready, 1 failed (BIO-02)"),
        (Progress("lock", 1, 3, ("a", "b"), "users"), "lock: 1 of 3 users ready, 2 failed (a, b)"),
        (
            Progress("stop", 0, 12, tuple("abcdefghijkl")),
            "stop: 0 of 12 desktops ready, 12 failed (a, b, c, d, e, f, g, h, i, j, ...)",
        ),
        (Progress("stop", 0, 1, ("a\x1b[2Jb\nc",)), "stop: 0 of 1 desktops ready, 1 failed (a\\x1b[2Jb c)"),
    ],
)
def test_the_line(progress: Progress, line: str) -> None:
    assert progress.line() == line


def test_a_line_without_names() -> None:
    assert FIVE.line(named=False) == "create: 3 of 5 desktops ready, 1 failed"


def test_parts_are_added_up() -> None:
    whole = Progress.of_all([FIVE, Progress("create", 1, 1), Progress("delete", 0, 2, ("BIO-09",))])
    assert whole == Progress("create, delete", 4, 8, ("BIO-02", "BIO-09"))


def test_different_things_are_targets() -> None:
    assert Progress.of_all([FIVE, Progress("create", 1, 1, things="users")]).things == "targets"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    for progress in (FIVE, Progress("lock", 1, 1, things="users")):
        progress.write(str(tmp_path))
        assert Progress.read(str(tmp_path)) == progress
    assert [path.name for path in tmp_path.iterdir()] == ["progress"]


def test_that_it_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    FIVE.write(str(tmp_path / "missing"))
    assert Progress.read(str(tmp_path / "missing")) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"null",
        b"7",
        b"{}",
        b'{"verb": "create", "done": "some", "total": 1, "failed": [], "things": "x"}',
        b'{"verb": "create", "done": 0, "total": null, "failed": [], "things": "x"}',
        b'{"verb": "create", "done": 0, "total": 1, "failed": 3, "things": "x"}',
    ],
)
def test_what_cannot_be_read_is_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "progress").write_bytes(content)
    assert Progress.read(str(tmp_path)) is None
