# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_application_restriction is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

SCENARIO = Scenario(
    {
        "configure": {"app_restrict_rule_switch": True, "app_periodic_switch": True, "app_periodic_interval": 5},
        "turn off": {"app_restrict_rule_switch": False},
    }
)
