#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_agent_upgrade_task_info
short_description: List scheduled upgrades of access agents
version_added: 1.0.0
description:
  - Returns the tasks with which the service upgrades the access agents of desktops at scheduled times, with their
    schedules, their first batches and the outcome of their last executions.
  - Reads the details of each task with one request.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  task_name:
    description: Exact name of a task, or its ID.
    type: str
    aliases: [name]
  apply_objects:
    description: Whether to read the objects that each task upgrades as well. This takes one more request for each task.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_agent_upgrade_task
  - module: huaweicloud.workspace.workspace_agent_info
"""

EXAMPLES = r"""
---
- name: List the scheduled upgrades of agents
  huaweicloud.workspace.workspace_agent_upgrade_task_info:
    apply_objects: true
  register: upgrades

- name: Print the upgrades whose last execution failed
  ansible.builtin.debug:
    msg: "{{ upgrades.agent_upgrade_tasks | selectattr('last_execute_status', 'equalto', 'FAILED')
      | map(attribute='task_name') }}"
"""

RETURN = r"""
---
agent_upgrade_tasks:
  description:
    - The tasks, with all options of M(huaweicloud.workspace.workspace_agent_upgrade_task) by their names. Options that
      the service does not return are V(null).
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/agent_upgrade_task.yml: begin
    id: {description: ID of the upgrade task., type: str, returned: success}
    task_name: {description: Name of the upgrade task., type: str, returned: success, sample: bio101-agents}
    agent_version: {description: Version of the upgrade., type: str, returned: success, sample: 25.2.0}
    last_execute_status:
      description: V(SUCCESS), V(FAILED), V(RUNNING) or V(WAITING); V(null) before the first execution.
      type: str
      returned: success
      sample: SUCCESS
    next_execute_time:
      description: Time of the next execution as the service returns it.
      type: str
      returned: success
      sample: "2026-12-20 02:00:00"
    # generated from tests/returns/agent_upgrade_task.yml: end
    apply_objects:
      description: Objects that the task upgrades, each with C(object_type) and C(object_name).
      type: list
      elements: dict
      returned: when O(apply_objects=true)
      sample: [{object_type: DESKTOP_TAG, object_name: course=bio101}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.agent_upgrade_task import (
    AGENT_UPGRADE_TASK_INFO_SPEC,
    find_agent_upgrade_tasks,
)


def main() -> None:
    run_info(AGENT_UPGRADE_TASK_INFO_SPEC, find_agent_upgrade_tasks)


if __name__ == "__main__":
    main()
