# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source of ansible-rulebook that watches a lab."""

from __future__ import annotations

DOCUMENTATION = r"""
short_description: Watch a lab, and send an event when something needs attention
description:
  - Reads a lab at regular intervals, and sends an event when one of the conditions of O(types) begins, and another one
    when it ends. It changes nothing.
  - The first reading sends an event for each condition that holds at that time.
  - Each event has C(lab), C(lab_file) (an absolute path), C(type), C(target) (the name of the desktop, pool or
    scheduled task), C(active) (V(true) if the condition begins, V(false) if it ends), C(reason) and C(time).
  - If a reading fails, an event of the type V(reading_failed) is sent, and nothing is concluded about the other
    conditions.
options:
  lab_file:
    description: Path of the lab file, relative to the working directory. It is read again at each interval.
    type: str
    required: true
  types:
    description:
      - The conditions to watch. V(desktop_error), a desktop of the lab or its pools is in the status C(ERROR).
        V(seat_not_ready), a seat cannot be used although it is neither off nor busy. V(pool_exhausted), all desktops of
        a pool are assigned and it cannot grow. V(scheduled_task_failed), the latest execution of a scheduled task of
        the lab failed. V(budget_reached), a person has used all hours of the week.
    type: list
    elements: str
    choices: [desktop_error, seat_not_ready, pool_exhausted, scheduled_task_failed, budget_reached]
    default: [desktop_error, seat_not_ready, pool_exhausted, scheduled_task_failed, budget_reached]
  interval:
    description: Seconds between two readings, 10 or more.
    type: int
    default: 60
  settle:
    description: Seconds for which a seat must not be ready before V(seat_not_ready) is sent.
    type: int
    default: 300
  show_people:
    description: Whether C(target) of V(budget_reached) is the name of the person. Otherwise it is blank.
    type: bool
    default: false
notes:
  - Credentials, project and endpoints are given as for the modules of the collection, by their options or by
    environment variables.
  - The collection, ansible-core and the Python package C(requests) must be installed where ansible-rulebook runs.
"""

EXAMPLES = r"""
- name: Repair the seats of a lab
  hosts: localhost
  sources:
    - huaweicloud.workspace.lab_events:
        lab_file: labs/bio101.yml
        interval: 120
  rules:
    - name: A seat needs attention
      condition: event.type == "seat_not_ready" and event.active == true
      action:
        print_event:
          pretty: true
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

try:
    from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.watcher import Watcher
except ImportError:
    # ansible-rulebook runs this file from the collection, but does not know how to import the collection.
    sys.path.append(str(Path(__file__).resolve().parents[7]))
    from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.watcher import Watcher


async def main(queue: asyncio.Queue[dict[str, Any]], args: dict[str, Any]) -> None:
    """Watch a lab until the task is cancelled.

    :param queue: takes the events. :param args: see the documentation.
    """
    watcher = Watcher(args)
    while True:
        for event in await asyncio.to_thread(watcher.read):
            await queue.put(event)
        await asyncio.sleep(watcher.interval)
