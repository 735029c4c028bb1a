# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks: what a task of Ansible makes of them, and what they then do to desktops."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import yaml
from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, refused, unchanged

from ansible_collections.huaweicloud.workspace.plugins.modules.workspace_scheduled_task import EXAMPLES

MODULE = "workspace_scheduled_task"
WEEKDAYS = {
    "scheduled_type": "WEEK",
    "week_list": ["mon", "tue", "wed", "thu", "fri"],
    "scheduled_time": "07:45",
    "time_zone": "Europe/Berlin",
}


def task(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a scheduled task."""
    return Task(MODULE, arguments, check)


def info(**arguments: Any) -> Task:
    """Return a task that looks for scheduled tasks."""
    return Task("workspace_scheduled_task_info", arguments)


def tasks(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the scheduled tasks of the emulator by name."""
    return {row["task_name"]: row for row in tenant.state["tables"].get("ScheduledTask", [])}


@case
def test_created_for_names_ranges_and_globs(tenant):
    ids = {name: tenant.desktop(name)["id"] for name in ("BIO-01", "BIO-02", "LAB-1", "CHEM-1")}
    done = converged(
        (
            yield converging(
                task(
                    task_name="bio101-start",
                    task_type="START",
                    **WEEKDAYS,
                    expire_time="2099-02-12",
                    apply_objects={"desktops": ["BIO-[01:02]", "LAB-*"]},
                )
            )
        )
    )
    assert done.verbs == ["create"]
    made = tasks(tenant)["bio101-start"]
    assert made["week_list"] == "2,3,4,5,6" and made["scheduled_time"] == "07:45:00"
    assert made["expire_time"] == "2099-02-12 23:59:59"
    assert {row["object_id"] for row in made["apply_objects"]} == {ids["BIO-01"], ids["BIO-02"], ids["LAB-1"]}


@case
def test_every_field_of_a_trigger(tenant):
    done = converged(
        (
            yield converging(
                task(
                    task_name="left",
                    task_type="STOP",
                    scheduled_type="LIFE_CYCLE",
                    wait_time=30,
                    priority=3,
                    life_cycle_type="POST_DESKTOP_DISCONNECTED",
                    life_cycle_exec_period=60,
                    force_execute=True,
                    enable=False,
                    apply_objects={"tags": {"course": "bio101"}},
                )
            )
        )
    )
    assert done.verbs == ["create", "update"] and len(done.writes) == 2
    made = tasks(tenant)["left"]
    assert (made["wait_time"], made["priority"], made["life_cycle_exec_period"], made["enable"]) == (30, 3, 60, False)
    assert made["apply_objects"][0]["object_id"] == "course=bio101"


@case
def test_what_they_did_and_will_do(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02")
    tenant.session("BIO-01")
    made = {"task_type": "STOP", "scheduled_type": "DAY", "day_interval": 1, "scheduled_time": "20:15"}
    yield [
        task(task_name="stop", **made, time_zone="Asia/Tokyo", apply_objects={"desktops": ["BIO-*"]}),
        task(task_name="stop all", **made, time_zone="UTC", enable=False, apply_objects={"all": True}),
        task(
            task_name="left",
            task_type="STOP",
            scheduled_type="LIFE_CYCLE",
            apply_objects={"desktops": ["BIO-02"]},
            life_cycle_type="POST_DESKTOP_DISCONNECTED",
        ),
    ]
    tenant.control("POST", "clock", advance=86400)
    tenant.control("POST", "clock", finish_jobs=True)
    assert {name: row["status"] for name, row in tenant.desktops.items()} == {"BIO-01": "ACTIVE", "BIO-02": "SHUTOFF"}
    assert tenant.state["disturbed"] == []
    one, everything, waiting = yield [
        info(task_name="stop", record_details=True, next_executions=True),
        info(next_executions=True, records=True),
        info(scheduled_type="LIFE_CYCLE", task_type="STOP", life_cycle_type="POST_DESKTOP_DISCONNECTED"),
    ]
    (stop,) = one["scheduled_tasks"]
    (record,) = stop["records"]
    assert record["start_time"].endswith(" 20:15:00") and (record["success_num"], record["skip_num"]) == (1, 1)
    assert {row["desktop_name"]: row["exec_status"] for row in record["details"]} == {
        "BIO-01": "SKIP",
        "BIO-02": "SUCCESS",
    }
    assert len(stop["next_executions"]) == 5 and stop["next_executions"][0] == stop["next_execution_time"]
    assert all(moment.endswith(" 20:15:00") for moment in stop["next_executions"])
    found = {row["task_name"]: row for row in everything["scheduled_tasks"]}
    assert set(found) == {"stop", "stop all", "left"} and everything["unread"] == 0
    assert found["stop all"]["next_executions"] == [] and found["stop all"]["apply_objects"] == {"all": True}
    assert [row["task_name"] for row in waiting["scheduled_tasks"]] == ["left"]
    assert not any(outcome.writes for outcome in (one, everything, waiting))


@case
def test_changed_in_place_and_nothing_lost(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02")
    made = {
        "task_name": "stop",
        "task_type": "STOP",
        **WEEKDAYS,
        "description": "evenings [workspace-lab: bio101]",
        "expire_time": "2099-02-12 18:00",
        "extra_params": {"notify_message": "bye"},
        "apply_objects": {"desktops": ["BIO-01", "BIO-02"]},
    }
    yield [task(**made)]
    before = tasks(tenant)["stop"]
    done = converged((yield converging(task(task_name="stop", scheduled_time="20:15", enable=False))))
    after = tasks(tenant)["stop"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"scheduled_time", "enable", "begun", "due"} and after["enable"] is False
    assert done["diff"]["before"] == {"stop": {"scheduled_time": "07:45:00", "enable": True}}
    (body,) = [request["body"] for request in done.writes]
    assert body["expire_time"] == "2099-02-12 18:00:00" and body["week_list"] == "2,3,4,5,6"
    assert json.loads(body["extra_params"]) == {"notify_message": "bye"} and len(body["apply_objects"]) == 2
    cleared = {
        "task_id": before["id"],
        "task_name": "late",
        "scheduled_type": "MONTH",
        "month_list": [12, 1],
        "date_list": ["L", 1],
        "expire_time": "",
        "description": "",
        "enable": True,
        "extra_params": {},
        "apply_objects": {},
    }
    done, again = yield [task(**cleared), task(**cleared)]
    assert not done.failed and done["changed"], done.brief
    unchanged(again)
    late = tasks(tenant)["late"]
    assert late["description"] == "[workspace-lab: bio101]" and late["enable"] is True
    assert (late["month_list"], late["date_list"], late["week_list"]) == ("1,12", "1,L", None)
    assert not late["expire_time"] and late["apply_objects"] == [] and json.loads(late["extra_params"]) == {}


@case
def test_every_field_of_a_script(tenant):
    ids = [tenant.desktop(name)["id"] for name in ("BIO-01", "BIO-02")]
    params = tenant.control("POST", "scripts", name="apps", type="POWERSHELL", content="Get-Date")
    script = {
        "task_name": "apps",
        "task_type": "EXECUTE_SCRIPT",
        "scheduled_type": "DAY",
        "day_interval": 3,
        "scheduled_time": "03:00:00",
        "time_zone": "UTC",
        "gray_count": 1,
        "gray_desktops": ["BIO-01"],
        "gray_fail_threshold": 2,
        "is_gray": True,
        "extra_params": params,
        "apply_objects": {"all": True},
    }
    done, again = yield [task(**script), task(**script)]
    assert not done.failed, done.brief
    unchanged(again)
    made = tasks(tenant)["apps"]
    assert (made["gray_desktop_ids"], made["gray_count"], made["gray_fail_threshold"]) == ([ids[0]], 1, 2)
    assert made["is_gray"] is True and made["apply_objects"] == [{"object_type": "ALL_DESKTOPS"}]
    change = {"task_name": "apps", "gray_desktops": ["BIO-02"], "apply_objects": {"desktops": ["BIO-*"]}}
    done, again = yield [task(**change), task(**change)]
    assert done["diff"]["before"]["apps"] == {"apply_objects": {"all": True}, "gray_desktops": ["BIO-01"]}
    unchanged(again)
    made = tasks(tenant)["apps"]
    assert made["gray_desktop_ids"] == ids[1:] and {row["object_id"] for row in made["apply_objects"]} == set(ids)
    assert made["gray_count"] == 1 and json.loads(made["extra_params"]) == params


@case
def test_another_task_type(tenant):
    tenant.desktop("BIO-01")
    objects = {"desktops": ["BIO-01"]}
    yield [task(task_name="t", task_type="STOP", **WEEKDAYS, description="evenings", apply_objects=objects)]
    old = tasks(tenant)["t"]["id"]
    fixed, *outcomes = yield [
        task(task_name="t", task_type="HIBERNATE"),
        *converging(task(task_name="t", task_type="HIBERNATE", enable=False, recreate="on_change")),
    ]
    refused(fixed, "task_type", "STOP", "HIBERNATE", "recreate")
    assert converged(outcomes).verbs == ["delete", "create", "update"]
    (new,) = tenant.state["tables"]["ScheduledTask"]
    assert new["id"] != old and (new["task_type"], new["description"]) == ("HIBERNATE", "evenings")
    assert new["enable"] is False and new["week_list"] == "2,3,4,5,6"


@case
def test_several_of_one_name(tenant):
    tenant.desktop("BIO-01")
    made = {"task_type": "STOP", **WEEKDAYS, "apply_objects": {"desktops": ["BIO-01"]}}
    yield [task(task_name="bio", **made), task(task_name="bio101", **made)]
    ids = {name: row["id"] for name, row in tasks(tenant).items()}
    renamed, both, *outcomes = yield [
        task(task_id=ids["bio101"], task_name="bio"),
        task(task_name="bio", enable=False),
        *converging(task(task_id=ids["bio101"], task_name="bio", state="absent")),
    ]
    assert not renamed.failed, renamed.brief
    refused(both, "bio", *ids.values(), "task_id")
    assert converged(outcomes).verbs == ["delete"]
    assert [row["id"] for row in tenant.state["tables"]["ScheduledTask"]] == [ids["bio"]]


@case
def test_a_time_that_has_passed_is_no_change(tenant):
    tenant.desktop("BIO-01")
    once = {
        "task_name": "once",
        "task_type": "STOP",
        "scheduled_type": "FIXED_TIME",
        "scheduled_date": f"{datetime.now(timezone.utc) + timedelta(days=7):%Y-%m-%d}",
        "scheduled_time": "09:00",
        "time_zone": "Asia/Shanghai",
        "enable": True,
        "apply_objects": {"desktops": ["BIO-01"]},
    }
    (done,) = yield [task(**once)]
    assert "warnings" not in done.result
    tenant.control("POST", "clock", advance=8 * 86400)
    tenant.control("POST", "clock", finish_jobs=True)
    assert tenant.desktops["BIO-01"]["status"] == "SHUTOFF" and tasks(tenant)["once"]["enable"] is False
    again, late = yield [task(**once), task(**{**once, "scheduled_date": "2022-12-23"})]
    unchanged(again)
    assert not late.failed and "time has passed" in str(late["warnings"])


WRONG = {
    "sexagesimal": ({"scheduled_time": 1215}, ("scheduled_time", "1215", "quotes")),
    "zone": ({"time_zone": "Europe/Berln"}, ("Europe/Berln", "Europe/Berlin")),
    "pair": ({"scheduled_type": "MONTH", "date_list": ["L"]}, ("MONTH", "month_list")),
    "empty": ({"apply_objects": {"desktops": []}}, ("apply_objects.desktops", "empty")),
    "desktop": ({"apply_objects": {"desktops": ["BIO-1"]}}, ("BIO-1", "BIO-01")),
}
"""What is wrong with a task, and the words of the refusal."""


@case
def test_wrong_input_is_refused(tenant):
    good = {"task_name": "t", "task_type": "STOP", **WEEKDAYS, "apply_objects": {"desktops": ["BIO-01"]}}
    tenant.desktop("BIO-01")
    outcomes = yield [task(**{**good, **wrong}) for wrong, _words in WRONG.values()]
    for outcome, (_wrong, words) in zip(outcomes, WRONG.values(), strict=True):
        refused(outcome, *words)
    assert not tasks(tenant)


# --- The request examples of the service's documentation; what they leave open is filled in

CREATION = {
    "scheduled_type": "FIXED_TIME",
    "day_interval": 1,
    "week_list": "1,2,7",
    "month_list": "1,3,12",
    "date_list": "1,2,28,L",
    "scheduled_date": "2022-12-23",
    "scheduled_time": "09:00:00",
    "expire_time": "2022-12-31 09:00:00",
    "gray_count": 1000,
    "gray_desktop_ids": ["string"],
    "gray_fail_threshold": 1000,
    "life_cycle_type": "string",
    "time_zone": "Asia/Shanghai",
    "task_type": "START",
    "task_name": "测试任务",
    "force_execute": False,
    "description": "一个描述。",
    "extra_params": '{ "notify_message": "测试" }',
    "apply_objects": [
        {"object_id": "2b31e-d520xxxx-xxebedb6-e57xxxxxx", "object_type": "DESKTOP", "object_name": "测试桌面"}
    ],
    "wait_time": 0,
}
UPDATE = {
    **{name: value for name, value in CREATION.items() if name != "task_type"},
    "enable": True,
    "priority": 50,
    "is_gray": True,
    "wait_time": 43200,
}
NEWER = {"apply_object_update_type": "FULL_COVERAGE", "life_cycle_exec_period": 1440}
"""What newer versions of the API have beside the fields of the example of an update."""


def example(body: dict[str, Any], desktop_id: str) -> dict[str, Any]:
    """Return an example with a desktop and an event that exist, and its parameters decoded."""
    return {
        **body,
        "life_cycle_type": "POST_CREATE_DESKTOP_SUCCESS",
        "gray_desktop_ids": [desktop_id],
        "apply_objects": [{**body["apply_objects"][0], "object_id": desktop_id}],
        "extra_params": json.loads(body["extra_params"]),
    }


def decoded(body: dict[str, Any]) -> dict[str, Any]:
    """Return a request with its parameters decoded: JSON may be written with other spaces."""
    return {**body, "extra_params": json.loads(body["extra_params"])}


@case
def test_the_examples_of_the_documentation(tenant):
    desktop_id = tenant.desktop("测试桌面")["id"]
    arguments = {
        "task_name": "测试任务",
        "scheduled_type": "FIXED_TIME",
        "day_interval": 1,
        "week_list": ["sun", "mon", "sat"],
        "month_list": [1, 3, 12],
        "date_list": [1, 2, 28, "L"],
        "scheduled_date": "2022-12-23",
        "scheduled_time": "09:00",
        "expire_time": "2022-12-31 09:00",
        "gray_count": 1000,
        "gray_desktops": ["测试桌面"],
        "gray_fail_threshold": 1000,
        "life_cycle_type": "POST_CREATE_DESKTOP_SUCCESS",
        "time_zone": "Asia/Shanghai",
        "force_execute": False,
        "description": "一个描述。",
        "extra_params": {"notify_message": "测试"},
        "apply_objects": {"desktops": ["测试桌面"]},
    }
    (created,) = yield [task(**arguments, task_type="START", wait_time=0)]
    (sent,) = created.sent("scheduled-tasks")
    assert decoded(sent) == example(CREATION, desktop_id)
    task_id = tasks(tenant)["测试任务"]["id"]
    changes = {"enable": True, "priority": 50, "is_gray": True, "wait_time": 43200}
    before, updated = yield [
        task(task_id=task_id, task_name="other", scheduled_time="10:00", description="other"),
        task(task_id=task_id, **arguments, **changes),
    ]
    assert not before.failed, before.brief
    (sent,) = updated.sent(f"scheduled-tasks/{task_id}", "PUT")
    assert decoded(sent) == {**example(UPDATE, desktop_id), **NEWER}
    assert tasks(tenant)["测试任务"]["priority"] == 50


@case
def test_examples(tenant):
    for name in ("BIO-01", "BIO-02", "BIO-T1"):
        tenant.desktop(name)
    shown = [one["huaweicloud.workspace.workspace_scheduled_task"] for one in yaml.safe_load(EXAMPLES)]
    outcomes = yield [task(**arguments) for arguments in shown]
    assert not any(outcome.failed for outcome in outcomes), [outcome.brief for outcome in outcomes]
    assert [outcome.verbs for outcome in outcomes] == [["create"], ["update"], ["create"], ["delete"]]
    assert set(tasks(tenant)) == {"bio101-left"}
