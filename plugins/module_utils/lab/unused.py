# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktops nobody has used for days. Pure.

Only what is surely known counts: where the service tells nothing of a desktop, it is not taken for unused.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..resources.usage.period import Period
from .usage import Machine, Use

UNUSED_TAG = "lab-unused"
"""The tag that says since when nobody has used a desktop; it is empty once somebody has used it again."""

MOST_DAYS = 180
"""For how many days the service knows of the use of desktops."""

COLUMNS = ("seat", "group", "kind", "power", "unused_since", "days", "never_used")


@dataclasses.dataclass(frozen=True)
class Unused:
    """A desktop that nobody has used for days.

    :param since: its last use, or its creation or assignment if that is later. :param never: whether nobody ever did.
    """

    machine: Machine
    since: datetime.datetime
    never: bool

    def as_row(self, period: Period, people: bool) -> dict[str, Any]:
        """Return it as a row of a table. :param people: whether its people are named."""
        machine = self.machine
        since = self.since.astimezone(period.zone).strftime("%Y-%m-%d %H:%M")
        values = (
            machine.name,
            machine.group,
            machine.kind,
            machine.now,
            since,
            (period.now - self.since).days,
            self.never,
        )
        row = dict(zip(COLUMNS, values))
        return {**row, "person": ", ".join(machine.people)} if people else row


@dataclasses.dataclass(frozen=True)
class Findings:
    """What is unused, and the names of the desktops of which that is not known."""

    unused: Sequence[Unused]
    unknown: Sequence[str] = ()


def find_unused(
    machines: Iterable[Machine],
    uses: Iterable[Use],
    assigned: Mapping[str, datetime.datetime],
    period: Period,
    days: int,
) -> Findings:
    """Return which desktops nobody has used for so many days.

    :param machines: with what is known of their last use. :param uses: the connections of these days.
    :param assigned: when desktops were given to somebody last, by their IDs; what was before does not count.
    """
    used = {use.desktop_id for use in uses}
    latest = period.now - datetime.timedelta(days=days)
    unused, unknown = [], []
    for machine in machines:
        if machine.desktop_id in used:
            continue
        moments = [machine.since, machine.last_used, assigned.get(machine.desktop_id)]
        since = max((moment for moment in moments if moment is not None), default=None)
        if since is not None and since > latest:
            continue
        if since is None or not machine.known:
            unknown.append(machine.name)
        else:
            unused.append(Unused(machine, since, machine.last_used is None))
    return Findings(sorted(unused, key=lambda one: one.since), unknown)
