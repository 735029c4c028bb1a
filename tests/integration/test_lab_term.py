# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Weeks of a course, played by the emulator's clock: schedules, idle rules, budgets of hours, and what it all has cost.

Between them the clocks of the lab are put forward, so that a week is an hour shorter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from integration.desktops import PRODUCT
from integration.rooms import group
from integration.test_lab_status import lines_of
from integration.warm import WarmRoom

ZONE = ZoneInfo("Europe/Berlin")
PEOPLE = ("anna", "ben", "cleo", "dora")
SPARE = "BIO-05"
RUNNING, DISK = Decimal("0.21"), Decimal("0.06")
WEEKDAYS = {"scheduled_type": "WEEK", "week_list": ["mon", "tue", "wed", "thu", "fri"], "time_zone": "Europe/Berlin"}
SECTIONS: Mapping[str, Any] = {
    "time_zone": "Europe/Berlin",
    "people": {"roster": [{"user_name": name, "user_email": f"{name}@uni.example"} for name in PEOPLE]},
    "schedules": [
        {"name": "morning", "task_type": "START", "scheduled_time": "08:00", "apply_to": ["students"], **WEEKDAYS},
        {"name": "evening", "task_type": "STOP", "scheduled_time": "18:00", "apply_to": ["lab"], **WEEKDAYS},
    ],
    "idle": [{"apply_to": ["students"], "disconnected": 30, "action": "stop", "keep_on": ["BIO-03"]}],
    "hours": {"per_week": 2, "outside_class_only": True, "at": {80: "warn", 100: "lock"}},
    "prices": {"currency": "EUR", "products": {PRODUCT: float(RUNNING)}, "disks": {"SAS": float(DISK)}},
}


class Course(WarmRoom):
    """A lab of four people and a spare, and its calendar: the two weeks around the last Sunday of a March."""

    def begin(self) -> None:
        """Set the clock to the Sunday before, and provision."""
        self.job_seconds(0)
        april = date(datetime.fromtimestamp(self.state["now"], ZONE).year + 1, 4, 1)
        self.monday = april - timedelta(days=april.isoweekday() % 7 or 7) - timedelta(days=6)
        self.until(-1, "12:00")
        self.file(group(*PEOPLE, spares=1), **SECTIONS)
        self.play("provision").done("created 5")

    def until(self, day: int, clock: str) -> None:
        """Wait for a time of a day, which is counted from the first Monday."""
        self.control("POST", "clock", advance=self.moment(day, clock) - self.state["now"])

    def moment(self, day: int, clock: str = "00:00") -> float:
        """Return a time of a day by the clocks of the lab."""
        local = datetime.fromisoformat(f"{self.monday + timedelta(days=day)}T{clock}")
        return local.replace(tzinfo=ZONE).timestamp()

    @property
    def on(self) -> list[str]:
        """The desktops that run."""
        return [name for name, row in sorted(self.desktops.items()) if row["status"] == "ACTIVE"]

    @property
    def locked(self) -> list[str]:
        """The people whose accounts are locked."""
        return sorted(user["user_name"] for user in self.state["users"] if user["locked"])

    def spans(self, name: str, table: str, since: str, first: int, last: int) -> list[tuple[float, float, Any]]:
        """Return the rows of one of the emulator's logs from a day to before another one, by their begin and end.

        :param since: the field that says when a row begins to count.
        """
        begin, end = self.moment(first), self.moment(last)
        state, desktop = self.state, self.desktops[name]["id"]
        rows = [
            (max(row[since], begin), min(row["end"] or state["now"], end), row)
            for row in state["tables"][table]
            if row["desktop_id"] == desktop
        ]
        return [row for row in rows if row[0] < row[1]]

    def ran(self, name: str, first: int, last: int) -> Decimal:
        """Return the hours for which a desktop ran from a day to before another one."""
        return hours(
            (begin, end)
            for begin, end, row in self.spans(name, "PowerSpan", "begin", first, last)
            if row["status"] == "ACTIVE"
        )

    def used(self, name: str, first: int, last: int) -> Decimal:
        """Return the hours for which somebody was connected to it."""
        return hours((begin, end) for begin, end, _row in self.spans(name, "Login", "setup", first, last))

    def usage(self, first: int, last: int) -> dict[str, Any]:
        """Return what ``lab_usage`` tells from a day to before another one."""
        period = f"{self.monday + timedelta(days=first)}..{self.monday + timedelta(days=last - 1)}"
        told: dict[str, Any] = json.loads("\n".join(lines_of(self.play("usage", period=period, format="json").done())))
        return told


@pytest.fixture
def course(project, tmp_path, warm) -> Course:
    """Return the course on the Sunday before it begins."""
    course = Course(project, tmp_path, warm)
    course.begin()
    return course


def hours(spans: Iterable[tuple[float, float]]) -> Decimal:
    """Return how long spans last that do not overlap."""
    return Decimal(sum(int(end) - int(begin) for begin, end in spans)) / 3600


def cents(*amounts: Decimal) -> float:
    """Return a sum of money as it is shown."""
    return float(sum(amounts, Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.slow
def test_weeks_of_a_course(course: Course) -> None:
    first_week(course)
    the_week_turns(course)
    second_week(course)
    costs_are_those_of_the_log_of_power(course, first=0, last=9)


def first_week(course: Course) -> None:
    course.until(0, "07:55")
    assert course.on == ["BIO-01", "BIO-02", "BIO-03", "BIO-04", SPARE], "they have run since they were created"
    course.until(0, "09:00")
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        course.session(name)
    course.until(0, "12:00")
    for name in ("BIO-02", "BIO-03"):
        course.session(name, "disconnect")
    course.until(0, "12:29")
    assert "BIO-02" in course.on
    course.until(0, "12:31")
    # Ben's is stopped by the rule, Cleo's is kept on, and Dora's waits for the evening, since she was never there.
    assert course.on == ["BIO-01", "BIO-03", "BIO-04", SPARE]

    course.until(0, "17:45")
    course.play("budget").unchanged().told("4 people, 0.0 hours used")
    course.until(0, "18:01")
    assert course.on == ["BIO-01", "BIO-03"], "whose session goes on is not stopped"
    for clock in ("19:15", "19:30"):
        course.until(0, clock)
        course.play("budget").unchanged()
    # 80 percent are reached at 19:36.
    course.until(0, "19:45")
    course.play("budget").done("warn: anna")
    assert [notice["text"][:30] for notice in course.state["tables"]["Notice"]] == ["You have used 80 percent or mo"]
    course.until(0, "20:00")
    checked = course.play("budget", "--check").done("lock: anna")
    assert not checked.writes and course.locked == []
    course.play("budget", expect_plan=checked.plan_id).done("lock: anna")
    assert course.locked == ["anna"]
    course.until(0, "20:15")
    course.play("budget").unchanged()
    course.session("BIO-01", "disconnect")
    course.until(0, "20:46")
    assert course.on == ["BIO-03"] and len(course.state["tables"]["Notice"]) == 1


def the_week_turns(course: Course) -> None:
    course.until(1, "08:01")
    assert course.on == ["BIO-01", "BIO-02", "BIO-03", "BIO-04"], "what nobody has is not started"
    course.session("BIO-03", "close")
    course.until(2, "10:00")
    course.play("provision").unchanged()
    course.change("User", "dora", locked=True)
    course.until(5, "08:01")
    assert course.on == [], "on Saturday there is no class"
    course.play("power", action="pause").done("pause morning, evening")
    # It is an hour less to midnight than on another Sunday.
    course.until(6, "23:45")
    # The class that Ben was at was one, although its schedules have been paused since.
    course.play("budget").unchanged()
    assert course.locked == ["anna", "dora"]
    course.until(7, "00:00")
    course.play("budget").done("unlock: anna")
    assert course.locked == ["dora"], "only who was locked for the hours is unlocked"
    course.play("power", action="resume").done("resume morning, evening")
    course.play("budget").unchanged()


def second_week(course: Course) -> None:
    course.until(7, "07:59")
    assert course.on == []
    course.until(7, "08:01")
    assert course.on == ["BIO-01", "BIO-02", "BIO-03", "BIO-04"]
    course.session("BIO-01")
    course.until(7, "17:00")
    # Whoever is connected now is, whatever the period.
    assert course.usage(0, 7)["totals"]["running_unused"] == ["BIO-02", "BIO-03", "BIO-04"]
    course.session("BIO-01", "close")
    course.until(9, "12:00")


def costs_are_those_of_the_log_of_power(course: Course, first: int, last: int) -> None:
    whole = (Decimal(course.moment(last)) - Decimal(course.moment(first))) / 3600
    assert whole == (last - first) * 24 - 1
    told = course.usage(first, last)
    rows = {row["seat"]: row for row in told["rows"]}
    assert list(rows) == ["BIO-01", "BIO-02", "BIO-03", "BIO-04", SPARE]
    ran = {name: course.ran(name, first, last) for name in rows}
    used = {name: course.used(name, first, last) for name in rows}
    assert all(ran.values()) and used["BIO-01"] > used["BIO-02"] > 0 == used["BIO-04"]
    disks = 80 * DISK * whole / 730
    for name, row in rows.items():
        assert not row["estimated"]
        assert row["cost"] == cents(ran[name] * RUNNING, disks), (row, ran[name])
        assert (row["hours_running"], row["hours_used"]) == (cents(ran[name]), cents(used[name])), row
    cost = told["cost"]
    assert cost["so_far"] == cost["groups"]["students"] == cents(sum(ran.values()) * RUNNING, 5 * disks)
    assert cost["idle"] == cents((sum(ran.values()) - sum(used.values())) * RUNNING)
    assert cost["off"] == cents(sum((whole - one) / whole * disks for one in ran.values()))
    assert cost["spares"] == rows[SPARE]["cost"] and not cost["estimated"]
    assert told["totals"]["never_used"] == ["BIO-04", SPARE] and told["totals"]["spares"] == [SPARE]
    assert told["rules"] == [{"name": "bio-idle-1", "task_type": "STOP", "done": {"SUCCESS": ["BIO-01", "BIO-02"]}}]
