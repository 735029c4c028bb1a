# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab is stopped."""

from __future__ import annotations

from fault.labs.biology import provisioned, write
from fault.labs.scenario import LabScenario

SCENARIOS = {"stop": LabScenario("power", write, provisioned, {"action": "stop", "seats": "all"})}
