# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks: how they are found, planned, changed and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...apply import Call, Operations, Result, carries_out
from ...client import Client
from ...deadline import backoff
from ...errors import Answer, ApiError, InputError, UnknownNameError
from ...fields import is_empty
from ...jobs import FAILED, Job, success_but
from ...names import Names, nearest, normal
from ...plan import Plan, Step, Verb
from ..agency import list_agencies
from ..base import LOOKS, Undisturbed, note_twins, read_back
from ..desktop.state import Desktop, read_all
from ..kinds import DESKTOP, POOL
from ..selectors import DesktopFinder, tagged
from .fields import FIELDS, is_set, task_result, zone_differs
from .options import api_values, desired_values
from .planner import VERBS, Current, Desired, compared, merged, plan_task, risks
from .state import TASKS, ApplyObject, list_tasks, list_zones, parse, read_params, show_task

_SCENE = "WORKSPACE"


class ScheduledTaskResource(Operations, Undisturbed):
    """A scheduled task (ListScheduledTasks, ShowScheduledTasks, CreateScheduledTasks, UpdateScheduledTasks,
    DeleteScheduledTasks).

    An update sends the whole task, with what was read in place of what is not given, so that nothing is lost however
    much of it the service replaces.
    """

    verb_table: Mapping[str, Verb] = VERBS
    returns = "scheduled_task"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        given = options["task_name"] or options["task_id"]
        if given is None:
            raise InputError("give task_name, or the task_id of a scheduled task that exists")
        self._client = client
        self._options = options
        self._names = Names(client)
        self._values = desired_values(options)
        self._desired = Desired(
            str(given),
            options["state"],
            self._values,
            options["task_id"],
            options["task_name"],
            {name: options[name] for name in ("apply_objects", "gray_desktops")},
            options["recreate"] == "on_change",
            options["write_unknown"] == "always",
        )
        self._current = Current()
        self._row: Mapping[str, Any] = {}
        self._task_id: str | None = options["task_id"]
        self._former_id: str | None = None
        self._desktops: list[Desktop] | None = None
        self._missing: list[UnknownNameError] = []

    # Reading

    def read(self) -> None:
        """Find the task and what it is to apply to.

        :raises InputError: several tasks have the name, or a time zone does not exist.
        """
        self._row = {}
        detail = self._find()
        now = self._client.server_time()
        values = None
        if detail:
            self._task_id = detail["id"]
            values = parse(detail, self._row or None)
        self._current = Current(values, now=now)
        if self._desired.state == "absent":
            return
        self._check_zone(values or {})
        self._missing = []
        self._desired = dataclasses.replace(self._desired, values=self._resolved())
        hit = None
        changes = values is None or compared(self._desired.values, values, now).changes
        whole = merged(self._desired.values, values or {})
        if changes and risks(whole):
            hit = self._count_hit(whole.get("apply_objects") or [])
        names = {desktop.desktop_id: desktop.computer_name for desktop in self._desktops or []}
        lacks_agency = values is None and self._looks_for_agency()
        self._current = Current(values, tuple(self._missing), hit, lacks_agency, names, now)

    def _find(self) -> Mapping[str, Any] | None:
        """Return the task's detail, and keep its row of the list; ``None`` if there is no such task."""
        detail = self._find_by_id(self._task_id) if self._task_id else None
        # Another task of the same name is not the one of this ID, also when that is gone. One that was created again is
        # known by its name.
        by_id = self._task_id or self._desired.task_id
        by_name = not by_id or self._desired.recreate and self._desired.task_name is not None
        return self._find_by_name() if detail is None and by_name else detail

    def _find_by_id(self, task_id: str) -> Mapping[str, Any] | None:
        detail = show_task(self._client, task_id)
        rows = list_tasks(self._client, {"task_name": detail["task_name"]}).rows if detail else []
        self._row = next((row for row in rows if row["id"] == task_id), {})
        return detail

    def _find_by_name(self) -> Mapping[str, Any] | None:
        name = self._desired.target
        found, unread = list_tasks(self._client, {"task_name": name})
        found = [row for row in found if normal(row["task_name"]) == normal(name)]
        if len(found) > 1:
            ids = ", ".join(sorted(row["id"] for row in found))
            raise InputError(f'several scheduled tasks are called "{name}" ({ids}); give the task_id of the one meant')
        if unread:
            raise InputError(
                f'the service lists only a part of the scheduled tasks whose names contain "{name}" ({unread} '
                "more cannot be read), so whether there is just one of this name cannot be told; give its "
                "task_id"
            )
        self._row = found[0] if found else {}
        return show_task(self._client, self._row["id"]) if found else None

    def _check_zone(self, now: Mapping[str, Any]) -> None:
        zone = self._values.get("time_zone")
        if zone is None or zone == now.get("time_zone"):
            return
        zones = list_zones(self._client)
        if zones and zone not in zones:
            raise InputError(f'time_zone "{zone}" is not known to the service{nearest(zone, zones)}')

    def _resolved(self) -> dict[str, Any]:
        """Return the desired fields, with IDs in place of the names of what the task applies to."""
        values = dict(self._values)
        given = self._options["apply_objects"]
        if given is not None:
            objects = [*self._named_desktops(given["desktops"] or []), *self._named_pools(given["pools"] or [])]
            tags = [f"{key}={value}" for key, value in sorted((given["tags"] or {}).items())]
            objects += [ApplyObject("DESKTOP_TAG", tag, tag) for tag in tags]
            if given["all"]:
                objects.append(ApplyObject("ALL_DESKTOPS", None))
            values["apply_objects"] = objects
        if self._options["gray_desktops"] is not None:
            gray = self._named_desktops(self._options["gray_desktops"])
            values["gray_desktops"] = [one.object_id for one in gray]
        return values

    def _all_desktops(self) -> list[Desktop]:
        if self._desktops is None:
            self._desktops = [desktop for desktop in read_all(self._client) if not desktop.going]
        return self._desktops

    def _named_desktops(self, patterns: Sequence[str]) -> list[ApplyObject]:
        """Return the desktops of these names, globs, ranges and IDs; those that do not exist yet are noted."""
        found: dict[str, ApplyObject] = {}
        finder = DesktopFinder(self._all_desktops())
        for pattern in patterns:
            hit = finder.meant(pattern)
            if not hit:
                self._missing.append(UnknownNameError(finder.lacking(pattern), (DESKTOP.label, pattern)))
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
                self._missing.append(error)
                found.append(ApplyObject("DESKTOP_POOL", name, name))
        return found

    def _looks_for_agency(self) -> bool:
        """Whether the service surely lacks the agency by which it acts on desktops by itself (ListAgencies)."""
        try:
            return not list_agencies(self._client, _SCENE)
        except ApiError as error:
            if error.status in (403, 404):
                return False
            raise

    def _count_hit(self, objects: Sequence[ApplyObject]) -> int:
        """Return how many desktops the task would hit now."""
        known = {desktop.desktop_id for desktop in self._all_desktops()}
        ids = {one.object_id for one in objects if one.object_type == "DESKTOP"} & known
        for one in objects:
            if one.object_type == "DESKTOP_POOL" and one.object_id != one.object_name:
                ids.update(desktop.desktop_id for desktop in read_all(self._client, {"pool_id": one.object_id}))
            elif one.object_type == "DESKTOP_TAG":
                key, _sign, value = (one.object_id or "").partition("=")
                hit = tagged(self._client, self._all_desktops(), {key: value})
                ids.update(desktop.desktop_id for desktop in hit)
            elif one.object_type == "ALL_DESKTOPS":
                ids |= known
        return len(ids)

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        return plan_task(self._desired, self._current)

    # Carrying out

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Let no task be created beside the one that it replaces, whatever the service said of the deletion of that."""
        if steps[0].verb != "create" or self._former_id is None or not self._is_left(self._former_id):
            return {}
        reason = success_but(f"the scheduled task {self._former_id} still exists; run the task again")
        return {step.target: Result(step.target, FAILED, reason) for step in steps}

    def _is_left(self, task_id: str) -> bool:
        """Whether a task still exists that was deleted, at each of a few looks."""
        for attempt in range(LOOKS):
            if attempt:
                self._client.deadline.sleep(backoff(attempt - 1))
            if show_task(self._client, task_id) is None:
                return False
        return True

    @carries_out("delete")
    def _deletion(self, steps: Sequence[Step]) -> Iterable[Call]:
        """DeleteScheduledTasks."""
        self._former_id = self._task_id
        yield Call("DELETE", f"{TASKS}/{self._task_id}", steps, jobs=self._forget, find_effect=self._is_gone)

    @carries_out("create")
    def _creation(self, steps: Sequence[Step]) -> Iterable[Call]:
        """CreateScheduledTasks."""
        yield Call("POST", TASKS, steps, body=self._creation_body(), jobs=self._learn, find_effect=self._is_there)

    @carries_out("update")
    def _update(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateScheduledTasks."""
        yield Call("PUT", f"{TASKS}/{self._task_id}", steps, body=self._update_body(), repeatable=True)

    @property
    def _whole(self) -> dict[str, Any]:
        return merged(self._desired.values, self._current.values or {})

    def _creation_body(self) -> dict[str, Any]:
        created = {field.name for field in FIELDS if field.created}
        return self._request({n: value for n, value in self._whole.items() if n in created and not is_empty(value)})

    def _update_body(self) -> dict[str, Any]:
        updated = {field.name for field in FIELDS if field.updated}
        body = self._request({name: value for name, value in self._whole.items() if name in updated})
        if body.get("apply_objects"):
            body["apply_object_update_type"] = "FULL_COVERAGE"
        elif "apply_objects" in self._desired.values:
            body["apply_object_update_type"] = "CLEAR_ALL"
        return body

    def _request(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body that says all these values; of those that are not set, only what the task clears."""
        kept = {name: value for name, value in values.items() if is_set(value) or name in self._desired.values}
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
        body = self._creation_body()
        for row in list_tasks(self._client, {"task_name": body["task_name"]}).rows:
            detail = show_task(self._client, row["id"]) if row["task_name"] == body["task_name"] else None
            if detail and all(_same(name, value, detail.get(name)) for name, value in body.items()):
                return {"task_id": row["id"]}
        return None

    def _is_gone(self) -> Answer | None:
        return None if self._task_id and show_task(self._client, self._task_id) else {}

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the task back, and see that it has its name alone."""
        if not plan.changed:
            return
        read_back(self, self._client, results)
        if any(step.verb == "create" for step in plan.steps):
            name = self._whole["task_name"]
            rows = list_tasks(self._client, {"task_name": name}).rows
            ids = [row["id"] for row in rows if normal(row["task_name"]) == normal(name)]
            note_twins("scheduled task", self._desired.target, ids, results)

    def result(self) -> dict[str, Any]:
        """Return the task as it is, by the names of the options."""
        if self._current.values is None or self._task_id is None:
            return {self.returns: None}
        return {self.returns: task_result(self._task_id, self._current.values, self._row)}


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
        return told is None or not zone_differs(sent, told)
    return told is None or told == sent
