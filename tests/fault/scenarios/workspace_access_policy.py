# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_access_policy is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario

CAMPUS = {"policy_name": "campus", "access_control_type": "IP_WHITE_LIST"}
ROOM = {"ip_address": "192.0.2.0", "subnet_mask": "255.255.255.0"}
HALL = {"ip_address": "198.51.100.0", "subnet_mask": "255.255.255.128"}

SCENARIO = Scenario(
    {
        "create": {**CAMPUS, "ip_list": [ROOM], "is_enable": True},
        "change": {**CAMPUS, "ip_list": [HALL], "purge_ip_list": True},
        "delete": {**CAMPUS, "state": "absent"},
        "restrict": {"policy_name": "PRIVATE_ACCESS", "objects": [{"object_type": "USER", "object_name": "mia"}]},
    }
)
