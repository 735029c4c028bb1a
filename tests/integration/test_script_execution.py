# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running scripts and commands on desktops: what ran where, what it gave, and what is left alone."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, Tenant, acted, acting, refused

MODULE = "workspace_script_execution"


def execute(check: bool = False, **arguments: Any) -> Task:
    """Return a task that runs something."""
    return Task(MODULE, arguments, check)


def script(tenant: Tenant, name: str = "apps", kind: str = "POWERSHELL") -> str:
    """Let there be a script, and return its ID."""
    return tenant.control("POST", "scripts", name=name, type=kind, content=f"run {name}")["script_id"]


def outcome(tenant: Tenant, **more: Any) -> None:
    """Say what scripts give."""
    tenant.control("POST", "script-outcomes", **more)


def pool(tenant: Tenant, *names: str, **more: Any) -> dict[str, str]:
    """Let there be a pool of desktops, and return their IDs by name."""
    for name in names:
        tenant.desktop(name, **more)
        tenant.console("pool", name, name="drop-in")
    return {name: tenant.desktops[name]["id"] for name in names}


def runs(tenant: Tenant) -> list[tuple[str, str]]:
    """Return where and what was run, in order."""
    return [(run["desktop"], run["content"]) for run in tenant.state["tables"].get("ScriptRun", [])]


@case
def test_scripts_on_desktops_each_time(tenant):
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        tenant.desktop(name)
    ids = [script(tenant, "one"), script(tenant, "two")]
    outcome(tenant, script="one", desktop="BIO-02", output="seen")
    arguments = {"scripts": ["one", ids[1]], "desktops": ["bio-01", "BIO-02"], "execution_timeout": 5}
    done = acted((yield acting(execute(**arguments))))
    assert len(done.writes) == 1
    assert done.sent("script-executions") == [
        {
            "script_ids": ids,
            "resource_type": "DESKTOP",
            "resource_ids": [tenant.desktops[name]["id"] for name in ("BIO-01", "BIO-02")],
            "execution_timeout": 5,
        }
    ]
    assert sorted(runs(tenant)) == sorted(
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


@case
def test_somebody_at_work_is_not_disturbed(tenant):
    ids = pool(tenant, "BIO-01", "BIO-02")
    tenant.session("BIO-01")
    tenant.job_seconds(1)
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
    assert body["desktop_ids"] == [ids["BIO-02"]] and runs(tenant) == [("BIO-02", "shutdown-prep")]
    # It is waited until what follows the scripts is done.
    assert tenant.desktops["BIO-02"]["status"] == "SHUTOFF" and tenant.desktops["BIO-01"]["status"] == "ACTIVE"
    assert tenant.state["disturbed"] == []
