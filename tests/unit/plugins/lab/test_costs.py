# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What things cost by the prices of a lab, what is assumed, and that nothing without a price is taken for free."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.costs import (
    HOURS_OF_MONTH,
    Cost,
    Place,
    Prices,
    Thing,
    cents,
    cost_of_hour,
    cost_of_month,
    cost_of_plan,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.switching import (
    HIBERNATED,
    RUNNING,
    STOPPED,
    Switching,
    desktop_key,
)

GIVEN = {"currency": "EUR", "products": {"large": "0.21"}, "disks": {"SAS": "0.06"}, "eip": "0.01"}
DAILY = [
    {
        "task_type": kind,
        "scheduled_type": "DAY",
        "day_interval": 1,
        "scheduled_time": time,
        "apply_objects": {"all": True},
    }
    for kind, time in (("START", "08:00"), ("STOP", "18:00"))
]


def prices(hibernation=None, **changes):
    return Prices.of({"prices": {**GIVEN, **changes}}, hibernation)


def places(*things):
    return [Place(desktop_key(f"BIO-{number}"), thing) for number, thing in enumerate(things)]


def test_a_file_without_prices_has_no_costs():
    assert Prices.of({}) is None


@pytest.mark.parametrize(
    ("state", "changes", "hibernation", "hour"),
    [
        (RUNNING, {}, None, "0.21"),
        (STOPPED, {}, None, "0"),
        (STOPPED, {"stopped": {"large": "0.05"}}, None, "0.05"),
        (STOPPED, {"stopped": {"gpu": "0.05"}}, None, "0"),
        (HIBERNATED, {}, None, "0.21"),
        (HIBERNATED, {}, "PAUSE", "0.21"),
        (HIBERNATED, {}, "SUSPEND", "0"),
        (HIBERNATED, {"stopped": {"large": "0.05"}}, "SUSPEND", "0.05"),
        (HIBERNATED, {"hibernated": {"large": "0.1"}}, "PAUSE", "0.1"),
    ],
)
def test_what_a_state_costs(state, changes, hibernation, hour):
    assert prices(hibernation, **changes).hour("large", state) == Decimal(hour)


def test_what_has_no_price_is_named_and_never_free():
    cost = cost_of_hour(prices(eip=None), places(Thing("gpu", [("SSD", 100)], 2), Thing(None), Thing("large")))
    assert cost.not_counted() == [
        "product (not known) (1 desktop)",
        "product gpu (1 desktop)",
        "disks of type SSD (100 GB)",
        "2 public addresses",
    ]
    assert cost.products == {"large": Decimal("0.21")} and "SSD" not in cost.disks and not cost.complete


def test_a_stopped_desktop_without_a_price_of_its_product_is_not_counted_either():
    cost = Cost()
    cost.add_power(prices(), "gpu", {STOPPED: Decimal(10)})
    assert not cost.complete and cost.products == {}


def test_a_month_by_the_schedules():
    cost, told = cost_of_month(prices(), places(Thing("large", [("SAS", 80)], 1)), Switching(DAILY))
    assert told == {"70 hours a week, by the schedules": 1}
    assert cents(cost.products["large"]) == cents(Decimal("0.21") * 730 * 10 / 24)
    assert cents(cost.disks["SAS"]) == Decimal("4.80") and cents(cost.addresses) == Decimal("7.30")
    assert cents(cost.total) == Decimal("75.98")


def test_the_plan_says_what_it_reckons_with():
    before, after = places(Thing("large", [("SAS", 80)])), places(*[Thing("large", [("SAS", 80)])] * 2)
    data = cost_of_plan(prices(), (before, Switching([])), (after, Switching(DAILY)), places(Thing("large")))
    assert data["per_hour"] == {"before": 0.22, "after": 0.43}
    assert data["per_month"] == {"before": 158.1, "after": 137.35, "most": 201.23}
    assert data["lines"] == [
        "cost of an hour, all desktops running: 0.43 EUR (before 0.22 EUR)",
        "cost of a month: 137.35 EUR (before 158.10 EUR)",
        "cost of a month, with its pools grown to the most: 201.23 EUR",
        "cost of a month by what it is for: large 127.75 EUR, disks SAS 9.60 EUR",
        "costs assume: 2 desktops run 70 hours a week, by the schedules; a month has 730 hours; stopped desktops cost "
        "nothing but their disks and addresses (see prices.stopped)",
    ]


def test_what_hibernated_desktops_cost_is_said():
    told = [prices(kind).assumptions({HIBERNATED})[-1] for kind in ("SUSPEND", "PAUSE", None)]
    assert "is SUSPEND, so hibernated desktops cost what stopped ones do" in told[0]
    assert "is PAUSE, so hibernated desktops cost what running ones do" in told[1]
    assert "is not known, so hibernated desktops cost what running ones do" in told[2]


AMOUNTS = st.decimals(min_value=0, max_value=100, places=4)
THINGS = st.builds(
    Thing,
    st.sampled_from(["large", "small", None]),
    st.lists(st.tuples(st.sampled_from(["SAS", "SSD"]), st.integers(10, 1000)), max_size=3),
    st.integers(0, 2),
)


@given(st.lists(THINGS, max_size=6), AMOUNTS, AMOUNTS)
def test_costs_add_up_and_grow_with_what_there_is(things, product, disk):
    own = prices(products={"large": str(product)}, disks={"SAS": str(disk)})
    whole = cost_of_hour(own, places(*things))
    parts = [cost_of_hour(own, places(thing)) for thing in things]
    assert abs(whole.total - sum((part.total for part in parts), Decimal(0))) < Decimal("1e-9")
    assert whole.complete == all(part.complete for part in parts)
    month, _told = cost_of_month(own, places(*things), Switching([]))
    assert abs(month.total - whole.total * HOURS_OF_MONTH) < Decimal("1e-6")
    by_schedules, _told = cost_of_month(own, places(*things), Switching(DAILY))
    assert by_schedules.total <= month.total
