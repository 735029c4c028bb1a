# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helps people who support others: records of logins, monitoring agents, remote assistance, consoles."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from typing import Annotated

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.desktops import check_idle, desktop_of, find_desktop, find_desktops, show
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.logins import Login
from emulator.cloud.project import Project
from emulator.cloud.records import Record, SubJob
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import (
    Body,
    DesktopIds,
    EnterpriseProject,
    ProjectOf,
    Query,
    answer,
    nothing,
    page,
    present,
)
from emulator.engine.errors import conflict, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

TERMINAL = "WI"
"""The only kind of terminal that the list of logins can be asked for."""


class LoginQuery(Query):
    start_time: str | None = None
    end_time: str | None = None
    user_name: str | None = None
    computer_name: str | None = None
    terminal_type: str | None = None
    enterprise_project_id: EnterpriseProject | None = None
    public_ip: str | None = None
    domain: str | None = None
    min_network_rtt: int | None = None
    max_network_rtt: int | None = None
    limit: int = Field(20, ge=0, le=100)
    offset: int = Field(0, ge=0)


class AgentInstallation(Body):
    desktop_ids: DesktopIds


class Agent(Record):
    """The monitoring agent of the desktop that has this ID."""

    installed: float


class Assistance(Record):
    """Help that is offered on the desktop that has this ID."""

    space_id: str
    begin: float


def _moment(name: str, text: str) -> float:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=timezone.utc).timestamp()
    except ValueError:
        raise invalid(f"{name} is a time such as 2016-08-20T21:11Z.") from None


def _short(moment: float) -> str:
    return iso_seconds(moment)[:16] + "Z"


@router.get("/connections/desktops")
async def list_login_records_new(project: ProjectOf, query: Annotated[LoginQuery, QueryOf()]) -> Response:
    """ListLoginRecordsNew: the newest first; a period has a beginning and an end."""
    if (query.start_time is None) != (query.end_time is None):
        raise invalid("start_time and end_time belong together.")
    first = _moment("start_time", query.start_time) if query.start_time else 0.0
    last = _moment("end_time", query.end_time) if query.end_time else project.now
    found = [
        login
        for login in reversed(project.table(Login).values())
        if first <= login.begin <= last
        and query.user_name in (None, login.user_name)
        and query.computer_name in (None, login.computer_name)
        and query.terminal_type in (None, TERMINAL)
    ]
    rows = [
        present(
            {
                "computer_name": login.computer_name,
                "user_name": login.user_name,
                "sid": login.sid,
                "desktop_ip": login.desktop_ip,
                "desktop_id": login.desktop_id,
                "terminal_type": TERMINAL,
                "transaction_id": login.id,
                "is_reconnect": login.is_reconnect,
                "connection_start_time": _short(login.begin),
                "connection_setup_time": _short(login.begin),
                "connection_end_time": _short(login.end) if login.end is not None else None,
            }
        )
        for login in page(found, query.offset, query.limit)
    ]
    return answer({"records": rows, "total_count": len(found)})


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
