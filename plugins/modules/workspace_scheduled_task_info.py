#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_scheduled_task_info
short_description: List scheduled tasks and their executions
version_added: 0.1.0
description:
  - Returns the scheduled tasks of a project with all their fields, including tasks that wait for an event, optionally
    only those that match all given filters.
  - This takes one request for each task.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  task_name:
    description: Exact name of a task.
    type: str
    aliases: [name]
  task_id:
    description: ID of a task.
    type: str
  task_type:
    description: What the tasks do with the desktops.
    type: str
    choices: [START, STOP, REBOOT, HIBERNATE, REBUILD, EXECUTE_SCRIPT, CREATE_SNAPSHOT]
    aliases: [type]
  scheduled_type:
    description: Type of schedule of the tasks.
    type: str
    choices: [FIXED_TIME, DAY, WEEK, MONTH, LIFE_CYCLE]
  life_cycle_type:
    description: Event for which the tasks wait.
    type: str
    choices:
      - POST_CREATE_DESKTOP_SUCCESS
      - POST_REBUILD_DESKTOP_SUCCESS
      - POST_REATTACH_DESKTOP_SUCCESS
      - POST_DESKTOP_DISCONNECTED
  last_status:
    description: Outcome of the last execution.
    type: str
    choices: [SUCCESS, SKIP, FAIL]
  next_executions:
    description: Whether to read the times of the next executions as well. This takes one more request for each task.
    type: bool
    default: false
  records:
    description:
      - Whether to read the executions of each task as well. This takes at least one more request for each task.
    type: bool
    default: false
  record_details:
    description:
      - Whether to read the executions and the outcome of each of them on each desktop. This takes one more request for
        each execution.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_scheduled_task
"""

EXAMPLES = r"""
---
- name: Read the executions of a task and the times of the next ones
  huaweicloud.workspace.workspace_scheduled_task_info:
    task_name: bio101-stop
    record_details: true
    next_executions: true
  register: stop
"""

RETURN = r"""
---
scheduled_tasks:
  description:
    - The tasks. They have the fields below and all options of M(huaweicloud.workspace.workspace_scheduled_task) that
      are set.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/scheduled_task.yml: begin
    id: {description: ID of the task., type: str, returned: success}
    task_name: {description: Name of the task., type: str, returned: success, sample: bio101-start}
    enable: {description: Whether the task is enabled., type: bool, returned: success, sample: true}
    apply_objects:
      description: Targets of the task, by name.
      type: dict
      returned: success
      sample: {desktops: [BIO-01, BIO-02, BIO-T1]}
    last_status:
      description: Outcome of the last execution, V(SUCCESS), V(SKIP) or V(FAIL), or V(null).
      type: str
      returned: success
      sample: SUCCESS
    next_execution_time:
      description: Time of the next execution in the time zone of the task, or V(null).
      type: str
      returned: success
      sample: "2026-10-05 07:45:00"
    # generated from tests/returns/scheduled_task.yml: end
    next_executions:
      description: Times of the next executions in the time zone of the task, as many as the service returns.
      type: list
      elements: str
      returned: when O(next_executions=true)
      sample: ["2026-10-05 07:45:00", "2026-10-06 07:45:00"]
    records:
      description: Executions of the task as the service returns them, with times in the time zone of the task.
      type: list
      elements: dict
      returned: when O(records=true) or O(record_details=true)
      contains:
        id: {description: ID of the execution in the records of the task., type: str, returned: success}
        start_time: {description: Start of the execution., type: str, returned: success, sample: "2026-10-02 07:45:00"}
        status: {description: Outcome of the execution., type: str, returned: success, sample: SUCCESS}
        success_num: {description: Number of desktops with success., type: int, returned: success, sample: 10}
        failed_num: {description: Number of desktops with a failure., type: int, returned: success, sample: 0}
        skip_num: {description: Number of desktops that were skipped., type: int, returned: success, sample: 2}
        details:
          description: The outcome on each desktop as the service returns it.
          type: list
          elements: dict
          returned: when O(record_details=true)
          sample: [{desktop_name: BIO-01, exec_status: SKIP, fail_reason: A user is logged in.}]
unread:
  description: Number of matching tasks that the service counts but does not list.
  returned: success
  type: int
  sample: 0
# generated from tests/returns/errors.yml: begin
error_code:
  description: Error code of the service.
  returned: when the service refuses a request
  type: str
  sample: WKS.00010032
http_status:
  description: HTTP status of the refused request.
  returned: when the service refuses a request
  type: int
  sample: 409
request_id:
  description: ID of the refused request, for inquiries to Huawei Cloud.
  returned: when the service refuses a request
  type: str
error_detail:
  description: Further details of the error.
  returned: when the service sends them
  type: str
encoded_authorization_message:
  description: Encoded reason for a missing permission, which the STS service can decode.
  returned: when the service sends it
  type: str
# generated from tests/returns/errors.yml: end
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
