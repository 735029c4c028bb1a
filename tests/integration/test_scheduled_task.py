# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks: what a task of Ansible makes of them, and what they then do to desktops."""

from __future__ import annotations

from typing import Any

from integration.harness import Cases, Lab, Task, converged

cases = Cases()

MODULE = "workspace_scheduled_task"
WEEKDAYS = {
    "scheduled_type": "WEEK",
    "week_list": ["mon", "tue", "wed", "thu", "fri"],
    "scheduled_time": "07:45",
    "time_zone": "Europe/Berlin",
}


def task(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a scheduled task."""
    return Task(arguments, check=check, module=MODULE)


def converging(**arguments: Any) -> list[Task]:
    """Return check, run, check, run of one task."""
    return [task(**arguments, check=check) for check in (True, False, True, False)]


def tasks(lab: Lab) -> dict[str, dict[str, Any]]:
    """Return the scheduled tasks of the emulator by name."""
    return {row["task_name"]: row for row in lab.state["tables"].get("ScheduledTask", [])}


@cases
def created_for_names_ranges_and_globs(lab):
    ids = {name: lab.desktop(name)["id"] for name in ("BIO-01", "BIO-02", "LAB-1", "CHEM-1")}
    done = converged(
        (
            yield converging(
                task_name="bio101-start",
                task_type="START",
                **WEEKDAYS,
                expire_time="2099-02-12",
                apply_objects={"desktops": ["BIO-[01:02]", "LAB-*"]},
            )
        )
    )
    assert done.verbs == ["create"]
    made = tasks(lab)["bio101-start"]
    assert made["week_list"] == "2,3,4,5,6" and made["scheduled_time"] == "07:45:00"
    assert made["expire_time"] == "2099-02-12 23:59:59"
    assert {row["object_id"] for row in made["apply_objects"]} == {ids["BIO-01"], ids["BIO-02"], ids["LAB-1"]}


def test_scheduled_task(side_by_side):
    side_by_side(cases)
