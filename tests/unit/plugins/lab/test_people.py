# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and groups: whose they are, who has left, and whom nobody may touch."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.people import own_accounts, plan_people

from .room import (
    MARK,
    account,
    desired_pool,
    desktop,
    found_of,
    group,
    lab_of,
    mate,
    people_of,
    planned,
    pool,
    pooled,
    user_group,
)


def lab_with(*roster, groups=(), **people):
    return lab_of(group("anna"), people=people_of(*roster, groups=list(groups), **people))


def people(lab, adopt=False, freed=(), **rows):
    return plan_people(lab, found_of(**rows), freed, adopt)


def users(plan):
    return [user["user_name"] for user in plan.users]


def gone(plan):
    return [user["user_name"] for user in plan.deleted]


def members(plan, name="students"):
    return next(group["members"] for group in plan.groups if group["group_name"] == name)


STUDENTS = {"name": "students", "members": "roster"}
LEAVERS = ("report", "lock", "delete")

# Accounts


def test_an_account_is_made_for_everybody_active():
    lab = lab_with(
        mate("anna", user_phone="+491700000001", section="A", seat="3"),
        mate("ben", status="left"),
        active_type="ADMIN_ACTIVATE",
        account_expires="2027-02-28",
    )
    assert people(lab).users == [
        {
            "user_name": "anna",
            "user_email": "anna@uni.example",
            "user_phone": "+491700000001",
            "description": MARK,
            "active_type": "ADMIN_ACTIVATE",
            "account_expires": "2027-02-28",
        }
    ]


def test_what_the_file_does_not_say_of_accounts_is_left_to_the_service():
    assert people(lab_with("anna")).users == [
        {"user_name": "anna", "user_email": "anna@uni.example", "description": MARK}
    ]


@pytest.mark.parametrize("rule", LEAVERS)
@pytest.mark.parametrize("adopt", [False, True])
@pytest.mark.parametrize("owner", [None, "physics"])
def test_accounts_of_others_are_used_but_never_changed_locked_or_deleted(rule, adopt, owner):
    lab = lab_with("anna", mate("ben", status="left"), on_leave=rule)
    rows = [account("Anna", owner, locked=True), account("ben", owner), account("zoe", owner)]
    plan = people(lab, adopt, users=rows)
    assert plan.users == plan.deleted == plan.left_over == plan.refused == []
    assert plan.borrowed == ["anna"]


def test_an_own_account_is_known_in_any_case():
    plan = people(lab_with("anna"), users=[account("ANNA")])
    assert users(plan) == ["anna"] and plan.left_over == [] and plan.borrowed == []


# Staff


@pytest.mark.parametrize("rule", LEAVERS)
@pytest.mark.parametrize("owner", [None, "bio", "physics"])
def test_staff_is_never_created_changed_locked_or_deleted(rule, owner):
    lab = lab_with("anna", staff=["Tito"], groups=[{"name": "staff", "members": "staff"}], on_leave=rule)
    plan = people(lab, users=[account("tito", owner)])
    assert users(plan) == ["anna"] and plan.deleted == [] and plan.left_over == [] and plan.borrowed == []
    assert plan.refused == [] and members(plan, "staff") == ["Tito"]


def test_staff_must_be_there():
    plan = people(lab_with("anna", staff=["tito"]), users=[account("titus", None)])
    assert plan.refused == ["people.staff: there is no user tito; the nearest are titus"]


def test_staff_is_not_deleted_with_the_lab():
    lab = lab_with("anna", staff=["TITO"])
    found = found_of(users=[account("tito"), account("anna")])
    assert own_accounts(lab, found) == ([{"user_name": "anna"}], ["tito"])


# Leavers


def test_a_leaver_is_reported_locked_or_deleted_as_the_file_says():
    rows = [account("anna"), account("ben")]
    plans = {rule: people(lab_with("anna", on_leave=rule), users=rows) for rule in LEAVERS}
    assert plans["report"].left_over == ["user ben"] and users(plans["report"]) == ["anna"]
    assert plans["lock"].users[1:] == [{"user_name": "ben", "locked": True}]
    assert gone(plans["delete"]) == ["ben"] and users(plans["delete"]) == ["anna"]
    assert plans["lock"].left_over == plans["delete"].left_over == []
    assert plans["report"].deleted == plans["lock"].deleted == []


@pytest.mark.parametrize("rule", LEAVERS)
def test_who_is_marked_as_left_has_left(rule):
    rows = [account("ben")]
    listed, unlisted = (
        people(lab_with("anna", *more, on_leave=rule), users=rows) for more in ([mate("ben", status="left")], [])
    )
    assert (listed.users, listed.deleted, listed.left_over) == (unlisted.users, unlisted.deleted, unlisted.left_over)


def test_a_locked_leaver_stays_locked_and_somebody_who_is_back_is_let_in():
    rows = [account("anna", locked=True), account("ben", locked=True)]
    plan = people(lab_with("anna", on_leave="lock"), users=rows)
    assert [(user["user_name"], user["locked"]) for user in plan.users] == [("anna", False)]
    assert plan.left_over == ["user ben (locked)"]


def test_a_lock_for_hours_is_left_over_when_the_file_has_none():
    noted = {"description": "(hours 2026-W48: locked) [workspace-lab: bio]", "locked": True}
    rows = [account("anna", **noted), account("ben", **noted)]
    lab = lab_with("anna")
    assert people(lab, users=rows).left_over == [
        "lock of user anna (made for hours; lab_budget ends it)",
        "user ben (locked)",
    ]
    assert people({**lab, "hours": {"per_week": "20"}}, users=rows).left_over == ["user ben (locked)"]


def test_leavers_come_by_name_whatever_the_order_of_the_cloud():
    rows = [account("zoe"), account("Ben"), account("cleo")]
    assert gone(people(lab_with("anna", on_leave="delete"), users=rows)) == ["Ben", "cleo", "zoe"]


@pytest.mark.parametrize("rule", ["report", "delete"])
def test_locks_are_not_touched_unless_the_file_locks(rule):
    plan = people(lab_with("anna", on_leave=rule), users=[account("anna", locked=True)])
    assert "locked" not in plan.users[0]


USES = {
    "another lab's group": ({"groups": [user_group("choir", "BEN", lab="physics")]}, "user group choir"),
    "a group of nobody": ({"groups": [user_group("choir", "ben", lab=None)]}, "user group choir"),
    "a group whose members are not known": (
        {"groups": [{"group_name": "choir", "description": ""}]},
        "user group choir",
    ),
    "another lab's pool": ({"pools": [pool("drop-in", "BEN", lab="physics")]}, "pool drop-in"),
    "a pool of which nobody knows whom it serves": (
        {"pools": [pool("drop-in", lab=None, authorized_objects=None)]},
        "pool drop-in",
    ),
    "another lab's desktop": ({"desktops": [desktop("PHY-01", "Ben", lab="physics")]}, "desktop PHY-01"),
    "a desktop of nobody": ({"desktops": [desktop("OLD", "ben", lab=None)]}, "desktop OLD"),
    "a pool's desktop": ({"desktops": [pooled("POOL-1", "ben", lab=None)]}, "desktop POOL-1"),
}


@pytest.mark.parametrize(("rows", "told"), USES.values(), ids=USES)
def test_an_account_that_anything_else_refers_to_is_neither_locked_nor_deleted(rows, told):
    for rule in ("lock", "delete"):
        plan = people(lab_with("anna", on_leave=rule), users=[account("ben")], **rows)
        assert plan.deleted == [] and users(plan) == ["anna"]
        assert plan.left_over == [f"user ben (used by {told})"]
    assert own_accounts(lab_with("anna"), found_of(users=[account("ben")], **rows)) == ([], ["ben"])


OWN_USES = {
    "pool": {"pools": [pool("drop-in", "ben")]},
    "desktop": {"desktops": [desktop("BIO-02", "ben")]},
}


@pytest.mark.parametrize("rows", OWN_USES.values(), ids=OWN_USES)
def test_what_the_lab_itself_has_for_a_leaver_stops_a_deletion_but_no_lock_and_no_teardown(rows):
    there = {"users": [account("ben")], **rows}
    plan = people(lab_with("anna", on_leave="delete"), **there)
    assert plan.deleted == [] and plan.left_over[0].startswith("user ben (used by ")
    assert users(people(lab_with("anna", on_leave="lock"), **there)) == ["anna", "ben"]
    assert own_accounts(lab_with("anna"), found_of(**there)) == ([{"user_name": "ben"}], [])


def test_the_labs_own_group_does_not_keep_a_leaver():
    lab = lab_with("anna", groups=[STUDENTS], on_leave="delete")
    plan = people(lab, users=[account("ben")], groups=[user_group("students", "anna", "ben")])
    assert gone(plan) == ["ben"] and members(plan) == ["anna"]


def test_a_group_in_a_pool_is_nobody_of_that_name():
    row = pool("drop-in", authorized_objects=[{"object_type": "USER_GROUP", "object_name": "ben"}])
    assert gone(people(lab_with("anna", on_leave="delete"), users=[account("ben")], pools=[row])) == ["ben"]


def test_a_desktop_that_is_taken_away_does_not_count():
    there = {"users": [account("ben")], "desktops": [desktop("BIO-02", "ben")]}
    assert gone(people(lab_with("anna", on_leave="delete"), freed=["bio-02"], **there)) == ["ben"]


NAMED = {
    "member": {"people": people_of("anna", groups=[{"name": "tutors", "members": ["BEN"]}], on_leave="delete")},
    "single seat": {"seats": [{"name": "staff", "desktops": [{"computer_name": "T1", "user_name": "Ben"}]}]},
    "shared seat": {
        "seats": [{"name": "staff", "desktops": [{"computer_name": "T1", "users": [{"user_name": "ben"}]}]}]
    },
    "seat": {"seats": [group("ben")]},
    "pool": {"pools": [desired_pool(authorized_objects=[{"user": "ben"}])]},
}


@pytest.mark.parametrize("sections", NAMED.values(), ids=NAMED)
def test_whom_the_file_itself_names_has_not_left(sections):
    sections = {"seats": [group("anna")], "people": people_of("anna", on_leave="delete"), **sections}
    lab = lab_of(*sections.pop("seats"), **sections)
    plan = people(lab, users=[account("ben")])
    assert plan.deleted == plan.left_over == [] and users(plan) == ["anna"]


def test_without_a_roster_nobody_leaves():
    lab = lab_of(group("anna"))
    plan = people(lab, users=[account("ben")])
    assert plan.users == plan.deleted == [] and plan.left_over == ["user ben"]


# A leaver's account and their seat


def leaver(seat_rule="delete", run=None, defaults=None, **fields):
    lab = lab_of(
        group("anna", on_leave=seat_rule), people=people_of("anna", on_leave="delete"), defaults=defaults or {}
    )
    rows = [desktop("BIO-01", "anna"), desktop("BIO-02", "ben", **fields)]
    return planned(lab, run, users=[account("anna"), account("ben")], desktops=rows)["people"]


@pytest.mark.parametrize("rule", ["unassign", "delete"])
def test_the_account_goes_with_the_seat(rule):
    assert leaver(rule)["deleted"] == [{"user_name": "ben"}]


@pytest.mark.parametrize(
    ("seat_rule", "run", "fields"),
    [
        ("report", {}, {}),
        ("delete", {"only": "people"}, {}),
        ("delete", {"only": "people,seats", "seats": "BIO-01"}, {}),
        ("delete", {}, {"login_status": "CONNECTED"}),
        ("unassign", {}, {"login_status": "DISCONNECTED"}),
        ("unassign", {}, {"login_status": "NOT_TOLD"}),
    ],
    ids=[
        "the seat is kept",
        "the run is not about seats",
        "the run is about other seats",
        "logged in",
        "session open",
        "who is there is not told",
    ],
)
def test_the_account_stays_as_long_as_the_seat_does(seat_rule, run, fields):
    plan = leaver(seat_rule, run, **fields)
    assert plan["deleted"] == [] and "user ben (used by desktop BIO-02)" in plan["left_over"]


def test_a_run_that_disturbs_everybody_frees_the_seat_of_somebody_who_is_logged_in():
    plan = leaver(defaults={"if_in_use": "force"}, login_status="CONNECTED")
    assert plan["deleted"] == [{"user_name": "ben"}]


# Groups


def test_a_group_has_its_members_and_the_mark():
    groups = [{**STUDENTS, "description": "Biology 101"}, {"name": "a", "members": {"section": ["A"]}}]
    plan = people(lab_with(mate("anna", section="A"), "ben", mate("cleo", status="left"), groups=groups))
    assert plan.groups == [
        {"group_name": "students", "description": f"Biology 101 {MARK}", "members": ["anna", "ben"]},
        {"group_name": "a", "description": MARK, "members": ["anna"]},
    ]


def test_guests_stay_and_whoever_has_left_goes():
    lab = lab_with("anna", mate("cleo", status="left"), staff=["tito"], groups=[STUDENTS])
    rows = [account("guest", None), account("friend", "physics"), account("ben"), account("cleo", None)]
    there = user_group("students", "ben", "cleo", "friend", "guest", "unknown", "Anna", "tito")
    plan = people(lab, users=[*rows, account("tito")], groups=[there])
    assert members(plan) == ["anna", "friend", "guest", "tito", "unknown"]


def test_guests_go_where_the_file_says_so():
    lab = lab_with("anna", groups=[{**STUDENTS, "purge_members": True}])
    assert members(people(lab, groups=[user_group("students", "guest")])) == ["anna"]


def test_somebody_who_moves_to_another_section_leaves_its_group():
    lab = lab_with(
        mate("anna", section="B"), mate("ben", section="A"), groups=[{"name": "a", "members": {"section": "A"}}]
    )
    assert members(people(lab, groups=[user_group("a", "anna", "ben")]), "a") == ["ben"]


def test_a_member_must_be_somebody():
    lab = lab_with("anna", mate("ben", status="left"), groups=[{"name": "tutors", "members": ["ANNA", "ben", "titus"]}])
    plan = people(lab, users=[account("tito", None)])
    there = "people.groups[tutors]: there is no user %s, neither in the lab file nor in the cloud%s"
    assert plan.refused == [there % ("ben", ""), there % ("titus", "; the nearest are tito")]


def test_only_active_people_are_members_however_they_are_written():
    given = [{"user_name": " anna "}, {"user_name": "ben", "status": "Left"}, {"user_name": "cleo", "status": "Active"}]
    lab = lab_with("anna", "cleo", groups=[{"name": "tutors", "members": given}])
    assert members(people(lab), "tutors") == ["anna", "cleo"]


def test_a_group_without_the_mark_is_refused_unless_adopted():
    lab = lab_with("anna", groups=[STUDENTS])
    rows = [user_group("students", lab=None)]
    assert people(lab, groups=rows).refused == [
        "user group students exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's"
    ]
    assert people(lab, adopt=True, groups=rows).refused == []


def test_a_group_of_another_lab_is_always_refused():
    lab = lab_with("anna", groups=[STUDENTS])
    for rows in (
        [user_group("students", lab="physics")],
        [user_group("students"), user_group("students", lab="physics")],
    ):
        for adopt in (False, True):
            assert people(lab, adopt, groups=rows).refused == ["user group students belongs to the lab physics"]


def test_groups_that_the_file_does_not_name_are_reported():
    rows = [user_group("students"), user_group("old"), user_group("choir", lab=None), user_group("x", lab="physics")]
    plan = people(lab_with("anna", groups=[STUDENTS]), groups=rows)
    assert plan.owned_groups == [{"group_name": "students"}, {"group_name": "old"}]
    assert plan.left_over == ["user group old"]


# Whatever the list and the cloud are like

NAMES = [f"user{number}" for number in range(6)]
rosters = st.lists(st.sampled_from(NAMES), unique=True, min_size=1)
clouds = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([None, "bio", "physics"]))


@settings(max_examples=60)
@given(rosters, clouds, st.sampled_from(LEAVERS), st.data())
def test_only_own_accounts_are_ever_touched_and_the_order_does_not_matter(roster, cloud, rule, data):
    rows = [account(name, lab) for name, lab in cloud.items()]
    plan = people(lab_with(*roster, on_leave=rule), users=rows)
    touched = {*users(plan), *gone(plan)}
    assert all(cloud.get(name, "bio") == "bio" for name in touched)
    assert set(roster) == {name for name in touched if name in roster} | set(plan.borrowed)
    assert not set(gone(plan)) & set(roster)
    other = people(lab_with(*roster, on_leave=rule), users=data.draw(st.permutations(rows)))
    assert other == plan


def test_an_account_that_is_locked_for_its_hours_is_not_unlocked_as_that_of_somebody_who_is_back():
    lab = lab_of(group("anna"), people=people_of("anna", on_leave="lock"))
    spent = account("anna", locked=True, description=f"(hours 2026-W48: locked) {MARK}")
    assert "locked" not in plan_people(lab, found_of(users=[spent])).users[0]
    back = account("anna", locked=True)
    assert plan_people(lab, found_of(users=[back])).users[0]["locked"] is False
