# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that act on sessions as the clock passes, as the emulator carries them out."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

ALL = {"target_id": "default-apply-all-targets", "target_name": "All-Targets", "target_type": "ALL"}
OFF = {"auto_lock_enable": False}


def group(client: Any, vdi: dict[str, Any], target: dict[str, str] | None = None, **session: Any) -> None:
    """Create a policy group with policies of sessions, weaker than those before."""
    number = client.get("/policy-groups")["total_count"]
    policies = {"session": {"vdi": vdi, **session}}
    fields = {"policy_group_name": f"g{number}", "policies": policies, "targets": [target or ALL]}
    response = client.call("POST", "/policy-groups", {"policy_group": fields})
    assert response.status_code == 201, response.text


def locking(minutes: int, then: str = "DISABLED", wait: int = 5) -> dict[str, Any]:
    """Return policies that lock after a while, and do something a while later."""
    options = {"auto_lock_minutes": minutes, "auto_disconnect": then, "options": {"auto_disconnect_minutes": wait}}
    return {"auto_lock_enable": True, "auto_lock_options": options}


def desktop(client: Any, name: str = "LAB-1", **more: Any) -> Any:
    return client.control("desktops", action="create", desktop=name, **{"user": "mia", **more})


def session(client: Any, *actions: str, name: str = "LAB-1", **more: Any) -> None:
    for action in actions:
        client.control("sessions", desktop=name, action=action, **more)


def minutes(client: Any, count: float) -> None:
    client.advance(count * 60)
    client.finish()


def seen(client: Any, name: str = "LAB-1") -> tuple[str, str]:
    """Return what a desktop shows: its status, and that of its session."""
    found = client.desktop(name)
    return found["status"], found["login_status"]


def is_locked(client: Any) -> bool:
    (found,) = client.state()["tables"]["Session"]
    locked: bool = found["is_locked"]
    return locked


def test_without_policies_a_session_is_locked_after_ten_minutes_and_lasts(client):
    desktop(client)
    session(client, "open")
    minutes(client, 9)
    assert not is_locked(client)
    minutes(client, 2)
    assert is_locked(client) and seen(client) == ("ACTIVE", "CONNECTED")
    session(client, "touch")
    assert not is_locked(client)
    minutes(client, 30 * 24 * 60)
    assert is_locked(client) and seen(client) == ("ACTIVE", "CONNECTED")


@pytest.mark.parametrize(
    "then, shown, disturbed",
    [
        ("AUTO_DISCONNECT", ("ACTIVE", "DISCONNECTED"), []),
        ("AUTO_LOGOUT", ("ACTIVE", "REGISTERED"), []),
        ("AUTO_RESTART", ("ACTIVE", "REGISTERED"), ["policy"]),
        ("AUTO_STOP", ("SHUTOFF", "UNREGISTER"), ["policy"]),
        ("HIBERNATE", ("HIBERNATED", "UNREGISTER"), ["policy"]),
        ("DISABLED", ("ACTIVE", "CONNECTED"), []),
    ],
)
def test_what_follows_a_lock_comes_its_wait_later(client, then, shown, disturbed):
    group(client, locking(10, then, 5))
    desktop(client)
    session(client, "open")
    minutes(client, 8)
    session(client, "touch")
    minutes(client, 14)
    assert seen(client) == ("ACTIVE", "CONNECTED") and is_locked(client)
    minutes(client, 2)
    assert seen(client) == shown
    assert [entry["by"] for entry in client.state()["disturbed"]] == disturbed
    ended = [row for row in client.get("/connections/desktops")["records"] if "connection_end_time" in row]
    assert bool(ended) is (then != "DISABLED")
    actions = [row["by"] for row in client.state()["tables"]["DesktopAction"][1:]]
    assert actions == disturbed


def test_whoever_does_something_after_the_lock_is_left_alone(client):
    group(client, locking(10, "AUTO_STOP", 5))
    desktop(client)
    session(client, "open")
    minutes(client, 12)
    session(client, "touch")
    minutes(client, 12)
    assert seen(client) == ("ACTIVE", "CONNECTED")


def test_linux_does_not_hibernate(client):
    group(client, locking(10, "HIBERNATE", 5))
    desktop(client, product="workspace.c2.large.linux", image="ubuntu-lab-2026.09")
    session(client, "open")
    minutes(client, 20)
    assert seen(client) == ("ACTIVE", "CONNECTED")


def test_a_disconnection_on_lock_is_one_for_tasks_too(client):
    group(client, locking(10), disconnect_on_lock_flag=True)
    desktop(client)
    schedule = {"scheduled_type": "LIFE_CYCLE", "life_cycle_type": "POST_DESKTOP_DISCONNECTED", "wait_time": 30}
    body = {"task_name": "idle", "task_type": "STOP", "apply_objects": [{"object_type": "ALL_DESKTOPS"}], **schedule}
    assert client.call("POST", "/scheduled-tasks", body).status_code == 200
    session(client, "open")
    minutes(client, 11)
    assert seen(client) == ("ACTIVE", "DISCONNECTED")
    minutes(client, 28)
    assert seen(client)[0] == "ACTIVE"
    minutes(client, 2)
    assert seen(client)[0] == "SHUTOFF"
    assert [row["by"] for row in client.state()["tables"]["DesktopAction"]][-1] == "task"


def test_a_lock_waits_until_its_hours_begin(client):
    now = datetime.fromtimestamp(client.state()["now"], timezone.utc)
    begin, end = now + timedelta(hours=2), now + timedelta(hours=4)
    window = {"auto_lock_start_time": f"{begin:%H:%M:00}", "auto_lock_end_time": f"{end:%H:%M:00}"}
    group(client, locking(10), **window)
    desktop(client)
    session(client, "open")
    minutes(client, 118)
    assert not is_locked(client)
    minutes(client, 3)
    assert is_locked(client)
    session(client, "touch")
    minutes(client, 11)
    assert is_locked(client)


@pytest.mark.parametrize(
    "policies, shown",
    [
        ({"disconnect_logout_enable": 1}, ("ACTIVE", "REGISTERED")),
        (
            {"disconnect_hibernate_enable": True, "disconnect_hibernate_options": {"disconnect_hibernate_minutes": 10}},
            ("HIBERNATED", "UNREGISTER"),
        ),
    ],
)
def test_a_disconnected_session_ends_its_wait_later_unless_the_person_comes_back(client, policies, shown):
    group(client, {**OFF, **policies})
    desktop(client)
    session(client, "open", "disconnect")
    minutes(client, 8)
    session(client, "open", "disconnect")
    minutes(client, 8)
    session(client, "open")
    minutes(client, 30)
    assert seen(client) == ("ACTIVE", "CONNECTED")
    session(client, "disconnect")
    minutes(client, 11)
    assert seen(client) == shown


def test_who_does_nothing_hibernates_connected_or_not(client):
    options = {"no_operation_hibernate_minutes": 60}
    group(client, {**OFF, "no_operation_hibernate_enable": True, "no_operation_hibernate_options": options})
    for number in (1, 2):
        desktop(client, f"LAB-{number}", user=f"u{number}")
        session(client, "open", name=f"LAB-{number}")
    minutes(client, 50)
    session(client, "touch")
    session(client, "disconnect", name="LAB-2")
    minutes(client, 50)
    assert [seen(client, name)[0] for name in ("LAB-1", "LAB-2")] == ["ACTIVE", "HIBERNATED"]
    minutes(client, 11)
    assert seen(client)[0] == "HIBERNATED"


def test_the_strongest_group_that_applies_and_sets_a_policy_decides_it(client):
    made = desktop(client, tags={"course": "bio"})
    desktop(client, "LAB-2", user="ben")
    user_id = next(user["id"] for user in client.get("/users")["users"] if user["user_name"] == "ben")
    group(client, locking(30), {"target_type": "INSTANCE", "target_id": made["sid"], "target_name": "LAB-1"})
    group(client, locking(20), {"target_type": "USER", "target_id": user_id, "target_name": "ben"})
    group(client, locking(15), {"target_type": "DESKTOP_TAG", "target_id": "course|bio", "target_name": "course"})
    group(client, {"auto_lock_enable": False})
    group(client, locking(5), disconnect_on_lock_flag=True)
    for name in ("LAB-1", "LAB-2"):
        session(client, "open", name=name)
    minutes(client, 19)
    assert [seen(client, name)[1] for name in ("LAB-1", "LAB-2")] == ["CONNECTED", "CONNECTED"]
    minutes(client, 2)
    assert [seen(client, name)[1] for name in ("LAB-1", "LAB-2")] == ["CONNECTED", "DISCONNECTED"]
    minutes(client, 10)
    assert [seen(client, name)[1] for name in ("LAB-1", "LAB-2")] == ["DISCONNECTED", "DISCONNECTED"]


def test_policies_are_those_of_the_moment_of_connecting(client):
    desktop(client)
    session(client, "open")
    group(client, locking(3, "AUTO_STOP", 1))
    minutes(client, 60)
    assert seen(client) == ("ACTIVE", "CONNECTED")
    session(client, "disconnect", "open")
    minutes(client, 5)
    assert seen(client)[0] == "SHUTOFF"


def test_a_locked_account_does_not_log_in(client):
    desktop(client)
    (user,) = client.get("/users")["users"]
    client.call("POST", f"/users/{user['id']}/actions", {"op_type": "LOCK"})
    with pytest.raises(AssertionError, match="locked"):
        session(client, "open")
    client.call("POST", f"/users/{user['id']}/actions", {"op_type": "UNLOCK"})
    session(client, "open")


@pytest.mark.parametrize("text", ["8:00:00", "24:00:00", "08:00"])
def test_hours_of_a_lock_are_times_of_day(client, text):
    fields = {"policy_group_name": "g", "policies": {"session": {"auto_lock_start_time": text}}}
    assert client.call("POST", "/policy-groups", {"policy_group": fields}).status_code == 400
