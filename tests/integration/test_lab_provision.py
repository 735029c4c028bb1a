# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labs from one file: what a check announces is what the run does, and nobody's work or seat is touched unannounced."""

from __future__ import annotations

import pytest
from integration.desktops import PRODUCT
from integration.rooms import BASE, MARK, group
from integration.warm import WarmRoom

BIG = "workspace.g1.xlarge.windows"
SECRETS = ("anna@uni.example", "+491700000001", "tito@uni.example", "emulator-secret-key")
BLANK = dict.fromkeys(
    (
        "only",
        "seats",
        "if_in_use",
        "power_type",
        "adopt",
        "max_create",
        "max_delete",
        "max_disrupt",
        "confirm",
        "expect_plan",
        "wait_timeout",
    ),
    "",
)


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project that nobody has used before."""
    return WarmRoom(project, tmp_path, warm)


def test_an_empty_project_becomes_the_lab_and_stays_it(room):
    people = [{"user_name": "anna", "user_email": "anna@uni.example", "user_phone": "+491700000001"}, "ben"]
    teachers = [{"computer_name": "BIO-T1", "user_name": "tito", "user_email": "tito@uni.example", "power": "stopped"}]
    room.file(
        group(*people, spares=1, data_volumes=[{"type": "SSD", "size": 20}]),
        {"name": "staff", "product": BIG, "desktops": teachers},
        target={"region": "ap-southeast-1", "project_id": room.project_id},
        limits={"max_desktops": 4, "max_create": 4, "max_disrupt": 0},
    )
    checked = room.play("provision", "--check", "--diff", "-vvv", **BLANK)
    checked.done(
        f"region ap-southeast-1, project {room.project_id}, lab bio",
        "create 4, change 0, disturb 0, delete 0, skip 0; 4 desktops in all",
        "create: BIO-01, BIO-02, BIO-03, BIO-T1",
        f"product {PRODUCT}: 3 desktops, 6 vCPU, 12 GB memory",
        "disks: SAS 320 GB, SSD 60 GB",
        "spares: BIO-03",
        "quota volume_gigabytes: 380 needed",
        '"users": [\n+            "anna"',
        "would create 4, change 0, delete 0, skip 0",
    )
    assert not checked.writes and not room.desktops

    done = room.play("provision", "--diff", "-vvv", **{**BLANK, "expect_plan": checked.plan_id})
    done.done("created 4, changed 0, deleted 0, skipped 0; 4 desktops in all")
    assert done.plan_id == checked.plan_id
    assert room.users() == {"BIO-01": ["anna"], "BIO-02": ["ben"], "BIO-03": [], "BIO-T1": ["tito"]}
    desktops = room.desktops
    assert {name: desktop["tags"] for name, desktop in desktops.items()} == dict.fromkeys(desktops, MARK)
    assert {name: desktop["product_id"] for name, desktop in desktops.items()}["BIO-T1"] == BIG
    assert {name: desktop["status"] for name, desktop in desktops.items()} == {
        **dict.fromkeys(desktops, "ACTIVE"),
        "BIO-T1": "SHUTOFF",
    }
    assert [disk["size"] for disk in desktops["BIO-01"]["disks"]] == [20]
    assert room.state["mails"] == []
    for played in (checked, done):
        assert [secret for secret in SECRETS if secret in played.text] == []

    room.control("POST", "write", desktop="BIO-01", disk="all", content="thesis")
    before = room.stable(*desktops)
    again = room.play("provision", "--diff").unchanged()
    again.told("create 0, change 0, disturb 0, delete 0, skip 0; 4 desktops in all")
    assert room.stable(*desktops) == before and room.contents("BIO-01") == ["thesis", "thesis"]
    assert room.state["disturbed"] == room.state["wiped"] == room.state["deleted"] == []


@pytest.mark.slow
def test_drift_is_repaired_and_nobody_at_work_is_disturbed(room):
    staff = {"name": "staff", "power": "started", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}
    room.file(group("anna", "ben", "cleo", "dora", tags={"room": "1"}), staff, limits={"max_disrupt": 1})
    tags = {**MARK, "room": "1"}
    room.own("BIO-01", "anna", tags={**MARK, "room": "7"}, product=PRODUCT)
    room.own("BIO-02", "ben", tags=tags, product=BIG)
    room.own("BIO-04", "dora", tags=tags, status="SHUTOFF")
    room.own("BIO-T1", "tito", status="SHUTOFF")
    room.own("FOREIGN", "zoe", tags={})
    room.session("BIO-02")
    untouched = room.stable("BIO-02", "BIO-04", "FOREIGN")

    room.play("provision").refused("BIO-02: ben is logged in; set if_in_use to skip or force to go on")

    checked = room.play("provision", "--check", "--diff", if_in_use="skip").done(
        "create: BIO-03", "change: BIO-01, BIO-T1", "skip: BIO-02 (ben is logged in)"
    )
    assert not checked.writes
    done = room.play("provision", if_in_use="skip", expect_plan=checked.plan_id)
    done.done("created 1, changed 2, deleted 0, skipped 1; 5 desktops in all")
    assert room.stable("BIO-02", "BIO-04", "FOREIGN") == untouched
    desktops = room.desktops
    assert desktops["BIO-01"]["tags"] == tags and desktops["BIO-T1"]["status"] == "ACTIVE"
    assert room.users()["BIO-03"] == ["cleo"]
    assert room.state["disturbed"] == []

    room.play("provision", if_in_use="force", max_disrupt="0").refused(
        "1 desktop would be disturbed, but the limit is 0 (lab_max_disrupt)"
    )
    room.play("provision", if_in_use="force").done("changed 1")
    assert room.desktops["BIO-02"]["product_id"] == PRODUCT
    assert [one["desktop"] for one in room.state["disturbed"]] == ["BIO-02"]
    assert room.contents("BIO-01") == ["work on BIO-01"] and room.contents("BIO-02") == ["work on BIO-02"]


@pytest.mark.slow
def test_joiners_and_leavers_concern_nobody_else(room):
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", "cleo")):
        room.own(name, user, data_volumes=[20])
    others = room.stable("BIO-01", "BIO-03")

    room.file(group("cleo", "dora", "anna"))
    room.play("provision").done("create: BIO-04", "left over (reported, never removed): BIO-02", "changed 0")
    assert room.users() == {"BIO-01": ["anna"], "BIO-02": ["ben"], "BIO-03": ["cleo"], "BIO-04": ["dora"]}

    room.file(group("dora", "cleo", "anna", on_leave="unassign"))
    room.play("provision").done("change: BIO-02", "created 0, changed 1, deleted 0")
    gone = room.desktops["BIO-02"]
    assert gone["assignments"] == [] and gone["status"] == "SHUTOFF"
    assert room.contents("BIO-02") == ["work on BIO-02"] * 2

    room.file(group("dora", "cleo", "anna", on_leave="delete"))
    room.play("provision", confirm="physics").refused(
        "1 desktop would be deleted, but the limit is 0 (lab_max_delete)", "deleting BIO-02 needs lab_confirm=bio"
    )
    room.play("provision", confirm="bio", max_delete="1").done("delete: BIO-02", "deleted 1")
    assert room.users() == {"BIO-01": ["anna"], "BIO-03": ["cleo"], "BIO-04": ["dora"]}
    assert room.stable("BIO-01", "BIO-03") == others


def test_a_run_about_the_seat_of_a_leaver_alone_ends_well_when_the_seat_is_gone(room):
    room.own("BIO-01", "anna", status="SHUTOFF")
    room.own("BIO-02", "ben")
    room.file({**group("anna", on_leave="delete"), "power": "started"})
    room.play("provision", seats="BIO-02", confirm="bio", max_delete="1").done("delete: BIO-02", "deleted 1")
    assert room.users() == {"BIO-01": ["anna"]} and room.desktops["BIO-01"]["status"] == "SHUTOFF"


@pytest.mark.slow
def test_a_seat_changes_hands_only_when_file_and_run_agree_to_the_loss(room):
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben")):
        room.own(name, user, data_volumes=[20])
    room.desktop("PC-1", user="cleo")
    two = {"numbers": {"first": 1, "last": 2}, "on_leave": "unassign"}
    room.file(group("ben", **two))
    room.play("provision").done("created 0, changed 1")
    assert room.contents("BIO-01") == ["work on BIO-01"] * 2

    room.file(group("ben", "cleo", **two))
    room.play("provision").refused("BIO-01: it belonged to anna", "may be lost when cleo gets it", "reassign")
    room.file(group("ben", "anna", **two))
    back = room.play("provision", "--check").done("change 1")
    assert "given to other people" not in back.text

    room.file(group("ben", "cleo", **two), defaults={**BASE["defaults"], "reassign": "keep_disks"})
    told = "given to other people, which may lose what is on the disks: BIO-01"
    room.play("provision", "--check").done(told, "disturb: BIO-01")
    room.play("provision").refused(told, "may lose what is on the disks, which needs lab_confirm=bio")
    assert room.contents("BIO-01") == ["work on BIO-01"] * 2 and room.state["wiped"] == []
    room.play("provision", confirm="bio").done(told, "changed 1")
    assert room.users()["BIO-01"] == ["cleo"]
    assert {row["desktop"] for row in room.state["wiped"]} == {"BIO-01"}
    room.play("provision").unchanged()


@pytest.mark.slow
def test_what_is_not_this_labs_is_left_alone_until_it_is_adopted(room):
    room.own("BIO-02", "anna", tags={"department": "biology"})
    room.own("BIO-07", "zoe", tags={})
    room.own("BIO-T1", tags={"workspace-lab": "physics"})
    room.own("OLD", "ben")
    foreign = room.stable("BIO-07", "BIO-T1", "OLD")
    staff = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}

    room.file(group("cleo", "anna", "ben"), staff)
    room.play("provision", only="rooms").refused(
        "Nothing was changed: lab_only names rooms, but the sections are people,"
    )
    room.play("provision", seats="PHY-*").refused(
        "BIO-02 exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's",
        "BIO-T1 belongs to the lab physics",
        "ben has OLD already and would get BIO-03 as a second desktop",
        "lab_seats (PHY-*) matches no seat",
    )
    room.file(group("cleo", "anna"))
    room.play("provision", adopt="true", seats="BIO-02").done("change: BIO-02", "created 0, changed 1")
    room.play("provision").done("create: BIO-01", "left over (reported, never removed): OLD")
    assert room.users() == {
        "BIO-01": ["cleo"],
        "BIO-02": ["anna"],
        "BIO-07": ["zoe"],
        "BIO-T1": [],
        "OLD": ["ben"],
    }
    assert room.desktops["BIO-02"]["tags"] == {"department": "biology", **MARK}
    assert room.contents("BIO-02") == ["work on BIO-02"]
    assert room.stable("BIO-07", "BIO-T1", "OLD") == foreign


def test_a_plan_beyond_its_limits_is_not_begun(room):
    room.own("BIO-09")
    room.control("POST", "quotas", general_instances=2)
    room.file(group("anna", "ben"), limits={"max_create": 1, "max_desktops": 2})
    room.play("provision", expect_plan="0123456789ab").refused(
        "Nothing was changed: the lab would have 3 desktops, but the limit is 2 (limits.max_desktops)",
        "2 desktops would be created, but the limit is 1 (limits.max_create)",
        "the quota general_instances is exceeded: 2 needed, 1 free",
        "the plan 0123456789ab was approved, but now the plan is ",
    )

    room.file(group("anna"), target={"region": "ap-southeast-1", "project_name": "ap-southeast-1_teaching"})
    room.play("provision", confirm="bio").refused(
        "Nothing was changed: the lab bio lives in ap-southeast-1, project ap-southeast-1_teaching, but the "
        f"credentials lead to ap-southeast-1, project {room.project_id}."
    )
    assert list(room.desktops) == ["BIO-09"]

    room.file(group("anna"), schedule=[])
    room.play("provision").refused(
        "Nothing was changed: the lab file lab.yml: unknown key schedule; the nearest are schedules"
    )
    room.play("provision", file="").refused("Nothing was changed: set lab_file to the path of a lab file")


@pytest.mark.slow
def test_a_killed_run_is_finished_by_the_next_and_nothing_is_made_twice(project, tmp_path, warm):
    room = WarmRoom(project, tmp_path, warm)
    apps = {"name": "apps", "type": "POWERSHELL", "content": "Install", "execution_timeout": 20}
    room.file(group("anna", "ben", spares=1), scripts=[{**apps, "run": ["after_create"], "apply_to": ["students"]}])
    room.job_seconds(200)
    room.play_until_created("provision")
    # The service lists a job only some time after it has begun.
    room.control("POST", "clock", advance=30)
    room.play("provision").done("created 0", "3 desktops in all", "script runs: execute apps on BIO-01, apps on BIO-02")
    assert room.users() == {"BIO-01": ["anna"], "BIO-02": ["ben"], "BIO-03": []}
    made = [sub_job["desktop_name"] for job in room.state["jobs"] for sub_job in job["sub_jobs"]]
    assert sorted(made) == ["BIO-01", "BIO-02", "BIO-03"]
    assert room.state["deleted"] == []
    room.play("provision").unchanged()
