# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that name desktops: kept as described, one of them the default, and used by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from integration.cases import case
from integration.desktops import COMPLETE, DESKTOP
from integration.harness import Task, Tenant, converged, converging, refused, unchanged
from integration.in_process import carry_out

BIO = {"policy_name": "bio", "name_prefix": "BIO-", "digit_number": 2, "start_number": 7}


def policy(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a policy."""
    return Task("workspace_desktop_name_policy", arguments, check)


def policies(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the policies of the emulator by name."""
    return {row["name"]: row for row in tenant.state["tables"].get("NamePolicy", [])}


@case
def test_created_changed_and_deleted(tenant):
    old = policy(**{**BIO, "policy_name": "bio101"}, is_default_policy=True)
    every = {"single_domain_user_inc": True, "prefix_truncation_enabled": True, "is_default_policy": True}
    first, *outcomes = yield [old, *converging(policy(**{**BIO, "name_prefix": "$DomainUser$-"}, **every))]
    assert not first.failed
    done = converged(outcomes)
    assert any("bio101" in str(warning) for warning in done["warnings"]), "it was the default until now"
    row = policies(tenant)["bio"]
    assert (row["name_prefix"], row["digit_number"], row["start_number"]) == ("$DomainUser$-", 2, 7)
    assert (row["single_domain_user_inc"], row["prefix_truncation_enabled"]) == (1, True)
    assert (row["is_default_policy"], policies(tenant)["bio101"]["is_default_policy"]) == (True, False)
    *changes, found, _gone, first, second, third, last = yield [
        *converging(policy(policy_name=row["id"], name_prefix="B-", single_domain_user_inc=False)),
        Task("workspace_desktop_name_policy_info", {"policy_name": "bio"}),
        policy(policy_name="bio101", state="absent"),
        *converging(policy(policy_name="bio", state="absent")),
    ]
    [update] = [request["body"] for request in converged(changes).writes]
    assert update == {"name_prefix": "B-", "single_domain_user_inc": 0}
    assert [one["id"] for one in found["name_policies"]] == [row["id"]] and found["unread"] == 0
    converged([first, second, third, last])
    assert policies(tenant) == {}


def test_used_by_name_before_it_is_there(tenant):
    tenant.job_seconds(0)
    desktop = {**COMPLETE, "user_name": "mia", "user_email": "mia@uni.example", "desktop_name_policy": "bio"}
    fleet = {**COMPLETE, "desktop_name": "CHEM", "size": 2, "desktop_name_policy": "bio"}
    own = {"name": "drop-in", "type": "STATIC", "size": 0, "subnets": ["teaching-a"]}
    pool = {**COMPLETE, **own, "desktop_name_policy": "bio"}
    tasks = [Task(DESKTOP, desktop), Task(DESKTOP, fleet), Task("workspace_desktop_pool", pool)]
    for task in tasks:
        checked = carry_out(tenant, replace(task, check=True))
        assert not checked.failed and checked["changed"], checked.brief
        refused(carry_out(tenant, task), 'there is no desktop name policy "bio"')
    policy_id = carry_out(tenant, policy(**BIO))["name_policy"]["id"]
    for task, path in zip(tasks, ("desktops", "desktops", "desktop-pools"), strict=True):
        done = carry_out(tenant, task)
        assert not done.failed, done.brief
        assert [body["desktop_name_policy_id"] for body in done.sent(path)] == [policy_id]
    assert "BIO-07" in tenant.desktops
    carry_out(tenant, replace(tasks[2], arguments={**pool, "desktop_name_policy": ""}))
    assert not carry_out(tenant, policy(policy_name="bio", state="absent")).failed and not policies(tenant)
    unchanged(carry_out(tenant, tasks[0]))


def test_a_lost_answer_makes_no_second_policy(tenant):
    for task, path in (
        (policy(**BIO), "/desktop-name-policies$"),
        (policy(policy_name="bio", state="absent"), "/batch-delete$"),
    ):
        tenant.fault("drop_after", method="POST", path=path)
        done = carry_out(tenant, task)
        assert not done.failed and done["changed"] and len(done.writes) == 1, done.brief
    assert not policies(tenant)
