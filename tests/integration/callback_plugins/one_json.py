# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the results of all tasks as one JSON document, and nothing else, for programs that read it."""

from __future__ import annotations

import json
import sys

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: one_json
type: stdout
short_description: Prints one JSON document
description:
  - Prints a list of the results of all tasks.
"""


class CallbackModule(CallbackBase):
    """The callback."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "one_json"

    def __init__(self):
        super().__init__()
        self._results = []

    def v2_runner_on_ok(self, result):
        self._results.append({"failed": False, **result._result})

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._results.append({**result._result, "failed": True})

    def v2_playbook_on_stats(self, stats):
        sys.stdout.write(json.dumps(self._results, default=str))
