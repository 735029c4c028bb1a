# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a lab on a page, and what a lab playbook would do to it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import InputError
from ...names import number_of
from ...resources.offers import read_quotas
from ...resources.snapshot.info import INFO_SPEC as SNAPSHOT_INFO_SPEC, find_snapshots
from ..bill import NOTHING, plan_id
from ..found import owned_by
from ..measuring import Room, now_of
from ..outcome import NOT_READY, PLANNED, READY, REFUSED, outcome_of
from ..period import read_period, week_of, zone_of
from ..picture import MARKS, STATES, room_of, rows_of_plan, snapshots_by_age, week_of_schedules
from ..reading import if_known, validated
from ..seats import SeatPlan
from ..sections import Bounds, Planned
from ..status import report as status_report, with_notes
from ..switching import RUNNING
from ..usage import POOLED
from .assist import Assist
from .base import RUN_TEXT, UNCHANGED, Procedure, Sections, readable, understood
from .budget import KeepBudget
from .cleanup import Cleanup
from .drain import Drain
from .exam import HoldExam
from .notify import Notify
from .power import Power
from .provision import Provision
from .repair import Repair
from .reset import Reset
from .rollout import Rollout
from .snapshot import Snapshot
from .teardown import Teardown
from .timetable import Timetable
from .unused import Unused
from .usage import told_of_use

PLANS: Mapping[str, type[Procedure]] = {
    "provision": Provision,
    "power": Power,
    "exam": HoldExam,
    "reset": Reset,
    "snapshot": Snapshot,
    "teardown": Teardown,
    "budget": KeepBudget,
    "unused": Unused,
    "timetable": Timetable,
    "drain": Drain,
    "notify": Notify,
    "assist": Assist,
    "repair": Repair,
    "cleanup": Cleanup,
    "rollout": Rollout,
}
"""The procedures that may change something, whose plans a page can show."""


class Report(Procedure):
    """Shows a lab on a page, and what another procedure would do to it. It changes nothing itself."""

    needed = ("users", "groups", "pools", "policies", "schedules", "scripts", "references", "costs")
    changes = False
    tells_refusals = True
    variables = {"report_plan": {**RUN_TEXT, "choices": ["", *PLANS]}}

    @functools.cached_property
    def _shown(self) -> Procedure | None:
        """The procedure whose plan is shown, ``None`` if only the lab is."""
        name = self.run["report_plan"]
        make = PLANS.get(name)
        return make(self.client, self.lab, self.run, True, self.found, self.desired, name=name) if make else None

    @property
    def waits(self) -> bool:
        """A plan needs to know what there will be."""
        return self._shown is not None

    @property
    def disturbs(self) -> bool:
        """Whether the plan that is shown may disturb people."""
        return self._shown is None or self._shown.disturbs

    @property
    def bounds(self) -> Bounds:
        """How far the run may go whose plan is shown."""
        return super().bounds if self._shown is None else self._shown.bounds

    def sections(self) -> Sections:
        """Return what the roles of the procedure would be given whose plan is shown."""
        return self._decided[0]

    @functools.cached_property
    def _decided(self) -> tuple[Sections, list[str]]:
        """What the roles of the procedure would be given whose plan is shown, and why it cannot be planned."""
        if self._shown is None:
            return {}, []
        try:
            return self._shown.all_sections(), []
        except InputError as error:
            return {}, [str(error).removeprefix(UNCHANGED)]

    def closings(self, planned: Planned) -> list[dict[str, Any]]:
        """Return what the run would close whose plan is shown."""
        return self._closed(planned)[0]

    def doors(self, closed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return what the run would close and open whose plan is shown."""
        return super().doors(closed) if self._shown is None else self._shown.doors(closed)

    def told_of_doors(self, closed: Sequence[Mapping[str, Any]]) -> list[str]:
        """Tell what the run would close whose plan is shown."""
        return [] if self._shown is None else self._shown.told_of_doors(closed)

    def _closed(self, planned: Planned) -> tuple[list[dict[str, Any]], list[str]]:
        """Return what the run would close whose plan is shown, and why it cannot be told."""
        try:
            return ([], []) if self._shown is None else (self._shown.closings(planned), [])
        except InputError as error:
            return [], [str(error).removeprefix(UNCHANGED)]

    def objections(self, bill: Mapping[str, Any]) -> list[str]:
        """Return none: the page tells why the plan that it shows must not be carried out."""
        return []

    def report(self, planned: Planned) -> dict[str, Any]:
        """Return the data of the page, and a summary of it."""
        page = self._page()
        plan = {} if self._shown is None else self._plan(self._shown, planned)
        counts = [f"{number} {state}" for state, number in page["totals"].items() if number]
        lines = [f"{number_of(page['seats'], 'seat')}: {', '.join(counts) or 'none'}"]
        verdict = NOT_READY if page["not_ready"] else READY
        if plan:
            counted = ", ".join(f"{effect} {number}" for effect, number in plan["counts"].items())
            made = f"plan {plan['id']} of {plan['procedure']}: {counted}"
            lines.append(made if plan["id"] else f"{plan['procedure']} cannot be planned")
            verdict = REFUSED if plan["objections"] else PLANNED
        told = {"plan_id": plan["id"]} if plan else {}
        return {**told, "lines": readable(lines), "report": {**page, "plan": plan}, "verdict": verdict}

    def _plan(self, shown: Procedure, planned: Planned) -> dict[str, Any]:
        """Return what the page tells of a plan; one that cannot be made has no ID."""
        against = [*self._decided[1], *planned.refused, *self._closed(planned)[1]]
        if against:
            return {"id": "", "procedure": self.run["report_plan"], "rows": [], "counts": {}, "objections": against}
        plan = plan_id(planned.actions())
        told = {"plan_id": plan, "objections": shown.objections({**NOTHING, "plan_id": plan}), **shown.report(planned)}
        counts = outcome_of(planned.by_kind(), shown.disturbs)["counts"]
        bill = told.get("bill", {})
        return {
            "id": told["plan_id"],
            "procedure": self.run["report_plan"],
            "rows": rows_of_plan(planned.by_kind(), self._people, shown.disturbs),
            "counts": {effect: counts[effect] for effect in MARKS},
            "objections": told["objections"],
            "quotas": [row for row in bill.get("quotas", ()) if row["needed"]],
            "cost": (bill.get("cost") or {}).get("lines", []),
        }

    @property
    def _people(self) -> bool:
        return self.truth("show_people")

    def _page(self) -> dict[str, Any]:
        """Return what there is of the lab."""
        now, zone = now_of(self.client), zone_of(self.lab)
        plan = SeatPlan.from_dict(self.desired["seats"])
        status = status_report(plan, self.found.desktops, {})
        rows = with_notes(status["rows"], self.found.desktops, zone)
        groups = room_of(plan, rows, self.found.desktops, self._people)
        tiles = [tile for group in groups for tile in group["tiles"]]
        room = Room(self.client, self.lab, self.desired, self.found, self.selected)
        _week, begin, end = week_of(now, zone)
        snapshots = find_snapshots(self.client, validated(SNAPSHOT_INFO_SPEC, {"lab": self.lab["name"]}))["snapshots"]
        quotas = if_known(lambda: read_quotas(self.client, {})["quotas"])
        return {
            "lab": self.lab["name"],
            "description": self.lab.get("description") or "",
            "read": f"{now.astimezone(zone).strftime('%Y-%m-%d %H:%M')} ({zone})",
            "people_named": self._people,
            "seats": len(tiles),
            "totals": {state: sum(tile["state"] == state for tile in tiles) for state in STATES},
            "not_ready": status["not_ready"],
            "groups": groups,
            "refused": status["refused"] if self._people else [],
            "refused_count": len(status["refused"]),
            "pools": [] if self.selected else self._pools(room),
            "sessions": self._sessions(tiles),
            "monday": begin.astimezone(zone).strftime("%Y-%m-%d"),
            "week": week_of_schedules(room.machines, begin, end, zone),
            "paused": [row["task_name"] for row in self._schedules if row.get("enable") is False],
            "snapshots": snapshots_by_age(snapshots),
            "usage": self._usage(room),
            "quotas": quotas,
            "left_over": self._left_over(),
        }

    @property
    def _schedules(self) -> list[Mapping[str, Any]]:
        return [row for row in self.found.schedules if owned_by(self.lab, row)]

    def _pools(self, room: Room) -> list[dict[str, Any]]:
        """Return the pools of the lab and of its file; a number that is not told is ``None``."""
        wanted = {pool["name"]: pool for pool in self.desired["pools"]["pools"]}
        rows = {row["name"]: row for row in self.found.pools if row["name"] in wanted or owned_by(self.lab, row)}
        pooled = [machine for machine in room.machines if machine.kind == POOLED]
        found = []
        for name in dict.fromkeys([*wanted, *rows]):
            row, own = rows.get(name, {}), [machine for machine in pooled if machine.group == name]
            found.append(
                {
                    "name": name,
                    "type": row.get("type") or wanted.get(name, {}).get("type", ""),
                    "state": "missing" if not row else "maintenance" if row.get("in_maintenance_mode") else "there",
                    "wanted": wanted.get(name, {}).get("size"),
                    "desktops": row.get("desktop_count"),
                    "assigned": row.get("desktop_used"),
                    "running": sum(machine.now == RUNNING for machine in own),
                    "connected": sum(machine.connected for machine in own),
                }
            )
        return found

    def _sessions(self, tiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"desktop": tile["name"], "person": tile["person"], "session": tile["detail"]}
            for tile in tiles
            if tile["detail"] in ("connected", "disconnected")
        ]

    def _usage(self, room: Room) -> dict[str, Any]:
        """Return the usage and cost of a week, or ``unknown``, the reason why nobody knows them."""
        period = understood(read_period, self.lab, "7d", now_of(self.client))
        try:
            told = told_of_use(self.lab, self.found, room, period, False)
        except InputError as error:
            return {"unknown": str(error)}
        return {name: told.get(name) for name in ("period", "totals", "peaks", "cost", "notes")}

    def _left_over(self) -> list[str]:
        """Return what is left over of the lab; accounts and user groups as a number, unless people are named."""
        hidden = [] if self._people else self.desired["people"]["left_over"]
        names = list(self.desired["left_over"])
        for name in hidden:
            if name in names:
                names.remove(name)
        return [*names, *([f"{len(hidden)} of accounts and user groups"] if hidden else [])]
