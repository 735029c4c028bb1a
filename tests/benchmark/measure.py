# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What commands use, and how two of them are compared by running them in turn."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LONGEST = 600.0
"""After how many seconds a command is ended that has not ended by itself."""


class Broken(Exception):
    """Something could not be measured."""


@dataclass(frozen=True)
class Usage:
    """What a command used, with all that it started and waited for, and what it printed."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of processor time."""
    memory: int
    """The most memory that one of its processes had, in KiB; Linux counts that of this process when it began, too."""
    output: str


@dataclass(frozen=True)
class Spread:
    """The median, the minimum and the maximum of some runs."""

    median: float
    minimum: float
    maximum: float
    runs: Sequence[float]

    @classmethod
    def of(cls, runs: Sequence[float]) -> Spread:
        """Return the spread of runs, of which there is at least one."""
        return cls(statistics.median(runs), min(runs), max(runs), [round(run, 3) for run in runs])


@dataclass(frozen=True)
class Pair:
    """Two commands that were run in turn."""

    measured: Sequence[Usage]
    unit: Sequence[Usage]

    @property
    def wall(self) -> float:
        """How many times as long as the unit the measured command takes, by their medians."""
        return _median(self.measured, "wall") / _median(self.unit, "wall")

    @property
    def cpu(self) -> float:
        """The same of processor time, which other work on the machine changes little."""
        return _median(self.measured, "cpu") / _median(self.unit, "cpu")

    def spreads(self) -> dict[str, dict[str, Spread]]:
        """Return the seconds of both commands, by what they are."""
        return {
            name: {kind: Spread.of([getattr(usage, kind) for usage in usages]) for kind in ("wall", "cpu")}
            for name, usages in (("measured", self.measured), ("unit", self.unit))
        }


def in_turn(measured: Callable[[], Usage], unit: Callable[[], Usage], runs: int) -> Pair:
    """Run two things so many times, one after the other by turns, so that what else the machine does hits both."""
    pairs = [(measured(), unit()) for _run in range(runs)]
    return Pair([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], longest: float = LONGEST) -> Usage:
    """Run a command to its end, and return what it used.

    :param longest: after so many seconds it is ended, with all that it has started.
    :raises Broken: it failed, or did not end.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=errors, start_new_session=True
        )
        timer = threading.Timer(longest, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            _pid, status, used = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        printed, complained = _text(output), _text(errors)
    if process.returncode:
        told = " ".join(str(word) for word in command)
        text = f"{printed[-2000:]}{complained[-2000:]}"
        raise Broken(f"{told}\nended with {process.returncode} after {wall:.0f} s:\n{text}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss, printed)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _median(usages: Sequence[Usage], kind: str) -> float:
    return Spread.of([getattr(usage, kind) for usage in usages]).median
