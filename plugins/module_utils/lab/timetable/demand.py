# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many desktops of a pool are needed when: those of all classes that are on. Pure."""

from __future__ import annotations

import bisect
import collections
import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence

from ...errors import InputError
from ...names import nearest
from .classes import MOST_SEATS, Class

_KEYS = ("per_event", "base")


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a lab file says of the size of a pool.

    :param per_event: how many desktops a class needs that does not say it itself.
    :param base: how many are needed outside of classes, and at least.
    """

    per_event: int
    base: int

    @classmethod
    def of(cls, given: Mapping[str, str], where: str) -> Rule:
        """Read the rule of a pool. Raises :class:`.errors.InputError`.

        :param where: what messages call it.
        """
        for key in given:
            if key not in _KEYS:
                raise InputError(f"{where} has {key}, but its keys are per_event and base{nearest(key, _KEYS)}")
        return cls(*(_number(given, key, least, where) for key, least in zip(_KEYS, (1, 0))))


def _number(given: Mapping[str, str], key: str, least: int, where: str) -> int:
    text = given.get(key, "").strip()
    if not text:
        raise InputError(f"{where}.{key} is missing")
    if not text.isdecimal() or not least <= int(text) <= MOST_SEATS:
        raise InputError(f"{where}.{key} is {text}, but must be a number of desktops, {least} to {MOST_SEATS}")
    return int(text)


@dataclasses.dataclass(frozen=True)
class Demand:
    """How many desktops of a pool are needed.

    :param base: how many before the first change. :param moments: when that changes, in order.
    :param seats: how many are needed from each of these moments on; it differs from the number before.
    """

    base: int
    moments: Sequence[datetime.datetime] = ()
    seats: Sequence[int] = ()

    def at(self, moment: datetime.datetime) -> int:
        """Return how many are needed at a moment."""
        place = bisect.bisect_right(self.moments, moment)
        return self.seats[place - 1] if place else self.base

    def most(self, begin: datetime.datetime, end: datetime.datetime) -> int:
        """Return how many are needed at most from a moment until before another one."""
        within = slice(bisect.bisect_right(self.moments, begin), bisect.bisect_left(self.moments, end))
        return max([self.at(begin), *self.seats[within]])

    def changes(self, since: datetime.datetime) -> list[tuple[datetime.datetime, int]]:
        """Return the changes after a moment: when, and how many are needed then."""
        place = bisect.bisect_right(self.moments, since)
        return list(zip(self.moments[place:], self.seats[place:]))


def demand_of(classes: Iterable[Class], rule: Rule, before: datetime.timedelta, after: datetime.timedelta) -> Demand:
    """Return how many desktops of a pool are needed. Classes at the same time need their desktops each.

    :param before: how long before a class they are needed. :param after: for how long after it.
    """
    steps: collections.Counter[datetime.datetime] = collections.Counter()
    for one in classes:
        seats = rule.per_event if one.seats is None else one.seats
        steps[one.start - before] += seats
        steps[one.end + after] -= seats
    moments: list[datetime.datetime] = []
    needed: list[int] = []
    on, last = 0, rule.base
    for moment, step in sorted(steps.items()):
        on += step
        now = max(rule.base, on)
        if now != last:
            moments.append(moment)
            needed.append(now)
        last = now
    return Demand(rule.base, moments, needed)


def next_change(demands: Iterable[Demand], now: datetime.datetime) -> datetime.datetime | None:
    """Return when the number of desktops that some pool needs changes next, ``None`` if it stays as it is."""
    return min((changes[0][0] for changes in (one.changes(now) for one in demands) if changes), default=None)
