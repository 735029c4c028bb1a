# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that remake a desktop: another product, another system disk."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.catalogue import check_fit, find_image, find_product, image_of
from emulator.cloud.desktops import RUNNING_OR_OFF, announce, check_idle, cure, desktop_of, find_desktops, show
from emulator.cloud.disks import reinstall
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.logins import end_session
from emulator.cloud.people_data import was_rebuilt
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import SubJob
from emulator.engine.contract import Body, DesktopIds, EnterpriseProject, ProjectOf, Text, Text255, answer
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")


class DesktopRef(Body):
    desktop_id: Text255


class ResizeRequest(Body):
    desktops: Annotated[list[DesktopRef], Field(min_length=1, max_length=100)]
    product_id: Text255
    mode: Literal["STOP_DESKTOP"]
    auto_placement: Literal["on", "off"] = "off"
    desktop_pool_id: Text255 | None = None


class RebuildRequest(Body):
    desktop_ids: DesktopIds
    image_type: Literal["gold", "private", "market"]
    image_id: Text
    encrypt_type: Literal["KEEP", "UNENCRYPTED", "ENCRYPTED"] = "KEEP"
    kms_id: str | None = None
    os_type: Text255 | None = None
    delay_time: Annotated[int, Field(ge=0, le=2147483647)] = 0
    message: Annotated[str, Field(max_length=400)] | None = None
    order_id: Text255 | None = None
    enterprise_project_id: EnterpriseProject = "0"
    handle_type: Literal["ONLY_FOR_EXPAND", "FOR_EXPAND_AND_IDLE", "FOR_EXPAND_AND_ALL"] | None = None


def growth_of(old: catalogue.Product, new: catalogue.Product) -> dict[str, int]:
    """Return what another product counts more against the quotas."""
    return {
        "cores": new.cpu - old.cpu,
        "Memory": (new.memory - old.memory) // 1024,
        "gpu_instances": int(new.is_gpu) - int(old.is_gpu),
        "general_instances": int(old.is_gpu) - int(new.is_gpu),
    }


@router.post("/desktops/resize")
async def resize_desktop(project: ProjectOf, body: ResizeRequest) -> Response:
    """ResizeDesktop: running desktops are stopped first and stay off."""
    product = find_product(body.product_id)
    desktops = find_desktops(project, [row.desktop_id for row in body.desktops])
    growth: dict[str, int] = {}
    for desktop in desktops:
        check_idle(desktop, RUNNING_OR_OFF)
        if desktop.product_id == product.product_id:
            raise invalid(f"Desktop {desktop.shown_name} has the product {product.product_id} already.")
        if desktop.availability_zone not in product.zones:
            raise invalid(f"The product {product.product_id} is not offered in {desktop.availability_zone}.")
        check_fit(product, image_of(project, desktop.image_id), desktop.root.size)
        for name, count in growth_of(catalogue.PRODUCTS[desktop.product_id], product).items():
            growth[name] = growth.get(name, 0) + count
    check_quotas(project, growth)
    parts: list[dict[str, Any]] = []
    for desktop in desktops:
        desktop.operation = "resize"
        parts.append(part(desktop.id, desktop.shown_name, product_id=product.product_id))
    job_id = submit(project, "operateDesktops", parts)
    rows = [{"desktop_id": desktop.id, "job_id": job_id} for desktop in desktops]
    return answer({"job_id": job_id, "jobs": rows})


def _resize(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.task_status = "resize_prep"
    end_session(project, desktop, "resize")


def _resized(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.product_id = sub_job.product_id
    desktop.task_status = "resize_finish"
    show(project, desktop, "SHUTOFF")


def _not_resized(project: Project, sub_job: SubJob) -> None:
    show(project, desktop_of(project, sub_job), "SHUTOFF")


job_kind("operateDesktops", _resize, _resized, _not_resized)


@router.post("/desktops/rebuild")
async def batch_rebuild_desktops_system_disk(project: ProjectOf, body: RebuildRequest) -> Response:
    """BatchRebuildDesktopsSystemDisk: a new system disk from the image; the desktop runs afterwards."""
    image = find_image(project, body.image_id, body.image_type)
    if (body.encrypt_type == "ENCRYPTED") != bool(body.kms_id):
        raise invalid("kms_id is for encrypt_type ENCRYPTED, which needs it.")
    if body.handle_type is not None:
        raise invalid("handle_type is for desktop pools.")
    desktops = find_desktops(project, body.desktop_ids)
    for desktop in desktops:
        check_idle(desktop, RUNNING_OR_OFF)
        check_fit(catalogue.PRODUCTS[desktop.product_id], image, desktop.root.size)
    parts: list[dict[str, Any]] = []
    for desktop in desktops:
        desktop.operation = "rebuild"
        arguments = {"image_id": image.id, "kms_id": body.kms_id, "encrypt_type": body.encrypt_type}
        parts.append(part(desktop.id, desktop.shown_name, arguments=arguments))
    return answer({"job_id": submit(project, "rebuildDesktops", parts, delay=body.delay_time * 60)})


def rebuild_starts(project: Project, sub_job: SubJob) -> None:
    """The people in the desktop are thrown out."""
    desktop = desktop_of(project, sub_job)
    desktop.task_status = "rebuilding"
    end_session(project, desktop, "rebuild")


def rebuild_succeeds(project: Project, sub_job: SubJob) -> None:
    """The desktop has a new system disk and runs."""
    desktop = desktop_of(project, sub_job)
    reinstall(project, desktop, image_of(project, sub_job.arguments["image_id"]), "rebuild")
    if sub_job.arguments["encrypt_type"] != "KEEP":
        desktop.root.kms_id = sub_job.arguments["kms_id"]
    was_rebuilt(project, desktop)
    cure(desktop, "rebuild")
    desktop.task_status = "rebuild_spawning"
    show(project, desktop, "ACTIVE")
    announce(project, desktop, "POST_REBUILD_DESKTOP_SUCCESS")


def rebuild_fails(project: Project, sub_job: SubJob) -> None:
    """The desktop keeps its system disk."""
    desktop = desktop_of(project, sub_job)
    show(project, desktop, desktop.status)


job_kind("rebuildDesktops", rebuild_starts, rebuild_succeeds, rebuild_fails)
