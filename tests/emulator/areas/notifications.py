# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages to desktops."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud.desktops import find_desktops
from emulator.cloud.jobs import REFUSED, part, submit
from emulator.cloud.records import Notice
from emulator.engine.contract import Body, ProjectOf, Text, answer
from emulator.engine.errors import BUSY

router = APIRouter(prefix="/v2/{project_id}")


class Message(Body):
    desktop_ids: Annotated[list[Text], Field(min_length=1)]
    notifications: Text


@router.post("/desktops/notifications")
async def send_notifications(project: ProjectOf, body: Message) -> Response:
    """SendNotifications: the sub-jobs of desktops that do not run fail."""
    desktops = find_desktops(project, body.desktop_ids)
    parts = []
    for desktop in desktops:
        refusal = {"outcome": REFUSED, "error_code": BUSY, "fail_reason": "The desktop does not run."}
        parts.append(part(desktop.id, desktop.shown_name, **({} if desktop.status == "ACTIVE" else refusal)))
    notice = Notice(
        id=project.new_id(),
        text=body.notifications,
        desktop_ids=[desktop.id for desktop in desktops if desktop.status == "ACTIVE"],
        sent=project.now,
    )
    project.table(Notice)[notice.id] = notice
    return answer({"job_id": submit(project, "sendNotifications", parts)})
