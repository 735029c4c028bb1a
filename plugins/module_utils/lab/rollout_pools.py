# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pools of a lab get another image, and whether those that got it are good. Pure.

A pool has the same notes in its tags as a seat, see :mod:`.rollout`. Only desktops that nobody has are rebuilt. Where a
run takes only some of them, the note is open until these are good, and no more are taken as long as it is.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from ..names import number_of
from ..resources.desktop.state import REACHABLE, UNTOLD, Desktop
from .found import Row
from .rollout import BACK, BAD, BATCH, GOOD, OLD_IMAGE_TAG, ROLLOUT_TAG, UNKNOWN, Note, short

IDLE, NEW = "idle", "new"
HANDLE_TYPES = {IDLE: "FOR_EXPAND_AND_IDLE", NEW: "ONLY_FOR_EXPAND"}
"""The ``handle_type`` of ``workspace_desktop_pool`` by what the lab file says of pools."""

BUSY = "in use"
"""What is known of a pool that is good, but has desktops with another image that somebody has."""

WAITING = "waiting"
"""What is known of a pool that is good, but has desktops with another image that later runs take."""


@dataclasses.dataclass(frozen=True)
class Pool:
    """A pool of the lab.

    :param row: the pool as ``workspace_desktop_pool_info`` returns it. :param members: its desktops.
    :param old_image: the ID of the image that it had before the rollout that its note is about.
    """

    name: str
    row: Row
    members: Sequence[Desktop]
    note: Note | None = None
    old_image: str | None = None

    @classmethod
    def of(cls, row: Row, members: Sequence[Desktop]) -> Pool:
        """Read a pool. Raises :class:`.errors.InputError` if nobody can read its note."""
        tags = row.get("tags") or {}
        note = Note.of(f"the pool {row['name']}", tags)
        return cls(str(row["name"]), row, members, note, tags.get(OLD_IMAGE_TAG) if note else None)

    @property
    def image_id(self) -> str | None:
        """The ID of the image of its new desktops."""
        return self.row.get("image_id")

    @property
    def unfit(self) -> str:
        """Why nothing can be done to it, blank if something can."""
        missing = [
            f"its {what}" for name, what in (("tags", "tags"), ("image_id", "image")) if self.row.get(name) is None
        ]
        missing += [f"the image of {one.computer_name}" for one in self.members if not one.image_id]
        return f"the service does not tell {' and '.join(missing)}" if missing else ""

    def others(self, image_id: str) -> list[Desktop]:
        """Return its desktops that have another image."""
        return [one for one in self.members if one.image_id != image_id]


def is_free(desktop: Desktop) -> bool:
    """Tell whether nobody has a desktop of a pool."""
    return not desktop.people and not desktop.in_use


@dataclasses.dataclass(frozen=True)
class PoolTurn:
    """A pool that a run gives an image, unless it has it already, and checks.

    :param mode: which of its desktops it is about. :param most: how many of them a run rebuilds, 0 for all.
    :param retry: whether more are rebuilt although those that a run has begun with are not known to be good.
    """

    pool: Pool
    phase: str
    image_id: str
    mode: str
    most: int = 0
    retry: bool = False

    @property
    def free(self) -> list[Desktop]:
        """The desktops with another image that are rebuilt by this run or later ones."""
        return [one for one in self.pool.others(self.image_id) if self.mode == IDLE and is_free(one)]

    @property
    def begun(self) -> bool:
        """Whether a run has rebuilt some of them, and nobody knows yet whether they are good."""
        note = self.pool.note
        noted = note is not None and note.open and _is_about(note, self.image_id)
        return noted and self.pool.image_id == self.image_id

    @property
    def unfinished(self) -> list[Desktop]:
        """The desktops on which something goes on after a batch was begun, perhaps by a run that was killed."""
        return [one for one in self.pool.members if self.most and self.begun and not one.idle]

    @property
    def missing(self) -> int:
        """How many desktops of the last batch did not get the image."""
        note, others = self.pool.note, self.pool.others(self.image_id)
        return max(0, len(others) - note.left) if note and self.begun and note.left is not None else 0

    @property
    def rebuilt(self) -> list[Desktop]:
        """The desktops whose system disks are lost."""
        if not self.most:
            return self.free
        return [] if self.begun and not self.retry else self.free[: self.most]

    @property
    def due(self) -> bool:
        """Whether anything is changed."""
        return self.pool.image_id != self.image_id or bool(self.rebuilt)

    @property
    def tags(self) -> dict[str, str]:
        """The tags to write before anything is done to the pool; its old image is that of the first note."""
        old, note = self.pool.old_image or self.pool.image_id or "", self.pool.note
        if note is None or self.due or not _is_about(note, self.image_id):
            left = len(self.pool.others(self.image_id)) - len(self.rebuilt) if self.most else None
            note = Note(short(self.image_id), self.phase, left=left)
        return {ROLLOUT_TAG: note.written(), OLD_IMAGE_TAG: old}

    def noted(self, now: datetime.datetime) -> Note:
        """Return the note of a pool whose desktops are found to be good."""
        return Note(short(self.image_id), self.phase, since=now)

    def options(self, image: str) -> dict[str, Any]:
        """Return the task of ``workspace_desktop_pool``. :param image: what the image is called there."""
        some = {"desktop_ids": [one.desktop_id for one in self.rebuilt]} if self.most and self.rebuilt else {}
        mode = self.mode if some or not self.most else NEW
        return {"name": self.pool.name, "image": image, "rebuild": "fix", "handle_type": HANDLE_TYPES[mode], **some}

    @property
    def told(self) -> str:
        """What a run does, in words."""
        later = len(self.free) - len(self.rebuilt)
        busy = [one for one in self.pool.others(self.image_id) if one not in self.free]
        parts = [number_of(len(self.rebuilt), "desktop")] if self.rebuilt else []
        parts += [f"{later} in later runs"] if later else []
        parts += [f"{len(busy)} that somebody has left as they are"] if busy and self.mode == IDLE else []
        parts += ["new desktops only"] if self.mode == NEW else []
        return f"{self.pool.name} ({', '.join(parts)})" if parts else self.pool.name


def pool_turns(pools: Iterable[Pool], image_id: str, mode: str, most: int = 0, retry: bool = False) -> list[PoolTurn]:
    """Return the pools that get an image, or have got it in a rollout that is not over."""
    turns = [PoolTurn(pool, BATCH, image_id, mode, most, retry) for pool in pools if not pool.unfit]
    return [turn for turn in turns if turn.due or _is_about(turn.pool.note, image_id)]


def _is_about(note: Note | None, image_id: str) -> bool:
    return note is not None and note.image == short(image_id) and note.phase != BACK


def pool_turns_back(pools: Iterable[Pool], mode: str) -> list[PoolTurn]:
    """Return the pools that get back the image that they had before a rollout."""
    return [PoolTurn(pool, BACK, pool.old_image, mode) for pool in pools if pool.old_image and not pool.unfit]


def judged_pool(turn: PoolTurn, failed: Collection[str]) -> tuple[str, str]:
    """Return whether a pool is good after it got an image, and why not.

    :param failed: the names of targets of which a task has said that it failed.
    """
    pool = turn.pool
    if turn.due:
        which = ", ".join(one.computer_name for one in turn.rebuilt) or "it"
        reason = f"{which} does not have the image"
        return (BAD if pool.name in failed else UNKNOWN), reason
    got = [one for one in pool.members if one.image_id == turn.image_id]
    broken = [one.computer_name for one in got if one.broken]
    if broken:
        return BAD, f"the status of {', '.join(broken)} is ERROR"
    running = [one for one in got if one.status == "ACTIVE" and one.login_status not in REACHABLE]
    absent = [one.computer_name for one in running if one.login_status != UNTOLD]
    if absent and turn.mode == IDLE:
        return BAD, f"people cannot log in: {', '.join(absent)} is not registered"
    if running and turn.mode == IDLE:
        return UNKNOWN, "the service does not tell whether people can log in"
    if turn.unfinished:
        return UNKNOWN, f"{', '.join(one.computer_name for one in turn.unfinished)} is still being changed"
    if turn.missing or (turn.most and pool.name in failed):
        return BAD, f"{turn.missing or 'not all'} of the last batch did not get the image"
    if turn.free:
        return WAITING, f"{number_of(len(turn.free), 'desktop')} in later runs"
    busy = pool.others(turn.image_id) if turn.mode == IDLE else []
    if busy:
        return BUSY, f"somebody has {', '.join(one.computer_name for one in busy)}"
    return GOOD, ""
