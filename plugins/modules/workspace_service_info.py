#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_service_info
short_description: Tell which project the credentials lead to and what state its service is in
version_added: 0.1.0
description:
  - Returns the region and project that the credentials lead to, and the state of the Workspace service there, with its
    lock.
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
- name: Which project is this?
  huaweicloud.workspace.workspace_service_info:
  register: here
"""

RETURN = r"""
---
services:
  description: The one service of the project, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    region: {description: The region., type: str, returned: success, sample: ap-southeast-1}
    project_id: {description: ID of the project., type: str, returned: success}
    status: {description: State of the service., type: str, returned: success, sample: SUBSCRIBED}
    vpc_id: {description: ID of its VPC., type: str, returned: when the service is open}
    is_lock: {description: Whether it is locked (1) or not (0)., type: int, returned: when the service is open,
    sample: 0}
    lock_reason: {description: Why it is locked., type: str, returned: when it is locked}
    desktop_security_group:
      description: The security group of all desktops.
      type: dict
      returned: when the service is open
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import read_service


def main() -> None:
    run_info({}, read_service)


if __name__ == "__main__":
    main()
