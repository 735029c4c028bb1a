# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module under a fault: its scenario is run with it, and has to end as it does without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fault.matrix.scenario import Scenario, scenario_of
from fault.matrix.table import CUTS, Fault
from fault.matrix.view import differences, view
from fault.report import CONVERGED, NOT_MET, TOLD
from integration.harness import Outcome, Task, Tenant, failure, unchanged
from integration.in_process import carry_out

OF_JOBS_AND_ROWS = ("job_fail", "job_partial", "job_stuck", "failed_rows")
"""The kinds of faults that hit no request as a whole, so that none tells of them; they are injected once."""

SECONDS = 600
"""The time of a task that changes something."""

View = dict[str, list[str]]


@dataclass(frozen=True)
class Undisturbed:
    """How a step of a scenario goes without a fault.

    :ivar outcome: what it returns and sends. :ivar state: what there is then. :ivar jobs: how many jobs it starts.
    """

    outcome: Outcome
    state: View
    jobs: int

    @property
    def reads(self) -> int:
        """How much it reads before its first write; 0 if it only reads."""
        kinds = [request["kind"] for request in self.outcome.requests]
        return kinds.index("write") if "write" in kinds else 0

    def meets(self, fault: Fault) -> bool:
        """Whether a fault hits anything that the step does."""
        if fault.injected is None:
            return True
        if fault.injected["kind"].startswith("job_"):
            return self.jobs > 0
        if fault.injected["kind"] == "failed_rows":
            return bool(self.outcome.writes)
        operation, path = fault.injected["operation"], fault.injected.get("path", "")
        hit = [
            request
            for request in self.outcome.requests
            if operation in ("", request["kind"]) and re.search(path, request["path"])
        ]
        return len(hit) > (self.reads if fault.after_write else fault.injected.get("skip", 0))


@dataclass(frozen=True)
class Course:
    """How a scenario goes without a fault: where, and each of its steps."""

    tenant: Tenant
    steps: Mapping[str, Undisturbed]


def settled(tenant: Tenant) -> View:
    """Return what there is once all that was begun has ended."""
    tenant.control("POST", "clock", release_stuck=True, finish_jobs=True)
    return view(tenant.state)


def task_of(
    tenant: Tenant, module: str, scenario: Scenario, step: str, fault: Fault | None = None, check: bool = False
) -> Task:
    """Return the task of a step, as it meets a fault."""
    options: dict[str, Any] = {} if scenario.reads else {"wait_timeout": SECONDS}
    if fault:
        options.update(fault.options)
    return Task(
        module, {**options, **scenario.given(tenant), **scenario.steps[step]}, check, fault.environment if fault else {}
    )


def undisturbed(tenant: Tenant, module: str, before: str | None = None) -> Course:
    """Run the scenario of a module without a fault, all of it or what comes before a step; return how that goes."""
    scenario = scenario_of(module)
    scenario.prepare(tenant)
    settled(tenant)
    steps: dict[str, Undisturbed] = {}
    for step in scenario.steps:
        if step == before:
            break
        jobs = _jobs(tenant)
        done = carry_out(tenant, task_of(tenant, module, scenario, step))
        assert not done.failed, done.brief
        if scenario.reads:
            assert not done.writes, done.writes
        else:
            assert done["changed"] and done.writes, f"{step} changes nothing: {done.brief}"
        steps[step] = Undisturbed(done, settled(tenant), _jobs(tenant) - jobs)
    return Course(tenant, steps)


def _jobs(tenant: Tenant) -> int:
    state = tenant.state
    return len(state["jobs"]) + len(state["tables"].get("ImageJob", ()))


def meet(tenant: Tenant, module: str, fault: Fault, course: Course) -> str:
    """Run the scenario of a module, each step with the fault and then without it; return how it got along.

    A fault that changes nothing of what the module is answered, or that nobody can notice, is not met. A module that
    only reads finds what it found before.
    """
    scenario = scenario_of(module)
    unnoticed = fault.undone and scenario.blind
    if unnoticed or not any(usual.meets(fault) for usual in course.steps.values()):
        return NOT_MET
    if scenario.reads:
        outcomes = [_read(course.tenant, module, scenario, step, fault, usual) for step, usual in course.steps.items()]
    else:
        scenario.prepare(tenant)
        settled(tenant)
        given_up: list[str] = []
        outcomes = [
            _step(tenant, module, scenario, step, fault, usual, given_up) for step, usual in course.steps.items()
        ]
    return TOLD if TOLD in outcomes else CONVERGED if CONVERGED in outcomes else NOT_MET


def _read(tenant: Tenant, module: str, scenario: Scenario, step: str, fault: Fault, usual: Undisturbed) -> str:
    done, met = _under(tenant, module, scenario, step, fault, usual)
    assert not done.writes, done.writes
    alters = fault.alters or scenario.uncounted and fault.injected and fault.injected["kind"] in CUTS
    assert done.failed or alters or _lasting(done, scenario) == _lasting(usual.outcome, scenario), done.result
    return TOLD if done.failed else CONVERGED if met else NOT_MET


def _step(
    tenant: Tenant, module: str, scenario: Scenario, step: str, fault: Fault, usual: Undisturbed, given_up: list[str]
) -> str:
    """Run a step under a fault, and again until it is as desired; return how it got along.

    :param given_up: the broken things that were deleted since a message said so; those of this step are added.
    """
    done, met = _under(tenant, module, scenario, step, fault, usual)
    state = settled(tenant)
    told = done.failed or any(result["state"] == "skipped" for result in done.result.get("results", ()))
    if told:
        mended = _converges(tenant, module, scenario, step, done)
        state = settled(tenant)
        if mended:
            given_up[:] = _beyond(state.get("deleted", []), usual.state.get("deleted", []))
    if not (told and step in scenario.acts):
        wrong = differences(usual.state, {**state, "deleted": _beyond(state.get("deleted", []), given_up)})
        assert not wrong, "\n".join([*wrong, done.brief])
    if met and step not in scenario.acts:
        unchanged(carry_out(tenant, task_of(tenant, module, scenario, step, check=True)))
    return TOLD if told else CONVERGED if met else NOT_MET


def _beyond(rows: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the rows that are not known."""
    return list((Counter(rows) - Counter(known)).elements())


def _under(
    tenant: Tenant, module: str, scenario: Scenario, step: str, fault: Fault, usual: Undisturbed
) -> tuple[Outcome, bool]:
    """Run a step under a fault; return its outcome, and whether it has met the fault."""
    after_write: dict[str, Any] = {"skip": usual.reads}
    if fault.injected:
        tenant.fault(**fault.injected, **(after_write if fault.after_write else {}))
    if fault.beside:
        tenant.fault(**fault.beside, **after_write)
    done = carry_out(tenant, task_of(tenant, module, scenario, step, fault))
    left = tenant.control("GET", "faults")["faults"]
    tenant.control("DELETE", "faults")
    if done.failed:
        _told(done, fault)
    return done, _has_met(fault, done, left)


def _has_met(fault: Fault, done: Outcome, left: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a fault has changed anything for a task; ``left`` are the faults that still wait."""
    if fault.injected is None:
        return True
    kind = fault.injected["kind"]
    if kind in OF_JOBS_AND_ROWS:
        return not any(one["kind"] == kind for one in left)
    return any(request["fault"] == kind for request in done.requests)


def _converges(tenant: Tenant, module: str, scenario: Scenario, step: str, failed: Outcome) -> bool:
    """Assert that a step without a fault does what it announces, and succeeds once what was told is mended; return
    whether anything was.
    """
    mended = _mend(tenant, scenario, failed)
    announced, done = _announced_and_done(tenant, module, scenario, step)
    if done.failed:
        assert not done.writes, done.writes
        mended = _mend(tenant, scenario, done) or mended
        announced, done = _announced_and_done(tenant, module, scenario, step)
    assert not announced.failed and not done.failed, announced.brief + done.brief
    assert not announced.writes
    for told in ("changed", "actions", "diff"):
        assert announced[told] == done[told], (announced[told], done[told])
    return mended


def _mend(tenant: Tenant, scenario: Scenario, failed: Outcome) -> bool:
    """Follow what a message says to do; return whether it says anything of the kind."""
    ways_out = [way for words, way in scenario.ways_out.items() if words in failed.result.get("msg", "")]
    for way_out in ways_out:
        mended = carry_out(tenant, way_out)
        assert not mended.failed, mended.brief
        settled(tenant)
    return bool(ways_out)


def _announced_and_done(tenant: Tenant, module: str, scenario: Scenario, step: str) -> list[Outcome]:
    """Check and run a step without a fault."""
    return [carry_out(tenant, task_of(tenant, module, scenario, step, check=check)) for check in (True, False)]


def _told(outcome: Outcome, fault: Fault) -> None:
    """Assert that a failure is one sentence that says what it was about, with the marks that the service gave."""
    message = failure(outcome)
    assert "exception" not in outcome.result and "Traceback" not in message, outcome.brief
    targets = [result["target"] for result in outcome.result.get("results", ())]
    names = (*targets, *_texts(outcome.task.arguments), "GET ", "POST ", "PUT ", "DELETE ", "PATCH ", "HTTP ")
    assert any(name in message for name in names), f"it names neither target nor request: {message}"
    if "http_status" in outcome.result:
        assert outcome.result.get("request_id"), outcome.brief
    if "HTTP " in message:
        assert "request " in message, message
    injected = fault.injected or {}
    if "error_code" in injected and outcome.result.get("http_status") == injected.get("status", 0):
        assert outcome["error_code"] == injected["error_code"]


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in arguments."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, str) and value:
        yield value
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _lasting(outcome: Outcome, scenario: Scenario) -> Any:
    """Return a result without how Ansible was called, and without what passes with time."""
    return _without(outcome.result, {"invocation", "warnings", *scenario.passing})


def _without(value: Any, names: Collection[str]) -> Any:
    """Return a value without the keys of these names, at any depth."""
    if isinstance(value, dict):
        return {name: _without(inner, names) for name, inner in value.items() if name not in names}
    return [_without(inner, names) for inner in value] if isinstance(value, list) else value
