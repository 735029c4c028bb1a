# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_desktop_name_policy is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

SEATS = {"policy_name": "seats"}

SCENARIO = Scenario(
    {
        "create": {**SEATS, "name_prefix": "BIO-", "digit_number": 2, "start_number": 1},
        "change": {**SEATS, "digit_number": 3},
        "delete": {**SEATS, "state": "absent"},
    }
)
