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
  - Creates, changes and deletes policy groups of Huawei Cloud Workspace. A policy group says what desktops allow,
    such as USB devices, the clipboard, watermarks and locked screens, and to which desktops and people that
    applies.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: full
options:
  state:
    description:
      - Whether the group shall exist. V(absent) deletes the group with its policies; what it applied to stays.
    type: str
    choices: [present, absent]
    default: present
  policy_group_name:
    description:
      - Name of the group, or its ID. Names are compared exactly. A new group's name has 1 to 255 letters, digits
        and underscores.
    type: str
    required: true
    aliases: [name]
  description:
    description: What the group is for, up to 255 characters.
    type: str
  priority:
    description:
      - Place of the group among all policy groups, V(1) to their number, V(55) at most. Where several groups apply to
        somebody, the smallest number is the strongest. A new group takes the last place if it is not given.
      - Giving a group another place moves others, so do not give all of them in tasks that contradict each other.
    type: int
  policies:
    description:
      - What is allowed, as the service's own object of sections, options and values. Only what is given counts,
        value by value; what is not given (or V(null)) stays as it is.
      - The sections are V(access_control), V(audio), V(client), V(cloud_storage), V(custom), V(display),
        V(domain_control), V(file_and_clipboard), V(keyboard_mouse), V(peripherals), V(personalized_data_mgmt),
        V(record_audit), V(seamless), V(session), V(user_profile), V(virtual_channel) and V(watermark).
      - Every name and value is checked before anything is sent. An unknown name is an error that names the nearest
        ones, and so is a value of the wrong kind, out of its range or not among its choices.
      - Write times such as V(07:45:00) in quotes.
      - RV(huaweicloud.workspace.workspace_policy_group_info#module:policy_groups) shows what a group made in the
        console has, in the form that is taken here.
    type: dict
  targets:
    description:
      - What the group applies to, by name. Targets that are not listed stay unless O(purge_targets) is true.
      - In check mode a target that does not exist yet is accepted with a warning.
    type: list
    elements: dict
    suboptions:
      target_type:
        description:
          - What the target is. V(INSTANCE) is a desktop, V(DESKTOPSPOOL) a pool of desktops, V(CLIENTIP) the
            address of a terminal, V(OU) an organizational unit, V(ALL) everything.
        type: str
        required: true
        choices: [INSTANCE, USER, USERGROUP, OU, DESKTOPSPOOL, CLIENTIP, DESKTOP_TAG, ALL]
      target_name:
        description:
          - Name or ID of the desktop, user, group, OU or pool. A desktop that was deleted and created again under
            its name is another one.
          - The IP address of a V(CLIENTIP), C(key|value) of a V(DESKTOP_TAG), nothing for V(ALL).
        type: str
        aliases: [name, target_id]
  purge_targets:
    description: Whether targets that are not in O(targets) are taken out of the group.
    type: bool
    default: false
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_policy_group_info
  - module: huaweicloud.workspace.workspace_access_policy
  - module: huaweicloud.workspace.workspace_ou
"""

EXAMPLES = r"""
---
- name: During an exam nothing leaves the desktops
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

- name: Screens lock later, and apply to all desktops with a tag
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

- name: The exam is over
  huaweicloud.workspace.workspace_policy_group:
    policy_group_name: exam
    state: absent
"""

RETURN = r"""
---
policy_group:
  description: The group as it is now, or null if there is none.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    policy_group_name: {description: The name., type: str, returned: success, sample: exam}
    description: {description: What it is for., type: str, returned: success, sample: Written exams}
    priority: {description: Its place., type: int, returned: success, sample: 1}
    policies:
      description: Its policies; null unless O(policies) is given.
      type: dict
      returned: success
      sample: {watermark: {watermark_enable: true}}
    targets:
      description: What it applies to.
      type: list
      elements: dict
      returned: when O(targets) is given
      sample: [{target_type: USERGROUP, target_name: bio101-students}]
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample:
    - {verb: update_policies, target: exam, fields: {policies.audio.play_quality: {before: Low, after: High}}}
results:
  description: What became of the group if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: exam, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.policy_group import (
    POLICY_GROUP_SPEC,
    PolicyGroupResource,
)


def main() -> None:
    run(POLICY_GROUP_SPEC, PolicyGroupResource)


if __name__ == "__main__":
    main()
