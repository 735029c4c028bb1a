# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that gives new accounts their first passwords."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_passwords
short_description: Generate initial passwords for new accounts
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Adds initial passwords to accounts that an administrator activates (C(ADMIN_ACTIVATE)). If the file does not contain
    a password for an account, one is generated and appended to the file. Existing lines are never changed, so the next
    run returns the same passwords.
  - Simultaneous runs wait for each other and return the same passwords.
  - A password has 16 characters, including lowercase letters, uppercase letters, digits and special characters, and
    does not contain the name of the user.
notes:
  - Use it only in tasks whose output does not show passwords, such as for the password option of a module, or with
    C(no_log).
positional: new, file
options:
  _input:
    description: The accounts, as items of O(huaweicloud.workspace.workspace_user#module:users).
    type: list
    elements: dict
    required: true
  new:
    description:
      - Names of the accounts that will be created. Only these get a password.
      - If it is not given or blank, nothing is written, and the passwords are for check mode only.
    type: list
    elements: str
  file:
    description:
      - Path of the CSV file with the passwords, which has the columns C(user_name) and C(password). It is created with
        mode 0600; its directory must exist.
      - A file that users other than its owner can read or write is an error, and so is a symbolic link.
    type: path
"""

EXAMPLES = r"""
- name: Create an account whose password is stored only in a file
  huaweicloud.workspace.workspace_user:
    users: "{{ accounts | huaweicloud.workspace.lab_passwords(['mmueller'], 'bio101-passwords.csv') }}"
  vars:
    accounts:
      - {user_name: mmueller, user_email: mia.mueller@uni.example, active_type: ADMIN_ACTIVATE}
"""

RETURN = r"""
_value:
  description: The accounts, with C(password) for those that get one.
  type: list
  elements: dict
"""

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, message
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.passwords import generate
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.credentials import first_passwords


def lab_passwords(users: list[Any], new: None | str | list[str] = None, file: str = "") -> list[dict[str, Any]]:
    """Return the accounts with the passwords that they need."""
    waiting = [user["user_name"] for user in users if user.get("active_type") == "ADMIN_ACTIVATE"]
    if new is None or new == "":
        given = {name: generate(name) for name in waiting}
    else:
        waiting = [name for name in waiting if name in new]
        try:
            given = dict(zip(waiting, first_passwords(file, waiting) if waiting else []))
        except LabError as error:
            raise AnsibleFilterError(message(str(error))) from error
    return [
        {**user, "password": given[user["user_name"]]} if user["user_name"] in given else dict(user) for user in users
    ]


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_passwords": lab_passwords}
