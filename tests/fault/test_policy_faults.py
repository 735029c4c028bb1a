# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies and OUs under lost answers and overload: nothing twice, nothing lost, nobody locked out by half."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from fault.faults import BRIEF, Change, each_fault, survives
from integration.cases import case
from integration.harness import Task

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


def group(**arguments: Any) -> Task:
    """Return a task about the policy group ``exam``."""
    return Task("workspace_policy_group", {**EXAM, **arguments})


def access(name: Mapping[str, Any], **arguments: Any) -> Task:
    """Return a task about an access policy."""
    return Task("workspace_access_policy", {**name, **arguments})


def ou(**arguments: Any) -> Task:
    """Return a task about the OU ``Staff``."""
    return Task("workspace_ou", {**STAFF, **arguments})


CHANGES: dict[str, tuple[Task | None, Change]] = {
    "create_group": (None, Change(group(policies=POLICIES, targets=ALL), "POST", "groups$")),
    "update_group": (group(), Change(group(description="Exams"), "PUT", "groups/[^/]*$")),
    "update_policies": (group(), Change(group(policies=POLICIES), "PUT", "/policies$")),
    "add_targets": (group(), Change(group(targets=ALL), "PUT", "/targets$")),
    "delete_group": (group(), Change(group(state="absent"), "DELETE", "groups/[^/]*$")),
    "create_access": (None, Change(access(PRIVATE, objects=[BIO]), "POST", "/access-policy$")),
    "set_objects": (access(PRIVATE), Change(access(PRIVATE, objects=[BIO, MIA]), "PUT", "/objects$")),
    "create_white_list": (None, Change(access(WHITE, ip_list=[CAMPUS], is_enable=True), "POST", "/access-policy$")),
    "enable": (access(LISTED), Change(access(LISTED, is_enable=True), "PUT", "/access-policy/[^/]*$")),
    "add_network": (access(WHITE), Change(access(WHITE, ip_list=[CAMPUS]), "PUT", "/access-policy/[^/]*$")),
    "delete_access": (access(WHITE), Change(access(WHITE, state="absent"), "DELETE", "/access-policy$")),
    "create_ou": (None, Change(ou(), "POST", "/ous$")),
    "update_ou": (ou(), Change(ou(description="Teachers"), "PUT", "/ous/[^/]*$")),
    "delete_ou": (ou(), Change(ou(state="absent"), "DELETE", "/ous/[^/]*$")),
}
"""The task that makes what is there before, and the change."""


@each_fault(*BRIEF)
@pytest.mark.parametrize("change", CHANGES)
@case
def test_a_disturbed_write_is_made_once(tenant, change, fault):
    before, disturbed = CHANGES[change]
    tenant.console("create", "BIO-01", user="mia")
    prepared = yield [Task("workspace_user_group", {"group_name": "bio"}), *([before] if before else [])]
    assert not [one.brief for one in prepared if one.failed]
    yield from survives(tenant, disturbed, fault)
    tables = tenant.state["tables"]
    records = [record for kind in ("PolicyGroup", "AccessPolicy", "Ou") for record in tables.get(kind, [])]
    assert len(records) == (0 if disturbed.task.arguments.get("state") == "absent" else 1)


@case
def test_a_run_that_ended_in_its_middle_is_finished_by_the_next(tenant):
    (made,) = yield [access(WHITE)]
    assert not made.failed
    wanted = access(LISTED, is_enable=True)
    tenant.fault("status", method="PUT", path="/access-policy/[^/]*$", status=403, error_code="WKS.00081102")
    (broken,) = yield [wanted]
    assert broken.failed
    [record] = tenant.state["tables"]["AccessPolicy"]
    assert record["is_enable"] is False, "a white list without its networks never counts"
    (finished,) = yield [wanted]
    assert not finished.failed
    [record] = tenant.state["tables"]["AccessPolicy"]
    assert record["is_enable"] is True and record["addresses"] == [CAMPUS]
