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
  - Creates, changes, locks and deletes users of Huawei Cloud Workspace, one or hundreds in a task.
  - All users are read with one list. Up to 200 are created, and up to 100 deleted, with one request.
  - Passwords are never shown, and e-mail addresses and phone numbers only masked (V(m***@uni.example), V(+49******00)).
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: partial
    details:
      - O(reset_password) acts every time.
options:
  state:
    description:
      - Whether the users shall exist.
      - V(absent) waits until they are gone. A user who still has desktops is an error, and nobody is deleted; in check
        mode it is a warning, because an earlier task may only have planned to take the desktops away.
    type: str
    choices: [present, absent]
    default: present
  user_name:
    description:
      - The user's name, 1 to 32 letters, digits, and inside also V(.), V(_) and V(-). Upper and lower case are one.
      - Give this or O(users).
    type: str
    aliases: [name]
  user_email: &user_email
    description: The e-mail address. An empty string removes it.
    type: str
  user_phone: &user_phone
    description: The phone number with its country code, for example V(+4917000000). An empty string removes it.
    type: str
  alias_name: &alias_name
    description: Another name of the user, up to 55 characters. It is sent on creation only, and cannot be read back.
    type: str
  users:
    description:
      - Several users. An option that an item does not give is taken from the task.
      - An empty list is an error.
    type: list
    elements: dict
    suboptions:
      user_name:
        description: The user's name; see O(user_name).
        type: str
        required: true
        aliases: [name]
      user_email: *user_email
      user_phone: *user_phone
      alias_name: *alias_name
      description: &description
        description:
          - Who it is, up to 255 characters. The mark of a lab at its end stays when the text changes.
        type: str
      active_type: &active_type
        description:
          - Who activates the account. With V(USER_ACTIVATE), which new users have by default, the service sends the
            login to O(user_email) or O(user_phone) as soon as the user is created. With V(ADMIN_ACTIVATE) nobody is
            told, and a new user needs O(password), unless the service uses a domain of your own.
        type: str
        choices: [USER_ACTIVATE, ADMIN_ACTIVATE]
      password: &password
        description:
          - The first password of a new user with O(active_type=ADMIN_ACTIVATE), 8 to 32 characters.
          - The service does not take one for a user who exists; see O(update_password) and O(reset_password).
        type: str
      account_expires: &account_expires
        description:
          - When the account ends. V(never) or an empty string, a date like V(2027-02-28), which is the last day on
            which it is good, or a date and time like V(2027-02-28 18:00).
          - It is meant in O(time_zone), which is needed unless a time ends with its zone, as V(2027-02-28T18:00+01:00).
        type: str
      enable_change_password: &enable_change_password
        description: Whether the user may change the password. The service allows it to new users by default.
        type: bool
      next_login_change_password: &next_login_change_password
        description:
          - Whether the user has to change the password at the next login.
          - It has an effect with O(active_type=ADMIN_ACTIVATE) only, and is not compared otherwise.
        type: bool
      password_never_expired: &password_never_expired
        description:
          - Whether the password is good for ever. Creation does not take this, so a new user gets it with a further
            request.
        type: bool
      disabled: &disabled
        description:
          - Whether the account is disabled. Creation does not take this, so a new user gets it with a further request.
        type: bool
      locked: &locked
        description: Whether the account is locked.
        type: bool
      groups: &groups
        description:
          - Names or IDs of user groups that the user is in, up to 5. Others stay unless O(purge_groups) is true.
          - In check mode a group that does not exist yet is accepted with a warning.
        type: list
        elements: str
        aliases: [group_ids]
      user_info_map: &user_info_map
        description: Further information of the service on the user (level of service, mode, type).
        type: str
      domain: &domain
        description:
          - The domain of the user, the main one by default. It cannot be changed, and tells users of one name in
            several domains apart. Nobody of another domain is deleted.
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
    description: The IANA name of the zone in which O(account_expires) is meant and returned, like V(Europe/Berlin).
    type: str
  purge_groups:
    description: Whether users are taken out of groups that are not in O(groups).
    type: bool
    default: false
  reset_password:
    description:
      - Whether the users get a new password, which the service sends to their e-mail address or phone. It is done each
        time, for users who exist, and never sent twice when an answer is lost.
    type: bool
    default: false
  update_password:
    description:
      - What O(password) is for. V(on_create) uses it for new users only. V(always) makes it an error for a user who
        exists, because the service does not take it then.
    type: str
    choices: [on_create, always]
    default: on_create
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_user_info
  - module: huaweicloud.workspace.workspace_user_group
notes:
  - The service mails each new user with O(active_type=USER_ACTIVATE).
"""

EXAMPLES = r"""
---
- name: The students of a course
  huaweicloud.workspace.workspace_user:
    users:
      - {user_name: mmueller, user_email: mia.mueller@uni.example}
      - {user_name: ohaddad, user_email: omar.haddad@uni.example, user_phone: "+4917000000"}
    description: Biology 101
    account_expires: "2027-02-28"
    time_zone: Europe/Berlin

- name: Somebody who gets the first password by hand
  huaweicloud.workspace.workspace_user:
    user_name: guest01
    active_type: ADMIN_ACTIVATE
    password: "{{ guest_password | default('Welcome-2-Bio') }}"
    next_login_change_password: true

- name: Nobody logs in during the exam
  huaweicloud.workspace.workspace_user:
    users:
      - user_name: mmueller
      - user_name: ohaddad
    locked: true

- name: Send a new password
  huaweicloud.workspace.workspace_user:
    user_name: mmueller
    reset_password: true

- name: The course is over
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
  description: The users as they are now, in the order asked; those that do not exist are left out.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    user_name: {description: The name., type: str, returned: success, sample: mmueller}
    user_email:
      description: The e-mail address, masked.
      type: str
      returned: success
      sample: m***@uni.example
    user_phone:
      description: The phone number, masked.
      type: str
      returned: success
      sample: "+49******00"
    description: {description: Who it is., type: str, returned: success, sample: Biology 101}
    active_type: {description: Who activates the account., type: str, returned: success, sample: USER_ACTIVATE}
    account_expires:
      description: When the account ends, in O(time_zone) or else in UTC, or V(never).
      type: str
      returned: success
      sample: "2027-03-01 00:00:00+01:00"
    account_expired: {description: Whether it has ended., type: bool, returned: success, sample: false}
    enable_change_password:
      description: Whether the user may change the password.
      type: bool
      returned: success
      sample: true
    next_login_change_password:
      description: Whether the password has to be changed at the next login.
      type: bool
      returned: success
      sample: true
    password_never_expired:
      description: Whether the password is good for ever.
      type: bool
      returned: success
      sample: false
    locked: {description: Whether the account is locked., type: bool, returned: success, sample: false}
    disabled: {description: Whether the account is disabled., type: bool, returned: success, sample: false}
    total_desktops: {description: How many desktops the user has., type: int, returned: success, sample: 1}
    groups:
      description: The user groups that the user is in.
      type: list
      elements: str
      returned: where the service tells it
      sample: [bio101-students]
    user_info_map: {description: Further information., type: str, returned: where the service tells it, sample: ""}
    domain: {description: The domain of the user., type: str, returned: where the service tells it}
actions:
  description: What was done, or in check mode would be done, in order.
  returned: always
  type: list
  elements: dict
  sample: [{verb: lock, target: mmueller, fields: {locked: {before: false, after: true}}}]
results:
  description: What became of each user who was to be changed.
  returned: always
  type: list
  elements: dict
  sample: [{target: mmueller, state: done}]
jobs:
  description: Empty, unless the time ended while users were still being created or deleted.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.resource import UserResource


def main() -> None:
    run(argument_spec(), UserResource, mutually_exclusive=[("user_name", "users")])


if __name__ == "__main__":
    main()
