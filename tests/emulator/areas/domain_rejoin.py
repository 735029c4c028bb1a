# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops that have left the domain of their users join it again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from emulator.cloud import catalogue
from emulator.cloud.catalogue import image_of
from emulator.cloud.desktops import check_idle, cure, desktop_of, find_desktops, show
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.logins import end_session
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, SubJob
from emulator.cloud.tenancy import tenancy_of
from emulator.engine.contract import Body, DesktopIds, ProjectOf, answer
from emulator.engine.errors import BUSY, INVALID, invalid

router = APIRouter(prefix="/v2/{project_id}")

JOINED = 1


class RejoinRequest(Body):
    desktop_ids: DesktopIds


def _has_domain(project: Project) -> bool:
    return bool(tenancy_of(project).domain["domain_type"] == "LOCAL_AD")


def _objection(project: Project, desktop: Desktop) -> tuple[str, str]:
    """Return why a desktop cannot join the domain: a code and a reason, both empty if it can."""
    if not _has_domain(project):
        return INVALID, "The desktop is not of a domain."
    if desktop.operation or desktop.status != "ACTIVE":
        return BUSY, "The desktop is not running."
    return "", ""


def _row(project: Project, desktop: Desktop) -> dict[str, Any]:
    code, reason = _objection(project, desktop)
    return {
        "desktop_id": desktop.id,
        "desktop_name": desktop.shown_name,
        "image_name": image_of(project, desktop.image_id).name,
        "domain_status": desktop.domain_status,
        "rejoin_able": not code,
        "product": catalogue.PRODUCTS[desktop.product_id].view(),
        "error_code": code,
        "error_msg": reason,
    }


@router.post("/desktops/batch-rejoin-domain/check", tags=["read"])
async def batch_check_desktop_rejoin_domain(project: ProjectOf, body: RejoinRequest) -> Response:
    """BatchCheckDesktopRejoinDomain: tells of each desktop whether it could."""
    rows = [_row(project, desktop) for desktop in find_desktops(project, body.desktop_ids)]
    return answer({"total_count": len(rows), "desktops": rows})


@router.post("/desktops/batch-rejoin-domain")
async def batch_update_desktop_domain(project: ProjectOf, body: RejoinRequest) -> Response:
    """BatchUpdateDesktopDomain: a job, with a sub-job for each desktop."""
    if not _has_domain(project):
        raise invalid("The service has no domain.")
    desktops = find_desktops(project, body.desktop_ids)
    for desktop in desktops:
        check_idle(desktop, ("ACTIVE",))
    for desktop in desktops:
        desktop.operation = "rejoin"
    parts = [part(desktop.id, desktop.shown_name) for desktop in desktops]
    return answer({"job_id": submit(project, "desktopRejoinDomain", parts)})


def _start(project: Project, sub_job: SubJob) -> None:
    """The desktop restarts on the way."""
    desktop = desktop_of(project, sub_job)
    desktop.task_status = "rejoining"
    end_session(project, desktop, "rejoin")


def _succeed(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.domain_status = JOINED
    cure(desktop, "rejoin")
    show(project, desktop, "ACTIVE")


def _fail(project: Project, sub_job: SubJob) -> None:
    show(project, desktop_of(project, sub_job), "ACTIVE")


job_kind("desktopRejoinDomain", start=_start, succeed=_succeed, fail=_fail)
