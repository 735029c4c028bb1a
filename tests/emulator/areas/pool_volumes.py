# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks of desktop pools: adding, growing, removing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.areas.pool_changes import Change
from emulator.areas.pool_create import PoolDisk
from emulator.areas.volumes import addition_succeeds, change_ends, change_starts, deletion_succeeds
from emulator.cloud.desktops import RUNNING_OR_OFF, check_idle
from emulator.cloud.disks import MAX_DATA_DISKS, check_volume, sizes
from emulator.cloud.jobs import job_kind, part
from emulator.cloud.pools import (
    ONLY_FOR_EXPAND,
    affected,
    as_disk,
    check_steady,
    find_pool,
    members,
    submit_for,
    volumes_of,
)
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import Desktop, Disk, Pool, PoolVolume
from emulator.engine.contract import Body, ProjectOf, Text, Text255, answer
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")


class Addition(Change):
    volumes: Annotated[list[PoolDisk], Field(max_length=MAX_DATA_DISKS)]


class Growth(Body):
    id: Text
    size: Annotated[int, Field(ge=10, le=8200)]
    type: Text | None = None
    resource_spec_code: Text255 | None = None


class ExpansionRequest(Change):
    volumes: Annotated[list[Growth], Field(min_length=1, max_length=MAX_DATA_DISKS + 1)]


class DiskRef(Body):
    id: Text


class Removal(Change):
    volumes: Annotated[list[DiskRef], Field(max_length=MAX_DATA_DISKS)]


def _volume(pool: Pool, volume_id: str) -> PoolVolume:
    for volume in volumes_of(pool):
        if volume.id == volume_id:
            return volume
    raise invalid(f"The disk {volume_id} does not belong to the desktop pool {pool.name}.")


def _disk(desktop: Desktop, volume_id: str) -> Disk | None:
    """Return the disk of a desktop that stands for a disk of its pool; a desktop may have been left out."""
    return next((disk for disk in desktop.all_disks if disk.desktop_pool_disk_id == volume_id), None)


def _resting(project: Project, pool_id: str) -> Pool:
    pool = find_pool(project, pool_id)
    check_steady(project, pool)
    return pool


@router.post("/desktop-pools/{pool_id}/volumes/batch-add")
async def add_desktop_pool_volumes(project: ProjectOf, pool_id: str, body: Addition) -> Response:
    """AddDesktopPoolVolumes: one disk at a time, and only while all desktops of the pool run."""
    pool = _resting(project, pool_id)
    if len(body.volumes) != 1:
        raise invalid("One disk can be added at a time.")
    check_volume(body.volumes[0])
    if len(pool.disks) == MAX_DATA_DISKS:
        raise invalid(f"The desktop pool {pool.name} can have {MAX_DATA_DISKS} data disks at most.")
    rows = affected(project, pool, body.handle_type, body.desktop_ids)
    if body.handle_type != ONLY_FOR_EXPAND:
        for desktop in members(project, pool):
            check_idle(desktop, ("ACTIVE",))
    for desktop in rows:
        if len(desktop.disks) == MAX_DATA_DISKS:
            raise invalid(f"Desktop {desktop.shown_name} can have {MAX_DATA_DISKS} data disks at most.")
    check_quotas(project, sizes(list(body.volumes), len(rows)))
    volume = PoolVolume(id=project.new_id(), **body.volumes[0].fields())
    pool.disks.append(volume)
    arguments = {"volumes": [as_disk(volume)]}
    for desktop in rows:
        desktop.operation = "add-disks"
    parts = [part(desktop.id, desktop.shown_name, arguments=arguments) for desktop in rows]
    return answer({"job_id": submit_for(project, pool, "addDesktopPoolVolumes", parts)})


job_kind("addDesktopPoolVolumes", change_starts, addition_succeeds, change_ends)


def _check_growth(pool: Pool, rows: list[Growth]) -> dict[str, int]:
    """Return the new sizes by the IDs of the pool's disks, or refuse."""
    wanted = {row.id: row.size for row in rows}
    if len(wanted) < len(rows):
        raise invalid("A disk is named twice.")
    for row in rows:
        volume = _volume(pool, row.id)
        if row.type not in (None, volume.type):
            raise invalid(f"The type of the disk {row.id} is {volume.type} and cannot change.")
        if row.size <= volume.size or row.size % 10:
            raise invalid(f"The new size {row.size} must be a multiple of 10 and more than {volume.size}.")
    return wanted


@router.post("/desktop-pools/{pool_id}/volumes/batch-expand")
async def expand_desktop_pool_volumes(project: ProjectOf, pool_id: str, body: ExpansionRequest) -> Response:
    """ExpandDesktopPoolVolumes: disks only grow."""
    pool = _resting(project, pool_id)
    wanted = _check_growth(pool, body.volumes)
    growing: list[tuple[Desktop, Disk, int]] = []
    for desktop in affected(project, pool, body.handle_type, body.desktop_ids):
        check_idle(desktop, RUNNING_OR_OFF)
        for volume_id, size in wanted.items():
            disk = _disk(desktop, volume_id)
            if disk is not None and disk.size < size:
                growing.append((desktop, disk, size))
    check_quotas(project, {"volume_gigabytes": sum(size - disk.size for _desktop, disk, size in growing)})
    for volume_id, size in wanted.items():
        _volume(pool, volume_id).size = size
    parts: list[dict[str, Any]] = []
    for desktop, disk, size in growing:
        desktop.operation = "expand-disks"
        arguments = {"volume_id": disk.volume_id, "changes": {"size": size}}
        parts.append(part(desktop.id, desktop.shown_name, arguments=arguments))
    return answer({"job_id": submit_for(project, pool, "expandVolumes", parts)})


@router.post("/desktop-pools/{pool_id}/volumes/batch-delete")
async def delete_desktop_pool_volumes(project: ProjectOf, pool_id: str, body: Removal) -> Response:
    """DeleteDesktopPoolVolumes: one data disk at a time, with what is on it."""
    pool = _resting(project, pool_id)
    if len(body.volumes) != 1:
        raise invalid("One disk can be deleted at a time.")
    volume = _volume(pool, body.volumes[0].id)
    if volume is pool.root:
        raise invalid("The system disk cannot be deleted.")
    going: list[tuple[Desktop, Disk]] = []
    for desktop in affected(project, pool, body.handle_type, body.desktop_ids):
        check_idle(desktop, RUNNING_OR_OFF)
        disk = _disk(desktop, volume.id)
        if disk is not None:
            going.append((desktop, disk))
    pool.disks.remove(volume)
    parts: list[dict[str, Any]] = []
    for desktop, disk in going:
        desktop.operation = "delete-disks"
        parts.append(part(desktop.id, desktop.shown_name, arguments={"volume_ids": [disk.volume_id]}))
    return answer({"job_id": submit_for(project, pool, "deleteDesktopPoolVolumes", parts)})


job_kind("deleteDesktopPoolVolumes", change_starts, deletion_succeeds, change_ends)
