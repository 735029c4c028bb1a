#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_metric_rule
short_description: Manage notifications about unused desktops
version_added: 1.0.0
description:
  - Creates, updates and deletes the rule with which Huawei Cloud Workspace sends a message about desktops that have not
    been used for a number of days. A project has one rule for each metric.
  - The service evaluates the metrics every morning and sends the message to a topic of Simple Message Notification
    (SMN), which forwards it by e-mail, for example. The module neither creates the topic nor its subscriptions.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
options:
  state:
    description: Desired state of the rule.
  metric_name:
    description: Metric of the rule. The service supports rules for the idleness of desktops only.
    type: str
    choices: [desktop_idle_duration]
    default: desktop_idle_duration
  threshold:
    description:
      - Number of days without use after which a desktop is included in the message, 1 to 30. Required to create a rule.
    type: int
  interval:
    description: Number of days between two messages, 1 to 30. If it is not given, a new rule sends one every day.
    type: int
  enable:
    description: Whether the rule is enabled. A new rule is enabled if it is not given.
    type: bool
  notify_object:
    description: URN of the topic that receives the messages. Required to create a rule.
    type: str
notes:
  - Without the agency of the service, rules can be created but no messages are sent. See
    M(huaweicloud.workspace.workspace_agency).
seealso:
  - module: huaweicloud.workspace.workspace_metric_rule_info
  - module: huaweicloud.workspace.workspace_usage_info
  - module: huaweicloud.workspace.workspace_agency
"""

EXAMPLES = r"""
---
- name: Send a message every week about desktops that have not been used for 14 days
  huaweicloud.workspace.workspace_metric_rule:
    threshold: 14
    interval: 7
    notify_object: urn:smn:ap-southeast-1:0123456789abcdef0123456789abcdef:idle-desktops

- name: Disable the rule during the holidays
  huaweicloud.workspace.workspace_metric_rule:
    enable: false

- name: Delete the rule
  huaweicloud.workspace.workspace_metric_rule:
    state: absent
"""

RETURN = r"""
---
metric_rule:
  description: Current state of the rule, or V(null) if it does not exist.
  returned: success
  type: dict
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
actions:
  # generated from tests/returns/actions.yml: begin
  description: The steps that were carried out, or in check mode would be carried out, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: What the step does., type: str, returned: always}
    target: {description: Name of the target as written in the task., type: str, returned: always}
    fields:
      description: The fields that the step changes, each with its value C(before) and C(after).
      type: dict
      returned: always
  # generated from tests/returns/actions.yml: end
  sample: [{verb: update, target: desktop_idle_duration, fields: {threshold: {before: 7, after: 14}}}]
results:
  # generated from tests/returns/results.yml: begin
  description: The outcome for each target that was changed, skipped or failed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: Name of the target as in RV(actions)., type: str, returned: always}
    state:
      description:
        - V(done), V(skipped), V(failed), V(not started), V(submitted) with O(ignore:wait=false), or V(planned) in check
          mode.
      type: str
      returned: always
    reason: {description: Why the target was not changed., type: str, returned: unless the state is done or planned}
    changed: {description: Whether the plan changes the target., type: bool, returned: when the plan changes it}
    diff: {description: The part of RV(ignore:diff) for this target., type: dict, returned: when the plan changes it}
    error_code: {description: Error code for this target., type: str, returned: when the service sends it}
  # generated from tests/returns/results.yml: end
  sample: [{target: desktop_idle_duration, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
# generated from tests/returns/no_jobs.yml: begin
jobs:
  description: Always empty, since these operations do not start jobs.
  returned: always
  type: list
  elements: dict
  sample: []
# generated from tests/returns/no_jobs.yml: end
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

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.metric_rule import (
    METRIC_RULE_SPEC,
    MetricRuleResource,
)


def main() -> None:
    run(METRIC_RULE_SPEC, MetricRuleResource)


if __name__ == "__main__":
    main()
