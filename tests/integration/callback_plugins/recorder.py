# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the result of every task as a line of JSON, with the number of requests that its project had seen."""

from __future__ import annotations

import json
import os
from urllib.request import urlopen

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: recorder
type: aggregate
short_description: Writes task results to a file
description:
  - Writes one line of JSON for each task result to the file that E(RECORDER_FILE) names.
  - Hosts are called like projects of the emulator at E(RECORDER_URL), whose requests are counted.
"""


class CallbackModule(CallbackBase):
    """The callback."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def _record(self, outcome, failed):
        host = outcome._host.get_name()
        with urlopen(f"{os.environ['RECORDER_URL']}/_emulator/counters?project={host}", timeout=60) as answer:
            counters = json.load(answer)
        result = {name: value for name, value in outcome._result.items() if not name.startswith("_ansible")}
        line = {
            "host": host,
            "task": outcome._task.get_name(),
            "failed": failed,
            "result": result,
            "requests": counters["reads"] + counters["writes"],
        }
        with open(os.environ["RECORDER_FILE"], "a", encoding="utf-8") as record:
            record.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result):
        self._record(result, failed=False)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record(result, failed=True)
