#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_script_execution_info
short_description: Find what scripts and commands were run on desktops
version_added: 0.1.0
description:
  - Returns the records of script executions, one for each script and desktop, or the executions themselves.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  gather:
    description:
      - V(records) for what became of each script on each desktop. Without O(task_ids) and O(show_history) the service
        tells the newest record of each script and desktop alone.
      - V(tasks) for executions.
      - V(pool_tasks) for executions on pools, which also tell the command that was run.
    type: str
    choices: [records, tasks, pool_tasks]
    default: records
  record_ids:
    description: IDs of records, which are returned with their output; the other filters then do not count. For records.
    type: list
    elements: str
    aliases: [record_id]
  task_ids:
    description: IDs of executions. Only one for O(gather=records).
    type: list
    elements: str
    aliases: [task_id, script_task_id]
  scripts:
    description: Names or IDs of scripts of the library. Only one for O(gather=tasks) and O(gather=pool_tasks).
    type: list
    elements: str
    aliases: [script_ids, script_id]
  script_names:
    description:
      - Names that scripts had when they were run, also of scripts that are not in the library any more. Only one for
        O(gather=tasks) and O(gather=pool_tasks), where the service also finds parts of names.
    type: list
    elements: str
    aliases: [script_name]
  desktops:
    description: Names or IDs of desktops. A desktop that is gone is known by its ID alone. For O(gather=records).
    type: list
    elements: str
    aliases: [desktop_ids, resource_id]
  pools:
    description: Names or IDs of pools. Only one for O(gather=pool_tasks).
    type: list
    elements: str
    aliases: [pool, resource_group_id, desktop_pool_id]
  resource_group_type:
    description: The service's word for the kind of group that an execution was for. For O(gather=tasks).
    type: str
  status:
    description:
      - A status of the service. Records are V(WAITING), V(RUNNING), V(SUCCESS), V(FAILED) and others; executions
        V(INIT), V(RUNNING), V(FINISH) and V(FAILED). Executions on pools are asked for by V(WAITING), V(RUNNING),
        V(SUCCESS) and V(FAILED).
    type: str
  task_type:
    description: Whether scripts or a command were run.
    type: str
    choices: [SCRIPT, COMMAND]
  is_first_order:
    description: Whether the desktop was in the first batch of a gray release. For O(gather=records).
    type: bool
  show_history:
    description:
      - Whether older records of the same script and desktop are returned too. Needs O(desktops) and O(scripts). For
        O(gather=records).
    type: bool
  execute_time_start:
    description: Only what was run after this time, such as V(2026-10-05T08:00:00Z).
    type: str
  execute_time_end:
    description: Only what was run before this time.
    type: str
  output:
    description: Whether to read the output of each record too. That takes one request a record.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_script_execution
  - module: huaweicloud.workspace.workspace_script_info
"""

EXAMPLES = r"""
---
- name: Where did the last run of anything fail?
  huaweicloud.workspace.workspace_script_execution_info:
    status: FAILED
  register: failed

- name: What was run since the course began?
  huaweicloud.workspace.workspace_script_execution_info:
    gather: tasks
    execute_time_start: "2026-10-05T06:00:00Z"
  register: executions
"""

RETURN = r"""
---
records:
  description: What became of each script, or of the command, on each desktop.
  returned: O(gather=records)
  type: list
  elements: dict
  contains:
    id: {description: ID of the record., type: str, returned: success}
    script_task_id: {description: ID of the execution., type: str, returned: success}
    script_id: {description: ID of the script; null for a command., type: str, returned: success}
    script_name: {description: Its name; null for a command., type: str, returned: success, sample: bio101-apps}
    resource_id: {description: ID of the desktop., type: str, returned: success}
    resource_name: {description: Name of the desktop., type: str, returned: success, sample: BIO-01}
    status: {description: How it ended., type: str, returned: success, sample: SUCCESS}
    result_code: {description: What the script ended with., type: str, returned: success, sample: "0"}
    reason: {description: Why it failed., type: str, returned: success}
    output: {description: What the script printed; null if it was not read., type: str, returned: success}
    execute_order:
      description: The batch. 0 if there was one only, 1 for the first, 2 for the others.
      type: int
      returned: success
    start_time: {description: When it began., type: str, returned: success, sample: "2026-10-05T08:00:00Z"}
    end_time: {description: When it ended., type: str, returned: success, sample: "2026-10-05T08:03:00Z"}
tasks:
  description: The executions, with the fields that the service itself returns.
  returned: O(gather=tasks) or O(gather=pool_tasks)
  type: list
  elements: dict
  contains:
    id: {description: ID of the execution., type: str, returned: success}
    status: {description: How far it is., type: str, returned: success, sample: FINISH}
    success_num: {description: How many records succeeded., type: int, returned: success, sample: 39}
    failed_num: {description: How many failed., type: int, returned: success, sample: 1}
    skip_num: {description: How many were left out., type: int, returned: success, sample: 0}
    start_time: {description: When it began., type: str, returned: success, sample: "2026-10-05T08:00:00Z"}
    end_time: {description: When it ended., type: str, returned: when it has ended, sample: "2026-10-05T08:03:00Z"}
    resource_ids: {description: IDs of the desktops., type: list, elements: str, returned: O(gather=tasks)}
    task_scripts: {description: The scripts., type: list, elements: dict, returned: O(gather=tasks)}
    command_content: {description: The command., type: str, returned: O(gather=pool_tasks) for a command}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.info import (
    EXECUTION_INFO_SPEC,
    find_executions,
)


def main() -> None:
    run_info(EXECUTION_INFO_SPEC, find_executions)


if __name__ == "__main__":
    main()
