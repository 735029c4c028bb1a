# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a seat, and which rung is next. Pure.

A seat is broken only if something tells it; where the service tells nothing, that is not known.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from ...names import number_of
from ...resources.desktop.state import IN_USE, LEFT_DOMAIN, REACHABLE, UNTOLD, is_going
from ...resources.usage.running import PowerChange
from ..found import Row
from .ladder import HARD_RESTART, RECREATE, REJOIN, RESTART, RESTORE, SPARE, Note, rungs_left

HEALTHY, OFF, BUSY, UNKNOWN, BROKEN, MISSING = "healthy", "off", "busy", "not known", "broken", "missing"
"""Verdicts on a seat."""

VERDICTS = (HEALTHY, OFF, BUSY, UNKNOWN, BROKEN, MISSING)

COLUMNS = ("seat", "verdict", "next", "power", "session", "domain", "agent", "image", "disks", "reason")

SETTLING = datetime.timedelta(minutes=5)
"""How long after it was started a desktop may need until it registers."""

_NO_TASK = ("", "deleteFailed")
_OFF = ("SHUTOFF", "HIBERNATED")
_DOMAIN = {1: "joined", 2: "left", 3: "not reported"}
_POWER = {"ACTIVE": "started", "SHUTOFF": "stopped", "HIBERNATED": "hibernated"}
_IN_ERROR = "its status is ERROR, in which the service does nothing with it but delete it"


@dataclasses.dataclass(frozen=True)
class Signs:
    """What is known of a seat.

    :param row: the desktop as ``workspace_desktop_info`` returns it.
    :param wanted: what the lab file says of it; ``None`` if it does not name it.
    :param agent: the version of its agent. :param has_domain: whether desktops of the project join a domain.
    :param image_exists: whether its image is still there, ``None`` if that is not known.
    :param power: the last change of its power, ``None`` if that is not known.
    :param unjoinable: why it cannot join its domain. :param unrestorable: why no snapshot of it can be restored.
    :param spare: the spare that could take its place. :param irreplaceable: why none can.
    :param copy: the desktop with copies of its data disks that was created to take its place.
    :param unrecreatable: why none can be created to take its place, or why that one does not.
    :param left_off: whether a task that was killed has left it off. :param restored: whether it was restored since.
    :param jobs: its last job that failed, as part of a sentence. :param scripts: likewise its last script.
    """

    row: Row
    wanted: Mapping[str, Any] | None = None
    agent: str = ""
    has_domain: bool = False
    image_exists: bool | None = None
    power: PowerChange | None = None
    unjoinable: str = ""
    unrestorable: str = ""
    spare: Row | None = None
    irreplaceable: str = ""
    copy: Row | None = None
    unrecreatable: str = ""
    left_off: bool = False
    restored: bool = False
    jobs: str = ""
    scripts: str = ""

    @property
    def left_domain(self) -> bool:
        """Whether it has left the domain in which its people are known."""
        return self.has_domain and self.row.get("domain_status") == LEFT_DOMAIN

    @property
    def failed_to_start(self) -> bool:
        """Whether it is off because its last start failed."""
        return self.row["status"] == "SHUTOFF" and self.power is not None and self.power.failed and self.power.turns_on


@dataclasses.dataclass(frozen=True)
class Finding:
    """The verdict on a seat.

    :param reason: why, empty if it is healthy or off. :param note: what the tag of the desktop says.
    :param rung: the next rung, empty if none is left. :param against: why the rungs before it, or all, cannot help.
    """

    signs: Signs
    verdict: str
    reason: str = ""
    note: Note | None = None
    rung: str = ""
    against: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The name of the desktop."""
        return str(self.signs.row["computer_name"])

    @property
    def desktop_id(self) -> str:
        """The ID of the desktop."""
        return str(self.signs.row["desktop_id"])

    def as_row(self) -> dict[str, str]:
        """Return it as a row of a table."""
        signs, row = self.signs, self.signs.row
        values = (
            self.name,
            self.verdict,
            self.rung or ("none left" if self.verdict == BROKEN else ""),
            _POWER.get(row["status"], row["status"].lower()),
            row["login_status"],
            _DOMAIN.get(row.get("domain_status") or 0, "not told") if signs.has_domain else "",
            signs.agent,
            row.get("image_name") or row.get("image_id") or "",
            _disks(row),
            self.reason,
        )
        return dict(zip(COLUMNS, values))

    def remarks(self) -> list[str]:
        """Return what else is worth knowing, in sentences without full stop."""
        signs, row, found = self.signs, self.signs.row, []
        wanted = signs.wanted or {}
        if row.get("in_maintenance_mode"):
            found.append("it is in maintenance")
        if signs.image_exists is False:
            found.append("its image does not exist any more")
        if wanted.get("image") and wanted["image"] not in (row.get("image_name"), row.get("image_id")):
            found.append(f"its image is not {wanted['image']}")
        disks = row.get("data_volumes") or []
        if wanted.get("data_volumes") is not None and len(wanted["data_volumes"]) > len(disks):
            found.append(
                f"it has {number_of(len(disks), 'data disk')}, but the file wants {len(wanted['data_volumes'])}"
            )
        if self.verdict == OFF and signs.power is None and row["status"] == "SHUTOFF":
            found.append("the service does not tell whether its last start failed")
        if signs.has_domain and row.get("domain_status") not in (1, LEFT_DOMAIN) and self.verdict != OFF:
            found.append("it has not reported whether it is in its domain")
        if self.verdict != BROKEN and signs.copy is not None:
            heir = signs.copy["computer_name"]
            found.append(f"{heir} was created to take its place; delete {heir} with lab_teardown and lab_seats={heir}")
        return [*found, *filter(None, (signs.jobs, signs.scripts)), *self.against]


def diagnose(signs: Signs, order: Sequence[str], now: datetime.datetime) -> Finding:
    """Return the verdict on a seat.

    :param order: the rungs that are used. :param now: the time of the service.
    """
    verdict, reason = _verdict(signs, now)
    note = Note.of(signs.row.get("tags"), now)
    if verdict == OFF and signs.left_off and note == Note(RESTORE):
        verdict, reason = BROKEN, "a run that was killed has turned it off to restore it"
    elif verdict == OFF and note == Note(RECREATE):
        verdict, reason = BROKEN, "a run that was killed has turned it off to copy its data disks"
    if verdict != BROKEN:
        return Finding(signs, verdict, reason, note)
    against: list[str] = []
    for rung in rungs_left(order, note):
        wrong = against_rung(rung, signs)
        if not wrong:
            return Finding(signs, verdict, reason, note, rung, against)
        against.append(f"no {rung}, since {wrong}")
    if not against:
        against.append("all rungs were tried in vain")
    return Finding(signs, verdict, reason, note, "", against)


def _verdict(signs: Signs, now: datetime.datetime) -> tuple[str, str]:
    row, status, session = signs.row, signs.row["status"], signs.row["login_status"]
    if is_going(row):
        return BUSY, "it is being deleted"
    if row["task_status"] not in _NO_TASK:
        return BUSY, f"something goes on: {row['task_status']}"
    if status == "ERROR":
        return BROKEN, "its status is ERROR"
    if session in IN_USE:
        return HEALTHY, ""
    if status in _OFF:
        return (BROKEN, "its last start failed") if signs.failed_to_start else (OFF, "")
    if status in ("", UNTOLD):
        return UNKNOWN, "the service does not tell its status"
    if status != "ACTIVE":
        return UNKNOWN, f"its status is {status}"
    if session == UNTOLD:
        return UNKNOWN, "the service does not tell whether somebody is logged in"
    if signs.left_domain:
        return BROKEN, "it has left its domain"
    if session in REACHABLE:
        return HEALTHY, ""
    if signs.power is not None and not signs.power.ended_before(now - SETTLING):
        return BUSY, "it was started less than 5 minutes ago, and has not registered yet"
    return BROKEN, "its agent has not registered"


def against_rung(rung: str, signs: Signs) -> str:
    """Return why a rung cannot help a broken seat, as part of a sentence; empty if it may."""
    if rung == SPARE:
        return signs.irreplaceable or ("" if signs.spare else "there is no spare for it that works")
    if signs.row["status"] == "ERROR":
        return _IN_ERROR
    if rung == RECREATE:
        return signs.irreplaceable or signs.unrecreatable
    if rung in (RESTART, HARD_RESTART):
        if signs.left_domain:
            return "a restart does not join a domain"
        return "it is off" if rung == HARD_RESTART and signs.row["status"] in _OFF else ""
    if rung == REJOIN:
        if not signs.left_domain:
            return "it has not left its domain"
        return signs.unjoinable
    if rung == RESTORE:
        return signs.unrestorable
    return _unrebuildable(signs)


def _unrebuildable(signs: Signs) -> str:
    if signs.wanted is None:
        return "the lab file does not name it"
    if signs.wanted.get("image") or signs.image_exists:
        return ""
    if signs.image_exists is None:
        return "the service does not tell whether its image still exists; give image in the lab file"
    return "its image does not exist any more; give image in the lab file"


def _disks(row: Row) -> str:
    disks = [row.get("root_volume"), *(row.get("data_volumes") or [])]
    return " + ".join(f"{disk['size']}" for disk in disks if disk)


def missing(name: str) -> dict[str, str]:
    """Return the row of a seat that is not there."""
    return {**dict.fromkeys(COLUMNS, ""), "seat": name, "verdict": MISSING, "reason": "lab_provision creates it"}
