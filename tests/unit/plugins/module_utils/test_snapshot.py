# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots, as far as nothing has to be asked: names, marks, sets, options, and the planner."""

from __future__ import annotations

import calendar
import itertools
import math
import time
from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop import state as desktops
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.selectors import DesktopFinder
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.options import (
    SNAPSHOT_SPEC,
    Desired,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.planner import (
    Target,
    plan_ids,
    plan_snapshots,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.state import (
    COMPLETE,
    CREATING,
    FAILED,
    Snapshot,
    described,
    parse,
    possible_names,
    results,
    sets_of,
    text,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.snapshot.verbs import VERBS

NOW = float(calendar.timegm((2026, 11, 22, 12, 0, 0)))
DAY = 86400.0
numbers = itertools.count(1)


def moment(age: float) -> str:
    """Return the time that was so many seconds ago, as the service writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW - age))


def row(
    name: str = "base",
    age: float = 10 * DAY,
    desktop: str = "BIO-01",
    data: bool = False,
    mark: bool = True,
    image: str = "image-1",
    together: str | None = None,
    **more: Any,
) -> Snapshot:
    """Return a snapshot; without ``together`` it is a set of its own."""
    number = next(numbers)
    mark_text = f"[workspace-snapshot: {name}; image {image}; set {together or number}]"
    return parse(
        {
            "snapshot_id": f"snapshot-{number}",
            "snapshot_name": f"{desktop}{name}{time.strftime('%Y%m%d%H%M%S', time.gmtime(NOW - age))}",
            "desktop_id": f"id-{desktop}",
            "desktop_name": desktop,
            "is_system_disk": not data,
            "status": "create_success",
            "create_type": "MANUALLY",
            "create_time": moment(age),
            "description": mark_text if mark else "",
            **more,
        }
    )


def target(name: str = "BIO-01", disks: int = 0, login: str = "REGISTERED", image: str = "image-1") -> Target:
    """Return a desktop that a task names."""
    answer = {
        "desktop_id": f"id-{name}",
        "computer_name": name,
        "status": "ACTIVE",
        "login_status": login,
        "user_name": "mia",
        "metadata": {"metering.image_id": image},
        "data_volumes": [{"type": "SAS", "size": 20, "volume_id": str(number)} for number in range(disks)],
    }
    return Target(name, desktops.parse(answer))


def desired(**options: Any) -> Desired:
    """Return what a task with these options wants."""
    defaults = {name: spec.get("default") for name, spec in SNAPSHOT_SPEC.items()}
    given: dict[str, Any] = {**defaults, **options}
    if not any(name in options for name in ("desktops", "snapshot_ids", "select_names", "select_tags")):
        given["desktops"] = ["BIO-01"]
    if "snapshot_ids" not in options and "name" not in options:
        given["name"] = "base"
    return Desired.from_options(given)


def plan(
    *snapshots: Snapshot,
    targets: list[Target] | None = None,
    last_used: Mapping[str, float] | None = None,
    **options: Any,
) -> Plan:
    """Plan a task for a desktop."""
    return plan_snapshots([target()] if targets is None else targets, snapshots, desired(**options), NOW, last_used)


def verbs(planned: Plan) -> list[str]:
    assert not planned.refused, planned.refused
    return [step.verb for step in planned.steps]


def going(planned: Plan) -> set[str]:
    """Return the IDs of the snapshots that a plan deletes."""
    return {one.snapshot_id for step in planned.steps if step.verb == "delete" for one in step.payload.snapshots}


def chosen(planned: Plan) -> list[str]:
    """Return the IDs of the snapshots that a plan restores."""
    return [one.snapshot_id for step in planned.steps if step.verb == "restore" for one in step.payload.snapshots]


# Names and marks


@pytest.mark.parametrize(
    ("composed", "names"),
    [
        ("BIO-01base20261122120000", ("base",)),
        ("bio-01base20261122120000", ("base",)),
        ("BIO-01base20261122120000123", ("base",)),
        ("BIO-01base1795348800000", ("base",)),
        ("BIO-01base1795348800", ("base",)),
        ("BIO-01base-220261122120000", ("base-2",)),
        ("BIO-01base202620261122200000", ("base2026",)),
        ("BIO-01_base_20261122120000", ("_base_", "base")),
        ("base", ("base",)),
        ("PC-07base20261122120000", ("PC-07base20261122120000",)),
        ("BIO-01base", ("base",)),
        ("BIO-01base12", ("base12", "base1", "base")),
    ],
)
def test_given_names_are_read_out_of_composed_ones(composed, names):
    assert possible_names(composed, "BIO-01", NOW) == names


def test_a_time_that_is_not_that_of_the_creation_may_be_part_of_the_name():
    names = possible_names("BIO-01base20240101000000", "BIO-01", NOW)
    assert "base20240101000000" in names and "base" in names


def test_the_mark_stands_before_that_of_the_lab_and_both_are_read_back():
    description = described("Clean [workspace-lab: bio101]", "my base", "image-1", "9f3a2c1b")
    assert description == ("Clean [workspace-snapshot: my base; image image-1; set 9f3a2c1b] [workspace-lab: bio101]")
    read = row(name="other", description=description)
    assert (read.name, read.image_id, read.taken_with, read.owner) == ("my base", "image-1", "9f3a2c1b", "bio101")
    assert text(description) == "Clean"


def test_a_mark_needs_neither_text_nor_image_nor_lab():
    assert described(None, "base", None, "1") == "[workspace-snapshot: base; set 1]"
    read = row(name="x", description="[workspace-snapshot: base]")
    assert (read.name, read.image_id, read.owner) == ("base", None, None)
    assert read.taken_with == read.answer["create_time"]


def test_a_set_is_what_was_taken_together_and_complete_when_all_of_it_is():
    rows = [
        row(together="1"),
        row(together="1", data=True, status="creating"),
        row(together="2"),
        row(together="2", data=True, status="create_failed"),
        row(together="3", status="restore_success"),
        row(together="3", data=True, status="restore_failed"),
        row(together="3", desktop="BIO-02"),
    ]
    assert [group.state for group in sets_of(rows)] == [CREATING, FAILED, COMPLETE, COMPLETE]
    assert [one["state"] for one in results(rows, NOW)][:3] == [CREATING, CREATING, FAILED]


def test_without_marks_snapshots_of_one_time_are_a_set():
    rows = [row(mark=False, age=60), row(mark=False, age=60, data=True), row(mark=False, age=61)]
    assert sorted(len(group.snapshots) for group in sets_of(rows)) == [1, 2]


def test_the_age_is_that_by_the_clock_of_the_service():
    assert row(age=90).as_result(NOW, COMPLETE)["age"] == 90
    assert row(create_time=None).as_result(NOW, COMPLETE)["age"] is None


def test_an_id_wins_over_a_name():
    first, second = (target(name).desktop for name in ("BIO-01", "BIO-02"))
    finder = DesktopFinder([first, second])
    assert finder.find("id-BIO-02") == second and finder.find("bio-01") == first
    assert finder.find("BIO") is None
    with pytest.raises(InputError, match="several desktops"):
        DesktopFinder([first, first]).find("BIO-01")


# Options


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"desktops": None}, "exactly one of desktops"),
        ({"select_names": ["BIO-*"], "desktops": ["BIO-01"]}, "not desktops and select_"),
        ({"desktops": []}, "desktops is empty"),
        ({"desktops": ["BIO-01", " "]}, "desktops is empty or has an empty item"),
        ({"desktops": ["BIO-01", "bio-01"]}, "lists bio-01 twice"),
        ({"select_names": []}, "never means all"),
        ({"select_tags": {}}, "never means all"),
        ({"select_names": ["*"], "state": "absent"}, "max_targets"),
        ({"select_names": ["*"], "state": "restored"}, "max_targets"),
        ({"name": None}, "name is missing"),
        ({"name": ""}, 'name "" is not valid'),
        ({"name": "a]b"}, "not valid"),
        ({"name": "a; b"}, "not valid"),
        ({"name": " a"}, "not valid"),
        ({"name": "x" * 65}, "1 to 64"),
        ({"system_disk_snapshot": {"name": "[x"}}, "system_disk_snapshot.name"),
        ({"data_disk_snapshot": {"name": "x"}}, "data_disk_snapshot does not go with disk_type SYSTEM_DISK"),
        ({"system_disk_snapshot": {"name": "x"}, "disk_type": "DATA_DISKS"}, "system_disk_snapshot does not go with"),
        ({"description": "x" * 200}, "characters too long"),
        ({"max_age": "a week"}, "max_age"),
        ({"max_age": "7"}, "max_age"),
        ({"keep": 0}, "keep is 0"),
        ({"recapture": True, "max_age": "7d"}, "recapture does not go with max_age"),
        ({"recapture": True, "keep": 2}, "recapture does not go with keep"),
        ({"state": "absent", "keep": 2}, "keep is for state present"),
        ({"state": "restored", "recapture": True}, "recapture is for state present"),
        ({"snapshot_ids": ["x"]}, "absent and restored"),
        ({"snapshot_ids": [], "state": "absent"}, "snapshot_ids is empty"),
        ({"snapshot_ids": ["x", "x"], "state": "absent"}, "twice"),
        ({"snapshot_ids": ["x"], "state": "absent", "name": "base"}, "name does not go with snapshot_ids"),
        ({"snapshot_ids": ["x"], "state": "restored", "per_image": True}, "per_image does not go with"),
    ],
)
def test_wrong_options_are_refused_in_one_sentence(options, words):
    with pytest.raises(InputError) as caught:
        desired(**options)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_each_kind_of_disk_may_have_a_name_and_a_description_of_its_own():
    wanted = desired(
        disk_type="ALL",
        description="All [workspace-lab: bio101]",
        data_disk_snapshot={"name": "work", "description": "Work"},
    )
    assert wanted.names == {"SYSTEM_DISK": "base", "DATA_DISKS": "work"}
    assert wanted.descriptions["DATA_DISKS"] == "Work [workspace-lab: bio101]"
    assert wanted.owner == "bio101"
    assert desired(name=None, system_disk_snapshot={"name": "x"}).names == {"SYSTEM_DISK": "x"}


@pytest.mark.parametrize(("age", "seconds"), [("90s", 90), ("5m", 300), ("12h", 43200), ("7d", 7 * DAY), ("0s", 0)])
def test_ages(age, seconds):
    assert desired(max_age=age).max_age == seconds


# Planning: present


def test_what_is_missing_is_taken():
    planned = plan()
    assert verbs(planned) == ["create"]
    assert planned.actions()[0]["fields"] == {"system_disk_snapshot.base": {"before": 0, "after": 1}}


@pytest.mark.parametrize("old", [{}, {"mark": False}, {"status": "restore_success"}, {"status": "creating"}])
def test_without_max_age_any_set_of_that_name_is_good(old):
    planned = plan(row(**old))
    assert verbs(planned) == []
    assert bool(planned.warnings) is (old.get("status") == "creating")


@pytest.mark.parametrize(
    "other",
    [
        {"name": "base2"},
        {"data": True},
        {"status": "create_failed"},
        {"create_type": "AUTO"},
        {"create_type": "AUTO", "mark": False},
        {"desktop": "BIO-02"},
    ],
)
def test_what_does_not_count(other):
    assert verbs(plan(row(**other))) == ["create"]


def test_a_set_that_lacks_a_kind_of_disk_is_not_enough():
    both = [target(disks=1)]
    assert verbs(plan(row(together="1"), targets=both, disk_type="ALL")) == ["create"]
    assert verbs(plan(row(together="1"), row(together="2", data=True), targets=both, disk_type="ALL")) == ["create"]
    assert verbs(plan(row(together="1"), row(together="1", data=True), targets=both, disk_type="ALL")) == []
    assert verbs(plan(row(together="1"), disk_type="ALL")) == [], "there are no data disks"
    [refusal] = plan(disk_type="DATA_DISKS").refused
    assert "no data disk" in refusal.reason


def test_a_set_suffices_only_if_surely_nobody_has_been_connected_since():
    used = {"id-BIO-01": NOW - 3600}
    wanted = {"after_last_session": True}
    assert verbs(plan(row(age=1800), last_used=used, **wanted)) == []
    for age in (3600, 7200):
        assert verbs(plan(row(age=age), last_used=used, **wanted)) == ["create"]
    assert verbs(plan(row(age=1800), row(age=9000), last_used=used, **wanted)) == []
    assert verbs(plan(row(age=1800), last_used={}, **wanted)) == ["create"]
    assert verbs(plan(row(age=1800), last_used={"id-BIO-01": math.inf}, **wanted)) == ["create"]
    assert verbs(plan(row(create_time=None), last_used=used, **wanted)) == ["create"]
    connected = [target(login="CONNECTED")]
    assert verbs(plan(row(age=1800), targets=connected, last_used=used, **wanted)) == ["create"]
    assert verbs(plan(row(age=7200), last_used=used)) == []


def test_max_age():
    assert verbs(plan(row(age=6 * DAY), max_age="7d")) == []
    assert verbs(plan(row(age=7 * DAY), max_age="7d")) == ["create"]
    assert verbs(plan(row(age=0), max_age="0s")) == ["create"]


def test_keep_deletes_the_oldest_complete_sets_of_exactly_that_name():
    weeks = [row(age=number * 7 * DAY) for number in (4, 3, 2, 1)]
    others = [
        row(age=90 * DAY, create_type="AUTO"),
        row(age=90 * DAY, name="base2"),
        row(age=90 * DAY, status="create_failed"),
        row(age=90 * DAY, data=True),
        row(age=90 * DAY, desktop="BIO-02"),
    ]
    planned = plan(*others, *weeks, max_age="7d", keep=3)
    assert verbs(planned) == ["create", "delete"]
    assert going(planned) == {one.snapshot_id for one in weeks[:2]}
    assert planned.steps[1].payload.after_creation
    fields = [action["fields"]["system_disk_snapshot.base"] for action in planned.actions()]
    assert fields == [{"before": 4, "after": 5}, {"before": 5, "after": 3}]


def test_keep_alone_deletes_what_a_killed_run_left():
    weeks = [row(age=number * DAY) for number in (3, 2, 1)]
    planned = plan(*weeks, max_age="7d", keep=2)
    assert verbs(planned) == ["delete"] and going(planned) == {weeks[0].snapshot_id}
    assert not planned.steps[0].payload.after_creation
    assert verbs(plan(*weeks, row(age=0, status="creating"), max_age="7d", keep=2)) == []


def test_what_has_no_time_is_neither_the_oldest_nor_the_newest():
    weeks = [row(age=number * DAY) for number in (30, 20, 10)]
    odd = row(create_time="yesterday")
    assert going(plan(*weeks, odd, max_age="7d", keep=3)) == {weeks[0].snapshot_id}
    assert "give snapshot_ids" in plan(*weeks, odd, state="restored").refused[0].reason
    assert chosen(plan(odd, state="restored")) == [odd.snapshot_id]
    fractions = row(create_time=moment(DAY).replace("Z", ".000Z"))
    assert chosen(plan(*weeks, fractions, state="restored")) == [fractions.snapshot_id]


def test_a_set_goes_as_a_whole_but_only_of_the_kinds_that_are_named():
    old = [row(together="1", age=9 * DAY, data=data) for data in (False, True, True)]
    room = [target(disks=2)]
    planned = plan(*old, targets=room, disk_type="ALL", max_age="7d", keep=1)
    assert verbs(planned) == ["create", "delete"] and going(planned) == {one.snapshot_id for one in old}
    assert going(plan(*old, targets=room, max_age="7d", keep=1)) == {old[0].snapshot_id}


def test_recapture_takes_a_new_set_and_then_deletes_the_old():
    old = [row(age=2 * DAY), row(age=DAY)]
    planned = plan(*old, row(create_type="AUTO"), row(name="base2"), recapture=True)
    assert verbs(planned) == ["create", "delete"] and going(planned) == {one.snapshot_id for one in old}
    assert planned.steps[1].payload.after_creation


def test_per_image_counts_only_sets_of_the_present_image():
    assert verbs(plan(row(image="image-1"), per_image=True)) == []
    assert verbs(plan(row(image="image-2"), per_image=True)) == ["create"]
    assert verbs(plan(row(mark=False), per_image=True)) == ["create"]
    assert verbs(plan(row(image="image-2"))) == []


def test_a_lab_means_only_its_own_snapshots():
    other = row(description="[workspace-snapshot: base; set 1] [workspace-lab: chem]")
    mine = row(description="[workspace-snapshot: base; set 2] [workspace-lab: bio101]", age=9 * DAY)
    lab = {"description": "[workspace-lab: bio101]"}
    assert verbs(plan(other, **lab)) == ["create"]
    assert going(plan(other, mine, recapture=True, **lab)) == {mine.snapshot_id}
    assert going(plan(other, mine, state="absent", **lab)) == {mine.snapshot_id}
    assert going(plan(other, mine, state="absent")) == {mine.snapshot_id, other.snapshot_id}
    assert chosen(plan(other, mine, state="restored", **lab)) == [mine.snapshot_id]


def test_a_name_that_can_be_read_in_two_ways_is_an_error_with_ids():
    doubtful = row(name="-exam", mark=False)
    for state in ("present", "absent", "restored"):
        for name in ("exam", "-exam"):
            [refusal] = plan(doubtful, name=name, state=state).refused
            assert doubtful.snapshot_id in refusal.reason
    assert verbs(plan(doubtful, name="base")) == ["create"]
    assert verbs(plan(row(name="-exam", mark=False, create_type="AUTO"), name="exam")) == ["create"]


def test_a_desktop_that_does_not_exist_yet_is_awaited():
    planned = plan(targets=[Target("BIO-99", None)])
    assert verbs(planned) == ["create"] and [notice.target for notice in planned.awaited] == ["BIO-99"]
    assert planned.actions() == plan(targets=[target("BIO-99")]).actions()
    assert verbs(plan(targets=[Target("BIO-99", None)], state="absent")) == []
    [refusal] = plan(targets=[Target("BIO-99", None)], state="restored").refused
    assert refusal.target == "BIO-99"


def test_a_desktop_given_by_name_and_by_id_is_refused():
    one = target()
    planned = plan(targets=[one, Target("id-BIO-01", one.desktop)])
    assert [(notice.target, "BIO-01" in notice.reason) for notice in planned.refused] == [("id-BIO-01", True)]


# Planning: absent and restored


def test_absent_deletes_all_of_that_name_and_kind_but_those_of_the_service():
    mine = [row(), row(status="create_failed"), row(mark=False)]
    others = [row(create_type="AUTO"), row(data=True), row(name="base2"), row(desktop="BIO-02")]
    planned = plan(*mine, *others, state="absent")
    assert going(planned) == {one.snapshot_id for one in mine}
    assert planned.diff()["after"] == {"BIO-01": {"system_disk_snapshot.base": 0}}


def test_restored_takes_the_newest_complete_set():
    rows = [
        row(age=3 * DAY),
        row(age=2 * DAY),
        row(age=DAY, status="create_failed"),
        row(age=DAY / 2, status="creating"),
        row(age=0, create_type="AUTO"),
        row(age=0, name="base2"),
    ]
    planned = plan(*rows, state="restored")
    assert chosen(planned) == [rows[1].snapshot_id] and planned.steps[0].disturbs
    assert planned.actions()[0]["fields"] == {"system_disk": {"before": "as it is", "after": "as in base"}}


def test_restored_touches_only_the_kinds_of_disks_that_are_named():
    rows = [row(together="1"), row(together="1", data=True), row(together="1", data=True)]
    room = [target(disks=2)]
    assert chosen(plan(*rows, targets=room, state="restored")) == [rows[0].snapshot_id]
    lost = {
        disk_type: [VERBS["restore"].lost(step.fields) for step in plan(*rows, targets=room, **asked).steps]
        for disk_type in ("SYSTEM_DISK", "DATA_DISKS", "ALL")
        for asked in [{"state": "restored", "disk_type": disk_type}]
    }
    assert lost == {
        "SYSTEM_DISK": [("system_disk",)],
        "DATA_DISKS": [("data_disks",)],
        "ALL": [("system_disk", "data_disks")],
    }
    data = plan(*rows, targets=room, state="restored", disk_type="DATA_DISKS")
    assert chosen(data) == [rows[1].snapshot_id, rows[2].snapshot_id]
    assert len(chosen(plan(*rows, targets=room, state="restored", disk_type="ALL"))) == 3


def test_what_was_taken_of_disks_that_are_gone_is_left_out():
    rows = [row(together="1"), row(together="1", data=True)]
    assert chosen(plan(*rows, state="restored", disk_type="ALL")) == [rows[0].snapshot_id]


def test_restored_without_a_set_names_the_desktop():
    planned = plan(row(), targets=[target(), target("BIO-02")], state="restored")
    [refusal] = planned.refused
    assert refusal.target == "BIO-02" and 'no complete snapshot "base" of the system disk' in refusal.reason
    [refusal] = plan(row(image="image-2"), state="restored", per_image=True).refused
    assert "of its present image" in refusal.reason
    [refusal] = plan(row(), state="restored", disk_type="DATA_DISKS").refused
    assert "no data disk" in refusal.reason


@pytest.mark.parametrize("login", ["CONNECTED", "DISCONNECTED"])
def test_restored_respects_sessions(login):
    room = [target(login=login), target("BIO-02")]
    rows = [row(), row(desktop="BIO-02")]
    [refusal] = plan(*rows, targets=room, state="restored").refused
    assert refusal.target == "BIO-01" and "mia" in refusal.reason
    skipping = plan(*rows, targets=room, state="restored", if_in_use="skip")
    assert [notice.target for notice in skipping.skipped] == ["BIO-01"] and skipping.targets() == ["BIO-02"]
    assert plan(*rows, targets=room, state="restored", if_in_use="force").targets() == ["BIO-01", "BIO-02"]
    assert verbs(plan(*rows, targets=room, recapture=True)) == ["create"] * 2 + ["delete"] * 2


def ids_plan(state: str, *snapshots: Snapshot, ids: list[str] | None = None, **more: Any) -> Plan:
    """Plan a task that names snapshots by their IDs."""
    given = ids or [one.snapshot_id for one in snapshots]
    one = target(disks=2, **more).desktop
    return plan_ids(given, snapshots, {one.desktop_id: one}, desired(state=state, snapshot_ids=given))


def test_by_id_also_those_of_the_service_and_of_any_name():
    rows = [row(create_type="AUTO"), row(name="x", data=True), row(desktop="BIO-02")]
    planned = ids_plan("absent", *rows, ids=[*(one.snapshot_id for one in rows), "gone"])
    assert going(planned) == {one.snapshot_id for one in rows} and planned.targets() == ["BIO-01", "BIO-02"]
    planned = ids_plan("restored", *rows[:2])
    assert chosen(planned) == [rows[0].snapshot_id, rows[1].snapshot_id]
    assert set(planned.steps[0].fields) == {"system_disk", "data_disks"}


def test_what_cannot_be_restored_by_id_is_refused():
    [gone] = ids_plan("restored", ids=["gone"]).refused
    assert "no such snapshot" in gone.reason
    [broken] = ids_plan("restored", row(status="create_failed")).refused
    assert "create_failed" in broken.reason
    [twice] = ids_plan("restored", row(), row()).refused
    assert "several" in twice.reason
    [orphan] = ids_plan("restored", row(desktop="BIO-02")).refused
    assert orphan.target == "BIO-02"
    [used] = ids_plan("restored", row(), login="CONNECTED").refused
    assert "mia is logged in" in used.reason
