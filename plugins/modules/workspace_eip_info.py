#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_eip_info
short_description: List public IP addresses (EIPs) and the desktops that have them
version_added: 0.1.0
description:
  - Returns the EIPs of a project that desktops have or can have, optionally only those that match all given filters.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  eip:
    description: Address or ID of the EIP.
    type: str
    aliases: [eip_id, address]
  desktop:
    description: Exact name, compared without case, or ID of the desktop that has the EIP.
    type: str
    aliases: [desktop_id]
  user_name:
    description: A user of the desktop that has the EIP.
    type: str
  state:
    description: V(bind) for EIPs that a desktop has, V(unbind) for EIPs that are free.
    type: str
    choices: [bind, unbind]
  enterprise_project_id:
    description: ID of the enterprise project of the EIPs.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_eip
"""

EXAMPLES = r"""
---
- name: List EIPs that are not in use but cost money
  huaweicloud.workspace.workspace_eip_info:
    state: unbind
  register: idle

- name: Find the EIP of a desktop
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
    # generated from tests/returns/eip.yml: begin
    id: {description: ID of the EIP., type: str, returned: success}
    address: {description: Address of the EIP., type: str, returned: success, sample: 198.18.0.1}
    attached_desktop_id: {description: ID of the desktop that has the EIP., type: str, returned: success}
    attached_desktop_name:
      description: Name of the desktop that has the EIP.
      type: str
      returned: success
      sample: BIO-01
    bandwidth_size: {description: Bandwidth in Mbit/s., type: int, returned: success, sample: 5}
    eip_charge_mode:
      description: Whether the EIP is billed by V(TRAFFIC) or V(BANDWIDTH).
      type: str
      returned: success
      sample: TRAFFIC
    enterprise_project_id:
      description: ID of the enterprise project of the EIP.
      type: str
      returned: success
      sample: "0"
    create_time: {description: Time of the order., type: str, returned: success}
    # generated from tests/returns/eip.yml: end
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import EIP_INFO_SPEC, find_eips


def main() -> None:
    run_info(EIP_INFO_SPEC, find_eips)


if __name__ == "__main__":
    main()
