# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each lab playbook does: from a lab, from what there is and from run variables to what its roles are given."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Callable, TypeVar

from ansible.module_utils.parsing.convert_bool import boolean

from .. import ownership
from ..client import Client
from ..errors import InputError, PlanError, plain
from ..jobs import CREATED, STATE_API, Job, creations_of, running_creations
from ..names import listed
from ..plan import PlannedRun
from ..resources.desktop.state import BUILDING, is_going
from ..resources.offers import PRODUCT_SPEC, find_products, read_quotas
from ..resources.snapshot.info import INFO_SPEC as SNAPSHOT_INFO_SPEC, find_snapshots
from ..resources.usage.period import Period
from .bill import LONGEST_LINE, NOTHING, bill_of_desktops, bill_of_materials, objections, plan_id
from .costs import Prices
from .definition import SYSTEM_DISK, option_names
from .found import Found, is_pooled
from .hours import COLUMNS as HOURS_COLUMNS, LOCKING, Budget, Note, Person, counted, due
from .measuring import Room, now_of
from .period import read_period, week_of, zone_of
from .places import places
from .plan import desires
from .reading import ReadOnce, read_lab, validated
from .roster import export_rows
from .seats import SeatPlan, names_of
from .sections import Bounds, Planned, plan_sections
from .status import report, shown, with_people
from .switching import RUNNING
from .tables import as_csv, as_table
from .unused import COLUMNS as UNUSED_COLUMNS, MOST_DAYS, UNUSED_TAG, Findings, find_unused
from .usage import Machine, lines_of, report as report_usage, shown as shown_usage
from .usage_costs import costs_of_use

T = TypeVar("T")

Lab = Mapping[str, Any]
Sections = dict[str, Any]

_RUN_TEXT = {"type": "str", "default": ""}

RUN_SPEC: dict[str, dict[str, Any]] = {
    "only": _RUN_TEXT,
    "seats": _RUN_TEXT,
    "snapshot_name": _RUN_TEXT,
    "disk_type": {**_RUN_TEXT, "choices": ["", "SYSTEM_DISK", "DATA_DISKS", "ALL"]},
    "if_in_use": {**_RUN_TEXT, "choices": ["", "fail", "skip", "force"]},
    "power_type": {**_RUN_TEXT, "choices": ["", "SOFT", "HARD"]},
    "action": {
        **_RUN_TEXT,
        "choices": ["", "start", "stop", "restart", "hibernate", "pause", "resume", "list", "tag", "tell", "delete"],
    },
    "format": {**_RUN_TEXT, "choices": ["", "table", "json", "csv"]},
    "adopt": {"type": "raw", "default": False},
    "delete_users": {"type": "raw", "default": False},
    "max_create": _RUN_TEXT,
    "max_delete": _RUN_TEXT,
    "max_disrupt": _RUN_TEXT,
    "confirm": _RUN_TEXT,
    "expect_plan": _RUN_TEXT,
    "credentials_file": _RUN_TEXT,
    "period": _RUN_TEXT,
    "show_people": {"type": "raw", "default": False},
    "extra_hours": _RUN_TEXT,
    "unused_days": _RUN_TEXT,
}
"""Run variables, without the prefix of the role; blank means not given."""

PLAN_SPEC: dict[str, dict[str, Any]] = {
    "lab_file": {"type": "str"},
    "definition": {"type": "dict"},
    "source": {"type": "str", "default": "definition"},
    "procedure": {
        "type": "str",
        "choices": [
            "provision",
            "status",
            "power",
            "reset",
            "snapshot",
            "teardown",
            "roster_export",
            "usage",
            "budget",
            "unused",
        ],
        "default": "provision",
    },
    "run": {"type": "dict", "options": RUN_SPEC, "apply_defaults": True},
    "waited": {"type": "bool", "default": False},
    "verify": {"type": "list", "elements": "str"},
    "wait_timeout": {"type": "int", "default": 1800},
}

_POWER = {"start": "started", "stop": "stopped", "restart": "restarted", "hibernate": "hibernated"}

_SAY_ALL = "set it to all for the whole lab, or to names, patterns or ranges as in BIO-01,BIO-[03:12]"


@dataclasses.dataclass(frozen=True)
class Scene:
    """What a procedure decides from.

    :param run: the run variables without their prefix. :param check: whether this is check mode.
    :param wanted: what the lab wants, see :func:`.plan.desires`.
    :param carried_out: whether the plan was carried out already, so that what it was about may be gone.
    :param consent: how far the procedure may go by itself, see :class:`Procedure`.
    """

    client: ReadOnce
    lab: Lab
    run: Mapping[str, Any]
    check: bool
    found: Found
    wanted: Mapping[str, Any]
    carried_out: bool = False
    consent: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def selected(self) -> bool:
        """Whether the run is about some seats only."""
        return option_names(self.run["seats"]) is not None

    @property
    def owned_desktops(self) -> list[dict[str, Any]]:
        """The lab's desktops that the run is about, as items of ``workspace_desktop``."""
        return list(self.wanted["seats"]["owned"])

    @property
    def bounds(self) -> Bounds:
        """How far the run may go: what the lab file says of it, and what the run variables say instead."""
        said = {name: self.run[name] for name in ("if_in_use", "power_type") if self.run[name]}
        return Bounds({**self.wanted["seats"]["policy"], **self.consent, **said}, self.lab.get("time_zone"))

    @functools.cached_property
    def budget(self) -> Hours:
        """What people have used of their hours, and what is due."""
        return read_hours(self)

    @functools.cached_property
    def unused(self) -> tuple[Findings, Period]:
        """The desktops that nobody has used for the days that the run says."""
        return read_unused(self)

    @property
    def confirmed(self) -> bool:
        """Whether a loss is confirmed; check mode loses nothing."""
        return self.check or str(self.run["confirm"]).strip() == self.lab["name"]


@dataclasses.dataclass(frozen=True)
class Procedure:
    """What a lab playbook does.

    :param needed: what it needs to read, see :func:`.reading.read_lab`.
    :param sections: decides what its roles are given. Raises :class:`.errors.InputError` if there is no sense in it.
    :param report: tells of the plan: ``lines`` to read, and what else it returns.
    :param lacks: names what has to be said before anything is planned.
    :param consent: options of ``workspace_desktop`` that the lab file consents to by asking for the procedure.
    """

    needed: Collection[str]
    sections: Callable[[Scene], Sections]
    report: Callable[[Scene, Planned], dict[str, Any]]
    lacks: Callable[[Scene], str] = lambda scene: ""
    consent: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def plan_run(client: ReadOnce, options: Mapping[str, Any], check: bool) -> PlannedRun:
    """Plan a run of a lab playbook.

    :param options: those of :data:`PLAN_SPEC`, with a checked definition. :param check: whether this is check mode.
    :raises InputError: the run cannot be, or cannot be carried out.
    """
    lab, run, verify = options["definition"], options["run"], options["verify"]
    procedure = _PROCEDURES[options["procedure"]]
    found = read_lab(client, lab, procedure.needed)
    scene = Scene(client, lab, run, check, found, desires(lab, found, run), verify is not None, procedure.consent)
    if scene.wanted["wrong"] and not scene.carried_out:
        raise _refused(scene.wanted["wrong"])
    if not scene.carried_out and procedure.sections is not _nothing:
        creations, deletions = _going_on(scene)
        # What was waited for in vain is taken as it is, but for what nobody can plan without.
        if creations or deletions and not options["waited"]:
            return _put_off(scene, creations, deletions)
    sections = {name: value for name, value in procedure.sections(scene).items() if value}
    if verify is not None:
        # Only a run tells whether a script would succeed: what has run is done.
        sections = {name: sections[name] for name in sections if name in verify and name != "script_runs"}
    lacking = "" if verify is not None else procedure.lacks(scene)
    planned = Planned() if lacking else plan_sections(client, sections, scene.bounds, found)
    if planned.refused:
        reasons = "; ".join(planned.refused)
        where = places(lab, reasons)
        told = f"{reasons} ({options['source']}, {', '.join(where)})" if where else reasons
        if scene.carried_out:
            raise InputError(f"everything was done, but whether it is as planned cannot be told: {told}")
        raise _refused([told])
    result = {
        "lab": lab["name"],
        "where": _where(client, lab),
        "plan_id": "",
        "objections": [lacking] if lacking else [],
        "actions": planned.actions(),
        "results": planned.results(),
        "left_over": scene.wanted["left_over"],
        **procedure.report(scene, planned),
        "bounds": scene.bounds.desktops,
        "time_zone": lab.get("time_zone") or "",
        "coming": [],
    }
    # After a run nothing more is to be carried out.
    due = {name: sections[name] for name in planned.busy() if verify is None}
    return PlannedRun(result, due, planned.diffs(), planned.warnings)


def _going_on(scene: Scene) -> tuple[list[Job], list[Job]]:
    """Return the jobs that are creating desktops of the lab, and those that are deleting some.

    They are those of another run, or of one that was killed. Until they have ended nobody knows what there will be, and
    so neither what is left to do nor what is to be deleted.
    """
    there = {row["computer_name"].lower(): row for row in scene.found.desktops}
    seats, now = scene.wanted["seats"], scene.client.server_time()
    own = {row["desktop_id"] for row in seats["owned"]}
    wanted = {name.lower(): name for name in names_of(seats["wanted"])}
    building: dict[str, str | None] = {}
    leaving: dict[str, str | None] = {}
    for row in scene.found.desktops:
        if row["desktop_id"] not in own and (row["computer_name"].lower() not in wanted or is_pooled(row)):
            continue
        if row["task_status"] in BUILDING:
            building[row["computer_name"]] = row["desktop_id"]
        elif is_going(row):
            leaving[row["computer_name"]] = row["desktop_id"]
    missing = {name: shown for name, shown in wanted.items() if name not in there}
    creations = creations_of(scene.client, running_creations(scene.client), missing) if missing else []
    if building:
        creations.append(Job(None, STATE_API, "create", building, dict(CREATED), now))
    return creations, [Job(None, STATE_API, "delete", leaving, {"gone": True}, now)] if leaving else []


def _put_off(scene: Scene, creations: Sequence[Job], deletions: Sequence[Job]) -> PlannedRun:
    """Return the plan of a run that has to wait first: it does nothing."""
    against = [
        f"{listed(name for job in jobs for name in job.targets)}: being {done} by another run; run it again when that "
        "has ended"
        for done, jobs in (("created", creations), ("deleted", deletions))
        if jobs
    ]
    result = {
        "lab": scene.lab["name"],
        "where": _where(scene.client, scene.lab),
        "plan_id": "",
        "lines": [],
        "objections": against,
        "actions": [],
        "results": [],
        "left_over": scene.wanted["left_over"],
        "bounds": scene.bounds.desktops,
        "time_zone": scene.lab.get("time_zone") or "",
        "coming": [job.as_dict() for job in (*creations, *deletions)],
    }
    return PlannedRun(result, {}, [], [])


def plan_for(connect: Callable[..., Any], options: Mapping[str, Any], check: bool) -> PlannedRun:
    """Plan a run of a lab playbook with the credentials of a task, if they lead where the lab lives.

    :param connect: makes a client of a class; further arguments replace options of the task.
    :param options: those of :data:`PLAN_SPEC`, with a checked definition. :param check: whether this is check mode.
    :raises InputError: the run cannot be, or cannot be carried out.
    """
    lab, client = options["definition"], connect(ReadOnce)
    if lab.get("target"):
        _check_target(lab, client.place, connect(Client, **_options_of_target(lab)).place)
    try:
        with client.reading():
            return plan_run(client, options, check)
    except InputError as error:
        raise PlanError(str(error), _where(client, lab)) from error


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
        raise _refused(
            [
                f"the lab {lab['name']} lives in {home[0]}, project {project}, but the credentials lead to {here[0]}, "
                f"project {here[1]}"
            ]
        )


def _where(client: ReadOnce, lab: Lab) -> str:
    project = (lab.get("target") or {}).get("project_name") or client.project_id
    return f"region {client.settings.region}, project {project}, lab {lab['name']}"


def _refused(reasons: Sequence[str]) -> InputError:
    return InputError(f"nothing was changed: {'; '.join(reasons)}")


# Provisioning


def _provision(scene: Scene) -> Sections:
    wanted = scene.wanted
    if wanted["refused"] and not scene.carried_out:
        raise _refused(wanted["refused"])
    return {
        "users": wanted["people"]["users"],
        "groups": [{**group, "purge_members": True} for group in wanted["people"]["groups"]],
        # Before the desktops: what is created after its script gets it, also when a run was cut short.
        "scripts": wanted["scripts"]["scripts"],
        "desktops": wanted["seats"]["tasks"],
        "pools": wanted["pools"]["pools"],
        "policies": wanted["policies"]["groups"],
        "script_runs": wanted["scripts"]["runs"],
        "schedules": wanted["schedules"]["schedules"],
        "snapshots": wanted["snapshots"],
        # Last, when nothing of the lab refers to these accounts any more.
        "leavers": wanted["people"]["deleted"],
    }


def _bill(scene: Scene, planned: Planned) -> dict[str, Any]:
    client, busy = scene.client, planned.busy()
    products = find_products(client, validated(PRODUCT_SPEC, {}))["products"] if busy else []
    quotas = read_quotas(client, {})["quotas"] if busy else []
    bill = bill_of_materials(scene.lab, scene.wanted, planned.by_kind(), scene.found, products, quotas)
    counts = [len(bill["create"]) + bill["pool_growth"], *(len(bill[key]) for key in ("change", "delete", "skipped"))]
    words = (
        ("would create", "change", "delete", "skip") if scene.check else ("created", "changed", "deleted", "skipped")
    )
    told = ", ".join(f"{word} {count}" for word, count in zip(words, counts))
    total = f"{bill['total']} desktop{'' if bill['total'] == 1 else 's'} in all"
    return {
        "plan_id": bill["plan_id"],
        "lines": bill["lines"],
        "objections": objections(scene.lab, bill, {**scene.run, "check": scene.check}),
        "summary": f"lab {scene.lab['name']}: {told}; {total}, plan {bill['plan_id']}",
        "bill": {name: value for name, value in bill.items() if name not in ("lines", "plan_id")},
    }


# Power


def _power(scene: Scene) -> Sections:
    action = scene.run["action"]
    said = str(scene.run["seats"]).strip()
    if action not in (*_POWER, "pause", "resume"):
        raise _refused(["set lab_action to start, stop, restart, hibernate, pause or resume"])
    if action in ("stop", "restart", "hibernate") and not said:
        raise _refused([f"lab_action={action} needs lab_seats; {_SAY_ALL}"])
    state = _POWER.get(action)
    if scene.selected and not state:
        raise _refused([f"lab_action={action} concerns all scheduled tasks of the lab; leave lab_seats blank"])
    pools = [] if scene.selected else scene.wanted["pools"]["owned"]
    tasks = scene.wanted["schedules"]["owned"]
    desktops = _switched(scene)
    if scene.owned_desktops and not (desktops or pools) and state:
        raise _refused(
            [f"nobody has a desktop of the lab {scene.lab['name']}; name in lab_seats what is to be started"]
        )
    if not (desktops or pools if state else tasks):
        nothing = f"lab_seats ({said}) matches no desktop of" if scene.selected else "there is nothing of"
        which = "" if state else " that could be paused or resumed"
        raise _refused([f"{nothing} the lab {scene.lab['name']}{which}"])
    if not state:
        return {"schedules": [{**task, "enable": action == "resume"} for task in tasks]}
    return {
        "desktops": {state: desktops} if desktops else {},
        "pools": [{**pool, "state": state} for pool in pools],
    }


def _switched(scene: Scene) -> list[dict[str, Any]]:
    """Return the desktops whose power changes: unless seats are named, only those are started that somebody has."""
    if scene.run["action"] == "start" and not scene.selected:
        return list(scene.wanted["seats"]["owned_and_taken"])
    return scene.owned_desktops


def _report_power(scene: Scene, planned: Planned) -> dict[str, Any]:
    switched = [desktop["desktop_id"] for desktop in _switched(scene)]
    left = [desktop["desktop_id"] for desktop in scene.owned_desktops if desktop["desktop_id"] not in switched]
    names = sorted(row["computer_name"] for row in scene.found.desktops if row["desktop_id"] in left)
    told = f"left as they are, since nobody has them; name them in lab_seats to start them: {', '.join(names)}"
    return {"lines": [plain(told, LONGEST_LINE)] if names and scene.run["action"] in _POWER else []}


def _nothing_more(scene: Scene, planned: Planned) -> dict[str, Any]:
    return {"lines": []}


# Snapshots


def _snapshot(scene: Scene) -> Sections:
    if not scene.wanted["snapshots"]:
        raise _refused(
            [
                "there is nothing to take a snapshot of; give the lab file snapshots, or set lab_snapshot_name, and "
                "see that lab_seats matches desktops of the lab"
            ]
        )
    return {"snapshots": scene.wanted["snapshots"]}


def _reset(scene: Scene) -> Sections:
    wanted, reset = scene.wanted, scene.wanted["reset"]
    if not str(scene.run["seats"]).strip():
        raise _refused([f"putting seats back needs lab_seats; {_SAY_ALL}"])
    rebuilding = reset["method"] == "rebuild"
    against = [*reset["refused"], *(wanted["scripts"]["refused"] if rebuilding else ())]
    if against:
        raise _refused(against)
    if rebuilding:
        return {
            "scripts": wanted["scripts"]["scripts"],
            "desktops": {"rebuilt": reset["desktops"]},
            "script_runs": [{**run, "due": []} for run in wanted["scripts"]["runs"]],
        }
    restored = {
        "state": "restored",
        "name": reset["snapshot"],
        "disk_type": reset["disk_type"],
        "per_image": reset["per_image"],
        "description": ownership.mark(scene.lab["name"]),
        "desktops": [desktop["computer_name"] for desktop in reset["desktops"]],
    }
    return {"snapshots": [restored]}


def _report_reset(scene: Scene, planned: Planned) -> dict[str, Any]:
    reset = scene.wanted["reset"]
    names = [desktop["computer_name"] for desktop in reset["desktops"]]
    line = f"{reset['method']} of {reset['disk_type']} on {len(names)}: {', '.join(names)}"
    return {"lines": [plain(line, LONGEST_LINE)]}


def _confirmation_of_reset(scene: Scene) -> str:
    if scene.confirmed or scene.wanted["reset"]["disk_type"] == SYSTEM_DISK:
        return ""
    return f"putting data disks back loses what is on them; that needs lab_confirm={scene.lab['name']}"


# Teardown


def _teardown(scene: Scene) -> Sections:
    wanted, seats = scene.wanted, scene.run["seats"]
    if scene.selected and not scene.owned_desktops and not scene.carried_out:
        raise _refused([f"lab_seats ({seats}) matches no desktop of the lab {scene.lab['name']}"])
    desktops = {"absent": scene.owned_desktops} if scene.owned_desktops else {}
    if scene.selected:
        return {"desktops": desktops}
    # First what starts desktops, last what people need.
    return {
        "schedules": _absent(wanted["schedules"]["owned"]),
        "desktops": desktops,
        "pools": _absent(wanted["pools"]["owned"]),
        "policies": _absent(wanted["policies"]["owned"]),
        "scripts": _absent(wanted["scripts"]["owned"]),
        "groups": _absent(wanted["people"]["owned_groups"]),
        "leavers": wanted["people"]["deletable"] if _deletes_users(scene) else [],
    }


def _absent(things: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**thing, "state": "absent"} for thing in things]


def _deletes_users(scene: Scene) -> bool:
    return _truth(scene, "delete_users")


def _truth(scene: Scene, name: str) -> bool:
    """Return the run variable of a name as a truth value; blank means no."""
    said = scene.run[name]
    try:
        return bool(boolean(said or False))
    except TypeError as error:
        raise _refused([f"lab_{name} is {said}, but must be true or false"]) from error


def _report_teardown(scene: Scene, planned: Planned) -> dict[str, Any]:
    options = validated(SNAPSHOT_INFO_SPEC, {"lab": scene.lab["name"]})
    snapshots = [plain(row["snapshot_name"]) for row in find_snapshots(scene.client, options)["snapshots"]]
    doomed = _doomed(scene)
    lines = [
        f"delete {len(doomed['desktops'])}: {', '.join(doomed['desktops']) or 'none'}",
        *(f"{what}: {', '.join(doomed[kind]) or 'none'}" for kind, what in _DOOMED.items()),
    ]
    return {
        "lines": [plain(line, LONGEST_LINE) for line in lines],
        "doomed": doomed,
        "owned": _owned_lines(scene, snapshots),
    }


def _doomed(scene: Scene) -> dict[str, list[str]]:
    """Return the names of what a teardown deletes, by kind."""
    owned = scene.wanted["owned_names"]
    if scene.selected:
        return {"desktops": owned["desktops"], **dict.fromkeys(_DOOMED, [])}
    users = owned["deletable"] if _deletes_users(scene) else []
    return {"desktops": owned["desktops"], **{kind: owned[kind] for kind in _DOOMED}, "users": users}


def _confirmation_of_teardown(scene: Scene) -> str:
    if scene.confirmed or not any(_doomed(scene).values()):
        return ""
    return f"deleting these things of the lab needs lab_confirm={scene.lab['name']}"


_DOOMED = {
    "pools": "pools",
    "policies": "policy groups",
    "schedules": "scheduled tasks",
    "scripts": "scripts",
    "groups": "user groups",
    "users": "users",
}


def _owned_lines(scene: Scene, snapshots: Sequence[str]) -> list[str]:
    """Return what there is of a lab, and costs, as lines to read."""
    owned, desktops = scene.wanted["owned_names"], scene.wanted["owned_names"]["desktops"]
    number = (
        f"{'is' if len(desktops) == 1 else 'are'} {len(desktops) or 'no'} desktop{'' if len(desktops) == 1 else 's'}"
    )
    names = f": {', '.join(desktops)}" if desktops else ""
    unchanged = "In check mode nothing was deleted. " if scene.check else ""
    lines = [f"{unchanged}Of the lab {scene.lab['name']} there {number}{names}."]
    lines += [
        f"{what}: {', '.join(owned[kind]) or 'none'}"
        for kind, what in {**_DOOMED, "users": "users that the lab created"}.items()
    ]
    return [plain(line, LONGEST_LINE) for line in [*lines, f"snapshots: {', '.join(snapshots) or 'none'}"]]


# The budget of hours


@dataclasses.dataclass(frozen=True)
class Hours:
    """What people have used of their hours, and what is due.

    :param week: its name. :param desktops: the IDs of the lab's desktops by their names.
    """

    week: str
    people: Sequence[Person]
    desktops: Mapping[str, str]


def read_hours(scene: Scene) -> Hours:
    """Read what people have used of their hours this week."""
    lab, found, now = scene.lab, scene.found, now_of(scene.client)
    budget, zone = _said(Budget.of, lab, scene.run["extra_hours"]), zone_of(lab)
    name, begin, end = week_of(now, zone)
    week = Period(begin, end, now, zone)
    room = Room(scene.client, lab, scene.wanted, found, False)
    machines: dict[str | None, Machine] = {machine.desktop_id: machine for machine in room.machines}
    uses = room.uses(begin, now) if budget else []
    used = counted(uses, machines, week, budget) if budget else {}
    connected: dict[str, list[str]] = {}
    for use in uses:
        if use.span.end is None:
            connected.setdefault(use.user_name.lower(), []).append(machines[use.desktop_id].name)
    people = due(lab, budget, name, used, found.users_by_name, connected)
    return Hours(name, people, {machine.name: machine.desktop_id for machine in room.machines})


def _budget(scene: Scene) -> Sections:
    lab, people, accounts = scene.lab["name"], scene.budget.people, scene.found.users_by_name
    ids = scene.budget.desktops
    told: dict[str, list[str]] = {}
    for one in people:
        if one.warn is not None:
            told.setdefault(one.warning(lab), []).extend(one.connected)

    def noted(one: Person, note: Note) -> dict[str, Any]:
        return {"user_name": one.name, "description": note.written(accounts[one.name.lower()].get("description"), lab)}

    # A note that an account is about to be locked is there before, and that it is not any more after.
    about = [(one, dataclasses.replace(one.note, lock=LOCKING)) for one in people if one.lock and one.note]
    ending = sorted({name for one in people for name in one.log_off})
    return {
        "unlocks": [{"user_name": one.name, "locked": False} for one in people if one.unlock],
        "users": [{**noted(one, note), "locked": True} for one, note in about],
        "desktops": {"logged_off": [{"desktop_id": ids[name], "computer_name": name} for name in ending]}
        if ending
        else {},
        "messages": [
            {"desktops": [ids[name] for name in sorted(set(names))], "notifications": text}
            for text, names in told.items()
        ],
        "notes": [noted(one, one.note) for one in people if one.note],
    }


def _report_budget(scene: Scene, planned: Planned) -> dict[str, Any]:
    week, people = scene.budget.week, scene.budget.people
    done = {
        "warn": [one.name for one in people if one.warn is not None],
        "lock": [one.name for one in people if one.lock],
        "unlock": [one.name for one in people if one.unlock],
        "log_off": sorted({name for one in people for name in one.log_off}),
        "extra_hours": [one.name for one in people if one.granted],
    }
    actions = planned.actions()
    plan = plan_id(actions)
    lines = [f"week {week}, plan {plan}: {_spent_line(people)}" if "hours" in scene.lab else f"plan {plan}: no hours"]
    table = as_table(HOURS_COLUMNS, [one.as_row() for one in people]) if _truth(scene, "show_people") else []
    told = [f"{what.replace('_', ' ')}: {', '.join(names)}" for what, names in done.items() if names]
    told += [f"left alone: {one.name} ({one.told})" for one in people if one.told]
    disturbed = [*done["lock"], *done["log_off"]]
    bill = {**NOTHING, "disturb": disturbed, "plan_id": plan}
    return {
        "plan_id": plan,
        "lines": [*lines, *table, *(plain(line, LONGEST_LINE) for line in told)],
        "objections": objections(scene.lab, bill, {**scene.run, "check": scene.check}),
        "budget": {"week": week, "people": len(people), **{what: len(names) for what, names in done.items()}},
    }


def _spent_line(people: Sequence[Person]) -> str:
    spent = sum(one.percent >= 100 for one in people)
    hours = sum(one.used for one in people)
    return f"{len(people)} people, {hours:.1f} hours used; {spent} of them have used all of theirs"


# Desktops that nobody uses


def read_unused(scene: Scene) -> tuple[Findings, Period]:
    """Read which desktops nobody has used for the days that the run says."""
    given = str(scene.run["unused_days"]).strip()
    if not given.isdecimal() or not 1 <= int(given) <= MOST_DAYS:
        raise _refused([f"set lab_unused_days to a number of days, 1 to {MOST_DAYS}"])
    if scene.selected and not scene.owned_desktops and not scene.carried_out:
        raise _refused([f"lab_seats ({scene.run['seats']}) matches no desktop of the lab {scene.lab['name']}"])
    period = read_period(scene.lab, f"{int(given)}d", now_of(scene.client))
    room = Room(scene.client, scene.lab, scene.wanted, scene.found, True)
    uses = room.uses(period.begin, period.now)
    return find_unused(room.last_used(period), uses, room.assigned(), period, int(given)), period


def _unused(scene: Scene) -> Sections:
    action = scene.run["action"] or "list"
    if action not in ("list", "tag", "tell", "stop", "hibernate", "delete"):
        raise _refused([f"lab_action is {action}, but must be list, tag, tell, stop, hibernate or delete"])
    found, _period = scene.unused
    named = {one["desktop_id"]: one for one in scene.owned_desktops}
    running = [named[one.machine.desktop_id] for one in found.unused if one.machine.now == RUNNING]
    everything = [named[one.machine.desktop_id] for one in found.unused]
    if action == "tell":
        days = int(scene.run["unused_days"])
        text = f"Nobody has used this desktop of the lab {scene.lab['name']} for {days} days; it may be stopped."
        ids = [one["desktop_id"] for one in running]
        return {"messages": [{"desktops": ids, "notifications": text}] if ids else []}
    desktops = {
        "list": {},
        "tag": {"present": _tagged(scene, named, found)},
        "stop": {"stopped": everything},
        "hibernate": {"hibernated": running},
        "delete": {"absent": everything},
    }[action]
    return {"desktops": {state: items for state, items in desktops.items() if items}}


def _tagged(scene: Scene, named: Mapping[str, Mapping[str, Any]], found: Findings) -> list[dict[str, Any]]:
    """Return desktops with the tag that says since when nobody uses them, and without it where that is over."""
    since = {one.machine.desktop_id: f"{one.since:%Y-%m-%d}" for one in found.unused}
    unknown = set(found.unknown)
    items = [{**named[key], "tags": {UNUSED_TAG: value}} for key, value in since.items()]
    for row in scene.found.desktops:
        tag = (row.get("tags") or {}).get(UNUSED_TAG)
        if (
            tag
            and row["desktop_id"] in named
            and row["desktop_id"] not in since
            and row["computer_name"] not in unknown
        ):
            items.append({**named[row["desktop_id"]], "tags": {UNUSED_TAG: ""}})
    return items


def _report_unused(scene: Scene, planned: Planned) -> dict[str, Any]:
    found, period = scene.unused
    people = _truth(scene, "show_people")
    rows = [one.as_row(period, people) for one in found.unused]
    columns = [*UNUSED_COLUMNS, *(["person"] if people else [])]
    bill = bill_of_desktops(planned.actions())
    names = [one.machine.name for one in found.unused]
    style = scene.run["format"] or "table"
    if style == "json":
        lines = json.dumps({"unused": rows, "unknown": list(found.unknown)}, indent=2).splitlines()
    elif style == "csv":
        lines = as_csv(columns, rows)
    else:
        action, verbs = scene.run["action"] or "list", _by_verb(planned)
        done = "" if verbs or action == "list" else f"; nothing to {action}"
        wanted = {item["computer_name"] for item in scene.wanted["seats"]["wanted"]} & set(bill["delete"])
        told = [
            f"plan {bill['plan_id']}: {len(names)} unused for {scene.run['unused_days']} days or more{done}",
            *(f"{verb.replace('_', ' ')}: {', '.join(some)}" for verb, some in verbs.items()),
        ]
        told += [f"not known, so left alone: {', '.join(found.unknown)}"] if found.unknown else []
        told += (
            [f"the file wants these, so lab_provision creates them again: {', '.join(sorted(wanted))}"]
            if wanted
            else []
        )
        lines = [*as_table(columns, rows), *(plain(line, LONGEST_LINE) for line in told)]
    return {
        "plan_id": bill["plan_id"],
        "lines": lines,
        "objections": objections(scene.lab, bill, {**scene.run, "check": scene.check}),
        "unused": {"rows": rows, "names": names, "unknown": list(found.unknown)},
    }


def _by_verb(planned: Planned) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for action in planned.actions():
        found.setdefault(action["verb"], []).append(action["target"])
    return found


# Telling


def _nothing(scene: Scene) -> Sections:
    return {}


def _report_status(scene: Scene, planned: Planned) -> dict[str, Any]:
    groups = [group["policy_group_name"] for group in reversed(scene.wanted["policies"]["groups"])]
    policies = {name: bool(scene.found.called("policies", name)) for name in groups}
    status = report(SeatPlan.from_dict(scene.wanted["seats"]), scene.found.desktops, policies)
    if not status["rows"] and status["refused"]:
        raise InputError("; ".join(status["refused"]))
    if _truth(scene, "show_people"):
        now = now_of(scene.client)
        room = Room(scene.client, scene.lab, scene.wanted, scene.found, scene.selected)
        status["rows"] = with_people(status["rows"], room.connected(now), zone_of(scene.lab))
    return {"lines": shown(status, scene.run["format"] or "table"), "status": status}


def _said(read: Callable[..., T], *arguments: Any) -> T:
    """Read a run variable, and tell that nothing was changed if it makes no sense."""
    try:
        return read(*arguments)
    except InputError as error:
        raise _refused([str(error)]) from error


def _report_usage(scene: Scene, planned: Planned) -> dict[str, Any]:
    if scene.selected and not scene.owned_desktops:
        raise _refused([f"lab_seats ({scene.run['seats']}) matches no desktop of the lab {scene.lab['name']}"])
    period = _said(read_period, scene.lab, scene.run["period"], now_of(scene.client))
    people = _truth(scene, "show_people")
    room = Room(scene.client, scene.lab, scene.wanted, scene.found, scene.selected)
    gathered = room.gathered(period)
    lines = lines_of(gathered, period)
    told = report_usage(lines, gathered, period, people)
    prices = Prices.of(scene.lab, scene.found.hibernation)
    if prices is not None:
        told["cost"] = costs_of_use(scene.lab, lines, gathered.unbound, period, prices)
        told["rows"] = [{**row, "cost": cost} for row, cost in zip(told["rows"], told["cost"].pop("rows"))]
    return {"lines": shown_usage(told, scene.run["format"] or "table"), "usage": told}


def _report_roster(scene: Scene, planned: Planned) -> dict[str, Any]:
    people = scene.lab.get("people") or {}
    if "roster" not in people:
        raise InputError(f"the lab {scene.lab['name']} has no roster: its file has no people.roster")
    ids = {desktop["desktop_id"] for desktop in scene.owned_desktops}
    rows = [row for row in scene.found.desktops if row["desktop_id"] in ids]
    return {"lines": export_rows(rows, people["roster"], people.get("columns")).splitlines()}


_PROCEDURES: Mapping[str, Procedure] = {
    "provision": Procedure(
        ("users", "groups", "pools", "policies", "schedules", "scripts", "references", "costs"), _provision, _bill
    ),
    "status": Procedure(("users", "groups", "policies"), _nothing, _report_status),
    "power": Procedure(("pools", "schedules"), _power, _report_power),
    "reset": Procedure(("scripts",), _reset, _report_reset, _confirmation_of_reset),
    "snapshot": Procedure((), _snapshot, _nothing_more),
    "teardown": Procedure(
        ("users", "groups", "pools", "policies", "schedules", "scripts"),
        _teardown,
        _report_teardown,
        _confirmation_of_teardown,
    ),
    "roster_export": Procedure((), _nothing, _report_roster),
    "usage": Procedure(("pools", "schedules", "costs"), _nothing, _report_usage),
    "unused": Procedure(("schedules",), _unused, _report_unused, consent={"if_in_use": "skip"}),
    "budget": Procedure(("users", "pools", "schedules"), _budget, _report_budget, consent={"if_in_use": "force"}),
}
