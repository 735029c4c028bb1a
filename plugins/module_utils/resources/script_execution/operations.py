# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each verb of script executions is carried out: one request for all of its steps."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable, NoReturn

from ...apply import Call, Operations, carries_out
from ...client import Client
from ...errors import Answer, UnknownFateError, WorkspaceError
from ...jobs import Job
from ...plan import Step, Verb
from ..kinds import POOL
from .options import narrowed
from .planner import Desired, keys
from .state import EXECUTIONS, SCRIPT_API, list_tasks
from .verbs import VERBS

_UNTIL: dict[str, dict[str, Any]] = {"stop": {"status": "SHUTOFF"}, "reboot": {"status": "ACTIVE", "restarted": True}}
"""The state in which desktops are after what follows their scripts."""

_LOOK_BACK = 60.0
"""Seconds before a request from which on executions are looked at that it may have started."""

_ADVICE = "look with workspace_script_execution_info at what was run there before you run it again"


class ExecutionOperations(Operations):
    """Makes the calls of one task.

    :param task_id: the execution that is to be repeated or stopped. Afterwards it is the one that was started.
    """

    verb_table: Mapping[str, Verb] = VERBS

    def __init__(self, client: Client, desired: Desired, task_id: str | None = None) -> None:
        self._client = client
        self._desired = desired
        self.task_id = task_id

    @carries_out("execute")
    def _execute(self, steps: Sequence[Step]) -> Iterable[Call]:
        """ExecuteDesktopPoolScript, ExecuteScriptByDesktopTag or ExecuteScriptOrCommand."""
        targets = {step.target: step.payload.desktop_id for step in steps}
        ids = list(targets.values())
        path, body = self._request(ids)
        until = _UNTIL.get(self._desired.options["post_finish"] or "", {})
        records = len(self._desired.types)
        yield Call(
            "POST",
            path,
            steps,
            body=body,
            jobs=functools.partial(self._jobs, verb="execute", targets=targets, until=until, records=records),
            failures=functools.partial(_without_id, list(targets)),
            find_effect=self._finder(ids),
        )

    def _request(self, ids: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """Return path and body of the request; an option that is not given is not sent."""
        desired, options = self._desired, self._desired.options
        body: dict[str, Any] = {"script_ids": list(desired.scripts) or None}
        for name in ("command_type", "gray_count", "gray_fail_threshold", "execution_timeout"):
            body[name] = options[name]
        gray = self._gray_ids()
        if not desired.is_group:
            path = EXECUTIONS
            body.update(resource_type="DESKTOP", resource_ids=list(ids), command=options["command"])
            body["gray_resource_ids"] = gray
        else:
            body.update(command_content=options["command"], gray_desktop_ids=gray)
            body.update({name: options[name] for name in ("pre_start", "post_finish")})
            path = EXECUTIONS + "/by-desktop-tag"
            body["desktop_tag"] = options["desktop_tag"]
            if desired.pool_id:
                path = f"{POOL.path}/{desired.pool_id}/script-executions"
                some = narrowed(options) or len(ids) < len(desired.targets)
                body["desktop_ids"] = list(ids) if some else None
        return path, {name: value for name, value in body.items() if value is not None}

    def _gray_ids(self) -> list[str] | None:
        given = self._desired.options["gray_desktops"]
        if given is None:
            return None
        by_key = {key: one.desktop_id for one in self._desired.targets.values() if one for key in keys(one)}
        return [by_key[name.lower()] for name in given]

    def _finder(self, ids: Sequence[str]) -> Callable[[], Answer | None]:
        """Return what looks for the execution when the answer is lost: a new one of these scripts on these desktops.

        What is not surely found is never run again.
        """
        scripts = list(self._desired.scripts)
        if not scripts:
            return give_up
        query = {"execute_time_start": _written(self._client.server_time() - _LOOK_BACK)}
        known = {row["id"] for row in list_tasks(self._client, query)}

        def find() -> Answer | None:
            new = [row for row in list_tasks(self._client, query) if row["id"] not in known]
            same = [
                row
                for row in new
                if [script["id"] for script in row.get("task_scripts") or []] == scripts
                and set(row.get("resource_ids") or []) == set(ids)
            ]
            if len(same) == 1:
                return {"task_id": same[0]["id"]}
            raise WorkspaceError(f"the service lists {len(same)} new executions of it; {_ADVICE}")

        return find

    @carries_out("retry")
    def _retry(self, steps: Sequence[Step]) -> Iterable[Call]:
        """RetryScriptExecution."""
        targets = {step.target: step.payload[0].desktop_id for step in steps}
        records = max(len(step.payload) for step in steps)
        yield Call(
            "POST",
            EXECUTIONS + "/retry",
            steps,
            body=self._meant(),
            jobs=functools.partial(self._jobs, verb="retry", targets=targets, until={}, records=records),
            failures=functools.partial(_without_id, list(targets)),
            find_effect=give_up,
        )

    @carries_out("stop")
    def _stop(self, steps: Sequence[Step]) -> Iterable[Call]:
        """StopScriptExecution."""
        body = self._meant()
        targets = {step.target: step.payload[0].desktop_id if step.payload else None for step in steps}
        query = {"records": 1, **({"record_id": body["record_id"]} if "record_id" in body else {})}
        job = Job(self.task_id, SCRIPT_API, "stop", targets, {}, self._client.server_time(), query)
        yield Call("POST", EXECUTIONS + "/stop", steps, body=body, jobs=lambda answer: [job], repeatable=True)

    def _meant(self) -> dict[str, Any]:
        """Return what names the execution, or the part of it, that there is already."""
        options = self._desired.options
        return {name: options[name] for name in ("task_id", "record_id") if options[name] is not None}

    def _jobs(
        self, answer: Answer, verb: str, targets: Mapping[str, Any], until: Mapping[str, Any], records: int
    ) -> list[Job]:
        self.task_id = answer.get("task_id")
        if not self.task_id:
            return []
        now = self._client.server_time()
        return [Job(self.task_id, SCRIPT_API, verb, dict(targets), dict(until), now, {"records": records})]


def give_up() -> NoReturn:
    """Say that it cannot be found out whether something was run.

    :raises UnknownFateError: always.
    """
    raise UnknownFateError(f"whether it was run cannot be told, so it is not repeated; {_ADVICE}")


def _without_id(targets: Sequence[str], answer: Answer) -> dict[str, tuple[str, str]]:
    reason = f"the service took the request but told no ID of the execution; {_ADVICE}"
    return {} if answer.get("task_id") else dict.fromkeys(targets, (reason, ""))


def _written(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
