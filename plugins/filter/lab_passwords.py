# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that gives new accounts their first passwords."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_passwords
short_description: Give new accounts their first passwords
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Gives accounts that an administrator activates (C(ADMIN_ACTIVATE)) a first password. Who has none in the file gets
    one, which is appended to it; what is in the file is never changed, so the next run gives the same passwords.
  - Runs at the same time wait for each other and give the same passwords.
  - A password has 16 characters, among them small and capital letters, digits and signs, and does not contain the
    user's name.
notes:
  - Use it only in tasks whose output does not show it, such as a module's option for a password, or with C(no_log).
positional: new, file
options:
  _input:
    description: The accounts, as items of O(huaweicloud.workspace.workspace_user#module:users).
    type: list
    elements: dict
    required: true
  new:
    description:
      - Names of the accounts that are to be created; only they get a password.
      - If it is left out or blank nothing is written, and the passwords are good for check mode only.
    type: list
    elements: str
  file:
    description:
      - The file that holds the passwords, as CSV with the columns C(user_name) and C(password). It is made with
        mode 0600; its directory must be there.
      - A file that others than its owner can read or write is refused, and so is a symbolic link.
    type: path
"""

EXAMPLES = r"""
- name: Create an account whose password is in a file only
  huaweicloud.workspace.workspace_user:
    users: "{{ accounts | huaweicloud.workspace.lab_passwords(['mmueller'], 'bio101-passwords.csv') }}"
  vars:
    accounts:
      - {user_name: mmueller, user_email: mia.mueller@uni.example, active_type: ADMIN_ACTIVATE}
"""

RETURN = r"""
_value:
  description: The accounts, with C(password) where they get one.
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
