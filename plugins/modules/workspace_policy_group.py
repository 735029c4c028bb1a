#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_policy_group
short_description: Manage policy groups
version_added: 0.1.0
description:
  - Creates, updates and deletes policy groups of Huawei Cloud Workspace. A policy group defines the policies of
    desktops, such as for USB devices, the clipboard, watermarks and locked screens, and the desktops and users to which
    they apply.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
  - huaweicloud.workspace.options.new_name
options:
  state:
    description: Desired state of the group. V(absent) deletes the group with its policies, but not its targets.
  policy_group_name:
    description:
      - Name of the group, or its ID. Names are compared exactly. The name of a new group has 1 to 255 letters, digits
        and underscores.
    type: str
    required: true
    aliases: [name]
  description:
    description: Description of the group, up to 255 characters.
    type: str
  priority:
    description:
      - Position of the group among all policy groups, from V(1) to the number of groups, at most V(55). If several
        groups apply to a user, the one with the lowest number wins. A new group is added at the end if it is not given.
      - A change of position moves other groups, so avoid tasks that set contradictory positions.
    type: int
  policies:
    description:
      - Policies, in the structure of sections, options and values that the service uses. Each given value is compared
        separately; a value that is not given (or is V(null)) is left unchanged.
      - The sections are V(access_control), V(audio), V(client), V(cloud_storage), V(custom), V(display),
        V(domain_control), V(file_and_clipboard), V(keyboard_mouse), V(peripherals), V(personalized_data_mgmt),
        V(record_audit), V(seamless), V(session), V(user_profile), V(virtual_channel) and V(watermark).
      - All names and values are checked before anything is sent. An unknown name is an error that lists the nearest
        names, and so is a value of a wrong type, out of range or not among the choices.
      - A policy that has no effect without another one is an error if the other one is neither given nor set in the
        group, such as C(auto_disconnect) without C(auto_lock_enable), or a number of minutes for a function that is not
        enabled. Mutually exclusive policies are an error as well.
      - Quote times such as V(07:45:00).
      - RV(huaweicloud.workspace.workspace_policy_group_info#module:policy_groups) shows the policies of an existing
        group, such as one created in the console, in the format that this option accepts.
    type: dict
  targets:
    description:
      - Targets to which the group applies. Targets that are not listed are kept unless O(purge_targets=true).
      - In check mode a target that does not exist yet is accepted with a warning.
    type: list
    elements: dict
    suboptions:
      target_type:
        description:
          - Kind of the target. V(INSTANCE) is a desktop, V(DESKTOPSPOOL) a desktop pool, V(CLIENTIP) the address of a
            terminal, V(OU) an organizational unit, V(DESKTOP_TAG) all desktops with a tag, V(ALL) everything.
        type: str
        required: true
        choices: [INSTANCE, USER, USERGROUP, OU, DESKTOPSPOOL, CLIENTIP, DESKTOP_TAG, ALL]
      target_name:
        description:
          - Name or ID of the desktop, user, group, OU or pool. A desktop that is deleted and created again with the
            same name is a different target.
          - The IP address for V(CLIENTIP), C(key|value) for V(DESKTOP_TAG), nothing for V(ALL).
        type: str
        aliases: [name, target_id]
  purge_targets:
    description: Whether to remove targets that are not in O(targets) from the group.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_policy_group_info
  - module: huaweicloud.workspace.workspace_access_policy
  - module: huaweicloud.workspace.workspace_ou
"""

EXAMPLES = r"""
---
- name: Prevent data from leaving the desktops during an exam
  huaweicloud.workspace.workspace_policy_group:
    policy_group_name: exam
    description: Written exams
    priority: 1
    policies:
      file_and_clipboard:
        clipboard_redirection: DISABLED
        file_redirection: {redirection_mode: DISABLED}
      peripherals:
        usb_port_redirection: {usb_enable: false}
      watermark:
        watermark_enable: true
    targets:
      - {target_type: USERGROUP, target_name: bio101-students}

- name: Lock screens after 30 minutes on all desktops with a tag
  huaweicloud.workspace.workspace_policy_group:
    policy_group_name: lessons
    policies:
      session:
        auto_lock_start_time: "07:45:00"
        vdi:
          auto_lock_enable: true
          auto_lock_options: {auto_lock_minutes: 30}
    targets:
      - {target_type: DESKTOP_TAG, target_name: department|biology}
    purge_targets: true

- name: Delete the policy group of the exam
  huaweicloud.workspace.workspace_policy_group:
    policy_group_name: exam
    state: absent
"""

RETURN = r"""
---
policy_group:
  description: Current state of the group, or V(null) if it does not exist.
  returned: success
  type: dict
  contains:
    # generated from tests/returns/policy_group.yml: begin
    id: {description: ID of the policy group., type: str, returned: success}
    policy_group_name: {description: Name of the policy group., type: str, returned: success, sample: exam}
    description: {description: Description of the policy group., type: str, returned: success, sample: Written exams}
    priority: {description: Position among all policy groups., type: int, returned: success, sample: 1}
    # generated from tests/returns/policy_group.yml: end
    policies:
      description: Policies of the group; V(null) unless O(policies) is given.
      type: dict
      returned: success
      sample: {watermark: {watermark_enable: true}}
    targets:
      description: Targets to which the group applies.
      type: list
      elements: dict
      returned: when O(targets) is given
      sample: [{target_type: USERGROUP, target_name: bio101-students}]
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
  sample: [{verb: update_policies, target: exam, fields: {policies.audio.play_quality: {before: Low, after: High}}}]
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
  sample: [{target: exam, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.policy_group import (
    POLICY_GROUP_SPEC,
    PolicyGroupResource,
)


def main() -> None:
    run(POLICY_GROUP_SPEC, PolicyGroupResource)


if __name__ == "__main__":
    main()
