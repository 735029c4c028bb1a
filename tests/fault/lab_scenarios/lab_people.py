# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and groups are made equal to a roster: somebody joins, somebody has left."""

from __future__ import annotations

from fault.labs.biology import PEOPLE, provisioned, write
from fault.labs.scenario import LabScenario
from integration.rooms import Room


def changed(room: Room) -> None:
    """Write a roster with a joiner and a leaver."""
    write(room, {**PEOPLE, "cleo": "A", "dora": "A"}, left=["ben"])


SCENARIOS = {"change": LabScenario("people", changed, provisioned)}
