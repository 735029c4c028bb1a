# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the room ready? Every reason why a seat is not, and the three ways to write the answer."""

from __future__ import annotations

import csv
import datetime
import json

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.status import report, shown, with_notes

from .room import desktop, group, lab_of, seats

LAB = lab_of(group("anna"))
UTC = datetime.timezone.utc
DRAINED = {"lab-drain": "2026-11-28T0745-kept"}


def status_of(*rows, lab=LAB):
    return report(seats(lab, *rows), list(rows), {})


def test_a_seat_that_its_person_can_use_is_ready():
    status = status_of(desktop("BIO-01", "Anna"))
    assert status["rows"] == [
        {
            "seat": "BIO-01",
            "person": "Anna",
            "power": "started",
            "session": "REGISTERED",
            "image": "win11-bio-2026.09",
            "problem": "",
        }
    ]
    assert status["not_ready"] == [] and status["verdict"] == ""


def test_policy_groups_are_told_with_those_that_are_missing():
    row = desktop("BIO-01", "anna")
    status = report(seats(LAB, row), [row], {"bio_idle_1": True, "bio": False})
    assert status["policies"] == [{"name": "bio_idle_1", "there": True}, {"name": "bio", "there": False}]
    assert "policy groups: bio_idle_1, bio (missing)" in shown(status, "table")
    assert not [line for line in shown(status_of(row), "table") if line.startswith("policy groups")]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"task_status": "rebuilding"}, "busy: rebuilding"),
        ({"status": "SHUTOFF"}, "stopped"),
        ({"status": "HIBERNATED"}, "hibernated"),
        ({"status": "ERROR"}, "error"),
        ({"status": ""}, "unknown state"),
        ({"in_maintenance_mode": True}, "in maintenance"),
        ({"image_name": "win10"}, "image is not win11-bio-2026.09"),
        ({"attach_state": "ATTACHFAIL"}, "assignment: ATTACHFAIL"),
        ({"login_status": "UNREGISTER"}, "not registered yet"),
        ({"login_status": "CONNECTED"}, ""),
        ({"login_status": "DISCONNECTED"}, ""),
        ({"image_name": "renamed", "image_id": "win11-bio-2026.09"}, ""),
    ],
)
def test_problems(fields, problem):
    status = status_of(desktop("BIO-01", "anna", **fields))
    assert status["rows"][0]["problem"] == problem
    assert status["not_ready"] == (["BIO-01"] if problem else [])


def test_a_missing_seat_and_one_of_somebody_else():
    assert status_of()["rows"][0]["problem"] == "missing" and status_of()["rows"][0]["person"] == "anna"
    staff = {
        "name": "staff",
        "desktops": [{"computer_name": "T1", "users": [{"user_name": "tito"}, {"user_name": "mia"}]}],
    }
    status = status_of(desktop("T1", "tito"), lab=lab_of(staff))
    assert status["rows"][0]["problem"] == "not assigned to mia"


def test_the_verdict_names_the_seats_that_are_not_ready():
    status = status_of(desktop("BIO-02", "ben"), lab=lab_of(group("anna", "ben", "cleo")))
    assert status["verdict"] == "The lab is not ready. 2 of 3 seats are not ready: BIO-01, BIO-03."


def test_a_person_without_a_seat_is_not_overlooked():
    lab = lab_of(group("anna", "ben", numbers={"first": 1, "last": 1}))
    status = status_of(desktop("BIO-01", "anna"), lab=lab)
    assert status["verdict"] == "The lab is not ready. seats[students]: no seat is left for ben."
    assert "cannot be provisioned: seats[students]: no seat is left for ben" in shown(status, "table")


def test_a_rollout_has_a_column_as_long_as_there_are_notes_of_one():
    rows = [desktop("BIO-01", "anna"), desktop("BIO-02", "ben")]
    lab = lab_of(group("anna", "ben"))
    status = status_of(*rows, lab=lab)
    assert with_notes(status["rows"], rows, UTC) == status["rows"]
    for note, told in (("1a2b3c4d@canary", "canary, not checked yet"), ("1a2b3c4d@failed", "failed"), ("?", "?")):
        rows[0]["tags"]["lab-rollout"] = note
        status["rows"] = with_notes(status["rows"], rows, UTC)
        assert [row["rollout"] for row in status["rows"]] == [told, ""]
        assert told in "\n".join(shown(status, "table"))


@pytest.mark.parametrize(
    ("fields", "column", "told"),
    [
        ({"tags": {"room": "A 101"}}, "room", "A 101"),
        ({"in_maintenance_mode": True}, "maintenance", "yes"),
        ({"in_maintenance_mode": None}, None, None),
        ({"in_maintenance_mode": True, "tags": DRAINED}, "maintenance", "drained 2026-11-28T0745"),
        ({"in_maintenance_mode": None, "tags": DRAINED}, "maintenance", "drained 2026-11-28T0745"),
        ({"tags": DRAINED}, "maintenance", "open, but noted as drained 2026-11-28T0745"),
        ({"tags": {"lab-exam": "mid1@2026-11-20T0930Z"}}, "exam", "mid1 until 2026-11-20 09:30"),
        ({"tags": {"lab-exam": "mid1@2026-11-20T0930Z.start"}}, "exam", "mid1 until 2026-11-20 09:30, starting"),
        ({"tags": {"lab-exam-sg1": "default"}}, "exam", "not known until not known"),
        ({"tags": {"lab-repair": "restart"}}, "repair", "restart begun"),
        ({"tags": {"lab-repair": "rebuild-tried-20261128T0745"}}, "repair", "rebuild tried 2026-11-28 07:45"),
        ({"tags": {"lab-repair": "prayer"}}, None, None),
        ({"tags": {"lab-replaces": "bio-07"}}, "replaces", "bio-07"),
    ],
)
def test_what_is_noted_of_a_seat_has_a_column_if_there_is_any(fields, column, told):
    rows = [desktop("BIO-01", "anna", **fields), desktop("BIO-02", "ben", in_maintenance_mode=None)]
    status = status_of(*rows, lab=lab_of(group("anna", "ben", "cleo")))
    plain = set(status["rows"][0])
    status["rows"] = with_notes(status["rows"], rows, UTC)
    assert set(status["rows"][0]) - plain == ({column} if column else set())
    if column:
        other = "not told" if column == "maintenance" else ""
        assert [row[column] for row in status["rows"]] == [told, other, ""]
        assert told in shown(status, "table")[1]


def test_the_totals():
    rows = [
        desktop("BIO-01", "anna", login_status="CONNECTED"),
        desktop("BIO-02", "ben", status="SHUTOFF", login_status="UNREGISTER"),
        desktop("BIO-03", "zoe"),
    ]
    status = status_of(*rows, lab=lab_of(group("anna", "ben")))
    assert status["totals"] == {"seats": 2, "ready": 1, "in_use": 1, "stopped": 1, "left_over": 1}
    assert status["left_over"] == ["BIO-03"]


def test_the_three_ways_to_write_it():
    rows = [desktop("BIO-01", "anna"), desktop("BIO-09", "zoe")]
    status = status_of(*rows, lab=lab_of(group("anna", "ben")))
    assert shown(status, "table") == [
        "seat    person  power    session     image              problem",
        "BIO-01  anna    started  REGISTERED  win11-bio-2026.09",
        "BIO-02  ben                                             missing",
        "1 of 2 seats ready, 0 in use, 0 stopped",
        "left over: BIO-09",
    ]
    assert json.loads("\n".join(shown(status, "json"))) == status
    assert list(csv.DictReader(shown(status, "csv"))) == status["rows"]


ODD = desktop("BIO-01", "anna", image_name="\x1b[2J\u009b2J\u202e" + "x" * 100)


@pytest.mark.parametrize("style", ["table", "json", "csv"])
def test_nothing_of_the_service_reaches_a_terminal_raw(style):
    status = status_of(ODD, desktop("a\x1b[2J"))
    lines = shown(status, style)
    assert all(line.isprintable() for line in lines) and status["verdict"].isprintable()
    if style == "table":
        assert max(map(len, lines)) < 160
        assert "\\x1b[2J" in lines[1] and lines[-1] == "left over: a\\x1b[2J"


@pytest.mark.parametrize("image", ["=1+1", "a;=1+1", "a\t@x", "'=1"])
def test_no_cell_of_the_csv_is_a_formula_for_any_program(image):
    row = desktop("BIO-01", "anna", image_name=image)
    lines = shown(status_of(row), "csv")
    for delimiter in ",;\t":
        for cells in csv.reader(lines, delimiter=delimiter):
            assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]
