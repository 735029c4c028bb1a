# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of screens: one for each connection of a person to whom a policy applies that asks for it."""

from __future__ import annotations

from emulator.cloud.power_log import moment
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, Record

TYPES = {"whole": "FULL", "interval": "INTERVAL", "userOperations": "OPERATION", "sessionMonitoring": "SESSION"}
"""The types by the values of the policy."""

RECORDING, RECORDED, UPLOADING, UPLOADED = "RECORDING", "REC_COMPLETED", "UPLOADING", "UPLOAD_COMPLETED"
REC_FAILED, UPLOAD_FAILED = "REC_FAILED", "UPLOAD_FAILED"

BYTES_A_SECOND = 25_000
BUCKET = "wks-screen-record"


class Recording(Record):
    """What was recorded, of a desktop that may be gone; one without an end is going on."""

    desktop_id: str
    desktop_name: str
    desktop_pool_id: str | None = None
    username: str
    type: str
    status: str = RECORDING
    begin: float
    end: float | None = None
    updated: float
    deleting: bool = False
    traffic_limit_type: str | None = None


def new_recording(project: Project, desktop: Desktop, username: str, record_type: str, begin: float) -> Recording:
    """Begin a recording, which is going on."""
    recording = Recording(
        id=project.new_id(),
        desktop_id=desktop.id,
        desktop_name=desktop.shown_name,
        desktop_pool_id=desktop.pool_id,
        username=username,
        type=record_type,
        begin=begin,
        updated=begin,
    )
    project.table(Recording)[recording.id] = recording
    return recording


def record(project: Project, desktop: Desktop, record_type: str) -> None:
    """Record the person who is connected to a desktop from now on."""
    new_recording(project, desktop, desktop.session_user or "", TYPES[record_type], moment(project))


def stop_recording(project: Project, desktop: Desktop) -> None:
    """End the recording of a desktop, which is uploaded then."""
    for recording in project.table(Recording).values():
        if recording.desktop_id == desktop.id and recording.end is None:
            recording.end = recording.updated = moment(project)
            recording.status = RECORDED
            project.after(0.2 * project.job_seconds, "recording-goes-on", recording_id=recording.id, status=UPLOADING)
            project.after(project.job_seconds, "recording-goes-on", recording_id=recording.id, status=UPLOADED)


@on("recording-goes-on")
def recording_goes_on(project: Project, recording_id: str, status: str) -> None:
    """Let a recording have its next status."""
    recording = project.table(Recording).get(recording_id)
    if recording is not None:
        recording.status, recording.updated = status, project.now
