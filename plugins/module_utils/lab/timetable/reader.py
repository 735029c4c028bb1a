# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the timetable and the holidays of a lab, whatever their format."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping, Sequence

from ...errors import LabError, plain
from ..files import read_file
from .classes import Class, Source
from .icalendar import read_calendar
from .occurrences import DAY, Term, classes_of
from .table import read_holidays, read_table
from .zones import UTC

LARGEST_FILE = 5 << 20
"""The most bytes that a calendar may have."""

_ENDINGS = (".ics", ".ical", ".ifb", ".icalendar")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?")


def read_timetable(
    path: str,
    columns: Mapping[str, str | None] | None = None,
    zone: datetime.tzinfo = UTC,
    term: Term | None = None,
) -> list[Class]:
    """Return the classes of a timetable within a term, in their order.

    :param path: an iCalendar file, which ends in ``.ics``, or else a CSV file.
    :param columns: the headers of a CSV file, see :func:`.table.read_table`.
    :param zone: the time zone of what says none. :param term: the first and the last day.
    :raises LabError: it cannot be read, holds no class, or has something that is not understood.
    """
    name = f"the timetable {plain(path, 200)}"
    if is_calendar(path):
        if columns:
            raise LabError(f"{name} is a calendar, but columns names the headers of a CSV file; leave it out")
        source = Source(name)
        wide = (term[0] - DAY, term[1] + DAY) if term else None
        classes = classes_of(read_calendar(_content(path, name), zone, source), wide, source)
    else:
        classes = read_table(path, columns, zone, term, name)
    within = [one for one in classes if term is None or term[0] <= one.start.astimezone(zone).date() <= term[1]]
    if not within:
        raise LabError(f"{name} holds no class{' of the term' if term else ''}")
    return within


def read_all_holidays(
    given: Sequence[str], path: str | None, zone: datetime.tzinfo = UTC, term: Term | None = None
) -> dict[datetime.date, str]:
    """Return the holidays of a lab by day, with their names.

    :param given: dates, and ranges as in ``2026-12-24..2027-01-06``.
    :param path: a calendar with events of whole days, or a CSV file, if there is one.
    :raises LabError: one is no date, or the file has something that is not understood.
    """
    found: dict[datetime.date, str] = {}
    if path:
        name = f"the holidays {plain(path, 200)}"
        found = _of_calendar(path, name, zone, term) if is_calendar(path) else read_holidays(path, name)
    for text in given:
        found.update(dict.fromkeys(_range(text), ""))
    return found


def is_calendar(path: str) -> bool:
    """Tell whether a file is an iCalendar file, by its name."""
    return os.path.splitext(path)[1].lower() in _ENDINGS


def _of_calendar(path: str, name: str, zone: datetime.tzinfo, term: Term | None) -> dict[datetime.date, str]:
    source = Source(name)
    events = read_calendar(_content(path, name), zone, source)
    for event in events:
        if event.start.time() != datetime.time() or event.length % DAY:
            raise source.wrong(event.line, "a holiday must be an event of whole days")
    found: dict[datetime.date, str] = {}
    for one in classes_of(events, term, source):
        first, last = (moment.astimezone(zone).date() for moment in (one.start, one.end))
        found.update({first + number * DAY: one.name for number in range((last - first).days)})
    return found


def _content(path: str, name: str) -> bytes:
    try:
        return read_file(path, LARGEST_FILE)
    except LabError as error:
        raise LabError(f"{name} {error}") from error


def _range(text: str) -> list[datetime.date]:
    found = _RANGE.fullmatch(text.strip())
    try:
        first = datetime.date.fromisoformat(found[1]) if found else None
        last = datetime.date.fromisoformat(found[2]) if found and found[2] else first
    except ValueError:
        first = last = None
    if first is None or last is None or not 0 <= (last - first).days <= _LONGEST_HOLIDAY:
        raise LabError(
            f'timetable.holidays has "{plain(text, 60)}", but must have dates such as 2026-10-03, and ranges such as '
            "2026-12-24..2027-01-06"
        )
    return [first + number * DAY for number in range((last - first).days + 1)]


_LONGEST_HOLIDAY = 366
