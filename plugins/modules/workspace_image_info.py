#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_image_info
short_description: List the images that desktops can be made of
version_added: 0.1.0
description:
  - Returns the public and private images of a project.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
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
    description: The operating system, as V(Windows) or V(Linux).
    type: str
  platform:
    description: The family of operating systems, as V(Windows).
    type: str
  architecture:
    description: The processor architecture.
    type: str
    choices: [x86, arm]
  package_type:
    description: The family of products, as V(general).
    type: str
  sort_field:
    description: The field that the service sorts by, as V(name) or V(created_at).
    type: str
  sort_type:
    description: The direction that the service sorts in, as V(asc) or V(desc).
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_image
  - module: huaweicloud.workspace.workspace_product_info
"""

EXAMPLES = r"""
---
- name: Which private images for Windows are there?
  huaweicloud.workspace.workspace_image_info:
    image_type: private
    os_type: Windows
  register: own

- name: Is the image of the term there?
  huaweicloud.workspace.workspace_image_info:
    image: win11-bio-2026.09
  register: term
"""

RETURN = r"""
---
images:
  description: The images, with the fields that the service itself returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: win11-bio-2026.09}
    image_type: {description: Whether it is public or private., type: str, returned: success, sample: private}
    os_type: {description: The operating system., type: str, returned: success, sample: Windows}
    os_version: {description: Its version., type: str, returned: success, sample: Windows 11 Professional 64bit}
    architecture: {description: The processor architecture., type: str, returned: success, sample: x86}
    min_disk: {description: The smallest system disk in GB., type: int, returned: success, sample: 80}
    min_ram: {description: The least memory in MB., type: int, returned: success, sample: 0}
    created_at: {description: When it was made., type: str, returned: where the region tells}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.image import IMAGE_INFO_SPEC, find_images


def main() -> None:
    run_info(IMAGE_INFO_SPEC, find_images)


if __name__ == "__main__":
    main()
