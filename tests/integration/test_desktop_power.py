# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power of desktops: each state, one desktop or many, and what is put back after another change."""

from __future__ import annotations

from integration.desktops import COMPLETE, check, run
from integration.harness import Cases, acted, acting, converged, converging, failure, refused, unchanged

cases = Cases()


@cases
def stopped(lab):
    lab.desktop("BIO-01")
    done = converged((yield converging(run(computer_name="BIO-01", state="stopped"))))
    assert done["diff"] == {"before": {"BIO-01": {"power": "started"}}, "after": {"BIO-01": {"power": "stopped"}}}
    assert done["desktops"][0]["status"] == "SHUTOFF"
    desktop = lab.desktops["BIO-01"]
    assert desktop["status"] == "SHUTOFF"
    body = {"desktop_ids": [desktop["id"]], "op_type": "os-stop", "type": "SOFT"}
    assert done.sent("desktops/action") == [body]


@cases
def started_from_stopped_and_hibernated(lab):
    lab.desktop("BIO-01", status="SHUTOFF")
    lab.desktop("BIO-02", status="HIBERNATED")
    lab.desktop("BIO-03")
    done = converged((yield converging(run(select_names=["BIO-*"], state="started"))))
    assert [action["target"] for action in done["actions"]] == ["BIO-01", "BIO-02"]
    assert len(done.writes) == 1
    assert {desktop["status"] for desktop in lab.desktops.values()} == {"ACTIVE"}


@cases
def hibernated_by_force(lab):
    lab.desktop("BIO-01")
    done = converged((yield converging(run(computer_name="BIO-01", state="hibernated", power_type="HARD"))))
    assert [body["type"] for body in done.sent("desktops/action")] == ["HARD"]
    assert lab.desktops["BIO-01"]["status"] == "HIBERNATED"


@cases
def restarted(lab):
    lab.job_seconds(1.5)
    lab.desktop("BIO-01")
    lab.desktop("BIO-02", status="SHUTOFF")
    done = acted((yield acting(run(select_names=["BIO-[01:02]"], state="restarted"))))
    assert sorted(done.verbs) == ["restart", "start"]
    assert {body["op_type"] for body in done.sent("desktops/action")} == {"reboot", "os-start"}
    assert {desktop["status"] for desktop in lab.desktops.values()} == {"ACTIVE"}


@cases
def rebuilt_with_the_same_image(lab):
    before = lab.desktop("BIO-01", data_volumes=[20])
    done = acted((yield acting(run(computer_name="BIO-01", state="rebuilt"))))
    assert [body["image_id"] for body in done.sent("desktops/rebuild")] == [before["image_id"]]
    system, data = lab.contents("BIO-01")
    assert system != "work on BIO-01" and data == "work on BIO-01"
    assert lab.desktops["BIO-01"]["status"] == "ACTIVE"


@cases
def rebuilt_with_another_image_and_power_put_back(lab):
    lab.desktop("BIO-01", status="SHUTOFF")
    done = acted(
        (yield acting(run(computer_name="BIO-01", state="rebuilt", image="win11-bio-2026.10", rebuild_message="Save!")))
    )
    body = done.sent("desktops/rebuild")[0]
    assert body["message"] == "Save!" and body["image_type"] == "private"
    assert done["desktops"][0]["image_name"] == "win11-bio-2026.10"
    assert lab.desktops["BIO-01"]["status"] == "SHUTOFF"


@cases
def absent(lab):
    lab.desktop("BIO-01", user="mia")
    lab.desktop("BIO-02", user="omar")
    done = converged(
        (yield converging(run(state="absent", desktops=[{"computer_name": "bio-01"}, {"computer_name": "X"}])))
    )
    assert done.verbs == ["delete"] and done["desktops"] == []
    body = done.sent("desktops/batch-delete")[0]
    assert (body["delete_users"], body["email_notification"], body["is_force_delete"]) == (False, False, False)
    assert list(lab.desktops) == ["BIO-02"]
    assert lab.contents("BIO-02") == ["work on BIO-02"]
    assert lab.state["mails"] == []
    assert {user["user_name"] for user in lab.state["users"]} == {"mia", "omar"}


@cases
def absent_with_users_and_mail(lab):
    lab.desktop("BIO-01", user="mia")
    arguments = {"computer_name": "BIO-01", "state": "absent", "delete_users": True, "email_notification": True}
    converged((yield converging(run(**arguments))))
    lab.control("POST", "clock", finish_jobs=True)
    assert lab.state["users"] == [] and len(lab.state["mails"]) == 1


@cases
def created_and_stopped(lab):
    done = converged((yield converging(run(computer_name="BIO-01", user_name="mia", state="stopped", **COMPLETE))))
    assert done.verbs == ["create", "stop"]
    assert lab.desktops["BIO-01"]["status"] == "SHUTOFF"


@cases
def missing_desktops_are_no_surprise(lab):
    lab.desktop("BIO-02")
    outcomes = yield [
        run(computer_name="BIO-01", state="started"),
        run(computer_name="BIO-01", state="restarted", **COMPLETE),
        run(desktop_id="0000", state="stopped"),
        run(computer_name="BIO-01", state="absent"),
        run(select_names=["OTHER-*"], state="stopped"),
    ]
    refused(outcomes[0], "BIO-01", "product", "image", "root_volume")
    refused(outcomes[1], "BIO-01", "no such desktop")
    refused(outcomes[2], "0000")
    unchanged(outcomes[3])
    assert "select_names" in unchanged(outcomes[4])["warnings"][0]
    assert lab.desktops["BIO-02"]["status"] == "ACTIVE"


@cases
def power_is_put_back_after_a_rename(lab):
    desktop = lab.desktop("BIO-01", status="SHUTOFF")
    lab.desktop("BIO-02", status="HIBERNATED")
    other = lab.desktops["BIO-02"]["id"]
    listed = [
        {"desktop_id": desktop["id"], "computer_name": "BIO-41"},
        {"desktop_id": other, "computer_name": "BIO-42"},
    ]
    done = converged((yield converging(run(desktops=listed))))
    assert done.verbs == ["rename", "rename"]
    assert lab.desktops["BIO-41"]["status"] == "SHUTOFF"
    assert lab.desktops["BIO-42"]["status"] == "HIBERNATED"


@cases
def power_is_put_back_after_a_resize(lab):
    for name, status in (("BIO-01", "ACTIVE"), ("BIO-02", "SHUTOFF"), ("BIO-03", "HIBERNATED")):
        lab.desktop(name, status=status)
    arguments = {"select_names": ["BIO-*"], "product": "workspace.c2.xlarge.windows", "wait_timeout": 60}
    done = converged((yield converging(run(**arguments))))
    assert set(done.verbs) == {"resize"}
    now = {name: desktop["status"] for name, desktop in lab.desktops.items()}
    assert now == {"BIO-01": "ACTIVE", "BIO-02": "SHUTOFF", "BIO-03": "HIBERNATED"}
    assert {desktop["product_id"] for desktop in lab.desktops.values()} == {"workspace.c2.xlarge.windows"}


@cases
def a_desktop_that_refuses_does_not_stop_the_others(lab):
    lab.desktop("BIO-01")
    lab.desktop("BIO-02", fields={"operation": "somebody else's", "task_status": "rebuilding"})
    lab.desktop("BIO-03", status="ERROR")
    outcomes = yield [
        run(select_names=["BIO-*"], state="stopped", wait_timeout=8),
        run(select_names=["BIO-*"], product="workspace.c2.xlarge.windows", wait_timeout=8),
    ]
    for outcome in outcomes:
        failure(outcome, "BIO-02: it was still busy (rebuilding)", "BIO-03: its status is ERROR", "2 of 3")
        states = [(result["target"], result["state"]) for result in outcome["results"]]
        assert states == [("BIO-01", "done"), ("BIO-02", "failed"), ("BIO-03", "failed")]
    assert lab.desktops["BIO-01"]["status"] == "SHUTOFF"
    assert lab.desktops["BIO-01"]["product_id"] == "workspace.c2.xlarge.windows"


@cases
def a_busy_desktop_is_waited_for(lab):
    lab.desktop("BIO-01")
    lab.desktop("BIO-02", fields={"operation": "somebody else's", "task_status": "rebuilding"})
    idle = {"operation": "", "task_status": ""}
    others = lab.when("/volumes", "POST", lambda: lab.console("set", "BIO-02", fields=idle))
    [done] = yield [run(select_names=["BIO-*"], data_volumes=[{"type": "SAS", "size": 20}])]
    others.join()
    assert not done.failed, done.brief
    assert [len(body["desktop_volumes"]) for body in done.sent("volumes")] == [1, 1]
    assert [len(desktop["disks"]) for desktop in lab.desktops.values()] == [1, 1]


@cases
def linux_cannot_hibernate(lab):
    lab.desktop("LIN-01", image="ubuntu-lab-2026.09", product="workspace.c2.large.linux")
    outcomes = yield [run(computer_name="LIN-01", state="hibernated", wait_timeout=20)]
    failure(outcomes[0], "LIN-01", "Windows")


@cases
def registered_is_waited_for(lab):
    lab.job_seconds(1)
    lab.desktop("BIO-01", status="SHUTOFF")
    outcomes = yield [run(computer_name="BIO-01", state="started", wait_until="registered")]
    assert not outcomes[0].failed, outcomes[0].brief
    assert outcomes[0]["desktops"][0]["login_status"] == "REGISTERED"


@cases
def registered_is_waited_for_without_a_change(lab):
    lab.desktop("BIO-01", fields={"login_status": "UNREGISTER"})
    outcomes = yield [run(computer_name="BIO-01", state="started", wait_until="registered", wait_timeout=5)]
    failure(outcomes[0], "BIO-01", "not registered")


@cases
def not_waited_for(lab):
    lab.job_seconds(2)
    desktop = lab.desktop("BIO-01")
    outcomes = yield [
        check(computer_name="BIO-01", state="stopped", wait=False),
        run(computer_name="BIO-01", state="stopped", wait=False),
    ]
    assert outcomes[0]["jobs"] == []
    done = outcomes[1]
    assert not done.failed and done["results"][0]["state"] == "submitted", done.brief
    [job] = done["jobs"]
    assert job["targets"] == {"BIO-01": desktop["id"]} and job["until"] == {"status": "SHUTOFF"}
    assert job["verb"] == "stop" and job["id"] is None


def test_power(side_by_side):
    side_by_side(cases)
