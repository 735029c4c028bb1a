# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_screen_record_info is proved with: the recordings that the other module deletes."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from fault.scenarios.workspace_screen_record import SCENARIO as DELETION

SCENARIO = Scenario({"read": {"begin": "2026-01-20", "end": "2026-01-20"}}, DELETION.prepare, reads=True)
