# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policy groups: their policies, and what they apply to."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.domain import Ou
from emulator.cloud.policies_in_force import PolicyGroup
from emulator.cloud.policy_kinds import check_policies
from emulator.cloud.project import Project
from emulator.cloud.records import Pool
from emulator.engine.clock import plain
from emulator.engine.contract import Body, ProjectOf, Query, Text255, answer, nothing, page
from emulator.engine.errors import conflict, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

ALL = ("default-apply-all-targets", "All-Targets")

TargetType = Literal["INSTANCE", "DESKTOPSPOOL", "USER", "CLIENTIP", "OU", "USERGROUP", "ALL", "DESKTOP_TAG"]
GroupName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,255}$")]
Priority = Annotated[int, Field(ge=0, le=55)]


class Target(Body):
    target_id: Annotated[str, Field(min_length=1, max_length=255)]
    target_name: Annotated[str, Field(max_length=55)]
    target_type: TargetType
    target_domain: str | None = None


class GroupFields(Body):
    policy_group_id: Text255 | None = None
    policy_group_name: GroupName | None = None
    priority: Priority | None = None
    description: Text255 | None = None
    update_time: Text255 | None = None
    targets: list[Target] | None = None
    policies: dict[str, Any] | None = None


class GroupBody(Body):
    policy_group: GroupFields


class PoliciesBody(Body):
    policies: dict[str, Any]


class TargetsBody(Body):
    add: Annotated[list[Target], Field(max_length=5000)] = []
    delete: Annotated[list[Target], Field(max_length=5000)] = []


class GroupQuery(Query):
    limit: int = Field(100, ge=1, le=100)
    offset: int = Field(0, ge=0)
    policy_group_id: str | None = None
    policy_group_name: str | None = None
    priority: int | None = None
    update_time: str | None = None
    description: str | None = None
    is_group_name_accurate: bool = False


class DetailQuery(Query):
    limit: int = Field(100, ge=1, le=100)
    offset: int = Field(0, ge=0)
    policy_group_id: str | None = None
    policy_group_name: str | None = None
    policy_group_names: str | None = None
    priority: int | None = None
    update_time: str | None = None
    description: str | None = None


class PoliciesQuery(Query):
    policy_type: str | None = None


class TargetQuery(Query):
    target_type: TargetType | None = None
    target_name: str | None = None
    limit: int = Field(1000, ge=1, le=1000)
    offset: int = Field(0, ge=0)


def _find(project: Project, group_id: str) -> PolicyGroup:
    group = project.table(PolicyGroup).get(group_id)
    if group is None:
        raise not_found(f"The policy group {group_id} does not exist.")
    return group


def _check_name(project: Project, name: str, own: PolicyGroup | None = None) -> None:
    if any(group.name == name and group is not own for group in project.table(PolicyGroup).values()):
        raise conflict(f"The policy group {name} already exists.")


def _check_target(project: Project, target: Target) -> None:
    """Refuse what does not exist; a desktop is meant by its SID."""
    known: dict[str, set[str]] = {
        "INSTANCE": {desktop.sid for desktop in project.desktops.values()},
        "USER": set(project.users),
        "USERGROUP": set(project.groups),
        "DESKTOPSPOOL": set(project.table(Pool)),
        "OU": set(project.table(Ou)),
        "ALL": {ALL[0]},
    }
    if target.target_type in known and target.target_id not in known[target.target_type]:
        raise invalid(f"The target {target.target_id} of type {target.target_type} does not exist.")


def _plain(target: Target) -> dict[str, str]:
    return target.model_dump(exclude_none=True)


def _rank(project: Project, group: PolicyGroup, priority: int) -> None:
    """Give a group its place among the others, which move on."""
    groups = sorted(project.table(PolicyGroup).values(), key=lambda one: one.priority)
    groups.remove(group)
    groups.insert(priority - 1, group)
    for place, one in enumerate(groups, start=1):
        one.priority = place


def _check_priority(priority: int | None, number: int) -> None:
    if priority is not None and not 1 <= priority <= number:
        raise invalid(f"priority must be between 1 and {number}, the number of policy groups.")


def _view(group: PolicyGroup) -> dict[str, Any]:
    return {
        "policy_group_id": group.id,
        "policy_group_name": group.name,
        "priority": group.priority,
        "update_time": plain(group.updated),
        "description": group.description,
    }


def _matching(project: Project, query: GroupQuery | DetailQuery) -> list[PolicyGroup]:
    """Return the groups that the filters let through, by priority; name and description are fuzzy."""
    accurate = isinstance(query, GroupQuery) and query.is_group_name_accurate
    name, text = query.policy_group_name, query.description
    return [
        group
        for group in sorted(project.table(PolicyGroup).values(), key=lambda one: one.priority)
        if query.policy_group_id in (None, group.id)
        and (name is None or (name == group.name if accurate else name.casefold() in group.name.casefold()))
        and (text is None or text.casefold() in group.description.casefold())
        and query.priority in (None, group.priority)
    ]


@router.get("/policy-groups")
async def list_policy_group(project: ProjectOf, query: Annotated[GroupQuery, QueryOf()]) -> Response:
    """ListPolicyGroup: neither policies nor targets are told."""
    found = _matching(project, query)
    rows = [_view(group) for group in page(found, query.offset, query.limit)]
    return answer({"policy_groups": rows, "total_count": len(found)})


@router.get("/policy-groups/detail")
async def list_policy_group_info(project: ProjectOf, query: Annotated[DetailQuery, QueryOf()]) -> Response:
    """ListPolicyGroupInfo."""
    names = query.policy_group_names.split(",") if query.policy_group_names else None
    found = [group for group in _matching(project, query) if names is None or group.name in names]
    rows = [
        {**_view(group), "policies": group.policies, "targets": group.targets}
        for group in page(found, query.offset, query.limit)
    ]
    return answer({"policy_groups": rows, "total_count": len(found)})


@router.post("/policy-groups")
async def create_policy_group(project: ProjectOf, body: GroupBody) -> Response:
    """CreatePolicyGroup: without a priority a new group is the weakest."""
    fields = body.policy_group
    if fields.policy_group_name is None:
        raise invalid("policy_group_name is missing.")
    _check_name(project, fields.policy_group_name)
    check_policies(fields.policies or {})
    for target in fields.targets or []:
        _check_target(project, target)
    groups = project.table(PolicyGroup)
    _check_priority(fields.priority, len(groups) + 1)
    if len(groups) >= project.quotas["policy_groups"]:
        raise invalid("The quota of policy groups is exceeded.")
    group = PolicyGroup(
        id=project.new_id(),
        name=fields.policy_group_name,
        description=fields.description or "",
        priority=len(groups) + 1,
        updated=project.now,
        policies=fields.policies or {},
        targets=[_plain(target) for target in fields.targets or []],
    )
    groups[group.id] = group
    _rank(project, group, fields.priority or group.priority)
    return answer({"id": group.id}, 201)


@router.put("/policy-groups/{group_id}")
async def update_policy_group(project: ProjectOf, group_id: str, body: GroupBody) -> Response:
    """UpdatePolicyGroup: what is not sent stays."""
    group, fields = _find(project, group_id), body.policy_group
    if fields.policy_group_name is not None:
        _check_name(project, fields.policy_group_name, group)
    _check_priority(fields.priority, len(project.table(PolicyGroup)))
    check_policies(fields.policies or {})
    for target in fields.targets or []:
        _check_target(project, target)
    if fields.priority is not None:
        _rank(project, group, fields.priority)
    group.name = fields.policy_group_name or group.name
    group.description = group.description if fields.description is None else fields.description
    group.policies = {**group.policies, **(fields.policies or {})}
    if fields.targets is not None:
        group.targets = [_plain(target) for target in fields.targets]
    group.updated = project.now
    return nothing(200)


@router.delete("/policy-groups/{group_id}")
async def delete_policy_group(project: ProjectOf, group_id: str) -> Response:
    """DeletePolicyGroup: weaker groups move up."""
    del project.table(PolicyGroup)[_find(project, group_id).id]
    groups = sorted(project.table(PolicyGroup).values(), key=lambda one: one.priority)
    for place, group in enumerate(groups, start=1):
        group.priority = place
    return nothing()


@router.get("/policy-groups/{group_id}/policies")
async def list_policies_of_policy_group(
    project: ProjectOf, group_id: str, query: Annotated[PoliciesQuery, QueryOf()]
) -> Response:
    """ListPoliciesOfPolicyGroup: those that were set, of one object or of all."""
    policies = _find(project, group_id).policies
    return answer({"policies": {name: policies[name] for name in policies if query.policy_type in (None, name)}})


@router.put("/policy-groups/{group_id}/policies")
async def update_policies_of_policy_group(project: ProjectOf, group_id: str, body: PoliciesBody) -> Response:
    """UpdatePoliciesOfPolicyGroup: each object that is sent replaces the whole of it."""
    group = _find(project, group_id)
    check_policies(body.policies)
    group.policies = {**group.policies, **body.policies}
    group.updated = project.now
    return answer({"policies": group.policies})


@router.get("/policy-groups/{group_id}/targets")
async def list_target_of_policy_group(
    project: ProjectOf, group_id: str, query: Annotated[TargetQuery, QueryOf()]
) -> Response:
    """ListTargetOfPolicyGroup; the name is fuzzy."""
    found = [
        target
        for target in _find(project, group_id).targets
        if query.target_type in (None, target["target_type"])
        and (query.target_name is None or query.target_name.casefold() in target["target_name"].casefold())
    ]
    return answer({"targets": page(found, query.offset, query.limit), "total_count": len(found)})


@router.put("/policy-groups/{group_id}/targets")
async def batch_update_target_of_policy_group(project: ProjectOf, group_id: str, body: TargetsBody) -> Response:
    """BatchUpdateTargetOfPolicyGroup: adding twice, or deleting a stranger, does nothing."""
    group = _find(project, group_id)
    for target in body.add:
        _check_target(project, target)
    gone = {(target.target_type, target.target_id) for target in body.delete}
    kept = {(one["target_type"], one["target_id"]): one for one in group.targets}
    kept = {key: one for key, one in kept.items() if key not in gone}
    for target in body.add:
        kept.setdefault((target.target_type, target.target_id), _plain(target))
    group.targets = list(kept.values())
    group.updated = project.now
    return nothing(200)
