#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_terminal_binding_info
short_description: Find out which terminals are bound to which desktops
version_added: 0.1.0
description:
  - Returns the terminals of a project that are bound to desktops, and the switches of this function.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  macs:
    description: MAC addresses of terminals, in any usual form. Without it all are returned.
    type: list
    elements: str
    aliases: [mac]
  desktops:
    description: Names of desktops, compared without case. Without it those of all desktops are returned.
    type: list
    elements: str
    aliases: [desktop, desktop_name]
seealso:
  - module: huaweicloud.workspace.workspace_terminal_binding
"""

EXAMPLES = r"""
---
- name: From where can this desktop be reached?
  huaweicloud.workspace.workspace_terminal_binding_info:
    desktops: [BIO-01]
  register: bound
"""

RETURN = r"""
---
configuration:
  description: The switches. What the service does not tell is null.
  returned: success
  type: dict
  contains:
    tc_bind_switch: {description: Whether bindings count., type: bool, returned: success, sample: true}
    tc_auto_bind_switch: {description: Whether terminals are bound by themselves., type: bool, returned: success}
    tc_auto_bind_max: {description: How many are bound by themselves., type: int, returned: success, sample: 1}
terminal_bindings:
  description: The bindings.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    mac: {description: The MAC address of the terminal., type: str, returned: success, sample: FA-16-3E-E2-3A-1D}
    desktop_name: {description: The name of the desktop., type: str, returned: success, sample: BIO-01}
    description: {description: What it is for., type: str, returned: success, sample: Room 101}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.resource import (
    TERMINAL_BINDING_INFO_SPEC,
    find_terminal_bindings,
)


def main() -> None:
    run_info(TERMINAL_BINDING_INFO_SPEC, find_terminal_bindings)


if __name__ == "__main__":
    main()
