# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is connected to which desktop, and how many run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Pool
from emulator.engine.contract import Many, ProjectOf, Query, answer, page
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")

POOLED = "POOLED"
DESKTOP_TYPES = ("DEDICATED", POOLED)


class ConnectQuery(Query):
    user_names: Annotated[Many, Field(max_length=100)] = []
    connect_status: str | None = None
    offset: int = Field(0, ge=0, le=100000)
    limit: int = Field(100, ge=0, le=1000)


class StatisticsQuery(Query):
    desktop_type: Many = []
    statistics_type: Many = []
    desktop_pool_ids: Many = []


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


Count = dict[str, int]


def _run_states(desktops: Iterable[Desktop]) -> Count:
    count = Counter(desktop.status for desktop in desktops)
    return {
        "active_num": count["ACTIVE"],
        "stop_num": count["SHUTOFF"],
        "hibernated_num": count["HIBERNATED"],
        "error_num": count["ERROR"],
    }


def _login_states(desktops: Iterable[Desktop]) -> Count:
    count = Counter(desktop.login_status for desktop in desktops)
    return {
        "in_use_num": count["CONNECTED"],
        "disconnected_num": count["DISCONNECTED"],
        "ready_num": count["REGISTERED"],
        "unregistered_num": count["UNREGISTER"],
        "unable_to_connect_num": 0,
    }


def _attach_states(desktops: Iterable[Desktop]) -> Count:
    count = Counter(bool(desktop.assignments) for desktop in desktops)
    return {"attached_num": count[True], "unattached_num": count[False], "attaching_num": 0, "attach_error_num": 0}


STATISTICS: dict[str, tuple[str, Callable[[Iterable[Desktop]], Count]]] = {
    "attach-state": ("attach_statistics", _attach_states),
    "login-state": ("login_state_statistics", _login_states),
    "run-state": ("run_state_statistics", _run_states),
}
"""What desktops can be counted by, its name in the answer, and how it is done."""


def _listed(project: Project) -> list[Desktop]:
    return [desktop for desktop in project.desktops.values() if desktop.listed]


@router.get("/desktops/statistics/run-state")
async def list_run_state(project: ProjectOf) -> Response:
    """ListRunState."""
    return answer(_run_states(_listed(project)))


@router.get("/desktops/statistics/login-state")
async def list_login_state(project: ProjectOf) -> Response:
    """ListLoginState."""
    return answer(_login_states(_listed(project)))


@router.get("/statistics")
async def list_desktops_statistics(project: ProjectOf, query: Annotated[StatisticsQuery, QueryOf()]) -> Response:
    """ListDesktopsStatistics: the number alone unless more is asked for; for each pool only with POOLED."""
    for name, wanted, choices in (
        ("desktop_type", query.desktop_type, DESKTOP_TYPES),
        ("statistics_type", query.statistics_type, STATISTICS),
    ):
        if unknown := set(wanted) - set(choices):
            raise invalid(f"{name} is not {min(unknown)}.")
    chosen = [
        desktop
        for desktop in _listed(project)
        if (not query.desktop_type or DESKTOP_TYPES[desktop.pool_id is not None] in query.desktop_type)
        and (not query.desktop_pool_ids or desktop.pool_id in query.desktop_pool_ids)
    ]
    shown: dict[str, Any] = _statistics(query, chosen)
    if POOLED in query.desktop_type:
        shown["desktop_pool_statistics"] = [
            {
                "desktop_pool_id": pool.id,
                "desktop_pool_name": pool.name,
                **_statistics(query, [desktop for desktop in chosen if desktop.pool_id == pool.id]),
            }
            for pool in project.table(Pool).values()
            if pool.listed and (not query.desktop_pool_ids or pool.id in query.desktop_pool_ids)
        ]
    return answer(shown)


def _statistics(query: StatisticsQuery, desktops: list[Desktop]) -> dict[str, Any]:
    wanted = [STATISTICS[kind] for kind in query.statistics_type]
    return {"total_num": len(desktops), **{name: count(desktops) for name, count in wanted}}
