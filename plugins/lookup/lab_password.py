# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup of first passwords."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_password
short_description: Give the first password of an account
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Gives the first passwords of accounts that an administrator activates (C(ADMIN_ACTIVATE)). Who has none in the
    file gets one, which is appended to it; what is in the file is never changed. So the next run gives the same
    passwords.
  - Runs at the same time wait for each other and give the same passwords.
  - A password has 16 characters, among them small and capital letters, digits and signs, and does not contain the
    user's name.
notes:
  - It writes to the file also in check mode, so do not use it there.
  - Use it only in tasks whose output does not show it, such as a module's option for a password, or with C(no_log).
options:
  _terms:
    description: Names of users, without regard to case.
    type: list
    elements: str
    required: true
  file:
    description:
      - The file that holds the passwords, as CSV with the columns C(user_name) and C(password). It is made with
        mode 0600; its directory must be there.
      - A file that others than its owner can read or write is refused, and so is a symbolic link.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Take a first password without showing it
  ansible.builtin.set_fact:
    first_password: "{{ lookup('huaweicloud.workspace.lab_password', 'mmueller', file='bio101-passwords.csv') }}"
  when: not ansible_check_mode
  no_log: true
"""

RETURN = r"""
_raw:
  description: The passwords, in the order of the names.
  type: list
  elements: str
"""

from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.credentials import first_passwords
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.errors import LabError


class LookupModule(LookupBase):
    """Gives first passwords."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[str]:
        """Return the password of each user."""
        self.set_options(var_options=variables, direct=kwargs)
        try:
            return first_passwords(self.get_option("file"), terms)
        except LabError as error:
            raise AnsibleLookupError(str(error)) from error
