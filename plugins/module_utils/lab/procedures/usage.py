# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells how a lab is used, and what that costs."""

from __future__ import annotations

from typing import Any

from ...resources.usage.period import Period
from ..costs import Prices
from ..found import Found
from ..measuring import Room, now_of
from ..period import read_period
from ..sections import Planned
from ..usage import lines_of, report, shown
from ..usage_costs import costs_of_use
from .base import RUN_TEXT, Lab, Procedure, understood


class Usage(Procedure):
    """Tells how a lab is used, and with prices what that costs."""

    needed = ("pools", "schedules", "costs")
    changes = False
    variables = {"period": RUN_TEXT}

    def report(self, planned: Planned) -> dict[str, Any]:
        """Return how the lab is used in the period that the run says."""
        self.check_selection()
        period = understood(read_period, self.lab, self.run["period"], now_of(self.client))
        people = self.truth("show_people")
        room = Room(self.client, self.lab, self.desired, self.found, self.selected)
        told = told_of_use(self.lab, self.found, room, period, people)
        return {"lines": shown(told, self.run["format"] or "table"), "usage": told}


def told_of_use(lab: Lab, found: Found, room: Room, period: Period, people: bool) -> dict[str, Any]:
    """Return how desktops of a lab are used in a period, and with prices what that costs.

    :param people: whether persons are named.
    :raises InputError: the region does not tell.
    """
    gathered = room.gathered(period)
    lines = lines_of(gathered, period)
    told = report(lines, gathered, period, people)
    prices = Prices.of(lab, found.hibernation)
    if prices is not None:
        told["cost"] = costs_of_use(lab, lines, gathered.unbound, period, prices)
        told["rows"] = [{**row, "cost": cost} for row, cost in zip(told["rows"], told["cost"].pop("rows"))]
    return told
