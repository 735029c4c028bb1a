# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a message to the people who are connected to desktops of a lab."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from ...names import joined, number_of
from ...resources.notification import LONGEST
from ..bill import plan_id
from ..measuring import Room
from ..sections import Planned
from ..usage import Machine
from .base import RUN_TEXT, SAY_ALL, Procedure, Sections, readable, refused


class Notify(Procedure):
    """Sends a message to the people who are connected to the selected seats, and with ``all`` to the pools."""

    needed = ("pools",)
    variables = {"msg": RUN_TEXT}

    @property
    def waits(self) -> bool:
        """A message is not held up by what another run is doing."""
        return False

    def sections(self) -> Sections:
        """Return the message. A desktop whose connection is not told gets it, too."""
        text = str(self.run["msg"]).strip()
        if not 1 <= len(text) <= LONGEST:
            raise refused([f"lab_message has {len(text)} characters; set it to a text of 1 to {LONGEST}"])
        if not str(self.run["seats"]).strip():
            raise refused([f"a message needs lab_seats; {SAY_ALL}"])
        self.check_selection()
        ids = [machine.desktop_id for machine in self._connected]
        return {"messages": [{"desktops": ids, "notifications": text}] if ids else []}

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell which desktops get the message."""
        names = sorted({action["target"] for action in planned.actions()})
        told = f"message to {number_of(len(names), 'desktop')}: {joined(names)}" if names else "nobody is connected"
        return {"lines": readable([f"plan {plan_id(planned.actions())}: {told}"]), "notify": {"desktops": names}}

    @functools.cached_property
    def _connected(self) -> Sequence[Machine]:
        room = Room(self.client, self.lab, self.desired, self.found, self.selected)
        return [machine for machine in room.machines if machine.connected]
