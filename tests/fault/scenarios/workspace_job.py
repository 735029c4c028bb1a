# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_job is proved with."""

from __future__ import annotations

from typing import Any

from fault.matrix.scenario import Scenario, furnish
from integration.desktops import COMPLETE
from integration.harness import Task, Tenant
from integration.in_process import carry_out


def with_jobs(tenant: Tenant) -> None:
    """Let two desktops be on their way."""
    furnish(tenant)
    seats = [{"computer_name": "NEW-01"}, {"computer_name": "NEW-02"}]
    begun = carry_out(tenant, Task("workspace_desktop", {**COMPLETE, "desktops": seats, "wait": False}))
    assert not begun.failed, begun.brief


def their_ids(tenant: Tenant) -> dict[str, Any]:
    """Return the jobs."""
    return {"job_ids": [job["id"] for job in tenant.state["jobs"]]}


SCENARIO = Scenario({"wait": {}}, prepare=with_jobs, given=their_ids, reads=True)
