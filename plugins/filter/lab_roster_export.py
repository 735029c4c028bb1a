# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that writes who has which seat."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_roster_export
short_description: Export the seats of the people of a roster as CSV
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Returns the text of a CSV file with the columns C(user_name), C(section), C(seat) (the computer name), C(desktop_id)
    and C(status).
  - The rows are the people of the roster in its order, including those without a seat, then desktops of other people,
    with the status V(unlisted), then unassigned desktops, with the status V(spare).
  - The file can be read as a roster with P(huaweicloud.workspace.lab_roster#lookup), which ignores the last two kinds
    of rows. If users activate their accounts themselves, the roster needs O(addresses=true).
  - A cell that begins with C(=), C(+), C(-), C(@) or C(') is prefixed with C('), so that spreadsheets do not interpret
    it as a formula. P(huaweicloud.workspace.lab_roster#lookup) removes the prefix.
positional: people
options:
  _input:
    description:
      - Desktops of the lab, as M(huaweicloud.workspace.workspace_desktop_info) returns them. Only C(computer_name),
        C(desktop_id) and C(users) of each desktop are used.
    type: list
    elements: dict
    required: true
  people:
    description: The people, as P(huaweicloud.workspace.lab_roster#lookup) returns them.
    type: list
    elements: dict
    required: true
  columns:
    description: Headers of the columns by field, as in P(huaweicloud.workspace.lab_roster#lookup).
    type: dict
  addresses:
    description: Whether to write the columns C(user_email) and C(user_phone) as well.
    type: bool
    default: false
seealso:
  - plugin: huaweicloud.workspace.lab_roster
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Export the seats of a course
  ansible.builtin.copy:
    dest: seats.csv
    content: "{{ desktops | huaweicloud.workspace.lab_roster_export(people) }}"
    mode: "0600"
  vars:
    people: "{{ lookup('huaweicloud.workspace.lab_roster', 'rosters/bio101.csv', columns=columns) }}"
    columns: {user_name: login, user_email: mail, user_phone: phone}
    desktops:
      - {computer_name: BIO-07, desktop_id: 3c8f26ee-d1e8-4f9a-a6b0-7b2d6c0a51f1, users: [{user_name: s0042017}]}
      - {computer_name: BIO-08, desktop_id: 90b4a36e-0b4e-4a53-8a7d-2a9f2e9b8f60, users: []}
"""

RETURN = r"""
_value:
  description: The text of the CSV file.
  type: str
"""

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, message
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.roster import export_rows


def lab_roster_export(
    seats: list[Any], people: list[Any], columns: dict[str, Any] | None = None, addresses: bool = False
) -> str:
    """Return the text of the CSV file."""
    try:
        return export_rows(seats, people, columns, addresses)
    except LabError as error:
        raise AnsibleFilterError(message(str(error))) from error


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_roster_export": lab_roster_export}
