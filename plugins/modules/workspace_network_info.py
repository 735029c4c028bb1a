#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_network_info
short_description: List networks for desktops
version_added: 0.1.0
description:
  - Returns the VPCs, subnets and security groups of a project as listed by the Workspace service, and optionally free
    addresses, ports and NAT gateways.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  vpc:
    description: Name or ID of a VPC. Only this VPC and its subnets are returned.
    type: str
    aliases: [vpc_id]
  subnet:
    description: Name or ID of a subnet. Only subnets with that name or ID, and their VPC, are returned.
    type: str
    aliases: [subnet_id]
  availability_zone:
    description: ID or name of an availability zone. Only subnets that can be used in it are returned.
    type: str
  available_ip:
    description: Whether to count the free addresses of each subnet as well. This takes one request for each subnet.
    type: bool
    default: false
  ports:
    description: Whether to list the ports of each subnet as well. This takes one request for each subnet.
    type: bool
    default: false
  nat_gateways:
    description: Whether to list the NAT gateways as well.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_service
  - module: huaweicloud.workspace.workspace_eip
  - module: huaweicloud.workspace.workspace_desktop_info
"""

EXAMPLES = r"""
---
- name: Check how many addresses are free in a VPC
  huaweicloud.workspace.workspace_network_info:
    vpc: teaching
    available_ip: true
  register: networks

- name: Read one subnet with its ports, and the NAT gateways
  huaweicloud.workspace.workspace_network_info:
    subnet: teaching-a
    ports: true
    nat_gateways: true
  register: room
"""

RETURN = r"""
---
vpcs:
  description: The VPCs. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: ID of the VPC., type: str, returned: success}
    name: {description: Name of the VPC., type: str, returned: success, sample: teaching}
    cidr: {description: Address range of the VPC., type: str, returned: success, sample: 10.10.0.0/15}
subnets:
  description: The subnets. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: ID of the subnet., type: str, returned: success}
    name: {description: Name of the subnet., type: str, returned: success, sample: teaching-a}
    vpc_id: {description: ID of the VPC of the subnet., type: str, returned: success}
    cidr: {description: Address range of the subnet., type: str, returned: success, sample: 10.10.0.0/16}
    available_ip:
      description: Number of free addresses.
      type: int
      returned: when O(available_ip=true)
      sample: 240
    ports:
      description: Ports of the subnet, with the desktop and the addresses of each of them.
      type: list
      elements: dict
      returned: when O(ports=true)
security_groups:
  description: The security groups. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: ID of the security group., type: str, returned: success}
    name:
      description: Name of the security group.
      type: str
      returned: success
      sample: WorkspaceUserSecurityGroup
nat_gateways:
  description:
    - The NAT gateways, of the VPC if one is given. They have the fields below and all others that the service returns.
  returned: when O(nat_gateways=true)
  type: list
  elements: dict
  contains:
    id: {description: ID of the NAT gateway., type: str, returned: success}
    name: {description: Name of the NAT gateway., type: str, returned: success, sample: teaching-nat}
    router_id: {description: ID of the VPC of the NAT gateway., type: str, returned: success}
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.network import NETWORK_SPEC, find_networks


def main() -> None:
    run_info(NETWORK_SPEC, find_networks)


if __name__ == "__main__":
    main()
