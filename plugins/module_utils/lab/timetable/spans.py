# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When desktops are needed for classes: which classes a lab has, and the times that they come to. Pure."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Collection, Iterable, Mapping

from .classes import Class

_SEPARATORS = re.compile(r"[,;]")


@dataclasses.dataclass(frozen=True)
class Span:
    """A time, in UTC, at which desktops are to run for classes."""

    start: datetime.datetime
    end: datetime.datetime


@dataclasses.dataclass
class Lessons:
    """The classes of a lab.

    :param by_target: the classes of each group of seats and each pool, by its name.
    :param elsewhere: rooms of other classes, in the order of the file. :param dropped: classes on holidays.
    """

    by_target: dict[str, list[Class]] = dataclasses.field(default_factory=dict)
    elsewhere: dict[str, int] = dataclasses.field(default_factory=dict)
    dropped: list[Class] = dataclasses.field(default_factory=list)


def lessons_of(
    classes: Iterable[Class],
    targets: Mapping[str, str],
    known: Collection[str],
    holidays: Collection[datetime.date],
    zone: datetime.tzinfo,
) -> Lessons:
    """Return which classes are for which groups of seats and pools.

    :param targets: the group or pool of each room. :param known: the groups and pools, which may be named as rooms too.
    :param holidays: the days on which there is no class, unless it says otherwise. :param zone: the zone of these days.
    """
    rooms = {folded(name): name for name in known}
    rooms.update({folded(room): name for room, name in targets.items()})
    found = Lessons()
    for one in classes:
        meant = _targets(one.room, rooms)
        if not meant:
            found.elsewhere[one.room] = found.elsewhere.get(one.room, 0) + 1
        elif not one.keep and one.start.astimezone(zone).date() in holidays:
            found.dropped.append(one)
        else:
            for name in meant:
                found.by_target.setdefault(name, []).append(one)
    return found


def _targets(room: str, rooms: Mapping[str, str]) -> list[str]:
    """Return what a room stands for; several may be named, with commas or semicolons between them."""
    whole = rooms.get(folded(room))
    parts = [rooms.get(folded(part)) for part in _SEPARATORS.split(room)]
    return [whole] if whole else list(dict.fromkeys(filter(None, parts)))


def folded(room: str) -> str:
    """Return a room as it is compared with others."""
    return " ".join(room.split()).casefold()


def spans_of(classes: Iterable[Class], before: datetime.timedelta, after: datetime.timedelta) -> list[Span]:
    """Return when desktops are to run for classes, in order; times that overlap or meet are one.

    :param before: how long before a class they start. :param after: how long after it they stop.
    """
    found: list[Span] = []
    for start, end in sorted((one.start - before, one.end + after) for one in classes):
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Span(start, end))
    return found
