#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_user_group_info
short_description: List user groups
version_added: 0.1.0
description:
  - Returns the user groups of a project, optionally only the one with a given name.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  group_name:
    description: Exact name of a group.
    type: str
    aliases: [name]
  members:
    description: Whether to read the members of each group as well. This takes one request for each group.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_user_group
"""

EXAMPLES = r"""
---
- name: List the students of a course
  huaweicloud.workspace.workspace_user_group_info:
    group_name: bio101-students
    members: true
  register: course
"""

RETURN = r"""
---
user_groups:
  description: The groups. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/user_group.yml: begin
    id: {description: ID of the group., type: str, returned: success}
    group_name: {description: Name of the group., type: str, returned: success, sample: bio101-students}
    platform_type: {description: Where the group is managed., type: str, returned: success, sample: LOCAL}
    description:
      description: Description of the group; V(null) if the service does not return it.
      type: str
      returned: success
      sample: Biology 101
    # generated from tests/returns/user_group.yml: end
    user_quantity: {description: Number of users in the group., type: int, returned: success, sample: 2}
    members:
      description: Names of the users in the group.
      type: list
      elements: str
      returned: when O(members=true)
      sample: [mmueller]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user_group import (
    USER_GROUP_INFO_SPEC,
    find_user_groups,
)


def main() -> None:
    run_info(USER_GROUP_INFO_SPEC, find_user_groups)


if __name__ == "__main__":
    main()
