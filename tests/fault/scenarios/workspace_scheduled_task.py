# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_scheduled_task is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

OFF = {"task_name": "off"}
NOON = {"scheduled_type": "DAY", "day_interval": 1, "scheduled_time": "12:00", "time_zone": "Europe/Berlin"}

SCENARIO = Scenario(
    {
        "create": {**OFF, **NOON, "task_type": "STOP", "apply_objects": {"desktops": ["BIO-01"]}, "enable": False},
        "change": {**OFF, "scheduled_time": "13:00", "description": "Nights"},
        "recreate": {**OFF, "task_type": "START", "recreate": "on_change"},
        "delete": {**OFF, "state": "absent"},
    }
)
