# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches the desktops of a lab, or pauses its scheduled tasks."""

from __future__ import annotations

from typing import Any

from ...names import joined
from ..sections import Planned
from .base import PATIENCE, SAY_ALL, Procedure, Sections, readable, refused

_STATES = {"start": "started", "stop": "stopped", "restart": "restarted", "hibernate": "hibernated"}


class Power(Procedure):
    """Switches the desktops of a lab, or pauses its scheduled tasks."""

    needed = ("pools", "schedules")
    variables = PATIENCE
    patient = True
    actions = (*_STATES, "pause", "resume")

    def sections(self) -> Sections:
        """Return what is switched, or the scheduled tasks that are paused or resumed."""
        action = self.run["action"]
        said = str(self.run["seats"]).strip()
        if action not in self.actions:
            raise refused(["set lab_action to start, stop, restart, hibernate, pause or resume"])
        if action in ("stop", "restart", "hibernate") and not said:
            raise refused([f"lab_action={action} needs lab_seats; {SAY_ALL}"])
        state = _STATES.get(action)
        if self.selected and not state:
            raise refused([f"lab_action={action} concerns all scheduled tasks of the lab; leave lab_seats blank"])
        pools = [] if self.selected else self.desired["pools"]["owned"]
        tasks = self.desired["schedules"]["owned"]
        desktops = self._switched()
        if self.owned_desktops and not (desktops or pools) and state:
            raise refused(
                [f"nobody has a desktop of the lab {self.lab['name']}; name in lab_seats what is to be started"]
            )
        if not (desktops or pools if state else tasks):
            nothing = f"lab_seats ({said}) matches no desktop of" if self.selected else "there is nothing of"
            which = "" if state else " that could be paused or resumed"
            raise refused([f"{nothing} the lab {self.lab['name']}{which}"])
        if not state:
            return {"schedules": [{**task, "enable": action == "resume"} for task in tasks]}
        return {
            "desktops": {state: desktops} if desktops else {},
            "pools": [{**pool, "state": state} for pool in pools],
        }

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell which desktops are not started because nobody has them."""
        switched = [desktop["desktop_id"] for desktop in self._switched()]
        left = [desktop["desktop_id"] for desktop in self.owned_desktops if desktop["desktop_id"] not in switched]
        names = sorted(row["computer_name"] for row in self.found.desktops if row["desktop_id"] in left)
        told = f"left as they are, since nobody has them; name them in lab_seats to start them: {joined(names)}"
        return {"lines": readable([told]) if names and self.run["action"] in _STATES else []}

    def _switched(self) -> list[dict[str, Any]]:
        """Return the desktops whose power changes: unless seats are named, only those are started that somebody has."""
        if self.run["action"] == "start" and not self.selected:
            return list(self.desired["seats"]["owned_and_taken"])
        return self.owned_desktops
