#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_quota_info
short_description: List quotas and their usage
version_added: 0.1.0
description:
  - Returns the quotas of a project with their usage.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
seealso:
  - module: huaweicloud.workspace.workspace_service_info
"""

EXAMPLES = r"""
---
- name: Check how many desktops can still be created
  huaweicloud.workspace.workspace_quota_info:
  register: room
"""

RETURN = r"""
---
quotas:
  description: The quotas.
  returned: success
  type: list
  elements: dict
  contains:
    type: {description: Kind of resource., type: str, returned: success, sample: general_instances}
    quota: {description: Maximum of the project., type: int, returned: success, sample: 200}
    used: {description: Current usage., type: int, returned: success, sample: 42}
    free: {description: Remaining quota; V(null) if unlimited., type: int, returned: success, sample: 158}
    unit: {description: Unit of the quota., type: str, returned: when the service returns it, sample: GB}
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import read_quotas


def main() -> None:
    run_info({}, read_quotas)


if __name__ == "__main__":
    main()
