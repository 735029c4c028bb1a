# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that seats the people of a lab."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_seats
short_description: Decide which desktop is whose seat
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors
description:
  - From a lab definition and the desktops there are, works out which desktops the lab wants, whose seat each is, who has left, and
    what is left over.
  - Whoever has a seat keeps it, whatever is added to, taken from or moved within the list of people.
positional: desktops
options:
  _input:
    description: The definition, as the lookup P(huaweicloud.workspace.lab#lookup) returns it.
    type: dict
    required: true
  desktops:
    description: All desktops of the project, as M(huaweicloud.workspace.workspace_desktop_info) returns them.
    type: list
    elements: dict
    required: true
  adopt:
    description: Whether desktops with a wanted name but without the lab's mark become the lab's.
    type: bool
    default: false
  only:
    description: Seats to look at, as names, patterns or ranges of numbers with commas between them; all if blank.
    type: str
seealso:
  - plugin: huaweicloud.workspace.lab
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Show who sits where
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.workspace.lab', 'labs/bio101.yml') | huaweicloud.workspace.lab_seats(found.desktops) }}"
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:wanted) are the wanted desktops, RV(ignore:tasks) the same as calls of
      M(huaweicloud.workspace.workspace_desktop), RV(ignore:owned) all desktops with the lab's mark, RV(ignore:leaving) and RV(ignore:left_over) what nobody wants any more,
      RV(ignore:refused) the reasons why the lab cannot be provisioned.
  type: dict
"""

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import InputError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.definition import option_names
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.seats import chosen, owned, plan_seats, policy, tasks


def lab_seats(lab: dict[str, Any], desktops: list[Any], adopt: bool = False, only: Any = None) -> dict[str, Any]:
    """Return the seat plan as plain data."""
    try:
        names = option_names(only)
        plan = chosen(plan_seats(lab, desktops, adopt), names)
        own = owned(lab, desktops, names)
    except InputError as error:
        raise AnsibleFilterError(str(error)) from error
    return {**plan.as_dict(), "tasks": tasks(plan), "policy": policy(lab), "owned": own}


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_seats": lab_seats}
