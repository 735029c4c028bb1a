#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_user_info
short_description: List users
version_added: 0.1.0
description:
  - Returns the users of a project, optionally only those that match all given filters.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  user_names:
    description: Exact names of users, compared without case.
    type: list
    elements: str
    aliases: [user_name, name]
  group_name:
    description: Exact name of a user group to which the users belong.
    type: str
  active_type:
    description: Who activates the accounts.
    type: str
    choices: [USER_ACTIVATE, ADMIN_ACTIVATE]
  description:
    description: Part of the description.
    type: str
  disabled:
    description: Whether the accounts are disabled.
    type: bool
  locked:
    description: Whether the accounts are locked.
    type: bool
  enterprise_project_id:
    description: ID of the enterprise project to which the users belong.
    type: str
  is_query_total_desktops:
    description: Whether to return the number of desktops of each user. The service counts them for each request.
    type: bool
    default: true
    aliases: [total_desktops]
  details:
    description: Whether to read the details of each user as well. This takes one request for each user.
    type: bool
    default: false
  show_contacts:
    description: Whether to return e-mail addresses and phone numbers unmasked.
    type: bool
    default: false
  time_zone:
    description: IANA name of the time zone in which times are returned; UTC if it is not given.
    type: str
seealso:
  - module: huaweicloud.workspace.workspace_user
"""

EXAMPLES = r"""
---
- name: List the users of a course
  huaweicloud.workspace.workspace_user_info:
    group_name: bio101-students
    time_zone: Europe/Berlin
  register: course

- name: Read e-mail addresses and phone numbers of two users
  huaweicloud.workspace.workspace_user_info:
    user_names: [mmueller, ohaddad]
    show_contacts: true
  register: contacts
  no_log: true
"""

RETURN = r"""
---
users:
  description:
    - The users. They have the fields below and all others that the service returns. E-mail addresses and phone numbers
      are masked unless O(show_contacts=true).
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
    full_name: {description: Full name of the user., type: str, returned: when O(details=true), sample: Mia}
    when_created:
      description: Time at which the user was created.
      type: str
      returned: when O(details=true)
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.state import (
    USER_INFO_SPEC,
    find_users,
)


def main() -> None:
    run_info(USER_INFO_SPEC, find_users)


if __name__ == "__main__":
    main()
