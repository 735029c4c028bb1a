# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live progress of workspace_job: which slices it runs, and which lines it shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.action import workspace_job

TEN_OF_100 = {"total": 100, "done": 10, "failed": []}
TWO_FAILED = {"total": 100, "done": 37, "failed": ["BIO-07", "BIO-12"]}


class Clock:
    """A clock that only the module's slices move."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class Display:
    """Keeps what is shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def display(self, line: str, stderr: bool = False) -> None:
        assert stderr, "the standard output may be read by a program"
        self.lines.append(line)


class Plugin(workspace_job.ActionModule):
    """The plugin, with a script instead of the module."""

    def __init__(self, arguments: dict[str, Any], script: list[dict[str, Any]], clock: Clock) -> None:
        self._task = SimpleNamespace(args=arguments)
        self._display = Display()
        self.script = script
        self.clock = clock
        self.slices: list[dict[str, Any]] = []

    def _execute_module(self, module_name: str, module_args: dict[str, Any], task_vars: Any) -> dict[str, Any]:
        assert module_name == "huaweicloud.workspace.workspace_job"
        self.slices.append(module_args)
        self.clock.now += workspace_job.SLICE
        return self.script.pop(0)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    """Return a function that runs the plugin against a script."""
    clock = Clock()
    monkeypatch.setattr(workspace_job.time, "monotonic", clock.monotonic)
    monkeypatch.setattr(workspace_job.ActionBase, "run", lambda self, tmp, task_vars: {})

    def start(arguments: dict[str, Any], *script: dict[str, Any]) -> tuple[dict[str, Any], Plugin]:
        plugin = Plugin(arguments, list(script), clock)
        return plugin.run(), plugin

    return start


def still(progress: dict[str, Any]) -> dict[str, Any]:
    return {"finished": False, "progress": progress}


def test_it_shows_a_line_when_the_numbers_change_and_returns_the_last_slice(run):
    end = {"finished": True, "progress": {"total": 100, "done": 100, "failed": []}}
    result, plugin = run({"jobs": ["..."]}, still(TEN_OF_100), still(TEN_OF_100), still(TWO_FAILED), end)
    assert result is end
    assert plugin._display.lines == [
        "workspace jobs: 10 of 100 desktops ready, 10 s",
        "workspace jobs: 37 of 100 desktops ready, 2 failed (BIO-07, BIO-12), 30 s",
    ]
    assert [(slice_["report_after"], slice_["wait_timeout"]) for slice_ in plugin.slices] == [
        (10, 1800 - 10 * number) for number in range(4)
    ]
    assert all(slice_["jobs"] == ["..."] for slice_ in plugin.slices)


def test_it_shows_a_line_after_a_quiet_minute(run):
    plugin = run({"jobs": []}, *[still(TEN_OF_100)] * 8, {"finished": True})[1]
    assert [line.rsplit(", ", 1)[1] for line in plugin._display.lines] == ["10 s", "70 s"]


def test_a_failure_ends_it(run):
    result, plugin = run({"jobs": []}, {"failed": True, "msg": "no"})
    assert result["msg"] == "no" and len(plugin.slices) == 1 and not plugin._display.lines


def test_the_last_slice_keeps_the_users_choice_for_the_end_of_time(run):
    arguments = {"jobs": [], "wait_timeout": "25", "on_timeout": "fail"}
    plugin = run(arguments, *[still(TEN_OF_100)] * 2, {"failed": True})[1]
    assert [slice_["wait_timeout"] for slice_ in plugin.slices] == [25, 15, 5]
    assert plugin.slices[-1]["on_timeout"] == "fail"


@pytest.mark.parametrize("timeout", ["soon", None, [], float("inf")])
def test_a_wrong_timeout_is_left_to_the_module(run, timeout):
    result, plugin = run({"wait_timeout": timeout}, {"failed": True, "msg": "not an int"})
    assert result["msg"] == "not an int" and plugin.slices == [{"wait_timeout": timeout}]


def test_wrong_ids_are_left_to_the_module(run):
    plugin = run({"job_ids": [{"id": "one"}]}, {"failed": True})[1]
    assert plugin.slices[0]["job_ids"] == [{"id": "one"}]


def test_ids_keep_the_time_when_the_wait_began(run):
    plugin = run({"job_ids": ["one", 922337203685477580]}, still(TEN_OF_100), {"finished": True})[1]
    first, second = plugin.slices
    assert [job["id"] for job in first["jobs"]] == ["one", "922337203685477580"]
    assert first["jobs"] == second["jobs"]
