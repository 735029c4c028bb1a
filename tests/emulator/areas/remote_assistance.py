# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help that is offered to the person at a desktop."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import APIRouter, Response

from emulator.cloud.assistance import OPEN, Assistance, assistance_of, goes_on, offer
from emulator.cloud.desktops import check_idle, find_desktop
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import ProjectOf, answer, nothing, present
from emulator.engine.errors import ApiError, conflict, not_found

router = APIRouter(prefix="/v2/{project_id}")

LINK = "#/share-space?username=teacher&workspace_id={space}&code={code}"


def _missing(desktop_id: str) -> ApiError:
    return not_found(f"There is no remote assistance of desktop {desktop_id}.")


def _ways_in(offered: Assistance) -> dict[str, Any]:
    """Return what opens the desktop to whoever has it; there is nothing before the person has let somebody in."""
    if offered.status != OPEN:
        return {}
    secret = hashlib.sha256(offered.space_id.encode()).hexdigest().upper()
    code = secret[:8]
    link = LINK.format(space=offered.space_id, code=code)
    return {
        "invitation_code": code,
        "share_space_passwd": secret[8:16],
        "internet_share_link": f"https://127.0.0.1:9445/{link}",
        "private_share_link": f"https://127.0.0.1:9446/{link}",
    }


@router.post("/desktops/{desktop_id}/remote-assistance")
async def create_remote_assistance(project: ProjectOf, desktop_id: str) -> Response:
    """CreateRemoteAssistance: the person at the desktop has to agree."""
    desktop = find_desktop(project, desktop_id)
    check_idle(desktop, ("ACTIVE",))
    if goes_on(project, desktop):
        raise conflict(f"Remote assistance of {desktop.shown_name} goes on already.")
    offered = offer(project, desktop)
    return answer(
        {
            "desktop_id": desktop.id,
            "initiator_type": "ADMIN_INITIATE",
            "share_space_id": offered.space_id,
            "status": offered.status,
        }
    )


@router.get("/desktops/{desktop_id}/remote-assistance")
async def show_desktop_remote_assistance_info(project: ProjectOf, desktop_id: str) -> Response:
    """ShowDesktopRemoteAssistanceInfo: with links that open the desktop to whoever has them, once it is open."""
    desktop = find_desktop(project, desktop_id)
    found = assistance_of(project, desktop)
    if found is None:
        raise _missing(desktop_id)
    return answer(
        {
            "share_space_id": found.space_id,
            "share_space_name": f"{desktop.shown_name} assistance",
            "status": found.status,
            "create_time": iso_seconds(found.begin),
            **present({"failed_reason": found.failed_reason or None}),
            **_ways_in(found),
        }
    )


@router.delete("/desktops/{desktop_id}/remote-assistance")
async def cancel_remote_assistance(project: ProjectOf, desktop_id: str) -> Response:
    """CancelRemoteAssistance."""
    desktop = find_desktop(project, desktop_id)
    if not goes_on(project, desktop):
        raise _missing(desktop_id)
    del project.table(Assistance)[desktop.id]
    return nothing()
