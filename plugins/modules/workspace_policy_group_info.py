#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_policy_group_info
short_description: Find policy groups
version_added: 0.1.0
description:
  - Returns the policy groups of a project, the strongest first, or the one of a name.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  policy_group_name:
    description: The whole name of a group, or its ID.
    type: str
    aliases: [name]
  policies:
    description: Whether to read the policies of each group too. That takes one request a group.
    type: bool
    default: false
  targets:
    description: Whether to read what each group applies to. That takes one request a group.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_policy_group
"""

EXAMPLES = r"""
---
- name: What is allowed during exams?
  huaweicloud.workspace.workspace_policy_group_info:
    policy_group_name: exam
    policies: true
    targets: true
  register: exam
"""

RETURN = r"""
---
policy_groups:
  description: The groups, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    policy_group_name: {description: The name., type: str, returned: success, sample: exam}
    description: {description: What it is for., type: str, returned: success, sample: Written exams}
    priority: {description: Its place., type: int, returned: success, sample: 1}
    policies:
      description: Its policies.
      type: dict
      returned: O(policies=true)
      sample: {watermark: {watermark_enable: true}}
    targets:
      description: What it applies to.
      type: list
      elements: dict
      returned: O(targets=true)
      sample: [{target_type: USERGROUP, target_name: bio101-students, target_id: 8ac225c2781edb0d01781edde3f40001}]
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.policy_group import find_policy_groups


def main() -> None:
    spec = {
        "policy_group_name": {"type": "str", "aliases": ["name"]},
        "policies": {"type": "bool", "default": False},
        "targets": {"type": "bool", "default": False},
    }
    run_info(spec, find_policy_groups)


if __name__ == "__main__":
    main()
