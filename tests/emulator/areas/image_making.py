# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making a private image of a prepared desktop."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud.catalogue import image_of
from emulator.cloud.desktops import RUNNING_OR_OFF, check_idle, desktop_of, find_desktop, show
from emulator.cloud.disks import wipe
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.logins import end_session
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, PrivateImage, SubJob
from emulator.engine.contract import Body, ProjectOf, Text, Text255, answer
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")

NAME = r"^[^\s][\u4e00-\u9fa5a-zA-Z0-9\s\-_.]*$"
SEALED = "sealed"
"""What is on a system disk whose users and settings were taken out of it."""


class ImageTag(Body):
    key: Annotated[str, Field(min_length=1, max_length=1024)]
    value: Annotated[str, Field(max_length=1024)] = ""


class ImageMaking(Body):
    image_name: Annotated[str, Field(min_length=1, max_length=128, pattern=NAME)]
    desktop_id: Text
    image_description: Annotated[str, Field(max_length=1024, pattern=r"^[a-zA-Z0-9\u4e00-\u9fa5.\s_\-]*$")] = ""
    execute_sysprep: bool = True
    image_tags: Annotated[list[ImageTag], Field(max_length=1000)] = []
    enterprise_project_id: Text255 = "0"
    is_clear_data: bool = False
    max_ram: Annotated[str, Field(max_length=255, pattern=r"^\d+$")] | None = None
    min_ram: Annotated[str, Field(max_length=255, pattern=r"^\d+$")] | None = None


def _supports_images(project: Project, desktop: Desktop) -> bool:
    """Whether a desktop has what it takes to be sealed: those with ARM processors have not (chosen)."""
    return image_of(project, desktop.image_id).architecture != "arm"


@router.get("/desktops/{desktop_id}/sysprep")
async def show_sysprep_info(project: ProjectOf, desktop_id: str) -> Response:
    """ShowSysprepInfo."""
    desktop = find_desktop(project, desktop_id)
    return answer({"sysprep_version": "1.0.0", "support_create_image": _supports_images(project, desktop)})


@router.post("/desktops/desktop-to-image")
async def change_desktop_to_image(project: ProjectOf, body: ImageMaking) -> Response:
    """ChangeDesktopToImage: names need not be unique (chosen)."""
    if body.image_name != body.image_name.strip():
        raise invalid("image_name must not end with a space.")
    desktop = find_desktop(project, body.desktop_id)
    if not _supports_images(project, desktop):
        raise invalid(f"The desktop {desktop.shown_name} does not support to be made an image.")
    if body.max_ram and body.min_ram and int(body.max_ram) < int(body.min_ram):
        raise invalid("max_ram must not be less than min_ram.")
    check_idle(desktop, ("ACTIVE",) if body.execute_sysprep else RUNNING_OR_OFF)
    desktop.operation = "desktop-to-image"
    arguments = body.model_dump(exclude={"desktop_id"})
    return answer(
        {"job_id": submit(project, "desktopToImage", [part(desktop.id, desktop.shown_name, arguments=arguments)])}
    )


def _start(project: Project, sub_job: SubJob) -> None:
    """The people in the desktop are thrown out."""
    desktop = desktop_of(project, sub_job)
    desktop.task_status = "creatingImage"
    end_session(project, desktop, "desktop-to-image")


def _succeed(project: Project, sub_job: SubJob) -> None:
    """The image is there; the desktop is off, and has lost its users' data if it was sealed or cleared."""
    desktop, wanted = desktop_of(project, sub_job), sub_job.arguments
    source = image_of(project, desktop.image_id)
    image = PrivateImage(
        id=project.new_id(),
        name=wanted["image_name"],
        desktop_id=desktop.id,
        content=desktop.root.content,
        os_type=source.os_type,
        os_version=source.os_version,
        architecture=source.architecture,
        min_disk=desktop.root.size,
        min_ram=int(wanted["min_ram"] or 0),
        upper_case=source.upper_case,
        sealed=wanted["execute_sysprep"],
        description=wanted["image_description"],
        tags={tag["key"]: tag["value"] for tag in wanted["image_tags"]},
        enterprise_project_id=wanted["enterprise_project_id"],
        created=project.now,
    )
    project.table(PrivateImage)[image.id] = image
    if wanted["execute_sysprep"] or wanted["is_clear_data"]:
        wipe(project, desktop, desktop.root, "desktop-to-image", SEALED)
    show(project, desktop, "SHUTOFF")


def _fail(project: Project, sub_job: SubJob) -> None:
    """Nothing comes of it."""
    desktop = desktop_of(project, sub_job)
    show(project, desktop, desktop.status)


job_kind("desktopToImage", _start, _succeed, _fail)
