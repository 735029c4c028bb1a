# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a task may take, and how long it pauses before it tries again."""

from __future__ import annotations

import collections
import contextlib
import random
import threading
import time
from collections.abc import Iterator
from typing import Callable

from .errors import DeadlineError

_BACKOFF_FIRST, _BACKOFF_LAST = 0.5, 20.0

_SHARE_FOR_OTHERS = 0.5
"""How much of a task's time, and of what is left of it, may be spent on waiting for what others do."""


class Deadline:
    """A wall clock for one task: ``seconds`` from now. ``clock`` and ``sleep`` can be replaced in tests."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.seconds = seconds
        self.clock: Callable[[], float] = clock
        self._sleep: Callable[[float], None] = sleep
        self._started = clock()
        self._for_others = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.clock() - self._started

    @property
    def left(self) -> float:
        """Seconds until the end, never below zero."""
        return max(0.0, self.seconds - self.elapsed)

    def sleep(self, seconds: float) -> None:
        """Sleep, but never past the end. Raises :class:`DeadlineError` when no time is left."""
        self.check()
        self._sleep(min(seconds, self.left))

    @contextlib.contextmanager
    def patience(self) -> Iterator[float]:
        """Give the seconds that may be spent on waiting for what others do, as long as this lasts.

        It is half of the time that is left, and in all half of the time of the task, so that enough is left for what
        the task does itself.
        """
        begun = self.elapsed
        try:
            yield min(self.left * _SHARE_FOR_OTHERS, max(0.0, self.seconds * _SHARE_FOR_OTHERS - self._for_others))
        finally:
            self._for_others += self.elapsed - begun

    def check(self, grace: float = 0.0) -> None:
        """Raise :class:`DeadlineError` when the end, and ``grace`` seconds more, have passed."""
        if self.elapsed >= self.seconds + grace:
            raise DeadlineError(f"the task's time of {self.seconds:.0f} s (wait_timeout) is used up")


class Pace:
    """Lets at most so many calls begin within any minute.

    :param calls: how many. :param deadline: by whose clock, and within whose time.
    """

    def __init__(self, calls: int, deadline: Deadline) -> None:
        self._deadline = deadline
        self._last: collections.deque[float] = collections.deque(maxlen=calls)
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Sleep until the next call may begin. Raises :class:`DeadlineError` when the time ends before."""
        with self._lock:
            now = self._deadline.clock()
            is_full = len(self._last) == self._last.maxlen
            begin = max(now, self._last[0] + 60.0) if is_full else now
            self._last.append(begin)
        if begin > now:
            self._deadline.sleep(begin - now)


def backoff(attempt: int) -> float:
    """Return the seconds to wait before attempt ``attempt`` + 1 (counted from 0): doubling, capped, with jitter."""
    return min(_BACKOFF_LAST, _BACKOFF_FIRST * 2.0 ** min(attempt, 10)) * random.uniform(0.5, 1.0)
