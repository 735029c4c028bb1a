# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policy groups: what desktops allow, and to whom that applies."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import Call
from ..client import Client
from ..errors import InputError, WorkspaceError
from ..fields import UNSET
from ..names import Kind, Names
from ..plan import Notice, Plan, Step, chunks
from .base import NEW_NAME_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC, things
from .described import DESCRIPTION, ApiField, DescribedResource, Member, Members
from .kinds import ALL_TARGETS, DESKTOP, OU, POOL, USER, USER_GROUP
from .policies import checked, clashes, merged
from .sids import sid_of

POLICY_GROUP = Kind(
    "policy group",
    "/v2/{project_id}/policy-groups",
    "policy_groups",
    id="policy_group_id",
    name="policy_group_name",
    limit=100,
)
_KINDS = {"INSTANCE": DESKTOP, "USER": USER, "USERGROUP": USER_GROUP, "OU": OU, "DESKTOPSPOOL": POOL}
TARGET_TYPES = (*_KINDS, "CLIENTIP", "DESKTOP_TAG", "ALL")

POLICY_GROUP_SPEC: dict[str, dict[str, Any]] = {
    "policy_group_name": {"type": "str", "required": True, "aliases": ["name"]},
    **NEW_NAME_SPEC,
    "description": {"type": "str"},
    "priority": {"type": "int"},
    "policies": {"type": "dict"},
    "targets": {
        "type": "list",
        "elements": "dict",
        "options": {
            "target_type": {"type": "str", "required": True, "choices": list(TARGET_TYPES)},
            "target_name": {"type": "str", "aliases": ["name", "target_id"]},
        },
    },
    "purge_targets": {"type": "bool", "default": False},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

_NAME = re.compile(r"[A-Za-z0-9_]{1,255}")
_LAST_PRIORITY = 55
_LONGEST_DESCRIPTION = 255
_LONGEST_TARGET = 55


def is_policy_group_name(name: str) -> bool:
    """Tell whether a new policy group can have a name."""
    return _NAME.fullmatch(name) is not None


@dataclasses.dataclass(frozen=True)
class Targets(Members):
    """What a policy group applies to (ListTargetOfPolicyGroup, BatchUpdateTargetOfPolicyGroup)."""

    created = True
    id_field = "target_id"

    def told(self, row: Mapping[str, Any]) -> Member:
        kind, name = row["target_type"], str(row.get("target_name") or row["target_id"])
        sent = {"target_id": row["target_id"], "target_name": name, "target_type": kind}
        shown = {"target_type": kind, "target_name": name}
        return Member(f"{kind} {row['target_id']}", shown, sent)

    def find(self, names: Names, given: Any, known: Mapping[Any, Member]) -> Member:
        # What is there by the same name may be a desktop or a user that was deleted and came again with another ID.
        kind, name = given["target_type"], given["target_name"]
        if kind == "ALL":
            target_id, name = ALL_TARGETS
        elif kind == "INSTANCE":
            target_id, name = sid_of(names, name)
        elif kind in _KINDS:
            thing = names.find(_KINDS[kind], name)
            target_id, name = thing.id, thing.name
        else:
            target_id = name
        if len(name) > _LONGEST_TARGET:
            text = (
                f'the target_name "{name}" has {len(name)} characters, but the service takes {_LONGEST_TARGET} at most'
            )
            raise InputError(text)
        return self.told({"target_type": kind, "target_id": target_id, "target_name": name})

    def calls(self, path: str, step: Step) -> Iterable[Call]:
        side = "add" if step.verb.startswith("add_") else "delete"
        for part in chunks(step.payload, self.batch):
            body = {side: [member.sent for member in part]}
            yield Call("PUT", path + "/targets", [step], body=body, repeatable=True)


class PolicyGroupResource(DescribedResource):
    """A policy group (ListPolicyGroup, CreatePolicyGroup, UpdatePolicyGroup, DeletePolicyGroup), its policies
    (ListPoliciesOfPolicyGroup, UpdatePoliciesOfPolicyGroup) and its targets.

    Updates send all that they could replace, with what was read in place of what is not given, so that nothing is lost
    however much of it the service replaces.
    """

    kind = POLICY_GROUP
    identity = ApiField(name="policy_group_name")
    fields = (
        DESCRIPTION,
        ApiField(name="priority"),
        ApiField(name="policies", verb="update_policies", nested=True, absent=UNSET),
    )
    collections = (Targets("targets", "/v2/{project_id}/policy-groups/{id}/targets", "targets", batch=1000),)
    returns = "policy_group"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        given = options["policies"]
        super().__init__(client, {**options, "policies": None if given is None else checked(given)})
        _check(options)
        self._groups = 0

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return all groups, and count them."""
        groups = super().rows()
        self._groups = len(groups)
        return groups

    def detail(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """ListPoliciesOfPolicyGroup, if the task is about policies: the list of groups does not tell them."""
        if self._options["policies"] is None:
            return row
        return {**row, "policies": _policies(self._client, row)}

    def plan(self) -> Plan:
        """Compare; a new group needs a name that the service takes, and places are as many as groups."""
        plan = super().plan()
        places = self._groups + (self._found is None)
        if any("priority" in step.fields for step in plan.steps) and self._options["priority"] > places:
            reason = f"priority is {self._options['priority']}, but the last place among the policy groups is {places}"
            plan.awaited.append(Notice(self._target, reason))
        if any(step.verb in ("create", "update_policies") for step in plan.steps):
            now = (self._found or {}).get("policies")
            plan.refused += [Notice(self._target, reason) for reason in clashes(self._desired["policies"] or {}, now)]
        if any(step.verb == "create" for step in plan.steps) and not is_policy_group_name(self._desired_name):
            reason = "there is no such policy group, and a new one's name has 1 to 255 letters, digits and underscores"
            plan.refused.append(Notice(self._target, reason))
        return plan

    def create_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        return {"policy_group": dict(desired)}

    def update_call(self, step: Step) -> Call:
        """UpdatePolicyGroup or UpdatePoliciesOfPolicyGroup."""
        call, found = super().update_call(step), self._found or {}
        if step.verb == "update_policies":
            call.path += "/policies"
            call.body = {"policies": merged(self._desired["policies"], found["policies"])}
        else:
            now = {name: found.get(name) for name in ("policy_group_name", "description", "priority")}
            known = {name: value for name, value in now.items() if value is not None}
            call.body = {"policy_group": {**known, **call.body}}
        return call


def _policies(client: Client, group: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the policies of a group (ListPoliciesOfPolicyGroup).

    :raises WorkspaceError: two answers lack them. They are not taken for none, since an update replaces what was read.
    """
    for _look in range(2):
        answer = client.get(f"{POLICY_GROUP.path}/{group['policy_group_id']}/policies")
        if "policies" in answer:
            return answer["policies"] or {}
    name = group.get("policy_group_name", group["policy_group_id"])
    raise WorkspaceError(f'the service does not tell the policies of the policy group "{name}" now; run the task again')


def _check(options: Mapping[str, Any]) -> None:
    """Refuse what no policy group can be."""
    priority = options["priority"]
    if priority is not None and not 1 <= priority <= _LAST_PRIORITY:
        raise InputError(f"priority is {priority}, but must be 1 (the strongest) to {_LAST_PRIORITY}")
    if len(options["description"] or "") > _LONGEST_DESCRIPTION:
        raise InputError(f"description has more than {_LONGEST_DESCRIPTION} characters")
    if options["new_name"] is not None and not is_policy_group_name(options["new_name"]):
        raise InputError(f'new_name is "{options["new_name"]}", but must be 1 to 255 letters, digits and underscores')
    for target in options["targets"] or []:
        kind, name = target["target_type"], target["target_name"] or ""
        if kind == "ALL":
            if name not in ("", *ALL_TARGETS):
                raise InputError(f'a target of target_type ALL has no name of its own, so "{name}" means nothing')
        elif not name.strip():
            raise InputError(f"a target of target_type {kind} needs target_name")
        elif kind == "CLIENTIP" and not _is_address(name):
            raise InputError(f'the target_name "{name}" of a CLIENTIP is not an IP address')
        elif kind == "DESKTOP_TAG" and not all(name.partition("|")):
            raise InputError(f'the target_name "{name}" of a DESKTOP_TAG must be key|value')


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def find_policy_groups(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the policy groups, or the one of that name or ID, with their policies and targets where asked for."""
    groups = []
    for row in things(client, POLICY_GROUP, options["policy_group_name"]):
        path = f"{POLICY_GROUP.path}/{row['policy_group_id']}"
        group = {"id": row["policy_group_id"], **row}
        if options["policies"]:
            group["policies"] = _policies(client, row)
        if options["targets"]:
            group["targets"] = client.list_all(path + "/targets", "targets", id_field=Targets.id_field)
        groups.append(group)
    return {"policy_groups": groups}
