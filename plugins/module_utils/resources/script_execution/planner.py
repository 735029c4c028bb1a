# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of script executions: from what is asked for and what there is to the steps between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...plan import KNOWN_AFTER_APPLY, RUNNING, UNFIT, Change, Notice, Plan, Step
from ..desktop.state import Desktop
from ..occupancy import WAYS_OUT, in_use_reason
from ..selectors import selectors
from .state import Record
from .verbs import VERBS

STARTABLE = ("SHUTOFF", "HIBERNATED")
"""The power states from which ``pre_start`` starts desktops."""

IN_ERROR = f"its status is ERROR, so nothing can be run there; {WAYS_OUT}"

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
    return _Planner(desired).plan_all()


def unfit(desired: Desired, desktop: Desktop) -> str:
    """Return why nothing can be run on a desktop as it is now. Empty if it can."""
    if desktop.broken:
        return IN_ERROR
    if desktop.status == "ACTIVE" or not desktop.idle or desired.starts(desktop):
        return ""
    more = " or give pre_start: start" if desired.is_group and desktop.status in STARTABLE else ""
    return f"it is not running ({desktop.status}); start it first{more}"


class _Planner:
    """The plan of one execution, while it is made."""

    def __init__(self, desired: Desired) -> None:
        self._desired = desired
        self._options = desired.options
        self._first = {name.lower() for name in desired.options["gray_desktops"] or []}
        self._plan = Plan(awaited=list(desired.awaited), refused=list(desired.refused))

    def plan_all(self) -> Plan:
        plan = self._plan
        for target, desktop in self._desired.targets.items():
            if desktop is None or self._takes_part(target, desktop):
                plan.steps.append(Step("execute", target, self._fields(desktop), desktop))
        if selectors(self._options) and not self._desired.targets:
            plan.warnings.append(f"no desktop matches {', '.join(selectors(self._options))}")
        self._check_first_batch()
        return plan

    def _takes_part(self, target: str, desktop: Desktop) -> bool:
        """Tell whether scripts are to be run on a desktop; what stands against it is noted."""
        plan = self._plan
        for what, kind in self._desired.types.items():
            system = _SYSTEMS.get(kind)
            if system and desktop.os_type and desktop.os_type.lower() != system.lower():
                reason = f"{what} is of type {kind}, which does not run on {desktop.os_type}"
                plan.refused.append(Notice(target, reason))
        if not desktop.idle:
            plan.warnings.append(
                f"{target}: something is going on there ({desktop.task_status}); the task waits for it"
            )
        return self._is_fit(target, desktop) and self._may_be_disturbed(target, desktop)

    def _is_fit(self, target: str, desktop: Desktop) -> bool:
        reason = unfit(self._desired, desktop)
        if reason and self._first & set(keys(desktop)):
            # Without its first batch the service runs nothing.
            notice = Notice(target, reason, awaits=(RUNNING, target))
            (self._plan.refused if desktop.broken else self._plan.awaited).append(notice)
        elif reason and desktop.broken:
            self._plan.broken.append(Notice(target, reason))
            return False
        elif reason:
            self._plan.awaited.append(Notice(target, reason, UNFIT, (RUNNING, target)))
        return True

    def _may_be_disturbed(self, target: str, desktop: Desktop) -> bool:
        policy = self._options["if_in_use"]
        if not self._options["post_finish"] or not desktop.in_use or policy == "force":
            return True
        reason = in_use_reason(desktop)
        if policy == "skip":
            self._plan.skipped.append(Notice(target, reason))
        else:
            self._plan.refused.append(Notice(target, f"{reason}; if_in_use: force goes on nevertheless"))
        return False

    def _fields(self, desktop: Desktop | None) -> dict[str, Change]:
        names: tuple[str, ...] = ("scripts", "command", "command_type", "post_finish")
        if desktop is None or self._desired.starts(desktop):
            names = (*names, "pre_start")
        return {name: Change(None, self._options[name]) for name in names if self._options[name] is not None}

    def _check_first_batch(self) -> None:
        """Refuse desktops of the first batch on which nothing is to be run."""
        if any(step.payload is None for step in self._plan.steps):
            return
        known = {key for step in self._plan.steps for key in keys(step.payload)}
        reason = "gray_desktops names it, but it is not one of the desktops on which scripts are to run"
        outside = [given for given in self._options["gray_desktops"] or [] if given.lower() not in known]
        self._plan.refused += [Notice(given, reason) for given in outside]


@dataclasses.dataclass(frozen=True)
class Past:
    """An execution that there is already.

    :param task_id: its ID. :param records: its records, or the one meant.
    :param unlisted: whether it goes on but has no records yet.
    :param in_use: who is logged in now, by the ID of the desktop.
    :param unfit: why nothing can be run there now, by the ID of the desktop.
    """

    task_id: str = ""
    records: Sequence[Record] = ()
    unlisted: bool = False
    in_use: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unfit: Mapping[str, str] = dataclasses.field(default_factory=dict)


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
    unfit_ones = {step.target: past.unfit.get(step.payload[0].desktop_id) for step in plan.steps}
    plan.refused = [Notice(target, f"{reason}{_ALL_OR_ONE}") for target, reason in unfit_ones.items() if reason]
    if if_in_use != "force":
        reasons = {step.target: past.in_use.get(step.payload[0].desktop_id) for step in plan.steps}
        plan.refused += [Notice(target, unsure(reason)) for target, reason in reasons.items() if reason]
    return plan


_ALL_OR_ONE = (
    "; the service retries an execution on all its desktops or a single record, so retry the records of the others by "
    "record_id, or run the scripts on the others with state: executed"
)
"""What else can be done where one of the desktops is not fit."""


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
