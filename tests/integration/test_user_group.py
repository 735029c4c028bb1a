# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User groups: what is there once or not at all; by_playbook/test_user_group.py has what playbooks show of them too."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, Tenant, converged, converging, refused, unchanged


def group(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a group."""
    return Task("workspace_user_group", arguments, check)


def groups(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the groups of the emulator by name."""
    return {row["name"]: row for row in tenant.state["groups"]}


def members(tenant: Tenant, name: str) -> list[str]:
    """Return the names of a group's members."""
    names = {user["id"]: user["user_name"] for user in tenant.state["users"]}
    return sorted(names[member] for member in groups(tenant)[name]["member_ids"])


def people(tenant: Tenant, *names: str) -> None:
    """Let there be users, each with a desktop."""
    for number, name in enumerate(names):
        tenant.console("create", f"PC-{number}", user=name)


@case
def test_created_with_members_in_batches(tenant):
    names = [f"user{number:02d}" for number in range(51)]
    people(tenant, *names)
    done = converged((yield converging(group(group_name="bio", description="Biology", members=names))))
    assert done.verbs == ["create", "add_members"]
    assert members(tenant, "bio") == names and groups(tenant)["bio"]["description"] == "Biology"
    assert len(done.writes) == 3, "one creation, and 50 members a request"
    lists = [request for request in done.requests if request["path"].endswith(f"{tenant.project_id}/users")]
    assert len(lists) == 1, "one list of users, however many members"


@case
def test_deleted_with_nobody_lost(tenant):
    people(tenant, "mia")
    yield [group(group_name="bio", members=["mia"]), group(group_name="bio101")]
    converged((yield converging(group(group_name="bio", state="absent"))))
    assert set(groups(tenant)) == {"bio101"} and [user["user_name"] for user in tenant.state["users"]] == ["mia"]


@case
def test_a_lost_answer_makes_no_second_group(tenant):
    tenant.fault("drop_after", method="POST", path="/groups$")
    (done,) = yield [group(group_name="bio")]
    assert not done.failed, done.brief
    assert len(groups(tenant)) == 1


@case
def test_two_of_one_name_and_what_cannot_change(tenant):
    yield [group(group_name="bio")]
    fixed, empty = yield [group(group_name="bio", platform_type="AD"), group(group_name=" ")]
    refused(fixed, "bio", "platform_type", "LOCAL", "AD")
    refused(empty, "group_name", "empty")


@case
def test_nothing_to_do(tenant):
    for outcome in (
        yield [group(group_name="bio", state="absent"), group(group_name="bio", state="absent", check=True)]
    ):
        unchanged(outcome)
