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
  - Manages the terminals, identified by their MAC addresses, from which a desktop of Huawei Cloud Workspace can be
    reached, and the switches of this function.
  - A binding is a pair of a terminal and a desktop. A terminal can have several desktops, and a desktop several
    terminals. The service stores up to 8000 bindings in one table for the whole project.
  - The table is changed row by row. Bindings that are already correct are not touched, so that users never lose access
    to a desktop while other bindings change. A terminal that gets another desktop keeps its row, which is updated.
  - Bindings are changed before the function is enabled, and after it is disabled. The function is not enabled if a
    binding of the same task could not be created.
  - The function does not apply to Android terminals.
author:
  - huaweicloud.workspace contributors (@huaweicloud)
extends_documentation_fragment:
  - huaweicloud.workspace.attributes
  - huaweicloud.workspace.auth
  - huaweicloud.workspace.options.state
  - huaweicloud.workspace.options.partial
  - huaweicloud.workspace.options.wait_timeout
  - huaweicloud.workspace.options.write_unknown
options:
  state:
    description:
      - V(present) creates the listed bindings and sets the switches.
      - V(absent) deletes the listed bindings. A row without O(bindings[].desktop) stands for all bindings of its
        terminal.
  tc_bind_switch:
    description:
      - Whether bindings are enforced, so that a bound desktop can be reached from its terminals only. The values V(ON)
        and V(OFF) of the service are accepted as well.
      - A warning is issued when it is enabled. The service does not document whether desktops without any binding can
        then be reached from everywhere, so bind terminals first.
    type: bool
  tc_auto_bind_switch:
    description: Whether the service binds terminals automatically when users log in from them.
    type: bool
  tc_auto_bind_max:
    description: Number of terminals that the service binds automatically, at least 1. The initial value of the service
      is 1.
    type: int
  bindings:
    description:
      - Desired bindings, or with O(state=absent) the bindings to delete. Others are kept unless
        O(purge_bindings=true).
      - All rows are checked before anything is changed. Errors name the row by its number.
    type: list
    elements: dict
    suboptions:
      mac:
        description:
          - MAC address of the terminal, in any usual format, such as V(fa-16-3e-e2-3a-1d), V(FA:16:3E:E2:3A:1D) or
            V(fa16.3ee2.3a1d). Quote it, since YAML may parse it as a number otherwise.
        type: str
        required: true
      desktop:
        description:
          - Name of the desktop, compared without case. Required for O(state=present).
          - In check mode a desktop that does not exist yet is accepted with a warning.
        type: str
        aliases: [desktop_name, computer_name]
      description:
        description:
          - Description of the binding, up to 255 characters. The ownership mark of a lab at its end is kept.
          - If it is not given, an existing binding keeps its description.
        type: str
  bindings_csv:
    description:
      - The same rows as CSV text, in place of O(bindings). Use the lookup plugin P(ansible.builtin.file#lookup) to read
        it from a file on the controller.
      - The first line names the columns C(mac), C(desktop_name) (or C(desktop), C(computer_name)) and optionally
        C(description). Other columns are ignored. Cells are separated by commas, semicolons or tabs. An empty cell
        counts as not given.
      - Errors name the row by its line number. A text without rows is an error.
    type: str
  purge_bindings:
    description:
      - Whether to delete bindings that are not listed. An empty list never means all bindings; use O(state=absent) to
        delete bindings.
    type: bool
    default: false
  purge_scope:
    description:
      - Bindings to which O(purge_bindings) applies, V(table) for all bindings, V(terminals) for those of the listed
        terminals only. With V(terminals), several rooms can have separate lists, and a terminal can be moved to another
        desktop.
    type: str
    choices: [table, terminals]
    default: table
  write_unknown:
    description:
      - What to do with a desired switch that cannot be compared, because the service does not return the current value.
        V(with_changes) fails, V(always) writes it in every run, which then always reports a change.
      - Descriptions that cannot be compared are listed in RV(unknown), and kept.
notes:
  - In RV(actions), RV(results) and the diff, a target is a MAC address, whose fields are the descriptions of its
    bindings by desktop, or V(configuration).
seealso:
  - module: huaweicloud.workspace.workspace_terminal_binding_info
  - module: huaweicloud.workspace.workspace_desktop
"""

EXAMPLES = r"""
---
- name: Bind the terminals of two seats, and enable the function
  huaweicloud.workspace.workspace_terminal_binding:
    tc_bind_switch: true
    bindings:
      - {mac: "FA-16-3E-E2-3A-1D", desktop: BIO-01, description: "Room 101, seat 1"}
      - {mac: "fa:16:3e:e2:3a:1e", desktop: BIO-02, description: "Room 101, seat 2"}

- name: Make the table match a CSV list
  huaweicloud.workspace.workspace_terminal_binding:
    bindings_csv: |
      mac;desktop_name;description
      FA-16-3E-E2-3A-1D;BIO-01;Room 101
      FA-16-3E-E2-3A-1E;BIO-02;Room 101
    purge_bindings: true

- name: Move a terminal to another desktop
  huaweicloud.workspace.workspace_terminal_binding:
    bindings:
      - {mac: "FA-16-3E-E2-3A-1E", desktop: BIO-01}
    purge_bindings: true
    purge_scope: terminals

- name: Delete all bindings of a broken terminal
  huaweicloud.workspace.workspace_terminal_binding:
    bindings:
      - mac: "FA-16-3E-E2-3A-1D"
    state: absent

- name: Let the service bind up to two terminals automatically
  huaweicloud.workspace.workspace_terminal_binding:
    tc_auto_bind_switch: true
    tc_auto_bind_max: 2
"""

RETURN = r"""
---
# generated from tests/returns/terminal_binding_configuration.yml: begin
configuration:
  description: Current state of the switches. A switch that the service does not return is V(null).
  returned: success
  type: dict
  contains:
    tc_bind_switch: {description: Whether bindings are enforced., type: bool, returned: success, sample: true}
    tc_auto_bind_switch:
      description: Whether the service binds terminals automatically.
      type: bool
      returned: success
      sample: false
    tc_auto_bind_max:
      description: Number of terminals that the service binds automatically.
      type: int
      returned: success
      sample: 1
# generated from tests/returns/terminal_binding_configuration.yml: end
terminal_bindings:
  description: Current bindings of the listed terminals, in the order of the list.
  returned: success
  type: list
  elements: dict
  contains:
    # generated from tests/returns/terminal_binding.yml: begin
    id: {description: ID of the binding., type: str, returned: success}
    mac: {description: MAC address of the terminal., type: str, returned: success, sample: FA-16-3E-E2-3A-1D}
    desktop_name: {description: Name of the bound desktop., type: str, returned: success, sample: BIO-01}
    description: {description: Description of the binding., type: str, returned: success, sample: Room 101}
    # generated from tests/returns/terminal_binding.yml: end
actions:
  # generated from tests/returns/actions.yml: begin
  description: The steps that were carried out, or in check mode would be carried out, in order.
  returned: always
  type: list
  elements: dict
  contains:
    verb: {description: What the step does., type: str, returned: always}
    target: {description: Name of the target as written in the task., type: str, returned: always}
    fields:
      description: The fields that the step changes, each with its value C(before) and C(after).
      type: dict
      returned: always
  # generated from tests/returns/actions.yml: end
  sample: [{verb: create, target: FA-16-3E-E2-3A-1D, fields: {BIO-01: {before: null, after: Room 101}}}]
results:
  # generated from tests/returns/results.yml: begin
  description: The outcome for each target that was changed, skipped or failed.
  returned: always
  type: list
  elements: dict
  contains:
    target: {description: Name of the target as in RV(actions)., type: str, returned: always}
    state:
      description:
        - V(done), V(skipped), V(failed), V(not started), V(submitted) with O(ignore:wait=false), or V(planned) in check
          mode.
      type: str
      returned: always
    reason: {description: Why the target was not changed., type: str, returned: unless the state is done or planned}
    changed: {description: Whether the plan changes the target., type: bool, returned: when the plan changes it}
    diff: {description: The part of RV(ignore:diff) for this target., type: dict, returned: when the plan changes it}
    error_code: {description: Error code for this target., type: str, returned: when the service sends it}
  # generated from tests/returns/results.yml: end
  sample: [{target: FA-16-3E-E2-3A-1D, state: done}]
# generated from tests/returns/unknown.yml: begin
unknown:
  description:
    - The desired fields that could not be compared, because the service does not return their current value, by target.
      See O(write_unknown).
  returned: always
  type: dict
  sample: {}
# generated from tests/returns/unknown.yml: end
# generated from tests/returns/no_jobs.yml: begin
jobs:
  description: Always empty, since these operations do not start jobs.
  returned: always
  type: list
  elements: dict
  sample: []
# generated from tests/returns/no_jobs.yml: end
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
