# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of the page that shows a lab: its room, its week, its snapshots and the plan of a run. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import SKIPPED
from ..resources.desktop.state import IN_USE, UNTOLD
from ..resources.usage.spans import DAY
from .bill import KINDS, is_disturbing
from .found import Row
from .outcome import PEOPLE
from .seats import SeatPlan
from .status import notes_of
from .switching import RUNNING, stretches
from .usage import Machine

MARKS = {"create": "+", "change": "~", "disturb": "!", "delete": "\N{MINUS SIGN}", "skip": "\N{MIDDLE DOT}"}
"""How a page marks what happens to a target."""

READY, IN_USE_STATE, OFF, SPARE, NOT_READY = "ready", "in use", "off", "spare", "not ready"
FAILED, MISSING, MAINTENANCE, UNKNOWN = "failed", "missing", "maintenance", "unknown"
STATES = (READY, IN_USE_STATE, OFF, SPARE, MAINTENANCE, NOT_READY, FAILED, MISSING, UNKNOWN)
"""The states of a tile, in the order of the legend."""

_NIGHT = (0, 5 * 60)
"""The minutes of a day that count as night."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MINUTES = 24 * 60
_SECONDS_OF_DAY = _MINUTES * 60


def room_of(
    plan: SeatPlan, rows: Sequence[Mapping[str, str]], desktops: Sequence[Row], people: bool
) -> list[dict[str, Any]]:
    """Return the groups of seats, each with a tile for each seat.

    :param rows: the rows of :func:`.status.with_notes`, in the order of the wanted seats. :param people: whether people
        are named.
    """
    there = {row["computer_name"].lower(): row for row in desktops}
    spares = {name.lower() for name in plan.spares}
    groups: dict[str, list[dict[str, Any]]] = {}
    for item, row in zip(plan.wanted, rows):
        key = item["computer_name"].lower()
        state = _state(row, there.get(key), key in spares)
        tile = {
            "number": _number(row["seat"]),
            "name": row["seat"],
            "state": state,
            "detail": _detail(state, row, people),
            "assigned": bool(row["person"]),
            "person": row["person"] if people else "",
            "notes": notes_of(row),
        }
        groups.setdefault(item["seat"], []).append(tile)
    return [{"name": name, "tiles": tiles} for name, tiles in groups.items()]


def _state(row: Mapping[str, str], desktop: Row | None, spare: bool) -> str:
    """Return the state of a seat. What is wrong goes before what is unusual."""
    if desktop is None:
        return MISSING
    if row["power"] == "error":
        return FAILED
    if desktop.get("in_maintenance_mode"):
        return MAINTENANCE
    if row["session"] in IN_USE:
        return IN_USE_STATE
    if not row["power"] or row["session"] == UNTOLD:
        return UNKNOWN
    if row["problem"] in ("stopped", "hibernated"):
        return SPARE if spare else OFF
    if row["problem"]:
        return NOT_READY
    return SPARE if spare else READY


def _detail(state: str, row: Mapping[str, str], people: bool) -> str:
    if state == IN_USE_STATE:
        return "connected" if row["session"] == "CONNECTED" else "disconnected"
    # It may name the people who have no seat.
    problem = "not assigned" if row["problem"].startswith("not assigned") and not people else row["problem"]
    return "" if problem == state else problem


def _number(name: str) -> str:
    digits = re.search(r"(\d+)\D*$", name)
    return digits[1] if digits else ""


def week_of_schedules(
    machines: Iterable[Machine], begin: datetime.datetime, end: datetime.datetime, zone: datetime.tzinfo
) -> list[dict[str, Any]]:
    """Return when the desktops of each group and pool run in a week by their schedules, those with equal ones together.

    :param begin: midnight of a Monday, in UTC. :param end: that of the next one.
    """
    grouped: dict[tuple[str, tuple[int, ...]], list[Machine]] = {}
    for machine in machines:
        key = (machine.group or machine.kind, tuple(map(id, machine.switching)))
        grouped.setdefault(key, []).append(machine)
    return [_week_row(name, some, begin, end, zone) for (name, _tasks), some in grouped.items()]


def _week_row(
    name: str, machines: Sequence[Machine], begin: datetime.datetime, end: datetime.datetime, zone: datetime.tzinfo
) -> dict[str, Any]:
    switching = machines[0].switching
    days: list[list[dict[str, Any]]] = [[] for _day in _DAYS]
    monday = begin.astimezone(zone).date()
    nights = False
    for state, since, until in stretches(switching, begin, end, zone) if switching else [(RUNNING, begin, end)]:
        if state != RUNNING:
            continue
        for number, start, stop in _by_day(since.astimezone(zone), until.astimezone(zone), monday):
            days[number].append({"from": _clock(start), "until": _clock(stop), "begin": start, "length": stop - start})
            nights = nights or start < _NIGHT[1] and stop > _NIGHT[0]
    stopped = any(one.state != RUNNING for one in switching)
    note = "nothing stops it" if not stopped else "on at night" if nights else ""
    if not switching:
        note = "no schedule"
    return {
        "name": name,
        "desktops": len(machines),
        "days": [{"day": day, "spans": spans} for day, spans in zip(_DAYS, days)],
        "note": note,
    }


def _by_day(
    since: datetime.datetime, until: datetime.datetime, monday: datetime.date
) -> Iterable[tuple[int, int, int]]:
    """Give the days of a week that a stretch of time is in, each with its minutes, by the clocks of the zone."""
    for number in range(len(_DAYS)):
        day = monday + number * DAY
        if since.date() <= day <= until.date():
            start = since.hour * 60 + since.minute if since.date() == day else 0
            stop = until.hour * 60 + until.minute if until.date() == day else _MINUTES
            if stop > start:
                yield number, start, stop


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def snapshots_by_age(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the snapshots of a lab by name and disks, the oldest first; an age that is not told is ``None``."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((str(row["name"]), str(row["disk_type"])), []).append(row)
    found = []
    for (name, disks), some in grouped.items():
        ages = sorted(row["age"] // _SECONDS_OF_DAY for row in some if row["age"] is not None)
        known = len(ages) == len(some)
        found.append(
            {
                "name": name,
                "disks": disks.replace("_", " ").lower(),
                "count": len(some),
                "desktops": len({row["desktop_id"] for row in some}),
                "oldest": ages[-1] if known else None,
                "newest": ages[0] if known else None,
                "failed": sum(row["state"] == "failed" for row in some),
                "creating": sum(row["state"] == "creating" for row in some),
            }
        )
    return sorted(found, key=lambda one: (-(one["oldest"] or 0), one["name"], one["disks"]))


def rows_of_plan(
    planned: Mapping[str, Sequence[Mapping[str, Any]]], people: bool, disturbs: bool = True
) -> list[dict[str, Any]]:
    """Return what a plan does to each target, with its mark.

    :param planned: see :meth:`.sections.Planned.by_kind`. :param people: whether accounts are named.
    :param disturbs: whether the plan may disturb people.
    """
    rows: list[dict[str, Any]] = []
    for kind, outcomes in planned.items():
        by_target: dict[str, list[Mapping[str, Any]]] = {}
        for outcome in outcomes:
            for action in outcome["actions"]:
                by_target.setdefault(action["target"], []).append(action)
        own = [_plan_row(kind, target, actions, disturbs) for target, actions in by_target.items()]
        skipped = [row for outcome in outcomes for row in outcome["results"] if row["state"] == SKIPPED]
        own += [
            _row("skip", kind, row["target"], row.get("reason", "") if people else "skipped")
            for row in skipped
            if row["target"] not in by_target
        ]
        rows += own if people or kind != PEOPLE else _without_names(own)
    return rows


def _plan_row(kind: str, target: str, actions: Sequence[Mapping[str, Any]], disturbs: bool) -> dict[str, Any]:
    verbs = list(dict.fromkeys(action["verb"] for action in actions))
    fields = list(dict.fromkeys(field for action in actions for field in action["fields"]))
    told = ", ".join(verb.replace("_", " ") for verb in verbs)
    what = f"{told}: {', '.join(fields)}" if fields and verbs != ["create"] else told
    if "create" in verbs and "delete" not in verbs:
        return _row("create", kind, target, "create")
    if verbs[-1] == "delete":
        return _row("delete", kind, target, "delete")
    noticed = disturbs and ("delete" in verbs or any(is_disturbing(kind, action) for action in actions))
    return _row("disturb" if noticed else "change", kind, target, what)


def _row(effect: str, kind: str, target: str, what: str) -> dict[str, Any]:
    called = KINDS.get(kind, kind)
    return {"effect": effect, "mark": MARKS[effect], "kind": called, "target": target, "what": what}


def _without_names(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows about accounts as numbers of accounts."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["effect"], row["what"])
        counts[key] = counts.get(key, 0) + 1
    return [_row(effect, PEOPLE, str(count), what) for (effect, what), count in counts.items()]
