# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the events of a calendar take place: rules, exceptions, moved and cancelled occurrences. Pure."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence

from .classes import MOST_CLASSES, Class, Source
from .zones import in_utc

DAY = datetime.timedelta(days=1)

DAILY, WEEKLY = "DAILY", "WEEKLY"

Term = tuple[datetime.date, datetime.date]
"""The first and the last day of something."""


@dataclasses.dataclass(frozen=True)
class Rule:
    """How an event repeats, by the clocks of its own zone.

    :param days: the days of the week by number, 0 is Monday; empty means that of the first occurrence, or each.
    :param until: the last moment at which it may take place. :param week_start: the day that weeks begin with.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime.datetime | None = None
    days: Collection[int] = ()
    week_start: int = 0

    @property
    def is_endless(self) -> bool:
        """Whether nothing of it says when it ends."""
        return self.count is None and self.until is None


@dataclasses.dataclass(frozen=True)
class Event:
    """An event of a calendar; its times are those of the clocks of its zone.

    :param excluded: moments, or whole days, at which it does not take place.
    :param added: moments at which it takes place as well.
    :param replaces: which occurrence of the event of the same ``uid`` it replaces: a moment in UTC, or a day.
    """

    line: int
    uid: str
    start: datetime.datetime
    length: datetime.timedelta
    zone: datetime.tzinfo
    room: str = ""
    name: str = ""
    sequence: int = 0
    cancelled: bool = False
    rule: Rule | None = None
    excluded: Collection[datetime.date] = ()
    added: Sequence[datetime.datetime] = ()
    replaces: datetime.date | None = None


def starts(rule: Rule, first: datetime.datetime, last: datetime.date) -> Iterator[datetime.datetime]:
    """Give when a rule takes place: from ``first`` on, which is one of its days, and not after the day ``last``."""
    # The calendar ends with the year 9999.
    with contextlib.suppress(OverflowError):
        for number, moment in enumerate(_endless(rule, first), 1):
            over = rule.until is not None and moment > rule.until or rule.count is not None and number > rule.count
            if over or moment.date() > last:
                return
            yield moment


def _endless(rule: Rule, first: datetime.datetime) -> Iterator[datetime.datetime]:
    if rule.frequency == DAILY:
        days = (first + number * DAY for number in itertools.count(0, rule.interval))
        yield from (day for day in days if is_day_of(rule, day))
        return
    into_week = (first.weekday() - rule.week_start) % 7
    offsets = sorted((day - rule.week_start) % 7 for day in rule.days or (first.weekday(),))
    for number in itertools.count(0, 7 * rule.interval):
        yield from (first + (number + offset - into_week) * DAY for offset in offsets if number or offset >= into_week)


def is_day_of(rule: Rule, moment: datetime.datetime) -> bool:
    """Tell whether a rule may take place on a day of the week."""
    return not rule.days or moment.weekday() in rule.days


def classes_of(events: Sequence[Event], term: Term | None, source: Source) -> list[Class]:
    """Return the classes that events stand for, in their order.

    :param term: the only days that matter, by the clocks of any zone.
    :raises LabError: an event repeats for ever, or too often.
    """
    found: list[Class] = []
    for same in _by_uid(events):
        masters = [event for event in same if event.replaces is None]
        series = [event for event in masters if not event.cancelled]
        if masters and not series:
            continue
        moved = [event for event in same if event.replaces is not None]
        replaced = {event.replaces for event in moved}
        single = [dataclasses.replace(event, rule=None, added=()) for event in moved if not event.cancelled]
        for event in (*series, *single):
            for moment in _moments(event, term, source):
                begin = in_utc(moment, event.zone)
                if event.replaces is None and (begin in replaced or moment.date() in replaced):
                    continue
                end = in_utc(moment + event.length, event.zone)
                found.append(Class(begin, end, event.room, event.name, event.line))
                if len(found) > MOST_CLASSES:
                    raise source.unusable(f"has more than {MOST_CLASSES} classes; export a term only")
    return sorted(found, key=lambda one: (one.start, one.line))


def _by_uid(events: Sequence[Event]) -> Iterable[list[Event]]:
    """Return the events that belong together; of several versions of one only the newest."""
    newest: dict[tuple[str, datetime.date | None], int] = {}
    for event in events:
        key = (event.uid, event.replaces)
        newest[key] = max(newest.get(key, event.sequence), event.sequence)
    together: dict[str, list[Event]] = {}
    for event in events:
        if event.sequence == newest[event.uid, event.replaces]:
            together.setdefault(event.uid, []).append(event)
    return together.values()


def _moments(event: Event, term: Term | None, source: Source) -> list[datetime.datetime]:
    """Return when an event takes place, by the clocks of its zone."""
    first, last = term or (datetime.date.min, datetime.date.max)
    if event.rule is None:
        regular: Iterable[datetime.datetime] = [event.start]
    elif term is None and event.rule.is_endless:
        raise source.wrong(event.line, "the event repeats without an end; give the lab file a term, which ends it")
    else:
        regular = starts(event.rule, event.start, last)
    near = itertools.islice((one for one in regular if one.date() >= first), MOST_CLASSES + 1)
    moments = {*near, *(one for one in event.added if first <= one.date() <= last)}
    return sorted(one for one in moments if one not in event.excluded and one.date() not in event.excluded)
