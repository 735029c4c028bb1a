# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a lab is used, what runs for nobody, and what that costs."""

from __future__ import annotations

import dataclasses
import datetime
import zoneinfo
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.costs import Prices, Thing
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.period import Period, read_period, week_of
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.switching import (
    HIBERNATED,
    RUNNING,
    STOPPED,
    desktop_key,
    switches,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.usage import (
    Gathered,
    Machine,
    Use,
    lines_of,
    report,
    shown,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.usage_costs import costs_of_use
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.running import Running
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.usage.spans import Span

UTC = datetime.timezone.utc
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
EVER = datetime.datetime.min.replace(tzinfo=UTC)
LAB = {"name": "bio", "term": {"start": "2026-10-05", "end": "2026-12-02"}}
PRICES = {"currency": "EUR", "products": {"large": "0.50"}, "disks": {"SAS": "0.073"}, "eip": "0.01"}


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


PERIOD = Period(at("2026-11-23"), at("2026-11-30"), at("2026-11-30"), UTC)


def ran(*spans, since=EVER):
    return Running([Span(at(begin), at(end) if end else None) for begin, end in spans], since)


def machine(name="BIO-01", **fields):
    thing = Thing("large", [("SAS", 100)])
    one = Machine(name, name, "students", "seat", ("anna",), thing, at("2026-10-01"), STOPPED, desktop_key(name))
    return dataclasses.replace(one, **{"running": ran(), **fields})


def use(begin, end=None, user="anna", desktop="BIO-01"):
    return Use(desktop, user, Span(at(begin), at(end) if end else None))


def told(machines, *uses, people=False, period=PERIOD):
    gathered = Gathered(machines, uses)
    return report(lines_of(gathered, period), gathered, period, people)


def costs(machines, *uses, unbound=0, lab=None, hibernation=None, **prices):
    lines = lines_of(Gathered(machines, uses), PERIOD)
    return costs_of_use(lab or LAB, lines, unbound, PERIOD, Prices.of({"prices": {**PRICES, **prices}}, hibernation))


# Periods


@pytest.mark.parametrize(
    ("given", "begin", "end"),
    [
        ("", "2026-11-18 12:00", "2026-11-25 12:00"),
        ("2d", "2026-11-23 12:00", "2026-11-25 12:00"),
        ("2026-11-01..2026-11-02", "2026-10-31 23:00", "2026-11-02 23:00"),
        ("2026-11-24..2026-11-30", "2026-11-23 23:00", "2026-11-25 12:00"),
        ("term", "2026-10-04 22:00", "2026-11-25 12:00"),
    ],
)
def test_periods_are_read_by_the_clocks_of_the_lab_and_end_now(given, begin, end):
    period = read_period({**LAB, "time_zone": "Europe/Berlin"}, given, at("2026-11-25 12:00"))
    assert (period.begin, period.end) == (at(begin), at(end))


@pytest.mark.parametrize(
    "given", ["winter", "0d", "7", "-7d", "2026-11-02..2026-11-01", "2026-02-30..2026-03-01", "2026-12-01..2026-12-02"]
)
def test_other_periods_are_refused(given):
    with pytest.raises(InputError, match="lab_period"):
        read_period(LAB, given, at("2026-11-25 12:00"))
    with pytest.raises(InputError, match="no term"):
        read_period({"name": "bio"}, "term", at("2026-11-25 12:00"))


def test_a_week_has_days_of_the_lab_also_when_clocks_change():
    name, begin, end = week_of(at("2026-10-25 23:30"), BERLIN)
    assert name == "2026-W44" and begin == at("2026-10-25 23:00") and end == at("2026-11-01 23:00")


# Use


def test_hours_of_use_and_of_running_are_those_of_the_period():
    running = ran(("2026-11-22 20:00", "2026-11-23 04:00"), ("2026-11-24 08:00", "2026-11-24 18:00"))
    uses = [use("2026-11-22 21:00", "2026-11-23 01:00"), use("2026-11-24 09:00", "2026-11-24 11:00")]
    overlapping = use("2026-11-24 10:00", "2026-11-24 12:00", user="ben")
    [row] = told([machine(running=running)], *uses, overlapping)["rows"]
    assert (row["hours_used"], row["hours_running"], row["waste"]) == (4.0, 14.0, 10.0)
    assert row["last_use"] == "2026-11-24 12:00" and row["idle_days"] == 5 and not row["estimated"]


def test_who_is_there_now_uses_it_now():
    [row] = told([machine(running=ran(("2026-11-29 20:00", None)))], use("2026-11-29 22:00"))["rows"]
    assert (row["hours_used"], row["hours_running"], row["idle_days"]) == (2.0, 4.0, 0)


def test_unknown_is_never_never():
    used = machine("A", last_used=at("2026-11-10"))
    never, unknown = machine("B"), machine("C", known=False)
    rows = told([used, never, unknown])["rows"]
    assert [(row["never_used"], row["idle_days"]) for row in rows] == [(False, 20), (True, 60), (None, None)]
    assert told([used, never, unknown])["totals"]["never_used"] == ["B"]


def test_without_history_the_schedules_are_an_estimate_and_called_so():
    tasks = [
        {
            "task_type": kind,
            "scheduled_type": "DAY",
            "day_interval": 1,
            "scheduled_time": time,
            "apply_objects": {"all": True},
        }
        for kind, time in (("START", "08:00"), ("STOP", "18:00"))
    ]
    data = told(
        [machine(running=Running(), switching=switches(tasks)), machine("B", running=ran(since=at("2026-11-25")))]
    )
    assert data["rows"][0]["hours_running"] == 70.0 and [row["estimated"] for row in data["rows"]] == [True, True]
    assert [note.rpartition(": ")[2] for note in data["notes"]] == ["BIO-01", "B"]


def test_while_somebody_is_connected_a_desktop_runs_whatever_an_estimate_says():
    tasks = [{"task_type": "STOP", "scheduled_type": "DAY", "scheduled_time": "00:00", "apply_objects": {"all": True}}]
    off = machine(running=Running(), switching=switches(tasks))
    [row] = told([off], use("2026-11-24 09:00", "2026-11-24 11:00"))["rows"]
    assert (row["hours_running"], row["waste"], row["estimated"]) == (2.0, 0.0, True)


def test_peaks_are_by_hour_of_the_week():
    uses = [use("2026-11-24 09:30", "2026-11-24 10:30"), use("2026-11-24 10:00", "2026-11-24 10:10", desktop="B")]
    assert told([machine(), machine("B")], *uses)["peaks"] == [
        {"day": "Tue", "hour": 9, "desktops": 1},
        {"day": "Tue", "hour": 10, "desktops": 2},
    ]


@pytest.mark.parametrize("style", ["table", "json", "csv"])
def test_nobody_is_named_unless_asked_for(style):
    uses = [use("2026-11-24 09:30", "2026-11-24 10:30", user="zoe")]
    quiet = told([machine()], *uses)
    assert not [line for line in shown(quiet, style) if "anna" in line or "zoe" in line]
    loud = "\n".join(shown(told([machine()], *uses, people=True), style))
    assert "anna" in loud and "zoe" in loud


def test_the_time_of_a_person_at_two_desktops_counts_once():
    uses = [use("2026-11-24 09:00", "2026-11-24 11:00"), use("2026-11-24 10:00", "2026-11-24 12:00", desktop="B")]
    [row] = told([machine(), machine("B")], *uses, people=True)["people"]
    assert row == {"person": "anna", "hours_used": 3.0, "sessions": 2}


def test_running_for_nobody_is_what_runs_now_and_has_nobody_connected():
    now = {"now": RUNNING, "running": ran(("2026-11-23", None))}
    machines = [machine(connected=True, **now), machine("B", **now), machine("C", now=STOPPED)]
    assert told(machines, use("2026-11-29 23:00"))["totals"]["running_unused"] == ["B"]
    [line] = [line for line in shown(told(machines), "table") if line.startswith("running now")]
    assert line == "running now with nobody connected: B"


def test_what_is_not_known_of_a_desktop_is_said_with_its_name():
    known, new, old = machine(), machine("B", since=at("2026-11-24")), machine("C", known=False)
    notes = told([known, new, old])["notes"]
    assert notes == ["whether they were used before this period is not known: C"]
    assert told([old], use("2026-11-24 09:00", desktop="C"))["notes"] == []


# Costs


def test_costs_of_running_of_idleness_and_of_what_is_off():
    one = machine(running=ran(("2026-11-24 08:00", "2026-11-24 18:00")))
    spare = machine("B", kind="spare", running=ran(("2026-11-29 00:00", None)))
    found = costs([one, spare], use("2026-11-24 09:00", "2026-11-24 11:00"), unbound=2)
    disks = Decimal("0.073") * 100 * 168 / 730
    assert found["rows"] == [float(round(5 + disks, 2)), float(round(12 + disks, 2))]
    assert found["idle"] == 16.0 and found["spares"] == found["rows"][1] and found["unbound_addresses"] == 3.36
    assert found["off"] == float(round(disks * (158 + 144) / 168, 2))
    assert found["so_far"] == float(round(17 + 2 * disks, 2)) and not found["estimated"]


def test_a_desktop_that_hibernates_counts_so_when_it_is_off():
    one = machine(now=HIBERNATED)
    assert costs([one])["rows"] == [float(round(84 + Decimal("0.073") * 100 * 168 / 730, 2))]
    assert costs([one], hibernation="SUSPEND")["rows"] == [1.68]


def test_a_desktop_that_was_created_in_the_period_costs_from_then_on():
    assert costs([machine(since=at("2026-11-29"))])["rows"] == [0.24]


def test_what_has_no_price_has_no_cost():
    found = costs([machine(thing=Thing("gpu", [("SSD", 10)]))], unbound=None)
    assert found["rows"] == [None] and found["groups"] == {"students": None}
    amounts = ("so_far", "idle", "off", "unbound_addresses")
    assert [found[name] for name in amounts] == [None] * 4 and found["spares"] == 0.0
    assert found["forecast"] == {"until": "2026-12-02", "by_schedules": None, "by_rate": None}
    assert found["not_counted"][:3] == [
        "product gpu (1 desktop)",
        "disks of type SSD (10 GB)",
        "public addresses, which the service does not tell",
    ]


def test_the_forecast_says_both_ways():
    one = machine(now=RUNNING, running=ran(("2026-11-26 12:00", None)))
    forecast = costs([one])["forecast"]
    disks = Decimal("0.073") * 100 / 730
    assert forecast["until"] == "2026-12-02"
    assert forecast["by_schedules"] == float(round(72 * (Decimal("0.5") + disks), 2))
    assert forecast["by_rate"] == float(round((84 * Decimal("0.5") + 168 * disks) * 72 / 168, 2))
    assert costs([one], lab={"name": "bio"})["forecast"] is None
    # Before it was created it could not cost anything.
    new = dataclasses.replace(one, since=at("2026-11-28"), running=ran(("2026-11-28", None)))
    assert costs([new])["forecast"]["by_rate"] == float(round(72 * (Decimal("0.5") + disks), 2))


def test_a_cheaper_way_to_pay_is_advised_and_no_dearer_one():
    busy, idle = (
        machine(running=ran(("2026-11-01", None))),
        machine("B", running=ran(("2026-11-24 08:00", "2026-11-24 10:00"))),
    )
    assert costs([busy, idle], monthly={"large": "300"})["advice"] == [
        "monthly billing of large would be cheaper, by the hours of this period: BIO-01"
    ]
    packages = [{"product": "large", "hours": "120", "price": "20"}]
    assert costs([busy, idle], hour_packages=packages)["advice"] == [
        "a package of 120 hours of large would be cheaper, by the hours of this period: BIO-01"
    ]
    assert costs([machine(running=Running())], monthly={"large": "1"})["advice"] == []
    new = machine(since=at("2026-11-29 12:00"), running=ran(("2026-11-29 12:00", None)))
    assert costs([new], monthly={"large": "300"})["advice"] == [], "half a day says nothing of a month"


HOURS = st.integers(0, 167)


@given(st.lists(st.tuples(HOURS, HOURS), max_size=5), st.lists(st.tuples(HOURS, HOURS), max_size=5))
def test_waste_is_never_more_than_running_and_costs_never_less_than_nothing(running, using):
    begin, hour = PERIOD.begin, datetime.timedelta(hours=1)
    spans = [Span(begin + min(pair) * hour, begin + (max(pair) + 1) * hour) for pair in running]
    uses = [Use("BIO-01", "anna", Span(begin + min(pair) * hour, begin + max(pair) * hour)) for pair in using]
    one = machine(running=Running(spans, EVER))
    [row] = told([one], *uses)["rows"]
    assert 0 <= row["waste"] <= row["hours_running"] <= 168 and row["hours_used"] <= 168
    assert row["waste"] >= row["hours_running"] - row["hours_used"]
    found = costs([one], *uses)
    assert 0 <= found["idle"] <= found["so_far"] and found["off"] <= found["so_far"]
