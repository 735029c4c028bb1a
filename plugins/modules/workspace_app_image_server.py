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
  - Creates, updates and deletes image servers of Huawei Cloud Workspace Application, on which images with applications
    are prepared.
  - Only the name and the description can be changed in place. If another field differs and the service returns it, the
    task fails. The module never recreates a server.
  - The service does not return the disks, product, network and tags of an image server. These options are used only to
    create a server, and are never compared.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
  - huaweicloud.workspace.options.new_name
options:
  state:
    description: Desired state of the image server. See O(recursive) for what V(absent) deletes.
  name:
    description:
      - Name of the image server, or its ID. Names have 1 to 64 letters (English or Chinese), digits, C(_) or C(-), and
        are compared exactly.
    type: str
    required: true
    aliases: [server_id]
  description:
    description: Description of the image server, up to 255 characters. An empty string removes it.
    type: str
  image_ref:
    description: Image from which the server is created. Required to create one. It cannot be changed in place.
    type: dict
    suboptions:
      image:
        description:
          - Name or ID of the image. If O(image_ref.image_type) is V(public), V(shared) or V(other), only the ID is
            accepted, since Workspace does not list these images.
        type: str
        required: true
        aliases: [id]
      image_type:
        description: Type of the image. If it is not given, it is taken from the list of images.
        type: str
        choices: [gold, private, public, shared, other]
      spce_code:
        description: Specification code of a marketplace image.
        type: str
      product_id:
        description: Product ID of a marketplace image.
        type: str
  root_volume:
    description: System disk. Required to create a server. It cannot be read back.
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
        description: ID of the dedicated storage cluster for the disk.
        type: str
  product:
    description: ID of the product for application servers. Required to create a server. It cannot be read back.
    type: str
    aliases: [product_id]
  flavor_id:
    description: ID of the flavor. It cannot be read back.
    type: str
  subnet:
    description: Name or ID of the subnet. Required to create a server. It cannot be read back.
    type: str
    aliases: [subnet_id]
  vpc:
    description: Name or ID of the VPC. If it is not given, the VPC of O(subnet) is used. It cannot be read back.
    type: str
    aliases: [vpc_id]
  availability_zone:
    description: Availability zone. If it is not given, the service chooses one. It cannot be read back.
    type: str
  authorize_accounts:
    description:
      - Account that can log in to the server. Exactly one is allowed. Required to create a server. It cannot be changed
        in place.
      - In check mode an account that does not exist yet is accepted with a warning.
    type: list
    elements: dict
    suboptions:
      account:
        description: Name of the user or user group.
        type: str
        required: true
      account_type:
        description: Whether the account is a user or a user group.
        type: str
        choices: [USER, USER_GROUP]
        default: USER
      domain:
        description: Domain of the account, up to 64 characters.
        type: str
  attach_apps:
    description:
      - IDs of records in the application warehouse whose software is installed, up to 100. It cannot be read back.
    type: list
    elements: str
  ou_name:
    description: Name of the organizational unit that the server joins. It cannot be read back.
    type: str
  is_vdi:
    description: Whether only one user at a time can use the server. It cannot be read back.
    type: bool
  scheduler_hints:
    description: Placement of the server. It cannot be read back.
    type: dict
    suboptions:
      dedicated_host_id:
        description: ID of the dedicated host.
        type: str
      tenancy:
        description: Whether the server runs on a dedicated host (V(dedicated)) or not (V(shared)).
        type: str
  extra_session_type:
    description: Type of additional sessions. Requires O(extra_session_size). It cannot be read back.
    type: str
    choices: [GPU, CPU]
  extra_session_size:
    description: Number of additional sessions, from 1 to 10000. Requires O(extra_session_type). It cannot be read back.
    type: int
  route_policy:
    description: How sessions are distributed to servers. It cannot be read back.
    type: dict
    suboptions:
      max_session:
        description: Maximum number of sessions of a server, from 1 to 1024.
        type: int
      cpu_threshold:
        description: CPU usage in percent above which a server gets no more sessions.
        type: int
      mem_threshold:
        description: Memory usage in percent above which a server gets no more sessions.
        type: int
  tags:
    description: Tags of the server, up to 20. They are set when it is created, and cannot be read back.
    type: dict
  enterprise_project_id:
    description: ID of the enterprise project of the image server. It cannot be changed in place.
    type: str
  recursive:
    description:
      - B(Deletes more than the image server.) With O(state=absent), V(true) also deletes the server group, the server
        and the application group that belong to it, with all authorizations of that application group.
      - V(false) keeps them, and they may cost money.
    type: bool
    default: false
  wait_timeout:
    description: Maximum duration of the whole task, in seconds. Creating a server can take nearly an hour.
    default: 3600
seealso:
  - module: huaweicloud.workspace.workspace_app_image_server_info
  - module: huaweicloud.workspace.workspace_app_group_authorization
  - module: huaweicloud.workspace.workspace_job
"""

EXAMPLES = r"""
---
- name: Create a server on which the applications of a course are installed
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

- name: Rename the server
  huaweicloud.workspace.workspace_app_image_server:
    name: bio101-apps
    new_name: biology-apps
    description: Applications of all courses in biology

- name: Delete the server and everything that was created with it
  huaweicloud.workspace.workspace_app_image_server:
    name: biology-apps
    state: absent
    recursive: true
"""

RETURN = r"""
---
image_server:
  description:
    - Current state of the image server, or V(null) if it does not exist. It has the fields below and all others that
      the service returns.
  returned: success
  type: dict
  contains:
    # generated from tests/returns/app_image_server.yml: begin
    id: {description: ID of the image server., type: str, returned: success, sample: "570810904237572135"}
    name: {description: Name of the image server., type: str, returned: success, sample: bio101-apps}
    description:
      description: Description of the image server.
      type: str
      returned: success
      sample: Applications of Biology 101
    status:
      description: V(CREATING), V(ACTIVE), V(BUILDING), V(BUILT), V(ERROR) or V(DELETING).
      type: str
      returned: success
      sample: ACTIVE
    image_ref: {description: Image from which the server was created., type: dict, returned: success}
    authorize_accounts: {description: Accounts that can log in., type: list, elements: dict, returned: success}
    app_group_id: {description: ID of the application group of the server., type: str, returned: success}
    enterprise_project_id: {description: ID of the enterprise project., type: str, returned: success, sample: "0"}
    create_time:
      description: Time of creation.
      type: str
      returned: success
      sample: "2026-10-05T07:45:00.000Z"
    # generated from tests/returns/app_image_server.yml: end
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
  sample: [{verb: update, target: bio101-apps, fields: {new_name: {before: bio101-apps, after: biology-apps}}}]
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
  sample: [{target: bio101-apps, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
jobs:
  # generated from tests/returns/jobs.yml: begin
  description:
    - Jobs that are still running, with O(wait=false) or after a timeout.
    - Pass them to M(huaweicloud.workspace.workspace_job) to wait for them.
  returned: always
  type: list
  elements: dict
  # generated from tests/returns/jobs.yml: end
  sample: []
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.image_server import (
    IMAGE_SERVER_SPEC,
    ImageServerResource,
)


def main() -> None:
    run(IMAGE_SERVER_SPEC, ImageServerResource)


if __name__ == "__main__":
    main()
