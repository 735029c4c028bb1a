# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is in a project, without what differs between two projects in which the same was done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_CHOSEN = re.compile("ip|mac|sid|address|job_ids?")
"""Fields that the service chooses."""

_MADE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\d{14,}|(?<=; set )[0-9a-f]{8}"
    r"|\d{4}-\d\d-\d\dT\d{4}\b"
)
"""IDs and moments in texts; IDs of the catalogue are UUIDs of another version."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:.*")
_FIRST_MOMENT = 1e9
"""Numbers above this are times in seconds or milliseconds."""

_NAMES = ("name", "user_name", "task_name", "policy_name")

_LOGS = ("ImageJob", "TaskExecution", "Login", "PowerSpan", "DesktopAction", "RuleSending", "ScriptOutcome")
"""Tables that tell what happened, not what there is."""

_FAILED = ("create_failed",)
"""What tells that a record is of a thing that could not be made; what holds nothing is no loss, and nothing twice."""

_SEEN = ("desktops", "users", "groups", "tables", "mails", "deleted", "wiped", "disturbed", "quotas", "service")


def view(state: dict[str, Any]) -> dict[str, list[str]]:
    """Return all things in a state of the emulator by their kind, as texts in a fixed order."""
    seen: dict[str, Any] = {key: value for key, value in state.items() if key in _SEEN}
    seen.update({kind: rows for kind, rows in seen.pop("tables").items() if kind not in _LOGS})
    labels = dict(_labels(seen))
    lists = {kind: rows if isinstance(rows, list) else [rows] for kind, rows in seen.items() if rows}
    return {
        kind: sorted(
            json.dumps(_bare({**row, "id": ""}, labels), sort_keys=True)
            for row in rows
            if row.get("status") not in _FAILED
        )
        for kind, rows in lists.items()
    }


def differences(expected: dict[str, list[str]], found: dict[str, list[str]]) -> list[str]:
    """Return what is missing and what is too much."""
    told = []
    for kind in sorted({*expected, *found}):
        before, after = list(expected.get(kind, ())), list(found.get(kind, ()))
        for row in list(after):
            if row in before:
                before.remove(row)
                after.remove(row)
        told += [f"{kind} lacks {row}" for row in before] + [f"{kind} has beside {row}" for row in after]
    return told


def _labels(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the IDs of all records, each with a name for it."""
    if isinstance(value, dict):
        name = next((value[one] for one in _NAMES if value.get(one)), "")
        if isinstance(value.get("id"), str) and name:
            yield value["id"], f"<{name}>"
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _labels(item)


def _bare(value: Any, labels: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            labels.get(key, key): _bare(item, labels)
            for key, item in value.items()
            if not _CHOSEN.fullmatch(key) and not _is_moment(item)
        }
    if isinstance(value, list):
        return sorted((_bare(item, labels) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, str):
        return _MADE.sub("<>", labels.get(value, value))
    return value


def _is_moment(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_MOMENT.fullmatch(value))
    return isinstance(value, (int, float)) and value > _FIRST_MOMENT
