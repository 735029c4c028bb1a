# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup of unknown variables and keys."""

from __future__ import annotations

DOCUMENTATION = r"""
name: unread_variables
short_description: Find misspelled variables and keys of the collection's roles
version_added: 1.0.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Finds variables whose names begin with the name of a role and an underscore, such as C(lab_seat), but that the role
    does not have, and lists the nearest names. Ansible itself ignores such variables.
  - A role has the variables in its argument specification, and those that it sets as results.
  - Also finds keys in the items of O(lists) that the role does not pass to its module, and items that lack the keys
    that identify a resource.
options:
  _terms:
    description: Names of roles of the collection. All roles are checked if none is given.
    type: list
    elements: str
  entry_point:
    description:
      - An entry point of the first role, or of the role C(lab). Variables in O(bounds) that it does not read are found
        as well.
    type: str
  bounds:
    description:
      - Variables of that role that limit what a run may do, with their values. A blank value counts as not given.
    type: dict
    default: {}
  lists:
    description: Lists of the first role whose items are checked, by the names of their variables.
    type: dict
    default: {}
seealso:
  - plugin: huaweicloud.workspace.lab
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Fail if a variable is misspelled
  ansible.builtin.fail:
    msg: "Nothing was changed: {{ problems | join('; ') }}."
  when: problems | length > 0
  vars:
    problems: "{{ query('huaweicloud.workspace.unread_variables', 'pools', lists={'pools_wanted': pools_wanted}) }}"
"""

RETURN = r"""
_raw:
  description: A sentence about each of these variables, without the full stop.
  type: list
  elements: str
  sample: ["lab_seat is no variable of the role lab; the nearest are lab_seats, lab_expect, lab_adopt"]
"""

from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, message
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.variables import (
    ignored_bounds,
    role_names,
    unknown_keys,
    unknown_variables,
)


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Finds variables that look like those of a role, but that it does not read."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[str]:
        """Return a sentence about each."""
        self.set_options(var_options=variables, direct=kwargs)
        entry_point, lists = self.get_option("entry_point"), self.get_option("lists")
        try:
            found = unknown_variables(variables or (), terms or role_names())
            if lists:
                found += unknown_keys(lists, terms[0] if terms else "lab")
            if entry_point:
                found += ignored_bounds(self.get_option("bounds"), terms[0] if terms else "lab", entry_point)
        except LabError as error:
            raise AnsibleLookupError(message(str(error))) from error
        return found
