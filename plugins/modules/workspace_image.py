#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_image
short_description: Make a private image of a prepared desktop
version_added: 0.1.0
description:
  - Makes the image that the desktops of a course are then created from, or rebuilt with. You prepare one desktop by
    hand, and this module makes an image of it, unless there already is a private image of that name.
  - B(The desktop is not the same afterwards.) Whoever is logged in is thrown out, and the desktop is left off. With
    O(execute_sysprep=true), the system takes out of its system disk what belongs to this one machine and its people,
    that is accounts, profiles and the membership in the domain, for good. Use a desktop that nobody works on, and
    rebuild or delete it afterwards. Data disks are no part of the image.
  - Neither the service nor its documentation tells in which state it leaves the desktop, so take this for the worst
    case.
  - An image is found by its name alone. What it was made with is not told by the service, so it is not compared. To
    make a new version, give it a new name, like V(win11-bio-2026.10).
  - Workspace has no operation to delete images. Private images belong to the Image Management Service (IMS); delete
    them there.
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
    description: That the image shall exist.
    type: str
    choices: [present]
    default: present
  image_name:
    description:
      - Name of the image, 1 to 128 letters, digits, spaces, hyphens, underscores and dots, with no space at its ends.
        It is compared exactly, with private images only.
    type: str
    required: true
    aliases: [name]
  desktop:
    description: Name or ID of the desktop that the image is made of. Needed as long as there is no such image.
    type: str
    aliases: [desktop_id]
  image_description:
    description:
      - What the image is for, up to 1024 letters, digits, spaces, hyphens, underscores and dots.
    type: str
    aliases: [description]
  execute_sysprep:
    description:
      - Whether the system is sealed, which Windows calls Sysprep, so that each desktop made of the image becomes a
        machine of its own. The desktop has to run for that. Needed as long as there is no such image, as nobody shall
        lose what is on a system disk without having said so.
      - An image that is not sealed makes twins of the desktop, accounts included. That is right if you have sealed it
        yourself.
    type: bool
  is_clear_data:
    description: Whether the people's data is deleted from the system disk. Only without O(execute_sysprep).
    type: bool
    default: false
  image_tags:
    description: Tags of the image.
    type: dict
  enterprise_project_id:
    description: ID of the enterprise project that the image belongs to. The default one if it is not given.
    type: str
  min_ram:
    description: The least memory, in MB, of a desktop with this image. 0 asks for nothing.
    type: int
  max_ram:
    description: The most memory, in MB, of a desktop with this image.
    type: int
  if_in_use:
    description:
      - What to do if somebody is logged in to the desktop or has a disconnected session. The session state is read
        again just before the call. V(fail) stops before anything is changed, V(force) goes on and throws them out.
    type: str
    choices: [fail, force]
    default: fail
  wait:
    description:
      - Whether the task waits until the image can be used. If it does not, the module
        P(huaweicloud.workspace.workspace_job#module) can wait for RV(jobs) later.
    type: bool
    default: true
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 3600
notes:
  - If an image is just being made of the desktop when the task begins, it waits for the end of that first, in check
    mode too, so that a task that was cut short can be run again.
seealso:
  - module: huaweicloud.workspace.workspace_image_info
  - module: huaweicloud.workspace.workspace_desktop
  - module: huaweicloud.workspace.workspace_app_image_server
"""

EXAMPLES = r"""
---
- name: The desktop that was prepared has to run
  huaweicloud.workspace.workspace_desktop:
    desktops: [{computer_name: BIO-GOLD}]
    state: started

- name: Make the image of the term
  huaweicloud.workspace.workspace_image:
    image_name: win11-bio-2026.11
    desktop: BIO-GOLD
    execute_sysprep: true
    image_description: Windows 11 with the software of Biology 101
    image_tags: {course: bio101}

- name: Give the room the new image
  huaweicloud.workspace.workspace_desktop:
    select_names: ["BIO-[01:12]"]
    max_targets: 12
    state: rebuilt
    image: win11-bio-2026.11
"""

RETURN = r"""
---
image:
  description: The image as the service lists it, or null if there is none yet.
  returned: success
  type: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    name: {description: The name., type: str, returned: success, sample: win11-bio-2026.11}
    image_type: {description: Always private., type: str, returned: success, sample: private}
    os_type: {description: The operating system., type: str, returned: success, sample: Windows}
    min_disk: {description: The smallest system disk in GB., type: int, returned: success, sample: 80}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: create, target: win11-bio-2026.11, fields: {desktop: {before: null, after: BIO-GOLD}}}]
results:
  description: What became of the image if it was to be made.
  returned: always
  type: list
  elements: dict
  sample: [{target: win11-bio-2026.11, state: done}]
jobs:
  description: What still goes on, if it is not waited for.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.image import IMAGE_SPEC, ImageResource


def main() -> None:
    run(IMAGE_SPEC, ImageResource)


if __name__ == "__main__":
    main()
