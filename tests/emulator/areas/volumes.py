# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks of desktops: adding, growing, performance, removing."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud.desktops import RUNNING_OR_OFF, check_idle, desktop_of, find_desktop, show
from emulator.cloud.disks import MAX_DATA_DISKS, Volume, add_disks, check_qos, check_volume, remember_loss, sizes
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import Desktop, Disk, SubJob
from emulator.engine.contract import Body, EnterpriseProject, ProjectOf, Text, Text255, answer
from emulator.engine.errors import ADDING_DISKS, ApiError, invalid

router = APIRouter(prefix="/v2/{project_id}")
ADDING_SECONDS = 300
Volumes = Annotated[list[Volume], Field(min_length=1, max_length=MAX_DATA_DISKS)]


class DesktopVolumes(Body):
    desktop_id: Text255
    volumes: Volumes


class VolumesRequest(Body):
    desktop_volumes: Annotated[list[DesktopVolumes], Field(min_length=1, max_length=100)]


class OneDesktopVolumes(Body):
    volumes: Volumes
    enterprise_project_id: EnterpriseProject = "0"


class Expansion(Body):
    desktop_id: Text255
    volume_id: Text255
    new_size: Annotated[int, Field(ge=10, le=32768)]


class ExpansionRequest(Body):
    desktop_volumes_expansion: Annotated[list[Expansion], Field(min_length=1, max_length=100)]


class Qos(Body):
    iops: int
    throughput: int


class QosRequest(Body):
    volume_ids: Annotated[list[Text], Field(min_length=1, max_length=100)]
    qos: Qos


class VolumeDeletion(Body):
    volume_ids: Annotated[list[Text], Field(min_length=1, max_length=MAX_DATA_DISKS)]


def _check_addition(project: Project, desktop: Desktop, volumes: list[Volume]) -> None:
    if desktop.disks_added_at is not None and project.now - desktop.disks_added_at < ADDING_SECONDS:
        raise ApiError(400, ADDING_DISKS, f"Disks are being added to desktop {desktop.shown_name}. Try again later.")
    check_idle(desktop, RUNNING_OR_OFF)
    for volume in volumes:
        check_volume(volume)
    if len(desktop.disks) + len(volumes) > MAX_DATA_DISKS:
        raise invalid(f"Desktop {desktop.shown_name} can have {MAX_DATA_DISKS} data disks at most.")


def _add(project: Project, wanted: list[tuple[str, list[Volume]]]) -> Response:
    """Start the job that adds disks to desktops."""
    if any(count > 1 for count in Counter(desktop_id for desktop_id, _volumes in wanted).values()):
        raise invalid("A desktop is named twice.")
    rows = [(find_desktop(project, desktop_id), volumes) for desktop_id, volumes in wanted]
    for desktop, volumes in rows:
        _check_addition(project, desktop, volumes)
    check_quotas(project, sizes([volume for _desktop, volumes in rows for volume in volumes]))
    parts: list[dict[str, Any]] = []
    for desktop, volumes in rows:
        desktop.operation = "add-disks"
        desktop.disks_added_at = project.now
        arguments = {"volumes": [volume.fields() for volume in volumes]}
        parts.append(part(desktop.id, desktop.shown_name, arguments=arguments))
    return answer({"job_id": submit(project, "addVolumes", parts)})


@router.post("/volumes")
async def add_volumes(project: ProjectOf, body: VolumesRequest) -> Response:
    """AddVolumes."""
    return _add(project, [(row.desktop_id, row.volumes) for row in body.desktop_volumes])


@router.post("/desktops/{desktop_id}/volumes")
async def add_desktop_volumes(project: ProjectOf, desktop_id: str, body: OneDesktopVolumes) -> Response:
    """AddDesktopVolumes."""
    return _add(project, [(desktop_id, body.volumes)])


def change_starts(project: Project, sub_job: SubJob) -> None:
    """Show that the disks of a desktop are changing."""
    desktop_of(project, sub_job).task_status = "updating"


def change_ends(project: Project, sub_job: SubJob) -> None:
    """The desktop is idle again."""
    desktop = desktop_of(project, sub_job)
    show(project, desktop, desktop.status)


def addition_succeeds(project: Project, sub_job: SubJob) -> None:
    """The desktop has new, empty disks."""
    add_disks(project, desktop_of(project, sub_job), sub_job.arguments["volumes"])
    change_ends(project, sub_job)


job_kind("addVolumes", change_starts, addition_succeeds, change_ends)


def _disk(desktop: Desktop, volume_id: str) -> Disk:
    """Return the disk of a desktop with that volume ID; the disk's other ID is of no use here."""
    for disk in desktop.all_disks:
        if disk.volume_id == volume_id:
            return disk
    raise invalid(f"The volume {volume_id} does not belong to desktop {desktop.shown_name}.")


@router.post("/volumes/expand")
async def expand_volumes(project: ProjectOf, body: ExpansionRequest) -> Response:
    """ExpandVolumes: disks only grow."""
    rows: list[tuple[Desktop, Disk, int]] = []
    for row in body.desktop_volumes_expansion:
        desktop = find_desktop(project, row.desktop_id)
        check_idle(desktop, RUNNING_OR_OFF)
        disk = _disk(desktop, row.volume_id)
        if row.new_size <= disk.size or row.new_size % 10:
            raise invalid(f"The new size {row.new_size} must be a multiple of 10 and more than {disk.size}.")
        rows.append((desktop, disk, row.new_size))
    if len({disk.volume_id for _desktop, disk, _size in rows}) < len(rows):
        raise invalid("A volume is named twice.")
    check_quotas(project, {"volume_gigabytes": sum(size - disk.size for _desktop, disk, size in rows)})
    parts: list[dict[str, Any]] = []
    for desktop, disk, size in rows:
        desktop.operation = "expand-disks"
        arguments = {"volume_id": disk.volume_id, "changes": {"size": size}}
        parts.append(part(desktop.id, desktop.shown_name, arguments=arguments))
    return answer({"job_id": submit(project, "expandVolumes", parts)})


def _changed(project: Project, sub_job: SubJob) -> None:
    disk = _disk(desktop_of(project, sub_job), sub_job.arguments["volume_id"])
    for name, value in sub_job.arguments["changes"].items():
        setattr(disk, name, value)
    change_ends(project, sub_job)


job_kind("expandVolumes", change_starts, _changed, change_ends)


def _owner(project: Project, volume_id: str) -> Desktop:
    for desktop in project.desktops.values():
        if any(disk.volume_id == volume_id for disk in desktop.all_disks):
            return desktop
    raise invalid(f"The volume {volume_id} does not exist.")


@router.put("/volumes/batch-modify-qos")
async def batch_modify_qos_volumes(project: ProjectOf, body: QosRequest) -> Response:
    """BatchModifyQosVolumes: for disks of type GPSSD2 alone."""
    check_qos(body.qos.iops, body.qos.throughput)
    parts: list[dict[str, Any]] = []
    owners: list[Desktop] = []
    for volume_id in dict.fromkeys(body.volume_ids):
        desktop = _owner(project, volume_id)
        check_idle(desktop, RUNNING_OR_OFF)
        if _disk(desktop, volume_id).type != "GPSSD2":
            raise invalid(f"The volume {volume_id} is not of type GPSSD2.")
        arguments = {"volume_id": volume_id, "changes": body.qos.model_dump()}
        parts.append(part(desktop.id, desktop.shown_name, arguments=arguments))
        owners.append(desktop)
    for desktop in owners:
        desktop.operation = "modify-qos"
    return answer({"job_id": submit(project, "modifyVolumesQos", parts)})


job_kind("modifyVolumesQos", change_starts, _changed, change_ends)


@router.post("/desktops/{desktop_id}/volumes/batch-delete")
async def delete_desktop_volumes(project: ProjectOf, desktop_id: str, body: VolumeDeletion) -> Response:
    """DeleteDesktopVolumes: data disks alone."""
    desktop = find_desktop(project, desktop_id)
    check_idle(desktop, RUNNING_OR_OFF)
    for volume_id in body.volume_ids:
        if _disk(desktop, volume_id) is desktop.root:
            raise invalid("The system disk cannot be deleted.")
    desktop.operation = "delete-disks"
    parts = [part(desktop.id, desktop.shown_name, arguments={"volume_ids": body.volume_ids})]
    return answer({"job_id": submit(project, "deleteVolumes", parts)})


def deletion_succeeds(project: Project, sub_job: SubJob) -> None:
    """The disks are gone with what was on them."""
    desktop = desktop_of(project, sub_job)
    gone = [disk for disk in desktop.disks if disk.volume_id in sub_job.arguments["volume_ids"]]
    desktop.disks = [disk for disk in desktop.disks if disk not in gone]
    remember_loss(project, desktop, gone, "delete-disks")
    change_ends(project, sub_job)


job_kind("deleteVolumes", change_starts, deletion_succeeds, change_ends)
