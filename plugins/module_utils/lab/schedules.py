# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scheduled tasks a lab wants, and what they reach. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from .. import ownership
from .definition import TERM_WORDS, WHOLE_LAB
from .found import Found, owned_by, refusals, untold


@dataclasses.dataclass
class SchedulePlan:
    """What a lab wants of scheduled tasks.

    :param schedules: the wanted tasks, as options of ``workspace_scheduled_task``.
    :param owned: all tasks that carry the lab's mark, by ``task_name`` and ``task_id``.
    :param left_over: those of them that nobody wants, to be told.
    :param refused: reasons why nothing can be done.
    """

    schedules: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    owned: list[dict[str, str]] = dataclasses.field(default_factory=list)
    left_over: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)


def plan_schedules(
    lab: Mapping[str, Any], found: Found, seats: Mapping[str, Sequence[str]], adopt: bool = False
) -> SchedulePlan:
    """Decide which scheduled tasks the lab wants.

    :param seats: the names of the desktops of each group of seats.
    :param adopt: whether a task with a wanted name but no mark becomes the lab's.
    """
    plan = SchedulePlan()
    for schedule in lab.get("schedules", []):
        rows = found.called("schedules", schedule["name"])
        plan.refused += refusals(lab, f"scheduled task {schedule['name']}", rows, adopt)
        options = _options(lab, schedule, seats)
        if not options["apply_objects"]:
            reason = (
                f"schedules[{schedule['name']}]: apply_to means no desktop and no pool; an empty selection "
                "never means all"
            )
            plan.refused.append(reason)
        plan.schedules.append(options)
    wanted = {schedule["name"] for schedule in lab.get("schedules", [])}
    own = [row for row in found.schedules if owned_by(lab, row)]
    plan.owned = [{"task_name": row["task_name"], "task_id": row["id"]} for row in own]
    plan.left_over = [f"scheduled task {row['task_name']}" for row in own if row["task_name"] not in wanted]
    plan.left_over += untold(found.schedules, "scheduled task", "task_name", wanted)
    return plan


def _options(lab: Mapping[str, Any], schedule: Mapping[str, Any], seats: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    options = {key: value for key, value in schedule.items() if key not in ("name", "apply_to", "description")}
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
        "apply_objects": reach(lab, schedule["apply_to"], seats),
    }


def reach(lab: Mapping[str, Any], apply_to: Sequence[str], seats: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the desktops and pools that ``apply_to`` means, by name."""
    all_pools = [pool["name"] for pool in lab.get("pools", [])]
    groups = list(seats) if WHOLE_LAB in apply_to else [name for name in seats if name in apply_to]
    pools = all_pools if WHOLE_LAB in apply_to else [name for name in all_pools if name in apply_to]
    desktops = list(dict.fromkeys(name for group in groups for name in seats[group]))
    return {kind: names for kind, names in (("desktops", desktops), ("pools", pools)) if names}


def stopped_at_night(lab: Mapping[str, Any], seats: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the names of the desktops that some STOP or HIBERNATE task of the lab covers, in lower case."""
    return {name.lower() for one in _stopping(lab) for name in reach(lab, one["apply_to"], seats).get("desktops", [])}


def pools_stopped_at_night(lab: Mapping[str, Any]) -> set[str]:
    """Return the names of the pools that some STOP or HIBERNATE task of the lab covers."""
    return {name for one in _stopping(lab) for name in reach(lab, one["apply_to"], {}).get("pools", [])}


def _stopping(lab: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        schedule
        for schedule in lab.get("schedules", [])
        if schedule["task_type"] in ("STOP", "HIBERNATE") and schedule.get("enable", True)
    ]


def _of_term(lab: Mapping[str, Any], value: str) -> str:
    if value not in TERM_WORDS:
        return value
    name, time = TERM_WORDS[value]
    return f"{lab['term'][name]} {time}"
