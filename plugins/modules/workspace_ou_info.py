#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_ou_info
short_description: Find organizational units
version_added: 0.1.0
description:
  - Returns the organizational units that the service knows, or those of a name.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  ou_name:
    description: The whole name of an OU, or its ID.
    type: str
    aliases: [name]
seealso:
  - module: huaweicloud.workspace.workspace_ou
"""

EXAMPLES = r"""
---
- name: Which OUs can desktops be put into?
  huaweicloud.workspace.workspace_ou_info:
  register: units
"""

RETURN = r"""
---
ous:
  description: The OUs, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    ou_name: {description: The name., type: str, returned: success, sample: Students/Biology}
    domain: {description: Its domain., type: str, returned: success, sample: workspace.local}
    ou_dn: {description: Its distinguished name., type: str, returned: success, sample: "OU=Staff,DC=workspace"}
    description: {description: What it is for., type: str, returned: success, sample: Laboratories}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.ou import find_ous


def main() -> None:
    run_info({"ou_name": {"type": "str", "aliases": ["name"]}}, find_ous)


if __name__ == "__main__":
    main()
