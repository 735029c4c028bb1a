# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools: created with every field, sized, found, and refused in one sentence."""

from __future__ import annotations

import yaml
from integration.cases import case
from integration.desktops import COMPLETE, IMAGE, PRODUCT
from integration.harness import Task, converged, converging, failure, refused, unchanged
from integration.pools import POOL, find, made, members, name_policy, pool, pools, sent

from ansible_collections.huaweicloud.workspace.plugins.modules.workspace_desktop_pool import EXAMPLES


@case
def test_created_with_every_field(tenant):
    tenant.desktop("OWN", user="mia")
    policy_id = name_policy(tenant, "drop_in", "DROP-")
    catalogue = tenant.desktops["OWN"]
    yield [Task("workspace_user_group", {"group_name": "bio"})]
    ids = {**{row["name"]: row["id"] for row in tenant.state["groups"]}, "mia": tenant.state["users"][0]["id"]}
    task = {
        **POOL,
        "state": "stopped",
        "size": 2,
        "description": "Drop in [workspace-lab: bio101]",
        "availability_zone": "ap-southeast-1b",
        "flavor_id": "c2.large.2",
        "image_type": "private",
        "root_volume": {"type": "GPSSD2", "size": 100, "iops": 3000, "throughput": 125},
        "data_volumes": [{"type": "SAS", "size": 20, "resource_spec_code": "SAS"}],
        "security_groups": ["teaching-desktops"],
        "authorized_objects": [
            {"user": "mia", "user_group": "administrators", "created_at": "2022-05-11T11:45:42.000Z"},
            {"group": "bio"},
        ],
        "ou_name": "Students/Biology",
        "tags": {"course": "bio101"},
        "enterprise_project_id": "project-1",
        "disconnected_retention_period": 30,
        "enable_autoscale": True,
        "autoscale_policy": {"autoscale_type": "ACCESS_CREATED", "max_auto_created": 10, "min_idle": 1},
        "user_reset_policy": {"enable": True, "reset_count_per_day": 2},
        "desktop_name_policy": "drop_in",
        "domain": "bio.example",
        "in_maintenance_mode": True,
    }
    done = converged((yield converging(pool(**task))))
    assert done.verbs == ["create", "update", "stop"]
    [body] = done.sent("desktop-pools")
    found = pools(tenant)["drop-in"]
    groups = body.pop("security_groups")
    assert len(groups) == 2 and catalogue["security_group_ids"][0] in [group["id"] for group in groups]
    assert body == {
        "name": "drop-in",
        "type": "DYNAMIC",
        "size": 2,
        "description": "Drop in [workspace-lab: bio101]",
        "availability_zone": "ap-southeast-1b",
        "product_id": PRODUCT,
        "flavor_id": "c2.large.2",
        "image_type": "private",
        "image_id": found["image_id"],
        "root_volume": {"type": "GPSSD2", "size": 100, "iops": 3000, "throughput": 125},
        "data_volumes": [{"type": "SAS", "size": 20, "resource_spec_code": "SAS"}],
        "vpc_id": done["desktop_pool"]["vpc_id"],
        "subnet_ids": [catalogue["subnet_id"]],
        "authorized_objects": [
            {
                "object_type": "USER",
                "object_id": ids["mia"],
                "object_name": "mia",
                "user_group": "administrators",
                "created_at": "2022-05-11T11:45:42.000Z",
            },
            {"object_type": "USER_GROUP", "object_id": ids["bio"], "object_name": "bio", "user_group": "users"},
        ],
        "ou_name": "Students/Biology",
        "tags": [{"key": "course", "value": "bio101"}],
        "enterprise_project_id": "project-1",
        "disconnected_retention_period": 30,
        "enable_autoscale": True,
        "autoscale_policy": {"autoscale_type": "ACCESS_CREATED", "max_auto_created": 10, "min_idle": 1},
        "user_reset_policy": {"enable": True, "reset_count_per_day": 2},
        "desktop_name_policy_id": policy_id,
        "domain": "bio.example",
    }
    assert found["in_maintenance"] is True and found["domain"] == "bio.example"
    assert sorted(members(tenant)) == ["DROP-001", "DROP-002"]
    assert {desktop["status"] for desktop in members(tenant).values()} == {"SHUTOFF"}
    assert done["desktop_pool"]["pool_id"] == found["id"] and done["desktop_pool"]["desktop_count"] == 2


@case
def test_the_example_of_the_documents(tenant):
    """The request that the API's documentation shows for CreateDesktopPool, with the emulator's names."""
    task = {
        "name": "POOL01",
        "type": "STATIC",
        "size": 50,
        "image_type": "gold",
        "image": "Windows-11-Professional",
        "root_volume": {"type": "SAS", "size": 80},
        "availability_zone": "ap-southeast-1b",
        "subnets": ["teaching-a"],
        "product": "workspace.c2.large.windows.2",
    }
    announced, done = yield [pool(**task, check=True), pool(**task)]
    assert announced["actions"] == done["actions"]
    found = pools(tenant)["POOL01"]
    assert done.sent("desktop-pools") == [
        {
            "name": "POOL01",
            "type": "STATIC",
            "size": 50,
            "image_type": "gold",
            "image_id": found["image_id"],
            "root_volume": {"type": "SAS", "size": 80},
            "availability_zone": "ap-southeast-1b",
            "subnet_ids": found["subnet_ids"],
            "product_id": "workspace.c2.large.windows.2",
            # The documentation leaves it out; it is needed where the project has no desktop yet.
            "vpc_id": done["desktop_pool"]["vpc_id"],
        }
    ]
    assert len(tenant.desktops) == 50


@case
def test_a_large_one_grows_once_it_is_there(tenant):
    tenant.control(
        "POST", "quotas", general_instances=200, cores=1000, Memory=10000, volumes=500, volume_gigabytes=90000
    )
    done, again = yield [pool(**{**POOL, "size": 103}), pool(name="drop-in", size=103)]
    assert done.verbs == ["create", "expand"], done.brief
    assert [body["size"] for body in done.sent("desktop-pools")] == [100] and sent(done, "expand") == [{"size": 3}]
    assert len(members(tenant)) == 103
    unchanged(again)


@case
def test_sized_without_touching_anybody(tenant):
    made(tenant, {"user": "mia"}, {}, {"status": "SHUTOFF"}, {})
    tenant.session("PC-04")
    kept = set(tenant.desktops)
    done = converged((yield converging(pool(name="drop-in", size=6))))
    assert sent(done, "expand") == [{"size": 2}] and len(members(tenant)) == 6
    new = set(tenant.desktops) - kept
    done = converged((yield converging(pool(name="drop-in", size=2, allow_shrink=True))))
    assert set(members(tenant)) == {"PC-01", "PC-04"} and set(done["actions"][0]["fields"]["desktops"]["before"]) == {
        "PC-02",
        "PC-03",
        *new,
    }
    [body] = done.sent("desktops/batch-delete")
    assert (body["delete_users"], body["email_notification"], len(body["desktop_ids"])) == (False, False, 4)
    left, none = yield [pool(name="drop-in", size=0), pool(name="drop-in", size=0, allow_shrink=True)]
    refused(left, "drop-in", "2 more than size", "allow_shrink")
    assert any("neither a user nor a session" in str(text) for text in unchanged(none)["warnings"])


@case
def test_with_autoscaling_the_number_is_the_services_affair(tenant):
    made(tenant, {}, enable_autoscale=True)
    for outcome in (yield [pool(name="drop-in", size=5), pool(name="drop-in", size=0, allow_shrink=True)]):
        unchanged(outcome)


@case
def test_people_who_are_yet_to_come(tenant):
    made(tenant, {})
    wish = {"name": "drop-in", "authorized_objects": [{"user": "mia"}, {"group": "bio"}]}
    checked, ran = yield [pool(**wish, check=True), pool(**wish)]
    assert checked["changed"] is True and checked.verbs == ["authorize"]
    assert all(any(name in str(text) for text in checked["warnings"]) for name in ('"mia"', '"bio"'))
    refused(ran, "drop-in", "mia", "bio")


@case
def test_wrong_wishes(tenant):
    made(tenant, {"data_volumes": [50]})
    for twin in ("X-1", "X-2"):
        tenant.desktop(twin)
        tenant.console("pool", twin, name=twin)
        tenant.control("POST", "pools", pool=twin, fields={"name": "twin"})
    wrong = [
        (pool(name="twin", state="absent"), 'desktop pools are called "twin"', "pool_id"),
        (pool(name="new"), "no such pool", "type", "size", "product", "subnets"),
        (pool(**{**POOL, "name": "new", "image": "win11-bio"}), "no image", IMAGE),
        (pool(**{**POOL, "name": "new", "subnets": ["teaching-x"]}), "no subnet", "teaching-a"),
        (pool(name="drop-in", image="win11-bio-2026.10", type="DYNAMIC"), "type is STATIC", IMAGE, "rebuild"),
        (pool(name="drop-in", product=PRODUCT, desktop_ids=["PC-09"]), "PC-09", "pc-01"),
        (pool(name="other", pool_id=pools(tenant)["drop-in"]["id"], state="absent"), "called drop-in"),
        (pool(name="drop-in", size=1001), "1001", "1000"),
    ]
    for outcome, (_task, *words) in zip((yield [task for task, *_words in wrong]), wrong, strict=True):
        refused(outcome, *words)
    assert len(tenant.desktops) == 3


@case
def test_found_exactly(tenant):
    made(tenant, {"user": "mia"})
    tenant.desktop("X-1")
    tenant.console("pool", "X-1", name="drop-in-2")
    one, full, none = yield [
        find(name="drop-in"),
        find(select_names=["DROP-*"], detail=True, desktops=True, authorized_objects=True, type="STATIC"),
        find(pool_id="a130ab3a-72bf-4b71-baa9-af4987c8e338"),
    ]
    assert [row["name"] for row in one["desktop_pools"]] == ["drop-in"] and none["desktop_pools"] == []
    assert [[desktop["computer_name"] for desktop in row["desktops"]] for row in full["desktop_pools"]] == [
        ["PC-01"],
        ["X-1"],
    ]
    assert full["desktop_pools"][0]["authorized_objects"] == [] and full["desktop_pools"][0]["desktop_used"] == 1
    assert not [*one.writes, *full.writes, *none.writes]


@case
def test_found_by_who_can_use_them(tenant):
    made(tenant, {"user": "mia"}, {})
    tenant.desktop("X-1", user="omar")
    tenant.console("pool", "X-1", name="room-2")
    yield [pool(name="drop-in", authorized_objects=[{"user": "omar"}, {"user": "mia"}])]
    both, one, strange = yield [find(users=["mia", "omar"]), find(users=["omar"]), find(users=["nobody"])]
    found = {
        row["name"]: {user["user_name"]: user["is_attached"] for user in row["users"]} for row in both["desktop_pools"]
    }
    assert found["drop-in"] == {"mia": True, "omar": False}
    assert {row["name"] for row in one["desktop_pools"]} >= {"drop-in"}
    assert all([user["user_name"] for user in row["users"]] == ["omar"] for row in one["desktop_pools"])
    failure(strange, 'no user "nobody"')


@case
def test_waited_for_later(tenant):
    begun, empty = yield [pool(**POOL, wait=False), pool(**{**POOL, "name": "empty", "size": 0})]
    assert not begun.failed and begun["results"][0]["state"] == "submitted", begun.brief
    assert not empty.failed and pools(tenant)["empty"]["type"] == "DYNAMIC"
    [finished] = yield [Task("workspace_job", {"jobs": begun["jobs"]})]
    assert not finished.failed and finished["finished"] is True, finished.brief
    assert [desktop["status"] for desktop in members(tenant).values()] == ["ACTIVE"] * 3
    assert COMPLETE["product"] == pools(tenant)["drop-in"]["product_id"]


@case
def test_examples(tenant):
    tasks = [task["huaweicloud.workspace.workspace_desktop_pool"] for task in yaml.safe_load(EXAMPLES)]
    # Nobody waits for ten minutes here.
    outcomes = yield [pool(**{**task, **({"delay_time": 0} if "delay_time" in task else {})}) for task in tasks]
    assert not [outcome.brief for outcome in outcomes if outcome.failed or not outcome["changed"]]
    assert not pools(tenant) and not tenant.desktops
