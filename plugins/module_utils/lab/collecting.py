# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On which seats the work of an exam has been collected by a script. Pure but for :meth:`Collected.of`."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..client import Client
from ..resources.script_execution.state import Record, is_going, list_records, list_tasks
from .exams import Note


@dataclasses.dataclass(frozen=True)
class Collected:
    """What is known of the scripts that collect the work of exams.

    :param records: the last record of each script on each desktop, by their IDs.
    :param executions: the executions of these scripts, as ListScriptTasks tells of them.
    """

    records: Mapping[tuple[str, str], Record]
    executions: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, client: Client, notes: Iterable[Note]) -> Collected:
        """Read what the scripts that are noted came to (ListScriptRecords), and where they are being run
        (ListScriptTasks). Reads nothing if none is."""
        scripts = sorted({note.collect for note in notes if note.collect})
        if not scripts:
            return cls({})
        records = list_records(client, {"script_id": scripts})
        executions = [row for script in scripts for row in list_tasks(client, {"script_id": script})]
        return cls({(str(one.answer.get("script_id")), one.desktop_id): one for one in records}, executions)

    def before(self, desktop_id: str, note: Note) -> str:
        """Return the ID of the last record of the script of a seat there, blank if there is none."""
        record = self.records.get((note.collect, desktop_id))
        return record.record_id if record else ""

    def last(self, desktop_id: str, note: Note) -> Record | None:
        """Return what the script of a seat last came to there since the end began to collect, ``None`` if it has not
        been run since."""
        record = self.records.get((note.collect, desktop_id))
        return record if record and note.before is not None and record.record_id != note.before else None

    def is_due(self, desktop_id: str, note: Note) -> bool:
        """Tell whether the work on a seat has still to be collected."""
        record = self.last(desktop_id, note)
        return bool(note.collect) and not (record and record.good)

    def going(self, desktop_ids: Collection[str]) -> dict[str, list[str]]:
        """Return on which of these desktops the scripts are being run, by the IDs of the executions."""
        found = {
            str(row["id"]): [one for one in row.get("resource_ids") or () if one in desktop_ids]
            for row in self.executions
            if is_going(row)
        }
        return {task_id: ids for task_id, ids in found.items() if ids}
