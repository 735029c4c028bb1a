#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_script_execution_info
short_description: List executions of scripts and commands
version_added: 0.1.0
description:
  - Returns the records of script executions, one for each script and desktop, or the executions themselves.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  gather:
    description:
      - V(records) returns the outcome of each script on each desktop. Without O(task_ids) and O(show_history) the
        service returns only the newest record of each script and desktop.
      - V(tasks) returns executions.
      - V(pool_tasks) returns executions on pools, including the command that was run.
    type: str
    choices: [records, tasks, pool_tasks]
    default: records
  record_ids:
    description:
      - IDs of records, which are returned with their output. The other filters are then ignored. Only for
        O(gather=records).
    type: list
    elements: str
    aliases: [record_id]
  task_ids:
    description: IDs of executions. Only one with O(gather=records).
    type: list
    elements: str
    aliases: [task_id, script_task_id]
  scripts:
    description: Names or IDs of scripts of the library. Only one with O(gather=tasks) and O(gather=pool_tasks).
    type: list
    elements: str
    aliases: [script_ids, script_id]
  script_names:
    description:
      - Names that scripts had when they were run, including scripts that are no longer in the library. Only one with
        O(gather=tasks) and O(gather=pool_tasks), where the service also matches parts of names.
    type: list
    elements: str
    aliases: [script_name]
  desktops:
    description: Names or IDs of desktops; only IDs for deleted desktops. Only for O(gather=records).
    type: list
    elements: str
    aliases: [desktop_ids, resource_id]
  pools:
    description: Names or IDs of pools. Only one with O(gather=pool_tasks).
    type: list
    elements: str
    aliases: [pool, resource_group_id, desktop_pool_id]
  resource_group_type:
    description: Kind of group on which the execution ran, as the service names it. Only for O(gather=tasks).
    type: str
  status:
    description:
      - A status of the service. Records are V(WAITING), V(RUNNING), V(SUCCESS), V(FAILED) and others, executions
        V(INIT), V(RUNNING), V(FINISH) and V(FAILED). For O(gather=pool_tasks) the filter is V(WAITING), V(RUNNING),
        V(SUCCESS) or V(FAILED).
    type: str
  task_type:
    description: Whether scripts or a command were run.
    type: str
    choices: [SCRIPT, COMMAND]
  is_first_order:
    description: Whether the desktop was in the first batch. Only for O(gather=records).
    type: bool
  show_history:
    description:
      - Whether to return older records of the same script and desktop as well. Requires O(desktops) and O(scripts).
        Only for O(gather=records).
    type: bool
  execute_time_start:
    description: Returns only what was run after this time, such as V(2026-10-05T08:00:00Z).
    type: str
  execute_time_end:
    description: Returns only what was run before this time.
    type: str
  output:
    description: Whether to read the output of each record as well. This takes one request for each record.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_script_execution
  - module: huaweicloud.workspace.workspace_script_info
"""

EXAMPLES = r"""
---
- name: Find desktops on which the last run of a script failed
  huaweicloud.workspace.workspace_script_execution_info:
    status: FAILED
  register: failed

- name: List everything that was run since the course began
  huaweicloud.workspace.workspace_script_execution_info:
    gather: tasks
    execute_time_start: "2026-10-05T06:00:00Z"
  register: executions
"""

RETURN = r"""
---
records:
  description: The outcome of each script, or of the command, on each desktop.
  returned: when O(gather=records)
  type: list
  elements: dict
  contains:
    # generated from tests/returns/script_record.yml: begin
    id: {description: ID of the record., type: str, returned: success}
    script_task_id: {description: ID of the execution., type: str, returned: success}
    script_id: {description: ID of the script; V(null) for a command., type: str, returned: success}
    script_name:
      description: Name of the script; V(null) for a command.
      type: str
      returned: success
      sample: bio101-apps
    resource_id: {description: ID of the desktop., type: str, returned: success}
    resource_name: {description: Name of the desktop., type: str, returned: success, sample: BIO-01}
    status: {description: Status of the record., type: str, returned: success, sample: SUCCESS}
    result_code: {description: Exit code of the script., type: str, returned: success, sample: "0"}
    reason: {description: Reason of a failure., type: str, returned: success}
    output:
      description: Output of the script; V(null) if it was not read.
      type: str
      returned: success
    execute_order:
      description: Batch of the desktop; V(0) if there was only one batch, V(1) for the first, V(2) for all others.
      type: int
      returned: success
      sample: 0
    start_time:
      description: Time at which the script began.
      type: str
      returned: success
      sample: "2026-10-05T08:00:00Z"
    end_time:
      description: Time at which the script ended.
      type: str
      returned: success
      sample: "2026-10-05T08:03:00Z"
    # generated from tests/returns/script_record.yml: end
tasks:
  description: The executions. They have the fields below and all others that the service returns.
  returned: when O(gather=tasks) or O(gather=pool_tasks)
  type: list
  elements: dict
  contains:
    id: {description: ID of the execution., type: str, returned: success}
    status: {description: Status of the execution., type: str, returned: success, sample: FINISH}
    success_num: {description: Number of records that succeeded., type: int, returned: success, sample: 39}
    failed_num: {description: Number of records that failed., type: int, returned: success, sample: 1}
    skip_num: {description: Number of records that were skipped., type: int, returned: success, sample: 0}
    start_time:
      description: Time at which the execution began.
      type: str
      returned: success
      sample: "2026-10-05T08:00:00Z"
    end_time:
      description: Time at which the execution ended.
      type: str
      returned: when it has ended
      sample: "2026-10-05T08:03:00Z"
    resource_ids: {description: IDs of the desktops., type: list, elements: str, returned: when O(gather=tasks)}
    task_scripts: {description: The scripts., type: list, elements: dict, returned: when O(gather=tasks)}
    command_content: {description: The command., type: str, returned: when O(gather=pool_tasks) and a command was run}
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.info import (
    EXECUTION_INFO_SPEC,
    find_executions,
)


def main() -> None:
    run_info(EXECUTION_INFO_SPEC, find_executions)


if __name__ == "__main__":
    main()
