# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletes what a lab owns."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import plain
from ...names import joined
from ...resources.snapshot.info import INFO_SPEC as SNAPSHOT_INFO_SPEC, find_snapshots
from ..bill import plan_id
from ..denials import Denials
from ..exams import against_deleting, group_name
from ..found import owned_by
from ..hours import locked_for_hours
from ..reading import validated
from ..sections import Planned
from ..terminals import Terminals
from .base import Procedure, Sections, readable
from .exam import read_denials, read_terminals

_DOOMED = {
    "pools": "pools",
    "policies": "policy groups",
    "schedules": "scheduled tasks",
    "scripts": "scripts",
    "groups": "user groups",
    "users": "users",
}


class Teardown(Procedure):
    """Deletes what a lab owns, or some of its desktops."""

    needed = ("users", "groups", "pools", "policies", "schedules", "scripts")
    variables = {"delete_users": {"type": "raw", "default": False}}

    def sections(self) -> Sections:
        """Return what is deleted: first what starts desktops, last what people need."""
        self.check_selection()
        desired = self.desired
        desktops = {"absent": self.owned_desktops} if self.owned_desktops else {}
        if self.selected:
            return {"desktops": desktops}
        return {
            "schedules": _absent(desired["schedules"]["owned"]),
            "desktops": desktops,
            "pools": _absent(desired["pools"]["owned"]),
            "policies": _absent(desired["policies"]["owned"]),
            "scripts": _absent(desired["scripts"]["owned"]),
            "groups": _absent(desired["people"]["owned_groups"]),
            "leavers": desired["people"]["deletable"] if self.truth("delete_users") else [],
        }

    def report(self, planned: Planned) -> dict[str, Any]:
        """Name what is deleted, and what there is of the lab and costs."""
        options = validated(SNAPSHOT_INFO_SPEC, {"lab": self.lab["name"]})
        snapshots = [plain(row["snapshot_name"]) for row in find_snapshots(self.client, options)["snapshots"]]
        doomed = self._doomed()
        lines = [
            f"delete {len(doomed['desktops'])}: {joined(doomed['desktops']) or 'none'}",
            *(f"{what}: {joined(doomed[kind]) or 'none'}" for kind, what in _DOOMED.items()),
        ]
        actions = planned.actions()
        lines += [] if self.selected or self.carried_out else [*self._denials.told(), *self._terminals.told()]
        lines += [f"plan {plan_id(actions)}"] if actions else []
        return {"lines": readable(lines), "doomed": doomed, "owned": self._owned_lines(snapshots)}

    def lacks(self) -> str:
        """Ask for a confirmation where anything is deleted."""
        if self.confirmed or not any(self._doomed().values()):
            return ""
        return f"deleting what the plan lists needs lab_confirm={self.lab['name']}"

    def objections(self, bill: Mapping[str, Any]) -> list[str]:
        """Return the reasons why nothing must be deleted, among them an exam, whose end alone undoes all of it."""
        if self.selected or self.carried_out:
            return super().objections(bill)
        own = [row for row in self.found.desktops if owned_by(self.lab, row)]
        rules = self._denials.own(self.lab, group_name(self.lab, ""), "")
        bindings = self._terminals.own(self.lab, "")
        return [*super().objections(bill), *against_deleting(own, rules, bindings)]

    @functools.cached_property
    def _denials(self) -> Denials:
        """The application rules. A lab that denies nothing in its exams does not depend on them."""
        return read_denials(self.client, any(exam.get("deny_apps") for exam in self._exams))

    @functools.cached_property
    def _terminals(self) -> Terminals:
        """The bindings of terminals. A lab that binds none in its exams does not depend on them."""
        return read_terminals(self.client, any(exam.get("terminals") for exam in self._exams))

    @property
    def _exams(self) -> Sequence[Mapping[str, Any]]:
        return self.lab.get("exams") or ()

    def _doomed(self) -> dict[str, list[str]]:
        """Return the names of what is deleted, by kind."""
        owned = self.desired["owned_names"]
        if self.selected:
            return {"desktops": owned["desktops"], **dict.fromkeys(_DOOMED, [])}
        users = owned["deletable"] if self.truth("delete_users") else []
        return {"desktops": owned["desktops"], **{kind: owned[kind] for kind in _DOOMED}, "users": users}

    def _owned_lines(self, snapshots: Sequence[str]) -> list[str]:
        """Return what there is of the lab, and costs, as lines to read."""
        owned, desktops = self.desired["owned_names"], self.desired["owned_names"]["desktops"]
        number = "1 desktop" if len(desktops) == 1 else f"{len(desktops) or 'no'} desktops"
        names = f": {joined(desktops)}" if desktops else ""
        unchanged = "In check mode nothing was deleted. " if self.check else ""
        lines = [f"{unchanged}The lab {self.lab['name']} has {number}{names}."]
        lines += [
            f"{what}: {joined(owned[kind]) or 'none'}"
            for kind, what in {**_DOOMED, "users": "users that the lab created"}.items()
        ]
        lines.append(f"snapshots: {', '.join(snapshots) or 'none'}")
        gone = set(self._doomed()["users"]) if self.check else set()
        locked = [name for name in locked_for_hours(self.lab, self.found.users) if name not in gone]
        if locked:
            way = "to unlock them, take hours out of the lab file and run lab_budget"
            lines.append(f"users still locked for their hours: {joined(locked)} ({way})")
        return readable(lines)


def _absent(things: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**thing, "state": "absent"} for thing in things]
