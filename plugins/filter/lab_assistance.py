# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that writes down what lets somebody in to desktops."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_assistance
short_description: Write the links of remote assistance to a private file
version_added: 1.0.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Writes the links, the invitation codes and the passwords of open sessions of remote assistance to a CSV file, and
    returns which sessions are open and why the others are not. The returned value contains no secrets.
  - The file contains only the sessions of the last call. If no session is open, nothing is written, and the file is
    only checked.
positional: file, seconds
options:
  _input:
    description:
      - The results of a loop over names of desktops with M(huaweicloud.workspace.workspace_remote_assistance) and
        O(huaweicloud.workspace.workspace_remote_assistance#module:show_secrets=true).
    type: list
    elements: dict
    required: true
  file:
    description:
      - Path of the file, which is created with mode 0600; its directory must exist.
      - A file that users other than its owner can read or write is an error, and so is a symbolic link, or a file that
        contains anything else.
    type: path
    required: true
  seconds:
    description: How long the playbook waited for the users, for the reasons.
    type: int
    default: 0
"""

EXAMPLES = r"""
- name: Read the assistance of two desktops
  huaweicloud.workspace.workspace_remote_assistance:
    desktop: "{{ item }}"
    state: absent
    show_secrets: true
  check_mode: true
  changed_when: false
  loop: [BIO-01, BIO-02]
  register: assistance
  no_log: true

- name: Write down the links, and show which sessions are open
  ansible.builtin.debug:
    msg: "{{ assistance.results | huaweicloud.workspace.lab_assistance('assistance.csv') }}"
"""

RETURN = r"""
_value:
  description:
    - Whether the file has C(changed), the names of the desktops whose sessions are C(open), and in C(missed) the
      others, each with C(target) and C(reason).
  type: dict
  sample: {changed: true, open: [BIO-01], missed: [{target: BIO-02, reason: somebody else has withdrawn the offer}]}
"""

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, message
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.assistance import missed, open_seats
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.assist_file import write_ways_in


def lab_assistance(seats: list[dict[str, Any]], file: str, seconds: int = 0) -> dict[str, Any]:
    """Write down what lets somebody in, and return which sessions are open."""
    try:
        changed = write_ways_in(file, seats)
    except LabError as error:
        raise AnsibleFilterError(message(str(error))) from error
    return {"changed": changed, "open": open_seats(seats), "missed": missed(seats, int(seconds))}


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_assistance": lab_assistance}
