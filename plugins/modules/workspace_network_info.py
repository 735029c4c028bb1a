#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_network_info
short_description: List the networks that desktops can be in, and what is free there
version_added: 0.1.0
description:
  - Returns the VPCs, subnets and security groups of a project, as the Workspace service knows them.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  vpc:
    description: Name or ID of the VPC. Only it and its subnets are returned.
    type: str
    aliases: [vpc_id]
  subnet:
    description: Name or ID of a subnet. Only those of that name or ID are returned, and their VPC.
    type: str
    aliases: [subnet_id]
  availability_zone:
    description: ID of an availability zone. Only subnets that can be used there are returned.
    type: str
  available_ip:
    description: Whether to count the free addresses of the subnets, which takes a request for each.
    type: bool
    default: false
  ports:
    description: Whether to list the ports in the subnets, which takes a request for each.
    type: bool
    default: false
  nat_gateways:
    description: Whether to list the NAT gateways.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_service
  - module: huaweicloud.workspace.workspace_eip
  - module: huaweicloud.workspace.workspace_desktop_info
"""

EXAMPLES = r"""
---
- name: Are there addresses left for the course?
  huaweicloud.workspace.workspace_network_info:
    vpc: teaching
    available_ip: true
  register: networks

- name: All that is in one subnet
  huaweicloud.workspace.workspace_network_info:
    subnet: teaching-a
    ports: true
    nat_gateways: true
  register: room
"""

RETURN = r"""
---
vpcs:
  description: The VPCs, with the fields that the service itself returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: teaching}
    cidr: {description: Its addresses., type: str, returned: success, sample: 10.10.0.0/15}
subnets:
  description: The subnets, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: teaching-a}
    vpc_id: {description: ID of its VPC., type: str, returned: success}
    cidr: {description: Its addresses., type: str, returned: success, sample: 10.10.0.0/16}
    available_ip: {description: How many addresses are free., type: int, returned: with O(available_ip), sample: 240}
    ports:
      description: The ports in it, with the desktop that each belongs to and its addresses.
      type: list
      elements: dict
      returned: with O(ports)
security_groups:
  description: The security groups, with the fields that the service itself returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: WorkspaceUserSecurityGroup}
nat_gateways:
  description: The NAT gateways, of the VPC if one is given, with the fields that the service itself returns.
  returned: with O(nat_gateways)
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: teaching-nat}
    router_id: {description: ID of its VPC., type: str, returned: success}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.network import NETWORK_SPEC, find_networks


def main() -> None:
    run_info(NETWORK_SPEC, find_networks)


if __name__ == "__main__":
    main()
