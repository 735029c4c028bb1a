#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_name_policy_info
short_description: Find policies that name desktops
version_added: 0.1.0
description:
  - Returns the policies of a project that name desktops, or the one of a name.
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
seealso:
  - module: huaweicloud.workspace.workspace_desktop_name_policy
"""

EXAMPLES = r"""
---
- name: How are desktops named?
  huaweicloud.workspace.workspace_desktop_name_policy_info:
  register: naming
"""

RETURN = r"""
---
name_policies:
  description: The policies.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    policy_name: {description: The name., type: str, returned: success, sample: bio101}
    name_prefix: {description: What names begin with., type: str, returned: success, sample: BIO-}
    digit_number: {description: How many digits follow., type: int, returned: success, sample: 3}
    start_number: {description: The first number., type: int, returned: success, sample: 1}
    single_domain_user_inc: {description: Whether numbers count for each user alone., type: bool, returned: success}
    is_default_policy: {description: Whether it is the default., type: bool, returned: success}
    is_contain_user: {description: Whether the prefix has the name of the user., type: bool, returned: success}
    prefix_truncation_enabled: {description: Whether long prefixes are cut., type: bool, returned: success}
unread:
  description: How many policies the service did not show, since its list ends after 100.
  returned: success
  type: int
  sample: 0
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.name_policy import find_policies


def main() -> None:
    run_info({"policy_name": {"type": "str", "aliases": ["name"]}}, find_policies)


if __name__ == "__main__":
    main()
