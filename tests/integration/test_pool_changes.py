# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools that exist: changed in place, rebuilt, switched on and off, deleted; and whom that never disturbs."""

from __future__ import annotations

from integration.cases import case
from integration.harness import Task, acted, acting, converged, converging, failure, refused, unchanged
from integration.pools import made, members, name_policy, pool, pools, sent

XLARGE = "workspace.c2.xlarge.windows"


@case
def test_changed_in_place(tenant):
    made(
        tenant,
        {},
        {"status": "SHUTOFF"},
        type="DYNAMIC",
        disconnected_retention_period=60,
        description="Drop in [workspace-lab: bio101]",
        tags={"workspace-lab": "bio101", "room": "1"},
        autoscale_policy={"autoscale_type": "AUTO_CREATED", "min_idle": 1, "max_auto_created": 5},
    )
    policy_id = name_policy(tenant, "drop_in", "DROP-")
    task = {
        "pool_id": pools(tenant)["drop-in"]["id"],
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
    now = pools(tenant)["room-2"]
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


@case
def test_resized_with_other_disks(tenant):
    made(tenant, {"data_volumes": [20, 50]}, {"data_volumes": [20, 50], "status": "SHUTOFF"})
    before = tenant.contents("PC-01")
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
    for desktop in members(tenant).values():
        assert desktop["product_id"] == XLARGE and desktop["root"]["size"] == 100
        assert sorted((disk["type"], disk["size"]) for disk in desktop["disks"]) == [("SAS", 60), ("SSD", 10)]
    assert {name: desktop["status"] for name, desktop in tenant.desktops.items()} == {
        "PC-01": "ACTIVE",
        "PC-02": "SHUTOFF",
    }
    assert tenant.contents("PC-01")[0] == before[0], "the system disk keeps what is on it"


@case
def test_used_by_others(tenant):
    made(tenant, {"user": "mia"}, {"user": "omar"})
    users = {user["user_name"]: user["id"] for user in tenant.state["users"]}
    now = [
        {"object_type": "USER", "object_id": users[name], "object_name": name, "user_group": "users", "created": 0}
        for name in users
    ]
    tenant.control("POST", "pools", pool="drop-in", fields={"authorized": now})
    yield [Task("workspace_user_group", {"group_name": "bio"})]
    wish = [{"user": "mia", "user_group": "administrators"}, {"group": "bio"}]
    done = converged((yield converging(pool(name="drop-in", authorized_objects=wish, purge_authorized_objects=True))))
    assert [body["action"] for body in sent(done, "users")] == ["REMOVE", "ADD", "CHANGE_PRIVILEGE"]
    there = [(row["object_name"], row["user_group"]) for row in pools(tenant)["drop-in"]["authorized"]]
    assert there == [("mia", "administrators"), ("bio", "users")]
    assert [row["object_name"] for row in done["desktop_pool"]["authorized_objects"]] == ["mia", "bio"]
    assert {name: len(one["assignments"]) for name, one in tenant.desktops.items()} == {"PC-01": 1, "PC-02": 1}


@case
def test_rebuilt_with_every_field_of_the_documents(tenant):
    made(tenant, {}, {"status": "SHUTOFF"}, {"user": "mia"})
    tenant.session("PC-03")
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
    desktops = tenant.desktops
    assert sent(done, "rebuild") == [
        {
            "image_type": "private",
            "image_id": pools(tenant)["drop-in"]["image_id"],
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
    assert tenant.contents("PC-01") != ["work on PC-01"] and tenant.contents("PC-03") == ["work on PC-03"]
    reached = {"rebuild": "fix", "handle_type": "FOR_EXPAND_AND_ALL"}
    (in_use,) = yield [pool(name="drop-in", **reached)]
    refused(in_use, "mia is logged in on PC-03")
    tenant.session("PC-03", "close")
    done = converged((yield converging(pool(name="drop-in", **reached))))
    assert [body["is_fix"] for body in sent(done, "rebuild")] == [True]
    assert list(done["actions"][0]["fields"]) == ["image.PC-03"]
    assert {one["image_id"] for one in tenant.desktops.values()} == {pools(tenant)["drop-in"]["image_id"]}


@case
def test_acting_every_time(tenant):
    made(tenant, {}, {"user": "mia"})
    acted((yield acting(pool(name="drop-in", state="rebuilt"))))
    assert tenant.contents("PC-01") != ["work on PC-01"] and tenant.contents("PC-02") == ["work on PC-02"], (
        "the idle one"
    )
    done = acted((yield acting(pool(name="drop-in", state="restarted", power_type="HARD"))))
    assert sent(done, "action") == [{"op_type": "reboot", "type": "HARD"}]


@case
def test_switched_off_and_on(tenant):
    made(tenant, {"user": "mia"}, {"status": "SHUTOFF"})
    tenant.session("PC-01")
    no, left = yield [
        pool(name="drop-in", state="stopped"),
        pool(name="drop-in", state="hibernated", if_in_use="skip"),
    ]
    refused(no, "mia is logged in on PC-01", "if_in_use")
    assert unchanged(left)["results"][0]["state"] == "skipped"
    assert tenant.desktops["PC-01"]["session_user"] == "mia"
    done = converged((yield converging(pool(name="drop-in", state="stopped", if_in_use="force"))))
    assert sent(done, "action") == [{"op_type": "os-stop", "type": "SOFT"}]
    assert {one["status"] for one in tenant.desktops.values()} == {"SHUTOFF"}
    started, hibernated = yield [pool(name="drop-in", state="started"), pool(name="drop-in", state="hibernated")]
    assert not started.failed and sent(hibernated, "action") == [{"op_type": "hibernate", "type": "SOFT"}]
    assert {one["status"] for one in tenant.desktops.values()} == {"HIBERNATED"}


@case
def test_what_is_off_is_started_to_be_hibernated(tenant):
    made(tenant, {"status": "SHUTOFF"}, {}, {"status": "HIBERNATED"})
    converged((yield converging(pool(name="drop-in", state="hibernated"))))
    assert {one["status"] for one in tenant.desktops.values()} == {"HIBERNATED"}


@case
def test_deleted_in_the_order_that_the_service_needs(tenant):
    made(tenant, {}, {}, enable_autoscale=True)
    tenant.desktop("OTHER")
    done = converged((yield converging(pool(name="drop-in", state="absent"))))
    assert done.verbs == ["update", "delete_desktops", "delete"]
    assert [(one["method"], one["path"].rpartition("/")[2]) for one in done.writes][1] == ("POST", "batch-delete")
    assert not pools(tenant) and set(tenant.desktops) == {"OTHER"}


@case
def test_not_deleted_while_somebody_needs_it(tenant):
    made(tenant, {}, {"user": "mia"}, {})
    tenant.session("PC-03")
    no, left = yield [
        pool(name="drop-in", state="absent"),
        pool(name="drop-in", state="absent", if_in_use="skip"),
    ]
    refused(no, "PC-02", "mia", "PC-03", "if_in_use")
    assert unchanged(left)["results"][0]["state"] == "skipped" and len(tenant.desktops) == 3
    (done,) = yield [pool(name="drop-in", state="absent", if_in_use="force")]
    assert not done.failed and not tenant.desktops and [user["user_name"] for user in tenant.state["users"]] == ["mia"]


@case
def test_autoscaling_is_put_back_when_somebody_comes(tenant):
    made(tenant, {}, {"user": "mia"}, enable_autoscale=True, type="DYNAMIC")
    tenant.console("unassign", "PC-02")
    pool_id = pools(tenant)["drop-in"]["id"]
    tenant.fault("delay", method="GET", path=f"/desktop-pools/{pool_id}$", times=4, seconds=2)
    with tenant.when(f"/desktop-pools/{pool_id}", "PUT", lambda: tenant.session("PC-02")):
        (stopped,) = yield [pool(name="drop-in", state="absent")]
    failure(stopped, "drop-in", "PC-02")
    assert pools(tenant)["drop-in"]["enable_autoscale"] is True and len(tenant.desktops) == 2
