# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of the service that upgrade access agents by the clock, in a window, and on a first batch before the others."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ..apply import Call
from ..client import Client
from ..errors import InputError
from ..fields import UNSET, as_set
from ..names import Kind, Names
from ..plan import Change, Notice, Plan, Step
from .agents import check_offered, check_version, is_older
from .base import STATE_SPEC, WRITE_UNKNOWN_SPEC, things
from .described import DESCRIPTION, ApiField, DescribedResource, Member, Members
from .kinds import DESKTOP, POOL
from .scheduled_task.options import NEEDED, SCHEDULED_TASK_SPEC, WEEKDAYS, api_values, desired_values
from .sids import sid_of

UPGRADE_TASK = Kind("upgrade task", "/v2/{project_id}/upgrade-tasks", "tasks", name="task_name", limit=100)

SCHEDULED_TYPES = ["FIXED_TIME", "DAY", "WEEK", "MONTH"]

_SCHEDULE = ("scheduled_date", "day_interval", "week_list", "month_list", "date_list")

AGENT_UPGRADE_TASK_SPEC: dict[str, dict[str, Any]] = {
    "task_name": {"type": "str", "required": True, "aliases": ["name"]},
    "agent_version": {"type": "str", "aliases": ["target_version"]},
    "min_version": {"type": "str"},
    "scheduled_type": {"type": "str", "choices": SCHEDULED_TYPES},
    **{name: SCHEDULED_TASK_SPEC[name] for name in _SCHEDULE},
    "scheduled_time": {"type": "str"},
    "scheduled_end_time": {"type": "str"},
    "time_zone": {"type": "str"},
    "expire_time": {"type": "str"},
    "first_desktops": {"type": "list", "elements": "str"},
    "first_batch": {"type": "int"},
    "gray_fail_threshold": {"type": "int"},
    "force": {"type": "bool"},
    "notify": {"type": "bool"},
    "enable": {"type": "bool"},
    "description": {"type": "str"},
    "apply_objects": {
        "type": "list",
        "elements": "dict",
        "options": {
            "object_type": {"type": "str", "required": True, "choices": ["DESKTOP", "DESKTOP_POOL", "DESKTOP_TAG"]},
            "object_name": {"type": "str", "required": True, "aliases": ["name", "object_id"]},
        },
    },
    "purge_apply_objects": {"type": "bool", "default": False},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

AGENT_UPGRADE_TASK_INFO_SPEC: dict[str, dict[str, Any]] = {
    "task_name": {"type": "str", "aliases": ["name"]},
    "apply_objects": {"type": "bool", "default": False},
}

_KINDS = {"DESKTOP": DESKTOP, "DESKTOP_POOL": POOL}
_FLAGS = ("is_force_execute", "is_notify", "is_enable")
_CREATED = {"task_type": 0, "is_force_execute": False, "is_notify": False, "is_enable": True}
"""What a creation says unless the task does: an upgrade of desktops, which waits for those that are in use."""


@dataclasses.dataclass(frozen=True)
class Objects(Members):
    """What a task upgrades (ListTaskApplyObjects); a desktop is one by its SID, a tag ``key=value``."""

    whole = True
    created = True
    limit = 100

    def told(self, row: Mapping[str, Any]) -> Member:
        kind, object_id = row["object_type"], row.get("object_id")
        shown = {"object_type": kind, "object_name": str(row.get("object_name") or object_id)}
        return Member(f"{kind} {object_id}", shown, {"object_type": kind, "object_id": object_id})

    def find(self, names: Names, given: Any, known: Mapping[Any, Member]) -> Member:
        kind, name = given["object_type"], given["object_name"]
        object_id = name
        if kind == "DESKTOP":
            object_id, name = sid_of(names, name)
        elif kind in _KINDS:
            thing = names.find(_KINDS[kind], name)
            object_id, name = thing.id, thing.name
        return self.told({"object_type": kind, "object_id": object_id, "object_name": name})

    def calls(self, path: str, step: Step) -> Iterable[Call]:
        body = {"apply_objects": [member.sent for member in step.payload]}
        yield Call("PUT", path, [step], body=body, repeatable=True)


class AgentUpgradeTaskResource(DescribedResource):
    """An upgrade task (ListUpgradeTasks, ShowUpgradeTaskDetail, CreateUpgradeScheduleTask, UpdateUpgradeTask,
    DeleteUpgradeTask). An update sends the whole schedule, which it may replace."""

    kind = UPGRADE_TASK
    identity = ApiField(name="task_name")
    fields = (
        ApiField(name="agent_version", api="target_version", needed=True),
        ApiField(name="min_version"),
        ApiField(name="scheduled_type", needed=True),
        *(ApiField(name=name, absent=UNSET) for name in _SCHEDULE),
        ApiField(name="scheduled_time", needed=True),
        ApiField(name="scheduled_end_time", needed=True),
        ApiField(name="time_zone", api="timezone", needed=True),
        ApiField(name="expire_time", absent=UNSET, null=""),
        ApiField(name="first_desktops", api="gray_object_ids", differs=as_set, absent=UNSET, null=()),
        ApiField(name="first_batch", api="random_first_batch_count", absent=UNSET, null=0),
        ApiField(name="gray_fail_threshold", absent=UNSET, null=0),
        ApiField(name="force", api="is_force_execute"),
        ApiField(name="notify", api="is_notify"),
        ApiField(name="enable", api="is_enable"),
        DESCRIPTION,
    )
    collections = (Objects("apply_objects", "/v2/{project_id}/upgrade-task/{id}/apply-objects", "apply_objects", 1000),)
    returns = "agent_upgrade_task"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, {**options, **_spelt(options)})

    def detail(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """ShowUpgradeTaskDetail, in the spelling of the options."""
        return _read_detail(self._client, row["id"])

    def read(self) -> None:
        """Find the task; the desktops of the first batch by their SIDs. A new version has to be offered."""
        super().read()
        version = self._options["agent_version"]
        if self._is_present and version is not None and version != (self._found or {}).get("target_version"):
            check_offered(self._client, version)
        first = self._options["first_desktops"]
        if first and self._is_present:
            self._desired["first_desktops"] = [sid_of(self._names, name)[0] for name in first]

    def in_words(self, field: ApiField, change: Change) -> Change:
        if field.name == "first_desktops":
            return Change(_called(self._names, change.before), self._options["first_desktops"])
        return super().in_words(field, change)

    def plan(self) -> Plan:
        """Compare; a new task says when, and whom it is about."""
        plan = super().plan()
        self._check_versions(plan)
        if any(step.verb == "create" for step in plan.steps):
            lacking = [name for name in NEEDED[self._options["scheduled_type"]] if self._options.get(name) is None]
            if lacking:
                told = f"scheduled_type {self._options['scheduled_type']} needs {' and '.join(lacking)}"
                plan.refused.append(Notice(self._target, told))
            if self._options["apply_objects"] is None:
                told = "a new upgrade task needs apply_objects; one without any may be about all desktops"
                plan.refused.append(Notice(self._target, told))
        return plan

    def _check_versions(self, plan: Plan) -> None:
        """Refuse a task by which newer agents would get an older version."""
        found = self._found or {}
        target = self._options["agent_version"] or found.get("target_version")
        least = self._options["min_version"] or found.get("min_version")
        if plan.steps and self._is_present and target and least and is_older(target, least):
            told = f"agent_version is {target}, older than min_version ({least}); agents are never downgraded"
            plan.refused.append(Notice(self._target, told))

    def create_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        return _request({**_CREATED, "min_version": desired["target_version"], **desired})

    def update_call(self, step: Step) -> Call:
        """UpdateUpgradeTask, with all of the schedule and the first batch."""
        call, found = super().update_call(step), self._found or {}
        changed = {field.sent: self._desired[field.name] for field in self.fields if field.name in step.fields}
        if changed.get("random_first_batch_count"):
            changed["gray_object_ids"] = []
        scheduled = changed.get("scheduled_type") or found["scheduled_type"]
        kept = ("scheduled_type", *NEEDED[scheduled], "expire_time", "gray_object_ids", "random_first_batch_count")
        body = {**{name: found.get(name) for name in kept}, **changed}
        call.body = {**_request(body), **({"description": call.body["description"]} if "description" in body else {})}
        return call

    def delete_call(self, step: Step) -> Call:
        path = "/v2/{project_id}/upgrade-task/batch-delete"
        body = {"task_ids": [self.own_path().rpartition("/")[2]]}
        return Call("POST", path, [step], body=body, find_effect=self._is_gone)

    def create_call(self, step: Step) -> Call:
        call = super().create_call(step)
        call.path = "/v2/{project_id}/upgrade-task"
        return call

    def own_path(self) -> str:
        return super().own_path().replace("/upgrade-tasks/", "/upgrade-task/")

    def result(self) -> dict[str, Any]:
        """Return the task by the names of its options, and how it went last."""
        told = super().result()
        if told[self.returns] is not None and self._found:
            told[self.returns] = _completed(self._names, told[self.returns], self._found)
        return told


def find_agent_upgrade_tasks(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the upgrade tasks, or the one of a name or ID, with their details and on request what they upgrade."""
    names, described = Names(client), AgentUpgradeTaskResource
    (objects,) = described.collections
    tasks = []
    for row in things(client, UPGRADE_TASK, options["task_name"]):
        found = _read_detail(client, row["id"])
        fields = {field.name: field.read(found) for field in (described.identity, *described.fields)}
        task = _completed(names, {"id": row["id"], **fields}, found)
        if options["apply_objects"]:
            rows = objects.rows(client, UPGRADE_TASK, row) or ()
            task["apply_objects"] = [objects.told(one).shown for one in rows]
        tasks.append(task)
    return {"agent_upgrade_tasks": tasks}


def _read_detail(client: Client, task_id: str) -> dict[str, Any]:
    """Return a task (ShowUpgradeTaskDetail), in the spelling of the options."""
    told = dict(client.get(f"/v2/{{project_id}}/upgrade-task/{task_id}"))
    for name, read in _READ.items():
        if told.get(name) not in (None, ""):
            told[name] = read(told[name])
    if not told.get("expire_enable"):
        told["expire_time"] = ""
    return told


def _completed(names: Names, task: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task by the names of its options, with its first desktops by name, and how it went last."""
    last = {name: found.get(name) for name in ("last_execute_status", "next_execute_time")}
    return {**task, "first_desktops": _called(names, task["first_desktops"]), **last}


def _called(names: Names, sids: Sequence[str] | None) -> list[str]:
    """Return the names of desktops by their SIDs; one that is gone keeps its SID."""
    known = names.listed(DESKTOP).by_field("sid") if sids else {}
    return sorted(known[sid].name if sid in known else sid for sid in sids or ())


def _days(text: str) -> list[str]:
    return [WEEKDAYS[int(day) - 1] for day in text.split(",")]


_READ: Mapping[str, Callable[[Any], Any]] = {
    "week_list": _days,
    "month_list": lambda text: [int(month) for month in text.split(",")],
    "date_list": lambda text: text.split(","),
    "gray_object_ids": json.loads,
    **dict.fromkeys(_FLAGS, bool),
}
"""How answers are turned into the values of options."""


def _spelt(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the schedule in one spelling, after a look at all of them.

    :raises InputError: a value is none that the service could take.
    """
    own = ("scheduled_type", *_SCHEDULE, "scheduled_time", "expire_time", "task_name", "description")
    blank = dict.fromkeys(SCHEDULED_TASK_SPEC)
    spelt = desired_values({**blank, **{name: options[name] for name in own}})
    end = options["scheduled_end_time"]
    if end is not None:
        try:
            spelt["scheduled_end_time"] = desired_values({**blank, "scheduled_time": end})["scheduled_time"]
        except InputError as error:
            raise InputError(str(error).replace("scheduled_time", "scheduled_end_time")) from error
    if spelt.get("scheduled_time") and spelt.get("scheduled_time") == spelt.get("scheduled_end_time"):
        raise InputError("scheduled_time and scheduled_end_time are the same, so there is no time for the upgrade")
    for name in ("agent_version", "min_version"):
        if options[name] is not None:
            check_version(name, options[name])
    for name in ("first_batch", "gray_fail_threshold"):
        if options[name] is not None and options[name] < 1:
            raise InputError(f"{name} is {options[name]}, but must be 1 or more")
    if options["first_batch"] is not None and options["first_desktops"] is not None:
        raise InputError("give only one of first_batch, first_desktops: they are different ways to say who comes first")
    for name in ("apply_objects", "first_desktops"):
        if options[name] is not None and not options[name]:
            raise InputError(f"{name} is given but empty; it never means all desktops")
    return {name: value for name, value in spelt.items() if name in AGENT_UPGRADE_TASK_SPEC}


def _request(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as requests have them, with what follows from them."""
    sent = api_values({name: value for name, value in values.items() if value not in (None, ())})
    sent.update({name: int(sent[name]) for name in _FLAGS if name in sent})
    ids, count = values.get("gray_object_ids"), values.get("random_first_batch_count")
    if ids is not None:
        sent["gray_object_ids"] = json.dumps(list(ids))
    sent["execute_strategy"] = int(bool(ids or count))
    if ids or count:
        sent["grayscale_rule"] = int(not ids)
    sent["expire_enable"] = int(bool(values.get("expire_time")))
    if not values.get("expire_time"):
        sent.pop("expire_time", None)
    return sent
