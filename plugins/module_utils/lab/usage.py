# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a lab is used, what runs for nobody, and what that costs. Pure.

Nobody is named unless it is asked for: a line is about a seat, and what is told of people are numbers.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..errors import plain
from ..names import joined, number_of
from ..resources.usage.period import Period
from ..resources.usage.running import UNKNOWN, Running
from ..resources.usage.spans import Span, clipped, seconds, united
from .costs import Thing
from .period import in_words
from .switching import RUNNING, Key, Switch, stretches
from .tables import WIDEST, as_csv, as_table

SEAT, SPARE, LEFT_OVER, POOLED = "seat", "spare", "left over", "pool"
"""What a desktop is to the lab."""

_HOUR = datetime.timedelta(hours=1)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclasses.dataclass(frozen=True)
class Use:
    """A connection of somebody to a desktop."""

    desktop_id: str | None
    user_name: str
    span: Span


@dataclasses.dataclass(frozen=True)
class Machine:
    """A desktop of the lab, and what is known of it.

    :param group: the group of seats or the pool that it is of. :param kind: what it is to the lab.
    :param since: when it was created. :param running: when it ran. :param now: the state that it is in.
    :param connected: whether somebody is connected to it now, or may be.
    :param last_used: when it was used for the last time, as sums of past days tell it; ``None`` if they tell none.
    :param known: whether it is known what was before the period.
    :param key: what schedules reach it by. :param switching: the tasks that do, and :param classes: with those that
        are paused, which say when class is.
    """

    name: str
    desktop_id: str
    group: str
    kind: str
    people: Sequence[str]
    thing: Thing
    since: datetime.datetime | None
    now: str
    key: Key
    switching: Sequence[Switch] = ()
    classes: Sequence[Switch] = ()
    connected: bool = False
    running: Running = UNKNOWN
    last_used: datetime.datetime | None = None
    known: bool = True


@dataclasses.dataclass(frozen=True)
class Line:
    """What is told of a desktop.

    :param there: since when it counts: the beginning of the period, or its creation.
    :param used: when somebody was connected, and :param ran: when it ran, in the period.
    :param estimated: whether when it ran is not surely known. :param last: its last use, and :param last_by: by whom.
    """

    machine: Machine
    there: datetime.datetime
    used: Sequence[Span]
    ran: Sequence[Span]
    estimated: bool
    last: datetime.datetime | None
    last_by: str

    @property
    def waste(self) -> int:
        """Seconds for which it ran and nobody was connected."""
        return max(0, seconds(self.ran) - seconds(_common(self.ran, self.used)))


def _common(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    return united(part for span in one if span.end for part in clipped(other, span.begin, span.end))


@dataclasses.dataclass(frozen=True)
class Gathered:
    """What a report is made of.

    :param uses: connections. :param unbound: how many addresses nobody has, ``None`` if that is not known.
    :param rules: what idle rules did. :param notes: where it is from and how old it is, in sentences.
    """

    machines: Sequence[Machine]
    uses: Sequence[Use]
    unbound: int | None = 0
    rules: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()


def lines_of(gathered: Gathered, period: Period) -> list[Line]:
    """Return what is told of each desktop."""
    by_desktop: dict[str | None, list[Use]] = {}
    for use in gathered.uses:
        by_desktop.setdefault(use.desktop_id, []).append(use)
    return [_line(machine, by_desktop.get(machine.desktop_id, ()), period) for machine in gathered.machines]


def report(lines: Sequence[Line], gathered: Gathered, period: Period, people: bool) -> dict[str, Any]:
    """Return what is told of a period.

    :param people: whether persons are named.
    :returns: ``period``, ``rows`` (one a desktop), ``people`` (if asked for), ``totals``, ``peaks``, ``rules``,
        and ``notes``.
    """
    data: dict[str, Any] = {
        "period": in_words(period),
        "rows": [_row(line, period, people) for line in lines],
        "totals": _totals(lines, gathered.uses, period),
        "peaks": _peaks(lines, period),
        "rules": list(gathered.rules),
        "notes": [*gathered.notes, *_notes(lines)],
    }
    return {**data, "people": _people(gathered.uses, period)} if people else data


# One desktop


def _line(machine: Machine, uses: Sequence[Use], period: Period) -> Line:
    begin = min(max(period.begin, machine.since or period.begin), period.end)
    spans = machine.running.spans
    used = _clipped([use.span for use in uses], begin, period.end)
    # Whatever the schedules say, it ran while somebody was connected.
    ran = _clipped([*_by_schedules(machine, period), *used] if spans is None else spans, begin, period.end)
    # Login records reach to this moment, sums of past days do not.
    latest = max(uses, key=lambda use: use.span.end or period.now, default=None)
    last = machine.last_used if latest is None else latest.span.end or period.now
    last_by = latest.user_name if latest else ""
    estimated = not machine.running.exact_from(begin)
    return Line(machine, begin, used, ran, estimated, last, last_by)


def _clipped(spans: Sequence[Span], begin: datetime.datetime, end: datetime.datetime) -> list[Span]:
    return united(clipped(spans, begin, end)) if begin < end else []


def _by_schedules(machine: Machine, period: Period) -> list[Span]:
    """Return when a desktop would have run by its schedules."""
    found = stretches(machine.switching, period.begin, period.end, period.zone)
    return [Span(begin, end) for state, begin, end in found if state == RUNNING]


def _row(line: Line, period: Period, people: bool) -> dict[str, Any]:
    machine = line.machine
    since = line.last or (machine.since if machine.known else None)
    row: dict[str, Any] = {
        "seat": machine.name,
        "group": machine.group,
        "kind": machine.kind,
        "power": machine.now,
        "hours_used": _shown(seconds(line.used)),
        "hours_running": _shown(seconds(line.ran)),
        "estimated": line.estimated,
        "waste": _shown(line.waste),
        "last_use": None if line.last is None else line.last.astimezone(period.zone).strftime("%Y-%m-%d %H:%M"),
        "idle_days": None if since is None else max(0, (period.now - since).days),
        "never_used": line.last is None if line.last or machine.known else None,
    }
    return {**row, "person": ", ".join(machine.people), "last_use_by": line.last_by} if people else row


def _shown(number: int) -> float:
    return float((Decimal(number) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP))


# All of them


def _totals(lines: Sequence[Line], uses: Sequence[Use], period: Period) -> dict[str, Any]:
    machines = [line.machine for line in lines]
    own = {machine.desktop_id for machine in machines}
    seen = {
        use.user_name.lower() for use in uses if use.desktop_id in own and clipped([use.span], period.begin, period.end)
    }
    return {
        "desktops": len(lines),
        "hours_used": _shown(sum(seconds(line.used) for line in lines)),
        "hours_running": _shown(sum(seconds(line.ran) for line in lines)),
        "waste": _shown(sum(line.waste for line in lines)),
        "people": len(seen),
        "never_used": [line.machine.name for line in lines if line.last is None and line.machine.known],
        "running_unused": [one.name for one in machines if one.now == RUNNING and not one.connected],
        "spares": [one.name for one in machines if one.kind == SPARE],
        "left_over": [one.name for one in machines if one.kind == LEFT_OVER],
    }


def _people(uses: Sequence[Use], period: Period) -> list[dict[str, Any]]:
    """Return for how long each person used desktops, with time at several desktops counted once."""
    spans: dict[str, list[Span]] = {}
    names: dict[str, str] = {}
    for use in uses:
        names.setdefault(use.user_name.lower(), use.user_name)
        spans.setdefault(use.user_name.lower(), []).append(use.span)
    rows = []
    for key in sorted(spans):
        used = united(clipped(spans[key], period.begin, period.end))
        rows.append({"person": names[key], "hours_used": _shown(seconds(used)), "sessions": len(spans[key])})
    return rows


def _peaks(lines: Sequence[Line], period: Period) -> list[dict[str, Any]]:
    """Return for each hour of the week in which somebody was there how many desktops were used in it at most."""
    at: collections.Counter[datetime.datetime] = collections.Counter()
    for line in lines:
        at.update({hour for span in line.used for hour in _hours_of(span, period)})
    most: dict[tuple[int, int], int] = {}
    for hour, count in at.items():
        local = hour.astimezone(period.zone)
        key = (local.weekday(), local.hour)
        most[key] = max(most.get(key, 0), count)
    return [{"day": _WEEKDAYS[day], "hour": hour, "desktops": count} for (day, hour), count in sorted(most.items())]


def _hours_of(span: Span, period: Period) -> Iterator[datetime.datetime]:
    hour = span.begin.replace(minute=0, second=0, microsecond=0)
    while hour < (span.end or period.end):
        yield hour
        hour += _HOUR


def _notes(lines: Sequence[Line]) -> list[str]:
    estimated = [line.machine.name for line in lines if line.machine.running.spans is None]
    doubtful = [line.machine.name for line in lines if line.estimated and line.machine.running.spans is not None]
    untold = [line.machine.name for line in lines if line.last is None and not line.machine.known]
    told = []
    if untold:
        told.append(f"whether they were used before this period is not known: {joined(untold)}")
    if estimated:
        told.append(f"running hours are an estimate by the schedules, since there is no history: {joined(estimated)}")
    if doubtful:
        told.append(f"running hours are an estimate, since the history has gaps: {joined(doubtful)}")
    return told


# As lines to read

_COLUMNS = (
    "seat",
    "group",
    "kind",
    "power",
    "hours_used",
    "hours_running",
    "waste",
    "last_use",
    "idle_days",
    "never_used",
    "estimated",
)
_OF_PEOPLE = ("person", "last_use_by")
_MOST_PEAKS = 5


def shown(data: Mapping[str, Any], style: str) -> list[str]:
    """Return a report, with costs where there are some, as lines: ``table``, ``json`` or ``csv``."""
    columns = [*_COLUMNS, *(name for name in (*_OF_PEOPLE, "cost") if data["rows"] and name in data["rows"][0])]
    if style == "json":
        return json.dumps(data, indent=2).splitlines()
    if style == "csv":
        return as_csv(columns, data["rows"])
    lines = [f"use from {data['period']}", *as_table(columns, data["rows"]), _total_line(data["totals"])]
    if data.get("people"):
        lines += as_table(("person", "hours_used", "sessions"), data["people"])
    for key, what in _NAMED.items():
        if data["totals"][key]:
            lines.append(f"{what}: {joined(plain(name, WIDEST) for name in data['totals'][key])}")
    peaks = sorted(data["peaks"], key=lambda peak: -peak["desktops"])[:_MOST_PEAKS]
    told = [f"{peak['day']} {peak['hour']:02d}:00 {peak['desktops']}" for peak in peaks]
    lines.append(f"most desktops in use, by hour of the week: {', '.join(told) or 'none'}")
    lines += [_rule_line(rule) for rule in data["rules"]]
    lines += _cost_lines(data["cost"]) if data.get("cost") else []
    return [*lines, *data["notes"]]


_NAMED = {
    "never_used": "never used",
    "running_unused": "running now with nobody connected",
    "spares": "spares",
    "left_over": "left over",
}


def _total_line(totals: Mapping[str, Any]) -> str:
    return (
        f"{number_of(totals['desktops'], 'desktop')}: {totals['hours_used']} hours used by "
        f"{number_of(totals['people'], 'person', 'people')}, "
        f"{totals['hours_running']} hours running, {totals['waste']} of them for nobody"
    )


_DONE = {"SUCCESS": "acted on", "SKIP": "skipped", "FAIL": "failed on"}


def _rule_line(rule: Mapping[str, Any]) -> str:
    told = [f"{_DONE.get(status, status)} {joined(sorted(set(names)))}" for status, names in rule["done"].items()]
    return f"idle rule {plain(rule['name'], WIDEST)} ({rule['task_type']}): {'; '.join(told) or 'did nothing'}"


def _cost_lines(cost: Mapping[str, Any]) -> list[str]:
    def amount(number: float | None) -> str:
        return "not known" if number is None else f"{number:.2f} {cost['currency']}"

    lines = [f"cost of this period{', an estimate' if cost['estimated'] else ''}: {amount(cost['so_far'])}"]
    lines.append("by group: " + ", ".join(f"{name or 'none'} {amount(part)}" for name, part in cost["groups"].items()))
    lines.append(
        f"of that for desktops that ran with nobody connected {amount(cost['idle'])}, for desktops that were off "
        f"{amount(cost['off'])}, for spares {amount(cost['spares'])}, for what is left over {amount(cost['left_over'])}"
    )
    if cost["unbound_addresses"] is not None:
        lines.append(
            f"public addresses of the project that nobody has: {amount(cost['unbound_addresses'])} beside that, if "
            "they have been there for all of it"
        )
    if cost["forecast"]:
        forecast = cost["forecast"]
        lines.append(
            f"from now to the end of the term ({forecast['until']}): {amount(forecast['by_schedules'])} by the "
            f"schedules, {amount(forecast['by_rate'])} by the rate of this period"
        )
    lines.append(f"not counted: {', '.join(cost['not_counted'])}")
    return [*lines, *cost["advice"], f"costs assume: {'; '.join(cost['assumptions'])}; a bill may differ"]
