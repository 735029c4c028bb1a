# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the images that desktops were made of are still there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud.catalogue import images_of
from emulator.cloud.desktops import find_desktops
from emulator.engine.contract import Body, ProjectOf, Text, answer

router = APIRouter(prefix="/v2/{project_id}")


class ImageCheck(Body):
    desktop_ids: Annotated[list[Text], Field(min_length=1, max_length=500)]


@router.post("/desktops/check-images", tags=["read"])
async def check_desktop_images(project: ProjectOf, body: ImageCheck) -> Response:
    """CheckDesktopImages: a desktop whose image is gone is missing from the answer."""
    images = images_of(project)
    rows = [
        {
            "desktop_id": desktop.id,
            "image_id": desktop.image_id,
            "image_name": images[desktop.image_id].name,
            "image_type": images[desktop.image_id].image_type,
            "os_type": images[desktop.image_id].os_type,
        }
        for desktop in find_desktops(project, body.desktop_ids)
        if desktop.image_id in images
    ]
    return answer({"image_infos": rows})
