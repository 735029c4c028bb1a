# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to the desktops of a pool together: power, another product, another image."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.areas.resize_and_rebuild import growth_of, rebuild_fails, rebuild_starts, rebuild_succeeds
from emulator.cloud import catalogue
from emulator.cloud.catalogue import check_fit, find_image, find_product, image_of, images_of
from emulator.cloud.desktops import RUNNING_OR_OFF, check_idle, desktop_of, show
from emulator.cloud.jobs import REFUSED, job_kind, part
from emulator.cloud.pools import affected, check_steady, find_pool, submit_for
from emulator.cloud.power import ACTIONS, note_action, power_begins
from emulator.cloud.power_log import ERROR, action_ends
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import SubJob
from emulator.engine.contract import Body, ProjectOf, Text, Text255, answer
from emulator.engine.errors import BUSY, invalid

router = APIRouter(prefix="/v2/{project_id}")

HandleType = Literal["ONLY_FOR_EXPAND", "FOR_EXPAND_AND_IDLE", "FOR_EXPAND_AND_ALL"]


class Change(Body):
    """What requests that change a pool and its desktops have in common."""

    handle_type: HandleType | None = None
    desktop_ids: list[Text] = []


class PoolAction(Body):
    op_type: Literal["os-start", "os-stop", "reboot", "hibernate"]
    type: Literal["SOFT", "HARD"]


class PoolResize(Change):
    product_id: Text
    flavor_id: Text255 | None = None
    mode: Literal["STOP_DESKTOP"] | None = None


class PoolRebuild(Change):
    image_type: Literal["gold", "private", "market"] | None = None
    image_id: Text
    os_type: Text255 | None = None
    delay_time: Annotated[int, Field(ge=0, le=15)] = 0
    message: Annotated[str, Field(max_length=400)] | None = None
    order_id: Text255 | None = None
    is_fix: bool = False
    encrypt_type: Literal["KEEP", "UNENCRYPTED", "ENCRYPTED"] = "KEEP"
    kms_id: Text255 | None = None


@router.post("/desktop-pools/{pool_id}/action")
async def execute_desktop_pool_action(project: ProjectOf, pool_id: str, body: PoolAction) -> Response:
    """ExecuteDesktopPoolAction: desktops whose status does not allow the action are left alone."""
    pool = find_pool(project, pool_id)
    check_steady(project, pool)
    op_type = "os-hibernate" if body.op_type == "hibernate" else body.op_type
    if op_type == "os-hibernate" and catalogue.PRODUCTS[pool.product_id].os_type != "Windows":
        raise invalid(f"The desktops of pool {pool.name} do not run Windows and cannot hibernate.")
    rows = affected(project, pool, None, ())
    for desktop in rows:
        check_idle(desktop)
    chosen = [desktop for desktop in rows if desktop.status in ACTIONS[op_type].allowed]
    arguments = {"op_type": op_type, "hard": body.type == "HARD"}
    for desktop in chosen:
        desktop.operation = op_type
    parts = [part(desktop.id, desktop.shown_name, arguments=arguments) for desktop in chosen]
    return answer({"job_id": submit_for(project, pool, "executeDesktopsAction", parts)})


def _act(project: Project, sub_job: SubJob) -> None:
    note_action(project, desktop_of(project, sub_job), sub_job.arguments["op_type"])
    power_begins(project, sub_job.desktop_id, **sub_job.arguments)


def _acted(project: Project, sub_job: SubJob) -> None:
    show(project, desktop_of(project, sub_job), ACTIONS[sub_job.arguments["op_type"]].target)


def _not_acted(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    action_ends(project, desktop, ERROR)
    show(project, desktop, desktop.status)


job_kind("executeDesktopsAction", _act, _acted, _not_acted)


@router.post("/desktop-pools/{pool_id}/resize")
async def resize_desktop_pool(project: ProjectOf, pool_id: str, body: PoolResize) -> Response:
    """ResizeDesktopPool: running desktops fail unless ``mode`` lets them be stopped, and stay off."""
    pool = find_pool(project, pool_id)
    check_steady(project, pool)
    product = find_product(body.product_id)
    if body.flavor_id not in (None, product.flavor_id):
        raise invalid(f"The flavor {body.flavor_id} is not the one of {product.product_id}.")
    if pool.availability_zone not in product.zones:
        raise invalid(f"The product {product.product_id} is not offered in {pool.availability_zone}.")
    check_fit(product, image_of(project, pool.image_id), pool.root.size)
    rows = [
        desktop
        for desktop in affected(project, pool, body.handle_type, body.desktop_ids)
        if desktop.product_id != product.product_id
    ]
    growth: dict[str, int] = {}
    for desktop in rows:
        check_idle(desktop, RUNNING_OR_OFF)
        for name, count in growth_of(catalogue.PRODUCTS[desktop.product_id], product).items():
            growth[name] = growth.get(name, 0) + count
    check_quotas(project, growth)
    parts: list[dict[str, Any]] = []
    for desktop in rows:
        refused: dict[str, str] = {}
        if desktop.status == "ACTIVE" and body.mode is None:
            refused = {"outcome": REFUSED, "error_code": BUSY, "fail_reason": "The desktop is running."}
        else:
            desktop.operation = "resize"
        parts.append(part(desktop.id, desktop.shown_name, product_id=product.product_id, **refused))
    pool.product_id = product.product_id
    job_id = submit_for(project, pool, "operateDesktops", parts)
    return answer({"job_id": job_id, "jobs": [{"desktop_id": desktop.id, "job_id": job_id} for desktop in rows]})


def _image(project: Project, body: PoolRebuild) -> catalogue.Image:
    """Return the image of a request, which need not tell its type."""
    known = images_of(project).get(body.image_id)
    return find_image(project, body.image_id, body.image_type or (known.image_type if known else "private"))


@router.post("/desktop-pools/{pool_id}/rebuild")
async def rebuild_desktop_pool(project: ProjectOf, pool_id: str, body: PoolRebuild) -> Response:
    """RebuildDesktopPool: new system disks; a repair concerns the desktops alone that differ from their pool."""
    pool = find_pool(project, pool_id)
    check_steady(project, pool)
    image = _image(project, body)
    if (body.encrypt_type == "ENCRYPTED") != bool(body.kms_id):
        raise invalid("kms_id is for encrypt_type ENCRYPTED, which needs it.")
    if body.is_fix and image.id != pool.image_id:
        raise invalid("A repair needs the image of the pool.")
    check_fit(catalogue.PRODUCTS[pool.product_id], image, pool.root.size)
    rows = [
        desktop
        for desktop in affected(project, pool, body.handle_type, body.desktop_ids)
        if not body.is_fix or desktop.image_id != image.id
    ]
    for desktop in rows:
        check_idle(desktop, RUNNING_OR_OFF)
        check_fit(catalogue.PRODUCTS[desktop.product_id], image, desktop.root.size)
    arguments = {"image_id": image.id, "kms_id": body.kms_id, "encrypt_type": body.encrypt_type}
    for desktop in rows:
        desktop.operation = "rebuild"
    pool.image_id = image.id
    if body.encrypt_type != "KEEP":
        pool.root.kms_id = body.kms_id
    parts = [part(desktop.id, desktop.shown_name, arguments=arguments) for desktop in rows]
    return answer({"job_id": submit_for(project, pool, "rebuildDesktopPool", parts, delay=body.delay_time * 60)})


job_kind("rebuildDesktopPool", rebuild_starts, rebuild_succeeds, rebuild_fails)
