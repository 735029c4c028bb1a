# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_desktop_pool is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from integration.harness import Task
from integration.pools import POOL

SCENARIO = Scenario(
    {
        "create": POOL,
        "expand": {"name": "drop-in", "size": 4},
        "change": {"name": "drop-in", "description": "Room 101", "authorized_objects": [{"user": "mia"}]},
        "shrink": {"name": "drop-in", "size": 2, "allow_shrink": True},
        "stop": {"name": "drop-in", "state": "stopped"},
        "delete": {"name": "drop-in", "state": "absent"},
    },
    ways_out={
        "set replace_failed to true": Task("workspace_desktop_pool", {"name": "drop-in", "replace_failed": True})
    },
)
