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
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - From a lab definition and the desktops there are, works out which desktops the lab wants, whose seat each is, who
    has left, and what is left over.
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
    description: Whether desktops with a wanted name but without the lab's mark become the lab's; not if blank.
    type: raw
    default: false
  only:
    description:
      - Seats to look at, as names, patterns or ranges of numbers with commas between them; all if blank or V(all).
    type: raw
seealso:
  - plugin: huaweicloud.workspace.lab
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Show who sits where
  ansible.builtin.debug:
    msg: "{{ lab | huaweicloud.workspace.lab_seats(found.desktops) }}"
  vars:
    lab: "{{ lookup('huaweicloud.workspace.lab', 'labs/bio101.yml') }}"
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:wanted) are the wanted desktops, RV(ignore:tasks) the same as calls of
      M(huaweicloud.workspace.workspace_desktop), RV(ignore:leaving) and RV(ignore:left_over) what nobody wants any
      more, RV(ignore:owned) the desktops that carry the lab's mark, RV(ignore:policy) how far a run may go,
      RV(ignore:refused) the reasons why the lab cannot be provisioned.
  type: dict
"""

import dataclasses
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import InputError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.definition import option_names
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.seats import (
    SeatPlan,
    chosen,
    owned,
    plan_seats,
    policy,
    tasks,
)


def lab_seats(lab: dict[str, Any], desktops: list[Any], adopt: Any = False, only: Any = None) -> dict[str, Any]:
    """Return the seat plan as plain data. What is wrong with the run variables is among the reasons to refuse."""
    wrong = []
    names = option_names(only)
    try:
        adopting = boolean(adopt or False)
    except TypeError:
        adopting = False
        wrong.append("lab_adopt is %s, but must be true or false" % adopt)
    plan = plan_seats(lab, desktops, adopting)
    try:
        plan, own = chosen(plan, names), owned(lab, desktops, names)
    except InputError as error:
        plan, own = SeatPlan(), []
        wrong.append("lab_seats: %s" % error)
    plan = dataclasses.replace(plan, refused=[*wrong, *plan.refused])
    return {**plan.as_dict(), "tasks": tasks(plan), "policy": policy(lab), "owned": own, "wrong": wrong}


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_seats": lab_seats}
