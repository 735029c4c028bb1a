# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_desktop is proved with."""

from __future__ import annotations

from fault.matrix.scenario import Scenario
from integration.desktops import COMPLETE
from integration.harness import Task

SEATS = {"desktops": [{"computer_name": "NEW-01", "user_name": "mia"}, {"computer_name": "NEW-02"}]}
DISKS = [{"type": "SAS", "size": 20}, {"type": "SSD", "size": 10}]
ATTACH = {"computer_name": "NEW-02", "user_name": "omar"}
ALL = {"select_names": ["BIO-*", "NEW-*"]}

SCENARIO = Scenario(
    {
        "create": {**SEATS, **COMPLETE},
        "tag": {**ALL, "tags": {"course": "bio"}},
        "stop": {**ALL, "state": "stopped"},
        "start": {**ALL, "state": "started"},
        "resize": {**ALL, "product": "workspace.c2.xlarge.windows"},
        "add_disk": {
            "computer_name": "BIO-01",
            "data_volumes": DISKS,
        },
        "grow": {"computer_name": "BIO-01", "root_volume": {"type": "SAS", "size": 90}},
        "detach": {"computer_name": "BIO-02", "user_name": ""},
        "attach": ATTACH,
        "move": {"computer_name": "NEW-01", "subnet": "teaching-b"},
        "rebuild": {**ALL, "image": "win11-bio-2026.10", "rebuild": "on_change"},
        "delete": {"select_names": ["NEW-*"], "state": "absent", "max_targets": 2},
    },
    ways_out={
        "replace_failed: true": Task("workspace_desktop", {**SEATS, **COMPLETE, "replace_failed": True}),
        "power state may not be as before": Task("workspace_desktop", {**ALL, "state": "started"}),
        "set reassign to keep_disks": Task("workspace_desktop", {**ATTACH, "reassign": "keep_disks"}),
    },
)
