#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_pool
short_description: Manage pools of cloud desktops
version_added: 0.1.0
description:
  - Creates, changes, starts, stops, restarts, hibernates, rebuilds and deletes a pool of desktops of Huawei Cloud
    Workspace, with the number of its desktops and who may use it.
  - Everything that the service can change in place is changed in place. O(handle_type) says which of the desktops that
    exist take part in a change of O(product), O(image) and disks.
  - An option that is not given is left alone. An empty string or dictionary clears.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: partial
    details:
      - The states V(restarted) and V(rebuilt) act every time.
options:
  state:
    description:
      - What the pool shall be.
      - V(present) creates what is missing and changes what differs; it never touches the power state.
      - V(started), V(stopped) and V(hibernated) do the same and set the power state of all desktops of the pool. What
        is missing is created if all is given that a new pool needs, and is an error otherwise.
      - V(restarted) restarts the running desktops, or starts them if none runs. V(rebuilt) rebuilds the system disks of
        the desktops that O(handle_type) and O(desktop_ids) choose, from O(image) or from the image that the pool has.
        Both act every time and need an existing pool.
      - V(absent) deletes the pool with all its desktops and their disks. Autoscaling is turned off first, and on again
        if something stops the deletion half-way. It is refused while somebody has a desktop of the pool or is in it;
        see O(if_in_use).
    type: str
    choices: [present, absent, started, stopped, restarted, hibernated, rebuilt]
    default: present
  name:
    description:
      - Name of the pool, 1 to 64 letters, digits and hyphens. It is what identifies the pool, with upper and lower case
        told apart.
      - With O(pool_id) the pool is renamed.
    type: str
  pool_id:
    description: ID of the pool, where several have the same name, or to rename it.
    type: str
  type:
    description:
      - V(DYNAMIC) for a pool whose desktops are lent, V(STATIC) for one whose desktops are kept by who got them first.
        Needed to create. It cannot be changed in place.
    type: str
    choices: [DYNAMIC, STATIC]
  size:
    description:
      - How many desktops the pool shall have, 0 to 1000. Needed to create. The first 100 are created with the pool, the
        others are added to it.
      - A smaller pool grows. Of a larger one the surplus is left with a warning, unless O(allow_shrink) is true.
      - While autoscaling is on (given by O(enable_autoscale), or found) the number of desktops is the service's affair,
        and O(size) counts only when the pool is created.
    type: int
  description:
    description:
      - What the pool is for, up to 255 characters. The mark C([workspace-lab:NAME]) at its end, which says which lab
        owns the pool, is never removed.
    type: str
  availability_zone:
    description: The availability zone of new desktops. The service takes its default if it is not given.
    type: str
  product:
    description:
      - The product, that is the size of the desktops and their price. Needed to create. A different one resizes
        desktops, for which the service stops them; they are started again if they ran.
      - In place of its ID a dictionary says what it must have, at least C(cpu) virtual CPUs and C(memory) in GB, and
        exactly this C(os_type), C(architecture), C(package_type) and C(is_gpu), as far as they are given. It means the
        smallest pay-per-use product on offer that has all this (without a GPU if possible, by CPUs, then memory), in
        the pool's availability zone where that is known. Every product that has it will do, so that a pool with a
        larger one is left as it is.
      - Products that are sold out, and those that are billed by the month or year and need an order, are refused.
    type: raw
    aliases: [product_id]
  flavor_id:
    description:
      - ID of the product's specification, which edge zones need. It is sent on creation and with a new O(product), and
        is never itself a reason for a change.
    type: str
  image:
    description:
      - Name or ID of the image. Needed to create. See O(rebuild) for what happens if the pool has another.
    type: str
    aliases: [image_id]
  image_type:
    description:
      - V(gold) for a public image, V(private) for one of your own. It is looked up if it is not given, and cannot be
        read back.
    type: str
    choices: [private, gold]
  root_volume:
    description:
      - The system disk of each desktop. Needed to create. It can grow in place; its type cannot be changed.
    type: dict
    suboptions: &volume
      id:
        description:
          - ID that the disk has in the pool, where type and size do not tell which disk is meant.
        type: str
      type:
        description: Disk type, as C(SAS) (high I/O), C(SSD) (ultra-high I/O), C(GPSSD) or C(GPSSD2) (general purpose
          SSD).
        type: str
        required: true
      size:
        description: Size in GB, a multiple of 10, at least 80 for a system disk and 10 for a data disk, and up to 8200.
        type: int
        required: true
      iops:
        description: I/O operations a second, 3000 to 12800. Required with C(GPSSD2) and refused with all others.
        type: int
      throughput:
        description: Throughput in MiB/s, 125 to 1000. Required with C(GPSSD2) and refused with all others.
        type: int
      kms_id:
        description: ID of the key that encrypts the disk. It is sent when the disk is created only.
        type: str
      resource_spec_code:
        description: Specification code of the disk, for billing. It is sent on creation of the pool only.
        type: str
  data_volumes:
    description:
      - The data disks of each desktop, up to 10. Since disks have no names they are told apart by type and size, or by
        O(data_volumes[].id); one that is larger than the existing disk of its type makes that disk grow, and what has
        no counterpart is added, for which desktops that are off are started and stopped again.
      - Disks that are not listed stay unless O(purge_data_volumes) is true.
    type: list
    elements: dict
    suboptions: *volume
  vpc_id:
    description: ID of the network that the O(subnets) belong to. It is looked up if it is not given.
    type: str
  subnets:
    description:
      - Names or IDs of the subnets of new desktops. Needed to create. They are one value, compared as a set and
        replaced as a whole.
    type: list
    elements: str
    aliases: [subnet_ids]
  security_groups:
    description:
      - Names or IDs of the security groups of new desktops, up to 5. They are one value, compared as a set and replaced
        as a whole. The security group of the service itself is always added and never counts as a difference.
    type: list
    elements: str
  authorized_objects:
    description:
      - The users and user groups that may use the pool, up to 500.
      - Those that are not listed stay unless O(purge_authorized_objects) is true.
      - In check mode a user or group that does not exist yet is accepted with a warning.
    type: list
    elements: dict
    suboptions:
      user:
        description: Name or ID of a user. Each item has either this or O(authorized_objects[].group).
        type: str
      group:
        description: Name or ID of a user group.
        type: str
      user_group:
        description:
          - The privilege group in the operating system. V(administrators) and V(users) are for Windows, V(sudo) and
            V(default) for Linux. If it is not given who is there keeps theirs, and who joins becomes an ordinary user.
        type: str
        choices: [sudo, default, administrators, users]
      domain:
        description: The domain of the user or group. It is sent when they are added only.
        type: str
      created_at:
        description:
          - Time to note for the authorization, as V(2022-05-11T11:45:42.000Z). It is sent when they are added only; the
            service notes its own if it is not given.
        type: str
  ou_name:
    description: The organizational unit, up to five levels with C(/) between them.
    type: str
  tags:
    description:
      - The tags, up to 20. Tags that are not listed stay unless O(purge_tags) is true.
      - The tag C(workspace-lab), which says which lab owns a pool, is never removed.
    type: dict
  enterprise_project_id:
    description: ID of the enterprise project.
    type: str
  disconnected_retention_period:
    description:
      - Minutes for which a desktop stays its user's after they disconnected, 10 to 43200. For pools of type V(DYNAMIC)
        only, which cannot be created without it.
    type: int
  enable_autoscale:
    description: Whether the service adds and removes desktops by itself, as O(autoscale_policy) says.
    type: bool
  autoscale_policy:
    description:
      - How the service scales the pool. What is not given stays as it is; an empty dictionary takes the policy away.
    type: dict
    suboptions:
      autoscale_type:
        description: V(ACCESS_CREATED) creates a desktop when somebody needs one, V(AUTO_CREATED) beforehand.
        type: str
        choices: [ACCESS_CREATED, AUTO_CREATED]
      max_auto_created:
        description: The most desktops that are created so, 1 to 5000.
        type: int
      min_idle:
        description: How many idle desktops there shall always be, 0 to 5000.
        type: int
      once_auto_created:
        description: How many are created at a time, 1 to 100. The service no longer uses it.
        type: int
      min_retention:
        description: The fewest desktops that stay, 0 to 5000.
        type: int
      idle_retention_duration:
        description: Minutes for which an idle desktop is kept, 0 to 43200.
        type: int
      auto_isolation_enable:
        description: Whether faulty desktops are isolated.
        type: bool
      auto_isolation_max_num:
        description: The most desktops that are isolated, 1 to 5000.
        type: int
  user_reset_policy:
    description: Whether users may reset their desktop. What is not given stays as it is.
    type: dict
    suboptions:
      enable:
        description: Whether they may.
        type: bool
      reset_count_per_day:
        description: How often a day, 1 to 100.
        type: int
  desktop_name_policy:
    description:
      - Name or ID of the policy by which the service names new desktops. An empty string takes it away.
      - In check mode a policy that does not exist yet is accepted with a warning.
    type: str
    aliases: [desktop_name_policy_id]
  domain:
    description: The domain that the desktops belong to. It cannot be changed in place.
    type: str
  in_maintenance_mode:
    description: Whether the pool is in maintenance, so that its users cannot log in.
    type: bool
  handle_type:
    description:
      - Which desktops a change of O(product), O(image), O(root_volume) or O(data_volumes) concerns. V(ONLY_FOR_EXPAND)
        is for new ones only, V(FOR_EXPAND_AND_IDLE) also for those that nobody has and nobody uses,
        V(FOR_EXPAND_AND_ALL) for all. It is always sent with these changes.
    type: str
    choices: [ONLY_FOR_EXPAND, FOR_EXPAND_AND_IDLE, FOR_EXPAND_AND_ALL]
    default: FOR_EXPAND_AND_IDLE
  desktop_ids:
    description:
      - Names or IDs of desktops of the pool, to which those that exist and take part in such a change are narrowed.
    type: list
    elements: str
  rebuild:
    description:
      - What to do when the pool has another image than O(image). V(fail) refuses, V(never) leaves it, V(on_change)
        rebuilds the system disks of the desktops that O(handle_type) chooses, which loses everything on them.
      - V(fix) does so too, and if the pool has the right image repairs the desktops that were left with another when
        a change failed.
    type: str
    choices: [fail, never, on_change, fix]
    default: fail
  delay_time:
    description: Minutes until a rebuild begins, so that people can save their work, 0 to 15.
    type: int
  rebuild_message:
    description: Message to the people logged in, shown before a rebuild begins, up to 400 characters.
    type: str
  os_type:
    description: The operating system to rebuild with, where the image does not say it.
    type: str
  order_id:
    description:
      - ID of the order with which a pool that is billed by the month or year gets an image that has a price. Without it
        nothing that needs an order is done to such a pool.
    type: str
  encrypt_type:
    description: Whether rebuilt system disks are encrypted. V(ENCRYPTED) needs O(kms_id).
    type: str
    choices: [KEEP, UNENCRYPTED, ENCRYPTED]
  kms_id:
    description: ID of the key that encrypts rebuilt system disks.
    type: str
  allow_shrink:
    description:
      - Whether surplus desktops are deleted. Those without a user that are off go first, then those without a user that
        are idle; one with a user or a session is never deleted, and stays with a warning.
    type: bool
    default: false
  purge_authorized_objects:
    description: Whether users and groups that are not in O(authorized_objects) may no longer use the pool.
    type: bool
    default: false
  purge_data_volumes:
    description: Whether data disks that are not in O(data_volumes) are deleted with all that is on them.
    type: bool
    default: false
  purge_tags:
    description: Whether tags that are not in O(tags) are removed.
    type: bool
    default: false
  if_in_use:
    description:
      - What to do with a pool in which somebody is logged in or has a disconnected session, when the change would
        disturb them (stop, hibernate, restart; with O(handle_type=FOR_EXPAND_AND_ALL) also a change of product, image
        or a removed disk). For O(state=absent) it is enough that somebody has a desktop of the pool. The session
        states are read again just before each call.
      - V(fail) stops before anything is changed, V(skip) leaves the pool as it is and says so in RV(results), V(force)
        goes on.
    type: str
    choices: [fail, skip, force]
    default: fail
  power_type:
    description: Whether desktops are stopped, restarted and hibernated in an orderly way (V(SOFT)) or by force
      (V(HARD)).
    type: str
    choices: [SOFT, HARD]
    default: SOFT
  delete_users:
    description: Whether deleting desktops also deletes their users that have no other desktop.
    type: bool
    default: false
  email_notification:
    description: Whether the service sends mails to users of deleted desktops.
    type: bool
    default: false
  is_force_delete:
    description: Whether desktops are deleted by force.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until everything is done and to check it. If false all stages are carried out, but the last one
        is not waited for; RV(jobs) can then be given to M(huaweicloud.workspace.workspace_job).
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 1800
seealso:
  - module: huaweicloud.workspace.workspace_desktop_pool_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_job
notes:
  - Pools need the agency with which the service acts in the project's name; it is enabled once, in the console.
"""

EXAMPLES = r"""
---
- name: Five desktops for whoever of the course comes
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    type: DYNAMIC
    size: 5
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}
    subnets: [teaching-a]
    disconnected_retention_period: 60
    tags: {course: bio101}

- name: More of them before the exam, never fewer
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    size: 8

- name: A new image, after ten minutes to save one's work
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    image: win11-bio-2026.10
    rebuild: on_change
    handle_type: FOR_EXPAND_AND_ALL
    if_in_use: force
    delay_time: 10
    rebuild_message: The desktops get a new image in ten minutes. Please save your work.

- name: Off for the night, unless somebody still works
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    state: stopped
    if_in_use: skip

- name: The course is over
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    state: absent
"""

RETURN = r"""
---
desktop_pool:
  description: The pool as it is now, or null if there is none. In check mode, as it is before.
  returned: success
  type: dict
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
      returned: when O(authorized_objects) is given
      contains:
        object_type: {description: USER or USER_GROUP., type: str, returned: always, sample: USER_GROUP}
        object_name: {description: The name., type: str, returned: always, sample: bio101-students}
        object_id: {description: The ID., type: str, returned: always}
        user_group: {description: The privilege group., type: str, returned: always, sample: users}
        domain: {description: The domain., type: str, returned: when there is one}
        created_at: {description: Since when., type: str, returned: always, sample: "2026-10-01T06:57:47.459Z"}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: What is done., type: str, returned: always, sample: expand}
    target: {description: The pool's name as written., type: str, returned: always, sample: bio101-drop-in}
    fields:
      description: What changes, each with its value C(before) and C(after).
      type: dict
      returned: always
      sample: {size: {before: 5, after: 8}}
results:
  description: What became of the pool if it was to be changed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: The pool's name as written., type: str, returned: always, sample: bio101-drop-in}
    state:
      description: C(done), C(submitted) (not waited for), C(skipped), C(failed), C(not started), or in check mode
        C(planned).
      type: str
      returned: always
      sample: done
    changed: {description: Whether it changes., type: bool, returned: when it changes}
    diff: {description: The part of RV(ignore:diff) that is about the pool., type: dict, returned: when it changes}
    reason: {description: Why it was not done., type: str, returned: when it was not done}
    error_code: {description: The service's error code., type: str, returned: when the service refused}
jobs:
  description:
    - What still runs, with O(wait=false) or after a timeout. Each item is all that
      M(huaweicloud.workspace.workspace_job) needs.
  returned: always
  type: list
  elements: dict
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-jobs, verb: expand}]
error_code:
  description: The service's error code.
  type: str
  returned: when the service refused
  sample: WKS.00010032
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused, sample: 409}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.resource import PoolResource


def main() -> None:
    run(argument_spec(), PoolResource)


if __name__ == "__main__":
    main()
