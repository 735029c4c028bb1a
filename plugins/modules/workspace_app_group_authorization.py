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
  - Says who may use the applications of application groups of Huawei Cloud Workspace Application.
  - Each application group is brought together with each account. That takes as few requests as the service allows, 10
    application groups and 50 accounts in one, and authorizes nobody for anything that was not asked for.
  - The service reports success also when it passes over accounts that it does not know. So the authorizations are read
    back, and an account that was left out is a failure of that one target, V(<application group>/<account>).
notes:
  - The service may mail people when they are authorized, and when they no longer are. Its API has no switch for that.
    Who is authorized already is not authorized again, so running a task once more sends no further mail.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: full
options:
  state:
    description: Whether the accounts shall be authorized for the application groups.
    type: str
    choices: [present, absent]
    default: present
  app_groups:
    description:
      - Names or IDs of the application groups, which must exist. Names are compared exactly. An empty list is an error
        and never means all.
    type: list
    elements: str
    required: true
    aliases: [app_group_ids]
  accounts:
    description:
      - The users and user groups. Accounts that are not listed keep their authorizations unless O(purge_accounts) is
        true. An empty list is an error, also with O(purge_accounts); to take away all authorizations, list them with
        O(state=absent).
    type: list
    elements: dict
    required: true
    suboptions:
      account:
        description: Name of the user, in any case, or of the user group.
        type: str
        required: true
        aliases: [name]
      id:
        description:
          - ID of the user or user group. If it is not given, it is found by the name.
          - It is needed only where several have the same name, and for user groups that Workspace does not list.
        type: str
      account_type:
        description: Whether it is a user or a user group.
        type: str
        choices: [USER, USER_GROUP]
        default: USER
      domain:
        description:
          - Domain of the account, up to 64 characters. Of several accounts with the same name the one of this domain is
            meant.
        type: str
      email:
        description:
          - Address that the service may write to, up to 128 characters. It is sent with a new authorization alone,
            cannot be read back, and is never shown in full.
        type: str
      telephone_number:
        description:
          - Phone number of the account, up to 128 characters. It is sent with a new authorization alone, cannot be read
            back, and is never shown in full.
        type: str
      platform_type:
        description:
          - Where the account is kept, in a domain (V(AD)), by Workspace (V(LOCAL)) or by the system (V(SYSTEM)). It is
            sent with a new authorization alone.
          - Users of V(AD) and V(SYSTEM) need not be in the list of users of Workspace; others must, and so must user
            groups, unless their O(accounts[].id) is given.
        type: str
        choices: [AD, LOCAL, SYSTEM]
  purge_accounts:
    description:
      - Whether accounts that are not in O(accounts) lose their authorizations for these application groups. Other
        application groups are left alone.
    type: bool
    default: false
  language:
    description:
      - Language in which the service answers and writes (header C(X-Language)), Chinese, English or French.
    type: str
    choices: [zh-cn, en-us, fr-fr]
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_app_group_authorization_info
  - module: huaweicloud.workspace.workspace_user
  - module: huaweicloud.workspace.workspace_user_group
"""

EXAMPLES = r"""
---
- name: A course may use two groups of applications, and its teacher too
  huaweicloud.workspace.workspace_app_group_authorization:
    app_groups: [office, drawing]
    accounts:
      - account: bio101-students
        account_type: USER_GROUP
      - account: mmueller
        email: mia.mueller@uni.example
    language: en-us

- name: Nobody but the course may use the drawing program
  huaweicloud.workspace.workspace_app_group_authorization:
    app_groups: [drawing]
    accounts:
      - account: bio101-students
        account_type: USER_GROUP
    purge_accounts: true

- name: The course is over
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
  description: The application groups as they are now, in the order asked.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success, sample: "570810904237572135"}
    app_group: {description: "What it was called in O(app_groups).", type: str, returned: success, sample: office}
    authorizations:
      description: All who are authorized, with the fields that the service itself returns.
      type: list
      elements: dict
      returned: success
      sample: [{account: mmueller, account_type: USER, platform_type: LOCAL}]
actions:
  description: What was done, or in check mode would be done, in order. Addresses and phone numbers are masked.
  returned: always
  type: list
  elements: dict
  sample:
    - verb: authorize
      target: office/mmueller
      fields: {state: {before: absent, after: present}, account_type: {before: null, after: USER}}
results:
  description: What became of each application group and account, C(<application group>/<account>).
  returned: always
  type: list
  elements: dict
  sample: [{target: office/mmueller, state: done}, {target: office/bio101-students (USER_GROUP), state: done}]
jobs:
  description: Always empty; these operations are no jobs.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
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
