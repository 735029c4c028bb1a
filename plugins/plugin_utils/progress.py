# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows how far a module is while it waits. The module says so in a file of the task's temporary directory."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any, Callable

from ansible.plugins.action.normal import ActionModule as Ordinary

from ansible_collections.huaweicloud.workspace.plugins.module_utils.progress import Progress

LOOK = 1.0
"""Seconds between two looks at the file."""

QUIET = 60.0
"""Seconds after which a line is shown although nothing has changed."""


class ActionModule(Ordinary):  # type: ignore[misc]  # ansible-core has no types
    """Runs the module of the same name as every other, and shows its progress.

    The lines go to the standard error, since the standard output may be read by a program. There are none where the
    module does not run on the controller, or where nobody waits for it.
    """

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """Return what the module returns."""
        with self._watched():
            result: dict[str, Any] = super().run(tmp, task_vars)
        return result

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        task, shell = self._task, self._connection._shell
        if self._connection.transport != "local" or task.async_val or task.check_mode:
            yield
            return
        if shell.tmpdir is None:
            self._make_tmp_path()
        # Names must not be shown of a task whose result is hidden.
        lines = Lines(task.action.rpartition(".")[2], shell.tmpdir, named=not task.no_log)
        over = threading.Event()
        watcher = threading.Thread(target=self._show, args=(lines, over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _show(self, lines: Lines, over: threading.Event) -> None:
        while not over.wait(LOOK):
            line = lines.next()
            if line:
                self._display.display(line, stderr=True)


class Lines:
    """Decides which lines are worth showing.

    :param module: its name. :param folder: where it writes its progress.
    :param named: whether the targets that failed are named. :param clock: gives seconds.
    """

    def __init__(self, module: str, folder: str, named: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._module = module
        self._folder = folder
        self._named = named
        self._clock = clock
        self._started = clock()
        self._shown: Progress | None = None
        self._when = 0.0

    def next(self) -> str:
        """Return the line that is to be shown now, or an empty string if it would only repeat the last one."""
        progress = Progress.read(self._folder)
        elapsed = self._clock() - self._started
        if progress is None or progress == self._shown and elapsed - self._when < QUIET:
            return ""
        self._shown, self._when = progress, elapsed
        return f"{self._module}: {progress.line(self._named)}, {elapsed:.0f} s"
