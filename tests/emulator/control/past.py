# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control calls for what nobody has waited for: a past of connections, power and recordings, and what the monitoring
has seen."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.areas.alarms import Alarm
from emulator.cloud.logins import CONNECTING_SECONDS, domain_of, note_login
from emulator.cloud.power_log import SUCCESS, TRANSITIONS, DesktopAction, PowerSpan, turn
from emulator.cloud.project import Project
from emulator.cloud.recordings import new_recording
from emulator.cloud.records import Desktop
from emulator.cloud.usage import Span
from emulator.control.targets import Target, desktop_named
from emulator.engine.clock import SECONDS
from emulator.engine.contract import Body, answer, nothing, time_of
from emulator.engine.errors import invalid

router = APIRouter(prefix="/_emulator")


class PastLogin(Body):
    """A connection from ``begin`` to ``end``, or one that failed for a reason."""

    desktop: str
    user: str
    begin: str
    end: str | None = None
    is_reconnect: bool = False
    failure_reason: str | None = None


class PastPower(Body):
    """Which status a desktop had from a moment on; the first one is its creation."""

    desktop: str
    time: str
    status: Literal["ACTIVE", "SHUTOFF", "HIBERNATED", "ERROR"]


class Past(Body):
    logins: Annotated[list[PastLogin], Field(max_length=20_000)] = []
    power: Annotated[list[PastPower], Field(max_length=20_000)] = []


class PastRecording(Body):
    """What was recorded of somebody at a desktop."""

    desktop: str
    user: str
    begin: str
    end: str
    type: Literal["FULL", "INTERVAL", "OPERATION", "SESSION"] = "FULL"
    status: Literal["REC_COMPLETED", "REC_FAILED", "UPLOADING", "UPLOAD_COMPLETED", "UPLOAD_FAILED"] = (
        "UPLOAD_COMPLETED"
    )


class AlarmRaising(Body):
    """What the monitoring service sees at a desktop."""

    desktop: str
    name: str = "cpu"
    level: Annotated[int, Field(ge=1, le=4)] = 2
    status: Literal["ok", "alarm", "invalid"] = "alarm"
    metric_name: str = "cpu_util"
    value: float = 95.0


@router.post("/past")
async def past(project: Target, body: Past) -> Response:
    """Add connections to the log, and replace the log of power of each desktop that is named; all rows or none."""
    names = [row.desktop for row in body.logins] + [row.desktop for row in body.power]
    desktops = {name: desktop_named(project, name) for name in dict.fromkeys(names)}
    domains = {user: domain_of(project, user) for user in {row.user for row in body.logins}}
    spans = [_span(project, row) for row in body.logins]
    changes: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in body.power:
        changes[row.desktop].append((_moment(project, "time", row.time), row.status))
    for login, span in zip(body.logins, spans, strict=True):
        _add_login(project, desktops[login.desktop], domains[login.user], login, span)
    for name, rows in changes.items():
        _replace_power(project, desktops[name], sorted(rows))
    return nothing()


@router.post("/recordings")
async def recordings(project: Target, body: PastRecording) -> Response:
    """Let somebody have been recorded at a desktop; the answer has the ID."""
    desktop = desktop_named(project, body.desktop)
    begin, end = _moment(project, "begin", body.begin), _moment(project, "end", body.end)
    recording = new_recording(project, desktop, body.user, body.type, begin)
    recording.end, recording.updated, recording.status = end, end, body.status
    return answer({"id": recording.id})


@router.post("/alarms")
async def alarms(project: Target, body: AlarmRaising) -> Response:
    """Let the monitoring service have seen something at a desktop."""
    desktop = desktop_named(project, body.desktop)
    fields = body.model_dump(exclude={"desktop"})
    alarm = Alarm(
        id=project.new_id(), desktop_id=desktop.id, desktop_name=desktop.shown_name, begun=project.now, **fields
    )
    project.table(Alarm)[alarm.id] = alarm
    return nothing()


def _moment(project: Project, name: str, text: str) -> float:
    found = time_of(name, text, SECONDS)
    if found > project.now:
        raise invalid(f"{name}: {text} is not in the past.")
    return found


def _span(project: Project, row: PastLogin) -> Span:
    """Return from when to when somebody was connected, or refuse what is no connection of the past."""
    begin = _moment(project, "begin", row.begin)
    if (row.end is None) == (row.failure_reason is None):
        raise invalid("A past connection has either an end or a failure_reason.")
    end = begin if row.end is None else _moment(project, "end", row.end)
    if end < begin:
        raise invalid("end is before begin.")
    return begin, end


def _add_login(project: Project, desktop: Desktop, domain: str, row: PastLogin, span: Span) -> None:
    begin, end = span
    if row.failure_reason is not None:
        note_login(project, desktop, row.user, domain, begin).failure_reason = row.failure_reason
        return
    login = note_login(project, desktop, row.user, domain, begin - CONNECTING_SECONDS)
    login.setup, login.end, login.is_reconnect = begin, end, row.is_reconnect


def _replace_power(project: Project, desktop: Desktop, changes: list[tuple[float, str]]) -> None:
    """Let a desktop have had these statuses, the last one until the present, in which it keeps its own."""
    spans, actions = project.table(PowerSpan), project.table(DesktopAction)
    turn(project, desktop, desktop.status)
    present = spans[desktop.span_id or ""]
    for table in (spans, actions):
        for key in [row.id for row in table.values() if row.desktop_id == desktop.id and row is not present]:
            table.pop(key)
    desktop.action_id = None
    desktop.created = changes[0][0]
    present.begin = float(int(project.now))
    if present.status == changes[-1][1]:
        present.begin = changes.pop()[0]
    statuses = [*changes, (present.begin, present.status)]
    before = "BUILD"
    for (begin, status), (end, _status) in pairwise(statuses):
        span = PowerSpan(id=project.new_id(), desktop_id=desktop.id, status=status, begin=begin, end=end)
        spans[span.id] = span
    spans[present.id] = spans.pop(present.id)
    for when, status in statuses:
        word = TRANSITIONS.get((before, status))
        before = status
        if word is not None:
            row = DesktopAction(
                id=project.new_id(),
                desktop_id=desktop.id,
                action=word,
                start=when,
                finish=when,
                result=SUCCESS,
                by="request",
            )
            actions[row.id] = row
