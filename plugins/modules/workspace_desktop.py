#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop
short_description: Manage cloud desktops
version_added: 0.1.0
description:
  - Creates, updates, starts, stops, restarts, hibernates, rebuilds and deletes desktops of Huawei Cloud Workspace, logs
    users off, and rejoins desktops to their domain. One task can manage one desktop or hundreds of them.
  - There are four ways to specify the desktops. Use O(computer_name), O(desktop_id) or O(user_name) for one desktop,
    O(desktops) for a list, O(desktop_name) with O(size) for a number of desktops, or a selector (O(select_names),
    O(select_tags), O(select_pool), O(select_status)) for existing desktops.
  - Options that the service can change in place are changed in place, with as few requests as its batch limits allow.
    Desktops with the same configuration are created with one request, and all jobs are waited for together.
  - An option that is not given leaves the current value unchanged. An empty string or dictionary clears it.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.assignment
  - huaweicloud.workspace.options.deletion
  - huaweicloud.workspace.options.if_in_use
  - huaweicloud.workspace.options.logoff
  - huaweicloud.workspace.options.power_type
  - huaweicloud.workspace.options.purge
  - huaweicloud.workspace.options.rebuild
  - huaweicloud.workspace.options.rebuilding
  - huaweicloud.workspace.options.select_pool
  - huaweicloud.workspace.options.selectors
  - huaweicloud.workspace.options.partial
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
      - Desired state of the desktops.
      - V(present) creates missing desktops and changes what differs. It does not change the power state.
      - V(started), V(stopped) and V(hibernated) do the same and set the power state. Missing desktops are created if
        O(product), O(image) and O(root_volume) are given, and are an error otherwise. Only a running desktop can be
        stopped or hibernated, so a hibernated desktop is started before it is stopped, and the other way round.
      - V(restarted) restarts running desktops and starts the others. V(rebuilt) rebuilds the system disks, from
        O(image) or from the current image of each desktop. Both make a change each time and need existing desktops.
      - V(logged_off) ends the sessions on desktops that have one, with all unsaved data in them, and leaves the others
        unchanged. Disconnected sessions are always ended, which loses their unsaved data as well; see O(if_in_use) for
        users who are logged in. It needs existing desktops.
      - V(rejoined) rejoins desktops that have left their domain, and leaves the others unchanged. It interrupts
        sessions, and needs existing desktops of a service that uses an Active Directory domain (LOCAL_AD).
      - V(absent) deletes the desktops with all their disks.
    type: str
    choices: [present, absent, started, stopped, restarted, hibernated, rebuilt, logged_off, rejoined]
    default: present
  computer_name:
    description:
      - Name of the desktop. It consists of 1 to 15 letters, digits and hyphens, and begins and ends with a letter or
        digit.
      - Names are compared without case, since some images change them to upper case.
      - With O(desktop_id) the desktop is renamed. It must be running for that, so a desktop that is off is started, and
        stopped again afterwards. The service restarts the desktop, so O(if_in_use) applies.
    type: str
    aliases: [name]
  desktop_id:
    description: ID of the desktop.
    type: str
  user_name:
    description:
      - User to whom the desktop is assigned. The service creates the user if it does not exist.
      - Without O(computer_name) and O(desktop_id) it identifies the desktop, and the service generates the name of a
        new desktop.
      - An empty string removes all users from the desktop. That ends their sessions, and the service may shut down the
        desktop, which is then started again. The data is kept until the desktop is assigned to another user.
      - Assigning a desktop to another user may delete the data on its disks, and requires O(reassign).
    type: str
    aliases: [user]
  user_email:
    description:
      - E-mail address of the user, up to 64 characters. It is sent only when the desktop is created or assigned, and
        cannot be read back.
    type: str
    aliases: [email]
  user_phone:
    description:
      - Phone number of the user, 5 to 19 digits, with or without V(+) before them. It is sent only when the desktop is
        created, and cannot be read back.
    type: str
    aliases: [phone]
  users:
    description:
      - Users and user groups to whom the desktop is assigned, for desktops of several users. Use O(user_name) for one
        user.
      - Users that are not listed are kept unless O(purge_users=true). Removing them interrupts sessions.
    type: list
    elements: dict
    suboptions: &users
      user_name:
        description: Name of the user or user group.
        type: str
        required: true
        aliases: [name]
      user_group: &user_group
        description:
          - Privilege group in the operating system, V(administrators) or V(users) for Windows, V(sudo) or V(default)
            for Linux.
        type: str
        choices: [sudo, default, administrators, users]
      type:
        description: Whether it is a user or a user group.
        type: str
        choices: [USER, GROUP]
        default: USER
      user_id:
        description: ID of the user or user group, if the name is ambiguous.
        type: str
  user_group: *user_group
  domain: &domain
    description: Domain of the user. It is sent only when the desktop is created.
    type: str
  desktop_name_prefix: &desktop_name_prefix
    description:
      - Prefix of the names that the service generates if O(computer_name) is not given, up to 5 characters. It is sent
        only when the desktop is created.
    type: str
  os_host_name: &os_host_name
    description: Host name in the operating system, up to 15 characters. It is sent only when the desktop is created.
    type: str
  copy_data_from: &copy_data_from
    description:
      - Name or ID of a desktop. The new desktop gets copies of all its data disks, with their contents; the other
        desktop keeps its own. Requires O(user_name), since the service copies disks only to a desktop with a user.
      - The other desktop must be stopped, so that the copies are complete. The copies count against the quotas.
      - Disks are copied only when the desktop is created. As long as both desktops exist, the task verifies by number
        and sizes that the disks are there, and fails if one is missing or smaller.
      - It excludes O(data_volumes), O(copy_volume_ids), O(if_mount_old_desktop_disk) and O(if_delete_old_desktop).
    type: str
  copy_volume_desktop_id: &copy_volume_desktop_id
    description:
      - ID of a desktop whose data disks are copied to the new one. Requires O(copy_volume_ids). It is sent only when
        the desktop is created.
    type: str
  copy_volume_ids: &copy_volume_ids
    description: IDs of the data disks to copy.
    type: list
    elements: str
  if_delete_old_desktop: &if_delete_old_desktop
    description:
      - Whether the service deletes the desktop from which disks are copied. It is sent only when the desktop is
        created.
    type: bool
  desktops:
    description:
      - List of desktops. Each item can contain all of the options below. Options that an item does not contain are
        taken from the task.
      - Items with the same configuration are created with one request.
    type: list
    elements: dict
    suboptions:
      computer_name:
        description: Name of the desktop; see O(computer_name).
        type: str
        aliases: [name]
      desktop_id:
        description: ID of the desktop; see O(desktop_id).
        type: str
      user_name:
        description: User to whom the desktop is assigned; see O(user_name).
        type: str
        aliases: [user]
      user_email:
        description: E-mail address of the user; see O(user_email).
        type: str
        aliases: [email]
      user_phone:
        description: Phone number of the user; see O(user_phone).
        type: str
        aliases: [phone]
      users:
        description: Users to whom the desktop is assigned; see O(users).
        type: list
        elements: dict
        suboptions: *users
      user_group: *user_group
      domain: *domain
      desktop_name_prefix: *desktop_name_prefix
      os_host_name: *os_host_name
      copy_data_from: *copy_data_from
      copy_volume_desktop_id: *copy_volume_desktop_id
      copy_volume_ids: *copy_volume_ids
      if_delete_old_desktop: *if_delete_old_desktop
      desktop_type: &desktop_type
        description:
          - V(DEDICATED) for desktops of one user, V(SHARED) for desktops of several users. New desktops are
            V(DEDICATED) if it is not given. It cannot be changed in place.
        type: str
        choices: [DEDICATED, SHARED]
      availability_zone: &availability_zone
        description:
          - Availability zone. If it is not given, the service uses its default. It cannot be changed in place.
        type: str
      product: &product
        description:
          - Product, which determines the size and the price of the desktop. If it differs, the desktop is resized. The
            service stops the desktop for that; it is started again if it was running.
          - Either an ID, or the requirements of the product as a dictionary of C(cpu) (minimum number of virtual CPUs),
            C(memory) (minimum memory in GB), C(os_type), C(architecture), C(package_type) and C(is_gpu) (exact values),
            all of them optional.
          - The requirements select the smallest available pay-per-use product that meets them, in the availability zone
            of the desktop if that is known. Products without a GPU come first, then fewer CPUs, then less memory. A
            desktop whose current product meets them is left unchanged, even if it is larger. If they are not given,
            operating system and architecture are those of the image.
          - A product that is sold out, or that is billed by the month or year and needs an order, is an error.
        type: raw
        aliases: [product_id]
      image: &image
        description:
          - Name or ID of the image. Marketplace images can only be given by ID. O(rebuild) defines what happens if the
            current image differs.
        type: str
        aliases: [image_id]
      image_type: &image_type
        description:
          - V(gold) for a public image, V(private) for a private image, V(market) for a marketplace image. It is looked
            up if it is not given, and cannot be read back.
        type: str
        choices: [private, gold, market]
      root_volume: &root_volume
        description: System disk. It can be enlarged in place; its type cannot be changed.
        type: dict
        suboptions:
          type: &volume_type
            description: Disk type, such as V(SAS) (high I/O), V(SSD) (ultra-high I/O), V(GPSSD) or V(GPSSD2) (general
              purpose SSD).
            type: str
            required: true
          size:
            description: Size in GB, a multiple of 10 from 80 to 32760.
            type: int
            required: true
          iops: &volume_iops
            description: I/O operations per second, 3000 to 12800. Required for V(GPSSD2), and not allowed for all
              others.
            type: int
          throughput: &volume_throughput
            description: Throughput in MiB/s, 125 to 1000. Required for V(GPSSD2), and not allowed for all others.
            type: int
          kms_id: &volume_kms_id
            description: ID of the key that encrypts the disk. It is sent only when the desktop is created.
            type: str
      data_volumes: &data_volumes
        description:
          - Data disks, up to 10. Since disks have no names, they are matched by type and size. A disk that is larger
            than the current disk of its type enlarges that disk, and a disk without a match is added. Equal disks are
            matched by their position in the list, in the order of the devices.
          - The disks of a new desktop, and disks that are added to an existing one, are created in the listed order.
          - Disks that are not listed are kept unless O(purge_data_volumes=true).
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
          - Name or ID of the subnet of the network card. If it differs, the desktop is moved to the subnet, which
            interrupts sessions.
        type: str
        aliases: [subnet_id]
      nics: &nics
        description: Network cards, up to 5, for a desktop with several of them. It is sent only when the desktop is
          created.
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
          - Names or IDs of the security groups, up to 5. They are compared as a set and replaced as a whole. The
            security group of the service itself is always added, and is ignored in the comparison.
        type: list
        elements: str
      desktop_ips: &desktop_ips
        description:
          - Private IP addresses, one for each desktop in order. It is sent only when the desktop is created, and cannot
            be combined with O(desktop_name).
        type: list
        elements: str
      tags: &tags
        description:
          - Tags, up to 20. Tags that are not listed are kept unless O(purge_tags=true).
          - The tag C(workspace-lab), which is the ownership mark of a lab, is never removed.
        type: dict
      enterprise_project_id: &enterprise_project_id
        description:
          - ID of the enterprise project of the desktop, V(0) for the default one. If it is not given, new desktops are
            created in the one that E(HW_ENTERPRISE_PROJECT_ID) specifies.
          - An existing desktop is moved by the service for enterprise projects (O(eps_endpoint)), which requires
            credentials with access to it. Users of the desktop are not affected.
        type: str
      ou_name: &ou_name
        description: Organizational unit, up to five levels separated by C(/). It cannot be changed in place.
        type: str
      eip: &eip
        description: Public IP address (EIP) of a new desktop. It is sent only when the desktop is created.
        type: dict
        suboptions:
          id:
            description: ID of an existing EIP, for one desktop.
            type: str
          type:
            description: Line type of a new EIP, such as V(5_bgp).
            type: str
          charge_mode:
            description: Whether a new EIP is billed by traffic or by bandwidth.
            type: str
            choices: [TRAFFIC, BANDWIDTH]
          bandwidth_size:
            description: Bandwidth in Mbit/s, 1 to 2000.
            type: int
      desktop_name_policy: &desktop_name_policy
        description:
          - Name or ID of the policy with which the service generates names. It is sent only when the desktop is
            created.
          - In check mode a policy that does not exist yet is accepted with a warning.
        type: str
        aliases: [desktop_name_policy_id]
      buy_type: &buy_type
        description: Purchase mode of the desktops. It is sent only when the desktop is created.
        type: str
        choices: [speed, custom]
      hour_package_offering_id: &hour_package_offering_id
        description: Offering ID of a package of hours. It is sent only when the desktop is created.
        type: str
      hour_package_product_id: &hour_package_product_id
        description: Product ID of a package of hours. It is sent only when the desktop is created.
        type: str
      if_mount_old_desktop_disk: &if_mount_old_desktop_disk
        description: Whether to mount the disks of the user's former desktop. It is sent only when the desktop is
          created.
        type: bool
      apply_shared_vpc_dedicated_param: &apply_shared_vpc_dedicated_param
        description: Dedicated access through a shared VPC. It is sent only when the desktop is created.
        type: dict
        suboptions:
          address:
            description: Access address.
            type: str
          availability_zone:
            description: Availability zones.
            type: list
            elements: str
          port:
            description: Access port.
            type: int
      in_maintenance_mode: &in_maintenance_mode
        description: Whether the desktop is in maintenance mode, in which its users cannot log in.
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
      - With O(size), the common name of several desktops. The name of each desktop is O(desktop_name) followed by
        digits, whether the desktop is assigned or not.
      - It consists of 1 to 13 letters, digits and hyphens. If O(size) is 1, it is the whole name and has up to 15
        characters.
    type: str
  size:
    description:
      - Desired number of desktops whose name is O(desktop_name) followed by digits. Missing desktops are created
        without a user. Surplus desktops are kept with a warning unless O(allow_shrink=true).
      - With O(state=absent) all of these desktops are deleted, and it is an error if there are more than this number.
    type: int
  max_targets:
    description:
      - Maximum number of desktops that a selector may match. If it matches more, nothing is changed. Required to delete
        or rebuild by selector.
  purge_users:
    description: Whether to remove users that are not in O(users) from the desktop.
    type: bool
    default: false
  recreate:
    description:
      - What to do when an option differs that cannot be changed in place. V(fail) fails and names the options,
        V(on_change) deletes the desktop with all its disks and creates it again for the same users.
      - The desktop must then be specified by its O(computer_name), since its ID changes.
    type: str
    choices: [fail, on_change]
    default: fail
  replace_failed:
    description:
      - Whether a desktop whose status is C(ERROR) is deleted and created again for the same users, with the same tags.
        Such a desktop does not count as V(present), so by default the task fails and names it, while the other desktops
        of the task are processed. Desktops that O(select_status) selects by the status C(error) are accepted as they
        are, for example to tag them.
      - A desktop with data disks is replaced only if O(purge_data_volumes) is V(true) as well, since the disks may
        contain data. O(if_in_use) applies.
    type: bool
    default: false
  allow_shrink:
    description:
      - Whether to delete surplus desktops of O(desktop_name). Desktops without a user that are off are deleted first. A
        desktop with a user or a session is never deleted.
    type: bool
    default: false
  email_notification:
    description: Whether the service sends e-mails to users of created and deleted desktops.
    type: bool
    default: false
  delay_time:
    description:
      - Number of minutes before a rebuild begins, in which users can save their work. They are part of O(wait_timeout).
  order_id:
    description:
      - ID of the order for rebuilding desktops that are billed by the month or year from an image that has a price.
        Without it, an operation that needs an order is an error for such desktops.
    type: str
  logoff_message:
    description: Message to users who are logged off, up to 255 characters. Only for O(state=logged_off).
    type: str
  wait_timeout:
    default: 1800
notes:
  - O(if_in_use) applies to deleting, stopping, hibernating, restarting, resizing, rebuilding, renaming and detaching a
    desktop, to a change of its network, and to rejoining the domain. With O(state=logged_off) it applies only to users
    who are logged in, since that state always ends disconnected sessions unless O(wait_for_logoff) is given.
  - Before a desktop is stopped or started only for another change, its power state is recorded in its tag
    C(workspace-power), which is removed after the power state has been restored. If a run is killed in between, the
    next task for this desktop restores the power state, unless it sets another one. The tag is neither returned nor
    compared. It is not written if a desktop already has 20 tags.
  - In ad-hoc commands, give all arguments as one JSON object if they contain dictionaries or lists of dictionaries, for
    example C(-a '{"select_names":["BIO-*"]}').
seealso:
  - module: huaweicloud.workspace.workspace_desktop_info
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Create a desktop for one user
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

- name: Create the desktops of a class
  huaweicloud.workspace.workspace_desktop:
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}
    tags: {course: bio101}
    desktops:
      - {computer_name: BIO-01, user_name: mmueller}
      - {computer_name: BIO-02, user_name: ohaddad}
      - {computer_name: BIO-T1, user_name: ameier, user_group: administrators, product: workspace.g1.xlarge.windows}
  register: class

- name: Create a desktop with the smallest product of at least 4 CPUs and 8 GB
  huaweicloud.workspace.workspace_desktop:
    computer_name: BIO-03
    user_name: jdoe
    product: {cpu: 4, memory: 8, os_type: Windows}
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}

- name: Create five spare desktops without users
  huaweicloud.workspace.workspace_desktop:
    desktop_name: SPARE
    size: 5
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}

- name: Create a desktop with copies of the data disks of another one, which is stopped
  huaweicloud.workspace.workspace_desktop:
    computer_name: BIO-21
    user_name: mmueller
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SAS, size: 80}
    copy_data_from: BIO-01

- name: Stop all desktops of the lab that are not in use
  huaweicloud.workspace.workspace_desktop:
    state: stopped
    select_names: ["BIO-[01:40]"]
    if_in_use: skip

- name: End disconnected sessions without logging off connected users
  huaweicloud.workspace.workspace_desktop:
    state: logged_off
    select_names: ["BIO-[01:40]"]
    if_in_use: skip

- name: Stop desktops as soon as their users have logged off, and the others after half an hour
  huaweicloud.workspace.workspace_desktop:
    state: stopped
    select_names: ["BIO-[01:40]"]
    if_in_use: force
    wait_for_logoff: 30m
    warn_message: "Please save your work and log off, this desktop is stopped in {minutes} minutes."
    warn_at: [15m, 5m, 1m]
    wait_timeout: 3600

- name: Rejoin desktops to their domain
  huaweicloud.workspace.workspace_desktop:
    state: rejoined
    select_names: ["BIO-*"]

- name: Rename a desktop
  huaweicloud.workspace.workspace_desktop:
    desktop_id: "{{ class.desktops[0].desktop_id }}"
    computer_name: BIO-41

- name: Delete all desktops of a course
  huaweicloud.workspace.workspace_desktop:
    state: absent
    select_tags: {course: bio101}
    max_targets: 40
"""

RETURN = r"""
---
desktops:
  description: Current state of the desktops in the task, in the order of the task. In check mode, before any change.
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
  sample:
    - verb: resize
      target: BIO-01
      fields: {product: {before: workspace.c2.large.windows.2, after: workspace.g1.xlarge.windows}}
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
  sample: [{target: BIO-07, state: done}]
jobs:
  # generated from tests/returns/jobs.yml: begin
  description:
    - Jobs that are still running, with O(wait=false) or after a timeout.
    - Pass them to M(huaweicloud.workspace.workspace_job) to wait for them.
  returned: always
  type: list
  elements: dict
  # generated from tests/returns/jobs.yml: end
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-sub-jobs, verb: create, targets: {BIO-01: null}}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.resource import DesktopResource


def main() -> None:
    run(argument_spec(), DesktopResource)


if __name__ == "__main__":
    main()
