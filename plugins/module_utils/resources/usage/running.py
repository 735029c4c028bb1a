# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a desktop ran, told from the history of what was done to its power."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import ApiError
from .spans import UTC, Span, read_moment

if TYPE_CHECKING:
    from ...client import Client

DESKTOP_ACTIONS = "ListDesktopActions"
"""The operation that tells the history of a desktop."""

_PAGE = 100
_CREATE = "create"
_TURN_ON = (_CREATE, "start", "resume", "unpause", "unshelve", "restore")
_TURN_OFF = ("stop", "suspend", "hibernate", "pause", "shelve", "delete")
_BAD = ("error", "fail")
_ON, _OFF = ("ACTIVE",), ("SHUTOFF", "HIBERNATED", "STOPPED", "SUSPENDED")
_UNTOLD = "the service tells no history of its power"
_EVER = datetime.datetime.min.replace(tzinfo=UTC)


@dataclasses.dataclass(frozen=True)
class Running:
    """When a desktop ran.

    :param spans: united and in their order, without an end while it runs; ``None`` if nothing is known.
    :param known_since: the moment from which the history tells of it; the earliest of all if it tells of the creation.
    :param doubts: why it may be otherwise, in sentences without full stop.
    """

    spans: Sequence[Span] | None = None
    known_since: datetime.datetime | None = None
    doubts: Sequence[str] = ()

    def exact_from(self, begin: datetime.datetime) -> bool:
        """Tell whether nothing speaks against it in a time that begins at a moment."""
        return not self.doubts and self.known_since is not None and self.known_since <= begin


UNKNOWN = Running(doubts=(_UNTOLD,))
"""Nothing is known of a desktop."""


def running_spans(actions: Sequence[Mapping[str, Any]], status: str, now: datetime.datetime) -> Running:
    """Return when a desktop ran.

    What failed, or is not finished, has not turned it on or off. A desktop that is off although nothing has stopped it
    (somebody may have shut down its system) is taken to have run until now, and one that runs although nothing has
    started it keeps what the history tells: both are doubtful.

    :param actions: the rows of ListDesktopActions, in any order. :param status: the status of the desktop now.
    """
    turns, doubts = _turns(actions)
    if not turns:
        return UNKNOWN
    spans: list[Span] = []
    on_since: datetime.datetime | None = None
    is_on: bool | None = None
    for moment, turned_on in turns:
        if turned_on == is_on:
            doubts.append(f"something that happened before {moment:%Y-%m-%d %H:%M} UTC is missing in its history")
        elif turned_on:
            on_since = moment
        elif on_since is not None:
            spans.append(Span(on_since, max(on_since, moment)))
        is_on = turned_on
    if is_on and on_since is not None:
        spans.append(Span(on_since, None if status not in _OFF else max(on_since, now)))
    if status not in (_ON if is_on else _OFF):
        doubts.append(f"its status is {status or 'not told'}, other than by its history")
    is_whole = any(_word(row) == _CREATE for row in actions)
    return Running(spans, _EVER if is_whole else turns[0][0], tuple(doubts))


def _turns(actions: Iterable[Mapping[str, Any]]) -> tuple[list[tuple[datetime.datetime, bool]], list[str]]:
    """Return when a desktop was turned on (true) and off, in order, and what is doubtful about that."""
    turns: list[tuple[datetime.datetime, bool]] = []
    doubts: list[str] = []
    for row in actions:
        word, result = _word(row), str(row.get("result") or "").lower()
        if word not in (*_TURN_ON, *_TURN_OFF) or result.startswith(_BAD):
            continue
        begun, finished = read_moment(row.get("start_time")), read_moment(row.get("finish_time"))
        if not (finished or result):
            continue
        moment = (finished or begun) if word in _TURN_ON else (begun or finished)
        if moment is None:
            doubts.append(f"its history does not tell when it had a {word}")
        else:
            turns.append((moment, word in _TURN_ON))
    return sorted(turns), doubts


def _word(row: Mapping[str, Any]) -> str:
    """Return what was done, in Nova's words."""
    return str(row.get("action") or "").lower().replace("os-", "", 1)


@dataclasses.dataclass(frozen=True)
class PowerChange:
    """A change of the power of a desktop.

    :param turns_on: whether it starts the desktop. :param failed: whether it ended badly.
    :param ended: when it ended, ``None`` if it has not, or the service does not tell.
    """

    turns_on: bool
    failed: bool
    ended: datetime.datetime | None

    def ended_before(self, moment: datetime.datetime) -> bool:
        """Tell whether it ended before a moment."""
        return self.ended is not None and self.ended < moment


def last_change(client: Client, desktop_id: str) -> PowerChange | None:
    """Return the last change of the power of a desktop (ListDesktopActions), ``None`` if the service tells none.

    :raises ApiError: the service refused.
    """
    path = f"/v2/{{project_id}}/desktops/{desktop_id}/actions"
    try:
        rows = client.list_all(path, "desktop_actions", limit=_PAGE)
    except ApiError as error:
        if not error.lacking:
            raise
        return None
    dated = [(begun, row) for row in rows if (begun := read_moment(row.get("start_time"))) is not None]
    if not dated:
        return None
    begun, row = max(dated, key=lambda pair: pair[0])
    result = str(row.get("result") or "").lower()
    ended = read_moment(row.get("finish_time")) or (begun if result else None)
    return PowerChange(_word(row) not in _TURN_OFF, result.startswith(_BAD), ended)


def read_running(client: Client, desktop: Mapping[str, Any], now: datetime.datetime) -> Running:
    """Return when a desktop ran (ListDesktopActions).

    :param desktop: as modules return it: ``desktop_id``, ``status``.
    :raises ApiError: the service refused, also where the region lacks the operation.
    """
    path = f"/v2/{{project_id}}/desktops/{desktop['desktop_id']}/actions"
    rows = client.list_all(path, "desktop_actions", limit=_PAGE)
    return running_spans(rows, desktop["status"], now)


def read_all_running(
    client: Client, desktops: Iterable[Mapping[str, Any]], now: datetime.datetime
) -> dict[str, Running]:
    """Return when desktops ran, by their IDs; one request or more for each. Where the region lacks the operation, or
    the service knows nothing of a desktop, nothing is known of it.

    :raises ApiError: the service refused.
    """
    found: dict[str, Running] = {}
    lacking = False
    for desktop in desktops:
        try:
            found[desktop["desktop_id"]] = UNKNOWN if lacking else read_running(client, desktop, now)
        except ApiError as error:
            if not error.lacking:
                raise
            # The service itself says so of one desktop, a region that lacks the operation of all.
            lacking = error.status == 405 or not error.error_code.startswith("WKS")
            found[desktop["desktop_id"]] = UNKNOWN
    return found
