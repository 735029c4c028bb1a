# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every task of every scenario run by two controllers at once: nothing is twice or lost unless both IDs are told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fault.faults import at_once
from fault.matrix.pair import Course, settled, task_of, undisturbed
from fault.matrix.scenario import MODULES, has_scenario, scenario_of
from fault.matrix.view import differences
from integration.harness import Task, Tenant, failure, unchanged
from integration.in_process import carry_out

STANDS_FOR_ALL = ("workspace_user_group", "create")
"""The task that is part of `make test`."""

STEPS = [
    pytest.param(module, step, marks=() if (module, step) == STANDS_FOR_ALL else pytest.mark.slow)
    for module in MODULES
    if has_scenario(module) and not scenario_of(module).reads
    for step in scenario_of(module).steps
]

ASKED_TWICE = "AgentUpgrade has beside "
"""How a difference begins that is only a request of each controller: what they ask for has the same effect."""

IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b\d{18}\b")


@pytest.mark.parametrize(("module", "step"), STEPS)
def test_two_controllers(
    module: str, step: str, tenant: Tenant, course_of: Callable[[str], Course], record_property
) -> None:
    scenario = scenario_of(module)
    expected = course_of(module).steps[step].state
    undisturbed(tenant, module, before=step)
    task = task_of(tenant, module, scenario, step)
    outcomes = at_once(tenant, "", task, task)
    told = [failure(outcome) for outcome in outcomes if outcome.failed]
    state = settled(tenant)
    if step not in scenario.acts:
        if told:
            again = carry_out(tenant, task_of(tenant, module, scenario, step))
            assert not again.failed or not again.writes, again.brief
            state = settled(tenant)
        wrong = [line for line in differences(expected, state) if not line.startswith(ASKED_TWICE)]
        if wrong:
            twins = IDS.findall(" ".join(told))
            assert len(twins) > 1, "\n".join([*wrong, *(outcome.brief for outcome in outcomes)])
            if any(" lacks " in line for line in wrong):
                # What was left to do to one of them is done as soon as the other is deleted, as the message says.
                [target] = {row["target"] for outcome in outcomes for row in outcome.result["results"]}
                option = next(name for name, value in task.arguments.items() if value == target)
                assert not carry_out(tenant, Task(module, {option: twins[0], "state": "absent"})).failed
                assert not carry_out(tenant, task_of(tenant, module, scenario, step)).failed
                assert not differences(expected, settled(tenant))
        else:
            unchanged(carry_out(tenant, task_of(tenant, module, scenario, step, check=True)))
    record_property("figure", ("tasks run by two controllers at once", 1))
