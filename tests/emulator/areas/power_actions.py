# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power actions. They have no job: what happens is seen at the desktops."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from emulator.cloud.desktops import failure_row, find_desktop, refused_rows
from emulator.cloud.power import start_action
from emulator.engine.contract import Body, DesktopIds, ProjectOf, answer
from emulator.engine.errors import ApiError

router = APIRouter(prefix="/v2/{project_id}")


class PowerRequest(Body):
    desktop_ids: DesktopIds
    op_type: Literal["os-start", "os-stop", "reboot", "os-hibernate"]
    type: Literal["SOFT", "HARD"] = "SOFT"


@router.post("/desktops/action")
async def batch_run_desktops(project: ProjectOf, body: PowerRequest) -> Response:
    """BatchRunDesktops: desktops that refuse are rows of an answer with status 200."""
    failed = []
    refusals = refused_rows(project, body.desktop_ids)
    for desktop_id in dict.fromkeys(body.desktop_ids):
        try:
            if desktop_id in refusals:
                raise refusals[desktop_id]
            start_action(project, find_desktop(project, desktop_id), body.op_type, body.type == "HARD")
        except ApiError as error:
            failed.append(failure_row(desktop_id, project.desktops.get(desktop_id), error))
    return answer({"failed_operation_list": failed})
