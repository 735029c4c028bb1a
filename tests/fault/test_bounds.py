# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time and size have ends, which a task reaches no later than it has to, and says so."""

from __future__ import annotations

import pytest
from integration.desktops import COMPLETE, run
from integration.harness import Task, Tenant, failure, refused
from integration.in_process import carry_out

GROUP = Task("workspace_user_group", {"group_name": "bio", "wait_timeout": 600})
GROUPS = Task("workspace_user_group_info", {})


@pytest.mark.parametrize("later", ["999999999", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
@pytest.mark.parametrize("operation", ["read", "write"])
def test_nobody_waits_for_what_is_beyond_the_time_of_the_task(tenant: Tenant, operation: str, later: str) -> None:
    before = tenant.state["now"]
    tenant.fault("status", operation=operation, status=429, headers={"Retry-After": later}, times=1000)
    failure(carry_out(tenant, GROUP), "HTTP 429")
    # It is told at once: no time was added to the project's clock, and real time passes slowly.
    assert tenant.state["now"] - before < 300
    assert tenant.state["groups"] == []


@pytest.mark.parametrize("compressed", [True, False])
def test_no_answer_is_read_that_is_too_large(tenant: Tenant, compressed: bool) -> None:
    tenant.fault("huge", operation="read", size=65 * 2**20, compressed=compressed, times=1000)
    refused(carry_out(tenant, GROUPS), "GET", "larger than 64 MiB")


def test_no_answer_takes_longer_than_it_may_however_it_drips(tenant: Tenant) -> None:
    tenant.fault("drip", operation="read", seconds=0.9, times=1000)
    impatient = Task("workspace_user_group_info", {"connect_timeout": 1, "read_timeout": 1, "max_retries": 1})
    refused(carry_out(tenant, impatient), "GET", "no whole answer after 2 s")


def test_a_job_that_the_service_knows_nothing_of_is_given_up_in_a_minute(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    before = tenant.state["now"]
    tenant.fault("stale_list", method="GET", path="/workspace-sub-jobs$", times=1000)
    new = run(computer_name="BIO-02", wait_timeout=1800, **COMPLETE)
    failure(carry_out(tenant, new), "BIO-02: the service knows nothing of it in job")
    assert 60 < tenant.state["now"] - before < 300


def test_nothing_is_changed_when_the_time_of_the_task_is_over(tenant: Tenant) -> None:
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name)
    tenant.fault("job_stuck")
    stages = {"product": "workspace.c2.xlarge.windows", "root_volume": {"type": "SAS", "size": 90}}
    late = carry_out(tenant, run(select_names=["BIO-*"], wait_timeout=30, **stages))
    failure(late, "2 of 2", "had not ended after 30 s (wait_timeout)")
    assert [one["path"].rsplit("/", 1)[1] for one in late.writes] == ["batch-tags", "resize"]
    assert all(desktop["root"]["size"] == 80 for desktop in tenant.desktops.values())
