# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users under lost requests and answers, overload and answers that do not tell all: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from fault.faults import Change, each_fault, survives
from integration.cases import case
from integration.harness import Task, Tenant, failure, unchanged

NEW = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("jane", "max")]
OLD = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("mia", "omar")]
BIO = Task("workspace_user_group", {"group_name": "bio"})


def user(**arguments: Any) -> Task:
    """Return a task about users."""
    return Task("workspace_user", arguments)


CHANGES = {
    "create": Change(user(users=NEW, password_never_expired=True, locked=True), "POST", "/batch-create$"),
    "create_one": Change(user(**NEW[0], groups=["bio"]), "POST", "/users$"),
    "complete": Change(user(users=NEW, password_never_expired=True), "PUT", "/users/[^/]*$"),
    "lock": Change(user(users=OLD, locked=True), "POST", "/users/.*/actions$"),
    "join": Change(user(users=OLD, groups=["bio"]), "POST", "/groups/.*/actions$"),
    "delete": Change(user(users=OLD, state="absent"), "POST", "/batch-delete$"),
    "delete_one": Change(user(user_name="mia", state="absent"), "DELETE", "/users/[^/]*$"),
}


def _as_wanted(tenant: Tenant, task: Mapping[str, Any]) -> None:
    """Assert by the emulator that everybody is there once, and as the task says."""
    rows = tenant.state["users"]
    items = task.get("users") or [{"user_name": task["user_name"]}]
    for item in items:
        found = [row for row in rows if row["user_name"] == item["user_name"]]
        if task.get("state") == "absent":
            assert not found
            continue
        [row] = found
        assert row["locked"] is task.get("locked", False)
        assert row["password_never_expired"] is task.get("password_never_expired", False)
        joined = [
            group["name"] for group in tenant.state["groups"] for member in group["member_ids"] if member == row["id"]
        ]
        assert joined == task.get("groups", [])
    welcomed = [mail["to"] for mail in tenant.state["mails"] if mail["about"] == "user created"]
    assert len(welcomed) == len(set(welcomed)), "nobody is mailed twice"


@each_fault()
@pytest.mark.parametrize("change", CHANGES)
@case
def test_writes(tenant, change, fault):
    arguments = CHANGES[change].task.arguments
    yield [user(users=OLD), BIO] if "groups" in arguments else [user(users=OLD)]
    yield from survives(tenant, CHANGES[change], fault)
    _as_wanted(tenant, arguments)


@case
def test_a_new_password_is_never_sent_twice(tenant):
    yield [user(users=OLD)]
    tenant.fault("drop_after", method="POST", path="/actions$")
    [lost] = yield [user(user_name="mia", reset_password=True)]
    failure(lost, "mia", "not repeated")
    assert len(lost.writes) == 1
    tenant.fault("status", method="POST", path="/actions$", status=429, headers={"Retry-After": "1"})
    [repeated] = yield [user(user_name="mia", reset_password=True)]
    assert not repeated.failed, repeated.brief
    assert [mail["about"] for mail in tenant.state["mails"]].count("password reset") == 2


@case
def test_a_success_that_made_only_some(tenant):
    people = [*NEW, {**OLD[0], "domain": "elsewhere.local"}]
    [done] = yield [user(users=people)]
    failure(done, "1 of 3", "mia", "did not make this user")
    assert {row["user_name"] for row in tenant.state["users"]} == {"jane", "max"}
    assert {row["target"]: row["state"] for row in done["results"]} == {
        "jane": "done",
        "max": "done",
        "mia": "failed",
    }


@case
def test_the_other_half(tenant):
    yield [user(users=NEW[:1])]
    done, again = yield [user(users=[*NEW, *OLD]), user(users=[*NEW, *OLD])]
    assert [action["target"] for action in done["actions"]] == ["max", "mia", "omar"]
    unchanged(again)
    assert len(tenant.state["mails"]) == 4


@case
def test_lists_that_lag_behind(tenant):
    tenant.fault("stale_list", method="GET", path="/users$", times=3)
    done, again = yield [user(users=NEW), user(users=NEW)]
    assert not done.failed, done.brief
    unchanged(again)
    assert len(tenant.state["users"]) == len(tenant.state["mails"]) == 2


@case
def test_a_region_whose_list_tells_less(tenant):
    yield [BIO, user(users=[*NEW, *OLD], groups=["bio"])]
    tenant.fault("missing_field", method="GET", path="/users$", field="group_names")
    tenant.fault("missing_field", method="GET", path="/users$", field="enable_change_password")
    groups, passwords = yield [
        user(users=OLD, groups=["bio"]),
        user(user_name="mia", enable_change_password=True),
    ]
    for outcome, details in ((groups, 2), (passwords, 1)):
        unchanged(outcome)
        assert len(outcome.requests) == 1 + details, "details are read of those whom the task names"


@case
def test_a_region_with_smaller_batches(tenant):
    tenant.fault(
        "status",
        method="POST",
        path="/batch-create$",
        status=400,
        error_code="WKS.00211102",
        error_msg="users: at most 2 items",
    )
    [done] = yield [user(users=[*NEW, *OLD])]
    assert not done.failed, done.brief
    assert [len(body["users"]) for body in done.sent("users/batch-create")] == [4, 2, 2]
    assert len(tenant.state["users"]) == 4


@case
def test_a_change_without_effect(tenant):
    yield [user(users=OLD)]
    tenant.fault("stale_list", method="GET", path="/users$", times=2)
    [done] = yield [user(user_name="mia", description="Biology")]
    failure(done, "mia", "description")
