# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was connected to which desktop: the log of connections, and how many people were there at once."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.logins import Login
from emulator.cloud.power_log import moment
from emulator.cloud.project import Project
from emulator.cloud.usage import DAY, HOUR
from emulator.engine.clock import MINUTES, at, iso_seconds
from emulator.engine.contract import EnterpriseProject, ProjectOf, Query, answer, page, period, present
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")

TERMINAL = "WI"
"""The only kind of terminal that the list can be asked for."""
SYSTEM = "Windows 10"
"""What the list tells of every terminal."""
OLD_LIMIT = 100
DAYS = {"WEEK": 7, "MONTH": 30}
LONGEST_PERIOD = 366 * DAY


class LoginQuery(Query):
    start_time: str | None = None
    end_time: str | None = None
    user_name: str | None = None
    computer_name: str | None = None
    terminal_type: str | None = None
    enterprise_project_id: EnterpriseProject | None = None
    public_ip: str | None = None
    domain: str | None = None
    min_network_rtt: int | None = None
    max_network_rtt: int | None = None
    limit: int = Field(20, ge=0, le=1000)
    offset: int = Field(0, ge=0)


class OnlineQuery(Query):
    query_type: Literal["DAY", "WEEK", "MONTH"] | None = None
    start_time: str | None = None
    end_time: str | None = None


@router.get("/connections/desktops")
async def list_login_records_new(project: ProjectOf, query: Annotated[LoginQuery, QueryOf()]) -> Response:
    """ListLoginRecordsNew: the newest first; a period has a beginning and an end, and is that of the beginnings."""
    if project.older_region and query.limit > OLD_LIMIT:
        raise invalid(f"limit must be between 0 and {OLD_LIMIT}.")
    span = period(query.start_time, query.end_time, MINUTES)
    found = [
        login
        for login in project.table(Login).values()
        if (span is None or span[0] <= login.begin <= span[1]) and _matches(query, login)
    ]
    found.sort(key=lambda login: login.begin)
    rows = [_row(project, login) for login in page(found[::-1], query.offset, query.limit)]
    return answer({"records": rows, "total_count": len(found)})


def _matches(query: LoginQuery, login: Login) -> bool:
    return (
        query.user_name in (None, login.user_name)
        and query.computer_name in (None, login.computer_name)
        and query.terminal_type in (None, TERMINAL)
        and query.enterprise_project_id in (None, login.enterprise_project_id)
        and query.public_ip in (None, login.public_ip)
        and query.domain in (None, login.user_domain)
        and (query.min_network_rtt or 0) <= login.e2e_rtt
        and (query.max_network_rtt is None or login.e2e_rtt <= query.max_network_rtt)
    )


def _row(project: Project, login: Login) -> dict[str, Any]:
    newer = {
        "desktop_id": login.desktop_id,
        "enterprise_project_id": login.enterprise_project_id,
        "source_ip": login.terminal_ip,
        "public_ip": login.public_ip,
        "tenantId": project.id,
    }
    is_set_up = login.setup is not None
    return present(
        {
            "computer_name": login.computer_name,
            "user_name": f"{login.user_name}@{login.user_domain}",
            "sid": login.sid,
            "transaction_id": login.id,
            "desktop_ip": login.desktop_ip,
            "terminal_ip": login.terminal_ip,
            "terminal_mac": login.terminal_mac,
            "terminal_name": login.terminal_name,
            "terminal_type": SYSTEM,
            "client_version": login.client_version,
            "agent_version": login.client_version,
            "is_reconnect": login.is_reconnect,
            "connection_start_time": iso_seconds(login.begin),
            "connection_setup_time": _shown(login.setup),
            "connection_end_time": _shown(login.end),
            "connection_failure_reason": login.failure_reason,
            "network_rtt": login.network_rtt if is_set_up else None,
            "e2e_rtt": login.e2e_rtt if is_set_up else None,
            **({} if project.older_region else newer),
        }
    )


def _shown(when: float | None) -> str | None:
    return None if when is None else iso_seconds(when)


@router.get("/connections/online-users")
async def list_history_online_info_new(project: ProjectOf, query: Annotated[OnlineQuery, QueryOf()]) -> Response:
    """ListHistoryOnlineInfoNew: how many people were connected in each hour of one day, or on each of several days."""
    now = moment(project)
    given = period(query.start_time, query.end_time, MINUTES)
    if query.query_type == "DAY":
        begin, end = now // DAY * DAY, now
    elif query.query_type is not None:
        begin, end = (now // DAY - DAYS[query.query_type] + 1) * DAY, now
    elif given is not None:
        begin, end = given
        if end - begin > LONGEST_PERIOD:
            raise invalid("The period is longer than a year.")
    else:
        raise invalid("query_type, or start_time and end_time, is needed.")
    step, form = (HOUR, "%H:00") if begin // DAY == end // DAY else (DAY, "%Y-%m-%d")
    people: dict[int, set[str]] = {number: set() for number in range(int(begin // step), int(end // step) + 1)}
    for login in project.table(Login).values():
        last = now if login.end is None else login.end
        if login.setup is not None and login.setup <= end and begin <= last:
            for number in range(int(max(login.setup, begin) // step), int(min(last, end) // step) + 1):
                people[number].add(login.user_name)
    rows = [f"{at(number * step).strftime(form)} : {len(names)}" for number, names in people.items()]
    return answer({"time_counts": rows})
