#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_v1
short_description: Create a desktop with the v1.0 API
version_added: 0.1.0
description:
  - Creates one desktop with the v1.0 API, which supports dedicated hosts, your own licenses and an address for each
    network card, and has its own rules. The task fails in regions that do not offer this API. For all other purposes
    use M(huaweicloud.workspace.workspace_desktop).
  - An existing desktop with that name, regardless of how it was created, is compared and changed in place in the same
    way as with M(huaweicloud.workspace.workspace_desktop), as far as the current API can read and change it.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.assignment
  - huaweicloud.workspace.options.if_in_use
  - huaweicloud.workspace.options.purge
  - huaweicloud.workspace.options.rebuild
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
options:
  state:
    description:
      - Desired state of the desktop. Use M(huaweicloud.workspace.workspace_desktop) for other states.
    choices: [present]
  computer_name:
    description:
      - Name of the desktop, 1 to 15 letters, digits, hyphens and underscores, beginning with a letter. Names are
        compared without case.
    type: str
    required: true
    aliases: [name]
  user_name:
    description:
      - User to whom the desktop is assigned, 1 to 20 letters, digits, hyphens and underscores. The name begins with a
        letter, or with a letter or digit in a service that uses an Active Directory domain (LOCAL_AD). The service
        creates the user if it does not exist.
      - Assigning a desktop to another user may delete the data on its disks, and requires O(reassign).
    type: str
    required: true
    aliases: [user]
  user_email:
    description: E-mail address of the user. It is sent only when the desktop is created or assigned, and cannot be read
      back.
    type: str
    required: true
    aliases: [email]
  user_group:
    description: Privilege group in the operating system.
    type: str
    choices: [ADMINISTRATORS, USERS]
  product:
    description: ID of the product, which determines the size of the desktop. If it differs, the desktop is resized.
    type: str
    required: true
    aliases: [product_id]
  image:
    description:
      - Name or ID of the image. If it is not given, the service uses the image of the product. O(rebuild) defines what
        happens if the current image differs.
    type: str
    aliases: [image_id]
  root_volume:
    description: System disk. It can be enlarged in place; its type cannot be changed.
    type: dict
    required: true
    suboptions:
      type:
        description: Disk type.
        type: str
        required: true
        choices: [SATA, SSD]
      size:
        description: Size in GB, 80 to 32768, and not less than the image requires.
        type: int
        required: true
  data_volumes:
    description:
      - Data disks. They are matched by type and size. A disk that is larger than the current disk of its type enlarges
        that disk, and a disk without a match is added. Disks that are not listed are kept unless
        O(purge_data_volumes=true).
    type: list
    elements: dict
    suboptions:
      type:
        description: Disk type.
        type: str
        required: true
        choices: [SATA, SSD]
      size:
        description: Size in GB, 10 to 32768.
        type: int
        required: true
  security_groups:
    description:
      - Names or IDs of the security groups. The security group of the service itself is always added, and is ignored in
        the comparison.
    type: list
    elements: str
  nics:
    description:
      - Network cards. The subnet of a single network card is compared with that of an existing desktop; if it differs,
        the desktop is moved to the subnet. Several network cards are sent only when the desktop is created.
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
          - IP address. If it is not given, the service uses a free one. It is sent only when the desktop is created,
            and is not compared.
        type: str
  availability_zone:
    description: Availability zone. If it is not given, the service chooses one. It cannot be changed in place.
    type: str
  scheduler_hints:
    description:
      - The host on which the desktop runs (C(os:scheduler_hints)). It is sent only when the desktop is created, and
        cannot be read back.
    type: dict
    suboptions:
      tenancy:
        description: Whether the desktop runs on a V(shared) or on a V(dedicated) host. If it is not given, the service
          uses a shared host.
        type: str
        choices: [shared, dedicated]
      dedicated_host_id:
        description:
          - ID of the dedicated host, only for O(scheduler_hints.tenancy=dedicated). If it is not given, the service
            uses any host that allows automatic placement.
        type: str
  license_type:
    description:
      - Whether the operating system uses a license of the service (V(system)) or your own (V(byol)), which requires a
        dedicated host. It is sent only when the desktop is created, and cannot be read back.
    type: str
    choices: [system, byol]
  ou_name:
    description:
      - Organizational unit, up to five levels separated by C(/). It requires a service that uses an Active Directory
        domain (LOCAL_AD), and cannot be changed in place.
    type: str
  tags:
    description:
      - Tags. Keys have up to 36, values up to 43 letters, digits, hyphens and underscores. Tags that are not listed are
        kept unless O(purge_tags=true).
    type: dict
  email_notification:
    description:
      - Whether the service sends an e-mail to the user of a new desktop. A service that manages its own users (LITE_AS)
        always does.
    type: bool
    default: false
  wait_timeout:
    default: 1800
notes:
  - O(if_in_use) applies to all changes that disturb users, as in M(huaweicloud.workspace.workspace_desktop).
  - The power state of a desktop that is started or stopped only for another change is recorded in the tag
    C(workspace-power), as described for M(huaweicloud.workspace.workspace_desktop).
  - Disks of type V(SATA) cannot be added to an existing desktop, and disks can only be enlarged to multiples of 10 GB,
    since the current API supports nothing else.
seealso:
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_desktop_info
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Create a desktop with a fixed IP address
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

- name: Create a desktop with your own license on a dedicated host
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
  description: Current state of the desktop. In check mode, before any change, or V(null) if it does not exist.
  returned: success
  type: dict
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
  sample: [{verb: resize, target: LEGACY_01, fields: {product: {before: workspace.a, after: workspace.b}}}]
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
  sample: [{target: LEGACY_01, state: done}]
jobs:
  # generated from tests/returns/jobs.yml: begin
  description:
    - Jobs that are still running, with O(wait=false) or after a timeout.
    - Pass them to M(huaweicloud.workspace.workspace_job) to wait for them.
  returned: always
  type: list
  elements: dict
  # generated from tests/returns/jobs.yml: end
  sample: [{id: 3979904c-7beb-4f34-835f-2fa989a5550a, api: workspace-sub-jobs, verb: create}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.v1 import V1_SPEC, V1Resource


def main() -> None:
    run(V1_SPEC, V1Resource)


if __name__ == "__main__":
    main()
