# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access agents: which versions there are, and their upgrade on the desktops that are meant and no others."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out


def upgrade(check: bool = False, **arguments: Any) -> Task:
    """Upgrade agents to 25.2.0 by a task, unless it says otherwise."""
    return Task("workspace_agent_upgrade", {"agent_version": "25.2.0", **arguments}, check)


def versions(tenant: Tenant) -> dict[str, str]:
    """Return the version of each desktop's agent."""
    return {name: desktop["agent_version"] for name, desktop in tenant.desktops.items()}


@case
def test_the_agents_that_are_meant_are_upgraded_and_no_others(tenant):
    tenant.job_seconds(2)
    for name in ("BIO-01", "BIO-02", "CHE-01"):
        tenant.desktop(name)
    tenant.console("set", "BIO-02", fields={"agent_version": "25.8.0"})
    done = converged((yield converging(upgrade(desktops=["bio-*"], notify=True))))
    assert versions(tenant) == {"BIO-01": "25.2.0", "BIO-02": "25.8.0", "CHE-01": "24.8.0"}
    [body] = done.sent("upgrade-task/execute")
    assert body["desktop_sids"] == [tenant.desktops["BIO-01"]["sid"]] and body["is_notify"] == 1
    assert [one["agent_version"] for one in done["desktops"]] == ["25.2.0", "25.8.0"]


@case
def test_versions_are_told_with_their_desktops(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02")
    tenant.console("set", "BIO-02", fields={"agent_version": "25.2.0"})
    everything, one, clients = yield [
        Task("workspace_agent_info", {"desktops": True}),
        Task("workspace_agent_info", {"agent_version": "25.2.0", "version_status": "RELEASED"}),
        Task("workspace_agent_info", {"version_type": "client"}),
    ]
    assert {row["version"]: [one["computer_name"] for one in row["desktops"]] for row in everything["agents"]} == {
        "24.8.0": ["BIO-01"],
        "25.2.0": ["BIO-02"],
    }
    assert "mia" not in str(everything.result) and not everything.writes
    assert {row["version"] for row in one["versions"]} == {"25.2.0"} and one["agents"][0]["desktop_count"] == 1
    assert [row["version"] for row in clients["versions"]] == ["25.2.1"]


def test_a_region_without_versions_says_so(tenant):
    tenant.desktop("BIO-01")
    for path in ("/version-config$", "/by-version$"):
        tenant.fault("status", status=404, error_code="APIGW.0101", path=path)
    told = carry_out(tenant, Task("workspace_agent_info", {}))
    assert (told["versions"], told["agents"], len(told["warnings"])) == (None, None, 2)


def test_who_is_logged_in_is_disturbed_by_force_alone(tenant):
    tenant.job_seconds(2)
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name, user=f"user-{name}")
    tenant.session("BIO-01")
    refused(carry_out(tenant, upgrade(desktops=["BIO-*"])), "BIO-01", "is logged in")
    skipped = carry_out(tenant, upgrade(desktops=["BIO-*"], if_in_use="skip"))
    assert [(one["target"], one["state"]) for one in skipped["results"]] == [("BIO-02", "done"), ("BIO-01", "skipped")]
    assert versions(tenant) == {"BIO-01": "24.8.0", "BIO-02": "25.2.0"} and not tenant.state["disturbed"]
    forced = carry_out(tenant, upgrade(desktops=["BIO-*"], if_in_use="force"))
    assert forced.sent("upgrade-task/execute")[0]["is_force_execute"] == 1
    assert versions(tenant)["BIO-01"] == "25.2.0" and len(tenant.state["disturbed"]) == 1


def test_what_does_not_run_fails_beside_the_others(tenant):
    tenant.job_seconds(0)
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02", status="SHUTOFF")
    failure(carry_out(tenant, upgrade(desktops=["BIO-*"])), "BIO-02", "does not run", "start it first")
    assert versions(tenant) == {"BIO-01": "25.2.0", "BIO-02": "24.8.0"}
    assert not carry_out(tenant, upgrade(check=True, desktops=["BIO-*"])).failed


def test_desktops_of_one_name_are_told_apart_by_their_ids(tenant):
    tenant.job_seconds(0)
    ids = [tenant.desktop(name)["id"] for name in ("BIO-01", "BIO-02")]
    tenant.console("set", "BIO-02", fields={"name": "BIO-01"})
    done = carry_out(tenant, upgrade(desktops=["BIO-*"]))
    assert {one["target"] for one in done["results"]} == set(ids)
    assert {(one["name"], one["agent_version"]) for one in tenant.state["desktops"]} == {("BIO-01", "25.2.0")}
    assert len(tenant.state["desktops"]) == 2


def test_an_upgrade_that_does_not_come_about_is_told(tenant):
    tenant.job_seconds(5000)
    tenant.desktop("BIO-01")
    late = carry_out(tenant, upgrade(desktops=["BIO-01"], wait_timeout=60))
    failure(late, "upgrade had not ended after 60 s")
    tenant.control("POST", "clock", finish_jobs=True)
    assert not carry_out(tenant, Task("workspace_job", {"jobs": late["jobs"]})).failed
    unchanged(carry_out(tenant, upgrade(desktops=["BIO-01"])))


def test_an_upgrade_whose_answer_is_lost_is_not_sent_twice(tenant):
    tenant.job_seconds(100)
    tenant.desktop("BIO-01")
    tenant.fault("drop_after", path="/upgrade-task/execute$")
    lost = carry_out(tenant, upgrade(desktops=["BIO-01"]))
    assert len(lost.sent("upgrade-task/execute")) == 1
    failure(lost, "BIO-01", "lost")
    tenant.control("POST", "clock", finish_jobs=True)
    unchanged(carry_out(tenant, upgrade(desktops=["BIO-01"])))


def scheduled(check: bool = False, **arguments: Any) -> Task:
    """Return a task about the weekly upgrade."""
    return Task("workspace_agent_upgrade_task", {"task_name": "agents", **arguments}, check)


WEEKLY = {
    "agent_version": "25.2.0",
    "scheduled_type": "WEEK",
    "week_list": ["sun"],
    "scheduled_time": "02:00",
    "scheduled_end_time": "05:00",
    "time_zone": "Europe/Berlin",
    "apply_objects": [{"object_type": "DESKTOP", "object_name": "BIO-01"}],
}


@case
def test_an_upgrade_by_the_clock_begins_with_a_few_and_stops_if_they_fail(tenant):
    tenant.job_seconds(2)
    for name in ("BIO-01", "BIO-02", "CHE-01"):
        tenant.desktop(name)
    bio = [{"object_type": "DESKTOP", "object_name": name} for name in ("BIO-01", "BIO-02")]
    wanted = {**WEEKLY, "apply_objects": bio, "first_desktops": ["BIO-02"], "gray_fail_threshold": 1}
    made = converged((yield converging(scheduled(**wanted))))
    assert (made["agent_upgrade_task"]["week_list"], made["agent_upgrade_task"]["first_desktops"]) == (
        ["sun"],
        ["BIO-02"],
    )
    tenant.session("BIO-02")
    tenant.control("POST", "clock", advance=8 * 86400)
    assert set(versions(tenant).values()) == {"24.8.0"}, "the first one was in use"
    tenant.session("BIO-02", "close")
    tenant.control("POST", "clock", advance=7 * 86400)
    tenant.control("POST", "clock", advance=60)
    assert versions(tenant) == {"BIO-01": "25.2.0", "BIO-02": "25.2.0", "CHE-01": "24.8.0"}
    told = converged((yield converging(scheduled(week_list=["saturday"], enable=False, expire_time="2098-02-01"))))
    assert told["agent_upgrade_task"]["last_execute_status"] == "SUCCESS"
    [task] = tenant.state["tables"]["UpgradeTask"]
    assert (task["week_list"], task["is_enable"], task["expire_enable"], task["gray_object_ids"]) == (
        "7",
        0,
        1,
        [tenant.desktops["BIO-02"]["sid"]],
    )
    named, everything = yield [
        Task("workspace_agent_upgrade_task_info", {"task_name": "agents", "apply_objects": True}),
        Task("workspace_agent_upgrade_task_info", {}),
    ]
    [shown] = unchanged(named)["agent_upgrade_tasks"]
    assert shown.pop("apply_objects") == bio and [shown] == everything["agent_upgrade_tasks"]
    assert (shown["week_list"], shown["first_desktops"], shown["last_execute_status"]) == (
        ["sat"],
        ["BIO-02"],
        "SUCCESS",
    )
    one = {"apply_objects": bio[:1], "purge_apply_objects": True, "first_batch": 1}
    converged((yield converging(scheduled(**one))))
    [task] = tenant.state["tables"]["UpgradeTask"]
    assert (len(task["apply_objects"]), task["gray_object_ids"], task["grayscale_rule"]) == (1, [], 1)
    converged((yield converging(scheduled(state="absent"))))
    assert not tenant.state["tables"]["UpgradeTask"]
