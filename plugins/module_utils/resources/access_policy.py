# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access policies: who may reach desktops from where."""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import Call
from ..client import Client
from ..errors import InputError
from ..names import Kind, Names
from ..plan import Notice, Plan, Step, chunks
from .base import STATE_SPEC, WRITE_UNKNOWN_SPEC, things
from .described import ApiField, DescribedResource, Member, Members
from .kinds import USER, USER_GROUP

ACCESS_POLICY = Kind(
    "access policy", "/v2/{project_id}/access-policy", "policies", id="policy_id", name="policy_name", limit=100
)
ACCESS_TYPE, IP_WHITE_LIST = "ACCESS_TYPE", "IP_WHITE_LIST"
FIXED_NAMES = ("PRIVATE_ACCESS", "INTERNET")
"""The only names that a policy of type ACCESS_TYPE can have."""

_KINDS = {"USER": USER, "USERGROUP": USER_GROUP}

ACCESS_POLICY_SPEC: dict[str, dict[str, Any]] = {
    "policy_name": {"type": "str", "required": True, "aliases": ["name"]},
    "access_control_type": {"type": "str", "choices": [ACCESS_TYPE, IP_WHITE_LIST], "default": ACCESS_TYPE},
    "blacklist_type": {"type": "str", "choices": ["INTERNET"]},
    "policy_objects_list": {
        "type": "list",
        "elements": "dict",
        "aliases": ["objects"],
        "options": {
            "object_type": {"type": "str", "required": True, "choices": list(_KINDS)},
            "object_name": {"type": "str", "required": True, "aliases": ["name", "object_id"]},
        },
    },
    "purge_policy_objects_list": {"type": "bool", "default": False, "aliases": ["purge_objects"]},
    "ip_list": {
        "type": "list",
        "elements": "dict",
        "aliases": ["ip_white_list"],
        "options": {
            "ip_address": {"type": "str", "required": True},
            "subnet_mask": {"type": "str", "required": True},
        },
    },
    "purge_ip_list": {"type": "bool", "default": False, "aliases": ["purge_ip_white_list"]},
    "is_enable": {"type": "bool"},
    "is_block_all": {"type": "bool"},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

_LONGEST_NAME = 50
_MOST_OBJECTS = 2000


@dataclasses.dataclass(frozen=True)
class Objects(Members):
    """The users and groups that a policy is about (ListAccessPolicyObjects, UpdateAccessPolicyObjects)."""

    limit = _MOST_OBJECTS
    whole = True
    created = True
    id_field = "object_id"

    def told(self, row: Mapping[str, Any]) -> Member:
        kind, name = row["object_type"], str(row.get("object_name") or row["object_id"])
        sent = {"object_id": row["object_id"], "object_type": kind, "object_name": name}
        return Member(f"{kind} {row['object_id']}", {"object_type": kind, "object_name": name}, sent)

    def find(self, names: Names, given: Any, known: Mapping[Any, Member]) -> Member:
        thing = names.find(_KINDS[given["object_type"]], given["object_name"])
        return self.told({"object_type": given["object_type"], "object_id": thing.id, "object_name": thing.name})

    def calls(self, path: str, step: Step) -> Iterable[Call]:
        body = {"policy_objects_list": [member.sent for member in step.payload]}
        yield Call("PUT", path + "/objects", [step], body=body, repeatable=True)


@dataclasses.dataclass(frozen=True)
class Addresses(Members):
    """The networks of a white list (UpdateAccessPolicy)."""

    created = True

    def told(self, row: Mapping[str, Any]) -> Member:
        shown = {"ip_address": row["ip_address"], "subnet_mask": row["subnet_mask"]}
        try:
            written = _network(shown)
        except InputError:
            written = shown
        return Member(f"{written['ip_address']}/{written['subnet_mask']}", shown, shown)

    def find(self, names: Names, given: Any, known: Mapping[Any, Member]) -> Member:
        return self.told(given)

    def calls(self, path: str, step: Step) -> Iterable[Call]:
        operation = "ADD_IP" if step.verb.startswith("add_") else "DELETE_IP"
        for part in chunks(step.payload, self.batch):
            body = {"operation_type": operation, "ip_white_list": [member.sent for member in part]}
            yield Call("PUT", path, [step], body=body, repeatable=True)


class AccessPolicyResource(DescribedResource):
    """An access policy (ListAccessPolicies, CreateAccessPolicy, UpdateAccessPolicy, BatchDeleteAccessPolicies).

    Its switches are changed one by one, and in an order in which nobody who keeps access loses it meanwhile.
    """

    kind = ACCESS_POLICY
    identity = ApiField(name="policy_name")
    fields = (
        ApiField(name="access_control_type", verb=None),
        ApiField(name="blacklist_type", verb=None),
        ApiField(name="is_enable", verb="enable"),
        ApiField(name="is_block_all", verb="block_all"),
    )
    collections = (
        Objects(
            "policy_objects_list",
            "/v2/{project_id}/access-policy/{id}/objects",
            "policy_objects_list",
            batch=_MOST_OBJECTS,
        ),
        Addresses("ip_list", "", "ip_list", batch=1000),
    )
    returns = "access_policy"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        addresses = options["ip_list"]
        super().__init__(
            client, {**options, "ip_list": None if addresses is None else [_network(one) for one in addresses]}
        )
        _check(options)

    def order(self) -> Sequence[str]:
        """Networks come in before the white list counts, and go out after; all are blocked only while it counts."""
        switches = ("block_all", "enable") if (self._found or {}).get("is_enable") else ("enable", "block_all")
        return ("create", "set_policy_objects_list", "add_ip_list", *switches, "remove_ip_list", "delete")

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return the policies of that name and type."""
        kind = self._options["access_control_type"]
        query = None if kind == ACCESS_TYPE else {"access_control_type": kind}
        found = things(self._client, ACCESS_POLICY, self._target, query)
        return [row for row in found if _type_of(row) == kind]

    def detail(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """A service that knows no white lists does not tell the type."""
        return {**row, "access_control_type": _type_of(row)}

    def plan(self) -> Plan:
        """Compare; the last object of a policy goes only with the policy itself."""
        plan = super().plan()
        for step in plan.steps:
            if step.verb == "set_policy_objects_list":
                self._check_objects(plan, step.payload)
                if not step.payload:
                    reason = "the service keeps the last object of an access policy; state: absent deletes the policy"
                    plan.refused.append(Notice(self._target, reason))
            elif step.verb == "create":
                self._check_objects(plan, (step.payload or {}).get("policy_objects_list") or ())
        blocking = any(
            s.verb == "block_all" or s.verb == "create" and self._desired["is_block_all"] for s in plan.steps
        )
        if blocking and not (self._desired["is_enable"] or (self._found or {}).get("is_enable")):
            plan.refused.append(Notice(self._target, "is_block_all can only be changed while is_enable is true"))
        if self._shuts_out_everybody(plan):
            reason = (
                "an enabled white list without networks lets nobody in; list some in ip_list, or say is_block_all: "
            )
            plan.refused.append(Notice(self._target, reason + "true if that is meant"))
        return plan

    def _shuts_out_everybody(self, plan: Plan) -> bool:
        """Whether nobody may come from anywhere after this plan although the task does not say so."""
        found = self._found or {"is_enable": False, "ip_list": []}
        networks = found.get("ip_list")
        for step in plan.steps:
            if "ip_list" in step.fields:
                networks = step.fields["ip_list"].after
        after = {
            name: found.get(name) if self._desired[name] is None else self._desired[name]
            for name in ("is_enable", "is_block_all")
        }
        changes = any(step.verb != "delete" for step in plan.steps)
        if self._options["access_control_type"] != IP_WHITE_LIST:
            return False
        # One that is not told may be enabled.
        return bool(changes and after["is_enable"] is not False and not after["is_block_all"] and networks == [])

    def _check_objects(self, plan: Plan, objects: Sequence[Any]) -> None:
        if len(objects) > _MOST_OBJECTS:
            reason = f"policy_objects_list would have {len(objects)} objects, but may have {_MOST_OBJECTS} at most"
            plan.refused.append(Notice(self._target, reason))

    def create_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        """A blacklist is about access by the Internet; there is no other."""
        policy = dict(desired)
        objects = policy.pop("policy_objects_list", None)
        if policy["access_control_type"] == ACCESS_TYPE:
            policy.setdefault("blacklist_type", "INTERNET")
        return {"policy": policy, **({"policy_objects_list": objects} if objects else {})}

    def delete_call(self, step: Step) -> Call:
        """BatchDeleteAccessPolicies."""
        call = super().delete_call(step)
        call.path, call.body = self.kind.path, {"policy_id_list": [(self._found or {})["policy_id"]]}
        return call


def _type_of(row: Mapping[str, Any]) -> str:
    """Return the type of a policy; where it is not told, the name tells."""
    by_name = ACCESS_TYPE if row.get("policy_name") in FIXED_NAMES else IP_WHITE_LIST
    return row.get("access_control_type") or by_name


def _network(given: Mapping[str, Any]) -> dict[str, str]:
    """Return a network as the service writes it. Raises :class:`.InputError`: it is none."""
    try:
        network = ipaddress.ip_network(f"{given['ip_address']}/{given['subnet_mask']}", strict=False)
        address = str(ipaddress.ip_address(given["ip_address"]))
    except ValueError as error:
        raise InputError(
            f"ip_list has {given['ip_address']} with the mask {given['subnet_mask']}, which is no network"
        ) from error
    return {"ip_address": address, "subnet_mask": str(network.netmask)}


def _check(options: Mapping[str, Any]) -> None:
    """Refuse what no access policy can be."""
    name, kind = options["policy_name"], options["access_control_type"]
    if kind == ACCESS_TYPE:
        if name not in FIXED_NAMES:
            raise InputError(
                f"policy_name is \"{name}\", but a policy of type {kind} is called {' or '.join(FIXED_NAMES)}"
            )
        senseless = [one for one in ("ip_list", "is_enable", "is_block_all") if options[one] is not None]
        if senseless:
            raise InputError(f"{' and '.join(senseless)}: only a policy of type {IP_WHITE_LIST} has this")
    elif options["blacklist_type"] is not None:
        raise InputError(f"blacklist_type: only a policy of type {ACCESS_TYPE} has this")
    if len(name) > _LONGEST_NAME:
        raise InputError(f"policy_name has more than {_LONGEST_NAME} characters")


def find_access_policies(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the access policies, or those of a name and type, with their objects where asked for."""
    kind: str | None = options["access_control_type"]
    query = {"access_control_type": kind} if kind else None
    found = [
        row for row in things(client, ACCESS_POLICY, options["policy_name"], query) if kind in (None, _type_of(row))
    ]
    policies = [{"id": row["policy_id"], **row, "access_control_type": _type_of(row)} for row in found]
    if options["objects"]:
        for policy in policies:
            path = f"{ACCESS_POLICY.path}/{policy['policy_id']}/objects"
            policy["policy_objects_list"] = client.list_all(
                path, "policy_objects_list", limit=_MOST_OBJECTS, id_field=Objects.id_field
            )
    return {"access_policies": policies}
