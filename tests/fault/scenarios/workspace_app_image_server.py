# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_app_image_server is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from integration.harness import Task

SERVER = {
    "name": "golden",
    "image_ref": {"image": "win11-bio-2026.09"},
    "product": "workspace.appstream.general.xlarge.2",
    "root_volume": {"type": "SAS", "size": 100},
    "subnet": "teaching-a",
    "authorize_accounts": [{"account": "mia"}],
}

SCENARIO = Scenario(
    {
        "create": SERVER,
        "change": {"name": "golden", "new_name": "silver"},
        "delete": {"name": "silver", "state": "absent"},
    },
    ways_out={"ERROR": Task("workspace_app_image_server", {"name": "golden", "state": "absent", "recursive": True})},
)
