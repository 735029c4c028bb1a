# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of a lab is deleted, with its accounts; what is not the lab's stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fault.labs.biology import MARK, provisioned, write
from fault.labs.scenario import LabScenario

NOTE = "[workspace-lab: bio]"


def owned(state: Mapping[str, Any]) -> list[str]:
    """Return the names of all that the lab owns, but for the desktops of its pools."""
    tagged = [*(one for one in state["desktops"] if not one["pool_id"]), *state["tables"].get("Pool", ())]
    kinds = (state["users"], state["groups"], *(state["tables"].get(kind, ()) for kind in ("ScheduledTask", "Script")))
    noted = [row for rows in kinds for row in rows if NOTE in (row["description"] or "")]
    return [
        *(row["name"] for row in tagged if MARK.items() <= row["tags"].items()),
        *(row.get("name") or row.get("task_name") or row["user_name"] for row in noted),
    ]


SCENARIOS = {
    "all": LabScenario("teardown", write, provisioned, {"confirm": "bio", "delete_users": "true"}, names=owned)
}
