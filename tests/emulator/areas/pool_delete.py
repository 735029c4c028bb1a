# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletion of desktop pools."""

from __future__ import annotations

from fastapi import APIRouter, Response

from emulator.cloud.pools import check_steady, find_pool, members
from emulator.cloud.records import Pool
from emulator.engine.contract import ProjectOf, nothing
from emulator.engine.errors import conflict

router = APIRouter(prefix="/v2/{project_id}")


@router.delete("/desktop-pools/{pool_id}")
async def delete_desktop_pool(project: ProjectOf, pool_id: str) -> Response:
    """DeleteDesktopPool: only an empty pool that does not fill itself again."""
    pool = find_pool(project, pool_id)
    check_steady(project, pool)
    if members(project, pool):
        raise conflict(f"The desktop pool {pool.name} has desktops.")
    if pool.enable_autoscale:
        raise conflict(f"The desktop pool {pool.name} has automatic scaling enabled.")
    del project.table(Pool)[pool.id]
    return nothing()
