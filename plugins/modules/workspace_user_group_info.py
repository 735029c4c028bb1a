#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_user_group_info
short_description: Find groups of users
version_added: 0.1.0
description:
  - Returns the user groups of a project, or the one of a name.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  group_name:
    description: The whole name of a group.
    type: str
    aliases: [name]
  members:
    description: Whether to read the members of each group too. That takes one request a group.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_user_group
"""

EXAMPLES = r"""
---
- name: Who is in the course?
  huaweicloud.workspace.workspace_user_group_info:
    group_name: bio101-students
    members: true
  register: course
"""

RETURN = r"""
---
user_groups:
  description: The groups, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    group_name: {description: The name., type: str, returned: success, sample: bio101-students}
    platform_type: {description: Where it is kept., type: str, returned: success, sample: LOCAL}
    description: {description: What it is for., type: str, returned: success, sample: Biology 101}
    user_quantity: {description: How many users it has., type: int, returned: success, sample: 2}
    members: {description: Its users., type: list, elements: str, returned: O(members=true), sample: [mmueller]}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user_group import find_user_groups


def main() -> None:
    spec = {"group_name": {"type": "str", "aliases": ["name"]}, "members": {"type": "bool", "default": False}}
    run_info(spec, find_user_groups)


if __name__ == "__main__":
    main()
