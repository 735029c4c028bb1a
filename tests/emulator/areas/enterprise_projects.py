# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service for enterprise projects, which is another one than Workspace: what there is, and moving desktops."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.catalogue import ENTERPRISE_PROJECTS
from emulator.engine.contract import Body, ProjectOf, Query, Text, Text255, answer, nothing, page
from emulator.engine.errors import EpsError

router = APIRouter(prefix="/v1.0/enterprise-projects")

INVALID, NOT_FOUND = "EPS.0001", "EPS.0004"
CREATED = "2025-01-01T00:00:00Z"


class ProjectQuery(Query):
    id: str | None = None
    name: str | None = None
    status: int | None = Field(None, ge=1, le=2)
    offset: int = Field(0, ge=0)
    limit: int = Field(1000, ge=1, le=1000)


class Migration(Body):
    project_id: Text
    resource_type: Text
    resource_id: Text
    region_id: Text255 | None = None
    associated: bool = False


@router.get("")
async def list_enterprise_project(query: Annotated[ProjectQuery, QueryOf()]) -> Response:
    """ListEnterpriseProject: the name is fuzzy; 1 is the status of those that are enabled."""
    found: list[dict[str, Any]] = [
        {
            "id": key,
            "name": name,
            "description": "",
            "status": 1,
            "created_at": CREATED,
            "updated_at": CREATED,
            "type": "prod",
        }
        for key, name in ENTERPRISE_PROJECTS.items()
        if query.id in (None, key)
        and (query.name is None or query.name.casefold() in name.casefold())
        and query.status in (None, 1)
    ]
    return answer({"enterprise_projects": page(found, query.offset, query.limit), "total_count": len(found)})


@router.post("/{enterprise_project_id}/resources-migrate")
async def migrate_resource(project: ProjectOf, enterprise_project_id: str, body: Migration) -> Response:
    """MigrateResource: desktops alone, at once and whatever goes on with them."""
    if enterprise_project_id not in ENTERPRISE_PROJECTS:
        raise EpsError(404, NOT_FOUND, f"The enterprise project {enterprise_project_id} does not exist.")
    if body.resource_type != "workspace-desktop":
        raise EpsError(400, INVALID, f"The resource type {body.resource_type} is not supported.")
    desktop = project.desktops.get(body.resource_id)
    if desktop is None or not desktop.listed:
        raise EpsError(404, NOT_FOUND, f"The desktop {body.resource_id} does not exist.")
    desktop.enterprise_project_id = enterprise_project_id
    return nothing()
