#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_agency
short_description: Let the Workspace service act on other services in the name of the project
version_added: 0.1.0
description:
  - Sees to it that there is the agency that the service needs for a purpose, and that it permits what the service
    wants.
  - Desktop pools and scheduled tasks need the one for V(WORKSPACE). It must be there before they are created.
  - An agency is given to the service as a whole, so it is the administrator of the account who has to run this.
  - Workspace has no operation to delete an agency. Delete it in the Identity and Access Management service.
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
    description: That the agency shall exist. In check mode this tells whether it does.
    type: str
    choices: [present]
    default: present
  scene:
    description:
      - What the agency is for, V(WORKSPACE) for desktops, V(IMAGE_CREATION) for images, V(SCREEN_RECORD) for
        recordings of screens, V(CLOUD_STORAGE) for storage, V(CLOUD_GAME) for games.
    type: str
    choices: [WORKSPACE, CLOUD_GAME, CLOUD_STORAGE, SCREEN_RECORD, IMAGE_CREATION]
    default: WORKSPACE
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_service
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_scheduled_task
"""

EXAMPLES = r"""
---
- name: What pools and schedules need
  huaweicloud.workspace.workspace_agency:

- name: Is there one for recordings?
  huaweicloud.workspace.workspace_agency:
    scene: SCREEN_RECORD
  check_mode: true
  register: recordings
"""

RETURN = r"""
---
agency:
  description:
    - The agency as it is now, or null if there is none. It has the fields that the service itself returns beside that
      below.
  returned: success
  type: dict
  contains:
    scene: {description: What it is for., type: str, returned: success, sample: WORKSPACE}
    name: {description: The name., type: str, returned: success, sample: workspace_agency}
    permissions:
      description: What it permits, and what the service wants it to permit.
      type: list
      elements: dict
      returned: success
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: create, target: WORKSPACE, fields: {state: {before: absent, after: present}}}]
results:
  description: What became of the agency if it was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: WORKSPACE, state: done}]
jobs:
  description: Always empty; these operations are no jobs.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.agency import AGENCY_SPEC, AgencyResource


def main() -> None:
    run(AGENCY_SPEC, AgencyResource)


if __name__ == "__main__":
    main()
