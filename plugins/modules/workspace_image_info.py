#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_image_info
short_description: List images for desktops
version_added: 0.1.0
description:
  - Returns the public and private images of a project, optionally only those that match all given filters.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  image:
    description: Name or ID of the image. Names are compared exactly.
    type: str
    aliases: [name, image_id]
  image_type:
    description: V(gold) for public images, V(private) for private ones.
    type: str
    choices: [gold, private]
  os_type:
    description: Operating system of the images, such as V(Windows) or V(Linux).
    type: str
  platform:
    description: Family of operating systems, such as V(Windows).
    type: str
  architecture:
    description: Processor architecture of the images.
    type: str
    choices: [x86, arm]
  package_type:
    description: Product family for which the images are suitable, such as V(general).
    type: str
  sort_field:
    description: Field by which the service sorts the images, such as V(name) or V(created_at).
    type: str
  sort_type:
    description: Direction in which the service sorts the images, V(asc) or V(desc).
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_image
  - module: huaweicloud.workspace.workspace_product_info
"""

EXAMPLES = r"""
---
- name: List private images for Windows
  huaweicloud.workspace.workspace_image_info:
    image_type: private
    os_type: Windows
  register: own

- name: Check whether the image for the term exists
  huaweicloud.workspace.workspace_image_info:
    image: win11-bio-2026.09
  register: term
"""

RETURN = r"""
---
images:
  description: The images. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.image import IMAGE_INFO_SPEC, find_images


def main() -> None:
    run_info(IMAGE_INFO_SPEC, find_images)


if __name__ == "__main__":
    main()
