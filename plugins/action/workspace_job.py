# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows progress while workspace_job waits. It sends nothing itself: it runs the module in slices of some seconds."""

from __future__ import annotations

import time
from typing import Any

from ansible.plugins.action import ActionBase

SLICE = 10
"""Seconds that the module waits before it says how far the jobs are."""

QUIET = 60
"""Seconds after which a line is shown although nothing has changed."""

MODULE = "huaweicloud.workspace.workspace_job"


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Runs the module of the same name in slices, and shows a line when its numbers have changed.

    The lines go to the standard error, since the standard output may be read by a program.
    """

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """Return what the last slice returned."""
        super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        try:
            timeout = int(arguments.get("wait_timeout", 1800))
        except (TypeError, ValueError, OverflowError):
            return self._module(arguments, task_vars)
        if timeout <= SLICE:
            return self._module(arguments, task_vars)
        job_ids = arguments.get("job_ids")
        if (
            isinstance(job_ids, list)
            and "jobs" not in arguments
            and all(isinstance(one, (str, int)) for one in job_ids)
        ):
            # From slice to slice it must stay known when the wait began, or an unknown job would never be found out.
            api = arguments.pop("api", "workspace-sub-jobs")
            arguments["jobs"] = [
                {"id": str(job_id), "api": api, "targets": {str(job_id): None}, "submitted": time.time()}
                for job_id in arguments.pop("job_ids")
            ]
        started = time.monotonic()
        progress = Progress()
        while True:
            left = max(1, int(timeout - (time.monotonic() - started)))
            result = self._module({**arguments, "wait_timeout": left, "report_after": SLICE}, task_vars)
            if result.get("failed") or result.get("finished", True) or left <= SLICE:
                return result
            line = progress.line(result["progress"], time.monotonic() - started)
            if line:
                self._display.display(line, stderr=True)

    def _module(self, arguments: dict[str, Any], task_vars: Any) -> dict[str, Any]:
        result: dict[str, Any] = self._execute_module(module_name=MODULE, module_args=arguments, task_vars=task_vars)
        return result


class Progress:
    """Decides which lines are worth showing."""

    def __init__(self) -> None:
        self._shown: Any = None
        self._when = 0.0

    def line(self, progress: dict[str, Any], elapsed: float) -> str:
        """Return the line for this state of things, or an empty string if it would only repeat the last one.

        :param progress: as the module returns it. :param elapsed: seconds since the wait began.
        """
        if progress == self._shown and elapsed - self._when < QUIET:
            return ""
        self._shown, self._when = progress, elapsed
        failed = progress["failed"]
        trouble = f", {len(failed)} failed ({', '.join(failed)})" if failed else ""
        return f"workspace jobs: {progress['done']} of {progress['total']} desktops ready{trouble}, {elapsed:.0f} s"
