# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alarms of desktops, which another service raises: a control call says of which."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.records import Record
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import ProjectOf, Query, answer, page

router = APIRouter(prefix="/v2/{project_id}")

LEVELS = {1: "critical_count", 2: "major_count", 3: "minor_count", 4: "info_count"}


class Alarm(Record):
    """What the monitoring service has seen at a desktop."""

    name: str
    level: int
    status: str
    desktop_id: str
    desktop_name: str
    metric_name: str
    value: float
    begun: float


class AlarmQuery(Query):
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(100, ge=1, le=100)


def _view(alarm: Alarm) -> dict[str, Any]:
    return {
        "record_id": alarm.id,
        "alarm_id": f"al{alarm.id.replace('-', '')[:22]}",
        "name": alarm.name,
        "status": alarm.status,
        "type": "ALL_INSTANCE",
        "level": alarm.level,
        "begin_time": iso_seconds(alarm.begun),
        "metric": {
            "namespace": "SYS.Workspace",
            "metric_name": alarm.metric_name,
            "dimensions": [{"name": "instance_id", "value": alarm.desktop_id}],
        },
        "condition": {
            "period": 300,
            "filter": "average",
            "comparison_operator": ">=",
            "value": alarm.value,
            "unit": "%",
            "count": 3,
            "suppress_duration": 300,
        },
        "additional_info": {"resource_id": alarm.desktop_id, "resource_name": alarm.desktop_name},
        "data_points": [{"time": iso_seconds(alarm.begun), "value": alarm.value}],
    }


@router.get("/alarms")
async def list_alarms(project: ProjectOf, query: Annotated[AlarmQuery, QueryOf()]) -> Response:
    """ListAlarms: the newest first, also those that are over."""
    found = [alarm for alarm in project.table(Alarm).values() if query.level in (None, alarm.level)][::-1]
    rows = [_view(alarm) for alarm in page(found, query.offset, query.limit)]
    return answer({"alarm_histories": rows, "count": len(found)})


@router.get("/statistics/alarms")
async def list_alarm_statistics(project: ProjectOf) -> Response:
    """ListAlarmStatistics: of those that last."""
    levels = [alarm.level for alarm in project.table(Alarm).values() if alarm.status == "alarm"]
    return answer({**{name: levels.count(level) for level, name in LEVELS.items()}, "total": len(levels)})
