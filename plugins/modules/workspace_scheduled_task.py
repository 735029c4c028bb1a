#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_scheduled_task
short_description: Manage scheduled tasks
version_added: 0.1.0
description:
  - Creates, updates and deletes scheduled tasks of Huawei Cloud Workspace. A scheduled task starts, stops, restarts,
    hibernates or rebuilds desktops, runs scripts on them or takes snapshots of them, at certain times or after events.
  - An option that is not given leaves the current value unchanged. Since an update always contains the whole task, the
    current values of all other options are sent again.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
options:
  state:
    description: Desired state of the task. Use O(enable=false) to pause it.
  task_name:
    description:
      - Name of the task, up to 255 characters. Names are compared exactly. The service allows several tasks with the
        same name; that is an error that lists their IDs.
      - Together with O(task_id) it is the desired name of the task, or with O(state=absent) the name that it must have.
    type: str
    aliases: [name]
  task_id:
    description: ID of an existing task. O(task_id) or O(task_name) is required.
    type: str
  task_type:
    description:
      - What the task does with the desktops. Required to create a task.
      - V(REBUILD) deletes all data on the system disks at each execution. A warning states the number of desktops.
      - V(EXECUTE_SCRIPT) and V(CREATE_SNAPSHOT) take their parameters from O(extra_params).
      - It cannot be changed in place; see O(recreate).
    type: str
    choices: [START, STOP, REBOOT, HIBERNATE, REBUILD, EXECUTE_SCRIPT, CREATE_SNAPSHOT]
    aliases: [type]
  scheduled_type:
    description:
      - When the task is executed. Required to create a task.
      - V(FIXED_TIME) is once, on O(scheduled_date) at O(scheduled_time).
      - V(DAY) is every O(day_interval) days at O(scheduled_time).
      - V(WEEK) is on the days in O(week_list) at O(scheduled_time).
      - V(MONTH) is on the days in O(date_list) of the months in O(month_list) at O(scheduled_time).
      - V(LIFE_CYCLE) is after the event O(life_cycle_type), for all values of O(task_type) except V(START) and
        V(REBUILD).
      - Options of another type of schedule are sent with other changes, but have no effect and are not compared.
    type: str
    choices: [FIXED_TIME, DAY, WEEK, MONTH, LIFE_CYCLE]
  day_interval:
    description: Number of days between executions, 1 to 31.
    type: int
  week_list:
    description:
      - Days of the week, by name (V(mon) to V(sun)) or by the numbers of the service, from V(1) for Sunday to V(7).
    type: list
    elements: str
  month_list:
    description: Months, 1 to 12.
    type: list
    elements: int
  date_list:
    description: Days of the month, V(1) to V(31), and V(L) for the last day.
    type: list
    elements: str
  scheduled_date:
    description: Date of V(FIXED_TIME), such as V(2098-10-06). A date in the past is accepted with a warning.
    type: str
  scheduled_time:
    description:
      - Time of day in O(time_zone), such as V(07:45) or V(07:45:00).
      - Quote it. YAML parses an unquoted V(20:15) as a number, which is an error.
    type: str
    aliases: [time]
  expire_time:
    description:
      - Last date of the task, or date and time from which it is no longer executed, in O(time_zone), such as
        V(2099-02-13 18:00). An empty string removes it.
      - The service then disables the task. That does not count as a difference from O(enable=true).
    type: str
  time_zone:
    description:
      - Time zone of all dates and times, such as V(Europe/Berlin). It must be in the list of the service.
      - Required to create a task that has times.
    type: str
  life_cycle_type:
    description: Event of V(LIFE_CYCLE).
    type: str
    choices:
      - POST_CREATE_DESKTOP_SUCCESS
      - POST_REBUILD_DESKTOP_SUCCESS
      - POST_REATTACH_DESKTOP_SUCCESS
      - POST_DESKTOP_DISCONNECTED
  life_cycle_exec_period:
    description: Period of a V(LIFE_CYCLE) task in minutes, 1 to 10080. If it is not given, the service uses 1440.
    type: int
  wait_time:
    description: Minutes between the event and the execution of a V(LIFE_CYCLE) task, 0 to 43200.
    type: int
  priority:
    description: Priority of a V(LIFE_CYCLE) task, 1 to 50.
    type: int
  enable:
    description:
      - Whether the task is executed when it is due. V(false) pauses it.
      - The service creates tasks enabled. A new task with V(false) is created and then disabled.
    type: bool
  force_execute:
    description:
      - Whether to execute the task also on desktops that are in use. A warning states the number of desktops. If it is
        not given, new tasks skip desktops to which users are connected; whether they also skip disconnected sessions is
        not documented.
    type: bool
  description:
    description:
      - Description of the task, up to 255 characters. An empty string removes it.
      - 'The ownership mark of a lab, such as C([workspace-lab: bio101]), at its end is kept and not compared.'
    type: str
  extra_params:
    description:
      - Parameters of the task. The service accepts up to 2000 characters of JSON when a task is created, and 1024 when
        it is updated.
      - They are compared and replaced as a whole. An empty dictionary removes them.
    type: dict
  gray_count:
    description:
      - Number of desktops on which a script is run first, 0 to 1000. It takes precedence over O(gray_desktops).
    type: int
  gray_desktops:
    description: Desktops on which a script is run first, in the format of O(apply_objects.desktops).
    type: list
    elements: str
    aliases: [gray_desktop_ids]
  gray_fail_threshold:
    description: Number of failures on these desktops after which the others are skipped, 1 to 1000.
    type: int
  is_gray:
    description:
      - Whether a script is run on some desktops first. The service does not return it, so it is sent with other changes
        and not compared.
    type: bool
  apply_objects:
    description:
      - Targets of the task. Required to create a task. They are replaced as a whole; V({}) removes all of them.
      - In check mode a desktop or pool that does not exist yet is accepted with a warning.
    type: dict
    suboptions:
      desktops:
        description:
          - Names, ranges (V(BIO-[01:12])), globs (V(BIO-*)) or IDs of existing desktops. A name that several desktops
            have is an error that lists their IDs.
        type: list
        elements: str
      pools:
        description: Names or IDs of desktop pools.
        type: list
        elements: str
      tags:
        description:
          - Tags. The task applies to all desktops that have one of them, including desktops that get it later.
          - The service does not document how tags are written in its requests. They are sent as C(key=value), as in its
            lists of desktops.
        type: dict
      all:
        description:
          - V(true) applies the task to all desktops of the project, including those of others. It cannot be combined
            with other kinds of targets. A warning states the number of desktops.
        type: bool
  recreate:
    description:
      - What to do when a change is not possible in place. This is the case for another O(task_type), and for any change
        of a task with more than 1024 characters of O(extra_params).
      - V(fail) fails, V(on_change) deletes the task with its records and creates it again. The new task has another ID,
        so this requires O(task_name), with which it is found if there is no task with O(task_id).
      - Options that are not given keep their values, except O(force_execute) if O(task_type) changes.
    type: str
    choices: [fail, on_change]
    default: fail
notes:
  - Scheduled tasks require the agency that allows the service to act on behalf of the project. Create it once, with
    M(huaweicloud.workspace.workspace_agency) or in the console.
seealso:
  - module: huaweicloud.workspace.workspace_scheduled_task_info
  - module: huaweicloud.workspace.workspace_agency
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Start all desktops before the course begins
  huaweicloud.workspace.workspace_scheduled_task:
    task_name: bio101-start
    task_type: START
    scheduled_type: WEEK
    week_list: [mon, tue, wed, thu, fri]
    scheduled_time: "07:45"
    time_zone: Europe/Berlin
    expire_time: "2099-02-12"
    apply_objects:
      desktops: ["BIO-[01:02]", BIO-T1]

- name: Pause the task during the holidays
  huaweicloud.workspace.workspace_scheduled_task:
    task_name: bio101-start
    enable: false

- name: Stop desktops one hour after their user has disconnected
  huaweicloud.workspace.workspace_scheduled_task:
    task_name: bio101-left
    task_type: STOP
    scheduled_type: LIFE_CYCLE
    life_cycle_type: POST_DESKTOP_DISCONNECTED
    wait_time: 60
    apply_objects:
      tags: {course: bio101}

- name: Delete a task
  huaweicloud.workspace.workspace_scheduled_task:
    task_name: bio101-start
    state: absent
"""

RETURN = r"""
---
scheduled_task:
  description:
    - Current state of the task, or V(null) if it does not exist. It has the fields below and all options that are set.
  returned: success
  type: dict
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
  sample: [{verb: update, target: bio101-start, fields: {enable: {before: true, after: false}}}]
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
  sample: [{target: bio101-start, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.scheduled_task.options import (
    SCHEDULED_TASK_SPEC,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.scheduled_task.resource import (
    ScheduledTaskResource,
)


def main() -> None:
    run(SCHEDULED_TASK_SPEC, ScheduledTaskResource, required_one_of=[("task_name", "task_id")])


if __name__ == "__main__":
    main()
