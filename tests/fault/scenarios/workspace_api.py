# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_api is proved with."""

from __future__ import annotations

from typing import Any

from fault.matrix.scenario import Scenario
from integration.harness import Tenant


def the_desktops(tenant: Tenant) -> dict[str, Any]:
    """Return a body that names the desktops."""
    return {"body": {"desktop_ids": [desktop["id"] for desktop in tenant.desktops.values()]}}


AGENTS = {"method": "POST", "path": "/v2/{project_id}/desktops/agents", "repeatable": True}

SCENARIO = Scenario({"install": AGENTS}, given=the_desktops, acts=("install",), blind=True)
