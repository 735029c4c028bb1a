# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scheduled tasks by which desktops start and stop for classes: one for each moment at which some do. Pure.

They are known by their names and by the lab's ownership mark, and are none of the tasks of the section ``schedules``.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ... import ownership
from .spans import Span

START, STOP = "START", "STOP"

MOST_READABLE = 100
"""How many scheduled tasks the service lists; more are there, but nobody can read them."""

SETTLED = datetime.timedelta(minutes=15)
"""How long after its time a task is left alone, since it may still be carried out."""

_PREFIX = "-tt-"
"""What the names of these tasks have between the lab and the time."""

_NAME = re.compile(rf"(?P<lab>.+){_PREFIX}(?P<moment>\d{{4}}-\d{{2}}-\d{{2}}-\d{{4}})-(?:start|stop)")
_MOMENT = "%Y-%m-%d-%H%M"


@dataclasses.dataclass(frozen=True)
class Target:
    """What there is of a group of seats or a pool: names that a START reaches, and those that a STOP reaches."""

    started: Sequence[str] = ()
    stopped: Sequence[str] = ()
    pools: Sequence[str] = ()

    def reached(self, kind: str) -> Mapping[str, Sequence[str]]:
        """Return what a task of a kind reaches, as ``apply_objects`` has it."""
        return {"desktops": self.started if kind == START else self.stopped, "pools": self.pools}


@dataclasses.dataclass(frozen=True)
class Window:
    """The time for which there are scheduled tasks, by the clocks of a zone."""

    now: datetime.datetime
    end: datetime.datetime
    zone: datetime.tzinfo

    def holds(self, moment: datetime.datetime) -> bool:
        """Tell whether a moment is still to come, but not too far away."""
        return self.now < moment <= self.end


def task_name(lab: str, moment: datetime.datetime, kind: str, zone: datetime.tzinfo) -> str:
    """Return the name of the task that starts or stops desktops at a moment."""
    return f"{lab}{_PREFIX}{moment.astimezone(zone).strftime(_MOMENT)}-{kind.lower()}"


def is_task_name(lab: str, name: str) -> bool:
    """Tell whether a scheduled task has such a name."""
    found = _NAME.fullmatch(name)
    return found is not None and found["lab"] == lab


def moment_of(name: str, zone: datetime.tzinfo) -> datetime.datetime | None:
    """Return the moment that the name of a task says, ``None`` if it says none."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.datetime.strptime(found["moment"], _MOMENT).replace(tzinfo=zone) if found else None
    except ValueError:
        return None


def desired_tasks(
    lab: Mapping[str, Any], spans: Mapping[str, Iterable[Span]], targets: Mapping[str, Target], window: Window
) -> list[dict[str, Any]]:
    """Return the tasks of a window, as options of ``workspace_scheduled_task`` and in the order of their times.

    :param spans: when each group of seats and each pool is to run. :param targets: what there is of them.
    """
    reached: dict[tuple[datetime.datetime, str], dict[str, list[str]]] = {}
    for name, some in spans.items():
        for span in some:
            for moment, kind in ((span.start, START), (span.end, STOP)):
                for objects, names in targets[name].reached(kind).items():
                    if names and window.holds(moment):
                        reached.setdefault((moment, kind), {}).setdefault(objects, []).extend(names)
    return [
        _options(lab, moment, kind, {objects: sorted(names) for objects, names in sorted(some.items())}, window.zone)
        for (moment, kind), some in sorted(reached.items())
    ]


def _options(
    lab: Mapping[str, Any], moment: datetime.datetime, kind: str, objects: Mapping[str, Any], zone: datetime.tzinfo
) -> dict[str, Any]:
    local = moment.astimezone(zone)
    return {
        "task_name": task_name(lab["name"], moment, kind, zone),
        "task_type": kind,
        "scheduled_type": "FIXED_TIME",
        "scheduled_date": f"{local:%Y-%m-%d}",
        "scheduled_time": f"{local:%H:%M:00}",
        "time_zone": lab["time_zone"],
        "force_execute": False,
        "description": f"timetable {ownership.mark(lab['name'])}",
        "apply_objects": objects,
        "recreate": "on_change",
    }


def superfluous(names: Iterable[str], wanted: Iterable[str], window: Window) -> tuple[list[str], list[str]]:
    """Return which tasks of a timetable are to go, and which are beyond the window and stay.

    :param names: the tasks that there are. :param wanted: those that there are to be.
    """
    keep = set(wanted)
    going, beyond = [], []
    for name in sorted(set(names) - keep):
        moment = moment_of(name, window.zone)
        if moment is not None and moment > window.end:
            beyond.append(name)
        elif moment is None or not window.now - SETTLED < moment <= window.now:
            going.append(name)
    return going, beyond


MISSING, PAUSED, UNTOLD = "missing", "paused", "not known"
"""What may be wrong with the task that starts desktops at a moment."""


def flaw_of(needed: Iterable[tuple[str, str]], task: Mapping[str, Any] | None, aliases: Mapping[str, str]) -> str:
    """Return why a task does not start all that is to start, blank if it does.

    :param needed: the kinds of objects and their names. :param task: as ``workspace_scheduled_task_info`` returns it,
        ``None`` if there is none. :param aliases: what else the names, in lower case, may stand as in a task.
    """
    if task is None:
        return MISSING
    if task.get("enable") is False:
        return PAUSED
    objects = task.get("apply_objects") or {}
    if task.get("enable") is None or not objects:
        return UNTOLD
    reached = {(kind, str(name).lower()) for kind in ("desktops", "pools") for name in objects.get(kind, ())}
    words = {one: {(one[0], one[1].lower()), (one[0], aliases.get(one[1].lower(), ""))} for one in needed}
    lacking = sorted(name for (_kind, name), some in words.items() if not some & reached)
    return f"without {', '.join(lacking)}" if lacking and not objects.get("all") else ""


def first_unprovided(
    lab: str,
    spans: Mapping[str, Iterable[Span]],
    targets: Mapping[str, Target],
    tasks: Mapping[str, Mapping[str, Any]],
    window: Window,
    aliases: Mapping[str, str],
) -> tuple[datetime.datetime, str] | None:
    """Return the first moment to come at which desktops are to start that no task starts, or may not, and what is wrong
    with it, see :func:`flaw_of`; ``None`` if there is none.

    :param targets: what there is of those for which there are spans. :param tasks: the scheduled tasks by their names.
    :param aliases: see :func:`flaw_of`.
    """
    starts: dict[datetime.datetime, set[tuple[str, str]]] = {}
    for name, some in spans.items():
        for span in some:
            if span.start > window.now:
                reached = targets[name].reached(START)
                objects = ((kind, one) for kind, names in reached.items() for one in names)
                starts.setdefault(span.start, set()).update(objects)
    flaws = (
        (moment, flaw_of(needed, tasks.get(task_name(lab, moment, START, window.zone)), aliases))
        for moment, needed in sorted(starts.items())
        if needed
    )
    return next(((moment, flaw) for moment, flaw in flaws if flaw), None)
