#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_application_rule_info
short_description: List rules that deny programs on desktops
version_added: 1.0.0
description:
  - Returns the application rules of the project, whether each of them is restricted, and the settings by which
    restricted rules have an effect.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  name:
    description: Exact name or ID of a rule.
    type: str
    aliases: [rule_id]
seealso:
  - module: huaweicloud.workspace.workspace_application_rule
  - module: huaweicloud.workspace.workspace_application_restriction
"""

EXAMPLES = r"""
---
- name: Find out which programs are denied in the project
  huaweicloud.workspace.workspace_application_rule_info:
  register: rules
"""

RETURN = r"""
---
application_rules:
  description: The rules. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/application_rule.yml: begin
    id: {description: ID of the application rule., type: str, returned: success}
    name: {description: Name of the application rule., type: str, returned: success, sample: bio101-chat}
    description:
      description: Description of the rule; V(null) if the service does not return it.
      type: str
      returned: success
      sample: Exams of Biology 101
    rule:
      description:
        - The programs that the rule describes, without properties that match any value; V(null) if the service does not
          return them.
      type: dict
      returned: success
      sample: {scope: PRODUCT, product_rule: {process_name: chat.exe}}
    restricted: {description: Whether the rule is in the restricted set., type: bool, returned: success, sample: true}
    # generated from tests/returns/application_rule.yml: end
# generated from tests/returns/application_restriction.yml: begin
application_restriction:
  description: Current settings of the project. One that the service does not return is V(null).
  returned: success
  type: dict
  contains:
    app_restrict_rule_switch:
      description: Whether the programs of restricted rules are denied.
      type: bool
      returned: success
      sample: true
    app_control_mode: {description: How restricted rules are applied., type: int, returned: success, sample: 0}
    app_periodic_switch:
      description: Whether the service looks for denied programs that are running.
      type: bool
      returned: success
      sample: false
    app_periodic_interval:
      description: Number of minutes between two such checks.
      type: int
      returned: success
      sample: 10
    app_force_kill_proc_switch:
      description: Whether denied programs that are found running are ended.
      type: bool
      returned: success
      sample: false
# generated from tests/returns/application_restriction.yml: end
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.application_rule import (
    APPLICATION_RULE_INFO_SPEC,
    find_application_rules,
)


def main() -> None:
    run_info(APPLICATION_RULE_INFO_SPEC, find_application_rules)


if __name__ == "__main__":
    main()
