# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a project: real time plus what tests have advanced it by."""

from __future__ import annotations

import time
from datetime import datetime, timezone


class Clock:
    """Seconds since the epoch, running with real time and advanced at will."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> float:
        """Return the present of this clock."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.offset += seconds


def at(moment: float) -> datetime:
    """Return the moment as a date in UTC."""
    return datetime.fromtimestamp(moment, timezone.utc)


def iso(moment: float) -> str:
    """Format as ``2026-09-01T07:45:00.123Z`` (creation times of details)."""
    return at(moment).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(moment * 1000) % 1000:03d}Z"


def iso_seconds(moment: float) -> str:
    """Format as ``2026-09-01T07:45:00Z`` (times of disks)."""
    return at(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(moment: float) -> str:
    """Format as ``2026-09-01 07:45:00`` (times of jobs and of the short desktop list)."""
    return at(moment).strftime("%Y-%m-%d %H:%M:%S")


def http_date(moment: float) -> str:
    """Format as the Date header wants it."""
    return at(moment).strftime("%a, %d %b %Y %H:%M:%S GMT")


MINUTES, SECONDS, MILLISECONDS, DATE = "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d"
BLANK_SECONDS = "%Y-%m-%d %H:%M:%S"
"""How the operations want times to be written, each in its own way."""


def parsed(text: str, form: str) -> float:
    """Return the moment that a text in UTC stands for; a ``ValueError`` says that it is written in another way."""
    return datetime.strptime(text, form).replace(tzinfo=timezone.utc).timestamp()
