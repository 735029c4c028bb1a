# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second factor of logins: how it works, and whom it applies to."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.project import Project
from emulator.cloud.tenancy import tenancy_of
from emulator.engine.contract import Body, ProjectOf, Query, Text255, answer, nothing, page
from emulator.engine.errors import GROUP_NOT_FOUND, USER_NOT_FOUND, ApiError, conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")


class ApplyRule(Body):
    rule_type: Literal["ACCESS_MODE"] | None = None
    rule: Literal["INTERNET", "PRIVATE"] | None = None


class ApplyObject(Body):
    object_type: Literal["USER", "USER_GROUP", "ALL"]
    object_id: Text255
    object_name: Text255


class Otp(Body):
    id: Text255 | None = None
    enable: bool | None = None
    receive_mode: Literal["VMFA", "HMFA"] | None = None
    auth_url: Text255 | None = None
    app_id: Annotated[str, Field(max_length=24)] | None = None
    app_secret: Annotated[str, Field(max_length=128)] | None = None
    auth_server_access_mode: Literal["INTERNET", "DEDICATED", "SYSTEM_DEFAULT"] | None = None
    cert_content: Annotated[str, Field(max_length=8192)] | None = None
    apply_rule: ApplyRule | None = None
    apply_objects: list[ApplyObject] | None = None


class MethodConfig(Body):
    auth_type: Literal["OTP"]
    otp_config_info: Otp


class ObjectChange(Body):
    add: Annotated[list[ApplyObject], Field(max_length=1000)] = []
    delete: Annotated[list[ApplyObject], Field(max_length=1000)] = []


class ObjectQuery(Query):
    object_type: Literal["USER", "USER_GROUP", "ALL"] | None = None
    object_name: str | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(100, ge=1, le=1000)


def _check_object(project: Project, wanted: ApplyObject) -> None:
    """Refuse somebody who does not exist, or who has another name."""
    if wanted.object_type == "ALL":
        return
    if wanted.object_type == "USER":
        user = project.users.get(wanted.object_id)
        if user is None:
            raise ApiError(400, USER_NOT_FOUND, f"The user {wanted.object_id} does not exist.")
        name = user.user_name
    else:
        group = project.groups.get(wanted.object_id)
        if group is None:
            raise ApiError(400, GROUP_NOT_FOUND, f"The user group {wanted.object_id} does not exist.")
        name = group.name
    if name.casefold() != wanted.object_name.casefold():
        raise invalid(f"The name of {wanted.object_id} is {name}, not {wanted.object_name}.")


@router.get("/assist-auth-config/method-config")
async def show_assist_auth_config(project: ProjectOf) -> Response:
    """ShowAssistAuthConfig: without what is secret (chosen)."""
    otp = tenancy_of(project).otp
    return answer({"otp_config_info": {name: value for name, value in otp.items() if name != "app_secret"}})


@router.put("/assist-auth-config/method-config")
async def update_assist_auth_method_config(project: ProjectOf, body: MethodConfig) -> Response:
    """UpdateAssistAuthMethodConfig: replaces the configuration, but for whom it applies to if nobody is named."""
    otp = body.otp_config_info
    if otp.enable and otp.receive_mode is None:
        raise invalid("receive_mode is missing.")
    if otp.enable and otp.receive_mode == "HMFA" and not (otp.auth_url and otp.app_id and otp.app_secret):
        raise invalid("The receive mode HMFA needs auth_url, app_id and app_secret.")
    if otp.apply_rule and (otp.apply_rule.rule_type is None) != (otp.apply_rule.rule is None):
        raise invalid("rule_type and rule belong together.")
    for wanted in otp.apply_objects or ():
        _check_object(project, wanted)
    tenancy = tenancy_of(project)
    kept = {name: tenancy.otp[name] for name in ("apply_objects",) if name in tenancy.otp}
    tenancy.otp = {"enable": False, "receive_mode": "VMFA", **kept, **otp.model_dump(exclude_none=True)}
    return nothing()


@router.get("/assist-auth-config/apply-objects")
async def show_assist_auth_config_apply_objects(
    project: ProjectOf, query: Annotated[ObjectQuery, QueryOf()]
) -> Response:
    """ShowAssistAuthConfigApplyObjects: 100 rows unless asked for more; the name is fuzzy."""
    found = [
        row
        for row in tenancy_of(project).otp.get("apply_objects", [])
        if query.object_type in (None, row["object_type"])
        and (query.object_name is None or query.object_name.casefold() in row["object_name"].casefold())
    ]
    return answer({"objects": page(found, query.offset, query.limit), "total_count": len(found)})


@router.post("/assist-auth-config/apply-objects")
async def update_assist_auth_config_apply_objects(project: ProjectOf, body: ObjectChange) -> Response:
    """UpdateAssistAuthConfigApplyObjects: whoever is there already stays, and a stranger is not missed."""
    otp = tenancy_of(project).otp
    if not otp["enable"]:
        raise conflict("The second factor is not enabled.")
    for wanted in body.add:
        _check_object(project, wanted)
    gone = {row.object_id for row in body.delete}
    rows = {row["object_id"]: row for row in otp.get("apply_objects", []) if row["object_id"] not in gone}
    for wanted in body.add:
        rows.setdefault(wanted.object_id, wanted.model_dump())
    otp["apply_objects"] = list(rows.values())
    return nothing()
