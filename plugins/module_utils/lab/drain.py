# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it means to drain the seats of a lab: the notes of it, the rules, and what is due for each seat and pool. Pure.

A seat is drained when nobody can log in to it (maintenance mode) and it has the note, the tag ``lab-drain``. The note
says since when, and whether the seat was in maintenance mode before, so that a release leaves it there. A procedure
that closes seats while it works on them has its name in their notes, by which it opens them again.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InputError, LabError
from ..resources.desktop.state import CONNECTED, UNTOLD, is_going
from ..resources.logoff import LONGEST_MESSAGE, LONGEST_WAIT, read_wait, warning
from .found import Row, in_use

TAG = "lab-drain"
KEPT = "-kept"
"""How the note ends on a seat that was in maintenance mode before."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d{4}")
"""What a note begins with."""

NOT_TOLD = "not told"
"""What tables show where the service does not tell whether a seat is in maintenance mode."""

FAIL, SKIP, FORCE = "fail", "skip", "force"
"""What happens at the end of the wait to those who are still logged in."""

MESSAGE = "Please save your work and log off: this desktop is needed in {minutes} min."
WAIT, WARN_AT = "30m", ("15m", "5m", "1m")

_SPARE_TIME = 1800
"""Seconds that a task which waits for people has beside the wait."""


@dataclasses.dataclass(frozen=True)
class Rules:
    """How people are asked to leave.

    :param message: what they are told, blank for nothing. :param wait: how long they have, as a task takes it.
    :param then: what happens at the end.
    """

    message: str
    warn_at: Sequence[str]
    wait: str
    then: str

    @classmethod
    def of(cls, lab: Mapping[str, Any], run: Mapping[str, Any]) -> Rules:
        """Return what a lab file says, and run variables instead of it.

        :raises InputError: it makes no sense.
        """
        said = lab.get("drain") or {}
        message = str(run.get("msg") or said.get("message", MESSAGE))
        wait = str(run.get("wait_for_logoff") or said.get("wait_for_logoff") or WAIT)
        marks = [str(mark) for mark in said.get("warn_at", WARN_AT)]
        rules = cls(message.strip(), marks, wait.strip(), str(run.get("at_timeout") or said.get("then") or FAIL))
        if len(warning(rules.message, LONGEST_WAIT)) > LONGEST_MESSAGE:
            raise InputError(f"the message of the drain has more than {LONGEST_MESSAGE} characters")
        for mark in marks:
            read_wait("drain.warn_at", mark)
        rules.check_wait()
        return rules

    def check_wait(self) -> None:
        """Check how long people have. Raises :class:`.errors.InputError`."""
        read_wait("lab_wait_for_logoff or drain.wait_for_logoff", self.wait)

    @property
    def seconds(self) -> int:
        """How long people have."""
        return int(read_wait("wait_for_logoff", self.wait))

    @property
    def told(self) -> str:
        """What people are told who are warned before a drain."""
        return warning(self.message, self.seconds)

    def waiting(self, desktops: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the task of ``workspace_desktop`` that waits until nobody is logged in to desktops."""
        return {
            "state": "logged_off",
            "desktops": list(desktops),
            "if_in_use": self.then,
            **self.patience(warn=bool(self.message)),
        }

    def patience(self, warn: bool) -> dict[str, Any]:
        """Return the options with which a task waits for people. :param warn: whether it warns them."""
        told = {"warn_message": self.message, "warn_at": list(self.warn_at)} if warn else {}
        return {"wait_for_logoff": self.wait, "wait_timeout": self.seconds + _SPARE_TIME, **told}


def patience(lab: Mapping[str, Any], run: Mapping[str, Any], warn: bool) -> dict[str, Any]:
    """Return the options with which the tasks of a run wait for people before they disturb them; none if they do not.

    :param warn: whether the run warns people, for whom it then waits.
    :raises InputError: the rules make no sense.
    """
    if not warn and not str(run["wait_for_logoff"]).strip():
        return {}
    return Rules.of(lab, run).patience(warn)


def check_drain(lab: Mapping[str, Any]) -> None:
    """Check what a lab file says of drains. Raises :class:`.errors.LabError`."""
    try:
        Rules.of(lab, {})
    except InputError as error:
        raise LabError(str(error)) from error


def note_of(row: Row) -> str:
    """Return the note of a seat or pool; blank if it is not drained."""
    return str((row.get("tags") or {}).get(TAG) or "")


def since(row: Row) -> str:
    """Return since when a seat or pool is closed, as its note has it."""
    note = note_of(row)
    moment = _MOMENT.match(note)
    return moment[0] if moment else note


def closed_by(row: Row) -> str:
    """Return the procedure that has closed a seat while it works on it; blank if it is drained, or not closed."""
    return "" if is_kept(row) else note_of(row).removeprefix(since(row)).removeprefix("-")


def is_kept(row: Row) -> bool:
    """Tell whether a seat or pool stays in maintenance mode when it is released."""
    return note_of(row).endswith(KEPT)


def obstacle(row: Row) -> str:
    """Return why a seat or pool cannot be drained or released now; blank if it can."""
    if row.get("status") == "ERROR":
        return "its status is ERROR"
    if row.get("status") == UNTOLD:
        return "the service does not tell its status"
    if row.get("tags") is None or row.get("in_maintenance_mode") is None:
        return "the service does not tell its tags or whether it is in maintenance mode"
    return ""


def told_of(row: Row) -> str:
    """Return what is to be told of the maintenance of a seat, as a table shows it; blank if it is open as usual."""
    if note_of(row):
        what = f"closed by lab_{closed_by(row)}" if closed_by(row) else "drained"
        closed = row.get("in_maintenance_mode") is not False
        return f"{what} {since(row)}" if closed else f"open, but noted as {what} {since(row)}"
    return _maintenance(row)


def _maintenance(row: Row) -> str:
    closed = row.get("in_maintenance_mode")
    return NOT_TOLD if closed is None else "yes" if closed else ""


def is_there(row: Row) -> bool:
    """Tell whether a seat is there, and not being deleted."""
    return not is_going(row)


def closing(row: Row, item: Mapping[str, Any], now: datetime.datetime, by: str = "") -> dict[str, Any]:
    """Return what lets nobody log in to a seat or pool any more, and notes it.

    A note that is there stays as it is, but a drain takes over what a procedure has closed.

    :param item: how a task names it. :param now: the moment to note.
    :param by: the procedure that closes a seat while it works on it; blank for a drain.
    """
    ending = f"-{by}" if by else KEPT if row["in_maintenance_mode"] else ""
    note = note_of(row) if by == closed_by(row) else since(row)
    return {**item, "tags": {TAG: note or f"{now:%Y-%m-%dT%H%M}{ending}"}, "in_maintenance_mode": True}


def timeless(actions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return actions without the moments that their notes begin with, so that a plan is the same a minute later."""
    return [
        {
            **action,
            "fields": {
                name: {**change, "after": str(change["after"]).endswith(KEPT)} if name == f"tags.{TAG}" else change
                for name, change in action["fields"].items()
            },
        }
        for action in actions
    ]


def is_reading(row: Row) -> bool:
    """Tell whether somebody is connected to a desktop, or may be, and so reads messages."""
    return row.get("login_status") in (CONNECTED, UNTOLD) and row.get("status") == "ACTIVE"


def when(row: Row) -> str:
    """Return since when a seat or pool is closed, and by which playbook if it is not drained, as tables show it."""
    by = closed_by(row)
    return f"{since(row)} by lab_{by}" if by else since(row)


COLUMNS = ("seat", "session", "drained", "maintenance")


def as_row(row: Row, people: bool) -> dict[str, str]:
    """Return a row of the table of seats. :param people: whether it names who has the seat where it is in use."""
    told = {
        "seat": str(row["computer_name"]),
        "session": str(row.get("login_status")).lower().replace("_", " ") if in_use(row) else "",
        "drained": when(row),
        "maintenance": _maintenance(row),
    }
    names = ", ".join(user["user_name"] for user in row.get("users") or [])
    return {**told, "person": names if in_use(row) else ""} if people else told
