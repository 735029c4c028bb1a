# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running scripts and commands on desktops: what ran where, what it gave, and what is left alone."""

from __future__ import annotations

from typing import Any

from integration.harness import Cases, Lab, Task, acted, acting, refused

cases = Cases()

MODULE = "workspace_script_execution"


def execute(check: bool = False, **arguments: Any) -> Task:
    """Return a task that runs something."""
    return Task(MODULE, arguments, check)


def script(lab: Lab, name: str = "apps", kind: str = "POWERSHELL") -> str:
    """Let there be a script, and return its ID."""
    return lab.control("POST", "scripts", name=name, type=kind, content=f"run {name}")["script_id"]


def outcome(lab: Lab, **more: Any) -> None:
    """Say what scripts give."""
    lab.control("POST", "script-outcomes", **more)


def pool(lab: Lab, *names: str, **more: Any) -> dict[str, str]:
    """Let there be a pool of desktops, and return their IDs by name."""
    for name in names:
        lab.desktop(name, **more)
        lab.console("pool", name, name="drop-in")
    return {name: lab.desktops[name]["id"] for name in names}


def runs(lab: Lab) -> list[tuple[str, str]]:
    """Return where and what was run, in order."""
    return [(run["desktop"], run["content"]) for run in lab.state["tables"].get("ScriptRun", [])]


@cases
def scripts_on_desktops_each_time(lab):
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        lab.desktop(name)
    ids = [script(lab, "one"), script(lab, "two")]
    outcome(lab, script="one", desktop="BIO-02", output="seen")
    arguments = {"scripts": ["one", ids[1]], "desktops": ["bio-01", "BIO-02"], "execution_timeout": 5}
    done = acted((yield acting(execute(**arguments))))
    assert len(done.writes) == 1
    assert done.sent("script-executions") == [
        {
            "script_ids": ids,
            "resource_type": "DESKTOP",
            "resource_ids": [lab.desktops[name]["id"] for name in ("BIO-01", "BIO-02")],
            "execution_timeout": 5,
        }
    ]
    assert sorted(runs(lab)) == sorted(
        (desktop, f"run {name}") for desktop in ("BIO-01", "BIO-02") for name in ("one", "two") for _time in range(2)
    )
    assert [(row["resource_name"], row["script_name"], row["status"]) for row in done["records"]] == [
        ("BIO-01", "one", "SUCCESS"),
        ("BIO-01", "two", "SUCCESS"),
        ("BIO-02", "one", "SUCCESS"),
        ("BIO-02", "two", "SUCCESS"),
    ]
    assert [row["output"] for row in done["records"]] == ["", "", "seen", ""]
    assert done["task_id"] and done["diff"]["after"]["BIO-02"] == {"scripts": ["one", ids[1]]}


@cases
def somebody_at_work_is_not_disturbed(lab):
    ids = pool(lab, "BIO-01", "BIO-02")
    lab.session("BIO-01")
    lab.job_seconds(1)
    command = {"command": "shutdown-prep", "command_type": "BAT", "pool": "drop-in", "post_finish": "stop"}
    failing, checked, done = yield [
        execute(**command),
        execute(**command, if_in_use="skip", check=True),
        execute(**command, if_in_use="skip"),
    ]
    refused(failing, "BIO-01", "is logged in", "if_in_use")
    assert not done.failed and checked["actions"] == done["actions"], done.brief
    assert {row["target"]: row["state"] for row in done["results"]} == {"BIO-01": "skipped", "BIO-02": "done"}
    [body] = [request["body"] for request in done.writes]
    assert body["desktop_ids"] == [ids["BIO-02"]] and runs(lab) == [("BIO-02", "shutdown-prep")]
    # It is waited until what follows the scripts is done.
    assert lab.desktops["BIO-02"]["status"] == "SHUTOFF" and lab.desktops["BIO-01"]["status"] == "ACTIVE"
    assert lab.state["disturbed"] == []


def test_script_execution(side_by_side):
    side_by_side(cases)
