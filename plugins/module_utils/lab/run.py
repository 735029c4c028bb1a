# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans a run of a lab playbook: from a lab and run variables to what its roles are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ..client import Client
from ..errors import InputError, PlanError
from ..jobs import CREATED, STATE_API, Job, creations_of, running_creations
from ..names import listed
from ..plan import PlannedRun
from ..resources.desktop.state import BUILDING, is_going
from .bill import NOTHING, plan_id
from .found import is_pooled
from .outcome import outcome_of
from .places import places
from .plan import desires
from .procedures.base import RUN_TEXT, Lab, Procedure, refused
from .procedures.report import PLANS, Report
from .procedures.roster_export import RosterExport
from .procedures.status import Status
from .procedures.usage import Usage
from .reading import ReadOnce, read_lab
from .seats import names_of
from .sections import Planned, plan_sections

PROCEDURES: Mapping[str, type[Procedure]] = {
    **PLANS,
    "status": Status,
    "roster_export": RosterExport,
    "usage": Usage,
    "report": Report,
}
"""What each lab playbook does."""

RUN_SPEC: dict[str, dict[str, Any]] = {
    "only": RUN_TEXT,
    "seats": RUN_TEXT,
    "snapshot_name": RUN_TEXT,
    "disk_type": {**RUN_TEXT, "choices": ["", "SYSTEM_DISK", "DATA_DISKS", "ALL"]},
    "if_in_use": {**RUN_TEXT, "choices": ["", "fail", "skip", "force"]},
    "power_type": {**RUN_TEXT, "choices": ["", "SOFT", "HARD"]},
    "action": {
        **RUN_TEXT,
        "choices": ["", *dict.fromkeys(action for one in PROCEDURES.values() for action in one.actions)],
    },
    "format": {**RUN_TEXT, "choices": ["", "table", "json", "csv"]},
    "adopt": {"type": "raw", "default": False},
    "max_create": RUN_TEXT,
    "max_delete": RUN_TEXT,
    "max_disrupt": RUN_TEXT,
    "confirm": RUN_TEXT,
    "expect_plan": RUN_TEXT,
    "show_people": {"type": "raw", "default": False},
    **{name: dict(spec) for one in PROCEDURES.values() for name, spec in one.variables.items()},
}
"""Run variables, without the prefix of the role; blank means not given."""

PLAN_SPEC: dict[str, dict[str, Any]] = {
    "lab_file": {"type": "str"},
    "definition": {"type": "dict"},
    "source": {"type": "str", "default": "definition"},
    "procedure": {"type": "str", "choices": list(PROCEDURES), "default": "provision"},
    "run": {"type": "dict", "options": RUN_SPEC, "apply_defaults": True},
    "waited": {"type": "bool", "default": False},
    "verify": {"type": "list", "elements": "str"},
    "failed": {"type": "list", "elements": "str", "default": []},
    "wait_timeout": {"type": "int", "default": 1800},
}


def plan_run(client: ReadOnce, options: Mapping[str, Any], check: bool) -> PlannedRun:
    """Plan a run of a lab playbook.

    :param options: those of :data:`PLAN_SPEC`, with a checked definition. :param check: whether this is check mode.
    :raises InputError: the run cannot be, or cannot be carried out.
    """
    lab, run, verify, name = options["definition"], options["run"], options["verify"], options["procedure"]
    make = PROCEDURES[name]
    found = read_lab(client, lab, make.needs(run))
    wanted, failed = desires(lab, found, run), options["failed"]
    procedure = make(client, lab, run, check, found, wanted, verify is not None, failed, name)
    if procedure.desired["wrong"] and not procedure.carried_out:
        raise refused(procedure.desired["wrong"])
    if procedure.waits and not procedure.carried_out:
        creations, deletions = _going_on(procedure)
        others = [] if options["waited"] else procedure.coming()
        # What was waited for in vain is taken as it is, but for what nobody can plan without.
        if creations or (deletions or others) and not options["waited"]:
            return _put_off(procedure, creations, deletions, others)
    sections = procedure.all_sections()
    if verify is not None:
        # Only a run tells whether a script would succeed: what has run is done.
        sections = {name: sections[name] for name in sections if name in verify and name != "script_runs"}
    lacking = "" if verify is not None else procedure.lacks()
    planned = Planned() if lacking else plan_sections(client, sections, procedure.bounds, found)
    if planned.refused and procedure.tells_refusals:
        planned = Planned(refused=planned.refused)
    elif planned.refused:
        reasons = "; ".join(planned.refused)
        where = places(lab, reasons)
        against = f"{reasons} ({options['source']}, {', '.join(where)})" if where else reasons
        if procedure.carried_out:
            raise InputError(f"everything was done, but whether it is as planned cannot be told: {against}")
        raise refused([against])
    actions = planned.actions()
    plan = plan_id(actions)
    objections = [lacking] if lacking else procedure.objections({**NOTHING, "plan_id": plan})
    closed = procedure.closings(planned)
    told = {"plan_id": plan, "objections": objections, **procedure.report(planned)}
    told = {**told, "lines": [*told["lines"], *procedure.told_of_doors(closed)], "doors": procedure.doors(closed)}
    outcome = outcome_of(planned.by_kind(), procedure.disturbs)
    result = _result(procedure, actions=actions, results=planned.results(), outcome=outcome, **told)
    # After a run only what follows from it is to be carried out, and nothing ever by a procedure that only tells.
    busy = [name for name in planned.busy(procedure.always) if verify is None or name in procedure.follow_up]
    due = {name: sections[name] for name in busy if procedure.changes}
    if procedure.separate:
        due = {name: planned.changing(name, tasks) for name, tasks in due.items()}
    return PlannedRun(result, due, planned.diffs(), planned.warnings)


def _going_on(procedure: Procedure) -> tuple[list[Job], list[Job]]:
    """Return the jobs that are creating desktops of the lab, and those that are deleting some.

    They are those of another run, or of one that was killed. Until they have ended nobody knows what there will be, and
    so neither what is left to do nor what is to be deleted.
    """
    there = {row["computer_name"].lower(): row for row in procedure.found.desktops}
    seats, now = procedure.desired["seats"], procedure.client.server_time()
    own = {row["desktop_id"] for row in seats["owned"]}
    wanted = {name.lower(): name for name in names_of(seats["wanted"])}
    building: dict[str, str | None] = {}
    leaving: dict[str, str | None] = {}
    for row in procedure.found.desktops:
        if row["desktop_id"] not in own and (row["computer_name"].lower() not in wanted or is_pooled(row)):
            continue
        if row["task_status"] in BUILDING:
            building[row["computer_name"]] = row["desktop_id"]
        elif is_going(row):
            leaving[row["computer_name"]] = row["desktop_id"]
    missing = {name: shown for name, shown in wanted.items() if name not in there}
    creations = creations_of(procedure.client, running_creations(procedure.client), missing) if missing else []
    if building:
        creations.append(Job(None, STATE_API, "create", building, dict(CREATED), now))
    return creations, [Job(None, STATE_API, "delete", leaving, {"gone": True}, now)] if leaving else []


def _put_off(
    procedure: Procedure, creations: Sequence[Job], deletions: Sequence[Job], others: Sequence[Job]
) -> PlannedRun:
    """Return the plan of a run that has to wait first: it does nothing."""
    against = [
        f"{listed(name for job in jobs for name in job.targets)}: being {done} by another run; run it again when that "
        "has ended"
        for done, jobs in (("created", creations), ("deleted", deletions), ("changed", others))
        if jobs
    ]
    result = _result(procedure, objections=against, coming=[job.as_dict() for job in (*creations, *deletions, *others)])
    return PlannedRun(result, {}, [], [])


def _result(procedure: Procedure, **own: Any) -> dict[str, Any]:
    """Return what each plan of a run returns. :param own: what is particular to this one."""
    return {
        "lab": procedure.lab["name"],
        "where": _where(procedure.client, procedure.lab),
        "plan_id": "",
        "lines": [],
        "objections": [],
        "actions": [],
        "results": [],
        "outcome": outcome_of({}),
        "left_over": procedure.desired["left_over"],
        "bounds": procedure.bounds.desktops,
        "time_zone": procedure.lab.get("time_zone") or "",
        "coming": [],
        "doors": {"closed_by": procedure.name, "closed": [], "opened": []},
        **own,
    }


def plan_for(connect: Callable[..., Any], options: Mapping[str, Any], check: bool) -> PlannedRun:
    """Plan a run of a lab playbook with the credentials of a task, if they lead where the lab lives.

    :param connect: makes a client of a class; further arguments replace options of the task.
    :param options: those of :data:`PLAN_SPEC`, with a checked definition. :param check: whether this is check mode.
    :raises InputError: the run cannot be, or cannot be carried out.
    """
    lab = options["definition"]
    client = client_of(lab, connect)
    try:
        with client.reading():
            return plan_run(client, options, check)
    except InputError as error:
        raise PlanError(str(error), _where(client, lab)) from error


def client_of(lab: Lab, connect: Callable[..., Any]) -> ReadOnce:
    """Return a client that reads what a lab has, if the credentials lead where the lab lives.

    :param connect: makes a client of a class; further arguments replace options of the task.
    :raises InputError: they lead elsewhere.
    """
    client: ReadOnce = connect(ReadOnce)
    if lab.get("target"):
        _check_target(lab, client.place, connect(Client, **_options_of_target(lab)).place)
    return client


def _options_of_target(lab: Lab) -> dict[str, Any]:
    """Return the options that lead where a lab with a ``target`` lives, in place of those of the task.

    A project that the task names must not stand in for the one that the lab names in another way.
    """
    unnamed = {"project_id": None, "project_name": None}
    return {**(unnamed if lab["target"].keys() & unnamed.keys() else {}), **lab["target"]}


def _check_target(lab: Lab, here: tuple[str | None, str], home: tuple[str | None, str]) -> None:
    """Check that credentials lead where a lab lives.

    :param here: the region and the ID of the project of the credentials. :param home: those of the lab's ``target``.
    :raises InputError: they lead elsewhere.
    """
    if here != home:
        project = lab["target"].get("project_name") or home[1]
        raise refused(
            [
                f"the lab {lab['name']} lives in {home[0]}, project {project}, but the credentials lead to {here[0]}, "
                f"project {here[1]}"
            ]
        )


def _where(client: ReadOnce, lab: Lab) -> str:
    project = (lab.get("target") or {}).get("project_name") or client.project_id
    return f"region {client.settings.region}, project {project}, lab {lab['name']}"
