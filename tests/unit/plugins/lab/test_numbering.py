# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets which seat: whatever happens to the list of people, nobody else notices."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.seats import seat_numbers, spare_numbers

from .room import built, desktop, freed, group, lab_of, seated, seats

USERS = [f"user{number}" for number in range(12)]
NAMES = {number: f"BIO-{number:02d}" for number in range(1, 21)}

people_lists = st.lists(st.sampled_from(USERS), unique=True, min_size=1, max_size=10)


@st.composite
def rooms(draw):
    """Desktops of a lab as the years may have left them: assigned, freed, or never assigned."""
    numbers = draw(st.lists(st.sampled_from(sorted(NAMES)), unique=True, max_size=12))
    users = draw(st.permutations(USERS))
    kinds = draw(st.lists(st.sampled_from(["held", "freed", "spare"]), min_size=len(numbers), max_size=len(numbers)))
    make = {"held": desktop, "freed": lambda name, user: freed(name)}
    return {
        number: make.get(kind, lambda name, user: desktop(name))(NAMES[number], user)
        for number, user, kind in zip(numbers, users, kinds, strict=False)
    }


def numbers_of(people, there):
    return seat_numbers([{"user_name": user} for user in people], NAMES, there)


@settings(max_examples=200)
@given(people_lists, rooms())
def test_everybody_has_one_seat_and_no_seat_has_two_people(people, there):
    taken, refused = numbers_of(people, there)
    assert len(set(taken.values())) == len(taken)
    assert set(taken) <= set(people)
    assert len(taken) + len(refused) == len(people)
    holders = {user["user_name"]: number for number, row in there.items() for user in row["users"]}
    assert all(taken[user] == holders[user] for user in people if user in holders)
    assert all(
        number not in there or not there[number]["users"] for user, number in taken.items() if user not in holders
    )


@settings(max_examples=200)
@given(people_lists, rooms(), st.data())
def test_deleting_inserting_and_sorting_change_nothing_for_anybody_else(people, there, data):
    """The room is built for the people; then the list is edited at will."""
    taken = numbers_of(people, there)[0]
    there = {**there, **{number: desktop(NAMES[number], user) for user, number in taken.items()}}
    kept = data.draw(st.lists(st.sampled_from(people), unique=True))
    joiners = data.draw(st.lists(st.sampled_from([user for user in USERS if user not in people]), unique=True))
    edited = data.draw(st.permutations([*kept, *joiners]))
    again = numbers_of(edited, there)[0]
    assert {user: again[user] for user in kept if user in taken} == {
        user: taken[user] for user in kept if user in taken
    }
    assert not {again[user] for user in joiners if user in again} & {taken[user] for user in people if user in taken}


@settings(max_examples=100)
@given(people_lists, rooms())
def test_a_second_run_seats_everybody_as_the_first_did(people, there):
    taken, refused = numbers_of(people, there)
    there = {**there, **{number: desktop(NAMES[number], user) for user, number in taken.items()}}
    assert numbers_of(people, there) == (taken, refused)


@settings(max_examples=100)
@given(people_lists, rooms(), st.integers(0, 6))
def test_spares_are_nobodys_and_never_hold_somebodys_work(people, there, count):
    taken = numbers_of(people, there)[0]
    spares = spare_numbers(count, set(taken.values()), NAMES, there)
    assert len(spares) <= count and len(set(spares)) == len(spares)
    assert not set(spares) & set(taken.values())
    assert all(there[number]["attach_state"] == "UNATTACH" for number in spares if number in there)


@settings(max_examples=60)
@given(people_lists, st.integers(0, 4), st.data())
def test_a_lab_that_is_built_stays_as_it_is_when_one_person_leaves_and_one_joins(people, spares, data):
    plan = seats(lab_of(group(*people, spares=spares)))
    rows = built(plan)
    leaver = data.draw(st.sampled_from(people))
    staying = [user for user in people if user != leaver]
    edited = data.draw(st.permutations([*staying, "newcomer"]))
    again = seats(lab_of(group(*edited, spares=spares)), *rows)
    assert again.refused == []
    before, after = seated(plan), seated(again)
    assert {user: after[user] for user in staying} == {user: before[user] for user in staying}
    assert after["newcomer"] not in {row["computer_name"] for row in rows}
    assert again.spares == plan.spares
    assert [row["computer_name"] for row in again.left_over] == [before[leaver]]


# The order of the ways to a seat


def test_the_seat_asked_for_comes_first():
    plan = seats(lab_of(group("anna", {"user_name": "ben", "seat": "bio-01"})))
    assert seated(plan) == {"anna": "BIO-02", "ben": "BIO-01"}


def test_the_seat_held_comes_before_a_new_one():
    plan = seats(lab_of(group("anna", "ben")), desktop("BIO-07", "BEN"))
    assert seated(plan) == {"anna": "BIO-01", "ben": "BIO-07"}


def test_a_number_that_was_never_used_comes_before_a_freed_one():
    lab = lab_of(group("anna", "ben", numbers={"first": 1, "last": 3}))
    plan = seats(lab, freed("BIO-01"), desktop("BIO-02", "cleo"))
    assert seated(plan) == {"anna": "BIO-03", "ben": "BIO-01"}


def test_spares_are_taken_only_when_nothing_else_is_left():
    lab = lab_of(group("anna", "ben", numbers={"first": 1, "last": 3}))
    assert seated(seats(lab, desktop("BIO-01"), freed("BIO-02"))) == {"anna": "BIO-03", "ben": "BIO-02"}


def test_a_group_that_runs_out_of_numbers_names_who_gets_none():
    plan = seats(lab_of(group("anna", "ben", numbers={"first": 1, "last": 1})))
    assert plan.refused == ["seats[students]: no seat is left for ben"]


def test_a_seat_that_is_none_of_the_group_is_refused():
    plan = seats(lab_of(group({"user_name": "anna", "seat": "PHY-01"}, "ann")))
    assert plan.refused == ["seats[students]: anna asks for the seat PHY-01, which is none of this group"]
    assert seated(plan) == {"ann": "BIO-01"}


def test_two_people_who_ask_for_one_seat_are_refused():
    people = [{"user_name": user, "seat": "BIO-03"} for user in ("anna", "ben")]
    assert seats(lab_of(group(*people))).refused == ["seats[students]: anna and ben ask for the same seat, BIO-03"]


def test_two_people_change_seats_when_they_ask_for_it():
    people = [{"user_name": "anna", "seat": "BIO-02"}, {"user_name": "ben", "seat": "BIO-01"}]
    plan = seats(lab_of(group(*people)), desktop("BIO-01", "anna"), desktop("BIO-02", "ben"))
    assert plan.refused == [] and seated(plan) == {"anna": "BIO-02", "ben": "BIO-01"}


def test_only_active_people_have_a_seat():
    people = [
        {"user_name": "anna", "status": "left"},
        {"user_name": "ben", "status": " Active "},
        {"user_name": "cleo"},
    ]
    assert seated(seats(lab_of(group(*people)))) == {"ben": "BIO-01", "cleo": "BIO-02"}


def test_blank_cells_mean_not_given():
    person = {"user_name": " anna ", "seat": " ", "status": "", "user_email": "", "user_phone": None}
    plan = seats(lab_of(group(person)))
    assert seated(plan) == {"anna": "BIO-01"}
    assert not {"user_email", "user_phone"} & set(plan.wanted[0])


def test_names_that_look_like_numbers_are_names():
    assert seated(seats(lab_of(group(4711)))) == {"4711": "BIO-01"}


def test_a_number_is_passed_over_whose_name_a_single_desktop_has():
    lab = lab_of(
        group("anna", "ben"), {"name": "staff", "desktops": [{"computer_name": "bio-01", "user_name": "tito"}]}
    )
    plan = seats(lab)
    assert plan.refused == []
    assert seated(plan) == {"tito": "bio-01", "anna": "BIO-02", "ben": "BIO-03"}


def test_somebody_with_a_single_desktop_in_the_group_gets_no_other():
    lab = lab_of(group("anna", "ben", desktops=[{"computer_name": "BIO-T1", "user_name": "Ben"}]))
    assert seated(seats(lab)) == {"Ben": "BIO-T1", "anna": "BIO-01"}
