# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that adds a plan up."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_bill
short_description: Add up a lab's plan
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - From the planned tasks of a lab works out the bill of materials, the plan's ID, and whether it may be carried out.
positional: lab, wanted, found
options:
  _input:
    description:
      - The results of the modules' tasks in check mode, as lists by the names C(desktops), C(users), C(groups),
        C(pools), C(schedules) and C(snapshots).
    type: dict
    required: true
  lab:
    description: The definition, as the lookup P(huaweicloud.workspace.lab#lookup) returns it.
    type: dict
    required: true
  wanted:
    description: What the filter P(huaweicloud.workspace.lab_plan#filter) returned.
    type: dict
    required: true
  found:
    description: What there is, as the filter P(huaweicloud.workspace.lab_plan#filter) took it.
    type: dict
    required: true
  products:
    description: The products, as M(huaweicloud.workspace.workspace_product_info) returns them.
    type: list
    elements: dict
    default: []
  quotas:
    description: The quotas, as M(huaweicloud.workspace.workspace_quota_info) returns them.
    type: list
    elements: dict
    default: []
  run:
    description:
      - The run variables without their prefix, blank where not given (C(max_create), C(max_delete), C(max_disrupt),
        C(expect_plan), C(confirm), C(credentials_file)), and C(check), whether this is check mode.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Show the bill of the plan
  ansible.builtin.debug:
    msg: "{{ ({'desktops': [planned]} | huaweicloud.workspace.lab_bill(lab, wanted, found)).lines }}"
"""

RETURN = r"""
_value:
  description:
    - The bill as data, RV(ignore:lines) to read, RV(ignore:plan_id), and RV(ignore:objections), the reasons why the
      plan must not be carried out.
  type: dict
"""

from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.bill import bill_of_materials, objections
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.found import Found


def lab_bill(
    planned: dict[str, Any],
    lab: dict[str, Any],
    wanted: dict[str, Any],
    found: dict[str, Any],
    products: list[Any] | None = None,
    quotas: list[Any] | None = None,
    run: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the bill of materials as plain data."""
    bill = bill_of_materials(lab, wanted, planned, Found(**found), products or [], quotas or [])
    return {**bill, "objections": objections(lab, bill, run or {})}


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_bill": lab_bill}
