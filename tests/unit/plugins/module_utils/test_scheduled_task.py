# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks: the rules of their options, their plan, and the requests that a plan comes to."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import Result
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import ApiError, InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import DONE, FAILED
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.scheduled_task.info import (
    SCHEDULED_TASK_INFO_SPEC,
    find_scheduled_tasks,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.scheduled_task.options import (
    SCHEDULED_TASK_SPEC,
    desired_values,
    is_effective,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.scheduled_task.resource import (
    ScheduledTaskResource,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.scheduled_task.state import (
    is_over,
    list_details,
    list_tasks,
    local,
    show_task,
)

TASKS = "/v2/{project_id}/scheduled-tasks"
NOW = datetime(2026, 10, 5, 12, tzinfo=timezone.utc).timestamp()
MISSING = ApiError(400, "WKS.00211102", "The scheduled task does not exist.", has_body=True)

DETAIL = {
    "id": "t1",
    "task_name": "stop",
    "task_type": "STOP",
    "scheduled_type": "WEEK",
    "week_list": "2,3",
    "scheduled_time": "20:15:00",
    "expire_time": "2099-02-12 18:00:00",
    "time_zone": "Europe/Berlin",
    "force_execute": False,
    "description": "evenings [workspace-lab: bio101]",
    "extra_params": '{"notify_message": "bye"}',
    "apply_objects": [
        {"object_type": "DESKTOP", "object_id": "d1", "object_name": "BIO-01"},
        {"object_type": "DESKTOP_POOL", "object_id": "p1", "object_name": "drop-in"},
    ],
    "wait_time": 0,
    "life_cycle_exec_period": 1440,
}
ROW = {"id": "t1", "task_name": "stop", "scheduled_type": "WEEK", "enable": True}
CREATION = {
    "task_name": "stop",
    "task_type": "STOP",
    "scheduled_type": "DAY",
    "day_interval": 1,
    "scheduled_time": "20:15",
    "time_zone": "Europe/Berlin",
    "apply_objects": {"desktops": ["BIO-01"]},
}


def options(**given: Any) -> dict[str, Any]:
    """Return the options as Ansible hands them over."""
    assert set(given) <= set(SCHEDULED_TASK_SPEC)
    if given.get("apply_objects") is not None:
        given["apply_objects"] = {**dict.fromkeys(("desktops", "pools", "tags", "all")), **given["apply_objects"]}
    return {**{name: option.get("default") for name, option in SCHEDULED_TASK_SPEC.items()}, **given}


def desktop(name: str, **more: Any) -> dict[str, Any]:
    """Return a desktop as the list tells it."""
    return {
        "desktop_id": f"d{int(name[-2:])}",
        "computer_name": name,
        "status": "ACTIVE",
        "task_status": None,
        "login_status": "REGISTERED",
        "tags": [],
        **more,
    }


class Cloud(Client):
    """A client whose service has these tasks, desktops and zones. It keeps what it was asked."""

    def __init__(self, *details: dict[str, Any], rows: list[dict[str, Any]] | None = None) -> None:
        self.details = {detail["id"]: detail for detail in details}
        known = [{**ROW, **{name: detail[name] for name in ("id", "task_name")}} for detail in details]
        self.rows = known if rows is None else rows
        self.desktops = [desktop("BIO-01"), desktop("BIO-02", tags=[{"key": "course", "value": "bio"}])]
        self.agencies: Any = [{"name": "workspace"}]
        self.zones = ["Europe/Berlin", "UTC"]
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def server_time(self) -> float:
        return NOW

    def get(self, path: str, query: Any = None, service: str = "workspace") -> Any:
        query = dict(query or {})
        self.asked.append((path, query))
        if path == TASKS:
            kind = query.get("scheduled_type")
            found = [
                row
                for row in self.rows
                if (row["scheduled_type"] == "LIFE_CYCLE") == (kind == "LIFE_CYCLE")
                and query.get("task_name", "").lower() in row["task_name"].lower()
            ]
            assert query["offset"] <= 50 and query["limit"] <= 50
            return {"scheduled_tasks": found[query["offset"] :][: query["limit"]], "total_count": len(found)}
        if path.startswith(TASKS + "/"):
            if path.rsplit("/", 1)[1] not in self.details:
                raise MISSING
            return self.details[path.rsplit("/", 1)[1]]
        if path.endswith("/agencies"):
            if isinstance(self.agencies, ApiError):
                raise self.agencies
            return {"existing_agencies": self.agencies}
        assert path.endswith("/common/timezones")
        if not self.zones:
            raise ApiError(404, "APIGW.0101", "The API does not exist.")
        return {"time_zones": [{"time_zone_name": zone} for zone in self.zones]}

    def read(self, method: str, path: str, query: Any = None, *_more: Any) -> Any:
        return self.get(path, query)

    def list_all(
        self, path: str, key: str, query: Any = None, limit: Any = None, service: str = "workspace", **_more: Any
    ) -> list[dict[str, Any]]:
        if key == "desktop_pools":
            return [{"id": "p1", "name": "drop-in"}]
        if key in ("existing_agencies", "time_zones"):
            rows: list[dict[str, Any]] = self.get(path, query)[key]
            return rows
        return self.desktops[:1] if (query or {}).get("pool_id") else self.desktops


NEW = {
    "task_name": "morning",
    "task_type": "START",
    "scheduled_type": "DAY",
    "day_interval": 1,
    "scheduled_time": "07:45",
    "time_zone": "Europe/Berlin",
    "apply_objects": {"desktops": ["BIO-01"]},
}
"""What a new scheduled task needs."""


def resource(cloud: Cloud, **given: Any) -> Any:
    """Return a resource that has read."""
    made = ScheduledTaskResource(cloud, options(**given))
    made.read()
    return made


def plan(cloud: Cloud, **given: Any) -> Any:
    """Return the plan for a task."""
    return resource(cloud, **given).plan()


def request(made: Any, verb: str) -> dict[str, Any]:
    """Return the body of the request for a verb of the plan."""
    steps = [step for step in made.plan().steps if step.verb == verb]
    (call,) = made.calls(steps)
    return call.body


# Options


@pytest.mark.parametrize(
    "given, words",
    [
        ({"scheduled_time": "1215"}, "quotes"),
        ({"scheduled_time": "24:00"}, "24:00"),
        ({"scheduled_time": "07:45Z"}, "07:45Z"),
        ({"scheduled_date": "2026-02-30"}, "2026-02-30"),
        ({"scheduled_date": "05.10.2026"}, "05.10.2026"),
        ({"expire_time": "2099-01-01T10:00:00Z"}, "time_zone"),
        ({"expire_time": "2099-01-01 10:00 +02:00"}, "time_zone"),
        ({"expire_time": "term_end"}, "term_end"),
        ({"expire_time": "2099-01-01 25:00"}, "25:00"),
        ({"week_list": ["m"]}, '"m"'),
        ({"week_list": ["8"]}, '"8"'),
        ({"month_list": [0]}, "has 0"),
        ({"date_list": ["32"]}, '"32"'),
        ({"date_list": ["first"]}, '"FIRST"'),
        ({"day_interval": 32}, "between 1 and 31"),
        ({"wait_time": 43201}, "between 0 and 43200"),
        ({"priority": 51}, "between 1 and 50"),
        ({"gray_count": 1001}, "between 0 and 1000"),
        ({"gray_fail_threshold": 0}, "between 1 and 1000"),
        ({"life_cycle_exec_period": 0}, "between 1 and 10080"),
        ({"task_name": " "}, "empty"),
        ({"task_name": "x" * 256}, "255"),
        ({"description": "x" * 256}, "255"),
        ({"apply_objects": {"desktops": []}}, "apply_objects.desktops"),
        ({"apply_objects": {"tags": {}}}, "apply_objects.tags"),
        ({"apply_objects": {"pools": ["drop-in"], "all": True}}, "beside pools"),
    ],
)
def test_wrong_values_are_refused(given, words):
    with pytest.raises(InputError, match=words.replace("[", r"\[")):
        desired_values(options(**{"task_name": "stop", **given}))


@pytest.mark.parametrize(
    "given, spelt",
    [
        ({"scheduled_time": "7:45"}, "07:45:00"),
        ({"scheduled_time": "07:45:30"}, "07:45:30"),
        ({"expire_time": "2027-02-12"}, "2027-02-12 23:59:59"),
        ({"expire_time": "2027-02-12T18:00"}, "2027-02-12 18:00:00"),
        ({"expire_time": ""}, ""),
        ({"week_list": ["Friday", "mon", "1", "FRI"]}, ["sun", "mon", "fri"]),
        ({"month_list": [12, 1, 12]}, [1, 12]),
        ({"date_list": ["L", "02", "28", "2"]}, ["2", "28", "L"]),
    ],
)
def test_values_have_one_spelling(given, spelt):
    (name,) = given
    assert desired_values(options(task_name="stop", **given))[name] == spelt


def test_a_field_means_something_for_its_own_kind_alone():
    assert is_effective("week_list", "WEEK", "STOP") and not is_effective("week_list", "DAY", "STOP")
    assert is_effective("priority", "LIFE_CYCLE", "STOP") and not is_effective("priority", "WEEK", "STOP")
    assert is_effective("gray_count", "WEEK", "EXECUTE_SCRIPT") and not is_effective("gray_count", "WEEK", "STOP")
    assert is_effective("expire_time", "LIFE_CYCLE", "STOP")


# Finding


def test_a_name_is_found_exactly_and_in_both_lists():
    cloud = Cloud(DETAIL, {**DETAIL, "id": "t2", "task_name": "stop all"})
    assert resource(cloud, task_name="stop").result()["scheduled_task"]["id"] == "t1"
    kinds = [query["scheduled_type"] for path, query in cloud.asked if path == TASKS]
    assert kinds == [None, "LIFE_CYCLE"]
    assert resource(cloud, task_name="STOP").result() == {"scheduled_task": None}


def test_several_of_one_name_are_listed():
    cloud = Cloud(DETAIL, {**DETAIL, "id": "t2"})
    with pytest.raises(InputError, match=r"t1, t2.*task_id"):
        resource(cloud, task_name="stop")
    assert resource(cloud, task_id="t2").result()["scheduled_task"]["id"] == "t2"


def test_what_cannot_be_paged_is_said():
    cloud = Cloud(DETAIL)
    cloud.rows = [ROW, *({**ROW, "id": f"x{number}", "task_name": f"stop {number}"} for number in range(120))]
    assert list_tasks(cloud, {}).unread == 21 and len(list_tasks(cloud, {}).rows) == 100
    with pytest.raises(InputError, match="21 more cannot be read"):
        resource(cloud, task_name="stop")
    assert resource(cloud, task_id="t1").result()["scheduled_task"]["enable"] is True


def test_details_of_a_record_end_at_the_last_offset():
    class Records(Cloud):
        def get(self, path: str, query: Any = None, service: str = "workspace") -> Any:
            assert query["offset"] <= 1000 and query["limit"] <= 50
            rows = [{"id": str(number)} for number in range(1200)]
            return {"tasks_records_details": rows[query["offset"] :][: query["limit"]], "total_count": 1200}

    found = list_details(Records(), "t1", "r1")
    assert (len(found.rows), found.unread) == (1050, 150)


def test_a_missing_task_is_nothing_and_other_refusals_are_errors():
    cloud = Cloud()
    assert show_task(cloud, "t9") is None
    assert plan(cloud, task_id="t9", enable=False).refused
    assert not plan(cloud, task_id="t9", state="absent").changed


# Planning


def test_an_equal_task_needs_nothing():
    assert not plan(
        Cloud(DETAIL),
        task_name="stop",
        task_type="STOP",
        scheduled_type="WEEK",
        week_list=["tue", "2"],
        scheduled_time="20:15",
        time_zone="Europe/Berlin",
        expire_time="2099-02-12 18:00",
        description="evenings",
        enable=True,
        force_execute=False,
        extra_params={"notify_message": "bye"},
        apply_objects={"pools": ["drop-in"], "desktops": ["bio-01"]},
    ).changed


def test_an_update_sends_the_whole_task():
    body = request(resource(Cloud(DETAIL), task_name="stop", scheduled_time="21:00"), "update")
    same = {name: value for name, value in DETAIL.items() if name not in ("id", "task_type", "wait_time")}
    more = {"scheduled_time": "21:00:00", "enable": True, "apply_object_update_type": "FULL_COVERAGE"}
    assert body == {**same, **more}


def test_the_mark_stays_when_the_description_changes():
    cloud = Cloud(DETAIL)
    made = resource(cloud, task_name="stop", description="nights")
    assert request(made, "update")["description"] == "nights [workspace-lab: bio101]"
    assert not plan(cloud, task_name="stop", description="evenings").changed


def test_another_kind_of_schedule_leaves_nothing_of_the_old_one():
    made = resource(Cloud(DETAIL), task_name="stop", scheduled_type="DAY", day_interval=2)
    body = request(made, "update")
    assert (body["scheduled_type"], body["day_interval"], body["scheduled_time"]) == ("DAY", 2, "20:15:00")
    assert "week_list" not in body


def test_objects_are_cleared_by_an_update_type_of_its_own():
    body = request(resource(Cloud(DETAIL), task_name="stop", apply_objects={}), "update")
    assert body["apply_object_update_type"] == "CLEAR_ALL" and "apply_objects" not in body


def test_a_field_of_another_kind_is_no_reason_for_a_change_but_goes_along():
    cloud = Cloud(DETAIL)
    assert not plan(cloud, task_name="stop", month_list=[1], priority=3, gray_count=5, is_gray=True).changed
    made = resource(cloud, task_name="stop", month_list=[1], enable=False)
    assert request(made, "update")["month_list"] == "1"
    assert any("month_list means nothing" in warning for warning in made.plan().warnings)


def test_what_creation_cannot_say_follows():
    made = resource(Cloud(), **CREATION, enable=False, is_gray=True)
    assert [step.verb for step in made.plan().steps] == ["create", "update"]
    assert not {"enable", "is_gray", "priority"} & set(request(made, "create"))
    body = request(made, "update")
    assert (body["enable"], body["is_gray"]) == (False, True)
    assert [step.verb for step in plan(Cloud(), **CREATION, enable=True).steps] == ["create"]


def test_actions_have_the_words_of_the_user():
    (action,) = plan(Cloud(), **{**CREATION, "apply_objects": {"desktops": ["BIO-[01:02]"]}}).actions()
    assert action["fields"]["apply_objects"] == {"before": None, "after": {"desktops": ["BIO-[01:02]"]}}
    (action,) = plan(Cloud(DETAIL), task_name="stop", apply_objects={"tags": {"course": "bio"}}).actions()
    before = {"desktops": ["BIO-01"], "pools": ["drop-in"]}
    assert action["fields"] == {"apply_objects": {"before": before, "after": {"tags": {"course": "bio"}}}}


@pytest.mark.parametrize(
    "change, words",
    [
        ({"task_type": None}, "task_type"),
        ({"scheduled_type": None}, "scheduled_type"),
        ({"apply_objects": None}, "apply_objects"),
        ({"time_zone": None}, "time_zone"),
        ({"day_interval": None}, "day_interval"),
        ({"scheduled_type": "MONTH", "date_list": ["L"]}, "month_list"),
        ({"scheduled_type": "LIFE_CYCLE"}, "life_cycle_type"),
        (
            {"scheduled_type": "LIFE_CYCLE", "life_cycle_type": "POST_DESKTOP_DISCONNECTED", "task_type": "START"},
            "cannot be a START",
        ),
        ({"extra_params": {"text": "x" * 2000}}, "2000"),
    ],
)
def test_an_incomplete_task_is_refused(change, words):
    refused = plan(Cloud(), **{**CREATION, **change}).refused
    assert any(words in notice.reason for notice in refused), refused


def test_without_its_agency_nothing_is_created():
    cloud = Cloud()
    cloud.agencies = []
    (notice,) = plan(cloud, **CREATION).refused
    assert "agency" in notice.reason
    cloud.agencies = ApiError(403, "WKS.00081102", "No permission.")
    assert not plan(cloud, **CREATION).refused, "who may not look may still create"


def test_zones_are_checked_where_the_service_lists_them():
    cloud = Cloud()
    with pytest.raises(InputError, match="Europe/Berlin"):
        resource(cloud, **{**CREATION, "time_zone": "Europe/Berln"})
    cloud.zones = []
    assert plan(cloud, **{**CREATION, "time_zone": "Europe/Vienna"}).changed


def test_a_zone_told_by_its_offset_is_no_difference():
    cloud = Cloud({**DETAIL, "time_zone": "GMT+8"})
    assert not plan(cloud, task_name="stop", time_zone="UTC").changed
    assert plan(Cloud(DETAIL), task_name="stop", time_zone="UTC").changed


def test_the_task_of_another_name_is_not_deleted():
    for given in ({"task_name": "stop"}, {"task_id": "t1"}, {"task_id": "t1", "task_name": "stop"}):
        assert [step.verb for step in plan(Cloud(DETAIL), state="absent", **given).steps] == ["delete"]
    made = plan(Cloud(DETAIL), task_id="t1", task_name="start", state="absent")
    assert not made.steps and "is called stop" in made.refused[0].reason


def test_another_type_needs_a_new_task():
    cloud = Cloud(DETAIL)
    (notice,) = plan(cloud, task_name="stop", task_type="REBOOT").refused
    assert "recreate" in notice.reason
    made = resource(cloud, task_name="stop", task_type="REBOOT", recreate="on_change")
    assert [step.verb for step in made.plan().steps] == ["delete", "create"]
    body = request(made, "create")
    assert (body["task_type"], body["week_list"], body["description"]) == ("REBOOT", "2,3", DETAIL["description"])


def test_a_task_that_was_created_again_is_found_by_its_name():
    given = {"task_id": "t1", "task_type": "REBOOT", "recreate": "on_change"}
    (notice,) = plan(Cloud(DETAIL), **given).refused
    assert "give task_name too" in notice.reason
    first = plan(Cloud(DETAIL), task_name="stop", **given)
    assert [step.verb for step in first.steps] == ["delete", "create"] and not first.refused
    again = plan(Cloud({**DETAIL, "id": "t2", "task_type": "REBOOT"}), task_name="stop", **given)
    assert not again.steps and not again.refused
    without = plan(Cloud({**DETAIL, "id": "t2"}), task_id="t1", task_name="stop", task_type="STOP")
    assert "no scheduled task of this task_id" in without.refused[0].reason


@pytest.mark.parametrize("empty", [{"week_list": []}, {"month_list": []}, {"date_list": []}, {"scheduled_date": ""}])
def test_an_empty_field_of_another_kind_of_schedule_is_fine(empty):
    daily = {"task_name": "stop", "scheduled_type": "DAY", "day_interval": 1, **empty}
    planned = plan(Cloud(DETAIL), **daily)
    assert not planned.refused and not planned.warnings
    assert set(planned.steps[0].fields) == {"scheduled_type", "day_interval"}
    created = resource(Cloud(), **{**NEW, **daily})
    assert not created.plan().refused and not set(empty) & set(request(created, "create"))


@pytest.mark.parametrize("given", [{"week_list": []}, {"scheduled_type": "WEEK", "scheduled_time": ""}])
def test_an_empty_field_that_the_schedule_is_made_of_is_refused(given):
    (notice,) = plan(Cloud(DETAIL), task_name="stop", **given).refused
    assert f"WEEK needs {min(set(given) - {'scheduled_type'})}" in notice.reason


def without(*names: str) -> dict[str, Any]:
    """Return the detail of the task without these fields."""
    return {name: value for name, value in DETAIL.items() if name not in names}


def test_what_a_schedule_is_made_of_is_there_even_if_it_is_not_told():
    given = {"task_name": "stop", "week_list": ["mon"], "scheduled_time": "20:15", "apply_objects": {"all": True}}
    kept = plan(Cloud(without("week_list", "scheduled_time", "apply_objects")), **given)
    assert not kept.steps and not kept.refused
    assert kept.unknown == {"stop": ["week_list", "scheduled_time", "apply_objects"]}
    along = plan(Cloud(without("week_list", "scheduled_time")), **{**given, "force_execute": True})
    assert along.steps[0].fields["week_list"].before == "(not told)" and not along.refused
    always = plan(Cloud(without("week_list", "apply_objects")), **given, write_unknown="always")
    assert set(always.steps[0].fields) == {"week_list", "apply_objects"}


def test_what_a_task_can_do_without_is_not_set_if_it_is_not_told():
    made = plan(Cloud(without("expire_time", "extra_params")), task_name="stop", expire_time="2099-01-01 08:00")
    assert made.steps[0].fields["expire_time"].before == "" and not made.unknown
    assert not plan(
        Cloud(without("expire_time", "extra_params")), task_name="stop", expire_time="", extra_params={}
    ).steps


def test_a_twin_that_another_run_made_meanwhile_is_told_with_both_ids():
    cloud = Cloud()
    made = resource(cloud, **NEW)
    planned = made.plan()
    list(made.calls([step for step in planned.steps if step.verb == "create"]))[0].jobs({"task_id": "t1"})
    detail = {**DETAIL, **request(made, "create")}
    for task_id in ("t1", "t2"):
        cloud.details[task_id] = {**detail, "id": task_id}
        cloud.rows.append({**ROW, "id": task_id, "task_name": detail["task_name"]})
    results = {NEW["task_name"]: Result(NEW["task_name"], DONE)}
    made.finish(planned, results)
    (result,) = results.values()
    assert result.state == FAILED and "(t1, t2)" in result.reason


def test_another_type_does_not_inherit_what_was_said_of_the_old_one():
    old = {
        **DETAIL,
        "task_type": "EXECUTE_SCRIPT",
        "force_execute": True,
        "gray_count": 5,
        "gray_desktop_ids": ["d1"],
        "gray_fail_threshold": 2,
    }
    wish = {"task_name": "stop", "task_type": "STOP", "recreate": "on_change"}
    made = resource(Cloud(old), **wish)
    assert not any("logged in" in warning for warning in made.plan().warnings)
    body = request(made, "create")
    assert not {name for name in body if name == "force_execute" or name.startswith("gray")}
    assert body["week_list"] == "2,3" and body["apply_objects"] == DETAIL["apply_objects"]
    assert request(resource(Cloud(old), **wish, force_execute=True), "create")["force_execute"] is True


def test_a_desktop_that_shares_its_name_is_meant_by_its_id():
    cloud = Cloud()
    cloud.desktops = [desktop("BIO-01"), desktop("BIO-01", desktop_id="d9")]
    with pytest.raises(InputError, match=r"several desktops are called .bio-01. \(d1, d9\)"):
        plan(cloud, **{**CREATION, "apply_objects": {"desktops": ["bio-01"]}})
    for given, ids in (("d9", ["d9"]), ("BIO-0*", ["d1", "d9"])):
        body = request(resource(cloud, **{**CREATION, "apply_objects": {"desktops": [given]}}), "create")
        assert [one["object_id"] for one in body["apply_objects"]] == ids


@pytest.mark.parametrize("text", ["[1]", "5", "not JSON"])
def test_parameters_of_others_go_along_as_they_are(text):
    made = resource(Cloud({**DETAIL, "extra_params": text}), task_name="stop", enable=False)
    assert request(made, "update")["extra_params"] == text


def test_parameters_that_an_update_cannot_carry_are_not_lost():
    cloud = Cloud({**DETAIL, "extra_params": json.dumps({"text": "x" * 1100})})
    (notice,) = plan(cloud, task_name="stop", enable=False).refused
    assert "1024" in notice.reason
    assert not plan(cloud, task_name="stop", enable=True).refused, "nothing is to be changed"
    assert not plan(cloud, task_name="stop", enable=False, recreate="on_change").refused


def test_what_does_not_exist_yet_is_awaited():
    wish = {**CREATION, "apply_objects": {"desktops": ["BIO-[03:04]", "BIO-1"], "pools": ["hall"]}}
    made = plan(Cloud(), **wish)
    told = [notice.reason for notice in made.awaited]
    assert made.changed and len(told) == 3 and "nearest are BIO-01" in told[1] and "hall" in told[2]


@pytest.mark.parametrize(
    "change, told",
    [
        ({"task_type": "REBUILD", "apply_objects": {"all": True}}, "hits 2 desktops"),
        ({"task_type": "REBUILD", "apply_objects": {"tags": {"course": "bio"}}}, "hits 1 desktop"),
        ({"force_execute": True, "apply_objects": {"pools": ["drop-in"], "desktops": ["BIO-02"]}}, "hits 2 desktops"),
    ],
)
def test_what_is_dangerous_is_counted(change, told):
    assert any(told in warning for warning in plan(Cloud(), **{**CREATION, **change}).warnings)


def test_what_is_harmless_or_stays_is_not():
    assert not plan(Cloud(), **CREATION).warnings
    assert not plan(Cloud(), **{**CREATION, "task_type": "START", "force_execute": True}).warnings
    assert not plan(Cloud({**DETAIL, "force_execute": True}), task_name="stop", force_execute=True).warnings


def test_a_task_whose_time_has_passed_is_not_enabled_for_ever():
    over = {**DETAIL, "expire_time": "2026-10-05 13:00:00"}
    rows = [{**ROW, "enable": False}]
    assert not plan(Cloud(over, rows=rows), task_name="stop", enable=True).changed
    assert plan(Cloud(DETAIL, rows=rows), task_name="stop", enable=True).changed
    longer = plan(Cloud(over, rows=rows), task_name="stop", enable=True, expire_time="2027-01-01")
    assert set(longer.steps[0].fields) == {"enable", "expire_time"}


# Lost answers


def test_a_lost_creation_is_found_by_what_was_sent():
    cloud = Cloud()
    made = resource(cloud, **CREATION)
    (call,) = made.calls(made.plan().steps)
    assert call.find_effect() is None
    cloud.rows = [ROW]
    cloud.details = {"t1": {"id": "t1", **copy.deepcopy(call.body), "scheduled_time": "06:00:00"}}
    assert call.find_effect() is None, "somebody else's task of that name"
    cloud.details["t1"]["scheduled_time"] = "20:15:00"
    assert call.find_effect() == {"task_id": "t1"}


def test_a_lost_creation_is_found_however_the_service_writes_it():
    cloud = Cloud()
    made = resource(cloud, **{**CREATION, "extra_params": {"a": 1, "b": "ü"}})
    (call,) = made.calls(made.plan().steps)
    cloud.rows = [ROW]
    told = {"extra_params": '{"b":"\\u00fc","a":1}', "time_zone": "GMT+01:00"}
    cloud.details = {"t1": {"id": "t1", **copy.deepcopy(call.body), **told}}
    assert call.find_effect() == {"task_id": "t1"}
    cloud.details["t1"]["extra_params"] = '{"b":"u","a":1}'
    assert call.find_effect() is None


def test_a_lost_deletion_is_found():
    cloud = Cloud(DETAIL)
    made = resource(cloud, task_name="stop", state="absent")
    (call,) = made.calls(made.plan().steps)
    assert call.path == TASKS + "/t1" and call.find_effect() is None
    cloud.details = {}
    assert call.find_effect() == {}


# Times


@pytest.mark.parametrize(
    "text, shown",
    [
        ("2026-10-05 13:45:00 GMT+08:00", "2026-10-05 07:45:00"),
        ("2026-10-05 05:45:00 GMT", "2026-10-05 07:45:00"),
        ("2026-10-05T05:45:00.000Z", "2026-10-05 07:45:00"),
        ("2026-10-05 07:45:00", "2026-10-05 07:45:00"),
        ("soon", "soon"),
    ],
)
def test_times_are_shown_by_the_clocks_of_the_zone(text, shown):
    assert local(text, "Europe/Berlin") == shown


def test_nothing_is_over_that_is_not_understood():
    fixed = {"scheduled_type": "FIXED_TIME", "scheduled_date": "2026-10-05", "scheduled_time": "13:00:00"}
    assert is_over({**fixed, "time_zone": "Europe/Berlin"}, NOW)
    assert not is_over({**fixed, "time_zone": "UTC"}, NOW)
    assert not is_over({**fixed, "time_zone": "Nowhere/Land"}, NOW)
    assert not is_over({"scheduled_type": "DAY", "time_zone": "UTC"}, NOW)


def test_an_id_leads_to_its_task_however_many_there_are():
    cloud = Cloud({**DETAIL, "task_name": "last"})
    others = [{**ROW, "id": f"x{number}", "task_name": f"stop {number}"} for number in range(120)]
    cloud.rows = [*others, {**ROW, "task_name": "last"}]
    wish = dict.fromkeys(SCHEDULED_TASK_INFO_SPEC)
    (found,) = find_scheduled_tasks(cloud, {**wish, "task_id": "t1"})["scheduled_tasks"]
    assert found["task_name"] == "last" and found["enable"] is True
    assert find_scheduled_tasks(cloud, {**wish, "task_id": "t9"}) == {"scheduled_tasks": [], "unread": 0}
    assert find_scheduled_tasks(cloud, {**wish, "task_name": "last"})["unread"] == 0
    assert find_scheduled_tasks(cloud, {**wish, "task_name": "x"}) == {"scheduled_tasks": [], "unread": 0}
