# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktops of a pool: how they are made, more of them, their list, messages to them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.areas.desktop_create import creation_fails
from emulator.areas.desktop_lists import DesktopDetailQuery, detail_view, find_by_details
from emulator.cloud.desktops import announce, desktop_of, show
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.pools import build, check_steady, find_pool, members, submit_for
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Notice, Pool, SubJob
from emulator.engine.contract import Body, EnterpriseProject, Many, ProjectOf, Query, Text, answer, page

router = APIRouter(prefix="/v2/{project_id}")


class PoolDesktopQuery(Query):
    inconsistent_type: Literal["PRODUCT", "IMAGE"] | None = None
    offset: int = Field(0, ge=0, le=10000)
    limit: int = Field(10, ge=1, le=100)
    status: str | None = None
    user_name: str | None = None
    user_names: Annotated[Many, Field(max_length=100)] = []
    sort_field: Literal["created", "computer_name"] | None = None
    sort_type: Literal["ASC", "DESC"] = "ASC"
    computer_name: str | None = None
    computer_names: Many = []
    desktop_ip: str | None = None
    desktop_id: Annotated[Many, Field(max_length=100)] = []
    desktop_type: Many = []
    tag: str | None = None
    domain_status: int | None = None
    user_attached: bool | None = None
    enterprise_project_id: EnterpriseProject | None = None
    image_id: str | None = None
    charge_mode: Literal["0", "1"] | None = None
    in_maintenance_mode: bool | None = None
    is_share_desktop: bool | None = None
    subnet_id: str | None = None
    is_support_internet: bool | None = None
    availability_zone: str | None = None
    isolated: bool | None = None


class Expansion(Body):
    size: Annotated[int, Field(ge=1, le=1000)]


class Message(Body):
    notifications: Text


def _start(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.listed = True
    desktop.task_status = "spawning"


def _succeed(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    announce(project, desktop, "POST_CREATE_DESKTOP_SUCCESS")
    show(project, desktop, "ACTIVE")


job_kind("createDesktopPool", _start, _succeed, creation_fails)
job_kind("expandDesktopPool", _start, _succeed, creation_fails)


@router.post("/desktop-pools/{pool_id}/expand")
async def expand_desktop_pool(project: ProjectOf, pool_id: str, body: Expansion) -> Response:
    """ExpandDesktopPool: that many desktops more."""
    pool = find_pool(project, pool_id)
    check_steady(project, pool)
    parts = build(project, pool, body.size)
    return answer({"job_id": submit_for(project, pool, "expandDesktopPool", parts)})


def _inconsistent(pool: Pool, desktop: Desktop) -> list[str]:
    """Return in what a desktop differs from its pool."""
    differences = {"PRODUCT": desktop.product_id != pool.product_id, "IMAGE": desktop.image_id != pool.image_id}
    return [name for name, differs in differences.items() if differs]


@router.get("/desktop-pools/{pool_id}/desktops")
async def list_pool_desktops_detail(
    project: ProjectOf, pool_id: str, query: Annotated[PoolDesktopQuery, QueryOf()]
) -> Response:
    """ListPoolDesktopsDetail: ten rows unless asked for more."""
    pool = find_pool(project, pool_id)
    filters = query.model_dump(exclude={"inconsistent_type", "isolated", "offset", "limit"})
    found = [
        desktop
        for desktop in find_by_details(project, DesktopDetailQuery(**filters, pool_id=[pool.id]))
        if query.inconsistent_type in (None, *_inconsistent(pool, desktop)) and query.isolated is not True
    ]
    rows = [
        {**detail_view(project, desktop), "inconsistent_types": _inconsistent(pool, desktop)}
        for desktop in page(found, query.offset, query.limit)
    ]
    counts = {"total_count": len(found), "on_demand_desktops_num": len(found), "period_desktops_num": 0}
    return answer({"pool_desktops": rows, **counts})


@router.post("/desktop-pools/{pool_id}/notifications")
async def send_desktop_pool_notifications(project: ProjectOf, pool_id: str, body: Message) -> Response:
    """SendDesktopPoolNotifications: a message to the desktops that run."""
    pool = find_pool(project, pool_id)
    desktops = [desktop for desktop in members(project, pool) if desktop.status == "ACTIVE"]
    notice = Notice(
        id=project.new_id(),
        pool_id=pool.id,
        text=body.notifications,
        desktop_ids=[desktop.id for desktop in desktops],
        sent=project.now,
    )
    project.table(Notice)[notice.id] = notice
    parts = [part(desktop.id, desktop.shown_name) for desktop in desktops]
    return answer({"job_id": submit(project, "sendNotifications", parts, pool_id=pool.id)})


job_kind("sendNotifications")
