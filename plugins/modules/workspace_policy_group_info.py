#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_policy_group_info
short_description: List policy groups
version_added: 0.1.0
description:
  - Returns the policy groups of a project in the order of their priority, or only the one with a given name.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  policy_group_name:
    description: Exact name of a group, or its ID.
    type: str
    aliases: [name]
  policies:
    description: Whether to read the policies of each group as well. This takes one request for each group.
    type: bool
    default: false
  targets:
    description: Whether to read the targets of each group as well. This takes one request for each group.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_policy_group
"""

EXAMPLES = r"""
---
- name: Read the policies that apply during exams
  huaweicloud.workspace.workspace_policy_group_info:
    policy_group_name: exam
    policies: true
    targets: true
  register: exam
"""

RETURN = r"""
---
policy_groups:
  description: The groups. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/policy_group.yml: begin
    id: {description: ID of the policy group., type: str, returned: success}
    policy_group_name: {description: Name of the policy group., type: str, returned: success, sample: exam}
    description: {description: Description of the policy group., type: str, returned: success, sample: Written exams}
    priority: {description: Position among all policy groups., type: int, returned: success, sample: 1}
    # generated from tests/returns/policy_group.yml: end
    policies:
      description: Policies of the group.
      type: dict
      returned: when O(policies=true)
      sample: {watermark: {watermark_enable: true}}
    targets:
      description: Targets to which the group applies.
      type: list
      elements: dict
      returned: when O(targets=true)
      sample: [{target_type: USERGROUP, target_name: bio101-students, target_id: 8ac225c2781edb0d01781edde3f40001}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.policy_group import find_policy_groups


def main() -> None:
    spec = {
        "policy_group_name": {"type": "str", "aliases": ["name"]},
        "policies": {"type": "bool", "default": False},
        "targets": {"type": "bool", "default": False},
    }
    run_info(spec, find_policy_groups)


if __name__ == "__main__":
    main()
