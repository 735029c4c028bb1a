# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script library: found by name, compared with its content, changed in place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

APPS = {"name": "apps", "type": "POWERSHELL", "content": "Get-Date\nGet-Host\n"}
MARK = "[workspace-lab: bio101]"


def script(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a script."""
    return Task("workspace_script", arguments, check)


def library(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the scripts of the emulator by their names."""
    return {one["name"]: one for one in tenant.state["tables"].get("Script", [])}


@case
def test_from_nothing_to_another_content_to_nothing(tenant):
    done = converged((yield converging(script(**APPS, description="Programs " + MARK, version="1"))))
    assert done["diff"]["after"]["apps"]["content"] == APPS["content"]
    made = library(tenant)["apps"]
    assert (made["type"], made["content"], made["version"]) == ("POWERSHELL", APPS["content"], "1")
    done = converged((yield converging(script(name="apps", content="Get-Process\n", description="Other programs"))))
    assert done["diff"]["before"]["apps"]["content"] == APPS["content"]
    changed = library(tenant)["apps"]
    assert (changed["id"], changed["content"], changed["version"]) == (made["id"], "Get-Process\n", "1")
    assert changed["description"] == "Other programs " + MARK
    converged((yield converging(script(name=made["id"], version="2"))))
    changed = library(tenant)["apps"]
    assert (changed["content"], changed["version"]) == ("Get-Process\n", "2")
    converged((yield converging(script(name="apps", state="absent"))))
    assert library(tenant) == {}


@case
def test_the_ends_of_lines_are_no_difference_and_types_are_fixed(tenant):
    tenant.control("POST", "scripts", **{**APPS, "content": APPS["content"].replace("\n", "\r\n")})
    same, other, fixed = yield [
        script(**APPS),
        script(**{**APPS, "content": "Get-Date"}, check=True),
        script(**{**APPS, "type": "BAT"}),
    ]
    unchanged(same)
    assert other["diff"]["after"] == {"apps": {"content": "Get-Date"}}
    refused(fixed, "apps", "type is POWERSHELL", "BAT", "create it again")


@case
def test_found_with_or_without_content(tenant):
    tenant.control("POST", "scripts", **APPS)
    tenant.control("POST", "scripts", name="apps-2", type="SHELL", content="date")
    one, shell = yield [
        Task("workspace_script_info", {"name": "apps", "content": True}),
        Task("workspace_script_info", {"type": "SHELL"}),
    ]
    assert [(row["name"], row["content"]) for row in one["scripts"]] == [("apps", APPS["content"])]
    assert [row["name"] for row in shell["scripts"]] == ["apps-2"] and "content" not in shell["scripts"][0]


@case
def test_two_of_one_name(tenant):
    ids = [tenant.control("POST", "scripts", **APPS)["script_id"] for _time in range(2)]
    (outcome,) = yield [script(**APPS)]
    failure(outcome, "apps", *ids)


@pytest.mark.slow
def test_examples_run_as_they_stand(tenant):
    for name in ("BIO-01", "BIO-02"):
        tenant.console(
            "create", name, tags={"department": "biology"}, status="SHUTOFF" if name == "BIO-02" else "ACTIVE"
        )
        tenant.console("pool", name, name="bio101-drop-in")
    tenant.job_seconds(1)
    modules = ("workspace_script_info", "workspace_script_execution", "workspace_script_execution_info")
    library = _examples("workspace_script")
    told = [*library[:-1], *(task for module in modules for task in _examples(module)), library[-1]]
    for task in told:
        outcome = carry_out(tenant, task)
        assert not outcome.failed, outcome.brief
    assert {one["name"] for one in tenant.state["tables"]["Script"]} == {"bio101-data"}
    runs = {(run["desktop"], run["script"]) for run in tenant.state["tables"]["ScriptRun"]}
    assert runs == {(name, what) for name in ("BIO-01", "BIO-02") for what in ("bio101-apps", None)}


def _examples(name: str) -> list[Task]:
    """Return the tasks in the documentation of a module that are about it and need no result of another one."""
    text = (CHECKOUT / "plugins" / "modules" / f"{name}.py").read_text().partition('EXAMPLES = r"""')[2]
    tasks = [task.get(f"huaweicloud.workspace.{name}") for task in yaml.safe_load(text.partition('"""')[0])]
    return [Task(name, arguments) for arguments in tasks if arguments and "{{" not in str(arguments)]
