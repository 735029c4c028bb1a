# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two logs of connections and power, and what is computed from them, as the emulator serves it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests

HOUR = 3_600
METRICS = "/statistics/metrics/desktops"
PEOPLE = "/statistics/metrics/users"


def days_ahead(client: Any, count: int = 2) -> datetime:
    """Return a midnight in the future of a project."""
    now = datetime.fromtimestamp(client.state()["now"], timezone.utc)
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=count)


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def go_to(client: Any, moment: datetime, **hours: int) -> None:
    """Move the clock to so many hours after a moment."""
    client.control("clock", to=text(moment + timedelta(**hours)))


def desktop(client: Any, name: str = "LAB-1", **more: Any) -> str:
    found: str = client.control("desktops", action="create", desktop=name, **{"user": "mia", **more})["id"]
    return found


def session(client: Any, action: str, name: str = "LAB-1", **more: Any) -> None:
    client.control("sessions", desktop=name, action=action, **more)


def metrics(client: Any, path: str, first: datetime, days: int = 1, **query: Any) -> dict[str, dict[str, float]]:
    """Return the metrics of whole days by the names of their rows."""
    last = first + timedelta(days=days, seconds=-1)
    items = client.get(path, start_time=text(first), end_time=text(last), limit=100, **query)["items"]
    return {
        row.get("resource_name") or row["username"]: {one["metric_name"]: one["metric_value"] for one in row["metric"]}
        for row in items
    }


def overnight(client: Any) -> datetime:
    """Let mia be connected from 22:00 to 01:00; return the first day's midnight."""
    desktop(client)
    day = days_ahead(client)
    go_to(client, day, hours=22)
    session(client, "open")
    go_to(client, day, hours=25)
    session(client, "close")
    return day


def test_a_day_is_told_at_two_in_the_morning_and_ends_at_midnight(client):
    day = overnight(client)
    go_to(client, day, hours=25, minutes=59)
    assert metrics(client, METRICS, day)["LAB-1"]["desktop_usage"] == 0
    assert metrics(client, PEOPLE, day) == {}
    go_to(client, day, hours=26)
    assert metrics(client, METRICS, day, days=2)["LAB-1"] == {"desktop_usage": 2 * HOUR, "desktop_idle_duration": 0}
    assert metrics(client, PEOPLE, day)["mia"]["user_usage"] == 2 * HOUR
    go_to(client, day, hours=50)
    assert metrics(client, METRICS, day, days=2)["LAB-1"] == {
        "desktop_usage": 3 * HOUR,
        "desktop_idle_duration": 23 * HOUR,
    }
    assert metrics(client, METRICS, day + timedelta(days=1))["LAB-1"]["desktop_usage"] == HOUR


def test_login_records_tell_all_at_once_to_the_second_with_domain_and_terminal(client):
    day = overnight(client)
    (row,) = client.get("/connections/desktops")["records"]
    assert row["user_name"] == "mia@workspace.local" and row["terminal_type"] == "Windows 10"
    assert row["connection_setup_time"][:18] + row["connection_end_time"][:18] == (
        text(day + timedelta(hours=22))[:18] + text(day + timedelta(hours=25))[:18]
    )
    assert {"terminal_ip", "terminal_mac", "terminal_name", "public_ip", "source_ip", "desktop_id"} <= set(row)
    client.control("service", older_region=True)
    (row,) = client.get("/connections/desktops")["records"]
    assert not {"desktop_id", "public_ip", "source_ip", "tenantId"} & set(row) and "terminal_mac" in row
    assert client.call("GET", "/connections/desktops", limit=101).status_code == 400
    assert client.call("GET", "/connections/desktops", limit=100).status_code == 200


def test_a_failed_login_is_a_record_and_no_session(client):
    desktop(client)
    day = days_ahead(client)
    go_to(client, day, hours=9)
    session(client, "fail", user="ben")
    (row,) = client.get("/connections/desktops")["records"]
    assert row["connection_failure_reason"] and not {"connection_setup_time", "connection_end_time"} & set(row)
    assert client.state()["sessions"] == [] and client.desktop("LAB-1")["login_status"] == "REGISTERED"
    go_to(client, day, hours=26)
    assert metrics(client, PEOPLE, day) == {
        "ben": {"user_usage": 0, "user_login_count": 1, "user_login_success_count": 0, "user_login_fail_count": 1}
    }
    assert metrics(client, METRICS, day)["LAB-1"]["desktop_usage"] == 0


def test_one_person_at_two_desktops_counts_twice_and_two_at_one_desktop_once(client):
    for name in ("LAB-1", "LAB-2"):
        desktop(client, name)
    go_to(client, days_ahead(client, 3))
    day = days_ahead(client, -2)
    at = {hour: text(day + timedelta(hours=hour)) for hour in range(24)}
    rows = [("LAB-1", "mia", 9, 11), ("LAB-2", "mia", 10, 12), ("LAB-1", "ben", 10, 12)]
    logins = [{"desktop": name, "user": user, "begin": at[a], "end": at[b]} for name, user, a, b in rows]
    client.control("desktops", action="set", desktop="LAB-1", fields={"created": 0})
    client.control("past", logins=logins)
    people = metrics(client, PEOPLE, day)
    assert {name: row["user_usage"] for name, row in people.items()} == {"mia": 4 * HOUR, "ben": 2 * HOUR}
    found = metrics(client, METRICS, day)
    assert {name: row["desktop_usage"] for name, row in found.items()} == {"LAB-1": 3 * HOUR, "LAB-2": 2 * HOUR}


def test_a_past_with_a_wrong_row_changes_nothing(client):
    desktop(client)
    day = days_ahead(client, -2)
    good = {"desktop": "LAB-1", "user": "mia", "begin": text(day), "end": text(day)}
    wrong = ({"end": text(day - timedelta(hours=1))}, {"end": text(days_ahead(client))}, {"failure_reason": "no"})
    power = [{"desktop": "LAB-1", "time": text(days_ahead(client)), "status": "ACTIVE"}]
    before = client.state()
    for body in (*({"logins": [good, {**good, **row}]} for row in wrong), {"logins": [good], "power": power}):
        url = f"{client.url}/_emulator/past?project={client.project_id}"
        assert requests.post(url, json=body, timeout=60).status_code == 400
    assert client.state()["tables"] == before["tables"]


def test_a_desktop_that_is_new_has_no_metrics_yet_and_passes_no_filter(client):
    desktop(client)
    day = days_ahead(client, -1)
    assert metrics(client, METRICS, day) == {"LAB-1": {}}
    assert metrics(client, METRICS, day, min_idle_days=0) == {}
    go_to(client, days_ahead(client, 3), hours=3)
    assert metrics(client, METRICS, day, min_idle_days=2)["LAB-1"]["desktop_idle_duration"] > 2 * 24 * HOUR
    assert metrics(client, METRICS, day, min_idle_days=3) == {}
    assert metrics(client, METRICS, day, min_idle_days=2, max_idle_days=1) == {}
    assert set(metrics(client, METRICS, day, resource_name="lab")) == {"LAB-1"}
    assert metrics(client, METRICS, day, usage_min_hours=1) == {}


def test_metrics_are_sorted_and_have_ten_rows_a_page(client):
    for number in range(11):
        desktop(client, f"LAB-{number}", user=f"u{number}")
    go_to(client, days_ahead(client, 3), hours=3)
    day = days_ahead(client, -1)
    at = {hour: text(day + timedelta(hours=hour)) for hour in range(24)}
    logins = [{"desktop": f"LAB-{n}", "user": f"u{n}", "begin": at[1], "end": at[2 + n]} for n in range(11)]
    client.control("past", logins=logins)
    query = {"start_time": text(day), "end_time": text(day + timedelta(hours=24, seconds=-1))}
    found = client.get(METRICS, sort_field="desktop_usage", **query)
    assert [row["resource_name"] for row in found["items"]] == [f"LAB-{10 - n}" for n in range(10)]
    assert found["count"] == 11
    assert client.get(PEOPLE, sort_field="user_usage", sort_type="ASC", **query)["items"][0]["username"] == "u0"
    assert client.get(METRICS, usage_min_hours=10, usage_max_hours=10, **query)["count"] == 1


@pytest.mark.parametrize(
    "path, query",
    [
        (METRICS, {}),
        (METRICS, {"end_time": "2026-10-05"}),
        (METRICS, {"end_time": "2026-10-05T00:00Z"}),
        (METRICS, {"end_time": "2026-10-04T00:00:00Z"}),
        (METRICS, {"end_time": "2026-10-06T00:00:00Z", "limit": 101}),
        (METRICS, {"end_time": "2026-10-06T00:00:00Z", "limit": 0}),
        (METRICS, {"end_time": "2026-10-06T00:00:00Z", "min_idle_days": 181}),
        (METRICS, {"end_time": "2026-10-06T00:00:00Z", "sort_field": "user_usage"}),
        (PEOPLE, {"end_time": "2026-11-05T00:00:00Z"}),
        (PEOPLE, {"end_time": "2026-10-06T00:00:00Z", "min_idle_days": 1}),
    ],
)
def test_wrong_questions_for_metrics_are_refused(client, path, query):
    assert client.call("GET", path, start_time="2026-10-05T00:00:00Z", **query).status_code == 400


def test_older_statistics_tell_hours_by_day_as_numbers_and_who_was_unused(client):
    used_id, unused_id = desktop(client), desktop(client, "LAB-2", user="ben")
    day = days_ahead(client)
    go_to(client, day, hours=22)
    session(client, "open")
    go_to(client, day, hours=24, minutes=50)
    session(client, "close")
    body = {
        "desktop_ids": [used_id],
        "start_time": f"{day:%Y-%m-%d}",
        "end_time": f"{day + timedelta(days=3):%Y-%m-%d}",
    }
    answer = client.call("POST", "/desktops/statistics/used", body).json()
    assert answer["total_count"] == 1
    assert [row["use_time"] for row in answer["desktop_used_info_list"][0]["used_info_list"]] == [2, 0.83]
    hours = client.call("POST", "/desktops/statistics/used", {**body, "group_by_type": "HOUR"}).json()
    told = {row["date"]: row["use_time"] for row in hours["desktop_used_info_list"][0]["used_info_list"]}
    assert told[f"{day:%Y-%m-%d} 23:00"] == 1 and len(told) == 25
    nobody = client.call("POST", "/desktops/statistics/used", {**body, "desktop_username": "ben"}).json()
    assert {row["use_time"] for row in nobody["desktop_used_info_list"][0]["used_info_list"]} == {0}
    assert len(client.call("POST", "/desktops/statistics/used").json()["desktop_used_info_list"]) == 2
    assert [row["desktop_id"] for row in client.get("/desktops/statistics/unused")["unused_desktops"]] == [unused_id]
    go_to(client, day, hours=51)
    first, second = client.get("/desktops/statistics/unused")["unused_desktops"]
    assert first["disconnect_time"].endswith(":00.000Z") and "disconnect_time" not in second
    for wrong in ({"start_time": "2026-10-05"}, {"start_time": "2026-10-05", "end_time": "2026-11-05"}):
        assert client.call("POST", "/desktops/statistics/used", wrong).status_code == 400
    assert client.call("GET", "/desktops/statistics/unused", offset=2001).status_code == 400


def test_people_are_counted_by_the_hour_of_a_day_and_by_the_day_of_a_longer_period(client):
    overnight(client)
    session(client, "open")
    hours = client.get("/connections/online-users", query_type="DAY")["time_counts"]
    assert hours == ["00:00 : 1", "01:00 : 1"]
    days = client.get("/connections/online-users", query_type="WEEK")["time_counts"]
    assert [row.rpartition(" : ")[2] for row in days] == ["0", "0", "0", "0", "0", "1", "1"]
    assert client.call("GET", "/connections/online-users").status_code == 400
    assert client.call("GET", "/connections/online-users", query_type="YEAR").status_code == 400


def test_power_has_a_history_that_outlives_its_desktop_in_the_state_alone(client):
    client.slow_jobs()
    desktop_id = client.build("LAB-1")
    act = {"desktop_ids": [desktop_id], "type": "HARD"}
    for op_type in ("os-stop", "os-start", "os-hibernate", "os-start", "reboot"):
        assert client.call("POST", "/desktops/action", {**act, "op_type": op_type}).status_code == 200
        present = client.get(f"/desktops/{desktop_id}/actions", limit=1)["desktop_actions"][0]
        assert not {"finish_time", "result"} & set(present)
        client.finish()
    found = client.get(f"/desktops/{desktop_id}/actions")
    assert [row["action"] for row in found["desktop_actions"]] == [
        "reboot",
        "resume",
        "suspend",
        "start",
        "stop",
        "create",
    ]
    assert {row["result"] for row in found["desktop_actions"]} == {"Success"} and found["total_count"] == 6
    client.control("desktops", action="delete", desktop="LAB-1")
    tables = client.state()["tables"]
    spans = [row["status"] for row in tables["PowerSpan"]]
    assert spans == ["BUILD", "ACTIVE", "SHUTOFF", "ACTIVE", "HIBERNATED", "ACTIVE"]
    ends = [(row["begin"], row["end"]) for row in tables["PowerSpan"]]
    assert all(end == begin for (_begin, end), (begin, _end) in zip(ends, ends[1:], strict=False))
    assert client.call("GET", f"/desktops/{desktop_id}/actions").status_code == 404


def test_what_other_operations_do_to_the_power_is_in_its_history(client):
    desktop_id = desktop(client)
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    image = {"image_id": client.image("win11-bio-2026.09"), "image_type": "private"}
    client.call("POST", "/desktops/rebuild", {"desktop_ids": [desktop_id], **image})
    client.finish()
    actions = client.get(f"/desktops/{desktop_id}/actions")["desktop_actions"]
    assert [row["action"] for row in actions] == ["start", "stop", "create"]


def test_what_fails_is_an_error_in_the_history_of_power(client):
    desktop_id = desktop(client)
    client.control("desktops", action="pool", desktop="LAB-1", name="hall")
    pool_id = client.get("/desktop-pools")["desktop_pools"][0]["id"]
    client.control("faults", kind="job_fail")
    client.call("POST", f"/desktop-pools/{pool_id}/action", {"op_type": "os-stop", "type": "HARD"})
    client.finish()
    client.call("POST", f"/desktop-pools/{pool_id}/action", {"op_type": "os-stop", "type": "HARD"})
    client.finish()
    actions = client.get(f"/desktops/{desktop_id}/actions")["desktop_actions"]
    assert [(row["action"], row["result"]) for row in actions] == [
        ("stop", "Success"),
        ("stop", "Error"),
        ("create", "Success"),
    ]
    client.control("faults", kind="job_fail", leftover=True)
    client.create("LAB-2")
    client.finish()
    (row,) = client.get(f"/desktops/{client.desktop('LAB-2')['desktop_id']}/actions")["desktop_actions"]
    assert (row["action"], row["result"]) == ("create", "Error")


def test_a_past_can_be_given(client):
    desktop_id = desktop(client)
    day = days_ahead(client, -7)
    changes = [
        (day + timedelta(hours=hour), status) for hour, status in ((8, "ACTIVE"), (20, "SHUTOFF"), (32, "ACTIVE"))
    ]
    power = [{"desktop": "LAB-1", "time": text(when), "status": status} for when, status in changes]
    client.control("past", power=power)
    spans = client.state()["tables"]["PowerSpan"]
    assert [(row["status"], row["end"] and row["end"] - row["begin"]) for row in spans] == [
        ("ACTIVE", 12 * HOUR),
        ("SHUTOFF", 12 * HOUR),
        ("ACTIVE", None),
    ]
    actions = client.get(f"/desktops/{desktop_id}/actions")["desktop_actions"]
    assert [(row["action"], row["start_time"]) for row in actions] == [
        ("start", text(changes[2][0])),
        ("stop", text(changes[1][0])),
        ("create", text(changes[0][0])),
    ]
    assert client.desktop("LAB-1")["created"].startswith(text(changes[0][0])[:19])


def test_hibernating_is_cold_unless_said_and_may_end_in_a_shutdown(client):
    assert client.get("/hibernate-type") == {
        "tenant_id": client.project_id,
        "hibernate_type": "SUSPEND",
        "shutdown_days": 0,
    }
    client.control("service", hibernate_type="PAUSE", shutdown_days=3)
    assert client.get("/hibernate-type")["hibernate_type"] == "PAUSE"
    desktop_id = desktop(client)
    client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": "os-hibernate"})
    client.advance(3 * 24 * HOUR - 60)
    assert client.desktop("LAB-1")["status"] == "HIBERNATED"
    client.advance(120)
    assert client.desktop("LAB-1")["status"] == "SHUTOFF"
    assert client.get(f"/desktops/{desktop_id}/actions")["desktop_actions"][0]["action"] == "stop"


def test_a_long_past_costs_nothing_as_the_clock_passes(client):
    desktop(client)
    go_to(client, days_ahead(client, 120))
    days = [days_ahead(client, -back) for back in range(1, 101)]
    logins = [
        {"desktop": "LAB-1", "user": "mia", "begin": text(day), "end": text(day + timedelta(hours=2))} for day in days
    ]
    client.control("past", logins=logins)
    assert client.state()["pending"] == 0
    client.advance(180 * 24 * HOUR)
    assert client.get("/connections/desktops", limit=1000)["total_count"] == 100


def test_metrics_of_desktops_are_kept_for_180_days_and_those_of_persons_for_30(client):
    day = overnight(client)
    for days, by_desktop, by_person in (
        (31, 2 * HOUR, True),
        (32, 2 * HOUR, False),
        (181, 2 * HOUR, False),
        (182, 0, False),
    ):
        go_to(client, day, hours=24 * (days - 1) + 3)
        assert metrics(client, METRICS, day)["LAB-1"]["desktop_usage"] == by_desktop, days
        assert bool(metrics(client, PEOPLE, day)) is by_person, days


# --- Rules, events, packages, alarms

RULES = "/statistics/notify-rules"
RULE = {
    "metric_name": "desktop_idle_duration",
    "comparison_operator": ">=",
    "threshold": 2,
    "interval": 2,
    "enable": True,
    "notify_object": "urn:smn:ap-southeast-1:0123:idle",
}


def test_a_rule_sends_each_few_mornings_while_it_counts_and_somebody_matches(client):
    desktop(client)
    rule_id = client.call("POST", RULES, RULE).json()["rule_id"]
    day = days_ahead(client, 0)
    go_to(client, day, hours=3 * 24 + 5)
    assert "RuleSending" not in client.state()["tables"]
    go_to(client, day, hours=8 * 24 + 7)
    assert [(row["sent"] / HOUR) % 24 for row in client.state()["tables"]["RuleSending"]] == [6, 6, 6]
    client.control("service", agencies=[])
    client.advance(4 * 24 * HOUR)
    assert len(client.state()["tables"]["RuleSending"]) == 3
    client.control("service", agencies=["WORKSPACE"])
    assert client.call("PUT", f"{RULES}/{rule_id}", {"enable": False}).json()["enable"] is False
    client.advance(4 * 24 * HOUR)
    assert len(client.state()["tables"]["RuleSending"]) == 3
    assert client.call("PUT", f"{RULES}/{rule_id}", {"enable": True}).status_code == 200
    client.advance(24 * HOUR)
    assert len(client.state()["tables"]["RuleSending"]) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"metric_name": "desktop_usage"},
        {"comparison_operator": ">"},
        {"threshold": 31},
        {"threshold": 0},
        {"interval": 31},
        {"enable": "true"},
        {"notify_object": ""},
        {"period": 1},
    ],
)
def test_wrong_rules_are_refused(client, change):
    assert client.call("POST", RULES, {**RULE, **change}).status_code == 400
    rule_id = client.call("POST", RULES, RULE).json()["rule_id"]
    assert client.call("PUT", f"{RULES}/{rule_id}", change).status_code == 400


def test_there_is_one_rule_for_a_metric_and_a_missing_one_is_400(client):
    assert client.call("POST", RULES, RULE).status_code == 200
    assert client.call("POST", RULES, RULE).status_code == 400
    assert client.call("PUT", f"{RULES}/other", {"enable": False}).status_code == 400
    assert client.call("DELETE", f"{RULES}/other").status_code == 400
    assert client.call("GET", "/statistics/notification-records").status_code == 400
    assert client.get("/statistics/notification-records", metric_name=RULE["metric_name"])["items"] == [
        {"metric_name": RULE["metric_name"], "comparison_operator": ">=", "threshold": 2, "match_count": 0}
    ]


def test_events_of_people_are_those_of_the_last_thirty_days(client):
    desktop(client)
    session(client, "fail")
    session(client, "open")
    session(client, "close")
    day = days_ahead(client, 0)
    period = {"start_time": text(day), "end_time": text(day + timedelta(days=30))}
    events = client.get("/user-events", **period)
    assert events["count"] == 3 and [row["is_success"] for row in events["items"]].count(False) == 1
    assert client.get("/user-events", event_type="DISCONNECT_DESKTOP,OTHER", **period)["count"] == 1
    assert client.get("/user-events", username="mi", **period)["count"] == 0
    too_long = {**period, "end_time": text(day + timedelta(days=30, seconds=1))}
    assert client.call("GET", "/user-events", **too_long).status_code == 400
    client.advance(31 * 24 * HOUR)
    assert client.get("/user-events", **period)["count"] == 0


def test_hours_of_a_package_are_those_that_the_desktop_runs(client):
    desktop_id = desktop(client)
    bound = {"package_spec_code": "p", "package_duration": 120, "since": client.state()["now"]}
    client.control("desktops", action="set", desktop="LAB-1", fields={"hour_package": bound})
    client.advance(90 * 60)
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    client.advance(24 * HOUR)
    assert client.desktop("LAB-1")["hour_package_info"] == {
        "package_spec_code": "p",
        "package_duration": 120,
        "use_up_policy": "PAY_PER_USE",
        "use_duration": 2,
    }
    client.control("service", older_region=True)
    assert "hour_package_info" not in client.get(f"/desktops/{desktop_id}")["desktop"]
