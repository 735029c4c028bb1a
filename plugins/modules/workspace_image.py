#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_image
short_description: Create a private image from a prepared desktop
version_added: 0.1.0
description:
  - Creates an image from which the desktops of a course are then created or rebuilt. Prepare one desktop manually; this
    module creates an image from it, unless a private image with the same name already exists.
  - B(The operation changes the desktop.) A logged-in user is disconnected, and the desktop is off afterwards. With
    O(execute_sysprep=true), everything that is specific to this machine and its users (accounts, profiles, domain
    membership) is permanently removed from the system disk. Use a desktop on which no user works, and rebuild or delete
    it afterwards. Data disks are not part of the image.
  - The service does not document the state of the desktop afterwards. The description above is the worst case.
  - An image is identified by its name only. The service does not return how it was created, so the other options are
    not compared. Use a new name for a new version, such as V(win11-bio-2026.10).
  - Workspace has no operation that deletes images. Delete private images in the Image Management Service (IMS).
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.if_in_use
  - huaweicloud.workspace.options.wait
  - huaweicloud.workspace.options.wait_timeout
options:
  state:
    description: Desired state of the image.
    choices: [present]
  image_name:
    description:
      - Name of the image, 1 to 128 letters, digits, spaces, hyphens, underscores and dots. It cannot begin or end with
        a space. It is compared exactly, and only with private images.
    type: str
    required: true
    aliases: [name]
  desktop:
    description: Name or ID of the desktop from which to create the image. Required if the image does not exist.
    type: str
    aliases: [desktop_id]
  image_description:
    description:
      - Description of the image, up to 1024 letters, digits, spaces, hyphens, underscores and dots.
    type: str
    aliases: [description]
  execute_sysprep:
    description:
      - Whether to generalize the system (Sysprep on Windows), so that every desktop created from the image becomes a
        separate machine. The desktop must be running.
      - Required if the image does not exist, so that the contents of a system disk are never removed unintentionally.
      - An image that is not generalized creates copies of the desktop, including its accounts. That is appropriate only
        if you have already generalized the desktop yourself.
    type: bool
  is_clear_data:
    description: Whether to delete user data from the system disk. Only for O(execute_sysprep=false).
    type: bool
    default: false
  image_tags:
    description: Tags of the image.
    type: dict
  enterprise_project_id:
    description: ID of the enterprise project of the image. If it is not given, the default enterprise project is used.
    type: str
  min_ram:
    description: Minimum memory in MB of a desktop with this image. V(0) sets no minimum.
    type: int
  max_ram:
    description: Maximum memory in MB of a desktop with this image.
    type: int
  if_in_use:
    description:
      - What to do when a user is logged in to the desktop or has a disconnected session. The session state is read
        again just before the request. V(fail) fails before anything is changed, V(force) disconnects the user.
    choices: [fail, force]
  wait_timeout:
    default: 3600
notes:
  - If an image is already being created from the desktop when the task begins, the task first waits until that has
    ended, also in check mode. A task that was interrupted can therefore be run again.
seealso:
  - module: huaweicloud.workspace.workspace_image_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_app_image_server
"""

EXAMPLES = r"""
---
- name: Start the prepared desktop
  huaweicloud.workspace.workspace_desktop:
    desktops: [{computer_name: BIO-GOLD}]
    state: started

- name: Create the image for the term
  huaweicloud.workspace.workspace_image:
    image_name: win11-bio-2026.11
    desktop: BIO-GOLD
    execute_sysprep: true
    image_description: Windows 11 with the software of Biology 101
    image_tags: {course: bio101}

- name: Rebuild the desktops of the lab with the new image
  huaweicloud.workspace.workspace_desktop:
    select_names: ["BIO-[01:12]"]
    max_targets: 12
    state: rebuilt
    image: win11-bio-2026.11
"""

RETURN = r"""
---
image:
  description:
    - Current state of the image, or V(null) if it does not exist. It has the fields below and all others that the
      service returns.
  returned: success
  type: dict
  contains:
    # generated from tests/returns/image.yml: begin
    id: {description: ID of the image., type: str, returned: success}
    name: {description: Name of the image., type: str, returned: success, sample: win11-bio-2026.09}
    image_type: {description: V(gold) or V(private)., type: str, returned: success, sample: private}
    os_type: {description: Operating system of the image., type: str, returned: success, sample: Windows}
    os_version:
      description: Version of the operating system.
      type: str
      returned: success
      sample: Windows 11 Professional 64bit
    architecture: {description: Processor architecture., type: str, returned: success, sample: x86}
    min_disk: {description: Minimum size of the system disk in GB., type: int, returned: success, sample: 80}
    min_ram: {description: Minimum memory of a desktop in MB., type: int, returned: success, sample: 0}
    created_at: {description: Time of creation., type: str, returned: when the region returns it}
    # generated from tests/returns/image.yml: end
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
  sample: [{verb: create, target: win11-bio-2026.11, fields: {desktop: {before: null, after: BIO-GOLD}}}]
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
  sample: [{target: win11-bio-2026.11, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.image import IMAGE_SPEC, ImageResource


def main() -> None:
    run(IMAGE_SPEC, ImageResource)


if __name__ == "__main__":
    main()
