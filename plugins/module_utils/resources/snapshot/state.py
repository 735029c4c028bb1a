# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of snapshots, which of them were taken together, and what they were called when taken."""

from __future__ import annotations

import calendar
import dataclasses
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ... import ownership
from ...client import Client
from ...errors import WorkspaceError, plain
from ...plan import chunks
from ..desktop.state import ID_FILTER_LIMIT

SYSTEM, DATA = "SYSTEM_DISK", "DATA_DISKS"

COMPLETE, CREATING, FAILED = "complete", "creating", "failed"

PATH = "/v2/{project_id}/snapshots"

_CREATING, _CREATE_FAILED = "creating", "create_failed"
_AT_WORK = (_CREATING, "restoring")

_MARK = re.compile(
    r"\s*\[workspace-snapshot: (?P<name>[^\[\];]+)(?:; image (?P<image>[^\[\];]+))?(?:; set (?P<set>[^\[\];]+))?\]"
)
"""The mark in a description that says what the user called the snapshot, from which image the desktop was then, and
which snapshots were taken together."""

_WRITTEN = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ")
"""How the service writes times: snapshots have the first form, other things the second."""

_STAMPS = (17, 14, 13, 10)
"""How many digits the time at the end of a name may have: a date and time (with milliseconds), or milliseconds or
seconds since the epoch."""

_STAMP_TOLERANCE = 2 * 86400.0
"""Seconds by which the time in a name may differ from the time of creation, since its time zone is not known."""

_SEPARATORS = "-_ ."

CLOCK_TOLERANCE = 2.0
"""Seconds by which times that the service writes may differ from its clock."""


def described(description: str | None, name: str, image_id: str | None, set_id: str) -> str:
    """Return a description with the mark of a snapshot in it, before the mark of a lab."""
    parts = [f"workspace-snapshot: {name}", f"image {image_id}" if image_id else "", f"set {set_id}"]
    owner = ownership.owner(description)
    mark = f"[{'; '.join(part for part in parts if part)}]"
    return " ".join(
        part for part in (ownership.text(description), mark, ownership.mark(owner) if owner else "") if part
    )


def possible_names(snapshot_name: str, desktop_name: str, created: float | None) -> tuple[str, ...]:
    """Return what a snapshot without a mark may have been called when it was taken.

    The service composes the name: desktop, given name, time. How it joins and writes them is not documented, so that
    more than one reading may be possible.
    """
    if not snapshot_name.lower().startswith(desktop_name.lower()):
        return (snapshot_name,)
    rest = snapshot_name[len(desktop_name) :]
    readings = [rest[:-digits] for digits in _STAMPS if _is_time(rest[-digits:], digits, created)]
    if not readings:
        # A time in no known form: it may begin at any of the last digits.
        digits = len(rest) - len(rest.rstrip("0123456789"))
        readings = [rest[: len(rest) - cut] for cut in range(digits + 1)]
    return tuple(dict.fromkeys(name for one in readings for name in (one, one.strip(_SEPARATORS))))


def _is_time(text: str, digits: int, created: float | None) -> bool:
    """Whether the end of a name is the time at which the snapshot was taken."""
    if len(text) != digits or not re.match(r"[0-9]+$", text):
        return False
    moment = _epoch(text[:14], "%Y%m%d%H%M%S") if digits >= 14 else float(text[:10])
    return moment is not None and created is not None and abs(moment - created) <= _STAMP_TOLERANCE


def _epoch(text: str, pattern: str) -> float | None:
    try:
        return float(calendar.timegm(time.strptime(text, pattern)))
    except ValueError:
        return None


def _moment(text: str | None) -> float | None:
    """Read a time as the service writes it."""
    moments = [_epoch(text or "", pattern) for pattern in _WRITTEN]
    return next((moment for moment in moments if moment is not None), None)


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """A snapshot of one disk.

    :param disk_type: ``SYSTEM_DISK`` or ``DATA_DISKS``; which of several data disks it is the service does not tell.
    :param names: what it may have been called when it was taken; more than one if that cannot be told.
    :param image_id: the image that its desktop had then, where that is known.
    :param taken_with: the same for all snapshots of one desktop that one request took.
    :param owner: the lab that it belongs to.
    """

    snapshot_id: str
    snapshot_name: str
    desktop_id: str
    desktop_name: str
    disk_type: str
    status: str
    automatic: bool
    created: float | None
    names: tuple[str, ...]
    image_id: str | None
    taken_with: str
    owner: str | None
    answer: Mapping[str, Any] = dataclasses.field(repr=False, compare=False, default_factory=dict)

    @property
    def name(self) -> str | None:
        """What it was called when it was taken, if that can be told."""
        return self.names[0] if len(self.names) == 1 else None

    @property
    def usable(self) -> bool:
        """Whether it can be restored: one that was restored before, even in vain, still can."""
        return self.status not in (_CREATING, _CREATE_FAILED)

    @property
    def at_work(self) -> bool:
        """Whether the service is taking or restoring it, during which it refuses everything else there."""
        return self.status in _AT_WORK

    def restored_since(self, moment: float) -> bool:
        """Tell whether it is being restored, or was restored after a moment of the service's clock."""
        restored = _moment(self.answer.get("last_restore_time"))
        return self.status == "restoring" or restored is not None and restored >= moment - CLOCK_TOLERANCE

    def as_result(self, now: float, state: str) -> dict[str, Any]:
        """Return the snapshot as modules return it.

        :param now: the service's clock. :param state: that of its set.
        """
        return {
            "snapshot_id": self.snapshot_id,
            "name": self.name,
            "snapshot_name": self.snapshot_name,
            "desktop_id": self.desktop_id,
            "desktop_name": self.desktop_name,
            "disk_type": self.disk_type,
            "set": self.taken_with,
            "state": state,
            "status": self.status,
            "process": self.answer.get("process"),
            "create_type": self.answer.get("create_type"),
            "create_time": self.answer.get("create_time"),
            "age": None if self.created is None else max(0, int(now - self.created)),
            "image_id": self.image_id,
            "lab": self.owner,
            "description": text(self.answer.get("description")),
            "last_restore_time": self.answer.get("last_restore_time"),
            "restore_fail_reason": self.answer.get("restore_fail_reason"),
        }


def text(description: str | None) -> str:
    """Return a description without ownership."""
    return _MARK.sub("", ownership.text(description)).strip()


def parse(row: Mapping[str, Any]) -> Snapshot:
    """Read one row of ListDesktopSnapshot."""
    description = row.get("description") or ""
    mark = _MARK.search(description)
    name, desktop_name = row.get("snapshot_name") or "", row.get("desktop_name") or ""
    created = _moment(row.get("create_time"))
    return Snapshot(
        snapshot_id=row["snapshot_id"],
        snapshot_name=name,
        desktop_id=row["desktop_id"],
        desktop_name=desktop_name,
        disk_type=SYSTEM if row.get("is_system_disk") else DATA,
        status=(row.get("status") or "").lower(),
        automatic=(row.get("create_type") or "").upper() == "AUTO",
        created=created,
        names=(mark.group("name"),) if mark else possible_names(name, desktop_name, created),
        image_id=mark.group("image") if mark else None,
        taken_with=(mark.group("set") if mark else None) or row.get("create_time") or row["snapshot_id"],
        owner=ownership.owner(description),
        answer=row,
    )


@dataclasses.dataclass(frozen=True)
class SnapshotSet:
    """Snapshots of one desktop that one request took."""

    snapshots: tuple[Snapshot, ...]

    @property
    def state(self) -> str:
        """``complete`` once all of them are, ``creating`` as long as one is, ``failed`` if one could not be taken."""
        statuses = {snapshot.status for snapshot in self.snapshots}
        if _CREATE_FAILED in statuses:
            return FAILED
        return CREATING if _CREATING in statuses else COMPLETE

    @property
    def created(self) -> float:
        """When it was taken, by the service's clock."""
        return max(snapshot.created or 0.0 for snapshot in self.snapshots)

    @property
    def dated(self) -> bool:
        """Whether it can be told when it was taken, so that it is known to be older or newer than another."""
        return all(snapshot.created is not None for snapshot in self.snapshots)

    @property
    def image_id(self) -> str | None:
        """The image that the desktop had then, where that is known."""
        return next((snapshot.image_id for snapshot in self.snapshots if snapshot.image_id), None)

    def covers(self, kinds: Sequence[str]) -> bool:
        """Whether it has a snapshot of each of these kinds of disks."""
        return set(kinds) <= {snapshot.disk_type for snapshot in self.snapshots}


def sets_of(snapshots: Sequence[Snapshot]) -> list[SnapshotSet]:
    """Return the sets that snapshots make up, the oldest first."""
    together: dict[tuple[str, str], list[Snapshot]] = {}
    for snapshot in snapshots:
        together.setdefault((snapshot.desktop_id, snapshot.taken_with), []).append(snapshot)
    return sorted((SnapshotSet(tuple(one)) for one in together.values()), key=lambda one: one.created)


def by_desktop(snapshots: Iterable[Snapshot]) -> dict[str, list[Snapshot]]:
    """Return snapshots by the IDs of their desktops."""
    found: dict[str, list[Snapshot]] = {}
    for one in snapshots:
        found.setdefault(one.desktop_id, []).append(one)
    return found


def results(snapshots: Sequence[Snapshot], now: float) -> list[dict[str, Any]]:
    """Return snapshots as modules return them, each with the state of its set."""
    states = {one.snapshot_id: group.state for group in sets_of(snapshots) for one in group.snapshots}
    return [one.as_result(now, states[one.snapshot_id]) for one in snapshots]


_ID = "snapshot_id"
_NEEDED = ("is_system_disk", "status")
"""What decides which disks a snapshot puts back, and whether it is whole."""

_TELLING = ("create_type", "description")
"""What tells whose a snapshot is."""


def read_snapshots(
    client: Client, desktop_ids: Sequence[str] | None = None, query: Mapping[str, Any] | None = None
) -> list[Snapshot]:
    """ListDesktopSnapshot: the snapshots of these desktops, or all.

    :raises WorkspaceError: the service does not tell of which disk one is, or whether it is complete.
    """
    if desktop_ids is None or len(desktop_ids) > 3 * ID_FILTER_LIMIT:
        queries = [dict(query or {})]
    else:
        parts = chunks(list(dict.fromkeys(desktop_ids)), ID_FILTER_LIMIT)
        queries = [{**(query or {}), "desktop_ids": ",".join(part)} for part in parts]
    for _look in range(2):
        listed = [row for one in queries for row in client.list_all(PATH, "desktop_snapshots", one, id_field=_ID)]
        if all(name in row for row in listed for name in (*_NEEDED, *_TELLING)):
            break
        client.forget()
    lacking = [(row, name) for row in listed for name in _NEEDED if name not in row]
    if lacking:
        row, name = lacking[0]
        text = f"the service does not tell {name} of the snapshot {row[_ID]}; run the task again later"
        raise WorkspaceError(f"{plain(row.get('desktop_name') or row.get('desktop_id') or 'snapshots')}: {text}")
    rows = [parse(row) for row in listed]
    # Two pages may hold the same snapshot when others come and go meanwhile.
    unique = {row.snapshot_id: row for row in rows}
    meant = None if desktop_ids is None else set(desktop_ids)
    return [row for row in unique.values() if meant is None or row.desktop_id in meant]
