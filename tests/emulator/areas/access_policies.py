# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access policies: who may reach desktops from where."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.project import Project
from emulator.cloud.records import Record
from emulator.engine.clock import plain
from emulator.engine.contract import Body, ProjectOf, Query, Text, Text255, answer, nothing, page
from emulator.engine.errors import conflict, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

FIXED_NAMES = ("PRIVATE_ACCESS", "INTERNET")

ControlType = Literal["ACCESS_TYPE", "IP_WHITE_LIST"]


class Address(Body):
    ip_address: Text255
    subnet_mask: Text255


class PolicyObject(Body):
    object_id: Text
    object_type: Literal["USER", "USERGROUP"]
    object_name: Text | None = None


class AccessPolicy(Record):
    """A list of people who may not come from the Internet, or of networks from which alone people may come."""

    name: str
    control_type: str
    blacklist_type: str | None = None
    addresses: list[dict[str, str]] = []
    objects: list[dict[str, str]] = []
    is_enable: bool = False
    is_block_all: bool = False
    created: float


class PolicyFields(Body):
    policy_name: Annotated[str, Field(min_length=1, max_length=50)]
    blacklist_type: Literal["INTERNET"] | None = None
    access_control_type: ControlType = "ACCESS_TYPE"
    ip_list: Annotated[list[Address], Field(max_length=10000)] = []
    is_enable: bool = False
    is_block_all: bool = False
    ip_total_count: Annotated[int, Field(ge=0, le=1000)] | None = None


class PolicyCreation(Body):
    policy: PolicyFields
    policy_objects_list: Annotated[list[PolicyObject], Field(max_length=2000)] = []


class PolicyUpdate(Body):
    operation_type: Literal["ADD_IP", "DELETE_IP"] | None = None
    ip_white_list: list[Address] | None = None
    is_enable: bool | None = None
    is_block_all: bool | None = None


class ObjectsUpdate(Body):
    policy_objects_list: Annotated[list[PolicyObject], Field(min_length=1, max_length=2000)]


class PolicyDeletion(Body):
    policy_id_list: Annotated[list[Text], Field(min_length=1, max_length=100)]


class PolicyQuery(Query):
    access_control_type: ControlType | None = None
    limit: int = Field(100, ge=0, le=100)
    offset: int = Field(0, ge=0, le=99)


class ObjectQuery(Query):
    limit: int = Field(10, ge=0, le=2000)
    offset: int = Field(0, ge=0, le=1999)


def _find(project: Project, policy_id: str) -> AccessPolicy:
    policy = project.table(AccessPolicy).get(policy_id)
    if policy is None:
        raise not_found(f"The access policy {policy_id} does not exist.")
    return policy


def _plain(addresses: list[Address]) -> list[dict[str, str]]:
    """Return addresses as they are kept; ill-formed ones are refused."""
    for one in addresses:
        try:
            ipaddress.ip_network(f"{one.ip_address}/{one.subnet_mask}", strict=False)
        except ValueError as error:
            raise invalid(f"{one.ip_address} with the mask {one.subnet_mask} is no network.") from error
    return [one.model_dump() for one in addresses]


def _objects(project: Project, objects: list[PolicyObject]) -> list[dict[str, str]]:
    """Return objects as they are kept, with the names that they really have."""
    kept = []
    for one in {(one.object_type, one.object_id): one for one in objects}.values():
        users, groups = project.users, project.groups
        if one.object_type == "USER" and one.object_id in users:
            name = users[one.object_id].user_name
        elif one.object_type == "USERGROUP" and one.object_id in groups:
            name = groups[one.object_id].name
        else:
            raise invalid(f"The object {one.object_id} of type {one.object_type} does not exist.")
        kept.append({"object_id": one.object_id, "object_type": one.object_type, "object_name": name})
    return kept


def _view(policy: AccessPolicy) -> dict[str, Any]:
    white_list = {
        "ip_list": policy.addresses,
        "ip_total_count": len(policy.addresses),
        "is_enable": policy.is_enable,
        "is_block_all": policy.is_block_all,
    }
    view = {
        "policy_id": policy.id,
        "policy_name": policy.name,
        "access_control_type": policy.control_type,
        "create_time": plain(policy.created),
    }
    if policy.control_type == "IP_WHITE_LIST":
        return {**view, **white_list}
    return {**view, "blacklist_type": policy.blacklist_type}


@router.get("/access-policy")
async def list_access_policies(project: ProjectOf, query: Annotated[PolicyQuery, QueryOf()]) -> Response:
    """ListAccessPolicies."""
    found = [
        policy
        for policy in project.table(AccessPolicy).values()
        if query.access_control_type in (None, policy.control_type)
    ]
    rows = [_view(policy) for policy in page(found, query.offset, query.limit)]
    return answer({"policies": rows, "total": len(found)})


@router.post("/access-policy")
async def create_access_policy(project: ProjectOf, body: PolicyCreation) -> Response:
    """CreateAccessPolicy: the answer is empty, the new policy's ID is found by its name."""
    fields = body.policy
    if fields.access_control_type == "ACCESS_TYPE":
        if fields.policy_name not in FIXED_NAMES or fields.blacklist_type is None:
            raise invalid(f"policy_name must be one of {FIXED_NAMES}, and blacklist_type INTERNET.")
    elif fields.is_block_all and not fields.is_enable:
        raise invalid("is_block_all cannot be set while is_enable is false.")
    policies = project.table(AccessPolicy)
    if any(
        (one.name, one.control_type) == (fields.policy_name, fields.access_control_type) for one in policies.values()
    ):
        raise conflict(f"The access policy {fields.policy_name} already exists.")
    policy = AccessPolicy(
        id=project.new_id(),
        name=fields.policy_name,
        control_type=fields.access_control_type,
        blacklist_type=fields.blacklist_type,
        addresses=_plain(fields.ip_list),
        objects=_objects(project, body.policy_objects_list),
        is_enable=fields.is_enable,
        is_block_all=fields.is_block_all,
        created=project.now,
    )
    policies[policy.id] = policy
    return nothing(200)


@router.put("/access-policy/{policy_id}")
async def update_access_policy(project: ProjectOf, policy_id: str, body: PolicyUpdate) -> Response:
    """UpdateAccessPolicy: each switch alone, or addresses that come or go."""
    policy = _find(project, policy_id)
    if policy.control_type != "IP_WHITE_LIST":
        raise invalid("Only a policy of type IP_WHITE_LIST can be updated.")
    given = body.model_fields_set
    if given == {"is_enable"}:
        policy.is_enable = bool(body.is_enable)
    elif given == {"is_block_all"}:
        if not policy.is_enable:
            raise invalid("is_block_all cannot be changed while is_enable is false.")
        policy.is_block_all = bool(body.is_block_all)
    elif given == {"operation_type", "ip_white_list"}:
        rows = _plain(body.ip_white_list or [])
        others = [one for one in policy.addresses if one not in rows]
        policy.addresses = [*others, *rows] if body.operation_type == "ADD_IP" else others
    else:
        raise invalid("Send is_enable alone, is_block_all alone, or operation_type with ip_white_list.")
    return nothing(200)


@router.delete("/access-policy")
async def batch_delete_access_policies(project: ProjectOf, body: PolicyDeletion) -> Response:
    """BatchDeleteAccessPolicies."""
    for policy in [_find(project, policy_id) for policy_id in dict.fromkeys(body.policy_id_list)]:
        del project.table(AccessPolicy)[policy.id]
    return nothing(200)


@router.get("/access-policy/{policy_id}/objects")
async def list_access_policy_objects(
    project: ProjectOf, policy_id: str, query: Annotated[ObjectQuery, QueryOf()]
) -> Response:
    """ListAccessPolicyObjects: ten a page unless asked for more."""
    objects = _find(project, policy_id).objects
    rows = page(objects, query.offset, query.limit)
    return answer({"policy_objects_list": rows, "total": len(objects)})


@router.put("/access-policy/{policy_id}/objects")
async def update_access_policy_objects(project: ProjectOf, policy_id: str, body: ObjectsUpdate) -> Response:
    """UpdateAccessPolicyObjects: the whole list, which cannot be empty."""
    _find(project, policy_id).objects = _objects(project, body.policy_objects_list)
    return nothing(200)
