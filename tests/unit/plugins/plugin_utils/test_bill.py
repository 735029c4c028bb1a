# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan comes to, and when it must not be carried out."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.filter.lab_bill import lab_bill
from ansible_collections.huaweicloud.workspace.plugins.filter.lab_plan import lab_plan
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.bill import (
    bill_of_materials,
    objections,
    plan_id,
)
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.found import Found

from .room import IMAGE, PRODUCT, desktop, freed, group, lab_of, seats

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


def wanted_of(lab, *rows):
    return lab_plan(lab, {"desktops": list(rows)})


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
    anew = bill_of(lab, [action("delete", "BIO-01"), create("BIO-01", "anna")], *rows)
    assert anew["total"] == 2 and anew["delete"] == anew["create"] == ["BIO-01"] and anew["change"] == []


def test_disks_that_the_file_does_not_name_are_kept():
    lab = lab_of(group("anna"))
    bill = bill_of(lab, [], desktop("BIO-01", "anna", data_volumes=[{"type": "SSD", "size": 50}]))
    assert bill["disks"] == {"SAS": 80, "SSD": 50}


def test_a_selection_does_not_make_the_lab_smaller():
    lab = lab_of(group("anna", "ben", "cleo"), limits={"max_desktops": 2})
    rows = [desktop(f"BIO-{number:02d}", user) for number, user in enumerate(("anna", "ben", "cleo"), 1)]
    wanted = lab_plan(lab, {"desktops": rows}, seats="BIO-01")
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
        "desktops that no STOP schedule covers: 2",
        "left over (reported, never removed): OLD",
    ]


def test_seats_that_somebody_else_had_are_announced():
    lab = lab_of(group("anna", numbers={"first": 1, "last": 1}))
    lines = bill_of(lab, [action("attach", "BIO-01")], freed("BIO-01"))["lines"]
    assert "had by somebody else before, with what is left on the disks: BIO-01" in lines


def test_sizes_that_nobody_asked_for_are_not_shown():
    lines = bill_of(lab_of(group("anna")), [], desktop("BIO-01", "anna"), products=[], quotas=[])["lines"]
    assert f"product {PRODUCT}: 1 desktop" in lines


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
    anew = [action("delete", "BIO-01"), create("BIO-01"), action("stop", "BIO-01")]
    told = objected(lab, anew, [desktop("BIO-01", "anna")])
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


# The filter


def test_the_filter_adds_up_the_results_of_all_tasks():
    lab = lab_of(group("anna", "ben"))
    planned = [
        {"actions": [create("BIO-01", "anna")], "results": [{"target": "BIO-01", "state": "planned"}]},
        {"actions": [], "results": [{"target": "BIO-02", "state": "skipped", "reason": "ben is logged in"}]},
        {"skipped": True},
    ]
    bill = lab_bill({"desktops": planned}, lab, wanted_of(lab), {}, run={"max_create": "0"})
    assert bill["create"] == ["BIO-01"] and bill["skipped"][0]["target"] == "BIO-02"
    assert bill["objections"] == ["1 desktop would be created, but the limit is 0 (lab_max_create)"]
