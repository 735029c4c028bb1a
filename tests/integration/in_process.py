# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module in this process, for tests of many short tasks; a playbook run for each of them would take minutes."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
from unittest import mock

from ansible.module_utils import basic
from integration.harness import Lab, Outcome, Task

MODULES = "ansible_collections.huaweicloud.workspace.plugins.modules"


def carry_out(lab: Lab, task: Task) -> Outcome:
    """Run a task in a project as Ansible runs it on its target, and return what it returned and sent.

    Warnings are left out: ansible-core keeps them for the life of a process.
    """
    seen = len(lab.journal())
    options = {"_ansible_check_mode": task.check, "_ansible_diff": True}
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {**task.arguments, **options}}).encode()
    module = importlib.import_module(f"{MODULES}.{task.module}")
    printed = io.StringIO()
    with (
        mock.patch.dict(os.environ, {**lab.emulator.process_env, **task.environment}, clear=True),
        mock.patch.object(basic, "_ANSIBLE_ARGS", arguments),
        # Only newer releases of ansible-core know profiles, and those insist on one.
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        module.main()
    result = json.loads(printed.getvalue())
    result.pop("warnings", None)
    return Outcome(task, bool(result.get("failed")), result, lab.journal()[seen:])
