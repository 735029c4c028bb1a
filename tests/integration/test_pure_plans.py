# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning sends nothing: what a plan needs has been read before. Each module that plans shows it with its examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from integration.harness import Task, Tenant
from integration.in_process import carry_out
from integration.pure import planners, plans_that_send_nothing

MODULES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted(Path(CHECKOUT, "plugins", "modules").glob("workspace_*.py"))
}
PLANNING = [name for name, text in MODULES.items() if "module_utils.module import run\n" in text]

PEOPLE = {"BIO-01": "mmueller", "BIO-02": "ohaddad", "BIO-T1": "ameier"}
"""Desktops that examples speak of, and whom they belong to."""

SECONDS = 10
"""The time of a task; an example that waits for something that does not come has planned all the same."""


def examples(module: str) -> list[dict[str, Any]]:
    """Return the arguments of a module's examples."""
    text = MODULES[module].partition('EXAMPLES = r"""')[2].partition('"""')[0]
    name = f"huaweicloud.workspace.{module}"
    return [task[name] or {} for task in yaml.safe_load(text) if name in task]


@pytest.mark.parametrize("module", PLANNING)
def test_planning_sends_nothing(module: str, tenant: Tenant) -> None:
    for desktop, user in PEOPLE.items():
        tenant.console("create", desktop, user=user)
    tenant.control("POST", "app-groups", names=["office", "drawing"])
    with plans_that_send_nothing() as planned:
        outcomes = [
            carry_out(tenant, Task(module, {**arguments, "wait_timeout": SECONDS}, check))
            for arguments in examples(module)
            for check in (True, False, True)
        ]
    told = [outcome.message for outcome in outcomes if outcome.failed]
    assert not [message for message in told if "mistake in the collection" in message]
    assert planned, f"none of its examples gets as far as a plan: {told}"


def test_a_plan_that_asks_is_found_out(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    [planner] = [one for one in planners() if one.__name__ == "AgencyResource"]
    plan = planner.plan
    monkeypatch.setattr(planner, "plan", lambda self: self.read() or plan(self))
    with pytest.raises(AssertionError, match="read it before"):
        carry_out(tenant, Task("workspace_agency", {}, check=True))
