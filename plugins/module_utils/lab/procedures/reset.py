# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts seats of a lab back to a snapshot or to their image."""

from __future__ import annotations

from typing import Any

from ...names import joined
from ..bill import NOTHING, plan_id
from ..definition import SYSTEM_DISK
from ..exams import Note
from ..outcome import outcome_of
from ..sections import Planned
from ..snapshots import restored
from .base import PATIENCE, SAY_ALL, Procedure, Sections, readable, refused


class Reset(Procedure):
    """Puts seats of a lab back, by the method that its file says."""

    needed = ("scripts",)
    variables = PATIENCE
    patient = True

    def sections(self) -> Sections:
        """Return what is rebuilt, or restored from a snapshot."""
        desired, reset = self.desired, self.desired["reset"]
        if not str(self.run["seats"]).strip():
            raise refused([f"putting seats back needs lab_seats; {SAY_ALL}"])
        against = self._in_exams()
        if against:
            raise refused(against)
        rebuilding = reset["method"] == "rebuild"
        against = [*reset["refused"], *(desired["scripts"]["refused"] if rebuilding else ())]
        if against:
            raise refused(against)
        if rebuilding:
            return {
                "scripts": desired["scripts"]["scripts"],
                "desktops": {"rebuilt": reset["desktops"]},
                "script_runs": [{**run, "due": []} for run in desired["scripts"]["runs"]],
            }
        names = [desktop["computer_name"] for desktop in reset["desktops"]]
        return {"snapshots": [{**restored(self.lab, reset, names), **self.patience}]}

    def _in_exams(self) -> list[str]:
        """Return why seats must not be put back whose exam is not over: what was written there is not collected yet."""
        if self.carried_out:
            return []
        meant = {desktop["computer_name"] for desktop in self.desired["reset"]["desktops"]}
        rows = [row for row in self.found.seats() if row["computer_name"] in meant and Note.of(row)]
        names = joined(row["computer_name"] for row in rows)
        return [f"in an exam, whose end can put them back: {names}; run lab_exam with lab_action=end"] if rows else []

    def report(self, planned: Planned) -> dict[str, Any]:
        """Name the desktops that are put back, and those of the lab that are not."""
        reset = self.desired["reset"]
        names = [desktop["computer_name"] for desktop in reset["desktops"]]
        own = [desktop.get("computer_name", desktop["desktop_id"]) for desktop in self.owned_desktops]
        left = sorted(set(own).difference(names))
        lines = [f"{reset['method']} of {reset['disk_type']} on {len(names)}: {joined(names)}"]
        lines += [f"left as they are, since the lab file puts back none of them: {joined(left)}"] if left else []
        bill = {
            **NOTHING,
            "disturb": outcome_of(planned.by_kind())["names"]["disturb"],
            "plan_id": plan_id(planned.actions()),
        }
        lacking = self.lacks()
        return {"lines": readable(lines), "objections": [lacking] if lacking else self.objections(bill)}

    def lacks(self) -> str:
        """Ask for a confirmation where data disks are put back."""
        if self.confirmed or self.desired["reset"]["disk_type"] == SYSTEM_DISK:
            return ""
        return f"putting data disks back loses what is on them; that needs lab_confirm={self.lab['name']}"
