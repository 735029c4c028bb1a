# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding script executions and their records by every filter of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...client import Client
from ...errors import InputError
from ...names import Named
from ..desktop.state import read_all
from ..filters import Filters
from ..kinds import DESKTOP, POOL
from ..script import SCRIPT
from ..selectors import DesktopFinder
from .state import PAGE_SIZE, Record, list_records, list_tasks, show_record

_POOL_TASKS = "/v2/{project_id}/desktop-pools/script-execution-tasks/detail"

EXECUTION_INFO_SPEC: dict[str, dict[str, Any]] = {
    "gather": {"type": "str", "choices": ["records", "tasks", "pool_tasks"], "default": "records"},
    "record_ids": {"type": "list", "elements": "str", "aliases": ["record_id"]},
    "task_ids": {"type": "list", "elements": "str", "aliases": ["task_id", "script_task_id"]},
    "scripts": {"type": "list", "elements": "str", "aliases": ["script_ids", "script_id"]},
    "script_names": {"type": "list", "elements": "str", "aliases": ["script_name"]},
    "desktops": {"type": "list", "elements": "str", "aliases": ["desktop_ids", "resource_id"]},
    "pools": {"type": "list", "elements": "str", "aliases": ["pool", "resource_group_id", "desktop_pool_id"]},
    "resource_group_type": {"type": "str"},
    "status": {"type": "str"},
    "task_type": {"type": "str", "choices": ["SCRIPT", "COMMAND"]},
    "is_first_order": {"type": "bool"},
    "show_history": {"type": "bool"},
    "execute_time_start": {"type": "str"},
    "execute_time_end": {"type": "str"},
    "output": {"type": "bool", "default": False},
}

_COMMON = ("gather", "task_ids", "scripts", "script_names", "pools", "status", "task_type")
_TIMES = ("execute_time_start", "execute_time_end")
_OF = {
    "records": (*_COMMON, *_TIMES, "record_ids", "desktops", "is_first_order", "show_history", "output"),
    "tasks": (*_COMMON, *_TIMES, "resource_group_type"),
    "pool_tasks": (*_COMMON, *_TIMES),
}
"""The options that each list knows."""


def find_executions(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return records (ListScriptRecords, ShowScriptRecordDetail), executions (ListScriptTasks), or executions on pools
    (ShowDesktopPoolsScriptExecTasks).

    :raises InputError: a filter is of another list, or takes one value there.
    """
    what = options["gather"]
    for name in EXECUTION_INFO_SPEC:
        if options[name] not in (None, False) and name not in _OF[what]:
            raise InputError(f"{name} does not go with gather: {what}")
    query: dict[str, Any] = {name: options[name] for name in ("status", "task_type", *_TIMES)}
    filters = Filters(client)
    scripts = _ids(filters.find("scripts", SCRIPT, options["scripts"]))
    pools = _ids(filters.find("pools", POOL, options["pools"]))
    if [] in (scripts, pools):
        return {"records" if what == "records" else "tasks": [], "warnings": filters.warnings}
    if what == "records":
        records = _records(client, options, {**query, "script_id": scripts, "resource_group_id": pools})
        matched = [name for one in records for name in (one.desktop_id, one.desktop)]
        filters.look_up("desktops", [DESKTOP], options["desktops"], matched)
        return {"records": [one.as_result() for one in records], "warnings": filters.warnings}
    return {"tasks": _tasks(client, options, query, scripts, pools), "warnings": filters.warnings}


def _ids(found: Sequence[Named] | None) -> list[str] | None:
    return None if found is None else [one.id for one in found]


def _tasks(
    client: Client,
    options: Mapping[str, Any],
    query: dict[str, Any],
    scripts: Sequence[str] | None,
    pools: Sequence[str] | None,
) -> list[dict[str, Any]]:
    what = options["gather"]
    query.update(script_id=_one(scripts, "scripts", what), task_id=options["task_ids"])
    query["script_name"] = _one(options["script_names"], "script_names", what)
    if what == "tasks":
        query.update(resource_group_id=pools, resource_group_type=options["resource_group_type"])
        return list_tasks(client, query)
    query["desktop_pool_id"] = _one(pools, "pools", what)
    return client.list_all(_POOL_TASKS, "script_execution_tasks", query, limit=PAGE_SIZE, id_field="id")


def _records(client: Client, options: Mapping[str, Any], query: Mapping[str, Any]) -> list[Record]:
    if options["record_ids"]:
        found = [show_record(client, record_id) for record_id in options["record_ids"]]
        return [record for record in found if record]
    if options["show_history"] and not (options["desktops"] and options["scripts"]):
        raise InputError("show_history needs desktops and scripts")
    asked = {
        **query,
        "script_task_id": _one(options["task_ids"], "task_ids", "records"),
        "script_name": options["script_names"],
        "resource_id": _desktop_ids(client, options["desktops"]),
        "is_first_order": options["is_first_order"],
        "show_history": options["show_history"],
    }
    records = list_records(client, asked)
    if options["output"]:
        records = [show_record(client, record.record_id) or record for record in records]
    return records


def _desktop_ids(client: Client, given: Sequence[str] | None) -> list[str] | None:
    """Return the IDs of desktops; one that is not there any more may still have records under its ID."""
    if given is None:
        return None
    finder = DesktopFinder(read_all(client))
    found = [(name, finder.find(name)) for name in given]
    return [desktop.desktop_id if desktop else name for name, desktop in found]


def _one(values: Sequence[str] | None, name: str, what: str) -> str | None:
    """Return the only value of a filter that takes one."""
    if values is not None and len(values) > 1:
        raise InputError(f"{name} takes one value with gather: {what}")
    return values[0] if values else None
