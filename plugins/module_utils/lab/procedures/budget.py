# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the budget of hours of each person of a lab."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ...names import joined, number_of
from ...resources.usage.period import Period
from ..bill import NOTHING, plan_id
from ..exams import sitting
from ..hours import COLUMNS, LOCKING, Budget, Note, Person, classes_of_week, counted, due
from ..measuring import Room, now_of
from ..period import week_of, zone_of
from ..sections import Planned
from ..tables import as_table
from ..usage import Machine
from .base import RUN_TEXT, Procedure, Sections, readable, understood


@dataclasses.dataclass(frozen=True)
class Hours:
    """What people have used of their hours, and what is due.

    :param week: its name. :param desktops: the IDs of the lab's desktops by their names.
    """

    week: str
    people: Sequence[Person]
    desktops: Mapping[str, str]


class KeepBudget(Procedure):
    """Warns people of their hours, logs them off and locks their accounts, as the lab file says."""

    needed = ("users", "pools", "schedules")
    consent = {"if_in_use": "force"}
    variables = {"extra_hours": RUN_TEXT}

    @functools.cached_property
    def hours(self) -> Hours:
        """What people have used of their hours this week, and what is due."""
        lab, found, now = self.lab, self.found, now_of(self.client)
        budget, zone = understood(Budget.of, lab, self.run["extra_hours"]), zone_of(lab)
        name, begin, end = week_of(now, zone)
        week = Period(begin, end, now, zone)
        room = Room(self.client, lab, self.desired, found, False)
        machines: dict[str | None, Machine] = {machine.desktop_id: machine for machine in room.machines}
        uses = room.uses(begin, now) if budget else []
        used = counted(uses, machines, week, budget, classes_of_week(lab, week)) if budget else {}
        connected: dict[str, list[str]] = {}
        for use in uses:
            if use.span.end is None:
                connected.setdefault(use.user_name.lower(), []).append(machines[use.desktop_id].name)
        examined = sitting(found.seats(), connected)
        people = due(lab, budget, name, used, found.users_by_name, connected, examined)
        return Hours(name, people, {machine.name: machine.desktop_id for machine in room.machines})

    def sections(self) -> Sections:
        """Return whom to unlock, to lock, to log off and to warn, and what is noted of it."""
        lab, people, accounts = self.lab["name"], self.hours.people, self.found.users_by_name
        ids = self.hours.desktops
        told: dict[str, list[str]] = {}
        for one in people:
            if one.warn is not None:
                told.setdefault(one.warning(lab), []).extend(one.connected)

        def noted(one: Person, note: Note) -> dict[str, Any]:
            description = accounts[one.name.lower()].get("description")
            return {"user_name": one.name, "description": note.written(description, lab)}

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

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell what is done to whom, and to those who ask what each person has used."""
        week, people = self.hours.week, self.hours.people
        done = {
            "warn": [one.name for one in people if one.warn is not None],
            "lock": [one.name for one in people if one.lock],
            "unlock": [one.name for one in people if one.unlock],
            "log_off": sorted({name for one in people for name in one.log_off}),
            "extra_hours": [one.name for one in people if one.granted],
        }
        plan = plan_id(planned.actions())
        lines = [
            f"week {week}, plan {plan}: {_spent_line(people)}" if "hours" in self.lab else f"plan {plan}: no hours"
        ]
        table = as_table(COLUMNS, [one.as_row() for one in people]) if self.truth("show_people") else []
        told = [f"{what.replace('_', ' ')}: {joined(names)}" for what, names in done.items() if names]
        told += [f"left alone: {one.name} ({one.told})" for one in people if one.told]
        bill = {**NOTHING, "disturb": [*done["lock"], *done["log_off"]], "plan_id": plan}
        return {
            "plan_id": plan,
            "lines": [*lines, *table, *readable(told)],
            "objections": self.objections(bill),
            "budget": {"week": week, "people": len(people), **{what: len(names) for what, names in done.items()}},
        }


def _spent_line(people: Sequence[Person]) -> str:
    spent = sum(one.percent >= 100 for one in people)
    hours = sum(one.used for one in people)
    all_used = f"{number_of(spent, 'person has', 'people have')} used all of theirs"
    return f"{number_of(len(people), 'person', 'people')}, {hours:.1f} hours used; {all_used}"
