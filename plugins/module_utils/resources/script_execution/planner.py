# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of script executions: from what is asked for and what there is to the steps between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step
from ..desktop.state import Desktop
from ..occupancy import in_use_reason
from ..selectors import selectors
from .state import Record
from .verbs import VERBS

STARTABLE = ("SHUTOFF", "HIBERNATED")
"""The power states from which ``pre_start`` starts desktops."""

_SYSTEMS = {"POWERSHELL": "Windows", "BAT": "Windows", "SHELL": "Linux"}


@dataclasses.dataclass(frozen=True)
class Desired:
    """What a task asks to be run.

    :param options: the task's options.
    :param scripts: the IDs of the scripts. :param types: the type of each script, or of the command.
    :param targets: the desktops meant, by name as written; ``None`` for one that there is not.
    :param pool_id: the pool whose desktops they are, if the task names one.
    :param awaited: what does not exist yet that the options name. :param refused: what stands against it.
    """

    options: Mapping[str, Any]
    scripts: Sequence[str] = ()
    types: Mapping[str, str] = dataclasses.field(default_factory=dict)
    targets: Mapping[str, Desktop | None] = dataclasses.field(default_factory=dict)
    pool_id: str | None = None
    awaited: Sequence[Notice] = ()
    refused: Sequence[Notice] = ()

    @property
    def is_group(self) -> bool:
        """Whether the desktops are those of a pool or tag, which can be started first and stopped afterwards."""
        return self.options["pool"] is not None or self.options["desktop_tag"] is not None

    def starts(self, desktop: Desktop) -> bool:
        """Tell whether a desktop is started first."""
        return self.options["pre_start"] is not None and desktop.status in STARTABLE


def keys(desktop: Desktop) -> tuple[str, str]:
    """Return what a desktop can be named by, in lower case."""
    return desktop.desktop_id.lower(), desktop.computer_name.lower()


def plan_execution(desired: Desired) -> Plan:
    """Plan a step for each desktop, all of which one request carries out. Pure: nothing is sent or read."""
    plan = Plan(awaited=list(desired.awaited), refused=list(desired.refused))
    for target, desktop in desired.targets.items():
        notices = _notices(desired, target, desktop) if desktop else Plan()
        plan.refused += notices.refused
        plan.awaited += notices.awaited
        in_use = _in_use(desired, target, desktop) if desktop else Plan()
        plan.refused += in_use.refused
        plan.skipped += in_use.skipped
        if not in_use.refused and not in_use.skipped:
            plan.steps.append(Step("execute", target, _fields(desired, desktop), desktop))
    if selectors(desired.options) and not desired.targets:
        plan.warnings.append(f"no desktop matches {', '.join(selectors(desired.options))}")
    plan.refused += _outside_first_batch(desired, plan.steps)
    return plan


def _notices(desired: Desired, target: str, desktop: Desktop) -> Plan:
    """Return what stands against running scripts on a desktop as it is now."""
    found = Plan()
    for what, kind in desired.types.items():
        system = _SYSTEMS.get(kind)
        if system and desktop.os_type and desktop.os_type.lower() != system.lower():
            reason = f"{what} is of type {kind}, which does not run on {desktop.os_type}"
            found.refused.append(Notice(target, reason))
    if not desktop.idle:
        found.awaited.append(Notice(target, f"something is going on there ({desktop.task_status})"))
    elif desktop.status != "ACTIVE" and not desired.starts(desktop):
        more = " or give pre_start: start" if desired.is_group and desktop.status in STARTABLE else ""
        found.awaited.append(Notice(target, f"it is not running ({desktop.status}); start it first{more}"))
    return found


def _in_use(desired: Desired, target: str, desktop: Desktop) -> Plan:
    """Return why a desktop is left alone because somebody is in it who would notice what follows the scripts."""
    policy = desired.options["if_in_use"]
    if not desired.options["post_finish"] or not desktop.in_use or policy == "force":
        return Plan()
    reason = in_use_reason(desktop)
    if policy == "skip":
        return Plan(skipped=[Notice(target, reason)])
    return Plan(refused=[Notice(target, f"{reason}; if_in_use: force goes on nevertheless")])


def _fields(desired: Desired, desktop: Desktop | None) -> dict[str, Change]:
    names: tuple[str, ...] = ("scripts", "command", "command_type", "post_finish")
    if desktop is None or desired.starts(desktop):
        names = (*names, "pre_start")
    return {name: Change(None, desired.options[name]) for name in names if desired.options[name] is not None}


def _outside_first_batch(desired: Desired, steps: Sequence[Step]) -> list[Notice]:
    """Return the desktops of the first batch on which nothing is to be run."""
    if any(step.payload is None for step in steps):
        return []
    known = {key for step in steps for key in keys(step.payload)}
    reason = "gray_desktops names it, but it is not one of the desktops on which scripts are to run"
    return [Notice(given, reason) for given in desired.options["gray_desktops"] or [] if given.lower() not in known]


@dataclasses.dataclass(frozen=True)
class Past:
    """An execution that there is already.

    :param task_id: its ID. :param records: its records, or the one meant.
    :param unlisted: whether it goes on but has no records yet.
    :param in_use: who is logged in now, by the ID of the desktop.
    """

    task_id: str = ""
    records: Sequence[Record] = ()
    unlisted: bool = False
    in_use: Mapping[str, str] = dataclasses.field(default_factory=dict)


def plan_past(verb: str, past: Past, if_in_use: str) -> Plan:
    """Plan a step for each desktop on which something is to be run again (``retry``), or still goes on (``stop``).

    Pure: nothing is sent or read.
    """
    going = [record for record in past.records if record.going]
    if verb == "stop":
        plan = Plan(_steps(verb, going))
        if past.unlisted:
            plan.steps.append(Step(verb, past.task_id, {"status": Change("INIT", KNOWN_AFTER_APPLY)}))
        return plan
    if going or past.unlisted:
        target = going[0].desktop if going else past.task_id
        reason = "the execution is not over; wait for its end or stop it first"
        return Plan(refused=[Notice(target, reason)])
    plan = Plan(_steps(verb, [record for record in past.records if not record.good]))
    if if_in_use != "force":
        reasons = {step.target: past.in_use.get(step.payload[0].desktop_id) for step in plan.steps}
        plan.refused = [Notice(target, unsure(reason)) for target, reason in reasons.items() if reason]
    return plan


def _steps(verb: str, records: Sequence[Record]) -> list[Step]:
    by_desktop: dict[str, list[Record]] = {}
    for record in records:
        by_desktop.setdefault(record.desktop, []).append(record)
    return [
        Step(verb, desktop, {"status": Change(own[0].status, KNOWN_AFTER_APPLY)}, own, VERBS[verb].disturbs)
        for desktop, own in by_desktop.items()
    ]


def unsure(reason: str) -> str:
    """Return the sentence that says why nothing is run again where somebody is logged in."""
    return (
        f"{reason}, and the service does not tell whether this execution ends with a stop or restart; "
        "if_in_use: force goes on nevertheless"
    )
