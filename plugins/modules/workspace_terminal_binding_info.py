#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_terminal_binding_info
short_description: List bindings of terminals to desktops
version_added: 0.1.0
description:
  - Returns the bindings of terminals to desktops in a project, and the switches of this function.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  macs:
    description: MAC addresses of terminals, in any usual format. All terminals are returned if it is not given.
    type: list
    elements: str
    aliases: [mac]
  desktops:
    description: Names of desktops, compared without case. Bindings of all desktops are returned if it is not given.
    type: list
    elements: str
    aliases: [desktop, desktop_name]
seealso:
  - module: huaweicloud.workspace.workspace_terminal_binding
"""

EXAMPLES = r"""
---
- name: List the terminals from which a desktop can be reached
  huaweicloud.workspace.workspace_terminal_binding_info:
    desktops: [BIO-01]
  register: bound
"""

RETURN = r"""
---
# generated from tests/returns/terminal_binding_configuration.yml: begin
configuration:
  description: Current state of the switches. A switch that the service does not return is V(null).
  returned: success
  type: dict
  contains:
    tc_bind_switch: {description: Whether bindings are enforced., type: bool, returned: success, sample: true}
    tc_auto_bind_switch:
      description: Whether the service binds terminals automatically.
      type: bool
      returned: success
      sample: false
    tc_auto_bind_max:
      description: Number of terminals that the service binds automatically.
      type: int
      returned: success
      sample: 1
# generated from tests/returns/terminal_binding_configuration.yml: end
terminal_bindings:
  description: The bindings.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/terminal_binding.yml: begin
    id: {description: ID of the binding., type: str, returned: success}
    mac: {description: MAC address of the terminal., type: str, returned: success, sample: FA-16-3E-E2-3A-1D}
    desktop_name: {description: Name of the bound desktop., type: str, returned: success, sample: BIO-01}
    description: {description: Description of the binding., type: str, returned: success, sample: Room 101}
    # generated from tests/returns/terminal_binding.yml: end
# generated from tests/returns/errors.yml: begin
error_code:
  description: Error code of the service.
  returned: when the service refuses a request
  type: str
  sample: WKS.00010032
http_status:
  description: HTTP status of the refused request.
  returned: when the service refuses a request
  type: int
  sample: 409
request_id:
  description: ID of the refused request, for inquiries to Huawei Cloud.
  returned: when the service refuses a request
  type: str
error_detail:
  description: Further details of the error.
  returned: when the service sends them
  type: str
encoded_authorization_message:
  description: Encoded reason for a missing permission, which the STS service can decode.
  returned: when the service sends it
  type: str
# generated from tests/returns/errors.yml: end
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.info import (
    TERMINAL_BINDING_INFO_SPEC,
    find_terminal_bindings,
)


def main() -> None:
    run_info(TERMINAL_BINDING_INFO_SPEC, find_terminal_bindings)


if __name__ == "__main__":
    main()
