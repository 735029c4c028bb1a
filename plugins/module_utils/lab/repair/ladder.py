# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rungs by which a seat is repaired, what a lab file says of them, and the note of the last one. Pure."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import InputError, LabError
from ...resources.rules import duration
from ..found import Row

RESTART, HARD_RESTART, REJOIN, RESTORE = "restart", "hard_restart", "rejoin", "restore"
REBUILD, SPARE, RECREATE = "rebuild", "spare", "recreate"

LADDER = (RESTART, HARD_RESTART, REJOIN, RESTORE, REBUILD, SPARE, RECREATE)
"""The rungs, the one that loses least first."""

LOSSES = {
    HARD_RESTART: "loses what was not saved",
    RESTORE: "loses what was stored since the snapshot",
    REBUILD: "loses what is on the system disk",
    SPARE: "leaves what is on the disks behind",
    RECREATE: "leaves what is on the system disk behind",
}
"""What a rung loses, as part of a sentence."""

REPAIR_TAG = "lab-repair"
"""The tag of a desktop that names the rung that is under way, or that has not helped."""

COUNTS_FOR = datetime.timedelta(days=1)
"""For how long a rung that has not helped is not tried again."""

_TRIED, _TIME = "-tried-", "%Y%m%dT%H%M"


@dataclasses.dataclass(frozen=True)
class Settings:
    """How seats are repaired.

    :param order: the rungs that are used, in their order.
    :param stop_before: this rung and those that lose more need a confirmation.
    :param keep_old: how long a desktop is kept after another one has taken its place.
    """

    order: Sequence[str] = LADDER
    stop_before: str = RESTORE
    keep_old: datetime.timedelta = datetime.timedelta(days=14)

    @classmethod
    def of(cls, lab: Mapping[str, Any]) -> Settings:
        """Return what a lab file says, or what holds without a word of it."""
        said = lab.get("repair") or {}
        given = {name: said[name] for name in ("order", "stop_before") if name in said}
        if "keep_old" in said:
            given["keep_old"] = duration("repair.keep_old", said["keep_old"])
        return cls(**given)

    def needs_consent(self, rung: str) -> bool:
        """Tell whether a rung is one before which a repair stops."""
        return LADDER.index(rung) >= LADDER.index(self.stop_before)


def check_repair(lab: Mapping[str, Any]) -> None:
    """Check what a lab file says of repairs.

    :raises LabError: the rungs are not in the order of what they lose, or a duration cannot be read.
    """
    try:
        order = list(Settings.of(lab).order)
    except InputError as error:
        raise LabError(str(error)) from error
    if not order:
        raise LabError("repair.order is empty, so nothing would ever be repaired; leave it out to use all rungs")
    for one, other in zip(order, order[1:]):
        if LADDER.index(one) >= LADDER.index(other):
            raise LabError(
                f"repair.order has {other} after {one}, but what loses less comes first, and each once: "
                f"{', '.join(rung for rung in LADDER if rung in order)}"
            )


@dataclasses.dataclass(frozen=True)
class Note:
    """What the tag of a desktop says of its repair.

    :param rung: the rung that is under way, or that was the last. :param tried: when it had not helped.
    """

    rung: str
    tried: datetime.datetime | None = None

    @classmethod
    def of(cls, tags: Mapping[str, str] | None, now: datetime.datetime) -> Note | None:
        """Read the note of a desktop; ``None`` if it has none that counts still.

        :param now: the time of the service.
        """
        note = cls.read(tags)
        return None if note and note.tried and now - note.tried >= COUNTS_FOR else note

    @classmethod
    def read(cls, tags: Mapping[str, str] | None) -> Note | None:
        """Read the note of a desktop, however old; ``None`` if it has none that can be understood."""
        rung, tried, text = (tags or {}).get(REPAIR_TAG, "").partition(_TRIED)
        if rung not in LADDER:
            return None
        if not tried:
            return cls(rung)
        try:
            moment = datetime.datetime.strptime(text, _TIME).replace(tzinfo=datetime.timezone.utc)
        except ValueError:
            return None
        return cls(rung, moment)

    def text(self) -> str:
        """Return the value of the tag."""
        return self.rung + (f"{_TRIED}{self.tried.strftime(_TIME)}" if self.tried else "")


def told_of(row: Row, zone: datetime.tzinfo) -> str:
    """Return what the tag of a desktop says of its repair, as a table shows it; blank if nothing.

    :param zone: that of the lab.
    """
    note = Note.read(row.get("tags"))
    if note is None:
        return ""
    return f"{note.rung} tried {note.tried.astimezone(zone):%Y-%m-%d %H:%M}" if note.tried else f"{note.rung} begun"


def rungs_left(order: Sequence[str], note: Note | None) -> list[str]:
    """Return the rungs that are left for a seat: from the one on that is under way, or those after the one that has not
    helped."""
    if note is None:
        return list(order)
    at = LADDER.index(note.rung)
    later = [rung for rung in order if LADDER.index(rung) > at]
    # One that somebody has ordered by its name need not be in the order.
    return later if note.tried else [note.rung, *later]
