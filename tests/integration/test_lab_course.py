# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole courses from one file: what a check plans is what the run does, whatever state the cloud is in."""

from __future__ import annotations

import pytest
from integration.desktops import PRODUCT
from integration.rooms import MARK, Room
from integration.warm import WarmRoom

BIG = "workspace.g1.xlarge.windows"
HEADER = "login,mail,section,seat,status"
ANNA, BEN, CLEO = (f"{name},{name}@uni.example,A,," for name in ("anna", "ben", "cleo"))
COLUMNS = {"user_name": "login", "user_email": "mail"}
NOTE = "[workspace-lab: bio]"

PEOPLE = {
    "roster": "roster.csv",
    "columns": COLUMNS,
    "staff": ["tito"],
    "groups": [{"name": "bio-students", "members": "roster"}, {"name": "bio-staff", "members": "staff"}],
    "on_leave": "lock",
}
STUDENTS = {
    "name": "students",
    "people": {"section": ["A"]},
    "computer_name": "BIO-{number:02d}",
    "numbers": {"first": 1, "last": 9},
    "spares": 1,
    "data_volumes": [{"type": "SAS", "size": 20}],
    "on_leave": "unassign",
}
STAFF = {"name": "staff", "power": "started", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}
POOL = {
    "name": "bio-pool",
    "type": "DYNAMIC",
    "size": 1,
    "authorized_objects": [{"group": "bio-students"}],
    "disconnected_retention_period": 60,
}
NIGHT = {
    "name": "bio-stop",
    "task_type": "STOP",
    "scheduled_type": "WEEK",
    "week_list": ["mon", "fri"],
    "scheduled_time": "20:15",
    "expire_time": "term_end",
    "apply_to": ["lab"],
}
COURSE = {
    "time_zone": "Europe/Berlin",
    "term": {"start": "2026-10-05", "end": "2037-02-12"},
    "people": PEOPLE,
    "pools": [POOL],
    "schedules": [NIGHT],
    "snapshots": {
        "baseline": {"name": "base", "apply_to": ["students"]},
        "backups": [
            {"name": "weekly", "disk_type": "DATA_DISKS", "apply_to": ["students"], "max_age": "7d", "keep": 2}
        ],
    },
    "reset": {"method": "snapshot", "snapshot": "base"},
}


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project that has the teacher's account, somebody else's desktop, and nothing more."""
    room = WarmRoom(project, tmp_path, warm)
    room.desktop("OFFICE", user="tito", tags={})
    return room


def roster(room, *lines):
    """Write the roster, as a school would export it."""
    (room.folder / "roster.csv").write_text("\n".join([HEADER, *lines]) + "\n")


def table(room, name):
    """Return the records of a kind."""
    return room.state["tables"].get(name, [])


def snapshots(room):
    """Return which disks of which desktops have how many snapshots that can be put back."""
    names = {row["id"]: row["name"] for row in room.state["desktops"]}
    rows = [row for row in table(room, "Snapshot") if row["status"] == "create_success"]
    found = [(names[row["desktop_id"]], row["is_system_disk"]) for row in rows]
    return {one: found.count(one) for one in found}


def members(room, name):
    """Return who is in a group."""
    users = {row["id"]: row["user_name"] for row in room.state["users"]}
    [group] = [row for row in room.state["groups"] if row["name"] == name]
    return sorted(users[one] for one in group["member_ids"])


@pytest.mark.slow
def test_what_is_planned_is_what_is_done(room):
    room.file(STUDENTS, STAFF, **COURSE)
    roster(room, ANNA, BEN)

    # An empty project
    checked = room.play("provision", "--check").done(
        "create: BIO-01, BIO-02, BIO-03, BIO-T1",
        "users: create anna, ben",
        "user groups: create bio-students, bio-staff",
        "pools: create bio-pool",
        "scheduled tasks: create bio-stop",
        "snapshots kept at most: base 3, weekly 6",
        "mails that will be sent: 2",
        "desktops that no STOP schedule covers: 0",
    )
    assert not checked.writes
    done = room.play("provision", expect_plan=checked.plan_id).done("created 5, changed 0, deleted 0, skipped 0")
    assert done.plan_id == checked.plan_id
    everybody = {"BIO-01": ["anna"], "BIO-02": ["ben"], "BIO-03": [], "BIO-T1": ["tito"], "OFFICE": ["tito"]}
    assert {name: users for name, users in room.users().items() if name in everybody} == everybody
    assert (members(room, "bio-students"), members(room, "bio-staff")) == (["anna", "ben"], ["tito"])
    accounts = {row["user_name"]: row["description"] for row in room.state["users"]}
    assert accounts == {"anna": NOTE, "ben": NOTE, "tito": ""}
    [pool], [task] = table(room, "Pool"), table(room, "ScheduledTask")
    assert (pool["name"], pool["tags"]) == ("bio-pool", MARK) and task["description"] == NOTE
    assert snapshots(room) == {(f"BIO-0{number}", system): 1 for number in (1, 2, 3) for system in (True, False)}

    # A finished one
    finished = room.play("provision", "--check").unchanged()
    finished.told("create 0, change 0, disturb 0, delete 0, skip 0; 5 desktops in all")

    # Drift of all kinds, a joiner, a leaver, and somebody at work
    for name in everybody:
        room.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
    room.session("BIO-01")
    room.console("delete", "BIO-03")
    room.console("tag", "BIO-01", tags={"workspace-lab": "bio", "extra": "kept"})
    room.console("power", "BIO-T1", status="SHUTOFF")
    room.control("POST", "pools", pool="bio-pool", fields={"product_id": BIG})
    [ben] = [row["id"] for row in room.state["users"] if row["user_name"] == "ben"]
    room.change("Group", "bio-students", member_ids=[ben])
    room.change("ScheduledTask", "bio-stop", scheduled_time="23:00:00")
    roster(room, CLEO, BEN.removesuffix(",") + ",left", ANNA)
    others = room.stable("BIO-01", "OFFICE")
    checked = room.play("provision", "--check").done(
        "create: BIO-03, BIO-04",
        "change: BIO-02, BIO-T1",
        "users: create cleo; lock ben",
        "pools: resize bio-pool",
        "scheduled tasks: update bio-stop",
    )
    assert not checked.writes
    room.play("provision", expect_plan=checked.plan_id).done("created 2, changed 2, deleted 0, skipped 0")
    assert room.users()["BIO-02"] == [] and room.users()["BIO-03"] == ["cleo"]
    assert members(room, "bio-students") == ["anna", "cleo"]
    assert {row["user_name"]: row["locked"] for row in room.state["users"]}["ben"] is True
    assert [row["scheduled_time"] for row in table(room, "ScheduledTask")] == ["20:15:00"]
    assert [row["product_id"] for row in table(room, "Pool")] == [PRODUCT]
    assert room.desktops["BIO-T1"]["status"] == "ACTIVE"
    assert room.stable("BIO-01", "OFFICE") == others and room.state["disturbed"] == []
    for name in ("BIO-01", "BIO-02", "BIO-T1", "OFFICE"):
        assert set(room.contents(name)) == {f"work on {name}"}
    room.play("provision", "--check").unchanged()


def test_what_is_misspelt_is_refused_in_both_modes(room):
    seat = {"computer_name": "BIO-T1", "users": [{"user_name": "bio-staf", "type": "GROUP"}]}
    pool = {**POOL, "authorized_objects": [{"group": "bio-student"}]}
    room.file(
        {"name": "staff", "desktops": [seat]},
        **{**COURSE, "pools": [pool], "snapshots": {}, "reset": {"method": "rebuild"}},
    )
    roster(room, ANNA)
    told = (
        "BIO-T1: there is no user group bio-staf, neither in the lab file nor in the cloud; the nearest are bio-staff",
        "pools[bio-pool]: there is no user group bio-student, neither in the lab file nor in the cloud",
    )
    room.play("provision", "--check").refused(*told)
    room.play("provision").refused(*told)


@pytest.mark.slow
def test_an_account_activated_by_its_administrator_gets_a_password_that_only_its_file_shows(room):
    people = {**PEOPLE, "active_type": "ADMIN_ACTIVATE", "groups": [], "on_leave": "delete"}
    room.file(
        STUDENTS,
        **{**COURSE, "people": people, "pools": [], "schedules": [], "snapshots": {}, "reset": {"method": "rebuild"}},
    )
    roster(room, ANNA)
    room.play("people").refused("set lab_credentials_file to the file that is to hold them")
    room.play("people", "-vvv", "--check", credentials_file="passwords.csv")
    file = room.folder / "passwords.csv"
    assert not file.exists()
    # A blank answer to what other playbooks ask is not the whole lab.
    done = room.play("people", "-vvv", "--diff", credentials_file="passwords.csv", only="").done("users: create anna")
    assert file.stat().st_mode & 0o777 == 0o600
    [_header, line] = file.read_text().splitlines()
    name, password = line.split(",", 1)
    assert name == "anna" and len(password) == 16 and password not in done.text and "anna@uni.example" not in done.text
    [anna] = [row for row in room.state["users"] if row["user_name"] == "anna"]
    assert anna["has_password"] is True and "BIO-01" not in room.desktops
    room.play("people", credentials_file="passwords.csv").unchanged()
    assert file.read_text().splitlines()[1:] == [line]

    # Nothing of hers is left: her account goes when the file and the run both say so.
    roster(room, ANNA + "left", BEN)
    room.play("people", credentials_file="passwords.csv").refused(
        "0 desktops and 1 user would be deleted, but the limit is 0 (lab_max_delete)",
        "deleting anna needs lab_confirm=bio",
    )
    room.play("people", credentials_file="passwords.csv", max_delete="1", confirm="bio").done(
        "users: create ben; delete anna"
    )
    assert sorted(row["user_name"] for row in room.state["users"]) == ["ben", "tito"]


@pytest.mark.slow
def test_power_snapshot_reset_and_export(room):
    room.file(STUDENTS, **{**COURSE, "pools": []})
    roster(room, ANNA, BEN)
    room.play("provision").done("created 3")
    fresh = room.contents("BIO-02")[0]
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        room.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
    room.session("BIO-01")

    # Back to the baseline
    room.play("reset", seats="all").refused("BIO-01: anna is logged in")
    checked = room.play("reset", "--check", seats="BIO-0[1:2]", if_in_use="skip")
    assert not checked.done("would put back BIO-02; skipped BIO-01").writes
    room.play("reset", seats="BIO-0[1:2]", if_in_use="skip").done("put back BIO-02; skipped BIO-01")
    assert room.contents("BIO-02") == [fresh, "work on BIO-02"]
    assert room.contents("BIO-01") == ["work on BIO-01"] * 2 and room.contents("BIO-03") == ["work on BIO-03"] * 2

    # A snapshot of another name, of the data disks too
    room.play("snapshot", snapshot_name="exam", disk_type="ALL", seats="BIO-03").done("BIO-03")
    assert snapshots(room)["BIO-03", True] == snapshots(room)["BIO-03", False] == 2
    room.play("reset", seats="all", snapshot_name="exam", disk_type="ALL").refused("that needs lab_confirm=bio")
    room.play("snapshot", seats="PHY-*").refused("lab_seats matches")

    # Power and schedules
    room.play("power").refused("set lab_action to")
    room.play("power", action="stop", seats="all", if_in_use="skip").done("stop BIO-02, BIO-03; skipped BIO-01")
    states = {name: row["status"] for name, row in room.desktops.items()}
    assert (states["BIO-01"], states["BIO-02"], states["BIO-03"]) == ("ACTIVE", "SHUTOFF", "SHUTOFF")
    # What nobody has is started only by its name.
    checked = room.play("power", "--check", action="start").done("would start BIO-02; skipped nothing")
    checked.told("left as they are, since nobody has them; name them in lab_seats to start them: BIO-03")
    room.play("power", action="start", seats="all").done("start BIO-02; skipped nothing")
    assert (room.desktops["BIO-02"]["status"], room.desktops["BIO-03"]["status"]) == ("ACTIVE", "SHUTOFF")
    room.play("power", action="start", seats="BIO-03").done("start BIO-03")
    room.play("power", action="pause", seats="BIO-02").refused("leave lab_seats blank")
    room.play("power", action="pause", seats=" ").done("pause bio-stop")
    assert [row["enable"] for row in table(room, "ScheduledTask")] == [False]
    room.play("provision").unchanged()
    room.play("power", action="resume").done("resume bio-stop")
    assert [row["enable"] for row in table(room, "ScheduledTask")] == [True]

    # Who has which seat, as a roster again
    assert "anna" not in room.play("roster_export", export_file="seats.csv").done().text
    rows = (room.folder / "seats.csv").read_text().splitlines()
    assert rows[0].startswith("login,section,seat") and rows[1].startswith("anna,A,BIO-01,")
    assert room.state["disturbed"] == []


@pytest.mark.slow
def test_only_desktops_that_somebody_has_are_started_by_a_schedule(room):
    start = {**NIGHT, "name": "bio-start", "task_type": "START", "scheduled_time": "07:45"}
    course = {"time_zone": "Europe/Berlin", "term": COURSE["term"], "schedules": [start, NIGHT]}

    def reached():
        names = {row["id"]: row["name"] for row in room.state["desktops"]}
        return {
            row["task_name"]: sorted(names[one["object_id"]] for one in row["apply_objects"])
            for row in table(room, "ScheduledTask")
        }

    seats = {**STUDENTS, "spares": 2, "data_volumes": [], "on_leave": "report"}
    room.file({**seats, "people": ["anna", "ben"]}, **course)
    checked = room.play("provision", "--check").done(
        "schedule bio-start starts 2 desktops; not those that nobody has: BIO-03, BIO-04",
        "schedule bio-stop stops 4 desktops",
    )
    room.play("provision", expect_plan=checked.plan_id).done("created 4")
    everything = ["BIO-01", "BIO-02", "BIO-03", "BIO-04"]
    assert reached() == {"bio-start": ["BIO-01", "BIO-02"], "bio-stop": everything}
    room.play("provision").unchanged()

    # Somebody leaves, and somebody comes.
    room.file({**seats, "people": ["anna", "cleo"]}, **course)
    checked = room.play("provision", "--check").done("scheduled tasks: update bio-start, bio-stop")
    room.play("provision", expect_plan=checked.plan_id).done("created 1")
    assert reached() == {"bio-start": ["BIO-01", "BIO-05"], "bio-stop": [*everything, "BIO-05"]}
    room.play("provision").unchanged()

    # A mistake of the file
    room.file({**seats, "people": ["anna"]}, **{**course, "schedules": [{**NIGHT, "spares": True}]})
    room.play("provision").refused("schedules[bio-stop]: spares is about tasks that START desktops")


def test_what_cannot_be_done_in_full_is_not_begun(room):
    room.own("BIO-01", "anna")
    room.desktop("PC-01", tags={})
    room.console("pool", "PC-01", name="drop-in")
    room.control("POST", "pools", pool="drop-in", fields={"tags": MARK})
    room.session("PC-01")
    room.file(
        {**STUDENTS, "people": ["anna"], "spares": 0, "data_volumes": []},
        snapshots=COURSE["snapshots"],
    )
    room.play("power", action="stop", seats="all").refused("drop-in", "logged in")
    assert {desktop["status"] for desktop in room.desktops.values()} == {"ACTIVE"}
    room.play("snapshot").refused("BIO-01: it has no data disk to take a snapshot of")
    assert snapshots(room) == {}


@pytest.mark.slow
def test_what_somebody_undoes_during_a_run_is_told_at_its_end(project, tmp_path):
    room = Room(project, tmp_path)
    baseline = {"name": "base", "disk_type": "SYSTEM_DISK", "apply_to": ["staff"]}
    room.file({"name": "staff", "desktops": [{"computer_name": "BIO-T1"}]}, snapshots={"baseline": baseline})
    # A snapshot takes long enough for somebody to change the desktop meanwhile.
    room.job_seconds(5)
    other = {"product_id": BIG}
    with room.when("/snapshots/batch-create", "POST", lambda: room.console("set", "BIO-T1", fields=other)):
        played = room.play("provision")
    played.failed("The service reports success, but these are not as planned: BIO-T1.")
    assert room.desktops["BIO-T1"]["product_id"] == BIG
