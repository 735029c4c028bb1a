# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service may use: quotas, agencies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response

from emulator.cloud import catalogue
from emulator.cloud.project import Project
from emulator.cloud.quotas import usage
from emulator.engine.contract import Body, ProjectOf, Query, answer, nothing

router = APIRouter(prefix="/v2/{project_id}")
GIGABYTES = ("volume_gigabytes", "Memory")


class AgencyRequest(Body):
    action: Literal["CREATE", "FIX"] = "CREATE"
    scene: Literal["WORKSPACE", "CLOUD_GAME", "CLOUD_STORAGE", "SCREEN_RECORD", "IMAGE_CREATION"] = "WORKSPACE"


class AgencyQuery(Query):
    action: Literal["CREATE", "FIX"] | None = None
    scene: Literal["WORKSPACE", "CLOUD_GAME", "CLOUD_STORAGE", "SCREEN_RECORD", "IMAGE_CREATION"] | None = None


class QuotaQuery(Query):
    site_id: str | None = None
    az_code: str | None = None


def _quota_rows(project: Project) -> list[dict[str, Any]]:
    used = usage(project)
    rows: list[dict[str, Any]] = []
    for name, quota in project.quotas.items():
        row: dict[str, Any] = {"type": name, "quota": quota, "used": used[name]}
        if name in GIGABYTES:
            row["unit"] = "GB"
        rows.append(row)
    return rows


@router.get("/quotas")
async def show_quotas(project: ProjectOf) -> Response:
    """ShowQuotas."""
    return answer({"quotas": {"resources": _quota_rows(project)}, "site_quotas": []})


@router.get("/quotas/detail")
async def show_quota_details(project: ProjectOf, query: Annotated[QuotaQuery, QueryOf()]) -> Response:
    """ShowQuotaDetails."""
    return answer({"resources": _quota_rows(project), "site_id": query.site_id or "center"})


@router.get("/agencies")
async def list_agencies(project: ProjectOf, query: Annotated[AgencyQuery, QueryOf()]) -> Response:
    """ListAgencies."""
    agencies = [
        {
            "id": catalogue.fixed_id(f"agency/{project.id}/{scene}"),
            "name": f"workspace_{scene.lower()}_agency",
            "scene": scene,
            "permissions": [
                {
                    "system_permission_display_names": ["Workspace FullAccess"],
                    "wanted_system_permission_display_names": ["Workspace FullAccess"],
                }
            ],
        }
        for scene in project.agencies
        if query.scene in (None, scene)
    ]
    return answer({"existing_agencies": agencies})


@router.post("/agencies")
async def create_agencies(project: ProjectOf, body: AgencyRequest) -> Response:
    """CreateAgencies."""
    if body.scene not in project.agencies:
        project.agencies.append(body.scene)
    return nothing(200)
