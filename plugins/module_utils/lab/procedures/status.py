# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells how the seats of a lab are."""

from __future__ import annotations

from typing import Any

from ...errors import InputError
from ..exams import in_force
from ..measuring import Room, now_of
from ..outcome import NOT_READY, READY
from ..period import zone_of
from ..reading import read_lab
from ..seats import SeatPlan
from ..sections import Planned
from ..status import report, shown, with_notes, with_people
from .base import Procedure
from .timetable import provided_until, sizes_until


class Status(Procedure):
    """Tells how the seats of a lab are, and on request who is connected."""

    needed = ("users", "groups", "policies")
    changes = False

    def report(self, planned: Planned) -> dict[str, Any]:
        """Return how the seats are."""
        groups = [group["policy_group_name"] for group in reversed(self.desired["policies"]["groups"])]
        policies = {name: bool(self.found.called("policies", name)) for name in groups}
        status = report(SeatPlan.from_dict(self.desired["seats"]), self.found.desktops, policies)
        if not status["rows"] and status["refused"]:
            raise InputError("; ".join(status["refused"]))
        if self.truth("show_people"):
            room = Room(self.client, self.lab, self.desired, self.found, self.selected)
            connected = room.connected(now_of(self.client))
            status["rows"] = with_people(status["rows"], connected, zone_of(self.lab))
        status["rows"] = with_notes(status["rows"], self.found.desktops, zone_of(self.lab))
        style = self.run["format"] or "table"
        lines = shown(status, style)
        return {
            "lines": [*lines, *([*self._timetable(), *self._exams()] if style == "table" else ())],
            "status": status,
            "verdict": NOT_READY if status["not_ready"] else READY,
        }

    def _exams(self) -> list[str]:
        """Return which exams seats of the lab are in."""
        own = {one["desktop_id"] for one in self.owned_desktops}
        return in_force((row for row in self.found.desktops if row["desktop_id"] in own), zone_of(self.lab))

    def _timetable(self) -> list[str]:
        """Return until when scheduled tasks and pools follow the timetable, if the lab has one."""
        if "timetable" not in self.lab:
            return []
        found = read_lab(self.client, self.lab, ("pools", "schedules"))
        told = [provided_until(self.client, self.lab, found, self.desired)]
        if self.lab["timetable"].get("pools"):
            told.append(sizes_until(self.client, self.lab, found))
        return told
