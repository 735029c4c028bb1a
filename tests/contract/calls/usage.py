# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: how long desktops were used and ran, who was connected, and what can be done about it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import PRODUCT, Cloud

DAY = timedelta(days=1)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _yesterday(cloud: Cloud) -> datetime:
    """Let mia have used BIO-01 from 9 to 11 on the day before the present one, of which all is told."""
    cloud.desktop("BIO-01", user="mia")
    now = datetime.fromtimestamp(cloud.control("GET", "state")["now"], timezone.utc)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    cloud.control("POST", "clock", to=_text(day + DAY + timedelta(hours=3)))
    begin, end = (_text(day + timedelta(hours=hour)) for hour in (9, 11))
    cloud.control("POST", "past", logins=[{"desktop": "BIO-01", "user": "mia", "begin": begin, "end": end}])
    return day


def _period(day: datetime) -> dict[str, str]:
    return {"start_time": _text(day), "end_time": _text(day + DAY - timedelta(seconds=1))}


def _metrics(row: Any) -> dict[str, float]:
    return {metric.metric_name: metric.metric_value for metric in row.metric}


@workspace
def list_login_records_new(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", user="mia")
    for action in ("open", "disconnect", "open", "fail"):
        cloud.control("POST", "sessions", desktop="BIO-01", action=action)
    request = sdk.ListLoginRecordsNewRequest(user_name="mia", computer_name="BIO-01", limit=100, offset=0)
    answer = cloud.client.list_login_records_new(request)
    assert answer.total_count == 3
    failed, now, before = sorted(answer.records, key=lambda row: row.connection_setup_time or "", reverse=False)
    assert (failed.connection_setup_time, failed.connection_end_time) == (None, None)
    assert failed.connection_failure_reason and failed.terminal_mac
    assert {now.is_reconnect, before.is_reconnect} == {True, False}
    past = sdk.ListLoginRecordsNewRequest(start_time="2016-08-20T21:11Z", end_time="2016-08-20T22:11Z")
    assert cloud.client.list_login_records_new(past).records == []
    cloud.control("POST", "service", older_region=True)
    assert cloud.client.list_login_records_new(request).records[0].desktop_id is None


@workspace
def list_history_online_info_new(cloud: Cloud) -> None:
    day = _yesterday(cloud)
    period = {name: text[:16] + "Z" for name, text in _period(day).items()}
    request = sdk.ListHistoryOnlineInfoNewRequest(**period)
    counts = cloud.client.list_history_online_info_new(request).time_counts
    assert counts[8:13] == ["08:00 : 0", "09:00 : 1", "10:00 : 1", "11:00 : 1", "12:00 : 0"]
    month = sdk.ListHistoryOnlineInfoNewRequest(query_type="MONTH")
    assert cloud.client.list_history_online_info_new(month).time_counts[-2] == f"{day:%Y-%m-%d} : 1"


@workspace
def list_desktop_usage_metric(cloud: Cloud) -> None:
    period = _period(_yesterday(cloud))
    request = sdk.ListDesktopUsageMetricRequest(
        resource_name="bio", sort_field="desktop_usage", usage_min_hours=2, max_idle_days=1, limit=100, **period
    )
    answer = cloud.client.list_desktop_usage_metric(request)
    [row] = answer.items
    assert (answer.count, row.resource_name, row.latest_connect_username) == (1, "BIO-01", "mia")
    assert _metrics(row) == {"desktop_usage": 7200, "desktop_idle_duration": 13 * 3600}
    cloud.control("POST", "service", older_region=True)
    assert cloud.client.list_desktop_usage_metric(request).items[0].latest_connect_username is None


@workspace
def list_user_usage_metric(cloud: Cloud) -> None:
    period = _period(_yesterday(cloud))
    request = sdk.ListUserUsageMetricRequest(username="MI", sort_field="user_usage", sort_type="ASC", **period)
    [row] = cloud.client.list_user_usage_metric(request).items
    assert row.username == "mia"
    assert _metrics(row) == {
        "user_usage": 7200,
        "user_login_count": 1,
        "user_login_success_count": 1,
        "user_login_fail_count": 0,
    }


@workspace
def list_used_desktop_info(cloud: Cloud) -> None:
    day = f"{_yesterday(cloud):%Y-%m-%d}"
    body = sdk.ListUsedDesktopInfoReq(start_time=day, end_time=day, group_by_type="DAY", limit=100)
    answer = cloud.client.list_used_desktop_info(sdk.ListUsedDesktopInfoRequest(body=body))
    assert answer.total_count == 1
    [row] = answer.desktop_used_info_list[0].used_info_list
    assert (row.date, float(row.use_time)) == (day, 2)


@workspace
def list_unused_desktops(cloud: Cloud) -> None:
    day = _yesterday(cloud)
    unused = cloud.desktop("BIO-02")
    begin, end = (f"{moment:%Y-%m-%dT%H:%M:%S}.000Z" for moment in (day, day + 2 * DAY))
    request = sdk.ListUnusedDesktopsRequest(start_time=begin, end_time=end, limit=2000)
    [row] = cloud.client.list_unused_desktops(request).unused_desktops
    assert (row.desktop_id, row.compute_name, row.disconnect_time) == (unused, "BIO-02", None)
    cloud.pass_time(DAY.total_seconds())
    [first, _second] = cloud.client.list_unused_desktops(sdk.ListUnusedDesktopsRequest()).unused_desktops
    assert first.disconnect_time == f"{day:%Y-%m-%d}T11:00:00.000Z"


@workspace
def list_desktop_actions(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.BatchActionDesktopsReq(desktop_ids=[desktop_id], op_type="os-stop")
    cloud.client.batch_run_desktops(sdk.BatchRunDesktopsRequest(body=body))
    request = sdk.ListDesktopActionsRequest(desktop_id=desktop_id, offset=0, limit=100)
    answer = cloud.client.list_desktop_actions(request)
    assert answer.total_count == 2
    assert [(row.action, row.result) for row in answer.desktop_actions] == [("stop", "Success"), ("create", "Success")]
    assert all(row.start_time and row.finish_time for row in answer.desktop_actions)


@workspace
def show_hibernate_type(cloud: Cloud) -> None:
    answer = cloud.client.show_hibernate_type(sdk.ShowHibernateTypeRequest())
    assert (answer.hibernate_type, answer.shutdown_days) == ("SUSPEND", 0)
    cloud.control("POST", "service", hibernate_type="PAUSE", shutdown_days=7)
    answer = cloud.client.show_hibernate_type(sdk.ShowHibernateTypeRequest())
    assert (answer.hibernate_type, answer.shutdown_days) == ("PAUSE", 7)


@workspace
def list_user_events(cloud: Cloud) -> None:
    period = _period(_yesterday(cloud))
    request = sdk.ListUserEventsRequest(username="mia", resource_name="BIO-01", limit=100, offset=0, **period)
    answer = cloud.client.list_user_events(request)
    assert answer.count == 2
    assert [event.event_type for event in answer.items] == ["DISCONNECT_DESKTOP", "CONNECT_DESKTOP"]
    assert {event.is_success for event in answer.items} == {True}


@workspace
def list_desktops_statistics(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", user="mia")
    cloud.desktop("BIO-02", status="SHUTOFF")
    cloud.control("POST", "desktops", action="pool", desktop="BIO-02", name="drop-in")
    assert cloud.client.list_desktops_statistics(sdk.ListDesktopsStatisticsRequest()).total_num == 2
    kinds = ["attach-state", "login-state", "run-state"]
    request = sdk.ListDesktopsStatisticsRequest(desktop_type=["POOLED", "DEDICATED"], statistics_type=kinds)
    answer = cloud.client.list_desktops_statistics(request)
    assert (answer.attach_statistics.attached_num, answer.run_state_statistics.stop_num) == (1, 1)
    [pool] = answer.desktop_pool_statistics
    assert (pool.desktop_pool_name, pool.total_num, pool.login_state_statistics.unregistered_num) == ("drop-in", 1, 1)


# --- Rules and alarms

URN = "urn:smn:ap-southeast-1:0123:idle"


def _rule(cloud: Cloud) -> Any:
    body = sdk.AddMetricNotifyRuleReq(
        metric_name="desktop_idle_duration",
        comparison_operator=">=",
        threshold=2,
        interval=3,
        enable=True,
        notify_object=URN,
    )
    return cloud.client.add_metric_notify_rule(sdk.AddMetricNotifyRuleRequest(body=body))


def _rules(cloud: Cloud, **query: Any) -> list[Any]:
    found: list[Any] = cloud.client.list_metric_notify_rule(sdk.ListMetricNotifyRuleRequest(**query)).items
    return found


@workspace
def add_metric_notify_rule(cloud: Cloud) -> None:
    rule = _rule(cloud)
    assert (rule.threshold, rule.interval, rule.enable, rule.notify_object) == (2, 3, True, URN)


@workspace
def update_metric_notify_rule(cloud: Cloud) -> None:
    rule = _rule(cloud)
    body = sdk.UpdateMetricNotifyRuleReq(threshold=5, enable=False)
    request = sdk.UpdateMetricNotifyRuleRequest(rule_id=rule.rule_id, body=body)
    changed = cloud.client.update_metric_notify_rule(request)
    assert (changed.rule_id, changed.threshold, changed.interval, changed.enable) == (rule.rule_id, 5, 3, False)


@workspace
def delete_metric_notify_rule(cloud: Cloud) -> None:
    request = sdk.DeleteMetricNotifyRuleRequest(rule_id=_rule(cloud).rule_id)
    assert cloud.client.delete_metric_notify_rule(request).status_code == 200
    assert _rules(cloud) == []


@workspace
def list_metric_notify_rule(cloud: Cloud) -> None:
    rule = _rule(cloud)
    assert [found.rule_id for found in _rules(cloud, metric_name=rule.metric_name, limit=100, offset=0)] == [
        rule.rule_id
    ]
    assert _rules(cloud, rule_id="other") == []


@workspace
def list_metric_notify_record(cloud: Cloud) -> None:
    _rule(cloud)
    _yesterday(cloud)
    cloud.pass_time(4 * DAY.total_seconds())
    request = sdk.ListMetricNotifyRecordRequest(metric_name="desktop_idle_duration", limit=100)
    [record] = cloud.client.list_metric_notify_record(request).items
    assert (record.threshold, record.comparison_operator, record.match_count) == (2, ">=", 1)


@workspace
def list_alarms(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    cloud.control("POST", "alarms", desktop="BIO-01", level=1)
    cloud.control("POST", "alarms", desktop="BIO-01", level=3, status="ok")
    answer = cloud.client.list_alarms(sdk.ListAlarmsRequest(level=1, limit=100, offset=0))
    [alarm] = answer.alarm_histories
    assert (answer.count, alarm.status, alarm.additional_info.resource_id) == (1, "alarm", desktop_id)
    assert alarm.data_points[0].value == alarm.condition.value == 95


@workspace
def list_alarm_statistics(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    cloud.control("POST", "alarms", desktop="BIO-01", level=1)
    cloud.control("POST", "alarms", desktop="BIO-01", level=3, status="ok")
    answer = cloud.client.list_alarm_statistics(sdk.ListAlarmStatisticsRequest())
    assert (answer.critical_count, answer.minor_count, answer.total) == (1, 0, 1)


# --- Hour packages


@workspace
def list_hour_packages_type(cloud: Cloud) -> None:
    request = sdk.ListHourPackagesTypeRequest(desktop_resource_spec_code=PRODUCT, limit=1000, offset=0)
    answer = cloud.client.list_hour_packages_type(request)
    found = {package.package_duration: package.status for package in answer.hour_packages}
    assert found == {120: "normal", 200: "normal", 260: "sellout"} and answer.total_count == 3
    bound = {"package_spec_code": f"{PRODUCT}.120h", "package_duration": 120}
    desktop_id = cloud.desktop("BIO-01")
    cloud.control("POST", "desktops", action="set", desktop="BIO-01", fields={"hour_package": bound})
    assert cloud.shown(desktop_id).hour_package_info.package_duration == 120


@workspace
def list_resource_packages(cloud: Cloud) -> None:
    request = sdk.ListResourcePackagesRequest(resource_spec_code=PRODUCT, limit=100, offset=0)
    [found] = cloud.client.list_resource_packages(request).desktop_resource_packages
    [package] = found.resource_packages
    assert (package.threshold, package.measurement_name, package.period_type) == (1000, "hour", "MONTH")
