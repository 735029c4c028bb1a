# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was done to the power of a desktop, and what hibernating means in this project."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.desktops import find_desktop
from emulator.cloud.power_log import DesktopAction
from emulator.cloud.tenancy import tenancy_of
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import ProjectOf, Query, answer, page, present

router = APIRouter(prefix="/v2/{project_id}")


class ActionsQuery(Query):
    offset: int = Field(0, ge=0)
    limit: int = Field(20, ge=0, le=100)


@router.get("/desktops/{desktop_id}/actions")
async def list_desktop_actions(
    project: ProjectOf, desktop_id: str, query: Annotated[ActionsQuery, QueryOf()]
) -> Response:
    """ListDesktopActions: the newest first; what goes on has neither a finish nor a result."""
    desktop = find_desktop(project, desktop_id)
    found = [action for action in project.table(DesktopAction).values() if action.desktop_id == desktop.id]
    found.sort(key=lambda action: action.start)
    rows = [
        present(
            {
                "action": action.action,
                "start_time": iso_seconds(action.start),
                "finish_time": None if action.finish is None else iso_seconds(action.finish),
                "result": action.result,
            }
        )
        for action in page(found[::-1], query.offset, query.limit)
    ]
    return answer({"desktop_actions": rows, "total_count": len(found)})


@router.get("/hibernate-type")
async def show_hibernate_type(project: ProjectOf) -> Response:
    """ShowHibernateType: SUSPEND is cold, PAUSE is hot."""
    tenancy = tenancy_of(project)
    return answer(
        {
            "tenant_id": project.id,
            "hibernate_type": tenancy.hibernate_type,
            "shutdown_days": tenancy.shutdown_days,
        }
    )
