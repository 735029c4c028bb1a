# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools that exist: changed in place, rebuilt, switched on and off, deleted; and whom that never disturbs."""

from __future__ import annotations

from integration.harness import Cases, Task, acted, acting, converged, converging, failure, refused, unchanged
from integration.pools import made, members, name_policy, pool, pools, sent

cases = Cases()

XLARGE = "workspace.c2.xlarge.windows"


@cases
def changed_in_place(lab):
    made(
        lab,
        {},
        {"status": "SHUTOFF"},
        type="DYNAMIC",
        disconnected_retention_period=60,
        description="Drop in [workspace-lab: bio101]",
        tags={"workspace-lab": "bio101", "room": "1"},
        autoscale_policy={"autoscale_type": "AUTO_CREATED", "min_idle": 1, "max_auto_created": 5},
    )
    policy_id = name_policy(lab, "drop_in", "DROP-")
    task = {
        "pool_id": pools(lab)["drop-in"]["id"],
        "name": "room-2",
        "description": "Room 2",
        "availability_zone": "ap-southeast-1b",
        "ou_name": "Students",
        "enterprise_project_id": "project-1",
        "disconnected_retention_period": 30,
        "enable_autoscale": True,
        "autoscale_policy": {"min_idle": 0},
        "user_reset_policy": {"enable": True},
        "desktop_name_policy": "drop_in",
        "in_maintenance_mode": True,
        "subnets": ["teaching-b"],
        "security_groups": ["exam-lockdown"],
        "tags": {"course": "bio101"},
        "purge_tags": True,
    }
    done = converged((yield converging(pool(**task))))
    assert done.verbs == ["update"]
    [body] = sent(done, "", "PUT")
    assert body.pop("vpc_id") and len(body.pop("security_groups")) == 2
    now = pools(lab)["room-2"]
    assert body == {
        "name": "room-2",
        "description": "Room 2 [workspace-lab: bio101]",
        "availability_zone": "ap-southeast-1b",
        "ou_name": "Students",
        "enterprise_project_id": "project-1",
        "disconnected_retention_period": 30,
        "enable_autoscale": True,
        "autoscale_policy": {"autoscale_type": "AUTO_CREATED", "min_idle": 0, "max_auto_created": 5},
        "user_reset_policy": {"enable": True},
        "desktop_name_policy_id": policy_id,
        "in_maintenance_mode": True,
        "subnet_ids": now["subnet_ids"],
        "tags": [{"key": "workspace-lab", "value": "bio101"}, {"key": "course", "value": "bio101"}],
    }
    assert now["tags"] == {"workspace-lab": "bio101", "course": "bio101"} and now["in_maintenance"] is True
    clearing = {"name": "room-2", "enable_autoscale": False, "autoscale_policy": {}, "ou_name": ""}
    done, again = yield [pool(**clearing), pool(**clearing)]
    unchanged(again)
    assert sent(done, "", "PUT") == [{"enable_autoscale": False, "autoscale_policy": {}, "ou_name": ""}]


@cases
def resized_with_other_disks(lab):
    made(lab, {"data_volumes": [20, 50]}, {"data_volumes": [20, 50], "status": "SHUTOFF"})
    before = lab.contents("PC-01")
    task = {
        "product": XLARGE,
        "root_volume": {"type": "SAS", "size": 100},
        "data_volumes": [{"type": "SAS", "size": 60}, {"type": "SSD", "size": 10}],
        "purge_data_volumes": True,
    }
    done = converged((yield converging(pool(name="drop-in", **task))))
    assert done.verbs == ["resize", "remove_volume", "expand_volume", "expand_volume", "add_volume"]
    [resize] = sent(done, "resize")
    handle = {"handle_type": "FOR_EXPAND_AND_IDLE"}
    assert resize == {"product_id": XLARGE, "mode": "STOP_DESKTOP", **handle}
    assert sent(done, "volumes/batch-add") == [{"volumes": [{"type": "SSD", "size": 10}], **handle}]
    assert all(body["handle_type"] == "FOR_EXPAND_AND_IDLE" for body in sent(done, "volumes/batch-expand"))
    for desktop in members(lab).values():
        assert desktop["product_id"] == XLARGE and desktop["root"]["size"] == 100
        assert sorted((disk["type"], disk["size"]) for disk in desktop["disks"]) == [("SAS", 60), ("SSD", 10)]
    assert {name: desktop["status"] for name, desktop in lab.desktops.items()} == {
        "PC-01": "ACTIVE",
        "PC-02": "SHUTOFF",
    }
    assert lab.contents("PC-01")[0] == before[0], "the system disk keeps what is on it"


@cases
def used_by_others(lab):
    made(lab, {"user": "mia"}, {"user": "omar"})
    users = {user["user_name"]: user["id"] for user in lab.state["users"]}
    now = [
        {"object_type": "USER", "object_id": users[name], "object_name": name, "user_group": "users", "created": 0}
        for name in users
    ]
    lab.control("POST", "pools", pool="drop-in", fields={"authorized": now})
    yield [Task("workspace_user_group", {"group_name": "bio"})]
    wish = [{"user": "mia", "user_group": "administrators"}, {"group": "bio"}]
    done = converged((yield converging(pool(name="drop-in", authorized_objects=wish, purge_authorized_objects=True))))
    assert [body["action"] for body in sent(done, "users")] == ["REMOVE", "ADD", "CHANGE_PRIVILEGE"]
    there = [(row["object_name"], row["user_group"]) for row in pools(lab)["drop-in"]["authorized"]]
    assert there == [("mia", "administrators"), ("bio", "users")]
    assert [row["object_name"] for row in done["desktop_pool"]["authorized_objects"]] == ["mia", "bio"]
    assert {name: len(one["assignments"]) for name, one in lab.desktops.items()} == {"PC-01": 1, "PC-02": 1}


@cases
def rebuilt_with_every_field_of_the_documents(lab):
    made(lab, {}, {"status": "SHUTOFF"}, {"user": "mia"})
    lab.session("PC-03")
    task = {
        "image": "win11-bio-2026.10",
        "image_type": "private",
        "rebuild": "on_change",
        "handle_type": "FOR_EXPAND_AND_ALL",
        "os_type": "Windows",
        "delay_time": 0,
        "rebuild_message": "Save your work.",
        "order_id": "order-1",
        "encrypt_type": "ENCRYPTED",
        "kms_id": "key-1",
        "desktop_ids": ["PC-01", "PC-02"],
    }
    done = converged((yield converging(pool(name="drop-in", **task))))
    desktops = lab.desktops
    assert sent(done, "rebuild") == [
        {
            "image_type": "private",
            "image_id": pools(lab)["drop-in"]["image_id"],
            "os_type": "Windows",
            "delay_time": 0,
            "message": "Save your work.",
            "order_id": "order-1",
            "is_fix": False,
            "handle_type": "FOR_EXPAND_AND_ALL",
            "encrypt_type": "ENCRYPTED",
            "kms_id": "key-1",
            "desktop_ids": [desktops["PC-01"]["id"], desktops["PC-02"]["id"]],
        }
    ]
    assert {name: one["status"] for name, one in desktops.items()} == {
        "PC-01": "ACTIVE",
        "PC-02": "SHUTOFF",
        "PC-03": "ACTIVE",
    }
    assert lab.contents("PC-01") != ["work on PC-01"] and lab.contents("PC-03") == ["work on PC-03"]
    reached = {"rebuild": "fix", "handle_type": "FOR_EXPAND_AND_ALL"}
    (in_use,) = yield [pool(name="drop-in", **reached)]
    refused(in_use, "mia is logged in on PC-03")
    lab.session("PC-03", "close")
    done = converged((yield converging(pool(name="drop-in", **reached))))
    assert [body["is_fix"] for body in sent(done, "rebuild")] == [True]
    assert list(done["actions"][0]["fields"]) == ["image.PC-03"]
    assert {one["image_id"] for one in lab.desktops.values()} == {pools(lab)["drop-in"]["image_id"]}


@cases
def acting_every_time(lab):
    made(lab, {}, {"user": "mia"})
    acted((yield acting(pool(name="drop-in", state="rebuilt"))))
    assert lab.contents("PC-01") != ["work on PC-01"] and lab.contents("PC-02") == ["work on PC-02"], "the idle one"
    done = acted((yield acting(pool(name="drop-in", state="restarted", power_type="HARD"))))
    assert sent(done, "action") == [{"op_type": "reboot", "type": "HARD"}]


@cases
def switched_off_and_on(lab):
    made(lab, {"user": "mia"}, {"status": "SHUTOFF"})
    lab.session("PC-01")
    no, left = yield [
        pool(name="drop-in", state="stopped"),
        pool(name="drop-in", state="hibernated", if_in_use="skip"),
    ]
    refused(no, "mia is logged in on PC-01", "if_in_use")
    assert unchanged(left)["results"][0]["state"] == "skipped"
    assert lab.desktops["PC-01"]["session_user"] == "mia"
    done = converged((yield converging(pool(name="drop-in", state="stopped", if_in_use="force"))))
    assert sent(done, "action") == [{"op_type": "os-stop", "type": "SOFT"}]
    assert {one["status"] for one in lab.desktops.values()} == {"SHUTOFF"}
    started, hibernated = yield [pool(name="drop-in", state="started"), pool(name="drop-in", state="hibernated")]
    assert not started.failed and sent(hibernated, "action") == [{"op_type": "hibernate", "type": "SOFT"}]
    assert {one["status"] for one in lab.desktops.values()} == {"HIBERNATED"}


@cases
def deleted_in_the_order_that_the_service_needs(lab):
    made(lab, {}, {}, enable_autoscale=True)
    lab.desktop("OTHER")
    done = converged((yield converging(pool(name="drop-in", state="absent"))))
    assert done.verbs == ["update", "delete_desktops", "delete"]
    assert [(one["method"], one["path"].rpartition("/")[2]) for one in done.writes][1] == ("POST", "batch-delete")
    assert not pools(lab) and set(lab.desktops) == {"OTHER"}


@cases
def not_deleted_while_somebody_needs_it(lab):
    made(lab, {}, {"user": "mia"}, {})
    lab.session("PC-03")
    no, left = yield [
        pool(name="drop-in", state="absent"),
        pool(name="drop-in", state="absent", if_in_use="skip"),
    ]
    refused(no, "PC-02", "mia", "PC-03", "if_in_use")
    assert unchanged(left)["results"][0]["state"] == "skipped" and len(lab.desktops) == 3
    (done,) = yield [pool(name="drop-in", state="absent", if_in_use="force")]
    assert not done.failed and not lab.desktops and [user["user_name"] for user in lab.state["users"]] == ["mia"]


@cases
def autoscaling_is_put_back_when_somebody_comes(lab):
    made(lab, {}, {"user": "mia"}, enable_autoscale=True, type="DYNAMIC")
    lab.console("unassign", "PC-02")
    pool_id = pools(lab)["drop-in"]["id"]
    come = lab.when(f"/desktop-pools/{pool_id}", "PUT", lambda: lab.session("PC-02"))
    lab.fault("delay", method="GET", path=f"/desktop-pools/{pool_id}$", times=4, seconds=1)
    (stopped,) = yield [pool(name="drop-in", state="absent")]
    come.join()
    failure(stopped, "drop-in", "PC-02")
    assert pools(lab)["drop-in"]["enable_autoscale"] is True and len(lab.desktops) == 2


def test_pool_changes(side_by_side):
    side_by_side(cases)
