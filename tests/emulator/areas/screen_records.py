# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of screens: listing them, what happened in them, and deleting them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.recordings import BUCKET, BYTES_A_SECOND, RECORDING, UPLOADING, Recording
from emulator.cloud.records import SubJob
from emulator.engine.clock import BLANK_SECONDS, iso
from emulator.engine.contract import Body, Many, ProjectOf, Query, answer, page, period, present
from emulator.engine.errors import busy, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

DAY = 86400
USUAL_DAYS = 15
MOST_NAMES = 100

Key = Annotated[str, Field(max_length=255)]


class RecordQuery(Query):
    limit: int = Field(100, ge=0, le=1000)
    offset: int = Field(0, ge=0)
    desktop_id: str | None = None
    desktop_names: Many = []
    username: str | None = None
    status: Literal["RECORDING", "REC_COMPLETED", "UPLOADING", "UPLOAD_COMPLETED"] | None = None
    type: Literal["FULL", "INTERVAL", "OPERATION", "SESSION"] | None = None
    start_time: str | None = None
    end_time: str | None = None
    sort_field: Literal["start_time"] | None = None
    sort_type: Literal["asc", "desc"] = "desc"


class OperationQuery(Query):
    event_type: str | None = None
    event_id: str | None = None
    event_level: str | None = None
    event_data: str | None = None
    limit: int = Field(100, ge=0, le=1000)
    offset: int = Field(0, ge=0)


class TrafficLimit(Body):
    traffic_limit_type: Annotated[str, Field(min_length=1, max_length=255)]


class RecordId(Body):
    id: Key


class Deletion(Body):
    screen_records: Annotated[list[RecordId], Field(max_length=100)]


def _find(project: Project, record_id: str) -> Recording:
    recording = project.table(Recording).get(record_id)
    if recording is None:
        raise not_found(f"The screen record {record_id} does not exist.")
    return recording


def _view(recording: Recording) -> dict[str, Any]:
    end = recording.end
    duration = None if end is None else int(end - recording.begin)
    name = f"{recording.desktop_name}_{recording.id}"
    fields = {
        "id": recording.id,
        "desktop_id": recording.desktop_id,
        "desktop_name": recording.desktop_name,
        "desktop_pool_id": recording.desktop_pool_id,
        "username": recording.username,
        "size": None if duration is None else duration * BYTES_A_SECOND,
        "type": recording.type,
        "status": recording.status,
        "obs_bucket": BUCKET,
        "file_directory": f"screen-record/{recording.desktop_id}",
        "video_filename": f"{name}.mp4",
        "video_file_sha256": None if end is None else hashlib.sha256(name.encode()).hexdigest(),
        "start_time": iso(recording.begin),
        "end_time": None if end is None else iso(end),
        "update_time": iso(recording.updated),
        "duration": duration,
        "upload_type": "OBS",
    }
    return present(fields)


def _matches(query: RecordQuery, recording: Recording) -> bool:
    names = {name.casefold() for name in query.desktop_names}
    return (
        query.desktop_id in (None, recording.desktop_id)
        and (not names or recording.desktop_name.casefold() in names)
        and (query.username or "").casefold() in recording.username.casefold()
        and query.status in (None, recording.status)
        and query.type in (None, recording.type)
    )


@router.get("/screen-records")
async def list_screen_records(project: ProjectOf, query: Annotated[RecordQuery, QueryOf()]) -> Response:
    """ListScreenRecords: those that began in a period, the last days if none is given, the newest first."""
    if len(query.desktop_names) > MOST_NAMES:
        raise invalid(f"desktop_names has more than {MOST_NAMES} names.")
    usual = project.now - USUAL_DAYS * DAY, project.now
    begin, end = period(query.start_time, query.end_time, BLANK_SECONDS) or usual
    found = [one for one in project.table(Recording).values() if begin <= one.begin <= end and _matches(query, one)]
    found.sort(key=lambda one: one.begin, reverse=query.sort_type == "desc")
    rows = [_view(one) for one in page(found, query.offset, query.limit)]
    return answer({"screen_records": rows, "total_count": len(found)})


@router.get("/screen-records/{record_id}")
async def show_screen_record(project: ProjectOf, record_id: str) -> Response:
    """ShowScreenRecord."""
    return answer(_view(_find(project, record_id)))


@router.get("/screen-records/{record_id}/os-operations")
async def list_desktop_operations(
    project: ProjectOf, record_id: str, query: Annotated[OperationQuery, QueryOf()]
) -> Response:
    """ListDesktopOperations: that the person came, and left."""
    recording = _find(project, record_id)
    events = {"connect": recording.begin, "disconnect": recording.end}
    rows = [
        {
            "id": f"{recording.id}-{name}",
            "project_id": project.id,
            "desktop_id": recording.desktop_id,
            "screen_record_id": recording.id,
            "username": recording.username,
            "event_type": "HDP",
            "event_level": "INFO",
            "event_id": name,
            "event_data": recording.username,
            "operation_time": iso(moment),
            "relative_start_time": int(moment - recording.begin),
        }
        for name, moment in events.items()
        if moment is not None
    ]
    wanted = query.model_dump(exclude={"limit", "offset"}, exclude_none=True)
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return answer({"operations": page(found, query.offset, query.limit), "total_count": len(found)})


@router.put("/screen-records/{record_id}")
async def update_screen_records(project: ProjectOf, record_id: str, body: TrafficLimit) -> Response:
    """UpdateScreenRecords: how fast a recording is uploaded."""
    _find(project, record_id).traffic_limit_type = body.traffic_limit_type
    return answer({"result_code": "0", "result_desc": "success"})


def _parts(recordings: Iterable[Recording]) -> list[dict[str, Any]]:
    """Return the parts of a job: one for each desktop."""
    by_desktop: dict[tuple[str, str], list[str]] = {}
    for recording in recordings:
        by_desktop.setdefault((recording.desktop_id, recording.desktop_name), []).append(recording.id)
    return [part(key, name, arguments={"record_ids": ids}) for (key, name), ids in by_desktop.items()]


@router.post("/screen-records/batch-delete")
async def batch_delete_screen_records(project: ProjectOf, body: Deletion) -> Response:
    """BatchDeleteScreenRecords: all of them or none, and none that is being made, uploaded or deleted."""
    recordings = [_find(project, key) for key in dict.fromkeys(row.id for row in body.screen_records)]
    for recording in recordings:
        if recording.deleting or recording.status in (RECORDING, UPLOADING):
            raise busy(recording.desktop_name)
    for recording in recordings:
        recording.deleting = True
    return answer({"job_id": submit(project, "deleteScreenRecords", _parts(recordings))})


def _recordings_of(project: Project, sub_job: SubJob) -> list[Recording]:
    table = project.table(Recording)
    return [table[key] for key in sub_job.arguments["record_ids"] if key in table]


def _deleted(project: Project, sub_job: SubJob) -> None:
    for recording in _recordings_of(project, sub_job):
        del project.table(Recording)[recording.id]


def _not_deleted(project: Project, sub_job: SubJob) -> None:
    for recording in _recordings_of(project, sub_job):
        recording.deleting = False


job_kind("deleteScreenRecords", succeed=_deleted, fail=_not_deleted, needs_desktop=False)
