# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service, images and agencies under lost requests and answers: nothing twice, nothing lost."""

from __future__ import annotations

import pytest
from integration.harness import Task, unchanged
from integration.in_process import carry_out

OPENING = {"vpc": "teaching", "subnets": ["teaching-a"], "enterprise_id": "uni"}
CLOSING = {"state": "absent", "confirm": "emulator"}

CHANGES = {
    "open": ("workspace_service", OPENING, "POST", "/workspaces$"),
    "update": ("workspace_service", {"enterprise_id": "uni"}, "PUT", "/workspaces$"),
    "unlock": ("workspace_service", {"enterprise_id": "uni", "unlocked": True}, "PUT", "/lock-status$"),
    "second_factor": (
        "workspace_service",
        {"otp_config_info": {"enable": True, "receive_mode": "VMFA"}},
        "PUT",
        "/method-config$",
    ),
    "close": ("workspace_service", CLOSING, "DELETE", "/workspaces$"),
    "image": (
        "workspace_image",
        {"image_name": "bio", "desktop": "BIO-GOLD", "execute_sysprep": True},
        "POST",
        "/desktop-to-image$",
    ),
    "agency": ("workspace_agency", {}, "POST", "/agencies$"),
}
"""A task that needs the change, and the request that makes it."""

FAULTS = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "bad_gateway": {"kind": "status", "status": 502},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
}
CASES = [
    (change, fault)
    for change in CHANGES
    for fault in FAULTS
    # The effect of what never arrived is looked for through a whole minute, so one such change stands for all.
    if fault not in ("lost_request", "bad_gateway") or change in ("open", "update")
]


def prepare(lab, change: str) -> None:
    lab.job_seconds(0.2)
    if change == "open":
        lab.control("POST", "service", status="CLOSED")
    elif change == "unlock":
        lab.control("POST", "service", lock_reason="arrears")
    elif change == "image":
        lab.desktop("BIO-GOLD")
    elif change == "agency":
        lab.control("POST", "service", agencies=[])


@pytest.mark.parametrize(("change", "fault"), CASES)
def test_nothing_twice_and_nothing_lost(lab, change, fault):
    module, arguments, method, path = CHANGES[change]
    prepare(lab, change)
    lab.fault(**FAULTS[fault], method=method, path=path)
    done = carry_out(lab, Task(module, arguments))
    assert not done.failed and done["changed"], done.brief
    assert lab.control("GET", "faults")["faults"] == []
    unchanged(carry_out(lab, Task(module, arguments)))
    kinds = [job["job_type"] for job in lab.state["jobs"] if job["job_type"] != "updateWorkspace"]
    assert len(kinds) == len(set(kinds)), kinds
    assert len(lab.state["tables"].get("PrivateImage", [])) == (change == "image")


def test_an_opening_whose_run_was_killed_goes_on(lab):
    prepare(lab, "open")
    lab.job_seconds(2)
    started = carry_out(lab, Task("workspace_service", {**OPENING, "wait": False}))
    assert not started.failed
    unchanged(carry_out(lab, Task("workspace_service", OPENING)))
    assert lab.state["service"]["status"] == "SUBSCRIBED"
