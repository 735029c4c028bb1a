# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletes desktops that others have replaced, after their retention period."""

from __future__ import annotations

import datetime
import functools
from typing import Any

from ...names import joined
from ...resources.desktop.state import UNTOLD, is_going
from ..bill import bill_of_desktops
from ..definition import single_names
from ..found import in_use, users_of
from ..measuring import now_of
from ..repair.ladder import Settings
from ..repair.replacing import REPLACES, replaced_at
from ..seats import asked_names, plan_seats
from ..sections import Planned
from ..tables import as_table
from .base import Procedure, Sections, readable

COLUMNS = ("seat", "replaced_by", "kept_until", "deleted", "reason")


class Cleanup(Procedure):
    """Deletes desktops that others have replaced, after their retention period."""

    consent = {"if_in_use": "skip"}

    @functools.cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The desktops that are kept, each with its ID, until when it is kept, and whether it is deleted."""
        today = now_of(self.client).date()
        keep_old = Settings.of(self.lab).keep_old
        there = {row["desktop_id"]: row for row in self.found.desktops}
        heirs = {row["computer_name"]: row for row in self.found.desktops}
        found = []
        for one in plan_seats(self.lab, self.found.desktops).kept:
            row, since = there[one["desktop_id"]], replaced_at(there[one["desktop_id"]])
            until = None if since is None else since + keep_old
            reason = self._reason(row, heirs[one["heir"]], until, today)
            values = (one["computer_name"], one["heir"], until.isoformat() if until else "", not reason, reason)
            found.append({**dict(zip(COLUMNS, values)), "desktop_id": one["desktop_id"]})
        return found

    def _reason(self, row: Any, heir: Any, until: datetime.date | None, today: datetime.date) -> str:
        """Return why a desktop is kept still, empty if its time is over."""
        if until is None:
            return "it is not noted since when it is kept"
        if today < until:
            return "its time is not over"
        if in_use(row):
            return "somebody is logged in"
        if users_of(row) and not users_of(row) <= users_of(heir):
            return f"its user does not have {heir['computer_name']} yet; run lab_repair"
        if is_going(heir) or heir["status"] in ("ERROR", UNTOLD):
            return f"{heir['computer_name']} has the status {heir['status']}; run lab_repair"
        return ""

    def sections(self) -> Sections:
        """Return what is deleted, and the notes that are taken away afterwards."""
        going = [one for one in self.rows if one["deleted"]]
        doomed = [{"computer_name": one["seat"], "desktop_id": one["desktop_id"]} for one in going]
        own = {one["desktop_id"] for one in self.owned_desktops}
        names = {row["computer_name"].lower() for row in self.found.desktops} | {""}
        names -= {one["seat"].lower() for one in going}
        # What the lab file calls by its old name, or somebody asks for by it, is still found by the note.
        names |= single_names(self.lab)
        asked = asked_names(self.lab)
        heirs = [
            {"computer_name": row["computer_name"], "desktop_id": row["desktop_id"]}
            for row in self.found.seats()
            for replaced in [(row.get("tags") or {}).get(REPLACES, "").lower()]
            if row["desktop_id"] in own and replaced not in names and not asked.get(replaced, set()) & users_of(row)
        ]
        return {
            "desktops": {"absent": doomed} if doomed else {},
            "healed": [{"desktops": heirs, "remove_tags": [REPLACES]}] if heirs else [],
        }

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell what is kept until when, and what is deleted."""
        bill = bill_of_desktops(planned.actions())
        deleted = joined(bill["delete"]) or "none"
        lines = [*as_table(COLUMNS, self.rows), *readable([f"plan {bill['plan_id']}: delete {deleted}"])]
        kept = [one["seat"] for one in self.rows if not one["deleted"]]
        return {
            "plan_id": bill["plan_id"],
            "lines": lines,
            "objections": self.objections(bill),
            "cleanup": {"rows": self.rows, "kept": kept, "deleted": bill["delete"]},
        }
