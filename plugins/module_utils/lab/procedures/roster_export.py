# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the roster of a lab with the seats that people have."""

from __future__ import annotations

from typing import Any

from ...errors import InputError
from ..roster import export_rows
from ..sections import Planned
from .base import Procedure


class RosterExport(Procedure):
    """Writes the roster of a lab with the seats that people have."""

    changes = False

    def report(self, planned: Planned) -> dict[str, Any]:
        """Return the lines of the roster."""
        people = self.lab.get("people") or {}
        if "roster" not in people:
            raise InputError(f"the lab {self.lab['name']} has no roster: its file has no people.roster")
        ids = {desktop["desktop_id"] for desktop in self.owned_desktops}
        rows = [row for row in self.found.desktops if row["desktop_id"] in ids]
        return {"lines": export_rows(rows, people["roster"], people.get("columns")).splitlines()}
