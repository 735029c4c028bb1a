# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scripts a lab wants in the library, and on which desktops they are to run. Pure."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, Iterable, Mapping, Optional, Sequence

from ansible_collections.huaweicloud.workspace.plugins.module_utils import marks

from .found import Found, Row, owned_by, refusals
from .schedules import reach

AFTER_CREATE, AFTER_REBUILD = "after_create", "after_rebuild"

RUNNING = "ACTIVE"
"""The status of a desktop on which a script can run."""

SUCCESS = "SUCCESS"

_NOT_OF_THE_LIBRARY = ("description", "run", "apply_to", "execution_timeout")


@dataclasses.dataclass
class ScriptPlan:
    """What a lab wants of scripts.

    :param scripts: the wanted scripts, as options of ``workspace_script``.
    :param runs: for each script that is to run: ``name``, ``run`` (after what), ``seats`` (the desktops it is for),
        ``due`` (those of them on which it should have run already) and ``execution_timeout``.
    :param waiting: desktops on which a script should run, but that are off, by script.
    :param owned: the scripts that carry the lab's mark. :param left_over: those of them that nobody wants, to be told.
    :param refused: reasons why nothing can be done.
    """

    scripts: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    runs: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    waiting: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    owned: list[dict[str, str]] = dataclasses.field(default_factory=list)
    left_over: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)


def plan_scripts(
    lab: Mapping[str, Any], found: Found, seats: Mapping[str, Sequence[str]], adopt: bool = False
) -> ScriptPlan:
    """Decide which scripts there shall be, and on which of the desktops that are there they have still to run.

    :param seats: the names of the desktops of each group of seats that the run is about.
    :param adopt: whether a script with a wanted name but no mark becomes the lab's.
    """
    plan = ScriptPlan()
    for script in lab.get("scripts", []):
        rows = [row for row in found.scripts if row["name"] == script["name"]]
        plan.refused += refusals(lab, "script %s" % script["name"], rows, adopt)
        plan.scripts.append(_options(lab, script))
        if script["run"]:
            names = reach(lab, script["apply_to"], seats).get("desktops", [])
            late = _late(script, rows, found, names) if AFTER_CREATE in script["run"] else []
            off = [row["computer_name"] for row in late if row["status"] != RUNNING]
            if off:
                plan.waiting[script["name"]] = off
            due = [row["computer_name"] for row in late if row["status"] == RUNNING]
            given = {key: script[key] for key in ("name", "run", "execution_timeout") if key in script}
            plan.runs.append({**given, "seats": names, "due": due})
    wanted = {script["name"] for script in lab.get("scripts", [])}
    own = [row for row in found.scripts if owned_by(lab, row)]
    plan.owned = [{"name": row["name"], "id": row["id"]} for row in own]
    plan.left_over = ["script %s" % row["name"] for row in own if row["name"] not in wanted]
    return plan


def runs_after(runs: Iterable[Mapping[str, Any]], actions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the executions that a plan entails, as options of ``workspace_script_execution``.

    :param runs: see :class:`ScriptPlan`. :param actions: what the plan does to desktops.
    """
    done = {AFTER_CREATE: set(), AFTER_REBUILD: set()}  # type: dict[str, set[str]]
    after = {"create": AFTER_CREATE, "rebuild": AFTER_REBUILD}
    for action in actions:
        if action["verb"] in after:
            done[after[action["verb"]]].add(action["target"].lower())
    executions = []
    for run in runs:
        meant = {name.lower() for name in run["due"]}.union(*(done[when] for when in run["run"]))
        desktops = [name for name in run["seats"] if name.lower() in meant]
        if desktops:
            limit = {key: run[key] for key in ("execution_timeout",) if key in run}
            executions.append({"scripts": [run["name"]], "desktops": desktops, **limit})
    return executions


def _options(lab: Mapping[str, Any], script: Mapping[str, Any]) -> dict[str, Any]:
    options = {key: value for key, value in script.items() if key not in _NOT_OF_THE_LIBRARY}
    text = script.get("description")
    description = " ".join(part for part in (text, marks.mark(lab["name"])) if part)
    return {**options, "description": description}


def _late(script: Mapping[str, Any], rows: Sequence[Row], found: Found, names: Sequence[str]) -> list[Row]:
    """Return the desktops that were created after the script was there, and on which it never ran well since.

    So a run that was cut short is made good by the next one, and a new script leaves the desktops alone that people
    work with already.
    """
    known = {name.lower() for name in names}
    since = min((_moment(row.get("create_time")) for row in rows), default=None)
    if since is None:
        return []
    return [
        desktop
        for desktop in found.seats()
        if desktop["computer_name"].lower() in known and _lacks(desktop, script, since, found.script_records)
    ]


def _lacks(desktop: Row, script: Mapping[str, Any], since: datetime.datetime, records: Sequence[Row]) -> bool:
    created = _moment(desktop.get("created"))
    if created is None or created < since:
        return False
    return not any(_ran(record, script, desktop, created) for record in records)


def _ran(record: Row, script: Mapping[str, Any], desktop: Row, created: datetime.datetime) -> bool:
    """Tell whether a record says that a script ran well on a desktop since it was created."""
    start = _moment(record.get("start_time"))
    return (
        record.get("script_name") == script["name"]
        and record.get("resource_id") == desktop["desktop_id"]
        and record.get("status") == SUCCESS
        and (start is None or start >= created)
    )


def _moment(text: Optional[str]) -> Optional[datetime.datetime]:
    """Read a time of the service, which is in UTC."""
    if not text:
        return None
    plain = text.replace(" ", "T", 1).replace("Z", "")
    try:
        return datetime.datetime.fromisoformat(plain).replace(tzinfo=None)
    except ValueError:
        return None
