# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans all that a lab run is to do, with the planners of the modules that will carry it out, in the same order."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable

from ..apply import PLANNED, SKIPPED, Result
from ..client import Client
from ..errors import InputError
from ..plan import FREE, REBUILT, RUNNING, STOPPED, SYSTEM_DISK, Notice, Plan, Step, told
from ..resources.application_restriction import APPLICATION_RESTRICTION_SPEC, ApplicationRestrictionResource
from ..resources.application_rule import APPLICATION_RULE_SPEC, ApplicationRuleResource
from ..resources.base import Plannable
from ..resources.desktop.options import argument_spec as desktop_spec
from ..resources.desktop.resource import DesktopResource
from ..resources.eip import EIP_SPEC, EipResource
from ..resources.kinds import DESKTOP, POOL, USER, USER_GROUP
from ..resources.notification import NOTIFICATION_SPEC, NotificationResource
from ..resources.policy_group import POLICY_GROUP, POLICY_GROUP_SPEC, PolicyGroupResource
from ..resources.pool.options import argument_spec as pool_spec
from ..resources.pool.resource import PoolResource
from ..resources.remote_assistance import REMOTE_ASSISTANCE_SPEC, RemoteAssistanceResource
from ..resources.scheduled_task.options import SCHEDULED_TASK_SPEC
from ..resources.scheduled_task.resource import ScheduledTaskResource
from ..resources.script import SCRIPT, SCRIPT_SPEC, ScriptResource
from ..resources.script_execution.options import EXECUTION_SPEC
from ..resources.script_execution.resource import make_execution
from ..resources.snapshot.options import SNAPSHOT_SPEC
from ..resources.snapshot.resource import SnapshotResource
from ..resources.terminal_binding.options import TERMINAL_BINDING_SPEC
from ..resources.terminal_binding.resource import TerminalBindingResource
from ..resources.user.options import ADMIN_ACTIVATE, argument_spec as user_spec
from ..resources.user.resource import UserResource
from ..resources.user_group import USER_GROUP_SPEC, UserGroupResource
from .found import Found
from .passwords import generate
from .reading import ReadOnce, side_by_side, validated
from .scripts import runs_after

Options = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Section:
    """What a role does, as tasks of one module.

    :param spec: the options of the module. :param make: what makes its resource.
    :param tasks: turns what the role is given into the options of the module's tasks.
    :param kind: what its things are called where others wait for them.
    :param counts_as: another section that is about the same things.
    """

    spec: Mapping[str, Any]
    make: Callable[[Client, Options], Plannable]
    tasks: Callable[[Any, Bounds], Iterable[Options]]
    kind: str = ""
    counts_as: str = ""


@dataclasses.dataclass(frozen=True)
class Bounds:
    """How far a run may go.

    :param desktops: options of ``workspace_desktop`` that say it. :param time_zone: that of dates without one.
    """

    desktops: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    time_zone: str | None = None

    @property
    def of_disturbing(self) -> dict[str, Any]:
        """The options of other modules that may disturb people."""
        return {name: self.desktops[name] for name in ("if_in_use", "power_type") if name in self.desktops}


def _each(value: Sequence[Options], bounds: Bounds) -> Iterable[Options]:
    return value


def _disturbing(value: Sequence[Options], bounds: Bounds) -> Iterable[Options]:
    return [{**bounds.of_disturbing, **task} for task in value]


def _by_state(value: Mapping[str, Any], bounds: Bounds) -> Iterable[Options]:
    return [{**bounds.desktops, "state": state, "desktops": desktops} for state, desktops in value.items()]


def _sparing(value: Mapping[str, Any], bounds: Bounds) -> Iterable[Options]:
    """Return tasks that leave desktops alone on which somebody is logged in by then."""
    return [{**task, "if_in_use": "skip"} for task in _by_state(value, bounds)]


def _forced(value: Mapping[str, Any], bounds: Bounds) -> Iterable[Options]:
    """Return tasks that do not wait for the operating system."""
    return [{**task, "power_type": "HARD"} for task in _by_state(value, bounds)]


def _of_seats(value: Sequence[Options], bounds: Bounds) -> Iterable[Options]:
    return [{**bounds.desktops, **task} for task in value]


def _accounts(value: Sequence[Options], bounds: Bounds) -> Iterable[Options]:
    return [{"users": [_with_password(user) for user in value], "time_zone": bounds.time_zone}]


def _with_password(user: Options) -> Options:
    """Return an account with a password where it needs one, so that it can be planned; the run has its own."""
    return {**user, "password": generate(user["user_name"])} if user.get("active_type") == ADMIN_ACTIVATE else user


def _leaving_accounts(value: Sequence[Options], bounds: Bounds) -> Iterable[Options]:
    return [{"users": value, "state": "absent"}]


_SEAT_TASKS = Section(desktop_spec(), DesktopResource, _of_seats, DESKTOP.label, counts_as="desktops")
_SEATS_BY_STATE = Section(desktop_spec(), DesktopResource, _by_state, DESKTOP.label, "desktops")
_SEAT_NOTES = Section(desktop_spec(), DesktopResource, _each, counts_as="desktops")

SECTIONS: Mapping[str, Section] = {
    "notes_before": _SEAT_NOTES,
    "starts": _SEATS_BY_STATE,
    "users": Section(user_spec(), UserResource, _accounts, USER.label),
    "groups": Section(USER_GROUP_SPEC, UserGroupResource, _each, USER_GROUP.label),
    "scripts": Section(SCRIPT_SPEC, ScriptResource, _each, SCRIPT.label),
    "desktops": Section(desktop_spec(), DesktopResource, _by_state, DESKTOP.label),
    "pool_notes": Section(pool_spec(), PoolResource, _each, counts_as="pools"),
    "pools": Section(pool_spec(), PoolResource, _disturbing, POOL.label),
    "pool_releases": Section(pool_spec(), PoolResource, _each, counts_as="pools"),
    "policies": Section(POLICY_GROUP_SPEC, PolicyGroupResource, _each, POLICY_GROUP.label),
    "script_runs": Section(EXECUTION_SPEC, make_execution, _each),
    "schedules": Section(SCHEDULED_TASK_SPEC, ScheduledTaskResource, _each),
    "snapshots": Section(SNAPSHOT_SPEC, SnapshotResource, _disturbing),
    "leavers": Section(user_spec(), UserResource, _leaving_accounts, counts_as="users"),
    "unlocks": Section(user_spec(), UserResource, _accounts, counts_as="users"),
    "application_rules": Section(APPLICATION_RULE_SPEC, ApplicationRuleResource, _each),
    "application_restriction": Section(APPLICATION_RESTRICTION_SPEC, ApplicationRestrictionResource, _each),
    "exam_notes": _SEAT_TASKS,
    "collections": Section(EXECUTION_SPEC, make_execution, _each, counts_as="script_runs"),
    "log_offs": _SEAT_TASKS,
    "network": _SEAT_TASKS,
    "exam_notes_after": _SEAT_TASKS,
    "messages": Section(NOTIFICATION_SPEC, NotificationResource, _each),
    "assistance": Section(REMOTE_ASSISTANCE_SPEC, RemoteAssistanceResource, _each),
    "notes": Section(user_spec(), UserResource, _accounts, counts_as="users"),
    "logoffs": _SEAT_NOTES,
    "releases": _SEAT_NOTES,
    "drain_notes": _SEAT_NOTES,
    "healed": _SEAT_NOTES,
    "repair_notes": _SEAT_NOTES,
    "copy_stops": _SEATS_BY_STATE,
    "copies": _SEATS_BY_STATE,
    "takeovers": _SEAT_NOTES,
    "terminals": Section(TERMINAL_BINDING_SPEC, TerminalBindingResource, _each),
    "address_notes": _SEAT_NOTES,
    "addresses": Section(EIP_SPEC, EipResource, _each),
    "heirs": Section(desktop_spec(), DesktopResource, _by_state, counts_as="desktops"),
    "hard_restarts": Section(desktop_spec(), DesktopResource, _forced, DESKTOP.label, counts_as="desktops"),
    "stops": Section(desktop_spec(), DesktopResource, _sparing, counts_as="desktops"),
    "seat_notes": _SEAT_NOTES,
}


@dataclasses.dataclass
class Planned:
    """What a run would do.

    :param outcomes: what each task would return, by section: ``actions``, ``diff``, and ``results``.
    :param refused: why it cannot be carried out, in sentences without full stop.
    """

    outcomes: dict[str, list[dict[str, Any]]] = dataclasses.field(default_factory=dict)
    refused: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)

    def busy(self, always: Collection[str] = ()) -> list[str]:
        """Return the sections that have something to do, in their order.

        :param always: those that are among them if there are others.
        """
        found = {name for name, outcomes in self.outcomes.items() if any(one["actions"] for one in outcomes)}
        return [name for name in self.outcomes if name in found or (found and name in always)]

    def changing(self, name: str, tasks: Sequence[Options]) -> list[Options]:
        """Return those tasks of a section that have something to do."""
        return [task for task, outcome in zip(tasks, self.outcomes[name]) if outcome["actions"]]

    def by_kind(self) -> dict[str, list[dict[str, Any]]]:
        """Return the outcomes by what they are about."""
        found: dict[str, list[dict[str, Any]]] = {}
        for name, outcomes in self.outcomes.items():
            found.setdefault(SECTIONS[name].counts_as or name, []).extend(outcomes)
        return found

    def actions(self) -> list[dict[str, Any]]:
        """Return all actions, in their order."""
        return [action for outcome in self._all() for action in outcome["actions"]]

    def results(self) -> list[dict[str, Any]]:
        """Return the targets that would be changed or left alone, each with its section."""
        return [
            {**row, "section": name}
            for name, outcomes in self.outcomes.items()
            for outcome in outcomes
            for row in outcome["results"]
        ]

    def diffs(self) -> list[dict[str, Any]]:
        """Return the differences, one a task."""
        return [outcome["diff"] for outcome in self._all() if outcome["actions"]]

    def _all(self) -> Iterator[dict[str, Any]]:
        for outcomes in self.outcomes.values():
            yield from outcomes


def plan_sections(client: ReadOnce, sections: Mapping[str, Any], bounds: Bounds, found: Found) -> Planned:
    """Plan what sections are given, each knowing what the earlier ones will have made.

    :param sections: what each role is given, by the names of :data:`SECTIONS` and in the order in which they run.
    :param found: what there is.
    """
    return _Planner(client, bounds, found).plan(sections)


class _Planner:
    """The plan of a run, while it is made."""

    def __init__(self, client: ReadOnce, bounds: Bounds, found: Found) -> None:
        self._client = client
        self._bounds = bounds
        self._found = found
        self._planned = Planned()
        self._brought_about: set[tuple[str, str]] = set()
        self._images: dict[str, str | None] = {}

    def plan(self, sections: Mapping[str, Any]) -> Planned:
        tasks = {name: self._tasks(name, value) for name, value in sections.items() if name != "script_runs"}
        self._read(task for some in tasks.values() for task in some)
        for name, value in sections.items():
            outcomes = self._planned.outcomes.setdefault(name, [])
            if name == "script_runs":
                tasks[name] = self._tasks(name, runs_after(value, self._planned.outcomes.get("desktops", ())))
                self._read(tasks[name])
            for task in tasks[name]:
                outcome = self._outcome(name, task)
                if outcome is not None:
                    outcomes.append(outcome)
        return self._planned

    def _tasks(self, name: str, value: Any) -> list[_Task]:
        section = SECTIONS[name]
        return [_Task(self._client, section, options) for options in section.tasks(value, self._bounds)]

    def _read(self, tasks: Iterable[_Task]) -> None:
        side_by_side(self._client, [task.read for task in tasks])

    def _outcome(self, name: str, task: _Task) -> dict[str, Any] | None:
        """Plan one task; what stands against it is noted."""
        try:
            plan = task.plan(self._images)
        except InputError as error:
            self._planned.refused.append(str(error))
            return None
        # Where something is refused already, nobody knows what it would have brought about.
        lacking = [] if self._planned.refused else [one for one in plan.awaited if not self._will_be(one)]
        against = [*plan.refused, *plan.broken, *lacking]
        if against:
            self._planned.refused.append(told(against))
        self._planned.warnings += plan.all_warnings()
        self._brought_about.update(_effects(name, plan.steps))
        if SECTIONS[name].kind == DESKTOP.label:
            self._images.update(_images(plan.steps))
        results = [Result(notice.target, SKIPPED, notice.reason) for notice in plan.skipped]
        results += [Result(target, PLANNED) for target in plan.targets()]
        return {"actions": plan.actions(), "diff": plan.diff(), "results": [result.as_dict() for result in results]}

    def _will_be(self, notice: Notice) -> bool:
        """Tell whether an earlier section of the plan brings about what a target awaits."""
        if notice.awaits is None:
            return False
        what, name = notice.awaits[0], notice.awaits[1].lower()
        if what == FREE:
            taken = [row["computer_name"].lower() for row in self._found.desktops_of(name)]
            return bool(taken) and self._brought_about.issuperset((FREE, desktop) for desktop in taken)
        return (what, name) in self._brought_about


def _effects(section: str, steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
    """Yield what steps of a section bring about that later sections may await, with names in lower case.

    A desktop counts as free when nobody has it any more.
    """
    kind = SECTIONS[section].kind
    for step in steps:
        name = step.target.lower()
        if step.verb == "create":
            yield kind, name
        if kind == DESKTOP.label:
            yield from ((state, name) for state, verbs in _OF_DESKTOPS.items() if step.verb in verbs)


def _images(steps: Iterable[Step]) -> Iterator[tuple[str, str | None]]:
    """Yield which desktops have which image by then, by names in lower case; ``None`` stands for new ones."""
    for step in steps:
        if step.verb == "create":
            yield step.target.lower(), None
        elif step.fields.get(SYSTEM_DISK) == REBUILT and step.payload.desired.ids.get("image"):
            yield step.target.lower(), step.payload.desired.ids["image"]


_OF_DESKTOPS = {RUNNING: ("create", "start"), STOPPED: ("stop",), FREE: ("delete", "detach")}
"""What can be awaited of desktops, and the verbs that bring it about."""


class _Task:
    """A task of a module that is only planned."""

    def __init__(self, client: ReadOnce, section: Section, options: Options) -> None:
        self._client = client
        self._wrong: InputError | None = None
        try:
            self._resource = section.make(client, validated(section.spec, options))
        except InputError as error:
            self._wrong = error

    def read(self) -> None:
        """Read what there is; what is wrong with the options comes out with the plan."""
        try:
            if self._wrong is None:
                self._resource.read()
        except InputError as error:
            self._wrong = error

    def plan(self, images: Mapping[str, str | None]) -> Plan:
        """Return the plan, of what is read once more if an answer lacked a field that the next one may have.

        :param images: what earlier sections make of desktops, see :meth:`.SnapshotResource.foresee`.
        :raises InputError: the options are wrong.
        """
        if self._wrong is not None:
            raise self._wrong
        if isinstance(self._resource, SnapshotResource):
            self._resource.foresee(images)
        with self._client.reading():
            plan = self._resource.plan()
            if plan.incomplete:
                self._client.forget()
                self._resource.read()
                plan = self._resource.plan()
        return plan
