# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktops are the lab's, what happens to those nobody wants, and what is refused."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.seats import (
    SeatPlan,
    chosen,
    groups,
    owned,
    policy,
    tasks,
)

from .room import account, desktop, freed, group, lab_of, mate, people_of, planned, pooled, seated, seats

SINGLES = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}


def names(rows):
    return [row["computer_name"] for row in rows]


# Ownership


def test_a_desktop_without_the_mark_is_refused_unless_adopted():
    lab = lab_of(SINGLES)
    row = desktop("bio-t1", "tito", lab=None)
    assert seats(lab, row).refused == [
        "BIO-T1 exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's"
    ]
    assert seats(lab, row, adopt=True).refused == []


def test_a_desktop_with_another_labs_mark_is_always_refused():
    row = desktop("BIO-T1", lab="physics")
    for adopt in (False, True):
        assert seats(lab_of(SINGLES), row, adopt=adopt).refused == ["BIO-T1 belongs to the lab physics"]


def test_marks_are_compared_with_case():
    assert seats(lab_of(SINGLES), desktop("BIO-T1", lab="Bio")).refused == ["BIO-T1 belongs to the lab Bio"]


def test_people_keep_the_seats_that_are_adopted():
    lab = lab_of(group("anna", "ben"))
    rows = [desktop("BIO-05", "anna", lab=None), desktop("BIO-02", "zoe", lab=None)]
    plan = seats(lab, *rows, adopt=True)
    assert plan.refused == [] and seated(plan) == {"anna": "BIO-05", "ben": "BIO-01"}
    assert seats(lab, *rows).refused[0].startswith("BIO-05 exists")


def test_foreign_desktops_are_neither_wanted_nor_left_over():
    plan = seats(lab_of(group("anna")), desktop("BIO-07", "zoe", lab=None), desktop("X-1", lab="physics"))
    assert names(plan.wanted) == ["BIO-01"]
    assert plan.leaving == plan.left_over == plan.refused == []


def test_every_wanted_desktop_carries_the_mark_beside_its_tags():
    lab = lab_of(group("anna", tags={"room": "1"}), defaults={"tags": {"department": "biology", "room": "0"}})
    assert seats(lab).wanted[0]["tags"] == {"department": "biology", "room": "1", "workspace-lab": "bio"}


def test_owned_are_the_marked_desktops_and_no_others():
    lab = lab_of(group("anna"))
    rows = [desktop("BIO-02"), desktop("BIO-01"), desktop("BIO-03", lab=None), desktop("BIO-04", lab="physics")]
    assert owned(lab, rows, None) == [
        {"computer_name": "BIO-01", "desktop_id": "id-bio-01"},
        {"computer_name": "BIO-02", "desktop_id": "id-bio-02"},
    ]
    assert names(owned(lab, rows, ["BIO-[02:04]"])) == ["BIO-02"]
    assert owned(lab, rows, []) == []


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "BIO 7", "-BIO", "B" * 16, "", "BIO_7"])
def test_a_desktop_with_a_name_that_no_new_one_could_have_is_known_by_its_id(name):
    odd = desktop(name, desktop_id="an-id")
    assert {"desktop_id": "an-id"} in owned(lab_of(group("anna")), [desktop("BIO-01"), odd], None)


def test_desktops_of_one_name_are_known_by_their_ids():
    rows = [desktop("BIO-01", desktop_id="first"), desktop("bio-01", desktop_id="second"), desktop("BIO-02")]
    assert owned(lab_of(group("anna")), rows, None) == [
        {"desktop_id": "first"},
        {"computer_name": "BIO-02", "desktop_id": "id-bio-02"},
        {"desktop_id": "second"},
    ]


# Desktops of pools


@pytest.mark.parametrize("lab", ["bio", None, "physics"])
def test_a_pools_desktop_is_neither_owned_nor_left_over_nor_anybodys_seat(lab):
    rows = [pooled("POOL-1", lab=lab), pooled("BIO-02", "anna", lab=lab)]
    plan = seats(lab_of(group("anna", on_leave="delete")), *rows)
    assert seated(plan) == {"anna": "BIO-01"} and plan.refused == []
    assert plan.left_over == plan.leaving == []
    assert owned(lab_of(group("anna")), rows, None) == owned(lab_of(group("anna")), rows, ["*"]) == []


@pytest.mark.parametrize("lab", ["bio", None, "physics"])
@pytest.mark.parametrize("adopt", [False, True])
def test_a_pools_desktop_never_becomes_a_seat(lab, adopt):
    row = pooled("bio-01", lab=lab)
    told = "BIO-01 is the name of a pool's desktop, which is nobody's seat"
    assert seats(lab_of(group("anna")), row, adopt=adopt).refused == [told]


# The names of groups of seats


def test_groups_are_told_with_and_without_what_nobody_wants_any_more():
    lab = lab_of(
        group("anna", spares=1, on_leave="delete"),
        {"name": "staff", "desktops": [{"computer_name": "T1"}]},
        group("dora", name="guests", computer_name="G-{number}", on_leave="unassign"),
    )
    rows = [desktop("bio-07", "ben"), freed("G-5"), desktop("G-6", "yves"), desktop("OLD"), desktop("BIO-09", lab=None)]
    plan = seats(lab, *rows, desktop("BIO-10"), desktop("BIO-11"))
    now = {"students": ["BIO-01", "BIO-10"], "staff": ["T1"], "guests": ["G-1"]}
    assert groups(lab, plan) == now
    assert groups(lab, plan, kept=True) == {
        **now,
        "students": [*now["students"], "BIO-11"],
        "guests": ["G-1", "G-5", "G-6"],
        "lab": ["OLD"],
    }


def test_seats_asked_for_on_the_roster_are_numbers_or_names():
    roster = [mate("anna", seat="007"), mate("ben", seat="bio-03"), mate("cleo"), mate("dora", seat="1", status="left")]
    lab = lab_of(group(people="roster"), people=people_of(*roster))
    assert seated(seats(lab)) == {"anna": "BIO-07", "ben": "BIO-03", "cleo": "BIO-01"}


def test_addresses_of_the_roster_are_for_accounts_only():
    lab = lab_of(group(people="roster"), people=people_of(mate("anna", user_phone="+491700000001", section="A")))
    item = seats(lab).wanted[0]
    assert not {"user_email", "user_phone", "section", "line", "status"} & set(item)


# Who has left


def leaving(on_leave, *rows, people=("anna",), **changes):
    return seats(lab_of(group(*people, on_leave=on_leave, **changes)), desktop("BIO-01", "anna"), *rows)


def test_a_leaver_is_reported_unassigned_or_deleted_as_the_file_says():
    row = desktop("BIO-02", "ben")
    assert names(leaving("report", row).left_over) == ["BIO-02"]
    assert leaving("report", row).leaving == []
    for rule in ("unassign", "delete"):
        plan = leaving(rule, row)
        assert plan.left_over == []
        assert plan.leaving == [
            {"computer_name": "BIO-02", "desktop_id": "id-bio-02", "users": "ben", "on_leave": rule}
        ]


def test_a_seat_that_was_unassigned_stays():
    plan = leaving("unassign", freed("BIO-02"))
    assert plan.leaving == [] and names(plan.left_over) == ["BIO-02"]


@pytest.mark.parametrize("rule", ["report", "unassign", "delete"])
@pytest.mark.parametrize(
    "row",
    [
        desktop("BIO-09"),
        desktop("BIO-21", "ben"),
        desktop("BIO-1", "ben"),
        desktop("OLD-01", "ben"),
    ],
    ids=["surplus spare", "beyond the numbers", "other digits", "other name"],
)
def test_only_the_seat_of_a_leaver_is_touched(rule, row):
    plan = leaving(rule, row)
    assert plan.leaving == [] and names(plan.left_over) == [row["computer_name"]]


@pytest.mark.parametrize("rule", ["unassign", "delete"])
def test_the_old_seat_of_somebody_who_moves_is_not_that_of_a_leaver(rule):
    plan = leaving(rule, people=[{"user_name": "anna", "seat": "BIO-05"}])
    assert plan.leaving == []
    assert plan.refused == ["anna has BIO-01 already and would get BIO-05 as a second desktop"]


def test_groups_that_share_a_pattern_have_each_its_own_rule():
    first = group("anna", on_leave="delete", numbers={"first": 1, "last": 9})
    second = group("ben", name="guests", on_leave="unassign", numbers={"first": 10, "last": 19})
    plan = seats(lab_of(first, second), desktop("BIO-02", "cleo"), desktop("BIO-11", "dora"))
    assert {row["computer_name"]: row["on_leave"] for row in plan.leaving} == {"BIO-02": "delete", "BIO-11": "unassign"}


def test_somebody_may_move_to_another_group_if_the_file_says_what_becomes_of_the_old_seat():
    rows = [desktop("BIO-01", "anna"), desktop("BIO-02", "ben")]
    staff = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "ben"}]}
    assert seats(lab_of(group("anna"), staff), *rows).refused == [
        "ben has BIO-02 already and would get BIO-T1 as a second desktop"
    ]
    plan = seats(lab_of(group("anna", on_leave="unassign"), staff), *rows)
    assert plan.refused == [] and names(plan.leaving) == ["BIO-02"]


# Two desktops


def test_nobody_is_listed_twice():
    assert "anna has two seats" in seats(lab_of(group("anna", "anna"))).refused
    assert "Anna has two seats" in seats(lab_of(group("anna", "Anna"))).refused
    twice = [{"computer_name": name, "user_name": "tito"} for name in ("BIO-T1", "BIO-T2")]
    assert seats(lab_of({"name": "staff", "desktops": twice})).refused == ["tito has two seats"]


def test_no_name_is_given_twice():
    twice = [{"computer_name": "BIO-T1"}, {"computer_name": "bio-t1"}]
    assert seats(lab_of({"name": "staff", "desktops": twice})).refused == ["two seats are called bio-t1"]


def test_a_second_desktop_of_the_lab_is_refused():
    assert seats(lab_of(SINGLES), desktop("BIO-T9", "Tito")).refused == [
        "tito has BIO-T9 already and would get BIO-T1 as a second desktop"
    ]


def test_a_desktop_that_is_given_away_or_emptied_does_not_count():
    staff = {
        "name": "staff",
        "desktops": [
            {"computer_name": "BIO-T1", "user_name": "tito"},
            {"computer_name": "BIO-T2", "user_name": "mia"},
            {"computer_name": "BIO-T3", "user_name": ""},
            {"computer_name": "BIO-T4", "user_name": "rosa"},
        ],
    }
    assert seats(lab_of(staff), desktop("BIO-T2", "tito"), desktop("BIO-T3", "rosa")).refused == []


def test_a_shared_desktop_does_not_count():
    shared = {"computer_name": "BIO-S", "users": [{"user_name": "tito"}, {"user_name": "mia"}]}
    lab = lab_of({"name": "staff", "desktops": [shared, {"computer_name": "BIO-T1", "user_name": "tito"}]})
    assert seats(lab, desktop("BIO-S", "tito", "mia")).refused == []


# Spares


def test_spares_need_numbers():
    assert seats(lab_of(group("anna", spares=2, numbers={"first": 1, "last": 2}))).refused == [
        "seats[students]: the numbers 1 to 2 leave no room for 2 spares"
    ]


def test_a_group_may_be_nothing_but_spares():
    plan = seats(lab_of(group(people=None, spares=2)))
    assert plan.spares == names(plan.wanted) == ["BIO-01", "BIO-02"]
    assert all("user_name" not in item for item in plan.wanted)


def test_spares_pass_over_freed_desktops():
    plan = seats(lab_of(group("anna", spares=2)), freed("BIO-02"), desktop("BIO-05"))
    assert plan.spares == ["BIO-05", "BIO-03"] and names(plan.left_over) == ["BIO-02"]


# Selecting


def test_a_selection_is_about_the_seats_it_names_only():
    rows = [desktop("BIO-02", "zoe"), desktop("OLD", "yves")]
    plan = seats(lab_of(group("anna", "ben", spares=1, on_leave="delete")), *rows)
    part = chosen(plan, ["bio-01", "BIO-[04:09]"])
    assert names(part.wanted) == ["BIO-01", "BIO-04"] and part.spares == ["BIO-04"] and part.leaving == []
    assert part.left_over == plan.left_over and part.refused == []
    assert names(chosen(plan, ["BIO-02"]).leaving) == ["BIO-02"]
    assert chosen(plan, None) is plan


@pytest.mark.parametrize("selection", [["PHY-*"], ["BIO"], []])
def test_a_selection_that_matches_nothing_is_refused_and_never_means_all(selection):
    part = chosen(seats(lab_of(group("anna"))), selection)
    assert part.wanted == [] and tasks(part) == {}
    assert part.refused == [f"lab_seats ({', '.join(selection)}) matches no seat"]


# Tasks


def test_tasks_are_one_call_a_state_leavers_first():
    staff = {
        "name": "staff",
        "power": "started",
        "desktops": [{"computer_name": "T1"}, {"computer_name": "T2", "power": "stopped"}],
    }
    guests = group("dora", name="guests", computer_name="G-{number}", on_leave="delete")
    lab = lab_of(group("anna", on_leave="unassign"), guests, staff)
    calls = tasks(seats(lab, desktop("BIO-02", "ben"), desktop("G-2", "yves")))
    assert [(state, names(items)) for state, items in calls.items()] == [
        ("stopped", ["BIO-02", "T2"]),
        ("absent", ["G-2"]),
        ("present", ["BIO-01", "G-1"]),
        ("started", ["T1"]),
    ]
    assert calls["stopped"][0] == {"computer_name": "BIO-02", "desktop_id": "id-bio-02", "user_name": ""}
    assert calls["absent"][0] == {"computer_name": "G-2", "desktop_id": "id-g-2"}
    assert all("seat" not in item and "state" not in item for items in calls.values() for item in items)


def test_addresses_go_to_the_service():
    person = {"user_name": "anna", "user_email": "anna@uni.example", "user_phone": "+491700000001"}
    plan = seats(lab_of(group(person)))
    assert plan.wanted[0]["user_email"] == "anna@uni.example" and plan.wanted[0]["user_phone"] == "+491700000001"


def test_nearer_options_win():
    lab = lab_of(
        {
            "name": "staff",
            "product": "seat",
            "desktops": [{"computer_name": "T1", "product": "own"}, {"computer_name": "T2"}],
        },
        group("anna", {"user_name": "ben", "user_group": "administrators"}),
        defaults={"product": "default", "image": "image", "user_group": "users"},
    )
    products = {item["computer_name"]: item["product"] for item in seats(lab).wanted}
    assert products == {"T1": "own", "T2": "seat", "BIO-01": "default", "BIO-02": "default"}
    groups = {item["computer_name"]: item["user_group"] for item in seats(lab).wanted}
    assert groups == {"T1": "users", "T2": "users", "BIO-01": "users", "BIO-02": "administrators"}


def test_the_policy_is_what_defaults_say_of_it():
    lab = lab_of(SINGLES, defaults={"if_in_use": "skip", "rebuild": "never", "product": "p"})
    assert policy(lab) == {"if_in_use": "skip", "rebuild": "never"}


def test_the_order_is_that_of_the_file():
    later = {"name": "later", "desktops": [{"computer_name": "Z"}]}
    assert names(seats(lab_of(group("anna"), later)).wanted) == ["BIO-01", "Z"]


def test_a_plan_survives_being_plain_data():
    plan = seats(lab_of(group("anna", spares=1)), desktop("OLD"))
    assert SeatPlan.from_dict({**plan.as_dict(), "tasks": []}) == plan


# Run variables


def test_what_is_wrong_with_run_variables_is_among_the_refusals():
    lab = lab_of(group("anna"))
    assert planned(lab, {"adopt": "maybe"})["refused"] == ["lab_adopt is maybe, but must be true or false"]
    seating = planned(lab, {"seats": "BIO-[09:01]"})
    assert seating["refused"] == ['lab_seats: the range in "BIO-[09:01]" runs backwards']
    assert seating["seats"]["tasks"] == {} and seating["seats"]["owned"] == []


@pytest.mark.parametrize("blank", [None, "", "  ", "all", "ALL"])
def test_a_blank_selection_means_all(blank):
    assert names(planned(lab_of(group("anna")), {"seats": blank})["seats"]["wanted"]) == ["BIO-01"]


@pytest.mark.parametrize("empty", [",", " , ", []])
def test_an_empty_selection_is_refused(empty):
    seating = planned(lab_of(group("anna")), {"seats": empty}, desktops=[desktop("BIO-02")])
    assert seating["seats"]["wanted"] == seating["seats"]["owned"] == [] and "matches no seat" in seating["refused"][0]


@pytest.mark.parametrize(
    ("given", "adopting"), [("", False), (None, False), ("false", False), ("yes", True), (True, True)]
)
def test_answers_of_surveys_are_read(given, adopting):
    rows = {"desktops": [desktop("BIO-T1", lab=None)], "users": [account("tito", None)]}
    refused = planned(lab_of(SINGLES), {"adopt": given}, **rows)["refused"]
    assert (refused == []) is adopting
