# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lab playbooks export to the jobs that come after them in a workflow, however they end."""

from __future__ import annotations

import pytest
from integration.rooms import group
from integration.warm import WarmRoom

NONE = dict.fromkeys(("create", "change", "disturb", "delete", "skip", "failed"), 0)


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project with a lab of three seats, one of them in use and one missing."""
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna", "ben", "cleo"))
    room.own("BIO-01", "anna")
    room.own("BIO-02", "ben")
    room.session("BIO-01")
    return room


@pytest.mark.slow
def test_a_plan_is_approved_by_what_it_exports(room):
    planned = room.play("power", "--check", action="stop", seats="all", if_in_use="skip").done().exported
    assert planned["lab_name"] == "bio" and planned["lab_verdict"] == "planned"
    assert planned["lab_counts"] == {**NONE, "change": 1, "disturb": 1, "skip": 1}
    assert planned["lab_names"]["change"] == ["BIO-02"] and planned["lab_names"]["skip"] == ["BIO-01"]
    other = room.play("power", action="stop", seats="BIO-02", if_in_use="force", expect_plan="0123456789ab")
    assert other.refused("the plan 0123456789ab was approved").exported["lab_verdict"] == "refused"
    approved = room.play("power", action="stop", seats="all", if_in_use="skip", expect_plan=planned["lab_plan_id"])
    done = approved.done(f"plan {planned['lab_plan_id']}").exported
    assert room.desktops["BIO-02"]["status"] == "SHUTOFF"
    assert done == {**planned, "lab_verdict": "done with stragglers"}
    skipped = room.play("power", action="stop", seats="BIO-01", if_in_use="skip").unchanged().exported
    assert skipped["lab_verdict"] == "done with stragglers" and skipped["lab_names"]["skip"] == ["BIO-01"]
    again = room.play("power", action="stop", seats="BIO-02").unchanged().exported
    assert again["lab_verdict"] == "done" and again["lab_counts"] == NONE


@pytest.mark.slow
def test_a_run_that_fails_names_what_it_has_not_done(room):
    room.fault("job_partial", desktops=["BIO-03"], error_msg="no address is left")
    told = room.play("provision").failed("no address is left").exported
    assert told["lab_verdict"] == "stopped by failures"
    assert told["lab_names"]["create"] == ["BIO-03"] == told["lab_names"]["failed"]
    assert told["lab_counts"] == {**NONE, "create": 1, "failed": 1}
    room.control("DELETE", "faults")
    assert room.play("status").done().exported["lab_verdict"] == "not ready"
    assert room.play("provision").done().exported["lab_verdict"] == "done"
    assert room.play("status").done().exported["lab_verdict"] == "ready"


@pytest.mark.slow
def test_a_teardown_exports_what_is_gone(room):
    room.play("teardown").refused()
    ids = [row["id"] for row in room.desktops.values() if row["name"] == "BIO-02"]
    room.fault("status", method="POST", path="/desktops/batch-delete$", status=403, error_code="WKS.0403", times=99)
    room.fault("status", method="DELETE", path=f"/desktops/{ids[0]}", status=403, error_code="WKS.0403", times=99)
    told = room.play("teardown", confirm="bio", if_in_use="force").failed().exported
    assert told["lab_verdict"] == "stopped by failures" and "BIO-02" in told["lab_names"]["failed"]
    room.control("DELETE", "faults")
    told = room.play("teardown", confirm="bio", if_in_use="force").done().exported
    assert told["lab_verdict"] == "done" and set(told["lab_names"]["delete"]) == {"BIO-01", "BIO-02"}
