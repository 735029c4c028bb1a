# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What timetables are understood, what is refused, and the times at which desktops are to run for them."""

from __future__ import annotations

import datetime
import itertools
import zoneinfo
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.classes import Class
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.occurrences import Rule, starts
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.reader import (
    read_all_holidays,
    read_timetable,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.spans import lessons_of, spans_of
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.tasks import (
    Target,
    Window,
    desired_tasks,
    first_unprovided,
    superfluous,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.zones import _WINDOWS

from .room import group, lab_of

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
TERM = (datetime.date(2026, 10, 5), datetime.date(2027, 2, 12))
MINUTE = datetime.timedelta(minutes=1)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()


WEEKLY = event(
    "UID:1",
    "SUMMARY:Biology",
    "LOCATION:Lab 3",
    "DTSTART;TZID=Europe/Berlin:20261005T081500",
    "DTEND;TZID=Europe/Berlin:20261005T094500",
    "RRULE:FREQ=WEEKLY;COUNT=4",
)


def read(tmp_path: Path, content: bytes | str, ending: str = "ics", term: object = TERM) -> list[Class]:
    path = tmp_path / f"classes.{ending}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_timetable(str(path), None, BERLIN, term)  # type: ignore[arg-type]


def shown(classes: list[Class]) -> list[str]:
    """Return when classes begin, by the clocks of Berlin."""
    return [f"{one.start.astimezone(BERLIN):%Y-%m-%d %H:%M}" for one in classes]


def single(start: str, *more: str, end: str = "DURATION:PT90M") -> bytes:
    return calendar(event("UID:1", "LOCATION:Lab 3", start, end, *more))


# Calendars


def test_a_class_keeps_its_time_over_a_change_of_clocks(tmp_path: Path) -> None:
    found = read(tmp_path, calendar(WEEKLY))
    assert shown(found) == [f"2026-10-{day:02d} 08:15" for day in (5, 12, 19, 26)]
    assert [one.start.hour for one in found] == [6, 6, 6, 7]
    assert {one.end - one.start for one in found} == {90 * MINUTE}
    assert (found[0].room, found[0].name, found[0].line) == ("Lab 3", "Biology", 3)


@pytest.mark.parametrize(
    ("start", "shown_as"),
    [
        ("DTSTART:20261005T061500Z", "2026-10-05 08:15"),
        ("DTSTART:20261005T081500", "2026-10-05 08:15"),
        ('DTSTART;TZID="Europe/London":20261005T071500', "2026-10-05 08:15"),
        ("DTSTART;TZID=W. Europe Standard Time:20261005T081500", "2026-10-05 08:15"),
        ("dtstart;tzid=Greenwich Standard Time:20261005T061500", "2026-10-05 08:15"),
        # The clocks skip 02:30 in March and show it twice in October, of which the first counts.
        ("DTSTART:20261025T023000", "2026-10-25 02:30"),
    ],
)
def test_times_of_all_forms(tmp_path: Path, start: str, shown_as: str) -> None:
    assert shown(read(tmp_path, single(start))) == [shown_as]


def test_a_time_that_clocks_skip_or_repeat(tmp_path: Path) -> None:
    skipped = read(tmp_path, single("DTSTART:20270328T023000"), term=None)
    doubled = read(tmp_path, single("DTSTART:20261025T023000"))
    assert [one.start.isoformat() for one in (*skipped, *doubled)] == [
        "2027-03-28T01:30:00+00:00",
        "2026-10-25T00:30:00+00:00",
    ]


def test_a_zone_that_the_calendar_describes_by_a_place(tmp_path: Path) -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:Home\r\nX-LIC-LOCATION:Asia/Tokyo\r\nEND:VTIMEZONE"
    told = event("UID:1", "DTSTART;TZID=Home:20261005T151500", "DURATION:PT1H")
    assert shown(read(tmp_path, calendar(zone, told))) == ["2026-10-05 08:15"]


def test_every_zone_of_windows_is_a_place() -> None:
    assert set(_WINDOWS.values()) <= zoneinfo.available_timezones()


def test_folded_lines_escapes_and_what_is_inside_of_an_event(tmp_path: Path) -> None:
    alarm = "BEGIN:VALARM\r\nDTSTART:19990101T000000\r\nSUMMARY:no\r\nEND:VALARM"
    told = event(
        "UID:1", "SUMMARY:Übung\\, Teil 2", "LOCATION:Lab\\, 3", "DTSTART:20261005T081500", "DURATION:P1D", alarm
    )
    content = b"\xef\xbb\xbf" + calendar("BEGIN:VTODO\r\nDTSTART:x\r\nEND:VTODO", told)
    # A fold may be inside of a character.
    at = content.index("Ü".encode()) + 1
    folded = content[:at] + b"\r\n " + content[at:]
    found = read(tmp_path, folded)
    assert [(one.name, one.room, one.end - one.start) for one in found] == [
        ("Übung, Teil 2", "Lab, 3", datetime.timedelta(days=1))
    ]
    assert [one.name for one in read(tmp_path, content.replace(b"\r\n", b"\n"))] == ["Übung, Teil 2"]


def test_exceptions_additions_moved_and_cancelled_occurrences(tmp_path: Path) -> None:
    series = WEEKLY.replace(
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "RRULE:FREQ=WEEKLY;COUNT=5\r\nEXDATE;VALUE=DATE:20261012\r\n"
        "RDATE;TZID=Europe/Berlin:20261015T101500,20261016T101500",
    )
    moved = event(
        "UID:1", "RECURRENCE-ID:20261019T061500Z", "DTSTART:20261021T140000", "DURATION:PT1H", "LOCATION:Lab 4"
    )
    dropped = event(
        "UID:1", "RECURRENCE-ID:20261026T071500Z", "DTSTART:20261026T081500", "DURATION:PT1H", "STATUS:CANCELLED"
    )
    found = read(tmp_path, calendar(series, moved, dropped))
    assert shown(found) == [
        "2026-10-05 08:15",
        "2026-10-15 10:15",
        "2026-10-16 10:15",
        "2026-10-21 14:00",
        "2026-11-02 08:15",
    ]
    assert [one.room for one in found] == ["Lab 3", "Lab 3", "Lab 3", "Lab 4", "Lab 3"]


def test_the_newest_version_of_an_event_counts(tmp_path: Path) -> None:
    old = event("UID:7", "SEQUENCE:1", "DTSTART:20261005T081500", "DURATION:PT1H")
    new = event("UID:7", "SEQUENCE:2", "DTSTART:20261006T081500", "DURATION:PT1H")
    other = event("DTSTART:20261007T081500", "DURATION:PT1H")
    assert shown(read(tmp_path, calendar(new, old, other))) == ["2026-10-06 08:15", "2026-10-07 08:15"]
    gone = event("UID:7", "SEQUENCE:3", "STATUS:CANCELLED", "DTSTART:20261006T081500", "DURATION:PT1H")
    assert shown(read(tmp_path, calendar(new, old, gone, other))) == ["2026-10-07 08:15"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3", [5, 6, 7]),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20261009", [5, 7, 9]),
        ("FREQ=DAILY;BYDAY=MO,WE;UNTIL=20261014T061500Z", [5, 7, 12, 14]),
        ("FREQ=DAILY;BYDAY=MO,WE;UNTIL=20261014T061459Z", [5, 7, 12]),
        ("FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2;COUNT=4;WKST=MO", [5, 11, 19, 25]),
        ("FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2;COUNT=4;WKST=SU", [5, 18, 19, 1]),
    ],
)
def test_rules(tmp_path: Path, rule: str, days: list[int]) -> None:
    assert [one.start.day for one in read(tmp_path, single("DTSTART:20261005T081500", f"RRULE:{rule}"))] == days


def test_an_endless_rule_ends_with_the_term(tmp_path: Path) -> None:
    endless = single("DTSTART:20000103T081500", "RRULE:FREQ=DAILY")
    assert len(read(tmp_path, endless)) == (TERM[1] - TERM[0]).days + 1
    with pytest.raises(LabError, match="line 3: the event repeats without an end"):
        read(tmp_path, endless, term=None)


REFUSED = [
    (b"", "is no calendar"),
    (b"DTSTART:1\r\n", "line 1: DTSTART is outside of a calendar"),
    (b"BEGIN:VEVENT\r\n", "line 1: VEVENT is outside"),
    (calendar("BEGIN:VEVENT", "END:VTODO"), "line 4: VTODO ends, but VEVENT of line 3 is open"),
    (calendar("nonsense"), 'line 3: "nonsense" is no line'),
    (calendar("METHOD:CANCEL"), "line 3: it is a message"),
    (calendar().replace(b"2.0", b"\xff"), "line 2: it is not UTF-8"),
    (calendar(event("UID:1")), "line 3: the event has no DTSTART"),
    (single("DTSTART:2026-10-05"), "line 6: DTSTART is"),
    (single("DTSTART:20261305"), "line 6: DTSTART is"),
    (single("DTSTART;TZID=Mars:20261005T081500"), 'line 6: the time zone "Mars" is not known'),
    (single("DTSTART:20261005T081500", end="X-A:1"), "line 3: the event has neither DTEND nor DURATION"),
    (single("DTSTART:20261005T081500", end="DTEND:20261005T081500"), "line 7: the event lasts"),
    (single("DTSTART:20261005T081500", end="DTEND;VALUE=DATE:20261006"), "line 7: DTEND and DTSTART must both"),
    (single("DTSTART:20261005T081500", "DTEND:20261005T091500"), "line 7: the event has both"),
    (single("DTSTART:20261005T081500", end="DURATION:-PT1H"), "line 7: DURATION is"),
    (single("DTSTART:20261005T081500", end="DURATION:P"), "line 7: DURATION is"),
    (single("DTSTART:20261005T081500", "DTSTART:20261005T081500"), "line 8: the event has a second DTSTART"),
    (single("DTSTART:20261005T081500", "EXRULE:FREQ=DAILY"), "line 8: EXRULE is not understood"),
    (single("DTSTART:20261005T081500", "SEQUENCE:x"), "line 8: SEQUENCE is"),
    (single("DTSTART:20261005T081500", "RDATE;VALUE=PERIOD:20261005T081500/PT1H"), "line 8: RDATE is"),
    (single("DTSTART:20261005T081500", "RDATE:20261006"), "line 8: RDATE and DTSTART"),
    (single("DTSTART:20261005T081500", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261005T081500"), "RANGE=THISANDFUTURE"),
    *(
        (single("DTSTART:20261005T081500", f"RRULE:{rule}"), f"line 8: .*{told}")
        for rule, told in [
            ("FREQ=MONTHLY", "FREQ=MONTHLY is not understood"),
            ("INTERVAL=2", "a rule without FREQ"),
            ("FREQ=WEEKLY;BYSETPOS=1", "BYSETPOS is not understood"),
            ("FREQ=WEEKLY;BYDAY=1MO", "the day 1MO is not understood"),
            ("FREQ=WEEKLY;BYDAY=TU", "none of its BYDAY"),
            ("FREQ=WEEKLY;COUNT=0", "COUNT is 0"),
            ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL is 0"),
            ("FREQ=WEEKLY;COUNT=1;UNTIL=20261006", "both COUNT and UNTIL"),
            ("FREQ=WEEKLY;COUNT", "is no rule"),
            ("FREQ=WEEKLY;UNTIL=never", "UNTIL is"),
        ]
    ),
    (single("DTSTART:20300101T081500"), "holds no class of the term"),
]


@pytest.mark.parametrize(("content", "problem"), REFUSED, ids=[problem for _content, problem in REFUSED])
def test_what_is_not_understood_is_refused_with_its_line(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(LabError, match=problem):
        read(tmp_path, content)


def test_a_calendar_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = calendar(WEEKLY).rstrip()
    for length in range(len(whole)):
        with pytest.raises(LabError):
            read(tmp_path, whole[:length])


# Rules, compared with looking at every day

_DAYS = st.frozensets(st.integers(0, 6))


@settings(deadline=None)
@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY"]),
    interval=st.integers(1, 5),
    days=_DAYS,
    week_start=st.integers(0, 6),
    offset=st.integers(0, 20),
    count=st.none() | st.integers(1, 30),
)
def test_a_rule_takes_place_on_the_days_that_fit(
    frequency: str, interval: int, days: frozenset[int], week_start: int, offset: int, count: int | None
) -> None:
    first = datetime.datetime(2026, 10, 5, 8, 15) + datetime.timedelta(days=offset)
    days = days | {first.weekday()} if days else days
    last = first.date() + datetime.timedelta(days=120)

    def week(day: datetime.datetime) -> int:
        return (day.toordinal() - 1 - week_start) // 7

    def fits(day: datetime.datetime) -> bool:
        if frequency == "DAILY":
            return (day - first).days % interval == 0 and (not days or day.weekday() in days)
        return (week(day) - week(first)) % interval == 0 and day.weekday() in (days or {first.weekday()})

    everyday = (first + datetime.timedelta(days=number) for number in range(121))
    rule = Rule(frequency, interval, count, None, days, week_start)
    assert list(starts(rule, first, last)) == [day for day in everyday if fits(day)][:count]


# Tables


def table(*rows: str) -> str:
    return "\n".join(["date;weekday;from;until;start;end;target;name;weeks;status", *rows])


@pytest.mark.parametrize(
    ("row", "days"),
    [
        ("2026-10-05;;;;08:15;09:45;students;;;", ["2026-10-05"]),
        ("5.10.2026;;;;8:15;09:45;students;Biology;;keep", ["2026-10-05"]),
        (";Mo;2026-10-05;19.10.2026;08:15;09:45;students;;;", ["2026-10-05", "2026-10-12", "2026-10-19"]),
        (";Di;;2026-10-20;08:15;09:45;students;;odd;", ["2026-10-06", "2026-10-20"]),
        (";thu;;;08:15;24:00;students;;2,4-5;", ["2026-10-15", "2026-10-29", "2026-11-05"]),
    ],
)
def test_rows_of_a_table(tmp_path: Path, row: str, days: list[str]) -> None:
    found = read(tmp_path, table(row), "csv")
    assert shown(found) == [f"{day} 08:15" for day in days]


def test_a_cancelled_row_takes_a_class_of_a_week_away(tmp_path: Path) -> None:
    weekly = ";Mon;2026-10-05;2026-10-19;08:15;09:45;students;;;"
    found = read(tmp_path, table(weekly, "2026-10-12;;;;08:15;09:45;students;;;cancelled"), "csv")
    assert shown(found) == ["2026-10-05 08:15", "2026-10-19 08:15"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("03/04/2026;;;;08:15;09:45;students;;;", "date is"),
        ("2026-02-30;;;;08:15;09:45;students;;;", "date is"),
        ("2026-10-05;Mon;;;08:15;09:45;students;;;", "weekday has no use"),
        (";;;;08:15;09:45;students;;;", "neither date nor weekday"),
        (";D;;;08:15;09:45;students;;;", "weekday is"),
        (";Mon;2026-10-12;2026-10-05;08:15;09:45;students;;;", "from is after until"),
        (";Mon;2026-10-12;2036-10-05;08:15;09:45;students;;;", "days apart"),
        ("2026-10-05;;;;0815;09:45;students;;;", "start is"),
        ("2026-10-05;;;;08:15;24:01;students;;;", "end is"),
        ("2026-10-05;;;;09:45;08:15;students;;;", "it ends at 08:15"),
        ("2026-10-05;;;;08:15;;students;;;", "no end"),
        ("2026-10-05;;;;08:15;09:45;;;;", "no target"),
        (";Mon;;;08:15;09:45;students;;7-3;", "weeks is"),
        ("2026-10-05;;;;08:15;09:45;students;;;maybe", "the status"),
    ],
)
def test_a_row_that_is_not_understood_is_refused_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(LabError, match=f"line 2: .*{problem}"):
        read(tmp_path, table(row), "csv")


def test_a_table_without_a_term_needs_its_own_bounds(tmp_path: Path) -> None:
    for row, problem in (
        (";Mon;;;08:15;09:45;students;;;", "has no term"),
        (";Mon;2026-10-05;2026-10-20;08:15;09:45;students;;odd;", "weeks are counted"),
    ):
        with pytest.raises(LabError, match=problem):
            read(tmp_path, table(row), "csv", term=None)


# Holidays


def test_holidays_of_the_lab_file_and_of_files(tmp_path: Path) -> None:
    days = event("UID:1", "SUMMARY:Break", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226")
    (tmp_path / "days.ics").write_bytes(calendar(days))
    (tmp_path / "days.csv").write_text("date;from;until;name\n;24.12.2026;25.12.2026;Break\n")
    for name in ("days.ics", "days.csv"):
        found = read_all_holidays(["2026-10-03", "2026-11-01..2026-11-02"], str(tmp_path / name), BERLIN, TERM)
        assert {day.isoformat(): told for day, told in found.items()} == {
            "2026-12-24": "Break",
            "2026-12-25": "Break",
            "2026-10-03": "",
            "2026-11-01": "",
            "2026-11-02": "",
        }
    (tmp_path / "days.ics").write_bytes(single("DTSTART:20261005T081500"))
    with pytest.raises(LabError, match="line 3: a holiday must be an event of whole days"):
        read_all_holidays([], str(tmp_path / "days.ics"), BERLIN, TERM)
    for wrong in ("2026-12-24..2026-12-01", "24.12.2026", "2026-02-30", ""):
        with pytest.raises(LabError, match=r"timetable\.holidays has"):
            read_all_holidays([wrong], None)


# What classes come to


def lesson(hour: float, room: str = "Lab 3", day: int = 5, keep: bool = False) -> Class:
    start = datetime.datetime(2026, 10, day, tzinfo=datetime.timezone.utc) + datetime.timedelta(hours=hour)
    return Class(start, start + datetime.timedelta(hours=1), room, keep=keep)


def test_classes_are_for_the_targets_of_their_rooms_but_not_on_holidays() -> None:
    classes = [lesson(8), lesson(9, "lab  3; Lab 4"), lesson(8, day=6), lesson(9, day=6, keep=True), lesson(8, "Gym")]
    found = lessons_of(
        classes,
        {"Lab 3": "students", "Lab 4": "staff"},
        ["students", "staff"],
        {TERM[0] + datetime.timedelta(days=1)},
        BERLIN,
    )
    assert {name: len(some) for name, some in found.by_target.items()} == {"students": 3, "staff": 1}
    assert (found.elsewhere, len(found.dropped)) == ({"Gym": 1}, 1)


@settings(deadline=None)
@given(
    hours=st.lists(st.integers(0, 200), min_size=1, max_size=20), before=st.integers(0, 90), after=st.integers(0, 90)
)
def test_spans_cover_just_what_classes_need(hours: list[int], before: int, after: int) -> None:
    classes = [lesson(hour) for hour in hours]
    spans = spans_of(classes, before * MINUTE, after * MINUTE)
    assert all(one.end < two.start for one, two in itertools.pairwise(spans))

    def minutes(pairs: list[tuple[datetime.datetime, datetime.datetime]]) -> set[int]:
        return {
            minute for start, end in pairs for minute in range(int(start.timestamp() // 60), int(end.timestamp() // 60))
        }

    wanted = minutes([(one.start - before * MINUTE, one.end + after * MINUTE) for one in classes])
    assert minutes([(one.start, one.end) for one in spans]) == wanted


def test_a_class_as_plain_data() -> None:
    assert Class.of(lesson(8).as_row()) == lesson(8)


# Scheduled tasks

NOW = datetime.datetime(2026, 10, 5, 7, tzinfo=datetime.timezone.utc)
WINDOW = Window(NOW, NOW + datetime.timedelta(days=2), BERLIN)
BIO = {"name": "bio", "time_zone": "Europe/Berlin"}


def test_tasks_of_a_window_reach_who_has_seats_and_stop_everything() -> None:
    spans = {
        "students": spans_of([lesson(8), lesson(9.2), lesson(8, day=9)], 20 * MINUTE, 10 * MINUTE),
        "staff": spans_of([lesson(6.4), lesson(8)], 20 * MINUTE, 10 * MINUTE),
    }
    targets = {"students": Target(["B1"], ["B1", "B2"]), "staff": Target([], ["T1"], ["drop-in"])}
    tasks = desired_tasks(BIO, spans, targets, WINDOW)
    assert [(task["task_name"], task["apply_objects"]) for task in tasks] == [
        # A class that has begun only stops.
        ("bio-tt-2026-10-05-0934-stop", {"desktops": ["T1"], "pools": ["drop-in"]}),
        ("bio-tt-2026-10-05-0940-start", {"desktops": ["B1"], "pools": ["drop-in"]}),
        ("bio-tt-2026-10-05-1110-stop", {"desktops": ["T1"], "pools": ["drop-in"]}),
        ("bio-tt-2026-10-05-1222-stop", {"desktops": ["B1", "B2"]}),
    ]
    first = tasks[1]
    assert (first["scheduled_date"], first["scheduled_time"]) == ("2026-10-05", "09:40:00")
    assert first["description"] == "timetable [workspace-lab: bio]"
    there = {task["task_name"]: {**task, "enable": True} for task in tasks}
    assert first_unprovided("bio", spans, targets, there, WINDOW, {}) == (spans["students"][1].start, "missing")


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({}, ""),
        ({"enable": False}, "paused"),
        ({"enable": None}, "not known"),
        ({"apply_objects": {}}, "not known"),
        ({"apply_objects": {"desktops": ["b1"]}}, "without b2, drop-in"),
        ({"apply_objects": {"desktops": ["B1", "id-b2"], "pools": ["pool-id"]}}, ""),
        ({"apply_objects": {"all": True}}, ""),
        (None, "missing"),
    ],
)
def test_a_task_that_starts_nothing_or_too_little_is_none(changes: dict[str, object] | None, flaw: str) -> None:
    spans = {
        "students": spans_of([lesson(8)], 20 * MINUTE, 10 * MINUTE),
        "empty": spans_of([lesson(7.9)], 20 * MINUTE, 10 * MINUTE),
    }
    targets = {"students": Target(["b1", "b2"], ["b1", "b2"], ["drop-in"]), "empty": Target([], ["b3"])}
    [task] = [one for one in desired_tasks(BIO, spans, targets, WINDOW) if one["task_type"] == "START"]
    tasks = {} if changes is None else {task["task_name"]: {**task, "enable": True, **changes}}
    aliases = {"b2": "id-b2", "drop-in": "pool-id"}
    expected = (spans["students"][0].start, flaw) if flaw else None
    assert first_unprovided("bio", spans, targets, tasks, WINDOW, aliases) == expected


def test_tasks_that_passed_go_and_those_beyond_the_window_stay() -> None:
    names = [
        f"bio-tt-{when}-start" for when in ("2026-10-01-0800", "2026-10-05-0855", "2026-10-06-0800", "2026-10-09-0800")
    ]
    going, beyond = superfluous([*names, "bio-tt-2026-10-06-0900-stop"], ["bio-tt-2026-10-06-0900-stop"], WINDOW)
    assert going == [names[0], names[2]], "what may just be carried out is left alone"
    assert beyond == [names[3]]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"time_zone": None}, "timetable needs time_zone"),
        ({"targets": {"Lab 3": "student"}}, "Lab 3 is student, which is no group of seats and no pool .* students"),
        ({"start_before": "20"}, "timetable.start_before \"20\" is not valid: write a number and s, m"),
        ({"window": "61d"}, "from 1h to 60d"),
        ({"holidays": ["x"]}, "timetable.holidays has"),
        ({"file": "none.csv"}, "none.csv cannot be read"),
        ({}, "line 3: the target studnts is no group of seats and no pool of this file; the nearest are students"),
    ],
)
def test_a_timetable_of_a_lab_file_that_cannot_be(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    rows = ["date,start,end,target", "2026-10-05,08:15,09:45,students", "2026-10-06,08:15,09:45,studnts"]
    (tmp_path / "classes.csv").write_text("\n".join(rows))
    zone = changes.pop("time_zone", "Europe/Berlin")
    timetable = {"file": str(tmp_path / "classes.csv"), **changes}
    with pytest.raises(LabError, match=problem):
        lab_of(group(), timetable=timetable, time_zone=zone)


def test_names_of_schedules_that_the_timetable_uses_are_refused() -> None:
    schedule = {
        "name": "bio-tt-2026-10-05-0800-start",
        "task_type": "STOP",
        "scheduled_type": "DAY",
        "apply_to": ["lab"],
    }
    with pytest.raises(LabError, match="the timetable uses such names"):
        lab_of(group(), schedules=[schedule])
