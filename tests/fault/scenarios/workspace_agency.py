# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_agency is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from integration.harness import Tenant


def without_agency(tenant: Tenant) -> None:
    """Let there be none."""
    tenant.control("POST", "service", agencies=[])


SCENARIO = Scenario({"create": {}}, prepare=without_agency)
