# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long desktops were used, by whom, and when last: computed from the log of connections when it is asked for.

Metrics are summed up each day at 02:00 UTC for the day before; until then nothing of that day is told.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeVar

from emulator.cloud.logins import Login
from emulator.cloud.power_log import PowerSpan, moment
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop

DAY = 86_400
HOUR = 3_600
SUMMED_UP_AT = 2 * HOUR
DESKTOP_DAYS = 180
USER_DAYS = 30

Span = tuple[float, float]
K = TypeVar("K", bound=Hashable)


class Window(NamedTuple):
    """Whole days that metrics are told of; empty if it ends before it begins."""

    begin: float
    end: float

    def holds(self, when: float) -> bool:
        """Whether a moment is within it."""
        return self.begin <= when < self.end


def summed_up(now: float) -> float:
    """Return the midnight up to which metrics are summed up."""
    return (now - SUMMED_UP_AT) // DAY * DAY


def window(now: float, start: float, end: float, days: int) -> Window:
    """Return the days that metrics are told of: summed up, not older than ``days``, with 23:59:59 in the period."""
    known = summed_up(now)
    first = math.ceil((start - DAY + 1) / DAY) * DAY
    after_last = ((end + 1) // DAY) * DAY
    return Window(max(first, known - days * DAY), min(after_last, known))


def united(spans: Iterable[Span]) -> list[Span]:
    """Return spans of time without overlaps, in their order."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def seconds(spans: Iterable[Span], begin: float, end: float) -> float:
    """Return how much of a period spans without overlaps cover."""
    return sum(max(0.0, min(last, end) - max(first, begin)) for first, last in spans)


def used(project: Project, key: Callable[[Login], K]) -> dict[K, list[Span]]:
    """Return when there were connections, without overlaps, by a key of their records."""
    found: dict[K, list[Span]] = defaultdict(list)
    for login in project.table(Login).values():
        if login.setup is not None:
            found[key(login)].append((login.setup, moment(project) if login.end is None else login.end))
    return {name: united(spans) for name, spans in found.items()}


def idle_seconds(project: Project, desktop: Desktop, spans: list[Span]) -> float | None:
    """Return for how long nobody had used a desktop when metrics were summed up; None for one that is newer."""
    known = summed_up(project.now)
    if desktop.created >= known:
        return None
    ends = [end for begin, end in spans if begin < known]
    return max(0.0, float(int(known - max(ends, default=desktop.created))))


def running_hours(project: Project, desktop: Desktop, since: float) -> int:
    """Return how many hours a desktop has run since a moment; those that have begun count."""
    spans = [
        (max(span.begin, since), moment(project) if span.end is None else span.end)
        for span in project.table(PowerSpan).values()
        if span.desktop_id == desktop.id and span.status == "ACTIVE"
    ]
    return math.ceil(sum(max(0.0, end - begin) for begin, end in spans) / HOUR)


def last_login(project: Project) -> dict[str, Login]:
    """Return the last successful connection to each desktop, by its ID."""
    found: dict[str, Login] = {}
    for login in project.table(Login).values():
        known = found.get(login.desktop_id)
        if login.setup is not None and (known is None or known.begin <= login.begin):
            found[login.desktop_id] = login
    return found
