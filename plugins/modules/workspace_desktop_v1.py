#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_v1
short_description: Create a desktop by the request of version 1.0
version_added: 0.1.0
description:
  - Creates one desktop by the older request of the API, which knows dedicated hosts, licences of your own and an
    address for each network card, and has rules of its own. Regions that do not offer it refuse it; for all else use
    M(huaweicloud.workspace.workspace_desktop).
  - A desktop of that name that exists already, however it was made, is compared and changed in place as
    M(huaweicloud.workspace.workspace_desktop) does it, as far as the API of today can read and change it.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: full
options:
  state:
    description:
      - V(present) creates the desktop or changes what differs. For other states use
        M(huaweicloud.workspace.workspace_desktop).
    type: str
    choices: [present]
    default: present
  computer_name:
    description:
      - Name of the desktop, 1 to 15 letters, digits, hyphens and underscores, beginning with a letter. Names are
        compared without case.
    type: str
    required: true
  user_name:
    description:
      - The user that the desktop belongs to, 1 to 20 letters, digits, hyphens and underscores. It begins with a letter,
        or in a service whose users are those of a domain (LOCAL_AD) with a letter or digit. The service creates the
        user if there is none. Giving a desktop to another user needs O(reassign).
    type: str
    required: true
  user_email:
    description: The user's e-mail address. It is sent on creation and assignment only, and cannot be read back.
    type: str
    required: true
  user_group:
    description: The privilege group in the operating system.
    type: str
    choices: [ADMINISTRATORS, USERS]
  product:
    description: ID of the product, that is the size of the desktop. A different one resizes it.
    type: str
    required: true
    aliases: [product_id]
  image:
    description:
      - Name or ID of the image. The service takes the one of the product if it is not given. See O(rebuild) for what
        happens if a desktop has another.
    type: str
    aliases: [image_id]
  root_volume:
    description: The system disk. It can grow in place; its type cannot be changed.
    type: dict
    required: true
    suboptions:
      type:
        description: The disk type.
        type: str
        required: true
        choices: [SATA, SSD]
      size:
        description: Size in GB, 80 to 32768, and not less than the image needs.
        type: int
        required: true
  data_volumes:
    description:
      - The data disks. They are told apart by type and size; one that is larger than the existing disk of its type
        makes that disk grow, and what has no counterpart is added. Disks that are not listed stay unless
        O(purge_data_volumes) is true.
    type: list
    elements: dict
    suboptions:
      type:
        description: The disk type.
        type: str
        required: true
        choices: [SATA, SSD]
      size:
        description: Size in GB, 10 to 32768.
        type: int
        required: true
  security_groups:
    description:
      - Names or IDs of the security groups. The security group of the service itself is always added and never counts
        as a difference.
    type: list
    elements: str
  nics:
    description:
      - The network cards. If there is one, its subnet is compared with that of an existing desktop, and another one
        moves the desktop there; several are sent on creation only.
    type: list
    elements: dict
    suboptions:
      subnet:
        description: Name or ID of the subnet.
        type: str
        required: true
        aliases: [subnet_id]
      ip_address:
        description:
          - The IP address; the service takes a free one if it is not given. It is sent on creation only, and never a
            reason for a change.
        type: str
  availability_zone:
    description: The availability zone. The service takes any if it is not given. It cannot be changed in place.
    type: str
  scheduler_hints:
    description:
      - The host on which the desktop runs (C(os:scheduler_hints)). It is sent on creation only, and cannot be read
        back.
    type: dict
    suboptions:
      tenancy:
        description: Whether it is a V(shared) or a V(dedicated) host. The service takes a shared one if it is not
          given.
        type: str
        choices: [shared, dedicated]
      dedicated_host_id:
        description:
          - ID of the dedicated host, for O(scheduler_hints.tenancy=dedicated) only. Any host that places automatically
            is taken if it is not given.
        type: str
  license_type:
    description:
      - Whether the operating system has the service's licence (V(system)) or your own (V(byol)), which is for dedicated
        hosts only. It is sent on creation only, and cannot be read back.
    type: str
    choices: [system, byol]
  ou_name:
    description:
      - The organizational unit, up to five levels with C(/) between them. It is for a service whose users are those of
        a domain (LOCAL_AD), and cannot be changed in place.
    type: str
  tags:
    description:
      - The tags. Keys have up to 36, values up to 43 letters, digits, hyphens and underscores. Tags that are not listed
        stay unless O(purge_tags) is true.
    type: dict
  purge_tags:
    description: Whether tags that are not in O(tags) are removed.
    type: bool
    default: false
  purge_data_volumes:
    description: Whether data disks that are not in O(data_volumes) are deleted with all that is on them.
    type: bool
    default: false
  if_in_use:
    description:
      - What to do if somebody is logged in or has a disconnected session, when the change would disturb them. V(fail)
        stops before anything is changed, V(skip) leaves the desktop as it is, V(force) goes on.
    type: str
    choices: [fail, skip, force]
    default: fail
  reassign:
    description:
      - What to do when the desktop belongs to somebody else. V(fail) refuses, V(keep_disks) hands it over with all that
        is on its disks, V(rebuild) rebuilds the system disk for the new user.
    type: str
    choices: [fail, keep_disks, rebuild]
    default: fail
  rebuild:
    description:
      - What to do when the desktop has another image than O(image). V(fail) refuses, V(never) leaves it, V(on_change)
        rebuilds the system disk, which loses everything on it.
    type: str
    choices: [fail, never, on_change]
    default: fail
  is_clear_data:
    description: Whether the service clears the desktop's data when a user is attached.
    type: bool
    default: false
  email_notification:
    description:
      - Whether the service mails the user of a new desktop. A service with users of its own (LITE_AS) does so in any
        case.
    type: bool
    default: false
  wait:
    description: Whether to wait until everything is done and to check it. If false RV(jobs) says what goes on.
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 1800
  wait_until:
    description: When a running desktop counts as done. V(active) when it runs, V(registered) when people can log in.
    type: str
    choices: [active, registered]
    default: active
seealso:
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_desktop_info
  - module: huaweicloud.workspace.workspace_job
notes:
  - Disks of the type V(SATA) cannot be added to a desktop that exists, and sizes that disks get there are multiples of
    10; the API of today knows no others.
"""

EXAMPLES = r"""
---
- name: A desktop with a fixed address
  huaweicloud.workspace.workspace_desktop_v1:
    computer_name: LEGACY_01
    user_name: mmueller
    user_email: mia.mueller@uni.example
    user_group: USERS
    product: workspace.c2.large.windows.2
    image: win11-bio-2026.09
    root_volume: {type: SATA, size: 80}
    data_volumes: [{type: SATA, size: 100}]
    nics: [{subnet: teaching-a, ip_address: 10.10.8.65}]
    security_groups: [teaching-desktops]
    tags: {course: bio101}

- name: A desktop with a licence of our own on a dedicated host
  huaweicloud.workspace.workspace_desktop_v1:
    computer_name: LEGACY-02
    user_name: ohaddad
    user_email: omar.haddad@uni.example
    product: workspace.c2.large.windows.2
    root_volume: {type: SSD, size: 85}
    scheduler_hints: {tenancy: dedicated, dedicated_host_id: d6a3fcb5-8f1c-4bb8-86b1-997e5dccdefb}
    license_type: byol
"""

RETURN = r"""
---
desktop:
  description:
    - The desktop as it is now, with the fields that M(huaweicloud.workspace.workspace_desktop) returns. In check mode,
      as it is before, or null if there is none.
  returned: success
  type: dict
  contains:
    desktop_id: {description: The ID., type: str, returned: success, sample: 4b7ee2c6-4b0e-4b5e-9d4f-0c9c3b7a1f11}
    computer_name: {description: The name., type: str, returned: success, sample: LEGACY_01}
    status: {description: The power state., type: str, returned: success, sample: ACTIVE}
    root_volume:
      description: The system disk.
      type: dict
      returned: success
      sample: {type: SATA, size: 80, volume_id: 1e3ef9b8-3f7e-4b1e-8a30-27a0a4cb7bdc, device: /dev/vda}
    ip_addresses: {description: The IP addresses., type: list, elements: str, returned: success, sample: [10.10.8.65]}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: resize, target: LEGACY_01, fields: {product: {before: workspace.a, after: workspace.b}}}]
results:
  description: What became of the desktop if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: LEGACY_01, state: done}]
jobs:
  description: What still runs, with O(wait=false) or after a timeout; for M(huaweicloud.workspace.workspace_job).
  returned: always
  type: list
  elements: dict
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-sub-jobs, verb: create}]
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.v1 import V1_SPEC, V1Resource


def main() -> None:
    run(V1_SPEC, V1Resource)


if __name__ == "__main__":
    main()
