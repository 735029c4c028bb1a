# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to a pool whose size follows the timetable. Pure.

What a pool had before is noted in its description before anything of it is changed, so that every run knows it. The
note is there as long as the size follows the timetable.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping
from typing import Any

from ... import ownership
from ...names import number_of

_NOTE = re.compile(
    r" ?\(timetable: before autoscale (on|off), min_idle (\d{1,5}), size (\d{1,5})(?:, grown by (\d{1,5}))?\)"
)

LONGEST_DESCRIPTION = 255
"""The most characters that the description of a pool may have."""

_MINUTE = datetime.timedelta(minutes=1)

Row = Mapping[str, Any]
Options = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Former:
    """What a pool had before its size followed the timetable.

    :param autoscale: whether it grew by itself. :param min_idle: that of its policy, 0 if it said none.
    :param size: how many desktops it had. :param grown: how many the timetable has created since, at most.
    """

    autoscale: bool
    min_idle: int
    size: int
    grown: int = 0

    @classmethod
    def of(cls, description: str | None) -> Former | None:
        """Read the note in the description of a pool, ``None`` if there is none."""
        found = _NOTE.search(description or "")
        return cls(found[1] == "on", int(found[2]), int(found[3]), int(found[4] or 0)) if found else None

    def written(self, description: str) -> str:
        """Return a description with this note at the end of its text, in place of another one."""
        bare = without_note(description)
        text = ownership.text(bare)
        switch = "on" if self.autoscale else "off"
        grown = f", grown by {self.grown}" if self.grown else ""
        note = f"(timetable: before autoscale {switch}, min_idle {self.min_idle}, size {self.size}{grown})"
        return f"{text}{' ' if text else ''}{note}{bare[len(text) :]}"

    def created(self, number: int) -> int:
        """Return how many of the desktops of a pool the timetable has created. :param number: how many it has."""
        return min(self.grown, max(0, number - self.size))


def without_note(description: str) -> str:
    """Return a description without the note of the timetable."""
    return _NOTE.sub("", description)


def unknown_of(row: Row) -> str:
    """Return what a pool does not tell that has to be known; blank if nothing is missing."""
    missing = [name for name in ("enable_autoscale", "description") if row.get(name) is None]
    return " and ".join(missing)


def min_idle_of(row: Row) -> int:
    """Return how many idle desktops a pool keeps ready by itself; a policy that says none keeps none."""
    return int((row.get("autoscale_policy") or {}).get("min_idle") or 0)


@dataclasses.dataclass(frozen=True)
class Sizing:
    """What is done to a pool, as options of ``workspace_desktop_pool``; ``None`` where nothing is.

    :param note: before anything else. :param change: the change itself. :param release: when that is done: the note
        goes, or says less.
    :param told: what is said of it.
    """

    note: Options | None = None
    change: Options | None = None
    release: Options | None = None
    told: str = ""


def followed(row: Row, number: int, needed: int, shrinks: bool, free: int, settled: bool = False) -> Sizing:
    """Return how a pool comes to have the desktops that are needed.

    One that does not grow by itself never gets fewer than it had before, and loses none that others have added.

    :param number: how many desktops it has. :param needed: how many it needs. :param shrinks: whether it may shrink.
    :param free: how many of them have neither a user nor a session. :param settled: whether that was done already.
    """
    name = row["name"]
    noted = Former.of(row["description"])
    former = noted or Former(bool(row["enable_autoscale"]), min_idle_of(row), number)
    if row["enable_autoscale"]:
        return Sizing(_noted(row, former, noted), {"name": name, "autoscale_policy": {"min_idle": needed}})
    created, told = former.created(number), ""
    size = max(needed, former.size, number - created)
    if number > size and not shrinks:
        told = f"{name} keeps {number} desktops although {size} are enough, since its allow_shrink is not true"
        size = number
    change = {"name": name, "size": size, "allow_shrink": shrinks}
    # What is created counts before, and what is deleted does not count any more after.
    before = dataclasses.replace(former, grown=max(former.grown, created + size - number))
    gone = max(0, min(number - size, free))
    after = dataclasses.replace(former, grown=created - gone) if gone or settled else before
    return Sizing(_noted(row, before, noted), change, _noted(row, after, before), told)


def _noted(row: Row, note: Former, there: Former | None) -> Options | None:
    """Return the options that write a note, ``None`` if it is there. :param there: the note that there is by then."""
    return None if note == there else {"name": row["name"], "description": note.written(row["description"])}


def lacking(row: Row, number: int, needed: int) -> str:
    """Return what a pool lacks of the desktops that it needs; blank if nothing is missing."""
    has = min_idle_of(row) if row["enable_autoscale"] else number
    return f"{row['name']} has {has} of the {needed} desktops that it needs" if has < needed else ""


def doubts(row: Row, needed: int, most: int, before: datetime.timedelta) -> list[str]:
    """Return why a pool that grows by itself may not have the desktops that it needs, although it is told to.

    :param needed: how many it needs at most. :param most: how many desktops it may come to have.
    :param before: how long before a class it grows.
    """
    if not row["enable_autoscale"]:
        return []
    policy, found = row.get("autoscale_policy") or {}, []
    kept = policy.get("idle_retention_duration")
    if kept is not None and kept * _MINUTE < before:
        found.append(
            f"its idle_retention_duration of {kept} minutes is shorter than start_before, so that the service may "
            "delete desktops before the class begins"
        )
    if policy.get("autoscale_type") == "ACCESS_CREATED":
        found.append("its autoscale_type is ACCESS_CREATED, so that desktops come only when people log in")
    if needed > most:
        found.append(f"it needs {needed} desktops, but by max_auto_created it has {most} at most")
    return [f"{row['name']}: {one}" for one in found]


def released(row: Row, number: int, free: int, shrinks: bool = False, wanted: int = 0) -> Sizing:
    """Return how a pool with a note gets back what it had; the note stays as long as something of it is missing.

    :param number: how many desktops it has. :param free: how many of them have neither a user nor a session.
    :param shrinks: whether it may shrink. :param wanted: how many the lab file says that it has.
    :raises ValueError: it has no note.
    """
    name, former = row["name"], Former.of(row["description"])
    if former is None:
        raise ValueError(f"the pool {name} has no note")
    change: Options = {}
    if min_idle_of(row) != former.min_idle:
        change["autoscale_policy"] = {"min_idle": former.min_idle}
    more = 0 if row["enable_autoscale"] else min(former.created(number), max(0, number - wanted))
    if more and shrinks:
        change.update(size=number - more, allow_shrink=True)
    told, stays = "", more > (free if shrinks else 0)
    if stays and not shrinks:
        told = (
            f"{name} keeps its note and the {number_of(more, 'desktop')} that the timetable has created; in the lab "
            f"file set its allow_shrink to true to delete them, or its size to {number} to keep them"
        )
    elif stays:
        told = f"{name} keeps its note: {more - free} desktops more than before have a user or a session"
    elif bool(row["enable_autoscale"]) != former.autoscale:
        told = f"{name} had autoscaling {'on' if former.autoscale else 'off'} before; somebody has changed that since"
    release = None if stays else {"name": name, "description": without_note(row["description"])}
    return Sizing(None, {"name": name, **change} if change else None, release, told)
