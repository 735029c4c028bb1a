# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads timetables and holidays that people write as CSV: single classes, and classes of each week."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence

from ..sheets import Problems, entries_of_sheet, named_headers, shown, text_of
from .classes import MOST_SEATS, Class
from .occurrences import DAY, Term
from .zones import in_utc

FIELDS = ("date", "weekday", "from", "until", "start", "end", "target", "seats", "name", "weeks", "status")
"""What a row of a timetable may say."""

HOLIDAY_FIELDS = ("date", "from", "until", "name")
"""What a row of holidays may say."""

CANCELLED, KEEP = ("cancelled", "canceled"), "keep"

_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_WEEKS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_DAYS = (
    ("monday", "montag"),
    ("tuesday", "dienstag"),
    ("wednesday", "mittwoch"),
    ("thursday", "donnerstag"),
    ("friday", "freitag"),
    ("saturday", "samstag"),
    ("sunday", "sonntag"),
)


class _Wrong(Exception):
    """What is wrong with a row."""


def read_table(
    path: str, columns: Mapping[str, str | None] | None, zone: datetime.tzinfo, term: Term | None, name: str
) -> list[Class]:
    """Return the classes of a CSV file, without those that it cancels, in their order.

    :param columns: the header for each of :data:`FIELDS`, as far as it is not called like the field.
    :param zone: the time zone of its times. :param term: the first and the last day. :param name: for messages.
    :raises LabError: the file cannot be read or breaks rules; the first ten breaches are told.
    """
    problems = Problems(name, "line")
    named = named_headers(columns, FIELDS)
    held: list[Class] = []
    cancelled: set[tuple[datetime.datetime, str]] = set()
    for line, row in entries_of_sheet(text_of(path, problems), named, FIELDS, ("start", "end", "target"), problems):
        try:
            classes = _classes(line, row, zone, term)
        except _Wrong as error:
            problems.add(line, str(error))
            continue
        if row.get("status", "").lower() in CANCELLED:
            cancelled.update((one.start, one.room) for one in classes)
        else:
            held += classes
    problems.tell()
    return sorted(
        (one for one in held if (one.start, one.room) not in cancelled), key=lambda one: (one.start, one.line)
    )


def read_holidays(path: str, name: str) -> dict[datetime.date, str]:
    """Return the holidays of a CSV file by day, with their names. Raises :class:`.errors.LabError`."""
    problems = Problems(name, "line")
    found: dict[datetime.date, str] = {}
    for line, row in entries_of_sheet(text_of(path, problems), {}, HOLIDAY_FIELDS, (), problems):
        try:
            found.update(dict.fromkeys(_days_of(row, None), row.get("name", "")))
        except _Wrong as error:
            problems.add(line, str(error))
    problems.tell()
    return found


def _classes(line: int, row: Mapping[str, str], zone: datetime.tzinfo, term: Term | None) -> list[Class]:
    lacking = [field for field in ("start", "end", "target") if field not in row]
    if lacking:
        raise _Wrong(f"no {lacking[0]}")
    status = row.get("status", "").lower()
    if status and status != KEEP and status not in CANCELLED:
        raise _Wrong(f"the status {shown(status)} is neither cancelled nor keep")
    start, end = _time("start", row["start"]), _time("end", row["end"])
    if start >= end:
        raise _Wrong(f"it ends at {row['end']}, but starts at {row['start']}")
    return [
        Class(
            in_utc(datetime.datetime.combine(day, datetime.time()) + start, zone),
            in_utc(datetime.datetime.combine(day, datetime.time()) + end, zone),
            row["target"],
            row.get("name", ""),
            line,
            status == KEEP,
            _seats(row["seats"]) if "seats" in row else None,
        )
        for day in _days_of(row, term)
    ]


def _days_of(row: Mapping[str, str], term: Term | None) -> list[datetime.date]:
    """Return the days that a row means: one, those of a time, or the same day of each week of it."""
    weekday, weeks = row.get("weekday"), row.get("weeks")
    if "date" in row:
        other = [field for field in ("weekday", "from", "until", "weeks") if field in row]
        if other:
            raise _Wrong(f"date says one day, so {other[0]} has no use; leave one of them out")
        return [_date("date", row["date"])]
    first = _date("from", row["from"]) if "from" in row else term and term[0]
    last = _date("until", row["until"]) if "until" in row else term and term[1]
    if first is None or last is None:
        raise _Wrong("it has neither date nor both from and until, and the lab file has no term")
    if first > last:
        raise _Wrong("from is after until")
    if (last - first).days > _MOST_DAYS:
        raise _Wrong(f"from and until are more than {_MOST_DAYS} days apart")
    days = [first + number * DAY for number in range((last - first).days + 1)]
    if weekday is not None:
        days = [day for day in days if day.weekday() == _weekday(weekday)]
    elif "start" in row:
        raise _Wrong("it has neither date nor weekday")
    if weeks is None:
        return days
    if term is None:
        raise _Wrong("weeks are counted from the beginning of the term, but the lab file has no term")
    wanted = _weeks(weeks)
    monday = term[0] - term[0].weekday() * DAY
    return [day for day in days if (day - monday).days // 7 + 1 in wanted]


_MOST_DAYS = 731
_MOST_WEEKS = 105


def _date(field: str, text: str) -> datetime.date:
    german = _GERMAN_DATE.fullmatch(text)
    try:
        if german:
            return datetime.date(int(german[3]), int(german[2]), int(german[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise _Wrong(f"{field} is {shown(text)}, but must be a date such as 2026-10-05 or 5.10.2026")


def _time(field: str, text: str) -> datetime.timedelta:
    found = _TIME.fullmatch(text)
    length = datetime.timedelta(hours=int(found[1]), minutes=int(found[2])) if found else None
    if not found or length is None or int(found[2]) > 59 or length > DAY:
        raise _Wrong(f"{field} is {shown(text)}, but must be a time of day such as 08:15")
    return length


def _seats(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_SEATS:
        raise _Wrong(f"seats is {shown(text)}, but must be the number of desktops, 1 to {MOST_SEATS}")
    return int(text)


def _weekday(text: str) -> int:
    given = text.lower().rstrip(".")
    found = [number for number, names in enumerate(_DAYS) if any(name.startswith(given) for name in names)]
    if len(given) < 2 or len(found) != 1:
        raise _Wrong(f"weekday is {shown(text)}, but must be a day such as Mon, Tue or Mo, Di")
    return found[0]


def _weeks(text: str) -> Sequence[int]:
    if text.lower() in ("odd", "even"):
        return range(1 if text.lower() == "odd" else 2, _MOST_WEEKS + 1, 2)
    return [week for part in text.split(",") for week in _range_of_weeks(part.strip(), text)]


def _range_of_weeks(part: str, text: str) -> Iterator[int]:
    found = _WEEKS.fullmatch(part)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        raise _Wrong(f"weeks is {shown(text)}, but must be odd, even, or weeks of the term such as 1-7,9-15")
    return iter(range(first, last + 1))
