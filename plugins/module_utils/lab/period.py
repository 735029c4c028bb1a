# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Periods of time and weeks, as a lab means them. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from ..errors import InputError
from ..resources.usage.period import Period, read_period as read_options
from ..resources.usage.spans import DAY, UTC
from ..resources.user.expiry import zone_named

_DAYS = re.compile(r"[1-9][0-9]{0,3}d")
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


def zone_of(lab: Mapping[str, Any]) -> datetime.tzinfo:
    """Return the time zone of a lab, UTC if it has none.

    :raises InputError: it is not known where the task runs.
    """
    return zone_named(lab["time_zone"]) if lab.get("time_zone") else UTC


def in_words(period: Period) -> str:
    """Return a period by the clocks of the lab."""
    begin, end = (one.astimezone(period.zone).strftime("%Y-%m-%d %H:%M") for one in (period.begin, period.end))
    return f"{begin} to {end} ({period.zone})"


def read_period(lab: Mapping[str, Any], given: str, now: datetime.datetime) -> Period:
    """Return the period that a run variable names: ``7d`` (as if it is blank), ``2026-11-01..2026-11-30``, ``term``.

    What is still to come is left out.

    :param now: the time of the service, in UTC.
    :raises InputError: it names none, or one that has not begun.
    """
    said = given.strip() or "7d"
    options = {"begin": None, "end": None, "last": None, "time_zone": lab.get("time_zone") or "UTC"}
    dates = _DATES.fullmatch(said)
    if said == "term":
        if not lab.get("term"):
            raise InputError("lab_period is term, but the lab file has no term")
        options.update(begin=lab["term"]["start"], end=lab["term"]["end"])
    elif dates:
        options.update(begin=dates[1], end=dates[2])
    elif _DAYS.fullmatch(said):
        options["last"] = said
    else:
        raise InputError(
            f"lab_period is {said}, but must be a number of days such as 7d, two dates such as 2026-11-01..2026-11-30, "
            "or term"
        )
    try:
        return read_options(options, now)
    except InputError as error:
        raise InputError(f"lab_period is {said}, but {error}") from error


def day_of(date: str, zone: datetime.tzinfo, later: int = 0) -> datetime.datetime:
    """Return the beginning of a day, in UTC, or of one some days later. Raises :class:`ValueError`."""
    day = datetime.date.fromisoformat(date) + later * DAY
    return datetime.datetime.combine(day, datetime.time(), zone).astimezone(UTC)


def week_of(now: datetime.datetime, zone: datetime.tzinfo) -> tuple[str, datetime.datetime, datetime.datetime]:
    """Return the week of a moment: its name as in ``2026-W48``, and its bounds in UTC. It begins on Monday."""
    today = now.astimezone(zone).date()
    monday = today - today.weekday() * DAY
    year, week, _day = today.isocalendar()
    return f"{year}-W{week:02d}", day_of(monday.isoformat(), zone), day_of(monday.isoformat(), zone, 7)


def term_end(lab: Mapping[str, Any], period: Period) -> datetime.datetime | None:
    """Return when the term of a lab ends, ``None`` if it has none or that is over."""
    end = day_of(lab["term"]["end"], period.zone, 1) if lab.get("term") else None
    return end if end is not None and end > period.now else None
