# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A spare takes the place of a seat: nobody gets a third desktop, and the old one nobody else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.repair.replacing import (
    REPLACED_AT,
    REPLACED_BY,
    REPLACES,
    Replacement,
    copies_of,
    heirs_of,
    irreplaceable,
    note_tasks,
    replaced_at,
    spare_for,
    spares_like,
    timeless,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.seats import SeatPlan, plan_seats

from .room import desktop, freed, group, lab_of

DAY = datetime.date(2026, 11, 28)
OLD_NOTES = {"workspace-lab": "bio", REPLACED_BY: "BIO-09", REPLACED_AT: "2026-11-28"}
NEW_NOTES = {"workspace-lab": "bio", REPLACES: "BIO-01"}


def plan(*rows: dict[str, Any], people: tuple[Any, ...] = ("anna", "ben"), **more: Any) -> SeatPlan:
    return plan_seats(lab_of(group(*people, numbers={"first": 1, "last": 9}, **more)), list(rows))


def seats_of(found: SeatPlan) -> dict[str, str]:
    return {item["user_name"]: item["computer_name"] for item in found.wanted if "user_name" in item}


BEN = desktop("BIO-02", "ben")

STAGES = {
    "noted": (desktop("BIO-01", "anna", tags=OLD_NOTES), desktop("BIO-09", tags=NEW_NOTES)),
    "given": (desktop("BIO-01", "anna", tags=OLD_NOTES), desktop("BIO-09", "anna", tags=NEW_NOTES)),
    "done": (freed("BIO-01", tags=OLD_NOTES), desktop("BIO-09", "anna", tags=NEW_NOTES)),
    "between": (freed("BIO-01", tags=OLD_NOTES), desktop("BIO-09", "anna", tags=NEW_NOTES, status="SHUTOFF")),
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("seat", [None, "BIO-01", "1", "BIO-09"])
def test_a_person_has_the_heir_at_every_stage_and_the_old_one_is_nobodys(stage, seat):
    anna = {"user_name": "anna", **({"seat": seat} if seat else {})}
    found = plan(*STAGES[stage], BEN, people=(anna, "ben", "new"), spares=1)
    assert not found.refused and not found.left_over and not found.leaving
    assert seats_of(found) == {"anna": "BIO-09", "ben": "BIO-02", "new": "BIO-03"}
    assert [one["computer_name"] for one in found.kept] == ["BIO-01"] and found.spares == ["BIO-04"]


def test_a_full_group_gives_the_kept_one_to_nobody():
    rows = [*STAGES["done"], *(desktop(f"BIO-0{number}", f"user{number}") for number in range(2, 9))]
    people = ("anna", *(f"user{number}" for number in range(2, 9)), "late")
    assert plan(*rows, people=people).refused == ["seats[students]: no seat is left for late"]


@pytest.mark.parametrize(
    "rows",
    [
        (desktop("BIO-01", "anna", tags=OLD_NOTES),),
        (desktop("BIO-01", "anna", tags=OLD_NOTES), desktop("BIO-09")),
        (desktop("BIO-01", "anna"), desktop("BIO-09", tags=NEW_NOTES)),
        (desktop("BIO-01", "anna", tags=OLD_NOTES), desktop("BIO-09", tags=NEW_NOTES, lab=None)),
    ],
)
def test_one_note_alone_says_nothing(rows):
    rows = [{**row, "tags": {**row["tags"], "workspace-lab": "bio"}} if row["tags"] else row for row in rows]
    if len(rows) == 2 and REPLACES in rows[1]["tags"] and REPLACED_BY in rows[0]["tags"]:
        rows[1]["tags"] = {REPLACES: "BIO-01"}
    found = plan(*rows, BEN)
    assert seats_of(found) == {"anna": "BIO-01", "ben": "BIO-02"} and not found.kept


def test_an_heir_that_was_replaced_itself_passes_the_seat_on():
    rows = [
        freed("BIO-01", tags=OLD_NOTES),
        freed("BIO-09", tags={**NEW_NOTES, REPLACED_BY: "BIO-08"}),
        desktop("BIO-08", "anna", tags={"workspace-lab": "bio", REPLACES: "BIO-09"}),
    ]
    names = {name: row["computer_name"] for name, row in heirs_of(rows).items()}
    assert names == {"bio-01": "BIO-08", "bio-09": "BIO-08"}
    assert seats_of(plan(*rows, BEN)) == {"anna": "BIO-08", "ben": "BIO-02"}


def test_notes_that_lead_in_a_circle_are_not_believed():
    rows = [
        desktop("BIO-01", tags={REPLACED_BY: "BIO-02", REPLACES: "BIO-02"}),
        desktop("BIO-02", tags={REPLACED_BY: "BIO-01", REPLACES: "BIO-01"}),
    ]
    assert not heirs_of(rows)


def test_what_is_left_of_a_replacement_is_told_from_what_there_is():
    noted, given, done = (Replacement(*STAGES[stage]) for stage in ("noted", "given", "done"))
    assert noted.assigning() == {
        "computer_name": "BIO-09",
        "desktop_id": "id-bio-09",
        "user_name": "anna",
        "user_group": "users",
    }
    assert noted.freeing() == given.freeing() == {"computer_name": "BIO-01", "desktop_id": "id-bio-01", "user_name": ""}
    assert given.assigning() is None and done.assigning() is None
    assert Replacement(desktop("BIO-01", "anna", status="ERROR"), STAGES["noted"][1]).freeing() is None


def test_a_replacement_is_noted_at_the_heir_first_and_a_desktop_in_error_is_selected_as_such():
    new = Replacement(desktop("BIO-01", "anna", status="ERROR"), desktop("BIO-09"))
    first, second = note_tasks([new], DAY)
    assert first["desktops"][0]["tags"] == {REPLACES: "BIO-01"}
    assert second == {
        "select_names": ["BIO-01"],
        "select_status": ["ERROR"],
        "tags": {REPLACED_BY: "BIO-09", REPLACED_AT: "2026-11-28"},
    }
    assert replaced_at({"tags": second["tags"]}) == DAY and replaced_at({"tags": None}) is None


def test_the_spare_is_the_one_chosen_before_or_the_first_that_works():
    old = desktop("BIO-01", "anna")
    busy, reserved, good = desktop("S-1", task_status="x"), desktop("S-2", tags={REPLACES: "BIO-05"}), desktop("S-3")
    assert spare_for(old, [busy, reserved, good], ()) is good
    assert spare_for(old, [busy, reserved, good], {"id-s-3"}) is None
    chosen = desktop("S-4", tags={REPLACES: "BIO-01"}, login_status="UNREGISTER")
    assert spare_for(old, [good, chosen], ()) is chosen
    assert spare_for(old, [desktop("S-5", login_status="UNREGISTER")], ()) is None


@pytest.mark.parametrize(
    ("people", "item", "words"),
    [
        (["anna"], {"seat": "students", "user_name": "anna"}, ""),
        (["anna"], None, "does not name it"),
        (["anna"], {"seat": "staff"}, ""),
        ([], {"seat": "students", "user_name": "anna"}, "nobody has it"),
        (["anna", "ben"], {"seat": "students", "user_name": "anna"}, "single user"),
    ],
)
def test_only_the_seat_of_one_person_can_be_replaced(people, item, words):
    reason = irreplaceable(desktop("BIO-01", *people), item, ["bio-t1"], ["bio-04"])
    assert words in reason and bool(reason) == bool(words)


def test_the_seat_of_a_user_group_is_not_replaced():
    row = {**desktop("BIO-01"), "users": [{"user_name": "tutors", "type": "GROUP"}]}
    assert "single user" in irreplaceable(row, {"seat": "students"}, [], [])


def test_neither_a_spare_is_replaced_nor_what_the_file_calls_by_another_name():
    item = {"seat": "students"}
    assert "gives it to nobody" in irreplaceable(desktop("BIO-04", "zoe"), item, ["bio-t1"], ["bio-04"])
    heir = desktop("BIO-05", "tito", tags={REPLACES: "BIO-T1"})
    assert "taken the place of BIO-T1" in irreplaceable(heir, item, ["bio-t1"], [])
    assert not irreplaceable(heir, item, ["bio-05"], [])


def test_a_seat_with_a_name_of_its_own_gets_a_spare_that_is_created_in_the_same_way():
    made = {"product": "p", "data_volumes": []}
    seat = {**made, "seat": "staff", "user_name": "tito", "user_group": "administrators", "tags": {"room": "1"}}
    other, own = {**made, "seat": "students", "tags": {}}, {**made, "seat": "staff"}
    large = {**made, "seat": "staff", "product": "q"}
    rows = [(desktop("S-1"), other), (desktop("S-2"), large), (desktop("S-3"), own)]
    assert [row["computer_name"] for row in spares_like(seat, True, rows)] == ["S-3", "S-1"]
    assert [row["computer_name"] for row in spares_like(seat, False, rows)] == ["S-2", "S-3"]


STAFF = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}
OLD_NAMED = {"workspace-lab": "bio", REPLACED_BY: "BIO-09", REPLACED_AT: "2026-11-28"}
NEW_NAMED = {"workspace-lab": "bio", REPLACES: "BIO-T1"}


@pytest.mark.parametrize(
    ("rows", "holder"),
    [
        ((), "BIO-T1"),
        ((desktop("BIO-T1", "tito"),), "BIO-T1"),
        ((desktop("BIO-T1", "tito"), desktop("BIO-09", tags=NEW_NAMED)), "BIO-T1"),
        ((desktop("BIO-T1", "tito", tags=OLD_NAMED), desktop("BIO-09", tags=NEW_NAMED)), "BIO-09"),
        ((freed("BIO-T1", tags=OLD_NAMED), desktop("BIO-09", "tito", tags=NEW_NAMED)), "BIO-09"),
        # Deleted by lab_cleanup.
        ((desktop("BIO-09", "tito", tags=NEW_NAMED),), "BIO-09"),
    ],
)
def test_a_seat_with_a_name_of_its_own_is_the_heir_also_after_the_old_one_was_deleted(rows, holder):
    lab = lab_of(STAFF, group("anna", numbers={"first": 1, "last": 9}, spares=1))
    found = plan_seats(lab, [desktop("BIO-01", "anna"), *rows])
    assert not found.refused and not found.left_over and not found.leaving
    assert seats_of(found) == {"tito": holder, "anna": "BIO-01"}
    assert "BIO-09" not in found.spares or holder == "BIO-T1"


@pytest.mark.parametrize("seat", ["BIO-01", "1", "BIO-09"])
def test_who_asks_for_a_seat_that_is_deleted_keeps_the_heir_and_nobody_gets_its_name(seat):
    rows = (desktop("BIO-09", "anna", tags=NEW_NOTES), BEN)
    found = plan(*rows, people=({"user_name": "anna", "seat": seat}, "ben", "new"))
    assert not found.refused and not found.left_over
    assert seats_of(found) == {"anna": "BIO-09", "ben": "BIO-02", "new": "BIO-01" if seat == "BIO-09" else "BIO-03"}


def test_a_name_that_nobody_asks_for_and_another_persons_wish_are_as_ever():
    rows = (desktop("BIO-09", "anna", tags=NEW_NOTES), BEN)
    assert seats_of(plan(*rows, people=("anna", "ben", "new")))["new"] == "BIO-01"
    asking = plan(*rows, people=("anna", "ben", {"user_name": "new", "seat": "1"}))
    assert seats_of(asking)["new"] == "BIO-01" and not asking.refused


# Desktops that were created with copies

MADE = {"workspace-lab": "bio", REPLACES: "BIO-01"}
TORN = {"workspace-lab": "bio", "lab-repair": "recreate"}

UNFINISHED = {
    "assigned": (desktop("BIO-01", "anna"), desktop("BIO-09", "anna", tags=MADE)),
    "noted": (desktop("BIO-01", "anna", tags=TORN), desktop("BIO-09", "anna", tags=MADE)),
    "not assigned yet": (desktop("BIO-01", "anna", tags=TORN), desktop("BIO-09", tags=MADE)),
    "by another name": (
        desktop("BIO-01", "anna", tags={**TORN, REPLACED_BY: "BIO-08"}),
        desktop("BIO-09", "anna", tags=MADE),
    ),
}


@pytest.mark.parametrize("stage", UNFINISHED)
@pytest.mark.parametrize("seat", [None, "BIO-01", "1"])
def test_a_copy_is_nobodys_seat_until_the_old_one_tells_that_it_is_replaced(stage, seat):
    anna = {"user_name": "anna", **({"seat": seat} if seat else {})}
    people = (anna, "ben", *(f"new{number}" for number in range(3, 9)))
    found = plan(*UNFINISHED[stage], BEN, people=people)
    assert not found.refused and not found.leaving and not found.kept
    assert {**seats_of(found), "anna": ""} == {
        "anna": "",
        "ben": "BIO-02",
        **{f"new{number}": f"BIO-0{number}" for number in range(3, 9)},
    }
    assert seats_of(found)["anna"] == "BIO-01"
    assert [one["computer_name"] for one in found.left_over] == ["BIO-09"]
    assert [(one["computer_name"], one["of"]) for one in found.copies] == [("BIO-09", "BIO-01")]
    full = plan(*UNFINISHED[stage], BEN, people=(*people, "late"))
    assert full.refused == ["seats[students]: no seat is left for late"]


@pytest.mark.parametrize(
    "rows",
    [
        # It has taken the place.
        STAGES["given"],
        STAGES["noted"],
        # The note is older than the desktop that has the name now.
        (desktop("BIO-01", "ben", tags=TORN), desktop("BIO-09", "anna", tags=MADE)),
        (desktop("BIO-01", "anna"), desktop("BIO-09", tags=MADE)),
        (desktop("BIO-09", "anna", tags=MADE),),
        (desktop("BIO-01", "anna", tags={REPLACES: "BIO-01"}),),
    ],
)
def test_a_note_alone_makes_no_copy(rows):
    assert not copies_of(rows)


def test_a_plan_is_the_same_on_the_next_day():
    tags = {f"tags.{REPLACED_BY}": {"before": None, "after": "BIO-09"}}
    days = [{f"tags.{REPLACED_AT}": {"before": None, "after": day}} for day in ("2026-11-28", "2026-11-29")]
    today, tomorrow = ([{"verb": "tag", "target": "BIO-01", "fields": {**tags, **day}}] for day in days)
    assert timeless(today) == timeless(tomorrow) and timeless(today)[0]["fields"] == tags
