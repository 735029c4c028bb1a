# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that works out what a lab wants."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_plan
short_description: Work out what a lab wants of the cloud
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - From a lab definition and from what there is, works out which accounts, groups, desktops, pools, scheduled tasks and
    snapshots the lab wants, whose seat each desktop is, who has left, and what is left over.
  - Whoever has a seat keeps it, whatever is added to, taken from or moved within the list of people.
positional: found
options:
  _input:
    description: The definition, as the lookup P(huaweicloud.workspace.lab#lookup) returns it.
    type: dict
    required: true
  found:
    description:
      - What there is, as lists of what the info modules return, by the names C(desktops), C(users), C(groups) (with
        their members), C(pools) and C(schedules). A list that is missing counts as empty.
    type: dict
    required: true
  adopt:
    description: Whether things with a wanted name but without the lab's mark become the lab's; not if blank.
    type: raw
    default: false
  seats:
    description:
      - Seats to look at, as names, patterns or ranges of numbers with commas between them; all if blank or V(all).
    type: raw
  only:
    description: Sections to look at, with commas between them; all if blank or V(all).
    type: raw
  snapshots:
    description: Names of snapshots to look at, with commas between them; all if blank or V(all).
    type: raw
  disk_type:
    description: The disks of snapshots that the definition does not name, and of putting the lab back.
    type: str
seealso:
  - plugin: huaweicloud.workspace.lab
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Show who sits where
  ansible.builtin.debug:
    msg: "{{ (lab | huaweicloud.workspace.lab_plan({'desktops': found.desktops})).seats.wanted }}"
  vars:
    lab: "{{ lookup('huaweicloud.workspace.lab', 'labs/bio101.yml') }}"
"""

RETURN = r"""
_value:
  description:
    - What is wanted of each section, RV(ignore:people), RV(ignore:seats), RV(ignore:pools), RV(ignore:schedules) and
      RV(ignore:snapshots), as options of the modules that make it true, and of putting it back, RV(ignore:reset).
    - RV(ignore:left_over) is what the lab owns and its file does not name, RV(ignore:refused) the reasons why the lab
      cannot be provisioned, RV(ignore:wrong) those among them that are about the other options.
  type: dict
"""

from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.definition import option_names
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.found import Found
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.plan import Choice, as_data, plan_lab


def lab_plan(
    lab: dict[str, Any],
    found: dict[str, Any],
    adopt: Any = False,
    seats: Any = None,
    only: Any = None,
    snapshots: Any = None,
    disk_type: str = "",
) -> dict[str, Any]:
    """Return the plan as plain data. What is wrong with the run variables is among the reasons to refuse."""
    choice = Choice(option_names(only), option_names(seats), option_names(snapshots), disk_type or None)
    wrong = []
    try:
        choice.adopt = boolean(adopt or False)
    except TypeError:
        wrong.append(f"lab_adopt is {adopt}, but must be true or false")
    there = Found(**found)
    plan = plan_lab(lab, there, choice)
    plan.wrong[:0] = wrong
    return as_data(lab, there, choice, plan)


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_plan": lab_plan}
