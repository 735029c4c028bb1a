# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks: how they are found, planned, changed and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ... import ownership
from ...apply import Call
from ...client import Client
from ...errors import Answer, ApiError, InputError, UnknownNameError
from ...fields import Field, as_set, compare
from ...jobs import Job
from ...names import Kind, matcher, nearest, normal
from ...plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step
from ..described import ApiField, DescribedResource
from ..desktop.state import Desktop, read_all
from ..kinds import POOL
from .options import (
    LONGEST_PARAMS,
    LONGEST_PARAMS_OF_UPDATE,
    LONGEST_TEXT,
    NEEDED,
    SCHEDULED_TASK_SPEC,
    api_values,
    desired_values,
    is_effective,
    params_length,
    shown_objects,
)
from .state import TASKS, ApplyObject, is_over, list_tasks, list_zones, local, parse, read_params, show_task

SCHEDULED_TASK = Kind("scheduled task", TASKS, "scheduled_tasks", name="task_name", limit=50)

_AGENCIES = "/v2/{project_id}/agencies"
_SCENE = "WORKSPACE"
_PATTERN = re.compile(r"[*?\[]")
_OFFSET = re.compile(r"(GMT|UTC)[+-]\d.*")
_DISTURBING = ("STOP", "REBOOT", "HIBERNATE", "REBUILD")


def _objects_differ(desired: Sequence[ApplyObject], current: Sequence[ApplyObject]) -> bool:
    return {one.key for one in desired} != {one.key for one in current}


def _zone_differs(desired: str, current: str) -> bool:
    """An answer may give a zone by its offset, which says nothing of its name."""
    return desired != current and not _OFFSET.fullmatch(current)


_RULES: dict[str, dict[str, Any]] = {
    "description": {"differs": ownership.differs},
    "apply_objects": {"differs": _objects_differ},
    "gray_desktops": {"differs": as_set},
    "time_zone": {"differs": _zone_differs},
    "is_gray": {"readable": False},
}
_NO_FIELDS = ("task_id", "recreate", "state", "wait_timeout")
FIELDS = tuple(
    Field(name, verb="update", **_RULES.get(name, {})) for name in SCHEDULED_TASK_SPEC if name not in _NO_FIELDS
)

_NOT_IN_CREATION = ("enable", "priority", "is_gray")
"""What only an update can say: a new task is enabled."""

_NOT_IN_UPDATE = ("task_type",)


class ScheduledTaskResource(DescribedResource):
    """A scheduled task (ListScheduledTasks, ShowScheduledTasks, CreateScheduledTasks, UpdateScheduledTasks,
    DeleteScheduledTasks).

    An update sends the whole task, with what was read in place of what is not given, so that nothing is lost however
    much of it the service replaces.
    """

    kind = SCHEDULED_TASK
    identity = ApiField(name="task_name")
    returns = "scheduled_task"
    _ORDER = ("delete", "create", "update")

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, {**options, "task_name": options["task_name"] or options["task_id"]})
        self._options = options
        self._desired = desired_values(options)
        self._current: dict[str, Any] | None = None
        self._row: Mapping[str, Any] = {}
        self._task_id: str | None = options["task_id"]
        self._desktops: list[Desktop] | None = None
        self._missing: list[str] = []
        self._hit: int | None = None
        self._lacks_agency = False

    # Reading

    def read(self) -> None:
        """Find the task and what it is to apply to.

        :raises InputError: several tasks have the name, or a time zone does not exist.
        """
        self._current, self._row, self._found = None, {}, None
        detail = self._find()
        if detail:
            self._task_id = detail["id"]
            self._current = parse(detail, self._row or None)
            self._found = {"id": detail["id"]}
        if self._options["state"] == "absent":
            return
        self._check_zone()
        self._missing = []
        self._resolve()
        if self._current is None:
            self._lacks_agency = self._looks_for_agency()
        changes = self._current is None or self._differences(self._current)
        self._hit = self._count_hit() if changes and self._risks() else None

    def _find(self) -> Mapping[str, Any] | None:
        """Return the task's detail, and keep its row of the list; ``None`` if there is no such task."""
        if self._task_id:
            detail = show_task(self._client, self._task_id)
            rows = list_tasks(self._client, {"task_name": detail["task_name"]}).rows if detail else []
            self._row = next((row for row in rows if row["id"] == self._task_id), {})
            return detail
        found, unread = list_tasks(self._client, {"task_name": self._target})
        found = [row for row in found if normal(row["task_name"]) == normal(self._target)]
        if len(found) > 1:
            ids = ", ".join(sorted(row["id"] for row in found))
            raise InputError(
                f'several scheduled tasks are called "{self._target}" ({ids}); give the task_id of the one meant'
            )
        if unread:
            raise InputError(
                f'the service lists only a part of the scheduled tasks whose names contain "{self._target}" ({unread} '
                "more cannot be read), so whether there is just one of this name cannot be told; give its "
                "task_id"
            )
        self._row = found[0] if found else {}
        return show_task(self._client, self._row["id"]) if found else None

    def _check_zone(self) -> None:
        zone = self._desired.get("time_zone")
        if zone is None or zone == (self._current or {}).get("time_zone"):
            return
        zones = list_zones(self._client)
        if zones and zone not in zones:
            raise InputError(f'time_zone "{zone}" is not known to the service{nearest(zone, zones)}')

    def _resolve(self) -> None:
        """Turn the names of what the task applies to into IDs."""
        given = self._options["apply_objects"]
        if given is not None:
            objects = [*self._named_desktops(given["desktops"] or []), *self._named_pools(given["pools"] or [])]
            tags = [f"{key}={value}" for key, value in sorted((given["tags"] or {}).items())]
            objects += [ApplyObject("DESKTOP_TAG", tag, tag) for tag in tags]
            if given["all"]:
                objects.append(ApplyObject("ALL_DESKTOPS", None))
            self._desired["apply_objects"] = objects
        if self._options["gray_desktops"] is not None:
            gray = self._named_desktops(self._options["gray_desktops"])
            self._desired["gray_desktops"] = [one.object_id for one in gray]

    def _all_desktops(self) -> list[Desktop]:
        if self._desktops is None:
            self._desktops = [desktop for desktop in read_all(self._client) if not desktop.going]
        return self._desktops

    def _named_desktops(self, patterns: Sequence[str]) -> list[ApplyObject]:
        """Return the desktops of these names, globs, ranges and IDs; those that do not exist yet are noted."""
        found: dict[str, ApplyObject] = {}
        for pattern in patterns:
            matches = matcher([pattern])
            hit = [one for one in self._all_desktops() if one.desktop_id == pattern]
            hit = hit or [one for one in self._all_desktops() if matches(one.computer_name)]
            if len(hit) > 1 and not _PATTERN.search(pattern):
                ids = ", ".join(sorted(one.desktop_id for one in hit))
                raise InputError(f'several desktops are called "{pattern}" ({ids}); give the ID of the one meant')
            if not hit:
                known = [one.computer_name for one in self._all_desktops()]
                advice = "" if _PATTERN.search(pattern) else nearest(pattern, known)
                self._missing.append(f'there is no desktop "{pattern}"{advice}')
                found[pattern] = ApplyObject("DESKTOP", pattern, pattern)
            found.update({one.desktop_id: ApplyObject("DESKTOP", one.desktop_id, one.computer_name) for one in hit})
        return list(found.values())

    def _named_pools(self, names: Sequence[str]) -> list[ApplyObject]:
        found = []
        for name in names:
            try:
                pool = self._names.find(POOL, name)
                found.append(ApplyObject("DESKTOP_POOL", pool.id, pool.name))
            except UnknownNameError as error:
                self._missing.append(str(error))
                found.append(ApplyObject("DESKTOP_POOL", name, name))
        return found

    def _looks_for_agency(self) -> bool:
        """Whether the service surely lacks the agency by which it acts on desktops by itself (ListAgencies)."""
        try:
            return not self._client.get(_AGENCIES, {"scene": _SCENE}).get("existing_agencies")
        except ApiError as error:
            if error.status in (403, 404):
                return False
            raise

    def _risks(self) -> list[str]:
        """Return what is to be told of a task before it is set up or changed so."""
        merged = self._merged()
        objects = merged.get("apply_objects") or []
        told = {
            "it wipes the system disks": merged.get("task_type") == "REBUILD",
            "it does not spare people who are logged in": bool(merged.get("force_execute"))
            and merged.get("task_type") in _DISTURBING,
            "it applies to all desktops": any(one.object_type == "ALL_DESKTOPS" for one in objects),
        }
        return [text for text, holds in told.items() if holds]

    def _count_hit(self) -> int:
        """Return how many desktops the task would hit now."""
        objects = self._merged().get("apply_objects") or []
        ids: set[str] = set()
        for one in objects:
            if one.object_type == "DESKTOP_POOL" and one.object_id != one.object_name:
                ids.update(desktop.desktop_id for desktop in read_all(self._client, {"pool_id": one.object_id}))
            elif one.object_type == "DESKTOP_TAG":
                key, _sign, value = (one.object_id or "").partition("=")
                ids.update(desktop.desktop_id for desktop in self._all_desktops() if desktop.tags.get(key) == value)
            else:
                ids.update(
                    desktop.desktop_id
                    for desktop in self._all_desktops()
                    if one.object_type == "ALL_DESKTOPS" or desktop.desktop_id == one.object_id
                )
        return len(ids)

    # Planning

    def plan(self) -> Plan:
        """Compare what is desired with what there is."""
        plan = Plan()
        if self._options["state"] == "absent":
            if self._current is not None:
                self._plan_deletion(plan, self._current)
            return plan
        if self._current is not None:
            self._plan_changes(plan, self._current)
        elif self._options["task_id"]:
            plan.refused.append(Notice(self._target, "there is no scheduled task of this task_id"))
        else:
            self._plan_new(plan)
        plan.awaited += [Notice(self._target, reason) for reason in self._missing]
        if plan.steps:
            self._check_merged(plan)
            self._warn(plan)
        plan.sort(self._ORDER)
        return plan

    def _plan_deletion(self, plan: Plan, current: Mapping[str, Any]) -> None:
        if self._options["task_name"] not in (None, current["task_name"]):
            reason = f"the scheduled task with this task_id is called {current['task_name']}, so it is not deleted"
            plan.refused.append(Notice(self._target, reason))
            return
        plan.steps.append(Step("delete", self._target, {"state": Change("present", "absent")}))

    def _plan_new(self, plan: Plan) -> None:
        lacking = [name for name in ("task_type", "scheduled_type", "apply_objects") if name not in self._desired]
        if lacking:
            reason = f"there is no such scheduled task, and it cannot be created without {' and '.join(lacking)}"
            plan.refused.append(Notice(self._target, reason))
            return
        if self._lacks_agency:
            reason = "the service has no agency to act on desktops by itself; enable it once, in the console"
            plan.refused.append(Notice(self._target, reason))
            return
        self._add_creation(plan)

    def _add_creation(self, plan: Plan) -> None:
        """Add the steps that make the desired task; what its creation does not know follows as an update."""
        values = self._merged()
        given = {name: self._shown(name, value) for name, value in values.items() if name not in _NOT_IN_CREATION}
        fields = {
            "state": Change("absent", "present"),
            "id": Change(None, KNOWN_AFTER_APPLY),
            **{name: Change(None, value) for name, value in given.items() if name != "task_name" and _is_set(value)},
        }
        plan.steps.append(Step("create", self._target, fields))
        later = {name: values[name] for name in _NOT_IN_CREATION if values.get(name)}
        if values.get("enable") is False:
            later["enable"] = False
        else:
            later.pop("enable", None)
        if later:
            before = {"enable": True}
            changes = {name: Change(before.get(name), value) for name, value in later.items()}
            plan.steps.append(Step("update", self._target, changes))

    def _plan_changes(self, plan: Plan, current: Mapping[str, Any]) -> None:
        changes = self._differences(current)
        if self._options["recreate"] == "on_change" and ("task_type" in changes or self._outgrown(changes)):
            fields = {"state": Change("present", "absent"), **self._shown_changes(changes)}
            plan.steps.append(Step("delete", self._target, fields))
            self._add_creation(plan)
            plan.warnings.append(f"{self._target}: it is deleted and created again, so its records are lost")
            return
        if "task_type" in changes:
            change = changes["task_type"]
            reason = (
                f"task_type is {change.before} and cannot be changed to {change.after} in place; give recreate: "
                "on_change"
            )
            plan.refused.append(Notice(self._target, reason))
        elif self._outgrown(changes):
            reason = (
                f"extra_params has more than {LONGEST_PARAMS_OF_UPDATE} characters, which only a new task takes; "
                "give recreate: on_change"
            )
            plan.refused.append(Notice(self._target, reason))
        elif changes:
            plan.steps.append(Step("update", self._target, self._shown_changes(changes)))

    def _differences(self, current: Mapping[str, Any]) -> dict[str, Change]:
        """Return the fields that are not as desired, of those that mean anything for this task."""
        merged = self._merged()
        kinds = merged.get("scheduled_type"), merged.get("task_type")
        changes = compare(
            [field for field in FIELDS if is_effective(field.name, *kinds)], self._desired, current
        ).changes
        if changes.get("enable") == Change(False, True) and is_over(merged, self._client.server_time()):
            # The service disables what will never be due again.
            del changes["enable"]
        return changes

    def _outgrown(self, changes: Mapping[str, Change]) -> bool:
        """Whether an update could not carry the parameters of the task."""
        return bool(changes) and params_length(self._merged()) > LONGEST_PARAMS_OF_UPDATE

    def _merged(self) -> dict[str, Any]:
        """Return the fields of the desired task: what is given, and else what there is.

        Fields that belong to another kind of schedule or task go when the kind changes; and what one task may do to
        people who are logged in, another may only if that is said of it too.
        """
        current = dict(self._current or {})
        merged = {**{name: value for name, value in current.items() if value is not None}, **self._desired}
        if "description" in self._desired:
            merged["description"] = ownership.merged(self._desired["description"], current.get("description"))
        kinds = merged.get("scheduled_type"), merged.get("task_type")
        other_task = kinds[1] != current.get("task_type")
        if other_task or kinds[0] != current.get("scheduled_type"):
            inherited = [name for name in merged if name not in self._desired]
            for name in inherited:
                if not is_effective(name, *kinds) or name == "force_execute" and other_task:
                    del merged[name]
        return merged

    def _check_merged(self, plan: Plan) -> None:
        """Refuse a task that would lack something, or have something that does not go together."""
        merged = self._merged()
        kind = merged.get("scheduled_type") or ""
        needed = [*NEEDED.get(kind, ())]
        if kind != "LIFE_CYCLE" or merged.get("expire_time"):
            needed.append("time_zone")
        lacking = [name for name in needed if not merged.get(name)]
        reasons = []
        if lacking:
            reasons.append(f"scheduled_type {kind} needs {' and '.join(lacking)}")
        if kind == "LIFE_CYCLE" and merged.get("task_type") in ("START", "REBUILD"):
            reasons.append(f"a task of scheduled_type LIFE_CYCLE cannot be a {merged['task_type']}")
        if len(merged.get("description") or "") > LONGEST_TEXT:
            reasons.append(f"description has more than {LONGEST_TEXT} characters, with its mark")
        if params_length(merged) > LONGEST_PARAMS:
            reasons.append(f"extra_params has more than {LONGEST_PARAMS} characters as JSON")
        plan.refused += [Notice(self._target, reason) for reason in reasons]

    def _warn(self, plan: Plan) -> None:
        """Warn of what the task will do, or will not."""
        merged = self._merged()
        for name in self._desired:
            if not is_effective(name, merged.get("scheduled_type"), merged.get("task_type")):
                plan.warnings.append(
                    f"{self._target}: {name} means nothing for scheduled_type {merged.get('scheduled_type')} and "
                    f"task_type {merged.get('task_type')}"
                )
        if is_over(merged, self._client.server_time()):
            plan.warnings.append(f"{self._target}: its time has passed, so it will not be due again")
        if self._hit is not None:
            plan.warnings.append(
                f"{self._target}: {' and '.join(self._risks())}; as things are now it hits {self._hit} desktops"
            )

    def _shown_changes(self, changes: Mapping[str, Change]) -> dict[str, Change]:
        return {
            name: Change(self._shown(name, change.before), self._shown(name, change.after, desired=True))
            for name, change in changes.items()
        }

    def _shown(self, name: str, value: Any, desired: bool = False) -> Any:
        """Return a value in the user's words: objects by name, and as they are written where they are given."""
        if name in ("apply_objects", "gray_desktops") and (desired or value is self._desired.get(name)):
            given = self._options[name]
            return shown_objects(given) if name == "apply_objects" else list(given)
        if name == "apply_objects":
            return _by_name(value)
        if name == "gray_desktops":
            names = {desktop.desktop_id: desktop.computer_name for desktop in self._desktops or []}
            return sorted(names.get(desktop_id, desktop_id) for desktop_id in value)
        return value

    # Carrying out

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the request of one stage."""
        for step in steps:
            if step.verb == "delete":
                yield Call("DELETE", f"{TASKS}/{self._task_id}", steps, jobs=self._forget, find_effect=self._is_gone)
            elif step.verb == "create":
                body = self._creation()
                yield Call("POST", TASKS, steps, body=body, jobs=self._learn, find_effect=self._is_there)
            else:
                yield Call("PUT", f"{TASKS}/{self._task_id}", steps, body=self._update(), repeatable=True)

    def _creation(self) -> dict[str, Any]:
        values = {name: value for name, value in self._merged().items() if name not in _NOT_IN_CREATION}
        return self._request(values)

    def _update(self) -> dict[str, Any]:
        values = {name: value for name, value in self._merged().items() if name not in _NOT_IN_UPDATE}
        body = self._request(values)
        if body.get("apply_objects"):
            body["apply_object_update_type"] = "FULL_COVERAGE"
        elif "apply_objects" in self._desired:
            body["apply_object_update_type"] = "CLEAR_ALL"
        return body

    def _request(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body that says all these values; of those that are not set, only what the task clears."""
        kept = {name: value for name, value in values.items() if _is_set(value) or name in self._desired}
        objects = kept.pop("apply_objects", [])
        body = api_values(kept)
        if objects:
            body["apply_objects"] = [one.as_api() for one in objects]
        return body

    def _learn(self, answer: Answer) -> Sequence[Job]:
        """Keep the ID of the new task. There is no job to wait for."""
        self._task_id = answer.get("task_id")
        return ()

    def _forget(self, answer: Answer) -> Sequence[Job]:
        """The ID of a deleted task means nothing any more. There is no job to wait for."""
        self._task_id = None
        return ()

    def _is_there(self) -> Answer | None:
        """Find the task whose creation was not answered: one of this name that is just what was sent."""
        body = self._creation()
        for row in list_tasks(self._client, {"task_name": body["task_name"]}).rows:
            detail = show_task(self._client, row["id"]) if row["task_name"] == body["task_name"] else None
            if detail and all(_same(name, value, detail.get(name)) for name, value in body.items()):
                return {"task_id": row["id"]}
        return None

    def _is_gone(self) -> Answer | None:
        return None if self._task_id and show_task(self._client, self._task_id) else {}

    def result(self) -> dict[str, Any]:
        """Return the task as it is, by the names of the options."""
        if self._current is None or self._found is None:
            return {self.returns: None}
        return {self.returns: task_result(self._found["id"], self._current, self._row)}


def task_result(task_id: str, current: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task as modules return it; its next execution by the clocks of its own time zone."""
    zone = current["time_zone"]
    due = row.get("next_execution_time")
    return {
        "id": task_id,
        **{name: value for name, value in current.items() if _is_set(value)},
        "apply_objects": _by_name(current["apply_objects"]),
        "last_status": row.get("last_status"),
        "next_execution_time": local(due, zone) if due else None,
    }


def _is_set(value: Any) -> bool:
    return value is not None and (value is False or value not in ("", [], {}, 0))


def _same(name: str, sent: Any, told: Any) -> bool:
    """Whether an answer tells what was sent, as far as it tells it at all."""
    if name == "apply_objects":
        return {(one["object_type"], one.get("object_id")) for one in sent} == {
            (one["object_type"], one.get("object_id")) for one in told or []
        }
    if name == "extra_params":
        # The service may write the same JSON in another way.
        return told is None or read_params(told) == read_params(sent)
    if name == "time_zone":
        return told is None or not _zone_differs(sent, told)
    return told is None or told == sent


def _by_name(objects: Sequence[ApplyObject]) -> dict[str, Any]:
    """Return what a task applies to in the words of the option."""
    shown: dict[str, Any] = {}
    for option, object_type in (("desktops", "DESKTOP"), ("pools", "DESKTOP_POOL")):
        names = [one.object_name or one.object_id for one in objects if one.object_type == object_type]
        if names:
            shown[option] = sorted(str(name) for name in names)
    tags = [one.object_id or "" for one in objects if one.object_type == "DESKTOP_TAG"]
    if tags:
        shown["tags"] = dict(sorted(_pair(tag) for tag in tags))
    if any(one.object_type == "ALL_DESKTOPS" for one in objects):
        shown["all"] = True
    return shown


def _pair(tag: str) -> tuple[str, str]:
    key, _sign, value = tag.partition("=")
    return key, value
