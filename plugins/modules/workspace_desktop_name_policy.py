#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_desktop_name_policy
short_description: Manage naming policies for desktops
version_added: 0.1.0
description:
  - Creates, updates and deletes the policies with which Huawei Cloud Workspace generates the names of desktops for
    which no name is given, such as the desktops of pools.
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
    description: Desired state of the policy. A policy that a pool uses cannot be deleted.
  policy_name:
    description:
      - Name of the policy, or its ID. Names are compared exactly.
      - The name of a new policy consists of 1 to 30 letters, digits and underscores, and does not begin with a digit.
        For O(new_name) the service accepts only the letters A to Z and a to z.
    type: str
    required: true
    aliases: [name]
  name_prefix:
    description:
      - Prefix of the desktop names, which consists of letters, digits and hyphens. Required to create a policy.
      - V($DomainUser$) in it is replaced by the name of the user of the desktop. Pools cannot use such a policy.
      - The prefix without V($DomainUser$) and the digits have up to 15 characters in total.
    type: str
  digit_number:
    description: Number of digits after the prefix, 1 to 5. Required to create a policy.
    type: int
  start_number:
    description: The first number, 1 to 99999. Required to create a policy.
    type: int
  single_domain_user_inc:
    description:
      - Whether numbers are counted for each user separately, which needs V($DomainUser$) in O(name_prefix). If it is
        not given, a new policy counts for all users together. The values V(1) and V(0) of the service are accepted as
        well.
    type: bool
  is_default_policy:
    description:
      - Whether the policy applies to all desktops for which no other policy is given. Only one policy can be the
        default; a warning names the policy that this one replaces.
    type: bool
  prefix_truncation_enabled:
    description: Whether to truncate the prefix when a name would have more than 15 characters.
    type: bool
seealso:
  - module: huaweicloud.workspace.workspace_desktop_name_policy_info
  - module: huaweicloud.workspace.workspace_desktop_pool
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Name desktops BIO-001, BIO-002 and so on
  huaweicloud.workspace.workspace_desktop_name_policy:
    policy_name: bio101
    name_prefix: BIO-
    digit_number: 3
    start_number: 1

- name: Generate the names of all other desktops from their users, such as mmueller-1
  huaweicloud.workspace.workspace_desktop_name_policy:
    policy_name: by_user
    name_prefix: $DomainUser$-
    digit_number: 1
    start_number: 1
    single_domain_user_inc: true
    prefix_truncation_enabled: true
    is_default_policy: true

- name: Delete the policy of a course
  huaweicloud.workspace.workspace_desktop_name_policy:
    policy_name: bio101
    state: absent
"""

RETURN = r"""
---
name_policy:
  description: Current state of the policy, or V(null) if it does not exist.
  returned: success
  type: dict
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
  sample: [{verb: update, target: bio101, fields: {digit_number: {before: 2, after: 3}}}]
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
  sample: [{target: bio101, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.name_policy import (
    NAME_POLICY_SPEC,
    NamePolicyResource,
)


def main() -> None:
    run(NAME_POLICY_SPEC, NamePolicyResource)


if __name__ == "__main__":
    main()
