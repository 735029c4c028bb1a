# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_script_execution_info is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario, furnish
from integration.harness import Task, Tenant
from integration.in_process import carry_out


def with_executions(tenant: Tenant) -> None:
    """Let a script have been run."""
    furnish(tenant)
    done = carry_out(tenant, Task("workspace_script_execution", {"desktops": ["BIO-01"], "scripts": ["apps"]}))
    assert not done.failed, done.brief


SCENARIO = Scenario({"read": {}}, prepare=with_executions, reads=True)
