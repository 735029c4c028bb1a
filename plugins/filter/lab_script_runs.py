# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that tells which scripts run after what a plan does to desktops."""

from __future__ import annotations

DOCUMENTATION = r"""
name: lab_script_runs
short_description: Determine which scripts of a lab run on which desktops
version_added: 0.1.0
author:
  - huaweicloud.workspace contributors (@huaweicloud)
description:
  - Returns which scripts run on which desktops after a plan is carried out. These are the desktops that the plan
    creates or rebuilds, and those on which a script should have run before. Desktops that were skipped, and desktops
    that are off afterwards, are left out.
positional: results
options:
  _input:
    description: The value of RV(ignore:sections.script_runs) of M(huaweicloud.workspace.workspace_lab_plan).
    type: list
    elements: dict
    required: true
  results:
    description:
      - The results of the tasks that plan or change the desktops with M(huaweicloud.workspace.workspace_desktop).
    type: list
    elements: dict
    required: true
  created:
    description:
      - Names of desktops that the plan creates. They count as created even if another run, or a run that was killed,
        created them, which the results do not show.
    type: list
    elements: str
    default: []
  only:
    description:
      - Names of the desktops on which scripts can run. If it is not given, they run on all desktops.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Show which scripts run on which desktops
  ansible.builtin.debug:
    msg: "{{ plan.scripts.runs | huaweicloud.workspace.lab_script_runs([planned]) }}"
  vars:
    plan:
      scripts:
        runs:
          - {name: bio101-apps, run: [after_create], seats: [BIO-01, BIO-02], due: [BIO-01], off: []}
    planned:
      actions:
        - {verb: create, target: BIO-02, fields: {}}
"""

RETURN = r"""
_value:
  description: The runs, as options of M(huaweicloud.workspace.workspace_script_execution).
  type: list
  elements: dict
  sample: [{scripts: [bio101-apps], desktops: [BIO-01, BIO-02]}]
"""

from collections.abc import Sequence
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.scripts import runs_after


def lab_script_runs(
    runs: list[dict[str, Any]],
    results: list[dict[str, Any]],
    created: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Return the runs that the results and the creations of the plan entail."""
    creations = [{"target": name, "verb": "create"} for name in created]
    return runs_after(runs, [{"actions": creations}, *results], only)


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Any]:
        """Return the filter."""
        return {"lab_script_runs": lab_script_runs}
