#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_ou_info
short_description: List organizational units
version_added: 0.1.0
description:
  - Returns the organizational units that are registered with the service, optionally only those with a given name.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  ou_name:
    description: Exact name of an OU, or its ID.
    type: str
    aliases: [name]
seealso:
  - module: huaweicloud.workspace.workspace_ou
"""

EXAMPLES = r"""
---
- name: List the OUs in which desktops can be placed
  huaweicloud.workspace.workspace_ou_info:
  register: units
"""

RETURN = r"""
---
ous:
  description: The OUs. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/ou.yml: begin
    id: {description: ID of the OU., type: str, returned: success}
    ou_name: {description: Name of the OU., type: str, returned: success, sample: Students/Biology}
    domain: {description: Domain of the OU., type: str, returned: success, sample: workspace.local}
    description: {description: Description of the OU., type: str, returned: success, sample: Laboratories}
    # generated from tests/returns/ou.yml: end
    ou_dn:
      description: Distinguished name of the OU.
      type: str
      returned: success
      sample: "OU=Biology,OU=Students,DC=workspace,DC=local"
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.ou import find_ous


def main() -> None:
    run_info({"ou_name": {"type": "str", "aliases": ["name"]}}, find_ous)


if __name__ == "__main__":
    main()
