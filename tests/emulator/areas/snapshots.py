# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of desktops' disks: taking, listing, restoring and deleting them.

Each disk has a snapshot of its own; those of one desktop that one request takes have the same time in their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.desktops import check_idle, cure, desktop_of, find_desktops, show
from emulator.cloud.disks import wipe
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Disk, Snapshot, SubJob
from emulator.engine.clock import at, iso_seconds
from emulator.engine.contract import Body, DesktopIds, Many, ProjectOf, Query, answer, page, present
from emulator.engine.errors import busy, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

DiskType = Literal["SYSTEM_DISK", "DATA_DISKS", "ALL"]
SnapshotIds = Annotated[list[Annotated[str, Field(min_length=1, max_length=36)]], Field(min_length=1, max_length=100)]

OPERATION = "snapshot"
NOT_BROKEN = ("ACTIVE", "SHUTOFF", "HIBERNATED")
RESTORABLE = ("create_success", "restore_success", "restore_failed")


class DiskSnapshot(Body):
    name: Annotated[str, Field(max_length=64)] = ""
    description: Annotated[str, Field(max_length=255)] = ""


class CreationRequest(Body):
    desktop_ids: DesktopIds
    disk_type: DiskType
    system_disk_snapshot: DiskSnapshot = DiskSnapshot()
    data_disk_snapshot: DiskSnapshot = DiskSnapshot()


class SnapshotsRequest(Body):
    snapshot_ids: SnapshotIds


class SnapshotQuery(Query):
    desktop_id: str | None = None
    desktop_ids: Many = []
    desktop_name: str | None = None
    desktop_names: Many = []
    snapshot_name: str | None = None
    snapshot_names: Many = []
    disk_type: DiskType | None = None
    create_type: Literal["AUTO", "MANUALLY"] | None = None
    status: str | None = None
    sort_field: Literal["create_time", "snapshot_name"] | None = None
    sort_type: Literal["ASC", "DESC"] = "ASC"
    offset: int = Field(0, ge=0)
    limit: int = Field(1000, ge=1, le=1000)


# Listing


def _view(project: Project, snapshot: Snapshot) -> dict[str, Any]:
    desktop = project.desktops[snapshot.desktop_id]
    fields = {
        "snapshot_id": snapshot.id,
        "snapshot_name": snapshot.name,
        "desktop_id": desktop.id,
        "desktop_name": desktop.shown_name,
        "desktop_sid": desktop.sid,
        "desktop_pool_id": desktop.pool_id,
        "is_system_disk": snapshot.is_system_disk,
        "status": snapshot.status,
        "description": snapshot.description,
        "create_time": iso_seconds(snapshot.created),
        "create_type": snapshot.create_type,
        "last_restore_time": iso_seconds(snapshot.restored) if snapshot.restored else None,
        "restore_fail_reason": snapshot.fail_reason,
    }
    return {**present(fields), "process": _process(project, snapshot)}


def _process(project: Project, snapshot: Snapshot) -> int | None:
    """Return the percent of the snapshot's present task, or None if it has none."""
    if snapshot.began is None:
        return None
    return min(99, int(100 * (project.now - snapshot.began) / max(project.job_seconds, 0.001)))


def _fuzzy(wanted: str | None, found: str) -> bool:
    return wanted is None or wanted.casefold() in found.casefold()


def _matches(query: SnapshotQuery, snapshot: Snapshot, desktop: Desktop) -> bool:
    names = {name.casefold() for name in query.desktop_names}
    return (
        query.desktop_id in (None, desktop.id)
        and (not query.desktop_ids or desktop.id in query.desktop_ids)
        and _fuzzy(query.desktop_name, desktop.name)
        and (not names or desktop.name.casefold() in names)
        and _fuzzy(query.snapshot_name, snapshot.name)
        and (not query.snapshot_names or snapshot.name in query.snapshot_names)
        and query.disk_type in (None, "ALL", "SYSTEM_DISK" if snapshot.is_system_disk else "DATA_DISKS")
        and query.create_type in (None, snapshot.create_type)
        and query.status in (None, snapshot.status)
    )


@router.get("/snapshots")
async def list_desktop_snapshot(project: ProjectOf, query: Annotated[SnapshotQuery, QueryOf()]) -> Response:
    """ListDesktopSnapshot; single names are fuzzy, lists of names exact."""
    found = [
        snapshot
        for snapshot in project.table(Snapshot).values()
        if _matches(query, snapshot, project.desktops[snapshot.desktop_id])
    ]
    if query.sort_field is not None:
        by_name = query.sort_field == "snapshot_name"
        found.sort(key=lambda one: one.name if by_name else one.created, reverse=query.sort_type == "DESC")
    views = [_view(project, snapshot) for snapshot in page(found, query.offset, query.limit)]
    return answer({"desktop_snapshots": views, "total_count": len(found)})


# Taking


def _chosen_disks(desktop: Desktop, disk_type: str) -> list[Disk]:
    return {"SYSTEM_DISK": [desktop.root], "DATA_DISKS": desktop.disks, "ALL": desktop.all_disks}[disk_type]


def new_snapshots(
    project: Project,
    desktop: Desktop,
    disk_type: str,
    name: str,
    create_type: str,
    description: str = "",
    data_name: str | None = None,
    data_description: str | None = None,
) -> list[Snapshot]:
    """Make the snapshots of a desktop's disks as they are now, still in status ``creating``."""
    stamp = at(project.now).strftime("%Y%m%d%H%M%S")
    made = []
    for disk in _chosen_disks(desktop, disk_type):
        is_system = disk is desktop.root
        given = name if is_system or data_name is None else data_name
        snapshot = Snapshot(
            id=project.new_id(),
            name=f"{desktop.shown_name}{given}{stamp}",
            desktop_id=desktop.id,
            volume_id=disk.volume_id,
            is_system_disk=is_system,
            content=disk.content,
            description=description if is_system or data_description is None else data_description,
            create_type=create_type,
            created=project.now,
            began=project.now,
        )
        project.table(Snapshot)[snapshot.id] = snapshot
        made.append(snapshot)
    return made


def complete(snapshot: Snapshot) -> None:
    """Let a snapshot be there."""
    snapshot.status = "create_success"
    snapshot.began = None


def take(
    project: Project,
    desktops: Iterable[Desktop],
    disk_type: str,
    name: str,
    create_type: str = "AUTO",
    description: str = "",
    data_name: str | None = None,
    data_description: str | None = None,
) -> str:
    """Start the job that takes snapshots of desktops, or refuse it; return its ID.

    The data disks have the name and description of the system disk unless they are given their own.
    """
    chosen = list(desktops)
    for desktop in chosen:
        check_idle(desktop, NOT_BROKEN)
        if not _chosen_disks(desktop, disk_type):
            raise invalid(f"The desktop {desktop.shown_name} has no data disk.")
    arguments = {
        "disk_type": disk_type,
        "name": name,
        "create_type": create_type,
        "description": description,
        "data_name": data_name,
        "data_description": data_description,
    }
    parts = []
    for desktop in chosen:
        desktop.operation = OPERATION
        parts.append(part(desktop.id, desktop.shown_name, arguments=dict(arguments)))
    return submit(project, "createWksSnapshot", parts)


@router.post("/snapshots/batch-create")
async def batch_create_desktop_snapshot(project: ProjectOf, body: CreationRequest) -> Response:
    """BatchCreateDesktopSnapshot: nobody who is logged in is disturbed."""
    job_id = take(
        project,
        find_desktops(project, body.desktop_ids),
        body.disk_type,
        body.system_disk_snapshot.name,
        "MANUALLY",
        body.system_disk_snapshot.description,
        body.data_disk_snapshot.name,
        body.data_disk_snapshot.description,
    )
    return answer({"job_id": job_id})


def _taking(project: Project, sub_job: SubJob) -> None:
    made = new_snapshots(project, desktop_of(project, sub_job), **sub_job.arguments)
    sub_job.arguments = {"snapshot_ids": [snapshot.id for snapshot in made]}


def _snapshots_of(project: Project, sub_job: SubJob) -> list[Snapshot]:
    """Return the snapshots that a sub-job is about and that are still there."""
    table = project.table(Snapshot)
    return [table[key] for key in sub_job.arguments.get("snapshot_ids", []) if key in table]


def _taken(project: Project, sub_job: SubJob) -> None:
    for snapshot in _snapshots_of(project, sub_job):
        complete(snapshot)
    _let_go(project, sub_job)


def _not_taken(project: Project, sub_job: SubJob) -> None:
    for snapshot in _snapshots_of(project, sub_job):
        snapshot.status = "create_failed"
        snapshot.began = None
    _let_go(project, sub_job)


def _let_go(project: Project, sub_job: SubJob) -> None:
    """Let the desktop be idle again, as it was."""
    desktop = desktop_of(project, sub_job)
    show(project, desktop, desktop.status)


job_kind("createWksSnapshot", _taking, _taken, _not_taken)


# Restoring and deleting


def _find_snapshots(project: Project, snapshot_ids: Iterable[str], allowed: Iterable[str]) -> list[Snapshot]:
    """Return the snapshots of a request, each once; refuse what is missing, and what is being worked on."""
    found = []
    for snapshot_id in dict.fromkeys(snapshot_ids):
        snapshot = project.table(Snapshot).get(snapshot_id)
        if snapshot is None:
            raise not_found(f"The snapshot does not exist. SnapshotId {snapshot_id}")
        if snapshot.deleting or snapshot.status not in allowed:
            raise busy(project.desktops[snapshot.desktop_id].shown_name)
        found.append(snapshot)
    return found


def _parts(project: Project, snapshots: Iterable[Snapshot]) -> list[dict[str, Any]]:
    """Return the parts of a job: one for each desktop."""
    by_desktop: dict[str, list[str]] = {}
    for snapshot in snapshots:
        by_desktop.setdefault(snapshot.desktop_id, []).append(snapshot.id)
    return [
        part(desktop_id, project.desktops[desktop_id].shown_name, arguments={"snapshot_ids": keys})
        for desktop_id, keys in by_desktop.items()
    ]


@router.post("/snapshots/batch-delete")
async def batch_delete_desktop_snapshot(project: ProjectOf, body: SnapshotsRequest) -> Response:
    """BatchDeleteDesktopSnapshot: the desktops are not touched, whatever is going on there."""
    snapshots = _find_snapshots(project, body.snapshot_ids, (*RESTORABLE, "create_failed"))
    for snapshot in snapshots:
        snapshot.deleting = True
    return answer({"job_id": submit(project, "deleteWksSnapshot", _parts(project, snapshots))})


def _deleted(project: Project, sub_job: SubJob) -> None:
    for snapshot in _snapshots_of(project, sub_job):
        del project.table(Snapshot)[snapshot.id]


def _not_deleted(project: Project, sub_job: SubJob) -> None:
    for snapshot in _snapshots_of(project, sub_job):
        snapshot.deleting = False


job_kind("deleteWksSnapshot", succeed=_deleted, fail=_not_deleted, needs_desktop=False)


@router.post("/snapshots/batch-restore")
async def batch_restore_desktop_snapshot(project: ProjectOf, body: SnapshotsRequest) -> Response:
    """BatchRestoreDesktopSnapshot: only on desktops that are off, and only onto the disks that were taken."""
    snapshots = _find_snapshots(project, body.snapshot_ids, RESTORABLE)
    volumes = [snapshot.volume_id for snapshot in snapshots]
    if len(set(volumes)) < len(volumes):
        raise invalid("snapshot_ids has two snapshots of one disk.")
    for snapshot in snapshots:
        desktop = project.desktops[snapshot.desktop_id]
        check_idle(desktop, ("SHUTOFF",))
        if snapshot.volume_id not in [disk.volume_id for disk in desktop.all_disks]:
            raise invalid(f"The disk of snapshot {snapshot.id} does not exist any more.")
    for snapshot in snapshots:
        project.desktops[snapshot.desktop_id].operation = OPERATION
    return answer({"job_id": submit(project, "restoreDesktopBySnapshot", _parts(project, snapshots))})


def _restoring(project: Project, sub_job: SubJob) -> None:
    desktop_of(project, sub_job).task_status = "updating"
    for snapshot in _snapshots_of(project, sub_job):
        snapshot.status = "restoring"
        snapshot.began = project.now


def _restored(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    disks = {disk.volume_id: disk for disk in desktop.all_disks}
    for snapshot in _snapshots_of(project, sub_job):
        wipe(project, desktop, disks[snapshot.volume_id], "restore", snapshot.content)
        if snapshot.is_system_disk:
            cure(desktop, "restore")
        snapshot.status = "restore_success"
        snapshot.began = snapshot.fail_reason = None
        snapshot.restored = project.now
    _let_go(project, sub_job)


def _not_restored(project: Project, sub_job: SubJob) -> None:
    for snapshot in _snapshots_of(project, sub_job):
        snapshot.status = "restore_failed"
        snapshot.began = None
        snapshot.fail_reason = sub_job.fail_reason
    _let_go(project, sub_job)


job_kind("restoreDesktopBySnapshot", _restoring, _restored, _not_restored)
