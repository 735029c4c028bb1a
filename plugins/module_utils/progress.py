# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a task is: what its module writes into a file while it waits, and its action plugin reads there."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from collections.abc import Iterable

from .errors import plain

_FILE = "progress"

_MOST_TOLD = 10
"""How many of the failed targets are named."""


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far something is.

    :param verb: what is being done. :param done: how many of the ``total`` things it is done for.
    :param failed: the names of those for which it failed. :param things: what they are, in the plural.
    """

    verb: str
    done: int
    total: int
    failed: tuple[str, ...] = ()
    things: str = "desktops"

    @classmethod
    def of_all(cls, parts: Iterable[Progress]) -> Progress:
        """Return how far several things are together."""
        parts = list(parts)
        things = {part.things for part in parts}
        return cls(
            ", ".join(dict.fromkeys(part.verb for part in parts)),
            sum(part.done for part in parts),
            sum(part.total for part in parts),
            tuple(name for part in parts for name in part.failed),
            things.pop() if len(things) == 1 else "targets",
        )

    def line(self, named: bool = True) -> str:
        """Return this in one line.

        :param named: whether those that failed are named.
        """
        told = f"{plain(self.verb)}: {self.done} of {self.total} {plain(self.things)} ready"
        if not self.failed:
            return told
        more = ", ..." if len(self.failed) > _MOST_TOLD else ""
        names = f" ({', '.join(plain(name, 100) for name in self.failed[:_MOST_TOLD])}{more})" if named else ""
        return f"{told}, {len(self.failed)} failed{names}"

    def write(self, folder: str) -> None:
        """Write this into a folder, in which only the newest is kept. That it cannot be written is no error."""
        path = os.path.join(folder, _FILE)
        with contextlib.suppress(OSError):
            with open(f"{path}.new", "w", encoding="utf-8") as file:
                json.dump(dataclasses.asdict(self), file)
            os.replace(f"{path}.new", path)

    @classmethod
    def read(cls, folder: str) -> Progress | None:
        """Return what was written into a folder last, or ``None`` if nothing that can be read was."""
        try:
            with open(os.path.join(folder, _FILE), encoding="utf-8") as file:
                told = json.load(file)
            failed = tuple(map(str, told["failed"]))
            return cls(str(told["verb"]), int(told["done"]), int(told["total"]), failed, str(told["things"]))
        except (OSError, ValueError, LookupError, TypeError):
            return None
