# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What action plugins show of the progress of their modules, and that they stop to look when these end."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.progress import Progress
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils import progress as plugin
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.progress import ActionModule, Lines

TEN_OF_100 = Progress("create", 10, 100)
TWO_FAILED = Progress("create", 37, 100, ("BIO-07", "BIO-12"))


class Clock:
    """A clock that somebody sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_line_is_shown_when_the_numbers_change_or_a_minute_was_quiet(tmp_path: Path) -> None:
    clock = Clock()
    lines = Lines("workspace_job", str(tmp_path), named=True, clock=clock)
    shown = []
    for seconds, progress in [
        (1, None),
        (2, TEN_OF_100),
        (3, TEN_OF_100),
        (30, TWO_FAILED),
        (31, TWO_FAILED),
        (89, TWO_FAILED),
        (90, TWO_FAILED),
        (149, TWO_FAILED),
    ]:
        clock.now = 1000.0 + seconds
        if progress:
            progress.write(str(tmp_path))
        shown.append(lines.next())
    assert [line for line in shown if line] == [
        "workspace_job: create: 10 of 100 desktops ready, 2 s",
        "workspace_job: create: 37 of 100 desktops ready, 2 failed (BIO-07, BIO-12), 30 s",
        "workspace_job: create: 37 of 100 desktops ready, 2 failed (BIO-07, BIO-12), 90 s",
    ]


class Screen:
    """Keeps what is shown, and says when there is something."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.shown = threading.Event()

    def display(self, line: str, stderr: bool = False) -> None:
        assert stderr, "the standard output may be read by a program"
        self.lines.append(line)
        self.shown.set()


class Plugin(ActionModule):
    """The plugin of a task on the controller, whose temporary directory is made when it is asked for."""

    def __init__(self, folder: Path, transport: str = "local", **task: Any) -> None:
        self.folder = folder
        self._display = Screen()
        self._connection = SimpleNamespace(transport=transport, _shell=SimpleNamespace(tmpdir=None))
        told = {"action": "huaweicloud.workspace.workspace_job", "async_val": 0, "check_mode": False, "no_log": False}
        self._task = SimpleNamespace(**{**told, **task})

    def _make_tmp_path(self, remote_user: Any = None) -> str:
        self._connection._shell.tmpdir = str(self.folder)
        return str(self.folder)

    def watchers(self) -> list[threading.Thread]:
        """Return the threads that look at the file."""
        return [one for one in threading.enumerate() if getattr(one, "_target", None) == self._show]


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch):
    """Return a function that lets the module be a function of the plugin, and the plugin look all the time."""

    def become(work: Any) -> None:
        monkeypatch.setattr(plugin, "LOOK", 0.01)
        monkeypatch.setattr(plugin.Ordinary, "run", lambda self, tmp, task_vars: work(self))

    return become


def waiting(plugin: Plugin) -> dict[str, Any]:
    """Be a module that waits until its progress was shown."""
    TWO_FAILED.write(plugin._connection._shell.tmpdir)
    assert plugin._display.shown.wait(60)
    assert plugin.watchers()
    return {"changed": True}


def test_the_progress_is_shown_while_the_module_runs(module, tmp_path: Path) -> None:
    module(waiting)
    plugin = Plugin(tmp_path)
    assert plugin.run() == {"changed": True}
    [line] = plugin._display.lines
    assert line.startswith("workspace_job: create: 37 of 100 desktops ready, 2 failed (BIO-07, BIO-12), ")
    assert not plugin.watchers()


def test_names_are_not_shown_of_a_hidden_task(module, tmp_path: Path) -> None:
    module(waiting)
    plugin = Plugin(tmp_path, no_log=True)
    plugin.run()
    assert plugin._display.lines[0].startswith("workspace_job: create: 37 of 100 desktops ready, 2 failed, ")


def test_nobody_looks_any_more_when_the_module_breaks(module, tmp_path: Path) -> None:
    def breaking(plugin: Plugin) -> dict[str, Any]:
        waiting(plugin)
        raise RuntimeError("broken")

    module(breaking)
    plugin = Plugin(tmp_path)
    with pytest.raises(RuntimeError, match="broken"):
        plugin.run()
    assert not plugin.watchers()


@pytest.mark.parametrize(
    "circumstance",
    [{"transport": "ssh"}, {"async_val": 600}, {"check_mode": True}],
    ids=["another host", "async", "check mode"],
)
def test_nobody_looks_where_there_is_nothing_to_see(module, tmp_path: Path, circumstance: dict[str, Any]) -> None:
    def run(plugin: Plugin) -> dict[str, Any]:
        assert not plugin.watchers() and plugin._connection._shell.tmpdir is None
        return {"changed": False}

    module(run)
    assert Plugin(tmp_path, **circumstance).run() == {"changed": False}
