# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the use of a lab has cost, what it will cost, and what of it was for nothing. Pure."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..names import joined
from ..resources.usage.period import Period
from ..resources.usage.spans import seconds
from .costs import HOURS_OF_MONTH, Cost, Prices, Thing, cents
from .period import term_end
from .switching import HIBERNATED, RUNNING, STOPPED, stretches
from .usage import LEFT_OVER, SPARE, Line

NEVER_COUNTED = ("snapshots", "traffic", "licences")

_LEAST_HOURS = 24
"""For how long a desktop has to be there until advice is given by the hours that it runs."""


@dataclasses.dataclass(frozen=True)
class Spent:
    """What a desktop has cost in a period.

    :param cost: all of it. :param off: what of it when it was off. :param idle: what of it when it ran for nobody,
        ``None`` if its product has no price.
    """

    line: Line
    cost: Cost
    off: Cost
    idle: Decimal | None

    @classmethod
    def of(cls, line: Line, period: Period, prices: Prices) -> Spent:
        """Return what a desktop has cost."""
        ran, thing, off = seconds(line.ran), line.machine.thing, _off(line)
        hours = {RUNNING: _hours(ran), off: _hours((period.end - line.there).total_seconds() - ran)}
        hourly = prices.hour(thing.product or "", RUNNING)
        spent = cls(line, Cost(), Cost(), None if hourly is None else _hours(line.waste) * hourly)
        spent.cost.add(prices, thing, hours)
        spent.off.add(prices, thing, {off: hours[off]})
        return spent


def _off(line: Line) -> str:
    """Return the state that counts for a desktop that does not run: hibernated where it is that, or may have been."""
    states = {line.machine.now, *(one.state for one in line.machine.switching)}
    return HIBERNATED if HIBERNATED in states else STOPPED


def _hours(number: float) -> Decimal:
    return Decimal(int(number)) / 3600


def _money(amount: Decimal) -> float:
    return float(cents(amount))


def _sum(costs: Iterable[Cost]) -> Decimal:
    return sum((cost.total for cost in costs), Decimal(0))


def _known(costs: Sequence[Cost]) -> float | None:
    """Return what things cost as far as they have prices, ``None`` if none of them has one."""
    known = any(cost.counted for cost in costs) or all(cost.complete for cost in costs)
    return _money(_sum(costs)) if known else None


def costs_of_use(
    lab: Mapping[str, Any], lines: Sequence[Line], unbound: int | None, period: Period, prices: Prices
) -> dict[str, Any]:
    """Return what the use of a period has cost: ``rows`` (one a desktop, in the order of the lines; ``None`` unless
    all of it has a price), in all, by group, and what of it was for nothing; a ``forecast`` and ``advice``. An amount
    is ``None`` where nothing has a price.

    :param unbound: how many public addresses nobody has, ``None`` if that is not known.
    """
    spent = [Spent.of(line, period, prices) for line in lines]
    groups: dict[str, list[Spent]] = {}
    for one in spent:
        groups.setdefault(one.line.machine.group or one.line.machine.kind, []).append(one)
    kinds = {kind: _known([one.cost for one in spent if one.line.machine.kind == kind]) for kind in (SPARE, LEFT_OVER)}
    whole = _hours((period.end - period.begin).total_seconds())
    rest = Cost()
    rest.add_storage(prices, Thing(None, (), unbound or 0), whole)
    untold = ["public addresses, which the service does not tell"] if unbound is None else []
    idle = [one.idle for one in spent if one.idle is not None]
    return {
        "currency": prices.currency,
        "rows": [_money(one.cost.total) if one.cost.complete else None for one in spent],
        "so_far": _known([one.cost for one in spent]),
        "estimated": any(line.estimated for line in lines),
        "groups": {name: _known([one.cost for one in some]) for name, some in groups.items()},
        "idle": _money(sum(idle, Decimal(0))) if idle or not spent else None,
        "off": _known([one.off for one in spent]),
        "spares": kinds[SPARE],
        "left_over": kinds[LEFT_OVER],
        "unbound_addresses": None if unbound is None else _known([rest]),
        "not_counted": [*_unpriced(spent, rest), *untold, *NEVER_COUNTED],
        "assumptions": prices.assumptions({state for one in spent for state in one.cost.states}),
        "forecast": _forecast(lab, lines, spent, period, prices),
        "advice": _advice(lines, period, prices),
    }


def _unpriced(spent: Sequence[Spent], rest: Cost) -> list[str]:
    missing = Cost()
    for cost in [*(one.cost for one in spent), rest]:
        missing.unpriced_products.update(cost.unpriced_products)
        missing.unpriced_disks.update(cost.unpriced_disks)
        missing.unpriced_addresses += cost.unpriced_addresses
    return missing.not_counted()


def _forecast(
    lab: Mapping[str, Any], lines: Sequence[Line], spent: Sequence[Spent], period: Period, prices: Prices
) -> dict[str, Any] | None:
    """Return what the lab will cost from now to the end of its term, ``None`` if it has none or that is over."""
    end = term_end(lab, period)
    if end is None:
        return None
    total = Cost()
    # Many desktops have the same schedules.
    known: dict[tuple[str, tuple[int, ...]], dict[str, Decimal]] = {}
    for machine in (line.machine for line in lines):
        key = (machine.now, tuple(map(id, machine.switching)))
        if key not in known:
            lasting: collections.Counter[str] = collections.Counter()
            for state, begin, until in stretches(machine.switching, period.now, end, period.zone, machine.now):
                lasting[state] += int((until - begin).total_seconds())
            known[key] = {state: _hours(number) for state, number in lasting.items()}
        total.add(prices, machine.thing, known[key])
    left = _hours((end - period.now).total_seconds())
    # Before it was there a lab has cost nothing.
    there = min((line.there for line in lines), default=period.begin)
    costs = [one.cost for one in spent]
    rate = _sum(costs) * left / _hours(max(1, (period.end - there).total_seconds()))
    by_rate = None if _known(costs) is None else _money(rate)
    return {"until": lab["term"]["end"], "by_schedules": _known([total]), "by_rate": by_rate}


def _advice(lines: Sequence[Line], period: Period, prices: Prices) -> list[str]:
    """Return where another way to pay would be cheaper if desktops ran on as in the period. Nothing is switched."""
    found: dict[str, list[str]] = {}
    for line in lines:
        there = _hours((period.end - line.there).total_seconds())
        if line.estimated or line.machine.thing.product is None or there < _LEAST_HOURS:
            continue
        hours = _hours(seconds(line.ran)) / there * HOURS_OF_MONTH
        cheaper = prices.cheaper(line.machine.thing.product, hours)
        if cheaper:
            found.setdefault(cheaper, []).append(line.machine.name)
    return [f"{way} would be cheaper, by the hours of this period: {joined(names)}" for way, names in found.items()]
