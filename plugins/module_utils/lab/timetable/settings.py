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
    """

    before: datetime.timedelta
    after: datetime.timedelta
    window: datetime.timedelta

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
        return cls(before, after, _duration(said[1], said[0], _SHORTEST_WINDOW, _LONGEST_WINDOW))


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
        Settings.of(timetable)
    except InputError as error:
        raise LabError(str(error)) from error
    known, targets = known_targets(lab), timetable.get("targets") or {}
    for room, name in targets.items():
        if name not in known:
            told = f"timetable.targets.{plain(room, 60)} is {plain(name, 60)}, which is no group of seats and no pool"
            raise LabError(f"{told} of this file{nearest(name, known)}")
    if not targets and not is_calendar(timetable["file"]):
        _check_rooms(timetable, known)


def _check_rooms(timetable: Mapping[str, Any], known: list[str]) -> None:
    """Check that a table names only groups and pools, if nothing says what else its targets mean."""
    names = {folded(name) for name in known}
    for row in timetable["classes"]:
        if folded(row["room"]) not in names:
            raise LabError(
                f"the timetable {plain(timetable['file'], 200)}: line {row['line']}: the target "
                f"{plain(row['room'], 60)} is no group of seats and no pool of this file{nearest(row['room'], known)}"
            )
