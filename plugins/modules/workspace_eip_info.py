#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_eip_info
short_description: Find public addresses (EIPs) and the desktops that have them
version_added: 0.1.0
description:
  - Returns the EIPs of a project that desktops have or can have, or those that all filters let through.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  eip:
    description: Address or ID of the EIP.
    type: str
    aliases: [eip_id, address]
  desktop:
    description: Name or ID of the desktop that has it. Names are compared whole and without case.
    type: str
    aliases: [desktop_id]
  user_name:
    description: A user of the desktop that has it.
    type: str
  state:
    description: V(bind) for EIPs that a desktop has, V(unbind) for those that are free.
    type: str
    choices: [bind, unbind]
  enterprise_project_id:
    description: ID of its enterprise project.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_eip
"""

EXAMPLES = r"""
---
- name: Which addresses are free, and paid for?
  huaweicloud.workspace.workspace_eip_info:
    state: unbind
  register: idle

- name: Which address has this desktop?
  huaweicloud.workspace.workspace_eip_info:
    desktop: BIO-01
"""

RETURN = r"""
---
eips:
  description: The EIPs.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    address: {description: The address., type: str, returned: success, sample: 198.18.0.1}
    attached_desktop_id: {description: ID of the desktop that has it., type: str, returned: success}
    attached_desktop_name: {description: Name of that desktop., type: str, returned: success, sample: BIO-01}
    bandwidth_size: {description: The bandwidth in Mbit/s., type: int, returned: success, sample: 5}
    eip_charge_mode: {description: What it is billed by., type: str, returned: success, sample: TRAFFIC}
    enterprise_project_id: {description: ID of its enterprise project., type: str, returned: success, sample: "0"}
    create_time: {description: When it was ordered., type: str, returned: success}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import EIP_INFO_SPEC, find_eips


def main() -> None:
    run_info(EIP_INFO_SPEC, find_eips)


if __name__ == "__main__":
    main()
