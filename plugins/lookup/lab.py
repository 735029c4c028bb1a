# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup of lab definitions."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab
short_description: Read and check a lab file
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Reads lab files and checks them in full. An unknown key is an error that names the nearest valid one.
  - Times (C(20:15)), dates and C(ON) and C(OFF) need no quotes in a lab file.
options:
  _terms:
    description: Paths of lab files, relative to the working directory, or the definitions themselves.
    type: list
    elements: raw
    required: true
seealso:
  - module: huaweicloud.workspace.workspace_lab_plan
"""

EXAMPLES = r"""
- name: Show the seats of a lab
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.workspace.lab', 'labs/bio101.yml').seats }}"
"""

RETURN = r"""
_raw:
  description: The checked definitions.
  type: list
  elements: raw
"""

from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, message
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Reads lab definitions."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[Any]:
        """Return the definitions."""
        self.set_options(var_options=variables, direct=kwargs)
        try:
            return [load(term) for term in terms]
        except LabError as error:
            raise AnsibleLookupError(message(str(error))) from error
