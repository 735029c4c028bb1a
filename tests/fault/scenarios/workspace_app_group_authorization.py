# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_app_group_authorization is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

MIA = {"app_groups": ["office"], "accounts": [{"account": "mia"}]}

SCENARIO = Scenario(
    {
        "create": MIA,
        "change": {**MIA, "accounts": [{"account": "omar"}], "purge_accounts": True},
        "delete": {**MIA, "accounts": [{"account": "omar"}], "state": "absent"},
    }
)
