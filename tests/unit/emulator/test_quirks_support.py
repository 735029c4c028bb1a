# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of logins, monitoring agents, remote assistance and consoles, as the emulator serves them."""

from __future__ import annotations

from typing import Any


def desktop(client: Any, name: str = "LAB-1", **more: Any) -> str:
    """Let there be a desktop, and return its ID."""
    found: str = client.control("desktops", action="create", desktop=name, **more)["id"]
    return found


def session(client: Any, action: str, name: str = "LAB-1") -> None:
    """Let somebody come or go."""
    client.control("sessions", desktop=name, action=action)


def test_a_login_lasts_until_the_person_goes_or_is_put_out(client):
    desktop_id = desktop(client, user="mia")
    for action in ("open", "disconnect", "open", "close", "open"):
        session(client, action)
    [now, *before] = client.get("/connections/desktops")["records"]
    assert "connection_end_time" not in now and all(row["connection_end_time"] for row in before)
    assert [row["is_reconnect"] for row in (now, *before)] == [False, True, False]
    body = {"desktop_ids": [desktop_id], "op_type": "os-stop", "type": "HARD"}
    assert client.call("POST", "/desktops/action", body).status_code == 200
    client.finish()
    assert client.get("/connections/desktops")["records"][0]["connection_end_time"]


def test_logins_are_told_newest_first_in_small_pages_and_by_periods_with_both_ends(client):
    for number in range(3):
        desktop(client, f"LAB-{number}", user=f"u{number}")
        session(client, "open", f"LAB-{number}")
    found = client.get("/connections/desktops", limit=2)
    assert [row["user_name"] for row in found["records"]] == ["u2@workspace.local", "u1@workspace.local"] and found[
        "total_count"
    ] == 3
    assert client.call("GET", "/connections/desktops", limit=1001).status_code == 400
    assert client.call("GET", "/connections/desktops", start_time="2016-08-20T21:11Z").status_code == 400
    past = {"start_time": "2016-08-20T21:11Z", "end_time": "2016-08-21T21:11Z"}
    assert client.get("/connections/desktops", **past)["records"] == []


def test_agents_are_installed_on_running_desktops_by_a_job(client):
    running, off = desktop(client), desktop(client, "LAB-2", status="SHUTOFF")
    assert client.call("POST", "/desktops/agents", {"desktop_ids": [running, off]}).status_code == 409
    assert client.call("POST", "/desktops/agents", {"desktop_ids": [running]}).json()["job_id"]
    client.finish()
    assert [row["id"] for row in client.state()["tables"]["Agent"]] == [running]
    assert client.call("POST", "/desktops/agents", {"desktop_ids": [running]}).status_code == 200


def test_help_is_offered_once_at_a_time_and_waits_without_a_link(client):
    path = f"/desktops/{desktop(client, user='mia')}/remote-assistance"
    assert client.call("GET", path).status_code == 404
    assert client.call("POST", path).json()["status"] == "WAIT_USER_CONFIRM"
    assert client.call("POST", path).status_code == 409
    client.finish()
    waiting = client.get(path)
    assert waiting["status"] == "WAIT_USER_CONFIRM" and "internet_share_link" not in waiting
    session(client, "open")
    client.control("assistance", desktop="LAB-1", says="agree")
    assert client.get(path)["status"] == "WAIT_USER_CONFIRM", "who came later was not asked"
    assert client.call("DELETE", path).status_code == 204
    assert client.call("DELETE", path).status_code == 404


def test_who_agrees_lets_others_in_a_moment_later_until_it_is_enough(client):
    path = f"/desktops/{desktop(client, user='mia')}/remote-assistance"
    session(client, "open")
    client.control("clock", job_seconds=1000)
    assert client.call("POST", path).status_code == 200
    client.finish()
    client.control("assistance", desktop="LAB-1", says="agree")
    assert client.get(path)["status"] == "WAIT_USER_ACCESS"
    client.finish()
    shown = client.get(path)
    assert shown["status"] == "OPEN" and shown["invitation_code"] in shown["internet_share_link"]
    client.control("assistance", desktop="LAB-1", says="enough")
    ended = client.get(path)
    assert (ended["status"], ended["failed_reason"]) == ("CLOSE", "The user has ended the remote assistance.")
    assert "invitation_code" not in ended and client.call("DELETE", path).status_code == 404


def test_who_refuses_or_goes_closes_it_and_may_be_asked_again(client):
    path = f"/desktops/{desktop(client, user='mia')}/remote-assistance"
    session(client, "open")
    client.control("assistance", desktop="LAB-1", says="refuse")
    assert client.call("POST", path).status_code == 200
    client.finish()
    assert client.get(path)["status"] == "CLOSE"
    client.control("assistance", desktop="LAB-1", says="agree")
    assert client.call("POST", path).status_code == 200
    client.finish()
    assert client.get(path)["status"] == "OPEN"
    session(client, "disconnect")
    assert client.get(path)["failed_reason"] == "The session of the user has ended."


def test_console_is_another_one_each_time_and_needs_a_running_desktop(client):
    path = f"/desktops/{desktop(client)}/remote-consoles"
    first, second = client.get(path), client.get(path)
    assert (first["type"], first["protocol"]) == ("novnc", "vnc")
    assert first["url"] != second["url"]
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    assert client.call("GET", path).status_code == 409
    missing = client.call("GET", "/desktops/missing/remote-consoles")
    assert (missing.status_code, missing.json()["error_msg"][:28]) == (404, "The desktop does not exist. ")


def test_an_upgrade_without_desktops_is_of_all_that_it_can_be_of(client):
    first = client.get(f"/desktops/{desktop(client)}")["desktop"]["sid"]
    for name, more in (("LAB-2", {"user": "mia"}), ("LAB-3", {"status": "SHUTOFF"}), ("LAB-4", {})):
        desktop(client, name, **more)
    session(client, "open", "LAB-2")
    client.control("desktops", action="set", desktop="LAB-4", fields={"agent_version": "25.8.0"})

    def upgraded(**more: Any) -> list[str]:
        body = {"target_version": "25.2.0", "is_force_execute": 0, "is_notify": 0, **more}
        assert client.call("POST", "/upgrade-task/execute", body).status_code == 200
        client.finish()
        return [one["agent_version"] for one in client.state()["desktops"]]

    assert upgraded(desktop_sids=[first, "missing"]) == ["25.2.0", "24.8.0", "24.8.0", "25.8.0"]
    assert upgraded() == ["25.2.0", "24.8.0", "24.8.0", "25.8.0"] and not client.state()["disturbed"]
    assert upgraded(is_force_execute=1, desktop_sids=[]) == ["25.2.0", "25.2.0", "24.8.0", "25.8.0"]
    assert [entry["by"] for entry in client.state()["disturbed"]] == ["agent-upgrade"]
    wrong = {"target_version": "23.4.0", "is_force_execute": 0, "is_notify": 0}
    assert client.call("POST", "/upgrade-task/execute", wrong).status_code == 400


def test_versions_are_counted_and_listed_exactly(client):
    desktop(client)
    [row] = client.get("/desktops/statistics/by-version")["version_statistics"]
    assert row == {"version": "24.8.0", "os_type": "Windows", "desktop_count": 1}
    asked = {"agent_version": "24.8.0", "os_type": "Windows"}
    assert client.get("/desktops/list-by-version", **asked)["total_count"] == 1
    assert client.get("/desktops/list-by-version", **{**asked, "agent_version": "24.8"})["total_count"] == 0
    assert client.call("GET", "/desktops/list-by-version", **asked, limit=101).status_code == 400
    assert client.call("GET", "/version-config").status_code == 400


TASK = {
    "task_name": "agents",
    "task_type": 0,
    "scheduled_type": "DAY",
    "day_interval": 1,
    "timezone": "UTC",
    "scheduled_time": "02:00:00",
    "scheduled_end_time": "05:00:00",
    "is_force_execute": 0,
    "min_version": "25.2.0",
    "target_version": "25.2.0",
    "expire_enable": 0,
    "is_notify": 0,
    "execute_strategy": 0,
    "is_enable": 1,
}


def test_an_upgrade_task_without_objects_is_about_all_desktops_when_it_is_due(client):
    for name in ("LAB-1", "LAB-2"):
        desktop(client, name)
    task_id = client.call("POST", "/upgrade-task", TASK).json()["task_id"]
    client.advance(2 * 86400)
    client.advance(60)
    assert {one["agent_version"] for one in client.state()["desktops"]} == {"25.2.0"}
    assert client.get(f"/upgrade-task/{task_id}")["last_execute_status"] == "SUCCESS"
    assert client.call("POST", "/upgrade-task", TASK).status_code == 409
    assert client.call("POST", "/upgrade-task/batch-delete", {"task_ids": [task_id, "missing"]}).status_code == 200
    assert client.call("GET", f"/upgrade-task/{task_id}").status_code == 404


def test_a_change_of_the_schedule_replaces_all_of_it(client):
    task_id = client.call("POST", "/upgrade-task", TASK).json()["task_id"]
    change = {"scheduled_type": "WEEK", "week_list": "1"}
    assert client.call("PUT", f"/upgrade-task/{task_id}", change).status_code == 200
    found = client.get(f"/upgrade-task/{task_id}")
    assert found["week_list"] == "1" and "day_interval" not in found
    assert client.call("PUT", f"/upgrade-task/{task_id}", {"scheduled_time": "03:00:00"}).status_code == 400
    [row] = client.get("/upgrade-tasks", task_name="AGENT")["tasks"]
    assert row["target_version"] == "25.2.0" and "week_list" not in row
    objects = [{"object_type": "DESKTOP", "object_id": desktop(client)}]
    assert client.call("PUT", f"/upgrade-task/{task_id}", {"apply_objects": objects}).status_code == 400
