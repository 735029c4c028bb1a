#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_access_policy
short_description: Manage from where people may reach desktops
version_added: 0.1.0
description:
  - Creates, changes and deletes access policies of Huawei Cloud Workspace.
  - A policy of type V(ACCESS_TYPE) is a list of users and groups that may not come by the Internet. One of type
    V(IP_WHITE_LIST) is a list of networks, and while it is enabled nobody can come from anywhere else.
  - These policies lock people out, at once and also out of desktops that they are working at. Look at the plan
    (C(--check --diff)) before each run, and keep a network of your own on a white list.
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
    description: Whether the policy shall exist. V(absent) deletes it, so that it keeps nobody out any more.
    type: str
    choices: [present, absent]
    default: present
  policy_name:
    description:
      - Name of the policy. One of type V(ACCESS_TYPE) is called V(PRIVATE_ACCESS) or V(INTERNET), the service knows
        no others. One of type V(IP_WHITE_LIST) has a name of up to 50 characters.
    type: str
    required: true
    aliases: [name]
  access_control_type:
    description: What kind of policy is meant. Policies of one name and different kinds are different policies.
    type: str
    choices: [ACCESS_TYPE, IP_WHITE_LIST]
    default: ACCESS_TYPE
  blacklist_type:
    description: Which access a policy of type V(ACCESS_TYPE) forbids. It cannot be changed, and there is no other.
    type: str
    choices: [INTERNET]
  policy_objects_list:
    description:
      - The users and groups that the policy is about, by name. Those that are not listed stay unless
        O(purge_policy_objects_list) is true.
      - There are 2000 at most. The last one goes only with the policy.
      - In check mode one that does not exist yet is accepted with a warning.
    type: list
    elements: dict
    aliases: [objects]
    suboptions:
      object_type:
        description: Whether it is a user or a user group.
        type: str
        required: true
        choices: [USER, USERGROUP]
      object_name:
        description: Name or ID of the user or group.
        type: str
        required: true
        aliases: [name, object_id]
  purge_policy_objects_list:
    description: Whether users and groups that are not in O(policy_objects_list) are taken off the policy.
    type: bool
    default: false
    aliases: [purge_objects]
  ip_list:
    description:
      - The networks from which people may come, for O(access_control_type=IP_WHITE_LIST). Those that are not listed
        stay unless O(purge_ip_list) is true.
      - New ones come in before the list is enabled, and old ones go last, so that nobody who keeps access loses it
        meanwhile.
    type: list
    elements: dict
    aliases: [ip_white_list]
    suboptions:
      ip_address:
        description: An address of the network.
        type: str
        required: true
      subnet_mask:
        description: The mask, such as V(255.255.255.0), or the length of its prefix.
        type: str
        required: true
  purge_ip_list:
    description: Whether networks that are not in O(ip_list) are taken off the list. People there are locked out.
    type: bool
    default: false
    aliases: [purge_ip_white_list]
  is_enable:
    description:
      - Whether the white list counts, for O(access_control_type=IP_WHITE_LIST). A new one does not unless it is
        true.
      - A list that counts but has no network lets nobody in. That is refused unless O(is_block_all) is true.
    type: bool
  is_block_all:
    description:
      - Whether nobody may come from anywhere, for O(access_control_type=IP_WHITE_LIST). It can be changed only
        while the white list counts.
    type: bool
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_access_policy_info
  - module: huaweicloud.workspace.workspace_policy_group
"""

EXAMPLES = r"""
---
- name: Students reach their desktops from the university alone
  huaweicloud.workspace.workspace_access_policy:
    policy_name: PRIVATE_ACCESS
    policy_objects_list:
      - {object_type: USERGROUP, object_name: bio101-students}

- name: Everybody comes from these networks
  huaweicloud.workspace.workspace_access_policy:
    policy_name: campus
    access_control_type: IP_WHITE_LIST
    ip_list:
      - {ip_address: 192.0.2.0, subnet_mask: 255.255.255.0}
      - {ip_address: 198.51.100.0, subnet_mask: 255.255.255.128}
    purge_ip_list: true
    is_enable: true

- name: From anywhere again
  huaweicloud.workspace.workspace_access_policy:
    policy_name: campus
    access_control_type: IP_WHITE_LIST
    state: absent
"""

RETURN = r"""
---
access_policy:
  description: The policy as it is now, or null if there is none.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    policy_name: {description: The name., type: str, returned: success, sample: PRIVATE_ACCESS}
    access_control_type: {description: What kind it is., type: str, returned: success, sample: ACCESS_TYPE}
    blacklist_type: {description: What it forbids., type: str, returned: success, sample: INTERNET}
    is_enable: {description: Whether the white list counts., type: bool, returned: success, sample: true}
    is_block_all: {description: Whether nobody may come., type: bool, returned: success, sample: false}
    policy_objects_list:
      description: The users and groups that it is about.
      type: list
      elements: dict
      returned: when O(policy_objects_list) is given
      sample: [{object_type: USERGROUP, object_name: bio101-students}]
    ip_list:
      description: The networks from which people may come.
      type: list
      elements: dict
      returned: when O(ip_list) is given
      sample: [{ip_address: 192.0.2.0, subnet_mask: 255.255.255.0}]
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample:
    - {verb: enable, target: campus, fields: {is_enable: {before: false, after: true}}}
results:
  description: What became of the policy if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: campus, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.access_policy import (
    ACCESS_POLICY_SPEC,
    AccessPolicyResource,
)


def main() -> None:
    run(ACCESS_POLICY_SPEC, AccessPolicyResource)


if __name__ == "__main__":
    main()
