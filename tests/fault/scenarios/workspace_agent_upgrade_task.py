# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_agent_upgrade_task is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

NAME = {"task_name": "agents"}
WEEKLY = {
    "agent_version": "25.2.0",
    "scheduled_type": "WEEK",
    "week_list": ["sun"],
    "scheduled_time": "02:00",
    "scheduled_end_time": "05:00",
    "time_zone": "Europe/Berlin",
    "apply_objects": [{"object_type": "DESKTOP", "object_name": "BIO-01"}],
}

SCENARIO = Scenario(
    {
        "create": {**NAME, **WEEKLY, "first_batch": 1},
        "change": {
            **NAME,
            "week_list": ["sat", "sun"],
            "enable": False,
            "apply_objects": [{"object_type": "DESKTOP", "object_name": "BIO-02"}],
        },
        "delete": {**NAME, "state": "absent"},
    }
)
