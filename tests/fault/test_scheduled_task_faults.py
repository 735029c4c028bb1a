# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks under lost requests and answers, overload and lists that lag behind: nothing twice, nothing lost."""

from __future__ import annotations

import pytest
from integration.harness import Cases, Task, failure, unchanged

FORKS = 9
"""Most of the time is spent on waiting for effects that never come."""

NOON = {"scheduled_type": "DAY", "day_interval": 1, "scheduled_time": "12:00", "time_zone": "Europe/Berlin"}
OLD = {"task_name": "old", "task_type": "STOP", **NOON, "description": "kept", "apply_objects": {"all": True}}
NEW = {**OLD, "task_name": "new", "apply_objects": {"desktops": ["BIO-01"]}}

CHANGES = {
    "create": (NEW, "POST", "/scheduled-tasks$"),
    "create_paused": ({**NEW, "enable": False}, "PUT", "/scheduled-tasks/[^/]*$"),
    "update": ({"task_name": "old", "scheduled_time": "13:00"}, "PUT", "/scheduled-tasks/[^/]*$"),
    "recreate": (
        {"task_name": "old", "task_type": "START", "recreate": "on_change"},
        "DELETE",
        "/scheduled-tasks/[^/]*$",
    ),
    "create_again": (
        {"task_name": "old", "task_type": "START", "recreate": "on_change"},
        "POST",
        "/scheduled-tasks$",
    ),
    "delete": ({"task_name": "old", "state": "absent"}, "DELETE", "/scheduled-tasks/[^/]*$"),
}
"""A task that needs the change, and the request that makes it."""

FAULTS = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
    "unavailable": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
}


def task(**arguments):
    """Return a task about a scheduled task."""
    return Task("workspace_scheduled_task", arguments)


def _case(name, arguments, fault):
    def case(lab):
        lab.desktop("BIO-01")
        yield [task(**OLD)]
        lab.fault(**fault)
        done, again = yield [task(**arguments), task(**arguments)]
        assert not done.failed and done["changed"], done.brief
        assert lab.control("GET", "faults")["faults"] == []
        unchanged(again)
        _as_wanted(lab, arguments)

    case.__name__ = name
    return case


def _as_wanted(lab, arguments):
    """Assert by the emulator that each task is there once, as it shall be, and that the others are untouched."""
    rows = lab.state["tables"]["ScheduledTask"]
    found = {row["task_name"]: row for row in rows}
    assert len(found) == len(rows)
    if arguments.get("state") == "absent":
        assert not found
        return
    assert set(found) == {"old", arguments["task_name"]}
    row = found[arguments["task_name"]]
    assert (row["description"], row["enable"]) == ("kept", arguments.get("enable", True))
    assert row["task_type"] == arguments.get("task_type", "STOP")
    assert row["scheduled_time"] == arguments.get("scheduled_time", "12:00") + ":00"
    assert len(row["apply_objects"]) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_writes(side_by_side, fault):
    cases = Cases()
    for name, (arguments, method, path) in CHANGES.items():
        cases(_case(name, arguments, {**FAULTS[fault], "method": method, "path": path}))
    side_by_side(cases, forks=FORKS)


def test_reads(side_by_side):
    """Whatever happens to reads, they are repeated."""
    cases = Cases()
    for name, fault in FAULTS.items():
        for path in ("/scheduled-tasks$", "/scheduled-tasks/[^/]*$"):
            wish = {"method": "GET", "path": path, "times": 2, **fault}
            cases(_case(f"{name}_of_{path}", CHANGES["update"][0], wish))
    side_by_side(cases, forks=FORKS)


def test_answers_that_do_not_tell_the_truth(side_by_side):
    cases = Cases()

    @cases
    def a_list_that_lags_behind_a_lost_answer(lab):
        """The new task is not in the list at first, and yet it is made only once."""
        lab.desktop("BIO-01")
        yield [task(**OLD)]
        lab.fault("drop_after", method="POST", path="/scheduled-tasks$")
        lab.fault("stale_list", method="GET", path="/scheduled-tasks$", times=4)
        done, again = yield [task(**NEW), task(**NEW)]
        assert not done.failed, done.brief
        unchanged(again)
        _as_wanted(lab, NEW)

    @cases
    def a_success_without_effect(lab):
        """An update after which the detail is still the old one did not come true as far as anybody can tell."""
        yield [task(**OLD)]
        lab.fault("stale_list", method="GET", path="/scheduled-tasks/[^/]*$", times=2)
        (done,) = yield [task(task_name="old", scheduled_time="13:00")]
        failure(done, "old", "scheduled_time", "12:00:00", "13:00:00")

    side_by_side(cases, forks=FORKS)


def test_killed_between_two_requests(side_by_side):
    """A run that ends between the creation and the pause leaves something that the next run completes."""
    cases = Cases()

    @cases
    def before_the_pause(lab):
        lab.desktop("BIO-01")
        yield [task(**OLD)]
        wish = {**NEW, "enable": False}
        lab.fault("status", method="PUT", path="/scheduled-tasks/", status=400, error_code="WKS.00211102")
        done, again, last = yield [task(**wish), task(**wish), task(**wish)]
        assert done.failed and not again.failed and again.verbs == ["update"], again.brief
        unchanged(last)
        _as_wanted(lab, wish)

    @cases
    def between_deletion_and_creation(lab):
        yield [task(**OLD)]
        wish = {**OLD, "task_type": "START", "recreate": "on_change"}
        lab.fault("status", method="POST", path="/scheduled-tasks$", status=400, error_code="WKS.00211102")
        done, again, last = yield [task(**wish), task(**wish), task(**wish)]
        assert done.failed and not again.failed and again.verbs == ["create"], again.brief
        unchanged(last)
        _as_wanted(lab, wish)

    side_by_side(cases, forks=FORKS)
