# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service, images and agencies under lost requests and answers: nothing twice, nothing lost."""

from __future__ import annotations

import pytest
from fault.faults import BRIEF, Change, assert_no_job_twice, each_fault, survives
from integration.cases import Steps, case
from integration.harness import Task, Tenant, unchanged

OPENING = {"vpc": "teaching", "subnets": ["teaching-a"], "enterprise_id": "uni"}
CLOSING = {"state": "absent", "confirm": "emulator"}

CHANGES = {
    "open": Change(Task("workspace_service", OPENING), "POST", "/workspaces$"),
    "update": Change(Task("workspace_service", {"enterprise_id": "uni"}), "PUT", "/workspaces$"),
    "unlock": Change(Task("workspace_service", {"enterprise_id": "uni", "unlocked": True}), "PUT", "/lock-status$"),
    "second_factor": Change(
        Task("workspace_service", {"otp_config_info": {"enable": True, "receive_mode": "VMFA"}}),
        "PUT",
        "/method-config$",
    ),
    "close": Change(Task("workspace_service", CLOSING), "DELETE", "/workspaces$"),
    "image": Change(
        Task("workspace_image", {"image_name": "bio", "desktop": "BIO-GOLD", "execute_sysprep": True}),
        "POST",
        "/desktop-to-image$",
    ),
    "agency": Change(Task("workspace_agency", {}), "POST", "/agencies$"),
}


def prepare(tenant: Tenant, change: str) -> None:
    tenant.job_seconds(0.2)
    if change == "open":
        tenant.control("POST", "service", status="CLOSED")
    elif change == "unlock":
        tenant.control("POST", "service", lock_reason="arrears")
    elif change == "image":
        tenant.desktop("BIO-GOLD")
    elif change == "agency":
        tenant.control("POST", "service", agencies=[])


@each_fault(*BRIEF)
@pytest.mark.parametrize("change", CHANGES)
@case
def test_writes(tenant, change, fault):
    yield from _survives(tenant, change, fault)


@each_fault("lost_request", "bad_gateway")
@pytest.mark.parametrize("change", ["open", "update"])
@case
def test_writes_that_never_arrive(tenant, change, fault):
    """The effect is looked for through a whole minute, so one creation and one change stand for all."""
    yield from _survives(tenant, change, fault)


def _survives(tenant: Tenant, change: str, fault: str) -> Steps:
    prepare(tenant, change)
    yield from survives(tenant, CHANGES[change], fault)
    assert_no_job_twice(tenant, "updateWorkspace")
    assert len(tenant.state["tables"].get("PrivateImage", [])) == (change == "image")


@case
def test_an_opening_whose_run_was_killed_goes_on(tenant):
    prepare(tenant, "open")
    tenant.job_seconds(2)
    started, again = yield [
        Task("workspace_service", {**OPENING, "wait": False}),
        Task("workspace_service", OPENING),
    ]
    assert not started.failed
    unchanged(again)
    assert tenant.state["service"]["status"] == "SUBSCRIBED"
