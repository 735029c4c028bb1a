# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: how they are read, changed and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ...apply import Call, Operations, Result, carries_out
from ...client import Client
from ...errors import Answer, ApiError, UnknownNameError
from ...jobs import DONE, LAG_WINDOW, RUNNING, Job, Watch
from ...names import Names
from ...plan import Notice, Plan, Step, Verb, chunks
from ..base import Undisturbed, unfulfilled
from ..kinds import USER, USER_GROUP
from .options import ADMIN_ACTIVATE, Desired, Policy, desired_users
from .planner import FIELDS, plan_users, rows_of
from .state import as_result, completed, row_of
from .verbs import VERBS

_API = "users"
"""The name under which users are watched until they are there, or gone."""

_MADE_WINDOW = 10.0
"""Seconds within which a user is listed after a creation that the service reported as a success."""

_CREATE_BATCH, _DELETE_BATCH, _MEMBERS_BATCH = 200, 100, 50

_ONLY_LISTED = ("user_info_map", "domain")
"""Fields that the detail of a user does not have."""


def _halves(make: Callable[[Sequence[Step]], Call], steps: Sequence[Step]) -> Callable[[], Sequence[Call]]:
    """Return a function that makes two calls of half the size, or none of a call that cannot be halved."""
    middle = len(steps) // 2
    return lambda: [make(steps[:middle]), make(steps[middle:])] if middle else []


class UserResource(Operations, Undisturbed):
    """What one task of ``workspace_user`` works on (ListUsers, ListUserDetail, CreateDesktopUser, BatchCreateUsers,
    UpdateUserInfo, DeleteUser, BatchDeleteUser, ChangeUserStatus, RunActionsOnGroup)."""

    verb_table: Mapping[str, Verb] = VERBS
    things = "users"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._policy = Policy.from_options(options)
        self._desired = desired_users(options, self._policy)
        self._by_name = {one.user_name: one for one in self._desired}
        self._client = client
        self._names = Names(client)
        self._current: dict[str, list[Mapping[str, Any]]] = {}
        self._password_needed = True
        self._awaited: list[Notice] = []
        self.pollers = {_API: self._poll}

    # Reading

    def read(self) -> None:
        """Read all users with one list, and more of those whose row lacks something that the task is about."""
        self._list()
        if self._policy.state == "absent":
            return
        self._awaited = []
        for one in self._desired:
            rows = self._rows(one)
            if len(rows) == 1:
                self._complete(one, rows[0])
        self._desired = [dataclasses.replace(one, groups=self._groups(one)) for one in self._desired]
        if any(self._asks_for_password(one) for one in self._desired):
            answer = self._client.get("/v2/{project_id}/workspaces", holding={"status": str})
            domain = answer.get("ad_domains") or {}
            self._password_needed = domain.get("domain_type") != "LOCAL_AD"

    def _list(self) -> None:
        self._current = {}
        for row in self._client.list_all(USER.path, USER.key, limit=USER.limit, id_field=USER.id):
            self._current.setdefault(row[USER.name].lower(), []).append(row_of(row))

    def _rows(self, one: Desired) -> Sequence[Mapping[str, Any]]:
        return rows_of(one, self._current)

    def _complete(self, one: Desired, row: Mapping[str, Any]) -> None:
        """ListUserDetail, for what this region's list does not tell."""
        asked = [field.name for field in FIELDS if field.name in one.options and field.name not in _ONLY_LISTED]
        asked += ["group_names"] if one.options.get("groups") is not None else []
        if all(row.get(name) is not None for name in asked):
            return
        same_name = self._current[one.user_name.lower()]
        try:
            same_name[same_name.index(row)] = completed(row, self._client)
        except ApiError as error:
            if not error.not_found:
                raise

    def _groups(self, one: Desired) -> dict[str, str] | None:
        """Return the desired groups by name, with the IDs of those that the user is not in."""
        given = one.options.get("groups")
        if given is None:
            return None
        joined = {name for row in self._rows(one) for name in row.get("group_names") or ()}
        groups = {}
        for name in given:
            if name in joined:
                groups[name] = name
                continue
            try:
                group = self._names.find(USER_GROUP, name)
            except UnknownNameError as error:
                self._awaited.append(Notice(one.user_name, str(error), awaits=error.sought))
                groups[name] = name
            else:
                groups[group.name] = group.id
        return groups

    def _asks_for_password(self, one: Desired) -> bool:
        """Whether a user would be created who may need a password that is not given."""
        given = one.options
        return not self._rows(one) and given.get("active_type") == ADMIN_ACTIVATE and "password" not in given

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        plan = plan_users(self._desired, self._current, self._policy, self._password_needed)
        plan.awaited += self._awaited
        return plan

    # Carrying out

    @carries_out("create")
    def _creations(self, steps: Sequence[Step]) -> Iterable[Call]:
        return map(self._creation, chunks(steps, _CREATE_BATCH))

    def _creation(self, steps: Sequence[Step]) -> Call:
        """BatchCreateUsers, or CreateDesktopUser for one, which says why it refuses."""

        def made() -> Answer | None:
            self._list()
            return {} if all(self._rows(self._by_name[step.target]) for step in steps) else None

        def jobs(answer: Answer) -> Sequence[Job]:
            return [self._job("create", {step.target: None for step in steps})]

        path, body = USER.path + "/batch-create", {"users": [step.payload for step in steps]}
        if len(steps) == 1:
            path, body = USER.path, steps[0].payload
        split = _halves(self._creation, steps)
        return Call("POST", path, steps, body=body, jobs=jobs, find_effect=made, split=split)

    @carries_out("delete")
    def _deletions(self, steps: Sequence[Step]) -> Iterable[Call]:
        return map(self._deletion, chunks(steps, _DELETE_BATCH))

    def _deletion(self, steps: Sequence[Step]) -> Call:
        """BatchDeleteUser, or DeleteUser for one."""
        ids = {step.target: self._id(step.target) for step in steps}

        def gone() -> Answer | None:
            self._list()
            return None if self._listed() & set(ids.values()) else {}

        def jobs(answer: Answer) -> Sequence[Job]:
            return [self._job("delete", ids)]

        if len(steps) == 1:
            return Call("DELETE", self._path(steps[0]), steps, jobs=jobs, find_effect=gone)
        body = {"user_ids": list(ids.values())}
        split = _halves(self._deletion, steps)
        return Call("POST", USER.path + "/batch-delete", steps, body=body, jobs=jobs, find_effect=gone, split=split)

    @carries_out("update")
    def _updates(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateUserInfo."""
        for step in steps:
            yield Call("PUT", self._path(step), [step], body=step.payload, repeatable=True)

    @carries_out("lock", "unlock", "reset_password")
    def _actions(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ChangeUserStatus. A new password is never sent twice."""
        for step in steps:
            verb = VERBS[step.verb]
            body = {"op_type": verb.action}
            yield Call("POST", self._path(step) + "/actions", [step], body=body, repeatable=verb.visible)

    @carries_out("join", "leave")
    def _memberships(self, steps: Sequence[Step]) -> Iterable[Call]:
        """RunActionsOnGroup, group by group."""
        op_type = "ADD" if steps[0].verb == "join" else "DELETE"
        by_group: dict[str, list[Step]] = {}
        for step in steps:
            for group in step.payload:
                by_group.setdefault(self._names.find(USER_GROUP, group).id, []).append(step)
        for group_id, members in by_group.items():
            for part in chunks(members, _MEMBERS_BATCH):
                body = {"user_ids": [self._id(step.target) for step in part], "op_type": op_type}
                yield Call("POST", f"{USER_GROUP.path}/{group_id}/actions", part, body=body, repeatable=True)

    def _job(self, verb: str, targets: Mapping[str, str | None]) -> Job:
        return Job(None, _API, verb, {**targets}, submitted=self._client.server_time(), things=self.things)

    def _path(self, step: Step) -> str:
        return f"{USER.path}/{self._id(step.target)}"

    def _id(self, target: str) -> str:
        return str(self._rows(self._by_name[target])[0][USER.id])

    def _listed(self) -> set[str]:
        return {row[USER.id] for rows in self._current.values() for row in rows}

    def _poll(self, client: Client, watches: Sequence[Watch]) -> None:
        """Wait until new users are listed, and deleted ones no longer are."""
        self._list()
        listed = self._listed()
        for watch in watches:
            for fate in watch.fates.values():
                if watch.job.verb == "create":
                    here = bool(self._rows(self._by_name[fate.target]))
                else:
                    here = fate.target_id not in listed
                if here and fate.state == RUNNING:
                    fate.state = DONE
            window = _MADE_WINDOW if watch.job.verb == "create" else LAG_WINDOW
            if client.server_time() - watch.job.submitted > window:
                watch.fail_running(VERBS[watch.job.verb].undone)

    # The end

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the users back; what another plan would still change was not done."""
        if not plan.changed:
            return
        self.read()
        left = self.plan()
        left.steps = [step for step in left.steps if VERBS[step.verb].visible]
        unfulfilled(left, results)

    def result(self) -> dict[str, Any]:
        """Return the users as they are, in the order asked."""
        rows = [row for one in self._desired for row in self._rows(one)]
        return {"users": [as_result(row, self._policy.zone) for row in rows]}
