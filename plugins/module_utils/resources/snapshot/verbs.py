# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to the snapshots of desktops: one row for each verb, in their order."""

from __future__ import annotations

from ...plan import DATA_DISKS, SYSTEM_DISK, Verb, table
from ..power import NOTE_TABLE, POWER_TABLE

VERBS = table(
    Verb("create", jobs=("createWksSnapshot", "createSnapshot")),
    # When a snapshot was last restored is not told everywhere.
    Verb(
        "restore",
        disturbs=True,
        power=("SHUTOFF",),
        leaves="SHUTOFF",
        jobs=("restoreDesktopBySnapshot",),
        visible=False,
        state="restored",
        may_lose=(SYSTEM_DISK, DATA_DISKS),
    ),
    Verb("delete", jobs=("deleteWksSnapshot", "deleteSnapshot"), state="absent"),
    *POWER_TABLE.values(),
    *NOTE_TABLE.values(),
)

STATES = ["present", "absent", "restored"]
