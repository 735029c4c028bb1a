# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a whole lab: what a run is about, what it refuses, and that nobody notices what others do."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.bill import bill_of_materials
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

from .room import (
    COURSE,
    MARK,
    account,
    built,
    desired_policies,
    desired_pool,
    desired_script,
    desired_task,
    desktop,
    found_of,
    group,
    lab_of,
    mate,
    people_of,
    planned,
    pool,
    pooled,
    script,
    seated,
    seats,
    task,
    user_group,
)

SECTIONS = ("people", "seats", "pools", "policies", "schedules", "snapshots", "scripts")


def whole(**sections):
    """Return a lab that has all sections."""
    everything = {
        "people": people_of("anna", "ben", groups=[{"name": "students", "members": "roster"}], on_leave="delete"),
        "pools": [desired_pool()],
        "policies": [desired_policies()],
        "schedules": [desired_task()],
        "snapshots": {"baseline": {"name": "base", "apply_to": ["students"]}},
        "scripts": [desired_script()],
        **sections,
    }
    return lab_of(group(people="roster"), **everything)


def wanted(plan):
    """Return which sections want anything."""
    found = {
        "people": plan["people"]["users"] or plan["people"]["groups"] or plan["people"]["deleted"],
        "seats": plan["seats"]["tasks"],
        "pools": plan["pools"]["pools"],
        "policies": plan["policies"]["groups"],
        "schedules": plan["schedules"]["schedules"],
        "snapshots": plan["snapshots"],
        "scripts": plan["scripts"]["scripts"] and plan["scripts"]["runs"],
    }
    return tuple(section for section in SECTIONS if found[section])


# What a run is about


@pytest.mark.parametrize(
    ("run", "sections"),
    [
        ({}, SECTIONS),
        ({"only": "", "seats": "ALL"}, SECTIONS),
        ({"only": "all"}, SECTIONS),
        ({"only": "people"}, ("people",)),
        ({"only": " pools, schedules "}, ("pools", "schedules")),
        ({"seats": "BIO-01"}, ("seats", "snapshots", "scripts")),
        ({"seats": "BIO-01", "only": "people"}, ("people",)),
        ({"seats": "BIO-01", "only": "seats"}, ("seats",)),
    ],
)
def test_what_a_run_is_about(run, sections):
    plan = planned(whole(), run, users=[account("anna"), account("ben")])
    assert wanted(plan) == sections and plan["refused"] == plan["wrong"] == []


@pytest.mark.parametrize("run", [{"only": "seats"}, {"seats": "BIO-01"}, {"only": "pools"}])
def test_accounts_and_groups_that_the_run_does_not_make_are_not_there(run):
    lab = whole(pools=[desired_pool(authorized_objects=[{"group": "students"}])])
    yet = "yet; the section people makes it, so name that in lab_only too"
    what = (
        "pools[drop-in]: there is no user group students"
        if "pools" in run.values()
        else "BIO-01: there is no user anna"
    )
    refused = planned(lab, run)["refused"]
    assert f"{what} {yet}" in refused and not [reason for reason in refused if not reason.endswith(yet)]
    there = {"users": [account("anna"), account("ben")], "groups": [user_group("students")]}
    assert planned(lab, run, **there)["refused"] == planned(lab)["refused"] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_the_run_is_not_about_refuses_nothing(section):
    others = {
        "people": ("user_group students", {"groups": [user_group("students", lab="x")]}),
        "seats": ("BIO-01", {"desktops": [desktop("BIO-01", lab="x")]}),
        "pools": ("pool drop-in", {"pools": [pool("drop-in", lab="x")]}),
        "schedules": ("scheduled task night", {"schedules": [task("night", lab="x")]}),
        "scripts": ("script apps", {"scripts": [script("apps", lab="x")]}),
    }
    users = [account("anna"), account("ben")]
    for other, (name, rows) in others.items():
        refused = planned(whole(), {"only": section}, users=users, **rows)["refused"]
        assert refused == ([f"{name} belongs to the lab x".replace("_", " ")] if other == section else [])


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (
            {"only": "seat"},
            f"lab_only names seat, but the sections are {', '.join(SECTIONS)}; the nearest are seats",
        ),
        ({"only": ","}, "lab_only is given, but names nothing; an empty selection never means all"),
        ({"only": []}, "lab_only is given, but names nothing; an empty selection never means all"),
        ({"seats": ","}, "lab_seats () matches no seat"),
        ({"seats": "PHY-*"}, "lab_seats (PHY-*) matches no seat"),
        ({"seats": "PHY-*", "only": "snapshots"}, "lab_seats (PHY-*) matches no seat"),
        ({"seats": ",", "only": "pools"}, "lab_seats () matches no seat"),
        ({"adopt": "perhaps"}, "lab_adopt is perhaps, but must be true or false"),
    ],
)
def test_run_variables_that_cannot_be_used_are_refused(run, told):
    plan = planned(whole(), run)
    assert told in plan["refused"]


def test_what_the_lab_owns_and_its_file_does_not_name_is_reported_and_nothing_else_becomes_of_it():
    rows = {
        "desktops": [desktop("OLD"), pooled("POOL-1")],
        "users": [account("zoe"), account("guest", None)],
        "groups": [user_group("old-group")],
        "pools": [pool("old-pool")],
        "schedules": [task("old-task")],
    }
    plan = planned(whole(people=people_of("anna", "ben")), **rows)
    assert plan["left_over"] == ["OLD", "user zoe", "user group old-group", "pool old-pool", "scheduled task old-task"]
    for run in ({}, {"only": "people"}, {"seats": "BIO-01"}):
        assert planned(whole(people=people_of("anna", "ben")), run, **rows)["left_over"] == plan["left_over"]
    touched = repr(
        [plan["seats"]["tasks"], plan["people"]["users"], plan["people"]["deleted"], plan["people"]["groups"]]
    )
    touched += repr([plan["pools"]["pools"], plan["snapshots"]])
    # All that the lab has is stopped at night.
    assert plan["schedules"]["schedules"][0]["apply_objects"] == {
        "desktops": ["BIO-01", "BIO-02", "OLD"],
        "pools": ["drop-in", "old-pool"],
    }
    assert not [name for name in ("OLD", "POOL-1", "zoe", "old-group", "old-pool", "old-task") if name in touched]


# Whose things are


def everything_of(lab):
    return {
        "desktops": [desktop("BIO-01", "anna", lab=lab)],
        "users": [account("anna", lab)],
        "groups": [user_group("students", "anna", lab=lab)],
        "pools": [pool("drop-in", lab=lab)],
        "schedules": [task("night", lab=lab)],
    }


def test_what_has_no_mark_is_adopted_if_the_run_says_so_but_accounts_never_are():
    refused = planned(whole(), **everything_of(None))["refused"]
    assert [reason.split(" exists")[0] for reason in refused] == [
        "user group students",
        "BIO-01",
        "pool drop-in",
        "scheduled task night",
    ]
    plan = planned(whole(), {"adopt": "true"}, **everything_of(None))
    assert plan["refused"] == []
    assert plan["people"]["borrowed"] == ["anna"]
    assert [user["user_name"] for user in plan["people"]["users"]] == ["ben"]
    assert plan["people"]["groups"][0]["description"] == MARK
    assert plan["seats"]["wanted"][0]["tags"] == plan["pools"]["pools"][0]["tags"] == {"workspace-lab": "bio"}
    assert plan["schedules"]["schedules"][0]["description"] == MARK


@pytest.mark.parametrize("adopt", ["true", "false"])
def test_what_is_another_labs_is_always_refused(adopt):
    assert planned(whole(), {"adopt": adopt}, **everything_of("physics"))["refused"] == [
        "user group students belongs to the lab physics",
        "BIO-01 belongs to the lab physics",
        "pool drop-in belongs to the lab physics",
        "scheduled task night belongs to the lab physics",
    ]


@pytest.mark.parametrize("lab", [None, "physics"])
def test_what_is_not_the_labs_is_in_no_list_of_what_it_owns(lab):
    plan = planned(whole(), **everything_of(lab))
    assert plan["seats"]["owned"] == plan["pools"]["owned"] == plan["schedules"]["owned"] == []
    assert plan["people"]["owned_groups"] == plan["people"]["deletable"] == plan["people"]["kept"] == []


def test_what_is_the_labs_is_in_those_lists():
    plan = planned(whole(), **everything_of("bio"))
    assert plan["seats"]["owned"] == [{"computer_name": "BIO-01", "desktop_id": "id-bio-01"}]
    assert plan["pools"]["owned"] == [{"name": "drop-in"}]
    assert plan["schedules"]["owned"] == [{"task_name": "night", "task_id": "id-night"}]
    assert plan["people"]["owned_groups"] == [{"group_name": "students"}]
    assert plan["people"]["deletable"] == [{"user_name": "anna"}]


def untold(rows):
    """Return everything that there is of a lab, but one thing of one kind without what says whose it is."""
    kind, field = rows
    return {**everything_of("bio"), kind: [{**row, field: None} for row in everything_of("bio")[kind]]}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("desktops", "tags"), "the tags of BIO-01"),
        (("groups", "description"), "user group students exists"),
        (("pools", "tags"), "pool drop-in exists"),
        (("schedules", "description"), "scheduled task night exists"),
    ],
)
def test_whose_a_thing_is_that_nobody_knows_is_an_error_that_names_it(rows, told):
    with pytest.raises(LabError, match=told):
        planned(whole(), **untold(rows))
    if rows[0] == "desktops":
        with pytest.raises(LabError, match=told):
            planned(whole(), {"adopt": "true"}, **untold(rows))
    else:
        assert planned(whole(), {"adopt": "true"}, **untold(rows))["refused"] == []


def test_what_may_be_left_over_is_reported():
    rows = {
        "groups": [{**user_group("old-group"), "description": None}],
        "pools": [{**pool("old-pool"), "tags": None}],
        "schedules": [{**task("old-task"), "description": None}],
        "users": [{**account("zoe", None), "description": None}],
    }
    plan = planned(whole(people=people_of("anna", "ben")), **rows)
    doubt = " (the service does not tell whose it is)"
    assert plan["left_over"] == [
        f"user zoe{doubt}",
        f"user group old-group{doubt}",
        f"pool old-pool{doubt}",
        f"scheduled task old-task{doubt}",
    ]
    assert plan["refused"] == []


def test_what_has_no_tags_or_description_is_told_all_the_same():
    plan = planned(
        whole(), groups=[{**user_group("students", lab=None), "description": ""}], pools=[pool("x", lab=None)]
    )
    assert [reason.split(" exists")[0] for reason in plan["refused"]] == ["user group students"]
    assert plan["left_over"] == []


# People and seats


def owned_seat(**fields):
    return {"name": "staff", "desktops": [{"computer_name": "T1", **fields}]}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"user_name": "titus"}, "user titus"),
        ({"users": [{"user_name": "titus"}]}, "user titus"),
        ({"users": [{"user_name": "studens", "type": "GROUP"}]}, "user group studens"),
        ({"user_name": "zoe"}, "user zoe"),
    ],
)
def test_an_owner_of_a_seat_who_is_nobody_is_refused(fields, told):
    people = people_of("anna", mate("zoe", status="left"), groups=[{"name": "students", "members": "roster"}])
    lab = lab_of(owned_seat(**fields), people=people)
    refused = planned(lab, users=[account("tito", None)])["refused"]
    assert len(refused) == 1
    assert refused[0].startswith(f"T1: there is no {told}, neither in the lab file nor in the cloud")
    assert planned(lab, {"only": "people"}, users=[account("tito", None)])["refused"] == []


def test_the_nearest_group_is_named():
    lab = lab_of(owned_seat(users=[{"user_name": "studens", "type": "GROUP"}]))
    assert planned(lab, groups=[user_group("students", lab=None)])["refused"] == [
        "T1: there is no user group studens, neither in the lab file nor in the cloud; the nearest are students"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"user_name": "ANNA"},
        {"user_name": "tito"},
        {"user_name": "newcomer", "user_email": "newcomer@uni.example"},
        {"users": [{"user_name": "Students", "type": "GROUP"}, {"user_name": "choir", "type": "GROUP"}]},
        {"user_name": ""},
        {},
    ],
)
def test_owners_who_are_known_or_come_along_are_somebody(fields):
    lab = lab_of(owned_seat(**fields), people=people_of("anna", groups=[{"name": "students", "members": "roster"}]))
    assert planned(lab, users=[account("tito", None)], groups=[user_group("choir", lab=None)])["refused"] == []


def test_without_people_in_the_file_users_are_whom_new_desktops_bring_along():
    assert planned(lab_of(owned_seat(user_name="titus")))["refused"] == []


@pytest.mark.parametrize(
    ("fields", "holders", "told"),
    [
        ({"user_name": "titus"}, [], ["T1: there is no user titus"]),
        ({"user_name": "titus"}, ["Titus"], []),
        ({"user_name": "titus", "user_email": "titus@uni.example"}, [], []),
        ({"user_name": "titus", "user_phone": "+4917000000"}, [], ["T1: there is no user titus"]),
        ({"users": [{"user_name": "titus"}, {"user_name": "zoe"}]}, ["titus"], ["T1: there is no user zoe"]),
        ({"users": [{"user_name": "titus"}, {"user_name": "zoe"}]}, None, ["T1: there is no user zoe"]),
        ({"users": [{"user_name": "gx", "type": "GROUP"}]}, None, ["T1: there is no user group gx"]),
    ],
)
def test_only_a_creation_and_an_invitation_make_an_account(fields, holders, told):
    rows = [] if holders is None else [desktop("T1", *holders)]
    refused = planned(lab_of(owned_seat(**fields)), desktops=rows)["refused"]
    assert [reason.split(", neither")[0] for reason in refused] == told


@pytest.mark.parametrize("lists", [{"ous": ["lab/staff"], "name_policies": ["bio"]}, {"ous": [], "name_policies": []}])
def test_what_no_lab_makes_must_be_there(lists):
    lab = lab_of(
        owned_seat(ou_name="Lab/Staff", desktop_name_policy="bio"),
        pools=[desired_pool(ou_name="lab/staff", desktop_name_policy="bio")],
    )
    refused = planned(lab, **lists)["refused"]
    ou, policy = "there is no OU {}, neither", "there is no naming policy bio, neither"
    told = [("T1", ou.format("Lab/Staff")), ("T1", policy), ("pools[drop-in]", ou.format("lab/staff"))]
    expected = [] if lists["ous"] else [f"{where}: {what}" for where, what in [*told, ("pools[drop-in]", policy)]]
    assert [reason.partition(" in the lab file")[0] for reason in refused] == expected
    assert planned(lab)["refused"] == []


def test_what_lists_need_not_tell_of_a_domain_is_not_refused():
    people = people_of("anna", staff=["tito"], groups=[{"name": "tutors", "members": ["zoe"]}])
    entries = [{"user": "zoe"}, {"group": "choir"}]
    lab = lab_of(owned_seat(user_name="titus"), people=people, pools=[desired_pool(authorized_objects=entries)])
    assert len(planned(lab)["refused"]) == 5 and planned(lab, has_domain=True)["refused"] == []


def test_nobody_gets_two_seats():
    twice = lab_of(
        group(people="roster"),
        group(people={"section": ["A"]}, name="more", computer_name="MORE-{number}"),
        people=people_of(mate("anna", section="A"), "ben"),
    )
    assert planned(twice)["refused"] == ["anna has two seats"]
    moved = lab_of(group(people="roster"), people=people_of(mate("anna", seat="2")))
    assert planned(moved, desktops=[desktop("BIO-01", "anna")])["refused"] == [
        "anna has BIO-01 already and would get BIO-02 as a second desktop"
    ]


# A whole course

STAFF = [account("ameier", None), account("tito", None)]


def test_the_whole_course_is_planned_on_an_empty_project():
    plan = planned(load(str(COURSE)), users=STAFF)
    assert plan["refused"] == plan["wrong"] == plan["left_over"] == []
    people = plan["people"]
    assert [user["user_name"] for user in people["users"]] == ["mmueller", "s0042017"]
    assert people["users"][1] == {
        "user_name": "s0042017",
        "user_email": "omar.haddad@uni.example",
        "user_phone": "+4917000000",
        "description": "[workspace-lab: bio101]",
        "active_type": "USER_ACTIVATE",
        "account_expires": "2027-02-28",
    }
    assert {one["group_name"]: one["members"] for one in people["groups"]} == {
        "bio101-students": ["mmueller", "s0042017"],
        "bio101-staff": ["ameier", "tito"],
    }
    assert list(plan["seats"]["tasks"]) == ["present"]
    assert {item["computer_name"]: item.get("user_name") for item in plan["seats"]["wanted"]} == {
        "BIO-01": "mmueller",
        "BIO-07": "s0042017",
        "BIO-02": None,
        "BIO-03": None,
        "BIO-T1": "ameier",
        "BIO-T2": "tito",
    }
    assert plan["seats"]["spares"] == ["BIO-02", "BIO-03"] and plan["seats"]["policy"] == {"if_in_use": "fail"}
    assert plan["pools"]["pools"][0]["authorized_objects"] == [{"group": "bio101-students", "user_group": "users"}]
    assert plan["pools"]["pools"][0]["subnets"] == ["teaching-a"]
    start, stop, idle = plan["schedules"]["schedules"]
    seated_all = ["BIO-01", "BIO-07", "BIO-02", "BIO-03", "BIO-T1", "BIO-T2"]
    had = ["BIO-01", "BIO-07", "BIO-T1", "BIO-T2"]
    for one, names in ((start, had), (stop, seated_all)):
        assert one["apply_objects"] == {"desktops": names, "pools": ["bio101-drop-in"]}
        assert one["time_zone"] == "Europe/Berlin" and one["expire_time"] == "2027-02-12 23:59:59"
    assert idle["task_name"] == "bio101-idle-1"
    assert idle["apply_objects"] == {"desktops": ["BIO-01", "BIO-02", "BIO-03"], "pools": ["bio101-drop-in"]}
    assert [group["policy_group_name"] for group in plan["policies"]["groups"]] == ["bio101", "bio101_idle_1"]
    assert stop["force_execute"] is False and stop["scheduled_time"] == "20:15"
    [run] = plan["scripts"]["runs"]
    assert run["name"] == "bio101-apps" and run["seats"] == seated_all and run["execution_timeout"] == 20
    assert plan["scripts"]["scripts"][0]["content"].startswith("# The applications of the course")
    assert [(row["name"], row["desktops"]) for row in plan["snapshots"]] == [
        ("base", seated_all[:4]),
        ("weekly", seated_all[:4]),
    ]


def test_the_whole_course_with_its_reset():
    lab = load(str(COURSE))
    wanted = planned(lab, users=STAFF)["seats"]["wanted"]
    rows = [desktop(one["computer_name"], *filter(None, [one.get("user_name")]), lab="bio101") for one in wanted]
    plan = planned(lab, users=STAFF, desktops=rows)["reset"]
    assert [row["computer_name"] for row in plan["desktops"]] == ["BIO-01", "BIO-02", "BIO-03", "BIO-07"]
    assert (plan["method"], plan["snapshot"], plan["disk_type"]) == ("snapshot", "base", "SYSTEM_DISK")


def test_a_staff_member_who_is_missing_stops_the_course():
    assert "people.staff: there is no user tito" in planned(load(str(COURSE)), users=STAFF[:1])["refused"]


# Whatever happens to the roster

USERS = [f"user{number}" for number in range(10)]
COHORT = lab_of(
    group(people="roster", spares=2, numbers={"first": 1, "last": 20}, on_leave="delete"),
    people=people_of("anna", groups=[{"name": "students", "members": "roster"}], on_leave="delete"),
)
entries = st.tuples(st.sampled_from(["A", "B", ""]), st.sampled_from(["active", "active", "left"]))
rosters = st.dictionaries(st.sampled_from(USERS), entries, min_size=1)


def cohort(roster, order):
    """Return the lab with this roster, in this order."""
    lab = copy.copy(COHORT)
    people = [mate(name, section=roster[name][0], status=roster[name][1]) for name in order]
    lab["people"] = {**COHORT["people"], "roster": people}
    lab["seats"] = [{**COHORT["seats"][0], "people": people}]
    return lab


def present(roster):
    return {name for name, (_section, status) in roster.items() if status == "active"}


@settings(max_examples=100)
@given(rosters, rosters, st.data())
def test_joiners_and_leavers_change_nobody_else(before, after, data):
    """The lab is built for one roster; then people join, leave, change section and are sorted, all at once."""
    first = seats(cohort(before, data.draw(st.permutations(sorted(before)))))
    rows = {
        "desktops": data.draw(st.permutations(built(first))),
        "users": [account(name) for name in sorted(present(before))],
        "groups": [user_group("students", *sorted(present(before)))],
    }
    plan = planned(cohort(after, data.draw(st.permutations(sorted(after)))), **rows)
    assert plan["refused"] == []
    stay, left = present(before) & present(after), present(before) - present(after)
    was = seated(first)
    now = {item["user_name"]: item["computer_name"] for item in plan["seats"]["wanted"] if item.get("user_name")}
    assert set(now) == present(after)
    assert {name: now[name] for name in stay} == {name: was[name] for name in stay}
    assert len(set(now.values())) == len(now)
    assert not {now[name] for name in set(now) - stay} & set(was.values())
    assert {row["computer_name"] for row in plan["seats"]["leaving"]} == {was[name] for name in left}
    assert {user["user_name"] for user in plan["people"]["deleted"]} == left
    assert set(plan["people"]["groups"][0]["members"]) == present(after)
    assert set(plan["seats"]["spares"]) == set(first.spares)


@settings(max_examples=60)
@given(rosters, st.data())
def test_the_order_in_which_the_cloud_tells_things_changes_nothing(roster, data):
    order = sorted(roster)
    rows = {
        "desktops": [desktop(f"BIO-{number:02d}", user) for number, user in enumerate(USERS, 1)],
        "users": [account(user) for user in USERS],
        "groups": [user_group("students", *USERS)],
    }
    shuffled = {kind: data.draw(st.permutations(found)) for kind, found in rows.items()}
    assert planned(cohort(roster, order), **rows) == planned(cohort(roster, order), **shuffled)


def test_what_there_is_may_be_nothing():
    assert found_of().seats() == [] and planned(whole())["refused"] == []


def test_names_that_look_the_same_are_the_same():
    composed, apart = "\u00dcbung", "U\u0308bung"
    for written, there in ((composed, apart), (apart, composed)):
        groups = [{"name": written, "members": {"section": [written]}}]
        lab = lab_of(
            group(people={"section": [there]}),
            people=people_of(mate("anna", section=there), groups=groups),
            pools=[desired_pool(written, authorized_objects=[{"group": there}])],
            schedules=[desired_task(written, apply_to=[there])],
            scripts=[desired_script(name=written)],
        )
        assert [item["user_name"] for item in planned(lab)["seats"]["wanted"]] == ["anna"]
        plan = planned(
            lab,
            groups=[user_group(there)],
            pools=[pool(there)],
            schedules=[task(there)],
            scripts=[script(there)],
        )
        assert plan["refused"] == [] and plan["left_over"] == []
        foreign = planned(lab, groups=[user_group(there, lab=None)], scripts=[script(there, lab=None)])
        assert len(foreign["refused"]) == 2


def test_nothing_of_the_service_is_told_raw():
    odd = "a\x1b[2J\n\u202eb"
    lab = lab_of(group("anna"), people=people_of("anna", on_leave="lock"), pools=[desired_pool()])
    rows = {
        "desktops": [desktop(odd), desktop("BIO-01", lab=odd)],
        "groups": [user_group(odd)],
        "pools": [pool(odd), pool("drop-in", lab=odd)],
        "schedules": [task(odd)],
        "scripts": [script(odd)],
        "users": [account(odd), account("ben")],
    }
    plan = planned(lab, **rows)
    told = [*plan["refused"], *plan["left_over"], *(name for names in plan["owned_names"].values() for name in names)]
    assert len(told) > 10 and all(text.isprintable() for text in told), told
    lines = bill_of_materials(lab, plan, {}, found_of(**rows), [], [])["lines"]
    assert all(line.isprintable() for line in lines)
    assert plan["seats"]["owned"] == [{"desktop_id": f"id-{odd.lower()}"}]
