#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_pool_info
short_description: List desktop pools
version_added: 0.1.0
description:
  - Returns the desktop pools of a project, optionally only those that match all given filters.
  - Some filters of the service also match parts of names. The module returns exact matches only.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  name:
    description: Exact name of a pool.
    type: str
  pool_id:
    description: ID of a pool.
    type: str
  select_names:
    description: Names of pools, globs (V(bio101-*)) or ranges of numbers (V(room-[1:4])).
    type: list
    elements: str
  type:
    description: Type of the pools.
    type: str
    choices: [DYNAMIC, STATIC]
  enterprise_project_id:
    description: ID of the enterprise project of the pools.
    type: str
  in_maintenance_mode:
    description: Whether the pools are in maintenance mode.
    type: bool
  users:
    description:
      - Names or IDs of users. Only pools that at least one of them can use, or has a desktop of, are returned.
    type: list
    elements: str
    aliases: [user_ids]
  detail:
    description:
      - Whether to read each pool separately, for regions whose list returns fewer fields. This takes one request for
        each pool.
    type: bool
    default: false
  desktops:
    description:
      - Whether to read the desktops of each pool as well, and to find those that have another image than the pool. This
        takes one request for each pool and for every 100 of its desktops.
    type: bool
    default: false
  authorized_objects:
    description:
      - Whether to read the users and groups that can use each pool as well. This takes one request for each pool and
        for every 100 of them.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_desktop_info
"""

EXAMPLES = r"""
---
- name: Read the pools of a course with their desktops and users
  huaweicloud.workspace.workspace_desktop_pool_info:
    select_names: ["bio101-*"]
    desktops: true
    authorized_objects: true
  register: pools

- name: Print the desktops that still have another image than their pool
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.inconsistent_desktops | join(', ') }}"
  loop: "{{ pools.desktop_pools }}"

- name: List the pools that a user can use
  huaweicloud.workspace.workspace_desktop_pool_info:
    users: [ameier]

- name: Print the number of used desktops
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.desktop_used }} of {{ item.desktop_count }} desktops"
  loop: "{{ pools.desktop_pools }}"
"""

RETURN = r"""
---
desktop_pools:
  description: The pools.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/desktop_pool.yml: begin
    pool_id:
      description: ID of the pool.
      type: str
      returned: success
      sample: a130ab3a-72bf-4b71-baa9-af4987c8e338
    name: {description: Name of the pool., type: str, returned: success, sample: bio101-drop-in}
    type: {description: V(DYNAMIC) or V(STATIC)., type: str, returned: success, sample: DYNAMIC}
    status:
      description: V(STEADY), V(TEMPORARY) while an operation is in progress, V(EXIST_FROZEN) or V(UNKNOWN).
      type: str
      returned: success
      sample: STEADY
    description: {description: Description of the pool., type: str, returned: success, sample: Drop-in desktops}
    desktop_count: {description: Number of desktops., type: int, returned: success, sample: 5}
    desktop_used: {description: Number of assigned desktops., type: int, returned: success, sample: 2}
    product_id:
      description: ID of the product of the pool.
      type: str
      returned: success
      sample: workspace.c2.large.windows.2
    image_id:
      description: ID of the image of the pool.
      type: str
      returned: success
      sample: a866298d-67db-44b0-a1f1-9d09bdddc20f
    image_name:
      description: Name of the image of the pool.
      type: str
      returned: success
      sample: win11-bio-2026.09
    image_os_type: {description: Operating system of the image., type: str, returned: success, sample: Windows}
    image_os_version: {description: Operating system version of the image., type: str, returned: success}
    image_os_platform: {description: Platform of the image., type: str, returned: success, sample: Windows}
    root_volume:
      description: System disk of each desktop, with its ID in the pool.
      type: dict
      returned: success
      sample: {id: 1e3ef9b8-3f7e-4b1e-8a30-27a0a4cb7bdc, type: SAS, size: 80}
    data_volumes:
      description: Data disks of each desktop, with their IDs in the pool, in no particular order.
      type: list
      elements: dict
      returned: success
    availability_zone: {description: Availability zone of the pool., type: str, returned: success}
    vpc_id: {description: ID of the VPC., type: str, returned: success}
    subnet_ids: {description: IDs of the subnets of the pool., type: list, elements: str, returned: success}
    security_groups:
      description: IDs of the security groups of the pool.
      type: list
      elements: str
      returned: success
    ou_name: {description: Organizational unit of the pool., type: str, returned: success}
    domain: {description: Domain of the pool., type: str, returned: success}
    disconnected_retention_period:
      description: Number of minutes for which a desktop remains assigned to a user after they disconnect.
      type: int
      returned: success
      sample: 60
    enable_autoscale: {description: Whether autoscaling is enabled., type: bool, returned: success, sample: false}
    autoscale_policy:
      description: Autoscaling policy; empty if there is none.
      type: dict
      returned: success
      sample: {autoscale_type: AUTO_CREATED, min_idle: 2, max_auto_created: 10}
    user_reset_policy:
      description: Whether, and how often in a day, users can reset their desktop; empty if not configured.
      type: dict
      returned: success
      sample: {enable: true, reset_count_per_day: 2}
    desktop_name_policy_id: {description: ID of the policy that names the desktops., type: str, returned: success}
    in_maintenance_mode:
      description: Whether the pool is in maintenance mode.
      type: bool
      returned: success
      sample: false
    isolation_num: {description: Number of isolated desktops., type: int, returned: success, sample: 0}
    tags:
      description: Tags of the pool; V(null) if the service does not return them.
      type: dict
      returned: success
      sample: {course: bio101}
    enterprise_project_id:
      description: ID of the enterprise project of the pool.
      type: str
      returned: success
      sample: "0"
    charging_mode:
      description: V(1) for pay-per-use, V(0) for yearly or monthly billing.
      type: str
      returned: success
      sample: "1"
    created_time:
      description: Time at which the pool was created.
      type: str
      returned: success
      sample: "2026-10-01T06:57:47.459Z"
    # generated from tests/returns/desktop_pool.yml: end
    authorized_objects:
      description: Users and groups that can use the pool.
      type: list
      elements: dict
      returned: when O(authorized_objects=true)
      contains:
        # generated from tests/returns/authorized_object.yml: begin
        object_type: {description: V(USER) or V(USER_GROUP)., type: str, returned: success, sample: USER_GROUP}
        object_name: {description: Name of the user or group., type: str, returned: success, sample: bio101-students}
        object_id: {description: ID of the user or group., type: str, returned: success}
        user_group: {description: Privilege group in the operating system., type: str, returned: success, sample: users}
        domain: {description: Domain of the user or group., type: str, returned: when the user or group has one}
        created_at:
          description: Time of the authorization.
          type: str
          returned: success
          sample: "2026-10-01T06:57:47.459Z"
        # generated from tests/returns/authorized_object.yml: end
    desktops:
      description: The desktops of the pool, as M(huaweicloud.workspace.workspace_desktop_info) returns them.
      type: list
      elements: dict
      returned: when O(desktops=true)
    inconsistent_desktops:
      description: The desktops of the pool that were created from another image than the current one of the pool.
      type: list
      elements: str
      returned: when O(desktops=true)
      sample: [DROP-IN3, DROP-IN4]
    users:
      description: The users in O(users) who can use the pool.
      type: list
      elements: dict
      returned: when O(users) is given
      contains:
        user_id: {description: ID of the user., type: str, returned: success}
        user_name: {description: Name of the user of the pool., type: str, returned: success, sample: ameier}
        is_attached: {description: Whether the user has a desktop of the pool., type: bool, returned: success}
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.info import INFO_SPEC, find_pools


def main() -> None:
    run_info(INFO_SPEC, find_pools, mutually_exclusive=[("name", "pool_id")])


if __name__ == "__main__":
    main()
