# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs modules in this process. It proves the same as a playbook run, but for what Ansible itself does, in a tenth of
the time; and what a module waits for passes at once. No plan may send anything.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import time
from collections.abc import Mapping
from typing import Any
from unittest import mock

from ansible.module_utils import basic
from integration.harness import Outcome, Task, Tenant
from integration.pure import plans_that_send_nothing

MODULES = "ansible_collections.huaweicloud.workspace.plugins.modules"
DEADLINE = "ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline.Deadline"


def carry_out(tenant: Tenant, task: Task) -> Outcome:
    """Run a task in a project as Ansible runs it on its target, and return what it returned and sent."""
    seen = tenant.seen
    time_machine = TimeMachine(tenant)
    with (
        mock.patch(f"{DEADLINE}.__init__.__defaults__", (time_machine.clock, time_machine.sleep)),
        plans_that_send_nothing(),
    ):
        result = called(task, {**tenant.emulator.process_env, **task.environment})
    return Outcome(task, bool(result.get("failed")), result, tenant.journal(seen))


def called(task: Task, environment: Mapping[str, str]) -> dict[str, Any]:
    """Call a module as Ansible calls it on its target, and return what it returned."""
    options = {"_ansible_check_mode": task.check, "_ansible_diff": True}
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {**task.arguments, **options}}).encode()
    module = importlib.import_module(f"{MODULES}.{task.module}")
    printed = io.StringIO()
    warnings: list[str] = []

    def warn(module: basic.AnsibleModule, warning: str, **more: Any) -> None:
        warnings.append(warning)

    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(basic, "_ANSIBLE_ARGS", arguments),
        # Only newer releases of ansible-core know profiles, and those insist on one.
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True),
        # ansible-core keeps warnings for the life of a process.
        mock.patch.object(basic.AnsibleModule, "warn", warn),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        module.main()
    result: dict[str, Any] = json.loads(printed.getvalue())
    return {**result, "warnings": warnings} if warnings else result


class TimeMachine:
    """The time of a task: whatever the task would sleep is added to its clock and to that of its project."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._skipped = 0.0

    def clock(self) -> float:
        """Return what the task takes for the time."""
        return time.monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        """Let time pass; it takes as long as it says only if somebody else has to do something meanwhile."""
        if self._tenant.is_watched:
            time.sleep(seconds)
        else:
            self._tenant.control("POST", "clock", advance=seconds)
            self._skipped += seconds
