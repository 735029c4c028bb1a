# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of lab playbooks in the process of the test: their plan, and the tasks of its sections as the roles give them.

It proves the same as the playbooks but for what stands in the roles, in a tenth of the time, so that there can be
hundreds of sequences.
What happens in the middle of a run happens at one of its requests that change something.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from integration.harness import Outcome, Task, Tenant
from integration.in_process import carry_out

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.procedures.exam import HoldExam
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.sections import SECTIONS, Bounds
from ansible_collections.huaweicloud.workspace.plugins.module_utils.transport import Transport
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

PLAN = "workspace_lab_plan"
MODULES = {
    "users": "workspace_user",
    "groups": "workspace_user_group",
    "scripts": "workspace_script",
    "desktops": "workspace_desktop",
    "pool_notes": "workspace_desktop_pool",
    "pools": "workspace_desktop_pool",
    "pool_releases": "workspace_desktop_pool",
    "policies": "workspace_policy_group",
    "schedules": "workspace_scheduled_task",
    "snapshots": "workspace_snapshot",
    "leavers": "workspace_user",
    "unlocks": "workspace_user",
    "messages": "workspace_notification",
    "application_rules": "workspace_application_rule",
    "application_restriction": "workspace_application_restriction",
    "collections": "workspace_script_execution",
    **dict.fromkeys(("exam_notes", "log_offs", "network", "exam_notes_after"), "workspace_desktop"),
    "notes": "workspace_user",
    **dict.fromkeys(
        ("healed", "repair_notes", "copy_stops", "copies", "takeovers", "heirs", "hard_restarts", "address_notes"),
        "workspace_desktop",
    ),
    "terminals": "workspace_terminal_binding",
    "addresses": "workspace_eip",
    "notes_before": "workspace_desktop",
    "starts": "workspace_desktop",
    "stops": "workspace_desktop",
    "seat_notes": "workspace_desktop",
}
"""The modules that carry out the sections of a plan."""

COLLECTING = ("exam_notes", "collections")
"""The sections after which the end of an exam is planned once more."""

TOGETHER = ("desktops", "pools")
"""The sections whose jobs are waited for together."""


class Killed(BaseException):
    """The run is killed: nothing of it goes on, and nobody tells what it has done."""


@dataclass
class Moment:
    """What happens in the middle of a run.

    :ivar number: at which of its requests that change something, counted from 1.
    :ivar after: whether it happens when that request is answered, or before it is sent.
    :ivar action: what happens. :ivar kills: whether the run ends by it.
    :ivar came: whether it has happened.
    """

    number: int
    after: bool
    action: Callable[[], None]
    kills: bool = False
    came: bool = False
    _count: int = 0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Let it happen at one of the requests that are sent as long as this lasts."""
        exchange = Transport.exchange

        def watched(transport: Any, method: str, *arguments: Any) -> Any:
            if method == "GET" or self.came:
                return exchange(transport, method, *arguments)
            self._count += 1
            if self._count < self.number:
                return exchange(transport, method, *arguments)
            self.came = True
            reply = exchange(transport, method, *arguments) if self.after else None
            with mock.patch.object(Transport, "exchange", exchange):
                self.action()
            return reply or exchange(transport, method, *arguments)

        with mock.patch.object(Transport, "exchange", watched):
            yield


@dataclass
class Ended:
    """How a run ended.

    :ivar plan: the plan. :ivar tasks: the tasks that carried it out, each with its section.
    :ivar problem: why it failed, empty if it succeeded. :ivar killed: whether it was killed.
    """

    plan: Outcome
    tasks: list[tuple[str, Outcome]] = field(default_factory=list)
    problem: str = ""
    killed: bool = False
    left: Outcome | None = None

    @property
    def writes(self) -> list[Mapping[str, Any]]:
        """The requests that change something."""
        outcomes = [self.plan, *(outcome for _section, outcome in self.tasks)]
        return [request for outcome in outcomes for request in outcome.writes]

    @property
    def actions(self) -> list[Mapping[str, Any]]:
        """What the tasks say that they have done."""
        return [
            action
            for section, outcome in self.tasks
            if section in MODULES
            for action in outcome.result.get("actions", ())
        ]

    @property
    def skipped(self) -> set[str]:
        """The targets that were left alone."""
        rows = [*self.plan.result.get("results", ())]
        rows += [row for _section, outcome in self.tasks for row in outcome.result.get("results", ())]
        return {row["target"] for row in rows if row["state"] == "skipped"}

    @property
    def announced(self) -> str:
        """What the plan says that it loses."""
        losses = self.plan.result.get("bill", {})
        named = [losses.get(name, ()) for name in ("delete", "rebuild", "hand_over", "pool_shrinkage", "losses")]
        lines = [] if losses else map(_spelled, self.plan.result.get("lines", ()))
        return repr([named, self.plan.result.get("doomed", ()), *lines])


_RANGE = re.compile(r"([\w-]*)\[(\d+):(\d+)\]([\w-]*)")


def _spelled(line: str) -> str:
    """Return a line with all names that its ranges stand for."""

    def names(found: re.Match[str]) -> str:
        start, first, last, end = found.groups()
        return ", ".join(f"{start}{n:0{len(first)}}{end}" for n in range(int(first), int(last) + 1))

    return _RANGE.sub(names, line)


def check(tenant: Tenant, lab: str | Mapping[str, Any], procedure: str = "provision", **variables: Any) -> Ended:
    """Run a lab playbook in check mode; ``lab`` is the path of a lab file, or what it says."""
    return _planned(tenant, load(lab), procedure, variables, checking=True)


def run(
    tenant: Tenant,
    lab: Mapping[str, Any],
    moment: Moment | None = None,
    procedure: str = "provision",
    **variables: Any,
) -> Ended:
    """Run a lab playbook.

    :param lab: what the lab file says. :param moment: what happens in the middle of it.
    :param variables: run variables without their prefix.
    """
    definition = load(lab)
    ended = _planned(tenant, definition, procedure, variables, checking=False)
    if ended.problem or not ended.plan["sections"]:
        return ended
    with moment.watching() if moment else contextlib.nullcontext():
        try:
            if "collections" in ended.plan["sections"]:
                _collect(tenant, definition, variables, ended)
            else:
                _carry_out(tenant, ended, ended.plan["sections"])
        except Killed:
            ended.killed, ended.problem = True, "it was killed"
            return ended
    if procedure == "teardown":
        _look_what_is_left(tenant, definition, variables, ended)
    elif procedure == "provision" and not ended.problem:
        _look_once_more(tenant, definition, variables, ended)
    return ended


def _plan_task(definition: Mapping[str, Any], procedure: str, variables: Mapping[str, Any], **more: Any) -> Task:
    check = more.pop("check", False)
    return Task(PLAN, {"definition": definition, "procedure": procedure, "run": dict(variables), **more}, check)


def _planned(
    tenant: Tenant, definition: Mapping[str, Any], procedure: str, variables: Mapping[str, Any], checking: bool
) -> Ended:
    # The module cannot call an option message, which ansible-core uses itself.
    run = {"msg" if name == "message" else name: value for name, value in variables.items()}
    plan = carry_out(tenant, _plan_task(definition, procedure, run, check=checking))
    against = [plan.message] if plan.failed else plan["objections"]
    return Ended(plan, problem="; ".join(against))


def _collect(tenant: Tenant, definition: Mapping[str, Any], variables: Mapping[str, Any], ended: Ended) -> None:
    """Collect the work of an exam, and carry out what follows where that succeeded."""
    _carry_out(tenant, ended, {name: ended.plan["sections"].get(name, []) for name in COLLECTING})
    ended.problem = ""
    ended.left = carry_out(tenant, _plan_task(definition, "exam", variables, verify=list(HoldExam.follow_up)))
    _carry_out(tenant, ended, ended.left["sections"])
    ended.problem = "; ".join(filter(None, [ended.problem, *ended.left["exam"]["left"]]))


def _carry_out(tenant: Tenant, ended: Ended, sections: Mapping[str, Any]) -> None:
    """Carry out sections; the first that fails is the last."""
    states = sections.get("desktops", {})
    alone = len(states) == 1 and "pools" not in sections
    running: list[Any] = []
    for section in sections:
        if running and section not in TOGETHER:
            _wait(tenant, ended, running)
        if ended.problem:
            break
        bounds = Bounds(ended.plan["bounds"], ended.plan["time_zone"])
        for options in SECTIONS[section].tasks(sections[section], bounds):
            given = {name: value for name, value in options.items() if value is not None}
            if section in TOGETHER:
                given["wait"] = alone
            outcome = _done(tenant, ended, section, MODULES[section], given)
            running += outcome.result.get("jobs", ()) if section in TOGETHER else ()
        if ended.problem:
            break
    if running:
        _wait(tenant, ended, running)


def _wait(tenant: Tenant, ended: Ended, running: list[Any]) -> None:
    _done(tenant, ended, "jobs", "workspace_job", {"jobs": list(running)})
    running.clear()


def _done(tenant: Tenant, ended: Ended, section: str, module: str, options: Mapping[str, Any]) -> Outcome:
    outcome = carry_out(tenant, Task(module, {**options, "wait_timeout": 1800}))
    ended.tasks.append((section, outcome))
    if outcome.failed:
        ended.problem = "; ".join(filter(None, [ended.problem, outcome.message]))
    return outcome


def _look_once_more(tenant: Tenant, definition: Mapping[str, Any], variables: Mapping[str, Any], ended: Ended) -> None:
    left = carry_out(tenant, _plan_task(definition, "provision", variables, verify=list(ended.plan["sections"])))
    ended.left = left
    if left.failed:
        ended.problem = left.message
        return
    touched = {
        row["target"]
        for _section, outcome in ended.tasks
        for row in outcome.result.get("results", ())
        if row["state"] != "skipped"
    }
    spared = ended.skipped - touched
    targets = [action["target"] for action in left["actions"] if action["target"] not in spared]
    if targets:
        ended.problem = f"These are not as planned: {', '.join(dict.fromkeys(targets))}."


def _look_what_is_left(
    tenant: Tenant, definition: Mapping[str, Any], variables: Mapping[str, Any], ended: Ended
) -> None:
    left = carry_out(tenant, _plan_task(definition, "teardown", variables, verify=[]))
    ended.left = left
    doomed: Sequence[Sequence[str]] = [] if left.failed else list(left["doomed"].values())
    there = [name for names in doomed for name in names if name not in ended.skipped]
    if left.failed or there:
        told = left.message if left.failed else f"These are still there: {', '.join(there)}."
        ended.problem = ended.problem or told
