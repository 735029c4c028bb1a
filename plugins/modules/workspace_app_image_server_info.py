#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_app_image_server_info
short_description: List image servers of Workspace Application
version_added: 0.1.0
description:
  - Returns the image servers of Huawei Cloud Workspace Application in a project, optionally only those that match all
    given filters.
  - The name filter of the service also matches parts of names. The module returns exact matches only.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  name:
    description: Exact name of an image server, or its ID.
    type: str
    aliases: [server_id]
  status:
    description: Status of the image servers.
    type: str
    choices: [CREATING, ACTIVE, BUILDING, BUILT, ERROR, DELETING]
  enterprise_project_id:
    description: ID of the enterprise project of the image servers.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_app_image_server
"""

EXAMPLES = r"""
---
- name: List the image servers that are ready
  huaweicloud.workspace.workspace_app_image_server_info:
    status: ACTIVE
  register: ready
"""

RETURN = r"""
---
image_servers:
  description: The image servers. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
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
