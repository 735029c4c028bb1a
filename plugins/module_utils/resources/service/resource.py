# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of a project: how it is read, opened, configured and closed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from ...apply import Call, Operations, Result, carries_out
from ...client import Client
from ...deadline import backoff
from ...errors import Answer, ApiError, DeadlineError, InputError, UnknownNameError
from ...fields import given
from ...jobs import FAILED, Job, Poller
from ...names import Kind, Names
from ...plan import NOT_TOLD, Notice, Plan, Step, Verb, chunks
from ..base import Undisturbed, unfulfilled
from ..kinds import ALL_TARGETS, SUBNET, USER, USER_GROUP, VPC
from .options import RESERVED, check, network
from .planner import TARGET, VERBS, Current, plan_service
from .state import (
    CLOSED,
    LOCK_PATH,
    MOST_OBJECTS,
    OBJECTS_PATH,
    OPEN,
    PATH,
    SECOND_FACTOR_PATH,
    SERVICE_API,
    UNSETTLED,
    Service,
    count_contents,
    is_locked,
    poll_service,
    read_service,
    shown_service,
    status_of,
)

_CLOSABLE_SHARE = 0.5
"""How much of the time that is left may be spent on waiting until the service can be closed."""

_ID = re.compile(r"[0-9a-f-]{32,36}")

_OBJECT_KINDS = {"USER": USER, "USER_GROUP": USER_GROUP}

_JOBS_PATH = "/v2/{project_id}/workspace-jobs/{job_id}/actions"


class ServiceResource(Operations, Undisturbed):
    """The service (ListWorkspaces, ApplyWorkspace, UpdateWorkspace, CancelWorkspace), its lock (ShowWorkspaceLock,
    UnlockWorkspace) and its second factor (ShowAssistAuthConfig, UpdateAssistAuthMethodConfig,
    ShowAssistAuthConfigApplyObjects, UpdateAssistAuthConfigApplyObjects)."""

    pollers: Mapping[str, Poller] = {SERVICE_API: poll_service}
    verb_table: Mapping[str, Verb] = VERBS
    things = "services"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        check(options)
        self._client = client
        self._options = options
        self._names = Names(client)
        self._current = Current(Service(CLOSED, {}))
        self._desired: dict[str, Any] = {}
        self._missing: list[str] = []

    # Reading

    def read(self) -> None:
        """Read the service once nothing that has begun goes on any more, and resolve names.

        :raises InputError: a name does not exist, or networks overlap.
        """
        now = self._settled()
        self._current = Current(now)
        if self._options["state"] == "absent":
            if now.status != CLOSED:
                self._current = Current(now, contents=count_contents(self._client))
            return
        self._desired = self._desired_values()
        if now.status != CLOSED and self._options["otp_config_info"]:
            self._current = Current(now, *self._second_factor())

    def _second_factor(self) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
        """Return what the service tells of the second factor, and whom it applies to if the task says so."""
        told = self._client.get(SECOND_FACTOR_PATH).get("otp_config_info") or {}
        if "apply_objects" not in self._desired:
            return told, ()
        return told, self._client.list_all(OBJECTS_PATH, "objects", limit=MOST_OBJECTS, id_field="object_id")

    def _settled(self) -> Service:
        attempt = 0
        while True:
            now = read_service(self._client)
            if now.status not in UNSETTLED:
                return now
            try:
                self._client.deadline.sleep(backoff(attempt))
            except DeadlineError as error:
                raise DeadlineError(
                    f"the service has been {now.status} since before this task, and {error}; run it again later"
                ) from error
            attempt += 1

    def _desired_values(self) -> dict[str, Any]:
        """Return what the options say, with IDs in place of names."""
        desired: dict[str, Any] = {
            name: given(value) if isinstance(value, Mapping) else value for name, value in self._options.items()
        }
        desired["ad_domains"] = desired["ad_domains"] or {"domain_type": "LITE_AS"}
        if desired["vpc"] is not None:
            desired["vpc"] = self._id_of(VPC, desired["vpc"], self._current.service.options.get("vpc"))
        if desired["subnets"] is not None:
            known = self._current.service.options.get("subnets") or []
            vpc = self._current.service.options.get("vpc") or desired["vpc"]
            desired["subnets"] = list(dict.fromkeys(self._subnet(one, vpc, known) for one in desired["subnets"]))
            if known and set(known) != set(desired["subnets"]):
                self._names.all(SUBNET)  # which gives those that go their names
        self._missing = []
        objects = (self._options["otp_config_info"] or {}).get("apply_objects")
        if objects is not None:
            desired["apply_objects"] = [self._object(one["object_type"], one["object_name"]) for one in objects]
        return desired

    def _object(self, object_type: str, given_name: str | None) -> dict[str, str]:
        """Return a user or group as requests have it; one that does not exist stands for itself."""
        thing_id, name = ALL_TARGETS
        if given_name is not None:
            try:
                thing = self._names.find(_OBJECT_KINDS[object_type], given_name)
                thing_id, name = thing.id, thing.name
            except UnknownNameError as error:
                self._missing.append(str(error))
                thing_id = name = given_name
        return {"object_type": object_type, "object_id": thing_id, "object_name": name}

    def _id_of(self, kind: Kind, name: str, current: str | None) -> str:
        if name == current or self._is_unlisted_id(kind, name):
            return name
        return self._names.find(kind, name).id

    def _is_unlisted_id(self, kind: Kind, name: str) -> bool:
        """Tell whether something looks like an ID where a closed service does not list such things.

        :raises InputError: it does not, and names cannot be looked up.
        """
        try:
            self._names.all(kind)
        except ApiError as error:
            if error.status != 403 or self._current.service.status != CLOSED:
                raise
            if _ID.fullmatch(name):
                return True
            raise InputError(
                f'the {kind.label} "{name}" cannot be looked up: as long as the service is closed it does not '
                "list any here; give the ID"
            ) from error
        return False

    def _subnet(self, name: str, vpc_id: str | None, known: Sequence[str]) -> str:
        """Return the ID of a subnet, of the VPC if several are called so.

        :raises InputError: there is none in the VPC, or it overlaps the management network.
        """
        if name in known or self._is_unlisted_id(SUBNET, name):
            return name
        inside = [one for one in self._names.all(SUBNET) if one.name == name and one.row.get("vpc_id") == vpc_id]
        found = inside[0] if len(inside) == 1 else self._names.find(SUBNET, name)
        if vpc_id and found.row.get("vpc_id") != vpc_id:
            self._names.all(VPC)
            vpc = self._names.shown(VPC, str(vpc_id))
            raise InputError(f'the subnet "{name}" does not belong to the VPC {vpc}')
        self._check_overlap(name, found.row.get("cidr"))
        return found.id

    def _check_overlap(self, name: str, cidr: str | None) -> None:
        own = self._options["management_subnet_cidr"]
        if not cidr:
            return
        subnet = network(cidr, "subnets")
        if subnet.overlaps(RESERVED):
            raise InputError(f'the subnet "{name}" ({cidr}) overlaps the reserved {RESERVED}')
        if own and subnet.overlaps(network(own, "management_subnet_cidr")):
            raise InputError(f'management_subnet_cidr is {own}, which overlaps the subnet "{name}" ({cidr})')

    def _in_words(self, name: str, value: Any) -> Any:
        """Return a field's value in the user's words."""
        if value == NOT_TOLD:
            return value
        if name == "vpc":
            return self._names.shown(VPC, value)
        if name == "subnets" and value is not None:
            return [self._names.shown(SUBNET, one) for one in value]
        return value

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        plan = plan_service(self._options, self._desired, self._current, self._client.project_id, self._in_words)
        plan.awaited += [Notice(TARGET, reason) for reason in self._missing]
        return plan

    # Carrying out (see apply.Resource)

    def stages(self, plan: Plan) -> Iterable[Sequence[Step]]:
        """Yield each step by itself: while one change goes on, the service takes no other."""
        for step in plan.steps:
            yield [step]

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Before it is closed, wait until the service has noticed that nothing is left in it."""
        if steps[0].verb != "close":
            return {}
        end = self._client.deadline.left * (1 - _CLOSABLE_SHARE)
        for attempt in itertools.count():
            now = self._settled()
            if now.answer.get("closable") is not False:
                return {}
            if self._client.deadline.left <= end:
                break
            self._client.deadline.sleep(backoff(attempt))
        left = str(count_contents(self._client))
        reason = f"it still has {left}" if left else "the service says that it cannot be closed now (closable: false)"
        return {TARGET: Result(TARGET, FAILED, reason)}

    @carries_out("open")
    def _open(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ApplyWorkspace."""
        for step in steps:
            desired = step.payload
            body = {
                "ad_domains": domain_body(
                    {k: v for k, v in desired["ad_domains"].items() if k != "domain_controllers"}
                ),
                "vpc_id": desired["vpc"],
                "subnet_ids": [{"subnet_id": subnet_id} for subnet_id in desired["subnets"]],
                "manage_subnet_cidr": desired["management_subnet_cidr"],
                "dedicated_subnets": joined(desired["dedicated_subnets"]),
                **{
                    name: desired[name]
                    for name in ("access_mode", "enterprise_id", "is_send_email", "apply_shared_vpc_dedicated_param")
                },
            }
            yield self._watched("POST", PATH, step, OPEN, given(body), self._began)

    @carries_out("retry")
    def _retry(self, steps: Sequence[Step]) -> Iterable[Call]:
        """RunActionsOnWorkspaceJob."""
        for step in steps:
            path = _JOBS_PATH.replace("{job_id}", step.payload)
            yield self._watched("POST", path, step, OPEN, {"op_type": "retry"}, self._began)

    @carries_out("close")
    def _close(self, steps: Sequence[Step]) -> Iterable[Call]:
        """CancelWorkspace."""
        for step in steps:
            yield self._watched("DELETE", PATH, step, CLOSED, None, self._is_closing)

    def _watched(
        self, method: str, path: str, step: Step, status: str, body: Any, find: Callable[[], Answer | None]
    ) -> Call:
        """Return a request whose end the status of the service tells."""
        job = Job(None, SERVICE_API, step.verb, {TARGET: None}, {"status": status}, self._client.server_time())
        job.state_api, job.things = SERVICE_API, self.things
        return Call(method, path, [step], body=body, jobs=lambda answer: [job], find_effect=find)

    def _began(self) -> Answer | None:
        status = status_of(self._client.get(PATH))
        return {} if status in ("PREPARING", "SUBSCRIBING", OPEN) else None

    def _is_closing(self) -> Answer | None:
        return {} if status_of(self._client.get(PATH)) in ("DEREGISTERING", CLOSED) else None

    @carries_out("update", "set_password")
    def _update(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateWorkspace, which changes one kind of attribute."""
        for step in steps:
            body = dict(step.payload)
            if "ad_domains" in body:
                body["ad_domains"] = domain_body(body["ad_domains"])
            if "subnets" in body:
                body["subnet_ids"] = body.pop("subnets")
            if "dedicated_subnets" in body:
                body["dedicated_subnets"] = joined(body["dedicated_subnets"])
            if "internet_access_port" in body:
                body["internet_access_port"] = str(body["internet_access_port"])
            yield Call("PUT", PATH, [step], body=body, jobs=self._jobs(step), repeatable=True)

    @carries_out("unlock")
    def _unlock(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UnlockWorkspace."""
        for step in steps:
            body = {"operate_type": "unlock"}
            yield Call("PUT", LOCK_PATH, [step], body=body, jobs=self._jobs(step), find_effect=self._is_unlocked)

    def _is_unlocked(self) -> Answer | None:
        return None if is_locked(self._client.get(LOCK_PATH)) else {}

    @carries_out("set_second_factor")
    def _set_second_factor(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateAssistAuthMethodConfig, which takes the whole configuration."""
        for step in steps:
            body = {"auth_type": "OTP", "otp_config_info": step.payload}
            yield Call("PUT", SECOND_FACTOR_PATH, [step], body=body, repeatable=True)

    @carries_out("set_second_factor_objects")
    def _set_objects(self, steps: Sequence[Step]) -> Iterable[Call]:
        """UpdateAssistAuthConfigApplyObjects; users and groups that join come before others go."""
        for step in steps:
            for side in ("add", "delete"):
                for part in chunks(step.payload[side], MOST_OBJECTS):
                    yield Call("POST", OBJECTS_PATH, [step], body={side: list(part)}, repeatable=True)

    def _jobs(self, step: Step) -> Callable[[Answer], Sequence[Job]]:
        now = self._client.server_time()

        def read(answer: Answer) -> Sequence[Job]:
            job_id = answer.get("job_id")
            job = Job(job_id, "workspace-sub-jobs", step.verb, {TARGET: None}, {}, now, things=self.things)
            return [job] if job_id else []

        return read

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the service back; what another plan would still change was not done."""
        if not plan.changed:
            return
        self.read()
        left = self.plan()
        left.steps = [step for step in left.steps if VERBS[step.verb].visible]
        unfulfilled(left, results)

    def result(self) -> dict[str, Any]:
        """Return the service as it is, with its lock."""
        return {"service": shown_service(self._client, self._current.service)}


def domain_body(domain: Mapping[str, Any]) -> dict[str, Any]:
    """Return a domain as requests have it: one of its switches is a number there."""
    body = dict(domain)
    if "delete_computer_object" in body:
        body["delete_computer_object"] = int(body["delete_computer_object"])
    return body


def joined(networks: Sequence[str] | None) -> str | None:
    """Return networks as the API wants them."""
    return None if networks is None else ";".join(networks)
