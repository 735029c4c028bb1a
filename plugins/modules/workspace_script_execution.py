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
  - Runs scripts of the library of Huawei Cloud Workspace, or a command, on a pool, on desktops, or on all desktops with
    a tag. The task waits until they have ended and returns their output. Executions can be retried and stopped.
  - A script that fails on some desktops fails the task, which names these desktops. RV(records) contains all of them.
  - The scripts of one desktop run one after the other. One request covers all desktops.
  - A desktop that is not running, or whose status is C(ERROR), fails and is named, while the scripts run on the others,
    unless it is one of O(gray_desktops). The task waits for desktops on which an operation is in progress.
  - An execution is never repeated when the answer to its request is lost. If the service lists exactly one new
    execution of the same scripts on the same desktops, the task continues with it. Otherwise, and always for a command,
    the task fails and reports what to check.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.selectors
  - huaweicloud.workspace.options.if_in_use
  - huaweicloud.workspace.options.partial
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
attributes:
  idempotent:
    support: none
    details:
      - Scripts are run each time. Only O(state=stopped), and O(state=retried) after a success, may have nothing to do.
options:
  state:
    description:
      - V(executed) runs scripts or a command.
      - V(retried) repeats the scripts or the command that did not succeed in the execution O(task_id) or the record
        O(record_id). The service creates another execution for this, whose ID is returned. It retries either all of an
        execution or a single record, so if one of the desktops no longer exists or its status is C(ERROR), nothing is
        sent.
      - V(stopped) stops the scripts or the command of O(task_id) or O(record_id) that are still running.
    type: str
    choices: [executed, retried, stopped]
    default: executed
  scripts:
    description:
      - Names or IDs of the scripts to run, in this order. Exactly one of O(scripts) and O(command) is required for
        O(state=executed).
      - In check mode a script that does not exist yet is accepted with a warning.
    type: list
    elements: str
    aliases: [script_ids, script]
  command:
    description: Command to run, in place of O(scripts). Requires O(command_type).
    type: str
    aliases: [command_content]
  command_type:
    description: Language of O(command), V(POWERSHELL) or V(BAT) for Windows, V(SHELL) for Linux.
    type: str
    choices: [POWERSHELL, BAT, SHELL]
  pool:
    description:
      - Name or ID of the pool on whose desktops the scripts run. O(desktops) or a selector restricts it to some of its
        desktops.
      - Exactly one of O(pool), O(desktop_tag) and desktops (O(desktops) or a selector) is required for
        O(state=executed).
    type: str
    aliases: [pool_id]
  desktop_tag:
    description: A tag as C(key=value). Scripts run on all desktops that have it.
    type: str
  desktops:
    description:
      - Names or IDs of the desktops on which the scripts run. Names are compared without case.
      - In check mode a desktop that does not exist or does not run yet is accepted with a warning.
    type: list
    elements: str
    aliases: [desktop_ids, resource_ids, desktop]
  pre_start:
    description:
      - Whether to start desktops that are off before their scripts run. If it is not given, a desktop that is off is an
        error.
      - The service supports it with O(pool) and O(desktop_tag) only. Start other desktops with
        M(huaweicloud.workspace.workspace_desktop).
    type: str
    choices: [start]
  post_finish:
    description:
      - What to do with each desktop after its scripts have ended. The task waits until that is done.
      - The service supports it with O(pool) and O(desktop_tag) only. Stop and restart other desktops with
        M(huaweicloud.workspace.workspace_desktop).
    type: str
    choices: [stop, reboot]
  gray_count:
    description:
      - Number of desktops in the first batch. All other desktops follow when the first batch has ended. It takes
        precedence over O(gray_desktops).
    type: int
  gray_desktops:
    description: Names or IDs of the desktops in the first batch.
    type: list
    elements: str
    aliases: [gray_desktop_ids, gray_resource_ids]
  gray_fail_threshold:
    description:
      - Number of failures in the first batch after which the other desktops are skipped. Requires O(gray_count) or
        O(gray_desktops). Without O(pool) and O(desktop_tag) it must be less than O(gray_count).
    type: int
  execution_timeout:
    description: Maximum duration of each script in minutes, 1 or more. If it is not given, the service uses 1.
    type: int
    aliases: [timeout]
  task_id:
    description: ID of the execution to retry or stop.
    type: str
  record_id:
    description: ID of the record to retry or stop. A record is one script on one desktop.
    type: str
  wait:
    description:
      - Whether to wait until the scripts have ended and to return their output. If V(false), pass RV(jobs) to
        M(huaweicloud.workspace.workspace_job), which fails if a script fails.
  wait_timeout:
    description:
      - Maximum duration of the whole task, in seconds. It must be long enough for O(execution_timeout) of each script
        and batch.
    default: 1800
notes:
  - O(if_in_use) applies to desktops that O(post_finish) stops or restarts. Scripts alone do not disturb users.
  - O(if_in_use=skip) cannot be combined with O(desktop_tag).
  - The service does not return whether an execution ends with a stop or restart. For desktops in use,
    O(state=retried) is therefore an error unless O(if_in_use=force).
  - Only the details of a record contain its output, so reading it takes one request for each script and desktop.
seealso:
  - module: huaweicloud.workspace.workspace_script_execution_info
  - module: huaweicloud.workspace.workspace_script
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Install the programs of a course on one desktop first, and stop if that fails
  huaweicloud.workspace.workspace_script_execution:
    scripts: [bio101-apps]
    pool: bio101-drop-in
    gray_count: 1
    gray_fail_threshold: 1
    execution_timeout: 20
    pre_start: start
    post_finish: reboot
    if_in_use: skip

- name: Check the free disk space
  huaweicloud.workspace.workspace_script_execution:
    command: Get-PSDrive C
    command_type: POWERSHELL
    select_names: ["BIO-[01:40]"]
  register: room

- name: Print the free disk space
  ansible.builtin.debug:
    msg: "{{ room.records | items2dict(key_name='resource_name', value_name='output') }}"

- name: Run a script on all desktops of a department
  huaweicloud.workspace.workspace_script_execution:
    scripts: [bio101-apps]
    desktop_tag: department=biology

- name: Run a command again where it failed
  huaweicloud.workspace.workspace_script_execution:
    state: retried
    task_id: "{{ room.task_id }}"
"""

RETURN = r"""
---
task_id:
  description:
    - ID of the execution. For O(state=retried) it is the new execution, or the old one if there was nothing to repeat.
      V(null) if nothing was run, or if the answer of the service was lost.
  returned: success or failure
  type: str
records:
  description:
    - The outcome of each script, or of the command, on each desktop. Empty if nothing was run, and with
      O(wait=false).
  returned: success or failure
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
  sample: [{verb: execute, target: BIO-01, fields: {scripts: {before: null, after: [bio101-apps]}}}]
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
  sample: [{target: BIO-01, state: done}]
jobs:
  # generated from tests/returns/jobs.yml: begin
  description:
    - Jobs that are still running, with O(wait=false) or after a timeout.
    - Pass them to M(huaweicloud.workspace.workspace_job) to wait for them.
  returned: always
  type: list
  elements: dict
  # generated from tests/returns/jobs.yml: end
  sample: []
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
