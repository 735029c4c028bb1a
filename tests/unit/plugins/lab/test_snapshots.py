# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: what is kept of which seats, and what putting the lab back means."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.snapshots import plan_reset, plan_snapshots

from .room import IMAGE, MARK, desktop, group, lab_of, planned

BASE = {"name": "base", "apply_to": ["students"]}
WEEKLY = {"name": "weekly", "disk_type": "DATA_DISKS", "apply_to": ["lab"], "max_age": "7d", "keep": 4}
STAFF = {"name": "staff", "desktops": [{"computer_name": "T1", "user_name": "tito"}]}
SEATS = {"students": ["BIO-01", "BIO-02"], "staff": ["T1"]}
OWNED = [{"computer_name": name, "desktop_id": f"id-{name.lower()}"} for name in ("BIO-01", "BIO-02", "OLD", "T1")]
WANTED = [{"computer_name": row["computer_name"]} for row in OWNED if row["computer_name"] != "OLD"]
BACK = {"method": "snapshot", "snapshot": "base"}


def lab_with(snapshots=None, **sections):
    given = {"baseline": BASE, "backups": [WEEKLY]} if snapshots is None else snapshots
    return lab_of(group("anna", "ben"), STAFF, snapshots=given, **sections)


def back(lab, names=None, disk_type=None, owned=OWNED, seats=None, wanted=WANTED):
    return plan_reset(lab, owned, wanted, SEATS if seats is None else seats, names, disk_type)


def put_back(plan):
    return [row["computer_name"] for row in plan["desktops"]]


# Taking them


def test_the_baseline_is_taken_once_an_image_and_backups_again_and_again():
    assert plan_snapshots(lab_with(), SEATS) == [
        {
            "name": "base",
            "disk_type": "SYSTEM_DISK",
            "per_image": True,
            "description": MARK,
            "desktops": ["BIO-01", "BIO-02"],
        },
        {
            "name": "weekly",
            "disk_type": "DATA_DISKS",
            "max_age": "7d",
            "keep": 4,
            "description": MARK,
            "desktops": ["BIO-01", "BIO-02", "T1"],
        },
    ]


def test_the_baseline_is_never_renewed_or_rotated():
    baseline = plan_snapshots(lab_with(), SEATS)[0]
    assert not {"keep", "max_age", "recapture"} & set(baseline)


def test_a_name_chooses_one_of_the_file_or_a_new_one_of_all_seats():
    lab = lab_with()
    assert [row["name"] for row in plan_snapshots(lab, SEATS, ["weekly"])] == ["weekly"]
    assert plan_snapshots(lab, SEATS, ["exam"], "ALL") == [
        {"name": "exam", "disk_type": "ALL", "description": MARK, "desktops": ["BIO-01", "BIO-02", "T1"]}
    ]
    assert plan_snapshots(lab, SEATS, ["exam"])[0]["disk_type"] == "SYSTEM_DISK"
    assert plan_snapshots(lab, SEATS, ["base"], "ALL")[0]["disk_type"] == "SYSTEM_DISK"


def test_a_baseline_of_another_image_is_not_put_back():
    assert back(lab_with(reset=BACK))["per_image"] is True
    assert back(lab_with(reset=BACK), names=["weekly"])["per_image"] is False


def test_nothing_is_taken_of_nobody():
    assert plan_snapshots(lab_with(), {"students": [], "staff": []}) == []
    assert plan_snapshots(lab_with(), SEATS, []) == []
    assert plan_snapshots(lab_of(group("anna")), SEATS) == []


def test_a_run_about_some_seats_takes_those_of_these():
    plan = planned(lab_with(), {"seats": "BIO-02"})
    assert [row["desktops"] for row in plan["snapshots"]] == [["BIO-02"], ["BIO-02"]]


@pytest.mark.parametrize("empty", [",", [], " , "])
def test_a_choice_of_no_snapshot_is_refused_and_never_means_all(empty):
    lab = lab_with(reset=BACK)
    plan = planned(lab, {"snapshot_name": empty}, desktops=[desktop("BIO-01", "anna")])
    told = "lab_snapshot_name is given, but names nothing; an empty selection never means all"
    assert plan["snapshots"] == [] and plan["wrong"] == plan["refused"] == [told]
    assert plan["reset"]["refused"] == [told]


# Putting back


def test_the_seats_of_the_snapshot_are_put_back_and_no_others():
    plan = back(lab_with(reset=BACK))
    assert (plan["method"], plan["snapshot"], plan["disk_type"]) == ("snapshot", "base", "SYSTEM_DISK")
    assert plan["desktops"] == OWNED[:2] and plan["refused"] == []


def test_data_disks_are_put_back_only_where_that_is_written():
    everything = {"baseline": {**BASE, "disk_type": "ALL"}}
    assert back(lab_with(everything, reset=BACK))["disk_type"] == "SYSTEM_DISK"
    assert back(lab_with(everything, reset={**BACK, "disk_type": "ALL"}))["disk_type"] == "ALL"
    assert back(lab_with(everything, reset=BACK), disk_type="DATA_DISKS")["disk_type"] == "DATA_DISKS"
    assert back(lab_with(reset=BACK), ["weekly"])["disk_type"] == "DATA_DISKS"
    assert back(lab_with(everything, reset={**BACK, "disk_type": "ALL"}), ["exam"])["disk_type"] == "SYSTEM_DISK"


def test_disks_that_a_snapshot_does_not_hold_are_refused():
    assert back(lab_with(reset=BACK), disk_type="ALL")["refused"] == [
        "the snapshot base is of SYSTEM_DISK only, not of ALL"
    ]
    assert back(lab_with(reset=BACK), ["weekly"], "SYSTEM_DISK")["refused"] == [
        "the snapshot weekly is of DATA_DISKS only, not of SYSTEM_DISK"
    ]


def test_another_snapshot_may_be_put_back_by_name():
    plan = back(lab_with(reset=BACK), ["weekly"])
    assert plan["snapshot"] == "weekly" and put_back(plan) == ["BIO-01", "BIO-02", "T1"]
    assert put_back(back(lab_with(reset=BACK), ["exam"])) == ["BIO-01", "BIO-02", "T1"]
    assert back(lab_with(), ["base"])["refused"] == []


def test_a_name_means_a_snapshot_also_where_the_file_rebuilds():
    plan = back(lab_with(reset={"method": "rebuild"}), ["base"])
    assert (plan["method"], plan["snapshot"], plan["refused"]) == ("snapshot", "base", [])


def test_rebuilding_is_from_the_image_that_is_wanted():
    wanted = [{"computer_name": "bio-01", "image": IMAGE, "image_type": "private", "product": "p"}, *WANTED[1:]]
    plan = back(lab_with(reset={"method": "rebuild"}), owned=OWNED[:2], wanted=wanted)
    assert plan["method"] == "rebuild" and plan["disk_type"] == "SYSTEM_DISK" and plan["refused"] == []
    assert plan["desktops"] == [{**OWNED[0], "image": IMAGE, "image_type": "private"}, OWNED[1]]


def test_what_cannot_be_put_back_is_refused():
    without = lab_of(group("anna"))
    assert back(without)["refused"] == ["the lab file has no section reset, and lab_snapshot_name is not given"]
    assert back(lab_with(reset=BACK), ["base", "weekly"])["refused"] == [
        "lab_snapshot_name must be one name to put back"
    ]
    assert back(lab_with(reset={"method": "rebuild"}), disk_type="ALL")["refused"] == [
        "lab_disk_type is ALL, but rebuilding is about the system disk only"
    ]
    assert back(lab_with(reset=BACK), owned=[])["refused"] == ["no seat of the lab bio is meant"]
    assert back(lab_with(reset=BACK), owned=OWNED[2:])["refused"] == ["no seat of the lab bio is meant"]


@pytest.mark.parametrize("selection", ["PHY-*", ",", "BIO-[09:01]"])
def test_a_selection_that_matches_nothing_puts_nothing_back(selection):
    plan = planned(lab_with(reset=BACK), {"seats": selection}, desktops=[desktop("BIO-01", "anna")])
    assert plan["reset"]["desktops"] == [] and plan["reset"]["refused"] == ["no seat of the lab bio is meant"]


def test_desktops_of_others_are_never_put_back():
    rows = [desktop("BIO-01", "anna", lab="physics"), desktop("BIO-02", "ben", lab=None), desktop("T1", "tito")]
    for reset in (BACK, {"method": "rebuild"}):
        plan = planned(lab_with({"baseline": {**BASE, "apply_to": ["lab"]}}, reset=reset), desktops=rows)
        assert put_back(plan["reset"]) == ["T1"]
