#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_info
short_description: List cloud desktops
version_added: 0.1.0
description:
  - Returns the desktops of a project that match all given filters, or all desktops if no filter is given.
  - Some filters of the service also match parts of names. The module compares names, users, addresses, tags and states
    again and returns exact matches only.
  - Desktops are read in pages of 1,000.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  desktop_id:
    description:
      - IDs of desktops. A single ID without other filters is read with a separate operation.
    type: list
    elements: str
  computer_name:
    description: Exact name of a desktop, compared without case.
    type: str
    aliases: [name]
  select_names:
    description: Names, globs (V(BIO-*)) or ranges of numbers (V(BIO-[01:12])).
    type: list
    elements: str
  user_name:
    description: Users. A desktop must be assigned to one of them.
    type: list
    elements: str
    aliases: [user]
  user_id:
    description: ID of a user to whom the desktop is assigned.
    type: str
  user_attached:
    description: Whether the desktop is assigned to a user.
    type: bool
  desktop_ip:
    description: An IP address of the desktop.
    type: str
    aliases: [ip]
  status:
    description: Power state or other status, such as V(ACTIVE), V(SHUTOFF), V(HIBERNATED) or V(ERROR).
    type: str
  desktop_type:
    description: Types of desktops.
    type: list
    elements: str
    choices: [DEDICATED, SHARED, POOLED]
  is_share_desktop:
    description: Whether the desktop is shared by several users.
    type: bool
  domain_status:
    description: Whether the desktop is in its domain (V(1)), has left it (V(2)) or has not reported (V(3)).
    type: int
    choices: [1, 2, 3]
  pool:
    description: Names or IDs of pools. A desktop must belong to one of them.
    type: list
    elements: str
    aliases: [pool_id]
  subnet:
    description: Name or ID of the subnet of the desktop.
    type: str
    aliases: [subnet_id]
  image:
    description: Name or ID of the image of the desktop.
    type: str
    aliases: [image_id]
  tags:
    description: Tags, all of which a desktop must have.
    type: dict
  without_any_tag:
    description: Whether the desktop has no tags at all.
    type: bool
  enterprise_project_id:
    description: ID of the enterprise project of the desktop.
    type: str
  availability_zone:
    description: Availability zone of the desktop.
    type: str
  charge_mode:
    description: Billing mode of the desktop, as the service encodes it.
    type: str
  in_maintenance_mode:
    description: Whether the desktop is in maintenance mode.
    type: bool
  is_support_internet:
    description: Whether the desktop has Internet access.
    type: bool
  agent_version:
    description: Version of the agent on the desktop.
    type: str
  sort_field:
    description: Field by which the service sorts the desktops.
    type: str
  sort_type:
    description: Direction in which the service sorts the desktops.
    type: str
    choices: [ASC, DESC]
  details:
    description: Whether to return all fields of each desktop, with the names that the service uses, as well.
    type: bool
    default: false
  networks:
    description:
      - Whether to read the network cards of each desktop as well. This takes one request for each desktop.
      - In regions without this operation the list is empty.
    type: bool
    default: false
  check_images:
    description:
      - Whether to check that the image of each desktop still exists. A desktop whose image was deleted, or is no longer
        shared, keeps working, but cannot be rebuilt with it. This takes one request for every 500 desktops.
    type: bool
    default: false
  remote_consoles:
    description:
      - Whether to request the address of the remote console of each running desktop. This takes one request for each
        desktop.
      - The address is a secret that expires after a short time. It shows the screen of the desktop to anyone who has
        it, without the consent of its user. Set C(no_log) for the task, since Ansible displays results with C(-v) and
        passes them to callbacks. To assist users with their consent, use
        M(huaweicloud.workspace.workspace_remote_assistance).
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_remote_assistance
"""

EXAMPLES = r"""
---
- name: List all desktops
  huaweicloud.workspace.workspace_desktop_info:
  register: all_desktops

- name: List the running desktops of a course
  huaweicloud.workspace.workspace_desktop_info:
    tags: {course: bio101}
    status: ACTIVE
  register: running

- name: Read one desktop with its network cards
  huaweicloud.workspace.workspace_desktop_info:
    computer_name: BIO-01
    networks: true
  register: bio_01

- name: Check whether the images of the desktops of a course still exist
  huaweicloud.workspace.workspace_desktop_info:
    select_names: ["BIO-*"]
    check_images: true
  register: checked

- name: Print the desktops that cannot be rebuilt with their own image
  ansible.builtin.debug:
    msg: "{{ checked.desktops | selectattr('image_exists', 'sameas', false) | map(attribute='computer_name') }}"

- name: Request the console of a desktop to which users cannot log in
  huaweicloud.workspace.workspace_desktop_info:
    computer_name: BIO-01
    remote_consoles: true
  register: console
  no_log: true
"""

RETURN = r"""
---
desktops:
  description: The desktops.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/desktop.yml: begin
    desktop_id:
      description: ID of the desktop.
      type: str
      returned: success
      sample: 4b7ee2c6-4b0e-4b5e-9d4f-0c9c3b7a1f11
    computer_name: {description: Name of the desktop., type: str, returned: success, sample: BIO-01}
    status:
      description:
        - Power state or other status, such as V(ACTIVE), V(SHUTOFF), V(HIBERNATED) or V(ERROR).
        - V(NOT_TOLD) if the service does not return it.
      type: str
      returned: success
      sample: ACTIVE
    task_status: {description: The operation in progress; empty if none., type: str, returned: success, sample: ""}
    login_status:
      description:
        - Whether users can log in or are logged in, such as V(REGISTERED), V(CONNECTED) or V(DISCONNECTED).
        - V(NOT_TOLD) if the desktop is running and the service does not return it.
      type: str
      returned: success
      sample: REGISTERED
    attach_state: {description: Whether it is assigned to a user., type: str, returned: success, sample: ATTACHED}
    users:
      description: Users and user groups to which the desktop is assigned.
      type: list
      elements: dict
      returned: success
      sample: [{user_name: mmueller, user_group: users, type: USER}]
    product_id:
      description: ID of the product of the desktop.
      type: str
      returned: success
      sample: workspace.c2.large.windows.2
    image_id:
      description: ID of the image of the desktop.
      type: str
      returned: success
      sample: a866298d-67db-44b0-a1f1-9d09bdddc20f
    image_name:
      description: Name of the image of the desktop.
      type: str
      returned: success
      sample: win11-bio-2026.09
    root_volume:
      description: System disk.
      type: dict
      returned: success
      sample: {type: SSD, size: 80, volume_id: 1e3ef9b8-3f7e-4b1e-8a30-27a0a4cb7bdc, device: /dev/vda}
    data_volumes:
      description: Data disks in the order of their devices.
      type: list
      elements: dict
      returned: success
    tags:
      description: Tags of the desktop; V(null) if the service does not return them.
      type: dict
      returned: success
      sample: {course: bio101}
    ip_addresses:
      description: IP addresses of the desktop.
      type: list
      elements: str
      returned: success
      sample: [172.16.0.12]
    subnet_id: {description: ID of the subnet of the desktop., type: str, returned: success}
    security_groups:
      description: IDs of the security groups of the desktop.
      type: list
      elements: str
      returned: success
    in_maintenance_mode:
      description: Whether the desktop is in maintenance mode.
      type: bool
      returned: success
      sample: false
    availability_zone: {description: Availability zone of the desktop., type: str, returned: success}
    desktop_type: {description: Type of the desktop., type: str, returned: success, sample: DEDICATED}
    os_type: {description: Operating system of the desktop., type: str, returned: success, sample: Windows}
    ou_name: {description: Organizational unit of the desktop., type: str, returned: success}
    domain_status:
      description: V(1) if the desktop is in its domain, V(2) if it has left it, V(3) if it has not reported.
      type: int
      returned: success
      sample: 1
    enterprise_project_id:
      description: ID of the enterprise project of the desktop.
      type: str
      returned: success
      sample: "0"
    sid: {description: Security identifier (SID) of the desktop., type: str, returned: success}
    created:
      description: Time at which the desktop was created.
      type: str
      returned: success
      sample: "2026-10-01T06:57:47.459Z"
    # generated from tests/returns/desktop.yml: end
    details:
      description: All fields of the desktop as the service returns them.
      type: dict
      returned: when O(details=true)
      sample: {site_name: center, order_id: "", internet_mode: NAT, metadata: {image_name: win11-bio-2026.09}}
    networks:
      description: Network cards as the service returns them.
      type: list
      elements: dict
      returned: when O(networks=true)
    image_exists:
      description: Whether the image of the desktop still exists; V(null) if the service does not return it.
      type: bool
      returned: when O(check_images=true)
      sample: true
    remote_console:
      description: C(type), C(protocol) and C(url) of the remote console; V(null) if the desktop is not running.
      type: dict
      returned: when O(remote_consoles=true)
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.info import (
    INFO_SPEC,
    find_desktops,
)


def main() -> None:
    run_info(INFO_SPEC, find_desktops)


if __name__ == "__main__":
    main()
