# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_service is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from integration.harness import Tenant


def closed(tenant: Tenant) -> None:
    """Let the service be closed."""
    tenant.control("POST", "service", status="CLOSED")


SCENARIO = Scenario(
    {
        "open": {"vpc": "teaching", "subnets": ["teaching-a"], "enterprise_id": "uni"},
        "change": {"enterprise_id": "uni-bio"},
        "second_factor": {"otp_config_info": {"enable": True, "receive_mode": "VMFA"}},
        "close": {"state": "absent", "confirm": "uni-bio"},
    },
    prepare=closed,
)
