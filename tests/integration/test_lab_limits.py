# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom lab runs disturb: how many they may, and what is told of it and of seats that are closed."""

from __future__ import annotations

import pytest
from fault.worlds.runs import check, run
from integration.rooms import BASE, MARK, group

RESET = {"procedure": "reset", "seats": "all"}


def lab(**sections):
    """Return a lab of two people."""
    return {**BASE, "seats": [group("anna", "ben")], **sections}


@pytest.fixture
def seats(tenant):
    """Return a project with the seats of the lab."""
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben")):
        tenant.desktop(name, user=user, tags={**MARK, "room": "A 101"})
    return tenant


def test_a_reset_keeps_to_the_limit_of_the_file_and_of_the_run(seats):
    before = seats.contents("BIO-01")
    wanted = lab(limits={"max_disrupt": 1}, reset={"method": "rebuild"})
    for way in (check, run):
        ended = way(seats, wanted, **RESET)
        assert "2 desktops would be disturbed, but the limit is 1 (limits.max_disrupt)" in ended.problem
        assert not ended.writes
    assert "(lab_max_disrupt)" in run(seats, wanted, **RESET, max_disrupt="0").problem
    assert not run(seats, wanted, **{**RESET, "seats": "BIO-02"}).problem
    assert seats.contents("BIO-01") == before
    assert not run(seats, wanted, **RESET, max_disrupt="2").problem
    assert seats.contents("BIO-01") != before


def test_a_drain_counts_only_whom_it_logs_off(seats):
    seats.session("BIO-01")
    drain = {"procedure": "drain", "action": "drain", "seats": "all"}
    for then, disturbed in (("fail", []), ("skip", []), ("force", ["BIO-01"])):
        outcome = check(seats, lab(), **drain, at_timeout=then).plan["outcome"]
        assert outcome["names"]["disturb"] == disturbed and outcome["counts"]["disturb"] == len(disturbed)
        shown = check(seats, lab(), **{**drain, "procedure": "report", "report_plan": "drain"}, at_timeout=then).plan
        assert shown["report"]["plan"]["counts"]["disturb"] == len(disturbed)
    assert seats.state["disturbed"] == []


def test_the_status_has_the_room_the_maintenance_and_the_exam_of_seats(seats):
    status = {"procedure": "status"}
    heading = run(seats, lab(), **status).plan["lines"][0]
    assert heading.split()[-2:] == ["problem", "room"]
    assert not run(seats, lab(), procedure="drain", action="drain", seats="BIO-01").problem
    seats.console("tag", "BIO-02", tags={**MARK, "lab-exam": "mid1@2036-11-20T0930Z"})
    shown = run(seats, lab(), **status)
    first, second = shown.plan["status"]["rows"]
    assert first["maintenance"].startswith("drained 20") and first["exam"] == "" and first["room"] == "A 101"
    assert (second["maintenance"], second["exam"], second["room"]) == ("", "mid1 until 2036-11-20 09:30", "A 101")
    assert shown.plan["lines"][0].split()[-3:] == ["room", "maintenance", "exam"] and not shown.writes
