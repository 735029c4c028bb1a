#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_ou
short_description: Manage organizational units
version_added: 0.1.0
description:
  - Tells Huawei Cloud Workspace of an organizational unit (OU) of the domain, so that desktops can be put into it
    and policies can apply to it.
  - The OU must exist in the domain already. Neither is it created there, nor deleted.
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
    description: Whether the service shall know the OU. V(absent) makes it forget the OU; the domain keeps it.
    type: str
    choices: [present, absent]
    default: present
  ou_name:
    description:
      - Name of the OU, or its ID. OUs inside of others are written with V(/), up to five levels. Names are compared
        exactly.
    type: str
    required: true
    aliases: [name]
  domain:
    description:
      - Name of the domain, in any case. It is needed for a new OU, and says which one is meant where several domains
        have an OU of the name. It cannot be changed in place.
    type: str
  description:
    description: What the OU is for, up to 255 characters.
    type: str
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_ou_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_policy_group
"""

EXAMPLES = r"""
---
- name: The OU of the laboratories
  huaweicloud.workspace.workspace_ou:
    ou_name: Students/Biology
    domain: workspace.local
    description: Laboratories of the biology courses

- name: It is not used any more
  huaweicloud.workspace.workspace_ou:
    ou_name: Students/Biology
    state: absent
"""

RETURN = r"""
---
ou:
  description: The OU as the service knows it now, or null if it does not.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    ou_name: {description: The name., type: str, returned: success, sample: Students/Biology}
    domain: {description: Its domain., type: str, returned: success, sample: workspace.local}
    description: {description: What it is for., type: str, returned: success, sample: Laboratories}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample:
    - {verb: update, target: Students/Biology, fields: {description: {before: Lab, after: Laboratories}}}
results:
  description: What became of the OU if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: Students/Biology, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.ou import OU_SPEC, OuResource


def main() -> None:
    run(OU_SPEC, OuResource)


if __name__ == "__main__":
    main()
