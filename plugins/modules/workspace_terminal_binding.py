#!/usr/bin/python
# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_terminal_binding
short_description: Bind terminals to desktops
version_added: 0.1.0
description:
  - Says from which terminals, by their MAC addresses, a desktop of Huawei Cloud Workspace may be reached, and sets the
    switches of this function.
  - A binding is a pair of a terminal and a desktop. A terminal may have several desktops, and a desktop several
    terminals. The service keeps 8000 bindings in one table for the whole project.
  - The table is changed row by row. Bindings that are as they should be are not touched, so nobody loses access to a
    desktop for a moment while others are changed. A binding that goes gives its row to one of the same terminal that
    comes.
  - Bindings are changed before the function is turned on, and after it is turned off. It is not turned on if a binding
    of the same task could not be made.
  - The function does not reach Android terminals.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
attributes:
  idempotent:
    description: Running it again changes nothing.
    support: full
options:
  state:
    description:
      - V(present) makes the listed bindings and sets the switches.
      - V(absent) deletes the listed bindings. A row without O(bindings[].desktop) means all bindings of its terminal.
    type: str
    choices: [present, absent]
    default: present
  tc_bind_switch:
    description:
      - Whether bindings count. Then a desktop that is bound is reached from its terminals alone. The words V(ON) and
        V(OFF) of the service are understood, too.
      - Turning it on is told in a warning. Whether desktops without any binding can then be reached from everywhere is
        not documented by the service; bind terminals first.
    type: bool
  tc_auto_bind_switch:
    description: Whether the service binds terminals by itself when people log in from them.
    type: bool
  tc_auto_bind_max:
    description: How many terminals the service binds by itself, at least 1. The service starts with 1.
    type: int
  bindings:
    description:
      - The bindings that shall exist, or with O(state=absent) shall not. Others stay unless O(purge_bindings) is true.
      - All rows are checked before anything is changed; wrong ones are told by their number.
    type: list
    elements: dict
    suboptions:
      mac:
        description:
          - MAC address of the terminal, in any usual form, such as V(fa-16-3e-e2-3a-1d), V(FA:16:3E:E2:3A:1D) or
            V(fa16.3ee2.3a1d). Put it in quotes, or YAML may take it for a number.
        type: str
        required: true
      desktop:
        description:
          - Name of the desktop, without regard to case. Required for O(state=present).
          - In check mode a desktop that does not exist yet is accepted with a warning.
        type: str
        aliases: [desktop_name, computer_name]
      description:
        description:
          - What the binding is for, up to 255 characters. The mark of a lab at its end is kept.
          - A binding that is there keeps its description if none is given.
        type: str
  bindings_csv:
    description:
      - The same rows as CSV text, in place of O(bindings). Read a file of the controller with the lookup
        P(ansible.builtin.file#lookup).
      - The first line names the columns C(mac), C(desktop_name) (or C(desktop), C(computer_name)) and, if there are
        any, C(description). Other columns are passed over. Cells are separated by commas, semicolons or tabs. Blank
        cells mean that nothing is said.
      - Wrong rows are told by the number of their line. A text without rows is an error.
    type: str
  purge_bindings:
    description:
      - Whether bindings that are not listed are deleted. An empty list never means all; delete bindings with
        O(state=absent).
    type: bool
    default: false
  purge_scope:
    description:
      - Which bindings O(purge_bindings) is about, all of the V(table) or those of the listed V(terminals) alone. With
        the latter, several rooms can each keep their own list, and a terminal can be moved to another desktop.
    type: str
    choices: [table, terminals]
    default: table
  wait_timeout:
    description: Seconds that the whole task may take.
    type: int
    default: 600
seealso:
  - module: huaweicloud.workspace.workspace_terminal_binding_info
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Two seats of a room, and bindings count
  huaweicloud.workspace.workspace_terminal_binding:
    tc_bind_switch: true
    bindings:
      - {mac: "FA-16-3E-E2-3A-1D", desktop: BIO-01, description: "Room 101, seat 1"}
      - {mac: "fa:16:3e:e2:3a:1e", desktop: BIO-02, description: "Room 101, seat 2"}

- name: The table is exactly what the file says
  huaweicloud.workspace.workspace_terminal_binding:
    bindings_csv: |
      mac;desktop_name;description
      FA-16-3E-E2-3A-1D;BIO-01;Room 101
      FA-16-3E-E2-3A-1E;BIO-02;Room 101
    purge_bindings: true

- name: A terminal moves to another desktop
  huaweicloud.workspace.workspace_terminal_binding:
    bindings:
      - {mac: "FA-16-3E-E2-3A-1E", desktop: BIO-01}
    purge_bindings: true
    purge_scope: terminals

- name: A terminal is broken
  huaweicloud.workspace.workspace_terminal_binding:
    bindings:
      - mac: "FA-16-3E-E2-3A-1D"
    state: absent

- name: People bind their first two terminals themselves
  huaweicloud.workspace.workspace_terminal_binding:
    tc_auto_bind_switch: true
    tc_auto_bind_max: 2
"""

RETURN = r"""
---
configuration:
  description: The switches as they are now. What the service does not tell is null.
  returned: success
  type: dict
  contains:
    tc_bind_switch: {description: Whether bindings count., type: bool, returned: success, sample: true}
    tc_auto_bind_switch: {description: Whether terminals are bound by themselves., type: bool, returned: success}
    tc_auto_bind_max: {description: How many are bound by themselves., type: int, returned: success, sample: 1}
terminal_bindings:
  description: The bindings of the listed terminals as they are now, in the order of the list.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: The ID., type: str, returned: success}
    mac: {description: The MAC address of the terminal., type: str, returned: success, sample: FA-16-3E-E2-3A-1D}
    desktop_name: {description: The name of the desktop., type: str, returned: success, sample: BIO-01}
    description: {description: What it is for., type: str, returned: success, sample: Room 101}
actions:
  description:
    - What was done, or in check mode would be done, in order. The target is a MAC address, with the descriptions of its
      bindings by desktop, or V(configuration).
  returned: always
  type: list
  elements: dict
  sample: [{verb: create, target: FA-16-3E-E2-3A-1D, fields: {BIO-01: {before: null, after: Room 101}}}]
results:
  description: What became of each terminal that was to be changed, and of the V(configuration).
  returned: always
  type: list
  elements: dict
  sample: [{target: FA-16-3E-E2-3A-1D, state: done}]
jobs:
  description: Always empty; these operations are no jobs.
  returned: always
  type: list
  elements: dict
  sample: []
error_code: {description: The service's error code., type: str, returned: when the service refused}
http_status: {description: The HTTP status of the refusal., type: int, returned: when the service refused}
request_id: {description: The ID of the refused request., type: str, returned: when the service refused}
"""

from ansible_collections.huaweicloud.workspace.plugins.module_utils.module import run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.options import (
    TERMINAL_BINDING_SPEC,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.terminal_binding.resource import (
    TerminalBindingResource,
)


def main() -> None:
    run(TERMINAL_BINDING_SPEC, TerminalBindingResource)


if __name__ == "__main__":
    main()
