#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_name_policy_info
short_description: List naming policies for desktops
version_added: 0.1.0
description:
  - Returns the naming policies for desktops of a project, optionally only the one with a given name.
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
seealso:
  - module: huaweicloud.workspace.workspace_desktop_name_policy
"""

EXAMPLES = r"""
---
- name: List the naming policies for desktops
  huaweicloud.workspace.workspace_desktop_name_policy_info:
  register: naming
"""

RETURN = r"""
---
name_policies:
  description: The policies. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/desktop_name_policy.yml: begin
    id: {description: ID of the naming policy., type: str, returned: success}
    policy_name: {description: Name of the naming policy., type: str, returned: success, sample: bio101}
    name_prefix: {description: Prefix of the desktop names., type: str, returned: success, sample: BIO-}
    digit_number: {description: Number of digits after the prefix., type: int, returned: success, sample: 3}
    start_number: {description: The first number., type: int, returned: success, sample: 1}
    single_domain_user_inc: {description: Whether each user has a count of their own., type: bool, returned: success}
    is_default_policy: {description: Whether it is the default policy., type: bool, returned: success}
    prefix_truncation_enabled: {description: Whether long prefixes are truncated., type: bool, returned: success}
    # generated from tests/returns/desktop_name_policy.yml: end
    is_contain_user:
      description: Whether the prefix contains the user name.
      type: bool
      returned: success
      sample: false
unread:
  description: Number of policies that the service has but does not list, since its list ends after 100 policies.
  returned: success
  type: int
  sample: 0
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.name_policy import find_policies


def main() -> None:
    run_info({"policy_name": {"type": "str", "aliases": ["name"]}}, find_policies)


if __name__ == "__main__":
    main()
