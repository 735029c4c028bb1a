#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_scheduled_task_info
short_description: Find scheduled tasks, what they did and will do
version_added: 0.1.0
description:
  - Returns the scheduled tasks of a project, those that wait for an event included, with all their fields.
  - Takes a request for each task.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  task_name:
    description: The whole name of a task.
    type: str
    aliases: [name]
  task_id:
    description: The ID of a task.
    type: str
  task_type:
    description: What is done to the desktops.
    type: str
    choices: [START, STOP, REBOOT, HIBERNATE, REBUILD, EXECUTE_SCRIPT, CREATE_SNAPSHOT]
  scheduled_type:
    description: The kind of schedule.
    type: str
    choices: [FIXED_TIME, DAY, WEEK, MONTH, LIFE_CYCLE]
  life_cycle_type:
    description: The event that a task waits for.
    type: str
    choices:
      - POST_CREATE_DESKTOP_SUCCESS
      - POST_REBUILD_DESKTOP_SUCCESS
      - POST_REATTACH_DESKTOP_SUCCESS
      - POST_DESKTOP_DISCONNECTED
  last_status:
    description: What came of the last execution.
    type: str
    choices: [SUCCESS, SKIP, FAIL]
  next_executions:
    description: Whether to ask when each task is due next. That takes one more request a task.
    type: bool
    default: false
  records:
    description: Whether to read the executions of each task. That takes one more request a task at least.
    type: bool
    default: false
  record_details:
    description: Whether to read also what each execution did to each desktop. That takes a request an execution.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_scheduled_task
"""

EXAMPLES = r"""
---
- name: What ran last night, and what is next?
  huaweicloud.workspace.workspace_scheduled_task_info:
    task_name: bio101-stop
    record_details: true
    next_executions: true
  register: stop
"""

RETURN = r"""
---
scheduled_tasks:
  description: The tasks, with the options of M(huaweicloud.workspace.workspace_scheduled_task) that are set.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    task_name: {description: The name., type: str, returned: success, sample: bio101-stop}
    enable: {description: Whether it is carried out., type: bool, returned: success, sample: true}
    apply_objects:
      description: What it applies to, by names.
      type: dict
      returned: success
      sample: {pools: [bio101-drop-in]}
    last_status: {description: What came of its last execution., type: str, returned: success, sample: SKIP}
    next_execution_time:
      description: When it is due next, by the clocks of its own time zone, or null.
      type: str
      returned: success
      sample: "2026-10-05 20:15:00"
    next_executions:
      description: When it is due next, as often as the service foretells it, by the clocks of its own time zone.
      type: list
      elements: str
      returned: O(next_executions=true)
      sample: ["2026-10-05 20:15:00", "2026-10-06 20:15:00"]
    records:
      description: Its executions as the service tells them, with times by the clocks of its own time zone.
      type: list
      elements: dict
      returned: O(records=true) or O(record_details=true)
      contains:
        id: {description: The ID., type: str, returned: success}
        start_time: {description: When it began., type: str, returned: success, sample: "2026-10-02 20:15:00"}
        status: {description: What came of it., type: str, returned: success, sample: SUCCESS}
        success_num: {description: Desktops on which it was done., type: int, returned: success, sample: 10}
        failed_num: {description: Desktops on which it failed., type: int, returned: success, sample: 0}
        skip_num: {description: Desktops that were passed over., type: int, returned: success, sample: 2}
        details:
          description: What it did to each desktop, as the service tells it.
          type: list
          elements: dict
          returned: O(record_details=true)
          sample: [{desktop_name: BIO-01, exec_status: SKIP, fail_reason: A user is logged in.}]
unread:
  description: How many more tasks match, which the service counts but does not list.
  returned: success
  type: int
  sample: 0
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.scheduled_task.info import (
    SCHEDULED_TASK_INFO_SPEC,
    find_scheduled_tasks,
)


def main() -> None:
    run_info(SCHEDULED_TASK_INFO_SPEC, find_scheduled_tasks)


if __name__ == "__main__":
    main()
