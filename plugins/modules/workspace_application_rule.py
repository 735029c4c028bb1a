#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_application_rule
short_description: Manage rules that deny programs on desktops
version_added: 1.0.0
description:
  - Creates, updates and deletes application rules of Huawei Cloud Workspace, and adds them to the restricted set or
    removes them from it. A rule describes programs by their product or by their path.
  - B(Restricted rules apply to all desktops of the project.) The service cannot limit them to some desktops or users.
    They have an effect only while M(huaweicloud.workspace.workspace_application_restriction) is on. Create and restrict
    all rules first, and turn it on afterwards.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
  - huaweicloud.workspace.options.new_name
options:
  state:
    description: Desired state of the rule. A restricted rule is removed from the restricted set before it is deleted.
  name:
    description:
      - Name of the rule, up to 64 characters, or its ID. Names are compared exactly. If several rules have the name, it
        is an error that lists their IDs.
    type: str
    required: true
    aliases: [rule_id]
  description:
    description:
      - Description of the rule, up to 128 characters. The ownership mark of a lab at the end of the current description
        is kept.
    type: str
  rule:
    description:
      - The programs that the rule describes. Required to create a rule. An existing one is replaced as a whole.
    type: dict
    suboptions:
      scope:
        description: Whether O(rule.product_rule) or O(rule.path_rule) describes the programs.
        type: str
        required: true
        choices: [PRODUCT, PATH]
      product_rule:
        description:
          - Properties of the programs, required if O(rule.scope=PRODUCT). All of them have to match. A property that is
            not given, is empty or is V(*) matches any value.
          - At least one of O(rule.product_rule.publisher), O(rule.product_rule.product_name) and
            O(rule.product_rule.process_name) must be given, since the rule would match every program otherwise.
        type: dict
        suboptions:
          publisher:
            description: Publisher of the programs, up to 1024 characters.
            type: str
          product_name:
            description: Name of the product, up to 128 characters.
            type: str
          process_name:
            description: Name of the process, such as V(chat.exe), up to 128 characters.
            type: str
          version:
            description: Version of the programs, up to 128 characters.
            type: str
      path_rule:
        description: Location of the programs, required if O(rule.scope=PATH).
        type: dict
        suboptions:
          path:
            description: Path of a program, or of a folder with all that it contains, up to 512 characters, without
              V(*).
            type: str
            required: true
  restricted:
    description:
      - Whether the rule is in the restricted set, so that the programs that it describes are denied on all desktops of
        the project while the restriction is on. A new rule is not restricted unless this is V(true).
    type: bool
notes:
  - Programs that are running when a rule is restricted go on, unless
    O(huaweicloud.workspace.workspace_application_restriction#module:app_periodic_switch) and
    O(huaweicloud.workspace.workspace_application_restriction#module:app_force_kill_proc_switch) are on.
seealso:
  - module: huaweicloud.workspace.workspace_application_rule_info
  - module: huaweicloud.workspace.workspace_application_restriction
"""

EXAMPLES = r"""
---
- name: Deny a chat program
  huaweicloud.workspace.workspace_application_rule:
    name: bio101-chat
    description: Exams of Biology 101
    rule:
      scope: PRODUCT
      product_rule:
        process_name: chat.exe
    restricted: true

- name: Deny everything in a folder
  huaweicloud.workspace.workspace_application_rule:
    name: bio101-games
    rule:
      scope: PATH
      path_rule:
        path: 'D:\games'
    restricted: true

- name: Allow the chat program again, and keep the rule
  huaweicloud.workspace.workspace_application_rule:
    name: bio101-chat
    restricted: false

- name: Delete the rule for the folder
  huaweicloud.workspace.workspace_application_rule:
    name: bio101-games
    state: absent
"""

RETURN = r"""
---
application_rule:
  description: Current state of the rule, or V(null) if it does not exist.
  returned: success
  type: dict
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
  sample: [{verb: restrict, target: bio101-chat, fields: {restricted: {before: false, after: true}}}]
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
  sample: [{target: bio101-chat, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.application_rule import (
    APPLICATION_RULE_SPEC,
    ApplicationRuleResource,
)


def main() -> None:
    run(APPLICATION_RULE_SPEC, ApplicationRuleResource)


if __name__ == "__main__":
    main()
