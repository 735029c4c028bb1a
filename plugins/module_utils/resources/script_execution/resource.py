# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Script executions: how their desktops are found, planned, run, retried, stopped and told of."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NoReturn

from ...apply import SKIPPED, Call, Result
from ...client import Client
from ...errors import Answer, InputError, UnknownFateError, UnknownNameError, WorkspaceError
from ...jobs import FAILED, STATE_API, Job, Poller
from ...names import Kind, Names, nearest
from ...plan import KNOWN_AFTER_APPLY, Change, Notice, Plan, Step
from ..base import Undisturbed
from ..desktop.state import Desktop, poll_desktops, read_all, read_ids
from ..kinds import POOL
from ..occupancy import in_use_reason
from ..script import SCRIPT
from ..selectors import find_desktop, selected, selectors
from .options import check, narrowed
from .state import (
    EXECUTIONS,
    SCRIPT_API,
    Record,
    list_records,
    list_tasks,
    poll_executions,
    show_record,
    show_task,
)

_SYSTEMS = {"POWERSHELL": "Windows", "BAT": "Windows", "SHELL": "Linux"}
_STARTABLE = ("SHUTOFF", "HIBERNATED")
_UNTIL: dict[str, dict[str, Any]] = {"stop": {"status": "SHUTOFF"}, "reboot": {"status": "ACTIVE", "restarted": True}}
"""The state in which desktops are after what follows their scripts."""

_LOOK_BACK = 60.0
"""Seconds before a request from which on executions are looked at that it may have started."""

_ADVICE = "look with workspace_script_execution_info at what was run there before you run it again"


class ExecutionResource(Undisturbed):
    """What one task of ``workspace_script_execution`` with state executed works on."""

    pollers: Mapping[str, Poller] = {SCRIPT_API: poll_executions, STATE_API: poll_desktops}
    verb = "execute"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        check(options)
        self._client = client
        self._options = options
        self._names = Names(client)
        self._targets: dict[str, Desktop | None] = {}
        self._scripts: list[str] = []
        self._types: dict[str, str] = {}
        self._pool_id: str | None = None
        self._awaited: list[Notice] = []
        self._refused: list[Notice] = []
        self._planned: list[str] = []
        self._task_id: str | None = None
        self._records: list[Record] | None = None

    # Reading

    def read(self) -> None:
        """Find the scripts and the desktops.

        :raises InputError: a name stands for several things, or a selector hits more than it may.
        """
        where = self._options["pool"] or self._options["desktop_tag"] or "scripts"
        for given in self._options["scripts"] or []:
            found = self._find(SCRIPT, given, where)
            self._scripts.append(found.id if found else given)
            self._types[given] = (found.row.get("type") if found else None) or ""
        if len(set(self._scripts)) < len(self._scripts):
            raise InputError("scripts names the same script twice")
        if self._options["command"] is not None:
            self._types["the command"] = self._options["command_type"]
        self._find_targets()
        if not self._targets and not narrowed(self._options):
            # Check mode still has something to announce where an earlier task makes the desktops.
            self._awaited.append(Notice(where, "there are no desktops to run scripts on"))
            self._targets = {where: None}

    def _find(self, kind: Kind, given: str, target: str) -> Any:
        """Return the thing of that name or ID; one that there is not yet is noted."""
        try:
            return self._names.find(kind, given)
        except UnknownNameError as error:
            self._awaited.append(Notice(target, str(error)))
            return None

    def _find_targets(self) -> None:
        options = self._options
        if options["pool"] is not None:
            pool = self._find(POOL, options["pool"], options["pool"])
            self._pool_id = pool.id if pool else None
            there = self._read({"pool_id": pool.id}) if pool else []
        else:
            there = self._read({})
        if options["desktops"] is not None:
            self._name_targets(options["desktops"], there)
        elif selectors(options):
            there = selected(there, options)
        elif options["desktop_tag"] is not None:
            key, _sign, value = options["desktop_tag"].partition("=")
            there = [desktop for desktop in there if desktop.tags.get(key) == value]
        if options["desktops"] is None:
            self._targets = {desktop.computer_name: desktop for desktop in there}

    def _read(self, query: Mapping[str, Any]) -> list[Desktop]:
        found = [desktop for desktop in read_all(self._client, query) if not desktop.going]
        return sorted(found, key=lambda desktop: desktop.computer_name.lower())

    def _name_targets(self, names: Sequence[str], there: Sequence[Desktop]) -> None:
        meant: dict[str, str] = {}
        for name in names:
            desktop = find_desktop(there, name)
            self._targets[name] = desktop
            if desktop is None:
                what = f"in the pool {self._options['pool']}" if self._pool_id else "of this name"
                reason = f"there is no desktop {what}{nearest(name, [one.computer_name for one in there])}"
                self._awaited.append(Notice(name, reason))
            elif meant.setdefault(desktop.desktop_id, name) != name:
                reason = f"it is the same desktop as {meant[desktop.desktop_id]}; list it once"
                self._refused.append(Notice(name, reason))

    # Planning

    def plan(self) -> Plan:
        """Plan the task: a step for each desktop, all of which one request carries out."""
        plan = Plan(awaited=list(self._awaited), refused=list(self._refused))
        for target, desktop in self._targets.items():
            if desktop is None or self._fits(plan, target, desktop):
                plan.steps.append(Step(self.verb, target, self._fields(desktop), desktop))
        if selectors(self._options) and not self._targets:
            plan.warnings.append(f"no desktop matches {', '.join(selectors(self._options))}")
        self._check_first_batch(plan)
        self._planned = plan.targets()
        return plan

    def _check_first_batch(self, plan: Plan) -> None:
        if any(step.payload is None for step in plan.steps):
            return
        known = {key for step in plan.steps for key in _keys(step.payload)}
        for given in self._options["gray_desktops"] or []:
            if given.lower() not in known:
                reason = "gray_desktops names it, but it is not one of the desktops on which scripts are to run"
                plan.refused.append(Notice(given, reason))

    def _fits(self, plan: Plan, target: str, desktop: Desktop) -> bool:
        """Tell whether a desktop takes part; what stands against it is noted."""
        for what, kind in self._types.items():
            system = _SYSTEMS.get(kind)
            if system and desktop.os_type and desktop.os_type.lower() != system.lower():
                reason = f"{what} is of type {kind}, which does not run on {desktop.os_type}"
                plan.refused.append(Notice(target, reason))
        if not desktop.idle:
            plan.awaited.append(Notice(target, f"something is going on there ({desktop.task_status})"))
        elif desktop.status != "ACTIVE" and not self._starts(desktop):
            more = " or give pre_start: start" if self._is_group and desktop.status in _STARTABLE else ""
            plan.awaited.append(Notice(target, f"it is not running ({desktop.status}); start it first{more}"))
        return not self._options["post_finish"] or self._may_be_disturbed(plan, target, desktop)

    def _may_be_disturbed(self, plan: Plan, target: str, desktop: Desktop) -> bool:
        policy = self._options["if_in_use"]
        if not desktop.in_use or policy == "force":
            return True
        reason = in_use_reason(desktop)
        if policy == "skip":
            plan.skipped.append(Notice(target, reason))
        else:
            plan.refused.append(Notice(target, f"{reason}; if_in_use: force goes on nevertheless"))
        return False

    @property
    def _is_group(self) -> bool:
        return self._options["pool"] is not None or self._options["desktop_tag"] is not None

    def _starts(self, desktop: Desktop) -> bool:
        return self._options["pre_start"] is not None and desktop.status in _STARTABLE

    def _fields(self, desktop: Desktop | None) -> dict[str, Change]:
        names: tuple[str, ...] = ("scripts", "command", "command_type", "post_finish")
        if desktop is None or self._starts(desktop):
            names = (*names, "pre_start")
        return {name: Change(None, self._options[name]) for name in names if self._options[name] is not None}

    # Carrying out (see apply.Resource)

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktops once more, and name those whose people must not be disturbed."""
        if not self._options["post_finish"] or self._options["if_in_use"] == "force":
            return {}
        found = self._in_use(steps)
        first = {name.lower() for name in self._options["gray_desktops"] or []}
        spoilt = any(first & set(_keys(step.payload)) for step in steps if step.target in found)
        if found and (spoilt or self._options["desktop_tag"] is not None):
            return all_of(steps, found)
        state = SKIPPED if self._options["if_in_use"] == "skip" else FAILED
        return {target: Result(target, state, reason) for target, reason in found.items()}

    def _in_use(self, steps: Sequence[Step]) -> dict[str, str]:
        """Return who is logged in now, by desktop."""
        ids = {step.target: self._desktop_id(step) or "" for step in steps}
        now = read_ids(self._client, list(ids.values())) if ids else {}
        return {
            target: in_use_reason(now[desktop_id])
            for target, desktop_id in ids.items()
            if desktop_id in now and now[desktop_id].in_use
        }

    def _desktop_id(self, step: Step) -> str | None:
        """Return the ID of the desktop that a step is about."""
        desktop_id: str | None = step.payload.desktop_id
        return desktop_id

    def calls(self, steps: Sequence[Step]) -> Sequence[Call]:
        """Return the one request: ExecuteDesktopPoolScript, ExecuteScriptByDesktopTag or ExecuteScriptOrCommand."""
        if not steps:
            return []
        targets = {step.target: self._desktop_id(step) for step in steps}
        ids = [desktop_id for desktop_id in targets.values() if desktop_id]
        path, body = self._request(ids)
        until = _UNTIL.get(self._options["post_finish"] or "", {})
        return [
            Call(
                "POST",
                path,
                steps,
                body=body,
                jobs=functools.partial(self._jobs, targets=targets, until=until, records=len(self._types)),
                failures=functools.partial(_without_id, list(targets)),
                find_effect=self._finder(ids),
            )
        ]

    def _request(self, ids: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """Return path and body of the request; an option that is not given is not sent."""
        options = self._options
        body: dict[str, Any] = {"script_ids": self._scripts or None}
        for name in ("command_type", "gray_count", "gray_fail_threshold", "execution_timeout"):
            body[name] = options[name]
        gray = self._gray_ids()
        if not self._is_group:
            path = EXECUTIONS
            body.update(resource_type="DESKTOP", resource_ids=list(ids), command=options["command"])
            body["gray_resource_ids"] = gray
        else:
            body.update(command_content=options["command"], gray_desktop_ids=gray)
            body.update({name: options[name] for name in ("pre_start", "post_finish")})
            path = EXECUTIONS + "/by-desktop-tag"
            body["desktop_tag"] = options["desktop_tag"]
            if self._pool_id:
                path = f"{POOL.path}/{self._pool_id}/script-executions"
                body["desktop_ids"] = list(ids) if narrowed(options) or len(ids) < len(self._targets) else None
        return path, {name: value for name, value in body.items() if value is not None}

    def _gray_ids(self) -> list[str] | None:
        given = self._options["gray_desktops"]
        if given is None:
            return None
        by_key = {key: one.desktop_id for one in self._targets.values() if one for key in _keys(one)}
        return [by_key[name.lower()] for name in given]

    def _jobs(self, answer: Answer, targets: Mapping[str, Any], until: Mapping[str, Any], records: int) -> list[Job]:
        self._task_id = answer.get("task_id")
        if not self._task_id:
            return []
        now = self._client.server_time()
        return [Job(self._task_id, SCRIPT_API, self.verb, dict(targets), dict(until), now, {"records": records})]

    def _finder(self, ids: Sequence[str]) -> Callable[[], Answer | None]:
        """Return what looks for the execution when the answer is lost: a new one of these scripts on these desktops.

        What is not surely found is never run again.
        """
        if not self._scripts:
            return give_up
        query = {"execute_time_start": _written(self._client.server_time() - _LOOK_BACK)}
        known = {row["id"] for row in list_tasks(self._client, query)}

        def find() -> Answer | None:
            new = [row for row in list_tasks(self._client, query) if row["id"] not in known]
            same = [
                row
                for row in new
                if [script["id"] for script in row.get("task_scripts") or []] == self._scripts
                and set(row.get("resource_ids") or []) == set(ids)
            ]
            if len(same) == 1:
                return {"task_id": same[0]["id"]}
            raise WorkspaceError(f"the service lists {len(same)} new executions of it; {_ADVICE}")

        return find

    # Telling

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read what every script gave."""
        self._read_records()

    def _read_records(self) -> None:
        if self._task_id is not None:
            found = list_records(self._client, {"script_task_id": self._task_id})
            found = [record for record in found if self._concerns(record)]
            self._records = found
            self._records = [show_record(self._client, record.record_id) or record for record in found]

    def _concerns(self, record: Record) -> bool:
        return record.task_id == self._task_id

    def result(self) -> dict[str, Any]:
        """Return the ID of the execution and its records, in the order of the desktops."""
        if self._records is None and self._options["wait"]:
            # Some have not ended: those that have are told of, and why the others have not is told already.
            with contextlib.suppress(WorkspaceError):
                self._read_records()
        order = {target.lower(): number for number, target in enumerate(self._planned)}
        records = sorted(self._records or [], key=lambda one: order.get(one.desktop.lower(), len(order)))
        return {"task_id": self._task_id, "records": [record.as_result() for record in records]}


class PastExecutionResource(ExecutionResource):
    """What one task with state retried or stopped works on: records of an execution that there is already."""

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, options)
        self.verb = "retry" if options["state"] == "retried" else "stop"
        self._past: list[Record] = []
        self._unlisted = False

    def read(self) -> None:
        """Read the records meant.

        :raises InputError: there is no such execution or record.
        """
        task_id, record_id = self._options["task_id"], self._options["record_id"]
        if record_id is not None:
            record = show_record(self._client, record_id)
            if record is None:
                raise InputError(f'there is no record "{record_id}" of a script execution')
            self._past = [record]
            self._task_id = record.task_id
            return
        task = show_task(self._client, task_id)
        if task is None:
            raise InputError(f'there is no script execution "{task_id}"')
        self._task_id = task_id
        self._past = list_records(self._client, {"script_task_id": task_id})
        # At its beginning an execution has no records.
        self._unlisted = not self._past and not task.get("end_time")

    def plan(self) -> Plan:
        """Plan a step for each desktop on which something is to be run again, or still goes on."""
        plan = Plan()
        going = [record for record in self._past if record.going]
        if self.verb == "stop":
            self._add_steps(plan, going)
            if self._unlisted:
                plan.steps.append(Step("stop", str(self._task_id), {"status": Change("INIT", KNOWN_AFTER_APPLY)}))
        elif going or self._unlisted:
            target = going[0].desktop if going else str(self._task_id)
            plan.refused.append(Notice(target, "the execution is not over; wait for its end or stop it first"))
        else:
            self._add_steps(plan, [record for record in self._past if not record.good])
            if self._options["if_in_use"] != "force":
                plan.refused += [
                    Notice(target, self._why(reason)) for target, reason in self._in_use(plan.steps).items()
                ]
            if plan.steps:
                # What is returned is about the execution to come, never about the one that it repeats.
                self._task_id = None
        self._planned = plan.targets()
        return plan

    def _add_steps(self, plan: Plan, records: Sequence[Record]) -> None:
        by_desktop: dict[str, list[Record]] = {}
        for record in records:
            by_desktop.setdefault(record.desktop, []).append(record)
        for desktop, own in by_desktop.items():
            fields = {"status": Change(own[0].status, KNOWN_AFTER_APPLY)}
            plan.steps.append(Step(self.verb, desktop, fields, own))

    def _why(self, reason: str) -> str:
        return (
            f"{reason}, and the service does not tell whether this execution ends with a stop or restart; "
            "if_in_use: force goes on nevertheless"
        )

    def _desktop_id(self, step: Step) -> str | None:
        return step.payload[0].desktop_id if step.payload else None

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktops once more before something is run again."""
        if self.verb == "stop" or self._options["if_in_use"] == "force":
            return {}
        found = self._in_use(steps)
        return all_of(steps, {target: self._why(reason) for target, reason in found.items()}) if found else {}

    def calls(self, steps: Sequence[Step]) -> Sequence[Call]:
        """Return the one request: RetryScriptExecution or StopScriptExecution."""
        if not steps:
            return []
        names = ("task_id", "record_id")
        body = {name: self._options[name] for name in names if self._options[name] is not None}
        targets = {step.target: self._desktop_id(step) for step in steps}
        records = max(len(step.payload or [None]) for step in steps)
        if self.verb == "retry":
            jobs = functools.partial(self._jobs, targets=targets, until={}, records=records)
            failures = functools.partial(_without_id, list(targets))
            path = EXECUTIONS + "/retry"
            return [Call("POST", path, steps, body=body, jobs=jobs, failures=failures, find_effect=give_up)]
        query = {"records": 1, **({"record_id": body["record_id"]} if "record_id" in body else {})}
        job = Job(self._task_id, SCRIPT_API, "stop", targets, {}, self._client.server_time(), query)
        return [Call("POST", EXECUTIONS + "/stop", steps, body=body, jobs=lambda answer: [job], repeatable=True)]

    def _concerns(self, record: Record) -> bool:
        only = self._options["record_id"] if self.verb == "stop" else None
        return super()._concerns(record) and only in (None, record.record_id)


def make_execution(client: Client, options: Mapping[str, Any]) -> ExecutionResource:
    """Return what a task works on."""
    return (ExecutionResource if options["state"] == "executed" else PastExecutionResource)(client, options)


def all_of(steps: Sequence[Step], reasons: Mapping[str, str]) -> dict[str, Result]:
    """Return the results of steps of which none can be carried out, since some must not."""
    why = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    return {
        step.target: Result(step.target, FAILED, reasons.get(step.target, f"nothing was run, because of {why}"))
        for step in steps
    }


def give_up() -> NoReturn:
    """Say that it cannot be found out whether something was run.

    :raises UnknownFateError: always.
    """
    raise UnknownFateError(f"whether it was run cannot be told, so it is not repeated; {_ADVICE}")


def _without_id(targets: Sequence[str], answer: Answer) -> dict[str, tuple[str, str]]:
    reason = f"the service took the request but told no ID of the execution; {_ADVICE}"
    return {} if answer.get("task_id") else dict.fromkeys(targets, (reason, ""))


def _keys(desktop: Desktop) -> tuple[str, str]:
    return desktop.desktop_id.lower(), desktop.computer_name.lower()


def _written(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
