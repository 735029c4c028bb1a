# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helps people who support others: monitoring agents, remote assistance, consoles."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Response

from emulator.cloud.desktops import check_idle, desktop_of, find_desktop, find_desktops, show
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.records import Record, SubJob
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import Body, DesktopIds, ProjectOf, answer, nothing
from emulator.engine.errors import conflict, not_found

router = APIRouter(prefix="/v2/{project_id}")


class AgentInstallation(Body):
    desktop_ids: DesktopIds


class Agent(Record):
    """The monitoring agent of the desktop that has this ID."""

    installed: float


class Assistance(Record):
    """Help that is offered on the desktop that has this ID."""

    space_id: str
    begin: float


@router.post("/desktops/agents")
async def batch_install_agent(project: ProjectOf, body: AgentInstallation) -> Response:
    """BatchInstallAgent: on desktops that run."""
    desktops = find_desktops(project, body.desktop_ids)
    for desktop in desktops:
        check_idle(desktop, ("ACTIVE",))
    parts = [part(desktop.id, desktop.shown_name) for desktop in desktops]
    for desktop in desktops:
        desktop.operation = "install"
    return answer({"job_id": submit(project, "installAgent", parts)})


def _install(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    project.table(Agent)[desktop.id] = Agent(id=desktop.id, installed=project.now)
    show(project, desktop, desktop.status, after=0)


def _fail(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    show(project, desktop, desktop.status, after=0)


job_kind("installAgent", succeed=_install, fail=_fail)


def _assistance(project: Project, desktop_id: str) -> Assistance:
    found = project.table(Assistance).get(find_desktop(project, desktop_id).id)
    if found is None:
        raise not_found(f"There is no remote assistance of desktop {desktop_id}.")
    return found


@router.post("/desktops/{desktop_id}/remote-assistance")
async def create_remote_assistance(project: ProjectOf, desktop_id: str) -> Response:
    """CreateRemoteAssistance: the person at the desktop has to agree."""
    desktop = find_desktop(project, desktop_id)
    check_idle(desktop, ("ACTIVE",))
    if desktop.id in project.table(Assistance):
        raise conflict(f"Remote assistance of {desktop.shown_name} goes on already.")
    offered = Assistance(id=desktop.id, space_id=project.new_id(), begin=project.now)
    project.table(Assistance)[desktop.id] = offered
    return answer(
        {
            "desktop_id": desktop.id,
            "initiator_type": "ADMIN_INITIATE",
            "share_space_id": offered.space_id,
            "status": "WAIT_USER_CONFIRM",
        }
    )


@router.get("/desktops/{desktop_id}/remote-assistance")
async def show_desktop_remote_assistance_info(project: ProjectOf, desktop_id: str) -> Response:
    """ShowDesktopRemoteAssistanceInfo: with a link that opens the desktop to whoever has it."""
    offered = _assistance(project, desktop_id)
    code = hashlib.sha256(offered.space_id.encode()).hexdigest()[:8].upper()
    return answer(
        {
            "share_space_id": offered.space_id,
            "invitation_code": code,
            "internet_share_link": f"https://127.0.0.1:9445/#/share-space?code={code}",
            "status": "WAIT_USER_CONFIRM",
            "create_time": iso_seconds(offered.begin),
        }
    )


@router.get("/desktops/{desktop_id}/remote-consoles")
async def show_remote_console_address(project: ProjectOf, desktop_id: str) -> Response:
    """ShowRemoteConsoleAddress: another one each time, which opens the desktop to whoever has it."""
    desktop = find_desktop(project, desktop_id)
    check_idle(desktop, ("ACTIVE",))
    token = project.new_id()
    url = f"https://127.0.0.1:8002/vnc_auto.html?token={token}&lang=EN"
    return answer({"type": "novnc", "protocol": "vnc", "url": url})


@router.delete("/desktops/{desktop_id}/remote-assistance")
async def cancel_remote_assistance(project: ProjectOf, desktop_id: str) -> Response:
    """CancelRemoteAssistance."""
    del project.table(Assistance)[_assistance(project, desktop_id).id]
    return nothing()
