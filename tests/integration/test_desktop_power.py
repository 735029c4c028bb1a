# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power of desktops: each state, one desktop or many, and what is put back after another change."""

from __future__ import annotations

from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import acted, acting, converged, converging, failure, refused, unchanged


@case
def test_stopped(tenant):
    tenant.desktop("BIO-01")
    done = converged((yield converging(run(computer_name="BIO-01", state="stopped"))))
    assert done.sides == {"before": {"BIO-01": {"power": "started"}}, "after": {"BIO-01": {"power": "stopped"}}}
    assert done["desktops"][0]["status"] == "SHUTOFF"
    desktop = tenant.desktops["BIO-01"]
    assert desktop["status"] == "SHUTOFF"
    body = {"desktop_ids": [desktop["id"]], "op_type": "os-stop", "type": "SOFT"}
    assert done.sent("desktops/action") == [body]


@case
def test_started_from_stopped_and_hibernated(tenant):
    tenant.desktop("BIO-01", status="SHUTOFF")
    tenant.desktop("BIO-02", status="HIBERNATED")
    tenant.desktop("BIO-03")
    done = converged((yield converging(run(select_names=["BIO-*"], state="started"))))
    assert [action["target"] for action in done["actions"]] == ["BIO-01", "BIO-02"]
    assert len(done.writes) == 1
    assert {desktop["status"] for desktop in tenant.desktops.values()} == {"ACTIVE"}


@case
def test_what_is_off_in_another_way_is_started_first(tenant):
    tenant.desktop("BIO-01", status="HIBERNATED")
    tenant.desktop("BIO-02", status="SHUTOFF")
    for name, state, status in (("BIO-01", "stopped", "SHUTOFF"), ("BIO-02", "hibernated", "HIBERNATED")):
        converged((yield converging(run(computer_name=name, state=state))))
        assert tenant.desktops[name]["status"] == status


@case
def test_hibernated_by_force(tenant):
    tenant.desktop("BIO-01")
    done = converged((yield converging(run(computer_name="BIO-01", state="hibernated", power_type="HARD"))))
    assert [body["type"] for body in done.sent("desktops/action")] == ["HARD"]
    assert tenant.desktops["BIO-01"]["status"] == "HIBERNATED"


@case
def test_restarted(tenant):
    tenant.job_seconds(1.5)
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02", status="SHUTOFF")
    done = acted((yield acting(run(select_names=["BIO-[01:02]"], state="restarted"))))
    assert sorted(done.verbs) == ["restart", "start"]
    assert {body["op_type"] for body in done.sent("desktops/action")} == {"reboot", "os-start"}
    assert {desktop["status"] for desktop in tenant.desktops.values()} == {"ACTIVE"}


@case
def test_rebuilt_with_the_same_image(tenant):
    before = tenant.desktop("BIO-01", data_volumes=[20])
    done = acted((yield acting(run(computer_name="BIO-01", state="rebuilt"))))
    assert [body["image_id"] for body in done.sent("desktops/rebuild")] == [before["image_id"]]
    system, data = tenant.contents("BIO-01")
    assert system != "work on BIO-01" and data == "work on BIO-01"
    assert tenant.desktops["BIO-01"]["status"] == "ACTIVE"


@case
def test_rebuilt_with_another_image_and_power_put_back(tenant):
    tenant.desktop("BIO-01", status="SHUTOFF")
    done = acted(
        (yield acting(run(computer_name="BIO-01", state="rebuilt", image="win11-bio-2026.10", rebuild_message="Save!")))
    )
    body = done.sent("desktops/rebuild")[0]
    assert body["message"] == "Save!" and body["image_type"] == "private"
    assert done["desktops"][0]["image_name"] == "win11-bio-2026.10"
    assert tenant.desktops["BIO-01"]["status"] == "SHUTOFF"


@case
def test_absent(tenant):
    tenant.desktop("BIO-01", user="mia")
    tenant.desktop("BIO-02", user="omar")
    done = converged(
        (yield converging(run(state="absent", desktops=[{"computer_name": "bio-01"}, {"computer_name": "X"}])))
    )
    assert done.verbs == ["delete"] and done["desktops"] == []
    body = done.sent("desktops/batch-delete")[0]
    assert (body["delete_users"], body["email_notification"], body["is_force_delete"]) == (False, False, False)
    assert list(tenant.desktops) == ["BIO-02"]
    assert tenant.contents("BIO-02") == ["work on BIO-02"]
    assert tenant.state["mails"] == []
    assert {user["user_name"] for user in tenant.state["users"]} == {"mia", "omar"}


@case
def test_absent_with_users_and_mail(tenant):
    tenant.desktop("BIO-01", user="mia")
    arguments = {"computer_name": "BIO-01", "state": "absent", "delete_users": True, "email_notification": True}
    converged((yield converging(run(**arguments))))
    tenant.control("POST", "clock", finish_jobs=True)
    assert tenant.state["users"] == [] and len(tenant.state["mails"]) == 1


@case
def test_created_and_stopped(tenant):
    done = converged((yield converging(run(computer_name="BIO-01", user_name="mia", state="stopped", **COMPLETE))))
    assert done.verbs == ["create", "stop"]
    assert tenant.desktops["BIO-01"]["status"] == "SHUTOFF"


@case
def test_missing_desktops_are_no_surprise(tenant):
    tenant.desktop("BIO-02")
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
    assert tenant.desktops["BIO-02"]["status"] == "ACTIVE"


@case
def test_power_is_put_back_after_a_rename(tenant):
    desktop = tenant.desktop("BIO-01", status="SHUTOFF")
    tenant.desktop("BIO-02", status="HIBERNATED")
    other = tenant.desktops["BIO-02"]["id"]
    listed = [
        {"desktop_id": desktop["id"], "computer_name": "BIO-41"},
        {"desktop_id": other, "computer_name": "BIO-42"},
    ]
    done = converged((yield converging(run(desktops=listed))))
    assert done.verbs == ["rename", "rename"]
    assert tenant.desktops["BIO-41"]["status"] == "SHUTOFF"
    assert tenant.desktops["BIO-42"]["status"] == "HIBERNATED"


@case
def test_power_is_put_back_although_the_status_lags(tenant):
    tenant.console("create", "BIO-01", user="mia")
    # The status of a desktop that is taken from somebody changes a fifth of this after the job has ended.
    tenant.job_seconds(20)
    (done,) = yield [run(desktops=[{"computer_name": "BIO-01", "user_name": ""}])]
    assert not done.failed and done.verbs == ["detach"], done.brief
    tenant.control("POST", "clock", finish_jobs=True)
    assert tenant.desktops["BIO-01"]["status"] == "ACTIVE" and tenant.desktops["BIO-01"]["assignments"] == []


@case
def test_power_is_put_back_after_a_resize(tenant):
    for name, status in (("BIO-01", "ACTIVE"), ("BIO-02", "SHUTOFF"), ("BIO-03", "HIBERNATED")):
        tenant.desktop(name, status=status)
    arguments = {"select_names": ["BIO-*"], "product": "workspace.c2.xlarge.windows", "wait_timeout": 60}
    done = converged((yield converging(run(**arguments))))
    assert set(done.verbs) == {"resize"}
    now = {name: desktop["status"] for name, desktop in tenant.desktops.items()}
    assert now == {"BIO-01": "ACTIVE", "BIO-02": "SHUTOFF", "BIO-03": "HIBERNATED"}
    assert {desktop["product_id"] for desktop in tenant.desktops.values()} == {"workspace.c2.xlarge.windows"}


@case
def test_a_desktop_that_cannot_be_started_again_after_a_resize_is_told(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02")
    tenant.fault("failed_rows", desktops=["BIO-02"], error_code="WKS.1", error_msg="No capacity.")
    arguments = {"select_names": ["BIO-*"], "product": "workspace.c2.xlarge.windows"}
    (done,) = yield [run(**arguments)]
    failure(done, "1 of 2 targets failed: BIO-02: No capacity.; its power state may not be as before")
    assert done["changed"] and set(done["diff"]["after"]) == {"BIO-01", "BIO-02"}
    assert {name: desktop["status"] for name, desktop in tenant.desktops.items()} == {
        "BIO-01": "ACTIVE",
        "BIO-02": "SHUTOFF",
    }


@case
def test_a_desktop_that_refuses_does_not_stop_the_others(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02", fields={"operation": "somebody else's", "task_status": "rebuilding"})
    tenant.desktop("BIO-03", status="ERROR")
    outcomes = yield [
        run(select_names=["BIO-*"], state="stopped", wait_timeout=30),
        run(select_names=["BIO-*"], product="workspace.c2.xlarge.windows", wait_timeout=30),
    ]
    for outcome in outcomes:
        failure(outcome, "BIO-02: it was still busy (rebuilding)", "BIO-03: its status is ERROR", "2 of 3")
        states = [(result["target"], result["state"]) for result in outcome["results"]]
        assert states == [("BIO-01", "done"), ("BIO-02", "failed"), ("BIO-03", "failed")]
    assert tenant.desktops["BIO-01"]["status"] == "SHUTOFF"
    assert tenant.desktops["BIO-01"]["product_id"] == "workspace.c2.xlarge.windows"


@case
def test_a_busy_desktop_is_waited_for(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02", fields={"operation": "somebody else's", "task_status": "rebuilding"})
    idle = {"operation": "", "task_status": ""}
    with tenant.when("/volumes", "POST", lambda: tenant.console("set", "BIO-02", fields=idle)):
        [done] = yield [run(select_names=["BIO-*"], data_volumes=[{"type": "SAS", "size": 20}])]
    assert not done.failed, done.brief
    assert [len(body["desktop_volumes"]) for body in done.sent("volumes")] == [1, 1]
    assert [len(desktop["disks"]) for desktop in tenant.desktops.values()] == [1, 1]


@case
def test_linux_cannot_hibernate(tenant):
    tenant.desktop("LIN-01", image="ubuntu-lab-2026.09", product="workspace.c2.large.linux")
    outcomes = yield [run(computer_name="LIN-01", state="hibernated", wait_timeout=60)]
    failure(outcomes[0], "LIN-01", "Windows")


@case
def test_registered_is_waited_for(tenant):
    tenant.job_seconds(1)
    tenant.desktop("BIO-01", status="SHUTOFF")
    outcomes = yield [run(computer_name="BIO-01", state="started", wait_until="registered")]
    assert not outcomes[0].failed, outcomes[0].brief
    assert outcomes[0]["desktops"][0]["login_status"] == "REGISTERED"


@case
def test_registered_is_waited_for_without_a_change(tenant):
    tenant.desktop("BIO-01", fields={"login_status": "UNREGISTER"})
    outcomes = yield [run(computer_name="BIO-01", state="started", wait_until="registered", wait_timeout=20)]
    failure(outcomes[0], "BIO-01", "not registered")


@case
def test_not_waited_for(tenant):
    tenant.job_seconds(2)
    desktop = tenant.desktop("BIO-01")
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
