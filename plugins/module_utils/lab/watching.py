# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches a lab: reads which conditions hold that may need somebody, and tells which of them begin and end."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from ..errors import plain
from ..resources.desktop.info import INFO_SPEC as DESKTOP_INFO_SPEC, find_desktops
from ..resources.pool.info import INFO_SPEC as POOL_INFO_SPEC, find_pools
from ..resources.scheduled_task.info import SCHEDULED_TASK_INFO_SPEC, find_scheduled_tasks
from .found import Found, Row, is_untold, owned_by
from .plan import desires
from .pools import most_desktops
from .procedures.base import refused
from .procedures.budget import KeepBudget
from .reading import ReadOnce, read_lab, validated
from .run import RUN_SPEC
from .seats import SeatPlan
from .status import needs_attention, report

DESKTOP_ERROR = "desktop_error"
SEAT_NOT_READY = "seat_not_ready"
POOL_EXHAUSTED = "pool_exhausted"
TASK_FAILED = "scheduled_task_failed"
BUDGET_REACHED = "budget_reached"
READING_FAILED = "reading_failed"
"""The reading of a lab failed, so that nothing is known of its other conditions."""


@dataclasses.dataclass(frozen=True)
class Condition:
    """Something that may need somebody.

    :param type: one of the types above. :param key: what tells it from the others of its type.
    :param holds: whether it is so; ``None`` if that is not known, so that what was known of it stays.
    :param target: the name of what it is about, as events tell it. :param reason: why it is so.
    """

    type: str
    key: str
    holds: bool | None
    target: str
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class Reading:
    """What there is of a lab.

    :param unread: the types of which some conditions may be missing.
    """

    conditions: Sequence[Condition]
    unread: Collection[str] = ()


@dataclasses.dataclass(frozen=True)
class _View:
    """What conditions are read from. :param people: whether people are named."""

    client: ReadOnce
    lab: Mapping[str, Any]
    found: Found
    desired: Mapping[str, Any]
    people: bool


def _desktops(view: _View) -> Reading:
    """Return which desktops of the lab are in ERROR, those of its pools included."""
    meant = {one["desktop_id"] for one in view.desired["seats"]["owned"]}
    rows = [row for row in view.found.desktops if row["desktop_id"] in meant]
    for pool in _pools_of(view):
        options = validated(DESKTOP_INFO_SPEC, {"pool": [pool["name"]]})
        rows += find_desktops(view.client, options)["desktops"]
    return Reading(
        [
            Condition(
                DESKTOP_ERROR,
                row["desktop_id"],
                row["status"] == "ERROR" if row["status"] else None,
                row["computer_name"],
                "its status is ERROR",
            )
            for row in rows
        ]
    )


def _seats(view: _View) -> Reading:
    """Return which seats somebody should have and cannot use, although they are neither off nor busy."""
    status = report(SeatPlan.from_dict(view.desired["seats"]), view.found.desktops, {})
    return Reading(
        [
            Condition(SEAT_NOT_READY, row["seat"].lower(), needs_attention(row), row["seat"], row["problem"])
            for row in status["rows"]
        ]
    )


def _pools(view: _View) -> Reading:
    """Return which pools of the lab have no desktop left to assign, and cannot grow."""
    wanted = {pool["name"]: pool for pool in view.desired["pools"]["pools"]}
    found = []
    for row in _pools_of(view):
        count, used = row["desktop_count"], row["desktop_used"]
        most = most_desktops({"size": count, **wanted.get(row["name"], {})}, row)
        holds = None if used is None else used >= count >= most and count > 0
        reason = f"{used} of {count} desktops are assigned"
        found.append(Condition(POOL_EXHAUSTED, row["pool_id"], holds, row["name"], reason))
    return Reading(found)


def _pools_of(view: _View) -> list[Row]:
    """ListDesktopPools: return the pools of the lab."""
    pools = find_pools(view.client, validated(POOL_INFO_SPEC, {}))["desktop_pools"]
    return [row for row in pools if owned_by(view.lab, row)]


def _tasks(view: _View) -> Reading:
    """Return the scheduled tasks of the lab whose latest execution failed; others are not told."""
    found = find_scheduled_tasks(view.client, validated(SCHEDULED_TASK_INFO_SPEC, {"last_status": "FAIL"}))
    conditions = [
        Condition(
            TASK_FAILED,
            row["id"],
            None if is_untold(row) else True,
            row["task_name"],
            "its latest execution failed",
        )
        for row in found["scheduled_tasks"]
        if owned_by(view.lab, row) or is_untold(row)
    ]
    return Reading(conditions, [TASK_FAILED] if found["unread"] else ())


def _budgets(view: _View) -> Reading:
    """Return who has used up the hours of the week, by name only if people are named."""
    if "hours" not in view.lab:
        return Reading([])
    run = validated(RUN_SPEC, {})
    people = KeepBudget(view.client, view.lab, run, True, view.found, view.desired).hours.people
    return Reading(
        [
            Condition(
                BUDGET_REACHED,
                one.name.lower(),
                one.percent >= 100,
                one.name if view.people else "",
                "all hours of the week are used",
            )
            for one in people
        ]
    )


_READERS: Mapping[str, Callable[[_View], Reading]] = {
    DESKTOP_ERROR: _desktops,
    SEAT_NOT_READY: _seats,
    POOL_EXHAUSTED: _pools,
    TASK_FAILED: _tasks,
    BUDGET_REACHED: _budgets,
}

TYPES = tuple(_READERS)
"""The types of conditions that can be watched."""


def read_conditions(client: ReadOnce, lab: Mapping[str, Any], types: Collection[str], people: bool) -> Reading:
    """Read the conditions of a lab, and change nothing.

    :param lab: a checked definition. :param types: those of :data:`TYPES` to read. :param people: whether to name
        people.
    :raises WorkspaceError: something cannot be read, or the lab file makes no sense.
    """
    budgets = BUDGET_REACHED in types and "hours" in lab
    with client.reading():
        found = read_lab(client, lab, ("users", *(("pools", "schedules") if budgets else ())))
        desired = desires(lab, found, validated(RUN_SPEC, {}))
        if desired["wrong"]:
            raise refused(desired["wrong"])
        view = _View(client, lab, found, desired, people)
        parts = [read(view) for name, read in _READERS.items() if name in types]
    return Reading(
        [condition for part in parts for condition in part.conditions],
        [name for part in parts for name in part.unread],
    )


class Watch:
    """Remembers which conditions have been told, so that each beginning and each end is told once.

    :param settle: for how long a seat must not be ready before that is told; other conditions are told at once.
    """

    def __init__(self, settle: datetime.timedelta) -> None:
        self._settle = settle
        # By type and key: since when a condition holds, and those that have been told.
        self._since: dict[tuple[str, str], datetime.datetime] = {}
        self._told: dict[tuple[str, str], Condition] = {}

    def changes(self, reading: Reading, now: datetime.datetime) -> list[dict[str, Any]]:
        """Return an event for each condition that begins or ends with a reading."""
        found = {(one.type, one.key): one for one in reading.conditions}
        began = [key for key, one in found.items() if one.holds and key not in self._told and self._settled(key, now)]
        over = [key for key in self._since if self._is_over(key, found, reading.unread)]
        ended = [self._told.pop(key) for key in over if key in self._told]
        for key in over:
            del self._since[key]
        self._told.update({key: found[key] for key in began})
        return [*(_event(found[key], True, now) for key in began), *(_event(one, False, now) for one in ended)]

    def _settled(self, key: tuple[str, str], now: datetime.datetime) -> bool:
        since = self._since.setdefault(key, now)
        return key[0] != SEAT_NOT_READY or now - since >= self._settle

    @staticmethod
    def _is_over(key: tuple[str, str], found: Mapping[tuple[str, str], Condition], unread: Iterable[str]) -> bool:
        """Tell whether a condition holds no more: it is read as such, or what it was about is gone."""
        return found[key].holds is False if key in found else key[0] not in unread


def _event(condition: Condition, active: bool, now: datetime.datetime) -> dict[str, Any]:
    return {
        "type": condition.type,
        "target": plain(condition.target),
        "active": active,
        "reason": plain(condition.reason) if active else "",
        "time": now.isoformat(),
    }
