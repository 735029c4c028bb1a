# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The classes of a timetable, whatever file they were read from. Pure."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from ...errors import LabError

MOST_CLASSES = 10_000
"""The most classes, and the most events of a file, that are read."""

MOST_SEATS = 1000
"""The most desktops that a class may need: no pool has more."""


@dataclasses.dataclass(frozen=True)
class Class:
    """A time at which a room is needed.

    :param start: when it begins, and ``end`` when it ends, in UTC. :param room: the room as the file calls it.
    :param name: what is taught. :param line: where the file has it.
    :param keep: whether it takes place on a holiday too.
    :param seats: how many desktops of a pool it needs, ``None`` if it does not say.
    """

    start: datetime.datetime
    end: datetime.datetime
    room: str
    name: str = ""
    line: int = 0
    keep: bool = False
    seats: int | None = None

    def as_row(self) -> dict[str, Any]:
        """Return it as plain data, see :meth:`of`."""
        return {**dataclasses.asdict(self), "start": self.start.isoformat(), "end": self.end.isoformat()}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Class:
        """Return the class that :meth:`as_row` has written."""
        times = {name: datetime.datetime.fromisoformat(row[name]) for name in ("start", "end")}
        return cls(**{**row, **times})


class Source:
    """What a timetable is read from, for messages. :param name: what they call it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def wrong(self, line: int, problem: str) -> LabError:
        """Return an error about a line."""
        return LabError(f"{self._name} cannot be used: line {line}: {problem}")

    def unusable(self, problem: str) -> LabError:
        """Return an error about the whole."""
        return LabError(f"{self._name} {problem}")
