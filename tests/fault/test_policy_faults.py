# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies and OUs under lost answers and overload: nothing twice, nothing lost, nobody locked out by half."""

from __future__ import annotations

from typing import Any

import pytest
from integration.harness import Lab, Task, unchanged
from integration.in_process import carry_out

FAULTS = {
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
    "unavailable": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
}

POLICIES = {"watermark": {"watermark_enable": True}}
CAMPUS = {"ip_address": "192.0.2.0", "subnet_mask": "255.255.255.0"}
BIO = {"object_type": "USERGROUP", "object_name": "bio"}
MIA = {"object_type": "USER", "object_name": "mia"}
EXAM: dict[str, Any] = {"policy_group_name": "exam"}
PRIVATE: dict[str, Any] = {"policy_name": "PRIVATE_ACCESS"}
WHITE: dict[str, Any] = {"policy_name": "campus", "access_control_type": "IP_WHITE_LIST"}
LISTED: dict[str, Any] = {**WHITE, "ip_list": [CAMPUS]}
STAFF: dict[str, Any] = {"ou_name": "Staff", "domain": "workspace.local"}
ALL = [{"target_type": "ALL"}]

CHANGES: dict[str, tuple[str, dict[str, Any] | None, dict[str, Any], str, str]] = {
    "create_group": ("workspace_policy_group", None, {**EXAM, "policies": POLICIES, "targets": ALL}, "POST", "groups$"),
    "update_group": ("workspace_policy_group", EXAM, {**EXAM, "description": "Exams"}, "PUT", "groups/[^/]*$"),
    "update_policies": ("workspace_policy_group", EXAM, {**EXAM, "policies": POLICIES}, "PUT", "/policies$"),
    "add_targets": ("workspace_policy_group", EXAM, {**EXAM, "targets": ALL}, "PUT", "/targets$"),
    "delete_group": ("workspace_policy_group", EXAM, {**EXAM, "state": "absent"}, "DELETE", "groups/[^/]*$"),
    "create_access": ("workspace_access_policy", None, {**PRIVATE, "objects": [BIO]}, "POST", "/access-policy$"),
    "set_objects": ("workspace_access_policy", PRIVATE, {**PRIVATE, "objects": [BIO, MIA]}, "PUT", "/objects$"),
    "create_white_list": (
        "workspace_access_policy",
        None,
        {**WHITE, "ip_list": [CAMPUS], "is_enable": True},
        "POST",
        "/access-policy$",
    ),
    "enable": ("workspace_access_policy", LISTED, {**LISTED, "is_enable": True}, "PUT", "/access-policy/[^/]*$"),
    "add_network": ("workspace_access_policy", WHITE, {**WHITE, "ip_list": [CAMPUS]}, "PUT", "/access-policy/[^/]*$"),
    "delete_access": ("workspace_access_policy", WHITE, {**WHITE, "state": "absent"}, "DELETE", "/access-policy$"),
    "create_ou": ("workspace_ou", None, STAFF, "POST", "/ous$"),
    "update_ou": ("workspace_ou", STAFF, {**STAFF, "description": "Teachers"}, "PUT", "/ous/[^/]*$"),
    "delete_ou": ("workspace_ou", STAFF, {**STAFF, "state": "absent"}, "DELETE", "/ous/[^/]*$"),
}
"""The module, what is there before, what is wanted, and the request that is disturbed."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_disturbed_write_is_made_once(lab: Lab, change: str, fault: str) -> None:
    module, before, wanted, method, path = CHANGES[change]
    lab.console("create", "BIO-01", user="mia")
    given = [Task("workspace_user_group", {"group_name": "bio"})]
    given += [Task(module, before)] if before else []
    for task in given:
        prepared = carry_out(lab, task)
        assert not prepared.failed, prepared.brief
    lab.fault(**FAULTS[fault], method=method, path=path)
    done, again = (carry_out(lab, Task(module, wanted)) for _time in range(2))
    assert not done.failed and done["changed"], done.brief
    assert lab.control("GET", "faults")["faults"] == []
    unchanged(again)
    tables = lab.state["tables"]
    records = [record for kind in ("PolicyGroup", "AccessPolicy", "Ou") for record in tables.get(kind, [])]
    assert len(records) == (0 if wanted.get("state") == "absent" else 1)


def test_a_run_that_ended_in_its_middle_is_finished_by_the_next(lab: Lab) -> None:
    assert not carry_out(lab, Task("workspace_access_policy", WHITE)).failed
    wanted = Task("workspace_access_policy", {**WHITE, "ip_list": [CAMPUS], "is_enable": True})
    lab.fault("status", method="PUT", path="/access-policy/[^/]*$", status=403, error_code="WKS.00081102")
    broken = carry_out(lab, wanted)
    assert broken.failed
    [record] = lab.state["tables"]["AccessPolicy"]
    assert record["is_enable"] is False, "a white list without its networks never counts"
    assert not carry_out(lab, wanted).failed
    [record] = lab.state["tables"]["AccessPolicy"]
    assert record["is_enable"] is True and record["addresses"] == [CAMPUS]
