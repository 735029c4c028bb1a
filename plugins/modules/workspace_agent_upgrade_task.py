#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_agent_upgrade_task
short_description: Schedule upgrades of access agents
version_added: 1.0.0
description:
  - Creates, updates and deletes tasks with which the service upgrades the access agents of desktops at scheduled times,
    within a time window, and on a few desktops before the others.
  - A task always names the desktops that it upgrades, since a task without desktops could mean all desktops of the
    project.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
options:
  task_name:
    description: Name of the task, or its ID.
    type: str
    required: true
    aliases: [name]
  agent_version:
    description: Version to which agents are upgraded, which the service must offer. Required to create a task.
    type: str
    aliases: [target_version]
  min_version:
    description: Agents older than this version are upgraded. A new task without it upgrades all agents that are older
      than O(agent_version). It cannot be newer than O(agent_version).
    type: str
  scheduled_type:
    description:
      - Whether the task is executed once (V(FIXED_TIME)), or every O(day_interval) days (V(DAY)), on weekdays (V(WEEK))
        or on dates of months (V(MONTH)). Required to create a task.
    type: str
    choices: [FIXED_TIME, DAY, WEEK, MONTH]
  scheduled_date:
    description: Date of V(FIXED_TIME), such as V(2098-12-20).
    type: str
  day_interval:
    description: Number of days from one execution to the next, for V(DAY).
    type: int
  week_list:
    description: Weekdays of V(WEEK), such as V(mon) or V(sunday), or V(1) (Sunday) to V(7).
    type: list
    elements: str
  month_list:
    description: Months of V(MONTH), V(1) to V(12).
    type: list
    elements: int
  date_list:
    description: Days of V(MONTH), V(1) to V(31), or V(L) for the last day of a month.
    type: list
    elements: str
  scheduled_time:
    description: Time of day at which the window begins, in quotes. Required to create a task.
    type: str
  scheduled_end_time:
    description: Time of day at which the window ends, in quotes. Required to create a task.
    type: str
  time_zone:
    description: Time zone of all times, such as V(Europe/Berlin). Required to create a task.
    type: str
  expire_time:
    description: Date, or date and time, from which the task is no longer executed. V("") removes it.
    type: str
  first_desktops:
    description: Names or IDs of the desktops that are upgraded before the others.
    type: list
    elements: str
  first_batch:
    description: Number of desktops, chosen by the service, that are upgraded before the others.
    type: int
  gray_fail_threshold:
    description:
      - Number of failures among O(first_desktops) or O(first_batch) at which the other desktops are not upgraded.
    type: int
  force:
    description:
      - Whether desktops are upgraded while users are logged in. The default for new tasks is V(false).
    type: bool
  notify:
    description: Whether users are informed about the upgrade. The default for new tasks is V(false).
    type: bool
  enable:
    description: Whether the task is executed when it is due. The default for new tasks is V(true).
    type: bool
  description:
    description: Description of the task. The mark of a lab at its end is kept.
    type: str
  apply_objects:
    description:
      - Objects to upgrade. Required to create a task. Objects that are not listed are kept unless
        O(purge_apply_objects=true).
    type: list
    elements: dict
    suboptions:
      object_type:
        description: Kind of the object.
        type: str
        required: true
        choices: [DESKTOP, DESKTOP_POOL, DESKTOP_TAG]
      object_name:
        description: Name or ID of a desktop or pool, or C(key=value) of a tag.
        type: str
        required: true
        aliases: [name, object_id]
  purge_apply_objects:
    description: Whether to remove objects that are not in O(apply_objects).
    type: bool
    default: false
notes:
  - The service does not document how it handles desktops that are off, or in use, at the time of the upgrade.
seealso:
  - module: huaweicloud.workspace.workspace_agent_upgrade_task_info
  - module: huaweicloud.workspace.workspace_agent_info
  - module: huaweicloud.workspace.workspace_agent_upgrade
"""

EXAMPLES = r"""
---
- name: Upgrade the agents of a course on Sundays, one desktop first
  huaweicloud.workspace.workspace_agent_upgrade_task:
    task_name: bio101-agents
    agent_version: 25.2.0
    scheduled_type: WEEK
    week_list: [sun]
    scheduled_time: "02:00"
    scheduled_end_time: "05:00"
    time_zone: Europe/Berlin
    first_desktops: [BIO-01]
    gray_fail_threshold: 1
    apply_objects:
      - {object_type: DESKTOP_TAG, object_name: course=bio101}

- name: Pause the task during the exams
  huaweicloud.workspace.workspace_agent_upgrade_task:
    task_name: bio101-agents
    enable: false

- name: Delete the task
  huaweicloud.workspace.workspace_agent_upgrade_task:
    task_name: bio101-agents
    state: absent
"""

RETURN = r"""
---
agent_upgrade_task:
  description:
    - Current state of the task by the names of the options, or V(null) if it does not exist. RV(ignore:apply_objects)
      is returned if the Ansible task contains it.
  returned: success
  type: dict
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
actions:
  # generated from tests/returns/actions.yml: begin
  description: The steps that were carried out, or in check mode would be carried out, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: What the step does., type: str, returned: always}
    target: {description: Name of the target as written in the task., type: str, returned: always}
    fields:
      description: The fields that the step changes, each with its value C(before) and C(after).
      type: dict
      returned: always
  # generated from tests/returns/actions.yml: end
  sample: [{verb: update, target: bio101-agents, fields: {agent_version: {before: 24.8.0, after: 25.2.0}}}]
results:
  # generated from tests/returns/results.yml: begin
  description: The outcome for each target that was changed, skipped or failed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: Name of the target as in RV(actions)., type: str, returned: always}
    state:
      description:
        - V(done), V(skipped), V(failed), V(not started), V(submitted) with O(ignore:wait=false), or V(planned) in check
          mode.
      type: str
      returned: always
    reason: {description: Why the target was not changed., type: str, returned: unless the state is done or planned}
    changed: {description: Whether the plan changes the target., type: bool, returned: when the plan changes it}
    diff: {description: The part of RV(ignore:diff) for this target., type: dict, returned: when the plan changes it}
    error_code: {description: Error code for this target., type: str, returned: when the service sends it}
  # generated from tests/returns/results.yml: end
  sample: [{target: bio101-agents, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
# generated from tests/returns/no_jobs.yml: begin
jobs:
  description: Always empty, since these operations do not start jobs.
  returned: always
  type: list
  elements: dict
  sample: []
# generated from tests/returns/no_jobs.yml: end
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

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.agent_upgrade_task import (
    AGENT_UPGRADE_TASK_SPEC,
    AgentUpgradeTaskResource,
)


def main() -> None:
    run(AGENT_UPGRADE_TASK_SPEC, AgentUpgradeTaskResource)


if __name__ == "__main__":
    main()
