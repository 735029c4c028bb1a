#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_access_policy
short_description: Manage access policies
version_added: 0.1.0
description:
  - Creates, updates and deletes access policies of Huawei Cloud Workspace, which restrict the places from which users
    can reach their desktops.
  - A policy of type V(ACCESS_TYPE) lists users and groups that cannot connect over the Internet. A policy of type
    V(IP_WHITE_LIST) lists networks; while it is enabled, users can connect from these networks only.
  - B(These policies take effect immediately), also for users who are working on their desktops. Check the plan
    (C(--check --diff)) before each run, and keep one of your own networks in every list of allowed networks.
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
    description: Desired state of the policy. V(absent) deletes it, which lifts its restrictions.
  policy_name:
    description:
      - Name of the policy.
      - The name of a policy of type V(ACCESS_TYPE) is V(PRIVATE_ACCESS) or V(INTERNET); the service accepts no other
        names. The name of a policy of type V(IP_WHITE_LIST) has up to 50 characters.
    type: str
    required: true
    aliases: [name]
  access_control_type:
    description: Type of the policy. Policies with the same name and different types are different policies.
    type: str
    choices: [ACCESS_TYPE, IP_WHITE_LIST]
    default: ACCESS_TYPE
  blacklist_type:
    description:
      - Access that a policy of type V(ACCESS_TYPE) forbids. It cannot be changed, and V(INTERNET) is the only value
        that the service supports.
    type: str
    choices: [INTERNET]
  policy_objects_list:
    description:
      - Users and groups to which the policy applies, by name or ID, up to 2000. Those that are not listed are kept
        unless O(purge_policy_objects_list=true).
      - The last one cannot be removed. Delete the policy instead.
      - In check mode a user or group that does not exist yet is accepted with a warning.
    type: list
    elements: dict
    aliases: [objects]
    suboptions:
      object_type:
        description: Whether the object is a user or a user group.
        type: str
        required: true
        choices: [USER, USERGROUP]
      object_name:
        description: Name or ID of the user or group.
        type: str
        required: true
        aliases: [name, object_id]
  purge_policy_objects_list:
    description: Whether to remove users and groups that are not in O(policy_objects_list) from the policy.
    type: bool
    default: false
    aliases: [purge_objects]
  ip_list:
    description:
      - Networks from which users can connect, for O(access_control_type=IP_WHITE_LIST). Those that are not listed are
        kept unless O(purge_ip_list=true).
      - Networks are added before the list is enabled and removed at the end, so that users who keep their access never
        lose it during the change.
    type: list
    elements: dict
    aliases: [ip_white_list]
    suboptions:
      ip_address:
        description: An address of the network.
        type: str
        required: true
      subnet_mask:
        description: Mask of the network, such as V(255.255.255.0), or the length of its prefix.
        type: str
        required: true
  purge_ip_list:
    description: Whether to remove networks that are not in O(ip_list). Users in those networks lose their access.
    type: bool
    default: false
    aliases: [purge_ip_white_list]
  is_enable:
    description:
      - Whether to enable the list of allowed networks, for O(access_control_type=IP_WHITE_LIST). A new list is disabled
        if this option is not given.
      - An enabled list without networks would block all users, and is therefore an error unless O(is_block_all=true).
    type: bool
  is_block_all:
    description:
      - Whether to block all access, for O(access_control_type=IP_WHITE_LIST). It can be changed only while the list of
        allowed networks is enabled.
    type: bool
seealso:
  - module: huaweicloud.workspace.workspace_access_policy_info
  - module: huaweicloud.workspace.workspace_policy_group
"""

EXAMPLES = r"""
---
- name: Allow students to reach their desktops only from the university
  huaweicloud.workspace.workspace_access_policy:
    policy_name: PRIVATE_ACCESS
    policy_objects_list:
      - {object_type: USERGROUP, object_name: bio101-students}

- name: Allow access from these two networks only
  huaweicloud.workspace.workspace_access_policy:
    policy_name: campus
    access_control_type: IP_WHITE_LIST
    ip_list:
      - {ip_address: 192.0.2.0, subnet_mask: 255.255.255.0}
      - {ip_address: 198.51.100.0, subnet_mask: 255.255.255.128}
    purge_ip_list: true
    is_enable: true

- name: Allow access from everywhere again
  huaweicloud.workspace.workspace_access_policy:
    policy_name: campus
    access_control_type: IP_WHITE_LIST
    state: absent
"""

RETURN = r"""
---
access_policy:
  description: Current state of the policy, or V(null) if it does not exist.
  returned: success
  type: dict
  contains:
    # generated from tests/returns/access_policy.yml: begin
    id: {description: ID of the access policy., type: str, returned: success}
    policy_name: {description: Name of the access policy., type: str, returned: success, sample: PRIVATE_ACCESS}
    access_control_type: {description: Type of the policy., type: str, returned: success, sample: ACCESS_TYPE}
    blacklist_type: {description: Access that the policy forbids., type: str, returned: success, sample: INTERNET}
    is_enable:
      description: Whether the list of allowed networks is enabled.
      type: bool
      returned: success
      sample: true
    is_block_all: {description: Whether all access is blocked., type: bool, returned: success, sample: false}
    # generated from tests/returns/access_policy.yml: end
    policy_objects_list:
      description: Users and groups to which the policy applies.
      type: list
      elements: dict
      returned: when O(policy_objects_list) is given
      sample: [{object_type: USERGROUP, object_name: bio101-students}]
    ip_list:
      description: Networks from which users can connect.
      type: list
      elements: dict
      returned: when O(ip_list) is given
      sample: [{ip_address: 192.0.2.0, subnet_mask: 255.255.255.0}]
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
  sample: [{verb: enable, target: campus, fields: {is_enable: {before: false, after: true}}}]
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
  sample: [{target: campus, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.access_policy import (
    ACCESS_POLICY_SPEC,
    AccessPolicyResource,
)


def main() -> None:
    run(ACCESS_POLICY_SPEC, AccessPolicyResource)


if __name__ == "__main__":
    main()
