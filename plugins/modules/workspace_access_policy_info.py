#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_access_policy_info
short_description: List access policies
version_added: 0.1.0
description:
  - Returns the access policies of a project, optionally only those with a given name or type.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  policy_name:
    description: Exact name of a policy, or its ID.
    type: str
    aliases: [name]
  access_control_type:
    description: Type of the policies to return. All types are returned if it is not given.
    type: str
    choices: [ACCESS_TYPE, IP_WHITE_LIST]
  objects:
    description: Whether to read the users and groups of each policy as well. This takes one request for each policy.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_access_policy
"""

EXAMPLES = r"""
---
- name: List access policies with the users and groups that they restrict
  huaweicloud.workspace.workspace_access_policy_info:
    objects: true
  register: access
"""

RETURN = r"""
---
access_policies:
  description: The policies. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/access_policy.yml: begin
    id: {description: ID of the access policy., type: str, returned: success}
    policy_name: {description: Name of the access policy., type: str, returned: success, sample: PRIVATE_ACCESS}
    access_control_type: {description: Type of the policy., type: str, returned: success, sample: ACCESS_TYPE}
    blacklist_type: {description: Access that the policy forbids., type: str, returned: success, sample: INTERNET}
    is_enable:
      description: Whether the list of allowed networks is enabled.
      type: bool
      returned: success
      sample: true
    is_block_all: {description: Whether all access is blocked., type: bool, returned: success, sample: false}
    # generated from tests/returns/access_policy.yml: end
    policy_objects_list:
      description: Users and groups to which the policy applies.
      type: list
      elements: dict
      returned: when O(objects=true)
      sample: [{object_type: USERGROUP, object_name: bio101-students, object_id: 8ac225c2781edb0d01781edde3f40001}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.access_policy import (
    ACCESS_TYPE,
    IP_WHITE_LIST,
    find_access_policies,
)


def main() -> None:
    spec = {
        "policy_name": {"type": "str", "aliases": ["name"]},
        "access_control_type": {"type": "str", "choices": [ACCESS_TYPE, IP_WHITE_LIST]},
        "objects": {"type": "bool", "default": False},
    }
    run_info(spec, find_access_policies)


if __name__ == "__main__":
    main()
