# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of access agents: which there are, which desktops have, and their upgrade."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.agents import VERSIONS, is_offered, upgrade
from emulator.cloud.catalogue import image_of
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop
from emulator.engine.contract import Body, Many, ProjectOf, Query, Text, Text255, answer, page
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")


class VersionQuery(Query):
    version_type: Literal["0", "1"]
    version: str | None = None
    os_type: int | None = Field(None, ge=0, le=8)
    version_status: Literal["PREVIEW", "RELEASED", "OFFLINE", "OBSOLETE"] | None = None
    publish_time_begin: str | None = None
    publish_time_end: str | None = None
    release_note: str | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=1, le=20000)


class StatisticsQuery(Query):
    versions: Many = []


class AgentQuery(Query):
    agent_version: str
    os_type: str
    desktop_id: str | None = None
    desktop_name: str | None = None
    username: str | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=10, le=100)


class Trigger(Body):
    is_force_execute: Literal[0, 1]
    target_version: Text
    is_notify: Literal[0, 1]
    description: Text255 | None = None
    extra_params: str | None = None
    desktop_sids: list[Text] | None = None


@router.get("/version-config")
async def list_tenant_version_config(project: ProjectOf, query: Annotated[VersionQuery, QueryOf()]) -> Response:
    """ListTenantVersionConfig: the version and the note are fuzzy."""
    found = [
        one
        for one in VERSIONS
        if one.version_type == int(query.version_type)
        and (query.version or "") in one.version
        and query.os_type in (None, one.os_type)
        and query.version_status in (None, one.version_status)
        and (query.release_note or "") in one.view()["release_note"]
        and (query.publish_time_begin or "") <= one.publish_time <= (query.publish_time_end or "9")
    ]
    return answer(
        {"records": [one.view() for one in page(found, query.offset, query.limit)], "total_count": len(found)}
    )


def _listed(project: Project) -> list[Desktop]:
    return [desktop for desktop in project.desktops.values() if desktop.listed]


def _system(project: Project, desktop: Desktop) -> str:
    return image_of(project, desktop.image_id).os_type


@router.get("/desktops/statistics/by-version")
async def list_desktop_statistics_by_version(
    project: ProjectOf, query: Annotated[StatisticsQuery, QueryOf()]
) -> Response:
    """ListDesktopStatisticsByVersion."""
    counts = Counter(
        (desktop.agent_version, _system(project, desktop))
        for desktop in _listed(project)
        if not query.versions or desktop.agent_version in query.versions
    )
    rows = [
        {"version": version, "os_type": system, "desktop_count": count}
        for (version, system), count in sorted(counts.items())
    ]
    return answer({"version_statistics": rows})


@router.get("/desktops/list-by-version")
async def list_desktop_version(project: ProjectOf, query: Annotated[AgentQuery, QueryOf()]) -> Response:
    """ListDesktopVersion: version and system are exact, names fuzzy."""
    rows = [
        {
            "desktop_id": desktop.id,
            "sid": desktop.sid,
            "desktop_name": desktop.shown_name,
            "username": ",".join(one.user_name for one in desktop.assignments),
            "status": desktop.status,
            "task_status": desktop.task_status,
        }
        for desktop in _listed(project)
        if desktop.agent_version == query.agent_version
        and _system(project, desktop) == query.os_type
        and query.desktop_id in (None, desktop.id)
        and (query.desktop_name or "").casefold() in desktop.name.casefold()
        and (not query.username or any(query.username in one.user_name for one in desktop.assignments))
    ]
    return answer({"desktops": page(rows, query.offset, query.limit), "total_count": len(rows)})


@router.post("/upgrade-task/execute")
async def execute_trigger_upgrade(project: ProjectOf, body: Trigger) -> Response:
    """ExecuteTriggerUpgrade: without desktops it is about all of them."""
    if not is_offered(body.target_version):
        raise invalid(f"The version {body.target_version} is not offered.")
    chosen = [one for one in _listed(project) if not body.desktop_sids or one.sid in body.desktop_sids]
    upgrade(project, chosen, body.target_version, bool(body.is_force_execute), bool(body.is_notify))
    return answer({})
