# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab wants of the cloud, section by section. Pure, and the same in check mode."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ..errors import InputError, plain
from ..names import nearest
from .definition import option_names
from .found import Found, Row, in_use, users_of
from .idle import plan_idle
from .people import PeoplePlan, own_accounts, plan_people
from .policies import PolicyPlan, plan_policies
from .pools import PoolPlan, plan_pools
from .references import GROUP, USER, References
from .schedules import SchedulePlan, plan_schedules
from .scripts import ScriptPlan, plan_scripts
from .seats import (
    SeatPlan,
    chosen,
    groups,
    names_of,
    owned,
    owned_rows,
    plan_seats,
    policy,
    taken,
    tasks,
    unmatched,
)
from .snapshots import EMPTY, plan_reset, plan_snapshots

SECTIONS = ("people", "seats", "pools", "policies", "schedules", "snapshots", "scripts")
"""The sections of a lab."""

_LONGEST_NAME = 100
"""How many characters of a name are shown."""

OF_SEATS = ("seats", "snapshots", "scripts")
"""The sections that a run is about which names some seats only."""


@dataclasses.dataclass
class Choice:
    """What a run is about, from its run variables.

    :param sections: names of sections, or ``None`` for all that the seats allow.
    :param seats: names, patterns or ranges of seats, or ``None`` for all.
    :param snapshots: names of snapshots, or ``None`` for all. :param disk_type: the disks, where the file does not say.
    :param adopt: whether things with a wanted name but no mark become the lab's.
    :param misread: what is wrong with what was given.
    """

    sections: Sequence[str] | None = None
    seats: Sequence[str] | None = None
    snapshots: Sequence[str] | None = None
    disk_type: str | None = None
    adopt: bool = False
    misread: Sequence[str] = ()

    @classmethod
    def of(cls, run: Mapping[str, Any]) -> Choice:
        """Read run variables, given without the prefix of the role."""
        adopt, misread = False, []
        try:
            adopt = boolean(run["adopt"] or False)
        except TypeError:
            misread.append(f"lab_adopt is {run['adopt']}, but must be true or false")
        only, seats, snapshots = (option_names(run[name]) for name in ("only", "seats", "snapshot_name"))
        return cls(only, seats, snapshots, run["disk_type"] or None, adopt, misread)

    def includes(self, section: str) -> bool:
        """Tell whether the run is about a section."""
        if self.sections is not None:
            return section in self.sections
        return self.seats is None or section in OF_SEATS

    def problems(self) -> list[str]:
        """Return what is wrong with the run variables, but for the names of seats."""
        unknown = [name for name in self.sections or () if name not in SECTIONS]
        wrong = [
            f"lab_only names {name}, but the sections are {', '.join(SECTIONS)}{nearest(name, SECTIONS)}"
            for name in unknown
        ]
        empty = {"lab_only": self.sections, "lab_snapshot_name": self.snapshots}
        return [*self.misread, *wrong] + [EMPTY % name for name, chosen_names in empty.items() if chosen_names == []]


@dataclasses.dataclass
class LabPlan:
    """What all sections want; see their classes.

    :param reach: the names of the desktops of each group of seats that the run is about.
    :param everything: those of all groups, with the desktops that nobody has any more; see :func:`.seats.groups`.
    :param taken: the names of the desktops that somebody has or will have, in lower case.
    :param wrong: what is wrong with the run variables.
    """

    seats: SeatPlan
    people: PeoplePlan
    pools: PoolPlan
    policies: PolicyPlan
    schedules: SchedulePlan
    scripts: ScriptPlan
    snapshots: list[dict[str, Any]]
    reach: dict[str, list[str]]
    everything: dict[str, list[str]]
    taken: set[str]
    wrong: list[str]

    @property
    def refused(self) -> list[str]:
        """The reasons why the lab cannot be provisioned."""
        parts = (self.people, self.seats, self.pools, self.policies, self.schedules, self.scripts)
        return list(dict.fromkeys([*self.wrong, *(reason for part in parts for reason in part.refused)]))

    @property
    def left_over(self) -> list[str]:
        """What the lab owns and its file does not name."""
        others = (self.people, self.pools, self.policies, self.schedules, self.scripts)
        return [*names_of(self.seats.left_over), *(name for part in others for name in part.left_over)]


def desires(lab: Mapping[str, Any], found: Found, run: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a lab wants of the cloud in a run, as plain data, with the options of modules that carry it out.

    :param lab: a checked definition. :param run: run variables, without the prefix of the role.
    """
    choice = Choice.of(run)
    return as_data(lab, found, choice, plan_lab(lab, found, choice))


def plan_lab(lab: Mapping[str, Any], found: Found, choice: Choice) -> LabPlan:
    """Decide what a lab wants. Sections that the run is not about want nothing, and refuse nothing."""
    wrong = choice.problems()
    whole = plan_seats(lab, found.desktops, choice.adopt)
    try:
        seats = chosen(whole, choice.seats)
        wrong += unmatched(whole, choice.seats)
    except InputError as error:
        seats = SeatPlan()
        wrong.append(f"lab_seats: {error}")
    told = set(whole.refused)
    empty = [reason for reason in seats.refused if reason not in told]
    reach = groups(lab, seats)
    everybody = groups(lab, whole, kept=True)
    idle = plan_idle(lab, found, whole, everybody)
    had = taken(lab, whole, found.desktops)
    snapshots = plan_snapshots(lab, reach, choice.snapshots, choice.disk_type)
    references = References(lab, found, makes_people=choice.includes("people"))
    plan = LabPlan(
        seats=seats,
        people=plan_people(lab, found, _freed(lab, seats, found) if choice.includes("seats") else [], choice.adopt),
        pools=plan_pools(lab, found, references, choice.adopt),
        policies=plan_policies(lab, found, everybody, choice.adopt, idle.policies),
        schedules=plan_schedules(lab, found, everybody, had, choice.adopt, idle.tasks),
        scripts=plan_scripts(lab, found, reach, choice.adopt),
        snapshots=snapshots,
        reach=reach,
        everything=everybody,
        taken=had,
        wrong=wrong,
    )
    # Each of both sections is half of an idle rule.
    plan.policies.refused += idle.refused
    plan.schedules.refused += idle.refused
    plan.seats.refused += _unknown_references(lab, seats, found, references)
    return _about(plan, choice, empty)


def _freed(lab: Mapping[str, Any], seats: SeatPlan, found: Found) -> list[str]:
    """Return the desktops that this run surely takes away from people: not those that it may have to skip."""
    forced = (lab.get("defaults") or {}).get("if_in_use") == "force"
    used = {row["computer_name"] for row in found.desktops if in_use(row)}
    return [row["computer_name"] for row in seats.leaving if forced or row["computer_name"] not in used]


def _about(plan: LabPlan, choice: Choice, empty: list[str]) -> LabPlan:
    """Forget what the run is not about, but for what is told of it.

    :param empty: that the choice of seats matches none, which is wrong whatever the run is about.
    """
    if not choice.includes("seats"):
        plan.seats.refused = empty
    if not choice.includes("people"):
        plan.people = dataclasses.replace(plan.people, users=[], deleted=[], groups=[], refused=[])
    if not choice.includes("pools"):
        plan.pools = dataclasses.replace(plan.pools, pools=[], refused=[])
    if not choice.includes("policies"):
        plan.policies = dataclasses.replace(plan.policies, groups=[], refused=[])
    if not choice.includes("schedules"):
        plan.schedules = dataclasses.replace(plan.schedules, schedules=[], refused=[])
    if not choice.includes("scripts"):
        plan.scripts = dataclasses.replace(plan.scripts, scripts=[], runs=[], waiting={}, refused=[])
    if not choice.includes("snapshots"):
        plan.snapshots = []
    return plan


def _unknown_references(lab: Mapping[str, Any], seats: SeatPlan, found: Found, references: References) -> list[str]:
    """Return what seats refer to that is nowhere: people who get no account from anywhere, groups, and what else
    options name."""
    there = {row["computer_name"].lower(): row for row in found.desktops}
    wrong = []
    for item in seats.wanted:
        people = _strangers(item, there.get(item["computer_name"].lower()), lab.get("people") is None)
        told = [references.problem(GROUP if is_group else USER, name) for name, is_group in people]
        problems = [*filter(None, told), *references.problems_of_options(item)]
        wrong += [f"{item['computer_name']}: {problem}" for problem in problems]
    return wrong


def _strangers(item: Mapping[str, Any], desktop: Row | None, makes_accounts: bool) -> list[tuple[str, bool]]:
    """Return by name, and whether they are groups, those for whom a seat needs an account or group that exists.

    Whoever has the desktop is somebody. A creation makes the account of its first user itself, if the file has no
    people of its own or says how to reach the user; so does giving a desktop to a single user with an e-mail address.
    """
    users = item.get("users") or [{"user_name": item.get("user_name")}]
    people = [(user["user_name"], user.get("type") == "GROUP") for user in users if user.get("user_name")]
    holders = users_of(desktop) if desktop else set()
    others = [one for one in people if one[0].lower() not in holders]
    owner = next((one for one in people if not one[1]), None)
    if desktop is None:
        made = makes_accounts or item.get("user_email") or item.get("user_phone")
    else:
        made = len(people) == 1 and item.get("user_email")
    return [one for one in others if not (made and one == owner)]


def as_data(lab: Mapping[str, Any], found: Found, choice: Choice, plan: LabPlan) -> dict[str, Any]:
    """Return a plan as plain data for playbooks, with the calls of modules that carry it out."""
    try:
        own = owned(lab, found.desktops, choice.seats)
    except InputError:
        own = []
    rows = owned_rows(lab, found.desktops, choice.seats) if own else []
    deletable, kept = own_accounts(lab, found)
    owned_names = {
        "desktops": [row["computer_name"] for row in rows],
        "pools": [row["name"] for row in plan.pools.owned],
        "policies": [row["policy_group_name"] for row in plan.policies.owned],
        "schedules": [row["task_name"] for row in plan.schedules.owned],
        "scripts": [row["name"] for row in plan.scripts.owned],
        "groups": [row["group_name"] for row in plan.people.owned_groups],
        "deletable": [row["user_name"] for row in deletable],
        "users": [*(row["user_name"] for row in deletable), *kept],
    }
    return {
        "seats": {
            **plan.seats.as_dict(),
            "tasks": tasks(plan.seats) if choice.includes("seats") else {},
            "policy": policy(lab),
            "owned": own,
            "owned_and_taken": [one for one, row in zip(own, rows) if row["computer_name"].lower() in plan.taken],
        },
        "people": {**vars(plan.people), "deletable": deletable, "kept": kept},
        "pools": dict(vars(plan.pools)),
        "policies": dict(vars(plan.policies)),
        "schedules": dict(vars(plan.schedules)),
        "scripts": dict(vars(plan.scripts)),
        "snapshots": plan.snapshots,
        "reset": plan_reset(lab, own, plan.seats.wanted, plan.reach, choice.snapshots, choice.disk_type),
        "reach": plan.reach,
        "everything": plan.everything,
        "taken": sorted(plan.taken),
        "owned_names": {kind: [plain(name, _LONGEST_NAME) for name in names] for kind, names in owned_names.items()},
        "left_over": [plain(name) for name in plan.left_over],
        "refused": [plain(reason) for reason in plan.refused],
        "wrong": [plain(reason) for reason in plan.wrong],
    }
