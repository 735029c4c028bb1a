# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the snapshots of a lab."""

from __future__ import annotations

from .base import Procedure, Sections, refused


class Snapshot(Procedure):
    """Takes the snapshots of a lab."""

    def sections(self) -> Sections:
        """Return the snapshots to take."""
        if not self.desired["snapshots"]:
            raise refused(
                [
                    "there is nothing to take a snapshot of; give the lab file snapshots, or set lab_snapshot_name, "
                    "and see that lab_seats matches desktops of the lab"
                ]
            )
        return {"snapshots": self.desired["snapshots"]}
