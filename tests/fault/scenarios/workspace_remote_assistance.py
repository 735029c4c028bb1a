# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_remote_assistance is proved with: a person who agrees."""

from __future__ import annotations

from fault.matrix.scenario import Scenario, furnish
from integration.harness import Tenant


def _prepare(tenant: Tenant) -> None:
    furnish(tenant)
    tenant.session("BIO-01")
    # How long a run takes is not to decide whether the screen is locked.
    tenant.control("POST", "clock", advance=700)
    tenant.control("POST", "assistance", desktop="BIO-01", says="agree")


SCENARIO = Scenario({"offer": {"desktop": "BIO-01"}, "end": {"desktop": "BIO-01", "state": "absent"}}, _prepare)
