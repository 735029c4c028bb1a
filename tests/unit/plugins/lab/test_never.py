# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never happen in a lab, as far as no other test is about it."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.bill import bill_of_materials
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.definition import option_names

from .room import desktop, found_of, freed, group, lab_of, mate, people_of, planned, seats


def test_never_a_snapshot_deleted_that_is_not_announced_by_name():
    backup = {"name": "weekly", "disk_type": "ALL", "apply_to": ["students"], "max_age": "7d", "keep": 1}
    lab = lab_of(group("anna"), snapshots={"backups": [backup]})
    parts = {f"{part}.weekly": {"before": 2, "after": 1} for part in ("system_disk_snapshot", "data_disk_snapshot")}
    actions = [
        {"verb": "create", "target": "BIO-01", "fields": {}},
        {"verb": "delete", "target": "BIO-01", "fields": parts},
    ]
    rows = [desktop("BIO-01", "anna")]
    plan = planned(lab, desktops=rows)
    bill = bill_of_materials(lab, plan, {"snapshots": [{"actions": actions}]}, found_of(desktops=rows), [], [])
    assert "snapshots: create BIO-01; delete weekly of BIO-01" in bill["lines"]


@pytest.mark.parametrize("run", [{}, {"snapshot_name": "exam"}, {"seats": "BIO-02"}])
def test_never_the_disks_lost_that_are_kept_for_somebody_who_has_left(run):
    lab = lab_of(group("anna", on_leave="unassign"), reset={"method": "rebuild"})
    rows = [desktop("BIO-01", "anna"), freed("BIO-02"), desktop("BIO-03", "ben")]
    reset = planned(lab, run, desktops=rows)["reset"]
    assert [row["computer_name"] for row in reset["desktops"]] == ([] if "seats" in run else ["BIO-01"])
    assert reset["refused"] == (["no seat of the lab bio is meant"] if "seats" in run else [])


@pytest.mark.parametrize(
    ("seats", "chosen"),
    [("", False), (" ", False), ("all", False), (" All ", False), (None, False), ("BIO-01", True), (",", True)],
)
def test_never_all_seats_because_a_selection_names_none(seats, chosen):
    assert (option_names(seats) is not None) == chosen


ADDRESSES = ("anna@uni.example", "+491700000001", "491700000001")


@pytest.mark.parametrize("address", ADDRESSES)
def test_never_an_address_in_the_output_when_a_wrong_column_is_taken_for_seats(address):
    lab = lab_of(group(people="roster"), people=people_of(mate("anna", seat=address)))
    assert seats(lab).refused == ["seats[students]: anna asks for the seat (an address), which is none of this group"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_never_an_address_in_the_output_when_a_wrong_column_is_taken_for_sections(address):
    with pytest.raises(LabError) as error:
        lab_of(group(people={"section": ["A"]}), people=people_of(mate("anna", section=address)))
    assert address not in str(error.value)
    assert str(error.value).endswith("nobody of the roster is in the section A; its sections are (an address)")
