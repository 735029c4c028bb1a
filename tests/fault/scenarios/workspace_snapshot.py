# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_snapshot is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

BASE = {"desktops": ["BIO-01", "BIO-02"], "name": "base"}

SCENARIO = Scenario(
    {
        "create": BASE,
        "renew": {**BASE, "recapture": True},
        "delete": {**BASE, "state": "absent"},
        "create again": BASE,
        # Last: what it stops and does not live to start again stays off.
        "restore": {**BASE, "state": "restored"},
    },
    acts=("renew", "restore"),
)
