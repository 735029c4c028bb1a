# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that plans labs where it does not run on the controller: it is given a definition that is checked already.

What the plan holds is proved by playbooks, see by_playbook/test_lab_plan.py.
"""

from __future__ import annotations

from integration.cases import case
from integration.desktops import IMAGE, PRODUCT
from integration.harness import Task, failure

from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

LAB = {
    "version": 1,
    "name": "bio",
    "defaults": {"product": PRODUCT, "image": IMAGE, "root_volume": {"type": "SAS", "size": 80}},
    "seats": [
        {
            "name": "students",
            "people": ["anna", "ben"],
            "computer_name": "BIO-{number:02d}",
            "numbers": {"first": 1, "last": 9},
        }
    ],
}


def plan(**changes):
    """Return a task that plans the lab in check mode."""
    return Task("workspace_lab_plan", {"definition": load({**LAB, **changes})}, check=True)


@case
def test_a_lab_is_planned_by_the_module_itself(tenant):
    (planned,) = yield [plan()]
    assert planned["changed"] is True and planned.writes == []
    assert [(one["verb"], one["target"]) for one in planned["actions"]] == [("create", "BIO-01"), ("create", "BIO-02")]
    assert planned["where"] == f"region ap-southeast-1, project {tenant.project_id}, lab bio"


@case
def test_a_lab_of_another_project_is_not_looked_at(tenant):
    (refused,) = yield [plan(target={"project_id": "0123456789abcdef0123456789abcdef"})]
    failure(refused, "Nothing was changed: the lab bio lives in ap-southeast-1, project 0123456789abcdef", "lead to")
    assert refused.requests == []
