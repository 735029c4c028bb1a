# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The budget of hours: what counts, when somebody is warned, locked and unlocked, and that each is done once."""

from __future__ import annotations

import datetime
import zoneinfo
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.costs import Thing
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.hours import (
    FREE,
    LOCKED,
    LOCKING,
    Budget,
    Note,
    classes_of_week,
    counted,
    due,
    locked_for_hours,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.period import Period, week_of
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.switching import desktop_key, switches
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.usage import Machine, Use
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.spans import Span

from .room import account, group, lab_of

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
MARK = "[workspace-lab: bio]"
HOURS = {"per_week": "20", "at": {"80": "warn", "100": "lock"}}
TASKS = [
    {
        "task_type": kind,
        "scheduled_type": "WEEK",
        "week_list": ["mon", "tue"],
        "scheduled_time": time,
        "apply_objects": {"desktops": ["BIO-01"]},
    }
    for kind, time in (("START", "08:00"), ("STOP", "18:00"))
]


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(datetime.timezone.utc)


def lab(*names, **hours):
    return {"name": "bio", "people": people(*names), "hours": {**HOURS, **hours}}


def people(*names):
    return {"roster": [{"user_name": name, "status": "active"} for name in names or ("anna",)]}


def week(now="2026-11-25 12:00"):
    name, begin, end = week_of(at(now), BERLIN)
    return name, Period(begin, end, at(now), BERLIN)


def use(begin, end=None, user="anna", desktop="1"):
    return Use(desktop, user, Span(at(begin), at(end) if end else None))


def machine(number, classes=()):
    name, key = f"BIO-0{number}", desktop_key("x")
    return Machine(name, str(number), "students", "seat", (), Thing(None), None, "running", key, classes=classes)


MACHINES = {"1": machine(1, switches(TASKS)), "2": machine(2)}


def used(*uses, **hours):
    return counted(uses, MACHINES, week()[1], Budget.of(lab(**hours)), {})


# What counts


def test_a_week_begins_on_monday_by_the_clock_of_the_lab():
    name, period = week()
    assert name == "2026-W48" and period.begin == at("2026-11-23 00:00") and period.end == at("2026-11-30 00:00")
    assert used(use("2026-11-22 23:00", "2026-11-23 01:00")) == {"anna": 1}


def test_time_at_two_desktops_at_once_counts_once_and_an_open_session_until_now():
    found = used(use("2026-11-23 20:00", "2026-11-23 22:00"), use("2026-11-23 21:00", "2026-11-23 23:00", desktop="2"))
    assert found == {"anna": 3}
    assert used(use("2026-11-25 11:30")) == {"anna": Decimal("0.5")}


def test_what_is_no_desktop_of_the_lab_does_not_count():
    assert used(use("2026-11-23 20:00", "2026-11-23 22:00", desktop="9")) == {}


def test_class_is_free_where_the_file_says_so():
    monday = use("2026-11-23 07:00", "2026-11-23 20:00")
    assert used(monday) == {"anna": 13}
    assert used(monday, outside_class_only=True) == {"anna": 3}
    wednesday = use("2026-11-25 08:00", "2026-11-25 10:00")
    assert used(wednesday, outside_class_only=True) == {"anna": 2}
    # At a desktop that no schedule starts and stops there is no class.
    other = use("2026-11-23 07:00", "2026-11-23 20:00", desktop="2")
    assert used(other, outside_class_only=True) == {"anna": 13}


def test_classes_of_the_timetable_are_free_where_the_file_says_so(tmp_path):
    days = ("2026-11-22", "2026-11-23", "2026-12-01")
    (tmp_path / "classes.csv").write_text(
        "\n".join(["date,start,end,target", *(f"{day},07:30,19:00,students" for day in days)])
    )
    timetable = {"file": str(tmp_path / "classes.csv"), "start_before": "30m", "stop_after": "0m"}
    taught = lab_of(group(), time_zone="Europe/Berlin", timetable=timetable)
    free = classes_of_week(taught, week()[1])
    assert free == {"students": [Span(at("2026-11-23 07:00"), at("2026-11-23 19:00"))]}
    assert classes_of_week(lab(), week()[1]) == {}
    # One desktop is on by schedules too, from 08:00 to 18:00; together they are free from 07:00 to 19:00.
    monday = [use("2026-11-23 06:00", "2026-11-23 20:00", desktop=desktop) for desktop in ("1", "2")]
    hours = [counted([one], MACHINES, week()[1], Budget.of(lab(outside_class_only=True)), free) for one in monday]
    assert hours == [{"anna": 2}, {"anna": 2}]
    assert counted(monday, MACHINES, week()[1], Budget.of(lab()), free) == {"anna": 14}


@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 10)), max_size=6))
def test_free_time_is_never_counted_and_never_negative(sessions):
    begin = at("2026-11-23 00:00")
    hour = datetime.timedelta(hours=1)
    uses = [Use("1", "anna", Span(begin + start * hour, begin + (start + long) * hour)) for start, long in sessions]
    taken = {h for start, long in sessions for h in range(start, start + long)}
    free = {*range(8, 18), *range(32, 42)}
    assert used(*uses).get("anna", 0) == len(taken)
    assert used(*uses, outside_class_only=True).get("anna", 0) == len(taken - free)


# What is due


def decided(hours, description=MARK, locked=False, connected=(), now="2026-11-25 12:00", examined="", **more):
    row = account("anna", description=description, locked=locked)
    budget, told = Budget.of(lab(**more)), {"anna": examined} if examined else {}
    spent, there = {"anna": Decimal(hours)}, {"anna": connected}
    [person] = due(lab(**more), budget, week(now)[0], spent, {"anna": row}, there, told)
    return person


def test_below_the_marks_nothing_is_due():
    person = decided("15.9", connected=["BIO-01"])
    assert (person.warn, person.lock, person.unlock, person.note) == (None, False, False, None)
    assert person.percent == 79 and person.left == Decimal("4.1")


def test_who_reaches_a_mark_is_warned_once_a_week_and_only_when_there():
    person = decided(16, connected=["BIO-01"])
    assert person.warn == 80 and person.note == Note("2026-W48", FREE, frozenset({80}))
    noted = person.note.written(f"Mia, biology {MARK}", "bio")
    assert noted == f"Mia, biology (hours 2026-W48: free, warned 80) {MARK}"
    again = decided(17, noted, connected=["BIO-01"])
    assert again.warn is None and again.note is None
    assert decided(16).warn is None and decided(16).note is None and decided(16).told == "to be warned when connected"
    assert decided(16, noted, connected=["BIO-01"], now="2026-12-02 12:00").warn == 80


def test_who_has_spent_the_hours_is_locked_once_and_unlocked_when_the_week_turns():
    person = decided(20)
    assert person.lock and person.note.lock == LOCKED
    noted = person.note.written(MARK, "bio")
    still = decided(21, noted, locked=True)
    assert not still.lock and not still.unlock and still.note is None
    turned = decided(0, noted, locked=True, now="2026-11-30 00:00")
    assert turned.unlock and turned.note == Note("2026-W49", FREE)
    after = turned.note.written(noted, "bio")
    quiet = decided(0, after, now="2026-11-30 00:15")
    assert not quiet.unlock and quiet.note is None


def test_a_run_that_was_cut_short_is_completed():
    before = Note("2026-W48", LOCKING).written(MARK, "bio")
    assert decided(20, before).lock
    done = decided(20, before, locked=True)
    assert not done.lock and done.note.lock == LOCKED
    unlocked = decided(0, Note("2026-W47", LOCKED).written(MARK, "bio"))
    assert not unlocked.unlock and unlocked.note.lock == FREE


def test_extra_hours_unlock():
    noted = Note("2026-W48", LOCKED, frozenset({80})).written(MARK, "bio")
    person = decided(20, noted, locked=True, extra={"Anna": "10"})
    assert person.unlock and person.note == Note("2026-W48", FREE, frozenset({80}))


@pytest.mark.parametrize("hours", [0, 20, 30])
def test_who_was_locked_by_somebody_else_stays_so(hours):
    person = decided(hours, locked=True)
    assert not person.unlock and not person.lock and person.note is None


def test_who_was_unlocked_by_hand_is_not_locked_again_this_week():
    noted = Note("2026-W48", LOCKED).written(MARK, "bio")
    assert not decided(25, noted).lock
    assert decided(25, noted, now="2026-12-02 12:00").lock


def test_accounts_of_others_are_left_alone():
    person = decided(30, "made by hand", connected=["BIO-01"])
    assert not person.lock and person.warn is None and person.note is None and "no account of the lab" in person.told


EXAMINED = "in the exam mid1 on BIO-01"
SPARED = f"{EXAMINED}, so neither locked nor logged off"


def test_who_is_in_an_exam_is_warned_but_locked_and_logged_off_only_after_it():
    person = decided(20, connected=["BIO-01"], examined=EXAMINED)
    assert (person.lock, person.warn, person.told) == (False, 80, SPARED)
    assert person.note == Note("2026-W48", FREE, frozenset({80}))
    assert decided(21, person.note.written(MARK, "bio")).lock
    gone = decided(20, examined=EXAMINED)
    assert (gone.lock, gone.note, gone.told) == (False, None, SPARED)
    strict = {"at": {"50": "log_off"}, "connected": ["BIO-01"], "examined": EXAMINED}
    for description in (MARK, "made by hand"):
        person = decided(10, description, **strict)
        assert person.log_off == () and person.told == SPARED
    assert not decided(9, **strict).told


@pytest.mark.parametrize("before", [Note("2026-W47", LOCKED), Note("2026-W47", LOCKING), Note("2026-W48", LOCKING)])
def test_who_is_spared_for_an_exam_is_locked_after_it_whatever_was_noted_before(before):
    noted = before.written(MARK, "bio")
    spared = decided(20, noted, examined=EXAMINED)
    assert not spared.lock and spared.told == SPARED
    after = spared.note.written(noted, "bio") if spared.note else noted
    assert decided(20, after).lock


def test_a_lock_from_before_an_exam_ends_as_any_other():
    noted = Note("2026-W48", LOCKED).written(MARK, "bio")
    still = decided(20, noted, locked=True, examined=EXAMINED)
    assert not still.unlock and still.note is None
    assert decided(0, noted, locked=True, examined=EXAMINED, now="2026-11-30 00:00").unlock


def test_log_off_is_for_who_is_there():
    assert decided(20, at={"100": "log_off"}).log_off == ()
    assert list(decided(20, at={"100": "log_off"}, connected=["BIO-01"]).log_off) == ["BIO-01"]


def test_without_hours_in_the_file_whoever_they_locked_is_unlocked():
    row = account("anna", description=Note("2026-W48", LOCKED).written(MARK, "bio"), locked=True)
    other = account("ben", locked=True)
    found = due(
        {"name": "bio", "people": people("anna", "ben")}, None, "2026-W49", {}, {"anna": row, "ben": other}, {}, {}
    )
    assert [(one.name, one.unlock, one.note.lock) for one in found] == [("anna", True, FREE)]


def test_who_is_locked_for_hours_is_told_apart_from_others():
    noted = Note("2026-W48", LOCKED).written(MARK, "bio")
    strange = Note("2026-W48", LOCKED).written("", "x")
    rows = [
        account("anna", description=noted, locked=True),
        account("ben", locked=True),
        account("cleo", description=noted),
        account("dora", description=strange, locked=True),
    ]
    assert locked_for_hours(lab(), rows) == ["anna"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("anna", "lab_extra_hours must be names and hours"),
        ("anna=", "lab_extra_hours must be names and hours"),
        ("anna=-1", "lab_extra_hours must be names and hours"),
        ("ann=5", "lab_extra_hours names ann, who is not on the roster; the nearest are anna"),
    ],
)
def test_extra_hours_are_read_or_refused(given, told):
    with pytest.raises(InputError, match=told):
        Budget.of(lab(), given)
    assert Budget.of(lab(extra={"anna": "1"}), " anna=2, Anna = 0.5 ").allowed("ANNA") == Decimal("23.5")


def test_hours_that_a_run_has_granted_are_noted_until_the_week_turns():
    row = account("anna", description=Note("2026-W48", LOCKED).written(MARK, "bio"), locked=True)

    def person(row, more="", now="2026-11-25 12:00"):
        [found] = due(lab(), Budget.of(lab(), more), week(now)[0], {"anna": Decimal(21)}, {"anna": row}, {}, {})
        return found

    granted = person(row, "anna=5")
    assert granted.unlock and granted.note == Note("2026-W48", FREE, frozenset(), Decimal(5))
    noted = {**row, "locked": False, "description": granted.note.written(row["description"], "bio")}
    assert noted["description"] == f"(hours 2026-W48: free, extra 5) {MARK}"
    assert not person(noted).lock and person(noted).note is None and person(noted).allowed == 25
    assert person(noted, "anna=0.5").lock and person(noted, now="2026-12-02 12:00").lock
