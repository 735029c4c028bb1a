# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of scheduled tasks that surprise their clients, each with a test."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

INVALID = "WKS.00211102"
DAY = 86400
NOON = {"scheduled_type": "DAY", "day_interval": 1, "scheduled_time": "12:00:00", "time_zone": "UTC"}


def refused(response: Any, status: int = 400, code: str = INVALID) -> str:
    """Check that a request was refused, and return why."""
    assert response.status_code == status, response.text
    assert response.json()["error_code"] == code
    return response.json()["error_msg"]


def create(client: Any, *desktop_ids: str, **fields: Any) -> str:
    """Create a task for desktops, due every noon unless told otherwise, and return its ID."""
    objects = [{"object_type": "DESKTOP", "object_id": desktop_id} for desktop_id in desktop_ids]
    body = {"task_name": "t", "task_type": "STOP", "apply_objects": objects, **NOON, **fields}
    response = client.call("POST", "/scheduled-tasks", body)
    assert response.status_code == 200, response.text
    return response.json()["task_id"]


def rows(client: Any, **query: Any) -> list[dict[str, Any]]:
    """Return the list of tasks."""
    return client.get("/scheduled-tasks", offset=0, limit=50, **query)["scheduled_tasks"]


def row(client: Any, task_id: str, **query: Any) -> dict[str, Any]:
    """Return what the list tells of a task."""
    return next(found for found in rows(client, **query) if found["id"] == task_id)


def update(client: Any, task_id: str, **body: Any) -> Any:
    """Send an update."""
    return client.call("PUT", f"/scheduled-tasks/{task_id}", body)


def records(client: Any, task_id: str) -> list[dict[str, Any]]:
    """Return the executions of a task."""
    return client.get(f"/scheduled-tasks/{task_id}/records")["tasks_records"]


def details(client: Any, task_id: str, record_id: str) -> dict[str, str]:
    """Return what an execution did, by the names of the desktops."""
    path = f"/scheduled-tasks/{task_id}/records/{record_id}"
    found = client.get(path, offset=0, limit=50)["tasks_records_details"]
    return {one["desktop_name"]: one["exec_status"] for one in found}


def in_console(client: Any, name: str, **more: Any) -> str:
    """Let somebody create a desktop in the console, and return its ID."""
    return client.control("desktops", action="create", desktop=name, **more)["id"]


# Lists


def test_pages_have_50_rows_and_end_early(client):
    for _number in range(101):
        create(client)
    refused(client.call("GET", "/scheduled-tasks"))
    refused(client.call("GET", "/scheduled-tasks", offset=0, limit=51))
    refused(client.call("GET", "/scheduled-tasks", offset=51, limit=50))
    last = client.get("/scheduled-tasks", offset=50, limit=50)
    assert len(last["scheduled_tasks"]) == 50 and last["total_count"] == 101


def test_names_are_not_unique_and_the_filter_is_fuzzy(client):
    ids = [create(client, task_name=name) for name in ("bio", "bio", "BIO101", "chem")]
    assert [found["id"] for found in rows(client, task_name="bio")] == ids[:3]


def test_tasks_of_a_life_cycle_are_listed_only_if_asked_for(client):
    create(client)
    event = {"scheduled_type": "LIFE_CYCLE", "life_cycle_type": "POST_CREATE_DESKTOP_SUCCESS"}
    waiting = create(client, **event, wait_time=5)
    assert waiting not in [found["id"] for found in rows(client)]
    assert row(client, waiting, scheduled_type="LIFE_CYCLE")["wait_time"] == 5


def test_only_the_list_tells_whether_a_task_is_enabled(client):
    task_id = create(client)
    detail = client.get(f"/scheduled-tasks/{task_id}")
    assert not {"enable", "priority", "is_gray", "last_status", "next_execution_time"} & set(detail)
    assert row(client, task_id)["enable"] is True


def test_the_next_execution_is_told_with_the_offset_of_the_zone(client):
    task_id = create(client, time_zone="Asia/Shanghai")
    moment = row(client, task_id)["next_execution_time"]
    assert moment.endswith(" 12:00:00 GMT+08:00")


def test_time_zones_cannot_be_filtered(client):
    names = [zone["time_zone_name"] for zone in client.get("/common/timezones", time_zone_name="Nowhere")["time_zones"]]
    assert "Asia/Shanghai" in names and "Europe/Berlin" in names


def test_a_missing_task_is_400(client):
    for method, path in (("GET", ""), ("DELETE", ""), ("PUT", ""), ("GET", "/records")):
        body = {} if method == "PUT" else None
        assert "does not exist" in refused(client.call(method, f"/scheduled-tasks/none{path}", body))


# Creating and updating


@pytest.mark.parametrize(
    "fields",
    [
        {"scheduled_type": "FIXED_TIME"},
        {"scheduled_type": "FIXED_TIME", "scheduled_date": "2027-02-30"},
        {"day_interval": None},
        {"day_interval": 32},
        {"scheduled_type": "WEEK"},
        {"scheduled_type": "WEEK", "week_list": "0,1"},
        {"scheduled_type": "MONTH", "date_list": "L"},
        {"scheduled_type": "MONTH", "month_list": "13", "date_list": "1"},
        {"scheduled_type": "MONTH", "month_list": "1", "date_list": "32"},
        {"scheduled_type": "LIFE_CYCLE"},
        {"scheduled_type": "LIFE_CYCLE", "life_cycle_type": "POST_DESKTOP_DISCONNECTED", "task_type": "START"},
        {"scheduled_type": "LIFE_CYCLE", "life_cycle_type": "POST_DESKTOP_DISCONNECTED", "task_type": "REBUILD"},
        {"scheduled_time": "12:00"},
        {"scheduled_time": "25:00:00"},
        {"time_zone": "Europe/Nowhere"},
        {"expire_time": "2027-02-12"},
        {"extra_params": "bye"},
        {"extra_params": '"bye"'},
        {"extra_params": f"{{\"text\": \"{'x' * 2000}\"}}"},
        {"apply_objects": [{"object_type": "DESKTOP"}]},
        {"apply_objects": [{"object_type": "DESKTOP", "object_id": "none"}]},
        {"apply_objects": [{"object_type": "DESKTOP_POOL", "object_id": "none"}]},
        {"apply_objects": [{"object_type": "DESKTOP_TAG", "object_id": "course"}]},
        {"apply_objects": [{"object_type": "ALL_DESKTOPS"}, {"object_type": "DESKTOP_TAG", "object_id": "a=b"}]},
        {"wait_time": 43201},
        {"life_cycle_exec_period": 10081},
        {"enable": False},
        {"priority": 1},
        {"task_type": "DELETE_BLACK_ECS"},
    ],
    ids=str,
)
def test_wrong_tasks_are_refused(client, fields):
    body = {"task_name": "t", "task_type": "STOP", "apply_objects": [], **NOON, **fields}
    refused(client.call("POST", "/scheduled-tasks", body))
    assert rows(client) == []


def test_creation_needs_the_agency(client):
    client.control("service", agencies=[])
    body = {"task_name": "t", "task_type": "STOP", **NOON}
    assert client.call("POST", "/scheduled-tasks", body).status_code == 403


def test_an_update_replaces_the_schedule_as_a_whole_and_nothing_else(client):
    task_id = create(client, expire_time="2099-01-01 00:00:00", description="kept", extra_params='{"a": 1}')
    refused(update(client, task_id, scheduled_time="13:00:00"))
    assert update(client, task_id, **{**NOON, "scheduled_time": "13:00:00"}).status_code == 200
    detail = client.get(f"/scheduled-tasks/{task_id}")
    assert "expire_time" not in detail and detail["scheduled_time"] == "13:00:00"
    assert (detail["description"], detail["extra_params"]) == ("kept", '{"a": 1}')


def test_an_update_takes_shorter_parameters_than_a_creation(client):
    params = f"{{\"text\": \"{'x' * 1500}\"}}"
    refused(update(client, create(client, extra_params=params), extra_params=params))


def test_an_update_cannot_change_the_type(client):
    refused(update(client, create(client), task_type="START"))


def test_objects_are_cleared_only_by_an_update_type_of_its_own(client):
    task_id = create(client, in_console(client, "LAB-1"))

    def names() -> list[str]:
        return [one["object_name"] for one in client.get(f"/scheduled-tasks/{task_id}")["apply_objects"]]

    update(client, task_id, apply_objects=[])
    assert names() == ["LAB-1"]
    client.control("desktops", action="delete", desktop="LAB-1")
    kept = client.get(f"/scheduled-tasks/{task_id}")["apply_objects"]
    assert update(client, task_id, apply_objects=kept).status_code == 200 and names() == ["LAB-1"]
    update(client, task_id, apply_object_update_type="CLEAR_ALL")
    assert names() == []


def test_a_batch_passes_over_unknown_tasks(client):
    response = client.call("POST", "/scheduled-tasks/batch-delete", {"task_ids": [create(client), "none"]})
    assert response.status_code == 200 and rows(client) == []


# Times


def test_future_executions_are_five_and_reading(client):
    body = {"scheduled_type": "MONTH", "month_list": "2", "date_list": "28,L", "scheduled_time": "06:00:00"}
    found = client.call("POST", "/scheduled-tasks/future-executions", {**body, "time_zone": "UTC"}).json()
    days = [moment[5:10] for moment in found["future_executions"]]
    assert len(days) == 5 and set(days) <= {"02-28", "02-29"}
    assert client.control("counters")["writes"] == 0


def test_days_of_the_week_begin_with_sunday(client):
    body = {"scheduled_type": "WEEK", "week_list": "1", "scheduled_time": "06:00:00", "time_zone": "UTC"}
    found = client.call("POST", "/scheduled-tasks/future-executions", body).json()["future_executions"]
    assert {datetime.fromisoformat(moment[:19]).strftime("%A") for moment in found} == {"Sunday"}


def test_clocks_that_are_put_forward_do_not_move_a_task(client):
    body = {"scheduled_type": "MONTH", "month_list": "1,7", "date_list": "1", "scheduled_time": "06:00:00"}
    path = "/scheduled-tasks/future-executions"
    found = client.call("POST", path, {**body, "time_zone": "Europe/Berlin"}).json()["future_executions"]
    assert {moment[5:] for moment in found} == {"01-01 06:00:00 GMT+01:00", "07-01 06:00:00 GMT+02:00"}


def test_the_expiry_is_a_time_of_the_zone(client):
    zone = ZoneInfo("Asia/Tokyo")
    tomorrow = datetime.now(timezone.utc).astimezone(zone) + timedelta(days=1)
    end = f"{tomorrow:%Y-%m-%d} 12:00:00"
    task_id = create(client, time_zone="Asia/Tokyo", expire_time=end)
    client.advance(3 * DAY)
    assert records(client, task_id)[0]["start_time"] == f"{tomorrow:%Y-%m-%d} 12:00:00"
    found = row(client, task_id)
    assert found["enable"] is False and "next_execution_time" not in found


# Carrying out


def test_tasks_are_carried_out_as_time_passes_and_are_nothing_to_wait_for(client):
    in_console(client, "LAB-1")
    task_id = create(client, client.desktop("LAB-1")["desktop_id"])
    client.finish()
    assert records(client, task_id) == []
    client.advance(DAY)
    client.finish()
    assert client.desktop("LAB-1")["status"] == "SHUTOFF"
    assert row(client, task_id)["last_status"] == "SUCCESS"
    client.advance(DAY)
    assert [found["status"] for found in records(client, task_id)] == ["SKIP", "SUCCESS"]


def test_a_paused_task_is_not_carried_out(client):
    task_id = create(client, in_console(client, "LAB-1"))
    update(client, task_id, enable=False)
    client.advance(2 * DAY)
    assert records(client, task_id) == [] and client.desktop("LAB-1")["status"] == "ACTIVE"
    update(client, task_id, enable=True)
    client.advance(DAY)
    assert len(records(client, task_id)) == 1


@pytest.mark.parametrize("action", ["open", "disconnect"])
def test_people_who_are_logged_in_are_spared_unless_forced(client, action):
    ids = [in_console(client, name) for name in ("LAB-1", "LAB-2")]
    client.control("sessions", desktop="LAB-1", action="open")
    if action != "open":
        client.control("sessions", desktop="LAB-1", action=action)
    task_id = create(client, *ids)
    client.advance(DAY)
    (record,) = records(client, task_id)
    assert (record["success_num"], record["skip_num"], record["failed_num"]) == (1, 1, 0)
    assert details(client, task_id, record["id"]) == {"LAB-1": "SKIP", "LAB-2": "SUCCESS"}
    assert client.state()["disturbed"] == []
    update(client, task_id, force_execute=True)
    client.advance(DAY)
    assert [entry["desktop"] for entry in client.state()["disturbed"]] == ["LAB-1"]


def test_a_task_applies_to_pools_tags_and_all_as_they_are_then(client):
    targets = {
        "pool": {"object_type": "DESKTOP_POOL"},
        "tag": {"object_type": "DESKTOP_TAG", "object_id": "course=bio"},
        "all": {"object_type": "ALL_DESKTOPS"},
    }
    in_console(client, "LAB-1")
    client.control("desktops", action="pool", desktop="LAB-1", name="hall")
    targets["pool"]["object_id"] = client.get("/desktop-pools")["desktop_pools"][0]["id"]
    tasks = {name: create(client, apply_objects=[one], task_type="START") for name, one in targets.items()}
    in_console(client, "LAB-2", tags={"course": "bio"})
    client.advance(DAY)
    hit = {name: set(details(client, task_id, records(client, task_id)[0]["id"])) for name, task_id in tasks.items()}
    assert hit == {"pool": {"LAB-1"}, "tag": {"LAB-2"}, "all": {"LAB-1", "LAB-2"}}


def test_a_rebuild_wipes_the_system_disk(client):
    in_console(client, "LAB-1")
    client.control("write", desktop="LAB-1", disk="system", content="thesis")
    task_id = create(client, client.desktop("LAB-1")["desktop_id"], task_type="REBUILD")
    client.advance(DAY)
    client.finish()
    assert [entry["content"] for entry in client.state()["wiped"]] == ["thesis"]
    assert records(client, task_id)[0]["status"] == "SUCCESS"


def test_snapshots_are_taken_of_the_system_disk_whoever_is_logged_in(client):
    in_console(client, "LAB-1", data_volumes=[10])
    client.control("sessions", desktop="LAB-1", action="open")
    task_id = create(client, client.desktop("LAB-1")["desktop_id"], task_type="CREATE_SNAPSHOT", task_name="nightly")
    client.advance(DAY)
    client.finish()
    (snapshot,) = client.state()["tables"]["Snapshot"]
    assert (snapshot["is_system_disk"], snapshot["create_type"]) == (True, "AUTO") and "nightly" in snapshot["name"]
    assert records(client, task_id)[0]["status"] == "SUCCESS" and client.state()["disturbed"] == []


def script_task(client: Any, *desktop_ids: str, **fields: Any) -> str:
    """Create a task that runs the script ``apps`` at noon, and return its ID."""
    script_id = client.control("scripts", name="apps", type="POWERSHELL", content="Get-Date")["script_id"]
    params = f'{{"script_id": "{script_id}"}}'
    return create(client, *desktop_ids, task_type="EXECUTE_SCRIPT", extra_params=params, **fields)


def test_scripts_are_run_and_their_end_is_that_of_the_execution(client):
    task_id = script_task(client, in_console(client, "LAB-1"), in_console(client, "LAB-2"))
    client.control("script-outcomes", desktop="LAB-2", result_code="3")
    client.advance(DAY)
    client.finish()
    (record,) = records(client, task_id)
    assert details(client, task_id, record["id"]) == {"LAB-1": "SUCCESS", "LAB-2": "FAIL"}
    assert (record["status"], record["failed_num"]) == ("FAIL", 1)
    runs = client.state()["tables"]["ScriptRun"]
    assert [(run["desktop"], run["content"], run["task_id"]) for run in runs] == [
        (name, "Get-Date", record["execute_task_id"]) for name in ("LAB-1", "LAB-2")
    ]


def test_the_first_batch_of_scripts_can_stop_the_rest(client):
    ids = [in_console(client, f"LAB-{number}") for number in (1, 2)]
    task_id = script_task(client, *ids, gray_count=1, gray_fail_threshold=1)
    client.control("script-outcomes", desktop="LAB-1", result_code="3")
    client.advance(DAY)
    client.finish()
    (record,) = records(client, task_id)
    assert details(client, task_id, record["id"]) == {"LAB-1": "FAIL", "LAB-2": "SKIP"}


def test_scripts_must_be_in_the_library_when_they_are_named_and_when_they_are_run(client):
    body = {"task_name": "t", "task_type": "EXECUTE_SCRIPT", **NOON}
    refused(client.call("POST", "/scheduled-tasks", body))
    refused(client.call("POST", "/scheduled-tasks", {**body, "extra_params": '{"script_ids": ["none"]}'}))
    task_id = script_task(client, in_console(client, "LAB-1"))
    refused(update(client, task_id, extra_params='{"script_id": "none"}'))
    client.call("DELETE", "/scripts/" + client.state()["tables"]["Script"][0]["id"])
    client.advance(DAY)
    assert records(client, task_id)[0]["status"] == "FAIL"
    assert "ScriptRun" not in client.state()["tables"]


def event(client: Any, life_cycle_type: str, **fields: Any) -> str:
    """Create a task for all desktops that waits for an event."""
    schedule = {"scheduled_type": "LIFE_CYCLE", "life_cycle_type": life_cycle_type}
    blank = dict.fromkeys(NOON)
    return create(client, apply_objects=[{"object_type": "ALL_DESKTOPS"}], **{**blank, **schedule, **fields})


def test_a_new_desktop_triggers_a_task_after_its_waiting_time_in_minutes(client):
    task_id = event(client, "POST_CREATE_DESKTOP_SUCCESS", wait_time=30)
    client.build("LAB-1")
    assert records(client, task_id) == []
    client.advance(31 * 60)
    (record,) = records(client, task_id)
    assert (record["life_cycle_type"], record["status"]) == ("POST_CREATE_DESKTOP_SUCCESS", "SUCCESS")


def test_rebuilt_and_reattached_desktops_trigger_tasks(client):
    rebuilt, again = event(client, "POST_REBUILD_DESKTOP_SUCCESS"), event(client, "POST_REATTACH_DESKTOP_SUCCESS")
    desktop_id = in_console(client, "LAB-1")
    image = {"image_id": client.image("win11-bio-2026.09"), "image_type": "private"}
    client.call("POST", "/desktops/rebuild", {"desktop_ids": [desktop_id], **image})
    client.finish()
    assert len(records(client, rebuilt)) == 1 and records(client, again) == []
    client.finish()
    seat = {"desktop_id": desktop_id, "user_name": "mia", "user_group": "users", "user_email": "mia@uni.example"}
    response = client.call("POST", "/desktops/attach", {"desktops": [seat], **image})
    assert response.status_code == 200, response.text
    client.finish()
    assert len(records(client, again)) == 1


def test_a_disconnection_triggers_a_task_that_spares_who_came_back(client):
    task_id = event(client, "POST_DESKTOP_DISCONNECTED", wait_time=10)
    for name in ("LAB-1", "LAB-2"):
        in_console(client, name)
        client.control("sessions", desktop=name, action="open")
        client.control("sessions", desktop=name, action="disconnect")
    client.control("sessions", desktop="LAB-2", action="open")
    client.advance(11 * 60)
    hit = [details(client, task_id, record["id"]) for record in records(client, task_id)]
    assert hit == [{"LAB-1": "SUCCESS"}]


def leaves(client: Any, name: str = "LAB-1") -> None:
    """Let somebody come to a desktop and leave it without logging out."""
    client.control("sessions", desktop=name, action="open")
    client.control("sessions", desktop=name, action="disconnect")


def test_whoever_comes_back_and_leaves_again_has_the_whole_waiting_time(client):
    task_id = event(client, "POST_DESKTOP_DISCONNECTED", wait_time=10)
    in_console(client, "LAB-1")
    leaves(client)
    client.advance(9 * 60)
    leaves(client)
    client.advance(9 * 60)
    assert records(client, task_id) == [] and client.desktop("LAB-1")["status"] == "ACTIVE"
    client.advance(2 * 60)
    assert client.desktop("LAB-1")["status"] == "SHUTOFF"


def test_a_logout_does_not_call_off_what_waits(client):
    task_id = event(client, "POST_DESKTOP_DISCONNECTED", wait_time=10)
    in_console(client, "LAB-1")
    leaves(client)
    client.control("sessions", desktop="LAB-1", action="close")
    client.advance(11 * 60)
    assert [details(client, task_id, row["id"]) for row in records(client, task_id)] == [{"LAB-1": "SUCCESS"}]


def test_a_desktop_is_hit_once_in_the_period_of_a_task(client):
    task_id = event(client, "POST_DESKTOP_DISCONNECTED", life_cycle_exec_period=60)
    in_console(client, "LAB-1")
    for minutes in (0, 30, 31):
        client.advance(minutes * 60)
        client.control("desktops", action="power", desktop="LAB-1", status="ACTIVE")
        leaves(client)
        client.advance(1)
    hit = [details(client, task_id, record["id"])["LAB-1"] for record in records(client, task_id)]
    assert hit == ["SUCCESS", "SKIP", "SUCCESS"]


def test_a_stop_disconnects_too_and_finds_the_desktop_off(client):
    task_id = event(client, "POST_DESKTOP_DISCONNECTED", wait_time=10)
    desktop_id = in_console(client, "LAB-1")
    client.control("sessions", desktop="LAB-1", action="open")
    client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": "os-stop"})
    client.advance(11 * 60)
    assert [details(client, task_id, row["id"]) for row in records(client, task_id)] == [{"LAB-1": "SKIP"}]


def test_a_task_tells_people_what_it_has_to_tell(client):
    params = '{"notify_message": "bye"}'
    ids = [in_console(client, "LAB-1"), in_console(client, "LAB-2", status="SHUTOFF")]
    create(client, *ids, extra_params=params)
    client.advance(DAY)
    (notice,) = client.state()["tables"]["Notice"]
    assert (notice["text"], notice["desktop_ids"]) == ("bye", ids[:1])


@pytest.mark.parametrize("zone", ["Asia/Beijing", "GMT+05:30"])
def test_zones_may_have_names_that_the_iana_database_does_not_have(client, zone):
    with pytest.raises(ZoneInfoNotFoundError):
        ZoneInfo(zone)
    listed = {row["time_zone_name"]: row["time_zone"] for row in client.get("/common/timezones")["time_zones"]}
    create(client, time_zone=zone)
    (task,) = client.get("/scheduled-tasks", offset=0, limit=50)["scheduled_tasks"]
    assert task["time_zone"] == zone
    assert task["next_execution_time"].endswith(f"12:00:00 {listed[zone]}")
