# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of desktops have in common."""

from __future__ import annotations

from typing import Any

from integration.harness import Task

DESKTOP = "workspace_desktop"
PRODUCT = "workspace.c2.large.windows.2"
IMAGE = "win11-bio-2026.09"
COMPLETE = {"product": PRODUCT, "image": IMAGE, "root_volume": {"type": "SAS", "size": 80}}
"""What a desktop needs to be created."""

NIGHT = {
    "task_name": "night",
    "task_type": "STOP",
    "scheduled_type": "DAY",
    "day_interval": 1,
    "scheduled_time": "20:15",
    "time_zone": "Europe/Berlin",
}
"""A scheduled task that stops desktops each evening; whose, is still to be said."""


def run(**arguments: Any) -> Task:
    """Return a task about desktops that is run."""
    return Task(DESKTOP, arguments)


def check(**arguments: Any) -> Task:
    """Return a task about desktops that is run in check mode."""
    return Task(DESKTOP, arguments, check=True)
