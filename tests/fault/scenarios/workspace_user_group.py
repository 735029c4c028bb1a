# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_user_group is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

BIO = {"group_name": "bio", "members": ["mia"]}

SCENARIO = Scenario(
    {
        "create": {**BIO, "description": "Biology"},
        "change": {**BIO, "members": ["omar"], "purge_members": True},
        "rename": {"group_name": "bio", "new_name": "bio2"},
        "delete": {"group_name": "bio2", "state": "absent"},
    }
)
