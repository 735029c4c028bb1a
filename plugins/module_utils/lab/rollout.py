# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which seats of a lab get another image next, and whether those that got it are good. Pure.

The state of a rollout is in tags of the desktops: ``lab-rollout`` tells what is going on, and ``lab-old-image`` has the
ID of the image that the desktop had before.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..errors import InputError, LabError, plain
from ..names import joined, matcher
from ..resources.desktop.state import LEFT_DOMAIN, REACHABLE, UNTOLD, is_going
from ..resources.logoff import read_wait
from ..resources.rules import duration
from ..resources.script_execution.state import Record
from .exams import Note as ExamNote
from .found import Row, in_use
from .scripts import disks_script

ROLLOUT_TAG, OLD_IMAGE_TAG = "lab-rollout", "lab-old-image"

CANARY, BATCH, BACK, FAILED = "canary", "batch", "back", "failed"
"""Phases of a seat: it gets the image before others do, with others, it gets its old image back, or it has failed."""

GOOD, BAD, UNKNOWN = "good", "failed", "not checked yet"
"""What is known of a seat after it was rebuilt."""

OFF = {"SHUTOFF": "stopped", "HIBERNATED": "hibernated"}
"""States of ``workspace_desktop`` to which a desktop returns that was off before, by its status."""

_SHORT = 8
_NOTE = re.compile(
    rf"([0-9A-Za-z]{{1,{_SHORT}}})@({CANARY}|{BATCH}|{BACK}|{FAILED})"
    r"(?:\+(stopped|hibernated))?(?:=(\d{1,6}))?(?:@(\d{14}))?"
)
_TIME = "%Y%m%d%H%M%S"


@dataclasses.dataclass(frozen=True)
class Note:
    """The value of the tag ``lab-rollout``, such as ``1a2b3c4d@canary+stopped``.

    :param image: the beginning of the ID of the image that the seat gets.
    :param power: the state to which the desktop returns once it has been checked, blank if it was running before.
    :param since: when the seat was found to be good; ``None`` before that.
    :param left: how many desktops of a pool have another image once all of a batch got it; ``None`` without batches.
    """

    image: str
    phase: str
    power: str = ""
    since: datetime.datetime | None = None
    left: int | None = None

    @classmethod
    def of(cls, name: str, tags: Mapping[str, str]) -> Note | None:
        """Return the note in the tags of a desktop. Raises :class:`.errors.InputError` if nobody can read it."""
        text = tags.get(ROLLOUT_TAG)
        if text is None:
            return None
        found = _NOTE.fullmatch(text)
        try:
            since = datetime.datetime.strptime(found[5], _TIME) if found and found[5] else None
        except ValueError:
            found = None
        if found is None:
            raise InputError(
                f'the tag {ROLLOUT_TAG} of {name} is "{plain(text, 60)}", which no rollout has written; look at the '
                "desktop, and remove the tag"
            )
        utc = since and since.replace(tzinfo=datetime.timezone.utc)
        return cls(found[1], found[2], found[3] or "", utc, int(found[4]) if found[4] else None)

    def written(self) -> str:
        """Return the value of the tag."""
        more = (f"+{self.power}" if self.power else "") + ("" if self.left is None else f"={self.left}")
        return f"{self.image}@{self.phase}{more}" + (f"@{self.since.strftime(_TIME)}" if self.since else "")

    @property
    def told(self) -> str:
        """The phase as tables show it."""
        return self.phase if self.phase == FAILED else f"{self.phase}, {UNKNOWN if self.open else GOOD}"

    @property
    def open(self) -> bool:
        """Whether it is not known yet whether the seat is good."""
        return self.phase != FAILED and self.since is None


def told_of(name: str, tags: Mapping[str, str]) -> str:
    """Return what the tags of a desktop say of a rollout, as a table shows it; blank if nothing."""
    try:
        note = Note.of(name, tags)
    except InputError:
        return tags[ROLLOUT_TAG]
    return note.told if note else ""


def short(image_id: str) -> str:
    """Return the part of the ID of an image that notes contain."""
    return re.sub(r"[^0-9A-Za-z]", "", image_id)[:_SHORT]


@dataclasses.dataclass(frozen=True)
class Seat:
    """A desktop of the lab.

    :param row: the desktop as ``workspace_desktop_info`` returns it.
    :param old_image: the ID of the image that it had before the rollout that its note is about.
    :param spare: whether nobody has it.
    """

    name: str
    row: Row
    note: Note | None = None
    old_image: str | None = None
    spare: bool = False

    @classmethod
    def of(cls, row: Row, spare: bool = False) -> Seat:
        """Read a desktop. Raises :class:`.errors.InputError` if nobody can read its note."""
        name, tags = str(row["computer_name"]), row.get("tags") or {}
        note = Note.of(name, tags)
        return cls(name, row, note, tags.get(OLD_IMAGE_TAG) if note else None, spare)

    @property
    def desktop_id(self) -> str:
        """The ID of the desktop."""
        return str(self.row["desktop_id"])

    @property
    def image_id(self) -> str | None:
        """The ID of the image that it has now."""
        return self.row.get("image_id")

    @property
    def item(self) -> dict[str, Any]:
        """The desktop as an item of ``workspace_desktop``."""
        return {"computer_name": self.name, "desktop_id": self.desktop_id}

    @property
    def power(self) -> str:
        """The state of ``workspace_desktop`` of a desktop that is off, blank if it is not."""
        return OFF.get(self.row["status"], "")

    @property
    def in_use(self) -> bool:
        """Whether somebody is logged in, or may be."""
        return in_use(self.row)

    @property
    def exam(self) -> str:
        """Why nothing must be done to it as long as an exam goes on, blank if none does."""
        note = ExamNote.of(self.row)
        return f"it is in the exam {note.exam}" if note else ""

    @property
    def may_lack_disks(self) -> bool:
        """Whether its system may leave disks offline after a rebuild: any but Linux, also one that is not told."""
        return str(self.row.get("os_type")).lower() != "linux"

    @property
    def unfit(self) -> str:
        """Why nothing can be done to it, blank if something can."""
        if is_going(self.row):
            return "it is being deleted"
        if self.row["status"] in ("ERROR", UNTOLD):
            return f"its status is {self.row['status']}"
        return "" if self.image_id else "the service does not tell its image"


@dataclasses.dataclass(frozen=True)
class Settings:
    """How far a rollout goes at once.

    :param canary: how many seats get the image first. :param canary_seats: names or patterns of seats that come first.
    :param batch: how many seats a run takes. :param max_failures: how many failed seats stop the rollout.
    :param soak: how long the canaries have to be good before other seats follow.
    :param snapshot_before: the disks of which snapshots are taken before, blank for none.
    :param wait_for_logoff: how long people have to log off, blank if nobody waits for them.
    :param check_script: the name of the script that has to succeed on each seat, blank for none.
    :param pools: which desktops of pools get the image after the seats, see :mod:`.rollout_pools`; blank for none.
    :param pool_batch: how many desktops of each pool a run takes, 0 for all that nobody has.
    """

    canary: int
    canary_seats: Sequence[str]
    batch: int
    max_failures: int
    soak: datetime.timedelta
    snapshot_before: str
    wait_for_logoff: str
    check_script: str
    pools: str
    pool_batch: int

    @classmethod
    def of(cls, lab: Mapping[str, Any], run: Mapping[str, Any] | None = None) -> Settings:
        """Read the section ``rollout`` of a lab file, and the run variables that take precedence over it.

        :raises InputError: a value makes no sense.
        """
        section, said = lab.get("rollout") or {}, run or {}
        named = list(section.get("canary_seats") or [])
        canary, given = section.get("canary"), str(said.get("canary", "")).strip()
        if given and not given.isdecimal():
            named, canary = [one.strip() for one in given.split(",") if one.strip()], None
        elif given:
            named, canary = [], _number("lab_canary", given, 0)
        wait = (section.get("wait_for_logoff") or "").strip()
        if wait:
            read_wait("rollout.wait_for_logoff", wait)
        number = max(len(named), 1) if canary is None else _number("rollout.canary", canary, 0)
        return cls(
            canary=number,
            canary_seats=named,
            batch=_given(said, section, "batch", 5),
            max_failures=_given(said, section, "max_failures", 1),
            soak=duration("rollout.soak", section.get("soak") or "0s"),
            snapshot_before=section.get("snapshot_before") or "",
            wait_for_logoff=wait,
            check_script=(section.get("check_script") or "").strip(),
            pools=section.get("pools") or "",
            pool_batch=_number("rollout.pool_batch", section["pool_batch"], 1) if "pool_batch" in section else 0,
        )


def _given(run: Mapping[str, Any], section: Mapping[str, Any], name: str, default: int) -> int:
    said = str(run.get(name, "")).strip()
    return _number(f"lab_{name}", said, 1) if said else _number(f"rollout.{name}", section.get(name, default), 1)


def _number(where: str, given: object, least: int) -> int:
    text = str(given)
    if not text.isdecimal() or int(text) < least:
        raise InputError(f"{where} is {text}, but must be a number from {least} on")
    return int(text)


def check_rollout(lab: Mapping[str, Any]) -> None:
    """Check what a lab file says of rollouts. Raises :class:`.errors.LabError`."""
    try:
        Settings.of(lab)
    except InputError as error:
        raise LabError(str(error)) from error
    disks = disks_script(lab)
    if disks and any(script["name"] == disks["name"] for script in lab.get("scripts", [])):
        raise LabError(f"rollout.check_disks has a script {disks['name']} of its own; call that of scripts otherwise")


@dataclasses.dataclass
class Progress:
    """How far the seats of a run are with an image.

    :param done: they have it, and are good as far as anybody has checked. :param begun: a run has noted that they get
        it, and nobody knows yet whether they are good. :param failed: they were not good.
    :param waiting: the others. :param in_use: those of the others, and of ``begun``, that must not be disturbed.
    :param left: the others with why nothing can be done to them.
    :param skips_used: whether seats in use are left alone.
    """

    done: list[Seat] = dataclasses.field(default_factory=list)
    begun: list[Seat] = dataclasses.field(default_factory=list)
    failed: list[Seat] = dataclasses.field(default_factory=list)
    waiting: list[Seat] = dataclasses.field(default_factory=list)
    in_use: list[Seat] = dataclasses.field(default_factory=list)
    left: dict[str, str] = dataclasses.field(default_factory=dict)
    skips_used: bool = False

    def candidates(self, image_id: str, retry: bool) -> list[Seat]:
        """Return the seats that may get the image. :param retry: whether those that have failed come first."""
        failed = self.failed if retry else []
        return [one for one in failed if not (self.skips_used and _would_disturb(one, image_id))] + self.waiting


def _would_disturb(seat: Seat, image_id: str) -> bool:
    return seat.in_use and seat.image_id != image_id


def progress_of(seats: Iterable[Seat], image_id: str, skips_used: bool) -> Progress:
    """Sort seats by how far they are with an image. :param skips_used: whether seats in use are left alone."""
    found = Progress(skips_used=skips_used)
    for seat in seats:
        note = seat.note if seat.note and seat.note.image == short(image_id) and seat.note.phase != BACK else None
        there = seat.image_id == image_id
        if note and note.phase == FAILED:
            found.failed.append(seat)
        elif there and not (note and note.open):
            found.done.append(seat)
        elif (seat.unfit or seat.exam) and not note:
            found.left[seat.name] = seat.unfit or seat.exam
        elif seat.exam and not there:
            found.left[seat.name] = seat.exam
        elif skips_used and _would_disturb(seat, image_id):
            found.in_use.append(seat)
        else:
            (found.begun if note and note.open else found.waiting).append(seat)
    return found


@dataclasses.dataclass(frozen=True)
class Turn:
    """A seat that a run rebuilds, unless it has the image already, and checks."""

    seat: Seat
    phase: str
    image_id: str

    @property
    def rebuilt(self) -> bool:
        """Whether the seat does not have the image yet."""
        return self.seat.image_id != self.image_id

    @property
    def note(self) -> Note:
        """The note to write before anything is done to the seat."""
        noted = self.seat.note
        power = noted.power if noted and noted.open and noted.power else self.seat.power
        return Note(short(self.image_id), self.phase, power)

    @property
    def tags(self) -> dict[str, str]:
        """The tags to write before anything is done to the seat.

        The old image of a seat that has a note is the one that it had before that note was written.
        """
        return {ROLLOUT_TAG: self.note.written(), OLD_IMAGE_TAG: self.seat.old_image or self.seat.image_id or ""}


def next_canaries(progress: Progress, settings: Settings, image_id: str, retry: bool) -> list[Turn]:
    """Return the canaries of a run: those that a run has begun with, and as many more as are missing.

    :raises InputError: a name matches no seat of the run.
    """
    tried = [*progress.begun, *progress.done, *([] if retry else progress.failed)]
    known = [seat for seat in tried if seat.note and seat.note.image == short(image_id) and seat.note.phase != BATCH]
    candidates = progress.candidates(image_id, retry)
    chosen = _named(settings.canary_seats, candidates, [*tried, *progress.failed, *progress.in_use])
    others = sorted((seat for seat in candidates if seat not in chosen), key=lambda seat: not seat.spare)
    number = max(0, settings.canary - len(known))
    return _turns(progress, [*chosen, *others][:number], CANARY, image_id, bool(progress.failed) and not retry)


def next_batch(progress: Progress, settings: Settings, image_id: str, retry: bool) -> list[Turn]:
    """Return the seats of a run: those that a run has begun with, and as many more as make a batch with them.

    :param retry: whether seats that have failed come first.
    """
    candidates = progress.candidates(image_id, retry)
    number = max(0, settings.batch - len(progress.begun))
    stopped = not retry and len(progress.failed) >= settings.max_failures
    return _turns(progress, candidates[:number], BATCH, image_id, stopped)


def _turns(progress: Progress, taken: Sequence[Seat], phase: str, image_id: str, stopped: bool) -> list[Turn]:
    """Return the seats of a run. :param stopped: whether no more seats are rebuilt, since too many have failed."""
    begun = [seat for seat in progress.begun if seat.image_id == image_id or not stopped]
    phases = [(seat, seat.note.phase if seat.note else phase) for seat in begun]
    phases += [] if stopped else [(seat, phase) for seat in taken]
    return [Turn(seat, one, image_id) for seat, one in phases]


def _named(patterns: Sequence[str], seats: Sequence[Seat], others: Sequence[Seat]) -> list[Seat]:
    """Return the seats that names or patterns mean, in the order of these."""
    found: list[Seat] = []
    for pattern in patterns:
        matches = matcher([pattern])
        if not any(matches(seat.name) for seat in [*seats, *others]):
            raise InputError(f"the canary {plain(pattern, 60)} matches no seat of this run")
        found += [seat for seat in seats if matches(seat.name) and seat not in found]
    return found


def reasons_to_stop(
    progress: Progress, canaries: Sequence[Seat], settings: Settings, now: datetime.datetime, zone: datetime.tzinfo
) -> list[str]:
    """Return why no further seats may get an image now.

    :param progress: that of all seats of the lab. :param canaries: the canaries that are good.
    """
    against = []
    everybody = len(progress.done) + len(progress.begun) + len(progress.failed) + len(progress.waiting)
    needed = min(settings.canary, everybody + len(progress.in_use))
    if len(progress.failed) >= settings.max_failures:
        names = joined(seat.name for seat in progress.failed)
        against.append(
            f"{len(progress.failed)} of at most {settings.max_failures} failures: {names}; go back with "
            "lab_action=rollback, try these again with lab_retry=true, or set lab_max_failures"
        )
    elif len(canaries) < needed:
        against.append(f"{len(canaries)} of {needed} canaries are good; run lab_action=canary first")
    times = [seat.note.since for seat in canaries if seat.note and seat.note.since]
    if times and max(times) + settings.soak > now:
        until = (max(times) + settings.soak).astimezone(zone)
        against.append(f"the canaries have to be good until {until:%Y-%m-%d %H:%M} (rollout.soak)")
    return against


def good_canaries(seats: Iterable[Seat], image_id: str) -> list[Seat]:
    """Return the canaries of an image that are good."""
    return [
        seat
        for seat in seats
        if seat.image_id == image_id
        and seat.note
        and seat.note.image == short(image_id)
        and seat.note.phase == CANARY
        and seat.note.since
    ]


def turns_back(seats: Iterable[Seat], skips_used: bool) -> tuple[list[Turn], list[Seat], list[Seat]]:
    """Return what a rollback is about: the seats that get their old image back or have to be checked, those that have
    it and need nothing, and those that must not be disturbed."""
    turns, returned, used = [], [], []
    for seat in seats:
        if seat.note is None or not seat.old_image:
            continue
        if seat.image_id == seat.old_image and seat.note.phase != BACK:
            returned.append(seat)
        elif skips_used and _would_disturb(seat, seat.old_image):
            used.append(seat)
        else:
            turns.append(Turn(seat, BACK, seat.old_image))
    return turns, returned, used


def judged(
    turn: Turn, scripts: Iterable[str], records: Mapping[tuple[str | None, str], Record], failed: Collection[str]
) -> tuple[str, str]:
    """Return whether a seat is good after it was rebuilt, and why not.

    :param scripts: the scripts that have to have succeeded on it since.
    :param records: the last record of each script on each desktop since its rebuild, by the script's name and the ID of
        the desktop. :param failed: the names of desktops of which a task has said so.
    """
    seat, row = turn.seat, turn.seat.row
    if turn.rebuilt:
        bad = seat.name in failed and not seat.in_use
        return (BAD, "it does not have the image") if bad else (UNKNOWN, "it was not rebuilt")
    if seat.unfit:
        return BAD, seat.unfit
    if seat.power:
        return UNKNOWN, f"it is {seat.power}"
    if row.get("domain_status") == LEFT_DOMAIN:
        return BAD, "it has left its domain"
    if row["login_status"] == UNTOLD:
        return UNKNOWN, "the service does not tell whether people can log in"
    if row["login_status"] not in REACHABLE:
        return BAD, "people cannot log in: it is not registered"
    for name in scripts:
        record = records.get((name, seat.desktop_id))
        if record is None or record.going:
            return UNKNOWN, f"nothing is known of the script {name} since it was rebuilt"
        if not record.good:
            return BAD, record.told
    return GOOD, ""
