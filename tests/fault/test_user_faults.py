# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users under lost requests and answers, overload and answers that do not tell all: nothing twice, nothing lost."""

from __future__ import annotations

import pytest
from integration.harness import Cases, Task, failure, unchanged

FORKS = 9
"""Most of the time is spent on waiting for effects that never come."""

NEW = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("jane", "max")]
OLD = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("mia", "omar")]

CHANGES = {
    "create": ({"users": NEW, "password_never_expired": True, "locked": True}, "POST", "/batch-create$"),
    "create_one": ({**NEW[0], "groups": ["bio"]}, "POST", "/users$"),
    "complete": ({"users": NEW, "password_never_expired": True}, "PUT", "/users/[^/]*$"),
    "lock": ({"users": OLD, "locked": True}, "POST", "/users/.*/actions$"),
    "join": ({"users": OLD, "groups": ["bio"]}, "POST", "/groups/.*/actions$"),
    "delete": ({"users": OLD, "state": "absent"}, "POST", "/batch-delete$"),
    "delete_one": ({"user_name": "mia", "state": "absent"}, "DELETE", "/users/[^/]*$"),
}
"""A task that needs the change, and the request that makes it."""

FAULTS = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
    "unavailable": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
}


def user(**arguments):
    """Return a task about users."""
    return Task("workspace_user", arguments)


BIO = Task("workspace_user_group", {"group_name": "bio"})


def _case(name, task, fault):
    def case(lab):
        yield [user(users=OLD), BIO] if "groups" in task else [user(users=OLD)]
        lab.fault(**fault)
        done, again = yield [user(**task), user(**task)]
        assert not done.failed and done["changed"], done.brief
        assert lab.control("GET", "faults")["faults"] == []
        unchanged(again)
        _as_wanted(lab, task)

    case.__name__ = name
    return case


def _as_wanted(lab, task):
    """Assert by the emulator that everybody is there once, and as the task says."""
    rows = lab.state["users"]
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
            group["name"] for group in lab.state["groups"] for member in group["member_ids"] if member == row["id"]
        ]
        assert joined == task.get("groups", [])
    welcomed = [mail["to"] for mail in lab.state["mails"] if mail["about"] == "user created"]
    assert len(welcomed) == len(set(welcomed)), "nobody is mailed twice"


@pytest.mark.parametrize("fault", FAULTS)
def test_writes(side_by_side, fault):
    cases = Cases()
    for name, (task, method, path) in CHANGES.items():
        cases(_case(name, task, {**FAULTS[fault], "method": method, "path": path}))
    side_by_side(cases, forks=FORKS)


def test_what_answers_do_not_tell(side_by_side):
    cases = Cases()

    @cases
    def a_new_password_is_never_sent_twice(lab):
        yield [user(users=OLD)]
        lab.fault("drop_after", method="POST", path="/actions$")
        [lost] = yield [user(user_name="mia", reset_password=True)]
        failure(lost, "mia", "not repeated")
        assert len(lost.writes) == 1
        lab.fault("status", method="POST", path="/actions$", status=429, headers={"Retry-After": "1"})
        [repeated] = yield [user(user_name="mia", reset_password=True)]
        assert not repeated.failed, repeated.brief
        assert [mail["about"] for mail in lab.state["mails"]].count("password reset") == 2

    @cases
    def a_success_that_made_only_some(lab):
        people = [*NEW, {**OLD[0], "domain": "elsewhere.local"}]
        [done] = yield [user(users=people)]
        failure(done, "1 of 3", "mia", "did not make this user")
        assert {row["user_name"] for row in lab.state["users"]} == {"jane", "max"}
        assert {row["target"]: row["state"] for row in done["results"]} == {
            "jane": "done",
            "max": "done",
            "mia": "failed",
        }

    @cases
    def the_other_half(lab):
        yield [user(users=NEW[:1])]
        done, again = yield [user(users=[*NEW, *OLD]), user(users=[*NEW, *OLD])]
        assert [action["target"] for action in done["actions"]] == ["max", "mia", "omar"]
        unchanged(again)
        assert len(lab.state["mails"]) == 4

    @cases
    def lists_that_lag_behind(lab):
        lab.fault("stale_list", method="GET", path="/users$", times=3)
        done, again = yield [user(users=NEW), user(users=NEW)]
        assert not done.failed, done.brief
        unchanged(again)
        assert len(lab.state["users"]) == len(lab.state["mails"]) == 2

    @cases
    def a_region_whose_list_tells_less(lab):
        yield [BIO, user(users=[*NEW, *OLD], groups=["bio"])]
        lab.fault("missing_field", method="GET", path="/users$", field="group_names")
        lab.fault("missing_field", method="GET", path="/users$", field="enable_change_password")
        groups, passwords = yield [
            user(users=OLD, groups=["bio"]),
            user(user_name="mia", enable_change_password=True),
        ]
        for outcome, details in ((groups, 2), (passwords, 1)):
            unchanged(outcome)
            assert len(outcome.requests) == 1 + details, "details are read of those whom the task names"

    @cases
    def a_region_with_smaller_batches(lab):
        lab.fault(
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
        assert len(lab.state["users"]) == 4

    @cases
    def a_change_without_effect(lab):
        yield [user(users=OLD)]
        lab.fault("stale_list", method="GET", path="/users$", times=2)
        [done] = yield [user(user_name="mia", description="Biology")]
        failure(done, "mia", "description")

    side_by_side(cases, forks=FORKS)
