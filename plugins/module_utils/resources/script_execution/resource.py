# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Script executions: how their desktops are found, run on, and told of."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...apply import SKIPPED, Call, Result
from ...client import Client
from ...errors import InputError, UnknownNameError, WorkspaceError
from ...jobs import FAILED, STATE_API, Poller
from ...names import Kind, Named, Names
from ...plan import Notice, Plan, Step, Verb
from ..base import Undisturbed
from ..desktop.state import Desktop, poll_desktops, read_all, read_ids
from ..kinds import DESKTOP, POOL
from ..occupancy import await_idle, in_use_reason
from ..script import SCRIPT
from ..selectors import DesktopFinder, selected, selectors, tagged
from .operations import ExecutionOperations
from .options import check, narrowed
from .planner import IN_ERROR, Desired, Past, keys, plan_execution, plan_past, unfit, unsure
from .state import SCRIPT_API, Record, list_records, poll_executions, show_record, show_task
from .verbs import BY_STATE, VERBS


class ExecutionResource(Undisturbed):
    """What one task of ``workspace_script_execution`` with state executed works on."""

    pollers: Mapping[str, Poller] = {SCRIPT_API: poll_executions, STATE_API: poll_desktops}
    verb_table: Mapping[str, Verb] = VERBS
    things = "desktops"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        check(options)
        self._client = client
        self._options = options
        self._names = Names(client)
        self._desired = Desired(options)
        self._operations = ExecutionOperations(client, self._desired)
        self._now: Mapping[str, Desktop] = {}
        self._planned: list[str] = []
        self._records: list[Record] | None = None

    # Reading

    def read(self) -> None:
        """Find the scripts and the desktops.

        :raises InputError: a name stands for several things, or a selector hits more than it may.
        """
        options = self._options
        awaited: list[Notice] = []
        where = options["pool"] or options["desktop_tag"] or "scripts"
        scripts = {given: self._find(SCRIPT, given, where, awaited) for given in options["scripts"] or []}
        ids = [script.id if script else given for given, script in scripts.items()]
        if len(set(ids)) < len(ids):
            raise InputError("scripts names the same script twice")
        types = {given: str(script.row.get("type") or "") if script else "" for given, script in scripts.items()}
        if options["command"] is not None:
            types["the command"] = options["command_type"]
        pool = self._find(POOL, options["pool"], where, awaited) if options["pool"] is not None else None
        there: list[Desktop] = []
        if pool or options["pool"] is None:
            there = self._read({"pool_id": pool.id} if pool else {})
        if options["desktops"] is not None:
            finder = DesktopFinder(there)
            targets = {name: finder.find(name) for name in options["desktops"]}
            awaited += self._unknown(targets, finder, pool)
        else:
            targets = {desktop.computer_name: desktop for desktop in self._meant(there)}
        if not targets and not narrowed(options):
            # Check mode still has something to announce where an earlier task makes the desktops.
            awaited.append(Notice(where, "there are no desktops to run scripts on"))
            targets = {where: None}
        pool_id = pool.id if pool else None
        self._desired = Desired(options, ids, types, targets, pool_id, awaited, _named_twice(targets))
        self._operations = ExecutionOperations(self._client, self._desired)

    def _find(self, kind: Kind, given: str, target: str, awaited: list[Notice]) -> Named | None:
        """Return the thing of that name or ID; one that there is not yet is awaited."""
        try:
            return self._names.find(kind, given)
        except UnknownNameError as error:
            awaited.append(Notice(target, str(error), awaits=error.sought))
            return None

    def _read(self, query: Mapping[str, Any]) -> list[Desktop]:
        found = [desktop for desktop in read_all(self._client, query) if not desktop.going]
        return sorted(found, key=lambda desktop: desktop.computer_name.lower())

    def _meant(self, there: Sequence[Desktop]) -> Sequence[Desktop]:
        """Return the desktops that the task selects, or that have its tag."""
        if selectors(self._options):
            return selected(self._client, there, self._options)
        if self._options["desktop_tag"] is None:
            return there
        key, _sign, value = self._options["desktop_tag"].partition("=")
        return tagged(self._client, there, {key: value})

    def _unknown(
        self, targets: Mapping[str, Desktop | None], finder: DesktopFinder, pool: Named | None
    ) -> list[Notice]:
        what = f"in the pool {self._options['pool']}" if pool else "of this name"
        return [
            Notice(name, f"there is no desktop {what}{finder.advice.on(name)}", awaits=(DESKTOP.label, name))
            for name, desktop in targets.items()
            if desktop is None
        ]

    # Planning

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        plan = plan_execution(self._desired)
        self._planned = plan.targets()
        return plan

    # Carrying out (see apply.Resource)

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktops once more, and name those that are not fit or whose people must not be disturbed."""
        ids = {step.target: step.payload.desktop_id for step in steps}
        self._now = read_ids(self._client, list(ids.values()))
        now = {target: self._now.get(desktop_id) for target, desktop_id in ids.items()}
        bad = {target: self._bad(desktop) for target, desktop in now.items()}
        unfit_ones = {target: Result(target, FAILED, reason) for target, reason in bad.items() if reason}
        state = SKIPPED if self._options["if_in_use"] == "skip" else FAILED
        in_use = {
            target: Result(target, state, in_use_reason(desktop))
            for target, desktop in now.items()
            if desktop and target not in unfit_ones and self._would_disturb(desktop)
        }
        against = {**unfit_ones, **in_use}
        first = {name.lower() for name in self._options["gray_desktops"] or []}
        spoilt = any(first & set(keys(step.payload)) for step in steps if step.target in against)
        if spoilt or in_use and self._options["desktop_tag"] is not None:
            return all_of(steps, {target: result.reason for target, result in against.items()})
        return against

    def _bad(self, desktop: Desktop | None) -> str:
        return unfit(self._desired, desktop) if desktop else "somebody has deleted it since the task began"

    def _would_disturb(self, desktop: Desktop) -> bool:
        return bool(self._options["post_finish"]) and desktop.in_use and self._options["if_in_use"] != "force"

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return all desktops if something else goes on on one of them, since one request is for all."""
        at_work = any(not self._now[step.payload.desktop_id].idle for step in steps)
        return {step.target for step in steps} if at_work else ()

    def await_idle(self, targets: Collection[str]) -> Mapping[str, Result]:
        """Wait until nothing goes on any more on these desktops."""
        ids = {target: desktop.desktop_id for target, desktop in self._desired.targets.items() if desktop}
        return await_idle(self._client, {target: ids[target] for target in targets})

    def calls(self, steps: Sequence[Step]) -> Iterable[Call]:
        """Yield the one request."""
        return self._operations.calls(steps)

    # Telling

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read what every script gave."""
        self._read_records()

    def _read_records(self) -> None:
        task_id = self._operations.task_id
        if task_id is not None:
            found = list_records(self._client, {"script_task_id": task_id})
            found = [record for record in found if record.task_id == task_id and self._concerns(record)]
            self._records = found
            self._records = [show_record(self._client, record.record_id) or record for record in found]

    def _concerns(self, record: Record) -> bool:
        """Tell whether a record of the execution is one that the task is about."""
        return True

    def result(self) -> dict[str, Any]:
        """Return the ID of the execution and its records, in the order of the desktops."""
        if self._records is None and self._options["wait"]:
            # Some have not ended: those that have are told of, and why the others have not is told already.
            with contextlib.suppress(WorkspaceError):
                self._read_records()
        order = {target.lower(): number for number, target in enumerate(self._planned)}
        records = sorted(self._records or [], key=lambda one: order.get(one.desktop.lower(), len(order)))
        return {"task_id": self._operations.task_id, "records": [record.as_result() for record in records]}


class PastExecutionResource(ExecutionResource):
    """What one task with state retried or stopped works on: records of an execution that there is already."""

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, options)
        self._verb = BY_STATE[options["state"]].name
        self._past = Past()

    def read(self) -> None:
        """Read the records meant, and who is logged in to their desktops.

        :raises InputError: there is no such execution or record.
        """
        past = self._read_past()
        again = [record.desktop_id for record in past.records if not record.good] if self._verb == "retry" else []
        now = read_ids(self._client, again) if again else {}
        in_use = {one: in_use_reason(desktop) for one, desktop in now.items() if desktop.in_use}
        self._past = Past(past.task_id, past.records, past.unlisted, in_use, _unfit(again, now))
        self._operations.task_id = past.task_id

    def _read_past(self) -> Past:
        task_id, record_id = self._options["task_id"], self._options["record_id"]
        if record_id is not None:
            record = show_record(self._client, record_id)
            if record is None:
                raise InputError(f'there is no record "{record_id}" of a script execution')
            return Past(record.task_id, [record])
        task = show_task(self._client, task_id)
        if task is None:
            raise InputError(f'there is no script execution "{task_id}"')
        records = list_records(self._client, {"script_task_id": task_id})
        # At its beginning an execution has no records.
        return Past(task_id, records, not records and not task.get("end_time"))

    def plan(self) -> Plan:
        """Plan the task; see :mod:`.planner`."""
        plan = plan_past(self._verb, self._past, self._options["if_in_use"])
        if self._verb == "retry" and plan.steps:
            # What is returned is about the execution to come, never about the one that it repeats.
            self._operations.task_id = None
        self._planned = plan.targets()
        return plan

    def admit(self, steps: Sequence[Step]) -> Mapping[str, Result]:
        """Look at the desktops once more before something is run again; one request is for all."""
        if self._verb == "stop":
            return {}
        ids = {step.target: step.payload[0].desktop_id for step in steps}
        now = read_ids(self._client, list(ids.values()))
        against = _unfit(list(ids.values()), now)
        if self._options["if_in_use"] != "force":
            in_use = {one: unsure(in_use_reason(desktop)) for one, desktop in now.items() if desktop.in_use}
            against = {**in_use, **against}
        found = {target: against[one] for target, one in ids.items() if one in against}
        return all_of(steps, found) if found else {}

    def busy(self, steps: Sequence[Step]) -> Collection[str]:
        """Return no desktops: the service itself watches what goes on where an execution is repeated."""
        return ()

    def _concerns(self, record: Record) -> bool:
        only = self._options["record_id"] if self._verb == "stop" else None
        return only in (None, record.record_id)


def _unfit(desktop_ids: Sequence[str], now: Mapping[str, Desktop]) -> dict[str, str]:
    """Return why nothing can be run on desktops, by their IDs, whatever an execution does before its scripts."""
    reasons = {one: "it does not exist any more" for one in desktop_ids if one not in now}
    return {**reasons, **{one: IN_ERROR for one, desktop in now.items() if desktop.broken}}


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


def _named_twice(targets: Mapping[str, Desktop | None]) -> list[Notice]:
    """Return the names that mean a desktop which another name means too."""
    first: dict[str, str] = {}
    twice = [
        (name, first[desktop.desktop_id])
        for name, desktop in targets.items()
        if desktop and first.setdefault(desktop.desktop_id, name) != name
    ]
    return [Notice(name, f"it is the same desktop as {other}; list it once") for name, other in twice]
