# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exams: what is in force when and for whom, who is disturbed, and what the end leaves."""

from __future__ import annotations

import pytest
import yaml
from conftest import ANSIBLE_SECONDS
from fault.exams import (
    BEFORE,
    COMMON_END,
    DURING,
    EXAM,
    LAST_END,
    LOCKED,
    TEACHING,
    TERMINALS,
    add_script,
    lab,
    prepare,
    reaches_internet,
    turn_on_bindings,
)
from fault.worlds.runs import Killed, Moment, check, run
from integration.harness import Task
from integration.in_process import carry_out
from integration.rooms import group
from integration.warm import WarmRoom

from emulator.cloud.catalogue import SERVICE_GROUP

GROUP = "exam_bio_mid_1"
ALL = ["BIO-01", "BIO-02", "BIO-03", "OFFICE"]
START = {"action": "start", "now": BEFORE}


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab with an exam that has not begun."""
    room = WarmRoom(project, tmp_path, warm)
    prepare(room)
    write(room, EXAM)
    return room


def write(room, *exams, **sections):
    """Write the lab file."""
    (room.folder / "lab.yml").write_text(yaml.safe_dump(lab(*exams, **sections), sort_keys=False))


def held(tenant, action, *exams, **variables):
    """Do something with the exam, in the process of the test."""
    return run(tenant, lab(*(exams or [EXAM])), None, "exam", action=action, **variables)


def notes(tenant):
    """Return what the tags of desktops say of exams."""
    return {name: desktop["tags"].get("lab-exam") for name, desktop in sorted(tenant.desktops.items())}


def priorities(tenant):
    """Return the policy groups, the strongest first."""
    groups = tenant.state["tables"]["PolicyGroup"]
    return [group["name"] for group in sorted(groups, key=lambda one: one["priority"])]


def stable(tenant):
    """Return everything that an exam changes."""
    desktops = {name: (one["security_group_ids"], one["tags"]) for name, one in tenant.desktops.items()}
    return desktops, priorities(tenant)


@pytest.mark.slow
def test_an_exam_is_held_and_nothing_is_left(room):
    turn_on_bindings(room)
    before, bound = stable(room), bindings(room)
    write(room, {**EXAM, "terminals": TERMINALS, "deny_apps": [{"process": "chat.exe"}]})
    room.session("BIO-03")
    room.play("exam", action="prepare", now=BEFORE).done("logged in: BIO-03 (somebody)")
    room.session("BIO-03", "close")
    checked = room.play("exam", "--check", **START)
    checked.done("start on 3 seats", "extra time: BIO-02 until 2036-11-20 10:53")
    assert not checked.writes and "anna" not in checked.text
    room.play("exam", **START, confirm="bio", expect_plan=checked.plan_id).done(
        "moves 2 others one place down", "lab_verdict"
    )
    assert reaches_internet(room) == ["OFFICE"] and priorities(room)[0] == GROUP and denied(room)[1]
    assert len(bindings(room)) == len(bound) + 2
    assert notes(room) == {
        "BIO-01": "mid-1@2036-11-20T0930Z",
        "BIO-02": "mid-1@2036-11-20T0953Z",
        "BIO-03": "mid-1@2036-11-20T0930Z",
        "OFFICE": None,
    }
    # Somebody is at work when the time is over, and the file has no exam any more.
    write(room)
    room.session("BIO-01")
    room.play("exam", action="end", now=COMMON_END, if_in_use="skip").failed("left in force: BIO-01 (anna)")
    assert reaches_internet(room) == ["BIO-03", "OFFICE"]
    [group] = [one for one in room.state["tables"]["PolicyGroup"] if one["name"] == GROUP]
    assert sorted(target["target_name"] for target in group["targets"]) == ["BIO-01", "BIO-02"]
    room.session("BIO-01", "close")
    room.play("exam", action="end", now=LAST_END).done("end on 2 seats")
    assert stable(room) == before and not room.state["disturbed"] and denied(room) == ({}, False)
    assert bindings(room) == bound


def test_what_is_in_force_is_left_alone_and_told(tenant):
    prepare(tenant)
    assert not held(tenant, "start", now=BEFORE).problem
    told = held(tenant, "status", now=DURING).plan
    assert "BIO-02  mid-1  2036-11-20 10:53  in the exam  locked" in told["lines"]
    assert not held(tenant, "start", now=DURING).plan["actions"]
    assert not check(tenant, lab(EXAM), only="seats,policies").plan["actions"]
    assert "exam mid-1: 3 seats until 2036-11-20 10:53" in check(tenant, lab(EXAM), "status").plan["lines"]
    assert "goes on until 2036-11-20 10:30" in held(tenant, "end", now=DURING).problem
    tenant.session("BIO-01")
    assert "somebody is logged in: BIO-01 (anna)" in held(tenant, "end", now=COMMON_END).problem
    assert not held(tenant, "end", now=DURING, seats="BIO-02").problem
    assert not held(tenant, "end", now=COMMON_END, if_in_use="force").problem
    assert not held(tenant, "end", now=LAST_END).plan["actions"] and not tenant.state["sessions"]


def test_who_is_logged_in_is_disturbed_only_by_force(tenant):
    prepare(tenant)
    tenant.session("BIO-01")
    refused = check(tenant, lab(EXAM), "exam", **START).problem
    assert "somebody is logged in: BIO-01 (anna); ask them to log off" in refused
    assert not held(tenant, "start", now=BEFORE, if_in_use="skip").problem
    assert reaches_internet(tenant) == ["BIO-01", "OFFICE"] and notes(tenant)["BIO-01"] is None
    assert not tenant.state["disturbed"]
    assert "the limit is 0" in held(tenant, "start", now=BEFORE, if_in_use="force", max_disrupt="0").problem
    assert not held(tenant, "start", now=BEFORE, if_in_use="force").problem
    assert reaches_internet(tenant) == ["OFFICE"] and not tenant.state["sessions"]
    # Who has logged in since then has the policies of the exam, and is left alone.
    tenant.session("BIO-01")
    assert not held(tenant, "start", now=DURING).plan["actions"]
    assert not held(tenant, "end", now=COMMON_END, if_in_use="force", seats="BIO-01").problem
    assert reaches_internet(tenant) == ["BIO-01", "OFFICE"]


def test_who_is_logged_in_has_the_policies_of_an_exam_until_logged_off(tenant):
    open_exam = {key: value for key, value in EXAM.items() if key != "network"}
    prepare(tenant)
    before = stable(tenant)
    assert not held(tenant, "start", open_exam, now=BEFORE).problem
    tenant.session("BIO-01")
    told = run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert "somebody is logged in: BIO-01 (anna)" in told and priorities(tenant)[0] == GROUP
    skipped = run(tenant, lab(), None, "exam", action="end", now=LAST_END, if_in_use="skip").plan
    assert skipped["exam"]["left"] == ["left in force: BIO-01 (anna), since somebody is logged in"]
    assert [name for name, note in notes(tenant).items() if note] == ["BIO-01"] and not tenant.state["disturbed"]
    # A run is cut short when the policies are gone, which act on the session still.
    forced = {"action": "end", "now": LAST_END, "if_in_use": "force"}
    assert run(tenant, lab(), Moment(2, False, kill, kills=True), "exam", **forced).killed
    assert priorities(tenant) == before[1] and notes(tenant)["BIO-01"]
    assert "somebody is logged in" in run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert "the limit is 0" in check(tenant, lab(), "exam", **forced, max_disrupt="0").problem
    planned = check(tenant, lab(), "exam", **forced).plan
    assert not run(tenant, lab(), None, "exam", **forced, expect_plan=planned["plan_id"]).problem
    assert not tenant.state["sessions"] and stable(tenant) == before


def test_who_logs_in_when_the_end_has_begun_keeps_the_policies_and_is_named(tenant):
    open_exam = {key: value for key, value in EXAM.items() if key != "network"}
    prepare(tenant)
    assert not held(tenant, "start", open_exam, now=BEFORE).problem
    moment = Moment(1, False, lambda: tenant.session("BIO-01"))
    ended = run(tenant, lab(), moment, "exam", action="end", now=LAST_END)
    assert "BIO-01" in ended.problem and notes(tenant)["BIO-01"] and not tenant.state["disturbed"]
    assert "somebody is logged in" in held(tenant, "end", now=LAST_END).problem
    tenant.session("BIO-01", "close")
    assert not held(tenant, "end", now=LAST_END).problem and not any(notes(tenant).values())


def test_the_service_keeps_its_own_security_group(tenant):
    prepare(tenant)
    assert not held(tenant, "start", now=BEFORE).problem
    seats = [tenant.desktops[name] for name in ALL[:3]]
    assert all(sorted(seat["security_group_ids"]) == sorted([SERVICE_GROUP.id, LOCKED]) for seat in seats)
    assert {seat["tags"]["lab-exam-sg2"] for seat in seats} == {TEACHING}


def test_what_cannot_be_started_is_refused(tenant):
    prepare(tenant)
    early = check(tenant, lab(EXAM), "exam", action="start", now="2036-11-20 08:29").problem
    assert "can be started from 2036-11-20 08:30 on, until it ends at 2036-11-20 10:30" in early
    stranger = check(tenant, lab({**EXAM, "extra_time": {"bne": "5m"}}), "exam", **START).problem
    assert "extra time is given to bne, who has no seat of the exam; the nearest are ben" in stranger
    tenant.console("tag", "BIO-02", tags={f"t{number}": "" for number in range(16)})
    full = check(tenant, lab(EXAM), "exam", **START).problem
    assert "BIO-02 has 18 tags, and the exam needs 4 more, but a desktop can have 20" in full
    add_script(tenant)
    turn_on_bindings(tenant)
    more = check(tenant, lab({**COLLECTING, "terminals": TERMINALS}), "exam", **START).problem
    assert "BIO-02 has 18 tags, and the exam needs 7 more" in more
    tenant.console("tag", "BIO-01", tags={"lab-exam": "other@2036-11-20T1000Z"})
    assert "BIO-01 is in the exam other already" in check(tenant, lab(EXAM), "exam", **START).problem
    unknown = check(tenant, lab(EXAM), "exam", action="end", exam_name="mid-2").problem
    assert "no exam of this name is in force; the nearest are mid-1" in unknown


def test_it_is_made_longer_and_never_shorter(tenant):
    prepare(tenant)
    assert "no seat is in the exam mid-1" in held(tenant, "extend", now=BEFORE).problem
    assert not held(tenant, "start", now=BEFORE).problem
    assert not held(tenant, "extend", now=DURING, extra_time="anna=40m").problem
    assert not held(tenant, "extend", now=DURING, extra_time="10m").problem
    assert notes(tenant) == {
        "BIO-01": "mid-1@2036-11-20T1010Z",
        "BIO-02": "mid-1@2036-11-20T1003Z",
        "BIO-03": "mid-1@2036-11-20T0940Z",
        "OFFICE": None,
    }
    assert not held(tenant, "extend", now=DURING, extra_time="10m").plan["actions"]


def test_extra_time_moves_with_its_people(tenant):
    prepare(tenant)
    assert not held(tenant, "start", now=BEFORE).problem
    tenant.control("POST", "desktops", action="unassign", desktop="BIO-02")
    tenant.control("POST", "desktops", action="assign", desktop="BIO-03", user="ben")
    told = held(tenant, "status", now=LAST_END).plan["lines"]
    assert "extra time of people who have moved there: BIO-03 until 2036-11-20 10:53" in told
    ended = held(tenant, "end", now=COMMON_END)
    assert not ended.problem and ended.plan["exam"]["later"] == [
        "BIO-02 until 2036-11-20 10:53",
        "BIO-03 until 2036-11-20 10:53",
    ]
    assert reaches_internet(tenant) == ["BIO-01", "OFFICE"]
    assert "the exam goes on until 2036-11-20 10:53" in held(tenant, "end", now=COMMON_END).problem
    assert not held(tenant, "end", now=LAST_END).problem and reaches_internet(tenant) == ALL


def test_extra_time_is_given_to_people_of_the_whole_exam_though_some_seats_are_started(tenant):
    prepare(tenant)
    assert not held(tenant, "prepare", now=BEFORE, seats="BIO-01").problem
    told = held(tenant, "start", now=BEFORE, seats="BIO-01", extra_time="ben=30m").problem
    assert "extra time is given to ben, who has none of the seats of lab_seats" in told
    assert not held(tenant, "start", now=BEFORE, seats="BIO-01").problem
    assert reaches_internet(tenant) == ["BIO-02", "BIO-03", "OFFICE"]
    stranger = {**EXAM, "extra_time": {"bea": "25%"}}
    told = held(tenant, "start", stranger, now=BEFORE, seats="BIO-01").problem
    assert "extra time is given to bea, who has no seat of the exam; the nearest are ben" in told


def test_nothing_stops_idle_desktops_during_an_exam(tenant):
    idle = {"idle": [{"apply_to": ["students"], "disconnected": 30, "action": "stop"}]}
    definition = lab(EXAM, **idle)
    prepare(tenant)
    assert not run(tenant, definition, None, only="schedules,policies").problem
    [before] = tenant.state["tables"]["ScheduledTask"]
    assert before["enable"]
    assert not run(tenant, definition, None, "exam", **START).problem
    [task] = tenant.state["tables"]["ScheduledTask"]
    assert not task["enable"] and task["description"] == "(paused for an exam) [workspace-lab: bio]"
    [group] = [one for one in tenant.state["tables"]["PolicyGroup"] if one["name"] == GROUP]
    assert group["policies"]["session"] == {"vdi": {"auto_lock_enable": False, "disconnect_logout_enable": 0}}
    assert not check(tenant, definition, only="schedules,policies").plan["actions"]
    assert not run(tenant, definition, None, "exam", action="end", now=COMMON_END).problem
    assert not tenant.state["tables"]["ScheduledTask"][0]["enable"]
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    [task] = tenant.state["tables"]["ScheduledTask"]
    assert {**task, "updated": 0} == {**before, "updated": 0}


def denied(tenant):
    """Return the restricted rules, and whether they count."""
    tables = tenant.state["tables"]
    rules = {row["name"]: row["description"] for row in tables.get("AppRule", []) if row["restricted"]}
    return rules, any(row["app_restrict_rule_switch"] for row in tables.get("RuleRestriction", []))


def test_programs_are_denied_to_everybody_until_the_last_seat_has_ended(tenant):
    exam = {**EXAM, "deny_apps": [{"process": "chat.exe"}, {"path": "D:\\games"}]}
    prepare(tenant)
    assert "also those of other labs; that needs lab_confirm=bio" in held(tenant, "start", exam, now=BEFORE).problem
    tenant.desktop("C-1", tags={"workspace-lab": "chem"})
    started = held(tenant, "start", exam, now=BEFORE, confirm="bio")
    others = "2 desktops are not in the exam: 1 of the lab chem, 1 of no lab"
    assert not started.problem and others in " ".join(started.plan["lines"])
    note = "Exam mid-1 (restriction was off) [workspace-lab: bio]"
    assert denied(tenant) == ({f"{GROUP}_1": note, f"{GROUP}_2": note}, True)
    assert not held(tenant, "start", exam, now=DURING, confirm="bio").plan["actions"]
    other = {**exam, "name": "other", "apply_to": ["guests"]}
    guests = group("tito", name="guests", computer_name="G-{number}")
    tenant.desktop("G-1", tags={"workspace-lab": "chem"})
    chem = {**lab(other), "name": "chem", "seats": [guests]}
    assert "denied for another exam already" in check(tenant, chem, "exam", **START).problem
    assert not run(tenant, lab(), None, "exam", action="end", now=COMMON_END).problem
    assert denied(tenant)[1]
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert denied(tenant) == ({}, False) and not tenant.state["tables"]["AppRule"]


def test_an_exam_whose_name_begins_alike_goes_on(tenant):
    prepare(tenant)
    exams = {**EXAM, "name": "mid"}, {**EXAM, "name": "mid-2", "deny_apps": [{"process": "chat.exe"}]}
    for exam, seats in zip(exams, ("BIO-01", "BIO-02,BIO-03"), strict=True):
        given = {"exam_name": exam["name"], "seats": seats, "confirm": "bio"}
        assert not held(tenant, "start", *exams, now=BEFORE, **given).problem
    during = denied(tenant)
    assert during[1] and not held(tenant, "end", *exams, now=LAST_END, exam_name="mid").problem
    assert denied(tenant) == during and reaches_internet(tenant) == ["BIO-01", "OFFICE"]
    assert not held(tenant, "end", *exams, now=LAST_END).problem
    assert denied(tenant) == ({}, False) and reaches_internet(tenant) == ALL


def test_a_restriction_that_was_on_stays_on(tenant):
    exam = {**EXAM, "deny_apps": [{"product": "Chat"}]}
    prepare(tenant)
    switch = {"app_restrict_rule_switch": True}
    assert not carry_out(tenant, Task("workspace_application_restriction", switch)).failed
    assert not held(tenant, "start", exam, now=BEFORE, confirm="bio").problem
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert denied(tenant) == ({}, True)


def test_who_is_logged_in_is_told_before(tenant):
    prepare(tenant)
    tenant.session("BIO-01")
    told = held(tenant, "prepare", now=f"{BEFORE[:11]}07:00")
    assert "logged in: BIO-01 (anna)" in told.plan["lines"] and not told.problem
    [notice] = tenant.state["tables"]["Notice"]
    assert notice["text"] == "The exam mid-1 begins at 2036-11-20 09:00. Save your work and log off before."
    unknown = {**EXAM, "network": {"security_groups": ["exam-lock"]}}
    assert "exam-lock" in held(tenant, "prepare", unknown, now=BEFORE).problem


def test_what_stays_in_force_is_named(tenant):
    prepare(tenant)
    assert not held(tenant, "start", now=BEFORE).problem
    tenant.console("power", "BIO-01", status="ERROR")
    tenant.console("tag", "BIO-02", tags={"lab-exam-sg2": "00000000-0000-0000-0000-000000000000"})
    ended = held(tenant, "end", now=LAST_END)
    assert [one.partition(", since ")[0] for one in ended.plan["exam"]["left"]] == [
        "left in force: BIO-01",
        "left in force: BIO-02",
    ]
    assert reaches_internet(tenant) == ["BIO-03", "OFFICE"] and notes(tenant)["BIO-03"] is None
    # Nothing else is due, so the run does nothing but say it.
    again = held(tenant, "end", now=LAST_END)
    assert "former security group 00000000-0000-0000-0000-000000000000 does not exist any more" in again.problem


COLLECTING = {**EXAM, "collect_script": "collect"}


def kill():
    """End a run as a machine that goes down does."""
    raise Killed


def collected(tenant):
    """Return where the script has been run that collects the work, in the order of the runs."""
    return [run["desktop"] for run in tenant.state["tables"].get("ScriptRun", [])]


def outcome(tenant, **said):
    """Say what the script gives from now on."""
    tenant.control("POST", "script-outcomes", script="collect", **said)


def test_work_is_collected_once_before_anything_is_put_back(tenant):
    prepare(tenant)
    assert 'there is no script "collect"' in held(tenant, "prepare", COLLECTING, now=BEFORE).problem
    add_script(tenant)
    # Nobody has the spare seat, which is off: nothing is collected there.
    tenant.console("power", "BIO-03", status="SHUTOFF")
    assert not held(tenant, "start", COLLECTING, now=BEFORE).problem
    assert not held(tenant, "start", COLLECTING, now=DURING).plan["actions"]
    outcome(tenant, desktop="BIO-02", result_code="1")
    planned = check(tenant, lab(), "exam", action="end", now=LAST_END).plan
    ended = run(tenant, lab(), None, "exam", action="end", now=LAST_END, expect_plan=planned["plan_id"])
    assert "left in force: BIO-02, since its work is not collected: collect ended FAILED (1)" in ended.problem
    assert sorted(collected(tenant)) == ["BIO-01", "BIO-02"]
    assert reaches_internet(tenant) == ["BIO-01", "BIO-03", "OFFICE"]
    assert notes(tenant)["BIO-01"] is None and notes(tenant)["BIO-02"]
    assert run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    # What it was before the end has begun is not noted again.
    assert tenant.desktops["BIO-02"]["tags"]["lab-exam-collecting"] == "first"
    tenant.console("power", "BIO-02", status="SHUTOFF")
    off = run(tenant, lab(), None, "exam", action="end", now=LAST_END)
    assert "BIO-02, since its work cannot be collected while it is off; start it" in off.problem
    tenant.console("power", "BIO-02", status="ACTIVE")
    outcome(tenant, desktop="BIO-02")
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert collected(tenant)[2:] == ["BIO-02", "BIO-02"] and reaches_internet(tenant) == ALL
    assert not any(key.startswith("lab-exam") for one in tenant.desktops.values() for key in one["tags"])


def test_work_that_was_collected_is_not_collected_again(tenant):
    prepare(tenant)
    add_script(tenant)
    assert not held(tenant, "start", COLLECTING, now=BEFORE).problem
    killed = run(tenant, lab(), Moment(3, False, kill, kills=True), "exam", action="end", now=LAST_END)
    assert killed.killed and len(collected(tenant)) == 3 and reaches_internet(tenant) == ["OFFICE"]
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert len(collected(tenant)) == 3 and len(reaches_internet(tenant)) == 4


RESET = {
    "snapshots": {"baseline": {"name": "base", "apply_to": ["students"]}},
    "reset": {"method": "snapshot", "snapshot": "base", "disk_type": "SYSTEM_DISK"},
}


@pytest.mark.slow
def test_seats_on_which_collecting_or_resetting_fails_keep_their_notes(room):
    add_script(room)
    exam = {**COLLECTING, "after": "reset"}
    write(room, exam, **RESET)
    assert not run(room, lab(exam, **RESET), None, only="snapshots").problem
    room.play("exam", **START).done()
    for name in ALL:
        room.control("POST", "write", desktop=name, disk="all", content="answers")
    refusal = {"status": 403, "error_code": "WKS.0403", "error_msg": "No."}
    room.fault("status", operation="write", path="tags", **refusal)
    unknown = [f"left in force: {name}, since nothing is known of the script" for name in ALL[:3]]
    room.play("exam", action="end", now=LAST_END).failed(*unknown)
    assert reaches_internet(room) == ["OFFICE"] and not collected(room)
    outcome(room, desktop="BIO-01", result_code="1")
    room.fault("job_partial", job_type="restoreDesktopBySnapshot", desktops=["BIO-02"], error_msg="No space.")
    told = ["left in force: BIO-01, since its work is not collected", "left in force: BIO-02"]
    room.play("exam", action="end", now=LAST_END, confirm="bio").failed(*told)
    assert reaches_internet(room) == ["BIO-02", "BIO-03", "OFFICE"]
    assert [room.contents(name) for name in ALL[:3]] == [["answers"], ["answers"], ["work on BIO-03"]]
    assert [name for name, note in notes(room).items() if note] == ["BIO-01", "BIO-02"]
    outcome(room, desktop="BIO-01")
    room.play("exam", action="end", now=LAST_END, confirm="bio").done("lab_verdict", "reset to the snapshot base")
    assert [room.contents(name) for name in ALL[:2]] == [["work on BIO-01"], ["work on BIO-02"]]
    assert not any(notes(room).values())
    assert len(reaches_internet(room)) == 4 and sorted(collected(room)) == ["BIO-01", "BIO-01", "BIO-02", "BIO-03"]


def test_seats_that_stay_locked_keep_their_notes_whatever_the_task_says(room):
    definition = lab({**EXAM, "deny_apps": [{"process": "chat.exe"}]})
    before = stable(room)
    assert not run(room, definition, None, "exam", **START, confirm="bio").problem
    during = stable(room)[0]
    # Somebody logs in when the end has begun, so that nothing is changed on any seat.
    room.fault("hold", operation="write", seconds=ANSIBLE_SECONDS, carried_out=True)
    ending = room.start("exam", action="end", now=LAST_END)
    while not room.control("GET", "faults")["held"]:
        assert not ending.ended(0.2)
    room.session("BIO-01")
    assert room.control("POST", "release") == {"released": 1}
    code, text = ending.wait()
    left = "; ".join(f"left in force: {name}" for name in ALL[:3])
    assert code and left in text and '"stopped by failures"' in text, text
    assert stable(room)[0] == during and not room.state["disturbed"]
    room.session("BIO-01", "close")
    # The task fails before it knows of any seat.
    room.fault("status", path="/security-groups$", status=503, skip=1, times=99)
    room.play("exam", action="end", now=LAST_END).failed(left)
    room.control("DELETE", "faults")
    assert stable(room)[0] == during
    assert not run(room, lab(), None, "exam", action="end", now=LAST_END).problem
    assert stable(room) == before and denied(room) == ({}, False)


@pytest.mark.slow
def test_each_step_of_the_end_is_tried_and_what_is_left_is_named(room):
    idle = {"idle": [{"apply_to": ["students"], "disconnected": 30, "action": "stop"}]}
    exam = {**EXAM, "terminals": TERMINALS, "deny_apps": [{"process": "chat.exe"}]}
    turn_on_bindings(room)
    assert not run(room, lab(exam, **idle), None, only="schedules,policies").problem
    before, bound, [task] = stable(room), bindings(room), room.state["tables"]["ScheduledTask"]
    assert not run(room, lab(exam, **idle), None, "exam", **START, confirm="bio").problem
    during = notes(room)
    refusal = {"status": 403, "error_code": "WKS.0403", "error_msg": "No.", "operation": "write", "times": 99}
    for path in ("/app-rules/", "/policy-groups", "/binding-desktops", "/scheduled-tasks"):
        room.fault("status", path=path, **refusal)
    left = [task["task_name"], "the denial of programs on all desktops of the project", *ALL[:3]]
    left += [f"the policy group {GROUP}", *(f"the bindings to terminals of {name}" for name in ALL[1:3])]
    ended = room.play("exam", action="end", now=LAST_END)
    ended.failed("; ".join(f"left in force: {one}" for one in left), '"stopped by failures"')
    assert reaches_internet(room) == ALL and notes(room) == during
    room.control("DELETE", "faults")
    assert not run(room, lab(exam, **idle), None, "exam", action="end", now=LAST_END).problem
    assert stable(room) == before and bindings(room) == bound and denied(room) == ({}, False)
    assert room.state["tables"]["ScheduledTask"][0]["enable"]


@pytest.mark.slow
def test_seats_that_are_not_reset_keep_their_notes_whatever_the_task_says(room):
    definition = lab({**EXAM, "after": "reset"}, **RESET)
    write(room, {**EXAM, "after": "reset"}, **RESET)
    before = stable(room)
    assert not run(room, definition, None, only="snapshots").problem
    assert not run(room, definition, None, "exam", **START).problem
    for name in ALL:
        room.control("POST", "write", desktop=name, disk="all", content="answers")
    room.fault("hold", operation="write", seconds=ANSIBLE_SECONDS, carried_out=True)
    ending = room.start("exam", action="end", now=LAST_END, confirm="bio")
    while not room.control("GET", "faults")["held"]:
        assert not ending.ended(0.2)
    room.fault("status", path="/snapshots", status=503, times=99)
    assert room.control("POST", "release") == {"released": 1}
    code, text = ending.wait()
    assert code and "left in force: BIO-01; left in force: BIO-02; left in force: BIO-03" in text, text
    room.control("DELETE", "faults")
    assert reaches_internet(room) == ALL and all(notes(room)[name] for name in ALL[:3])
    assert not run(room, definition, None, "exam", action="end", now=LAST_END, confirm="bio").problem
    assert stable(room) == before and room.contents("BIO-03") == ["work on BIO-03"]


def test_who_logs_in_while_the_work_is_collected_is_left_alone(tenant):
    prepare(tenant)
    add_script(tenant)
    assert not held(tenant, "start", COLLECTING, now=BEFORE).problem
    moment = Moment(2, True, lambda: tenant.session("BIO-01"))
    ended = run(tenant, lab(COLLECTING), moment, "exam", action="end", now=LAST_END)
    assert "left in force: BIO-01 (anna), since somebody is logged in" in ended.problem
    assert reaches_internet(tenant) == ["BIO-02", "BIO-03", "OFFICE"] and not tenant.state["disturbed"]
    assert [name for name, note in notes(tenant).items() if note] == ["BIO-01"]


def test_seats_are_reset_afterwards_only_with_confirmation(tenant):
    definition = lab({**EXAM, "after": "reset"}, **RESET)
    prepare(tenant)
    assert not run(tenant, definition, None, only="snapshots").problem
    assert not run(tenant, definition, None, "exam", **START).problem
    for name in ALL:
        tenant.control("POST", "write", desktop=name, disk="all", content="answers")
    ended = run(tenant, definition, None, "exam", action="end", now=LAST_END, seats="BIO-01")
    assert "not reset, which needs lab_confirm=bio: BIO-01" in ended.plan["lines"] and not ended.problem
    assert tenant.contents("BIO-01") == ["answers"] and notes(tenant)["BIO-01"] is None
    end = {"action": "end", "now": LAST_END, "confirm": "bio"}
    assert "the limit is 1" in check(tenant, definition, "exam", **end, max_disrupt="1").problem
    unreset = check(tenant, lab(EXAM, **RESET), "exam", **end).plan
    assert "restore" not in {action["verb"] for action in unreset["actions"]}
    planned = check(tenant, definition, "exam", **end).plan
    assert "restore" in {action["verb"] for action in planned["actions"]}
    assert "reset to the snapshot base, which loses what is on SYSTEM_DISK: BIO-02, BIO-03" in planned["lines"]
    assert not run(tenant, definition, None, "exam", **end, expect_plan=planned["plan_id"]).problem
    assert [tenant.contents(name) for name in ALL] == [["answers"], ["work on BIO-02"], ["work on BIO-03"], ["answers"]]
    assert len(reaches_internet(tenant)) == 4 and not any(notes(tenant).values())


ROOM = {**EXAM, "terminals": TERMINALS}
OURS = "Exam mid-1 [workspace-lab: bio]"


def bindings(tenant):
    """Return the bindings of terminals, as seats with the last digits of the terminals, and their descriptions."""
    rows = tenant.state["tables"].get("TerminalBinding", [])
    return {(row["desktop_name"], row["mac"][-2:]): row["description"] for row in rows}


def bind(tenant, **options):
    """Change bindings of terminals, or their switches, as an administrator does."""
    assert not carry_out(tenant, Task("workspace_terminal_binding", options)).failed


def test_seats_are_bound_to_terminals_until_their_end(tenant):
    prepare(tenant)
    turn_on_bindings(tenant)
    others = [("97", "Exam mid-1 [workspace-lab: chem]"), ("98", "Exam mid-2 [workspace-lab: bio]")]
    for digits, description in others:
        bind(tenant, bindings=[{"mac": f"FA-16-3E-00-00-{digits}", "desktop": "OFFICE", "description": description}])
    before = bindings(tenant)
    assert not held(tenant, "start", ROOM, now=BEFORE).problem
    assert bindings(tenant) == {**before, ("BIO-02", "02"): OURS, ("BIO-03", "03"): OURS}
    noted = {name: tenant.desktops[name]["tags"]["lab-exam-terminals"] for name in ALL[:3]}
    assert noted == {"BIO-01": "1", "BIO-02": "0", "BIO-03": "0"}
    assert not held(tenant, "start", ROOM, now=DURING).plan["actions"]
    # What somebody has deleted is bound again.
    bind(tenant, state="absent", bindings=[{"mac": TERMINALS[2]["mac"]}])
    assert not held(tenant, "start", ROOM, now=DURING).problem
    assert ("BIO-03", "03") in bindings(tenant)
    # Ben has extra time. The file knows nothing of the exam by then.
    assert not run(tenant, lab(), None, "exam", action="end", now=COMMON_END).problem
    assert bindings(tenant) == {**before, ("BIO-02", "02"): OURS}
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert bindings(tenant) == before and not any(notes(tenant).values())


def test_seats_are_not_bound_where_that_would_lock_nothing(tenant):
    prepare(tenant)
    off = check(tenant, lab(ROOM), "exam", **START).problem
    assert (
        "turn them on with the option tc_bind_switch of workspace_terminal_binding, which reaches the whole project"
        in off
    )
    other = {"mac": "FA-16-3E-00-00-99", "desktop": "BIO-02"}
    bind(tenant, tc_bind_switch=True, tc_auto_bind_switch=True, bindings=[other])
    problem = check(tenant, lab({**ROOM, "terminals": TERMINALS[:2]}), "exam", **START).problem
    assert "the service binds terminals by itself where people log in" in problem
    assert "BIO-02 is bound to FA-16-3E-00-00-99, which the exam does not name" in problem
    assert "BIO-03 has no terminal in the exam; name one for each seat" in problem
    stranger = {**ROOM, "terminals": [{**TERMINALS[0], "desktop": "OFFICE"}]}
    assert (
        "terminals names OFFICE, which is no seat of the exam" in check(tenant, lab(stranger), "exam", **START).problem
    )
    assert not bindings(tenant).keys() - {("BIO-02", "99")}


def test_a_binding_that_somebody_else_adds_stays_and_is_named(tenant):
    prepare(tenant)
    turn_on_bindings(tenant)
    assert not held(tenant, "start", ROOM, now=BEFORE).problem
    bind(tenant, bindings=[{**TERMINALS[1], "description": "Room 4"}])
    ended = held(tenant, "end", ROOM, now=LAST_END)
    [left] = ended.plan["exam"]["left"]
    assert "BIO-02, which is bound to FA-16-3E-00-00-02 by somebody else since the exam began" in left
    assert bindings(tenant)[("BIO-02", "02")].startswith("Room 4") and not any(notes(tenant).values())
    assert not held(tenant, "end", ROOM, now=LAST_END).plan["actions"]


def test_bindings_without_any_note_are_found_by_their_descriptions(tenant):
    prepare(tenant)
    turn_on_bindings(tenant)
    before = bindings(tenant)
    only = {key: value for key, value in ROOM.items() if key not in ("network", "policies")}
    assert not held(tenant, "start", only, now=BEFORE).problem
    gone = {
        "desktops": [{"computer_name": name} for name in ALL[:3]],
        "remove_tags": ["lab-exam", "lab-exam-terminals"],
    }
    assert not carry_out(tenant, Task("workspace_desktop", gone)).failed
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END, exam_name="mid-1").problem
    assert bindings(tenant) == before


def test_a_lab_is_not_deleted_as_long_as_an_exam_is_in_force(tenant):
    prepare(tenant)
    turn_on_bindings(tenant)
    bound = bindings(tenant)
    exam = {**ROOM, "deny_apps": [{"process": "chat.exe"}]}
    assert not held(tenant, "start", exam, now=BEFORE, confirm="bio").problem
    refused = check(tenant, lab(), "teardown").problem
    assert refused == (
        f"an exam is in force: the seats BIO-01, BIO-02, BIO-03, the denial of programs {GROUP}_1, the bindings of "
        "terminals to BIO-02, BIO-03; run lab_exam with lab_action=end first"
    )
    assert run(tenant, lab(), None, "teardown", confirm="bio").problem == refused and sorted(tenant.desktops) == ALL
    # Seats that are named are deleted, and what stays is found without their notes.
    assert not run(tenant, lab(), None, "teardown", confirm="bio", seats="BIO-*").problem
    assert "the denial of programs" in check(tenant, lab(), "teardown").problem and denied(tenant)[1]
    assert not run(tenant, lab(), None, "exam", action="end", now=BEFORE).problem
    assert denied(tenant) == ({}, False)
    assert bindings(tenant) == bound
    assert not run(tenant, lab(), None, "teardown", confirm="bio").problem


def told_not_in_force(tenant, definition):
    """Return what the status says that is not in force."""
    lines = check(tenant, definition, "exam", action="status", now=DURING).plan["lines"]
    return [line for line in lines if line.startswith(("not ", "in no exam", "policy group"))]


def test_what_is_not_in_force_is_told(tenant):
    prepare(tenant)
    turn_on_bindings(tenant)
    tenant.session("BIO-03")
    killed = run(tenant, lab(ROOM), Moment(4, False, kill, kills=True), "exam", **START, if_in_use="skip")
    assert killed.killed
    begun = "its start was cut short and its network is not locked"
    assert told_not_in_force(tenant, lab(ROOM)) == [
        f"policy group {GROUP} is in force",
        f"not wholly in force: BIO-01 ({begun}), BIO-02 ({begun})",
        "in no exam, although mid-1 is held on them: BIO-03",
    ]
    assert not held(tenant, "start", ROOM, now=BEFORE, if_in_use="force").problem
    assert told_not_in_force(tenant, lab(ROOM)) == [f"policy group {GROUP} is in force"]
    tenant.fault("missing_field", method="GET", path="/targets$", field="target_name", times=1000)
    assert told_not_in_force(tenant, lab(ROOM)) == [f"policy group {GROUP} is in force"]
    tenant.control("DELETE", "faults")
    bind(tenant, state="absent", bindings=[{"mac": TERMINALS[1]["mac"], "desktop": "BIO-02"}])
    bind(tenant, bindings=[{"mac": TERMINALS[1]["mac"], "desktop": "BIO-03"}])
    task = {"policy_group_name": "everybody", "priority": 1}
    assert not carry_out(tenant, Task("workspace_policy_group", task)).failed
    target = [{"target_type": "INSTANCE", "target_name": "BIO-02"}]
    task = {"policy_group_name": GROUP, "targets": target, "purge_targets": True}
    assert not carry_out(tenant, Task("workspace_policy_group", task)).failed
    policies = "the policies of the exam do not apply to it"
    assert told_not_in_force(tenant, lab()) == [
        f"policy group {GROUP} is weaker than others; lab_action=start makes it the strongest",
        f"not wholly in force: BIO-01 ({policies}), BIO-02 (no binding to a terminal counts on it), "
        f"BIO-03 ({policies} and somebody has bound it to other terminals, too)",
    ]
    more = {**ROOM, "terminals": [*TERMINALS, {**TERMINALS[2], "mac": TERMINALS[1]["mac"]}]}
    assert not held(tenant, "start", more, now=DURING).problem
    bind(tenant, tc_bind_switch=False)
    [told] = told_not_in_force(tenant, lab())[1:]
    assert told.count("no binding to a terminal counts on it") == 3


def test_a_script_that_is_still_running_is_waited_for(tenant):
    prepare(tenant)
    add_script(tenant)
    assert not held(tenant, "start", COLLECTING, now=BEFORE).problem
    outcome(tenant, desktop="BIO-01", stuck=True)
    ended = run(tenant, lab(), None, "exam", action="end", now=LAST_END)
    assert "BIO-01, since the script that collects the work is still running on it" in ended.problem
    assert reaches_internet(tenant) == ["BIO-02", "BIO-03", "OFFICE"]
    [coming] = check(tenant, lab(), "exam", action="end", now=LAST_END).plan["coming"]
    assert list(coming["targets"]) == ["BIO-01"]
    assert not check(tenant, lab(), "exam", action="status").plan["coming"]


def test_the_script_that_was_noted_collects_the_work(tenant):
    prepare(tenant)
    add_script(tenant)
    assert not held(tenant, "start", now=BEFORE).problem
    refused = held(tenant, "start", COLLECTING, now=BEFORE).problem
    assert "BIO-01 is in the exam without the collect_script collect; end it first" in refused
    assert not held(tenant, "end", now=LAST_END).problem
    assert not held(tenant, "start", COLLECTING, now=BEFORE).problem
    # A script of the same name is none of it. How long it may take is what the file says.
    [noted] = {desktop["tags"]["lab-exam-collect"] for name, desktop in tenant.desktops.items() if name != "OFFICE"}
    tenant.control("POST", "scripts", name="collect", type="BAT", content="dir")
    scripts = [{"name": "collect", "type": "POWERSHELL", "content": "Copy-It", "execution_timeout": 20}]
    end = {"action": "end", "now": LAST_END}
    [task] = run(tenant, lab(scripts=scripts), None, "exam", **end, seats="BIO-01").plan["sections"]["collections"]
    assert task == {"scripts": [noted], "desktops": ["BIO-01"], "execution_timeout": 20}
    [script] = [one for one in tenant.state["tables"]["Script"] if one["id"] == noted]
    assert not carry_out(tenant, Task("workspace_script", {"name": script["id"], "state": "absent"})).failed
    problem = run(tenant, lab(), None, "exam", **end).problem
    assert f"BIO-02, since the script {noted} that collects its work does not exist any more" in problem
    seats = [{"computer_name": name} for name in ALL[1:3]]
    forget = Task("workspace_desktop", {"desktops": seats, "remove_tags": ["lab-exam-collect"]})
    assert not carry_out(tenant, forget).failed
    assert not run(tenant, lab(), None, "exam", **end).problem and collected(tenant) == ["BIO-01"]


def test_a_reset_disturbs_people_and_reaches_only_seats_with_the_snapshot(tenant):
    guests = group("tito", name="guests", computer_name="G-{number}", security_groups=["teaching-desktops"])
    exam = {key: value for key, value in EXAM.items() if key not in ("network", "policies")}
    exam = {**exam, "apply_to": ["students", "guests"], "after": "reset", "deny_apps": [{"process": "chat.exe"}]}
    definition = lab(exam, **RESET)
    definition["seats"].append(guests)
    prepare(tenant)
    tenant.desktop("G-1", user="tito", tags={"workspace-lab": "bio"})
    assert not run(tenant, definition, None, only="snapshots").problem
    assert not run(tenant, definition, None, "exam", **START, confirm="bio").problem
    tenant.session("BIO-01")
    end = {"action": "end", "now": LAST_END}
    assert not check(tenant, definition, "exam", **end).problem
    assert "somebody is logged in: BIO-01 (anna)" in check(tenant, definition, "exam", **end, confirm="bio").problem
    tenant.session("BIO-01", "close")
    lines = run(tenant, definition, None, "exam", **end, confirm="bio").plan["lines"]
    assert "not reset, since the snapshot is not taken of them: G-1" in lines
    assert not any(notes(tenant).values())


def test_the_end_of_an_exam_without_terminals_does_not_depend_on_them(tenant):
    prepare(tenant)
    before = stable(tenant)
    assert not held(tenant, "start", now=BEFORE).problem
    no = {"status": 403, "error_code": "WKS.0403", "error_msg": "No."}
    tenant.fault("status", **no, method="GET", path="/terminals/binding-desktops", times=1000)
    ended = held(tenant, "end", now=LAST_END)
    assert not ended.problem and stable(tenant) == before
    assert "whether terminals are bound for an exam is not known" in " ".join(ended.plan["lines"])


def test_an_exam_that_denies_nothing_does_not_depend_on_application_rules_and_one_that_does_is_not_ended(tenant):
    prepare(tenant)
    before = stable(tenant)
    no = {"status": 403, "error_code": "WKS.0403", "error_msg": "No."}
    unread = {**no, "method": "GET", "path": "/app-center/app-rules", "times": 1000}
    assert not held(tenant, "start", now=BEFORE).problem
    tenant.fault("status", **unread)
    ended = held(tenant, "end", now=LAST_END)
    assert not ended.problem and stable(tenant) == before
    assert "whether programs are denied for an exam is not known" in " ".join(ended.plan["lines"])
    assert "is not known: " in " ".join(check(tenant, lab(EXAM), "teardown").plan["lines"])
    denying = {**EXAM, "deny_apps": [{"process": "chat.exe"}]}
    assert "WKS.0403" in check(tenant, lab(denying), "teardown").problem
    tenant.control("DELETE", "faults")
    assert not held(tenant, "start", denying, now=BEFORE, confirm="bio").problem
    tenant.fault("status", **unread)
    # The lab file does not tell of the denial any more, but the seats do.
    assert "WKS.0403" in held(tenant, "end", now=LAST_END).problem and notes(tenant)["BIO-01"]
    tenant.control("DELETE", "faults")
    assert not held(tenant, "end", now=LAST_END).problem and stable(tenant) == before


def test_bindings_of_which_not_enough_is_known_are_left_alone(tenant):
    prepare(tenant)
    turn_on_bindings(tenant)
    untold = {"method": "GET", "path": "/binding-desktops/config$", "field": "tc_bind_switch", "times": 1000}
    tenant.fault("missing_field", **untold)
    told = "the service does not tell whether bindings of terminals count"
    assert told in check(tenant, lab(ROOM), "exam", **START).problem
    tenant.control("DELETE", "faults")
    assert not held(tenant, "start", now=BEFORE).problem
    assert "BIO-01 is in the exam without terminals; end it first" in held(tenant, "start", ROOM, now=BEFORE).problem
    assert not held(tenant, "end", now=LAST_END).problem
    tenant.fault("missing_field", **{**untold, "path": "/binding-desktops$", "field": "description"})
    told = "the service does not tell the descriptions of the bindings of BIO-01"
    assert told in check(tenant, lab(ROOM), "exam", **START).problem
    tenant.control("DELETE", "faults")
    assert not held(tenant, "start", ROOM, now=BEFORE).problem
    tenant.fault("missing_field", **{**untold, "path": "/binding-desktops$", "field": "description"})
    problem = held(tenant, "end", ROOM, now=LAST_END).problem
    assert "BIO-02, since the service does not tell the descriptions of its bindings to terminals" in problem
    tenant.control("DELETE", "faults")
    assert not held(tenant, "end", ROOM, now=LAST_END).problem and len(bindings(tenant)) == 2


def test_a_script_that_could_not_be_run_leaves_the_seats_in_the_exam(tenant):
    prepare(tenant)
    add_script(tenant)
    assert not held(tenant, "start", COLLECTING, now=BEFORE).problem
    refusal = {"status": 403, "error_code": "WKS.0010", "error_msg": "You are not allowed to do that."}
    tenant.fault("status", method="POST", path="/script-executions$", **refusal)
    ended = run(tenant, lab(), None, "exam", action="end", now=LAST_END)
    assert "BIO-01, since nothing is known of the script that collects its work; run it again" in ended.problem
    assert not collected(tenant) and reaches_internet(tenant) == ["OFFICE"]
    assert not run(tenant, lab(), None, "exam", action="end", now=LAST_END).problem
    assert len(collected(tenant)) == 3 and len(reaches_internet(tenant)) == 4
