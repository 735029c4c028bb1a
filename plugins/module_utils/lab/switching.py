# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When scheduled tasks switch desktops on and off, and for how long these run by them. Pure."""

from __future__ import annotations

import calendar
import collections
import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..resources.scheduled_task.options import WEEKDAYS

RUNNING, STOPPED, HIBERNATED = "running", "stopped", "hibernated"
"""The states that differ in what they cost."""

_BROUGHT_ABOUT = {"START": RUNNING, "STOP": STOPPED, "HIBERNATE": HIBERNATED}

Key = tuple[str, str]
"""What is switched: ``desktops`` and a name in lower case, or ``pools`` and the name of one, for its desktops."""


def desktop_key(name: str) -> Key:
    """Return what stands for a desktop."""
    return "desktops", name.lower()


def pool_key(name: str) -> Key:
    """Return what stands for the desktops of a pool."""
    return "pools", name


_DAY = datetime.timedelta(days=1)

_SAMPLE = (
    datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc),
    datetime.datetime(2027, 1, 4, tzinfo=datetime.timezone.utc),
)
"""Whole weeks, from a Monday on, that stand for all time: 52 of them have each day of the week equally often."""


@dataclasses.dataclass(frozen=True)
class Switch:
    """A scheduled task that changes power states.

    :param state: what it brings about. :param schedule: when, as options of ``workspace_scheduled_task``.
    :param keys: what it reaches. :param everything: whether it reaches all that there is.
    """

    state: str
    schedule: Mapping[str, Any]
    keys: frozenset[Key]
    everything: bool = False

    def reaches(self, key: Key) -> bool:
        """Tell whether it reaches a desktop or a pool."""
        return self.everything or key in self.keys


def switches(tasks: Iterable[Mapping[str, Any]], paused: bool = False) -> list[Switch]:
    """Return those of some scheduled tasks that change power states.

    :param tasks: as options of ``workspace_scheduled_task``, or as ``workspace_scheduled_task_info`` returns them.
    :param paused: whether those that are paused are among them.
    """
    found = []
    for task in tasks:
        state = _BROUGHT_ABOUT.get(str(task.get("task_type")))
        reached = task.get("apply_objects") or {}
        keys = [*map(desktop_key, reached.get("desktops") or ()), *map(pool_key, reached.get("pools") or ())]
        if state and (paused or task.get("enable") is not False):
            found.append(Switch(state, task, frozenset(keys), bool(reached.get("all"))))
    return found


def occurrences(
    schedule: Mapping[str, Any], begin: datetime.datetime, end: datetime.datetime, zone: datetime.tzinfo
) -> Iterator[datetime.datetime]:
    """Give the moments of a period, in UTC and in order, at which a scheduled task is due by the clock.

    Those that follow an event have none. Every how many days a task is due is counted from its date, or from the
    beginning of the period.

    :param zone: the time zone of the schedule.
    """
    time = _time(str(schedule.get("scheduled_time") or ""))
    last = _end(str(schedule.get("expire_time") or ""), zone)
    if time is None:
        return
    day, final = begin.astimezone(zone).date(), end.astimezone(zone).date()
    first = _date(str(schedule.get("scheduled_date") or "")) or day
    while day <= final:
        moment = datetime.datetime.combine(day, time, zone).astimezone(datetime.timezone.utc)
        if _is_due(schedule, day, first) and begin <= moment < end and (last is None or moment <= last):
            yield moment
        day += _DAY


def _is_due(schedule: Mapping[str, Any], day: datetime.date, first: datetime.date) -> bool:
    kind = schedule.get("scheduled_type")
    if kind == "FIXED_TIME":
        return day == _date(str(schedule.get("scheduled_date") or ""))
    if kind == "DAY":
        return (day - first).days % int(schedule.get("day_interval") or 1) == 0
    if kind == "WEEK":
        return WEEKDAYS[day.isoweekday() % 7] in _days(schedule.get("week_list") or ())
    if kind == "MONTH":
        days = {str(one) for one in schedule.get("date_list") or ()}
        last = day.day == calendar.monthrange(day.year, day.month)[1]
        months = {int(one) for one in schedule.get("month_list") or ()}
        return day.month in months and (str(day.day) in days or (last and "L" in days))
    return False


def _days(given: Iterable[Any]) -> set[str]:
    """Return days of the week by their short names, of names of any length, or of numbers that begin with Sunday."""
    texts = [str(day).strip().lower() for day in given]
    return {WEEKDAYS[int(day) - 1] if day.isdecimal() else day[:3] for day in texts}


def _time(text: str) -> datetime.time | None:
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(part.isdecimal() for part in parts):
        return None
    hour, minute, second = (int(part) for part in [*parts, "0"][:3])
    try:
        return datetime.time(hour, minute, second)
    except ValueError:
        return None


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _end(text: str, zone: datetime.tzinfo) -> datetime.datetime | None:
    day = _date(text)
    if day is None:
        return None
    return datetime.datetime.combine(day, _time(text[11:]) or datetime.time(23, 59, 59), zone)


Stretch = tuple[str, datetime.datetime, datetime.datetime]
"""A power state, and from when to when something is in it."""


def stretches(
    switching: Sequence[Switch],
    begin: datetime.datetime,
    end: datetime.datetime,
    zone: datetime.tzinfo,
    first: str | None = None,
) -> list[Stretch]:
    """Return in which states something is in a period, one after the other.

    :param switching: the tasks that reach it. :param zone: the time zone of those that have none of their own.
    :param first: its state at the beginning; if not given it is the one that it has at the end.
    """
    events = [(moment, one.state) for one in switching for moment in occurrences(one.schedule, begin, end, zone)]
    # What is started and stopped at the same moment counts as running: rather too much than too little.
    events.sort(key=lambda event: (event[0], event[1] == RUNNING))
    state = first or (events[-1][1] if events else RUNNING)
    found: list[Stretch] = []
    since = begin
    for moment, then in [*events, (end, state)]:
        if moment > since:
            found.append((state, since, moment))
        state, since = then, moment
    return found


@dataclasses.dataclass(frozen=True)
class Shares:
    """How much of the time something is in each state, if its schedules go on for ever.

    :param by_state: parts of 1. :param told: why it is so, as the end of a sentence that begins with what it is.
    """

    by_state: Mapping[str, Decimal]
    told: str


ALWAYS = Shares({RUNNING: Decimal(1)}, "all the time (no STOP or HIBERNATE schedule)")
NEVER = "0 hours a week unless started by people (no START schedule)"


class Switching:
    """What some scheduled tasks do to desktops and pools, if they go on for ever."""

    def __init__(self, tasks: Iterable[Mapping[str, Any]]) -> None:
        repeated = [one for one in switches(tasks) if one.schedule.get("scheduled_type") in ("DAY", "WEEK", "MONTH")]
        self._switches = [dataclasses.replace(one, schedule={**one.schedule, "expire_time": ""}) for one in repeated]
        self._known: dict[tuple[int, ...], Shares] = {}

    @property
    def hibernates(self) -> bool:
        """Whether anything is ever hibernated."""
        return any(one.state == HIBERNATED for one in self._switches)

    def shares(self, key: Key) -> Shares:
        """Return how much of the time a desktop, or those of a pool, are in each state.

        What nothing ever switches off runs all the time.
        """
        reaching = tuple(number for number, one in enumerate(self._switches) if one.reaches(key))
        if reaching not in self._known:
            self._known[reaching] = _shares([self._switches[number] for number in reaching])
        return self._known[reaching]


def _shares(switching: Sequence[Switch]) -> Shares:
    states = {one.state for one in switching}
    if not states - {RUNNING}:
        return ALWAYS
    begin, end = _SAMPLE
    seconds: collections.Counter[str] = collections.Counter()
    for state, since, until in stretches(switching, begin, end, datetime.timezone.utc):
        seconds[state] += int((until - since).total_seconds())
    whole = Decimal(int((end - begin).total_seconds()))
    shares = {state: Decimal(number) / whole for state, number in sorted(seconds.items())}
    if RUNNING not in states:
        return Shares(shares, NEVER)
    hours = (Decimal(seconds[RUNNING]) / 3600 / 52).quantize(Decimal("0.1"))
    return Shares(shares, f"{hours.normalize():f} hours a week, by the schedules")
