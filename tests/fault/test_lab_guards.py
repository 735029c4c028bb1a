# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no run of a lab may do, each with the guard that stands against it: without the guard the test fails."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fault.worlds.runs import Ended, check, run
from fault.worlds.world import World, of_others
from integration.desktops import PRODUCT
from integration.harness import Task, Tenant, refused, unchanged
from integration.in_process import carry_out
from integration.rooms import BASE, MARK, group
from integration.warm import WarmRoom

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

pytestmark = pytest.mark.slow

NOTE, OTHERS_NOTE = "[workspace-lab: bio]", "[workspace-lab: phy]"
OTHERS_MARK = {"workspace-lab": "phy"}
BIG = "workspace.g1.xlarge.windows"
SURE = {"confirm": "bio", "max_delete": "99"}
NIGHT = {"scheduled_type": "FIXED_TIME", "scheduled_date": "2036-12-24", "scheduled_time": "20:15", "time_zone": "UTC"}
POOL = {"type": "STATIC", "size": 1}
KINDS = ("desktop", "user group", "pool", "scheduled task", "script", "policy group")


def lab(*seats: Mapping[str, Any], **sections: Any) -> dict[str, Any]:
    """Return a lab file."""
    return copy.deepcopy({**BASE, "seats": list(seats), **sections})


def roster(*names: str, **more: Any) -> dict[str, Any]:
    """Return a section of people."""
    return {"roster": [{"user_name": name, "user_email": f"{name}@uni.example"} for name in names], **more}


def own(tenant: Tenant, name: str, user: str | None = None, **more: Any) -> None:
    """Let there be a desktop of the lab, whose disks hold something."""
    tenant.desktop(name, **{"tags": MARK, **({"user": user} if user else {}), **more})


def change(tenant: Tenant, kind: str, name: str, **fields: Any) -> None:
    """Let somebody change a record in the console."""
    tenant.control("POST", "records", kind=kind, name=name, fields=fields)


def account(tenant: Tenant, name: str) -> dict[str, Any]:
    """Return an account as it is."""
    [found] = [user for user in tenant.state["users"] if user["user_name"] == name]
    return dict(found)


def stands_against(ended: Ended, *words: str) -> None:
    """Assert that a run stopped before its first change, for these reasons."""
    assert not ended.writes, ended.writes
    missing = [word for word in words if word not in ended.problem]
    assert not missing, f"{missing} not in: {ended.problem}"


def one_of_each(tenant: Tenant, tags: Mapping[str, str], note: str) -> None:
    """Let there be a desktop, a group, a pool, a task, a script and a policy group, all called ``thing``."""
    tenant.desktop("THING", tags=tags)
    tenant.desktop("PC-01", tags={})
    tenant.console("pool", "PC-01", name="thing")
    tenant.control("POST", "pools", pool="thing", fields={"tags": dict(tags)})
    for module, arguments in {
        "workspace_user_group": {"group_name": "thing"},
        "workspace_script": {"name": "thing", "type": "BAT", "content": "dir"},
        "workspace_policy_group": {"policy_group_name": "thing"},
        "workspace_scheduled_task": {
            "task_name": "thing",
            "task_type": "STOP",
            **NIGHT,
            "apply_objects": {"desktops": ["THING"]},
        },
    }.items():
        made = carry_out(tenant, Task(module, {**arguments, "description": note}))
        assert not made.failed, made.brief


def things(tenant: Tenant) -> list[str]:
    """Return the kinds of things of which one is called ``thing``."""
    state = tenant.state
    tables = state["tables"]
    rows = [("desktop", one["name"]) for one in state["desktops"]]
    rows += [("user group", one["name"]) for one in state["groups"]]
    rows += [("pool", one["name"]) for one in tables["Pool"]]
    rows += [("scheduled task", one["task_name"]) for one in tables["ScheduledTask"]]
    rows += [("script", one["name"]) for one in tables["Script"]]
    rows += [("policy group", one["name"]) for one in tables["PolicyGroup"]]
    return [kind for kind, name in rows if name.lower() == "thing"]


# --- Deletion


def test_nothing_is_deleted_but_what_the_run_allows_and_confirms(tenant: Tenant) -> None:
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben")):
        own(tenant, name, user)
        change(tenant, "User", user, description=NOTE)
    needed = {"user_name": "cleo", "user_email": "cleo@uni.example", "description": NOTE}
    for task in (
        Task("workspace_user", needed),
        Task("workspace_user_group", {"group_name": "x", "members": ["cleo"]}),
    ):
        assert not carry_out(tenant, task).failed
    wanted = lab(group(people="roster", on_leave="delete"), people=roster("anna", on_leave="delete"))
    stands_against(run(tenant, wanted), "(lab_max_delete)", "needs lab_confirm=bio")
    stands_against(run(tenant, wanted, max_delete="1", confirm="bio"), "the limit is 1 (lab_max_delete)")
    stands_against(run(tenant, wanted, max_delete="2", confirm="phy"), "deleting BIO-02, ben needs lab_confirm=bio")
    assert not check(tenant, wanted, max_delete="2").problem
    done = run(tenant, wanted, max_delete="2", confirm="bio")
    assert not done.problem and list(tenant.desktops) == ["BIO-01"]
    # Another group refers to Cleo's account.
    assert sorted(user["user_name"] for user in tenant.state["users"]) == ["anna", "cleo"]


def test_what_the_file_does_not_name_is_reported_and_stays(tenant: Tenant) -> None:
    one_of_each(tenant, MARK, NOTE)
    own(tenant, "BIO-01", "anna")
    own(tenant, "BIO-08")
    own(tenant, "OLD", "zoe")
    for user in ("anna", "zoe"):
        change(tenant, "User", user, description=NOTE)
    before = tenant.state
    wanted = lab(group(people="roster", on_leave="delete"), people=roster("anna"))
    ended = run(tenant, wanted, **SURE)
    assert not ended.problem, ended.problem
    told = set(ended.plan["left_over"])
    assert told == {"THING", "BIO-08", "OLD", "user zoe", "pool thing"} | {
        f"{kind} thing" for kind in KINDS if kind != "desktop"
    }
    assert sorted(things(tenant)) == sorted(KINDS) and tenant.state["deleted"] == before["deleted"]
    assert {user["user_name"] for user in tenant.state["users"]} == {"anna", "zoe"}
    # Neither a spare too many nor the seat of somebody who moves is that of somebody who has left.
    assert tenant.contents("OLD") == ["work on OLD"] and "BIO-08" in tenant.desktops


def test_a_teardown_leaves_others_and_their_accounts(tenant: Tenant) -> None:
    world = World(tenant.emulator)
    world.furnish()
    wanted = lab(
        group(people="roster"),
        people=roster("anna", "ben", staff=["tito", "uma"], groups=[{"name": "bio", "members": "roster"}]),
    )
    world.act("workspace_user", user_name="gil", user_email="gil@uni.example")
    world.act("workspace_user", user_name="uma", user_email="uma@uni.example", description=NOTE)
    assert not run(world, wanted).problem
    for user in ("anna", "tito"):
        change(world, "User", user, description=NOTE)
    joined = Task("workspace_user_group", {"group_name": "everyone", "members": ["anna"]})
    assert not carry_out(world, joined).failed
    others = of_others(world.state)
    stands_against(run(world, wanted, procedure="teardown"), "needs lab_confirm=bio")
    stands_against(run(world, wanted, procedure="teardown", confirm="phy", delete_users="true"), "lab_confirm=bio")
    kept = run(world, wanted, procedure="teardown", confirm="bio", delete_users="true")
    assert not kept.problem, kept.problem
    assert of_others(world.state) == others
    assert {user["user_name"] for user in world.state["users"]} == {"anna", "fred", "gil", "tito", "uma"}
    assert "bio" not in [row["name"] for row in world.state["groups"]]


def test_a_teardown_deletes_accounts_only_if_it_is_told_to(tenant: Tenant) -> None:
    wanted = lab(group(people="roster"), people=roster("anna"))
    assert not run(tenant, wanted).problem
    assert not run(tenant, wanted, procedure="teardown", confirm="bio").problem
    assert not tenant.desktops and [user["user_name"] for user in tenant.state["users"]] == ["anna"]


# --- What is on disks


def test_a_baseline_outlives_the_backups(tenant: Tenant) -> None:
    kept = {"apply_to": ["students"], "disk_type": "SYSTEM_DISK"}
    backups = [{"name": "weekly", "max_age": "7d", "keep": 1, **kept}]
    wanted = lab(group("anna"), snapshots={"baseline": {"name": "base", **kept}, "backups": backups})
    own(tenant, "BIO-01", "anna")
    for week in range(3):
        tenant.control("POST", "write", desktop="BIO-01", disk="all", content="later")
        ended = run(tenant, wanted)
        assert not ended.problem, ended.problem
        tenant.control("POST", "clock", finish_jobs=True, advance=8 * 86_400)
        if week == 0:
            taken = {row["description"]: row for row in tenant.state["tables"]["Snapshot"]}
            [base] = [row for text, row in taken.items() if "base;" in text]
            [weekly] = [text for text in taken if "weekly;" in text]
            automatic = {"name": "weekly", "create_type": "AUTO", "description": weekly}
            tenant.control("POST", "snapshots", desktop="BIO-01", **automatic)
    rows = tenant.state["tables"]["Snapshot"]
    made = [row["create_type"] for row in rows if "weekly;" in row["description"]]
    assert base in rows and len(made) == 2 and "AUTO" in made, rows


def test_only_disks_are_put_back_that_are_written_and_data_disks_only_if_confirmed(tenant: Tenant) -> None:
    kept = {"apply_to": ["students"]}
    wanted = lab(
        group("anna"),
        snapshots={
            "baseline": {"name": "base", **kept},
            "backups": [{"name": "weekly", "disk_type": "DATA_DISKS", "max_age": "7d", "keep": 2, **kept}],
        },
        reset={"method": "snapshot", "snapshot": "base"},
    )
    for name, user in (("BIO-01", "anna"), ("BIO-02", "gone")):
        own(tenant, name, user, data_volumes=[20])
    assert not run(tenant, wanted).problem
    tenant.control("POST", "clock", finish_jobs=True)
    for name in ("BIO-01", "BIO-02"):
        tenant.control("POST", "write", desktop=name, disk="all", content="later")
    reset = {"procedure": "reset", "seats": "all"}
    stands_against(run(tenant, wanted, **reset, disk_type="ALL", confirm="bio"), "is of SYSTEM_DISK only, not of ALL")
    of_data = {"snapshot_name": "weekly", "disk_type": "DATA_DISKS"}
    stands_against(run(tenant, wanted, **reset, **of_data), "loses what is on them; that needs lab_confirm=bio")
    assert not run(tenant, wanted, **reset).problem
    assert tenant.contents("BIO-01") == ["work on BIO-01", "later"]
    assert tenant.contents("BIO-02") == ["later", "later"]
    assert not run(tenant, wanted, **reset, **of_data, confirm="bio").problem
    assert tenant.contents("BIO-01") == ["work on BIO-01", "work on BIO-01"]


def test_a_desktop_changes_hands_only_if_file_and_run_say_so(tenant: Tenant) -> None:
    staff = {"name": "staff", "desktops": [{"computer_name": "BIO-01", "user_name": "ben"}]}
    own(tenant, "BIO-01", "anna", data_volumes=[20])
    tenant.desktop("PC-1", user="ben")
    stands_against(run(tenant, lab(staff)), "BIO-01: it belongs to anna", "set reassign")
    tenant.console("unassign", "BIO-01")
    stands_against(run(tenant, lab(staff)), "BIO-01: it belonged to anna", "set reassign")
    kept = lab(staff, defaults={**BASE["defaults"], "reassign": "keep_disks"})
    stands_against(run(tenant, kept), "giving BIO-01 to other people may lose", "needs lab_confirm=bio")
    stands_against(run(tenant, kept, confirm="bio", max_disrupt="0"), "(lab_max_disrupt)")
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2
    assert not run(tenant, kept, confirm="bio").problem


def test_a_desktop_is_rebuilt_only_if_the_file_says_so(tenant: Tenant) -> None:
    own(tenant, "BIO-01", "anna")
    other = {**BASE["defaults"], "image": "win11-bio-2026.10"}
    stands_against(run(tenant, lab(group("anna"), defaults=other), confirm="bio"), "BIO-01", "rebuild")
    wanted = lab(group("anna"), defaults={**other, "rebuild": "on_change"})
    ended = run(tenant, wanted)
    assert not ended.problem and ended.plan["bill"]["rebuild"] == ["BIO-01"] == ended.plan["bill"]["disturb"]


# --- People at work


@pytest.mark.parametrize(
    ("procedure", "variables"),
    [
        ("provision", {}),
        ("power", {"action": "stop", "seats": "all"}),
        ("reset", {"seats": "all"}),
        ("teardown", {"confirm": "bio"}),
    ],
)
def test_nobody_at_work_is_disturbed(tenant: Tenant, procedure: str, variables: Mapping[str, str]) -> None:
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben")):
        own(tenant, name, user)
    tenant.session("BIO-01")
    tenant.session("BIO-02")
    tenant.session("BIO-02", "disconnect")
    wanted = lab(group("anna", "ben"), defaults={**BASE["defaults"], "product": BIG}, reset={"method": "rebuild"})
    told = ("anna is logged in", "ben has an open session")
    for way in (check, run):
        stands_against(way(tenant, wanted, procedure=procedure, **variables), *told)
    left = run(tenant, wanted, procedure=procedure, **variables, if_in_use="skip")
    assert not left.problem and not left.writes and left.skipped == {"BIO-01", "BIO-02"}
    assert tenant.state["disturbed"] == [] and len(tenant.state["sessions"]) == 2


# --- What is not the lab's


def test_nothing_is_taken_that_is_not_this_labs(tenant: Tenant) -> None:
    one_of_each(tenant, {}, "")
    wanted = lab(
        {"name": "students", "desktops": [{"computer_name": "THING"}]},
        people=roster("anna", groups=[{"name": "thing", "members": "roster"}]),
        pools=[{"name": "thing", **POOL, "authorized_objects": [{"user": "anna"}]}],
        schedules=[{"name": "thing", "task_type": "STOP", **NIGHT, "apply_to": ["lab"]}],
        scripts=[{"name": "thing", "type": "BAT", "content": "dir", "run": []}],
        policies=[{"name": "thing", "apply_to": ["lab"], "policies": {"watermark": {"watermark_enable": True}}}],
    )
    unmarked = [f"{kind} thing exists, but is not marked" for kind in KINDS if kind != "desktop"]
    stands_against(run(tenant, wanted), "THING exists, but is not marked", *unmarked, "set lab_adopt=true")
    assert not check(tenant, wanted, adopt="true").problem
    tenant.console("tag", "THING", tags=OTHERS_MARK)
    tenant.control("POST", "pools", pool="thing", fields={"tags": OTHERS_MARK})
    for kind in ("Group", "ScheduledTask", "Script", "PolicyGroup"):
        change(tenant, kind, "thing", description=OTHERS_NOTE)
    others = [f"{kind} thing belongs to the lab phy" for kind in KINDS if kind != "desktop"]
    stands_against(run(tenant, wanted, adopt="true"), "THING belongs to the lab phy", *others)


def test_what_may_be_somebody_elses_is_taken_for_neither(tenant: Tenant) -> None:
    own(tenant, "BIO-01", "anna")
    tenant.fault("missing_field", field="tags", method="GET", path="/desktops/detail$", times=99)
    for procedure in ("provision", "teardown"):
        ended = run(tenant, lab(group("anna")), procedure=procedure, confirm="bio")
        stands_against(ended, "does not tell the tags of BIO-01")


def test_whatever_a_task_says_the_mark_stays_and_is_no_difference(tenant: Tenant) -> None:
    one_of_each(tenant, {**MARK, "room": "1"}, f"Old {NOTE}")
    new = {"description": "New"}
    tasks = [
        Task("workspace_desktop", {"computer_name": "THING", "tags": {"room": "2"}, "purge_tags": True}),
        Task("workspace_user_group", {"group_name": "thing", **new}),
        Task("workspace_policy_group", {"policy_group_name": "thing", **new}),
        Task("workspace_scheduled_task", {"task_name": "thing", **new}),
        Task("workspace_script", {"name": "thing", **new}),
    ]
    for task in tasks:
        done = carry_out(tenant, task)
        assert not done.failed and done["changed"], done.brief
        unchanged(carry_out(tenant, task))
    assert tenant.desktops["THING"]["tags"] == {**MARK, "room": "2"}
    tables = tenant.state["tables"]
    rows = [*tenant.state["groups"], *tables["PolicyGroup"], *tables["ScheduledTask"], *tables["Script"]]
    assert [row["description"] for row in rows] == [f"New {NOTE}"] * 4


def test_a_run_waits_for_what_another_one_creates_or_deletes(tenant: Tenant) -> None:
    own(tenant, "BIO-02", "ben")
    tenant.job_seconds(600)
    new = {"computer_name": "BIO-01", "user_name": "anna", "tags": MARK, **BASE["defaults"]}
    for task in ({"desktops": [new]}, {"computer_name": "BIO-02", "state": "absent"}):
        begun = carry_out(tenant, Task("workspace_desktop", {**task, "wait": False}))
        assert not begun.failed, begun.brief
    tenant.control("POST", "clock", advance=200)
    for procedure in ("provision", "teardown"):
        ended = run(tenant, lab(group("anna", "ben")), procedure=procedure, confirm="bio")
        stands_against(ended, "BIO-01: being created by another run", "BIO-02: being deleted by another run")
        assert len(ended.plan["coming"]) == 2


def test_a_lab_is_not_made_in_another_project(tenant: Tenant) -> None:
    target = {"region": "ap-southeast-1", "project_name": "ap-southeast-1_teaching"}
    ended = run(tenant, lab(group("anna"), target=target), **SURE)
    stands_against(ended, "the lab bio lives in ap-southeast-1, project ap-southeast-1_teaching")
    assert not [one for one in ended.plan.requests if one["path"].startswith("/v2/")]


def test_nobody_gets_a_second_desktop(tenant: Tenant) -> None:
    own(tenant, "OLD", "ben")
    stands_against(run(tenant, lab(group("ben"))), "ben has OLD already and would get BIO-01 as a second desktop")
    other = {**group("ben"), "name": "night", "computer_name": "NIGHT-{number}"}
    stands_against(run(tenant, lab(group("ben"), other)), "ben has two seats")
    tenant.desktop("BIO-03", user="cleo", tags={})
    stands_against(run(tenant, lab(group("cleo"))), "BIO-03 exists, but is not marked as this lab's")


def test_guests_stay_in_a_group_and_what_is_off_stays_off(tenant: Tenant) -> None:
    wanted = lab(group("anna"), people=roster("anna", groups=[{"name": "bio", "members": "roster"}]))
    assert not run(tenant, wanted).problem
    tenant.desktop("PC-1", user="zoe")
    tenant.console("power", "BIO-01", status="SHUTOFF")
    joined = Task("workspace_user_group", {"group_name": "bio", "members": ["zoe"]})
    assert not carry_out(tenant, joined).failed
    again = run(tenant, wanted)
    assert not again.problem and not again.writes, again.plan["actions"]


# --- Selections


@pytest.mark.parametrize(
    ("procedure", "variables", "told"),
    [
        ("provision", {"seats": "PHY-*"}, "lab_seats (PHY-*) matches no seat"),
        ("provision", {"seats": "BIO-01,PHY-1"}, "PHY-1 matches no seat of the lab"),
        ("provision", {"seats": ","}, "lab_seats"),
        ("provision", {"only": ","}, "an empty selection never means all"),
        ("provision", {"only": "rooms"}, "lab_only names rooms"),
        ("power", {"action": "stop", "seats": "PHY-*"}, "matches no"),
        ("power", {"action": "start", "seats": ","}, "lab_seats"),
        ("power", {"action": "stop"}, "needs lab_seats; set it to all for the whole lab"),
        ("power", {"action": "restart"}, "needs lab_seats; set it to all for the whole lab"),
        ("power", {"action": "hibernate"}, "needs lab_seats; set it to all for the whole lab"),
        ("reset", {}, "needs lab_seats; set it to all for the whole lab"),
        ("reset", {"seats": "PHY-*"}, "no seat of the lab bio is meant"),
        ("reset", {"seats": "all", "snapshot_name": ","}, "an empty selection never means all"),
        ("snapshot", {"snapshot_name": "exam", "seats": "PHY-*"}, "there is nothing to take a snapshot of"),
        ("snapshot", {"snapshot_name": ","}, "an empty selection never means all"),
        ("teardown", {"confirm": "bio", "seats": "PHY-*"}, "matches no"),
        ("teardown", {"confirm": "bio", "seats": ","}, "lab_seats"),
        ("unused", {"action": "stop", "unused_days": "1", "seats": "PHY-*"}, "matches no desktop"),
        ("assist", {"action": "start", "assist_file": "x"}, "name them in lab_seats"),
        ("assist", {"action": "start", "assist_file": "x", "seats": "all"}, "name them in lab_seats"),
        ("assist", {"action": "cancel"}, "needs lab_seats; set it to all for the whole lab"),
        ("assist", {"action": "cancel", "seats": "PHY-*"}, "matches no desktop"),
    ],
)
def test_no_selection_means_all_unless_it_says_so(
    tenant: Tenant, procedure: str, variables: Mapping[str, str], told: str
) -> None:
    own(tenant, "BIO-01", "anna")
    kept = {"baseline": {"name": "base", "apply_to": ["students"]}}
    wanted = lab(group("anna"), snapshots=kept, reset={"method": "rebuild"})
    stands_against(run(tenant, wanted, procedure=procedure, **variables), told)
    assert list(tenant.desktops) == ["BIO-01"] and tenant.state["wiped"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"select_names": [], "state": "stopped"},
        {"select_names": [" "], "state": "stopped"},
        {"select_tags": {}, "state": "stopped"},
        {"select_pool": "", "state": "stopped"},
        {"select_status": [], "state": "stopped"},
        {"select_names": ["*"], "state": "absent"},
        {"select_names": ["*"], "state": "rebuilt"},
        {"select_names": ["*"], "state": "absent", "max_targets": 0},
        {"desktops": [], "state": "stopped"},
    ],
)
def test_no_selector_of_a_task_means_all_either(tenant: Tenant, arguments: Mapping[str, Any]) -> None:
    tenant.desktop("BIO-01")
    done = carry_out(tenant, Task("workspace_desktop", arguments))
    assert not done.writes and (done.failed or arguments.get("desktops") == []), done.brief


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ({"schedules": [{"name": "x", "task_type": "STOP", **NIGHT, "apply_to": []}]}, "never means all"),
        ({"snapshots": {"baseline": {"name": "base", "apply_to": []}}}, "never means all"),
        ({"seats": [group(people={"section": []})], "people": roster("anna")}, "never means all"),
        ({"seats": [group("anna"), {"name": "none", "desktops": [], "spares": 0}]}, "neither people nor spares"),
        ({"schedule": []}, "unknown key schedule; the nearest are schedules"),
        ({"seats": [group("anna", spare=1)]}, "unknown key seats[students].spare; the nearest are spares"),
        ({"seats": [group({"user_name": "anna", "mail": "a"})]}, "unknown key seats[students].people[1].mail"),
        ({"people": roster(), "seats": []}, "roster"),
        ({"exams": [{"name": "mid1"}]}, "exams[mid1].apply_to is missing"),
    ],
)
def test_no_file_is_read_as_something_else_than_it_says(sections: Mapping[str, Any], told: str) -> None:
    with pytest.raises(LabError) as error:
        load({**BASE, "seats": [group("anna")], **sections})
    assert told in str(error.value)


def test_the_playbooks_stop_where_the_plan_does(project, tmp_path, warm) -> None:
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna"))
    room.play("provision", seat="BIO-01").refused("lab_seat is no variable of the role lab; the nearest are lab_seats")
    room.play("provision", max_create="0").refused("1 desktop would be created, but the limit is 0 (lab_max_create)")
    room.own("BIO-01", "anna")
    room.play("teardown", only="pools", confirm="bio").refused("lab_only is not read here")
    room.play("teardown").refused("needs lab_confirm=bio")


# --- Limits


@pytest.mark.parametrize(
    ("limits", "variables", "told"),
    [
        ({"max_create": 1}, {}, "2 desktops would be created, but the limit is 1 (limits.max_create)"),
        ({}, {"max_create": "1"}, "2 desktops would be created, but the limit is 1 (lab_max_create)"),
        ({"max_create": 1}, {"max_create": "two"}, "lab_max_create is two, but must be a number"),
        ({"max_disrupt": 0}, {}, "1 desktop would be disturbed, but the limit is 0 (limits.max_disrupt)"),
        ({}, {"max_disrupt": "0"}, "1 desktop would be disturbed, but the limit is 0 (lab_max_disrupt)"),
        ({"max_desktops": 2}, {}, "the lab would have 3 desktops, but the limit is 2 (limits.max_desktops)"),
        ({"max_cost_per_month": 1}, {}, "a month, but the limit is 1 EUR (limits.max_cost_per_month)"),
        ({}, {"expect_plan": "0123456789ab"}, "the plan 0123456789ab was approved, but now the plan is"),
        ({}, {"quota": "2"}, "the quota general_instances is exceeded"),
    ],
)
def test_a_plan_beyond_its_limits_is_not_begun(
    tenant: Tenant, limits: Mapping[str, int], variables: dict[str, str], told: str
) -> None:
    own(tenant, "BIO-01", "anna", product=BIG)
    prices = {"currency": "EUR", "products": {PRODUCT: 0.21}, "disks": {"SAS": 0.06}}
    wanted = lab(group("anna", "ben", "cleo"), limits=dict(limits), prices=prices)
    if "quota" in variables:
        tenant.control("POST", "quotas", general_instances=2)
        variables = {}
    stands_against(run(tenant, wanted, **variables), told)


def test_what_has_no_price_is_not_free(tenant: Tenant) -> None:
    prices = {"currency": "EUR", "products": {PRODUCT: 0.21}, "disks": {"SSD": 0.06}}
    wanted = lab(group("anna"), limits={"max_cost_per_month": 9999}, prices=prices)
    stands_against(run(tenant, wanted), "not known, since these have no price: disks of type SAS")


def test_new_accounts_have_to_be_allowed_too_and_their_passwords_kept(tenant: Tenant) -> None:
    wanted = lab(people=roster("anna", "ben"), limits={"max_create": 1})
    stands_against(run(tenant, wanted), "2 users would be created, but the limit is 1 (limits.max_create)")
    by_hand = lab(people=roster("anna", active_type="ADMIN_ACTIVATE"))
    stands_against(run(tenant, by_hand), "set lab_credentials_file")


# --- Mails, and what is whose business


def test_mails_are_those_of_the_bill(tenant: Tenant) -> None:
    people = roster("anna", "ben", active_type="USER_ACTIVATE")
    wanted = lab(group(people="roster", on_leave="delete"), people=people)
    first = run(tenant, wanted)
    assert not first.problem and first.plan["bill"]["mails"] == 2
    # An address is told once, with the account.
    made = [json.dumps(one["body"]) for one in first.writes if one["path"].endswith("/desktops")]
    assert made and not [body for body in made if "@uni.example" in body], made
    mails = tenant.state["mails"]
    assert sorted(mail["to"] for mail in mails) == ["anna", "ben"], mails
    tagged = {**wanted, "defaults": {**BASE["defaults"], "tags": {"room": "1"}}}
    assert run(tenant, tagged).plan["bill"]["mails"] == 0
    tagged["people"]["roster"][1]["status"] = "left"
    assert not run(tenant, tagged, **SURE).problem
    assert "BIO-02" not in tenant.desktops and tenant.state["mails"] == mails


def test_mails_about_desktops_are_sent_only_if_the_file_says_so(tenant: Tenant) -> None:
    told = {**BASE["defaults"], "email_notification": True}
    wanted = lab(group(people="roster", on_leave="delete"), people=roster("anna", "ben"), defaults=told)
    ended = run(tenant, wanted)
    assert not ended.problem and ended.plan["bill"]["mails"] == len(tenant.state["mails"]) == 4


def test_use_is_told_without_people_unless_somebody_asks(tenant: Tenant) -> None:
    own(tenant, "BIO-01", "anna")
    own(tenant, "BIO-02", "ben")
    tenant.control("POST", "clock", advance=3 * 86_400)
    now = datetime.fromtimestamp(tenant.state["now"], timezone.utc)
    begin, end = (f"{now - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (30, 29))
    login = {"desktop": "BIO-01", "user": "zoe", "begin": begin, "end": end}
    tenant.control("POST", "past", logins=[login], power=[])
    tenant.control("POST", "sessions", desktop="BIO-02", user="zoe", action="open")
    wanted = lab(
        group("anna", "ben"), people=roster("anna", "ben"), hours={"per_week": 2, "at": {"80": "warn"}}, time_zone="UTC"
    )
    fields = ("terminal_ip", "terminal_mac", "terminal_name", "public_ip")
    terminals = {str(row[field]) for row in tenant.state["tables"]["Login"] for field in fields if row.get(field)}
    assert len(terminals) > 2
    people = {"anna", "ben", "zoe"}
    for procedure, variables, shown in (
        ("usage", {"period": "7d"}, people),
        ("usage", {"period": "7d", "format": "json"}, people),
        ("unused", {"unused_days": "1"}, {"anna"}),
        ("status", {}, {"zoe"}),
        ("assist", {}, {"zoe"}),
        ("budget", {}, {"anna", "ben"}),
    ):
        quiet = run(tenant, wanted, procedure=procedure, **variables).plan
        asked = run(tenant, wanted, procedure=procedure, **variables, show_people="true").plan
        told, named = (
            json.dumps([one["lines"], one.result.get("usage"), one.result.get("unused")]) for one in (quiet, asked)
        )
        assert not [name for name in people & shown if name in told], told
        assert "zoe" not in told and not [one for one in terminals if one in told + named]
        assert not shown or [name for name in shown if name in named], named


# --- Hours


@pytest.fixture
def spent(tenant: Tenant) -> Tenant:
    """Return a project in which Anna, Ben and Cleo have used the hours of their week; Cleo's account is nobody's, and
    somebody has locked Ben's.
    """
    for number, user in enumerate(("anna", "ben", "cleo"), 1):
        own(tenant, f"BIO-0{number}", user)
    tenant.begin_week()
    for number, user in enumerate(("anna", "ben", "cleo"), 1):
        tenant.session(f"BIO-0{number}")
        if user != "cleo":
            change(tenant, "User", user, description=NOTE)
    tenant.control("POST", "clock", advance=121 * 60)
    for number in (1, 2):
        tenant.session(f"BIO-0{number}", "close")
    change(tenant, "User", "ben", locked=True)
    return tenant


def with_hours(**more: Any) -> dict[str, Any]:
    """Return a lab that grants two hours a week."""
    people = roster("anna", "ben", "cleo", on_leave="lock")
    hours = {"per_week": 2, "at": {"100": "lock"}, **more}
    return lab(group("anna", "ben", "cleo"), people=people, hours=hours, time_zone="UTC")


def locked(tenant: Tenant) -> list[str]:
    """Return who is locked."""
    return sorted(user["user_name"] for user in tenant.state["users"] if user["locked"])


def test_only_who_was_locked_for_the_hours_is_unlocked_for_them(spent: Tenant) -> None:
    wanted = with_hours()
    stands_against(run(spent, wanted, procedure="budget", max_disrupt="0"), "(lab_max_disrupt)")
    assert not run(spent, wanted, procedure="budget").problem
    assert locked(spent) == ["anna", "ben"], "what another lab or nobody owns is not locked"
    more = run(spent, wanted, procedure="budget", extra_hours="anna=5,ben=5")
    assert not more.problem and locked(spent) == ["ben"], more.problem
    again = run(spent, with_hours(extra={"ben": 50}), procedure="budget")
    assert not again.problem and locked(spent) == ["ben"]


def test_nobody_comes_back_by_provisioning_before_the_week_is_over(spent: Tenant) -> None:
    assert not run(spent, with_hours(), procedure="budget").problem
    assert not run(spent, with_hours(), only="people").problem
    assert locked(spent) == ["anna"]


def test_whom_somebody_has_unlocked_is_not_locked_again_that_week(spent: Tenant) -> None:
    wanted = with_hours()
    assert not run(spent, wanted, procedure="budget").problem
    change(spent, "User", "anna", locked=False)
    assert not run(spent, wanted, procedure="budget").problem
    assert locked(spent) == ["ben"]


def test_a_session_ends_only_for_whose_hours_are_spent(spent: Tenant) -> None:
    spent.session("BIO-01")
    wanted = with_hours(at={"100": "log_off"}, extra={"anna": 9})
    assert not run(spent, wanted, procedure="budget").problem
    assert [one["desktop"] for one in spent.state["sessions"]] == ["BIO-01"]


def test_what_is_not_known_to_be_unused_is_left_alone(tenant: Tenant) -> None:
    own(tenant, "BIO-01", "anna")
    tenant.control("POST", "clock", advance=30 * 86_400)
    tenant.fault("status", path="/statistics/metrics/desktops", status=404, times=50)
    ended = run(tenant, lab(group("anna")), procedure="unused", action="delete", unused_days="14", **SURE)
    assert not ended.problem and not ended.writes and ended.plan["unused"]["unknown"] == ["BIO-01"]
    assert "BIO-01" in tenant.desktops


def test_no_delete_by_name_hits_another_desktop_of_that_id(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    one = {"computer_name": "BIO-02", "desktop_id": tenant.desktops["BIO-01"]["id"]}
    refused(carry_out(tenant, Task("workspace_desktop", {"desktops": [one], "state": "absent"})), "is called BIO-01")
