#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_app_image_server_info
short_description: Find image servers of Workspace Application
version_added: 0.1.0
description:
  - Returns the image servers of Huawei Cloud Workspace Application in a project, or those that all filters let through.
  - The service's own filter by name is fuzzy; here it matches exactly.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  name:
    description: The whole name of an image server, or its ID.
    type: str
    aliases: [server_id]
  status:
    description: The status of image servers.
    type: str
    choices: [CREATING, ACTIVE, BUILDING, BUILT, ERROR, DELETING]
  enterprise_project_id:
    description: The enterprise project of image servers.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_app_image_server
"""

EXAMPLES = r"""
---
- name: Which image servers are ready?
  huaweicloud.workspace.workspace_app_image_server_info:
    status: ACTIVE
  register: ready
"""

RETURN = r"""
---
image_servers:
  description: The image servers, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success, sample: "570810904237572135"}
    name: {description: The name., type: str, returned: success, sample: bio101-apps}
    description: {description: What it is for., type: str, returned: success, sample: Applications of Biology 101}
    status: {description: Its status., type: str, returned: success, sample: ACTIVE}
    image_ref: {description: The image that it started from., type: dict, returned: success}
    authorize_accounts: {description: Who may log in., type: list, elements: dict, returned: success}
    app_group_id: {description: ID of its application group., type: str, returned: success}
    enterprise_project_id: {description: ID of the enterprise project., type: str, returned: success, sample: "0"}
    create_time: {description: When it was created., type: str, returned: success, sample: "2026-10-05T07:45:00.000Z"}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.image_server import (
    STATUSES,
    find_image_servers,
)


def main() -> None:
    spec = {
        "name": {"type": "str", "aliases": ["server_id"]},
        "status": {"type": "str", "choices": STATUSES},
        "enterprise_project_id": {"type": "str"},
    }
    run_info(spec, find_image_servers)


if __name__ == "__main__":
    main()
