#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_app_group_authorization
short_description: Authorize users and user groups for application groups
version_added: 0.1.0
description:
  - Manages who can use the applications of application groups of Huawei Cloud Workspace Application.
  - Every account is authorized for every application group of the task. The module sends as few requests as the limits
    of the service allow (10 application groups and 50 accounts in one request).
  - The service reports success even if it ignores accounts that it does not know. The module therefore reads the
    authorizations back, and reports an account that was ignored as a failure of the target V(<application
    group>/<account>) alone.
notes:
  - The service may send e-mails to users when they are authorized, and when their authorization is removed. The API has
    no option to prevent that. An account that is already authorized is not authorized again, so a second run sends no
    further e-mails.
  - E-mail addresses and phone numbers are masked in RV(actions) and diffs.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.wait_timeout
options:
  state:
    description: Desired state of the authorizations.
  app_groups:
    description:
      - Names or IDs of the application groups, which must exist. Names are compared exactly. An empty list is an error,
        and never means all groups.
    type: list
    elements: str
    required: true
    aliases: [app_group_ids]
  accounts:
    description:
      - Users and user groups. Accounts that are not listed keep their authorizations unless O(purge_accounts=true).
      - An empty list is an error, even with O(purge_accounts=true). To remove all authorizations, list them with
        O(state=absent).
    type: list
    elements: dict
    required: true
    suboptions:
      account:
        description: Name of the user, in upper or lower case, or of the user group.
        type: str
        required: true
        aliases: [name]
      id:
        description:
          - ID of the user or user group. It is looked up by name if it is not given.
          - Required only if several accounts have the same name, and for user groups that Workspace does not list.
        type: str
      account_type:
        description: Whether the account is a user or a user group.
        type: str
        choices: [USER, USER_GROUP]
        default: USER
      domain:
        description:
          - Domain of the account, up to 64 characters. It distinguishes accounts of the same name in several domains.
        type: str
      email:
        description:
          - E-mail address to which the service can write, up to 128 characters. It is sent only with a new
            authorization, cannot be read back, and never appears in full.
        type: str
      telephone_number:
        description:
          - Phone number of the account, up to 128 characters. It is sent only with a new authorization, cannot be read
            back, and never appears in full.
        type: str
      platform_type:
        description:
          - Where the account is managed, in a domain (V(AD)), by Workspace (V(LOCAL)) or by the system (V(SYSTEM)). It
            is sent only with a new authorization.
          - Users of V(AD) and V(SYSTEM) can be missing in the user list of Workspace. Other users must be in it, and so
            must user groups, unless their O(accounts[].id) is given.
        type: str
        choices: [AD, LOCAL, SYSTEM]
  purge_accounts:
    description:
      - Whether to remove the authorizations of accounts that are not in O(accounts) for these application groups. Other
        application groups are not changed.
    type: bool
    default: false
  language:
    description:
      - Language in which the service answers and sends e-mails (header C(X-Language)). Chinese, English or French.
    type: str
    choices: [zh-cn, en-us, fr-fr]
seealso:
  - module: huaweicloud.workspace.workspace_app_group_authorization_info
  - module: huaweicloud.workspace.workspace_user
  - module: huaweicloud.workspace.workspace_user_group
"""

EXAMPLES = r"""
---
- name: Authorize a course and its teacher for two application groups
  huaweicloud.workspace.workspace_app_group_authorization:
    app_groups: [office, drawing]
    accounts:
      - account: bio101-students
        account_type: USER_GROUP
      - account: mmueller
        email: mia.mueller@uni.example
    language: en-us

- name: Authorize only the course for the drawing program
  huaweicloud.workspace.workspace_app_group_authorization:
    app_groups: [drawing]
    accounts:
      - account: bio101-students
        account_type: USER_GROUP
    purge_accounts: true

- name: Remove the authorizations of the course
  huaweicloud.workspace.workspace_app_group_authorization:
    app_groups: [office, drawing]
    accounts:
      - account: bio101-students
        account_type: USER_GROUP
    state: absent
"""

RETURN = r"""
---
app_groups:
  description: Current state of the application groups, in the order of the task.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: ID of the application group., type: str, returned: success, sample: "570810904237572135"}
    app_group: {description: Name or ID as written in O(app_groups)., type: str, returned: success, sample: office}
    authorizations:
      description: All authorizations for the application group, with all fields that the service returns.
      type: list
      elements: dict
      returned: success
      sample: [{account: mmueller, account_type: USER, platform_type: LOCAL}]
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
  sample:
    - verb: authorize
      target: office/mmueller
      fields: {state: {before: absent, after: present}, account_type: {before: null, after: USER}}
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
  sample: [{target: office/mmueller, state: done}, {target: office/bio101-students (USER_GROUP), state: done}]
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.app_group_authorization import (
    APP_GROUP_AUTHORIZATION_SPEC,
    AppGroupAuthorizationResource,
)


def main() -> None:
    run(APP_GROUP_AUTHORIZATION_SPEC, AppGroupAuthorizationResource)


if __name__ == "__main__":
    main()
