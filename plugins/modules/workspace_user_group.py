#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_user_group
short_description: Manage groups of users
version_added: 0.1.0
description:
  - Creates, changes and deletes user groups of Huawei Cloud Workspace, and says who is in them.
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
    description: Whether the group shall exist. V(absent) deletes the group, not its members.
    type: str
    choices: [present, absent]
    default: present
  group_name:
    description: Name of the group, up to 64 characters, or its ID. Names are compared exactly.
    type: str
    required: true
    aliases: [name]
  platform_type:
    description:
      - Whether the service keeps the group itself (V(LOCAL)) or it comes from the domain (V(AD)). New groups are
        V(LOCAL) if it is not given. It cannot be changed in place.
    type: str
    choices: [LOCAL, AD]
  description:
    description: What the group is for, up to 255 characters.
    type: str
  members:
    description:
      - Names or IDs of the users in the group. Users that are not listed stay unless O(purge_members) is true.
      - In check mode a user that does not exist yet is accepted with a warning.
    type: list
    elements: str
  purge_members:
    description: Whether users that are not in O(members) are taken out of the group.
    type: bool
    default: false
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_user_group_info
"""

EXAMPLES = r"""
---
- name: The students of a course
  huaweicloud.workspace.workspace_user_group:
    group_name: bio101-students
    description: Biology 101
    members: [mmueller, ohaddad]

- name: Nobody else
  huaweicloud.workspace.workspace_user_group:
    group_name: bio101-students
    members: [mmueller]
    purge_members: true

- name: The course is over
  huaweicloud.workspace.workspace_user_group:
    group_name: bio101-students
    state: absent
"""

RETURN = r"""
---
user_group:
  description: The group as it is now, or null if there is none.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    group_name: {description: The name., type: str, returned: success, sample: bio101-students}
    platform_type: {description: Where it is kept., type: str, returned: success, sample: LOCAL}
    description: {description: What it is for., type: str, returned: success, sample: Biology 101}
    members:
      description: Its users.
      type: list
      elements: str
      returned: when O(members) is given
      sample: [mmueller]
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: add_members, target: bio101-students, fields: {members: {before: [], after: [mmueller]}}}]
results:
  description: What became of the group if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: bio101-students, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user_group import (
    USER_GROUP_SPEC,
    UserGroupResource,
)


def main() -> None:
    run(USER_GROUP_SPEC, UserGroupResource)


if __name__ == "__main__":
    main()
