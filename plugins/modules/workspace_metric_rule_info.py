#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_metric_rule_info
short_description: List notifications about unused desktops
version_added: 1.0.0
description:
  - Returns the rules with which the service sends messages about unused desktops, and the number of desktops that they
    match now.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  metric_name:
    description: Metric of a rule, such as V(desktop_idle_duration).
    type: str
  matches:
    description: Whether to read the number of desktops that each rule matches now as well. This takes one request for
      each rule.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_metric_rule
  - module: huaweicloud.workspace.workspace_usage_info
"""

EXAMPLES = r"""
---
- name: Read how many desktops each rule matches now
  huaweicloud.workspace.workspace_metric_rule_info:
    matches: true
  register: rules
"""

RETURN = r"""
---
metric_rules:
  description: The rules. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/metric_rule.yml: begin
    id: {description: ID of the rule., type: str, returned: success}
    metric_name: {description: Metric of the rule., type: str, returned: success, sample: desktop_idle_duration}
    threshold: {description: Number of days without use., type: int, returned: success, sample: 14}
    interval: {description: Number of days between two messages., type: int, returned: success, sample: 7}
    enable: {description: Whether the rule is enabled., type: bool, returned: success, sample: true}
    notify_object:
      description: URN of the topic that receives the messages.
      type: str
      returned: success
      sample: "urn:smn:ap-southeast-1:0123456789abcdef0123456789abcdef:idle-desktops"
    # generated from tests/returns/metric_rule.yml: end
    match_count:
      description: Number of desktops that the rule matches now; V(null) if the service does not return it.
      type: int
      returned: when O(matches=true)
      sample: 3
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.metric_rule import (
    METRIC_RULE_INFO_SPEC,
    find_metric_rules,
)


def main() -> None:
    run_info(METRIC_RULE_INFO_SPEC, find_metric_rules)


if __name__ == "__main__":
    main()
