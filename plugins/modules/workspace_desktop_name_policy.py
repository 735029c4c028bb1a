#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_name_policy
short_description: Manage policies that name desktops
version_added: 0.1.0
description:
  - Creates, changes and deletes the policies by which Huawei Cloud Workspace names desktops that are given no name,
    such as those of pools.
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
    description: Whether the policy shall exist. The service does not delete one by which a pool names its desktops.
    type: str
    choices: [present, absent]
    default: present
  policy_name:
    description:
      - Name of the policy, or its ID. A name has 1 to 30 letters, digits and underscores, and does not begin with a
        digit. Names are compared exactly.
    type: str
    required: true
    aliases: [name]
  name_prefix:
    description:
      - What the names of desktops begin with, made of letters, digits and hyphens. V($DomainUser$) in it stands for the
        name of the desktop's user; such a policy is not for pools. Required to create a policy.
      - The prefix without V($DomainUser$) and the digits have 15 characters at most.
    type: str
  digit_number:
    description: How many digits the number after the prefix has, 1 to 5. Required to create a policy.
    type: int
  start_number:
    description: The first number, 1 to 99999. Required to create a policy.
    type: int
  single_domain_user_inc:
    description:
      - Whether numbers count for each user alone, not for all. It needs V($DomainUser$) in O(name_prefix). New policies
        count for all if it is not given. The numbers V(1) and V(0) of the service are understood, too.
    type: bool
  is_default_policy:
    description:
      - Whether the policy names the desktops for which none is given. There is only one, so the policy that was it
        before ceases to be; a warning tells which.
    type: bool
  prefix_truncation_enabled:
    description: Whether a name that would have more than 15 characters is made of a shorter prefix.
    type: bool
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_desktop_name_policy_info
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Desktops called BIO-001, BIO-002 and so on
  huaweicloud.workspace.workspace_desktop_name_policy:
    policy_name: bio101
    name_prefix: BIO-
    digit_number: 3
    start_number: 1

- name: The first of mmueller is called mmueller-1, and so for everybody, unless something else is said
  huaweicloud.workspace.workspace_desktop_name_policy:
    policy_name: by_user
    name_prefix: $DomainUser$-
    digit_number: 1
    start_number: 1
    single_domain_user_inc: true
    prefix_truncation_enabled: true
    is_default_policy: true

- name: The course is over
  huaweicloud.workspace.workspace_desktop_name_policy:
    policy_name: bio101
    state: absent
"""

RETURN = r"""
---
name_policy:
  description: The policy as it is now, or null if there is none.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    policy_name: {description: The name., type: str, returned: success, sample: bio101}
    name_prefix: {description: What names begin with., type: str, returned: success, sample: BIO-}
    digit_number: {description: How many digits follow., type: int, returned: success, sample: 3}
    start_number: {description: The first number., type: int, returned: success, sample: 1}
    single_domain_user_inc: {description: Whether numbers count for each user alone., type: bool, returned: success}
    is_default_policy: {description: Whether it is the default., type: bool, returned: success}
    prefix_truncation_enabled: {description: Whether long prefixes are cut., type: bool, returned: success}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: update, target: bio101, fields: {digit_number: {before: 2, after: 3}}}]
results:
  description: What became of the policy if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: bio101, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.name_policy import (
    NAME_POLICY_SPEC,
    NamePolicyResource,
)


def main() -> None:
    run(NAME_POLICY_SPEC, NamePolicyResource)


if __name__ == "__main__":
    main()
