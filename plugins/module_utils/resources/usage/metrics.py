# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long desktops were used in whole days that are over: metrics, and older statistics where a region has no others.

At 02:00 UTC the service sums up the day before, so that the present day is in no metric. That the service has no figure
of a thing is never taken for "not used".
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...deadline import backoff
from ...errors import AnswerError, ApiError
from ...paging import OddListError, Page, page_of, read_all
from .spans import DAY, Span, midnight, read_moment

if TYPE_CHECKING:
    from ...client import Client

DESKTOP_METRIC, USER_METRIC = "ListDesktopUsageMetric", "ListUserUsageMetric"
USED_DESKTOPS, UNUSED_DESKTOPS = "ListUsedDesktopInfo", "ListUnusedDesktops"
"""The operations that are read here; the second two are older."""

DESKTOP_DAYS, USER_DAYS = 180, 30
"""Of how many past days there are metrics."""

_METRICS = "/v2/{project_id}/statistics/metrics"
_USED = "/v2/{project_id}/desktops/statistics/used"
_UNUSED = "/v2/{project_id}/desktops/statistics/unused"
_PAGE = 100
_USED_DAYS = 31
_UNUSED_LAST_OFFSET = 2000
_SUMMED_UP = datetime.timedelta(hours=2)
_SECOND = datetime.timedelta(seconds=1)
_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclasses.dataclass(frozen=True)
class Figures:
    """What an operation tells of whole days.

    :param source: the operation. :param days: the days.
    :param used: seconds of use, by the IDs of desktops or the names of people in lower case. What is missing has no
        figure yet.
    :param idle: seconds for which nobody had used a desktop when the last of the days ended.
    :param names: how people are called, or who was the last at a desktop. :param logins: how many connections people
        made, and :param failures: failed to make.
    """

    source: str
    days: Span
    used: Mapping[str, int] = dataclasses.field(default_factory=dict)
    idle: Mapping[str, int] = dataclasses.field(default_factory=dict)
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    logins: Mapping[str, int] = dataclasses.field(default_factory=dict)
    failures: Mapping[str, int] = dataclasses.field(default_factory=dict)


def summed_up(now: datetime.datetime) -> datetime.datetime:
    """Return the midnight up to which metrics are summed up."""
    return midnight(now - _SUMMED_UP)


def days_told(begin: datetime.datetime, end: datetime.datetime, now: datetime.datetime, most: int) -> Span | None:
    """Return the whole days in UTC of a period of which there are metrics, ``None`` if there are none.

    :param most: of how many past days there are.
    """
    known = summed_up(now)
    first = midnight(begin) if midnight(begin) == begin else midnight(begin) + DAY
    first, last = max(first, known - most * DAY), min(midnight(end), known)
    return Span(first, last) if first < last else None


def desktop_figures(client: Client, days: Span) -> Figures | None:
    """Return how long each desktop was used in whole days, and its idleness (ListDesktopUsageMetric, else
    ListUsedDesktopInfo); ``None`` where the region has neither.

    :raises ApiError: the service refused.
    """
    try:
        rows = client.list_all(f"{_METRICS}/desktops", "items", _query(days), limit=_PAGE, id_field="resource_id")
    except ApiError as error:
        if not error.lacking:
            raise
        return _used(client, days)
    metrics = {row["resource_id"]: _metrics(row) for row in rows}
    return Figures(
        DESKTOP_METRIC,
        days,
        used=_told(metrics, "desktop_usage"),
        idle=_told(metrics, "desktop_idle_duration"),
        names={r["resource_id"]: r["latest_connect_username"] for r in rows if r.get("latest_connect_username")},
    )


def user_figures(client: Client, days: Span) -> Figures | None:
    """Return how long each person used desktops in whole days, added up over desktops (ListUserUsageMetric); ``None``
    where the region lacks it.

    :raises ApiError: the service refused.
    """
    try:
        rows = client.list_all(f"{_METRICS}/users", "items", _query(days), limit=_PAGE)
    except ApiError as error:
        if not error.lacking:
            raise
        return None
    names: dict[str, str] = {}
    metrics: dict[str, dict[str, int]] = {}
    for row in rows:
        # Several people of a name, of several domains, are told apart nowhere else.
        key = row["username"].lower()
        names.setdefault(key, row["username"])
        own = metrics.setdefault(key, {})
        for name, value in _metrics(row).items():
            own[name] = own.get(name, 0) + value
    return Figures(
        USER_METRIC,
        days,
        used=_told(metrics, "user_usage"),
        names=names,
        logins=_told(metrics, "user_login_success_count"),
        failures=_told(metrics, "user_login_fail_count"),
    )


def unused_since(
    client: Client, begin: datetime.datetime, end: datetime.datetime
) -> dict[str, datetime.datetime | None] | None:
    """Return when the last connection ended to desktops that nobody used in a period (ListUnusedDesktops).

    :returns: by their IDs, without a moment for those that were never used; ``None`` where the region lacks it.

    :raises ApiError: the service refused.
    """
    form = "%Y-%m-%dT%H:%M:%S.000Z"
    query = {"start_time": begin.strftime(form), "end_time": end.strftime(form)}
    try:
        listing = client.list_shown(_UNUSED, "unused_desktops", query, 1000, _UNUSED_LAST_OFFSET, id_field="desktop_id")
    except ApiError as error:
        if not error.lacking:
            raise
        return None
    return {row["desktop_id"]: read_moment(row.get("disconnect_time")) for row in listing.rows}


def _query(days: Span) -> dict[str, str]:
    return {"start_time": days.begin.strftime(_FORM), "end_time": (_end(days) - _SECOND).strftime(_FORM)}


def _end(days: Span) -> datetime.datetime:
    return days.end or days.begin


def _metrics(row: Mapping[str, Any]) -> dict[str, int]:
    """Return the metrics of a row by their names; one without a value is left out."""
    told = {one.get("metric_name"): one.get("metric_value") for one in row.get("metric") or ()}
    return {str(name): int(float(value)) for name, value in told.items() if value is not None}


def _told(metrics: Mapping[str, Mapping[str, int]], name: str) -> dict[str, int]:
    return {key: values[name] for key, values in metrics.items() if name in values}


def _used(client: Client, days: Span) -> Figures | None:
    """ListUsedDesktopInfo: hours with two decimals for each day, of 31 days at once."""
    found: dict[str, int] = {}
    begin = days.begin
    while begin < _end(days):
        until = min(begin + _USED_DAYS * DAY, _end(days))
        try:
            rows = _used_rows(client, begin, until)
        except ApiError as error:
            if not error.lacking:
                raise
            return None
        for row in rows:
            values = [one["use_time"] for one in row.get("used_info_list") or () if one.get("use_time") is not None]
            if values:
                length = round(sum(map(float, values)) * 3600)
                found[row["desktop_id"]] = found.get(row["desktop_id"], 0) + length
        begin = until
    return Figures(USED_DESKTOPS, days, found)


def _used_rows(client: Client, begin: datetime.datetime, end: datetime.datetime) -> list[dict[str, Any]]:
    dates = {"start_time": f"{begin:%Y-%m-%d}", "end_time": f"{end - DAY:%Y-%m-%d}", "group_by_type": "DAY"}

    def fetch(offset: int) -> Page:
        answer = client.read("POST", _USED, body={**dates, "offset": offset, "limit": _PAGE})
        return page_of(answer, "desktop_used_info_list", "desktop_id")

    try:
        return read_all(fetch, _PAGE, True, lambda number: client.deadline.sleep(backoff(number - 1))).rows
    except OddListError as error:
        raise AnswerError(f"POST {_USED}", error) from error
