# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that tells whether a lab is ready."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_status
short_description: Tell whether a lab is ready
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - One line a seat, with its person, power state, session, image and problem; the totals; and what is left over.
positional: desktops
options:
  _input:
    description: The C(seats) of what the filter P(huaweicloud.workspace.lab_plan#filter) returned.
    type: dict
    required: true
  desktops:
    description: All desktops of the project.
    type: list
    elements: dict
    required: true
  style:
    description: How RV(ignore:lines) are written.
    type: str
    choices: [table, json, csv]
    default: table
"""

EXAMPLES = r"""
- name: Show the room
  ansible.builtin.debug:
    msg: "{{ (seats | huaweicloud.workspace.lab_status(found.desktops)).lines }}"
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:rows), RV(ignore:totals), RV(ignore:left_over), RV(ignore:not_ready), RV(ignore:refused),
      RV(ignore:verdict) (what is not ready, in one sentence) and RV(ignore:lines).
  type: dict
"""

from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.seats import SeatPlan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.status import report, shown


def lab_status(seats: dict[str, Any], desktops: list[Any], style: str = "table") -> dict[str, Any]:
    """Return the report as plain data, with lines to read."""
    plan = SeatPlan.from_dict(seats)
    status = report(plan, desktops)
    return {**status, "lines": shown(status, style or "table")}


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_status": lab_status}
