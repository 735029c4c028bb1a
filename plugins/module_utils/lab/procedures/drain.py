# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks people to leave the seats of a lab, keeps others from logging in, and lets them in again."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ...names import joined, number_of
from ..bill import NOTHING, plan_id
from ..drain import (
    COLUMNS,
    FORCE,
    TAG,
    Rules,
    as_row,
    closed_by,
    closing,
    is_kept,
    is_reading,
    is_there,
    note_of,
    obstacle,
    since,
    timeless,
    when,
)
from ..found import Row, in_use, owned_by
from ..measuring import now_of
from ..reading import desktops_of_pool
from ..sections import Planned
from ..tables import as_table
from .base import RUN_TEXT, SAY_ALL, Procedure, Sections, readable, refused, understood

WARN, DRAIN, RELEASE, STATUS = "warn", "drain", "release", "status"


class Drain(Procedure):
    """Warns people, drains seats and pools, and releases them. What is drained is known by notes in tags alone."""

    needed = ("pools",)
    variables = {
        "msg": RUN_TEXT,
        "wait_for_logoff": RUN_TEXT,
        "at_timeout": {**RUN_TEXT, "choices": ["", "fail", "skip", "force"]},
        "closed_by": RUN_TEXT,
    }
    actions = (WARN, DRAIN, RELEASE, STATUS)

    @classmethod
    def needs(cls, run: Mapping[str, Any]) -> Collection[str]:
        """What it needs to read: what a procedure has closed is never a pool."""
        return () if run["closed_by"] else cls.needed

    @property
    def waits(self) -> bool:
        """Only a drain needs to know which seats there will be."""
        return self._action == DRAIN

    @property
    def disturbs(self) -> bool:
        """Nobody is disturbed, unless people are logged off at the end of the wait."""
        return self._action == DRAIN and self._rules.then == FORCE

    def sections(self) -> Sections:
        """Return who is warned, what is closed or opened, and who is waited for."""
        if self._action not in self.actions:
            raise refused([f"lab_action is {self._action}, but must be warn, drain, release or status"])
        if self._action in (WARN, DRAIN) and not str(self.run["seats"]).strip():
            raise refused([f"lab_action={self._action} needs lab_seats; {SAY_ALL}"])
        self.check_selection()
        if self._action == WARN:
            ids = [row["desktop_id"] for row in [*self._seats, *self._pooled] if is_reading(row)]
            return {"messages": [{"desktops": ids, "notifications": self._rules.told}] if ids else []}
        if self._action == DRAIN:
            return self._draining()
        return self._releasing() if self._action == RELEASE else {}

    def report(self, planned: Planned) -> dict[str, Any]:
        """Tell what is drained and released, who is waited for, and what is drained by now."""
        actions = planned.actions()
        plan = plan_id(timeless(actions))
        by_verb: dict[str, list[str]] = {}
        for action in actions:
            by_verb.setdefault(action["verb"], []).append(action["target"])
        names = list(dict.fromkeys(action["target"] for action in actions))
        told = number_of(len(names), "target") if names else "nothing to do"
        lines = [] if self._action == STATUS else [f"{self._action}, plan {plan}: {told}"]
        lines += [f"{verb.replace('_', ' ')}: {joined(some)}" for verb, some in by_verb.items()]
        table = []
        if self._action == STATUS and self.truth("show_people"):
            table = as_table([*COLUMNS, "person"], [as_row(row, True) for row in self._seats])
        elif self._action == STATUS:
            table = as_table(COLUMNS, [as_row(row, False) for row in self._drained])
        waiting = self._rules.waiting(self._people_at) if self._action == DRAIN else {}
        forced = by_verb.get("log_off", []) if self.disturbs else []
        return {
            "plan_id": plan,
            "lines": [*table, *readable([*lines, *self._remarks()])],
            "objections": self.objections({**NOTHING, "disturb": forced, "plan_id": plan}),
            "drain": {
                "action": self._action,
                "drained": [row["computer_name"] for row in self._drained],
                "pools": [row["name"] for row in self._pools if note_of(row)],
                "in_use": len(self._in_use),
                "waiting": waiting,
                "left": {row["desktop_id"]: f"{row['computer_name']} ({obstacle(row)})" for row in self._stuck},
            },
        }

    @property
    def _action(self) -> str:
        return str(self.run["action"] or STATUS)

    @functools.cached_property
    def _rules(self) -> Rules:
        return understood(Rules.of, self.lab, self.run)

    @functools.cached_property
    def _seats(self) -> Sequence[Row]:
        rows = [row for row in self._seats_of_run if is_there(row)]
        return sorted(rows, key=lambda row: str(row["computer_name"]))

    @functools.cached_property
    def _pools(self) -> Sequence[Row]:
        """The pools of the lab, unless the run is about some seats only."""
        if self.selected or self.run["closed_by"]:
            return []
        return [row for row in self.found.pools if owned_by(self.lab, row)]

    @functools.cached_property
    def _pooled(self) -> Sequence[Row]:
        rows = [row for pool in self._pools for row in desktops_of_pool(self.client, pool["name"])]
        return [row for row in rows if is_there(row)]

    @property
    def _drained(self) -> Sequence[Row]:
        return [row for row in self._seats if note_of(row)]

    @property
    def _released(self) -> Sequence[Row]:
        """The seats that a release is about: all that are drained, or those that another procedure has closed."""
        by = str(self.run["closed_by"])
        return [row for row in self._drained if closed_by(row) == by] if by else self._drained

    @property
    def _stuck(self) -> Sequence[Row]:
        """The seats that a release leaves closed."""
        return [row for row in self._released if obstacle(row)]

    @property
    def _in_use(self) -> Sequence[Row]:
        return [row for row in [*self._seats, *self._pooled] if in_use(row)]

    @property
    def _people_at(self) -> list[dict[str, Any]]:
        """The desktops at which people are waited for, as items of ``workspace_desktop``."""
        seats = [dict(self._items[row["desktop_id"]]) for row in self._seats if not obstacle(row)]
        return [*seats, *({"desktop_id": row["desktop_id"]} for row in self._pooled if not obstacle(row))]

    def _draining(self) -> Sections:
        now = now_of(self.client)
        silent = [f"{name}: {reason}" for name, reason in self._obstacles if reason != "its status is ERROR"]
        if silent and not self.carried_out:
            raise refused([*silent, "run it again later"])
        seats = [closing(row, self._items[row["desktop_id"]], now) for row in self._seats if not obstacle(row)]
        pools = [closing(row, _pool_item(row), now) for row in self._pools if not obstacle(row)]
        return {
            "desktops": {"present": seats} if seats else {},
            "pools": pools,
            "logoffs": [self._rules.waiting(self._people_at)] if self._people_at else [],
        }

    def _releasing(self) -> Sections:
        seats = [row for row in self._released if not obstacle(row)]
        opened = [{**self._items[row["desktop_id"]], "in_maintenance_mode": False} for row in seats if not is_kept(row)]
        pools = [row for row in self._pools if note_of(row) and not obstacle(row)]
        return {
            "desktops": {"present": opened} if opened else {},
            "pools": [
                {**_pool_item(row), "remove_tags": [TAG], **({} if is_kept(row) else {"in_maintenance_mode": False})}
                for row in pools
            ],
            "drain_notes": [{"desktops": [dict(self._items[row["desktop_id"]]) for row in seats], "remove_tags": [TAG]}]
            if seats
            else [],
        }

    @property
    def _obstacles(self) -> list[tuple[str, str]]:
        """What cannot be drained or released, with the reasons."""
        rows = [*((row["computer_name"], row) for row in self._seats), *((row["name"], row) for row in self._pools)]
        return [(name, obstacle(row)) for name, row in rows if obstacle(row)]

    def _remarks(self) -> list[str]:
        """Return what is drained by now, how many seats are in use, and what is left alone."""
        drained = [f"{row['computer_name']} ({when(row)})" for row in self._drained]
        pools = [f"{row['name']} ({since(row)})" for row in self._pools if note_of(row)]
        kept = [row["computer_name"] for row in self._drained if is_kept(row)]
        told = {
            "drained before" if self._action in (DRAIN, RELEASE) else "drained": drained,
            "drained pools": pools,
            "in maintenance mode before, and after a release too": kept,
            "left alone": [f"{name} ({reason})" for name, reason in self._obstacles],
        }
        number = len(self._seats) + len(self._pooled)
        return [
            f"in use: {len(self._in_use)} of {number_of(number, 'desktop')}",
            *(f"{what}: {joined(names)}" for what, names in told.items() if names),
        ]


def _pool_item(row: Row) -> dict[str, Any]:
    return {"name": row["name"], "state": "present"}
