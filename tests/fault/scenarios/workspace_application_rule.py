# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_application_rule is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

CHAT = {"scope": "PRODUCT", "product_rule": {"process_name": "chat.exe"}}
GAMES = {"scope": "PATH", "path_rule": {"path": "D:\\games"}}

SCENARIO = Scenario(
    {
        "create": {"name": "chat", "rule": CHAT, "restricted": True},
        "change": {"name": "chat", "description": "No games", "rule": GAMES},
        "allow": {"name": "chat", "restricted": False},
        "deny": {"name": "chat", "restricted": True},
        "delete": {"name": "chat", "state": "absent"},
    }
)
