# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""However an exam is cut short, its end puts everything back as it was before, whatever the lab file says by then."""

from __future__ import annotations

import pytest
from fault.exams import ALL_OF_IT, BEFORE, EXAM, LAST_END, SECTIONS, add_script, lab, prepare, turn_on_bindings
from fault.matrix.view import differences, view
from fault.worlds.runs import Ended, Killed, Moment, run
from integration.harness import Task, Tenant
from integration.in_process import carry_out

DEFINITION = lab(ALL_OF_IT, **SECTIONS)
AFTER = f"{LAST_END[:11]}12:00"
RUNS = {
    "start": {"action": "start", "now": BEFORE, "confirm": "bio"},
    "extend": {"action": "extend", "now": BEFORE, "extra_time": "10m"},
    "end": {"action": "end", "now": AFTER, "confirm": "bio"},
}
WRITES = {"start": 9, "extend": 1, "end": 15}
"""How many requests of each run change something."""

HISTORY = ("ScriptTask ", "ScriptRecord ", "ScriptRun ", "wiped ")
"""What tells that a script was run, and that a seat was reset."""

KILLS = [
    pytest.param(
        action,
        number,
        after,
        id=f"{action}-{number}-{'carried_out' if after else 'lost'}",
        marks=() if after and number == 4 else pytest.mark.slow,
    )
    for action, writes in WRITES.items()
    for number in range(1, writes + 1)
    for after in (False, True)
]


def killed() -> None:
    """End a run as a machine that goes down does."""
    raise Killed


def held(tenant: Tenant, action: str, moment: Moment | None = None) -> Ended:
    """Do something with the exam."""
    return run(tenant, DEFINITION, moment, "exam", **RUNS[action])


def before_the_exam(tenant: Tenant) -> None:
    """Let there be the lab, with the task of its idle rule, in a project where programs were denied once."""
    prepare(tenant)
    add_script(tenant)
    turn_on_bindings(tenant)
    assert not run(tenant, DEFINITION, None, only="schedules,snapshots").problem
    for switch in (True, False):
        task = Task("workspace_application_restriction", {"app_restrict_rule_switch": switch})
        assert not carry_out(tenant, task).failed


def seen(tenant: Tenant) -> dict[str, list[str]]:
    """Return what there is, whether or not a snapshot was restored."""
    state = tenant.state
    for row in state["tables"].get("Snapshot", []):
        row.update(status="", restored=None)
    return view(state)


@pytest.mark.parametrize(("action", "number", "after"), KILLS)
def test_the_end_puts_everything_back(tenant: Tenant, action: str, number: int, after: bool) -> None:
    before_the_exam(tenant)
    before = seen(tenant)
    if action != "start":
        assert not held(tenant, "start").problem
    moment = Moment(number, after, killed, kills=True)
    assert held(tenant, action, moment).killed and moment.came
    tenant.control("POST", "clock", finish_jobs=True)
    # The file has neither the exam nor the idle rule any more.
    ended = run(tenant, lab(), None, "exam", action="end", now=AFTER)
    assert not ended.problem
    tenant.control("POST", "clock", finish_jobs=True)
    wrong = [one for one in differences(before, seen(tenant)) if not one.startswith(HISTORY)]
    assert not wrong, "\n".join(wrong)
    collected = [one["desktop"] for one in tenant.state["tables"].get("ScriptRun", [])]
    assert len(set(collected)) == len(collected)
    assert not run(tenant, lab(EXAM), None, "exam", action="end", now=AFTER).plan["actions"]


def test_the_runs_write_what_is_tried(tenant: Tenant) -> None:
    before_the_exam(tenant)
    assert {action: len(held(tenant, action).writes) for action in WRITES} == WRITES
