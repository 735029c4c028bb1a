# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public addresses of desktops."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.addresses import find_eip, new_eip
from emulator.cloud.desktops import find_desktop, find_desktops
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Eip, SubJob
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import (
    Body,
    DesktopIds,
    EnterpriseProject,
    ProjectOf,
    Query,
    Text,
    Text255,
    answer,
    nothing,
    page,
)
from emulator.engine.errors import conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")


class EipQuery(Query):
    enterprise_project_id: str | None = None
    desktop_id: str | None = None
    desktop_name: str | None = None
    user_name: str | None = None
    address: str | None = None
    offset: int = Field(0, ge=0, le=2147483647)
    limit: int | None = Field(None, ge=0, le=1000)
    state: Literal["bind", "unbind"] | None = None


class EipRequest(Body):
    desktop_ids: Annotated[list[Text255], Field(max_length=100)] = []
    eip_type: Text255
    eip_charge_mode: Literal["TRAFFIC", "BANDWIDTH"]
    bandwidth_size: Annotated[int, Field(ge=1, le=2000)]
    count: Annotated[int, Field(ge=0, le=100)] = 0
    enterprise_project_id: EnterpriseProject = "0"


class Binding(Body):
    desktop_id: Text
    eip_id: Text


class Unbinding(Body):
    desktop_ids: DesktopIds


def _holder(project: Project, eip: Eip) -> Desktop | None:
    return next((desktop for desktop in project.desktops.values() if desktop.eip_id == eip.id), None)


def _view(project: Project, eip: Eip) -> dict[str, Any]:
    holder = _holder(project, eip)
    return {
        "id": eip.id,
        "address": eip.address,
        "bandwidth_size": eip.bandwidth_size,
        "eip_charge_mode": eip.charge_mode,
        "create_time": iso_seconds(eip.created),
        "enterprise_project_id": eip.enterprise_project_id,
        "attached_desktop_id": holder.id if holder else "",
        "attached_desktop_name": holder.shown_name if holder else "",
    }


def _matches(query: EipQuery, eip: Eip, holder: Desktop | None) -> bool:
    return (
        query.enterprise_project_id in (None, eip.enterprise_project_id)
        and query.address in (None, eip.address)
        and (query.desktop_id is None or (holder is not None and holder.id == query.desktop_id))
        and (
            query.desktop_name is None
            or (holder is not None and query.desktop_name.casefold() in holder.name.casefold())
        )
        and (
            query.user_name is None
            or (holder is not None and query.user_name in [row.user_name for row in holder.assignments])
        )
        and (query.state is None or (query.state == "bind") == (holder is not None))
    )


@router.get("/eips")
async def list_desktops_eips(project: ProjectOf, query: Annotated[EipQuery, QueryOf()]) -> Response:
    """ListDesktopsEips."""
    found = [eip for eip in project.table(Eip).values() if _matches(query, eip, _holder(project, eip))]
    views = [_view(project, eip) for eip in page(found, query.offset, query.limit)]
    return answer({"eips": views, "total_count": len(found)})


@router.post("/eips")
async def apply_desktops_internet(project: ProjectOf, body: EipRequest) -> Response:
    """ApplyDesktopsInternet: orders addresses for desktops, or a number of free ones."""
    if bool(body.desktop_ids) == bool(body.count):
        raise invalid("Give either desktop_ids or count.")
    order = {
        "charge_mode": body.eip_charge_mode,
        "bandwidth_size": body.bandwidth_size,
        "enterprise_project_id": body.enterprise_project_id,
    }
    desktops = find_desktops(project, body.desktop_ids)
    for desktop in desktops:
        _check_free(desktop)
    for desktop in desktops:
        desktop.attaching_eip = True
    parts = [part(desktop.id, desktop.shown_name, arguments=order) for desktop in desktops]
    parts.extend(part("", "", arguments=order) for _number in range(body.count))
    return answer({"job_id": submit(project, "applyDesktopsInternet", parts)})


def _applied(project: Project, sub_job: SubJob) -> None:
    eip = new_eip(project, **sub_job.arguments)
    desktop = project.desktops.get(sub_job.desktop_id)
    if desktop is not None:
        desktop.eip_id = eip.id
        desktop.attaching_eip = False


def _not_applied(project: Project, sub_job: SubJob) -> None:
    desktop = project.desktops.get(sub_job.desktop_id)
    if desktop is not None:
        desktop.attaching_eip = False


job_kind("applyDesktopsInternet", succeed=_applied, fail=_not_applied, needs_desktop=False)


def _check_free(desktop: Desktop) -> None:
    if desktop.eip_id is not None or desktop.attaching_eip:
        raise conflict(f"Desktop {desktop.shown_name} has a public address already.")


@router.post("/eips/binding")
async def associate_desktops_eip(project: ProjectOf, body: Binding) -> Response:
    """AssociateDesktopsEip: at once, without a job."""
    desktop = find_desktop(project, body.desktop_id)
    _check_free(desktop)
    desktop.eip_id = find_eip(project, body.eip_id).id
    return nothing(200)


@router.post("/eips/unbinding")
async def batch_disassociate_desktops_eip(project: ProjectOf, body: Unbinding) -> Response:
    """BatchDisassociateDesktopsEip."""
    for desktop in find_desktops(project, body.desktop_ids):
        desktop.eip_id = None
    return nothing(200)
