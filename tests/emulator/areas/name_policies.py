# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that name desktops."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.names import LONGEST_NAME, USER_IN_NAME
from emulator.cloud.project import Project
from emulator.cloud.records import NamePolicy, Pool
from emulator.engine.contract import Body, ProjectOf, Query, answer, nothing, page
from emulator.engine.errors import conflict, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")

Digits = Annotated[int, Field(ge=1, le=5)]
Start = Annotated[int, Field(ge=1, le=99999)]
Increment = Annotated[int, Field(ge=0, le=1)]
Prefix = Annotated[str, Field(min_length=1, max_length=100)]
PolicyId = Annotated[str, Field(min_length=1, max_length=36)]


class PolicyCreation(Body):
    policy_name: Annotated[str, Field(pattern=r"^[\u4e00-\u9fa5a-zA-Z_][\u4e00-\u9fa5a-zA-Z0-9_]{0,29}$")]
    name_prefix: Prefix
    digit_number: Digits
    start_number: Start
    single_domain_user_inc: Increment
    is_default_policy: bool = False
    prefix_truncation_enabled: bool = False


class PolicyUpdate(Body):
    policy_name: Annotated[str, Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,29}$")] | None = None
    name_prefix: Prefix | None = None
    digit_number: Digits | None = None
    start_number: Start | None = None
    single_domain_user_inc: Increment | None = None
    is_default_policy: bool | None = None
    prefix_truncation_enabled: bool | None = None


class PolicyQuery(Query):
    is_contain_user: bool | None = None
    policy_name: Annotated[str, Field(max_length=30)] | None = None
    policy_id: Annotated[str, Field(max_length=36)] | None = None
    offset: int = Field(0, ge=0, le=50)
    limit: int = Field(50, ge=0, le=50)


class PolicyDeletion(Body):
    policy_ids: Annotated[list[PolicyId], Field(min_length=1, max_length=50)]


def _contains_user(policy: NamePolicy) -> bool:
    return USER_IN_NAME in policy.name_prefix


def _view(policy: NamePolicy) -> dict[str, Any]:
    fields = policy.model_dump(exclude={"id", "name"})
    return {
        "policy_id": policy.id,
        "policy_name": policy.name,
        **fields,
        "is_contain_user": _contains_user(policy),
    }


def _find(project: Project, policy_id: str) -> NamePolicy:
    policy = project.table(NamePolicy).get(policy_id)
    if policy is None:
        raise not_found(f"The desktop name policy {policy_id} does not exist.")
    return policy


def _put(project: Project, policy: NamePolicy) -> None:
    """Put a new or changed policy into the project, or refuse it; only one can be the default."""
    policies = project.table(NamePolicy)
    if any(other.name == policy.name and other.id != policy.id for other in policies.values()):
        raise conflict(f"The desktop name policy {policy.name} already exists.")
    fixed = policy.name_prefix.replace(USER_IN_NAME, "")
    example = policy.name_prefix.replace(USER_IN_NAME, "user")
    if not _PREFIX.fullmatch(example) or len(fixed) + policy.digit_number > LONGEST_NAME:
        raise invalid(f"The prefix {policy.name_prefix!r} and its digits must make names of up to 15 characters.")
    if policy.single_domain_user_inc and not _contains_user(policy):
        raise invalid(f"single_domain_user_inc needs {USER_IN_NAME} in the prefix.")
    if policy.is_default_policy:
        for other in policies.values():
            other.is_default_policy = False
    policies[policy.id] = policy


@router.get("/desktop-name-policies")
async def list_desktop_name_policy(project: ProjectOf, query: Annotated[PolicyQuery, QueryOf()]) -> Response:
    """ListDesktopNamePolicy; the filter by name is fuzzy."""
    found = [
        policy
        for policy in project.table(NamePolicy).values()
        if (query.policy_name is None or query.policy_name.casefold() in policy.name.casefold())
        and query.policy_id in (None, policy.id)
        and query.is_contain_user in (None, _contains_user(policy))
    ]
    views = [_view(policy) for policy in page(found, query.offset, query.limit)]
    return answer({"desktop_name_policy_infos": views, "total_count": len(found)})


@router.post("/desktop-name-policies")
async def create_desktop_name_policy(project: ProjectOf, body: PolicyCreation) -> Response:
    """CreateDesktopNamePolicy."""
    policy = NamePolicy(id=project.new_id(), name=body.policy_name, **body.model_dump(exclude={"policy_name"}))
    _put(project, policy)
    return answer({"policy_id": policy.id})


@router.put("/desktop-name-policies/{policy_id}")
async def update_desktop_name_policy(project: ProjectOf, policy_id: str, body: PolicyUpdate) -> Response:
    """UpdateDesktopNamePolicy."""
    policy = _find(project, policy_id)
    changes = body.model_dump(exclude_none=True, exclude={"policy_name"})
    _put(project, policy.model_copy(update={**changes, "name": body.policy_name or policy.name}))
    return nothing()


@router.post("/desktop-name-policies/batch-delete")
async def batch_delete_desktop_name_policy(project: ProjectOf, body: PolicyDeletion) -> Response:
    """BatchDeleteDesktopNamePolicy: not while a pool names its desktops by one of them."""
    policies = [_find(project, policy_id) for policy_id in dict.fromkeys(body.policy_ids)]
    used = {pool.desktop_name_policy_id for pool in project.table(Pool).values()}
    for policy in policies:
        if policy.id in used:
            raise conflict(f"The desktop name policy {policy.name} is used by a desktop pool.")
    for policy in policies:
        del project.table(NamePolicy)[policy.id]
    return nothing()
