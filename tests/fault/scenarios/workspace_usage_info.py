# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_usage_info is proved with: a period that is over, since what is told of the present changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from fault.matrix.scenario import Scenario, furnish
from integration.harness import Tenant

DAY = 86400


def moment(tenant: Tenant, hours: float) -> str:
    """Return a moment by the hours from the midnight five days ago."""
    midnight = tenant.state["now"] // DAY * DAY - 5 * DAY
    return (datetime.fromtimestamp(midnight, timezone.utc) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_a_past(tenant: Tenant) -> None:
    """Let desktops have run for ten days, and somebody have used one by day and over midnight."""
    furnish(tenant)
    tenant.control("POST", "clock", advance=10 * DAY)
    logins = [
        {"desktop": "BIO-01", "user": "mia", "begin": moment(tenant, begin), "end": moment(tenant, end)}
        for begin, end in ((5, 7), (22, 25), (47, 49))
    ]
    failed = {"desktop": "BIO-02", "user": "omar", "begin": moment(tenant, 8), "failure_reason": "wrong password"}
    power = [
        {"desktop": name, "time": moment(tenant, hours), "status": status}
        for name in ("BIO-01", "BIO-02")
        for hours, status in ((-100, "ACTIVE"), (20, "SHUTOFF"), (21, "ACTIVE"))
    ]
    tenant.control("POST", "past", logins=[*logins, failed], power=power)
    tenant.control("POST", "alarms", desktop="BIO-02", level=2)


def period(tenant: Tenant) -> Mapping[str, Any]:
    """Return a period that is partly one of whole days."""
    return {"begin": moment(tenant, 6), "end": moment(tenant, 48.5)}


GATHERED = ["desktops", "users", "logins", "power", "alarms"]

SCENARIO = Scenario({"read": {"gather": GATHERED, "show_people": True}}, prepare=with_a_past, given=period, reads=True)
