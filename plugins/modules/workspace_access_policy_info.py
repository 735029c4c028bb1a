#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_access_policy_info
short_description: Find access policies
version_added: 0.1.0
description:
  - Returns the access policies of a project, or those of a name and a kind.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  policy_name:
    description: The whole name of a policy, or its ID.
    type: str
    aliases: [name]
  access_control_type:
    description: Which kind of policies to return; all if it is not given.
    type: str
    choices: [ACCESS_TYPE, IP_WHITE_LIST]
  objects:
    description: Whether to read the users and groups of each policy too. That takes one request a policy.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_access_policy
"""

EXAMPLES = r"""
---
- name: Who is kept out?
  huaweicloud.workspace.workspace_access_policy_info:
    objects: true
  register: access
"""

RETURN = r"""
---
access_policies:
  description: The policies, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    policy_name: {description: The name., type: str, returned: success, sample: PRIVATE_ACCESS}
    access_control_type: {description: What kind it is., type: str, returned: success, sample: ACCESS_TYPE}
    policy_objects_list:
      description: The users and groups that it is about.
      type: list
      elements: dict
      returned: O(objects=true)
      sample: [{object_type: USERGROUP, object_name: bio101-students, object_id: 8ac225c2781edb0d01781edde3f40001}]
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.access_policy import (
    ACCESS_TYPE,
    IP_WHITE_LIST,
    find_access_policies,
)


def main() -> None:
    spec = {
        "policy_name": {"type": "str", "aliases": ["name"]},
        "access_control_type": {"type": "str", "choices": [ACCESS_TYPE, IP_WHITE_LIST]},
        "objects": {"type": "bool", "default": False},
    }
    run_info(spec, find_access_policies)


if __name__ == "__main__":
    main()
