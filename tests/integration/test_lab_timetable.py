# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A week of classes: desktops start and stop for them, whatever is moved, cancelled or on a holiday."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from fault.worlds.runs import run
from integration.rooms import BASE, MARK, group
from integration.warm import WarmRoom

ZONE = "Asia/Tokyo"
DAILY = """BEGIN:VEVENT
UID:1
SUMMARY:Biology
LOCATION:Lab 3
DTSTART;TZID=Tokyo Standard Time:{monday}T081500
DURATION:PT90M
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=5
END:VEVENT"""
MOVED = """BEGIN:VEVENT
UID:1
SUMMARY:Biology
LOCATION:Lab 3
RECURRENCE-ID;TZID=Asia/Tokyo:{friday}T081500
DTSTART;TZID=Asia/Tokyo:{friday}T140000
DURATION:PT1H
END:VEVENT"""
CANCELLED = """BEGIN:VEVENT
UID:1
STATUS:CANCELLED
RECURRENCE-ID;TZID=Asia/Tokyo:{thursday}T081500
DTSTART;TZID=Asia/Tokyo:{thursday}T081500
DURATION:PT1H
END:VEVENT"""
NIGHT = {
    "name": "night",
    "task_type": "STOP",
    "scheduled_type": "DAY",
    "day_interval": 1,
    "scheduled_time": "23:00",
    "apply_to": ["lab"],
}


class Week(WarmRoom):
    """A lab with two seats of people and a spare one, early on a Monday."""

    def begin(self) -> None:
        """Let it be 06:00 of a Monday, by the clocks of the lab."""
        for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", None)):
            self.own(name, user)
        now = self.now
        self.monday = (now + timedelta(days=7 - now.weekday())).replace(hour=6, minute=0, second=0, microsecond=0)
        self.pass_time(self.monday - now)

    @property
    def now(self) -> datetime:
        """The time by the clocks of the lab, which have no summer."""
        return datetime.fromtimestamp(self.state["now"], timezone(timedelta(hours=9)))

    def pass_time(self, time: timedelta) -> None:
        """Let time pass."""
        self.control("POST", "clock", advance=time.total_seconds())

    def day(self, number: int) -> str:
        """Return a day of the week; Monday is 0."""
        return f"{self.monday + timedelta(days=number):%Y-%m-%d}"

    def write(self, *events: str, **more: object) -> None:
        """Write the calendar and the lab file."""
        days = {
            name: self.day(number).replace("-", "") for name, number in (("monday", 0), ("thursday", 3), ("friday", 4))
        }
        text = "\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""]).format(**days)
        (self.folder / "week.ics").write_text(text.replace("\n", "\r\n"))
        timetable = {"file": "week.ics", "targets": {"Lab 3": "students"}, "holidays": [self.day(2)], **more}
        people = group("anna", "ben", spares=1)
        self.file(people, time_zone=ZONE, timetable=timetable, schedules=[NIGHT])

    def tasks(self) -> dict[str, list[str]]:
        """Return what the scheduled tasks reach."""
        return {
            row["task_name"]: sorted(one["object_name"] for one in row["apply_objects"])
            for row in self.state["tables"]["ScheduledTask"]
        }

    def tt(self, *moments: tuple[int, str, str]) -> dict[str, list[str]]:
        """Return the tasks of these days, times and kinds, with what each is to reach."""
        seats = {"start": ["BIO-01", "BIO-02"], "stop": ["BIO-01", "BIO-02", "BIO-03"]}
        return {f"bio-tt-{self.day(day)}-{time}-{kind}": seats[kind] for day, time, kind in moments}


@pytest.fixture
def week(project, tmp_path, warm) -> Week:
    """Return a week of classes."""
    week = Week(project, tmp_path, warm)
    week.begin()
    return week


def class_of(day: int, start: str = "0755", stop: str = "0955") -> list[tuple[int, str, str]]:
    """Return when desktops start and stop for a class."""
    return [(day, start, "start"), (day, stop, "stop")]


def test_tasks_that_start_nothing_or_too_little_are_told(tenant, tmp_path):
    (tmp_path / "classes.csv").write_text("date,start,end,target\n2036-12-01,08:15,09:45,students")
    timetable = {"file": str(tmp_path / "classes.csv")}
    lab = {**BASE, "seats": [group("anna", "ben")], "time_zone": ZONE, "timetable": timetable}
    tenant.desktop("BIO-01", user="anna", tags=MARK)

    def lines(procedure="status", **variables):
        ended = run(tenant, lab, procedure=procedure, **variables)
        assert not ended.problem
        return "\n".join(ended.plan["lines"])

    now = {"procedure": "timetable", "now": "2036-12-01 06:00"}
    lines(**now)
    assert "there are tasks for all classes to come" in lines()
    tenant.desktop("BIO-02", user="ben", tags=MARK)
    assert "there are tasks until 2036-12-01 07:55, when the next START is without BIO-02" in lines()
    assert "without BIO-02" in lines(**now, action="show")
    lines(**now)
    assert "there are tasks for all classes to come" in lines()
    lines("power", action="pause")
    assert "when the next START is paused" in lines() and "paused" in lines(**now, action="show")
    tenant.fault("null_field", field="enable", path="/scheduled-tasks", times=1000)
    assert "when it is not known what the next START does" in lines()


@pytest.mark.slow
def test_desktops_follow_the_classes_of_a_week(week):
    week.write(DAILY)
    checked = week.play("timetable", "--check").done(f"no class on holidays: Biology {week.day(2)} 08:15")
    assert not checked.writes and not week.tasks()
    week.play("timetable", action="show").unchanged().told(
        f"{week.day(0)} 07:55  {week.day(0)} 09:55  students  missing"
    )
    week.play("status").unchanged().told(f"there are tasks until {week.day(0)} 07:55")
    week.play("timetable", expect_plan=checked.plan_id, window="26h").failed("the plan is")
    week.play("timetable", expect_plan=checked.plan_id).done("8 scheduled tasks")
    assert week.tasks() == week.tt(*class_of(0), *class_of(1), *class_of(3), *class_of(4))
    week.play("timetable").unchanged()
    week.play("status").unchanged().told("there are tasks for all classes to come")


@pytest.mark.slow
def test_moved_and_cancelled_classes_are_followed_and_what_passed_is_removed(week):
    week.write(DAILY)
    week.play("timetable").done()
    week.play("provision", only="schedules").done("create night")
    night = {"night": ["BIO-01", "BIO-02", "BIO-03"]}
    assert week.tasks().items() >= night.items()
    week.play("provision", only="schedules").unchanged()

    week.write(DAILY, MOVED, CANCELLED)
    week.pass_time(timedelta(hours=8))
    told = week.play("timetable").done("delete: ", "create: ")
    wanted = [*class_of(1), *class_of(4, "1340", "1510")]
    assert week.tasks() == {**night, **week.tt(*wanted)}
    assert f"bio-tt-{week.day(3)}-0755-start" in told.text
    assert f"(item=bio-tt-{week.day(4)}-1340-start)" in told.text
    assert f"(item=bio-tt-{week.day(1)}-0755-start)" not in told.text, "what is as it should be takes no task"
    week.play("timetable").unchanged()

    # Somebody else's task of such a name is not taken over, and one that somebody paused stays paused.
    [paused] = [row for row in week.state["tables"]["ScheduledTask"] if row["task_name"].endswith("1340-start")]
    week.change("ScheduledTask", paused["task_name"], enable=False)
    week.play("timetable").unchanged()

    week.write(DAILY, window="30h")
    week.play("timetable", window="100d").refused("lab_window is", "from 1h to 60d")
    week.play("timetable").done(f"beyond the window, left as they are: bio-tt-{week.day(4)}-1340-start")
    week.file(group("anna", "ben", spares=1), time_zone=ZONE, schedules=[NIGHT])
    week.play("timetable").refused("the lab file has no timetable")
    week.play("timetable", "--check", action="clear").done("4 scheduled tasks")
    week.play("timetable", action="clear").done()
    assert week.tasks() == night
    week.play("timetable", action="clear").unchanged()
