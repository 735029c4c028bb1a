#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_info
short_description: Find cloud desktops
version_added: 0.1.0
description:
  - Returns the desktops of a project that all the filters given let through; all desktops if none is given.
  - The service matches some filters only roughly (a part of a name is enough). The module matches names, users,
    addresses, tags and states again, exactly.
  - However many desktops there are, they are read in pages of 1,000.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  desktop_id:
    description:
      - IDs of desktops. A single one without other filters is read by its own operation.
    type: list
    elements: str
  computer_name:
    description: The whole name of a desktop, without regard to case.
    type: str
  select_names:
    description: Names, patterns (V(BIO-*)) or ranges of numbers (V(BIO-[01:12])).
    type: list
    elements: str
  user_name:
    description: Users, one of whom the desktop belongs to.
    type: list
    elements: str
  user_id:
    description: ID of a user that the desktop belongs to.
    type: str
  user_attached:
    description: Whether the desktop belongs to anybody.
    type: bool
  desktop_ip:
    description: An IP address of the desktop.
    type: str
  status:
    description: The power state, as V(ACTIVE), V(SHUTOFF), V(HIBERNATED) or V(ERROR).
    type: str
  desktop_type:
    description: The types of desktops.
    type: list
    elements: str
    choices: [DEDICATED, SHARED, POOLED]
  is_share_desktop:
    description: Whether the desktop is shared by several people.
    type: bool
  domain_status:
    description: Whether the desktop has joined its domain (V(1)), left it (V(2)) or not reported (V(3)).
    type: int
    choices: [1, 2, 3]
  pool:
    description: Names or IDs of pools, one of which the desktop is in.
    type: list
    elements: str
    aliases: [pool_id]
  subnet:
    description: Name or ID of the subnet that the desktop is in.
    type: str
    aliases: [subnet_id]
  image:
    description: Name or ID of the image that the desktop was made from.
    type: str
    aliases: [image_id]
  tags:
    description: Tags that the desktop has, all of them.
    type: dict
  without_any_tag:
    description: Whether the desktop has no tag at all.
    type: bool
  enterprise_project_id:
    description: ID of the enterprise project.
    type: str
  availability_zone:
    description: The availability zone.
    type: str
  charge_mode:
    description: How the desktop is billed, as the service codes it.
    type: str
  in_maintenance_mode:
    description: Whether the desktop is in maintenance.
    type: bool
  is_support_internet:
    description: Whether the desktop reaches the internet.
    type: bool
  agent_version:
    description: The version of the agent on the desktop.
    type: str
  sort_field:
    description: The field that the service sorts by.
    type: str
  sort_type:
    description: The order that the service sorts in.
    type: str
    choices: [ASC, DESC]
  details:
    description: Whether to return all that the service tells of each desktop too, by the service's own names.
    type: bool
    default: false
  networks:
    description:
      - Whether to read the network cards of each desktop too. That takes one request a desktop.
      - Regions that do not have this operation return an empty list.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: All desktops
  huaweicloud.workspace.workspace_desktop_info:
  register: all_desktops

- name: The desktops of a course that are running
  huaweicloud.workspace.workspace_desktop_info:
    tags: {course: bio101}
    status: ACTIVE
  register: running

- name: One desktop, with its network cards
  huaweicloud.workspace.workspace_desktop_info:
    computer_name: BIO-01
    networks: true
  register: bio_01
"""

RETURN = r"""
---
desktops:
  description: The desktops found, each as M(huaweicloud.workspace.workspace_desktop) returns it.
  returned: success
  type: list
  elements: dict
  contains:
    desktop_id: {description: The ID., type: str, returned: success, sample: 4b7ee2c6-4b0e-4b5e-9d4f-0c9c3b7a1f11}
    computer_name: {description: The name., type: str, returned: success, sample: BIO-01}
    status: {description: The power state., type: str, returned: success, sample: ACTIVE}
    task_status: {description: What is being done to it; empty if nothing., type: str, returned: success, sample: ""}
    login_status:
      description: Whether people can log in or are logged in.
      type: str
      returned: success
      sample: REGISTERED
    attach_state: {description: Whether it is assigned., type: str, returned: success, sample: ATTACHED}
    users:
      description: The users and user groups that it belongs to.
      type: list
      elements: dict
      returned: success
      sample: [{user_name: mmueller, user_group: users, type: USER}]
    product_id: {description: The product., type: str, returned: success, sample: workspace.c2.large.windows.2}
    image_id:
      description: ID of the image.
      type: str
      returned: success
      sample: a866298d-67db-44b0-a1f1-9d09bdddc20f
    image_name: {description: Name of the image., type: str, returned: success, sample: win11-bio-2026.09}
    root_volume:
      description: The system disk.
      type: dict
      returned: success
      sample: {type: SAS, size: 80, volume_id: 1e3ef9b8-3f7e-4b1e-8a30-27a0a4cb7bdc, device: /dev/vda}
    data_volumes:
      description: The data disks in the order of their devices.
      type: list
      elements: dict
      returned: success
    tags: {description: The tags., type: dict, returned: success, sample: {course: bio101}}
    ip_addresses: {description: The IP addresses., type: list, elements: str, returned: success, sample: [172.16.0.12]}
    subnet_id: {description: ID of the subnet., type: str, returned: success}
    security_groups: {description: IDs of the security groups., type: list, elements: str, returned: success}
    in_maintenance_mode: {description: Whether it is in maintenance., type: bool, returned: success, sample: false}
    availability_zone: {description: The availability zone., type: str, returned: success}
    desktop_type: {description: DEDICATED or SHARED or POOLED., type: str, returned: success, sample: DEDICATED}
    os_type: {description: The operating system., type: str, returned: success, sample: Windows}
    ou_name: {description: The organizational unit., type: str, returned: success}
    domain_status:
      description: V(1) if it is in its domain, V(2) if it has left it, V(3) if it has not reported.
      type: int
      returned: success
      sample: 1
    enterprise_project_id: {description: ID of the enterprise project., type: str, returned: success, sample: "0"}
    sid: {description: The SID., type: str, returned: success}
    created: {description: When it was created., type: str, returned: success, sample: "2026-10-01T06:57:47.459Z"}
    details:
      description: All that the service tells of the desktop, as it says it.
      type: dict
      returned: O(details=true)
      sample: {site_name: center, order_id: "", internet_mode: NAT, metadata: {image_name: win11-bio-2026.09}}
    networks:
      description: The network cards, as the service returns them.
      type: list
      elements: dict
      returned: O(networks=true)
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.info import (
    INFO_SPEC,
    find_desktops,
)


def main() -> None:
    run_info(INFO_SPEC, find_desktops)


if __name__ == "__main__":
    main()
