# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_user is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

PEOPLE = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("jane", "max")]

SCENARIO = Scenario(
    {
        "create": {"users": PEOPLE, "password_never_expired": True},
        "change": {"users": PEOPLE, "description": "Biology"},
        "lock": {"users": PEOPLE, "locked": True},
        "delete": {"users": PEOPLE, "state": "absent"},
    }
)
