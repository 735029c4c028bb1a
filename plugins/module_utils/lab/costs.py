# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What things cost by the prices of the lab file. Nothing else reckons with money. Pure.

What has no price is never taken for free: it is named as not counted.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..names import number_of
from .switching import HIBERNATED, RUNNING, STOPPED, Key, Switching

HOURS_OF_MONTH = Decimal(730)
"""A twelfth of a year: what prices of a month are divided by."""

COLD = "SUSPEND"
"""The type of hibernation that gives the memory back, so that it costs what a stopped desktop costs."""


def cents(amount: Decimal) -> Decimal:
    """Return an amount as it is shown."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclasses.dataclass(frozen=True)
class Prices:
    """The prices of a lab file.

    :param products: of an hour of a running desktop, by the IDs of products.
    :param stopped: of an hour of a stopped one, and :param hibernated: of a hibernated one, beside its disks.
    :param disks: of a GB and month, by disk types. :param eip: of an hour of a public address.
    :param monthly: of a month of a desktop that is billed by the month, beside its disks.
    :param packages: packages of hours: product, hours, and their price.
    :param hibernation: the type of hibernation of the project, ``None`` if it is not known.
    """

    currency: str
    products: Mapping[str, Decimal]
    stopped: Mapping[str, Decimal]
    hibernated: Mapping[str, Decimal]
    disks: Mapping[str, Decimal]
    eip: Decimal | None
    monthly: Mapping[str, Decimal] = dataclasses.field(default_factory=dict)
    packages: Sequence[tuple[str, Decimal, Decimal]] = ()
    hibernation: str | None = None

    @classmethod
    def of(cls, lab: Mapping[str, Any], hibernation: str | None = None) -> Prices | None:
        """Return the prices of a checked definition, ``None`` if it has none."""
        given = lab.get("prices")
        if given is None:
            return None
        maps = {
            name: {key: Decimal(price) for key, price in (given.get(name) or {}).items()}
            for name in ("products", "stopped", "hibernated", "disks", "monthly")
        }
        packages = [
            (one["product"], Decimal(one["hours"]), Decimal(one["price"])) for one in given.get("hour_packages") or []
        ]
        eip = None if given.get("eip") is None else Decimal(given["eip"])
        return cls(given["currency"], eip=eip, packages=packages, hibernation=hibernation, **maps)

    def hour(self, product: str, state: str) -> Decimal | None:
        """Return what an hour of a desktop in a state costs, beside its disks; ``None`` if that is not said."""
        running = self.products.get(product)
        if state == STOPPED:
            return self.stopped.get(product, Decimal(0))
        if state == HIBERNATED:
            off = self.stopped.get(product, Decimal(0)) if self.hibernation == COLD else running
            return self.hibernated.get(product, off)
        return running

    def cheaper(self, product: str, hours: Decimal) -> str:
        """Return how a desktop that runs for some hours a month could be paid for more cheaply, or nothing."""
        hourly = self.products.get(product)
        if hourly is None:
            return ""
        ways = {f"monthly billing of {product}": self.monthly[product]} if product in self.monthly else {}
        for name, size, price in self.packages:
            if name == product:
                ways[f"a package of {size:f} hours of {product}"] = price + max(Decimal(0), hours - size) * hourly
        best = min(ways, key=lambda way: ways[way], default="")
        return best if best and cents(ways[best]) < cents(hours * hourly) else ""

    def amount(self, amount: Decimal) -> str:
        """Return an amount with its currency."""
        return f"{cents(amount)} {self.currency}"

    def assumptions(self, states: Iterable[str]) -> list[str]:
        """Return what figures about desktops in these states assume, in sentences without full stop."""
        told = ["a month has 730 hours"]
        if STOPPED in states:
            also = " unless prices.stopped has their product" if self.stopped else " (see prices.stopped)"
            told.append(f"stopped desktops cost nothing but their disks and addresses{also}")
        if HIBERNATED in states:
            also = " unless prices.hibernated has their product" if self.hibernated else " (see prices.hibernated)"
            kind = f"is {self.hibernation}" if self.hibernation else "is not known"
            like = "stopped" if self.hibernation == COLD else "running"
            told.append(f"the type of hibernation {kind}, so hibernated desktops cost what {like} ones do{also}")
        return told


@dataclasses.dataclass(frozen=True)
class Thing:
    """A desktop, as far as it costs something.

    :param product: the ID, ``None`` if it is not known. :param disks: types and sizes in GB.
    :param addresses: how many public addresses it has.
    """

    product: str | None
    disks: Sequence[tuple[str, int]] = ()
    addresses: int = 0


@dataclasses.dataclass
class Cost:
    """What things cost in some time, with what is not counted.

    :param products: by the IDs of products. :param disks: by disk types.
    :param states: the states that are counted. :param unpriced_products: how many desktops have them,
    :param unpriced_disks: how many GB, and :param unpriced_addresses: how many addresses.
    """

    products: dict[str, Decimal] = dataclasses.field(default_factory=dict)
    disks: dict[str, Decimal] = dataclasses.field(default_factory=dict)
    addresses: Decimal = Decimal(0)
    states: set[str] = dataclasses.field(default_factory=set)
    unpriced_products: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    unpriced_disks: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    unpriced_addresses: int = 0

    @property
    def total(self) -> Decimal:
        """All of it."""
        return sum(self.products.values(), Decimal(0)) + sum(self.disks.values(), Decimal(0)) + self.addresses

    @property
    def complete(self) -> bool:
        """Whether everything has a price."""
        return not (self.unpriced_products or self.unpriced_disks or self.unpriced_addresses)

    @property
    def counted(self) -> bool:
        """Whether anything has a price."""
        return bool(self.products or self.disks or self.addresses)

    def add(self, prices: Prices, thing: Thing, hours: Mapping[str, Decimal]) -> None:
        """Count a thing in.

        :param hours: how long it is in each state. Its disks and addresses cost for all of that time.
        """
        self.add_power(prices, thing.product, hours)
        self.add_storage(prices, thing, sum(hours.values(), Decimal(0)))

    def add_power(self, prices: Prices, product: str | None, hours: Mapping[str, Decimal]) -> None:
        """Count in what the states of a desktop cost, beside its disks and addresses."""
        name = product or "(not known)"
        costs = {state: prices.hour(name, state) for state, number in hours.items() if number}
        # What it costs when it runs is not said, so that nothing of it is counted.
        if name not in prices.products:
            self.unpriced_products[name] += 1
            return
        self.states.update(costs)
        cost = sum(((price or Decimal(0)) * hours[state] for state, price in costs.items()), Decimal(0))
        self.products[name] = self.products.get(name, Decimal(0)) + cost

    def add_storage(self, prices: Prices, thing: Thing, hours: Decimal) -> None:
        """Count in what the disks and addresses of a thing cost, whatever its state."""
        for kind, size in thing.disks:
            if kind in prices.disks:
                cost = prices.disks[kind] * size * hours / HOURS_OF_MONTH
                self.disks[kind] = self.disks.get(kind, Decimal(0)) + cost
            else:
                self.unpriced_disks[kind] += size
        if thing.addresses and prices.eip is None:
            self.unpriced_addresses += thing.addresses
        self.addresses += thing.addresses * (prices.eip or 0) * hours

    def not_counted(self) -> list[str]:
        """Return what has no price, in words."""
        products = [f"product {name} ({number_of(count, 'desktop')})" for name, count in self.unpriced_products.items()]
        disks = [f"disks of type {kind} ({size} GB)" for kind, size in self.unpriced_disks.items()]
        addresses = (
            [number_of(self.unpriced_addresses, "public address", "public addresses")]
            if self.unpriced_addresses
            else []
        )
        return [*sorted(products), *sorted(disks), *addresses]


# A plan


@dataclasses.dataclass(frozen=True)
class Place:
    """A thing of a lab, and what its schedules reach it by."""

    key: Key
    thing: Thing


def cost_of_month(prices: Prices, places: Iterable[Place], schedules: Switching) -> tuple[Cost, dict[str, int]]:
    """Return what things cost in a month by their schedules, and how many of them run how long, in words."""
    cost = Cost()
    told: collections.Counter[str] = collections.Counter()
    for place in places:
        shares = schedules.shares(place.key)
        told[shares.told] += 1
        cost.add(prices, place.thing, {state: part * HOURS_OF_MONTH for state, part in shares.by_state.items()})
    return cost, dict(told)


def cost_of_hour(prices: Prices, places: Iterable[Place]) -> Cost:
    """Return what things cost in an hour in which all of them run."""
    cost = Cost()
    for place in places:
        cost.add(prices, place.thing, {RUNNING: Decimal(1)})
    return cost


def cost_of_plan(
    prices: Prices,
    before: tuple[Sequence[Place], Switching],
    after: tuple[Sequence[Place], Switching],
    grown: Sequence[Place],
    untold: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what a lab costs before and after a plan, as data and as ``lines`` to read.

    :param before: its things and schedules before, :param after: and after the plan.
    :param grown: what else there is when its pools have grown to the most.
    :param untold: what else is not counted, because the service does not tell it.
    """
    month_before, _told = cost_of_month(prices, *before)
    month, told = cost_of_month(prices, *after)
    most, _told = cost_of_month(prices, [*after[0], *grown], after[1])
    hours = {name: cost_of_hour(prices, places).total for name, places in (("before", before[0]), ("after", after[0]))}
    running = [f"{number_of(count, 'desktop runs', 'desktops run')} {how}" for how, count in told.items()]
    data = {
        "currency": prices.currency,
        "per_hour": {name: float(cents(amount)) for name, amount in hours.items()},
        "per_month": {
            name: float(cents(cost.total))
            for name, cost in (("before", month_before), ("after", month), ("most", most))
        },
        "products": {name: float(cents(amount)) for name, amount in sorted(month.products.items())},
        "disks": {name: float(cents(amount)) for name, amount in sorted(month.disks.items())},
        "addresses": float(cents(month.addresses)),
        "running": running,
        "not_counted": [*most.not_counted(), *untold],
        "assumptions": prices.assumptions(month.states),
    }
    return {**data, "lines": _lines(prices, data, hours, (month_before, month, most))}


def _lines(
    prices: Prices, data: Mapping[str, Any], hours: Mapping[str, Decimal], months: tuple[Cost, Cost, Cost]
) -> list[str]:
    before, month, most = months
    partly = ", without what is not counted" if data["not_counted"] else ""
    parts = [*month.products.items(), *((f"disks {kind}", amount) for kind, amount in month.disks.items())]
    parts += [("public addresses", month.addresses)] if month.addresses else []
    lines = [
        f"cost of an hour, all desktops running: {prices.amount(hours['after'])} "
        f"(before {prices.amount(hours['before'])}){partly}",
        f"cost of a month: {prices.amount(month.total)} (before {prices.amount(before.total)}){partly}",
    ]
    if most.total != month.total:
        lines.append(f"cost of a month, with its pools grown to the most: {prices.amount(most.total)}{partly}")
    if parts:
        lines.append("cost of a month by what it is for: " + ", ".join(f"{n} {prices.amount(a)}" for n, a in parts))
    if data["not_counted"]:
        lines.append(f"not counted, because it has no price: {', '.join(data['not_counted'])}")
    return [*lines, f"costs assume: {'; '.join([*data['running'], *data['assumptions']])}"]
