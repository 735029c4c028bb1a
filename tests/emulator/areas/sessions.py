# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is connected to which desktop, and how many run."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.engine.contract import Many, ProjectOf, Query, answer, page

router = APIRouter(prefix="/v2/{project_id}")


class ConnectQuery(Query):
    user_names: Annotated[Many, Field(max_length=100)] = []
    connect_status: str | None = None
    offset: int = Field(0, ge=0, le=100000)
    limit: int = Field(100, ge=0, le=1000)


@router.get("/connect-desktops")
async def list_desktops_connect_status(project: ProjectOf, query: Annotated[ConnectQuery, QueryOf()]) -> Response:
    """ListDesktopsConnectStatus: user names are matched exactly."""
    found = [
        desktop
        for desktop in project.desktops.values()
        if desktop.listed
        and query.connect_status in (None, desktop.login_status)
        and (not query.user_names or any(row.user_name in query.user_names for row in desktop.assignments))
    ]
    rows: list[dict[str, Any]] = [
        {
            "desktop_id": desktop.id,
            "desktop_name": desktop.shown_name,
            "connect_status": desktop.login_status,
            "attach_users": [
                {"id": row.user_id, "name": row.user_name, "type": row.type, "user_group": row.user_group}
                for row in desktop.assignments
            ],
        }
        for desktop in page(found, query.offset, query.limit)
    ]
    return answer({"desktops": rows, "total_count": len(found)})


@router.get("/desktops/statistics/run-state")
async def list_run_state(project: ProjectOf) -> Response:
    """ListRunState."""
    count = Counter(desktop.status for desktop in project.desktops.values() if desktop.listed)
    return answer(
        {
            "active_num": count["ACTIVE"],
            "stop_num": count["SHUTOFF"],
            "hibernated_num": count["HIBERNATED"],
            "error_num": count["ERROR"],
        }
    )


@router.get("/desktops/statistics/login-state")
async def list_login_state(project: ProjectOf) -> Response:
    """ListLoginState."""
    count = Counter(desktop.login_status for desktop in project.desktops.values() if desktop.listed)
    return answer(
        {
            "in_use_num": count["CONNECTED"],
            "disconnected_num": count["DISCONNECTED"],
            "ready_num": count["REGISTERED"],
            "unregistered_num": count["UNREGISTER"],
            "unable_to_connect_num": 0,
        }
    )
