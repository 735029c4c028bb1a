# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_lab_plan is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from integration.desktops import COMPLETE

LAB = {
    "version": 1,
    "name": "bio101",
    "defaults": COMPLETE,
    "seats": [
        {
            "name": "students",
            "people": ["mia", "omar"],
            "computer_name": "LAB-{number:02d}",
            "numbers": {"first": 1, "last": 20},
            "on_leave": "report",
        }
    ],
}

SCENARIO = Scenario({"plan": {"definition": LAB}}, reads=True)
