# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools as they are listed and shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.areas.desktop_lists import tags_view
from emulator.cloud import catalogue
from emulator.cloud.catalogue import image_of
from emulator.cloud.pools import find_pool, members, status
from emulator.cloud.project import Project
from emulator.cloud.records import Pool, PoolVolume
from emulator.engine.clock import iso
from emulator.engine.contract import EnterpriseProject, ProjectOf, Query, Text255, answer, page, present

router = APIRouter(prefix="/v2/{project_id}")


class PoolQuery(Query):
    name: Text255 | None = None
    type: Literal["DYNAMIC", "STATIC"] | None = None
    enterprise_project_id: EnterpriseProject | None = None
    in_maintenance_mode: bool | None = None
    offset: int = Field(0, ge=0, le=20000)
    limit: int = Field(1000, ge=0, le=1000)


def _view(project: Project, pool: Pool) -> dict[str, Any]:
    """Return a pool as the list and the detail print it."""
    image = image_of(project, pool.image_id)
    desktops = [desktop for desktop in members(project, pool) if desktop.listed]
    return present(
        {
            "id": pool.id,
            "name": pool.name,
            "type": pool.type,
            "description": pool.description,
            "created_time": iso(pool.created),
            "charging_mode": "1",
            "desktop_count": len(desktops),
            "desktop_used": sum(bool(desktop.assignments) for desktop in desktops),
            "availability_zone": pool.availability_zone,
            "subnet_id": pool.subnet_ids[0],
            "subnet_ids": pool.subnet_ids,
            "vpc_id": catalogue.SUBNETS[pool.subnet_ids[0]].vpc.id,
            "product": catalogue.PRODUCTS[pool.product_id].view(),
            "image_id": image.id,
            "image_name": image.name,
            "image_os_type": image.os_type,
            "image_os_version": image.os_version,
            "image_os_platform": image.os_type,
            "image_product_code": "",
            "root_volume": _volume_view(pool.root),
            # The order of the disks means nothing; that of their IDs is as good as any.
            "data_volumes": [_volume_view(disk) for disk in sorted(pool.disks, key=lambda disk: disk.id)],
            "security_groups": [
                {"id": group_id, "name": catalogue.SECURITY_GROUPS[group_id].name}
                for group_id in pool.security_group_ids
            ],
            "disconnected_retention_period": pool.disconnected_retention_period,
            "enable_autoscale": pool.enable_autoscale,
            "autoscale_policy": pool.autoscale_policy,
            "user_reset_policy": pool.user_reset_policy,
            "status": status(project, pool),
            "enterprise_project_id": pool.enterprise_project_id,
            "in_maintenance_mode": pool.in_maintenance,
            "desktop_name_policy_id": pool.desktop_name_policy_id,
            "tags": tags_view(pool.tags),
            "ou_name": pool.ou_name,
            "isolation_num": 0,
            "domain": pool.domain,
        }
    )


def _volume_view(volume: PoolVolume) -> dict[str, Any]:
    return present(volume.model_dump())


@router.get("/desktop-pools")
async def list_desktop_pools(project: ProjectOf, query: Annotated[PoolQuery, QueryOf()]) -> Response:
    """ListDesktopPools; the filter by name is fuzzy."""
    found = [
        pool
        for pool in project.table(Pool).values()
        if pool.listed
        and (query.name is None or query.name.casefold() in pool.name.casefold())
        and query.type in (None, pool.type)
        and query.enterprise_project_id in (None, pool.enterprise_project_id)
        and query.in_maintenance_mode in (None, pool.in_maintenance)
    ]
    views = [_view(project, pool) for pool in page(found, query.offset, query.limit)]
    return answer({"desktop_pools": views, "total_count": len(found)})


@router.get("/desktop-pools/{pool_id}")
async def show_desktop_pool_detail(project: ProjectOf, pool_id: str) -> Response:
    """ShowDesktopPoolDetail: the pool itself, without a wrapper."""
    return answer(_view(project, find_pool(project, pool_id)))
