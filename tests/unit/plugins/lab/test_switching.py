# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When schedules switch desktops, and for how long these run by them."""

from __future__ import annotations

import datetime
import zoneinfo
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.switching import (
    RUNNING,
    STOPPED,
    Switching,
    desktop_key,
    occurrences,
    pool_key,
    stretches,
    switches,
)

UTC = datetime.timezone.utc
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


def task(task_type, time, days=None, pools=(), desktops=("BIO-01",), **fields):
    when = {"scheduled_type": "WEEK", "week_list": days} if days else {"scheduled_type": "DAY", "day_interval": 1}
    reach = {"desktops": list(desktops), "pools": list(pools)}
    return {"task_type": task_type, "scheduled_time": time, "apply_objects": reach, **when, **fields}


# Occurrences


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ({"scheduled_type": "DAY", "day_interval": 1}, "23 24 25 26 27 28 29 30 31"),
        ({"scheduled_type": "DAY", "day_interval": 3}, "23 26 29"),
        ({"scheduled_type": "DAY", "day_interval": 3, "scheduled_date": "2026-12-01"}, "25 28 31"),
        ({"scheduled_type": "WEEK", "week_list": ["mon", "Friday", 1]}, "25 27 28"),
        ({"scheduled_type": "MONTH", "month_list": [12], "date_list": ["24", "L"]}, "24 31"),
        ({"scheduled_type": "MONTH", "month_list": ["11"], "date_list": ["24"]}, ""),
        ({"scheduled_type": "FIXED_TIME", "scheduled_date": "2026-12-24"}, "24"),
        ({"scheduled_type": "DAY", "day_interval": 1, "expire_time": "2026-12-24"}, "23 24"),
        ({"scheduled_type": "DAY", "day_interval": 1, "expire_time": "2026-12-24 06:00:00"}, "23"),
        ({"scheduled_type": "LIFE_CYCLE", "life_cycle_type": "POST_DESKTOP_DISCONNECTED"}, ""),
    ],
)
def test_days_on_which_a_task_is_due(schedule, days):
    found = occurrences({"scheduled_time": "07:45", **schedule}, at("2026-12-23"), at("2027-01-01"), UTC)
    assert [f"{moment:%d %H:%M}" for moment in found] == [f"{day} 07:45" for day in days.split()]


def test_a_task_is_due_by_the_clock_of_its_zone_also_when_that_changes():
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    schedule = task("START", "07:45:00")
    found = list(occurrences(schedule, at("2026-10-24"), at("2026-10-26"), berlin))
    assert found == [at("2026-10-24 05:45"), at("2026-10-25 06:45")]


# What follows from them


def test_what_is_paused_switches_nothing_and_is_told_where_it_is_asked_for():
    tasks = [task("START", "08:00"), task("STOP", "20:00", enable=False)]
    assert [one.state for one in switches(tasks)] == [RUNNING]
    assert [one.state for one in switches(tasks, paused=True)] == [RUNNING, STOPPED]


def test_a_desktop_is_in_the_state_that_the_last_task_brought_about():
    tasks = switches([task("START", "08:00"), task("STOP", "20:00"), task("STOP", "21:00", enable=False)])
    assert stretches(tasks, at("2026-12-01"), at("2026-12-02 10:00"), UTC, STOPPED) == [
        (STOPPED, at("2026-12-01"), at("2026-12-01 08:00")),
        (RUNNING, at("2026-12-01 08:00"), at("2026-12-01 20:00")),
        (STOPPED, at("2026-12-01 20:00"), at("2026-12-02 08:00")),
        (RUNNING, at("2026-12-02 08:00"), at("2026-12-02 10:00")),
    ]


@given(
    st.lists(st.tuples(st.sampled_from(["START", "STOP", "HIBERNATE"]), st.integers(0, 23)), max_size=6),
    st.integers(1, 100),
)
def test_stretches_are_the_whole_period_without_gaps(tasks, hours):
    begin, end = at("2026-12-01"), at("2026-12-01") + datetime.timedelta(hours=hours)
    found = stretches(switches(task(kind, f"{hour}:00") for kind, hour in tasks), begin, end, UTC)
    assert found[0][1] == begin and found[-1][2] == end
    assert all(one[2] == then[1] and one[1] < one[2] for one, then in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("tasks", "share", "told"),
    [
        (
            [task("START", "07:45", WORKDAYS), task("STOP", "20:15", WORKDAYS)],
            Decimal("62.5") / 168,
            "62.5 hours a week",
        ),
        ([task("START", "08:00"), task("HIBERNATE", "18:00")], Decimal(10) / 24, "70 hours a week"),
        ([task("STOP", "20:15")], 0, "no START schedule"),
        ([task("START", "07:45")], 1, "all the time (no STOP"),
        ([], 1, "all the time (no STOP"),
        ([task("START", "07:00"), task("STOP", "20:00", enable=False)], 1, "all the time"),
        ([task("START", "07:00"), task("STOP", "20:00", desktops=["BIO-02"])], 1, "all the time"),
        (
            [task("START", "07:00"), task("STOP", "19:00", apply_objects={"all": True})],
            Decimal("0.5"),
            "84 hours a week",
        ),
        ([task("START", "07:00"), task("STOP", "19:00", expire_time="2020-01-01")], Decimal("0.5"), "84 hours a week"),
        ([task("STOP", "19:00", scheduled_type="FIXED_TIME", scheduled_date="2026-02-02")], 1, "all the time"),
    ],
)
def test_how_much_of_the_time_a_desktop_runs(tasks, share, told):
    shares = Switching(tasks).shares(desktop_key("bio-01"))
    assert abs(shares.by_state.get(RUNNING, Decimal(0)) - Decimal(share)) < Decimal("1e-12") and told in shares.told
    assert abs(sum(shares.by_state.values()) - 1) < Decimal("1e-12")


def test_a_pool_is_not_the_desktop_of_its_name():
    tasks = Switching([task("START", "08:00", pools=["bio-01"], desktops=[]), task("STOP", "9:00", pools=["bio-01"])])
    assert tasks.shares(pool_key("bio-01")).by_state[RUNNING] == Decimal(1) / 24
    assert RUNNING not in tasks.shares(desktop_key("BIO-01")).by_state
