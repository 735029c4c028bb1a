# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that name desktops: kept as described, one of them the default, and used by name."""

from __future__ import annotations

from typing import Any

from integration.harness import Cases, Lab, Task, converged

cases = Cases()

BIO = {"policy_name": "bio", "name_prefix": "BIO-", "digit_number": 2, "start_number": 7}


def policy(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a policy."""
    return Task(arguments, check=check, module="workspace_desktop_name_policy")


def converging(**arguments: Any) -> list[Task]:
    """Return check, run, check, run of one task."""
    return [policy(**arguments, check=check) for check in (True, False, True, False)]


def policies(lab: Lab) -> dict[str, dict[str, Any]]:
    """Return the policies of the emulator by name."""
    return {row["name"]: row for row in lab.state["tables"].get("NamePolicy", [])}


@cases
def created_changed_and_deleted(lab):
    yield [policy(**{**BIO, "policy_name": "bio101"}, is_default_policy=True)]
    every = {"single_domain_user_inc": True, "prefix_truncation_enabled": True, "is_default_policy": True}
    done = converged((yield converging(**{**BIO, "name_prefix": "$DomainUser$-"}, **every)))
    assert any("bio101" in str(warning) for warning in done["warnings"]), "it was the default until now"
    row = policies(lab)["bio"]
    assert (row["name_prefix"], row["digit_number"], row["start_number"]) == ("$DomainUser$-", 2, 7)
    assert (row["single_domain_user_inc"], row["prefix_truncation_enabled"]) == (1, True)
    assert (row["is_default_policy"], policies(lab)["bio101"]["is_default_policy"]) == (True, False)
    done = converged((yield converging(policy_name=row["id"], name_prefix="B-", single_domain_user_inc=False)))
    [update] = [request["body"] for request in done.writes]
    assert update == {"name_prefix": "B-", "single_domain_user_inc": 0}
    found, _gone = yield [
        Task({"policy_name": "bio"}, module="workspace_desktop_name_policy_info"),
        policy(policy_name="bio101", state="absent"),
    ]
    assert [one["id"] for one in found["name_policies"]] == [row["id"]] and found["unread"] == 0
    converged((yield converging(policy_name="bio", state="absent")))
    assert policies(lab) == {}


@cases
def a_lost_answer_makes_no_second_policy(lab):
    lab.fault("drop_after", method="POST", path="/desktop-name-policies$")
    (done,) = yield [policy(**BIO)]
    assert not done.failed and len(lab.state["tables"]["NamePolicy"]) == 1, done.brief
    lab.fault("drop_after", method="POST", path="/batch-delete$")
    (done,) = yield [policy(policy_name="bio", state="absent")]
    assert not done.failed and not policies(lab), done.brief


def test_desktop_name_policy(side_by_side):
    side_by_side(cases)
