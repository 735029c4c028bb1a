# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of all disks are taken for an exam."""

from __future__ import annotations

from fault.labs.biology import provisioned, write
from fault.labs.scenario import LabScenario

SCENARIOS = {
    "exam": LabScenario(
        "snapshot",
        write,
        provisioned,
        {"snapshot_name": "exam", "disk_type": "ALL", "seats": "BIO-0[1:3]"},
        kills=25,
    )
}
