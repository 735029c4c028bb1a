# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source of ansible-rulebook: what it sends of a lab, once, and that it changes nothing."""

from __future__ import annotations

import asyncio
import os
import re
import runpy
from unittest import mock

import pytest
import yaml
from conftest import CHECKOUT
from integration.harness import Task
from integration.in_process import carry_out
from integration.rooms import MARK, Room, group
from integration.warm import WarmRoom
from jinja2 import Template

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import CredentialsError, InputError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.watcher import Watcher

SOURCE = CHECKOUT / "extensions/eda/plugins/event_source/lab_events.py"
RULEBOOK = CHECKOUT / "extensions/eda/rulebooks/lab_seats.yml"
ROSTER = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("anna", "ben")]


@pytest.fixture
def room(project, tmp_path):
    """Return a lab of two people whose desktops are ready."""
    room = Room(project, tmp_path)
    room.file(group("anna", "ben"), people={"roster": ROSTER}, time_zone="Europe/Berlin")
    room.own("BIO-01", "anna")
    room.own("BIO-02", "ben")
    with mock.patch.dict(os.environ, project.process_env, clear=True):
        yield room


def watcher(room, **arguments):
    """Return a watcher of the lab that does not wait for anything to settle."""
    return Watcher({"lab_file": str(room.folder / "lab.yml"), "settle": 0, **arguments})


def told(events):
    """Return what events are about."""
    return [(event["type"], event["target"], event["active"]) for event in events]


def pass_by(room, minutes):
    """Let some time pass."""
    room.control("POST", "clock", advance=minutes * 60)


def writes(room):
    return [entry for entry in room.journal(0) if entry["kind"] == "write"]


def test_the_source_sends_what_it_finds_until_it_is_cancelled(room):
    room.console("set", "BIO-01", fields={"status": "ERROR"})
    main = runpy.run_path(str(SOURCE))["main"]

    async def first():
        queue = asyncio.Queue()
        running = asyncio.create_task(main(queue, {"lab_file": str(room.folder / "lab.yml")}))
        event = await asyncio.wait_for(queue.get(), 60)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        return event

    event = asyncio.run(first())
    time = event.pop("time")
    assert time.endswith("+00:00") and event == {
        "lab": "bio",
        "lab_file": str(room.folder / "lab.yml"),
        "type": "desktop_error",
        "target": "BIO-01",
        "active": True,
        "reason": "its status is ERROR",
    }
    assert not writes(room)


def test_each_beginning_and_end_is_sent_once(room):
    watching = watcher(room)
    assert watching.read() == []
    room.console("set", "BIO-01", fields={"status": "ERROR"})
    room.console("set", "BIO-02", fields={"login_status": "UNREGISTER"})
    [error, seat] = watching.read()
    assert told([error, seat]) == [("desktop_error", "BIO-01", True), ("seat_not_ready", "BIO-02", True)]
    assert seat["reason"] == "not registered yet"
    assert watching.read() == []
    room.console("set", "BIO-01", fields={"status": "ACTIVE"})
    room.console("set", "BIO-02", fields={"login_status": "REGISTERED"})
    assert told(watching.read()) == [("desktop_error", "BIO-01", False), ("seat_not_ready", "BIO-02", False)]
    assert watching.read() == [] and not writes(room)


@pytest.mark.slow
def test_the_rulebook_repairs_a_seat(project, tmp_path, warm):
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna", "ben"), people={"roster": ROSTER}, time_zone="UTC")
    room.own("BIO-01", "anna")
    room.own("BIO-02", "ben")
    room.control("POST", "clock", advance=3600)
    room.console("set", "BIO-01", fields={"cured_by": ["restart"], "login_status": "UNREGISTER"})
    [ruleset] = yaml.safe_load(RULEBOOK.read_text(encoding="utf-8"))
    [source] = ruleset["sources"]
    [rule] = ruleset["rules"]
    types = source["huaweicloud.workspace.lab_events"]["types"]
    with mock.patch.dict(os.environ, project.process_env, clear=True):
        watching = watcher(room, types=types)
        [event] = watching.read()
        assert re.findall(r'event\.(\w+) == "?([^"]+?)"?(?: and |$)', rule["condition"]) == [
            ("type", event["type"]),
            ("active", str(event["active"]).lower()),
            ("reason", event["reason"]),
        ]
        run = rule["action"]["run_playbook"]
        answers = {name: Template(text).render(event=event) for name, text in run["extra_vars"].items()}
        assert answers.pop("lab_file") == str(room.folder / "lab.yml")
        playbook, variables = run["name"].rpartition("lab_")[2], {name[4:]: text for name, text in answers.items()}
        room.play(playbook, **variables).done("1 healthy")
        assert told(watching.read()) == [("seat_not_ready", "BIO-01", False)]
    assert room.desktops["BIO-01"]["login_status"] == "REGISTERED"


def test_a_seat_that_is_off_needs_nobody_and_one_that_is_not_ready_only_after_a_while(room):
    room.console("power", "BIO-01", status="SHUTOFF")
    room.console("set", "BIO-02", fields={"login_status": "UNREGISTER"})
    watching = watcher(room, settle=300)
    assert watching.read() == []
    pass_by(room, 4)
    assert watching.read() == []
    pass_by(room, 2)
    assert told(watching.read()) == [("seat_not_ready", "BIO-02", True)]


def test_a_pool_without_a_free_desktop_is_exhausted_and_its_broken_desktops_are_told(room):
    room.desktop("DROP-1", user="anna")
    room.console("pool", "DROP-1", name="drop-in")
    room.control("POST", "pools", pool="drop-in", fields={"tags": MARK})
    watching = watcher(room)
    [event] = watching.read()
    assert (event["type"], event["target"], event["reason"]) == (
        "pool_exhausted",
        "drop-in",
        "1 of 1 desktops are assigned",
    )
    room.console("unassign", "DROP-1")
    room.console("set", "DROP-1", fields={"status": "ERROR"})
    assert told(watching.read()) == [("desktop_error", "DROP-1", True), ("pool_exhausted", "drop-in", False)]


def test_a_scheduled_task_of_the_lab_that_failed_is_told_until_it_succeeds(room):
    daily = {"task_type": "STOP", "scheduled_type": "DAY", "day_interval": 1, "scheduled_time": "20:15"}
    for name, description in (("bio-stop", "[workspace-lab: bio]"), ("other-stop", "")):
        made = {"task_name": name, "description": description, "apply_objects": {"desktops": ["BIO-01"]}}
        assert not carry_out(room, Task("workspace_scheduled_task", {**made, **daily, "time_zone": "UTC"})).failed
        room.change("ScheduledTask", name, last_status="FAIL")
    watching = watcher(room)
    assert told(watching.read()) == [("scheduled_task_failed", "bio-stop", True)]
    room.change("ScheduledTask", "bio-stop", last_status="SUCCESS")
    assert told(watching.read()) == [("scheduled_task_failed", "bio-stop", False)]


def test_who_has_used_the_hours_is_named_only_if_asked_for(room):
    room.file(group("anna", "ben"), people={"roster": ROSTER}, time_zone="UTC", hours={"per_week": 1})
    # The hours of a week do not count in the next.
    room.begin_week()
    room.session("BIO-01")
    room.control("POST", "clock", advance=3700)
    quiet = watcher(room, types=["budget_reached"])
    named = watcher(room, types=["budget_reached"], show_people=True)
    assert told(quiet.read()) == [("budget_reached", "", True)]
    assert told(named.read()) == [("budget_reached", "anna", True)]


def test_a_reading_that_fails_ends_nothing(room):
    room.console("set", "BIO-01", fields={"status": "ERROR"})
    watching = watcher(room)
    assert told(watching.read()) == [("desktop_error", "BIO-01", True)]
    room.fault("status", method="GET", path="/desktops/detail$", status=403)
    [event] = watching.read()
    assert told([event]) == [("reading_failed", "", True)]
    assert "HTTP 403" in event["reason"] and room.emulator.env["HW_SECRET_KEY"] not in event["reason"]
    assert told(watching.read()) == [("reading_failed", "", False)]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"interval": 5}, "interval is 5, but must be 10 or more (seconds)"),
        ({"settle": -1}, "settle is -1, but must be 0 or more (seconds)"),
        ({"types": ["seat_missing"]}, "value of types must be one or more of"),
        ({"lab": "bio"}, "unsupported parameters: lab"),
        ({"secret_key": {"a": "geheim"}}, "secret_key must be a text, not a dictionary"),
        ({"lab_file": "nowhere.yml"}, "nowhere.yml"),
    ],
)
def test_wrong_arguments_are_refused(room, arguments, reason):
    with pytest.raises(InputError) as caught:
        watcher(room, **arguments)
    assert reason in str(caught.value) and "geheim" not in str(caught.value)


def test_what_the_user_has_to_correct_ends_the_source_at_once(room):
    with mock.patch.dict(os.environ, {"HW_ACCESS_KEY": "", "HW_SECRET_KEY": ""}), pytest.raises(CredentialsError):
        watcher(room).read()
    room.file(group("anna", "ben"), people={"roster": ROSTER}, target={"region": "elsewhere-1"})
    with pytest.raises(InputError, match="the lab bio lives in elsewhere-1"):
        watcher(room).read()
