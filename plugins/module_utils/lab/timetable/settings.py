# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab file says of its timetable, and its rules. Pure."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from ...errors import InputError, LabError, plain
from ...names import nearest
from ...resources.rules import duration
from .classes import Class
from .demand import Demand, Rule, demand_of
from .reader import is_calendar
from .spans import Lessons, folded, lessons_of
from .tasks import is_task_name

_LONGEST_MARGIN = datetime.timedelta(hours=12)
_SHORTEST_WINDOW, _LONGEST_WINDOW = datetime.timedelta(hours=1), datetime.timedelta(days=60)


@dataclasses.dataclass(frozen=True)
class Settings:
    """How desktops follow the timetable.

    :param before: how long before a class they start. :param after: how long after it they stop.
    :param window: for how long from now on there are scheduled tasks.
    :param pools: the pools whose size follows it, each with its rule.
    """

    before: datetime.timedelta
    after: datetime.timedelta
    window: datetime.timedelta
    pools: Mapping[str, Rule]

    @classmethod
    def of(cls, timetable: Mapping[str, Any], window: str = "") -> Settings:
        """Read the settings. Raises :class:`.errors.InputError`.

        :param window: what the run says of it; blank means what the lab file says.
        """
        before, after = (
            _duration(timetable[name], f"timetable.{name}", datetime.timedelta(), _LONGEST_MARGIN)
            for name in ("start_before", "stop_after")
        )
        said = ("lab_window", window) if window else ("timetable.window", timetable["window"])
        pools = timetable.get("pools") or {}
        rules = {name: Rule.of(given, f"timetable.pools.{plain(name, 60)}") for name, given in pools.items()}
        return cls(before, after, _duration(said[1], said[0], _SHORTEST_WINDOW, _LONGEST_WINDOW), rules)


def _duration(text: str, where: str, least: datetime.timedelta, most: datetime.timedelta) -> datetime.timedelta:
    length = duration(where, text)
    if not least <= length <= most:
        raise InputError(f'{where} is "{text.strip()}", but must be from {_shown(least)} to {_shown(most)}')
    return length


def _shown(length: datetime.timedelta) -> str:
    return f"{length.days}d" if length.days else f"{length.seconds // 3600}h"


def known_targets(lab: Mapping[str, Any]) -> list[str]:
    """Return the names of the groups of seats and the pools of a lab."""
    return [part["name"] for section in ("seats", "pools") for part in lab.get(section, [])]


def lessons(lab: Mapping[str, Any], zone: datetime.tzinfo) -> Lessons:
    """Return the classes of a lab that has a timetable, by what they need."""
    timetable = lab["timetable"]
    closed = [datetime.date.fromisoformat(day) for day in timetable["closed"]]
    classes = [Class.of(row) for row in timetable["classes"]]
    return lessons_of(classes, timetable.get("targets") or {}, known_targets(lab), frozenset(closed), zone)


def demands(settings: Settings, found: Lessons) -> dict[str, Demand]:
    """Return how many desktops each pool needs whose size follows the timetable."""
    return {
        name: demand_of(found.by_target.get(name, ()), rule, settings.before, settings.after)
        for name, rule in settings.pools.items()
    }


def check_timetable(lab: Mapping[str, Any]) -> None:
    """Check what a lab file says of its timetable, whose files have been read.

    :raises LabError: the first rule that is broken.
    """
    for schedule in lab.get("schedules", []):
        if is_task_name(lab["name"], schedule["name"]):
            raise LabError(f"schedules[{schedule['name']}]: the timetable uses such names; give it another one")
    timetable = lab.get("timetable")
    if timetable is None:
        return
    if not lab.get("time_zone"):
        raise LabError("timetable needs time_zone, by whose clocks desktops start and stop")
    try:
        settings = Settings.of(timetable)
    except InputError as error:
        raise LabError(str(error)) from error
    pools = [pool["name"] for pool in lab.get("pools", [])]
    for name in settings.pools:
        if name not in pools:
            told = f"timetable.pools has {plain(name, 60)}, which is no pool of this file"
            raise LabError(f"{told}{nearest(name, pools)}")
    known, targets = known_targets(lab), timetable.get("targets") or {}
    for room, name in targets.items():
        if name not in known:
            told = f"timetable.targets.{plain(room, 60)} is {plain(name, 60)}, which is no group of seats and no pool"
            raise LabError(f"{told} of this file{nearest(name, known)}")
    if not targets and not is_calendar(timetable["file"]):
        _check_rooms(timetable, known)
    _check_seats(lab, settings)


def _check_seats(lab: Mapping[str, Any], settings: Settings) -> None:
    """Check that a class which says how many desktops it needs is for a pool whose size follows the timetable."""
    by_target = lessons(lab, datetime.timezone.utc).by_target
    heard = {one.line for name in settings.pools for one in by_target.get(name, ())}
    for some in by_target.values():
        for one in some:
            if one.seats is not None and one.line not in heard:
                raise LabError(
                    f"the timetable {plain(lab['timetable']['file'], 200)}: line {one.line}: seats is {one.seats}, but "
                    f"{plain(one.room, 60)} is no pool of timetable.pools"
                )


def _check_rooms(timetable: Mapping[str, Any], known: list[str]) -> None:
    """Check that a table names only groups and pools, if nothing says what else its targets mean."""
    names = {folded(name) for name in known}
    for row in timetable["classes"]:
        if folded(row["room"]) not in names:
            raise LabError(
                f"the timetable {plain(timetable['file'], 200)}: line {row['line']}: the target "
                f"{plain(row['room'], 60)} is no group of seats and no pool of this file{nearest(row['room'], known)}"
            )
