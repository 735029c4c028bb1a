# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats that do not work are found, and repaired with the least loss; the others are left alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fault.worlds.runs import check, run
from integration.desktops import IMAGE
from integration.harness import Task, Tenant
from integration.in_process import carry_out
from integration.rooms import BASE, MARK, group
from integration.warm import WarmRoom

TAG = "lab-repair"
MAC = "FA-16-3E-E2-3A-1D"
STUDENTS = group("anna", "ben", "chris", "dora")
WITHOUT_IMAGE = {"product": "workspace.c2.large.windows.2", "root_volume": {"type": "SAS", "size": 80}}
BASELINE = {"baseline": {"name": "base", "apply_to": ["students"]}}


class Ward(WarmRoom):
    """A lab with four seats, some of which do not work."""

    def begin(self, **sections: Any) -> None:
        """Let there be the seats, with a baseline, and something on their disks since."""
        self.file(STUDENTS, **sections)
        for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", "chris"), ("BIO-04", "dora")):
            self.own(name, user, data_volumes=[20])
            self.control("POST", "write", desktop=name, content=f"work of {user}")
        self.control("POST", "clock", advance=3600)

    def fall_ill(self, name: str, *cured_by: str, **fields: Any) -> None:
        """Let the agent of a seat not register until one of these is done to it."""
        self.set(name, cured_by=list(cured_by), login_status="UNREGISTER", **fields)

    def set(self, name: str, **fields: Any) -> None:
        """Change what is known of a seat."""
        self.control("POST", "desktops", action="set", desktop=name, fields=fields)

    def notes(self) -> dict[str, str]:
        """Return the notes of the seats that have one, without their time."""
        tags = {name: row["tags"].get(TAG) for name, row in self.desktops.items()}
        return {name: tag.rpartition("-2")[0] or tag for name, tag in tags.items() if tag}

    def sessions(self, *names: str) -> list[str]:
        """Return the login status of seats."""
        return [self.desktops[name]["login_status"] for name in names]

    def contents(self, name: str) -> list[str | None]:
        """Return what is on the disks of a seat."""
        desktop = self.desktops[name]
        return [disk["content"] for disk in (desktop["root"], *desktop["disks"])]


@pytest.fixture
def ward(project, tmp_path, warm) -> Ward:
    """Return a lab to be repaired."""
    return Ward(project, tmp_path, warm)


def test_what_several_seats_have_in_common_is_told_once(ward):
    ward.begin()
    for name in ("BIO-01", "BIO-03"):
        ward.set(name, in_maintenance=True)
    lines = check(ward, str(ward.folder / "lab.yml"), "repair").plan.result["lines"]
    assert "BIO-01, BIO-03: it is in maintenance" in lines


@pytest.mark.slow
def test_a_diagnosis_changes_nothing_and_a_restart_is_the_first_rung(ward):
    ward.begin()
    ward.fall_ill("BIO-01", "restart")
    ward.session("BIO-02")
    ward.fall_ill("BIO-03", "rebuild")
    before = ward.stable("BIO-02")
    told = ward.play("repair").unchanged()
    told.told("2 healthy, 2 broken", "its agent has not registered")
    assert told.exported["lab_verdict"] == "not ready"
    checked = ward.play("repair", "--check", action="repair", seats="all").done("restart: BIO-01, BIO-03")
    assert not checked.writes
    done = ward.play("repair", action="repair", seats="all", expect_plan=checked.plan_id).done("3 healthy, 1 broken")
    assert done.exported["lab_verdict"] == "done with stragglers"
    assert ward.notes() == {"BIO-03": "restart-tried"}
    assert ward.sessions("BIO-01", "BIO-03") == ["REGISTERED", "UNREGISTER"]
    ward.fall_ill("BIO-04", "restart")
    again = ward.play("repair", action="repair", seats="all").done(
        "hard_restart, which loses what was not saved: BIO-03"
    )
    again.told("restart: BIO-04", "3 healthy, 1 broken")
    assert ward.notes() == {"BIO-03": "hard_restart-tried"}
    # The next rung loses something, and nobody has confirmed it.
    ward.play("repair", action="repair", seats="all").unchanged().told(
        "BIO-03 (the next rung is rebuild", "lab_confirm=bio"
    )
    assert ward.stable("BIO-02") == before


def test_only_a_seat_that_a_restart_did_not_help_is_restarted_forcibly(tenant):
    ids = {
        name: tenant.desktop(name, user=user, tags=MARK, data_volumes=[20])["id"]
        for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"))
    }
    tenant.control("POST", "clock", advance=3600)
    hangs = {"login_status": "UNREGISTER", "cured_by": ["hard_restart"]}
    tenant.console("set", "BIO-01", fields={**hangs, "tags": {**MARK, TAG: restart_tried(tenant)}})
    tenant.console("set", "BIO-02", fields={**hangs, "cured_by": ["restart"]})
    wanted = {**BASE, "seats": [group("anna", "ben")]}
    climb = {"procedure": "repair", "action": "repair", "seats": "all"}
    told = check(tenant, {**wanted, "repair": {"stop_before": "hard_restart"}}, **climb).plan["lines"]
    assert "BIO-01 (the next rung is hard_restart, which loses what was not saved" in " ".join(told)
    checked = check(tenant, wanted, **climb)
    done = run(tenant, wanted, **climb, expect_plan=checked.plan["plan_id"])
    assert not done.problem and not checked.writes
    sent = [body for _section, outcome in done.tasks for body in outcome.sent("desktops/action")]
    assert [(body["type"], body["desktop_ids"]) for body in sent] == [
        ("HARD", [ids["BIO-01"]]),
        ("SOFT", [ids["BIO-02"]]),
    ]
    assert {row["login_status"] for row in tenant.desktops.values()} == {"REGISTERED"}
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2
    # Seats that work are not restarted, whoever asks for it.
    again = run(tenant, wanted, **{**climb, "action": "hard_restart"})
    assert [section for section, _task in again.tasks] == ["healed"]


@pytest.mark.slow
def test_a_rung_that_the_service_refused_was_not_tried(ward):
    ward.begin()
    ward.fall_ill("BIO-01", "restart")
    no = {"status": 403, "error_code": "WKS.0403", "error_msg": "No."}
    ward.fault("status", **no, method="POST", path="/desktops/action$")
    ward.play("repair", action="repair", seats="all").failed("WKS.0403")
    assert ward.notes() == {"BIO-01": "restart"}
    # It does not keep other seats from theirs.
    ward.fall_ill("BIO-02", "hard_restart", tags={**MARK, TAG: restart_tried(ward)})
    ward.fault("status", **no, method="POST", path="/desktops/action$")
    ward.play("repair", action="repair", seats="all").failed("WKS.0403").told("3 healthy, 1 broken")
    assert ward.notes() == {"BIO-02": "hard_restart"}
    ward.play("repair", action="repair", seats="all").done("4 healthy")


@pytest.mark.slow
def test_a_seat_is_rebuilt_only_after_the_restoration_was_in_vain_and_keeps_its_data_disk(ward):
    ward.begin(snapshots=BASELINE, repair={"order": ["restore", "rebuild"]})
    ward.play("snapshot").done()
    ward.fall_ill("BIO-01", "restore")
    ward.fall_ill("BIO-02", "rebuild")
    ward.play("repair", action="repair").refused("needs lab_seats")
    ward.play("repair", action="repair", seats="all", confirm="bio", max_disrupt="1").refused("2 desktops would be")
    ward.play("repair", "--check", action="repair", seats="all", confirm="bio").done(
        "restore, which loses what was stored since the snapshot: BIO-01, BIO-02"
    )
    ward.play("repair", action="repair", seats="all", confirm="bio").done("3 healthy, 1 broken")
    assert ward.notes() == {"BIO-02": "restore-tried"}
    ward.play("repair", action="rebuild", seats="BIO-02").refused("needs lab_confirm=bio")
    ward.play("repair", action="repair", seats="all", confirm="bio").done("4 healthy")
    assert not ward.notes()
    assert ward.contents("BIO-01") == ["work of anna", "work of anna"]
    assert ward.contents("BIO-02")[0].startswith("image:") and ward.contents("BIO-02")[1] == "work of ben"
    ward.play("repair", action="repair", seats="all", confirm="bio").unchanged()


@pytest.mark.slow
def test_a_seat_that_left_its_domain_joins_it_and_one_that_failed_to_start_is_started(ward):
    ward.control("POST", "service", domain_type="LOCAL_AD")
    ward.begin()
    ward.fall_ill("BIO-01", "rejoin", domain_status=2)
    ward.fall_ill("BIO-02", "restart", start_fails=True)
    ward.control("POST", "desktops", action="power", desktop="BIO-02", status="SHUTOFF")
    ward.set("BIO-02", cured_by=["rebuild"])
    ward.play("power", action="start", seats="BIO-02")
    ward.set("BIO-02", cured_by=["restart"])
    ward.control("POST", "desktops", action="power", desktop="BIO-03", status="SHUTOFF")
    told = ward.play("repair", action="repair", seats="all").done("its last start failed", "it has left its domain")
    told.told("3 healthy, 1 off")
    assert ward.sessions("BIO-01", "BIO-02") == ["REGISTERED", "REGISTERED"]
    assert ward.desktops["BIO-03"]["status"] == "SHUTOFF" and not ward.notes()


@pytest.mark.slow
def test_who_logs_in_before_a_desktop_is_copied_keeps_it_and_the_others_are_repaired(ward):
    ward.begin(repair={"order": ["recreate"]}, defaults={**WITHOUT_IMAGE, "image": IMAGE})
    for name in ("BIO-01", "BIO-02"):
        ward.fall_ill(name, "rebuild")
    with ward.when("/desktops/batch-tags", "POST", lambda: ward.set("BIO-01", login_status="CONNECTED")):
        ward.play("repair", action="repair", seats="all", confirm="bio").done("4 healthy")
    users = ward.users()
    assert users["BIO-01"] == ["anna"] and users["BIO-02"] == [] and users["BIO-05"] == ["ben"]
    assert ward.desktops["BIO-01"]["status"] == "ACTIVE" and "lab-replaced-by" not in ward.desktops["BIO-01"]["tags"]
    assert ward.contents("BIO-05")[1:] == ["work of ben"] and len(ward.desktops) == 5


@pytest.mark.slow
def test_what_no_rung_helps_is_told_and_never_touched(ward):
    ward.begin(defaults={**WITHOUT_IMAGE})
    ward.set("BIO-01", status="ERROR", login_status="UNREGISTER")
    ward.fall_ill("BIO-02", "rebuild", tags={"workspace-lab": "bio", TAG: "restore"})
    ward.control("POST", "images", action="delete", image=IMAGE)
    ward.play("repair", action="repair", seats="all", confirm="bio").unchanged().told(
        "BIO-01: no restart, since its status is ERROR", "its image does not exist any more", "no rung is left"
    )


@pytest.mark.slow
@pytest.mark.parametrize("status", ["ACTIVE", "ERROR"])
def test_a_spare_takes_the_place_of_a_seat_that_is_kept_and_deleted_later(ward, status):
    ward.begin(repair={"order": ["restart", "spare"], "keep_old": "14d"})
    ward.file(group("anna", "ben", "chris", "dora", spares=1), repair={"order": ["spare"], "keep_old": "14d"})
    ward.own("BIO-05")
    ward.fall_ill("BIO-01", "rebuild")
    if status == "ERROR":
        ward.set("BIO-01", status="ERROR")
    before = ward.stable("BIO-02", "BIO-03", "BIO-04")
    ward.play("repair", action="repair", seats="all").unchanged().told("lab_confirm=bio")
    checked = ward.play("repair", "--check", action="repair", seats="BIO-01", confirm="bio")
    checked.done("BIO-05 takes the place of BIO-01", "leaves what is on the disks behind")
    ward.play("repair", action="repair", seats="BIO-01", confirm="bio", expect_plan=checked.plan_id).done()
    desktops = ward.desktops
    assert ward.users()["BIO-05"] == ["anna"] and desktops["BIO-05"]["login_status"] == "REGISTERED"
    assert desktops["BIO-05"]["tags"]["lab-replaces"] == "BIO-01"
    assert desktops["BIO-01"]["tags"]["lab-replaced-by"] == "BIO-05"
    assert ward.contents("BIO-01") == ["work of anna", "work of anna"]
    if status == "ACTIVE":
        assert not ward.users()["BIO-01"] and desktops["BIO-01"]["status"] == "SHUTOFF"
    ward.play("repair", action="repair", seats="all", confirm="bio").unchanged()
    # Nobody gets another desktop, and nobody the old one.
    ward.play("provision", only="seats").done("create 1", "create: BIO-06")
    assert ward.users()["BIO-05"] == ["anna"] and ward.users()["BIO-06"] == []
    assert ward.stable("BIO-02", "BIO-03", "BIO-04") == before
    ward.play("cleanup", max_delete="1", confirm="bio").unchanged().told("its time is not over")
    ward.control("POST", "clock", advance=14 * 86400)
    ward.set("BIO-05", status="ERROR")
    ward.play("cleanup", max_delete="1", confirm="bio").unchanged().told("BIO-05 has the status ERROR; run lab_repair")
    ward.set("BIO-05", status="ACTIVE")
    ward.play("cleanup", confirm="bio").refused("1 desktop would be deleted")
    ward.play("cleanup", max_delete="1").refused("needs lab_confirm=bio")
    ward.play("cleanup", max_delete="1", confirm="bio").done("delete BIO-01")
    assert "BIO-01" not in ward.desktops and "lab-replaces" not in ward.desktops["BIO-05"]["tags"]
    ward.play("cleanup").unchanged()


MORNING = {
    "task_name": "morning",
    "task_type": "START",
    "scheduled_type": "DAY",
    "day_interval": 1,
    "scheduled_time": "07:30",
    "time_zone": "Europe/Berlin",
    "apply_objects": {"desktops": ["BIO-01", "BIO-02"]},
}
QUIET = {
    "policy_group_name": "quiet",
    "policies": {"watermark": {"watermark_enable": True}},
    "targets": [{"target_type": "INSTANCE", "target_name": "BIO-01"}],
}


def test_what_is_bound_to_a_desktop_from_outside_follows_to_the_spare(tenant):
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", None)):
        tenant.desktop(name, user=user, tags=MARK)
    tenant.control("POST", "clock", advance=3600)
    tenant.console("set", "BIO-01", fields={"login_status": "UNREGISTER", "cured_by": ["rebuild"]})
    [address] = tenant.control("POST", "eips", count=1, desktop="BIO-01")["addresses"]
    rows = [{"mac": MAC, "desktop": "BIO-01", "description": "Room 7"}, {"mac": MAC, "desktop": "BIO-02"}]
    carry_out(tenant, Task("workspace_terminal_binding", {"bindings": rows}))
    for module, options in (("workspace_scheduled_task", MORNING), ("workspace_policy_group", QUIET)):
        carry_out(tenant, Task(module, {**options, "description": "[workspace-lab: bio]"}))
    wanted = {**BASE, "seats": [group("anna", "ben", spares=1)], "repair": {"order": ["spare"]}}
    climb = {"procedure": "repair", "action": "repair", "seats": "all", "confirm": "bio"}
    checked = check(tenant, wanted, **climb)
    told = " ".join(checked.plan["lines"])
    assert "the scheduled task morning reaches BIO-03 instead of BIO-01" in told
    assert "the policy group quiet applies to BIO-03, too" in told
    assert f"the terminal {MAC} is bound to BIO-03 instead of BIO-01" in told
    assert f"BIO-03 gets the public address {address} of BIO-01" in told and not checked.writes
    # The person has the spare already, but nothing has followed.
    no = {"status": 403, "error_code": "WKS.0403", "error_msg": "No."}
    tenant.fault("status", **no, method="PUT", path="/terminals/binding-desktops$")
    assert "WKS.0403" in run(tenant, wanted, **climb).problem
    assert tenant.desktops["BIO-03"]["assignments"] and held(tenant) == {"BIO-01": address}
    assert not run(tenant, wanted, **climb).problem
    assert held(tenant) == {"BIO-03": address}
    [task] = table(tenant, "ScheduledTask")
    names = {row["id"]: name for name, row in tenant.desktops.items()}
    assert sorted(names[one["object_id"]] for one in task["apply_objects"]) == ["BIO-02", "BIO-03"]
    [quiet] = [row for row in table(tenant, "PolicyGroup") if row["name"] == "quiet"]
    sids = {row["sid"]: name for name, row in tenant.desktops.items()}
    assert sorted(sids[one["target_id"]] for one in quiet["targets"]) == ["BIO-01", "BIO-03"]
    bound = [(row["desktop_name"], row["description"]) for row in table(tenant, "TerminalBinding")]
    assert sorted(bound) == [("BIO-02", ""), ("BIO-03", "Room 7")]
    assert tenant.desktops["BIO-01"]["status"] == "SHUTOFF"
    # What is left is the note of the address.
    assert [section for section, _task in run(tenant, wanted, **climb).tasks] == ["healed"]
    assert "lab-replaced-eip" not in tenant.desktops["BIO-01"]["tags"]
    assert not run(tenant, wanted, **climb).writes


def test_a_seat_with_a_name_of_its_own_gets_a_spare_and_stays_the_seat_of_its_person(tenant):
    staff = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}
    for name, user in (("BIO-01", "anna"), ("BIO-02", None), ("BIO-T1", "tito")):
        tenant.desktop(name, user=user, tags=MARK)
    tenant.control("POST", "clock", advance=3600)
    tenant.console("set", "BIO-T1", fields={"login_status": "UNREGISTER", "cured_by": ["rebuild"]})
    wanted = {**BASE, "seats": [group("anna", spares=1), staff], "repair": {"order": ["spare"], "keep_old": "1d"}}
    climb = {"procedure": "repair", "action": "repair", "seats": "all", "confirm": "bio"}
    checked = check(tenant, wanted, **climb)
    assert "BIO-02 takes the place of BIO-T1" in " ".join(checked.plan["lines"]) and not checked.writes
    assert not run(tenant, wanted, **climb, expect_plan=checked.plan["plan_id"]).problem

    def provisioned_changes():
        """Return what provisioning would do now, but for the next spare."""
        actions = check(tenant, wanted).plan["actions"]
        return [one for one in actions if one["target"] != "BIO-03"]

    assert people(tenant) == {"BIO-01": ["anna"], "BIO-02": ["tito"], "BIO-T1": []}
    assert not provisioned_changes()
    tenant.control("POST", "clock", advance=2 * 86400)
    cleaned = run(tenant, wanted, procedure="cleanup", max_delete="1", confirm="bio")
    assert not cleaned.problem and "BIO-T1" not in tenant.desktops
    assert people(tenant) == {"BIO-01": ["anna"], "BIO-02": ["tito"]} and not provisioned_changes()
    # The file may name the new one then.
    staff["desktops"][0]["computer_name"] = "BIO-02"
    assert not provisioned_changes()
    assert not run(tenant, wanted, procedure="cleanup").problem
    assert "lab-replaces" not in tenant.desktops["BIO-02"]["tags"] and not provisioned_changes()


RECREATE = {"procedure": "repair", "action": "repair", "seats": "all", "confirm": "bio"}


def broken(tenant: Tenant, *sizes: int, **fields: Any) -> dict[str, Any]:
    """Let a seat not work that has data disks, and return what a lab file wants of it."""
    tenant.desktop("BIO-01", fields, user="anna", tags=MARK, data_volumes=list(sizes))
    tenant.desktop("BIO-02", user="ben", tags=MARK, data_volumes=list(sizes))
    tenant.control("POST", "clock", advance=3600)
    tenant.console("set", "BIO-01", fields={"login_status": "UNREGISTER", "cured_by": ["rebuild"]})
    disks = [{"type": "SAS", "size": size} for size in sizes]
    return {**BASE, "seats": [group("anna", "ben", data_volumes=disks)], "repair": {"order": ["recreate"]}}


def test_a_seat_is_created_again_with_copies_of_its_data_disks(tenant):
    wanted = broken(tenant, 20, 30)
    [address] = tenant.control("POST", "eips", count=1, desktop="BIO-01")["addresses"]
    carry_out(tenant, Task("workspace_terminal_binding", {"bindings": [{"mac": MAC, "desktop": "BIO-01"}]}))
    assert "the next rung is recreate" in " ".join(run(tenant, wanted, **{**RECREATE, "confirm": ""}).plan["lines"])
    assert "the limit is 0" in run(tenant, wanted, **RECREATE, max_create="0").problem
    checked = check(tenant, wanted, **RECREATE)
    told = " ".join(checked.plan["lines"])
    assert "BIO-03 is created with copies of the data disks of BIO-01" in told and not checked.writes
    assert f"the terminal {MAC} is bound to BIO-03 instead of BIO-01" in told
    assert f"BIO-03 gets the public address {address} of BIO-01" in told
    assert not run(tenant, wanted, **RECREATE, expect_plan=checked.plan["plan_id"]).problem
    work = ["work on BIO-01"] * 2
    assert tenant.contents("BIO-03")[1:] == work and tenant.contents("BIO-01")[1:] == work
    assert people(tenant) == {"BIO-01": [], "BIO-02": ["ben"], "BIO-03": ["anna"]}
    old, new = tenant.desktops["BIO-01"], tenant.desktops["BIO-03"]
    assert (old["status"], old["tags"]["lab-replaced-by"]) == ("SHUTOFF", "BIO-03")
    assert new["tags"]["lab-replaces"] == "BIO-01" and new["login_status"] == "REGISTERED"
    assert held(tenant) == {"BIO-03": address}
    assert [row["desktop_name"] for row in table(tenant, "TerminalBinding")] == ["BIO-03"]
    # What is left are the notes of the rung and of the address.
    assert {section for section, _task in run(tenant, wanted, **RECREATE).tasks} == {"healed"}
    assert not {TAG, "lab-replaced-eip"} & set(tenant.desktops["BIO-01"]["tags"])
    assert not run(tenant, wanted, **RECREATE).writes and not check(tenant, wanted).plan["actions"]


PRICES = {"currency": "EUR", "products": {"workspace.c2.large.windows.2": "0.10"}, "disks": {"SAS": "0.05"}}


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        ({"max_desktops": 2}, "the lab would have 3 desktops, but the limit is 2 (limits.max_desktops)"),
        ({"max_create": 0}, "1 desktop would be created, but the limit is 0 (limits.max_create)"),
        # Three desktops for 730 hours, each with 80 + 20 GB.
        ({"max_cost_per_month": 233}, "the lab would cost 234.00 EUR a month, but the limit is 233 EUR"),
        ({}, "the quota general_instances is exceeded: 1 needed, 0 free"),
    ],
    ids=["max_desktops", "max_create", "max_cost_per_month", "quota"],
)
def test_no_desktop_is_created_again_beyond_a_limit(tenant, limits, problem):
    wanted = {**broken(tenant, 20), "prices": PRICES, "limits": limits}
    if not limits:
        tenant.control("POST", "quotas", general_instances=2)
    refused = run(tenant, wanted, **RECREATE)
    assert problem in refused.problem and not refused.writes
    # Exactly at its limits, it is.
    tenant.control("POST", "quotas", general_instances=3)
    enough = {"max_desktops": 3, "max_create": 1, "max_cost_per_month": 234}
    assert not run(tenant, {**wanted, "limits": enough}, **RECREATE).problem
    assert people(tenant)["BIO-03"] == ["anna"]


def test_a_seat_that_the_roster_asks_for_is_not_replaced_twice(tenant):
    tenant.desktop("BIO-02", user="anna", tags={**MARK, "lab-replaces": "BIO-01"})
    tenant.desktop("BIO-03", tags=MARK)
    tenant.control("POST", "clock", advance=3600)
    tenant.console("set", "BIO-02", fields={"login_status": "UNREGISTER", "cured_by": ["rebuild"]})
    people = {"user_name": "anna", "seat": "BIO-01"}
    wanted = {**BASE, "seats": [group(people, spares=1)], "repair": {"order": ["spare"]}}
    told = check(tenant, wanted, **RECREATE).plan["lines"]
    assert "it has taken the place of BIO-01, and the lab file or its roster has to name it" in " ".join(told)


@pytest.mark.parametrize("lost", [True, False], ids=["one is missing", "it was started"])
def test_the_old_seat_is_not_given_up_for_copies_that_are_not_all_there(tenant, lost):
    wanted = broken(tenant, 20, 30, **({"uncopied_disks": 1} if lost else {}))
    no = {"status": 403, "error_code": "WKS.0403", "error_msg": "No."}
    if not lost:
        # The run gets as far as the note that hands it over.
        tenant.fault("status", **no, method="POST", path="/desktops/batch-tags$", skip=1)
    failed = run(tenant, wanted, **RECREATE)
    assert ("lacks copies (30 GB)" if lost else "WKS.0403") in failed.problem
    if not lost:
        tenant.control("POST", "clock", advance=60)
        tenant.console("power", "BIO-01", status="ACTIVE")
        tenant.console("set", "BIO-01", fields={"login_status": "UNREGISTER", "cured_by": ["rebuild"]})
        tenant.control("POST", "clock", advance=3600)
    before = people(tenant)
    again = run(tenant, wanted, **RECREATE)
    reason = "BIO-03 lacks copies of data disks of 30 GB" if lost else "it was started after its data disks were copied"
    told = " ".join(again.plan["lines"])
    assert f"no recreate, since {reason}" in told and "lab_seats=BIO-03" in told and not again.writes
    assert "delete it with" not in told
    assert people(tenant) == before and before["BIO-01"] == ["anna"] and "BIO-04" not in before
    # It is nobody's seat, and provisioning neither gives it away nor makes another one.
    assert "BIO-03" in " ".join(check(tenant, wanted).plan["left_over"])
    # Without the copy it begins again.
    tenant.console("set", "BIO-01", fields={"uncopied_disks": 0})
    tenant.console("delete", "BIO-03")
    assert not run(tenant, wanted, **RECREATE).problem
    assert people(tenant) == {"BIO-01": [], "BIO-02": ["ben"], "BIO-03": ["anna"]}
    assert tenant.contents("BIO-03")[1:] == ["work on BIO-01"] * 2


def test_each_seat_gets_a_name_and_the_newest_files_are_not_given_up(tenant):
    wanted = broken(tenant, 20)
    wanted["defaults"] = {**wanted["defaults"], "if_mount_old_desktop_disk": True}
    tenant.console("set", "BIO-02", fields={"login_status": "UNREGISTER", "cured_by": ["rebuild"]})
    wanted["seats"][0]["numbers"] = {"first": 1, "last": 3}
    checked = check(tenant, wanted, **RECREATE)
    told = " ".join(checked.plan["lines"])
    # Of two seats only one can have the last name; the other does not keep it from being repaired.
    assert "BIO-03 is created with copies" in told and "BIO-02: no recreate, since no name is left" in told
    assert not run(tenant, wanted, **RECREATE).problem and people(tenant)["BIO-03"] == ["anna"]
    # In an exam nobody would find a new desktop.
    tenant.console("set", "BIO-02", fields={"tags": {"workspace-lab": "bio", "lab-exam": "mid1"}})
    assert "BIO-02: no recreate, since it is in the exam" in " ".join(check(tenant, wanted, **RECREATE).plan["lines"])


@pytest.mark.slow
def test_a_seat_with_a_name_of_its_own_is_created_again_and_stays_the_seat_of_its_person(tenant):
    tenant.desktop("BIO-T1", user="tito", tags=MARK, data_volumes=[20])
    tenant.control("POST", "clock", advance=3600)
    tenant.console("set", "BIO-T1", fields={"login_status": "UNREGISTER", "cured_by": ["rebuild"]})
    staff = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}
    wanted = {**BASE, "seats": [staff], "repair": {"order": ["recreate"], "keep_old": "1d"}}
    checked = check(tenant, wanted, **RECREATE)
    assert not run(tenant, wanted, **RECREATE, expect_plan=checked.plan["plan_id"]).problem
    assert people(tenant) == {"BIO-T1": [], "BIO-T1-2": ["tito"]} and not check(tenant, wanted).plan["actions"]
    tenant.control("POST", "clock", advance=2 * 86400)
    assert not run(tenant, wanted, procedure="cleanup", max_delete="1", confirm="bio").problem
    assert people(tenant) == {"BIO-T1-2": ["tito"]} and not check(tenant, wanted).plan["actions"]
    assert tenant.contents("BIO-T1-2")[1:] == ["work on BIO-T1"]


def restart_tried(tenant: Tenant) -> str:
    """Return the note of a seat that a restart has just not helped."""
    return time.strftime("restart-tried-%Y%m%dT%H%M", time.gmtime(tenant.state["now"]))


def people(tenant: Tenant) -> dict[str, list[str]]:
    """Return who has which desktop."""
    return {name: [user["user_name"] for user in row["assignments"]] for name, row in tenant.desktops.items()}


def held(tenant: Tenant) -> dict[str, str]:
    """Return the public addresses of desktops."""
    addresses = {row["id"]: row["address"] for row in table(tenant, "Eip")}
    return {name: addresses[one["eip_id"]] for name, one in tenant.desktops.items() if one["eip_id"]}


def table(tenant: Tenant, kind: str) -> list[dict[str, Any]]:
    """Return the records of a kind."""
    return list(tenant.state["tables"].get(kind, []))
