# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helps people who support others: monitoring agents and consoles."""

from __future__ import annotations

from fastapi import APIRouter, Response

from emulator.cloud.desktops import check_idle, desktop_of, find_desktop, find_desktops, show
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.records import Record, SubJob
from emulator.engine.contract import Body, DesktopIds, ProjectOf, answer

router = APIRouter(prefix="/v2/{project_id}")


class AgentInstallation(Body):
    desktop_ids: DesktopIds


class Agent(Record):
    """The monitoring agent of the desktop that has this ID."""

    installed: float


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


@router.get("/desktops/{desktop_id}/remote-consoles")
async def show_remote_console_address(project: ProjectOf, desktop_id: str) -> Response:
    """ShowRemoteConsoleAddress: another one each time, which opens the desktop to whoever has it."""
    desktop = find_desktop(project, desktop_id)
    check_idle(desktop, ("ACTIVE",))
    token = project.new_id()
    url = f"https://127.0.0.1:8002/vnc_auto.html?token={token}&lang=EN"
    return answer({"type": "novnc", "protocol": "vnc", "url": url})
