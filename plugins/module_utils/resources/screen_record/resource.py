# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of screens that are deleted."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...apply import Call, Operations, Result, carries_out
from ...client import Client
from ...deadline import Deadline, backoff
from ...errors import Answer, InputError
from ...jobs import DONE, FAILED, LAG_WINDOW, Job, success_but
from ...names import number_of
from ...plan import Change, Notice, Plan, Step, Verb, chunks, table
from ..base import Undisturbed
from .state import PATH, SELECTION_SPEC, UNFINISHED, Row, Selection, selecting

VERBS = table(Verb("delete", jobs=("deleteScreenRecords",), state="absent"))

SCREEN_RECORD_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["absent"], "required": True},
    **SELECTION_SPEC,
    "max_targets": {"type": "int"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}

_MOST_IDS = 100


class ScreenRecordResource(Operations, Undisturbed):
    """The recordings that a task deletes (ListScreenRecords, ShowScreenRecord, BatchDeleteScreenRecords)."""

    verb_table: Mapping[str, Verb] = VERBS
    things = "recordings"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._options = options
        _check(options)
        self._selection = Selection(client, options)
        self._rows: dict[str, Row] = {}
        self._meant: Sequence[str] | None = None
        self._has_sent = False

    def read(self) -> None:
        """Read the recordings that are meant; from the second time on which of them are left.

        :raises InputError: there are more than ``max_targets``.
        """
        rows = self._selection.rows() if self._meant is None else self._selection.left(self._meant)
        self._rows = {row["id"]: row for row in rows}
        most = self._options["max_targets"]
        self._meant = list(self._rows) if self._meant is None else self._meant
        if most is not None and len(self._rows) > most:
            raise InputError(
                f"the selection matches {number_of(len(self._rows), 'recording')}, more than max_targets ({most})"
            )

    # Planning

    def plan(self) -> Plan:
        """Delete each recording that there is, except those that the service is still working on."""
        plan = Plan()
        for record_id, row in self._rows.items():
            if row.get("status") in UNFINISHED:
                notice = Notice(record_id, f"the service is still working on it (status {row['status']})")
                (plan.skipped if self._selection.ids is None else plan.refused).append(notice)
            else:
                told = {name: Change(row[name], None) for name in ("desktop_name", "start_time") if row.get(name)}
                plan.steps.append(Step("delete", record_id, {"state": Change("present", "absent"), **told}))
        if self._selection.ids is None and not self._rows:
            plan.warnings.append("no recording matches the selection")
        return plan

    # Carrying out

    @carries_out("delete")
    def _delete(self, steps: Sequence[Step]) -> Iterable[Call]:
        """BatchDeleteScreenRecords, for a hundred each."""
        if self._has_sent:
            # One that is gone already would spoil the whole request.
            self.read()
        self._has_sent = True
        for part in chunks([step for step in steps if step.target in self._rows], _MOST_IDS):
            yield self._deletion(part)

    def _deletion(self, steps: Sequence[Step]) -> Call:
        ids = [step.target for step in steps]
        half = len(steps) // 2

        def are_gone() -> Answer | None:
            self.read()
            return None if any(record_id in self._rows for record_id in ids) else {}

        def jobs(answer: Answer) -> Sequence[Job]:
            if not answer.get("job_id"):
                return []
            now = self._client.server_time()
            targets: dict[str, str | None] = dict.fromkeys(ids)
            return [Job(answer["job_id"], "workspace-sub-jobs", "delete", targets, submitted=now, things=self.things)]

        return Call(
            "POST",
            f"{PATH}/batch-delete",
            steps,
            body={"screen_records": [{"id": record_id} for record_id in ids]},
            jobs=jobs,
            find_effect=are_gone,
            split=lambda: [self._deletion(part) for part in (steps[:half], steps[half:])] if half else [],
            gone_is_done=True,
            relative=True,
        )

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Look until the recordings are gone, since the list may lag behind the job; whichever is gone counts as done,
        whatever the job says."""
        if not plan.changed:
            return
        window = Deadline(LAG_WINDOW, self._client.deadline.clock)
        for attempt in itertools.count():
            self.read()
            late = [one for one in plan.targets() if one in self._rows and results[one].state == DONE]
            pause = backoff(attempt)
            if not late or min(window.left, self._client.deadline.left) <= pause:
                break
            self._client.deadline.sleep(pause)
        for target in plan.targets():
            if target in late:
                results[target] = Result(target, FAILED, success_but("the recording is still there"))
            elif target not in self._rows and results[target].state == FAILED:
                results[target] = Result(target, DONE)

    def result(self) -> dict[str, Any]:
        """Return the recordings that are meant and still there."""
        return {"screen_records": list(self._rows.values())}


def _check(options: Mapping[str, Any]) -> None:
    """Refuse a deletion that does not say what is meant, and how much that may be at most."""
    given, most = selecting(options), options["max_targets"]
    if options["record_ids"] is None and not given:
        raise InputError("say which recordings are meant: record_ids, or a period and filters")
    if most is not None and most < 0:
        raise InputError(f"max_targets is {most}, but must be 0 or more")
    if options["record_ids"] is not None:
        return
    if options["begin"] is None and options["last"] is None:
        raise InputError("recordings are deleted by filters only in a period that the task names: give begin or last")
    if most is None:
        raise InputError("a deletion by a period and filters needs max_targets, the most recordings that it may match")
