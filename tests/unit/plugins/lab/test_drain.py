# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noted of drained seats, and by which rules people are asked to leave."""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils import ownership
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab import drain

from .room import desktop, lab_of

NOW = datetime.datetime(2026, 11, 28, 7, 45, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(("before", "note"), [(False, "2026-11-28T0745"), (True, "2026-11-28T0745-kept")])
def test_a_note_says_since_when_and_whether_the_door_was_closed_before(before, note):
    item = drain.closing(desktop("BIO-01", in_maintenance_mode=before), {"computer_name": "BIO-01"}, NOW)
    assert item == {"computer_name": "BIO-01", "tags": {drain.TAG: note}, "in_maintenance_mode": True}
    drained = desktop("BIO-01", tags=item["tags"], in_maintenance_mode=True)
    assert drain.is_kept(drained) is before and drain.since(drained) == "2026-11-28T0745"
    assert ownership.is_note(drain.TAG)


@pytest.mark.parametrize("note", ["2026-11-27T0700", "2026-11-27T0700-kept"])
def test_a_note_that_is_there_stays_as_it_is(note):
    row = desktop("BIO-01", tags={drain.TAG: note}, in_maintenance_mode=True)
    assert drain.closing(row, {}, NOW)["tags"] == {drain.TAG: note}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, ""),
        ({"status": "SHUTOFF"}, ""),
        ({"status": "ERROR"}, "ERROR"),
        ({"in_maintenance_mode": None}, "does not tell"),
        ({"tags": None}, "does not tell"),
    ],
)
def test_what_is_broken_or_not_told_is_left_alone(fields, reason):
    assert reason in drain.obstacle(desktop("BIO-01", **fields))
    assert bool(drain.obstacle(desktop("BIO-01", **fields))) is bool(reason)


def test_a_plan_is_the_same_a_minute_later_but_not_for_another_door():
    def plan(value):
        change = {"before": None, "after": value}
        return drain.timeless([{"verb": "tag", "target": "BIO-01", "fields": {f"tags.{drain.TAG}": change}}])

    assert plan("2026-11-28T0745") == plan("2026-11-28T0746") != plan("2026-11-28T0745-kept")


def test_run_variables_win_over_the_file_and_the_file_over_what_holds_otherwise():
    lab = {"drain": {"wait_for_logoff": "10m", "then": "skip"}}
    rules = drain.Rules.of(lab, {"wait_for_logoff": "5", "at_timeout": "", "msg": ""})
    assert (rules.seconds, rules.then, rules.message) == (300, "skip", drain.MESSAGE)
    rules = drain.Rules.of({}, {})
    assert (rules.seconds, rules.then, rules.told) == (1800, "fail", drain.MESSAGE.replace("{minutes}", "30"))


def test_the_task_that_waits_has_time_for_it_and_nobody_is_warned_without_a_message():
    task = drain.Rules("", ["5m"], "2h", "force").waiting([{"desktop_id": "id-1"}])
    assert task["wait_timeout"] > 7200 and "warn_message" not in task and "warn_at" not in task


@pytest.mark.parametrize(
    "said", [{"wait_for_logoff": "soon"}, {"wait_for_logoff": "25h"}, {"warn_at": ["later"]}, {"message": "x" * 256}]
)
def test_rules_without_sense_are_refused(said):
    with pytest.raises(LabError, match="drain"):
        drain.check_drain({**lab_of(), "drain": said})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"login_status": "CONNECTED"}, True),
        ({"login_status": "NOT_TOLD"}, True),
        ({"login_status": "DISCONNECTED"}, False),
        ({"login_status": "CONNECTED", "status": "SHUTOFF"}, False),
    ],
)
def test_a_message_reaches_who_is_connected(fields, expected):
    assert drain.is_reading(desktop("BIO-01", **fields)) is expected


def test_people_are_named_only_where_asked_for():
    row = desktop("BIO-01", "anna", login_status="CONNECTED")
    assert "anna" not in drain.as_row(row, False).values() and drain.as_row(row, True)["person"] == "anna"


@pytest.mark.parametrize(
    ("run", "warn", "expected"),
    [
        ({"wait_for_logoff": ""}, False, {}),
        ({"wait_for_logoff": "15m"}, False, {"wait_for_logoff": "15m", "wait_timeout": 2700}),
        (
            {"wait_for_logoff": ""},
            True,
            {"wait_for_logoff": "5m", "wait_timeout": 2100, "warn_message": "Go.", "warn_at": ["1m"]},
        ),
    ],
)
def test_work_waits_for_people_only_where_it_is_told_to(run, warn, expected):
    lab = {"drain": {"message": "Go.", "warn_at": ["1m"], "wait_for_logoff": "5m"}}
    assert drain.patience(lab, run, warn) == expected


def test_a_procedure_knows_what_it_has_closed_and_a_drain_takes_it_over():
    seat = desktop("BIO-01", in_maintenance_mode=False)
    closed = desktop("BIO-01", tags=drain.closing(seat, {}, NOW, "reset")["tags"], in_maintenance_mode=True)
    assert (drain.closed_by(closed), drain.since(closed), drain.is_kept(closed)) == ("reset", "2026-11-28T0745", False)
    assert drain.told_of(closed) == "closed by lab_reset 2026-11-28T0745"
    assert drain.closing(closed, {}, NOW)["tags"] == {drain.TAG: "2026-11-28T0745"}


@pytest.mark.parametrize("note", ["", "2026-11-28T0745", "2026-11-28T0745-kept", "by hand"])
def test_what_no_procedure_has_closed_is_nobodys(note):
    assert drain.closed_by(desktop("BIO-01", tags={drain.TAG: note} if note else {})) == ""
