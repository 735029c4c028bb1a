# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of desktop pools, which are made in the console only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.clock import iso_seconds
from emulator.contract import ProjectOf, Query, answer, page
from emulator.project import Project
from emulator.records import Pool

router = APIRouter(prefix="/v2/{project_id}")


class PoolQuery(Query):
    name: str | None = None
    type: Literal["DYNAMIC", "STATIC"] | None = None
    enterprise_project_id: str | None = None
    in_maintenance_mode: bool | None = None
    offset: int = Field(0, ge=0, le=20000)
    limit: int = Field(1000, ge=1, le=1000)


def _view(project: Project, pool: Pool) -> dict[str, Any]:
    members = [desktop for desktop in project.desktops.values() if desktop.pool_id == pool.id]
    return {
        "id": pool.id,
        "name": pool.name,
        "type": pool.type,
        "description": "",
        "created_time": iso_seconds(pool.created),
        "charging_mode": "1",
        "desktop_count": len(members),
        "desktop_used": sum(bool(desktop.assignments) for desktop in members),
        "status": "STEADY",
        "in_maintenance_mode": False,
    }


@router.get("/desktop-pools")
async def list_desktop_pools(project: ProjectOf, query: Annotated[PoolQuery, QueryOf()]) -> Response:
    """ListDesktopPools; the filter by name is fuzzy."""
    found = [
        pool
        for pool in project.table(Pool).values()
        if (query.name is None or query.name.casefold() in pool.name.casefold())
        and query.type in (None, pool.type)
        and not query.in_maintenance_mode
    ]
    views = [_view(project, pool) for pool in page(found, query.offset, query.limit)]
    return answer({"desktop_pools": views, "total_count": len(found)})
