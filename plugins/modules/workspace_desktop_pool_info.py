#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_pool_info
short_description: Find pools of cloud desktops
version_added: 0.1.0
description:
  - Returns the desktop pools of a project, or those that all filters let through.
  - The service's own filters are fuzzy; here they match exactly.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  name:
    description: The whole name of a pool.
    type: str
  pool_id:
    description: ID of a pool. One that does not exist gives an empty list.
    type: str
  select_names:
    description:
      - Names of pools. An item is a name, a pattern (V(bio101-*)) or holds a range of numbers (V(room-[1:4])).
    type: list
    elements: str
  type:
    description: The type of pools.
    type: str
    choices: [DYNAMIC, STATIC]
  enterprise_project_id:
    description: The enterprise project of pools.
    type: str
  in_maintenance_mode:
    description: Whether pools are in maintenance.
    type: bool
  detail:
    description:
      - Whether to read each pool by itself, where a region's list tells less than that. That takes one request a pool.
    type: bool
    default: false
  desktops:
    description: Whether to read the desktops of each pool too. That takes one request a pool.
    type: bool
    default: false
  authorized_objects:
    description:
      - Whether to read the users and groups that may use each pool too. That takes one request a pool and hundred.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_desktop_info
"""

EXAMPLES = r"""
---
- name: How full are the pools of the course, and who may use them?
  huaweicloud.workspace.workspace_desktop_pool_info:
    select_names: ["bio101-*"]
    desktops: true
    authorized_objects: true
  register: pools

- name: Tell
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
    pool_id: {description: The ID., type: str, returned: success, sample: a130ab3a-72bf-4b71-baa9-af4987c8e338}
    name: {description: The name., type: str, returned: success, sample: bio101-drop-in}
    type: {description: DYNAMIC or STATIC., type: str, returned: success, sample: DYNAMIC}
    status:
      description: C(STEADY), or C(TEMPORARY) while something goes on in it, C(EXIST_FROZEN), C(UNKNOWN).
      type: str
      returned: success
      sample: STEADY
    description: {description: What it is for., type: str, returned: success, sample: Drop-in desktops}
    desktop_count: {description: How many desktops it has., type: int, returned: success, sample: 5}
    desktop_used: {description: How many of them somebody has., type: int, returned: success, sample: 2}
    product_id: {description: The product., type: str, returned: success, sample: workspace.c2.large.windows.2}
    image_id:
      description: ID of the image.
      type: str
      returned: success
      sample: a866298d-67db-44b0-a1f1-9d09bdddc20f
    image_name: {description: Name of the image., type: str, returned: success, sample: win11-bio-2026.09}
    image_os_type: {description: The operating system., type: str, returned: success, sample: Windows}
    image_os_version: {description: Version of the operating system., type: str, returned: success}
    image_os_platform: {description: Platform of the operating system., type: str, returned: success, sample: Windows}
    root_volume:
      description: The system disk of each desktop, with the ID that it has in the pool.
      type: dict
      returned: success
      sample: {id: 1e3ef9b8-3f7e-4b1e-8a30-27a0a4cb7bdc, type: SAS, size: 80}
    data_volumes:
      description: The data disks of each desktop, with the IDs that they have in the pool, in no order.
      type: list
      elements: dict
      returned: success
    availability_zone: {description: The availability zone., type: str, returned: success}
    vpc_id: {description: ID of the network., type: str, returned: success}
    subnet_ids: {description: IDs of the subnets., type: list, elements: str, returned: success}
    security_groups: {description: IDs of the security groups., type: list, elements: str, returned: success}
    ou_name: {description: The organizational unit., type: str, returned: success}
    domain: {description: The domain., type: str, returned: success}
    disconnected_retention_period:
      description: Minutes for which a desktop stays its user's after they disconnected.
      type: int
      returned: success
      sample: 60
    enable_autoscale: {description: Whether autoscaling is on., type: bool, returned: success, sample: false}
    autoscale_policy:
      description: The autoscaling policy; empty if there is none.
      type: dict
      returned: success
      sample: {autoscale_type: AUTO_CREATED, min_idle: 2, max_auto_created: 10}
    user_reset_policy:
      description: Whether users may reset their desktop, and how often a day; empty if nothing is said of it.
      type: dict
      returned: success
      sample: {enable: true, reset_count_per_day: 2}
    desktop_name_policy_id: {description: ID of the policy that names desktops., type: str, returned: success}
    in_maintenance_mode: {description: Whether it is in maintenance., type: bool, returned: success, sample: false}
    isolation_num: {description: How many of its desktops are isolated., type: int, returned: success, sample: 0}
    tags: {description: The tags., type: dict, returned: success, sample: {course: bio101}}
    enterprise_project_id: {description: ID of the enterprise project., type: str, returned: success, sample: "0"}
    charging_mode:
      description: C(1) for pay-per-use, C(0) for yearly or monthly billing.
      type: str
      returned: success
      sample: "1"
    created_time: {description: When it was created., type: str, returned: success, sample: "2026-10-01T06:57:47.459Z"}
    authorized_objects:
      description: The users (C(USER)) and groups (C(USER_GROUP)) that may use it.
      type: list
      elements: dict
      returned: O(authorized_objects=true)
      contains:
        object_type: {description: USER or USER_GROUP., type: str, returned: always, sample: USER_GROUP}
        object_name: {description: The name., type: str, returned: always, sample: bio101-students}
        object_id: {description: The ID., type: str, returned: always}
        user_group: {description: The privilege group., type: str, returned: always, sample: users}
        domain: {description: The domain., type: str, returned: when there is one}
        created_at: {description: Since when., type: str, returned: always, sample: "2026-10-01T06:57:47.459Z"}
    desktops:
      description: The desktops, as M(huaweicloud.workspace.workspace_desktop_info) returns them.
      type: list
      elements: dict
      returned: O(desktops=true)
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.info import INFO_SPEC, find_pools


def main() -> None:
    run_info(INFO_SPEC, find_pools, mutually_exclusive=[("name", "pool_id")])


if __name__ == "__main__":
    main()
