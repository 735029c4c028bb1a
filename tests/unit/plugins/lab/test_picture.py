# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of the page of a lab: states of seats, hours of the week, ages of snapshots, and effects of a plan."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.costs import Thing
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.picture import (
    room_of,
    rows_of_plan,
    snapshots_by_age,
    week_of_schedules,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.seats import SeatPlan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.switching import desktop_key, switches
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.usage import Machine

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
# A Monday, and the next one, of the week in which summer time ends.
BEGIN = datetime.datetime(2026, 10, 19, tzinfo=BERLIN).astimezone(datetime.timezone.utc)
END = datetime.datetime(2026, 10, 26, tzinfo=BERLIN).astimezone(datetime.timezone.utc)


def machine(name, *tasks):
    """Return a desktop that scheduled tasks reach, given as pairs of type and time."""
    given = [
        {"task_type": kind, "scheduled_type": "WEEK", "week_list": [*days], "scheduled_time": at}
        for kind, days, at in tasks
    ]
    reaching = switches([{**task, "apply_objects": {"all": True}} for task in given])
    return Machine(name, name, "students", "seat", [], Thing(None, ()), None, "running", desktop_key(name), reaching)


def spans(row):
    return [[(one["from"], one["until"]) for one in day["spans"]] for day in row["days"]]


def test_a_week_has_the_hours_by_the_clocks_of_the_lab_and_says_what_runs_at_night():
    daily = machine("A", ("START", ["mon", "sun"], "07:45"), ("STOP", ["mon", "sun"], "20:15"))
    (row,) = week_of_schedules([daily], BEGIN, END, BERLIN)
    assert spans(row) == [[("07:45", "20:15")], [], [], [], [], [], [("07:45", "20:15")]] and row["note"] == ""
    late = machine("B", ("START", ["mon"], "22:00"), ("STOP", ["tue"], "06:00"))
    (row,) = week_of_schedules([late], BEGIN, END, BERLIN)
    assert spans(row)[:3] == [[("22:00", "24:00")], [("00:00", "06:00")], []] and row["note"] == "on at night"
    started, alone = machine("C", ("START", ["mon"], "08:00")), machine("D")
    notes = [row["note"] for row in week_of_schedules([started, alone], BEGIN, END, BERLIN)]
    assert notes == ["nothing stops it", "no schedule"]


@pytest.mark.parametrize(
    ("fields", "row", "state"),
    [
        (None, {"problem": "missing"}, "missing"),
        ({}, {}, "ready"),
        ({}, {"session": "DISCONNECTED"}, "in use"),
        ({}, {"session": "NOT_TOLD", "problem": "not registered yet"}, "unknown"),
        ({}, {"power": "error", "problem": "error"}, "failed"),
        ({}, {"power": "stopped", "session": "", "problem": "stopped"}, "off"),
        ({}, {"power": "", "session": "", "problem": "unknown state"}, "unknown"),
        ({}, {"problem": "busy: rebuilding"}, "not ready"),
        ({"in_maintenance_mode": True}, {"problem": "in maintenance"}, "maintenance"),
    ],
)
def test_each_seat_has_one_state(fields, row, state):
    shown = {"seat": "BIO-07", "person": "anna", "power": "started", "session": "REGISTERED", "problem": "", **row}
    plan = SeatPlan(wanted=[{"computer_name": "BIO-07", "seat": "students"}])
    desktops = [] if fields is None else [{"computer_name": "bio-07", **fields}]
    (group,) = room_of(plan, [shown], desktops, False)
    (tile,) = group["tiles"]
    assert (tile["number"], tile["state"], tile["assigned"], tile["person"]) == ("07", state, True, "")
    (group,) = room_of(plan, [shown], desktops, True)
    assert group["tiles"][0]["person"] == "anna"


def test_a_reason_that_names_people_is_shortened_unless_they_are_named():
    plan = SeatPlan(wanted=[{"computer_name": "A", "seat": "s"}], spares=["B"])
    row = {"seat": "A", "person": "", "power": "started", "session": "", "problem": "not assigned to anna"}
    details = [room_of(plan, [row], [{"computer_name": "A"}], people)[0]["tiles"][0]["detail"] for people in (0, 1)]
    assert details == ["not assigned", "not assigned to anna"]


def test_snapshots_are_told_by_age_and_an_age_that_is_not_told_is_unknown():
    def row(name, age, state="complete"):
        return {"name": name, "disk_type": "SYSTEM_DISK", "desktop_id": name, "age": age, "state": state}

    found = snapshots_by_age([row("base", 86400 * 3), row("base", 100, "failed"), row("old", None)])
    assert [(one["name"], one["newest"], one["oldest"], one["failed"]) for one in found] == [
        ("base", 0, 3, 1),
        ("old", None, None, 0),
    ]


def test_a_plan_has_one_effect_for_each_target_and_names_no_account():
    def outcome(*actions, skipped=()):
        results = [{"target": name, "state": "skipped", "reason": "anna is logged in"} for name in skipped]
        return [{"actions": [{"target": t, "verb": v, "fields": {}} for t, v in actions], "results": results}]

    planned = {
        "desktops": outcome(
            ("A", "create"), ("B", "stop"), ("C", "delete"), ("D", "delete"), ("D", "create"), skipped=["E"]
        ),
        "users": outcome(("anna", "create"), ("ben", "create")),
    }
    rows = [(row["mark"], row["kind"], row["target"], row["what"]) for row in rows_of_plan(planned, False)]
    assert rows == [
        ("+", "desktops", "A", "create"),
        ("!", "desktops", "B", "stop"),
        ("\N{MINUS SIGN}", "desktops", "C", "delete"),
        ("!", "desktops", "D", "delete, create"),
        ("\N{MIDDLE DOT}", "desktops", "E", "skipped"),
        ("+", "users", "2", "create"),
    ]
    assert {"anna", "ben"} <= {row["target"] for row in rows_of_plan(planned, True)}
