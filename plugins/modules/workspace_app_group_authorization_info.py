#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_app_group_authorization_info
short_description: Find out who may use application groups
version_added: 0.1.0
description:
  - Returns the authorizations of users and user groups for application groups of Huawei Cloud Workspace Application, or
    those that all filters let through.
  - The service's own filter by account is fuzzy; here it matches exactly.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes.info
  - huaweicloud.workspace.auth
options:
  app_group:
    description: Name or ID of an application group, which must exist.
    type: str
    aliases: [app_group_id]
  account:
    description: The whole name of a user, in any case, or of a user group.
    type: str
  account_type:
    description: Whether to return users or user groups only.
    type: str
    choices: [USER, USER_GROUP]
seealso:
  - module: huaweicloud.workspace.workspace_app_group_authorization
"""

EXAMPLES = r"""
---
- name: Who may use the office programs?
  huaweicloud.workspace.workspace_app_group_authorization_info:
    app_group: office
  register: office

- name: What may Mia use?
  huaweicloud.workspace.workspace_app_group_authorization_info:
    account: mmueller
    account_type: USER
  register: mia
"""

RETURN = r"""
---
authorizations:
  description: The authorizations, with the fields that the service itself returns beside those below.
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
    account_type: {description: Whether it is a user or a user group., type: str, returned: success, sample: USER}
    platform_type: {description: Where the account is kept., type: str, returned: success, sample: LOCAL}
    domain: {description: Domain of the account., type: str, returned: success}
    create_at: {description: Since when., type: str, returned: success, sample: "2026-10-05T07:45:00.000Z"}
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
