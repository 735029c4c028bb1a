# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scheduled tasks a lab wants, and what they reach. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .. import ownership
from .definition import TERM_WORDS, WHOLE_LAB
from .found import Found, owned_by, refusals, untold
from .timetable.tasks import is_task_name

STARTING, STOPPING = ("START",), ("STOP", "HIBERNATE")
"""Types of tasks that switch desktops on, and off."""


Reached = dict[str, Any]
"""What a scheduled task does to what, see :class:`SchedulePlan`."""


@dataclasses.dataclass
class SchedulePlan:
    """What a lab wants of scheduled tasks.

    :param schedules: the wanted tasks, as options of ``workspace_scheduled_task``.
    :param owned: all tasks that carry the lab's mark, by ``task_name`` and ``task_id``.
    :param left_over: those of them that nobody wants, to be told.
    :param refused: reasons why nothing can be done.
    :param reached: what each wanted task does to what, whether or not a run is about tasks: ``name``, ``task_type``,
        ``desktops``, ``pools``, ``spared`` (desktops that it leaves as they are), ``paused``, and
        ``covers``, whether it switches off whatever it reaches, at some time.
    """

    schedules: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    owned: list[dict[str, str]] = dataclasses.field(default_factory=list)
    left_over: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)
    reached: list[Reached] = dataclasses.field(default_factory=list)


def plan_schedules(
    lab: Mapping[str, Any],
    found: Found,
    seats: Mapping[str, Sequence[str]],
    taken: Collection[str],
    adopt: bool = False,
    derived: Sequence[tuple[dict[str, Any], Reached]] = (),
) -> SchedulePlan:
    """Decide which scheduled tasks the lab wants.

    A START reaches desktops that somebody has, and pools; a STOP and a HIBERNATE for the whole lab reach also what the
    lab has and its file does not name.

    :param seats: the names of the desktops of each group of seats, see :func:`.seats.groups`.
    :param taken: the names of the desktops that somebody has or will have, in lower case.
    :param adopt: whether a task with a wanted name but no mark becomes the lab's.
    :param derived: further tasks that the lab needs, with what they reach.
    """
    plan = SchedulePlan()
    for schedule in lab.get("schedules", []):
        rows = found.called("schedules", schedule["name"])
        plan.refused += refusals(lab, f"scheduled task {schedule['name']}", rows, adopt)
        reached = _reached(lab, found, schedule, seats, taken)
        objects = {kind: reached[kind] for kind in ("desktops", "pools") if reached[kind]}
        if not objects:
            plan.refused.append(
                f"schedules[{schedule['name']}]: {_nothing(reached)}; an empty selection never means all"
            )
        plan.schedules.append(_options(lab, schedule, objects))
        plan.reached.append(reached)
    for options, reached in derived:
        name = options["task_name"]
        plan.refused += refusals(lab, f"scheduled task {name}", found.called("schedules", name), adopt)
        plan.schedules.append(options)
        plan.reached.append(reached)
    wanted = {schedule["task_name"] for schedule in plan.schedules}
    own = [row for row in found.schedules if owned_by(lab, row)]
    plan.owned = [{"task_name": row["task_name"], "task_id": row["id"]} for row in own]
    # Those of the timetable come and go with its classes.
    others = [row["task_name"] for row in own if not is_task_name(lab["name"], row["task_name"])]
    plan.left_over = [f"scheduled task {name}" for name in others if name not in wanted]
    plan.left_over += untold(found.schedules, "scheduled task", "task_name", wanted)
    return plan


def _options(lab: Mapping[str, Any], schedule: Mapping[str, Any], objects: Mapping[str, Any]) -> dict[str, Any]:
    options = {key: value for key, value in schedule.items() if key not in _OF_THE_LAB}
    if "expire_time" in options:
        options["expire_time"] = _of_term(lab, options["expire_time"])
    if options.get("scheduled_date") in TERM_WORDS:
        options["scheduled_date"] = _of_term(lab, options["scheduled_date"]).split(" ")[0]
    zone = {"time_zone": lab["time_zone"]} if "time_zone" in lab else {}
    text = schedule.get("description")
    return {
        **zone,
        **options,
        "task_name": schedule["name"],
        "description": " ".join(part for part in (text, ownership.mark(lab["name"])) if part),
        "apply_objects": objects,
    }


_OF_THE_LAB = ("name", "apply_to", "description", "spares")


def _reached(
    lab: Mapping[str, Any],
    found: Found,
    schedule: Mapping[str, Any],
    seats: Mapping[str, Sequence[str]],
    taken: Collection[str],
) -> Reached:
    """Return what a task does to what; see :class:`SchedulePlan`."""
    kind = schedule["task_type"]
    everything = kind in STOPPING and WHOLE_LAB in schedule["apply_to"]
    # Whatever is started, rebuilt or restarted is named by the file.
    meant = reach(lab, schedule["apply_to"], seats if everything else named_groups(seats))
    desktops, pools = meant.get("desktops", []), meant.get("pools", [])
    if everything:
        named = {pool["name"] for pool in lab.get("pools", [])}
        pools += [row["name"] for row in found.pools if owned_by(lab, row) and row["name"] not in named]
    spared = []
    if kind in STARTING and not schedule.get("spares"):
        spared = [name for name in desktops if name.lower() not in taken]
    now = next(iter(found.called("schedules", schedule["name"])), {})
    enabled = schedule.get("enable", now.get("enable"))
    return {
        "name": schedule["name"],
        "task_type": kind,
        "desktops": [name for name in desktops if name not in spared],
        "pools": pools,
        "spared": spared,
        "paused": enabled is False,
        "covers": kind in STOPPING and enabled is not False and schedule["scheduled_type"] != "LIFE_CYCLE",
    }


def named_groups(seats: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the groups of seats that the file has, without what is left over beside them."""
    return {group: names for group, names in seats.items() if group != WHOLE_LAB}


def _nothing(reached: Mapping[str, Any]) -> str:
    if not reached["spared"]:
        return "apply_to means no desktop and no pool"
    return "nobody has any of the desktops that apply_to means, so a START would start none; spares: true starts them"


def reach(lab: Mapping[str, Any], apply_to: Sequence[str], seats: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the desktops and pools that ``apply_to`` means, by name."""
    all_pools = [pool["name"] for pool in lab.get("pools", [])]
    groups = list(seats) if WHOLE_LAB in apply_to else [name for name in seats if name in apply_to]
    pools = all_pools if WHOLE_LAB in apply_to else [name for name in all_pools if name in apply_to]
    desktops = list(dict.fromkeys(name for group in groups for name in seats[group]))
    return {kind: names for kind, names in (("desktops", desktops), ("pools", pools)) if names}


def _of_term(lab: Mapping[str, Any], value: str) -> str:
    if value not in TERM_WORDS:
        return value
    name, time = TERM_WORDS[value]
    return f"{lab['term'][name]} {time}"
