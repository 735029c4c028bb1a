# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of all sections: what a target awaits is brought about by an earlier section, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import resolve
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab import sections
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.reading import ReadOnce
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.sections import Bounds, Section, plan_sections
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import (
    FREE,
    RUNNING,
    Change,
    Notice,
    Plan,
    Step,
)

from .room import desktop, found_of


class Planned:
    """A resource whose plan is what its task says."""

    def __init__(self, client: Client, options: dict[str, Any]) -> None:
        self._plan = options["plan"]

    def read(self) -> None:
        """Read nothing."""

    def plan(self) -> Plan:
        return self._plan


@pytest.fixture
def planned(monkeypatch, offline):
    """Return a function that plans sections, each given as plans of its tasks."""

    def section(kind: str = "", counts_as: str = "") -> Section:
        return Section({"plan": {"type": "raw"}}, Planned, lambda value, bounds: value, kind, counts_as)

    table = {
        "users": section("user"),
        "desktops": section("desktop"),
        "snapshots": section(),
        "leavers": section(counts_as="users"),
    }
    monkeypatch.setattr(sections, "SECTIONS", table)
    monkeypatch.setattr(sections, "validated", lambda spec, options: options)

    def plan(found=None, **plans: Plan):
        given = {name: [{"plan": plan}] for name, plan in plans.items()}
        return plan_sections(offline, given, Bounds(), found or found_of())

    return plan


@pytest.fixture
def offline():
    access = {"access_key": "AK", "secret_key": "SK", "region": "ap-southeast-1", "project_id": "p"}
    return ReadOnce(resolve(access, {}, "/nowhere"), Deadline(60))


def steps(verb: str, *targets: str) -> Plan:
    return Plan([Step(verb, target, {"state": Change("absent", "present")}) for target in targets])


def awaiting(what: str, name: str) -> Plan:
    plan = steps("create", "S")
    plan.awaited.append(Notice("S", f"there is no {what} {name}", awaits=(what, name)))
    return plan


@pytest.mark.parametrize(
    ("verb", "what"),
    [("create", "desktop"), ("create", RUNNING), ("start", RUNNING)],
)
def test_what_an_earlier_section_brings_about_is_counted_on_in_any_case(planned, verb, what):
    assert planned(desktops=steps(verb, "bio-01"), snapshots=awaiting(what, "BIO-01")).refused == []


@pytest.mark.parametrize(
    ("verb", "what", "name"),
    [
        ("update_tags", RUNNING, "BIO-01"),
        ("start", "desktop", "BIO-01"),
        ("create", "desktop", "BIO-02"),
        ("create", "user", "BIO-01"),
    ],
)
def test_what_no_earlier_section_brings_about_is_refused(planned, verb, what, name):
    refused = planned(desktops=steps(verb, "BIO-01"), snapshots=awaiting(what, name)).refused
    assert refused == [f"S: there is no {what} {name}"]


def test_what_a_later_section_brings_about_comes_too_late(planned):
    assert planned(snapshots=awaiting("desktop", "BIO-01"), desktops=steps("create", "BIO-01")).refused


def test_an_account_is_free_when_all_of_its_desktops_go(planned):
    found = found_of(desktops=[desktop("BIO-01", "anna"), desktop("BIO-02", "anna")])
    gone = awaiting(FREE, "anna")
    assert planned(found, desktops=steps("detach", "BIO-01", "BIO-02"), leavers=gone).refused == []
    assert planned(found, desktops=steps("detach", "BIO-01"), leavers=gone).refused
    assert planned(found_of(), desktops=steps("detach", "BIO-01"), leavers=gone).refused


def test_what_only_lacks_something_that_is_refused_is_not_told(planned):
    broken = Plan(refused=[Notice("BIO-01", "its image is not known")])
    assert planned(desktops=broken, snapshots=awaiting("desktop", "BIO-01")).refused == [
        "BIO-01: its image is not known"
    ]


def test_things_of_one_kind_count_together_and_only_busy_sections_are_named(planned):
    plan = planned(users=Plan(), desktops=steps("create", "BIO-01"), leavers=steps("delete", "ben"))
    assert plan.busy() == ["desktops", "leavers"]
    assert plan.busy(["users"]) == ["users", "desktops", "leavers"]
    assert planned(users=Plan()).busy(["users"]) == []
    assert [one["actions"] for one in plan.by_kind()["users"]] == [[], plan.actions()[-1:]]
    assert [action["target"] for action in plan.actions()] == ["BIO-01", "ben"]
    assert [(row["section"], row["target"]) for row in plan.results()] == [("desktops", "BIO-01"), ("leavers", "ben")]


def test_warnings_of_all_sections_are_told(planned):
    doubtful = Plan(warnings=["one"], unknown={"BIO-01": ["ou_name"]})
    assert (
        planned(desktops=doubtful).warnings[0] == "one" and "BIO-01: ou_name" in planned(desktops=doubtful).warnings[1]
    )
