# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating desktops: every field as the API wants it, lists, numbers of them, and nothing that was not asked for."""

from __future__ import annotations

from integration.cases import case
from integration.desktops import COMPLETE, IMAGE, PRODUCT, check, run
from integration.harness import converged, converging, failure, refused, unchanged


def _catalogue(tenant):
    """Return the IDs of images, subnets and security groups by name, as the API tells them."""
    desktop = tenant.desktop("CATALOGUE")
    groups = desktop["security_group_ids"]
    tenant.console("delete", "CATALOGUE")
    return {"image": desktop["image_id"], "subnet": desktop["subnet_id"], "service group": groups[0]}


@case
def test_one_with_as_little_as_possible(tenant):
    ids = _catalogue(tenant)
    done = converged((yield converging(run(computer_name="BIO-01", user_name="mia", **COMPLETE))))
    assert done.sent("desktops") == [
        {
            "desktop_type": "DEDICATED",
            "product_id": PRODUCT,
            "image_type": "private",
            "image_id": ids["image"],
            "root_volume": {"type": "SAS", "size": 80},
            "desktops": [{"user_name": "mia", "computer_name": "BIO-01"}],
            "email_notification": False,
        }
    ]
    [desktop] = tenant.state["desktops"]
    assert (desktop["name"], desktop["status"]) == ("BIO-01", "ACTIVE")
    assert [person["user_name"] for person in desktop["assignments"]] == ["mia"]
    assert tenant.state["mails"] == []
    returned = done["desktops"][0]
    assert returned["desktop_id"] == desktop["id"] and returned["ip_addresses"] == [desktop["ip"]]
    assert returned["users"] == [{"user_name": "mia", "user_group": "users", "type": "USER"}]


@case
def test_the_example_of_the_documents(tenant):
    """The request that the API's documentation shows for CreateDesktop, with the emulator's names."""
    task = {
        "user_name": "ljh-002",
        "user_group": "administrators",
        "user_email": "aaaaa@example.com",
        "product": "workspace.c2.large.windows.2",
        "image": "Windows-11-Professional",
        "image_type": "gold",
        "availability_zone": "ap-southeast-1b",
        "root_volume": {"type": "SAS", "size": 80},
        "subnet": "teaching-a",
        "email_notification": True,
    }
    done = converged((yield converging(run(**task))))
    [desktop] = tenant.state["desktops"]
    assert done.sent("desktops") == [
        {
            "desktop_type": "DEDICATED",
            "image_type": "gold",
            "image_id": desktop["image_id"],
            "root_volume": {"type": "SAS", "size": 80},
            "availability_zone": "ap-southeast-1b",
            "desktops": [{"user_name": "ljh-002", "user_group": "administrators", "user_email": "aaaaa@example.com"}],
            "nics": [{"subnet_id": desktop["subnet_id"]}],
            "product_id": "workspace.c2.large.windows.2",
            "email_notification": True,
        }
    ]
    assert [mail["to"] for mail in tenant.state["mails"]] == ["ljh-002"]


@case
def test_every_field(tenant):
    ids = _catalogue(tenant)
    source = tenant.desktop("OLD-01", user="old", data_volumes=[30])
    task = {
        **COMPLETE,
        "computer_name": "BIO-01",
        "user_name": "mia",
        "user_email": "mia@uni.example",
        "user_phone": "+4917000000",
        "user_group": "administrators",
        "os_host_name": "biology-01",
        "domain": "uni.example",
        "copy_volume_desktop_id": source["id"],
        "copy_volume_ids": [source["disks"][0]["volume_id"]],
        "if_delete_old_desktop": False,
        "desktop_type": "SHARED",
        "availability_zone": "ap-southeast-1b",
        "root_volume": {"type": "GPSSD2", "size": 100, "iops": 4000, "throughput": 200, "kms_id": "key-1"},
        "data_volumes": [{"type": "SAS", "size": 20}, {"type": "SSD", "size": 40, "kms_id": "key-2"}],
        "nics": [{"subnet": "teaching-b"}],
        "security_groups": ["teaching-desktops"],
        "desktop_ips": ["10.11.0.77"],
        "tags": {"course": "bio101", "seat": 7},
        "enterprise_project_id": "biology",
        "ou_name": "Students/Biology",
        "eip": {"type": "5_bgp", "charge_mode": "TRAFFIC", "bandwidth_size": 10},
        "buy_type": "custom",
        "if_mount_old_desktop_disk": False,
        "apply_shared_vpc_dedicated_param": {"address": "access.uni.example", "port": 8443},
    }
    announced, done = yield [check(**task), run(**task)]
    assert not done.failed, done.brief
    assert announced["actions"] == done["actions"]
    [body] = done.sent("desktops")
    desktop = tenant.desktops["BIO-01"]
    groups = body.pop("security_groups")
    assert {group["id"] for group in groups} == set(desktop["security_group_ids"])
    assert ids["service group"] in desktop["security_group_ids"] and len(groups) == 2
    assert body == {
        "desktop_type": "SHARED",
        "availability_zone": "ap-southeast-1b",
        "product_id": PRODUCT,
        "image_type": "private",
        "image_id": ids["image"],
        "root_volume": {"type": "GPSSD2", "size": 100, "iops": 4000, "throughput": 200, "kms_id": "key-1"},
        "data_volumes": [{"type": "SAS", "size": 20}, {"type": "SSD", "size": 40, "kms_id": "key-2"}],
        "nics": [{"subnet_id": desktop["subnet_id"]}],
        "desktop_ips": ["10.11.0.77"],
        "tags": [{"key": "course", "value": "bio101"}, {"key": "seat", "value": "7"}],
        "enterprise_project_id": "biology",
        "ou_name": "Students/Biology",
        "eip": {"type": "5_bgp", "charge_mode": "TRAFFIC", "bandwidth_size": 10},
        "buy_type": "custom",
        "if_mount_old_desktop_disk": False,
        "apply_shared_vpc_dedicated_param": {"address": "access.uni.example", "port": 8443},
        "email_notification": False,
        "domain": "uni.example",
        "desktops": [
            {
                "user_name": "mia",
                "user_group": "administrators",
                "computer_name": "BIO-01",
                "user_email": "mia@uni.example",
                "user_phone": "+4917000000",
                "os_host_name": "biology-01",
                "domain": "uni.example",
                "copy_volume_desktop_id": source["id"],
                "copy_volume_ids": task["copy_volume_ids"],
                "if_delete_old_desktop": False,
            }
        ],
    }
    assert "mia@uni.example" not in str(done.result) and "+4917000000" not in str(done.result)
    assert tenant.contents("OLD-01") == ["work on OLD-01", "work on OLD-01"]
    # All of it is settled, except for the copied disk, of which the task says nothing.
    announced, again = yield [check(**task), run(**task)]
    unchanged(announced)
    unchanged(again)


@case
def test_a_list_of_two_configurations_and_one_that_exists(tenant):
    tenant.desktop("BIO-02", user="omar")
    items = [
        {"computer_name": "BIO-01", "user_name": "mia"},
        {"computer_name": "bio-02", "user_name": "OMAR"},
        {"computer_name": "BIO-03", "user_name": "jane"},
        {"computer_name": "BIO-T1", "user_name": "ameier", "product": "workspace.g1.xlarge.windows"},
    ]
    done = converged((yield converging(run(desktops=items, **COMPLETE))))
    bodies = done.sent("desktops")
    assert [[seat["computer_name"] for seat in body["desktops"]] for body in bodies] == [
        ["BIO-01", "BIO-03"],
        ["BIO-T1"],
    ]
    assert tenant.contents("BIO-02") == ["work on BIO-02"]


@case
def test_upper_case_names_of_an_image(tenant):
    task = {**COMPLETE, "image": "win11-upper-case-names", "computer_name": "bio-01", "user_name": "mia"}
    done = converged((yield converging(run(**task))))
    assert done["desktops"][0]["computer_name"] == "BIO-01"
    assert done["results"][0]["target"] == "bio-01"


@case
def test_without_a_user(tenant):
    items = [{"computer_name": "SPARE-A"}, {"computer_name": "SPARE-B"}]
    done = converged((yield converging(run(desktops=items, **COMPLETE))))
    assert [(body["desktop_name"], body["size"]) for body in done.sent("desktops")] == [("SPARE-A", 1), ("SPARE-B", 1)]
    assert all(not desktop["assignments"] for desktop in tenant.state["desktops"])


@case
def test_for_several_people(tenant):
    tenant.control("POST", "desktops", action="create", desktop="OTHER", user="omar")
    people = [{"user_name": "mia"}, {"user_name": "omar", "user_group": "administrators"}]
    task = {**COMPLETE, "computer_name": "TEAM-01", "desktop_type": "SHARED", "users": people}
    done = converged((yield converging(run(**task))))
    assert done.verbs == ["create", "attach"]
    found = {person["user_name"]: person["user_group"] for person in tenant.desktops["TEAM-01"]["assignments"]}
    assert found == {"mia": "users", "omar": "administrators"}


@case
def test_a_number(tenant):
    done = converged((yield converging(run(desktop_name="SPARE", size=3, **COMPLETE))))
    assert [(body["desktop_name"], body["size"]) for body in done.sent("desktops")] == [("SPARE", 3)]
    assert len(tenant.desktops) == 3 and all(name.startswith("SPARE") for name in tenant.desktops)
    assert len(done["desktops"]) == 3


@case
def test_a_number_that_grows_by_one(tenant):
    for name in ("SPARE01", "SPARE02", "OTHER"):
        tenant.desktop(name)
    done = converged((yield converging(run(desktop_name="SPARE", size=3, **COMPLETE))))
    assert [(body["desktop_name"], body["size"]) for body in done.sent("desktops")] == [("SPARE03", 1)]
    assert sorted(tenant.desktops) == ["OTHER", "SPARE01", "SPARE02", "SPARE03"]


@case
def test_a_number_that_shrinks(tenant):
    tenant.desktop("SPARE01", user="mia")
    tenant.desktop("SPARE02")
    tenant.desktop("SPARE03", status="SHUTOFF")
    tenant.desktop("SPARES")
    task = {"desktop_name": "SPARE", "size": 2, **COMPLETE}
    warned, *outcomes = yield [run(**task), *converging(run(**task, allow_shrink=True))]
    assert "allow_shrink" in unchanged(warned)["warnings"][0]
    done = converged(outcomes)
    assert [action["target"] for action in done["actions"]] == ["SPARE03"]
    assert sorted(tenant.desktops) == ["SPARE01", "SPARE02", "SPARES"]
    tenant.session("SPARE02")
    [outcome] = yield [run(**{**task, "size": 0}, allow_shrink=True, if_in_use="force")]
    refused(outcome, "SPARE", "neither a user nor a session")


@case
def test_a_number_is_changed_and_powered_and_deleted(tenant):
    for name in ("SPARE01", "SPARE02"):
        tenant.desktop(name)
    tenant.desktop("SPARES")
    task = {"desktop_name": "SPARE", "size": 2}
    outcomes = yield [
        *converging(run(**task, tags={"course": "bio101"}, state="stopped")),
        *converging(run(**task, state="absent")),
    ]
    converged(outcomes[:4])
    converged(outcomes[4:])
    assert list(tenant.desktops) == ["SPARES"] and tenant.desktops["SPARES"]["tags"] == {}


@case
def test_in_maintenance_from_the_start(tenant):
    converged((yield converging(run(computer_name="BIO-01", user_name="mia", in_maintenance_mode=True, **COMPLETE))))
    assert tenant.desktops["BIO-01"]["in_maintenance"] is True


@case
def test_anew_where_it_cannot_be_changed(tenant):
    before = tenant.desktop("BIO-01", user="mia", tags={"room": "1"}, data_volumes=[20])
    task = {**COMPLETE, "computer_name": "BIO-01", "availability_zone": "ap-southeast-1b"}
    refusing, *outcomes = yield [run(**task), *converging(run(**task, recreate="on_change"))]
    refused(refusing, "availability_zone", "ap-southeast-1a", "ap-southeast-1b", "recreate")
    done = converged(outcomes)
    assert done.verbs == ["delete", "create"]
    after = tenant.desktops["BIO-01"]
    assert after["id"] != before["id"] and after["availability_zone"] == "ap-southeast-1b"
    assert after["tags"] == {"room": "1"} and [person["user_name"] for person in after["assignments"]] == ["mia"]


@case
def test_ids_are_as_good_as_names(tenant):
    ids = _catalogue(tenant)
    system = {"root_volume": {"type": "SAS", "size": 80}}
    task = {"product": PRODUCT, "image_id": ids["image"], "subnet_id": ids["subnet"], **system}
    done, again = yield [run(computer_name="BIO-01", user_name="mia", **task)] * 2
    assert done.sent("desktops")[0]["image_id"] == ids["image"]
    unchanged(again)


@case
def test_not_waited_for(tenant):
    tenant.job_seconds(30)
    [done] = yield [run(computer_name="BIO-01", user_name="mia", wait=False, **COMPLETE)]
    assert not done.failed, done.brief
    # The service needs a moment to list what it has begun.
    tenant.control("POST", "clock", advance=5)
    [again] = yield [run(computer_name="BIO-01", user_name="mia", **COMPLETE)]
    [job] = done["jobs"]
    assert job["id"] and job["api"] == "workspace-sub-jobs" and list(job["targets"]) == ["BIO-01"]
    # The second run finds the first one at work, and waits for it.
    unchanged(again)
    assert len(tenant.desktops) == 1 and tenant.desktops["BIO-01"]["status"] == "ACTIVE"
    assert [desktop["computer_name"] for desktop in again["desktops"]] == ["BIO-01"]


@case
def test_waited_for_in_vain(tenant):
    tenant.job_seconds(600)
    [late] = yield [run(computer_name="BIO-01", user_name="mia", wait_timeout=30, **COMPLETE)]
    failure(late, "BIO-01", "30 s", "wait_timeout", "workspace_job")
    assert [job["verb"] for job in late["jobs"]] == ["create"]
    tenant.control("POST", "clock", finish_jobs=True)
    [again] = yield [run(computer_name="BIO-01", user_name="mia", **COMPLETE)]
    unchanged(again)


@case
def test_what_is_missing_is_said(tenant):
    task = {"computer_name": "BIO-01", "user_name": "mia"}
    volume = {"root_volume": {"type": "SAS", "size": 80}}
    outcomes = yield [
        run(**task, product=PRODUCT),
        run(**task, product=PRODUCT, image="win11-bio-2026.9", **volume),
        run(**task, product="workspace.c2.large.window.2", image=IMAGE, **volume),
        run(**task, **COMPLETE, subnet="teaching"),
        run(**task, **COMPLETE, security_groups=["teaching"]),
        run(**task, **COMPLETE, availability_zone="ap-southeast-1c"),
        run(**task, product=PRODUCT, image="Windows-Server-2019", **volume),
        run(**task, **{**COMPLETE, "product": "workspace.c2.large.windows.monthly"}),
        check(**task, product=PRODUCT, image="win11-bio-2026.9", **volume),
    ]
    refused(outcomes[0], "BIO-01", "image and root_volume")
    refused(outcomes[1], 'no image "win11-bio-2026.9"', "win11-bio-2026.09")
    refused(outcomes[2], "no product", "workspace.c2.large.windows.2")
    refused(outcomes[3], 'no subnet "teaching"', "teaching-a")
    refused(outcomes[4], 'no security group "teaching"', "teaching-desktops")
    refused(outcomes[5], "no availability zone", "ap-southeast-1b")
    refused(outcomes[6], "root_volume.size is 80", "100")
    refused(outcomes[7], "month or year")
    assert outcomes[8].failed and outcomes[8].message == outcomes[1].message
