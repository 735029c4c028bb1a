# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another image for the seats of a lab: canaries, batches, failures, people who work on, and the way back."""

from __future__ import annotations

import re

import pytest
from fault.worlds.runs import check
from integration.rooms import group
from integration.warm import WarmRoom

from emulator.cloud.catalogue import IMAGES

OLD, NEW, NEXT = "win11-bio-2026.09", "win11-bio-2026.10", "Windows-11-Professional"
CHECK = {"name": "selftest", "type": "POWERSHELL", "content": "Test-It"}
PEOPLE = ("anna", "ben", "cleo")
NOTES = ("lab-rollout", "lab-old-image")
ALL = {"seats": "all", "confirm": "bio"}


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab of three people and a spare seat that is off, with something on all disks."""
    room = WarmRoom(project, tmp_path, warm)
    lab(room)
    for number, user in enumerate((*PEOPLE, None), 1):
        room.own(f"BIO-{number:02d}", user, data_volumes=[20])
    room.control("POST", "desktops", action="power", desktop="BIO-04", status="SHUTOFF")
    for name in room.desktops:
        room.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
    return room


def lab(room, limit=2, **rollout):
    """Write the lab file."""
    section = {"canary": 1, "batch": 2, "soak": "1h", "check_script": "selftest", **rollout}
    baseline = {"baseline": {"name": "base", "apply_to": ["lab"]}}
    sections = {"limits": {"max_disrupt": limit}, "scripts": [CHECK], "snapshots": baseline}
    room.file(group(*PEOPLE, spares=1), rollout=section, **sections)


def hours_pass(room, hours=2):
    """Let some time pass."""
    room.control("POST", "clock", advance=hours * 3600)


def images(room):
    """Return the images of the seats in their order, by what their system disks were made of."""
    return [IMAGES[desktop["image_id"]].name for _name, desktop in sorted(room.desktops.items())]


def notes(room):
    """Return what is noted of each seat, without images and times."""
    found = {name: desktop["tags"].get("lab-rollout") for name, desktop in sorted(room.desktops.items())}
    return {name: note.partition("@")[2].partition("@")[0] for name, note in found.items() if note}


def plan_of(lines):
    """Return the ID of a plan in its lines."""
    return re.findall(r"plan ([0-9a-f]{12}):", lines)[0]


def work(room):
    """Return what is on the data disks."""
    return [disk["content"] for _name, desktop in sorted(room.desktops.items()) for disk in desktop["disks"]]


def planned(room, action, **variables):
    """Plan a run in the process of the test, and return what stands against it, and its lines."""
    ended = check(room, str(room.folder / "lab.yml"), "rollout", action=action, **{**ALL, **variables})
    return "; ".join([ended.problem, *ended.plan.result.get("lines", ())])


@pytest.mark.slow
def test_a_canary_comes_first_and_at_the_end_nothing_is_noted(room):
    before = work(room)
    shown = planned(room, "plan", image=NEW)
    assert "lab_action=canary takes BIO-04" in shown and "0 of 1 canaries are good" in shown
    assert "the lab file says image win11-bio-2026.09 for 4 seats; write win11-bio-2026.10 there" in shown
    checked = planned(room, "canary", image=NEW)
    assert ": rebuild BIO-04" in checked
    done = room.play("rollout", action="canary", image=NEW, expect_plan=plan_of(checked), **ALL).done("good: BIO-04")
    assert done.exported["lab_verdict"] == "done"
    assert images(room) == [OLD, OLD, OLD, NEW] and notes(room) == {"BIO-04": "canary"}
    # It was off before, and had to run only for the check.
    assert room.desktops["BIO-04"]["status"] == "SHUTOFF"
    assert [row["desktop_id"] for row in room.state["tables"]["Snapshot"]] == [room.desktops["BIO-04"]["id"]]
    assert "the canaries have to be good until" in planned(room, "continue", image=NEW)
    hours_pass(room)
    assert "3 desktops would be disturbed, but the limit is 2" in planned(room, "continue", image=NEW, batch="3")
    room.session("BIO-01")
    assert "BIO-01: anna is logged in" in planned(room, "continue", image=NEW)
    assert "rebuild BIO-02, BIO-03" in planned(room, "continue", image=NEW, if_in_use="skip")
    room.session("BIO-01", "close")
    room.play("rollout", action="continue", image=NEW, max_disrupt="3", batch="3", **ALL).done("good: BIO-01")
    assert images(room) == [NEW] * 4 and work(room) == before
    assert not [key for desktop in room.desktops.values() for key in NOTES if key in desktop["tags"]]
    assert "nothing to do" in planned(room, "continue", image=NEW)


@pytest.mark.slow
def test_data_disks_that_windows_leaves_offline_are_found(room):
    def offline():
        return {name for name, desktop in room.desktops.items() if not all(disk["online"] for disk in desktop["disks"])}

    room.control("POST", "reading", people_data="harsher")
    lab(room, check_script="", check_disks=True)
    failed = room.play("rollout", action="canary", image=NEW, **ALL).failed("BIO-04 (bio-disks-online ended FAILED (1)")
    assert notes(room) == {"BIO-04": "failed"} and offline() == {"BIO-04"}
    assert "These seats are not good: BIO-04." in failed.text
    # A script sets them online.
    online = {"name": "online", "type": "POWERSHELL", "content": "Get-Disk | Set-Disk -IsOffline $false"}
    scripts = [{**online, "run": ["after_rebuild"], "apply_to": ["students"]}]
    rollout = {"canary": 1, "batch": 2, "check_disks": True}
    room.file(group(*PEOPLE, spares=1), rollout=rollout, scripts=scripts, limits={"max_disrupt": 2})
    room.play("rollout", action="canary", image=NEW, canary="BIO-03", retry="true", **ALL).done("good: BIO-03")
    assert not offline() - {"BIO-04"}
    assert "bio-disks-online" not in room.play("status").text


def test_seats_in_an_exam_are_not_touched(room):
    tags = room.desktops["BIO-02"]["tags"]
    room.console("set", "BIO-02", fields={"tags": {**tags, "lab-exam": "mid-1@2036-11-20T0930Z"}})
    shown = planned(room, "canary", image=NEW, canary="BIO-0[12]")
    assert "left as it is: BIO-02 (it is in the exam mid-1)" in shown and ": rebuild BIO-01" in shown
    note = {"lab-rollout": "0ld00000@canary", "lab-old-image": room.desktops["BIO-01"]["image_id"]}
    room.console("set", "BIO-02", fields={"tags": {**room.desktops["BIO-02"]["tags"], **note}})
    assert "rebuild BIO-02" not in planned(room, "rollback")
    reset = {"reset": {"method": "rebuild"}}
    room.file(group(*PEOPLE, spares=1), **reset)
    refused = check(room, str(room.folder / "lab.yml"), "reset", seats="all").problem
    assert "in an exam, whose end can put them back: BIO-02; run lab_exam with lab_action=end" in refused
    assert not check(room, str(room.folder / "lab.yml"), "reset", seats="BIO-01").problem


@pytest.mark.slow
def test_a_canary_that_fails_stops_the_rollout_and_goes_back_and_the_next_image_follows(room):
    before = {name: desktop["tags"] for name, desktop in room.desktops.items()}
    room.control("POST", "images", action="silence", image=NEW)
    failed = room.play("rollout", action="canary", canary="BIO-01", image=NEW, wait_timeout="900", **ALL)
    failed.failed("failed: BIO-01 (people cannot log in: it is not registered)", "These seats are not good: BIO-01.")
    assert failed.exported["lab_verdict"] == "stopped by failures" and notes(room) == {"BIO-01": "failed"}
    assert "failed: BIO-01; go back with lab_action=rollback" in planned(room, "canary", image=NEW)
    assert "1 of at most 1 failures: BIO-01" in planned(room, "continue", image=NEW)
    # Without the section of the file, and whoever works elsewhere.
    room.file(group(*PEOPLE, spares=1))
    room.session("BIO-02")
    room.play("rollout", action="rollback", **ALL).done("rebuild BIO-01", "good: BIO-01")
    assert images(room) == [OLD] * 4
    assert {name: desktop["tags"] for name, desktop in room.desktops.items()} == before
    lab(room, limit=4, batch=4, soak="0s")
    room.play("rollout", action="canary", canary="BIO-01", image=NEXT, **ALL).done("good: BIO-01")
    room.play("rollout", action="continue", image=NEXT, if_in_use="skip", **ALL).done("good: BIO-03, BIO-04")
    assert images(room) == [NEXT, OLD, NEXT, NEXT]
    assert len(room.state["sessions"]) == 1 and not room.state["disturbed"]


@pytest.mark.slow
def test_who_does_not_log_off_in_time_is_left_for_the_next_run(room):
    lab(room, canary=0, batch=2, wait_for_logoff="2h")
    room.session("BIO-01")
    before = room.state["now"]
    waiting = {"wait_for_logoff": "10m", "warn": True}
    done = room.play("rollout", action="continue", image=NEW, **waiting, **ALL).done(
        "rebuild BIO-01, BIO-02", "good: BIO-02"
    )
    assert done.exported["lab_verdict"] == "done with stragglers" and before + 600 <= room.state["now"] < before + 7200
    assert images(room) == [OLD, NEW, OLD, OLD] and not room.state["disturbed"] and "BIO-01" in notes(room)
    assert room.state["tables"]["Notice"]
    room.session("BIO-01", "close")
    room.play("rollout", action="continue", image=NEW, **ALL).done("rebuild BIO-01, BIO-03", "good: BIO-01, BIO-03")


def saved(room):
    """Return what the snapshots before a rebuild hold, by seat."""
    names = {row["id"]: name for name, row in room.desktops.items()}
    found = {}
    for row in room.state["tables"].get("Snapshot", []):
        if "pre-rollout-" in row["name"]:
            found.setdefault(names[row["desktop_id"]], []).append(row["content"])
    return found


@pytest.mark.slow
def test_a_snapshot_has_what_people_store_until_they_leave(room):
    """Nobody is rebuilt without one: not who stays, and not who has worked since the last one."""
    lab(room, canary=0, batch=2, soak="0s", snapshot_before="SYSTEM_DISK", wait_for_logoff="30m")
    for name in ("BIO-01", "BIO-02"):
        room.session(name)

    def leave():
        room.control("POST", "write", desktop="BIO-01", disk="all", content="saved in time")
        room.session("BIO-01", "close")

    with room.when("/desktops/notifications", "POST", leave):
        room.play("rollout", action="continue", image=NEW, warn="true", **ALL).done("good: BIO-01")
    assert images(room) == [NEW, OLD, OLD, OLD] and not room.state["disturbed"]
    assert saved(room) == {"BIO-01": ["saved in time"]}
    room.session("BIO-02", "close")
    room.play("rollout", action="rollback", **ALL).done("good: BIO-01")
    room.session("BIO-01")
    room.control("POST", "write", desktop="BIO-01", disk="all", content="saved later")
    hours_pass(room)
    room.session("BIO-01", "close")
    room.play("rollout", action="continue", image=NEW, **ALL).done("good: BIO-01, BIO-02")
    assert saved(room) == {"BIO-01": ["saved in time", "saved later"], "BIO-02": ["work on BIO-02"]}


@pytest.mark.slow
def test_a_seat_whose_script_fails_is_not_good_until_the_script_succeeds(room):
    room.control("POST", "script-outcomes", script="selftest", result_code="1")
    room.play("rollout", action="canary", image=NEW, **ALL).failed("failed: BIO-04 (selftest ended FAILED")
    assert notes(room) == {"BIO-04": "failed"} and room.desktops["BIO-04"]["status"] == "SHUTOFF"
    wiped = len(room.state["wiped"])
    room.control("POST", "script-outcomes", script="selftest")
    room.play("rollout", action="canary", image=NEW, retry="true", **ALL).done("good: BIO-04")
    assert notes(room) == {"BIO-04": "canary"} and len(room.state["wiped"]) == wiped


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"action": "canary"}, "lab_action=canary needs lab_image"),
        ({"action": "canary", "image": "win11-bio-2026.1"}, 'there is no image "win11-bio-2026.1"; the nearest are'),
        ({"action": "canary", "image": NEW, "seats": ""}, "lab_action=canary needs lab_seats"),
        ({"action": "canary", "image": NEW, "canary": "BIO-77"}, "the canary BIO-77 matches no seat of this run"),
        ({"action": "continue", "image": NEW, "batch": "0"}, "lab_batch is 0, but must be a number from 1 on"),
        ({"action": "canary", "image": "ubuntu-lab-2026.09"}, "is for Linux, unlike BIO-01, BIO-02, BIO-03, BIO-04"),
        ({"action": "canary", "image": "Windows-Server-2019"}, "needs a system disk of 100 GB, unlike BIO-01"),
        (
            {"action": "pause", "image": NEW},
            "lab_action is pause, but must be plan, canary, continue, rollback or status",
        ),
    ],
)
def test_a_run_that_makes_no_sense_is_refused(room, variables, words):
    assert words in planned(room, **variables)


def test_seats_whose_old_image_is_gone_are_told_before_and_after(room):
    room.control("POST", "images", action="delete", image=OLD)
    assert "cannot be rolled back, since their present image is gone: BIO-04" in planned(room, "canary", image=NEW)
    old = room.desktops["BIO-01"]["image_id"]
    new = room.control("POST", "images", action="silence", image=NEW)["id"]
    tags = {"lab-rollout": f"{new[:8]}@failed", "lab-old-image": old}
    room.control("POST", "desktops", action="tag", desktop="BIO-01", tags=tags)
    room.control("POST", "desktops", action="set", desktop="BIO-01", fields={"image_id": new})
    told = planned(room, "rollback")
    assert "nothing to do" in told and f"left as it is: BIO-01 (its old image {old} is gone)" in told
    assert f"{old} (gone)" in planned(room, "status") and "failed" in planned(room, "status")
