#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_pool
short_description: Manage desktop pools
version_added: 0.1.0
description:
  - Creates, updates, starts, stops, restarts, hibernates, rebuilds and deletes a desktop pool of Huawei Cloud
    Workspace, including the number of its desktops and the users who can use it.
  - Options that the service can change in place are changed in place. O(handle_type) defines to which of the existing
    desktops a change of O(product), O(image) and disks applies.
  - An option that is not given leaves the current value unchanged. An empty string or dictionary clears it.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.deletion
  - huaweicloud.workspace.options.if_in_use
  - huaweicloud.workspace.options.power_type
  - huaweicloud.workspace.options.purge
  - huaweicloud.workspace.options.rebuild
  - huaweicloud.workspace.options.rebuilding
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
attributes:
  idempotent:
    support: partial
    details:
      - O(state=restarted) and O(state=rebuilt) make a change each time.
options:
  state:
    description:
      - Desired state of the pool.
      - V(present) creates a missing pool and changes what differs. It does not change the power state.
      - V(started), V(stopped) and V(hibernated) do the same and set the power state of all desktops of the pool. A
        missing pool is created if all required options are given, and is an error otherwise.
      - V(restarted) restarts the running desktops, or starts the desktops if none is running. V(rebuilt) rebuilds the
        system disks of the desktops that O(handle_type) and O(desktop_ids) select, from O(image) or from the current
        image of the pool. Both make a change each time and need an existing pool.
      - V(absent) deletes the pool with all its desktops and their disks. Autoscaling is disabled first, and enabled
        again if the deletion fails. It is an error while a desktop of the pool is assigned to a user or a user is
        logged in to it; see O(if_in_use).
    type: str
    choices: [present, absent, started, stopped, restarted, hibernated, rebuilt]
    default: present
  name:
    description:
      - Name of the pool, 1 to 64 letters, digits and hyphens. It identifies the pool, and is case-sensitive.
      - With O(pool_id) the pool is renamed.
    type: str
  pool_id:
    description: ID of the pool, if several pools have the same name, or to rename it.
    type: str
  type:
    description:
      - V(DYNAMIC) for a pool whose desktops are assigned for the duration of a session, V(STATIC) for one whose
        desktops remain assigned to their first user. Required to create a pool. It cannot be changed in place.
    type: str
    choices: [DYNAMIC, STATIC]
  size:
    description:
      - Desired number of desktops, 0 to 1000. Required to create a pool. The first 100 are created with the pool, the
        others are added to it.
      - A smaller pool is expanded. Surplus desktops of a larger pool are an error unless O(allow_shrink=true).
      - After the pool has been expanded, its desktops are counted again. If another run has expanded it at the same
        time, the task fails with the actual number.
      - While autoscaling is enabled (by O(enable_autoscale), or currently), the service controls the number of
        desktops, and O(size) is used only to create the pool.
    type: int
  description:
    description:
      - Description of the pool, up to 255 characters. The ownership mark of a lab (C([workspace-lab:NAME])) at its end
        is never removed.
    type: str
  availability_zone:
    description:
      - Availability zone of new desktops. If it is not given, the service uses its default. An empty string returns to
        that default.
    type: str
  product:
    description:
      - Product, which determines the size and the price of the desktops. Required to create a pool. If it differs,
        desktops are resized. The service stops them for that; they are started again if they were running.
      - Either an ID, or requirements as a dictionary; see O(huaweicloud.workspace.workspace_desktop#module:product). A
        pool whose current product meets the requirements is left unchanged.
      - A product that is sold out, or that is billed by the month or year and needs an order, is an error.
    type: raw
    aliases: [product_id]
  flavor_id:
    description:
      - ID of the specification of the product, which edge zones require. It is sent when the pool is created and with a
        new O(product), and is not compared.
    type: str
  image:
    description:
      - Name or ID of the image. Required to create a pool. Marketplace images can only be given by ID. O(rebuild)
        defines what happens if the current image differs.
    type: str
    aliases: [image_id]
  image_type:
    description:
      - V(gold) for a public image, V(private) for a private image, V(market) for a marketplace image. It is looked up
        if it is not given, and cannot be read back.
    type: str
    choices: [private, gold, market]
  root_volume:
    description:
      - System disk of each desktop. Required to create a pool. It can be enlarged in place; its type cannot be changed.
    type: dict
    suboptions: &volume
      id:
        description:
          - ID of the disk in the pool, if type and size are ambiguous.
        type: str
      type:
        description: Disk type, such as V(SAS) (high I/O), V(SSD) (ultra-high I/O), V(GPSSD) or V(GPSSD2) (general
          purpose SSD).
        type: str
        required: true
      size:
        description:
          - Size in GB, a multiple of 10 up to 8200, at least 80 for a system disk and 10 for a data disk.
        type: int
        required: true
      iops:
        description: I/O operations per second, 3000 to 12800. Required for V(GPSSD2), and not allowed for all others.
        type: int
      throughput:
        description: Throughput in MiB/s, 125 to 1000. Required for V(GPSSD2), and not allowed for all others.
        type: int
      kms_id:
        description: ID of the key that encrypts the disk. It is sent only when the disk is created.
        type: str
      resource_spec_code:
        description: Specification code of the disk, for billing. It is sent only when the pool is created.
        type: str
  data_volumes:
    description:
      - Data disks of each desktop, up to 10. Since disks have no names, they are matched by type and size, or by
        O(data_volumes[].id). A disk that is larger than the current disk of its type enlarges that disk, and a disk
        without a match is added. For that, desktops that are off are started and stopped again.
      - Disks that are not listed are kept unless O(purge_data_volumes=true).
    type: list
    elements: dict
    suboptions: *volume
  vpc_id:
    description: ID of the VPC of O(subnets). It is looked up if it is not given.
    type: str
  subnets:
    description:
      - Names or IDs of the subnets of new desktops. Required to create a pool. They are compared as a set and replaced
        as a whole.
    type: list
    elements: str
    aliases: [subnet_ids]
  security_groups:
    description:
      - Names or IDs of the security groups of new desktops, up to 5. They are compared as a set and replaced as a
        whole. The security group of the service itself is always added, and is ignored in the comparison.
    type: list
    elements: str
  authorized_objects:
    description:
      - Users and user groups that can use the pool, up to 500. Those that are not listed are kept unless
        O(purge_authorized_objects=true).
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
          - Privilege group in the operating system, V(administrators) or V(users) for Windows, V(sudo) or V(default)
            for Linux. If it is not given, it is not changed, and new users and groups become ordinary users.
        type: str
        choices: [sudo, default, administrators, users]
      domain:
        description: Domain of the user or group. It is sent only when they are added.
        type: str
      created_at:
        description:
          - Time of the authorization to record, such as V(2022-05-11T11:45:42.000Z). It is sent only when they are
            added. If it is not given, the service records its own.
        type: str
  ou_name:
    description:
      - Organizational unit of the desktops, up to five levels separated by C(/). It must exist in the domain; in check
        mode one that does not exist yet is accepted with a warning.
    type: str
  tags:
    description:
      - Tags, up to 20. Tags that are not listed are kept unless O(purge_tags=true).
      - The service copies them to the desktops that it creates for the pool.
      - Some regions do not return the tags of pools. There they are written only with O(purge_tags=true), since the
        service replaces them as a whole; see O(write_unknown).
      - The tag C(workspace-lab), which is the ownership mark of a lab, is never removed.
    type: dict
  enterprise_project_id:
    description: ID of the enterprise project of the pool.
    type: str
  disconnected_retention_period:
    description:
      - Number of minutes for which a desktop remains assigned to a user after they disconnect, 10 to 43200. Only for
        pools of type V(DYNAMIC), for which it is required to create a pool.
      - According to the user guide of the service, the desktop is then reset to its initial state, so that the work on
        it is lost. It is not known whether every region does so. If the time becomes shorter, a warning names the
        desktops that are assigned to a user.
    type: int
  enable_autoscale:
    description:
      - Whether the service adds and removes desktops according to O(autoscale_policy). Idle desktops are deleted with
        all data on them. When autoscaling is enabled, a warning names the desktops without a user.
    type: bool
  autoscale_policy:
    description:
      - How the service scales the pool. Values that are not given are left unchanged. An empty dictionary removes the
        policy.
    type: dict
    suboptions:
      autoscale_type:
        description: V(ACCESS_CREATED) creates a desktop when a user needs one, V(AUTO_CREATED) in advance.
        type: str
        choices: [ACCESS_CREATED, AUTO_CREATED]
      max_auto_created:
        description: Maximum number of desktops that autoscaling creates, 1 to 5000.
        type: int
      min_idle:
        description: Minimum number of idle desktops, 0 to 5000.
        type: int
      once_auto_created:
        description: Number of desktops created at a time, 1 to 100. The service no longer uses it.
        type: int
      min_retention:
        description: Minimum number of desktops to keep, 0 to 5000.
        type: int
      idle_retention_duration:
        description: Number of minutes for which an idle desktop is kept before it is deleted, 0 to 43200.
        type: int
      auto_isolation_enable:
        description: Whether to isolate faulty desktops.
        type: bool
      auto_isolation_max_num:
        description: Maximum number of isolated desktops, 1 to 5000.
        type: int
  user_reset_policy:
    description: Whether users can reset their desktop. Values that are not given are left unchanged.
    type: dict
    suboptions:
      enable:
        description: Whether users can reset their desktop.
        type: bool
      reset_count_per_day:
        description: Maximum number of resets in a day, 1 to 100.
        type: int
  desktop_name_policy:
    description:
      - Name or ID of the policy with which the service names new desktops. An empty string removes it.
      - In check mode a policy that does not exist yet is accepted with a warning.
    type: str
    aliases: [desktop_name_policy_id]
  domain:
    description: Domain of the desktops. It cannot be changed in place.
    type: str
  in_maintenance_mode:
    description: Whether the pool is in maintenance mode, in which its users cannot log in.
    type: bool
  handle_type:
    description:
      - Desktops to which a change of O(product), O(image), O(root_volume) or O(data_volumes) applies.
        V(ONLY_FOR_EXPAND) means new desktops only, V(FOR_EXPAND_AND_IDLE) also desktops that are neither assigned nor
        in use, and V(FOR_EXPAND_AND_ALL) all desktops. It is always sent with such a change.
    type: str
    choices: [ONLY_FOR_EXPAND, FOR_EXPAND_AND_IDLE, FOR_EXPAND_AND_ALL]
    default: FOR_EXPAND_AND_IDLE
  desktop_ids:
    description:
      - Names or IDs of desktops of the pool. They restrict the existing desktops to which such a change applies.
    type: list
    elements: str
  rebuild:
    description:
      - What to do when the current image is not O(image).
      - V(fail) fails, V(never) keeps the current image, V(on_change) rebuilds the system disks of the desktops that
        O(handle_type) selects, which deletes all data on them.
      - V(fix) does the same, and also rebuilds desktops that still have another image after a failed change although
        the pool itself has O(image).
    choices: [fail, never, on_change, fix]
  order_id:
    description:
      - ID of the order for changing a pool that is billed by the month or year to an image that has a price. Without
        it, an operation that needs an order is an error for such a pool.
    type: str
  replace_failed:
    description:
      - Whether to delete desktops whose status is C(ERROR) and to create others in their place. A pool with such
        desktops does not count as V(present). By default the task fails and names them, while the other desktops are
        processed.
      - A desktop with data disks is replaced only if O(purge_data_volumes=true), since the disks may contain data. A
        desktop with a user is replaced only if O(if_in_use=force).
      - In a pool with autoscaling enabled they are deleted, and the service creates others when it needs them.
    type: bool
    default: false
  allow_shrink:
    description:
      - Whether to delete surplus desktops. Desktops without a user that are off are deleted first, then idle desktops
        without a user. A desktop with a user or a session is never deleted, but kept with a warning.
    type: bool
    default: false
  purge_authorized_objects:
    description: Whether to remove the authorizations of users and groups that are not in O(authorized_objects).
    type: bool
    default: false
  email_notification:
    description: Whether the service sends e-mails to users of deleted desktops.
    type: bool
    default: false
  wait_timeout:
    default: 1800
notes:
  - O(if_in_use) applies to stopping, hibernating and restarting, and with O(handle_type=FOR_EXPAND_AND_ALL) also to a
    change of the product or image and to the removal of a disk. The target is the whole pool, which is in use when one
    of its desktops is. For O(state=absent) it also counts as in use when one of its desktops is assigned to a user.
  - Pools require the agency that allows the service to act on behalf of the project. Create it once, with
    M(huaweicloud.workspace.workspace_agency) or in the console.
seealso:
  - module: huaweicloud.workspace.workspace_desktop_pool_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_agency
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Create a pool of five desktops
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

- name: Expand the pool before an exam
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    size: 8

- name: Change the image after ten minutes in which users can save their work
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    image: win11-bio-2026.10
    rebuild: on_change
    handle_type: FOR_EXPAND_AND_ALL
    if_in_use: force
    delay_time: 10
    rebuild_message: The desktops get a new image in ten minutes. Please save your work.

- name: Stop the pool for the night, unless it is in use
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    state: stopped
    if_in_use: skip

- name: Delete the pool
  huaweicloud.workspace.workspace_desktop_pool:
    name: bio101-drop-in
    state: absent
"""

RETURN = r"""
---
desktop_pool:
  description: Current state of the pool, or V(null) if it does not exist. In check mode, before any change.
  returned: success
  type: dict
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
      returned: when O(authorized_objects) is given
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
actions:
  # generated from tests/returns/actions.yml: begin
  description: The steps that were carried out, or in check mode would be carried out, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: What the step does., type: str, returned: always}
    target: {description: Name of the target as written in the task., type: str, returned: always}
    fields:
      description: The fields that the step changes, each with its value C(before) and C(after).
      type: dict
      returned: always
  # generated from tests/returns/actions.yml: end
  sample: [{verb: expand, target: bio101-drop-in, fields: {size: {before: 5, after: 8}}}]
results:
  # generated from tests/returns/results.yml: begin
  description: The outcome for each target that was changed, skipped or failed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: Name of the target as in RV(actions)., type: str, returned: always}
    state:
      description:
        - V(done), V(skipped), V(failed), V(not started), V(submitted) with O(ignore:wait=false), or V(planned) in check
          mode.
      type: str
      returned: always
    reason: {description: Why the target was not changed., type: str, returned: unless the state is done or planned}
    changed: {description: Whether the plan changes the target., type: bool, returned: when the plan changes it}
    diff: {description: The part of RV(ignore:diff) for this target., type: dict, returned: when the plan changes it}
    error_code: {description: Error code for this target., type: str, returned: when the service sends it}
  # generated from tests/returns/results.yml: end
  sample: [{target: bio101-drop-in, state: done}]
jobs:
  # generated from tests/returns/jobs.yml: begin
  description:
    - Jobs that are still running, with O(wait=false) or after a timeout.
    - Pass them to M(huaweicloud.workspace.workspace_job) to wait for them.
  returned: always
  type: list
  elements: dict
  # generated from tests/returns/jobs.yml: end
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-jobs, verb: expand}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
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

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.resource import PoolResource


def main() -> None:
    run(argument_spec(), PoolResource)


if __name__ == "__main__":
    main()
