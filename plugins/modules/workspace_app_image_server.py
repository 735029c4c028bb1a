#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_app_image_server
short_description: Manage image servers of Workspace Application
version_added: 0.1.0
description:
  - Creates, changes and deletes image servers of Huawei Cloud Workspace Application, on which images of applications
    are prepared.
  - Only the name and the description can be changed in place. Where the service tells another value of a field than the
    one asked for, the task fails; it never creates a server anew by itself.
  - The service tells neither disks, product, network nor tags of an image server. These options are used for a creation
    alone, and a difference in them is never seen.
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
      - Whether the image server shall exist. See O(recursive) for what V(absent) deletes.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the image server, or its ID. Names are compared exactly and have 1 to 64 letters (English or Chinese),
        digits, C(_) or C(-).
    type: str
    required: true
    aliases: [server_id]
  new_name:
    description:
      - The name that the image server shall have. Where there is no image server called O(name), one that is called
        like this is meant; if there is none either, it is created with this name.
    type: str
  description:
    description: What the image server is for, up to 255 characters. An empty text takes the description away.
    type: str
  image_ref:
    description: The image that the server starts from. Needed for a creation; it cannot be changed in place.
    type: dict
    suboptions:
      image:
        description:
          - Name or ID of the image; the ID if O(image_ref.image_type) is V(public), V(shared) or V(other), since
            Workspace does not list those.
        type: str
        required: true
        aliases: [id]
      image_type:
        description: Type of the image. If it is not given, it is what the list of images says.
        type: str
        choices: [gold, private, public, shared, other]
      spce_code:
        description: Specification code of an image from the marketplace.
        type: str
      product_id:
        description: Product ID of an image from the marketplace.
        type: str
  root_volume:
    description: The system disk. Needed for a creation; it cannot be read back.
    type: dict
    suboptions:
      type:
        description: Type of the disk.
        type: str
        required: true
        choices: [ESSD, SSD, GPSSD, SAS, SATA]
      size:
        description: Size in GB, from 10 to 32768.
        type: int
        required: true
      cluster_id:
        description: ID of the dedicated storage cluster that the disk is made in.
        type: str
  product:
    description: ID of the product for servers of applications. Needed for a creation; it cannot be read back.
    type: str
    aliases: [product_id]
  flavor_id:
    description: ID of the flavor. It cannot be read back.
    type: str
  subnet:
    description: Name or ID of the subnet. Needed for a creation; it cannot be read back.
    type: str
    aliases: [subnet_id]
  vpc:
    description: Name or ID of the VPC. If it is not given, it is that of O(subnet). It cannot be read back.
    type: str
    aliases: [vpc_id]
  availability_zone:
    description: The availability zone. The service chooses one if it is not given. It cannot be read back.
    type: str
  authorize_accounts:
    description:
      - Who may log in to the server, exactly one account. Needed for a creation; it cannot be changed in place.
      - In check mode an account that does not exist yet is accepted with a warning.
    type: list
    elements: dict
    suboptions:
      account:
        description: Name of the user or user group.
        type: str
        required: true
      account_type:
        description: Whether it is a user or a user group.
        type: str
        choices: [USER, USER_GROUP]
        default: USER
      domain:
        description: Domain of the account, up to 64 characters.
        type: str
  attach_apps:
    description:
      - IDs of records of the application warehouse whose software is installed, up to 100. It cannot be read back.
    type: list
    elements: str
  ou_name:
    description: Name of the organizational unit that the server joins. It cannot be read back.
    type: str
  is_vdi:
    description: Whether only one person at a time may use the server. It cannot be read back.
    type: bool
  scheduler_hints:
    description: Where the server is placed. It cannot be read back.
    type: dict
    suboptions:
      dedicated_host_id:
        description: ID of the dedicated host.
        type: str
      tenancy:
        description: Whether the server is on a dedicated host (V(dedicated)) or not (V(shared)).
        type: str
  extra_session_type:
    description: Type of additional sessions; needs O(extra_session_size). It cannot be read back.
    type: str
    choices: [GPU, CPU]
  extra_session_size:
    description: Number of additional sessions, from 1 to 10000; needs O(extra_session_type). It cannot be read back.
    type: int
  route_policy:
    description: How sessions are spread over servers. It cannot be read back.
    type: dict
    suboptions:
      max_session:
        description: The most sessions of a server, from 1 to 1024.
        type: int
      cpu_threshold:
        description: Load of the processor in percent above which no session is added.
        type: int
      mem_threshold:
        description: Use of the memory in percent above which no session is added.
        type: int
  tags:
    description: Tags of the server, up to 20. They are set at the creation and cannot be read back.
    type: dict
  enterprise_project_id:
    description: ID of the enterprise project. It cannot be changed in place.
    type: str
  recursive:
    description:
      - B(Deletes more than the image server.) With O(state=absent), V(true) also deletes the server group, the server
        and the application group that belong to it, with all authorizations of that application group.
      - V(false) leaves them, and they may cost.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the image server is ready, or gone. Without, RV(jobs) can be waited for with
        M(huaweicloud.workspace.workspace_job).
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take. A creation may take most of an hour.
    type: int
    default: 3600
seealso:
  - module: huaweicloud.workspace.workspace_app_image_server_info
  - module: huaweicloud.workspace.workspace_app_group_authorization
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: A server on which the applications of a course are installed
  huaweicloud.workspace.workspace_app_image_server:
    name: bio101-apps
    description: Applications of Biology 101
    image_ref:
      image: win11-bio-2026.09
    product: workspace.appstream.general.xlarge.2
    root_volume: {type: SAS, size: 100}
    subnet: teaching-a
    authorize_accounts:
      - account: mmueller
    tags: {course: bio101}

- name: It is called otherwise now
  huaweicloud.workspace.workspace_app_image_server:
    name: bio101-apps
    new_name: biology-apps
    description: Applications of all courses in biology

- name: It is no longer needed, and neither is what was made with it
  huaweicloud.workspace.workspace_app_image_server:
    name: biology-apps
    state: absent
    recursive: true
"""

RETURN = r"""
---
image_server:
  description: The image server as it is now with the fields that the service itself returns, or null if there is none.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success, sample: "570810904237572135"}
    name: {description: The name., type: str, returned: success, sample: bio101-apps}
    description: {description: What it is for., type: str, returned: success, sample: Applications of Biology 101}
    status:
      description: V(CREATING), V(ACTIVE), V(BUILDING), V(BUILT), V(ERROR) or V(DELETING).
      type: str
      returned: success
      sample: ACTIVE
    image_ref: {description: The image that it started from., type: dict, returned: success}
    authorize_accounts: {description: Who may log in., type: list, elements: dict, returned: success}
    app_group_id: {description: ID of its application group., type: str, returned: success}
    enterprise_project_id: {description: ID of the enterprise project., type: str, returned: success, sample: "0"}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample:
    - verb: update
      target: bio101-apps
      fields: {new_name: {before: bio101-apps, after: biology-apps}}
results:
  description: What became of the image server if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: bio101-apps, state: done}]
jobs:
  description: What still goes on, as M(huaweicloud.workspace.workspace_job) takes it; empty if the task has waited.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.image_server import (
    IMAGE_SERVER_SPEC,
    ImageServerResource,
)


def main() -> None:
    run(IMAGE_SERVER_SPEC, ImageServerResource)


if __name__ == "__main__":
    main()
