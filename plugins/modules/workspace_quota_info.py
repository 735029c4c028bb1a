#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_quota_info
short_description: Tell how much a project may use and uses
version_added: 0.1.0
description:
  - Returns the quotas of a project, what is used of each and what is free.
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
- name: How many desktops are still possible?
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
    type: {description: What is counted., type: str, returned: success, sample: general_instances}
    quota: {description: The most that the project may use., type: int, returned: success, sample: 200}
    used: {description: What it uses now., type: int, returned: success, sample: 42}
    free: {description: What is left; null where there is no bound., type: int, returned: success, sample: 158}
    unit: {description: The unit., type: str, returned: when the service says it, sample: GB}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.offers import read_quotas


def main() -> None:
    run_info({}, read_quotas)


if __name__ == "__main__":
    main()
