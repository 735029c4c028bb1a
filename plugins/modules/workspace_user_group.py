#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_user_group
short_description: Manage user groups
version_added: 0.1.0
description:
  - Creates, updates and deletes user groups of Huawei Cloud Workspace and manages their members.
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
    description: Desired state of the group. V(absent) deletes the group, but not its members.
  group_name:
    description: Name of the group, up to 64 characters, or its ID. Names are compared exactly.
    type: str
    required: true
    aliases: [name]
  platform_type:
    description:
      - Where the group is managed, in the service itself (V(LOCAL)) or in the domain (V(AD)). A new group is V(LOCAL)
        if it is not given. It cannot be changed in place. The service cannot rename groups of the domain.
    type: str
    choices: [LOCAL, AD]
  description:
    description: Description of the group, up to 255 characters.
    type: str
  members:
    description:
      - Names or IDs of the users in the group. Users that are not listed are kept unless O(purge_members=true).
      - In check mode a user that does not exist yet is accepted with a warning.
    type: list
    elements: str
    aliases: [users]
  purge_members:
    description: Whether to remove users that are not in O(members) from the group.
    type: bool
    default: false
seealso:
  - module: huaweicloud.workspace.workspace_user_group_info
  - module: huaweicloud.workspace.workspace_user
"""

EXAMPLES = r"""
---
- name: Create the group of the students of a course
  huaweicloud.workspace.workspace_user_group:
    group_name: bio101-students
    description: Biology 101
    members: [mmueller, ohaddad]

- name: Remove all other users from the group
  huaweicloud.workspace.workspace_user_group:
    group_name: bio101-students
    members: [mmueller]
    purge_members: true

- name: Rename the group for the next course
  huaweicloud.workspace.workspace_user_group:
    group_name: bio101-students
    new_name: bio102-students

- name: Delete the group
  huaweicloud.workspace.workspace_user_group:
    group_name: bio102-students
    state: absent
"""

RETURN = r"""
---
user_group:
  description: Current state of the group, or V(null) if it does not exist.
  returned: success
  type: dict
  contains:
    # generated from tests/returns/user_group.yml: begin
    id: {description: ID of the group., type: str, returned: success}
    group_name: {description: Name of the group., type: str, returned: success, sample: bio101-students}
    platform_type: {description: Where the group is managed., type: str, returned: success, sample: LOCAL}
    description:
      description: Description of the group; V(null) if the service does not return it.
      type: str
      returned: success
      sample: Biology 101
    # generated from tests/returns/user_group.yml: end
    members:
      description: Names of the users in the group.
      type: list
      elements: str
      returned: when O(members) is given
      sample: [mmueller]
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
  sample: [{verb: add_members, target: bio101-students, fields: {members: {before: [], after: [mmueller]}}}]
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
  sample: [{target: bio101-students, state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user_group import (
    USER_GROUP_SPEC,
    UserGroupResource,
)


def main() -> None:
    run(USER_GROUP_SPEC, UserGroupResource)


if __name__ == "__main__":
    main()
