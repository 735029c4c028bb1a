#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_app_group_authorization_info
short_description: List authorizations for application groups
version_added: 0.1.0
description:
  - Returns the authorizations of users and user groups for application groups of Huawei Cloud Workspace Application,
    optionally only those that match all given filters.
  - The account filter of the service also matches parts of names. The module returns exact matches only.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.options.filters
  - huaweicloud.workspace.auth
options:
  app_group:
    description: Name or ID of an application group.
    type: str
    aliases: [app_group_id]
  account:
    description: Exact name of a user, in upper or lower case, or of a user group.
    type: str
  account_type:
    description: Whether to return only users or only user groups.
    type: str
    choices: [USER, USER_GROUP]
seealso:
  - module: huaweicloud.workspace.workspace_app_group_authorization
"""

EXAMPLES = r"""
---
- name: List the users and groups that can use the office programs
  huaweicloud.workspace.workspace_app_group_authorization_info:
    app_group: office
  register: office

- name: List the application groups that a user can use
  huaweicloud.workspace.workspace_app_group_authorization_info:
    account: mmueller
    account_type: USER
  register: mia
"""

RETURN = r"""
---
authorizations:
  description: The authorizations. They have the fields below and all others that the service returns.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: ID of the authorization., type: str, returned: success, sample: "570810904237572999"}
    app_group_id:
      description: ID of the application group.
      type: str
      returned: success
      sample: "570810904237572135"
    app_group_name: {description: Name of the application group., type: str, returned: success, sample: office}
    account: {description: Name of the user or user group., type: str, returned: success, sample: mmueller}
    account_id: {description: ID of the user or user group., type: str, returned: success}
    account_type: {description: V(USER) or V(USER_GROUP)., type: str, returned: success, sample: USER}
    platform_type: {description: Where the account is managed., type: str, returned: success, sample: LOCAL}
    domain: {description: Domain of the account., type: str, returned: success}
    create_at:
      description: Time of the authorization.
      type: str
      returned: success
      sample: "2026-10-05T07:45:00.000Z"
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
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.app_group_authorization import (
    ACCOUNT_TYPES,
    find_authorizations,
)


def main() -> None:
    spec = {
        "app_group": {"type": "str", "aliases": ["app_group_id"]},
        "account": {"type": "str"},
        "account_type": {"type": "str", "choices": list(ACCOUNT_TYPES)},
    }
    run_info(spec, find_authorizations)


if __name__ == "__main__":
    main()
