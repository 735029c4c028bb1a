# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What planning a lab costs grows with the lab, not with its square."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from growth import Text, assert_linear

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.bill import bill_of_materials
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.found import Found
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.people import own_accounts, plan_people
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.plan import Choice, plan_lab
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.roster import export_rows, read_roster
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.seats import plan_seats
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.status import report

from . import room

SIZE = 30


def names(size: int) -> list[str]:
    """Return so many names, whose comparisons count."""
    return [Text(f"s{number:05d}") for number in range(size)]


def lab_of(size: int, **sections: Any) -> dict[str, Any]:
    """Return a lab with so many people, all of whom have a seat."""
    people = room.people_of(
        *(
            {**room.mate(name), "seat": f"{number}"} if number % 2 else name
            for number, name in enumerate(names(size), 1)
        ),
        groups=[{"name": "students", "members": "roster"}],
        on_leave="delete",
    )
    seats = room.group(people="roster", numbers={"first": 1, "last": 2 * size}, spares=size, on_leave="unassign")
    return room.lab_of(
        {**seats, "computer_name": "BIO-{number:05d}"},
        people=people,
        schedules=[room.desired_task()],
        scripts=[room.desired_script()],
        snapshots={"baseline": {"name": "base", "disk_type": "SYSTEM_DISK", "apply_to": ["students"]}},
        **sections,
    )


def built(lab: dict[str, Any]) -> Found:
    """Return what there is once a lab is built, its scripts have run, and it has a pool for its people."""
    desktops = [
        {**row, "computer_name": Text(row["computer_name"]), "created": "2026-10-02T09:00:00.000Z"}
        for row in room.built(plan_seats(lab, []))
    ]
    people = [Text(person["user_name"]) for person in lab["people"]["roster"]]
    records = [
        {
            "id": f"r-{row['desktop_id']}",
            "resource_id": row["desktop_id"],
            "script_name": "apps",
            "status": "SUCCESS",
            "start_time": "2026-10-03T09:00:00Z",
            "end_time": "2026-10-03T09:00:00Z",
        }
        for row in desktops
    ]
    return room.found_of(
        desktops=desktops,
        users=[room.account(name) for name in people],
        groups=[room.user_group("students", *people), room.user_group("choir", *people, lab=None)],
        pools=[room.pool("drop-in", *people)],
        scripts=[room.script("apps")],
        script_records=records,
    )


def test_planning_an_empty_project() -> None:
    def make(size: int) -> Callable[[], Any]:
        lab = lab_of(size)
        return lambda: plan_lab(lab, room.found_of(), Choice())

    assert_linear(make, SIZE)


def test_planning_a_lab_that_is_built() -> None:
    def make(size: int) -> Callable[[], Any]:
        lab = lab_of(size)
        found = built(lab)
        return lambda: plan_lab(lab, found, Choice())

    assert_linear(make, SIZE)


def test_planning_seats_that_are_chosen_by_name() -> None:
    def make(size: int) -> Callable[[], Any]:
        lab = lab_of(size)
        found = built(lab)
        chosen = [row["computer_name"] for row in found.desktops]
        return lambda: plan_lab(lab, found, Choice(seats=[*chosen, "BIO-[00001:00002]"]))

    assert_linear(make, SIZE)


def test_planning_seats_that_others_have_made() -> None:
    def make(size: int) -> Callable[[], Any]:
        lab = lab_of(size)
        desktops = [{**row, "tags": {}} for row in built(lab).desktops]
        return lambda: plan_lab(lab, room.found_of(desktops=desktops), Choice())

    assert_linear(make, SIZE)


def test_planning_as_many_groups_as_seats() -> None:
    def make(size: int) -> Callable[[], Any]:
        groups = [
            room.group(
                name, name=f"g{number}", computer_name=f"G{number}-{{number:02d}}", numbers={"first": 1, "last": 2}
            )
            for number, name in enumerate(names(size))
        ]
        lab = room.lab_of(*groups)
        found = room.found_of(desktops=room.built(plan_seats(lab, [])))
        return lambda: plan_seats(lab, found.desktops)

    assert_linear(make, SIZE)


def test_accounts_of_people_who_have_left() -> None:
    def make(size: int) -> Callable[[], Any]:
        left, found = lab_of(1), built(lab_of(size))
        return lambda: [plan_people(left, found), own_accounts(left, found)]

    assert_linear(make, SIZE)


@pytest.mark.parametrize("verb", ["create", "tag", "delete"])
def test_the_bill(verb: str) -> None:
    def make(size: int) -> Callable[[], Any]:
        lab = lab_of(size)
        wanted = room.planned(lab)
        targets = [Text(item["computer_name"]) for item in wanted["seats"]["wanted"]]
        actions = [{"verb": verb, "target": target, "fields": {}} for target in targets]
        return lambda: bill_of_materials(lab, wanted, {"desktops": [{"actions": actions}]}, built(lab), [], [])

    assert_linear(make, SIZE)


def test_the_status() -> None:
    def make(size: int) -> Callable[[], Any]:
        lab = lab_of(size)
        desktops = built(lab).desktops
        plan = plan_seats(lab, desktops)
        return lambda: report(plan, desktops, {})

    assert_linear(make, SIZE)


def test_a_roster() -> None:
    def make(size: int) -> Callable[[], Any]:
        people = [{"user_name": name, "user_email": f"{name}@uni.example", "seat": name} for name in names(size)]
        desktops = [room.desktop(f"BIO-{number}", name) for number, name in enumerate(names(size))]
        return lambda: export_rows(desktops, read_roster(people))

    assert_linear(make, SIZE)


def test_a_roster_in_a_file(tmp_path: Path) -> None:
    def make(size: int) -> Callable[[], Any]:
        text = io.StringIO()
        csv.writer(text).writerows([("user_name", "user_email"), *((n, f"{n}@uni.example") for n in names(size))])
        path = tmp_path / f"{size}.csv"
        path.write_text(text.getvalue())
        return lambda: read_roster(str(path))

    assert_linear(make, SIZE)
