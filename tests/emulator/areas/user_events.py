# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people did with their clients, as far as the log of connections tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.logins import Login
from emulator.cloud.project import Project
from emulator.cloud.tenancy import tenancy_of
from emulator.cloud.usage import DAY
from emulator.engine.clock import SECONDS, iso_seconds
from emulator.engine.contract import Many, ProjectOf, Query, answer, between, page, present
from emulator.engine.errors import FORBIDDEN, invalid

router = APIRouter(prefix="/v2/{project_id}")

CONNECT, RECONNECT, DISCONNECT = "CONNECT_DESKTOP", "RECONNECT_DESKTOP", "DISCONNECT_DESKTOP"
KEPT = 30 * DAY


class EventQuery(Query):
    start_time: str
    end_time: str
    username: str | None = None
    event_type: Many = []
    resource_id: str | None = None
    resource_name: str | None = None
    domain: str | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(100, ge=0, le=1000)


def _events(login: Login) -> Iterator[tuple[float, str]]:
    yield login.begin, RECONNECT if login.is_reconnect else CONNECT
    if login.end is not None:
        yield login.end, DISCONNECT


def _matches(query: EventQuery, login: Login) -> bool:
    return (
        query.username in (None, login.user_name)
        and query.domain in (None, login.user_domain)
        and query.resource_id in (None, login.desktop_id)
        and query.resource_name in (None, login.computer_name)
    )


@router.get("/user-events")
async def list_user_events(project: ProjectOf, query: Annotated[EventQuery, QueryOf()]) -> Response:
    """ListUserEvents: the newest first, of the last 30 days; the filters are exact."""
    begin, end = between(query.start_time, query.end_time, SECONDS)
    if end - begin > KEPT:
        raise invalid("The period is longer than 30 days.")
    begin = max(begin, project.now - KEPT)
    found = [
        (when, kind, login)
        for login in project.table(Login).values()
        if _matches(query, login)
        for when, kind in _events(login)
        if begin <= when <= end and (not query.event_type or kind in query.event_type)
    ]
    found.sort(key=lambda event: event[0], reverse=True)
    return answer(
        {"items": [_row(project, *event) for event in page(found, query.offset, query.limit)], "count": len(found)}
    )


def _row(project: Project, when: float, kind: str, login: Login) -> dict[str, Any]:
    is_failed = login.failure_reason is not None
    return present(
        {
            "project_id": project.id,
            "workspace_id": tenancy_of(project).id,
            "username": login.user_name,
            "event_trace_id": login.id,
            "event_type": kind,
            "event_time": iso_seconds(when),
            "resource_type": "DESKTOP",
            "resource_id": login.desktop_id,
            "resource_name": login.computer_name,
            "client_type": "WINDOWS",
            "client_ip": login.terminal_ip,
            "client_mac": login.terminal_mac,
            "client_version": login.client_version,
            "source_ip": login.public_ip,
            "is_success": not is_failed,
            "error_code": FORBIDDEN if is_failed else None,
            "error_msg": login.failure_reason,
            "action_type": "USER",
        }
    )
