# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote assistance at the seats of a lab: how far it is, and what lets somebody in. Pure."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import InputError, LabError, plain
from ..resources.desktop.state import IN_USE, UNTOLD
from ..resources.remote_assistance import SECRETS
from ..resources.rules import duration
from .found import Row
from .status import power_of

COLUMNS = ("seat", "power", "session", "maintenance", "assistance")
HEADER = ("seat", *SECRETS)
"""The first line of a file with what lets somebody in."""

OPEN, CLOSED = "OPEN", "CLOSE"
UNKNOWN = "unknown"

_WORDS = {"WAIT_USER_CONFIRM": "offered", "WAIT_USER_ACCESS": "agreed", OPEN: "open", CLOSED: "ended"}
_DEFAULT = "5m"
_SHORTEST, _LONGEST = datetime.timedelta(seconds=10), datetime.timedelta(hours=1)
_LONGEST_VALUE = 4096

Seat = Mapping[str, Any]
"""What was read of a seat: ``item``, its name, and ``remote_assistance`` as ``workspace_remote_assistance`` returns it,
with its secrets."""


def timeout_of(lab: Mapping[str, Any]) -> int:
    """Return for how many seconds a person may think about an offer. Raises :class:`.errors.InputError`."""
    text = (lab.get("assistance") or {}).get("timeout") or _DEFAULT
    length = duration("assistance.timeout", text)
    if not _SHORTEST <= length <= _LONGEST:
        raise InputError(f'assistance.timeout is "{plain(text, 40)}", but must be from 10s to 1h')
    return int(length.total_seconds())


def check_assistance(lab: Mapping[str, Any]) -> None:
    """Check what a lab file says of assistance. Raises :class:`.errors.LabError`."""
    try:
        timeout_of(lab)
    except InputError as error:
        raise LabError(str(error)) from error


def may_have_assistance(desktop: Row) -> bool:
    """Tell whether there may be assistance on a desktop: it ends with the session of its user."""
    return desktop["login_status"] in (*IN_USE, UNTOLD)


def as_row(desktop: Row, status: str) -> dict[str, str]:
    """Return what is told of a seat.

    :param status: that of its assistance in the words of the service; blank if there is none.
    """
    maintenance = "yes" if desktop.get("in_maintenance_mode") else ""
    cells = (
        desktop["computer_name"],
        power_of(desktop),
        desktop["login_status"],
        maintenance,
        _WORDS.get(status, status),
    )
    return dict(zip(COLUMNS, cells))


def open_seats(seats: Iterable[Seat]) -> list[str]:
    """Return the names of the seats to which somebody may go now."""
    return [seat["item"] for seat in seats if _status(seat) == OPEN]


def missed(seats: Iterable[Seat], seconds: int) -> list[dict[str, str]]:
    """Return the seats whose session is not open, as ``target`` with a ``reason``.

    :param seconds: for how long it was waited.
    """
    return [{"target": seat["item"], "reason": _why_not(seat, seconds)} for seat in seats if _status(seat) != OPEN]


def _status(seat: Seat) -> str:
    return str((seat["remote_assistance"] or {"status": ""})["status"])


def _why_not(seat: Seat, seconds: int) -> str:
    status = _status(seat)
    if status == CLOSED:
        reason = plain(seat["remote_assistance"].get("failed_reason") or "the service gave no reason")
        return f"refused or ended ({reason.rstrip('.')})"
    if not status:
        return "somebody else has withdrawn the offer"
    what = "agreed, but nobody was let in" if _WORDS.get(status) == "agreed" else "no answer"
    return f"{what} within {seconds} s, so the offer was withdrawn"


def written(seats: Iterable[Seat]) -> str:
    """Return what lets somebody in to the seats that are open, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for seat in seats:
        if _status(seat) == OPEN:
            ways = seat["remote_assistance"]
            writer.writerow([seat["item"], *(plain(ways.get(name) or "", _LONGEST_VALUE) for name in SECRETS)])
    return text.getvalue()
