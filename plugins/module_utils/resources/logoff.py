# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits for people to log off by themselves, and warns them of the end of the wait."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..client import Client
from ..errors import InputError, UnknownFateError
from ..plan import chunks
from ..progress import Progress
from .desktop.state import MAX_BATCH, Desktop, read_ids
from .rules import duration

LOGOFF_SPEC: dict[str, dict[str, Any]] = {
    "wait_for_logoff": {"type": "str"},
    "warn_message": {"type": "str"},
    "warn_at": {"type": "list", "elements": "str"},
}
"""Options of a task that waits for people to log off."""

LONGEST_WAIT = 24 * 3600
LONGEST_MESSAGE = 255
MINUTES = "{minutes}"
"""What a warning may have in place of the minutes that are left."""

_MINUTES = re.compile(r"[0-9]{1,6}")
_POLL = 20
"""Seconds from one look at the sessions to the next."""

_PATH = "/v2/{project_id}/desktops/notifications"


@dataclasses.dataclass(frozen=True)
class Patience:
    """How long people have to log off, and what they are told meanwhile.

    :param seconds: how long the wait may last. :param message: the warning, blank for none; see :data:`MINUTES`.
    :param marks: how many seconds before the end it is sent again, beside the first time.
    """

    seconds: float
    message: str = ""
    marks: Sequence[float] = ()

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Patience | None:
        """Return what the options of a task say, ``None`` if it does not wait.

        :param options: with those of :data:`LOGOFF_SPEC` and ``wait_timeout``.
        :raises InputError: they make no sense.
        """
        given, message, marks = (options.get(name) for name in LOGOFF_SPEC)
        if given is None:
            if message is not None or marks is not None:
                raise InputError("warn_message and warn_at need wait_for_logoff, before whose end people are warned")
            return None
        if marks is not None and not message:
            raise InputError("warn_at needs warn_message, the text that people are told")
        seconds = read_wait("wait_for_logoff", given)
        if seconds >= options["wait_timeout"]:
            raise InputError(
                f"wait_for_logoff ({given}) must be shorter than wait_timeout ({options['wait_timeout']} s), which "
                "includes it"
            )
        if len(warning(message or "", LONGEST_WAIT)) > LONGEST_MESSAGE:
            raise InputError(f"warn_message has more than {LONGEST_MESSAGE} characters")
        return cls(seconds, message or "", [read_wait("warn_at", mark) for mark in marks or ()])


def read_wait(option: str, given: str) -> float:
    """Return the seconds that a text means: minutes, or a duration such as ``30m``.

    :param option: what gives it, for the message. :raises InputError: it is neither, or too long.
    """
    text = given.strip()
    seconds = int(text) * 60.0 if _MINUTES.fullmatch(text) else duration(option, text).total_seconds()
    if seconds > LONGEST_WAIT:
        raise InputError(f"{option} is {text}, but the most is 24h")
    return seconds


def warning(message: str, left: float) -> str:
    """Return a warning with the minutes that are left. :param left: in seconds."""
    return message.replace(MINUTES, str(math.ceil(left / 60)))


def due(present: Collection[str], told: Mapping[str, float], left: float, marks: Sequence[float]) -> list[str]:
    """Return which desktops are to be warned: those never told, and those whose last warning was before a mark. Pure.

    :param present: the IDs of the desktops to which somebody is connected.
    :param told: how many seconds were left when they were warned last. :param left: how many are left now.
    :param marks: see :class:`Patience`.
    """
    return [one for one in present if one not in told or any(left <= mark < told[one] for mark in marks)]


class LogoffWait:
    """The wait of one task. It begins with the first look, and all later looks share what is left of it."""

    def __init__(self, client: Client, patience: Patience) -> None:
        self._client = client
        self._patience = patience
        self._end: float | None = None
        self._told: dict[str, float] = {}

    def wait(self, ids: Sequence[str]) -> Mapping[str, Desktop]:
        """Wait until nobody is logged in to desktops any more, or the time is over; return them as they are then.

        Who logs in meanwhile is warned and waited for like the others.
        """
        deadline = self._client.deadline
        if self._end is None:
            self._end = deadline.elapsed + self._patience.seconds
        while True:
            now = read_ids(self._client, ids)
            present = [one for one, desktop in now.items() if desktop.in_use]
            left = self._end - deadline.elapsed
            if not present or left <= 0:
                return now
            # Nobody reads a message in a session that is disconnected.
            reading = [one for one in present if now[one].login_status != "DISCONNECTED"]
            self._told = {one: when for one, when in self._told.items() if one in reading}
            self._warn(due(reading, self._told, left, self._patience.marks), now, left)
            self._client.report(Progress("wait for logoff", len(ids) - len(present), len(ids)))
            ahead = [left - mark for mark in self._patience.marks if mark < left]
            deadline.sleep(min([_POLL, left, *ahead]))

    def _warn(self, ids: Sequence[str], now: Mapping[str, Desktop], left: float) -> None:
        """SendNotifications. A warning whose answer is lost may have been sent, and is not repeated."""
        self._told.update(dict.fromkeys(ids, left))
        running = [one for one in ids if now[one].status == "ACTIVE"]
        for part in chunks(running if self._patience.message else [], MAX_BATCH):
            body = {"desktop_ids": part, "notifications": warning(self._patience.message, left)}
            with contextlib.suppress(UnknownFateError):
                self._client.write("POST", _PATH, body=body, visible=False)
