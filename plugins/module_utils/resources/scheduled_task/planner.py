# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure planner of scheduled tasks: from the desired and the current one to the steps between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ... import ownership
from ...errors import UnknownNameError
from ...fields import Comparison, compare
from ...names import number_of
from ...plan import KNOWN_AFTER_APPLY, NOT_TOLD, Change, Notice, Plan, Step, Verb, table
from .fields import FIELDS, by_name, is_set
from .options import (
    LONGEST_PARAMS,
    LONGEST_PARAMS_OF_UPDATE,
    LONGEST_TEXT,
    NEEDED,
    is_effective,
    params_length,
    shown_objects,
)
from .state import is_over

VERBS = table(Verb("delete"), Verb("create"), Verb("update"))

_DISTURBING = ("STOP", "REBOOT", "HIBERNATE", "REBUILD")
_OBJECTS = ("apply_objects", "gray_desktops")


@dataclasses.dataclass(frozen=True)
class Desired:
    """What is desired of a scheduled task.

    :param target: what it is called in the plan: its name as written, else its ID.
    :param values: the fields that are given, each in one spelling, with IDs in place of names.
    :param written: the objects of ``values`` as they are written.
    """

    target: str
    state: str
    values: Mapping[str, Any]
    task_id: str | None = None
    task_name: str | None = None
    written: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    recreate: bool = False
    write_unknown_always: bool = False


@dataclasses.dataclass(frozen=True)
class Current:
    """What there is.

    :param values: the fields of the task by the names of the options, ``None`` if there is no such task.
    :param missing: the objects that do not exist.
    :param hit: how many desktops the desired task would hit now, if that is to be told.
    :param lacks_agency: whether the service surely cannot act on desktops by itself.
    :param names: names of desktops by their IDs. :param now: the service's clock.
    """

    values: Mapping[str, Any] | None = None
    missing: Sequence[UnknownNameError] = ()
    hit: int | None = None
    lacks_agency: bool = False
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    now: float = 0.0


def plan_task(desired: Desired, current: Current) -> Plan:
    """Plan what a task of Ansible does to its scheduled task. Pure: nothing is sent or read."""
    planner = _Planner(desired, current)
    planner.plan_all()
    planner.plan.sort(VERBS)
    return planner.plan


def merged(desired: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the desired task: what is given, and else what there is.

    Fields that belong to another kind of schedule or task go when the kind changes; and what one task may do to people
    who are logged in, another may only if that is said of it too.
    """
    whole = {**{name: value for name, value in current.items() if value is not None}, **desired}
    if "description" in desired:
        whole["description"] = ownership.merged(desired["description"], current.get("description"))
    kinds = whole.get("scheduled_type"), whole.get("task_type")
    other_task = kinds[1] != current.get("task_type")
    if other_task or kinds[0] != current.get("scheduled_type"):
        for name in [name for name in whole if name not in desired]:
            if not is_effective(name, *kinds) or name == "force_execute" and other_task:
                del whole[name]
    return whole


def compared(desired: Mapping[str, Any], current: Mapping[str, Any], now: float) -> Comparison:
    """Compare the fields that mean anything for the desired task."""
    whole = merged(desired, current)
    kinds = whole.get("scheduled_type"), whole.get("task_type")
    before = current.get("scheduled_type"), current.get("task_type")
    comparison = compare(
        [field.seen_from(*before) for field in FIELDS if is_effective(field.name, *kinds)], desired, current
    )
    if comparison.changes.get("enable") == Change(False, True) and is_over(whole, now):
        # The service disables what will never be due again.
        del comparison.changes["enable"]
    return comparison


def risks(whole: Mapping[str, Any]) -> list[str]:
    """Return what is to be told of a task before it is set up or changed so."""
    disturbing = whole.get("task_type") in _DISTURBING
    objects = whole.get("apply_objects") or ()
    told = {
        "it wipes the system disks": whole.get("task_type") == "REBUILD",
        "it does not spare people who are logged in": bool(whole.get("force_execute")) and disturbing,
        "it applies to all desktops": any(one.object_type == "ALL_DESKTOPS" for one in objects),
    }
    return [text for text, holds in told.items() if holds]


@dataclasses.dataclass
class _Planner:
    """The plan of one task, while it is made."""

    desired: Desired
    current: Current
    plan: Plan = dataclasses.field(default_factory=Plan)

    def plan_all(self) -> None:
        """Plan everything."""
        now = self.current.values
        if self.desired.state == "absent":
            if now is not None:
                self._delete(now)
            return
        if now is not None:
            self._change(now)
        elif self.desired.task_id:
            self._refuse("there is no scheduled task of this task_id")
        else:
            self._new()
        target = self.desired.target
        self.plan.awaited += [Notice(target, str(one), awaits=one.sought) for one in self.current.missing]
        if self.plan.steps:
            self._check()
            self._warn()

    @property
    def _whole(self) -> dict[str, Any]:
        return merged(self.desired.values, self.current.values or {})

    def _refuse(self, reason: str) -> None:
        self.plan.refused.append(Notice(self.desired.target, reason))

    def _step(self, verb: str, fields: Mapping[str, Change]) -> None:
        self.plan.steps.append(Step(verb, self.desired.target, dict(fields)))

    def _delete(self, now: Mapping[str, Any]) -> None:
        if self.desired.task_name not in (None, now["task_name"]):
            self._refuse(f"the scheduled task with this task_id is called {now['task_name']}, so it is not deleted")
            return
        self._step("delete", {"state": Change("present", "absent")})

    def _new(self) -> None:
        needed = ("task_type", "scheduled_type", "apply_objects")
        lacking = [name for name in needed if name not in self.desired.values]
        if lacking:
            self._refuse(f"there is no such scheduled task, and it cannot be created without {' and '.join(lacking)}")
        elif self.current.lacks_agency:
            self._refuse("the service has no agency to act on desktops by itself; enable it once, in the console")
        else:
            self._create()

    def _create(self) -> None:
        """Add the steps that make the desired task; what its creation does not know follows as an update."""
        whole = self._whole
        created = {field.name for field in FIELDS if field.created}
        given = {name: self._shown(name, value) for name, value in whole.items() if name in created}
        fields = {
            "state": Change("absent", "present"),
            "id": Change(None, KNOWN_AFTER_APPLY),
            **{name: Change(None, value) for name, value in given.items() if name != "task_name" and is_set(value)},
        }
        self._step("create", fields)
        # A new task is enabled.
        later = {field.name: whole[field.name] for field in FIELDS if not field.created and whole.get(field.name)}
        later.pop("enable", None)
        if whole.get("enable") is False:
            later["enable"] = False
        if later:
            self._step("update", {n: Change(True if n == "enable" else None, value) for n, value in later.items()})

    def _change(self, now: Mapping[str, Any]) -> None:
        comparison = compared(self.desired.values, now, self.current.now)
        comparison.tell(self.plan, self.desired.target)
        changes = comparison.to_write(FIELDS, self.desired.values, self.desired.write_unknown_always)
        outgrown = bool(changes) and params_length(self._whole) > LONGEST_PARAMS_OF_UPDATE
        if "task_type" not in comparison.changes and not outgrown:
            if changes:
                self._step("update", self._in_words(changes))
        elif self.desired.recreate:
            self._recreate(changes)
        elif "task_type" in comparison.changes:
            change = comparison.changes["task_type"]
            self._refuse(
                f"task_type is {change.before} and cannot be changed to {change.after} in place; give recreate: "
                "on_change"
            )
        else:
            self._refuse(
                f"extra_params has more than {LONGEST_PARAMS_OF_UPDATE} characters, which only a new task takes; "
                "give recreate: on_change"
            )

    def _recreate(self, changes: Mapping[str, Change]) -> None:
        if self.desired.task_name is None:
            self._refuse(
                "it has to be created again, and then has another task_id; give task_name too, by which it is found "
                "the next time"
            )
            return
        self._step("delete", {"state": Change("present", "absent"), **self._in_words(changes)})
        self._create()
        warning = f"{self.desired.target}: it is deleted and created again, so its records are lost"
        self.plan.warnings.append(warning)

    def _check(self) -> None:
        """Refuse a task that would lack something, or have something that does not go together."""
        whole = self._whole
        kind = whole.get("scheduled_type") or ""
        needed = [*NEEDED.get(kind, ())]
        if kind != "LIFE_CYCLE" or whole.get("expire_time"):
            needed.append("time_zone")
        # What is only not told is there all the same.
        now = self.current.values
        told = now is None or kind != now.get("scheduled_type")
        lacking = [name for name in needed if not whole.get(name) and (told or name in whole)]
        if lacking:
            self._refuse(f"scheduled_type {kind} needs {' and '.join(lacking)}")
        if kind == "LIFE_CYCLE" and whole.get("task_type") in ("START", "REBUILD"):
            self._refuse(f"a task of scheduled_type LIFE_CYCLE cannot be a {whole['task_type']}")
        if len(whole.get("description") or "") > LONGEST_TEXT:
            self._refuse(f"description has more than {LONGEST_TEXT} characters, with its mark")
        if params_length(whole) > LONGEST_PARAMS:
            self._refuse(f"extra_params has more than {LONGEST_PARAMS} characters as JSON")

    def _warn(self) -> None:
        """Warn of what the task will do, or will not."""
        whole, target = self._whole, self.desired.target
        kinds = whole.get("scheduled_type"), whole.get("task_type")
        for name, value in self.desired.values.items():
            if is_set(value) and not is_effective(name, *kinds):
                self.plan.warnings.append(
                    f"{target}: {name} means nothing for scheduled_type {kinds[0]} and task_type {kinds[1]}"
                )
        if is_over(whole, self.current.now):
            self.plan.warnings.append(f"{target}: its time has passed, so it will not be due again")
        if self.current.hit is not None:
            self.plan.warnings.append(
                f"{target}: {' and '.join(risks(whole))}; as things are now it hits "
                f"{number_of(self.current.hit, 'desktop')}"
            )

    def _in_words(self, changes: Mapping[str, Change]) -> dict[str, Change]:
        return {
            name: Change(self._shown(name, change.before), self._shown(name, change.after, desired=True))
            for name, change in changes.items()
        }

    def _shown(self, name: str, value: Any, desired: bool = False) -> Any:
        """Return a value in the user's words: objects by name, and as they are written where they are given."""
        if name not in _OBJECTS or value == NOT_TOLD:
            return value
        if desired or value is self.desired.values.get(name):
            written = self.desired.written[name]
            return shown_objects(written) if name == "apply_objects" else list(written)
        if name == "apply_objects":
            return by_name(value)
        return sorted(self.current.names.get(desktop_id, desktop_id) for desktop_id in value)
