# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a whole lab: one reading, and each section knows what the earlier ones will have made.

The module has an action plugin, which only a playbook runs.
"""

from __future__ import annotations

import collections
from typing import Any

import pytest
from integration.cases import case
from integration.desktops import IMAGE, PRODUCT
from integration.harness import Task, failure

PEOPLE = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("anna", "ben", "cleo")]

LAB: dict[str, Any] = {
    "version": 1,
    "name": "bio",
    "time_zone": "Europe/Berlin",
    "defaults": {
        "product": PRODUCT,
        "image": IMAGE,
        "subnet": "teaching-a",
        "root_volume": {"type": "SAS", "size": 80},
        "user_group": "users",
    },
    "people": {"roster": PEOPLE, "groups": [{"name": "bio-students", "members": "roster"}]},
    "seats": [
        {
            "name": "students",
            "people": "roster",
            "computer_name": "BIO-{number:02d}",
            "numbers": {"first": 1, "last": 9},
        }
    ],
    "pools": [{"name": "bio-pool", "type": "STATIC", "size": 1, "authorized_objects": [{"group": "bio-students"}]}],
    "scripts": [
        {
            "name": "bio-apps",
            "type": "POWERSHELL",
            "content": "Install-Package apps",
            "run": ["after_create"],
            "apply_to": ["students"],
        }
    ],
    "schedules": [
        {
            "name": "bio-stop",
            "task_type": "STOP",
            "scheduled_type": "WEEK",
            "week_list": ["mon"],
            "scheduled_time": "20:15",
            "expire_time": "2037-02-12 00:00:00",
            "apply_to": ["lab"],
        }
    ],
    "snapshots": {"baseline": {"name": "base", "disk_type": "SYSTEM_DISK", "apply_to": ["students"]}},
}


def plan(check: bool = False, definition: dict[str, Any] | None = None, **arguments: Any) -> Task:
    """Return a task that plans the lab."""
    return Task("workspace_lab_plan", {"definition": definition or LAB, **arguments}, check=check)


def listed(requests: Any) -> dict[tuple[str, str], int]:
    """Return how often each thing was read."""
    return collections.Counter((one["path"], str(one["query"])) for one in requests if one["method"] == "GET")


@pytest.mark.slow
@case
def test_everything_of_an_empty_project_is_planned_and_read_once(tenant):
    (planned,) = yield [plan(check=True)]
    assert not planned.failed, planned.brief
    assert planned.writes == [] and "warnings" not in planned.result
    assert [what for what, times in listed(planned.requests).items() if times > 1] == []
    assert planned["changed"] is True
    # Accounts, desktops and snapshots of three people, a group and its members, a script, a pool, a scheduled task.
    assert collections.Counter(planned.verbs) == {"create": 3 * 3 + 4, "add_members": 1, "execute": 3}
    assert planned["bill"]["create"] == ["BIO-01", "BIO-02", "BIO-03"]
    assert [name for name, busy in planned["bill"]["sections"].items() if busy] == [
        "desktops",
        "users",
        "groups",
        "pools",
        "schedules",
        "snapshots",
        "scripts",
        "script_runs",
    ]


@case
def test_check_mode_shows_differences_but_no_addresses_and_a_run_shows_neither(tenant):
    checked, planned = yield [plan(check=True), plan()]
    assert "sections" not in checked.result and "anna@uni.example" not in str(checked.result)
    assert {target for diff in checked["diff"] for target in diff["after"]} > {"anna", "BIO-01", "bio-pool", "bio-stop"}
    # What the roles carry out has them, so the result of a task that plans a run is not shown at all.
    assert "censored" in planned.result and "uni.example" not in str(planned.result)
    assert planned.writes == []


@case
def test_what_is_wrong_in_several_sections_is_told_at_once_and_where(tenant):
    wrong = {
        **LAB,
        "defaults": {**LAB["defaults"], "image": "win10-nowhere"},
        "schedules": [{**LAB["schedules"][0], "time_zone": "Mars/Olympus"}],
    }
    for check in (True, False):
        (outcome,) = yield [plan(check, wrong)]
        failure(outcome, "Nothing was changed", "win10-nowhere", "Mars/Olympus", "lab_definition, defaults.image")
        # What only lacks what is wrong is not told of.
        assert outcome.writes == [] and "no desktop" not in outcome.message


@case
def test_a_project_that_the_task_names_does_not_stand_in_for_the_target(tenant):
    elsewhere = {**LAB, "target": {"project_name": "ap-southeast-1_teaching"}}
    (outcome,) = yield [plan(True, elsewhere, project_id=tenant.project_id)]
    failure(outcome, "lives in ap-southeast-1, project ap-southeast-1_teaching, but the credentials lead to")
    (outcome,) = yield [plan(True, {**LAB, "target": {"region": "ap-southeast-1"}}, project_id=tenant.project_id)]
    assert not outcome.failed, outcome.brief


@case
def test_a_lab_is_given_once(tenant):
    (outcome,) = yield [plan(lab_file="bio.yml")]
    failure(outcome, "Nothing was changed: lab_file and definition are both given")


@case
def test_wrong_options_are_told_like_those_of_other_modules(tenant):
    (outcome,) = yield [plan(wait_timeout=0)]
    failure(outcome, "wait_timeout is 0, but must be 1 or more")
    (outcome,) = yield [plan(procedur="status")]
    failure(outcome, "nsupported parameters: procedur")


@pytest.mark.slow
@case
def test_nothing_is_counted_on_that_the_plan_does_not_bring_about(tenant):
    tenant.desktop("BIO-01", tags={"workspace-lab": "bio"}, user="anna", status="SHUTOFF")
    lab = {name: LAB[name] for name in ("version", "name", "defaults", "snapshots", "seats")}
    lab["seats"] = [{**LAB["seats"][0], "people": ["anna"]}]
    (planned,) = yield [plan(True, lab, run={"only": "snapshots"})]
    assert not planned.failed, planned.brief
    assert [(one["verb"], one["target"]) for one in planned["actions"]] == [("create", "BIO-01")]
    lab["seats"] = [{**LAB["seats"][0], "people": ["anna", "ben"]}]
    (refused,) = yield [plan(True, lab, run={"only": "snapshots"})]
    failure(refused, "Nothing was changed", "BIO-02", "there is no such desktop")


@case
def test_the_same_module_looks_whether_sections_are_as_planned(tenant):
    (left,) = yield [plan(verify=["users", "script_runs"])]
    assert [(one["verb"], one["target"]) for one in left["actions"]] == [
        ("create", person["user_name"]) for person in PEOPLE
    ]
