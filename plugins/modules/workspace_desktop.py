#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop
short_description: Manage cloud desktops, one or hundreds at a time
version_added: 0.1.0
description:
  - Creates, changes, starts, stops, restarts, hibernates, rebuilds and deletes desktops of Huawei Cloud Workspace, logs
    their people off, and lets them join their domain again.
  - What is meant is said in one of four ways. O(computer_name), O(desktop_id) or O(user_name) for one desktop;
    O(desktops) for a list; O(desktop_name) with O(size) for a number of desktops; or a selector (O(select_names),
    O(select_tags), O(select_pool), O(select_status)) for desktops that exist.
  - Everything that the service can change in place is changed in place, in as few requests as its batch limits allow.
    All desktops of one configuration are created by one request, and all jobs are waited for together.
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
      - What the desktops shall be.
      - V(present) creates what is missing and changes what differs; it never touches the power state.
      - V(started), V(stopped) and V(hibernated) do the same and set the power state. What is missing is created if
        O(product), O(image) and O(root_volume) are given, and is an error otherwise.
      - V(restarted) restarts running desktops and starts the others. V(rebuilt) rebuilds the system disks, from
        O(image) or from the image that each desktop has. Both act every time and need existing desktops.
      - V(logged_off) ends the sessions on desktops that have one, with everything in them that is not saved; the others
        are left alone. Sessions that their people have left open (disconnected) are ended in any case, which loses
        what is not saved there too; for people who are logged in see O(if_in_use). It needs existing desktops.
      - V(rejoined) lets desktops that have left their domain join it again; those that are in it are left alone. It
        interrupts sessions, and needs existing desktops of a service that takes its users from a domain (LOCAL_AD).
      - V(absent) deletes the desktops with all their disks.
    type: str
    choices: [present, absent, started, stopped, restarted, hibernated, rebuilt, logged_off, rejoined]
    default: present
  computer_name:
    description:
      - Name of the one desktop meant. It has 1 to 15 letters, digits and hyphens and begins and ends with a letter or
        digit.
      - Names are compared without case, since some images change them to upper case.
      - With O(desktop_id) the desktop is renamed, for which it has to run; one that is stopped is started and stopped
        again.
    type: str
  desktop_id:
    description: ID of the one desktop meant.
    type: str
  user_name:
    description:
      - The user that the desktop belongs to. The service creates the user if there is none.
      - Without O(computer_name) and O(desktop_id) this is what identifies the desktop, and the service makes up its
        name.
      - An empty string takes the desktop away from its users.
      - Giving a desktop to another user needs O(reassign).
    type: str
  user_email:
    description:
      - The user's e-mail address. It is sent on creation and assignment only, and cannot be read back.
    type: str
  user_phone:
    description:
      - The user's phone number. It is sent on creation only, and cannot be read back.
    type: str
  users:
    description:
      - The users and user groups that the desktop belongs to, for desktops of several people. Use O(user_name) for one.
      - Users that are not listed stay unless O(purge_users) is true.
    type: list
    elements: dict
    suboptions: &users
      user_name:
        description: Name of the user or user group.
        type: str
        required: true
      user_group: &user_group
        description:
          - The privilege group in the operating system. V(administrators) and V(users) are for Windows, V(sudo) and
            V(default) for Linux.
        type: str
        choices: [sudo, default, administrators, users]
      type:
        description: Whether it is a user or a user group.
        type: str
        choices: [USER, GROUP]
        default: USER
      user_id:
        description: ID of the user or user group, where the name does not tell.
        type: str
  user_group: *user_group
  domain: &domain
    description: The domain of the user. It is sent on creation only.
    type: str
  desktop_name_prefix: &desktop_name_prefix
    description:
      - Up to 5 characters with which the service begins the names that it makes up, where O(computer_name) is not
        given. It is sent on creation only.
    type: str
  os_host_name: &os_host_name
    description: The host name in the operating system, up to 15 characters. It is sent on creation only.
    type: str
  copy_volume_desktop_id: &copy_volume_desktop_id
    description:
      - ID of a desktop whose data disks are copied to the new one. Goes together with O(copy_volume_ids). It is sent on
        creation only.
    type: str
  copy_volume_ids: &copy_volume_ids
    description: IDs of the data disks to copy.
    type: list
    elements: str
  if_delete_old_desktop: &if_delete_old_desktop
    description:
      - Whether the service deletes the desktop that disks were copied from. It is sent on creation only.
    type: bool
  desktops:
    description:
      - The desktops meant, one by one. Each item may give any of the options below, and takes those that it does not
        give from the task.
      - Items of equal configuration are created by one request.
    type: list
    elements: dict
    suboptions:
      computer_name:
        description: Name of the desktop; see O(computer_name).
        type: str
      desktop_id:
        description: ID of the desktop; see O(desktop_id).
        type: str
      user_name:
        description: The user that the desktop belongs to; see O(user_name).
        type: str
      user_email:
        description: The user's e-mail address; see O(user_email).
        type: str
      user_phone:
        description: The user's phone number; see O(user_phone).
        type: str
      users:
        description: The users that the desktop belongs to; see O(users).
        type: list
        elements: dict
        suboptions: *users
      user_group: *user_group
      domain: *domain
      desktop_name_prefix: *desktop_name_prefix
      os_host_name: *os_host_name
      copy_volume_desktop_id: *copy_volume_desktop_id
      copy_volume_ids: *copy_volume_ids
      if_delete_old_desktop: *if_delete_old_desktop
      desktop_type: &desktop_type
        description:
          - V(DEDICATED) for desktops of one person, V(SHARED) for desktops of several. New desktops are V(DEDICATED) if
            it is not given. It cannot be changed in place.
        type: str
        choices: [DEDICATED, SHARED]
      availability_zone: &availability_zone
        description:
          - The availability zone. The service takes its default if it is not given. It cannot be changed in place.
        type: str
      product: &product
        description:
          - The product, that is the size of the desktop and its price. A different one resizes the desktop, for which
            the service stops it; it is started again if it ran.
          - In place of its ID a dictionary says what it must have, at least C(cpu) virtual CPUs and C(memory) in GB,
            and exactly this C(os_type), C(architecture), C(package_type) and C(is_gpu), as far as they are given. It
            means the smallest pay-per-use product on offer that has all this (without a GPU if possible, by CPUs, then
            memory), in the desktop's availability zone where that is known. Every product that has it will do, so that
            a desktop with a larger one is left as it is. Operating system and architecture follow the image if they are
            not given.
          - Products that are sold out, and those that are billed by the month or year and need an order, are refused.
        type: raw
        aliases: [product_id]
      image: &image
        description:
          - Name or ID of the image. See O(rebuild) for what happens if a desktop has another.
        type: str
        aliases: [image_id]
      image_type: &image_type
        description:
          - V(gold) for a public image, V(private) for one of your own, V(market) for one of the marketplace. It is
            looked up if it is not given, and cannot be read back.
        type: str
        choices: [private, gold, market]
      root_volume: &root_volume
        description: The system disk. It can grow in place; its type cannot be changed.
        type: dict
        suboptions:
          type: &volume_type
            description: Disk type, as C(SAS) (high I/O), C(SSD) (ultra-high I/O), C(GPSSD) or C(GPSSD2) (general
              purpose SSD).
            type: str
            required: true
          size:
            description: Size in GB, a multiple of 10 from 80 to 32760.
            type: int
            required: true
          iops: &volume_iops
            description: I/O operations a second, 3000 to 12800. Required with C(GPSSD2) and refused with all others.
            type: int
          throughput: &volume_throughput
            description: Throughput in MiB/s, 125 to 1000. Required with C(GPSSD2) and refused with all others.
            type: int
          kms_id: &volume_kms_id
            description: ID of the key that encrypts the disk. It is sent on creation only.
            type: str
      data_volumes: &data_volumes
        description:
          - The data disks, up to 10. Since disks have no names they are told apart by type and size; one that is larger
            than the existing disk of its type makes that disk grow, and what has no counterpart is added.
          - Disks that are not listed stay unless O(purge_data_volumes) is true.
        type: list
        elements: dict
        suboptions:
          type: *volume_type
          size:
            description: Size in GB, a multiple of 10 from 10 to 32760.
            type: int
            required: true
          iops: *volume_iops
          throughput: *volume_throughput
          kms_id: *volume_kms_id
      subnet: &subnet
        description:
          - Name or ID of the subnet of the desktop's network card. Another one moves the desktop there, which
            interrupts sessions.
        type: str
        aliases: [subnet_id]
      nics: &nics
        description: The network cards, up to 5, where one is not enough. It is sent on creation only.
        type: list
        elements: dict
        suboptions:
          subnet:
            description: Name or ID of the subnet.
            type: str
            required: true
            aliases: [subnet_id]
      security_groups: &security_groups
        description:
          - Names or IDs of the security groups, up to 5. They are one value, compared as a set and replaced as a whole.
            The security group of the service itself is always added and never counts as a difference.
        type: list
        elements: str
      desktop_ips: &desktop_ips
        description:
          - The private IP addresses, one for each desktop in order. It is sent on creation only, and cannot go with
            O(desktop_name).
        type: list
        elements: str
      tags: &tags
        description:
          - The tags, up to 20. Tags that are not listed stay unless O(purge_tags) is true.
          - The tag C(workspace-lab), which says which lab owns a desktop, is never removed.
        type: dict
      enterprise_project_id: &enterprise_project_id
        description: ID of the enterprise project. It cannot be changed in place.
        type: str
      ou_name: &ou_name
        description: The organizational unit, up to five levels with C(/) between them. It cannot be changed in place.
        type: str
      eip: &eip
        description: The public address that a new desktop gets. It is sent on creation only.
        type: dict
        suboptions:
          id:
            description: ID of an existing address, for one desktop.
            type: str
          type:
            description: Type of a new address, as C(5_bgp).
            type: str
          charge_mode:
            description: Whether a new address is billed by traffic or by bandwidth.
            type: str
            choices: [TRAFFIC, BANDWIDTH]
          bandwidth_size:
            description: Bandwidth in Mbit/s, 1 to 2000.
            type: int
      desktop_name_policy: &desktop_name_policy
        description:
          - Name or ID of the policy by which the service makes up names. It is sent on creation only.
          - In check mode a policy that does not exist yet is accepted with a warning.
        type: str
        aliases: [desktop_name_policy_id]
      buy_type: &buy_type
        description: How the desktops are bought. It is sent on creation only.
        type: str
        choices: [speed, custom]
      hour_package_offering_id: &hour_package_offering_id
        description: Offering ID of a package of hours. It is sent on creation only.
        type: str
      hour_package_product_id: &hour_package_product_id
        description: Product ID of a package of hours. It is sent on creation only.
        type: str
      if_mount_old_desktop_disk: &if_mount_old_desktop_disk
        description: Whether the disks of the user's former desktop are mounted. It is sent on creation only.
        type: bool
      apply_shared_vpc_dedicated_param: &apply_shared_vpc_dedicated_param
        description: Dedicated access through a shared VPC. It is sent on creation only.
        type: dict
        suboptions:
          address:
            description: The access address.
            type: str
          availability_zone:
            description: The availability zones.
            type: list
            elements: str
          port:
            description: The access port.
            type: int
      in_maintenance_mode: &in_maintenance_mode
        description: Whether the desktop is in maintenance, so that its users cannot log in.
        type: bool
  desktop_type: *desktop_type
  availability_zone: *availability_zone
  product: *product
  image: *image
  image_type: *image_type
  root_volume: *root_volume
  data_volumes: *data_volumes
  subnet: *subnet
  nics: *nics
  security_groups: *security_groups
  desktop_ips: *desktop_ips
  tags: *tags
  enterprise_project_id: *enterprise_project_id
  ou_name: *ou_name
  eip: *eip
  desktop_name_policy: *desktop_name_policy
  buy_type: *buy_type
  hour_package_offering_id: *hour_package_offering_id
  hour_package_product_id: *hour_package_product_id
  if_mount_old_desktop_disk: *if_mount_old_desktop_disk
  apply_shared_vpc_dedicated_param: *apply_shared_vpc_dedicated_param
  in_maintenance_mode: *in_maintenance_mode
  desktop_name:
    description:
      - With O(size), the name of a number of desktops. There shall be O(size) desktops called so plus digits, assigned
        or not.
      - It has 1 to 13 letters, digits and hyphens, or up to 15 if O(size) is 1, when it is the whole name.
    type: str
  size:
    description:
      - How many desktops called O(desktop_name) plus digits there shall be. Missing ones are created without a user. A
        surplus is left with a warning unless O(allow_shrink) is true. With O(state=absent) all of them are deleted, and
        more than this number is an error.
    type: int
  select_names:
    description:
      - Selects existing desktops by name. An item is a name, a pattern (V(BIO-*)) or holds a range of numbers
        (V(BIO-[01:12])).
      - Several selectors must all match. A selector that is given but empty is an error and never means all desktops.
    type: list
    elements: str
  select_tags:
    description: Selects existing desktops that have all these tags.
    type: dict
  select_pool:
    description: Selects the desktops of a pool, by its name or ID.
    type: str
  select_status:
    description:
      - Selects existing desktops by power state (V(started), V(stopped), V(hibernated)) or by a status or login status
        of the service (V(ERROR), V(DISCONNECTED)).
    type: list
    elements: str
  max_targets:
    description:
      - The most desktops that a selector may hit. If it hits more nothing is done. Required to delete or rebuild by
        selector.
    type: int
  purge_tags:
    description: Whether tags that are not in O(tags) are removed.
    type: bool
    default: false
  purge_data_volumes:
    description: Whether data disks that are not in O(data_volumes) are deleted with all that is on them.
    type: bool
    default: false
  purge_users:
    description: Whether users that are not in O(users) are detached.
    type: bool
    default: false
  if_in_use:
    description:
      - What to do with a desktop on which somebody is logged in or has a disconnected session, when the change would
        disturb them (delete, stop, hibernate, restart, resize, rebuild, rename, detach, network change, rejoining the
        domain). The session state is read again just before each call.
      - With O(state=logged_off) it is about people who are logged in only; a disconnected session is what that state is
        to end.
      - V(fail) stops before anything is changed, V(skip) leaves the desktop as it is and says so in RV(results),
        V(force) goes on.
    type: str
    choices: [fail, skip, force]
    default: fail
  reassign:
    description:
      - What to do when a desktop that belongs to somebody shall belong to somebody else. V(fail) refuses, V(keep_disks)
        hands it over with all that is on its disks, V(rebuild) rebuilds the system disk for the new user.
    type: str
    choices: [fail, keep_disks, rebuild]
    default: fail
  recreate:
    description:
      - What to do when something differs that cannot be changed in place. V(fail) names the fields, V(on_change)
        deletes the desktop with all its disks and creates it anew for the same users. It has to be called by its
        O(computer_name) then, because it gets another ID.
    type: str
    choices: [fail, on_change]
    default: fail
  rebuild:
    description:
      - What to do when a desktop has another image than O(image). V(fail) refuses, V(never) leaves it, V(on_change)
        rebuilds the system disk, which loses everything on it.
    type: str
    choices: [fail, never, on_change]
    default: fail
  allow_shrink:
    description:
      - Whether surplus desktops of O(desktop_name) are deleted. Those without user that are off go first; one with a
        user or a session is never deleted.
    type: bool
    default: false
  is_clear_data:
    description: Whether the service clears a desktop's data when a user is attached.
    type: bool
    default: false
  delete_users:
    description: Whether deleting a desktop also deletes its users that have no other desktop.
    type: bool
    default: false
  is_force_delete:
    description: Whether desktops are deleted by force.
    type: bool
    default: false
  email_notification:
    description: Whether the service sends mails to users of created and deleted desktops.
    type: bool
    default: false
  power_type:
    description: Whether desktops are stopped, restarted and hibernated in an orderly way (V(SOFT)) or by force
      (V(HARD)).
    type: str
    choices: [SOFT, HARD]
    default: SOFT
  os_type:
    description: The operating system to rebuild with, where the image does not say it.
    type: str
  delay_time:
    description: Minutes until a rebuild begins, so that people can save their work.
    type: int
  rebuild_message:
    description: Message to the people logged in, shown before a rebuild begins.
    type: str
  encrypt_type:
    description: Whether a rebuilt system disk is encrypted. V(ENCRYPTED) needs O(kms_id).
    type: str
    choices: [KEEP, UNENCRYPTED, ENCRYPTED]
  kms_id:
    description: ID of the key that encrypts rebuilt system disks.
    type: str
  order_id:
    description:
      - ID of the order with which desktops that are billed by the month or year are rebuilt from an image that has a
        price. Without it nothing that needs an order is done to such desktops.
    type: str
  logoff_message:
    description: Message to the people who are logged off, up to 255 characters. It is for O(state=logged_off) only.
    type: str
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
  wait_until:
    description:
      - When a running desktop counts as done. V(active) when it runs, V(registered) when people can log in.
    type: str
    choices: [active, registered]
    default: active
seealso:
  - module: huaweicloud.workspace.workspace_desktop_info
  - module: huaweicloud.workspace.workspace_job
notes:
  - With ad-hoc commands give dictionaries and lists of dictionaries as one JSON object, C(-a
    '{"select_names":["BIO-*"]}').
"""

EXAMPLES = r"""
---
- name: One desktop for Mia
  huaweicloud.workspace.workspace_desktop:
    computer_name: BIO-01
    user_name: mmueller
    user_group: users
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}
    data_volumes: [{type: SAS, size: 20}]
    subnet: teaching-a
    security_groups: [teaching-desktops]
    tags: {course: bio101}

- name: A class, created by one request
  huaweicloud.workspace.workspace_desktop:
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}
    tags: {course: bio101}
    desktops:
      - {computer_name: BIO-01, user_name: mmueller}
      - {computer_name: BIO-02, user_name: ohaddad}
      - {computer_name: BIO-T1, user_name: ameier, user_group: administrators, product: workspace.g1.xlarge.windows}

- name: At least 4 virtual CPUs and 8 GB, whichever product that is
  huaweicloud.workspace.workspace_desktop:
    computer_name: BIO-03
    user_name: jdoe
    product: {cpu: 4, memory: 8, os_type: Windows}
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}

- name: Five spare desktops without users
  huaweicloud.workspace.workspace_desktop:
    desktop_name: SPARE
    size: 5
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}

- name: Stop the room, but nobody who is still at work
  huaweicloud.workspace.workspace_desktop:
    state: stopped
    select_names: ["BIO-[01:40]"]
    if_in_use: skip

- name: End the sessions that people have left open, but nobody's who is still at work
  huaweicloud.workspace.workspace_desktop:
    state: logged_off
    select_names: ["BIO-[01:40]"]
    if_in_use: skip

- name: Let desktops join their domain again
  huaweicloud.workspace.workspace_desktop:
    state: rejoined
    select_names: ["BIO-*"]

- name: Rename a desktop
  huaweicloud.workspace.workspace_desktop:
    desktop_id: 4b7ee2c6-4b0e-4b5e-9d4f-0c9c3b7a1f11
    computer_name: BIO-41

- name: Delete what is left of the course
  huaweicloud.workspace.workspace_desktop:
    state: absent
    select_tags: {course: bio101}
    max_targets: 40
"""

RETURN = r"""
---
desktops:
  description: The desktops of the task as they are now, in the order asked. In check mode, as they are before.
  returned: success
  type: list
  elements: dict
  contains: &desktop
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
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  contains: &action
    verb: {description: What is done., type: str, returned: always, sample: resize}
    target: {description: The desktop's name as written., type: str, returned: always, sample: BIO-01}
    fields:
      description: What changes, each with its value C(before) and C(after).
      type: dict
      returned: always
      sample: {product: {before: workspace.c2.large.windows.2, after: workspace.g1.xlarge.windows}}
results:
  description: What became of each desktop that was to be changed.
  returned: always
  type: list
  elements: dict
  contains: &result
    target: {description: The desktop's name as written., type: str, returned: always, sample: BIO-07}
    state:
      description: C(done), C(submitted) (not waited for), C(skipped), C(failed), C(not started), or in check mode
        C(planned).
      type: str
      returned: always
      sample: done
    changed: {description: Whether it changes., type: bool, returned: when it changes}
    diff: {description: The part of RV(ignore:diff) that is about this desktop., type: dict, returned: when it changes}
    reason: {description: Why it was not done., type: str, returned: when it was not done}
    error_code: {description: The service's error code., type: str, returned: when the service refused}
jobs:
  description:
    - What still runs, with O(wait=false) or after a timeout. Each item is all that
      M(huaweicloud.workspace.workspace_job) needs.
  returned: always
  type: list
  elements: dict
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-sub-jobs, verb: create, targets: {BIO-01: null}}]
error_code:
  description: The service's error code.
  type: str
  returned: when the service refused
  sample: WKS.00010032
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused, sample: 409}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.resource import DesktopResource


def main() -> None:
    run(argument_spec(), DesktopResource)


if __name__ == "__main__":
    main()
