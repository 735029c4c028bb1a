# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Offers remote assistance to the people at seats of a lab, ends it, or tells where it is given."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from ...errors import Answer
from ...names import joined, number_of
from ...resources.remote_assistance import answer_to_offer, goes_on, read_assistance
from ..assistance import COLUMNS, UNKNOWN, as_row, may_have_assistance, timeout_of
from ..bill import plan_id
from ..found import Row, in_use
from ..measuring import Room, now_of
from ..period import zone_of
from ..reading import if_known, side_by_side
from ..sections import Planned
from ..status import OF_PEOPLE, with_people
from ..tables import as_table
from .base import RUN_TEXT, SAY_ALL, Procedure, Sections, readable, refused

START, CANCEL, VIEW = "start", "cancel", "view"

_DONE = {START: "offer assistance at", CANCEL: "end assistance at"}


class Assist(Procedure):
    """Offers remote assistance at the seats that are named, ends it, or tells where it is given and who is on."""

    variables = {"assist_file": RUN_TEXT, "msg": RUN_TEXT}
    actions = (START, CANCEL, VIEW)

    @property
    def waits(self) -> bool:
        """It does not: people are at desktops that there are, whatever another run is making."""
        return False

    def lacks(self) -> str:
        """Name what has to be said before anybody is asked."""
        if self._action == START and not str(self.run["assist_file"]).strip():
            return "set lab_assist_file to the file that takes the links, codes and passwords"
        return ""

    def sections(self) -> Sections:
        """Return who is told and asked, or where assistance is ended."""
        if self._action not in self.actions:
            raise refused([f"lab_action is {self._action}, but must be start, cancel or view"])
        self.check_selection()
        if self._action == VIEW:
            return {}
        if self._action == CANCEL:
            if not str(self.run["seats"]).strip():
                raise refused([f"lab_action=cancel needs lab_seats; {SAY_ALL}"])
            return {"assistance": [{"desktop": name, "state": "absent"} for name in self._going_on]}
        if not self.selected:
            raise refused(["lab_action=start asks people at single seats; name them in lab_seats, as in BIO-07"])
        asked = [row["computer_name"] for row in self._seats if row["computer_name"] not in self._going_on]
        text = str(self.run["msg"]).strip()
        return {
            "messages": [{"desktops": asked, "notifications": text}] if asked and text else [],
            "assistance": [{"desktop": name} for name in asked],
        }

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell who is asked, or how the seats are; and what the playbook needs to wait for the answers."""
        lines = self._view() if self._action == VIEW else readable(self._summary(planned))
        ids = {row["computer_name"]: row["desktop_id"] for row in self._seats}
        jobs = [
            answer_to_offer(self.client, name, ids[name], found).as_dict()
            for name, found in (self._going_on if self._action == START else {}).items()
        ]
        told = {"action": self._action, "seats": list(ids), "timeout": timeout_of(self.lab), "jobs": jobs}
        return {"lines": lines, "assistance": told}

    @property
    def _action(self) -> str:
        return str(self.run["action"] or VIEW)

    @functools.cached_property
    def _seats(self) -> list[Row]:
        """The desktops that the run is about, by their names."""
        own = {one["desktop_id"] for one in self.owned_desktops}
        rows = [row for row in self.found.desktops if row["desktop_id"] in own]
        return sorted(rows, key=lambda row: str(row["computer_name"]))

    @functools.cached_property
    def _assistance(self) -> Mapping[str, Answer | None]:
        """The assistance of the seats with a session, by their names; ``None`` where the region does not tell it."""
        rows = [row for row in self._seats if may_have_assistance(row)]

        def read(row: Row) -> Answer | None:
            return if_known(lambda: read_assistance(self.client, row["desktop_id"]) or {"status": ""})

        found = side_by_side(self.client, [functools.partial(read, row) for row in rows])
        return {row["computer_name"]: answer for row, answer in zip(rows, found)}

    @functools.cached_property
    def _going_on(self) -> Mapping[str, Answer]:
        """The assistance that is offered or given, by the names of seats."""
        return {name: found for name, found in self._assistance.items() if found and found["status"] and goes_on(found)}

    def _summary(self, planned: Planned) -> list[str]:
        actions = planned.actions()
        names = [action["target"] for action in actions if action["verb"] != "notify"]
        done = f"{_DONE[self._action]} {joined(names)}" if names else "nothing to do"
        lines = [f"plan {plan_id(actions)}: {done}"]
        if self._action == START and self._going_on:
            lines.append(f"offered or open already: {joined(self._going_on)}")
        return lines

    def _view(self) -> list[str]:
        """Return how the seats are, as lines to read."""
        rows = [as_row(row, self._status(row)) for row in self._seats]
        columns: tuple[str, ...] = COLUMNS
        if self.truth("show_people"):
            room = Room(self.client, self.lab, self.desired, self.found, True)
            rows = with_people(rows, room.connected(now_of(self.client)), zone_of(self.lab))
            columns = (*COLUMNS, *OF_PEOPLE)
        used, helped = sum(map(in_use, self._seats)), len(self._going_on)
        total = f"{number_of(len(rows), 'seat')}, {used} in use, {helped} with assistance"
        return [*as_table(columns, rows), *readable([total])]

    def _status(self, row: Row) -> str:
        found = self._assistance.get(row["computer_name"], {"status": ""})
        return UNKNOWN if found is None else str(found["status"])
