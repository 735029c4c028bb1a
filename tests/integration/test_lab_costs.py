# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab costs: told with each plan, limited before anything is changed."""

from __future__ import annotations

import pytest
from integration.desktops import PRODUCT
from integration.rooms import group
from integration.warm import WarmRoom

PRICES = {"currency": "EUR", "products": {PRODUCT: 0.2}, "disks": {"SAS": 0.05}, "eip": 0.01}
HOURS = [
    {"name": "morning", "task_type": "START", "scheduled_time": "08:00", "apply_to": ["students"]},
    {"name": "night", "task_type": "STOP", "scheduled_time": "20:00", "apply_to": ["lab"]},
]
SCHEDULES = [{"scheduled_type": "DAY", "day_interval": 1, "time_zone": "Europe/Berlin", **one} for one in HOURS]


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project that nobody has used before."""
    return WarmRoom(project, tmp_path, warm)


@pytest.mark.slow
def test_a_plan_tells_what_the_lab_costs_and_none_goes_beyond_the_limit(room):
    room.file(group("anna", "ben"), prices=PRICES, schedules=SCHEDULES, limits={"max_cost_per_month": 153.99})
    told = ["cost of a month: 154.00 EUR (before 0.00 EUR)", "2 desktops run 84 hours a week, by the schedules"]
    beyond = "the lab would cost 154.00 EUR a month, but the limit is 153.99 EUR (limits.max_cost_per_month)"
    for arguments in (["--check"], []):
        room.play("provision", *arguments).refused(*told, beyond)
    room.file(group("anna", "ben"), prices=PRICES, schedules=SCHEDULES, limits={"max_cost_per_month": 154})
    checked = room.play("provision", "--check").done(*told)
    room.play("provision", expect_plan=checked.plan_id).done(*told)
    room.play("provision").unchanged().told("cost of a month: 154.00 EUR (before 154.00 EUR)")


def test_what_has_no_price_is_not_free(room):
    prices = {**PRICES, "disks": {"SSD": 0.1}}
    room.file(group("anna"), prices=prices)
    told = "not counted, because it has no price: disks of type SAS (80 GB)"
    room.play("provision", "--check").done("(before 0.00 EUR), without what is not counted", told)
    room.file(group("anna"), prices=prices, limits={"max_cost_per_month": 1000})
    room.play("provision").refused("not known, since these have no price: disks of type SAS (80 GB)")
