#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_user_info
short_description: Find users
version_added: 0.1.0
description:
  - Returns the users of a project, all or those that pass all the filters.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  user_names:
    description: Whole names of users; upper and lower case are the same.
    type: list
    elements: str
    aliases: [user_name, name]
  group_name:
    description: The whole name of a user group that they are in.
    type: str
  active_type:
    description: Who activates their accounts.
    type: str
    choices: [USER_ACTIVATE, ADMIN_ACTIVATE]
  description:
    description: A part of their description.
    type: str
  disabled:
    description: Whether their accounts are disabled.
    type: bool
  locked:
    description: Whether their accounts are locked.
    type: bool
  details:
    description: Whether to read what only the detail of a user tells, too. That takes one request a user.
    type: bool
    default: false
  show_contacts:
    description: Whether to return e-mail addresses and phone numbers in full, and not masked.
    type: bool
    default: false
  time_zone:
    description: The IANA name of the zone in which times are returned; UTC by default.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_user
"""

EXAMPLES = r"""
---
- name: Who is in the course?
  huaweicloud.workspace.workspace_user_info:
    group_name: bio101-students
    time_zone: Europe/Berlin
  register: course

- name: How can they be reached?
  huaweicloud.workspace.workspace_user_info:
    user_names: [mmueller, ohaddad]
    show_contacts: true
  register: contacts
  no_log: true
"""

RETURN = r"""
---
users:
  description: The users, with the fields that the service itself returns beside those below.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    user_name: {description: The name., type: str, returned: success, sample: mmueller}
    user_email:
      description: The e-mail address, masked unless O(show_contacts=true).
      type: str
      returned: success
      sample: m***@uni.example
    user_phone:
      description: The phone number, masked unless O(show_contacts=true).
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
    full_name: {description: The whole name., type: str, returned: O(details=true), sample: Mia}
    when_created: {description: When the user was created., type: str, returned: O(details=true)}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run_info
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.state import (
    USER_INFO_SPEC,
    find_users,
)


def main() -> None:
    run_info(USER_INFO_SPEC, find_users)


if __name__ == "__main__":
    main()
