# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_eip is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario, furnish
from integration.harness import Tenant


def with_eips(tenant: Tenant) -> None:
    """Let there be an address that nobody has."""
    furnish(tenant)
    tenant.control("POST", "eips", count=1)


ORDER = {"eip_type": "5_bgp", "eip_charge_mode": "TRAFFIC", "bandwidth_size": 5}
BOTH = [{"desktop": "BIO-01"}, {"desktop": "BIO-02"}]

SCENARIO = Scenario(
    {"order": {"bindings": BOTH, **ORDER}, "unbind": {"bindings": BOTH, "state": "absent"}}, prepare=with_eips
)
