#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_script_execution
short_description: Run scripts or a command on desktops
version_added: 0.1.0
description:
  - Runs scripts of the library of Huawei Cloud Workspace, or a command, on a pool, on desktops, or on all desktops of a
    tag, waits for the end, and returns what each script gave on each desktop. Executions can be retried and stopped.
  - A script that fails on some desktops fails the task, which names them; RV(records) then tells of all.
  - The scripts of a desktop are run one after the other. All desktops are served by one request of the service.
  - An execution whose request got no answer is never repeated. If the service lists exactly one new execution of the
    same scripts on the same desktops the task goes on with it; otherwise, and always for a command, it fails and says
    what to check.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: none
    details:
      - Scripts are run each time. Only O(state=stopped), and O(state=retried) of what has gone well, may find nothing
        to do.
options:
  state:
    description:
      - V(executed) runs scripts or a command.
      - V(retried) runs again what did not succeed of the execution O(task_id), or the record O(record_id). The service
        makes another execution of it, whose ID is returned.
      - V(stopped) stops what still goes on of them.
    type: str
    choices: [executed, retried, stopped]
    default: executed
  scripts:
    description:
      - Names or IDs of the scripts to run, in this order. Either these or O(command) are required for
        O(state=executed).
      - In check mode a script that does not exist yet is accepted with a warning.
    type: list
    elements: str
    aliases: [script_ids]
  command:
    description: The command to run, in place of scripts. Needs O(command_type).
    type: str
    aliases: [command_content]
  command_type:
    description: What runs O(command). V(POWERSHELL) and V(BAT) are for Windows, V(SHELL) for Linux.
    type: str
    choices: [POWERSHELL, BAT, SHELL]
  pool:
    description:
      - Name or ID of the pool on whose desktops to run. Together with O(desktops) or a selector, those of its desktops
        are meant.
      - Exactly one of O(pool), O(desktop_tag) and desktops (O(desktops) or a selector) is required for
        O(state=executed).
    type: str
    aliases: [pool_id]
  desktop_tag:
    description: A tag as C(key=value). Scripts are run on all desktops that have it.
    type: str
  desktops:
    description:
      - Names or IDs of the desktops on which to run. Names are compared without case.
      - In check mode a desktop that does not exist or run yet is accepted with a warning.
    type: list
    elements: str
    aliases: [desktop_ids, resource_ids]
  select_names:
    description:
      - Selects existing desktops by name. An item is a name, a pattern (V(BIO-*)) or holds a range of numbers
        (V(BIO-[01:12])).
      - Several selectors must all match. A selector that is given but empty is an error and never means all desktops.
    type: list
    elements: str
  select_tags:
    description: Selects existing desktops that have all these tags.
    type: dict
  select_status:
    description:
      - Selects existing desktops by power state (V(started), V(stopped), V(hibernated)) or by a status or login status
        of the service (V(ERROR), V(DISCONNECTED)).
    type: list
    elements: str
  max_targets:
    description: The most desktops that a selector may hit. If it hits more nothing is done.
    type: int
  pre_start:
    description:
      - Whether to start desktops that are off before their scripts. Without it a desktop that is off is an error.
      - The service takes it for O(pool) and O(desktop_tag) only; start other desktops with
        M(huaweicloud.workspace.workspace_desktop).
    type: str
    choices: [start]
  post_finish:
    description:
      - What to do with each desktop once its scripts have ended. The task waits until that is done.
      - The service takes it for O(pool) and O(desktop_tag) only; stop and restart other desktops with
        M(huaweicloud.workspace.workspace_desktop).
    type: str
    choices: [stop, reboot]
  if_in_use:
    description:
      - What to do with a desktop that O(post_finish) would take from somebody who is logged in or has a disconnected
        session. The session state is read again just before the request. Scripts alone disturb nobody.
      - V(fail) stops before anything is run, V(skip) leaves the desktop out and says so in RV(results), V(force) goes
        on. V(skip) does not go with O(desktop_tag).
      - The service does not tell whether an execution ends with a stop or restart, so O(state=retried) is refused for
        desktops in use unless it is V(force).
    type: str
    choices: [fail, skip, force]
    default: fail
  gray_count:
    description:
      - How many desktops the first batch has. The others follow once it has ended. It counts more than
        O(gray_desktops).
    type: int
  gray_desktops:
    description: Names or IDs of the desktops of the first batch.
    type: list
    elements: str
    aliases: [gray_desktop_ids, gray_resource_ids]
  gray_fail_threshold:
    description:
      - How many failures in the first batch keep the others from being run. Needs O(gray_count) or O(gray_desktops).
        Without O(pool) and O(desktop_tag) it must be less than O(gray_count).
    type: int
  execution_timeout:
    description: Minutes that a script may take, 1 or more. If it is not given the service takes 1.
    type: int
  task_id:
    description: ID of the execution to retry or stop.
    type: str
  record_id:
    description: ID of the record to retry or stop, which is about one script on one desktop.
    type: str
  wait:
    description:
      - Whether to wait for the end and to return what the scripts gave. If false, RV(jobs) can be given to
        M(huaweicloud.workspace.workspace_job), which fails if a script fails.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds that the whole task may take. It must leave time for O(execution_timeout), for each script and batch.
    type: int
    default: 1800
notes:
  - Only the detail of a record tells its output, so that reading it takes a request for each script and desktop.
seealso:
  - module: huaweicloud.workspace.workspace_script_execution_info
  - module: huaweicloud.workspace.workspace_script
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: The programs of the course, on one desktop first, and on no other if it fails there
  huaweicloud.workspace.workspace_script_execution:
    scripts: [bio101-apps]
    pool: bio101-drop-in
    gray_count: 1
    gray_fail_threshold: 1
    execution_timeout: 20
    pre_start: start
    post_finish: reboot
    if_in_use: skip

- name: How much room is left?
  huaweicloud.workspace.workspace_script_execution:
    command: Get-PSDrive C
    command_type: POWERSHELL
    select_names: ["BIO-[01:40]"]
  register: room

- name: Print it
  ansible.builtin.debug:
    msg: "{{ room.records | items2dict(key_name='resource_name', value_name='output') }}"

- name: All desktops of a department
  huaweicloud.workspace.workspace_script_execution:
    scripts: [bio101-apps]
    desktop_tag: department=biology

- name: Once more where it failed
  huaweicloud.workspace.workspace_script_execution:
    state: retried
    task_id: "{{ room.task_id }}"
"""

RETURN = r"""
---
task_id:
  description:
    - ID of the execution, for O(state=retried) of the new one; of the old one if there was no reason to run anything
      again. It is null if nothing was run, and if the service's answer was lost.
  returned: success or failure
  type: str
records:
  description:
    - What became of each script, or of the command, on each desktop. It is empty where nothing has been run, and
      without O(wait).
  returned: success or failure
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
    output: {description: What the script printed., type: str, returned: success}
    execute_order:
      description: The batch. 0 if there was one only, 1 for the first, 2 for the others.
      type: int
      returned: success
    start_time: {description: When it began., type: str, returned: success, sample: "2026-10-05T08:00:00Z"}
    end_time: {description: When it ended., type: str, returned: success, sample: "2026-10-05T08:03:00Z"}
actions:
  description: What was done, or in check mode would be done, for each desktop.
  returned: always
  type: list
  elements: dict
  sample: [{verb: execute, target: BIO-01, fields: {scripts: {before: null, after: [bio101-apps]}}}]
results:
  description: What became of each desktop.
  returned: always
  type: list
  elements: dict
  sample: [{target: BIO-01, state: done}]
jobs:
  description: What was not waited for, as M(huaweicloud.workspace.workspace_job) takes it.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.options import (
    EXECUTION_SPEC,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.script_execution.resource import (
    make_execution,
)


def main() -> None:
    run(EXECUTION_SPEC, make_execution)


if __name__ == "__main__":
    main()
