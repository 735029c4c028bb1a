# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of usage: by which source, how exact, and nothing of people that nobody asked for."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import yaml
from conftest import ANSIBLE_SECONDS, CHECKOUT
from integration.harness import Outcome, Task, Tenant
from integration.in_process import carry_out

HOUR = 3600
DAY = timedelta(days=1)
LOGINS, ACTIONS = "ListLoginRecordsNew", "ListDesktopActions"
METRICS, USERS = r"/statistics/metrics/desktops$", r"/statistics/metrics/users$"


def text(moment: datetime) -> str:
    """Return a moment as the service writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Course:
    """Two desktops, created ten days before 12:00 on a day.

    Mia used BIO-01 for two hours on each of the days 2 and 3 before that one, from 22:00 to 01:00 in the night to it,
    and is there since 11:00. BIO-02 nobody ever used, and omar could not log in to it yesterday.
    """

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        tenant.job_seconds(0)
        for name, user in (("BIO-01", "mia"), ("BIO-02", "omar")):
            tenant.desktop(name, user=user)
        now = datetime.fromtimestamp(tenant.state["now"], timezone.utc)
        self.today = now.replace(hour=0, minute=0, second=0, microsecond=0) + 11 * DAY
        tenant.control("POST", "clock", to=text(self.today + timedelta(hours=11)))
        tenant.session("BIO-01")
        tenant.control("POST", "clock", to=text(self.today + timedelta(hours=12)))
        tenant.control("POST", "past", logins=[*self._logins()], power=[*self._power()])

    def at(self, day: int, hour: float) -> datetime:
        """Return a moment, by the days since today."""
        return self.today + day * DAY + timedelta(hours=hour)

    def _logins(self) -> Any:
        for begin, end in ((self.at(-3, 9), self.at(-3, 11)), (self.at(-2, 9), self.at(-2, 11))):
            yield {"desktop": "BIO-01", "user": "mia", "begin": text(begin), "end": text(end)}
        # She was on the train: the connection broke off, and the end was noted after the next begin.
        for begin, end in ((self.at(-1, 22), self.at(-1, 24)), (self.at(-1, 23), self.at(0, 1))):
            yield {"desktop": "BIO-01", "user": "mia", "begin": text(begin), "end": text(end), "is_reconnect": True}
        failed = {"failure_reason": "wrong password"}
        yield {"desktop": "BIO-02", "user": "omar", "begin": text(self.at(-1, 8)), **failed}

    def _power(self) -> Any:
        for day in range(-10, 0):
            yield {"desktop": "BIO-01", "time": text(self.at(day, 8)), "status": "ACTIVE"}
            yield {"desktop": "BIO-01", "time": text(self.at(day, 23.99 if day == -1 else 20)), "status": "SHUTOFF"}
        yield {"desktop": "BIO-01", "time": text(self.at(0, 10)), "status": "ACTIVE"}
        yield {"desktop": "BIO-02", "time": text(self.at(-10, 8)), "status": "ACTIVE"}

    def usage(self, *gather: str, **options: Any) -> Outcome:
        """Return what the module tells."""
        outcome = carry_out(self.tenant, Task("workspace_usage_info", {"gather": list(gather), **options}))
        assert not outcome.failed, outcome.brief
        assert outcome["changed"] is False and not outcome.writes
        return outcome

    def lack(self, *paths: str, status: int = 404) -> None:
        """Let the region lack operations."""
        for path in paths:
            self.tenant.fault("status", path=path, status=status, times=50)

    def since(self, day: int, hour: float = 0) -> dict[str, str]:
        """Return the options of a period that lasts still."""
        return {"begin": text(self.at(day, hour))}


@pytest.fixture(name="course")
def course_of_tenant(tenant: Tenant) -> Course:
    """Give a course with a past."""
    return Course(tenant)


def about(hours: float) -> Any:
    """Return what a number of seconds is like that grows while the test runs."""
    return pytest.approx(hours * HOUR, abs=300)


def used(outcome: Outcome) -> dict[str, Any]:
    """Return the seconds of use by the names of desktops."""
    return {row["computer_name"]: row["used_seconds"] for row in outcome["desktops"]}


def operations(outcome: Outcome, what: str) -> list[str]:
    """Return the operations that told something."""
    return list(dict.fromkeys(row["operation"] for row in outcome["sources"][what]))


WHOLE = {"BIO-01": about(2 + 2 + 3 + 1), "BIO-02": 0}


def test_whole_days_are_metrics_and_the_rest_login_records(course):
    outcome = course.usage("desktops", **course.since(-5, 6))
    assert used(outcome) == WHOLE
    assert operations(outcome, "desktops") == ["ListDesktopUsageMetric", LOGINS]
    assert outcome["sources"]["desktops"][0]["until"] == course.today.isoformat()
    assert outcome["totals"]["desktops"] == {
        "desktops": 2,
        "used_desktops": 1,
        "unknown_desktops": 0,
        "used_seconds": about(8),
        "used_hours": pytest.approx(8, abs=0.1),
    }
    [metrics] = [one for one in outcome.requests if one["path"].endswith("/statistics/metrics/desktops")]
    asked = metrics["query"]
    assert (asked["end_time"], asked["limit"]) == (text(course.today - timedelta(seconds=1)), "100")


def test_the_edges_of_a_period_count_to_the_second(course):
    night = course.usage("desktops", begin=text(course.at(-1, 22.5)), end=text(course.at(0, 0.25)))
    assert used(night)["BIO-01"] == 1.75 * HOUR
    before_two = course.usage("desktops", begin=text(course.at(-2, 10)), end=text(course.at(-1, 12)))
    assert used(before_two)["BIO-01"] == HOUR


def test_before_two_in_the_night_yesterday_is_not_summed_up(course):
    course.tenant.control("POST", "clock", to=text(course.at(1, 1.5)))
    outcome = course.usage("desktops", **course.since(-5))
    assert used(outcome)["BIO-01"] == about(2 + 2 + 3 + 14.5)
    assert outcome["sources"]["desktops"][0]["until"] == course.today.isoformat()


@pytest.mark.parametrize("status", [404, 405])
def test_a_region_that_lacks_operations_tells_the_same_by_others(course, status):
    course.lack(METRICS, status=status)
    older = course.usage("desktops", **course.since(-5))
    assert used(older) == WHOLE and operations(older, "desktops") == ["ListUsedDesktopInfo", LOGINS]
    course.lack("/statistics/used$", status=status)
    oldest = course.usage("desktops", **course.since(-5))
    assert used(oldest) == WHOLE and operations(oldest, "desktops") == [LOGINS]


def test_what_nothing_tells_is_unknown_and_not_unused(course):
    course.lack("/connections/desktops$")
    [whole_days, today] = [course.usage("desktops", **course.since(-5)), course.usage("desktops", **course.since(0))]
    assert used(whole_days) == {"BIO-01": 6 * HOUR, "BIO-02": 0}
    assert [row["exact"] for row in whole_days["desktops"]] == [False, False]
    assert used(today) == {"BIO-01": None, "BIO-02": None}
    assert all("no login records" in row["reason"] for row in today["desktops"])
    totals = today["totals"]["desktops"]
    assert (totals["unknown_desktops"], totals["used_desktops"], totals["used_hours"]) == (2, None, None)


def test_other_refusals_are_no_reason_to_ask_elsewhere(course):
    course.tenant.fault("status", path=METRICS, status=403, error_code="WKS.0403", error_msg="not allowed", times=50)
    outcome = carry_out(course.tenant, Task("workspace_usage_info", course.since(-5)))
    assert outcome.failed and outcome["error_code"] == "WKS.0403"


def test_a_new_desktop_has_no_figures_yet(course):
    course.tenant.desktop("BIO-03", user="mia")
    course.tenant.session("BIO-03")
    course.tenant.control("POST", "clock", advance=HOUR)
    outcome = course.usage("desktops", "unused", min_idle_days=0, **course.since(-5))
    assert used(outcome)["BIO-03"] == about(1)
    assert [row["computer_name"] for row in outcome["unused"]][0] == "BIO-02"


def test_people_are_numbers_unless_they_are_asked_for(course):
    silent = course.usage("users", "logins", "online", "unused", "desktops", min_idle_days=0, **course.since(-5))
    told = json.dumps({key: value for key, value in silent.result.items() if key != "invocation"})
    assert "mia" not in told and "omar" not in told and "users" not in silent.result
    assert silent["totals"]["users"] == {
        "users": 1,
        "used_seconds": about(8),
        "used_hours": pytest.approx(8, abs=0.1),
        "logins": 5,
        "failed_logins": 1,
    }
    open_ = course.usage("users", "logins", "online", "unused", min_idle_days=0, show_people=True, **course.since(-5))
    assert {row["user_name"]: row["used_seconds"] for row in open_["users"]} == {"mia": about(8), "omar": 0}
    assert {row["user_name"]: row["failed_logins"] for row in open_["users"]} == {"mia": 0, "omar": 1}
    assert [row["user_name"] for row in open_["online"]] == ["mia"]
    assert "terminal" not in json.dumps(open_["logins"])


def test_not_even_the_most_talkative_run_names_people_or_terminals(course, tmp_path):
    options = {"gather": ["desktops", "users", "logins", "unused", "online", "states", "power"], "min_idle_days": 0}
    command = ["ansible", "localhost", "-vvv", "-m", "huaweicloud.workspace.workspace_usage_info"]
    environment = {**course.tenant.emulator.process_env, "ANSIBLE_LOCAL_TEMP": str(tmp_path)}
    told = subprocess.run(
        [*command, "-a", json.dumps(options)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=ANSIBLE_SECONDS,
    )
    output = told.stdout + told.stderr
    assert told.returncode == 0 and '"used_seconds"' in output, output
    records = course.tenant.state["tables"]["Login"]
    personal = {record[name] for record in records for name in ("terminal_ip", "terminal_mac", "terminal_name")}
    assert len(personal) >= 3
    assert not [text for text in (*personal, "mia", "omar") if re.search(rf"\b{re.escape(text)}\b", output)]


def test_terminals_are_told_only_if_they_are_asked_for_themselves(course):
    outcome = course.usage("logins", show_terminals=True, **course.since(-5))
    assert all(row["terminal"]["terminal_mac"] for row in outcome["logins"])
    assert "user_name" not in outcome["logins"][0]


def test_people_of_selected_desktops_and_people_by_name(course):
    selected = course.usage("users", select_names=["bio-02"], show_people=True, **course.since(-5))
    assert [(row["user_name"], row["failed_logins"]) for row in selected["users"]] == [("omar", 1)]
    named = course.usage("users", "logins", users=["OMAR"], show_people=True, **course.since(-5))
    assert [row["user_name"] for row in named["users"]] == ["omar"]
    assert named["totals"]["logins"] == {"logins": 0, "failed_logins": 1, "users": 1}
    course.lack(USERS)
    by_records = course.usage("users", **course.since(-5))
    assert by_records["totals"]["users"]["used_seconds"] == about(8)


def test_logins_are_told_whole_in_the_zone_of_the_task(course):
    zone = {"time_zone": "Asia/Kolkata"}
    outcome = course.usage("logins", begin=text(course.at(-1, 23.5)), end=text(course.at(0, 0.5)), **zone)
    assert [row["end"][-6:] for row in outcome["logins"]] == ["+05:30", "+05:30"]
    assert [row["seconds"] for row in outcome["logins"]] == [2 * HOUR, 2 * HOUR]
    now = course.usage("logins", last="1h")
    assert [(row["end"], row["seconds"]) for row in now["logins"]] == [(None, about(1))]


def test_records_without_the_id_of_their_desktop(course):
    course.tenant.control("POST", "service", older_region=True)
    outcome = course.usage("desktops", **course.since(0))
    assert used(outcome)["BIO-01"] == about(2)


def test_unused_desktops_and_since_when(course):
    outcome = course.usage("unused", min_idle_days=10)
    [row] = outcome["unused"]
    assert (row["computer_name"], row["never_used"], row["last_use"], row["idle_days"]) == ("BIO-02", True, None, 10)
    assert outcome["unused_unknown"] == []
    assert course.usage("unused", min_idle_days=11)["unused"] == []


def test_unused_desktops_by_the_older_operation(course):
    course.lack(METRICS)
    [row] = course.usage("unused", min_idle_days=5)["unused"]
    assert (row["computer_name"], row["never_used"]) == ("BIO-02", True)
    course.lack("/statistics/unused$")
    outcome = course.usage("unused", min_idle_days=5)
    assert outcome["unused"] == [], "a missing figure is no reason to stop a desktop"
    [row] = outcome["unused_unknown"]
    assert row["computer_name"] == "BIO-02" and row["reason"]


def test_who_is_connected_and_which_desktops_run_for_nobody(course):
    outcome = course.usage("online", "states")
    [row] = outcome["online"]
    assert row["computer_name"] == "BIO-01" and row["since"].startswith(course.at(0, 11).isoformat()[:16])
    states = outcome["states"]
    assert (states["running"], states["sessions"]["connected"], states["sessions"]["ready"]) == (2, 1, 1)
    assert [row["computer_name"] for row in states["running_unused"]] == ["BIO-02"]
    course.tenant.session("BIO-01", "disconnect")
    assert course.usage("online")["totals"]["online"] == {"desktops": 0, "connections": 0, "unknown_desktops": 0}
    course.tenant.fault("missing_field", field="login_status", times=1000, path="/desktops/detail")
    assert course.usage("online")["totals"]["online"] == {"desktops": 0, "connections": 0, "unknown_desktops": 2}
    course.tenant.session("BIO-01")
    course.tenant.control("POST", "clock", advance=60)
    told = course.usage("online")
    assert [row["computer_name"] for row in told["online"]] == ["BIO-01"], "its login record tells it"
    assert told["totals"]["online"] == {"desktops": 1, "connections": 1, "unknown_desktops": 1}


def test_a_connection_that_began_long_ago_is_found(course):
    course.tenant.control("POST", "clock", advance=3 * 24 * HOUR)
    outcome = course.usage("online", "desktops", "users", last="12h")
    [row] = outcome["online"]
    assert row["since"].startswith(course.at(0, 11).isoformat()[:16])
    assert used(outcome)["BIO-01"] == 12 * HOUR and outcome["totals"]["users"]["used_seconds"] == 12 * HOUR
    days = course.usage("desktops", **course.since(1, 6))
    assert used(days)["BIO-01"] == about(18 + 24 + 12)


def test_how_long_desktops_ran_and_for_nobody(course):
    outcome = course.usage("power", begin=text(course.at(-3, 0)), end=text(course.at(-2, 24)))
    rows = {row["computer_name"]: row for row in outcome["power"]}
    assert (rows["BIO-01"]["running_seconds"], rows["BIO-01"]["unused_seconds"]) == (24 * HOUR, 20 * HOUR)
    assert (rows["BIO-02"]["running_hours"], rows["BIO-02"]["unused_hours"]) == (48.0, 48.0)
    assert all(row["exact"] for row in rows.values()) and outcome["totals"]["power"]["exact"]
    course.lack("/actions$")
    unknown = course.usage("power", **course.since(-3))
    assert [row["running_seconds"] for row in unknown["power"]] == [None, None]
    totals = unknown["totals"]["power"]
    assert (totals["unknown_desktops"], totals["running_hours"], totals["unused_hours"]) == (2, None, None)
    assert len([one for one in unknown.requests if one["path"].endswith("/actions")]) == 1


def test_alarms_of_the_period_and_of_the_desktops_that_are_meant(course):
    course.tenant.control("POST", "alarms", desktop="BIO-01", level=1)
    course.tenant.control("POST", "alarms", desktop="BIO-02", level=2, status="ok")
    course.tenant.control("POST", "clock", advance=HOUR)
    assert course.usage("alarms")["totals"]["alarms"] == {"alarms": 2, "lasting": 1}
    [alarm] = course.usage("alarms", select_names=["BIO-02"])["alarms"]
    assert alarm["additional_info"]["resource_name"] == "BIO-02"
    course.tenant.control("POST", "clock", advance=10 * 24 * HOUR)
    assert course.usage("alarms")["totals"]["alarms"] == {"alarms": 1, "lasting": 1}
    course.lack("/alarms$")
    assert course.usage("alarms")["alarms"] is None


def test_the_examples_of_the_documentation(course):
    text_of = (CHECKOUT / "plugins" / "modules" / "workspace_usage_info.py").read_text(encoding="utf-8")
    for task in yaml.safe_load(text_of.partition('EXAMPLES = r"""')[2].partition('"""')[0]):
        outcome = carry_out(
            course.tenant, Task("workspace_usage_info", task["huaweicloud.workspace.workspace_usage_info"])
        )
        assert not outcome.failed, outcome.brief
