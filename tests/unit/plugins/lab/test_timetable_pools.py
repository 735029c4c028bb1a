# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many desktops of pools classes need, and what a pool is given for that and gets back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from growth import assert_linear
from hypothesis import given, settings, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError, LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab import sizing
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.pools import PoolPlan, plan_pools
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.references import References
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.sizing import PoolSizes
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.classes import Class
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.demand import (
    Demand,
    Rule,
    demand_of,
    next_change,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.timetable.sizes import (
    Former,
    doubts,
    followed,
    lacking,
    released,
    without_note,
)

from .room import desired_pool, found_of, group, lab_of, pool

MINUTE = datetime.timedelta(minutes=1)
MIDNIGHT = datetime.datetime(2026, 10, 5, tzinfo=datetime.timezone.utc)


def at(minute: int) -> datetime.datetime:
    return MIDNIGHT + minute * MINUTE


def lesson(start: int, end: int, seats: int | None = None) -> Class:
    return Class(at(start), at(end), "drop-in", seats=seats)


# What classes need

LESSONS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30), st.none() | st.integers(1, 9)).map(
        lambda one: lesson(one[0], one[0] + one[1], one[2])
    ),
    max_size=12,
)
RULES = st.builds(Rule, per_event=st.integers(1, 9), base=st.integers(0, 12))
MARGINS = st.integers(0, 15).map(lambda minutes: minutes * MINUTE)


def need(classes: Iterable[Class], rule: Rule, moment: datetime.datetime, before: Any, after: Any) -> int:
    """Return how many desktops are needed at a moment, class by class."""
    on = [one for one in classes if one.start - before <= moment < one.end + after]
    return max(rule.base, sum(rule.per_event if one.seats is None else one.seats for one in on))


@settings(deadline=None, max_examples=50)
@given(LESSONS, RULES, MARGINS, MARGINS)
def test_each_class_that_is_on_has_its_desktops(classes: list[Class], rule: Rule, before: Any, after: Any) -> None:
    demand = demand_of(classes, rule, before, after)
    needed = [need(classes, rule, at(minute), before, after) for minute in range(-20, 120)]
    assert [demand.at(at(minute)) for minute in range(-20, 120)] == needed
    assert demand.most(at(0), at(30)) == max(needed[20:50])


@settings(deadline=None, max_examples=50)
@given(LESSONS, RULES, MARGINS, MARGINS, st.integers(-20, 120))
def test_the_next_change_is_one_and_none_comes_before_it(
    classes: list[Class], rule: Rule, before: Any, after: Any, minute: int
) -> None:
    demand, now = demand_of(classes, rule, before, after), at(minute)
    change = next_change([Demand(3), demand], now)
    later = [now + number * MINUTE for number in range(1, 150)]
    differing = [moment for moment in later if demand.at(moment) != demand.at(moment - MINUTE)]
    assert change == (differing[0] if differing else None)


def test_what_classes_need_costs_as_much_as_there_are_classes() -> None:
    def of(size: int) -> Callable[[], Demand]:
        classes = [lesson(number, number + 90) for number in range(size)]
        return lambda: demand_of(classes, Rule(3, 1), 20 * MINUTE, 10 * MINUTE)

    assert_linear(of, 200)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({"per_event": "3"}, "x.base is missing"),
        ({"per_event": "0", "base": "1"}, "x.per_event is 0, but must be a number of desktops, 1 to 1000"),
        ({"per_event": "3", "base": "-1"}, "x.base is -1"),
        ({"per_event": "3", "base": "1", "bas": "1"}, "x has bas, but its keys are per_event and base.* base"),
    ],
)
def test_a_rule_that_cannot_be(rule: dict[str, str], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        Rule.of(rule, "x")


# What pools are given

GROWING = {"enable_autoscale": True, "autoscale_policy": {"autoscale_type": "AUTO_CREATED", "min_idle": 2}}


@given(
    st.booleans(),
    st.integers(0, 5000),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.text(max_size=40),
    st.sampled_from(["", " [workspace-lab: bio]"]),
)
def test_a_note_is_read_as_it_was_written_and_leaves_nothing(
    autoscale: bool, min_idle: int, size: int, grown: int, text: str, mark: str
) -> None:
    former = Former(autoscale, min_idle, size, grown)
    written = former.written(text.rstrip() + mark)
    assert Former.of(written) == former
    assert Former(False, 0, 0).written(written).count("(timetable:") == 1
    assert without_note(written) == text.rstrip() + mark


def test_what_a_pool_had_is_noted_once_and_before() -> None:
    row = pool("drop-in", description="For all", **GROWING)
    first = followed(row, 3, 12, True, 3)
    note = "For all (timetable: before autoscale on, min_idle 2, size 3)"
    assert first.note == {"name": "drop-in", "description": note}
    assert first.change == {"name": "drop-in", "autoscale_policy": {"min_idle": 12}}
    grown = pool("drop-in", description=note, enable_autoscale=True, autoscale_policy={"min_idle": 12})
    assert followed(grown, 15, 4, True, 15).note is None
    back = released(grown, 15, 0)
    assert back.change == {"name": "drop-in", "autoscale_policy": {"min_idle": 2}}
    assert back.release == {"name": "drop-in", "description": "For all"}


@pytest.mark.parametrize(
    ("number", "needed", "shrinks", "size"),
    [(3, 12, False, 12), (12, 4, True, 4), (12, 1, True, 3), (12, 1, False, 12)],
)
def test_a_pool_of_a_fixed_size_keeps_what_it_had(number: int, needed: int, shrinks: bool, size: int) -> None:
    row = pool("drop-in", description=Former(False, 0, 3, max(0, number - 3)).written(""))
    found = followed(row, number, needed, shrinks, number)
    assert found.change == {"name": "drop-in", "size": size, "allow_shrink": shrinks}
    assert bool(found.told) == (size == number != needed)


def test_what_the_timetable_creates_is_noted_before_and_what_it_deletes_after() -> None:
    row = pool("drop-in", description="For all")
    grow = followed(row, 2, 12, True, 2)
    assert grow.note and Former.of(grow.note["description"]) == Former(False, 0, 2, 10) and grow.release is None
    row = pool("drop-in", description=grow.note["description"])
    # A run that was killed before it created all goes on.
    for number in (2, 7):
        assert followed(row, number, 12, True, number).note is None
    # Others have added three, and somebody has one.
    shrink = followed(row, 15, 1, True, 14)
    assert shrink.note is None and shrink.change and shrink.change["size"] == 5
    assert shrink.release and Former.of(shrink.release["description"]) == Former(False, 0, 2)
    rest = followed(row, 9, 1, True, 0, settled=True)
    assert rest.release and Former.of(rest.release["description"]) == Former(False, 0, 2, 7)
    row = pool("drop-in", description=shrink.release["description"])
    for shrinks in (True, False):
        assert followed(row, 5, 1, shrinks, 5).change == {"name": "drop-in", "size": 5, "allow_shrink": shrinks}
    assert released(row, 5, 5, True).change is None and released(row, 5, 5).release


def test_a_pool_that_may_not_shrink_keeps_its_desktops_and_its_note() -> None:
    row = pool("drop-in", description=Former(False, 0, 2, 10).written("For all"))
    kept = released(row, 12, 12)
    assert kept.change is None and kept.release is None
    assert "keeps its note and the 10 desktops that the timetable has created" in kept.told
    assert "set its allow_shrink to true to delete them, or its size to 12 to keep them" in kept.told
    # The file says that it has them.
    assert released(row, 12, 12, False, 12).release and released(row, 12, 12, True, 12).change is None
    part = released(row, 15, 15, True, 2)
    assert part.change and part.change["size"] == 5 and part.release


def test_a_note_stays_while_somebody_uses_more_than_there_was() -> None:
    row = pool("drop-in", description=Former(False, 0, 3, 9).written(""))
    part = released(row, 12, 7, True)
    assert part.change and part.change["size"] == 3 and part.release is None
    assert "2 desktops more than before have a user" in part.told
    whole = released(row, 12, 9, True)
    assert whole.release and not whole.told
    # What somebody else deleted is not created again.
    assert released(row, 2, 0, True).change is None
    switched = released(pool("drop-in", description=Former(True, 0, 3).written("")), 3, 3)
    assert "had autoscaling on before" in switched.told and switched.release


def test_what_a_pool_lacks_and_why_it_may_not_grow() -> None:
    policy = {"autoscale_type": "ACCESS_CREATED", "min_idle": 2, "idle_retention_duration": 10}
    row = pool("drop-in", enable_autoscale=True, autoscale_policy=policy)
    assert lacking(row, 9, 3) == "drop-in has 2 of the 3 desktops that it needs"
    assert not lacking(row, 0, 2) and not lacking(pool("drop-in"), 3, 3)
    told = doubts(row, 12, 11, 20 * MINUTE)
    assert ["10 minutes is shorter" in told[0], "ACCESS_CREATED" in told[1], "has 11 at most" in told[2]] == [True] * 3
    assert len(doubts(row, 11, 11, 10 * MINUTE)) == 1 and not doubts(pool("drop-in"), 12, 3, 20 * MINUTE)


def test_what_the_timetable_decides_is_no_difference_for_provisioning() -> None:
    wanted = desired_pool(
        description="New", enable_autoscale=True, autoscale_policy={"min_idle": 1, "max_auto_created": 9}
    )
    lab = lab_of(group("anna"), pools=[wanted])
    name = wanted["name"]

    def plan(**fields: Any) -> PoolPlan:
        found = found_of(pools=[pool(name, **fields)])
        return plan_pools(lab, found, References(lab, found))

    plans = plan(), plan(description=Former(True, 2, 5).written("Old"))
    free, held = (one.pools[0] for one in plans)
    # No timetable of the file needs the note any more.
    assert [len(one.left_over) for one in plans] == [0, 1] and "lab_action=clear" in plans[1].left_over[0]
    assert free["size"] == wanted["size"] and free["autoscale_policy"]["min_idle"] == 1
    assert "size" not in held and held["autoscale_policy"] == {"max_auto_created": 9}
    assert held["description"] == "New (timetable: before autoscale on, min_idle 2, size 5)"


def test_what_is_not_told_of_a_pool_is_known_before_anything_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizing, "read_members", lambda client, pool_id: [])
    lab = lab_of(group("anna"), pools=[desired_pool()])

    def sizes(lab_name: str | None = "bio", **fields: Any) -> PoolSizes:
        row = pool("drop-in", lab=lab_name, pool_id="1", **fields)
        client: Any = None
        return PoolSizes(client, lab, found_of(pools=[row]), {"drop-in": Demand(2)}, MIDNIGHT)

    assert not sizes().refused and sizes().lacking == ["drop-in has 0 of the 2 desktops that it needs"]
    untold = "pool drop-in: the service does not tell its enable_autoscale and description; run it again"
    unknown = sizes(enable_autoscale=None, description=None)
    assert unknown.refused == unknown.lacking == [untold]
    assert sizes("chem").refused == ["pool drop-in belongs to the lab chem"]
    [long] = sizes(description="x" * 240).refused
    assert "has 306 characters, but the most are 255; shorten it" in long
    other = PoolSizes(None, lab, found_of(pools=[pool("drop-in", description=None)]), {}, MIDNIGHT)  # type: ignore[arg-type]
    assert not other.refused and "is not told by the service" in other.remarks[0]


# The lab file


@pytest.mark.parametrize(
    ("pools", "problem"),
    [
        (
            {"dropin": {"per_event": 3, "base": 1}},
            "has dropin, which is no pool of this file.* drop-in",
        ),
        ({"students": {"per_event": 3, "base": 1}}, "timetable.pools has students, which is no pool"),
        ({"drop-in": {"per_event": 3}}, "timetable.pools.drop-in.base is missing"),
        ({}, "line 3: seats is 4, but drop-in is no pool of timetable.pools"),
    ],
)
def test_pools_of_a_timetable_that_cannot_be(tmp_path: Path, pools: dict[str, Any], problem: str) -> None:
    rows = ["date,start,end,target,seats", "2026-10-05,08:15,09:45,students,", "2026-10-06,08:15,09:45,drop-in,4"]
    (tmp_path / "classes.csv").write_text("\n".join(rows))
    timetable = {"file": str(tmp_path / "classes.csv"), "pools": pools}
    with pytest.raises(LabError, match=problem):
        lab_of(group(), pools=[{**desired_pool(), "name": "drop-in"}], timetable=timetable, time_zone="Europe/Berlin")
