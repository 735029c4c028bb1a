#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_scheduled_task
short_description: Start, stop and otherwise treat desktops by schedule
version_added: 0.1.0
description:
  - Creates, changes and deletes scheduled tasks of Huawei Cloud Workspace. Such a task starts, stops, restarts,
    hibernates or rebuilds desktops, runs scripts on them or takes snapshots of them, at times or after events.
  - A field that is not given is left alone. An update sends the whole task, with what was read in place of what is not
    given, so that nothing is lost.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
notes:
  - Tasks need the agency with which the service acts in the project's name; it is enabled once, in the console.
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: full
options:
  state:
    description: Whether the task shall exist. A task is paused with O(enable=false).
    type: str
    choices: [present, absent]
    default: present
  task_name:
    description:
      - Name of the task, up to 255 characters. Names are compared exactly. The service does not keep them unique; if
        several tasks have the name, the module fails and lists their IDs.
      - Together with O(task_id) it is the name that the task shall have, or with O(state=absent) has to have.
    type: str
    aliases: [name]
  task_id:
    description: ID of a task that exists. It, or O(task_name), is needed.
    type: str
  task_type:
    description:
      - What is done to the desktops. Needed to create a task.
      - V(REBUILD) wipes the system disks each time it is due; the module warns of it with a count of the desktops.
      - V(EXECUTE_SCRIPT) and V(CREATE_SNAPSHOT) take what they need from O(extra_params).
      - It cannot be changed in place, see O(recreate).
    type: str
    choices: [START, STOP, REBOOT, HIBERNATE, REBUILD, EXECUTE_SCRIPT, CREATE_SNAPSHOT]
  scheduled_type:
    description:
      - When it is done. Needed to create a task.
      - V(FIXED_TIME) is once, on O(scheduled_date) at O(scheduled_time).
      - V(DAY) is every O(day_interval) days at O(scheduled_time).
      - V(WEEK) is on the days in O(week_list) at O(scheduled_time).
      - V(MONTH) is on the days in O(date_list) of the months in O(month_list) at O(scheduled_time).
      - V(LIFE_CYCLE) is after the event O(life_cycle_type); it cannot be a V(START) or V(REBUILD).
      - A field of another kind of schedule is sent along with other changes, but means nothing and is no reason for a
        change.
    type: str
    choices: [FIXED_TIME, DAY, WEEK, MONTH, LIFE_CYCLE]
  day_interval:
    description: Every how many days, 1 to 31.
    type: int
  week_list:
    description: Days of the week by name (V(mon) to V(sun)) or by the service's numbers, from 1 for sunday to 7.
    type: list
    elements: str
  month_list:
    description: Months, 1 to 12.
    type: list
    elements: int
  date_list:
    description: Days of the month, 1 to 31, and V(L) for the last.
    type: list
    elements: str
  scheduled_date:
    description: The date of V(FIXED_TIME), such as V(2026-10-05). A date that has passed is accepted with a warning.
    type: str
  scheduled_time:
    description:
      - The time of day, such as V(07:45) or V(07:45:00), by the clocks of O(time_zone).
      - It belongs in quotes. YAML makes a number of V(20:15), which is refused.
    type: str
  expire_time:
    description:
      - The date (to its end), or date and time, from which the task is not due any more, by the clocks of
        O(time_zone), such as V(2027-02-12 18:00). An empty text takes the end away.
      - The service then disables the task; O(enable=true) is no difference from that.
    type: str
  time_zone:
    description:
      - Time zone of all dates and times, such as V(Europe/Berlin). It must be one of those that the service lists.
      - Needed to create a task that has times.
    type: str
  life_cycle_type:
    description: The event of V(LIFE_CYCLE).
    type: str
    choices:
      - POST_CREATE_DESKTOP_SUCCESS
      - POST_REBUILD_DESKTOP_SUCCESS
      - POST_REATTACH_DESKTOP_SUCCESS
      - POST_DESKTOP_DISCONNECTED
  life_cycle_exec_period:
    description: The period of a V(LIFE_CYCLE) task in minutes, 1 to 10080. The service takes 1440 if it is not given.
    type: int
  wait_time:
    description: Minutes between the event of a V(LIFE_CYCLE) task and the task, 0 to 43200.
    type: int
  priority:
    description: Priority of a V(LIFE_CYCLE) task, 1 to 50.
    type: int
  enable:
    description:
      - Whether the task is carried out when it is due; V(false) pauses it. A new task is enabled.
      - The service creates tasks enabled, so a new task with V(false) is created and then paused.
    type: bool
  force_execute:
    description:
      - Whether the task is carried out on desktops that somebody is logged in to. The module warns of it with a count
        of the desktops. New tasks spare these people if it is not given.
    type: bool
  description:
    description:
      - What the task is for, up to 255 characters. An empty text takes it away.
      - 'A mark such as C([workspace-lab: bio101]) at the end of the description stays and is no difference.'
    type: str
  extra_params:
    description:
      - Parameters of the task, which the service takes as JSON of up to 2000 characters; 1024 for one that is changed.
      - They are compared and replaced as a whole. An empty dictionary takes them away.
    type: dict
  gray_count:
    description: On how many desktops a script is tried first, 0 to 1000. It wins over O(gray_desktops).
    type: int
  gray_desktops:
    description: Desktops on which a script is tried first, written as in O(apply_objects.desktops).
    type: list
    elements: str
    aliases: [gray_desktop_ids]
  gray_fail_threshold:
    description: After how many failures of the trial a script is not run on the other desktops, 1 to 1000.
    type: int
  is_gray:
    description:
      - Whether a script is tried first. The service does not tell it, so it is sent with other changes and is never
        itself a reason for one.
    type: bool
  apply_objects:
    description:
      - What the task applies to. Needed to create a task. It is replaced as a whole; V({}) takes all away.
      - In check mode a desktop or pool that does not exist yet is accepted with a warning.
    type: dict
    suboptions:
      desktops:
        description:
          - Names of desktops, ranges (V(BIO-[01:12])), globs (V(BIO-*)) of those there are now, or IDs. A name that
            several desktops have is an error that lists their IDs.
        type: list
        elements: str
      pools:
        description: Names or IDs of desktop pools.
        type: list
        elements: str
      tags:
        description:
          - Tags; the task applies to all desktops that have one of them, also to those that come later.
          - The service's documentation does not say how tags are written in its requests; they are sent as
            C(key=value), as its lists of desktops take them.
        type: dict
      all:
        description:
          - V(true) applies the task to all desktops of the project, whoever they belong to. It stands alone. The module
            warns of it with their count.
        type: bool
  recreate:
    description:
      - V(on_change) deletes a task that has to get another O(task_type), with its records, and creates it anew; so too
        one that changes and has more than 1024 characters of O(extra_params), which an update does not take. V(fail)
        refuses that.
      - What is not given stays as it was, but O(force_execute) is not handed on to another O(task_type).
    type: str
    choices: [fail, on_change]
    default: fail
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_scheduled_task_info
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Everything runs when the course begins
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

- name: Holidays
  huaweicloud.workspace.workspace_scheduled_task:
    task_name: bio101-start
    enable: false

- name: Nothing runs in vain once people have left
  huaweicloud.workspace.workspace_scheduled_task:
    task_name: bio101-left
    task_type: STOP
    scheduled_type: LIFE_CYCLE
    life_cycle_type: POST_DESKTOP_DISCONNECTED
    wait_time: 60
    apply_objects:
      tags: {course: bio101}

- name: The course is over
  huaweicloud.workspace.workspace_scheduled_task:
    task_name: bio101-start
    state: absent
"""

RETURN = r"""
---
scheduled_task:
  description: The task as it is now, with the options that are set, or null if there is none.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    task_name: {description: The name., type: str, returned: success, sample: bio101-start}
    enable: {description: Whether it is carried out., type: bool, returned: success, sample: true}
    apply_objects:
      description: What it applies to, by names.
      type: dict
      returned: success
      sample: {desktops: [BIO-01, BIO-02, BIO-T1]}
    last_status:
      description: What came of its last execution (V(SUCCESS), V(SKIP), V(FAIL)), or null.
      type: str
      returned: success
      sample: SUCCESS
    next_execution_time:
      description: When it is due next, by the clocks of its own time zone, or null.
      type: str
      returned: success
      sample: "2026-10-05 07:45:00"
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: update, target: bio101-start, fields: {enable: {before: true, after: false}}}]
results:
  description: What became of the task if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: bio101-start, state: done}]
jobs:
  description: Always empty; these operations are no jobs.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
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
