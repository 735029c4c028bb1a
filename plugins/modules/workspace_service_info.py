#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_service_info
short_description: Show the project and its Workspace service
version_added: 0.1.0
description:
  - Returns the region and project that are used with the credentials, and the status of the Workspace service in it,
    including its lock.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
seealso:
  - module: huaweicloud.workspace.workspace_service
  - module: huaweicloud.workspace.workspace_quota_info
"""

EXAMPLES = r"""
---
- name: Show the project and the status of its service
  huaweicloud.workspace.workspace_service_info:
  register: here
"""

RETURN = r"""
---
services:
  description: The service of the project, as a single item. It has the fields below and all others that it returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/service.yml: begin
    region: {description: Name of the region., type: str, returned: success, sample: ap-southeast-1}
    project_id: {description: ID of the project., type: str, returned: success}
    status: {description: Status of the service., type: str, returned: success, sample: SUBSCRIBED}
    enterprise_id:
      description: ID that users enter to reach the service.
      type: str
      returned: when the service is open
      sample: uni-example
    vpc_id: {description: ID of the VPC of the service., type: str, returned: when the service is open}
    closable:
      description: Whether the service can be closed.
      type: bool
      returned: when the service is open
      sample: false
    is_lock:
      description: Whether the service is locked, V(1) or V(0).
      type: int
      returned: when the region returns it
      sample: 0
    lock_reason: {description: Why the service is locked., type: str, returned: when the service is locked}
    desktop_security_group:
      description: The security group of all desktops.
      type: dict
      returned: when the service is open
    # generated from tests/returns/service.yml: end
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import read_service


def main() -> None:
    run_info({}, read_service)


if __name__ == "__main__":
    main()
