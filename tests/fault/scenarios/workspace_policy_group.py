# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_policy_group is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

EXAM = {"policy_group_name": "exam"}
MIA = {"target_type": "USER", "target_name": "mia"}

SCENARIO = Scenario(
    {
        "create": {**EXAM, "policies": {"watermark": {"watermark_enable": True}}, "targets": [{"target_type": "ALL"}]},
        "change": {**EXAM, "description": "Exams", "policies": {"audio": {"play_agc": "1"}}},
        "retarget": {**EXAM, "targets": [MIA], "purge_targets": True},
        "delete": {**EXAM, "state": "absent"},
    }
)
