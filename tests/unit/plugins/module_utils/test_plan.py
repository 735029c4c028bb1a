# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner: its plans lead to what is wanted, a second plan is empty, and nothing else is touched."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from unit.plugins.module_utils.model import apply, desktop, payload_desktop, told, vary

from ansible_collections.huaweicloud.workspace.plugins.module_utils.fields import Field, as_set, compare, ignoring_case
from ansible_collections.huaweicloud.workspace.plugins.module_utils.ownership import OWNER_TAG
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import (
    KNOWN_AFTER_APPLY,
    REBUILT,
    Change,
    Plan,
    PlannedRun,
    Step,
    chunks,
    compare_items,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop import disks
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    POLICY_SPEC,
    Desired,
    Fleet,
    Policy,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.planner import (
    Current,
    Work,
    fleet_names,
    leaves,
    plan_desktops,
    plan_fleet,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import Desktop, Disk, Person
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.verbs import VERBS
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.occupancy import in_use_reason

thorough = settings(max_examples=100)


# Comparing values and collections

VALUES = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["", "a", "B"]))
FIELDS = (Field("one", verb="set"), Field("two"), Field("secret", verb="set", readable=False))
THINGS = st.dictionaries(st.sampled_from([field.name for field in FIELDS]), VALUES)
ITEMS = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3))


@given(THINGS, THINGS)
def test_compared_fields_become_as_wanted_and_stay_so(wanted: dict[str, Any], current: dict[str, Any]) -> None:
    changes = compare(FIELDS, wanted, current).changes
    after = {**current, **{name: change.after for name, change in changes.items()}}
    assert not compare(FIELDS, wanted, after).changes
    for field in FIELDS:
        if field.readable and wanted.get(field.name) is not None and current.get(field.name) is not None:
            assert after[field.name] == wanted[field.name]
        else:
            assert after.get(field.name) == current.get(field.name)
    assert all(change.before == current[name] for name, change in changes.items())


@given(st.none() | ITEMS, ITEMS, st.booleans())
def test_compared_items_become_as_wanted_and_stay_so(wanted: Any, current: dict[str, int], purge: bool) -> None:
    after = dict(current)
    for key, change in compare_items(wanted, current, purge).items():
        assert change.before == current.get(key)
        after[key] = change.after
    after = {key: value for key, value in after.items() if value is not None}
    listed = wanted or {}
    assert after == (listed if purge and wanted is not None else {**current, **listed})
    assert not compare_items(wanted, after, purge)


def test_an_empty_collection_clears_only_with_purge() -> None:
    assert compare_items({}, {"a": 1}, purge=False) == {}
    assert compare_items({}, {"a": 1}, purge=True) == {"a": Change(1, None)}


def test_kinds_of_comparison() -> None:
    assert not ignoring_case("bio-01", "BIO-01")
    assert ignoring_case("bio-01", "BIO-02")
    assert not as_set(["a", "b"], ("b", "a", "a"))
    assert as_set([], ["a"])


def test_empty_values_clear() -> None:
    assert compare(FIELDS, {"one": ""}, {"one": "a"}).changes == {"one": Change("a", "")}


@given(st.lists(st.integers()), st.integers(1, 5))
def test_chunks_keep_everything_in_order(items: list[int], size: int) -> None:
    pieces = list(chunks(items, size))
    assert [item for piece in pieces for item in piece] == items
    assert all(1 <= len(piece) <= size for piece in pieces)
    assert len(pieces) == -(-len(items) // size)


# Plans as they are shown


def test_a_plan_shows_its_steps_in_order_with_one_diff_a_target() -> None:
    plan = Plan(
        [
            Step("stop", "A", {"power": Change("started", "stopped")}),
            Step("expand_volume", "A", {"data_volumes": Change(["10"], ["20"])}),
            Step("tag", "B", {"tags.a": Change(None, "1"), "tags.b": Change("2", None)}),
            Step("add_volume", "A", {"data_volumes": Change(["20"], ["20", "30"])}),
        ]
    )
    assert plan.changed
    plan.sort(VERBS)
    assert [step.verb for step in plan.steps] == ["tag", "expand_volume", "add_volume", "stop"]
    assert plan.targets() == ["B", "A"]
    assert plan.actions()[0] == {
        "verb": "tag",
        "target": "B",
        "fields": {"tags.a": {"before": None, "after": "1"}, "tags.b": {"before": "2", "after": None}},
    }
    assert plan.diff() == {
        "before": {"B": {"tags.b": "2"}, "A": {"data_volumes": ["10"], "power": "started"}},
        "after": {"B": {"tags.a": "1"}, "A": {"data_volumes": ["20", "30"], "power": "stopped"}},
        "before_header": "B, A",
        "after_header": "B, A",
    }


def test_an_empty_plan_changes_nothing() -> None:
    assert (Plan().changed, Plan().actions(), Plan().diff()) == (False, [], {"before": {}, "after": {}})


# Disks


def volume(kind: str, size: int, iops: int | None = None, throughput: int | None = None) -> dict[str, Any]:
    """Return a disk as users ask for it."""
    return {"type": kind, "size": size, "iops": iops, "throughput": throughput, "kms_id": None}


SIZES = (10, 20, 30, 40, 80)
VOLUMES = st.sampled_from(
    [volume(kind, size) for kind in ("SAS", "SSD") for size in SIZES]
    + [volume("GPSSD2", size, *speed) for size in SIZES for speed in ((3000, 125), (5000, 200))]
)


def existing(volumes: Sequence[Mapping[str, Any]], prefix: str = "v") -> tuple[Disk, ...]:
    """Return disks that look like these; the service does not tell the speed of those of 30 GB."""
    return tuple(
        Disk(one["type"], one["size"], f"{prefix}{number}")
        if one["size"] == 30
        else Disk(one["type"], one["size"], f"{prefix}{number}", None, one["iops"], one["throughput"])
        for number, one in enumerate(volumes)
    )


DISKS = st.lists(VOLUMES, max_size=4).map(existing)


def shapes(found: Sequence[Disk]) -> list[tuple[str, int]]:
    """Return types and sizes, sorted."""
    return sorted((disk.type, disk.size) for disk in found)


@given(st.lists(VOLUMES, max_size=4), DISKS)
@thorough
def test_disks_are_matched_without_loss(wanted: list[dict[str, Any]], there: tuple[Disk, ...]) -> None:
    found = disks.match(wanted, there)
    used = [disk for _want, disk in [*found.same, *found.grow]]
    assert sorted(disk.volume_id or "" for disk in [*used, *found.extra]) == [disk.volume_id for disk in there]
    assert all((want["type"], want["size"]) == (disk.type, disk.size) for want, disk in found.same)
    assert all(want["type"] == disk.type and want["size"] > disk.size for want, disk in found.grow)
    if found.shrink:
        want, disk = found.shrink
        assert disk in found.extra and want["type"] == disk.type and want["size"] < disk.size
        return
    assert len(found.same) + len(found.grow) + len(found.add) == len(wanted)
    grown = {disk.volume_id: want["size"] for want, disk in found.grow}
    after = [dataclasses.replace(disk, size=grown.get(disk.volume_id, disk.size)) for disk in there]
    after += [Disk(want["type"], want["size"], f"new{number}") for number, want in enumerate(found.add)]
    again = disks.match(wanted, after)
    assert (again.grow, again.add, again.shrink) == ([], [], None)
    kept = [disk for disk in after if disk.volume_id not in {extra.volume_id for extra in found.extra}]
    assert shapes(kept) == sorted((want["type"], want["size"]) for want in wanted)


@given(st.lists(VOLUMES, max_size=4), DISKS)
@thorough
def test_disks_are_matched_alike_in_whatever_order_they_come_back(wanted: list[Any], there: tuple[Disk, ...]) -> None:
    one, other = disks.match(wanted, there), disks.match(wanted, there[::-1])
    for name in ("grow", "add", "extra"):
        assert len(getattr(one, name)) == len(getattr(other, name))
    assert shapes(one.extra) == shapes(other.extra)


def test_equal_disks_of_other_speed_are_not_swapped() -> None:
    wanted = [volume("GPSSD2", 20, 3000, 125), volume("GPSSD2", 20, 5000, 200)]
    found = disks.match(
        wanted, [Disk("GPSSD2", 20, "fast", None, 5000, 200), Disk("GPSSD2", 20, "slow", None, 3000, 125)]
    )
    assert [(want["iops"], disk.iops) for want, disk in found.same] == [(3000, 3000), (5000, 5000)]


def test_a_large_wish_takes_the_disk_that_it_needs() -> None:
    found = disks.match([volume("SAS", 25), volume("SAS", 50)], [Disk("SAS", 20, "a"), Disk("SAS", 40, "b")])
    assert {disk.volume_id: want["size"] for want, disk in found.grow} == {"a": 25, "b": 50}


def test_disks_are_added_in_the_order_in_which_they_are_listed() -> None:
    found = disks.match([volume("SAS", 20), volume("SAS", 40), volume("SAS", 50)], [Disk("SAS", 50, "a")])
    assert [want["size"] for want in found.add] == [20, 40]


@pytest.mark.parametrize(
    ("wanted", "there", "grown"),
    [
        ([40, 20], [20, 20], {"v0": 40}),
        ([20, 40], [20, 20], {"v1": 40}),
        ([20, 40, 20], [20, 20, 20], {"v1": 40}),
        ([60, 20, 40], [20, 20, 20], {"v0": 60, "v2": 40}),
        # The disks of 50 GB are not listed, so that only the order tells.
        ([40, 20], [50, 20, 20], {"v1": 40}),
        ([50, 40, 20], [20, 20, 50], {"v0": 40}),
        ([20, 60], [20, 40, 40], {"v1": 60}),
        ([50, 50, 60], [40, 40, 40], {"v0": 50, "v1": 50, "v2": 60}),
        # Those that are added come behind those that there are.
        ([20, 40], [10], {"v0": 20}),
        ([50, 20, 40], [50, 10], {"v1": 20}),
        ([60, 70], [50, 20], {"v0": 60, "v1": 70}),
        # What is listed in another order takes the disk that it can.
        ([60, 30], [20, 50], {"v0": 30, "v1": 60}),
    ],
)
def test_among_equal_disks_the_position_decides_which_one_grows(
    wanted: list[int], there: list[int], grown: dict[str, int]
) -> None:
    found = disks.match([volume("SAS", size) for size in wanted], existing([volume("SAS", size) for size in there]))
    assert {disk.volume_id: want["size"] for want, disk in found.grow} == grown


def test_among_disks_that_differ_in_speed_alone_the_position_decides_too() -> None:
    wanted = [volume("GPSSD2", 40, 3000, 125), volume("GPSSD2", 20, 4000, 125)]
    there = [volume("GPSSD2", 20, 5000, 200), volume("GPSSD2", 20, 6000, 200)]
    assert [disk.volume_id for _want, disk in disks.match(wanted, existing(there)).grow] == ["v0"]


DISKS_IN_PLACE = st.lists(st.sampled_from(SIZES), min_size=1, max_size=5)


@given(DISKS_IN_PLACE, st.lists(st.sampled_from((0, 10, 50)), min_size=5, max_size=5))
@thorough
def test_equal_disks_that_only_grow_stay_where_they_are_listed(sizes: list[int], more: list[int]) -> None:
    there = existing([volume("SAS", sizes[0])] * len(sizes))
    wanted = [volume("SAS", sizes[0] + extra) for extra, _size in zip(more, sizes, strict=False)]
    found = disks.match(wanted, there)
    pairs = zip(found.numbers, [*found.same, *found.grow], strict=True)
    assert {number: disk.volume_id for number, (_want, disk) in pairs} == {n: f"v{n}" for n in range(len(sizes))}


def test_the_diff_of_disks_that_go_and_come_ends_with_what_there_is_then() -> None:
    now = desktop("BIO-01", data_volumes=existing([volume("SAS", 50), volume("SAS", 10), volume("SSD", 10)]))
    one = wish("BIO-01", data_volumes=[volume("SAS", 20), volume("SSD", 20), volume("SSD", 40)])
    plan = plan_desktops([one], Current([now]), policy(purge_data_volumes=True))
    assert plan.diff()["before"]["BIO-01"]["data_volumes"] == ["SAS 50 GB", "SAS 10 GB", "SSD 10 GB"]
    assert plan.diff()["after"]["BIO-01"]["data_volumes"] == ["SAS 20 GB", "SSD 20 GB", "SSD 40 GB"]


# Desktops: whatever is wanted and whatever there is

DISTURBING = {verb.name for verb in VERBS.values() if verb.disturbs}
NAMES = ["BIO-01", "bio-02", "CHE-01"]
PEOPLE = ["anna", "Omar", "mia"]
DEFAULTS = {name: spec.get("default") for name, spec in POLICY_SPEC.items()}


def policy(**given_options: Any) -> Policy:
    """Return a policy with the defaults of the module."""
    return Policy.from_options({**DEFAULTS, **given_options})


def wish(name: str | None = None, desktop_id: str | None = None, **options: Any) -> Desired:
    """Return what is wanted of one desktop, its names being their own IDs."""
    ids = {
        key: options[key] for key in ("product", "image", "subnet", "security_groups") if options.get(key) is not None
    }
    return Desired(str(name or desktop_id or options.get("user_name")), name, desktop_id, options, ids)


CREATION = {"product": "p1", "image": "i1", "root_volume": volume("SAS", 80)}


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a value or ``None``."""
    return st.none() | strategy


GROUPS = st.sampled_from(["users", "administrators"])
TAGS = st.dictionaries(st.sampled_from(["dept", "year", OWNER_TAG]), st.sampled_from(["a", "b"]), max_size=2)
USERS = st.lists(st.builds(Person, st.sampled_from(PEOPLE), GROUPS), unique_by=lambda one: one.key, max_size=2).map(
    tuple
)
NETWORKS = (["g1"], ["g1", "g2"])
ROOTS = [volume("SAS", 80), volume("SAS", 120), volume("SSD", 120)]

EXISTING = st.fixed_dictionaries(
    {
        "people": USERS,
        "status": st.sampled_from(["ACTIVE", "SHUTOFF", "HIBERNATED"]),
        "login_status": st.sampled_from(["UNREGISTER", "REGISTERED", "CONNECTED", "DISCONNECTED"]),
    },
    optional={
        "root_volume": maybe(st.sampled_from([Disk("SAS", 80, "root"), Disk("SSD", 120, "root")])),
        "data_volumes": DISKS,
        "tags": TAGS,
        "product": st.sampled_from(["p2", None]),
        "image": st.sampled_from(["i2", None]),
        "subnet": st.sampled_from(["s2", None]),
        "security_groups": st.sampled_from([("g2", "g1"), None]),
        "in_maintenance_mode": st.sampled_from([True, None]),
        "availability_zone": st.sampled_from(["z2", None]),
        "task_status": st.just("deleting"),
    },
)
"""What is special about an existing desktop; ``None`` is what the service does not tell."""

DESKTOPS = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, EXISTING)).map(
    lambda found: [desktop(name.upper(), desktop_id=f"id-{name}", **fields) for name, fields in found.items()]
)

WANTED = st.fixed_dictionaries(
    {},
    optional={
        "product": st.sampled_from(["p1", "p2"]),
        "image": st.sampled_from(["i1", "i2"]),
        "subnet": st.sampled_from(["s1", "s2"]),
        "security_groups": st.sampled_from(NETWORKS),
        "root_volume": st.sampled_from(ROOTS),
        "data_volumes": st.lists(VOLUMES, max_size=3),
        "tags": TAGS,
        "in_maintenance_mode": st.booleans(),
        "availability_zone": st.sampled_from(["z1", "z1", "z2"]),
        "user_group": GROUPS,
    },
)
ASSIGNED = st.one_of(
    st.just({}),
    st.sampled_from([*PEOPLE, ""]).map(lambda name: {"user_name": name}),
    USERS.map(lambda people: {"users": [{"user_name": one.user_name, "type": "USER"} for one in people]}),
)
WAYS = st.sampled_from(["name", "name", "id", "rename", "user"])


def wished(name: str, options: dict[str, Any], assigned: dict[str, Any], way: str, complete: bool) -> Desired:
    """Return what is wanted of the desktop of this name, which is told by its name, its ID or a user."""
    options = {**(CREATION if complete else {}), **options}
    if way == "user":
        return wish(**options, user_name=PEOPLE[NAMES.index(name)])
    called = {"name": name, "id": None, "rename": "NEW-" + name}[way]
    return wish(called, None if way == "name" else f"id-{name}", **options, **assigned)


WISHES = st.fixed_dictionaries(
    {}, optional={name: st.builds(wished, st.just(name), WANTED, ASSIGNED, WAYS, st.booleans()) for name in NAMES}
).map(lambda found: list(found.values()))


def known_by_user_alone(one: Desired) -> bool:
    """Whether a desktop is told by nothing but its user, who must not have another one in the same task then."""
    return not (one.computer_name or one.desktop_id)


def no_person_twice(wanted: Sequence[Desired]) -> bool:
    """Whether the wishes keep that rule of the options."""
    alone = [person.key for one in wanted if known_by_user_alone(one) for person in one.people or ()]
    others = {person.key for one in wanted if not known_by_user_alone(one) for person in one.people or ()}
    return not others & set(alone)


WISHES = WISHES.filter(no_person_twice)
POLICIES = st.builds(
    policy,
    state=st.sampled_from(["present", "present", "present", "started", "stopped", "hibernated", "absent"]),
    purge_tags=st.booleans(),
    purge_data_volumes=st.booleans(),
    purge_users=st.booleans(),
    if_in_use=st.sampled_from(["fail", "skip", "force", "force"]),
    reassign=st.sampled_from(["fail", "keep_disks", "rebuild"]),
    recreate=st.sampled_from(["fail", "on_change"]),
    rebuild=st.sampled_from(["fail", "never", "on_change", "on_change"]),
)


def served(plan: Plan, wanted: Sequence[Desired]) -> list[Desired]:
    """Return the wishes that a plan neither refuses nor skips."""
    left = {notice.target for notice in [*plan.refused, *plan.skipped]}
    return [one for one in wanted if one.target not in left]


def carried_out(plan: Plan) -> list[Step]:
    """Return the steps of the targets that the plan does not refuse."""
    refused = {notice.target for notice in plan.refused}
    return [step for step in plan.steps if step.target not in refused]


def untold(one: Desktop) -> list[str]:
    """Return the fields of which the service tells nothing."""
    return [name for name, value in {**vars(one), **one.values}.items() if value is None]


def is_as_wanted(one: Desired, found: Desktop, was: Desktop | None, rules: Policy) -> bool:
    """Whether a desktop is as asked for, as an outsider would say it; what was unknown before may be anything."""
    options, unknown = (
        one.options,
        [] if was is None else untold(was),
    )
    plain = {
        "product": options.get("product"),
        "subnet": options.get("subnet"),
        "in_maintenance_mode": options.get("in_maintenance_mode"),
        "availability_zone": options.get("availability_zone"),
        "image": options.get("image") if rules.rebuild == "on_change" or was is None else None,
    }
    users = {person.key[1]: person.user_group for person in found.people}
    asked = {person.key[1] for person in one.people or ()}
    exact_users = (one.computer_name or one.desktop_id) and ("users" not in options or rules.purge_users or was is None)
    power = {"started": "ACTIVE", "stopped": "SHUTOFF", "hibernated": "HIBERNATED"}.get(rules.state)
    wanted_tags = options.get("tags") or {}
    asked_disks = sorted((disk["type"], disk["size"]) for disk in options.get("data_volumes") or ())
    there = shapes(found.data_volumes)
    missing_disks = [shape for shape in set(asked_disks) if there.count(shape) < asked_disks.count(shape)]
    root = options.get("root_volume")
    return (
        all(told(found, name) == value for name, value in plain.items() if value is not None and name not in unknown)
        and (one.computer_name is None or found.computer_name.lower() == one.computer_name.lower())
        and (
            "security_groups" not in options
            or "security_groups" in unknown
            or set(found.security_groups or ()) == set(options["security_groups"])
        )
        and (
            root is None
            or "root_volume" in unknown
            or found.root_volume is None
            or (found.root_volume.type, found.root_volume.size) == (root["type"], root["size"])
        )
        and not missing_disks
        and (not rules.purge_data_volumes or "data_volumes" not in options or there == asked_disks)
        and (one.people is None or asked <= set(users))
        and (one.people is None or not exact_users or asked == set(users))
        and (not asked or "user_group" not in options or all(users[user] == options["user_group"] for user in asked))
        and wanted_tags.items() <= found.tags.items()
        and (not rules.purge_tags or "tags" not in options or set(found.tags) <= {*wanted_tags, OWNER_TAG})
        and (power is None or found.status == power)
    )


@given(WISHES, DESKTOPS, POLICIES)
@thorough
def test_a_plan_leads_to_what_is_wanted_and_a_second_one_is_empty(
    wanted: list[Desired], there: list[Desktop], rules: Policy
) -> None:
    before = {one.desktop_id: one for one in there}
    plan = plan_desktops(wanted, Current(there), rules)
    after = apply(carried_out(plan), there)
    current = Current(after)
    for one in served(plan, wanted):
        found = [other for other in current.find(one) if not other.going]
        if rules.state == "absent":
            assert found == []
        else:
            assert len(found) == 1
            assert is_as_wanted(one, found[0], before.get(found[0].desktop_id), rules)
    again = plan_desktops(served(plan, wanted), current, rules)
    assert (again.steps, again.refused, again.skipped) == ([], [], [])


ASKED_BY = {
    "product": "product",
    "image": "image",
    "subnet": "subnet",
    "security_groups": "security_groups",
    "in_maintenance_mode": "in_maintenance_mode",
    "data_volumes": "data_volumes",
    "root_volume": "root_volume",
    "tags": "tags",
}


@given(WISHES, DESKTOPS, POLICIES)
@thorough
def test_a_plan_never_touches_what_was_not_asked_for(
    wanted: list[Desired], there: list[Desktop], rules: Policy
) -> None:
    plan = plan_desktops(wanted, Current(there), rules)
    done = carried_out(plan)
    after = {one.desktop_id: one for one in apply(done, there)}
    left = {notice.target for notice in [*plan.refused, *plan.skipped]}
    assert not left & {step.target for step in done}
    by_desktop: dict[str, Desired] = {}
    for one in wanted:
        found = [other.desktop_id for other in Current(there).find(one) if not other.going]
        if len(found) == 1:
            by_desktop.setdefault(found[0], one)
    again_made = {step.target for step in done if step.verb == "create"}
    for was in there:
        one, now = by_desktop.get(was.desktop_id), after.get(was.desktop_id)
        if one is None or one.target in left:
            assert now == was
            continue
        if now is None:
            assert rules.state == "absent" or one.target in again_made and rules.recreate == "on_change"
            continue
        for field, option in ASKED_BY.items():
            if option not in one.options:
                assert told(now, field) == told(was, field)
        if one.people is None:
            assert now.people == was.people
        if rules.rebuild != "on_change":
            assert now.image_id == was.image_id
        if was.in_use and rules.if_in_use != "force":
            assert not [step.verb for step in done if step.target == one.target and step.verb in DISTURBING]
        if rules.state == "present":
            assert now.status == was.status
        assert was.tags.get(OWNER_TAG) is None or OWNER_TAG in now.tags
        kept = {disk.volume_id: disk.size for disk in now.data_volumes}
        lost = [disk for disk in was.data_volumes if disk.volume_id not in kept]
        assert not lost or rules.purge_data_volumes
        assert all(kept[disk.volume_id] >= disk.size for disk in was.data_volumes if disk.volume_id in kept)


@given(WISHES, DESKTOPS, POLICIES)
@thorough
def test_what_is_unknown_is_never_drift(wanted: list[Desired], there: list[Desktop], rules: Policy) -> None:
    nothing_known = [
        vary(
            one,
            **dict.fromkeys(
                (
                    "product",
                    "image",
                    "subnet",
                    "security_groups",
                    "in_maintenance_mode",
                    "availability_zone",
                    "root_volume",
                )
            ),
        )
        for one in there
    ]
    plan = plan_desktops(wanted, Current(nothing_known), rules)
    verbs = {step.verb for step in plan.steps if payload_desktop(step) is not None and step.verb != "delete"}
    assert not verbs & {"resize", "rebuild", "change_network", "set_maintenance"}
    assert rules.state == "absent" or "delete" not in {step.verb for step in plan.steps}
    assert not [notice for notice in plan.refused if "in place" in notice.reason or "the image is" in notice.reason]


@given(WISHES, DESKTOPS, POLICIES)
@thorough
def test_plans_are_ordered_told_by_name_and_say_whom_they_disturb(
    wanted: list[Desired], there: list[Desktop], rules: Policy
) -> None:
    plan = plan_desktops(wanted, Current(there), rules)
    ranks = [list(VERBS).index(step.verb) for step in plan.steps]
    assert ranks == sorted(ranks)
    assert all(step.disturbs == (step.verb in DISTURBING) for step in plan.steps if payload_desktop(step) is not None)
    shown = str(plan.actions()) + str(plan.diff())
    assert "volume_id" not in shown and "new-" not in shown
    assert plan == plan_desktops(wanted, Current(there), rules)


# Rules, one by one


def planned(one: Desired, *there: Desktop, creating: Mapping[str, str] | None = None, **rules: Any) -> Plan:
    """Plan one wish."""
    return plan_desktops([one], Current(list(there), creating or {}), policy(**rules))


def verbs(plan: Plan) -> list[str]:
    """Return the verbs of a plan that refuses nothing."""
    assert plan.refused == []
    return [step.verb for step in plan.steps]


def refusal(plan: Plan) -> str:
    """Return why a plan refuses its only target; it has no step then."""
    assert plan.steps == [] and len(plan.refused) == 1
    return plan.refused[0].reason


USED = {"login_status": "CONNECTED", "people": (Person("anna", "users"),)}
ANNA, MIA = Person("anna", "users"), Person("mia", "users")

DISTURBANCES = [
    ("detach", wish("A", user_name=""), {}, {}),
    ("change_network", wish("A", subnet="s2"), {}, {}),
    ("change_network", wish("A", security_groups=["g2"]), {}, {}),
    ("resize", wish("A", product="p2"), {}, {}),
    (
        "remove_volume",
        wish("A", data_volumes=[]),
        {"data_volumes": (Disk("SAS", 10, "v"),)},
        {"purge_data_volumes": True},
    ),
    ("rebuild", wish("A", image="i2"), {}, {"rebuild": "on_change"}),
    ("rebuild", wish("A"), {}, {"state": "rebuilt"}),
    ("rename", wish("B", "id-A"), {}, {}),
    ("stop", wish("A"), {}, {"state": "stopped"}),
    ("hibernate", wish("A"), {}, {"state": "hibernated"}),
    ("restart", wish("A"), {}, {"state": "restarted"}),
    ("rejoin", wish("A"), {"domain_status": 2}, {"state": "rejoined"}),
    ("delete", wish("A"), {}, {"state": "absent"}),
    ("delete", wish("A", **CREATION, availability_zone="z2"), {}, {"recreate": "on_change"}),
]


@pytest.mark.parametrize(("verb", "one", "fields", "rules"), DISTURBANCES)
@pytest.mark.parametrize("login", ["CONNECTED", "DISCONNECTED"])
def test_people_are_not_disturbed_unless_forced(
    verb: str, one: Desired, fields: dict[str, Any], rules: dict[str, Any], login: str
) -> None:
    there = desktop("A", **{**USED, "login_status": login, **fields})
    assert "anna" in refusal(planned(one, there, **rules)) and "if_in_use" in refusal(planned(one, there, **rules))
    skipping = planned(one, there, **rules, if_in_use="skip")
    assert (skipping.steps, skipping.refused) == ([], [])
    assert [(notice.target, notice.reason) for notice in skipping.skipped] == [(one.target, in_use_reason(there))]
    assert verb in verbs(planned(one, there, **rules, if_in_use="force"))
    assert verb in verbs(planned(one, desktop("A", **{**USED, "login_status": "REGISTERED", **fields}), **rules))


def test_the_disturbances_above_are_all_there_are() -> None:
    assert {verb for verb, _one, _fields, _rules in DISTURBANCES} == DISTURBING - {"log_off"}


def test_only_who_is_logged_in_is_protected_from_being_logged_off() -> None:
    here, away, gone = (desktop("A", login_status=word) for word in ("CONNECTED", "DISCONNECTED", "REGISTERED"))
    rules = {"state": "logged_off"}
    assert "if_in_use" in refusal(planned(wish("A"), here, **rules))
    assert len(planned(wish("A"), here, **rules, if_in_use="skip").skipped) == 1
    assert verbs(planned(wish("A"), here, **rules, if_in_use="force")) == ["log_off"]
    assert verbs(planned(wish("A"), away, **rules)) == ["log_off"]
    assert verbs(planned(wish("A"), gone, **rules)) == []
    # What else the task changes would disturb whoever comes back.
    assert "if_in_use" in refusal(planned(wish("A", product="p2"), away, **rules))


@pytest.mark.parametrize("state", ["logged_off", "rejoined"])
def test_what_is_not_there_is_not_created_to_be_logged_off(state: str) -> None:
    assert refusal(planned(wish("A", **CREATION), state=state)) == "there is no such desktop"


def test_only_what_has_surely_left_its_domain_joins_it_again() -> None:
    rules = {"state": "rejoined"}
    assert verbs(planned(wish("A"), desktop("A", domain_status=2), **rules)) == ["rejoin"]
    assert verbs(planned(wish("A"), desktop("A", domain_status=1), **rules)) == []
    for silent in (3, None):
        plan = planned(wish("A"), desktop("A", domain_status=silent), **rules)
        assert verbs(plan) == [] and "has not reported" in plan.warnings[0]
    current = Current([desktop("A", domain_status=2)], unjoinable={"id-A": "it is off"})
    assert refusal(plan_desktops([wish("A")], current, policy(**rules))).endswith("it is off")


@pytest.mark.parametrize(
    ("verb", "one", "fields", "rules"),
    [
        ("tag", wish("A", tags={"a": "b"}), {}, {}),
        ("attach", wish("A", users=[{"user_name": "mia", "type": "USER"}]), {"desktop_type": "SHARED"}, {}),
        ("add_volume", wish("A", data_volumes=[volume("SAS", 10)]), {}, {}),
        ("expand_volume", wish("A", root_volume=volume("SAS", 100)), {}, {}),
        ("set_maintenance", wish("A", in_maintenance_mode=True), {}, {}),
        ("change_user_group", wish("A", user_name="anna", user_group="administrators"), {}, {}),
        ("start", wish("A"), {"status": "SHUTOFF"}, {"state": "started"}),
        (
            "modify_qos",
            wish("A", data_volumes=[volume("GPSSD2", 10, 5000, 200)]),
            {"data_volumes": (Disk("GPSSD2", 10, "v", None, 3000, 125),)},
            {},
        ),
    ],
)
def test_what_nobody_notices_is_done_while_people_work(verb: str, one: Desired, fields: Any, rules: Any) -> None:
    assert verbs(planned(one, desktop("A", **{**USED, **fields}), **rules)) == [verb]


def test_who_is_disturbed_is_told() -> None:
    assert in_use_reason(desktop("A", **USED)) == "anna is logged in"
    away = desktop("A", login_status="DISCONNECTED", people=(ANNA, MIA))
    assert in_use_reason(away) == "anna and mia has an open session (disconnected)"
    assert in_use_reason(desktop("A", login_status="CONNECTED")) == "somebody is logged in"


GIVEN_AWAY = wish("A", user_name="mia")
FREED = desktop("A", attach_state="DEATTACHED", data_volumes=(Disk("SAS", 20, "v1"),))


def losses(plan: Plan) -> list[tuple[str, str, Any]]:
    """Return what a plan says of what may be lost: verb, disk, and what becomes of it."""
    return [
        (step.verb, disk, step.fields[disk].after) for step in plan.steps for disk in VERBS[step.verb].lost(step.fields)
    ]


def test_a_desktop_is_given_to_another_person_only_when_asked() -> None:
    there = desktop("A", people=(ANNA,))
    assert refusal(planned(GIVEN_AWAY, there)) == (
        "it belongs to anna, and what is on its disks may be lost when mia gets it; set reassign to keep_disks or "
        "rebuild to give it to mia"
    )
    kept = planned(GIVEN_AWAY, there, reassign="keep_disks")
    assert verbs(kept) == ["detach", "attach"]
    assert losses(kept) == [("attach", "system_disk", "may be cleared")]
    attach = planned(GIVEN_AWAY, there, reassign="rebuild").steps[1]
    assert attach.fields["system_disk"] == Change("as it is", "rebuilt")
    assert attach.fields["users"] == Change([], ["mia"])


def test_what_is_lost_to_another_person_is_told_disk_by_disk() -> None:
    there = desktop("A", people=(ANNA,), data_volumes=FREED.data_volumes)
    kept = planned(GIVEN_AWAY, there, reassign="keep_disks")
    assert kept.diff()["after"]["A"] == {
        "users": ["mia"],
        "system_disk": "may be cleared",
        "data_disks": "may be cleared",
    }
    assert kept.warnings == [
        "the service may clear the disks of A when they are assigned, which no option prevents; take snapshots before "
        "if what is on them is needed"
    ]
    rebuilt = planned(GIVEN_AWAY, there, reassign="rebuild")
    assert losses(rebuilt) == [("attach", "system_disk", "rebuilt"), ("attach", "data_disks", "may be cleared")]
    assert len(rebuilt.warnings) == 2 and "offline" in rebuilt.warnings[1]


@pytest.mark.parametrize("former", [ANNA, None])
def test_a_desktop_that_somebody_had_before_is_given_to_another_person_only_when_asked(former: Person | None) -> None:
    current = Current([FREED], former={FREED.desktop_id: former} if former else {})
    told = refusal(plan_desktops([GIVEN_AWAY], current, policy()))
    assert told.startswith("it belonged to anna, and" if former else "somebody may have had it before")
    assert told.endswith("set reassign to keep_disks or rebuild to give it to mia")
    plan = plan_desktops([GIVEN_AWAY], current, policy(reassign="keep_disks"))
    assert verbs(plan) == ["attach"]
    assert losses(plan) == [("attach", disk, "may be cleared") for disk in ("system_disk", "data_disks")]


def test_who_gets_the_own_desktop_back_finds_it_as_it_was_unless_it_is_to_be_cleared() -> None:
    current = Current([FREED], former={FREED.desktop_id: dataclasses.replace(MIA, user_name="Mia")})
    plan = plan_desktops([GIVEN_AWAY], current, policy())
    assert (verbs(plan), losses(plan), plan.warnings) == (["attach"], [], [])
    cleared = plan_desktops([GIVEN_AWAY], current, policy(is_clear_data=True))
    assert losses(cleared) == [("attach", disk, "cleared") for disk in ("system_disk", "data_disks")]
    assert cleared.warnings == []


def test_a_desktop_of_several_people_keeps_its_disks() -> None:
    there = desktop("A", people=(ANNA,), desktop_type="SHARED")
    one = wish("A", users=[{"user_name": "mia", "type": "USER"}])
    assert losses(planned(one, there)) == []
    told = refusal(planned(one, there, purge_users=True))
    assert told == "it belongs to anna; set reassign to keep_disks or rebuild to give it to mia"
    assert losses(planned(one, there, purge_users=True, reassign="keep_disks")) == []
    rebuilt = planned(one, there, purge_users=True, reassign="rebuild")
    assert losses(rebuilt) == [("attach", "system_disk", "rebuilt")]


def test_a_desktop_whose_type_is_not_told_counts_as_one_of_one_person() -> None:
    there = desktop("A", people=(ANNA,), desktop_type=None)
    assert losses(planned(GIVEN_AWAY, there, reassign="keep_disks")) == [("attach", "system_disk", "may be cleared")]


@pytest.mark.parametrize("rules", [{}, {"reassign": "rebuild"}, {"is_clear_data": True}])
def test_a_desktop_that_nobody_had_is_assigned_without_further_ado(rules: dict[str, Any]) -> None:
    plan = planned(GIVEN_AWAY, desktop("A"), **rules)
    assert verbs(plan) == ["attach"]
    assert (losses(plan), plan.warnings) == ([], [])


ODD = desktop("bio room_1", people=(ANNA,))


@pytest.mark.parametrize(
    ("one", "rules", "planned_verbs"),
    [
        (wish("bio room_1"), {"state": "absent"}, ["delete"]),
        (wish("bio room_1", desktop_id=ODD.desktop_id), {"state": "absent"}, ["delete"]),
        (wish("BIO ROOM_1", tags={"a": "b"}), {}, ["tag"]),
        (wish("bio room_1", user_name=""), {"state": "stopped"}, ["detach", "stop"]),
        (wish("bio room_1", user_name="mia"), {"reassign": "keep_disks"}, ["detach", "attach"]),
        (wish("BIO-01", desktop_id=ODD.desktop_id), {}, ["rename"]),
    ],
)
def test_what_exists_is_changed_and_deleted_whatever_it_is_called(
    one: Desired, rules: dict[str, Any], planned_verbs: list[str]
) -> None:
    assert verbs(planned(one, ODD, **rules)) == planned_verbs


@pytest.mark.parametrize("one", [wish("bio room_2", **CREATION), wish("bio room_2", desktop_id=ODD.desktop_id)])
def test_nothing_gets_a_name_that_is_not_valid(one: Desired) -> None:
    assert refusal(planned(one, ODD)).startswith('computer_name "bio room_2" is not valid: a name has 1 to 15')


@pytest.mark.parametrize("name", ["-mia", "a.b", "id-a"])
def test_nobody_gets_a_desktop_with_a_name_that_users_cannot_have_there(name: str) -> None:
    there = desktop("ID-A", desktop_id="id-1")
    told = refusal(planned(wish("ID-A", user_name=name), there))
    assert told == refusal(planned(wish("ID-A", user_name=name, **CREATION)))
    assert told.startswith(f'user_name "{name}"')
    assert verbs(planned(wish("ID-A", user_name=name), vary(there, people=(Person(name),)))) == []


def test_user_groups_are_called_as_their_makers_like() -> None:
    one = wish("A", users=[{"user_name": "生物 1", "type": "GROUP"}])
    assert verbs(planned(one, desktop("A", desktop_type="SHARED"))) == ["attach"]


@pytest.mark.parametrize(
    ("kind", "there", "told"),
    [
        ("Windows", (Disk("SAS", 20, "v1"),), True),
        (None, (Disk("SAS", 20, "v1"),), True),
        ("Linux", (Disk("SAS", 20, "v1"),), False),
        ("Windows", (), False),
    ],
)
def test_data_disks_that_may_be_offline_after_a_rebuild_are_told(kind: Any, there: Any, told: bool) -> None:
    plan = planned(wish("A"), desktop("A", os_type=kind, data_volumes=there), state="rebuilt")
    assert [("data disks of A" in warning) for warning in plan.warnings] == [True] * told


def test_another_image_is_told_as_a_loss_of_the_system_disk() -> None:
    plan = planned(wish("A", image="i2"), desktop("A"), rebuild="on_change")
    assert losses(plan) == [("rebuild", "system_disk", "rebuilt")]


@pytest.mark.parametrize(
    ("verb", "there", "shown", "left"),
    [
        ("detach", desktop("A"), {}, "SHUTOFF"),
        ("detach", desktop("A", desktop_type="SHARED"), {}, "ACTIVE"),
        ("attach", desktop("A"), {}, None),
        ("attach", desktop("A"), {"system_disk": REBUILT}, "ACTIVE"),
        ("rename", desktop("A"), {}, "ACTIVE"),
        ("tag", desktop("A"), {}, None),
    ],
)
def test_the_power_state_in_which_a_step_leaves_a_desktop(verb: str, there: Any, shown: Any, left: Any) -> None:
    assert leaves(Step(verb, "A", shown, Work(there, wish("A")))) == left


def test_user_names_are_compared_without_case_and_none_leaves_them_alone() -> None:
    there = desktop("A", people=(ANNA,))
    assert verbs(planned(wish("A", user_name="ANNA"), there)) == []
    assert verbs(planned(wish("A"), there)) == []
    assert verbs(planned(wish("A", user_name=""), there)) == ["detach"]


def test_listed_users_join_and_others_leave_only_with_purge() -> None:
    one = wish("A", users=[{"user_name": "mia", "type": "USER"}])
    there = desktop("A", people=(ANNA,), desktop_type="SHARED")
    assert verbs(planned(one, there)) == ["attach"]
    assert "belongs to anna" in refusal(planned(one, there, purge_users=True))
    assert verbs(planned(one, there, purge_users=True, reassign="keep_disks")) == ["detach", "attach"]
    assert verbs(planned(wish("A", users=[]), there)) == []
    assert verbs(planned(wish("A", users=[]), there, purge_users=True)) == ["detach"]


def test_a_dedicated_desktop_has_one_user() -> None:
    told = "it would belong to anna and mia, but a desktop of type DEDICATED has one user"
    users = [{"user_name": name, "type": "USER"} for name in ("anna", "mia")]
    assert refusal(planned(wish("A", **CREATION, users=users))).startswith(told)
    assert refusal(planned(wish("A", users=users), desktop("A", people=(ANNA,)))).startswith(told)
    assert verbs(planned(wish("A", users=users), desktop("A", people=(ANNA, MIA)))) == []


BROKEN = {"status": "ERROR", "login_status": "UNREGISTER"}


@pytest.mark.parametrize("state", ["present", "started", "stopped", "hibernated", "restarted", "rebuilt", "rejoined"])
def test_a_desktop_in_error_is_not_there_whatever_is_desired_of_it(state: str) -> None:
    plan = planned(wish("A", **CREATION), desktop("A", **BROKEN), state=state)
    assert plan.steps == [] and plan.refused == []
    [notice] = plan.broken
    way = "its status is ERROR, so nobody can use it; let workspace_desktop delete and create it again (replace_failed"
    assert notice.target == "A" and notice.reason.startswith(way)
    assert verbs(planned(wish("A"), desktop("A", **BROKEN), state="absent")) == ["delete"]


def test_a_desktop_in_error_is_replaced_where_that_is_allowed_and_costs_no_data() -> None:
    data = (Disk("SAS", 20, "v1"),)
    plan = planned(wish("A", **CREATION), desktop("A", people=(ANNA,), tags={"a": "b"}, **BROKEN), replace_failed=True)
    assert verbs(plan) == ["delete", "create"] and plan.broken == []
    assert plan.steps[0].fields["status"] == Change("ERROR", None)
    assert (plan.steps[1].fields["users"].after, plan.steps[1].fields["tags"].after) == (["anna"], {"a": "b"})
    for one, there, words in (
        (wish("A", **CREATION), desktop("A", data_volumes=data, **BROKEN), "its data disks (SAS 20 GB) may hold"),
        (wish("A"), desktop("A", **BROKEN), "it cannot be created again without product and image"),
        (wish(None, "id-A", **CREATION), desktop("A", **BROKEN), "created again it gets another desktop_id"),
    ):
        [notice] = planned(one, there, replace_failed=True).broken
        assert words in notice.reason
    rules = {"replace_failed": True, "purge_data_volumes": True}
    assert verbs(planned(wish("A", **CREATION), desktop("A", data_volumes=data, **BROKEN), **rules)) == [
        "delete",
        "create",
    ]
    assert verbs(planned(wish("A", tags={"a": "b"}), desktop("A"), replace_failed=True)) == ["tag"]


def test_one_desktop_in_error_does_not_keep_others_from_being_served() -> None:
    plan = plan_desktops(
        [wish("A", tags={"a": "b"}), wish("B", tags={"a": "b"})],
        Current([desktop("A", **BROKEN), desktop("B")]),
        policy(),
    )
    assert [step.target for step in plan.steps] == ["B"] and [notice.target for notice in plan.broken] == ["A"]


def test_desktops_in_error_are_replaced_in_a_number_of_desktops() -> None:
    there = [desktop("BIO1"), desktop("BIO2", **BROKEN), desktop("BIO3", data_volumes=(Disk("SAS", 20),), **BROKEN)]
    plan = fleet_plan(fleet(3), there, replace_failed=True)
    assert [(step.verb, step.target) for step in plan.steps] == [("delete", "BIO2"), ("create", "BIO")]
    assert plan.steps[1].fields["size"] == Change(2, 3)
    assert fleet_plan(fleet(3), there).steps == []


def test_what_is_being_deleted_is_neither_there_nor_gone() -> None:
    there = desktop("A", status="DELETING")
    plan = planned(wish("a"), there, state="absent")
    assert (plan.steps, plan.warnings) == ([], ["a is being deleted; the task waits until it is gone"])
    plan = planned(wish("A", **CREATION), there)
    assert (verbs(plan), plan.warnings) == (["create"], ["A is being deleted; the task waits until it is gone"])
    assert planned(wish(None, "id-A"), there, state="absent").warnings != []
    assert planned(wish("B", **CREATION), there).warnings == []


def test_a_desktop_known_by_its_user_keeps_its_other_users() -> None:
    there = desktop("A", people=(ANNA, MIA))
    for rules in ({}, {"purge_users": True}):
        assert verbs(planned(wish(user_name="mia", tags={"a": "b"}), there, **rules)) == ["tag"]
    assert verbs(planned(wish(user_name="mia", user_group="administrators"), there)) == ["change_user_group"]


def test_a_user_and_a_group_of_one_name_are_two() -> None:
    there = desktop("A", people=(Person("anna", "users", "GROUP"),), desktop_type="SHARED")
    assert verbs(planned(wish("A", users=[{"user_name": "anna", "type": "USER"}]), there)) == ["attach"]


def test_what_cannot_be_changed_in_place_is_named() -> None:
    there = desktop("A")
    reason = refusal(planned(wish("A", availability_zone="z2", ou_name="lab"), there))
    assert reason == (
        "cannot be changed in place: availability_zone from z1 to z2, ou_name from  to lab; "
        "set recreate to on_change to delete and create the desktop again"
    )
    assert "root_volume.type from SAS to SSD" in refusal(planned(wish("A", root_volume=volume("SSD", 80)), there))


def test_a_desktop_is_created_again_for_the_same_users_with_its_tags() -> None:
    there = desktop("A", people=(ANNA, MIA), tags={"a": "b", OWNER_TAG: "bio"})
    one = wish("A", **CREATION, availability_zone="z2", tags={"c": "d"})
    plan = planned(one, there, recreate="on_change")
    assert verbs(plan) == ["delete", "create", "attach"]
    made = [new for new in apply(plan.steps, [there]) if new.desktop_id != there.desktop_id]
    assert [person.user_name for person in made[0].people] == ["anna", "mia"]
    assert made[0].tags == {"a": "b", "c": "d", OWNER_TAG: "bio"}
    purged = planned(one, there, recreate="on_change", purge_tags=True)
    assert apply(purged.steps, [there])[0].tags == {"c": "d", OWNER_TAG: "bio"}
    lacking = planned(wish("A", availability_zone="z2"), there, recreate="on_change")
    assert refusal(lacking) == "it cannot be created again without product and image and root_volume"
    assert verbs(planned(wish("A", tags={"c": "d"}), there, recreate="on_change")) == ["tag"]
    by_id = planned(wish(None, "id-A", **CREATION, availability_zone="z2"), there, recreate="on_change")
    assert refusal(by_id) == "created again it gets another desktop_id; give its computer_name instead"


def test_another_image_is_refused_left_or_rebuilt() -> None:
    one, there = wish("A", image="i2"), desktop("A")
    assert refusal(planned(one, there)).startswith("the image is i1, not i2; set rebuild to on_change")
    assert verbs(planned(one, there, rebuild="never")) == []
    assert verbs(planned(one, there, rebuild="on_change")) == ["rebuild"]
    assert verbs(planned(wish("A", image="i1"), there, rebuild="on_change")) == []


def test_rebuilt_rebuilds_once_with_the_image_asked_for() -> None:
    for one in (wish("A"), wish("A", image="i1"), wish("A", image="i2")):
        plan = planned(one, desktop("A"), state="rebuilt")
        assert verbs(plan) == ["rebuild"]
        assert plan.steps[0].fields["system_disk"] == Change("as it is", "rebuilt")


@pytest.mark.parametrize("state", ["restarted", "rebuilt"])
def test_what_does_not_exist_cannot_be_restarted_or_rebuilt(state: str) -> None:
    assert refusal(planned(wish("A", **CREATION), state=state)) == "there is no such desktop"
    assert refusal(planned(wish(None, "gone", **CREATION))) == "there is no such desktop"
    assert verbs(planned(wish(None, "gone"), state="absent")) == []


@pytest.mark.parametrize(
    ("status", "state", "expected"),
    [
        ("ACTIVE", "started", []),
        ("SHUTOFF", "started", ["start"]),
        ("HIBERNATED", "started", ["start"]),
        ("ACTIVE", "stopped", ["stop"]),
        ("SHUTOFF", "stopped", []),
        ("HIBERNATED", "stopped", ["stop"]),
        ("ACTIVE", "hibernated", ["hibernate"]),
        ("ACTIVE", "restarted", ["restart"]),
        ("SHUTOFF", "restarted", ["start"]),
        ("SHUTOFF", "present", []),
    ],
)
def test_power(status: str, state: str, expected: list[str]) -> None:
    assert verbs(planned(wish("A"), desktop("A", status=status), state=state)) == expected


@pytest.mark.parametrize(("state", "expected"), [("present", []), ("started", []), ("stopped", ["stop"])])
def test_a_new_desktop_runs_and_is_brought_into_its_state(state: str, expected: list[str]) -> None:
    assert verbs(planned(wish("A", **CREATION), state=state)) == ["create", *expected]


def test_a_creation_shows_what_is_not_known_yet_and_no_more() -> None:
    one = wish("A", **CREATION, user_name="anna", data_volumes=[volume("SSD", 20)], tags={"a": "b"})
    fields = planned(one).steps[0].as_dict()["fields"]
    assert fields["desktop_id"] == {"before": None, "after": KNOWN_AFTER_APPLY}
    assert fields["state"] == {"before": "absent", "after": "present"}
    assert {name: change["after"] for name, change in fields.items() if name not in ("desktop_id", "state")} == {
        "product": "p1",
        "image": "i1",
        "root_volume": "SAS 80 GB",
        "data_volumes": ["SSD 20 GB"],
        "tags": {"a": "b"},
        "users": ["anna"],
    }


@pytest.mark.parametrize(
    ("given_options", "lacking"),
    [
        ({}, "product and image and root_volume"),
        ({"product": "p1", "root_volume": volume("SAS", 80)}, "image"),
    ],
)
def test_what_is_missing_for_a_creation_is_named(given_options: dict[str, Any], lacking: str) -> None:
    expected = "there is no such desktop, and it cannot be created without " + lacking
    assert refusal(planned(wish("A", **given_options))) == expected


def test_further_users_and_maintenance_follow_a_creation() -> None:
    users = [{"user_name": name, "type": "USER"} for name in ("anna", "mia")]
    plan = planned(wish("A", **CREATION, desktop_type="SHARED", users=users, in_maintenance_mode=True))
    assert verbs(plan) == ["create", "attach", "set_maintenance"]
    assert plan.steps[1].fields == {"users": Change(["anna"], ["anna", "mia"])}


def test_a_desktop_that_another_run_creates_is_not_created_twice() -> None:
    plan = planned(wish("Bio-01", **CREATION), creating={"bio-01": "j1"})
    assert verbs(plan) == []
    assert plan.warnings == ["Bio-01 is already being created by another run"]


@pytest.mark.parametrize("fields", [{"status": "DELETING"}, {"status": ""}, {"task_status": "deleting"}])
def test_a_desktop_that_is_being_deleted_counts_as_absent(fields: dict[str, Any]) -> None:
    going = desktop("A", desktop_id="old", **fields)
    assert verbs(planned(wish("A"), going, state="absent")) == []
    assert verbs(planned(wish("A", **CREATION), going)) == ["create"]
    assert verbs(planned(wish("A", tags={"a": "b"}), going, desktop("A"))) == ["tag"]


def test_several_matches_are_an_error_with_their_ids() -> None:
    there = desktop("A", desktop_id="2"), desktop("a", desktop_id="1")
    assert refusal(planned(wish("A"), *there, state="absent")) == "several desktops match (1, 2); give desktop_id"
    both = desktop("A", people=(ANNA,)), desktop("B", people=(ANNA,))
    assert "id-A, id-B" in refusal(planned(wish(user_name="anna"), *both))
    assert verbs(planned(wish("A", "1"), *there)) == []


def test_one_desktop_under_two_names_is_an_error() -> None:
    there = desktop("A", people=(ANNA,))
    plan = plan_desktops([wish("A"), wish(user_name="anna")], Current([there]), policy(state="absent"))
    assert [(notice.target, notice.reason) for notice in plan.refused] == [
        ("anna", "it is the same desktop as A; list it once")
    ]


def test_a_name_that_contradicts_the_id_deletes_nothing() -> None:
    assert "is called A" in refusal(planned(wish("B", "id-A"), desktop("A"), state="absent"))
    assert verbs(planned(wish("a", "id-A"), desktop("A"), state="absent")) == ["delete"]


def test_tags_are_added_and_others_go_only_with_purge() -> None:
    there = desktop("A", tags={"a": "1", "b": "2", OWNER_TAG: "bio"})
    plan = planned(wish("A", tags={"a": 5}), there)
    assert plan.steps[0].fields == {"tags.a": Change("1", "5")}
    plan = planned(wish("A", tags={"a": 1}), there, purge_tags=True)
    assert plan.steps[0].fields == {"tags.b": Change("2", None)}
    assert verbs(planned(wish("A", tags={OWNER_TAG: "chem"}), there)) == ["tag"]


def test_the_owners_mark_and_notes_are_never_purged() -> None:
    there = desktop("A", tags={OWNER_TAG: "bio", "lab-exam-sg1": "b5c9", "lab-unused": "2026-10-05"})
    assert verbs(planned(wish("A", tags={}), there, purge_tags=True)) == []


def test_tags_are_removed_by_their_keys() -> None:
    there = desktop("A", tags={"lab-drain": "now", "a": "1"})
    plan = planned(wish("A"), there, remove_tags=["lab-drain", "b"])
    assert plan.steps[0].fields == {"tags.lab-drain": Change("now", None)}
    assert verbs(planned(wish("A"), desktop("A", tags={"a": "1"}), remove_tags=["lab-drain"])) == []


def test_a_desktop_created_again_lacks_the_tags_that_are_removed() -> None:
    there = desktop("A", people=(ANNA,), tags={"lab-drain": "now", "lab-exam": "mid1", "a": "b"})
    one = wish("A", **CREATION, availability_zone="z2", tags={})
    plan = planned(one, there, recreate="on_change", purge_tags=True, remove_tags=["lab-drain"])
    assert apply(plan.steps, [there])[0].tags == {"lab-exam": "mid1"}


def test_disks_never_shrink() -> None:
    there = desktop("A", root_volume=Disk("SAS", 120, "r"), data_volumes=(Disk("SAS", 50, "v"),))
    assert refusal(planned(wish("A", root_volume=volume("SAS", 80)), there)) == (
        "the system disk has 120 GB and cannot shrink to 80 GB"
    )
    reason = refusal(planned(wish("A", data_volumes=[volume("SAS", 20)]), there, purge_data_volumes=True))
    assert reason.startswith("data_volumes asks for a SAS disk of 20 GB, but there is one of 50 GB")


def test_disks_that_are_not_listed_stay_without_purge() -> None:
    there = desktop("A", data_volumes=(Disk("SAS", 10, "v1"), Disk("SSD", 20, "v2")))
    one = wish("A", data_volumes=[volume("SAS", 30), volume("SAS", 20)])
    plan = planned(one, there)
    assert verbs(plan) == ["expand_volume", "add_volume"]
    assert [step.fields["data_volumes"].after for step in plan.steps] == [
        ["SAS 30 GB", "SSD 20 GB"],
        ["SAS 30 GB", "SSD 20 GB", "SAS 20 GB"],
    ]
    assert verbs(planned(one, there, purge_data_volumes=True)) == ["remove_volume", "expand_volume", "add_volume"]


def test_the_speed_of_disks_is_changed_and_unknown_speed_is_left() -> None:
    root = volume("GPSSD2", 80, 5000, 200)
    there = desktop("A", root_volume=Disk("GPSSD2", 80, "r", None, 3000, 125))
    assert planned(wish("A", root_volume=root), there).steps[0].fields == {
        "root_volume.qos": Change({"iops": 3000, "throughput": 125}, {"iops": 5000, "throughput": 200})
    }
    assert verbs(planned(wish("A", root_volume=root), desktop("A", root_volume=Disk("GPSSD2", 80, "r")))) == []


def test_the_services_own_security_group_is_not_drift() -> None:
    one = wish("A", security_groups=["g1"])
    one = dataclasses.replace(one, ids={**one.ids, "own_security_group": "own"})
    assert verbs(planned(one, desktop("A", security_groups=("own", "g1")))) == []
    assert verbs(planned(one, desktop("A", security_groups=("own", "g2")))) == ["change_network"]


@pytest.mark.parametrize(
    ("one", "rules", "verb"),
    [
        (wish("A", product="p2"), {}, "resize"),
        (wish("A", root_volume=volume("SAS", 100)), {}, "expand_volume"),
        (wish("A", data_volumes=[volume("SAS", 10), volume("SSD", 10)]), {}, "add_volume"),
        (wish("A", data_volumes=[]), {"purge_data_volumes": True}, "remove_volume"),
        (wish("A"), {"state": "absent"}, "delete"),
        (wish("A"), {"state": "rebuilt"}, "rebuild"),
        (wish("A", **CREATION, availability_zone="z2"), {"recreate": "on_change"}, "delete"),
    ],
)
def test_desktops_billed_by_the_year_are_refused_what_needs_an_order(one: Desired, rules: Any, verb: str) -> None:
    there = desktop("A", charging_mode="1", data_volumes=(Disk("SAS", 10, "v"),))
    plan = planned(one, there, **rules)
    assert [notice.reason for notice in plan.refused] == [
        f"it is billed by the month or year, so {verb} needs an order; do it in the console"
    ]


def test_desktops_billed_by_the_year_are_rebuilt_with_an_order() -> None:
    there = desktop("A", charging_mode="1")
    assert verbs(planned(wish("A"), there, state="rebuilt", order_id="CS1")) == ["rebuild"]


def test_desktops_billed_by_the_year_can_be_tagged_and_stopped() -> None:
    there = desktop("A", charging_mode="1")
    assert verbs(planned(wish("A", tags={"a": "b"}), there, state="stopped")) == ["tag", "stop"]


def test_changes_are_told_in_the_users_words() -> None:
    def show(option: str, value: Any) -> Any:
        return f"{option} called {value}"

    current = Current([desktop("A")], show=show)
    plan = plan_desktops([wish("A", product="p2")], current, policy())
    assert plan.steps[0].fields == {"product": Change("product called p1", "p2")}


# A number of desktops


def fleet(size: int, name: str = "BIO", **options: Any) -> Fleet:
    """Return a number of desktops that can be created."""
    return Fleet(name, size, Desired(name, options={**CREATION, **options}))


def fleet_plan(
    wanted: Fleet, there: Sequence[Desktop], creating: Mapping[str, str] | None = None, **rules: Any
) -> Plan:
    """Plan the number alone."""
    return plan_fleet(wanted, Current(there, creating or {}), policy(**rules))


def alive(there: Sequence[Desktop]) -> list[Desktop]:
    """Return the desktops that are called BIO and digits."""
    return [one for one in there if re.match(r"BIO\d*$", one.computer_name) and not one.going]


def alive_in_order(there: Sequence[Desktop]) -> list[Desktop]:
    """Return them in the order of their numbers."""
    return sorted(alive(there), key=lambda one: (len(one.computer_name), one.computer_name.lower()))


MEMBERS = st.fixed_dictionaries(
    {
        "people": USERS,
        "status": st.sampled_from(["ACTIVE", "SHUTOFF"]),
        "login_status": st.sampled_from(["REGISTERED", "CONNECTED", "DISCONNECTED"]),
        "task_status": st.sampled_from(["", "", "deleting"]),
    }
)
FLEETS = st.dictionaries(st.integers(1, 250), MEMBERS, max_size=6).map(
    lambda found: [
        *(desktop(f"BIO{number:03d}", **fields) for number, fields in found.items()),
        desktop("BIO-01"),
        desktop("CBIO1"),
    ]
)


@given(FLEETS, st.integers(0, 240), st.booleans())
@thorough
def test_a_number_of_desktops_is_reached_and_kept(there: list[Desktop], size: int, shrink: bool) -> None:
    wanted, rules = fleet(size), policy(allow_shrink=shrink)
    plan = plan_fleet(wanted, Current(there), rules)
    deleted = [step.payload for step in plan.steps if step.verb == "delete"]
    assert not [one for one in deleted if one.people or one.in_use or one.going]
    assert not deleted or shrink
    before = alive(there)
    if plan.refused:
        return
    for step in plan.steps:
        assert all(1 <= part <= 100 for _name, part in getattr(step.payload, "parts", []))
    after = apply(plan.steps, there)
    assert len(alive(after)) == (size if shrink or len(before) <= size else len(before))
    again = plan_fleet(wanted, Current(after), rules)
    assert again.steps == []
    assert [one.desktop_id for one in Current(after).members("BIO")] == [
        one.desktop_id for one in alive_in_order(after)
    ]


def test_a_surplus_is_left_with_a_warning_or_deleted_when_allowed() -> None:
    there = [
        desktop("BIO1", people=(ANNA,)),
        desktop("BIO2", login_status="DISCONNECTED"),
        desktop("BIO3"),
        desktop("BIO4", status="SHUTOFF"),
    ]
    plan = fleet_plan(fleet(3), there)
    assert plan.steps == []
    assert plan.warnings == [
        "there are 4 desktops called BIO..., 1 more than size; set allow_shrink to delete the surplus"
    ]
    assert [step.target for step in fleet_plan(fleet(3), there, allow_shrink=True).steps] == ["BIO4"]
    assert [step.target for step in fleet_plan(fleet(2), there, allow_shrink=True).steps] == ["BIO4", "BIO3"]
    reason = refusal(fleet_plan(fleet(1), there, allow_shrink=True))
    assert reason == "3 desktops are to go, but only 2 have neither a user nor a session"


def test_a_surplus_that_needs_an_order_is_refused() -> None:
    plan = fleet_plan(fleet(0), [desktop("BIO1", charging_mode="1")], allow_shrink=True)
    assert "so delete needs an order" in plan.refused[0].reason


def test_desktops_that_are_being_created_count() -> None:
    there = [desktop("BIO1")]
    plan = fleet_plan(fleet(4), there, {"bio1": "j", "bio2": "j", "che1": "j"})
    assert plan.steps[0].fields["size"] == Change(2, 4)
    assert plan.steps[0].payload.parts == [("BIO", 2)]


@pytest.mark.parametrize(
    ("size", "names", "parts"),
    [
        (1, [], [("BIO", 1)]),
        (5, [], [("BIO", 5)]),
        (100, [], [("BIO", 100)]),
        (250, [], [("BIO", 100), ("BIO", 100), ("BIO", 50)]),
        (101, [], [("BIO", 100), ("BIO101", 1)]),
        (4, ["bio01", "bio07", "bio02"], [("BIO08", 1)]),
        (2, ["bio"], [("BIO1", 1)]),
        (103, ["bio1", "bio2"], [("BIO", 100), ("BIO103", 1)]),
        (2, ["bio1", "bio2"], []),
    ],
)
def test_names_of_what_is_missing(size: int, names: list[str], parts: list[tuple[str, int]]) -> None:
    assert fleet_names(fleet(size), names) == parts


@pytest.mark.parametrize(
    ("options", "rules", "told"),
    [
        ({"image": None}, {}, "2 desktops are missing and cannot be created without image"),
        (
            {},
            {"state": "stopped"},
            "2 desktops are missing; create them with state present before you ask for state stopped",
        ),
        (
            {"in_maintenance_mode": True},
            {},
            "2 desktops are missing; create them with state present before you ask for in_ma",
        ),
    ],
)
def test_what_cannot_be_had_for_a_number_is_told(options: Any, rules: Any, told: str) -> None:
    assert refusal(fleet_plan(fleet(3, **options), [desktop("BIO1")], **rules)).startswith(told)


def test_the_members_of_a_number_of_desktops_are_known_by_their_names() -> None:
    there = [desktop("BIO2"), desktop("BIO1"), desktop("BIOLOGY"), desktop("BIO3", task_status="deleting")]
    assert [one.computer_name for one in Current(there).members("BIO")] == ["BIO1", "BIO2"]
    assert fleet_plan(fleet(2), there).steps == []


def test_absent_deletes_no_more_than_size() -> None:
    there = [desktop(f"BIO{number}") for number in range(3)]
    assert fleet_plan(fleet(3), there, state="absent").refused == []
    assert "3 desktops of this name, more than size (2)" in refusal(fleet_plan(fleet(2), there, state="absent"))


def test_planning_reports_changes_in_check_mode_alone() -> None:
    diff = {"before": {}, "after": {"BIO-01": {"state": "present"}}}
    planned = PlannedRun({"lab": "bio"}, {"desktops": {}}, [diff], [])
    assert planned.reported(check=True) == {"lab": "bio", "changed": True, "diff": [diff]}
    assert planned.reported(check=False) == {"lab": "bio", "changed": False}
    assert PlannedRun({}, {}, [], []).reported(check=True) == {"changed": False}
