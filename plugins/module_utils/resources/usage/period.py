# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time of which a task wants to know something."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping
from typing import Any

from ...errors import InputError
from ..user.expiry import zone_named
from .spans import DAY, UTC

PERIOD_SPEC: dict[str, dict[str, Any]] = {
    "begin": {"type": "str"},
    "end": {"type": "str"},
    "last": {"type": "str"},
    "time_zone": {"type": "str", "default": "UTC"},
}

_LAST = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_UNITS = {"h": datetime.timedelta(hours=1), "d": DAY, "w": 7 * DAY}
_USUAL = 7 * DAY
_FORM = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?")


@dataclasses.dataclass(frozen=True)
class Period:
    """A time, in UTC, that does not go beyond the present.

    :param now: the present. :param zone: in which moments are told.
    """

    begin: datetime.datetime
    end: datetime.datetime
    now: datetime.datetime
    zone: datetime.tzinfo

    def told(self, moment: datetime.datetime | None) -> str | None:
        """Return a moment as results tell it."""
        return None if moment is None else moment.astimezone(self.zone).isoformat()


def read_period(options: Mapping[str, Any], now: datetime.datetime, usual: datetime.timedelta = _USUAL) -> Period:
    """Return the period that the options of :data:`PERIOD_SPEC` mean.

    :param usual: how long before the present it begins if they say nothing.

    :raises InputError: they mean none, or one that has not begun yet.
    """
    zone = zone_named(options["time_zone"])
    first, last, length = options["begin"], options["end"], options["last"]
    if length is not None and (first, last) != (None, None):
        raise InputError("last does not go with begin and end")
    if last is not None and first is None:
        raise InputError("end needs begin")
    if first is None:
        begin, end = now - (usual if length is None else _length(length)), now
    else:
        begin = _moment("begin", first, zone)
        end = now if last is None else _moment("end", last, zone, whole_day=True)
    if begin >= end:
        raise InputError(f"the period ends ({end:%Y-%m-%d %H:%M} UTC) before it begins ({begin:%Y-%m-%d %H:%M} UTC)")
    if begin >= now:
        raise InputError(f"the period has not begun yet: it is {now:%Y-%m-%d %H:%M} UTC")
    return Period(begin, min(end, now), now, zone)


def _length(text: str) -> datetime.timedelta:
    found = _LAST.fullmatch(text.strip())
    if not found:
        raise InputError(f'last is "{text}", but must be a number with h, d or w, such as 12h, 7d or 4w')
    return int(found[1]) * _UNITS[found[2]]


def _moment(name: str, text: str, zone: datetime.tzinfo, whole_day: bool = False) -> datetime.datetime:
    """Return a moment in UTC.

    :param whole_day: whether a date means the end of the day, not its beginning.
    """
    found = _FORM.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        date, time, own = found.groups()
        moment = datetime.datetime.fromisoformat(f"{date}T{time or '00:00'}{(own or '').replace('Z', '+00:00')}")
        if whole_day and not time:
            moment += DAY
        return (moment if own else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f'{name} is "{text}", but must be a date or a date and time, such as 2026-11-02 or 2026-11-02 08:00'
        ) from None
