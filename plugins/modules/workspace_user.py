#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_user
short_description: Manage users
version_added: 0.1.0
description:
  - Creates, updates, locks and deletes users of Huawei Cloud Workspace. One task can manage one user or hundreds of
    them.
  - All users are read with one list. One request creates up to 200 or deletes up to 100 users.
  - Passwords never appear in output. E-mail addresses and phone numbers are masked (V(m***@uni.example),
    V(+49******00)).
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.partial
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
attributes:
  idempotent:
    support: partial
    details:
      - O(reset_password=true) resets the password each time.
options:
  state:
    description:
      - Desired state of the users.
      - V(absent) waits until they are deleted. If a user still has desktops, it is an error, and no user is deleted. In
        check mode it is a warning, because an earlier task may only have planned to remove the desktops.
  user_name:
    description:
      - Name of the user, 1 to 32 letters and digits, and V(.), V(_) and V(-) between them. Names are compared without
        case.
      - Exactly one of O(user_name) and O(users) is required.
    type: str
    aliases: [name]
  user_email: &user_email
    description: E-mail address. An empty string removes it.
    type: str
    aliases: [email]
  user_phone: &user_phone
    description: Phone number with its country code, for example V(+4917000000). An empty string removes it.
    type: str
    aliases: [phone]
  alias_name: &alias_name
    description: Alias of the user, up to 55 characters. It is sent only when the user is created, and cannot be read
      back.
    type: str
  users:
    description:
      - List of users. Options that an item does not contain are taken from the task.
      - An empty list is an error.
    type: list
    elements: dict
    suboptions:
      user_name:
        description: Name of the user; see O(user_name).
        type: str
        required: true
        aliases: [name]
      user_email: *user_email
      user_phone: *user_phone
      alias_name: *alias_name
      description: &description
        description:
          - Description of the user, up to 255 characters. The ownership mark of a lab at its end is kept.
        type: str
      active_type: &active_type
        description:
          - Who activates the account. With V(USER_ACTIVATE), the default of new users, the service sends the login to
            O(user_email) or O(user_phone) as soon as the user is created.
          - With V(ADMIN_ACTIVATE) no message is sent, and a new user requires O(password) unless the service uses your
            own domain.
        type: str
        choices: [USER_ACTIVATE, ADMIN_ACTIVATE]
      password: &password
        description:
          - Initial password of a new user, 8 to 32 characters. With O(active_type=USER_ACTIVATE) it is optional; the
            service sends the login to the user in any case.
          - The service does not accept one for an existing user; see O(update_password) and O(reset_password).
        type: str
      account_expires: &account_expires
        description:
          - When the account expires. V(never) or an empty string, the last date on which it is valid (such as
            V(2099-02-28)), or a date and time (such as V(2099-02-28 18:00)).
          - It is in O(time_zone), which is required unless a time contains its zone, such as
            V(2099-02-28T18:00+01:00).
        type: str
      enable_change_password: &enable_change_password
        description: Whether the user can change the password. By default, the service allows this for new users.
        type: bool
      next_login_change_password: &next_login_change_password
        description:
          - Whether the user must change the password at the next login.
          - It has an effect only with O(active_type=ADMIN_ACTIVATE), and is not compared otherwise.
        type: bool
      password_never_expired: &password_never_expired
        description:
          - Whether the password never expires. For a new user it is set by a second request.
        type: bool
      disabled: &disabled
        description:
          - Whether the account is disabled. For a new user it is set by a second request.
        type: bool
      locked: &locked
        description: Whether the account is locked.
        type: bool
      groups: &groups
        description:
          - Names or IDs of the user groups of the user, up to 5. Groups that are not listed are kept unless
            O(purge_groups=true).
          - In check mode a group that does not exist yet is accepted with a warning.
        type: list
        elements: str
        aliases: [group_ids]
      user_info_map: &user_info_map
        description: Further information of the service about the user (service level, mode, type).
        type: str
      domain: &domain
        description:
          - Domain of the user, by default the primary domain. It cannot be changed. It distinguishes users of the same
            name in several domains, so that users of other domains are never deleted.
        type: str
  description: *description
  active_type: *active_type
  password: *password
  account_expires: *account_expires
  enable_change_password: *enable_change_password
  next_login_change_password: *next_login_change_password
  password_never_expired: *password_never_expired
  disabled: *disabled
  locked: *locked
  groups: *groups
  user_info_map: *user_info_map
  domain: *domain
  time_zone:
    description: IANA name of the time zone in which O(account_expires) is given and returned, such as V(Europe/Berlin).
    type: str
  purge_groups:
    description: Whether to remove users from groups that are not in O(groups).
    type: bool
    default: false
  reset_password:
    description:
      - Whether to reset the password of existing users. The service sends the new password to their e-mail address or
        phone. This is done each time, and is not repeated when an answer is lost.
    type: bool
    default: false
  update_password:
    description:
      - V(on_create) uses O(password) for new users only. V(always) makes O(password) an error for an existing user,
        since the service does not accept it then.
    type: str
    choices: [on_create, always]
    default: on_create
notes:
  - The service sends an e-mail to each new user with O(active_type=USER_ACTIVATE).
seealso:
  - module: huaweicloud.workspace.workspace_user_info
  - module: huaweicloud.workspace.workspace_user_group
"""

EXAMPLES = r"""
---
- name: Create the students of a course
  huaweicloud.workspace.workspace_user:
    users:
      - {user_name: mmueller, user_email: mia.mueller@uni.example}
      - {user_name: ohaddad, user_email: omar.haddad@uni.example, user_phone: "+4917000000"}
    description: Biology 101
    account_expires: "2099-02-28"
    time_zone: Europe/Berlin

- name: Create a user with an initial password
  huaweicloud.workspace.workspace_user:
    user_name: guest01
    active_type: ADMIN_ACTIVATE
    password: "{{ guest_password | default('Welcome-2-Bio') }}"
    next_login_change_password: true

- name: Lock users during an exam
  huaweicloud.workspace.workspace_user:
    users:
      - user_name: mmueller
      - user_name: ohaddad
    locked: true

- name: Send a new password
  huaweicloud.workspace.workspace_user:
    user_name: mmueller
    reset_password: true

- name: Delete users
  huaweicloud.workspace.workspace_user:
    users:
      - user_name: mmueller
      - user_name: ohaddad
      - user_name: guest01
    state: absent
"""

RETURN = r"""
---
users:
  description: Current state of the existing users in the task, in the order of the task, with masked contact data.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/user.yml: begin
    id: {description: ID of the user., type: str, returned: success}
    user_name: {description: Name of the user., type: str, returned: success, sample: mmueller}
    user_email: {description: E-mail address of the user., type: str, returned: success, sample: m***@uni.example}
    user_phone: {description: Phone number of the user., type: str, returned: success, sample: "+49******00"}
    description: {description: Description of the user., type: str, returned: success, sample: Biology 101}
    active_type: {description: Who activates the account., type: str, returned: success, sample: USER_ACTIVATE}
    account_expires:
      description: Time at which the account expires, in O(time_zone) or else in UTC, or V(never).
      type: str
      returned: success
      sample: "2027-03-01 00:00:00+01:00"
    account_expired: {description: Whether the account has expired., type: bool, returned: success, sample: false}
    enable_change_password:
      description: Whether the user can change the password.
      type: bool
      returned: success
      sample: true
    next_login_change_password:
      description: Whether the user must change the password at the next login.
      type: bool
      returned: success
      sample: true
    password_never_expired:
      description: Whether the password never expires.
      type: bool
      returned: success
      sample: false
    locked: {description: Whether the account is locked., type: bool, returned: success, sample: false}
    disabled: {description: Whether the account is disabled., type: bool, returned: success, sample: false}
    total_desktops: {description: Number of desktops of the user., type: int, returned: success, sample: 1}
    groups:
      description: Names of the user groups of the user.
      type: list
      elements: str
      returned: when the service returns them
      sample: [bio101-students]
    user_info_map:
      description: Further information of the service about the user.
      type: str
      returned: when the service returns it
      sample: ""
    domain: {description: Domain of the user., type: str, returned: when the service returns it}
    # generated from tests/returns/user.yml: end
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
  sample: [{verb: lock, target: mmueller, fields: {locked: {before: false, after: true}}}]
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
  sample: [{target: mmueller, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
jobs:
  description: Empty, unless a timeout ended the task while users were still being created or deleted.
  returned: always
  type: list
  elements: dict
  sample: []
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.resource import UserResource


def main() -> None:
    run(argument_spec(), UserResource, mutually_exclusive=[("user_name", "users")])


if __name__ == "__main__":
    main()
