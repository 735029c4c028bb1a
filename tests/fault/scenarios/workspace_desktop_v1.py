# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_desktop_v1 is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from integration.desktops import PRODUCT
from integration.harness import Task

OLD = {
    "computer_name": "OLD-01",
    "user_name": "jane",
    "user_email": "jane@uni.example",
    "product": PRODUCT,
    "root_volume": {"type": "SATA", "size": 85},
}

SCENARIO = Scenario(
    {
        "create": OLD,
        "change": {**OLD, "tags": {"course": "bio"}},
    },
    ways_out={"delete it": Task("workspace_desktop", {"computer_name": "OLD-01", "state": "absent"})},
)
