# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan adds up to, and when it must not be carried out."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.bill import (
    bill_of_copies,
    bill_of_materials,
    objections,
    plan_id,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.found import Found

from .room import (
    IMAGE,
    PRODUCT,
    account,
    desired_pool,
    desired_task,
    desktop,
    freed,
    group,
    lab_of,
    people_of,
    planned,
    pool,
    pooled,
    seats,
    task,
)

BIG = "workspace.g1.xlarge.windows"
PRODUCTS = [
    {"product_id": PRODUCT, "vcpus": 2, "memory_gb": 4},
    {"product_id": BIG, "vcpus": 4, "memory_gb": 16, "is_gpu": True},
]
QUOTAS = [
    {"type": kind, "quota": 100, "used": 10, "free": 90}
    for kind in ("general_instances", "gpu_instances", "cores", "Memory", "volumes", "volume_gigabytes", "eip")
]


def create(name, *users):
    fields = {"state": {"before": "absent", "after": "present"}}
    if users:
        fields["users"] = {"before": None, "after": list(users)}
    return {"verb": "create", "target": name, "fields": fields}


def action(verb, name):
    return {"verb": verb, "target": name, "fields": {}}


def run_of(script, desktop):
    return {"verb": "execute", "target": desktop, "fields": {"scripts": {"before": None, "after": [script]}}}


def wanted_of(lab, *rows):
    return planned(lab, desktops=list(rows))


def bill_of(lab, actions, *rows, skipped=(), products=None, quotas=None):
    products = PRODUCTS if products is None else products
    quotas = QUOTAS if quotas is None else quotas
    planned = {"desktops": [{"actions": actions, "results": skipped}]}
    return bill_of_materials(lab, wanted_of(lab, *rows), planned, Found(desktops=rows), products, quotas)


def needs(bill):
    return {row["type"]: row["needed"] for row in bill["quotas"]}


# The bill


def test_an_empty_project_needs_everything():
    staff = {
        "name": "staff",
        "product": BIG,
        "desktops": [{"computer_name": "T1", "root_volume": {"type": "SSD", "size": 120}}],
    }
    lab = lab_of(group("anna", "ben", spares=1, data_volumes=[{"type": "SAS", "size": 20}]), staff)
    wanted = seats(lab).wanted
    bill = bill_of(lab, [create(item["computer_name"]) for item in wanted])
    assert bill["create"] == ["BIO-01", "BIO-02", "BIO-03", "T1"] and bill["total"] == 4
    assert bill["products"] == [
        {"product": PRODUCT, "count": 3, "vcpus": 6, "memory_gb": 12},
        {"product": BIG, "count": 1, "vcpus": 4, "memory_gb": 16},
    ]
    assert bill["disks"] == {"SAS": 300, "SSD": 120}
    assert bill["spares"] == ["BIO-03"] and len(bill["uncovered"]) == 4
    assert needs(bill) == {
        "general_instances": 3,
        "gpu_instances": 1,
        "cores": 10,
        "Memory": 28,
        "volumes": 7,
        "volume_gigabytes": 420,
    }


@pytest.mark.parametrize("product", [BIG, {"vcpus": 4}], ids=["its ID", "requirements"])
def test_a_copy_of_a_desktop_needs_its_disks_and_what_the_file_says_of_the_rest(product):
    disks = [{"type": "SSD", "size": 500}, {"type": "SAS", "size": 30}]
    old = {**desktop("BIO-01", "anna"), "product_id": BIG, "root_volume": disks[0], "data_volumes": [disks[1]]}
    rows = [old, desktop("BIO-02"), desktop("X", lab=None)]
    lab = lab_of(group("anna"))
    own = {"product": product, "root_volume": {"type": "SAS", "size": 80}}
    copy = {"computer_name": "BIO-03", "copy_data_from": "BIO-01", **own}
    bill = bill_of_copies(lab, wanted_of(lab, *rows), [copy], Found(desktops=rows), PRODUCTS, QUOTAS)
    assert bill["create"] == ["BIO-03"] and bill["most"] == 3
    assert needs(bill) == {
        "general_instances": 0,
        "gpu_instances": 1,
        "cores": 4,
        "Memory": 16,
        "volumes": 2,
        "volume_gigabytes": 110,
    }


def test_a_built_lab_needs_nothing():
    lab = lab_of(group("anna", "ben"))
    bill = bill_of(lab, [], desktop("BIO-01", "anna"), desktop("BIO-02", "ben"), desktop("X", lab=None))
    assert bill["total"] == 2 and set(needs(bill).values()) == {0}
    assert bill["lines"][0].endswith("create 0, change 0, disturb 0, delete 0, skip 0; 2 desktops in all")


def test_what_is_there_already_is_not_needed_once_more():
    lab = lab_of(group("anna", "ben", product=BIG))
    actions = [action("resize", "BIO-01"), create("BIO-02", "ben")]
    bill = bill_of(lab, actions, desktop("BIO-01", "anna"))
    assert bill["change"] == bill["disturb"] == ["BIO-01"]
    assert needs(bill)["gpu_instances"] == 2 and "general_instances" not in needs(bill)
    assert needs(bill)["cores"] == 6 and needs(bill)["volumes"] == 1


def test_deleting_makes_room_and_recreating_does_not_count_twice():
    lab = lab_of(group("anna", on_leave="delete"))
    rows = [desktop("BIO-01", "anna"), desktop("BIO-02", "zoe")]
    bill = bill_of(lab, [action("delete", "BIO-02")], *rows)
    assert bill["total"] == 1 and bill["delete"] == ["BIO-02"]
    recreated = bill_of(lab, [action("delete", "BIO-01"), create("BIO-01", "anna")], *rows)
    assert (
        recreated["total"] == 2
        and recreated["delete"] == recreated["create"] == ["BIO-01"]
        and recreated["change"] == []
    )


def test_disks_that_the_file_does_not_name_are_kept():
    lab = lab_of(group("anna"))
    bill = bill_of(lab, [], desktop("BIO-01", "anna", data_volumes=[{"type": "SSD", "size": 50}]))
    assert bill["disks"] == {"SAS": 80, "SSD": 50}


def test_a_selection_does_not_make_the_lab_smaller():
    lab = lab_of(group("anna", "ben", "cleo"), limits={"max_desktops": 2})
    rows = [desktop(f"BIO-{number:02d}", user) for number, user in enumerate(("anna", "ben", "cleo"), 1)]
    wanted = planned(lab, {"seats": "BIO-01"}, desktops=rows)
    bill = bill_of_materials(lab, wanted, {}, Found(desktops=rows), PRODUCTS, QUOTAS)
    assert bill["total"] == 3
    assert objections(lab, bill, {}) == ["the lab would have 3 desktops, but the limit is 2 (limits.max_desktops)"]


def test_mails_are_counted_for_people_only_and_only_if_asked_for():
    actions = [create("BIO-01", "anna"), create("BIO-02"), action("delete", "BIO-03"), action("delete", "BIO-04")]
    rows = [desktop("BIO-03", "zoe"), freed("BIO-04")]
    assert bill_of(lab_of(group("anna")), actions, *rows)["mails"] == 0
    asked = lab_of(group("anna"), defaults={"email_notification": True, "product": PRODUCT, "image": IMAGE})
    assert bill_of(asked, actions, *rows)["mails"] == 2


def test_the_bill_can_be_read():
    lab = lab_of(group("anna", spares=1), defaults={"product": PRODUCT, "root_volume": {"type": "SAS", "size": 80}})
    skipped = [{"target": "BIO-01", "state": "skipped", "reason": "anna is logged in"}]
    rows = [desktop("BIO-01", "anna"), desktop("OLD")]
    lines = bill_of(lab, [create("BIO-02"), action("tag", "BIO-01")], *rows, skipped=skipped)["lines"]
    assert lines[1:] == [
        "create: BIO-02",
        "change: BIO-01",
        "skip: BIO-01 (anna is logged in)",
        f"product {PRODUCT}: 3 desktops, 6 vCPU, 12 GB memory",
        "disks: SAS 240 GB",
        "spares: BIO-02",
        "quota general_instances: 1 needed, 10 used, 90 free",
        "quota cores: 2 needed, 10 used, 90 free",
        "quota Memory: 4 needed, 10 used, 90 free",
        "quota volumes: 1 needed, 10 used, 90 free",
        "quota volume_gigabytes: 80 needed, 10 used, 90 free",
        "mails that will be sent: 0",
        "desktops that no STOP schedule covers: 3 (BIO-01, BIO-02, OLD)",
        "left over (reported, never removed): OLD",
    ]


HAND_OVER = {
    "verb": "attach",
    "target": "BIO-01",
    "fields": {
        "users": {"before": [], "after": ["anna"]},
        "system_disk": {"before": "as it is", "after": "may be cleared"},
    },
}


def test_seats_that_change_hands_are_announced_as_a_loss():
    lab = lab_of(group("anna", numbers={"first": 1, "last": 1}))
    bill = bill_of(lab, [HAND_OVER], freed("BIO-01"))
    assert (bill["hand_over"], bill["disturb"]) == (["BIO-01"], ["BIO-01"])
    assert "given to other people, which may lose what is on the disks: BIO-01" in bill["lines"]
    back = bill_of(lab, [{**HAND_OVER, "fields": {"users": HAND_OVER["fields"]["users"]}}], freed("BIO-01"))
    assert (back["hand_over"], back["disturb"]) == ([], [])


def test_sizes_that_nobody_asked_for_are_not_shown():
    lines = bill_of(lab_of(group("anna")), [], desktop("BIO-01", "anna"), products=[], quotas=[])["lines"]
    assert f"product {PRODUCT}: 1 desktop" in lines


# Beside seats


def course(**sections):
    return lab_of(group("anna"), pools=[desired_pool()], **sections)


PLENTY = [{**row, "free": 90_000} for row in QUOTAS]


def whole_bill(lab, actions, rows=None, run=None, quotas=None):
    """Return the bill of what is planned, by kind, and of what there is."""
    there = rows or {}
    results = {kind: [{"actions": some, "results": []}] for kind, some in actions.items()}
    wanted = planned(lab, run, **there)
    return bill_of_materials(lab, wanted, results, Found(**there), PRODUCTS, quotas or PLENTY)


def sized(verb, before, after, name="drop-in", **fields):
    size = {"size": {"before": before, "after": after}}
    return {"verb": verb, "target": name, "fields": {**size, **fields}}


def shrunk(before, after, *names):
    return sized("shrink", before, after, desktops={"before": list(names), "after": []})


ANNA = {"desktops": [desktop("BIO-01", "anna")]}


def test_a_plan_of_hundreds_of_desktops_fits_on_a_screen():
    names = [f"BIO-{number:03d}" for number in range(1, 201)]
    people = [f"student{number:03d}" for number in range(1, 201)]
    desktops = [*map(create, names, people)]
    others = {"users": people, "snapshots": names}
    actions = {
        "desktops": desktops,
        **{kind: [action("create", name) for name in some] for kind, some in others.items()},
    }
    lines = whole_bill(lab_of(group(*people)), actions)["lines"]
    assert lines[1:5] == [
        "also: users create 200; snapshots create 200",
        "create: BIO-[001:200]",
        "users: create student[001:200]",
        "snapshots: create BIO-[001:200]",
    ]
    assert len(lines) < 24 and all(len(line) < 120 for line in lines)


def test_desktops_that_are_skipped_for_the_same_reason_share_a_line():
    reasons = [*["it is in ERROR"] * 6, "anna is logged in"]
    skipped = [
        {"target": f"BIO-{number}", "state": "skipped", "reason": reason} for number, reason in enumerate(reasons, 1)
    ]
    told = [line for line in bill_of(course(), [], skipped=skipped)["lines"] if line.startswith("skip: ")]
    assert told == ["skip: BIO-[1:6] (it is in ERROR)", "skip: BIO-7 (anna is logged in)"]


def test_what_the_service_does_to_work_in_pools_is_told():
    scaled = {"enable_autoscale": True, "autoscale_policy": {"autoscale_type": "AUTO_CREATED", "max_auto_created": 5}}
    pools = [
        desired_pool("short", type="DYNAMIC", disconnected_retention_period=60),
        desired_pool("there", type="DYNAMIC", **scaled),
        desired_pool("kept"),
    ]
    lab = lab_of(group("anna"), pools=pools)
    rows = [pool("there", type="DYNAMIC", disconnected_retention_period=90)]
    assert [line for line in whole_bill(lab, {}, {"pools": rows})["lines"] if line.startswith("pool ")] == [
        "pool short: a desktop is reset 60 minutes after its user has disconnected",
        "pool there: a desktop is reset 90 minutes after its user has disconnected",
        "pool there: desktops that are idle for long are deleted by autoscaling",
    ]


def test_the_desktops_of_a_new_pool_are_needed_and_counted():
    bill = whole_bill(course(), {"pools": [sized("create", None, 5)], "desktops": [create("BIO-01", "anna")]})
    assert bill["total"] == 6 and bill["pool_growth"] == 5 and bill["create"] == ["BIO-01"]
    assert bill["products"] == [{"product": PRODUCT, "count": 6, "vcpus": 12, "memory_gb": 24}]
    assert bill["disks"] == {"SAS": 480}
    assert needs(bill) == {
        "general_instances": 6,
        "cores": 12,
        "Memory": 24,
        "volumes": 6,
        "volume_gigabytes": 480,
    }
    assert "create in pools: 5 desktops" in bill["lines"] and "pools: create drop-in" in bill["lines"]


def test_a_large_pool_is_created_and_then_expanded():
    lab = lab_of(group("anna"), pools=[desired_pool(size=150)])
    bill = whole_bill(lab, {"pools": [sized("create", None, 100), sized("expand", 100, 150)]}, ANNA)
    assert bill["pool_growth"] == 150 and needs(bill)["general_instances"] == 150


def test_the_desktops_of_a_pool_that_is_there_need_nothing():
    rows = {**ANNA, "pools": [pool("drop-in", desktop_count=5)]}
    bill = whole_bill(course(), {}, rows)
    assert bill["total"] == 6 and bill["pool_growth"] == 0 and set(needs(bill).values()) == {0}
    grown = whole_bill(course(), {"pools": [sized("expand", 3, 5)]}, {**ANNA, "pools": [pool("drop-in")]})
    assert grown["total"] == 6 and needs(grown)["general_instances"] == 2


def test_a_pool_that_gets_another_product_needs_more():
    lab = lab_of(group("anna"), pools=[desired_pool(product=BIG, data_volumes=[{"type": "SSD", "size": 10}])])
    bill = whole_bill(lab, {"pools": [action("resize", "drop-in")]}, {**ANNA, "pools": [pool("drop-in")]})
    assert needs(bill)["cores"] == 3 * 2 and needs(bill)["gpu_instances"] == 3
    assert needs(bill)["volumes"] == 3 and bill["disks"] == {"SAS": 4 * 80, "SSD": 30}


def test_the_pools_of_others_are_nothing_to_the_bill():
    rows = {**ANNA, "pools": [pool("other", lab="physics"), pool("free", lab=None), pool("old")]}
    bill = whole_bill(lab_of(group("anna")), {}, rows)
    assert bill["total"] == bill["most"] == 4 and set(needs(bill).values()) == {0}


def test_desktops_of_pools_are_counted_with_their_pool_only():
    rows = {"desktops": [*ANNA["desktops"], pooled("P-1"), pooled("P-2")], "pools": [pool("drop-in")]}
    assert whole_bill(course(), {}, rows)["total"] == 4


@pytest.mark.parametrize("run", [{"only": "seats"}, {"only": "people"}, {"seats": "BIO-01"}, {}])
def test_a_run_about_other_sections_does_not_make_the_pools_smaller(run):
    lab = course(limits={"max_desktops": 5})
    bill = whole_bill(lab, {}, {**ANNA, "pools": [pool("drop-in", desktop_count=5)]}, run)
    assert bill["total"] == bill["most"] == 6
    assert objections(lab, bill, {}) == ["the lab would have 6 desktops, but the limit is 5 (limits.max_desktops)"]


def test_the_most_that_the_lab_may_grow_to_is_told_and_limited():
    auto = {"enable_autoscale": True, "autoscale_policy": {"max_auto_created": 10}}
    lab = lab_of(group("anna"), pools=[desired_pool(**auto)], limits={"max_desktops": 15})
    bill = whole_bill(lab, {"pools": [sized("create", None, 5)]}, ANNA)
    assert bill["total"] == 6 and bill["most"] == 16
    assert "the most that the lab may grow to, with its pools: 16 desktops" in bill["lines"]
    assert objections(lab, bill, {}) == ["the lab would have 16 desktops, but the limit is 15 (limits.max_desktops)"]


def test_what_happens_to_other_things_is_told_by_kind():
    lab = course(people=people_of("anna", "ben", groups=[{"name": "students", "members": "roster"}]))
    actions = {
        "users": [create("anna"), create("ben"), action("lock", "cleo"), action("delete", "dora")],
        "groups": [action("add_members", "students")],
        "pools": [action("update", "drop-in")],
        "policies": [action("add_targets", "bio")],
        "schedules": [create("night"), action("update", "morning")],
        "snapshots": [create("BIO-01")],
        "scripts": [create("apps")],
        "script_runs": [run_of("apps", "BIO-01"), run_of("apps", "BIO-02")],
    }
    bill = whole_bill(
        lab, actions, {**ANNA, "pools": [pool("drop-in")], "users": [account("zoe"), account("ben", None)]}
    )
    assert bill["lines"][1:10] == [
        "also: users create 2, lock 1, delete 1; user groups add members 1; pools update 1; policy groups add targets "
        "1; scheduled tasks create 1, update 1; snapshots create 1; scripts create 1; script runs execute 2",
        "users: create anna, ben; lock cleo; delete dora",
        "user groups: add members students",
        "pools: update drop-in",
        "policy groups: add targets bio",
        "scheduled tasks: create night; update morning",
        "snapshots: create BIO-01",
        "scripts: create apps",
        "script runs: execute apps on BIO-01, apps on BIO-02",
    ]
    assert bill["create"] == bill["delete"] == []
    assert bill["sections"] == {
        "desktops": False,
        **dict.fromkeys(
            ("users", "groups", "pools", "policies", "schedules", "snapshots", "scripts", "script_runs"), True
        ),
    }
    assert "accounts made by others, used as they are: ben" in bill["lines"]
    assert "left over (reported, never removed): user zoe" in bill["lines"]


def test_nothing_planned_is_nothing_told():
    bill = whole_bill(course(), {"users": [], "groups": []}, {**ANNA, "pools": [pool("drop-in")]})
    assert bill["others"] == {} and set(bill["sections"].values()) == {False}
    assert not [line for line in bill["lines"] if line.startswith(("users", "user groups", "pools:"))]


def test_snapshots_are_counted_as_long_as_they_are_kept():
    backups = [
        {"name": "weekly", "disk_type": "DATA_DISKS", "apply_to": ["students"], "max_age": "7d", "keep": 4},
        {"name": "daily", "apply_to": ["students"], "max_age": "1d"},
    ]
    kept = {"baseline": {"name": "base", "apply_to": ["students"]}, "backups": backups}
    bill = whole_bill(lab_of(group("anna", "ben"), snapshots=kept), {})
    assert bill["snapshots"] == {"base": 2, "weekly": 8, "daily": None}
    assert "snapshots kept at most: base 2, weekly 8, daily no bound" in bill["lines"]


@pytest.mark.parametrize(
    ("people", "created", "mails"),
    [
        (people_of("anna", "ben"), ["anna", "Ben"], 2),
        (people_of("anna", "ben"), ["ben"], 1),
        (people_of("anna", "ben"), [], 0),
        (people_of("anna", "ben", active_type="USER_ACTIVATE"), ["anna"], 1),
        (people_of("anna", "ben", active_type="ADMIN_ACTIVATE"), ["anna"], 0),
    ],
)
def test_accounts_that_people_activate_are_told_of_by_mail(people, created, mails):
    bill = whole_bill(lab_of(group("anna"), people=people), {"users": [create(name) for name in created]})
    assert bill["mails"] == mails and f"mails that will be sent: {mails}" in bill["lines"]


@pytest.mark.parametrize(
    ("schedules", "uncovered", "pools"),
    [
        ([], ["BIO-01", "T1"], ["drop-in"]),
        ([desired_task()], [], []),
        ([desired_task(apply_to=["students"])], ["T1"], ["drop-in"]),
        ([desired_task(apply_to=["staff", "drop-in"], task_type="HIBERNATE")], ["BIO-01"], []),
        ([desired_task(task_type="START")], ["BIO-01", "T1"], ["drop-in"]),
        ([desired_task(enable=False)], ["BIO-01", "T1"], ["drop-in"]),
    ],
)
def test_what_runs_all_night_is_told(schedules, uncovered, pools):
    staff = {"name": "staff", "desktops": [{"computer_name": "T1"}]}
    lab = lab_of(group("anna"), staff, pools=[desired_pool()], schedules=schedules)
    bill = whole_bill(lab, {})
    assert (bill["uncovered"], bill["uncovered_pools"]) == (uncovered, pools)
    names = f" ({', '.join(uncovered)})" if uncovered else ""
    assert f"desktops that no STOP schedule covers: {len(uncovered)}{names}" in bill["lines"]
    told = [line for line in bill["lines"] if line.startswith("pools that no STOP schedule covers")]
    assert told == (["pools that no STOP schedule covers: drop-in"] if pools else [])


def test_what_each_schedule_does_to_how_many_is_told():
    start = desired_task("morning", task_type="START")
    tasks = [desired_task(), start, {**start, "name": "all", "spares": True}, desired_task("off", enable=False)]
    lab = lab_of(group("anna", spares=1), pools=[desired_pool()], schedules=tasks)
    rows = {"desktops": [desktop("BIO-01", "anna"), desktop("OLD", "zoe")], "pools": [pool("drop-in")]}
    for run in ({}, {"only": "people"}):
        lines = whole_bill(lab, {"pools": [sized("expand", 3, 5)]}, rows, run)["lines"]
        assert [line for line in lines if line.startswith("schedule ")] == [
            "schedule night stops 8 desktops, 5 of them in pools",
            "schedule morning starts 6 desktops, 5 of them in pools; not those that nobody has: BIO-02",
            "schedule all starts 7 desktops, 5 of them in pools",
            "schedule off (paused) stops 8 desktops, 5 of them in pools",
        ]


# Its ID


def test_the_id_is_that_of_the_actions():
    one, two = create("BIO-01", "anna"), action("tag", "BIO-02")
    assert plan_id([one, two]) == plan_id([{key: one[key] for key in sorted(one)}, dict(two)])
    assert len({plan_id(actions) for actions in ([], [one], [two], [one, two], [two, one])}) == 5
    assert len(plan_id([])) == 12


def test_the_id_does_not_depend_on_what_the_bill_was_made_with():
    lab = lab_of(group("anna"))
    assert (
        bill_of(lab, [create("BIO-01")])["plan_id"]
        == bill_of(lab, [create("BIO-01")], products=[], quotas=[])["plan_id"]
    )


KINDS = ("desktops", "users", "groups", "pools", "schedules", "snapshots")


@pytest.mark.parametrize("kind", KINDS)
def test_the_id_is_about_everything_that_is_planned(kind):
    ids = {whole_bill(course(), {kind: some})["plan_id"] for some in ([], [create("a")], [create("b")])}
    assert len(ids) == 3


def test_equal_plans_have_equal_ids_whatever_the_lab_and_the_cloud_are_like():
    actions = {"users": [create("zoe")], "desktops": [create("BIO-01")]}
    reordered = {"desktops": [create("BIO-01")], "users": [create("zoe")], "pools": []}
    ids = {
        whole_bill(course(), actions)["plan_id"],
        whole_bill(course(), reordered)["plan_id"],
        whole_bill(lab_of(group("anna")), actions, ANNA)["plan_id"],
        whole_bill(course(people=people_of("anna")), actions, {"users": [account("anna")]})["plan_id"],
    }
    assert len(ids) == 1


# Objections


def objected(lab=None, actions=(), rows=(), quotas=QUOTAS, **run):
    lab = lab or lab_of(group("anna"))
    return objections(lab, bill_of(lab, list(actions), *rows, quotas=quotas), run)


CREATED = [create("BIO-01"), create("BIO-02")]


def test_a_plan_within_its_limits_is_carried_out():
    assert objected(actions=CREATED) == []
    assert objected(lab_of(group("anna"), limits={"max_create": 2, "max_desktops": 1, "max_disrupt": 0}), CREATED) == []


@pytest.mark.parametrize(
    ("limits", "run", "told"),
    [
        ({"max_create": 1}, {}, "2 desktops would be created, but the limit is 1 (limits.max_create)"),
        ({"max_create": 5}, {"max_create": "1"}, "2 desktops would be created, but the limit is 1 (lab_max_create)"),
        ({}, {"max_create": 0}, "2 desktops would be created, but the limit is 0 (lab_max_create)"),
        ({}, {"max_create": "many"}, "lab_max_create is many, but must be a number"),
        ({}, {"max_disrupt": "-1"}, "lab_max_disrupt is -1, but must be a number"),
    ],
)
def test_limits_of_the_file_and_of_the_run(limits, run, told):
    assert objected(lab_of(group("anna"), limits=limits), CREATED, **run) == [told]


def test_a_run_may_go_beyond_the_file_when_it_says_so():
    lab = lab_of(group("anna"), limits={"max_create": 1})
    assert objected(lab, CREATED, max_create="2") == []
    assert objected(lab, CREATED, max_create=" ") != []


def test_disturbing_is_limited():
    lab = lab_of(group("anna"), limits={"max_disrupt": 1})
    assert objected(lab, [action("resize", "BIO-01"), action("rebuild", "BIO-01"), action("tag", "BIO-02")]) == []
    assert objected(lab, [action("resize", "BIO-01"), action("stop", "BIO-02")]) == [
        "2 desktops would be disturbed, but the limit is 1 (limits.max_disrupt)"
    ]


def test_nobody_is_disturbed_by_what_is_done_to_a_new_desktop():
    lab = lab_of(group("anna"), limits={"max_disrupt": 0})
    assert objected(lab, [create("BIO-01"), action("stop", "BIO-01")]) == []
    recreated = [action("delete", "BIO-01"), create("BIO-01"), action("stop", "BIO-01")]
    told = objected(lab, recreated, [desktop("BIO-01", "anna")])
    assert told[0] == "1 desktop would be disturbed, but the limit is 0 (limits.max_disrupt)"


def test_nothing_is_deleted_unless_the_run_allows_and_confirms_it():
    actions = [action("delete", "BIO-02")]
    told = "1 desktop would be deleted, but the limit is 0 (lab_max_delete)"
    unconfirmed = "deleting BIO-02 needs lab_confirm=bio"
    assert objected(actions=actions) == [told, unconfirmed]
    assert objected(actions=actions, check=True) == [told]
    assert objected(actions=actions, max_delete="1") == [unconfirmed]
    assert objected(actions=actions, max_delete="1", confirm="physics") == [unconfirmed]
    assert objected(actions=actions, max_delete="1", confirm="bio") == []


def test_no_seat_changes_hands_unless_the_run_confirms_it():
    unconfirmed = "giving BIO-01 to other people may lose what is on the disks, which needs lab_confirm=bio"
    assert objected(actions=[HAND_OVER]) == [unconfirmed]
    assert objected(actions=[HAND_OVER], confirm="physics") == [unconfirmed]
    assert objected(actions=[HAND_OVER], check=True) == []
    assert objected(actions=[HAND_OVER], confirm="bio") == []


def test_a_recreated_desktop_is_a_deleted_one():
    assert len(objected(actions=[action("delete", "BIO-01"), create("BIO-01")])) == 2


def test_a_quota_that_is_exceeded_stops_the_run():
    quotas = [{"type": "general_instances", "used": 9, "free": 0}, {"type": "cores", "used": 9, "free": None}]
    assert objected(actions=[create("BIO-01")], quotas=quotas) == [
        "the quota general_instances is exceeded: 1 needed, 0 free"
    ]


def test_an_approved_plan_is_the_one_carried_out():
    actual = plan_id(CREATED)
    assert objected(actions=CREATED, expect_plan=actual) == objected(actions=CREATED, expect_plan=" ") == []
    assert objected(actions=CREATED, expect_plan="000000000000") == [
        f"the plan 000000000000 was approved, but now the plan is {actual}; look at it and approve it again"
    ]


ROSTER = lab_of(group("anna"), people=people_of("anna", active_type="ADMIN_ACTIVATE"), limits={"max_create": 1})


def objections_to(actions, lab=None, rows=None, **run):
    lab = lab or course()
    return objections(lab, whole_bill(lab, actions, rows), run)


def test_accounts_are_limited_like_desktops_but_not_together_with_them():
    actions = {"users": [create("anna")], "desktops": [create("BIO-01")]}
    file = "passwords.csv"
    assert objections_to(actions, ROSTER, credentials_file=file) == []
    two = {**actions, "users": [create("anna"), create("ben")]}
    assert objections_to(two, ROSTER, credentials_file=file) == [
        "2 users would be created, but the limit is 1 (limits.max_create)"
    ]
    assert objections_to(two, ROSTER, credentials_file=file, max_create="2") == []
    assert objections_to(actions, ROSTER, credentials_file=file, max_create="0") == [
        "1 desktop would be created, but the limit is 0 (lab_max_create)",
        "1 user would be created, but the limit is 0 (lab_max_create)",
    ]
    assert objections_to(two, ROSTER, credentials_file=file, max_create="some") == [
        "lab_max_create is some, but must be a number"
    ]


def test_first_passwords_need_a_file_to_be_written_to():
    actions = {"users": [create("anna")]}
    told = "new accounts get a first password: set lab_credentials_file to the file that is to hold them"
    assert objections_to(actions, ROSTER) == objections_to(actions, ROSTER, credentials_file=" ") == [told]
    assert objections_to(actions, ROSTER, check=True) == []
    assert objections_to({"users": [action("update", "anna")]}, ROSTER) == []
    assert objections_to(actions, lab_of(group("anna"), people=people_of("anna"))) == []


def test_accounts_are_deleted_only_if_the_run_allows_and_confirms_it():
    actions = {"users": [action("delete", "ben"), action("delete", "cleo")], "desktops": [action("delete", "BIO-02")]}
    told = "1 desktop and 2 users would be deleted, but the limit is 0 (lab_max_delete)"
    unconfirmed = "deleting BIO-02, ben, cleo needs lab_confirm=bio"
    assert objections_to(actions) == [told, unconfirmed]
    assert objections_to(actions, check=True) == [told]
    assert objections_to(actions, max_delete="2", confirm="bio") == [told.replace("is 0", "is 2")]
    assert objections_to(actions, max_delete="3", confirm="bio102") == [unconfirmed]
    assert objections_to(actions, max_delete="3", confirm="bio") == []
    only_users = {"users": [action("delete", "ben")]}
    assert objections_to(only_users, confirm="bio") == [
        "0 desktops and 1 user would be deleted, but the limit is 0 (lab_max_delete)"
    ]


def test_desktops_of_pools_are_created_within_the_limit():
    lab = course(limits={"max_create": 5})
    pools = {"pools": [sized("create", None, 5)]}
    assert objections_to(pools, lab, ANNA) == []
    assert objections_to({**pools, "desktops": [create("BIO-01")]}, lab) == [
        "6 desktops would be created, but the limit is 5 (limits.max_create)"
    ]


def test_a_pool_shrinks_only_if_the_run_allows_and_confirms_it():
    actions = {"pools": [shrunk(3, 1, "P-1", "P-2")]}
    rows = {**ANNA, "pools": [pool("drop-in")]}
    told = "2 desktops would be deleted, but the limit is 0 (lab_max_delete)"
    unconfirmed = "deleting P-1, P-2 needs lab_confirm=bio"
    assert objections_to(actions, rows=rows) == [told, unconfirmed]
    assert objections_to(actions, rows=rows, max_delete="2") == [unconfirmed]
    assert objections_to(actions, rows=rows, max_delete="2", confirm="bio") == []
    bill = whole_bill(course(), actions, rows)
    assert bill["total"] == 2 and "delete in pools: P-1, P-2" in bill["lines"]


def test_one_pool_that_grows_does_not_hide_another_that_shrinks():
    lab = lab_of(group("anna"), pools=[desired_pool(), desired_pool("other")], limits={"max_create": 1})
    actions = {"pools": [shrunk(3, 1, "P-1", "P-2"), sized("expand", 3, 5, "other")]}
    rows = {**ANNA, "pools": [pool("drop-in"), pool("other")]}
    assert objections_to(actions, lab, rows, confirm="bio") == [
        "2 desktops would be created, but the limit is 1 (limits.max_create)",
        "2 desktops would be deleted, but the limit is 0 (lab_max_delete)",
    ]


@pytest.mark.parametrize(
    ("verb", "fields", "disturbed"),
    [
        ("resize", {}, 3),
        ("rebuild", {"handle_type": "FOR_EXPAND_AND_IDLE"}, 3),
        ("rebuild", {"handle_type": "ONLY_FOR_EXPAND"}, 0),
        ("stop", {"handle_type": "ONLY_FOR_EXPAND"}, 3),
        ("update", {}, 0),
        ("authorize", {}, 0),
    ],
)
def test_desktops_of_pools_are_disturbed_within_the_limit(verb, fields, disturbed):
    lab = lab_of(group("anna"), pools=[desired_pool(**fields)], limits={"max_disrupt": 2})
    rows = {**ANNA, "pools": [pool("drop-in")]}
    told = ["3 desktops would be disturbed, but the limit is 2 (limits.max_disrupt)"] if disturbed else []
    assert objections_to({"pools": [action(verb, "drop-in")]}, lab, rows) == told


def test_a_pool_that_is_too_large_for_the_quota_stops_the_run():
    quotas = [{"type": "general_instances", "quota": 5, "used": 1, "free": 4}]
    told = "the quota general_instances is exceeded: 5 needed, 4 free"
    for size, objected_to in ((4, []), (5, [told])):
        bill = whole_bill(course(), {"pools": [sized("create", None, size)]}, ANNA, quotas=quotas)
        assert objections(course(), bill, {}) == objected_to


def test_the_results_of_all_tasks_are_added_up():
    lab = lab_of(group("anna", "ben"))
    outcomes = [
        {"actions": [create("BIO-01", "anna")], "results": [{"target": "BIO-01", "state": "planned"}]},
        {"actions": [], "results": [{"target": "BIO-02", "state": "skipped", "reason": "ben is logged in"}]},
        {"skipped": True},
    ]
    bill = bill_of_materials(lab, wanted_of(lab), {"desktops": outcomes}, Found(), [], [])
    assert bill["create"] == ["BIO-01"] and bill["skipped"][0]["target"] == "BIO-02"
    assert objections(lab, bill, {"max_create": "0"}) == [
        "1 desktop would be created, but the limit is 0 (lab_max_create)"
    ]


def test_a_rebuild_is_told_by_name():
    bill = bill_of(lab_of(group("anna")), [action("rebuild", "BIO-01")], desktop("BIO-01", "anna"))
    assert "rebuild, which loses what is on the system disk: BIO-01" in bill["lines"]
    assert bill["disturb"] == ["BIO-01"]


def test_what_else_loses_what_is_on_disks_is_told_by_name():
    restored = {**action("restore", "BIO-01"), "fields": {"system_disk": {"before": "as it is", "after": "as in base"}}}
    outcomes = {
        "desktops": [{"actions": [action("remove_volume", "BIO-02"), action("delete", "BIO-03")]}],
        "pools": [{"actions": [action("rebuild", "drop-in")]}],
        "snapshots": [{"actions": [restored]}],
    }
    lab = lab_of(group("anna"))
    bill = bill_of_materials(lab, wanted_of(lab), outcomes, Found(), [], [])
    assert bill["losses"] == {
        "remove volume, which loses what is on the data disks": ["BIO-02"],
        "rebuild, which loses what is on the system disk": ["drop-in"],
        "restore, which loses what is on the system disk": ["BIO-01"],
    }
    assert set(bill["lines"]) >= {f"{what}: {', '.join(names)}" for what, names in bill["losses"].items()}


# Costs

PRICES = {"currency": "EUR", "products": {PRODUCT: "0.20"}, "disks": {"SAS": "0.05"}, "eip": "0.01"}
WEEKLY = {"scheduled_type": "WEEK", "week_list": ["mon", "tue"]}
HOURS = [
    desired_task("morning", task_type="START", **WEEKLY, scheduled_time="08:00", apply_to=["students"]),
    desired_task("night", **WEEKLY, scheduled_time="20:00"),
]


def costs_of(lab, actions=(), *rows, **found):
    wanted = planned(lab, desktops=list(rows), **found)
    by_kind = {"desktops": [{"actions": list(actions), "results": ()}]}
    return bill_of_materials(lab, wanted, by_kind, Found(desktops=rows, **found), PRODUCTS, PLENTY)


def test_a_lab_without_prices_tells_no_costs():
    bill = bill_of(lab_of(group("anna")), [])
    assert bill["cost"] is None and not [line for line in bill["lines"] if "cost" in line]


def test_costs_before_and_after_a_plan():
    lab = lab_of(group("anna", "ben"), prices=PRICES)
    bill = costs_of(lab, [create("BIO-02", "ben")], desktop("BIO-01", "anna"), desktop("X", lab=None))
    assert bill["cost"]["per_month"] == {"before": 150.0, "after": 300.0, "most": 300.0}
    assert bill["cost"]["products"] == {PRODUCT: 292.0} and bill["cost"]["disks"] == {"SAS": 8.0}
    assert "cost of a month: 300.00 EUR (before 150.00 EUR)" in bill["lines"]
    assert bill["cost"]["running"] == ["2 desktops run all the time (no STOP or HIBERNATE schedule)"]


def test_costs_of_what_goes_and_of_what_is_left_over():
    lab = lab_of(group("anna", on_leave="delete"), prices=PRICES)
    rows = [desktop("BIO-01", "anna"), desktop("BIO-02", "ben"), desktop("OLD")]
    cost = costs_of(lab, [action("delete", "BIO-02")], *rows)["cost"]
    assert cost["per_month"] == {"before": 450.0, "after": 300.0, "most": 300.0}


def test_the_schedules_that_there_will_be_decide_how_long_desktops_run():
    lab = lab_of(group("anna"), schedules=HOURS, prices=PRICES)
    bill = costs_of(lab, [], desktop("BIO-01", "anna"))
    assert bill["cost"]["per_month"]["before"] == 150.0
    assert bill["cost"]["per_month"]["after"] == round(0.2 * 730 * 24 / 168 + 4, 2)
    assert bill["cost"]["running"] == ["1 desktop runs 24 hours a week, by the schedules"]
    paused = [task(one["name"], task_type=one["task_type"], enable=False) for one in HOURS]
    assert costs_of(lab, [], desktop("BIO-01", "anna"), schedules=paused)["cost"]["per_month"]["after"] == 150.0


def test_addresses_cost_when_they_are_bound_and_when_they_are_ordered():
    lab = lab_of(group("anna", "ben", eip={"type": "5_bgp"}), prices=PRICES)
    bound = [{"attached_desktop_id": "id-bio-01"}, {"attached_desktop_id": None}]
    cost = costs_of(lab, [create("BIO-02", "ben")], desktop("BIO-01", "anna"), addresses=bound)["cost"]
    assert cost["addresses"] == 14.6 and cost["per_month"] == {"before": 157.3, "after": 314.6, "most": 314.6}
    untold = costs_of(lab, [], desktop("BIO-01", "anna"), addresses=None)["cost"]
    assert untold["not_counted"] == ["public addresses, which the service does not tell"]


def test_pools_cost_by_their_size_and_by_what_they_may_grow_to():
    auto = {"enable_autoscale": True, "autoscale_policy": {"max_auto_created": 1}}
    lab = lab_of(
        pools=[desired_pool(size=2, **auto)], prices=PRICES, schedules=HOURS[1:], limits={"max_cost_per_month": 200}
    )
    bill = whole_bill(lab, {"pools": [sized("create", None, 2)]}, {})
    assert bill["cost"]["per_month"]["before"] == 0.0
    # It is stopped with the whole lab, and nothing starts it again.
    assert bill["cost"]["per_month"]["after"] == 8.0 and bill["cost"]["per_month"]["most"] == 12.0
    assert objections(lab, bill, {}) == []


@pytest.mark.parametrize(
    ("limit", "prices", "told"),
    [
        (300, PRICES, []),
        (
            "299.99",
            PRICES,
            ["the lab would cost 300.00 EUR a month, but the limit is 299.99 EUR (limits.max_cost_per_month)"],
        ),
        (
            1000,
            {**PRICES, "products": {}},
            [
                f"the cost of the lab is not known, since these have no price: product {PRODUCT} (2 desktops); the "
                "limit is 1000 EUR (limits.max_cost_per_month)"
            ],
        ),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_the_lab_costs_is_limited_also_when_it_cannot_be_told(limit, prices, told, check):
    lab = lab_of(group("anna", "ben"), prices=prices, limits={"max_cost_per_month": limit})
    bill = costs_of(lab, CREATED)
    assert objections(lab, bill, {"check": check}) == told


def test_what_has_no_price_is_told():
    lab = lab_of(group("anna", product=BIG), prices={**PRICES, "disks": {}})
    bill = costs_of(lab, [create("BIO-01")])
    assert (
        f"not counted, because it has no price: product {BIG} (1 desktop), disks of type SAS (80 GB)" in bill["lines"]
    )
    assert "cost of a month: 0.00 EUR (before 0.00 EUR), without what is not counted" in bill["lines"]
