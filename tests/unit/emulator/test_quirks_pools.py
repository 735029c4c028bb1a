# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quirks of desktop pools, as the emulator's README lists them."""

from __future__ import annotations

import pytest

PRODUCT = "workspace.c2.large.windows.2"
OTHER_PRODUCT = "workspace.c2.xlarge.windows"


@pytest.fixture
def pools(client):
    """Return what tests of pools do with a fresh project."""
    return Pools(client)


class Pools:
    """Calls about pools that must succeed."""

    def __init__(self, client):
        self.client = client

    def order(self, name="drop-in", **fields):
        """Send the request for a pool with two desktops, and return the answer."""
        body = {
            "name": name,
            "type": "STATIC",
            "size": 2,
            "product_id": PRODUCT,
            "image_type": "private",
            "image_id": self.client.image("win11-bio-2026.09"),
            "root_volume": {"type": "SAS", "size": 80},
            "subnet_ids": [self.client.get("/subnets")["subnets"][0]["id"]],
            **fields,
        }
        return self.client.call("POST", "/desktop-pools", body)

    def create(self, name="drop-in", **fields):
        """Create a pool, wait for its desktops, and return its ID."""
        assert self.order(name, **fields).status_code == 200
        self.client.finish()
        return self.id(name)

    def id(self, name):
        """Return the ID of a pool."""
        found = self.client.get("/desktop-pools", name=name)["desktop_pools"]
        return next(pool["id"] for pool in found if pool["name"] == name)

    def shown(self, pool_id):
        """Return the detail of a pool."""
        return self.client.get(f"/desktop-pools/{pool_id}")

    def desktops(self, pool_id):
        """Return the desktops of a pool by their names."""
        found = self.client.get(f"/desktop-pools/{pool_id}/desktops", limit=100)["pool_desktops"]
        return {desktop["computer_name"]: desktop for desktop in found}

    def call(self, pool_id, what, **body):
        """Send a request about a pool, and return the answer."""
        return self.client.call("POST", f"/desktop-pools/{pool_id}/{what}", body)

    def done(self, pool_id, what, **body):
        """Send a request about a pool that must succeed, and wait for its job; return the answer."""
        response = self.call(pool_id, what, **body)
        assert response.status_code == 200, response.text
        self.client.finish()
        return response.json()

    def update(self, pool_id, **body):
        """Change attributes of a pool."""
        response = self.client.call("PUT", f"/desktop-pools/{pool_id}", body)
        assert response.status_code == 200, response.text


def refusal(response):
    """Return the status and the code of a refused request."""
    assert response.status_code >= 400, response.text
    return response.status_code, response.json()["error_code"]


BUSY = (409, "WKS.00010032")
INVALID = (400, "WKS.00211102")
CONFLICT = (409, "WKS.00211103")


# --- Creation


def test_pool_is_there_before_its_desktops(client, pools):
    client.slow_jobs(100)
    job_id = pools.order().json()["job_id"]
    assert client.get("/desktop-pools")["desktop_pools"] == []
    client.advance(12)
    [pool] = client.get("/desktop-pools")["desktop_pools"]
    assert (pool["status"], pool["desktop_count"]) == ("TEMPORARY", 0)
    client.advance(40)
    [pool] = client.get("/desktop-pools")["desktop_pools"]
    assert (pool["status"], pool["desktop_count"]) == ("STEADY", 2)
    assert {desktop["status"] for desktop in pools.desktops(pool["id"]).values()} == {"BUILD"}
    client.finish()
    assert {desktop["status"] for desktop in pools.desktops(pool["id"]).values()} == {"ACTIVE"}
    assert client.get("/workspace-sub-jobs", job_id=job_id)["jobs"] == []
    rows = client.get("/workspace-sub-jobs", job_id=job_id, desktop_pool_id=pool["id"])["jobs"]
    assert {row["entities"]["desktop_id"] for row in rows} == {
        desktop["desktop_id"] for desktop in pools.desktops(pool["id"]).values()
    }


def test_missing_pool_is_a_bad_request(client, pools):
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/desktops"), ("GET", "/users")):
        assert refusal(client.call(method, f"/desktop-pools/none{path}")) == (400, "WKS.0001")


def test_pool_is_deleted_only_when_empty(client, pools):
    pool_id = pools.create()
    assert refusal(client.call("DELETE", f"/desktop-pools/{pool_id}")) == CONFLICT
    ids = [desktop["desktop_id"] for desktop in client.get("/desktops", pool_id=pool_id)["desktops"]]
    client.call("POST", "/desktops/batch-delete", {"desktop_ids": ids})
    client.finish()
    assert client.call("DELETE", f"/desktop-pools/{pool_id}").status_code == 204
    assert client.get("/desktop-pools")["total_count"] == 0


def test_creation_needs_the_agency(client, pools):
    client.control("service", agencies=[])
    assert refusal(pools.order()) == (403, "WKS.00081102")
    assert client.call("POST", "/agencies", {}).status_code == 200
    assert pools.order().status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "drop in"},
        {"name": "a" * 65},
        {"size": 101},
        {"subnet_ids": []},
        {"subnet_ids": ["0f5b1f0e-0000-4000-a000-000000000000"]},
        {"vpc_id": "0f5b1f0e-0000-4000-a000-000000000000"},
        {"image_type": "gold"},
        {"product_id": "workspace.c2.large.linux"},
        {"availability_zone": "nowhere"},
        {"root_volume": {"type": "SAS", "size": 40}},
        {"root_volume": {"type": "SAS", "size": 9000}},
        {"desktop_name_policy_id": "none"},
        {"disconnected_retention_period": 30},
        {"type": "DYNAMIC"},
        {"autoscale_policy": {"autoscale_type": "SOMETIMES"}},
        {"colour": "red"},
    ],
    ids=str,
)
def test_wrong_creation_is_refused(client, pools, fields):
    assert refusal(pools.order(**fields)) == INVALID
    client.finish()
    assert client.state()["desktops"] == [] and client.get("/desktop-pools")["total_count"] == 0


def test_names_of_pools_are_unique(pools):
    pools.create(size=0)
    assert refusal(pools.order()) == CONFLICT


def test_quotas_hold_for_pools(client, pools):
    client.control("quotas", general_instances=2)
    pool_id = pools.create()
    assert refusal(pools.call(pool_id, "expand", size=1)) == INVALID
    assert refusal(pools.order("other", size=1)) == INVALID
    assert client.get("/desktop-pools", name="other")["total_count"] == 0


def test_failed_desktops_leave_a_steady_pool(client, pools):
    client.control("faults", kind="job_partial", desktops=["drop-in02"])
    pool = pools.shown(pools.create())
    assert (pool["status"], pool["desktop_count"]) == ("STEADY", 1)


def test_desktops_are_named_after_the_pool_or_by_a_policy(client, pools):
    client.build("drop-in01")
    assert set(pools.desktops(pools.create())) == {"drop-in02", "drop-in03"}
    policy = {"policy_name": "bio", "digit_number": 3, "start_number": 998, "single_domain_user_inc": 0}
    answer = client.call("POST", "/desktop-name-policies", {**policy, "name_prefix": "BIO-"})
    policy_id = answer.json()["policy_id"]
    named = pools.create("named", desktop_name_policy_id=policy_id)
    assert set(pools.desktops(named)) == {"BIO-998", "BIO-999"}
    assert refusal(pools.call(named, "expand", size=1)) == INVALID
    assert refusal(client.call("POST", "/desktop-name-policies/batch-delete", {"policy_ids": [policy_id]})) == CONFLICT
    policy["policy_name"] = "people"
    answer = client.call("POST", "/desktop-name-policies", {**policy, "name_prefix": "$DomainUser$"})
    assert refusal(pools.order("personal", desktop_name_policy_id=answer.json()["policy_id"])) == INVALID


def test_name_policies_follow_their_rules(client):
    policy = {"name_prefix": "BIO", "digit_number": 3, "start_number": 1, "single_domain_user_inc": 0}

    def order(name, **fields):
        return client.call("POST", "/desktop-name-policies", {**policy, "policy_name": name, **fields})

    assert refusal(order("1bio")) == INVALID
    assert refusal(order("bio", name_prefix="LABORATORIES", digit_number=4)) == INVALID
    assert refusal(order("bio", single_domain_user_inc=1)) == INVALID
    first = order("bio", is_default_policy=True).json()["policy_id"]
    assert refusal(order("bio")) == CONFLICT
    order("biology", is_default_policy=True)
    rows = client.get("/desktop-name-policies", policy_name="BIO")["desktop_name_policy_infos"]
    assert {row["policy_name"]: row["is_default_policy"] for row in rows} == {"bio": False, "biology": True}
    assert refusal(client.call("PUT", f"/desktop-name-policies/{first}", {"policy_name": "biology"})) == CONFLICT


# --- Reading


def test_filter_by_name_is_fuzzy(client, pools):
    for name in ("bio", "biology"):
        pools.create(name, size=0)
    assert client.get("/desktop-pools", name="BIO")["total_count"] == 2


def test_list_of_desktops_has_ten_rows(client, pools):
    pool_id = pools.create(size=12)
    path = f"/desktop-pools/{pool_id}/desktops"
    assert len(client.get(path)["pool_desktops"]) == 10
    assert client.get(path)["total_count"] == 12
    assert client.call("GET", path, limit=101).status_code == 400
    assert client.call("GET", path, pool_id=pool_id).status_code == 400
    assert {row["desktop_type"] for row in client.get("/desktops", pool_id=pool_id)["desktops"]} == {"POOLED"}


def test_list_tells_which_desktops_differ(client, pools):
    pool_id = pools.create()
    first = pools.desktops(pool_id)["drop-in01"]["desktop_id"]
    body = {"desktop_ids": [first], "image_type": "private", "image_id": client.image("win11-bio-2026.10")}
    client.call("POST", "/desktops/rebuild", body)
    client.finish()
    found = client.get(f"/desktop-pools/{pool_id}/desktops", inconsistent_type="IMAGE")["pool_desktops"]
    assert [(row["desktop_id"], row["inconsistent_types"]) for row in found] == [(first, ["IMAGE"])]


# --- Attributes


def test_update_takes_away_with_empty_values(client, pools):
    policy = {"autoscale_type": "ACCESS_CREATED", "max_auto_created": 3, "once_auto_created": 2}
    pool_id = pools.create(size=0, description="old", ou_name="students", autoscale_policy=policy)
    pools.update(pool_id, description="", ou_name="")
    pool = pools.shown(pool_id)
    assert (pool["description"], pool["ou_name"], pool["autoscale_policy"]) == ("", "", policy)
    pools.update(pool_id, autoscale_policy={})
    assert pools.shown(pool_id)["autoscale_policy"] == {"once_auto_created": 2}


def test_update_changes_what_is_given_alone(client, pools):
    pool_id = pools.create(size=0, description="old", tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    before = pools.shown(pool_id)
    pools.update(pool_id)
    assert pools.shown(pool_id) == before
    pools.update(pool_id, tags=[{"key": "b", "value": "3"}], in_maintenance_mode=True)
    after = pools.shown(pool_id)
    assert after["tags"] == [{"key": "b", "value": "3"}]
    assert after == {**before, "tags": after["tags"], "in_maintenance_mode": True}
    response = client.call("PUT", f"/desktop-pools/{pool_id}", {"disconnected_retention_period": 30})
    assert refusal(response) == INVALID
    assert refusal(client.call("PUT", f"/desktop-pools/{pool_id}", {"size": 4})) == INVALID
    pools.create("other", size=0)
    assert refusal(client.call("PUT", f"/desktop-pools/{pool_id}", {"name": "other"})) == CONFLICT


def test_static_pools_show_no_retention_period(pools):
    assert pools.shown(pools.create(size=0))["disconnected_retention_period"] == 0
    dynamic = pools.create("dynamic", type="DYNAMIC", size=0, disconnected_retention_period=30)
    assert pools.shown(dynamic)["disconnected_retention_period"] == 30


# --- Changes


def test_pool_is_temporary_and_busy_while_a_job_works_on_it(client, pools):
    pool_id = pools.create()
    client.slow_jobs(100)
    job_id = pools.call(pool_id, "action", op_type="os-stop", type="SOFT").json()["job_id"]
    client.advance(50)
    assert pools.shown(pool_id)["status"] == "TEMPORARY"
    assert refusal(pools.call(pool_id, "expand", size=1)) == BUSY
    assert refusal(client.call("DELETE", f"/desktop-pools/{pool_id}")) == BUSY
    client.advance(55)
    assert client.get(f"/workspace-jobs/{job_id}")["status"] == "COMPLETE"
    assert pools.shown(pool_id)["status"] == "STEADY"
    assert {desktop["status"] for desktop in pools.desktops(pool_id).values()} == {"ACTIVE"}
    client.advance(20)
    assert {desktop["status"] for desktop in pools.desktops(pool_id).values()} == {"SHUTOFF"}


def test_busy_desktop_denies_changes_of_its_pool(client, pools):
    pool_id = pools.create()
    client.slow_jobs(100)
    first = pools.desktops(pool_id)["drop-in01"]["desktop_id"]
    client.call("POST", "/desktops/action", {"desktop_ids": [first], "op_type": "reboot"})
    change = {"product_id": OTHER_PRODUCT, "mode": "STOP_DESKTOP"}
    assert refusal(pools.call(pool_id, "resize", **change)) == BUSY
    assert refusal(pools.call(pool_id, "action", op_type="os-stop", type="SOFT")) == BUSY
    assert pools.call(pool_id, "resize", handle_type="ONLY_FOR_EXPAND", **change).status_code == 200


def test_power_actions_of_pools_have_names_of_their_own(client, pools):
    pool_id = pools.create()
    assert refusal(pools.call(pool_id, "action", op_type="os-hibernate", type="SOFT")) == INVALID
    assert refusal(pools.call(pool_id, "action", op_type="hibernate")) == INVALID
    pools.done(pool_id, "action", op_type="hibernate", type="SOFT")
    assert {desktop["status"] for desktop in pools.desktops(pool_id).values()} == {"HIBERNATED"}


def test_power_action_leaves_desktops_alone_that_do_not_need_it(client, pools):
    pool_id = pools.create()
    client.control("desktops", action="power", desktop="drop-in01", status="SHUTOFF")
    job_id = pools.done(pool_id, "action", op_type="os-start", type="SOFT")["job_id"]
    assert [row["desktop_name"] for row in client.get(f"/workspace-jobs/{job_id}")["sub_jobs"]] == ["drop-in01"]


def test_power_action_disturbs_people(client, pools):
    pool_id = pools.create()
    client.control("sessions", desktop="drop-in01", user="mmueller", action="open")
    pools.done(pool_id, "action", op_type="reboot", type="SOFT")
    [entry] = client.state()["disturbed"]
    assert (entry["desktop"], entry["user"], entry["by"]) == ("drop-in01", "mmueller", "reboot")


def test_running_desktops_are_resized_only_when_they_may_be_stopped(client, pools):
    pool_id = pools.create()
    client.control("desktops", action="power", desktop="drop-in01", status="SHUTOFF")
    client.control("sessions", desktop="drop-in02", user="mmueller", action="open")
    job_id = pools.done(pool_id, "resize", product_id=OTHER_PRODUCT)["job_id"]
    job = client.get(f"/workspace-jobs/{job_id}")
    assert job["status"] == "COMPLETE"
    assert {row["desktop_name"]: row["status"] for row in job["sub_jobs"]} == {
        "drop-in01": "SUCCESS",
        "drop-in02": "FAILED",
    }
    shown = {name: desktop["product"]["product_id"] for name, desktop in pools.desktops(pool_id).items()}
    assert shown == {"drop-in01": OTHER_PRODUCT, "drop-in02": PRODUCT}
    assert client.state()["disturbed"] == []
    pools.done(pool_id, "resize", product_id=OTHER_PRODUCT, mode="STOP_DESKTOP")
    assert pools.desktops(pool_id)["drop-in02"]["status"] == "SHUTOFF"
    assert [entry["user"] for entry in client.state()["disturbed"]] == ["mmueller"]


@pytest.mark.parametrize(
    "handle_type, changed",
    [
        ("ONLY_FOR_EXPAND", {"drop-in03"}),
        ("FOR_EXPAND_AND_IDLE", {"drop-in02", "drop-in03"}),
        ("FOR_EXPAND_AND_ALL", {"drop-in01", "drop-in02", "drop-in03"}),
        (None, {"drop-in01", "drop-in02", "drop-in03"}),
    ],
)
def test_changes_reach_as_far_as_they_say(client, pools, handle_type, changed):
    pool_id = pools.create()
    client.control("desktops", action="assign", desktop="drop-in01", user="mmueller")
    client.control("write", desktop="drop-in01", disk="system", content="thesis")
    how = {} if handle_type is None else {"handle_type": handle_type}
    image = client.image("win11-bio-2026.10")
    pools.done(pool_id, "volumes/batch-add", volumes=[{"type": "SAS", "size": 20}], **how)
    pools.done(pool_id, "rebuild", image_id=image, image_type="private", **how)
    pools.done(pool_id, "resize", product_id=OTHER_PRODUCT, mode="STOP_DESKTOP", **how)
    pools.done(pool_id, "expand", size=1)
    pool = pools.shown(pool_id)
    assert (pool["image_id"], pool["product"]["product_id"]) == (image, OTHER_PRODUCT)
    desktops = pools.desktops(pool_id)
    assert {name for name, row in desktops.items() if row["metadata"]["metering.image_id"] == image} == changed
    assert {name for name, row in desktops.items() if row["product"]["product_id"] == OTHER_PRODUCT} == changed
    assert {name for name, row in desktops.items() if row["data_volumes"]} == changed
    lost = [entry["content"] for entry in client.state()["wiped"] if entry["desktop"] == "drop-in01"]
    assert lost == (["thesis"] if "drop-in01" in changed else [])


def test_changes_can_name_desktops(client, pools):
    pool_id = pools.create()
    first = pools.desktops(pool_id)["drop-in01"]["desktop_id"]
    change = {"product_id": OTHER_PRODUCT, "mode": "STOP_DESKTOP"}
    pools.done(pool_id, "resize", desktop_ids=[first], **change)
    shown = {name: desktop["product"]["product_id"] for name, desktop in pools.desktops(pool_id).items()}
    assert shown == {"drop-in01": OTHER_PRODUCT, "drop-in02": PRODUCT}
    other = client.build("LAB-1")
    assert refusal(pools.call(pool_id, "resize", desktop_ids=[other], **change)) == INVALID


def test_repair_rebuilds_only_what_differs(client, pools):
    pool_id = pools.create()
    old, new = client.image("win11-bio-2026.09"), client.image("win11-bio-2026.10")
    assert refusal(pools.call(pool_id, "rebuild", image_id=new, is_fix=True)) == INVALID
    client.control("faults", kind="job_partial", desktops=["drop-in02"])
    pools.done(pool_id, "rebuild", image_id=new)
    assert [row["metadata"]["metering.image_id"] for row in pools.desktops(pool_id).values()] == [new, old]
    wiped = len(client.state()["wiped"])
    pools.done(pool_id, "rebuild", image_id=new, is_fix=True)
    assert {row["metadata"]["metering.image_id"] for row in pools.desktops(pool_id).values()} == {new}
    assert [entry["desktop"] for entry in client.state()["wiped"][wiped:]] == ["drop-in02"]


def test_rebuild_can_wait_and_encrypt(client, pools):
    pool_id = pools.create()
    image = client.image("win11-bio-2026.10")
    assert refusal(pools.call(pool_id, "rebuild", image_id=image, delay_time=16)) == INVALID
    assert refusal(pools.call(pool_id, "rebuild", image_id=image, encrypt_type="ENCRYPTED")) == INVALID
    body = {"image_id": image, "encrypt_type": "ENCRYPTED", "kms_id": "key", "delay_time": 5, "message": "Save!"}
    assert pools.call(pool_id, "rebuild", **body).status_code == 200
    client.advance(290)
    assert client.state()["wiped"] == []
    client.advance(20)
    assert {row["root_volume"]["kms_id"] for row in pools.desktops(pool_id).values()} == {"key"}


# --- Disks


def test_disks_of_a_pool_are_added_one_at_a_time_while_all_run(client, pools):
    pool_id = pools.create()
    disk = {"type": "SAS", "size": 20}
    assert refusal(pools.call(pool_id, "volumes/batch-add", volumes=[disk, disk])) == INVALID
    client.control("desktops", action="power", desktop="drop-in01", status="SHUTOFF")
    assert refusal(pools.call(pool_id, "volumes/batch-add", volumes=[disk])) == BUSY
    pools.done(pool_id, "volumes/batch-add", volumes=[disk], handle_type="ONLY_FOR_EXPAND")
    assert [volume["size"] for volume in pools.shown(pool_id)["data_volumes"]] == [20]
    client.control("desktops", action="power", desktop="drop-in01", status="ACTIVE")
    pools.done(pool_id, "volumes/batch-add", volumes=[{"type": "SAS", "size": 30}])
    sizes = {tuple(disk["size"] for disk in row["data_volumes"]) for row in pools.desktops(pool_id).values()}
    assert sizes == {(30,)}


def test_disks_of_a_pool_have_ids_that_those_of_desktops_refer_to(client, pools):
    pool_id = pools.create(data_volumes=[{"type": "SAS", "size": 20}])
    pool = pools.shown(pool_id)
    for row in pools.desktops(pool_id).values():
        assert row["root_volume"]["desktop_pool_disk_id"] == pool["root_volume"]["id"]
        assert row["data_volumes"][0]["desktop_pool_disk_id"] == pool["data_volumes"][0]["id"]


def test_disks_of_a_pool_grow_and_go(client, pools):
    pool_id = pools.create(data_volumes=[{"type": "SAS", "size": 20}])
    disk = pools.shown(pool_id)["data_volumes"][0]["id"]
    client.control("write", desktop="drop-in01", disk="data", content="thesis")
    assert refusal(pools.call(pool_id, "volumes/batch-expand", volumes=[{"id": disk, "size": 20}])) == INVALID
    assert refusal(pools.call(pool_id, "volumes/batch-expand", volumes=[{"id": "none", "size": 40}])) == INVALID
    pools.done(pool_id, "volumes/batch-expand", volumes=[{"id": disk, "size": 40}])
    assert {row["data_volumes"][0]["size"] for row in pools.desktops(pool_id).values()} == {40}
    assert pools.shown(pool_id)["data_volumes"][0]["size"] == 40
    root = pools.shown(pool_id)["root_volume"]["id"]
    assert refusal(pools.call(pool_id, "volumes/batch-delete", volumes=[{"id": root}])) == INVALID
    pools.done(pool_id, "volumes/batch-delete", volumes=[{"id": disk}])
    assert pools.shown(pool_id)["data_volumes"] == []
    assert {row["desktop"]: row["disks"][0]["content"] for row in client.state()["deleted"]} == {
        "drop-in01": "thesis",
        "drop-in02": None,
    }


def test_disks_of_a_pool_never_shrink(client, pools):
    pool_id = pools.create(data_volumes=[{"type": "SAS", "size": 20}])
    first = pools.desktops(pool_id)["drop-in01"]
    grown = {"desktop_id": first["desktop_id"], "volume_id": first["data_volumes"][0]["volume_id"], "new_size": 60}
    client.call("POST", "/volumes/expand", {"desktop_volumes_expansion": [grown]})
    client.finish()
    disk = pools.shown(pool_id)["data_volumes"][0]["id"]
    pools.done(pool_id, "volumes/batch-expand", volumes=[{"id": disk, "size": 40}])
    assert {name: row["data_volumes"][0]["size"] for name, row in pools.desktops(pool_id).items()} == {
        "drop-in01": 60,
        "drop-in02": 40,
    }


# --- People


def people(client, *names):
    """Make users, and return them as objects of a request."""
    rows = []
    for name in names:
        body = {"user_name": name, "user_email": f"{name}@uni.example"}
        user_id = client.call("POST", "/users", body).json()["id"]
        rows.append({"object_type": "USER", "object_id": user_id, "object_name": name, "user_group": "users"})
    return rows


def authorized(client, pool_id):
    """Return the names and privileges of those who may use a pool."""
    rows = client.get(f"/desktop-pools/{pool_id}/users", limit=100)["objects"]
    return {row["object_name"]: row["user_group"] for row in rows}


def test_objects_are_authorized_at_once(client, pools):
    pool_id = pools.create(size=0)
    rows = people(client, "anna", "bert")
    assert pools.call(pool_id, "users", action="ADD", objects=rows).status_code == 204
    again = [{**rows[0], "user_group": "administrators"}]
    assert pools.call(pool_id, "users", action="ADD", objects=again).status_code == 204
    assert authorized(client, pool_id) == {"anna": "users", "bert": "users"}
    assert pools.call(pool_id, "users", action="CHANGE_PRIVILEGE", objects=again).status_code == 204
    assert pools.call(pool_id, "users", action="REMOVE", objects=[rows[1]]).status_code == 204
    assert pools.call(pool_id, "users", action="REMOVE", objects=[rows[1]]).status_code == 204
    assert authorized(client, pool_id) == {"anna": "administrators"}


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"object_id": "none"}, (400, "WKS.00170312")),
        ({"object_id": "none", "object_type": "USER_GROUP"}, (400, "WKS.00170208")),
        ({"object_name": "bert"}, INVALID),
        ({"user_group": "sudo"}, INVALID),
        ({"object_type": "GROUP"}, INVALID),
    ],
    ids=str,
)
def test_wrong_objects_are_refused(client, pools, fields, code):
    pool_id = pools.create(size=0)
    [row] = people(client, "anna")
    assert refusal(pools.call(pool_id, "users", action="ADD", objects=[{**row, **fields}])) == code
    assert refusal(pools.call(pool_id, "users", action="CHANGE_PRIVILEGE", objects=[row])) == INVALID
    assert authorized(client, pool_id) == {}


def test_list_of_objects_has_ten_rows(client, pools):
    pool_id = pools.create(size=0, authorized_objects=people(client, *(f"user{number}" for number in range(12))))
    answer = client.get(f"/desktop-pools/{pool_id}/users")
    assert (len(answer["objects"]), answer["total_count"]) == (10, 12)


def test_first_login_gives_a_desktop_of_a_static_pool_for_good(client, pools):
    pool_id = pools.create(authorized_objects=people(client, "anna", "bert", "carl"))
    for name, desktop in (("anna", "drop-in01"), ("bert", "drop-in02")):
        assert client.control("sessions", pool="drop-in", user=name, action="open") == {"desktop": desktop}
        client.control("sessions", desktop=desktop, action="close")
    client.advance(10**6)
    assert client.control("sessions", pool="drop-in", user="bert", action="open") == {"desktop": "drop-in02"}
    assert pools.shown(pool_id)["desktop_used"] == 2
    assert {row["user_name"] for row in pools.desktops(pool_id).values()} == {"anna", "bert"}
    with pytest.raises(AssertionError, match="no idle desktop"):
        client.control("sessions", pool="drop-in", user="carl", action="open")


def test_desktop_of_a_dynamic_pool_is_free_again_after_a_while(client, pools):
    rows = people(client, "anna")
    pool_id = pools.create(type="DYNAMIC", disconnected_retention_period=30, authorized_objects=rows)
    client.control("sessions", pool="drop-in", user="anna", action="open")
    client.control("sessions", desktop="drop-in01", action="disconnect")
    client.advance(20 * 60)
    client.control("sessions", pool="drop-in", user="anna", action="open")
    client.advance(60 * 60)
    assert pools.shown(pool_id)["desktop_used"] == 1
    desktop_id = pools.desktops(pool_id)["drop-in01"]["desktop_id"]
    assert client.call("POST", "/desktops/logoff", {"desktop_ids": [desktop_id]}).status_code == 200
    client.advance(29 * 60)
    assert pools.shown(pool_id)["desktop_used"] == 1
    client.advance(2 * 60)
    assert pools.shown(pool_id)["desktop_used"] == 0
    assert pools.desktops(pool_id)["drop-in01"]["attach_state"] == "DEATTACHED"


def test_only_the_authorized_get_a_desktop(client, pools):
    [row, _other] = people(client, "anna", "bert")
    client.call("POST", "/groups", {"group_name": "students", "platform_type": "LOCAL"})
    [group] = client.get("/groups")["user_groups"]
    client.call("POST", f"/groups/{group['id']}/actions", {"user_ids": [row["object_id"]], "op_type": "ADD"})
    students = {"object_type": "USER_GROUP", "object_id": group["id"], "object_name": "students"}
    pool_id = pools.create(authorized_objects=[{**students, "user_group": "administrators"}])
    with pytest.raises(AssertionError, match="may not use"):
        client.control("sessions", pool="drop-in", user="bert", action="open")
    client.control("sessions", pool="drop-in", user="anna", action="open")
    desktop = pools.desktops(pool_id)["drop-in01"]
    assert (desktop["user_name"], desktop["user_group"]) == ("anna", "administrators")


def test_desktops_that_are_in_use_are_not_idle(client, pools):
    pool_id = pools.create()
    client.control("sessions", desktop="drop-in01", user="guest", action="open")
    pools.done(pool_id, "resize", product_id=OTHER_PRODUCT, mode="STOP_DESKTOP", handle_type="FOR_EXPAND_AND_IDLE")
    shown = {name: desktop["product"]["product_id"] for name, desktop in pools.desktops(pool_id).items()}
    assert shown == {"drop-in01": PRODUCT, "drop-in02": OTHER_PRODUCT}


def test_nobody_logs_in_to_a_pool_in_maintenance(client, pools):
    pool_id = pools.create(authorized_objects=people(client, "anna"))
    pools.update(pool_id, in_maintenance_mode=True)
    with pytest.raises(AssertionError, match="maintenance"):
        client.control("sessions", pool="drop-in", user="anna", action="open")


def test_removed_people_keep_their_desktop(client, pools):
    rows = people(client, "anna")
    pool_id = pools.create(authorized_objects=rows)
    client.control("sessions", pool="drop-in", user="anna", action="open")
    pools.call(pool_id, "users", action="REMOVE", objects=rows)
    assert pools.shown(pool_id)["desktop_used"] == 1


def test_messages_reach_the_running_desktops(client, pools):
    pool_id = pools.create()
    client.control("desktops", action="power", desktop="drop-in01", status="SHUTOFF")
    job_id = pools.done(pool_id, "notifications", notifications="The room closes.")["job_id"]
    assert [row["desktop_name"] for row in client.get(f"/workspace-jobs/{job_id}")["sub_jobs"]] == ["drop-in02"]


# --- Growing by itself


AUTO = {
    "enable_autoscale": True,
    "autoscale_policy": {"autoscale_type": "AUTO_CREATED", "max_auto_created": 3, "min_idle": 2},
}


def test_pool_refills_itself_until_scaling_is_off(client, pools):
    pool_id = pools.create(**AUTO)

    def empty():
        ids = [row["desktop_id"] for row in pools.desktops(pool_id).values()]
        assert client.call("POST", "/desktops/batch-delete", {"desktop_ids": ids}).status_code == 202
        client.finish()

    empty()
    assert refusal(client.call("DELETE", f"/desktop-pools/{pool_id}")) == CONFLICT
    client.advance(100)
    client.finish()
    assert len(pools.desktops(pool_id)) == 2
    pools.update(pool_id, enable_autoscale=False)
    empty()
    client.advance(1000)
    assert pools.desktops(pool_id) == {}
    assert client.call("DELETE", f"/desktop-pools/{pool_id}").status_code == 204


def test_pool_grows_as_much_at_once_as_it_may(client, pools):
    policy = {**AUTO["autoscale_policy"], "once_auto_created": 1}
    pool_id = pools.create(size=0, enable_autoscale=True, autoscale_policy=policy)
    for count in (1, 2, 2):
        client.advance(100)
        client.finish()
        assert len(pools.desktops(pool_id)) == count


def test_pool_grows_to_its_limit(client, pools):
    pool_id = pools.create(size=0, **AUTO)
    for _number in range(3):
        client.advance(100)
        client.finish()
        for name in pools.desktops(pool_id):
            client.control("desktops", action="assign", desktop=name, user="anna")
    assert len(pools.desktops(pool_id)) == 3


def test_long_leap_of_the_clock_is_cheap(client, pools):
    pools.create(size=0, **AUTO)
    client.advance(10 * 365 * 86400)
    pending = client.state()["pending"]
    client.advance(100)
    assert client.state()["pending"] <= pending + 3


def test_pool_can_grow_when_somebody_comes(client, pools):
    policy = {"autoscale_type": "ACCESS_CREATED", "max_auto_created": 1}
    rows = people(client, "anna", "bert")
    pools.create(size=0, enable_autoscale=True, autoscale_policy=policy, authorized_objects=rows)
    with pytest.raises(AssertionError, match="is being created"):
        client.control("sessions", pool="drop-in", user="anna", action="open")
    client.finish()
    assert client.control("sessions", pool="drop-in", user="anna", action="open") == {"desktop": "drop-in01"}
    with pytest.raises(AssertionError, match="no idle desktop"):
        client.control("sessions", pool="drop-in", user="bert", action="open")


# --- The console


def test_pool_made_in_the_console_is_like_its_desktop(client, pools):
    client.control("desktops", action="create", desktop="LAB-1", data_volumes=[20])
    client.control("desktops", action="pool", desktop="LAB-1", name="lab")
    pool_id = pools.id("lab")
    pools.done(pool_id, "expand", size=1)
    assert [row["data_volumes"][0]["size"] for row in pools.desktops(pool_id).values()] == [20, 20]
    client.control("pools", pool="lab", fields={"description": "changed", "status": "EXIST_FROZEN"})
    pool = pools.shown(pool_id)
    assert (pool["description"], pool["status"]) == ("changed", "EXIST_FROZEN")


# --- Desktops by name policies


def names_of(client, policy):
    """Return how the desktops of three users are named by a policy."""
    policy = {"policy_name": "by_user", "digit_number": 2, "start_number": 5, **policy}
    policy_id = client.call("POST", "/desktop-name-policies", policy).json()["policy_id"]
    body = {**client.creation(), "desktop_name_policy_id": policy_id}
    for user in ("anna", "bert", "anna"):
        response = client.call("POST", "/desktops", {**body, "desktops": [{"user_name": user}]})
        assert response.status_code == 200, response.text
        client.finish()
    return [desktop["name"] for desktop in client.state()["desktops"]]


@pytest.mark.parametrize(
    "policy, names",
    [
        ({"name_prefix": "BIO-", "single_domain_user_inc": 0}, ["BIO-05", "BIO-06", "BIO-07"]),
        ({"name_prefix": "$DomainUser$", "single_domain_user_inc": 0}, ["anna05", "bert06", "anna07"]),
        ({"name_prefix": "$DomainUser$", "single_domain_user_inc": 1}, ["anna05", "bert05", "anna06"]),
    ],
    ids=str,
)
def test_policies_name_desktops(client, policy, names):
    assert names_of(client, policy) == names


def test_policies_cut_long_prefixes_only_if_they_may(client):
    policy = {
        "policy_name": "long",
        "name_prefix": "$DomainUser$-BIO",
        "digit_number": 3,
        "start_number": 1,
        "single_domain_user_inc": 1,
    }
    policy_id = client.call("POST", "/desktop-name-policies", policy).json()["policy_id"]
    body = {**client.creation(), "desktop_name_policy_id": policy_id, "desktops": [{"user_name": "annamaria-bert"}]}
    assert refusal(client.call("POST", "/desktops", body)) == INVALID
    client.call("PUT", f"/desktop-name-policies/{policy_id}", {"prefix_truncation_enabled": True})
    assert client.call("POST", "/desktops", body).status_code == 200
    assert [desktop["name"] for desktop in client.state()["desktops"]] == ["annamaria-be001"]
    assert refusal(client.call("POST", "/desktops", {**body, "desktop_name_policy_id": "none"})) == INVALID


def test_policies_name_desktops_that_are_assigned(client):
    policy = {"policy_name": "by_user", "name_prefix": "$DomainUser$-", "digit_number": 2, "start_number": 1}
    answer = client.call("POST", "/desktop-name-policies", {**policy, "single_domain_user_inc": 1})
    people(client, "anna", "bert")
    rows = []
    for desktop, user in (("LAB-1", "anna"), ("LAB-2", "bert")):
        created = client.control("desktops", action="create", desktop=desktop)
        rows.append({"desktop_id": created["id"], "user_name": user, "user_group": "users"})
    rows[1]["computer_name"] = "LAB-3"
    body = {"desktops": rows, "desktop_name_policy_id": answer.json()["policy_id"]}
    assert client.call("POST", "/desktops/attach", body).status_code == 200
    client.finish()
    assert [desktop["name"] for desktop in client.state()["desktops"]] == ["anna-01", "LAB-3"]


def test_pools_of_users_are_told_for_named_users_alone(client, pools):
    rows = people(client, "anna", "bert")
    pool_id = pools.create(authorized_objects=rows[:1])
    pools.create("other", size=0)
    client.control("sessions", pool="drop-in", user="anna", action="open")
    assert client.get("/desktop-pools/statistics/by-users") == {"users": []}
    anna, bert = (row["object_id"] for row in rows)
    query = f"{anna},{bert},nobody"
    assert client.get("/desktop-pools/statistics/by-users", user_ids=query)["users"] == [
        {
            "user_id": anna,
            "desktop_pool_count": 1,
            "desktop_pools": [{"desktop_pool_id": pool_id, "desktop_pool_name": "drop-in", "is_attached": True}],
        },
        {"user_id": bert, "desktop_pool_count": 0, "desktop_pools": []},
    ]
    (one,) = client.get("/desktop-pools/statistics/by-users", user_ids=query, offset=1, limit=1)["users"]
    assert one["user_id"] == bert


def test_desktops_have_the_tags_that_their_pool_had(pools):
    pool_id = pools.create(size=1, tags=[{"key": "lab", "value": "bio"}])
    pools.update(pool_id, tags=[{"key": "lab", "value": "chem"}])
    pools.done(pool_id, "expand", size=1)
    tags = [desktop["tags"] for desktop in pools.desktops(pool_id).values()]
    assert sorted(tag["value"] for (tag,) in tags) == ["bio", "chem"]


def test_the_domain_must_have_the_ou_of_a_pool(pools):
    assert pools.order(ou_name="Cooks").status_code == 400
    pool_id = pools.create(size=0, ou_name="staff")
    assert pools.client.call("PUT", f"/desktop-pools/{pool_id}", {"ou_name": "Cooks"}).status_code == 400
    assert pools.shown(pool_id)["ou_name"] == "staff"
