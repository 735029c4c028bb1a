# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the desktops of a lab that nobody uses, and does what is asked with them."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from ...names import joined, number_of
from ...resources.usage.period import Period
from ..bill import bill_of_desktops
from ..measuring import Room, now_of
from ..period import read_period
from ..sections import Planned
from ..switching import RUNNING
from ..tables import as_csv, as_table
from ..unused import COLUMNS, MOST_DAYS, UNUSED_TAG, Findings, find_unused
from .base import RUN_TEXT, Procedure, Sections, readable, refused


class Unused(Procedure):
    """Finds the desktops that nobody has used for the days that the run says, and does what is asked with them."""

    needed = ("schedules",)
    consent = {"if_in_use": "skip"}
    variables = {"unused_days": RUN_TEXT}
    actions = ("list", "tag", "tell", "stop", "hibernate", "delete")

    @functools.cached_property
    def findings(self) -> tuple[Findings, Period]:
        """The desktops that nobody has used for the days that the run says, and these days."""
        given = str(self.run["unused_days"]).strip()
        if not given.isdecimal() or not 1 <= int(given) <= MOST_DAYS:
            raise refused([f"set lab_unused_days to a number of days, 1 to {MOST_DAYS}"])
        self.check_selection()
        period = read_period(self.lab, f"{int(given)}d", now_of(self.client))
        room = Room(self.client, self.lab, self.desired, self.found, True)
        uses = room.uses(period.begin, period.now)
        return find_unused(room.last_used(period), uses, room.assigned(), period, int(given)), period

    def sections(self) -> Sections:
        """Return what is done with the desktops that nobody uses."""
        action = self.run["action"] or "list"
        if action not in self.actions:
            raise refused([f"lab_action is {action}, but must be list, tag, tell, stop, hibernate or delete"])
        found, _period = self.findings
        named = {one["desktop_id"]: one for one in self.owned_desktops}
        running = [named[one.machine.desktop_id] for one in found.unused if one.machine.now == RUNNING]
        everything = [named[one.machine.desktop_id] for one in found.unused]
        if action == "tell":
            days = number_of(int(self.run["unused_days"]), "day")
            text = f"Nobody has used this desktop of the lab {self.lab['name']} for {days}; it may be stopped."
            ids = [one["desktop_id"] for one in running]
            return {"messages": [{"desktops": ids, "notifications": text}] if ids else []}
        desktops = {
            "list": {},
            "tag": {"present": self._tagged(named, found)},
            "stop": {"stopped": everything},
            "hibernate": {"hibernated": running},
            "delete": {"absent": everything},
        }[action]
        return {"desktops": {state: items for state, items in desktops.items() if items}}

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell what nobody uses, in the format that the run says, and what is done with it."""
        found, period = self.findings
        people = self.truth("show_people")
        rows = [one.as_row(period, people) for one in found.unused]
        columns = [*COLUMNS, *(["person"] if people else [])]
        bill = bill_of_desktops(planned.actions())
        style = self.run["format"] or "table"
        if style == "json":
            lines = json.dumps({"unused": rows, "unknown": list(found.unknown)}, indent=2).splitlines()
        elif style == "csv":
            lines = as_csv(columns, rows)
        else:
            lines = [*as_table(columns, rows), *readable(self._summary(planned, bill))]
        names = [one.machine.name for one in found.unused]
        return {
            "plan_id": bill["plan_id"],
            "lines": lines,
            "objections": self.objections(bill),
            "unused": {"rows": rows, "names": names, "unknown": list(found.unknown)},
        }

    def _tagged(self, named: Mapping[str, Mapping[str, Any]], found: Findings) -> list[dict[str, Any]]:
        """Return desktops with the tag that says since when nobody uses them, and without it where that is over."""
        since = {one.machine.desktop_id: f"{one.since:%Y-%m-%d}" for one in found.unused}
        unknown = set(found.unknown)
        items = [{**named[key], "tags": {UNUSED_TAG: value}} for key, value in since.items()]
        for row in self.found.desktops:
            tag = (row.get("tags") or {}).get(UNUSED_TAG)
            if (
                tag
                and row["desktop_id"] in named
                and row["desktop_id"] not in since
                and row["computer_name"] not in unknown
            ):
                items.append({**named[row["desktop_id"]], "tags": {UNUSED_TAG: ""}})
        return items

    def _summary(self, planned: Planned, bill: Mapping[str, Any]) -> list[str]:
        found, _period = self.findings
        action, verbs = self.run["action"] or "list", _by_verb(planned)
        done = "" if verbs or action == "list" else f"; nothing to {action}"
        desired = {item["computer_name"] for item in self.desired["seats"]["wanted"]} & set(bill["delete"])
        told = [
            f"plan {bill['plan_id']}: {len(found.unused)} unused for "
            f"{number_of(int(self.run['unused_days']), 'day')} or more{done}",
            *(f"{verb.replace('_', ' ')}: {joined(some)}" for verb, some in verbs.items()),
        ]
        told += [f"not known, so left alone: {joined(found.unknown)}"] if found.unknown else []
        if desired:
            told.append(f"the file wants these, so lab_provision creates them again: {joined(sorted(desired))}")
        return told


def _by_verb(planned: Planned) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for action in planned.actions():
        found.setdefault(action["verb"], []).append(action["target"])
    return found
