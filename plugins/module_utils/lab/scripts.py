# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scripts a lab wants in the library, and on which desktops they are to run. Pure."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .. import ownership
from ..apply import SKIPPED
from ..resources.script_execution.state import Record, parse
from .found import Found, Row, owned_by, refusals, untold
from .schedules import reach

AFTER_CREATE, AFTER_REBUILD = "after_create", "after_rebuild"

RUNNING = "ACTIVE"
"""The status of a desktop on which a script can run."""

_OFF = ("SHUTOFF", "HIBERNATED")
_POWER = {"start": True, "stop": False, "hibernate": False}
"""Verbs that say whether a desktop runs after a plan; without them it is as it was."""

_NOT_OF_THE_LIBRARY = ("description", "run", "apply_to", "execution_timeout")


_DISKS_ONLINE = """\
$ErrorActionPreference = 'Stop'
$offline = Get-Disk | Where-Object IsOffline
if ($offline) { $offline | Out-String; exit 1 }
"""


def disks_script(lab: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the script that tests whether all disks of a Windows desktop are online, if the lab file asks for it.

    No operation of the service tells it. The script runs only where a rollout has rebuilt a seat.
    """
    if not (lab.get("rollout") or {}).get("check_disks"):
        return None
    return {"name": f"{lab['name']}-disks-online", "type": "POWERSHELL", "content": _DISKS_ONLINE, "run": []}


def scripts_of(lab: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the scripts that a lab wants in the library: those of its file, and :func:`disks_script`."""
    disks = disks_script(lab)
    return [*lab.get("scripts", []), *([disks] if disks else [])]


@dataclasses.dataclass
class ScriptPlan:
    """What a lab wants of scripts.

    :param scripts: the wanted scripts, as options of ``workspace_script``.
    :param runs: for each script that is to run: ``name``, ``run`` (after what), ``seats`` (the desktops it is for),
        ``due`` (those of them on which it should have run already), ``off`` (those that do not run now) and
        ``execution_timeout``.
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
    """Decide which scripts the lab wants, and on which of the existing desktops they still have to run.

    :param seats: the names of the desktops of each group of seats that the run is about.
    :param adopt: whether a script with a wanted name but no mark becomes the lab's.
    """
    plan = ScriptPlan()
    history = _History.of(found)
    for script in scripts_of(lab):
        rows = found.called("scripts", script["name"])
        plan.refused += refusals(lab, f"script {script['name']}", rows, adopt)
        plan.scripts.append(_options(lab, script))
        if script["run"]:
            names = reach(lab, script["apply_to"], seats).get("desktops", [])
            late = _late(script, rows, found, names, history)
            off = [row["computer_name"] for row in late if row["status"] != RUNNING]
            if off:
                plan.waiting[script["name"]] = off
            # Those that are off count if the plan starts them, as after a run that was killed.
            due = [row["computer_name"] for row in late if row["status"] in (RUNNING, *_OFF)]
            given = {key: script[key] for key in ("name", "run", "execution_timeout") if key in script}
            plan.runs.append({**given, "seats": names, "due": due, "off": _off(found, names)})
    wanted = {script["name"] for script in scripts_of(lab)}
    own = [row for row in found.scripts if owned_by(lab, row)]
    plan.owned = [{"name": row["name"]} for row in own]
    plan.left_over = [f"script {row['name']}" for row in own if row["name"] not in wanted]
    plan.left_over += untold(found.scripts, "script", "name", wanted)
    return plan


def runs_after(
    runs: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]], only: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return the executions that a plan entails, as options of ``workspace_script_execution``.

    What the plan leaves off has to wait: a desktop that is off is off again after a rebuild.

    :param runs: see :class:`ScriptPlan`. :param results: what ``workspace_desktop`` returned: what it does to desktops,
        and which of them it left alone after all. :param only: names of the desktops that are fit for scripts, ``None``
        if all are.
    """
    fit = None if only is None else {name.lower() for name in only}
    done: dict[str, set[str]] = {AFTER_CREATE: set(), AFTER_REBUILD: set()}
    after = {"create": AFTER_CREATE, "rebuild": AFTER_REBUILD}
    power: dict[str, bool] = {}
    for result in results:
        skipped = {row["target"] for row in result.get("results", ()) if row["state"] == SKIPPED}
        for action in result.get("actions", ()):
            name, verb = action["target"].lower(), action["verb"]
            if verb in after and action["target"] not in skipped:
                done[after[verb]].add(name)
            if verb in _POWER:
                power[name] = _POWER[verb]
    executions = []
    for run in runs:
        off = {name.lower() for name in run["off"]}
        meant = {name.lower() for name in run["due"]}.union(*(done[when] for when in run["run"]))
        meant = {name for name in meant if power.get(name, name not in off)}
        desktops = [name for name in run["seats"] if name.lower() in meant and (fit is None or name.lower() in fit)]
        if desktops:
            limit = {key: run[key] for key in ("execution_timeout",) if key in run}
            executions.append({"scripts": [run["name"]], "desktops": desktops, **limit})
    return executions


def _off(found: Found, names: Sequence[str]) -> list[str]:
    off = {row["computer_name"].lower() for row in found.seats() if row["status"] in _OFF}
    return [name for name in names if name.lower() in off]


def _options(lab: Mapping[str, Any], script: Mapping[str, Any]) -> dict[str, Any]:
    options = {key: value for key, value in script.items() if key not in _NOT_OF_THE_LIBRARY}
    text = script.get("description")
    description = " ".join(part for part in (text, ownership.mark(lab["name"])) if part)
    return {**options, "description": description}


@dataclasses.dataclass(frozen=True)
class _History:
    """What was done on desktops before.

    :param rebuilt: when the last rebuild of each desktop began, by the desktop's ID.
    :param runs: when a script was last started on a desktop where it ran well or is running still, by the script's name
        and the desktop's ID; the end of time if that is not told.
    """

    rebuilt: Mapping[str, datetime.datetime]
    runs: Mapping[tuple[str | None, str], datetime.datetime]

    @classmethod
    def of(cls, found: Found) -> _History:
        """Return what records and jobs tell."""
        runs: dict[tuple[str | None, str], datetime.datetime] = {}
        for row in found.script_records:
            record, start = parse(row), _moment(row.get("start_time")) or datetime.datetime.max
            if record.good or record.going:
                key = record.script, record.desktop_id
                runs[key] = max(start, runs.get(key, start))
        return cls(_rebuilt(found), runs)


def records_since_rebuild(found: Found) -> dict[tuple[str | None, str], Record]:
    """Return the last record of each script on each desktop since its last rebuild, by the script's name and the
    desktop's ID. There is none of a desktop of which no rebuild is known."""
    rebuilt = _rebuilt(found)
    last: dict[tuple[str | None, str], tuple[datetime.datetime, Record]] = {}
    for row in found.script_records:
        record, start = parse(row), _moment(row.get("start_time")) or datetime.datetime.max
        key = record.script, record.desktop_id
        if start < rebuilt.get(record.desktop_id, datetime.datetime.max):
            continue
        if key not in last or last[key][0] <= start:
            last[key] = start, record
    return {key: record for key, (_start, record) in last.items()}


def _late(
    script: Mapping[str, Any], rows: Sequence[Row], found: Found, names: Sequence[str], history: _History
) -> list[Row]:
    """Return the desktops that were created or rebuilt after the script was there, and on which it did not run well
    since then.

    So a run that was cut short is made good by the next one, and a new script leaves the desktops alone that people
    work with already.
    """
    known = {name.lower() for name in names}
    since = min((made for row in rows if (made := _moment(row.get("create_time")))), default=None)
    if since is None:
        return []
    rebuilt = history.rebuilt if AFTER_REBUILD in script["run"] else {}
    late = []
    for desktop in (row for row in found.seats() if row["computer_name"].lower() in known):
        created = _moment(desktop.get("created")) if AFTER_CREATE in script["run"] else None
        new = max((one for one in (created, rebuilt.get(desktop["desktop_id"])) if one), default=None)
        last = history.runs.get((script["name"], desktop["desktop_id"]))
        if new and new >= since and (last is None or last < new):
            late.append(desktop)
    return late


def _rebuilt(found: Found) -> dict[str, datetime.datetime]:
    """Return when the last rebuild of each desktop began, by the desktop's ID."""
    last: dict[str, datetime.datetime] = {}
    for row in found.rebuilds:
        desktop_id, begun = (row.get("entities") or {}).get("desktop_id"), _moment(row.get("begin_time"))
        if desktop_id and begun:
            last[desktop_id] = max(begun, last.get(desktop_id, begun))
    return last


def _moment(text: str | None) -> datetime.datetime | None:
    """Read a time of the service, which is in UTC, to the second: some of its times are no finer."""
    if not text:
        return None
    plain = text.replace(" ", "T", 1).replace("Z", "")
    try:
        return datetime.datetime.fromisoformat(plain).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None
