# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of the API that surprise its clients, each with a test."""

from __future__ import annotations

from typing import Any

import pytest

BUSY = "WKS.00010032"


def refused(response: Any, status: int, code: str | None = None) -> None:
    """Check that a request was refused with a status and an error code."""
    assert response.status_code == status, response.text
    if code:
        assert response.json()["error_code"] == code


# Lists and details


def test_detail_is_an_object(client):
    detail = client.get(f"/desktops/{client.build('LAB-1')}")["desktop"]
    assert detail["computer_name"] == "LAB-1"


def test_image_is_only_in_the_metadata_and_product_only_in_its_object(client):
    desktop_id = client.build("LAB-1")
    detail = client.get(f"/desktops/{desktop_id}")["desktop"]
    assert detail["metadata"]["metering.image_id"] == client.image("win11-bio-2026.09")
    assert detail["product"]["product_id"] == "workspace.c2.large.windows.2"
    assert not {"image_id", "image_type", "product_id", "vpc_id", "email_notification"} & set(detail)


def test_names_come_back_in_upper_case_from_some_images(client):
    client.create("Lab-1", image_id=client.image("win11-upper-case-names"))
    client.create("Lab-2")
    client.finish()
    assert [row["computer_name"] for row in client.get("/desktops")["desktops"]] == ["LAB-1", "Lab-2"]


def test_data_disks_come_back_unordered_but_their_devices_tell_the_order(client):
    sizes = [10 * number for number in range(1, 11)]
    client.build("LAB-1", data_volumes=[{"type": "SAS", "size": size} for size in sizes])
    disks = client.desktop("LAB-1")["data_volumes"]
    assert [disk["size"] for disk in disks] != sizes
    assert [disk["size"] for disk in sorted(disks, key=lambda disk: disk["device"])] == sizes


def test_a_disk_has_two_ids_and_only_volume_id_can_be_used(client):
    desktop_id = client.build("LAB-1", data_volumes=[{"type": "SAS", "size": 10}])
    disk = client.desktop("LAB-1")["data_volumes"][0]
    assert disk["id"] != disk["volume_id"]

    def grow(volume_id: str) -> Any:
        row = {"desktop_id": desktop_id, "volume_id": volume_id, "new_size": 20}
        return client.call("POST", "/volumes/expand", {"desktop_volumes_expansion": [row]})

    refused(grow(disk["id"]), 400)
    assert grow(disk["volume_id"]).status_code == 200
    client.finish()
    assert client.desktop("LAB-1")["data_volumes"][0]["size"] == 20


def test_computer_name_filter_is_fuzzy_and_user_name_exact_in_details_alone(client):
    client.create("LAB-1", "LAB-10")
    client.finish()
    assert client.get("/desktops", computer_name="lab-1")["total_count"] == 2
    assert client.get("/desktops/detail", computer_name="AB-1")["total_count"] == 2
    assert client.get("/desktops/detail", user_name="ulab-1")["total_count"] == 1
    assert client.get("/desktops", user_name="ulab-1")["total_count"] == 2


def test_lists_of_values_are_repeated_or_joined_by_commas(client):
    client.create("LAB-1", "LAB-2", "LAB-3")
    client.finish()
    ids = [row["desktop_id"] for row in client.get("/desktops")["desktops"]]
    assert client.get("/desktops/detail", desktop_id=ids[:2])["total_count"] == 2
    assert client.get("/desktops/detail", desktop_id=",".join(ids[:2]))["total_count"] == 2
    assert client.get("/desktops/detail", computer_names=["lab-1", "LAB-3"])["total_count"] == 2
    assert client.get("/desktops/detail", user_names=["ulab-1"], user_name="nobody")["total_count"] == 1
    assert len(client.get("/desktops/networks", desktop_ids=ids)["networks"]) == 3


def test_other_filters_of_details(client):
    client.create("LAB-1", tags=[{"key": "course", "value": "bio"}])
    client.create("LAB-2", enterprise_project_id="42")
    client.finish()
    client.control("desktops", action="power", desktop="LAB-2", status="SHUTOFF")
    for query, name in (
        ({"tag": "course=bio"}, "LAB-1"),
        ({"without_any_tag": True}, "LAB-2"),
        ({"status": "SHUTOFF"}, "LAB-2"),
        ({"enterprise_project_id": "42"}, "LAB-2"),
        ({"sort_field": "computer_name", "sort_type": "DESC", "limit": 1}, "LAB-2"),
        ({"offset": 1}, "LAB-2"),
    ):
        assert [row["computer_name"] for row in client.get("/desktops/detail", **query)["desktops"]] == [name]
    assert client.get("/desktops/detail", user_attached=False)["total_count"] == 0


def test_paging_is_limited_and_has_defaults(client):
    for number in range(12):
        client.create(*(f"P{number}-{index}" for index in range(50)))
    client.finish()
    first = client.get("/desktops/detail")
    assert (len(first["desktops"]), first["total_count"]) == (500, 600)
    assert len(client.get("/desktops")["desktops"]) == 600
    assert len(client.get("/desktops/detail", offset=500)["desktops"]) == 100
    refused(client.call("GET", "/desktops/detail", limit=1001), 400)
    refused(client.call("GET", "/desktops", limit=-1), 400)


def test_security_groups_may_be_missing_from_one_answer(client):
    client.build("LAB-1")
    client.control("faults", kind="missing_field", method="GET", path="/desktops/detail", field="security_groups")
    assert "security_groups" not in client.desktop("LAB-1")
    assert client.desktop("LAB-1")["security_groups"][0]["name"] == "WorkspaceUserSecurityGroup"


def test_networks_name_the_subnet(client):
    desktop_id = client.build("LAB-1")
    body = client.get(f"/desktops/{desktop_id}/networks")
    assert body["network_infos"][0]["subnet_info"]["name"] == "teaching-a"


# Creation


def test_name_exists_already_whatever_its_case(client):
    client.create("LAB-1")
    refused(client.call("POST", "/desktops", client.creation("lab-1")), 409)
    refused(client.call("POST", "/desktops", client.creation("LAB-2", "lab-2")), 400)


def test_user_name_must_not_be_the_desktop_name(client):
    body = client.creation()
    body["desktops"] = [{"user_name": "lab1", "computer_name": "LAB1"}]
    refused(client.call("POST", "/desktops", body), 400)


def test_desktops_without_users_are_named_by_prefix_and_size(client):
    body = client.creation(desktop_name="FREE-", size=2)
    del body["desktops"]
    assert client.call("POST", "/desktops", body).status_code == 200
    assert client.call("POST", "/desktops", {**body, "desktop_name": "ONE", "size": 1}).status_code == 200
    client.finish()
    rows = client.get("/desktops/detail")["desktops"]
    assert [(row["computer_name"], row["user_name"], row["attach_state"]) for row in rows] == [
        ("FREE-01", "", "UNATTACH"),
        ("FREE-02", "", "UNATTACH"),
        ("ONE", "", "UNATTACH"),
    ]


def test_names_are_made_from_prefix_or_user(client):
    body = client.creation()
    body["desktops"] = [{"user_name": "anna"}, {"user_name": "anna", "desktop_name_prefix": "BIO"}]
    assert client.call("POST", "/desktops", body).status_code == 200
    client.finish()
    assert [row["computer_name"] for row in client.get("/desktops")["desktops"]] == ["ANNA01", "BIO01"]


def test_the_user_is_made_with_the_first_desktop(client):
    client.build("LAB-1")
    users = client.get("/users", user_name="ulab-1")["users"]
    assert [(user["user_name"], user["total_desktops"]) for user in users] == [("ulab-1", 1)]


def test_creation_mails_unless_told_not_to(client):
    client.build("LAB-1")
    client.build("LAB-2", email_notification=False)
    assert [(mail["to"], mail["desktop"]) for mail in client.state()["mails"]] == [("ulab-1", "LAB-1")]


@pytest.mark.parametrize(
    "change",
    [
        {"product_id": "workspace.none"},
        {"product_id": "workspace.c2.large.linux"},
        {"product_id": "workspace.c2.large.windows.monthly"},
        {"product_id": "workspace.c1.large.windows"},
        {"product_id": "workspace.g1.xlarge.windows", "availability_zone": "ap-southeast-1b"},
        {"image_id": "none"},
        {"image_type": "gold"},
        {"availability_zone": "nowhere"},
        {"nics": [{"subnet_id": "none"}]},
        {"security_groups": [{"id": "none"}]},
        {"root_volume": {"type": "SAS", "size": 70}},
        {"root_volume": {"type": "SAS", "size": 85}},
        {"root_volume": {"type": "SAS", "size": "80"}},
        {"root_volume": {"type": "FLOPPY", "size": 80}},
        {"root_volume": {"type": "GPSSD2", "size": 80}},
        {"root_volume": {"type": "SAS", "size": 80, "iops": 3000, "throughput": 200}},
        {"root_volume": {"type": "GPSSD2", "size": 80, "iops": 2999, "throughput": 200}},
        {"data_volumes": [{"type": "SAS", "size": 10}] * 11},
        {"tags": [{"key": "_sys_x", "value": "y"}]},
        {"tags": [{"key": "x", "value": "y" * 44}]},
        {"desktop_ips": ["10.20.0.50"]},
        {"eip": {"id": "none"}},
        {"eip": {"charge_mode": "TRAFFIC"}},
        {"size": 1},
        {"desktop_type": "POOLED"},
        {"unknown": 1},
        {"desktops": []},
        {"desktops": [{"user_name": "anna", "computer_name": "LAB_1"}]},
        {"desktops": [{"user_name": "anna", "computer_name": "LAB-"}]},
        {"desktops": [{"user_name": "1anna"}]},
        {"desktops": [{"user_name": "anna", "user_group": "sudo"}]},
    ],
)
def test_wrong_creations_are_refused_and_leave_nothing(client, change):
    refused(client.call("POST", "/desktops", {**client.creation("LAB-1"), **change}), 400, "WKS.00211102")
    client.finish()
    assert client.get("/desktops")["total_count"] == 0


def test_security_groups_must_include_the_service_group(client):
    groups = {row["name"]: row["id"] for row in client.get("/security-groups")["security_groups"]}
    own = client.get("/workspaces")["desktop_security_group"]["id"]
    lab = groups["teaching-desktops"]
    refused(client.call("POST", "/desktops", client.creation("LAB-1", security_groups=[{"id": lab}])), 400)
    client.build("LAB-1", security_groups=[{"id": lab}, {"id": own}])
    assert {row["id"] for row in client.desktop("LAB-1")["security_groups"]} == {own, lab}


def test_a_hundred_desktops_at_once_and_no_more(client):
    names = [f"LAB-{number}" for number in range(101)]
    refused(client.call("POST", "/desktops", client.creation(*names)), 400)
    job_id = client.create(*names[:100])
    client.finish()
    assert client.get("/workspace-sub-jobs", job_id=job_id)["total_count"] == 100


def test_some_regions_take_fewer_desktops_at_once(client):
    client.control("service", max_batch=2)
    refused(client.call("POST", "/desktops", client.creation("LAB-1", "LAB-2", "LAB-3")), 400)
    client.create("LAB-1", "LAB-2")


def test_quota_is_enforced_before_anything_is_made(client):
    client.control("quotas", general_instances=2)
    refused(client.call("POST", "/desktops", client.creation("LAB-1", "LAB-2", "LAB-3")), 400)
    client.create("LAB-1", "LAB-2")
    refused(client.call("POST", "/desktops", client.creation("LAB-3")), 400)
    row = client.get("/quotas")["quotas"]["resources"][0]
    assert (row["type"], row["quota"], row["used"]) == ("general_instances", 2, 2)


def test_wanted_addresses_and_eips_are_given(client):
    body = {"desktop_ips": ["10.10.9.9"], "eip": {"type": "5_bgp", "charge_mode": "TRAFFIC", "bandwidth_size": 5}}
    desktop_id = client.build("LAB-1", **body)
    assert client.desktop("LAB-1")["ip_addresses"] == ["10.10.9.9"]
    eips = client.get("/eips", desktop_id=desktop_id)["eips"]
    assert [eip["attached_desktop_name"] for eip in eips] == ["LAB-1"]
    assert client.call("POST", "/eips/unbinding", {"desktop_ids": [desktop_id]}).status_code == 200
    assert client.get("/eips", state="bind")["total_count"] == 0


def copied(client, old, **more):
    """Create a desktop with a copy of the data disk of OLD, as far as that is not refused, and return the answer."""
    volume_id = client.desktop("OLD")["data_volumes"][0]["volume_id"]
    seat = {
        "user_name": "uold",
        "computer_name": "NEW",
        "copy_volume_desktop_id": old,
        "copy_volume_ids": [volume_id],
        **more,
    }
    return client.call("POST", "/desktops", {**client.creation(), "desktops": [seat]})


def test_disks_can_be_copied_from_an_old_desktop_that_is_deleted_then(client):
    old = client.build("OLD", data_volumes=[{"type": "SAS", "size": 10}])
    client.control("write", desktop="OLD", disk="data", content="thesis")
    client.control("desktops", action="power", desktop="OLD", status="SHUTOFF")
    assert copied(client, old, if_delete_old_desktop=True).status_code == 200
    client.finish()
    (new,) = client.state()["desktops"]
    assert (new["name"], new["disks"][0]["content"]) == ("NEW", "thesis")


@pytest.mark.parametrize("started", ["before", "meanwhile"])
def test_disks_of_a_running_desktop_are_copied_inconsistently(client, started):
    old = client.build("OLD", data_volumes=[{"type": "SAS", "size": 10}])
    client.control("write", desktop="OLD", disk="data", content="thesis")
    if started == "meanwhile":
        client.control("desktops", action="power", desktop="OLD", status="SHUTOFF")
    client.slow_jobs(100)
    assert copied(client, old).status_code == 200
    client.advance(50)
    client.control("desktops", action="power", desktop="OLD", status="ACTIVE")
    client.finish()
    old, new = sorted(client.state()["desktops"], key=lambda desktop: desktop["name"], reverse=True)
    assert (old["disks"][0]["content"], new["disks"][0]["content"]) == ("thesis", "inconsistent copy: thesis")


def test_copied_disks_count_against_the_quotas_and_not_those_of_a_desktop_in_error(client):
    old = client.build("OLD", data_volumes=[{"type": "SAS", "size": 10}])
    client.control("quotas", volume_gigabytes=170)
    refused(copied(client, old), 400)
    client.control("quotas", volume_gigabytes=180)
    client.control("desktops", action="set", desktop="OLD", fields={"status": "ERROR"})
    refused(copied(client, old), 409)
    client.control("desktops", action="power", desktop="OLD", status="SHUTOFF")
    assert copied(client, old).status_code == 200


# Jobs


def test_sub_jobs_tell_the_id_of_a_created_desktop(client):
    job_id = client.create("LAB-1", "LAB-2")
    client.finish()
    jobs = client.get("/workspace-sub-jobs", job_id=job_id)["jobs"]
    assert [job["status"] for job in jobs] == ["SUCCESS", "SUCCESS"]
    assert all(job["id"] != job["job_id"] == job_id for job in jobs)
    details = [client.get(f"/desktops/{job['entities']['desktop_id']}")["desktop"] for job in jobs]
    assert [detail["computer_name"] for detail in details] == ["LAB-1", "LAB-2"]


def test_sub_job_list_is_empty_right_after_submission(client):
    client.slow_jobs(100)
    job_id = client.create("LAB-1")
    assert client.get("/workspace-sub-jobs", job_id=job_id) == {"total_count": 0, "jobs": []}
    client.advance(11)
    assert client.get("/workspace-sub-jobs", job_id=job_id)["jobs"][0]["status"] == "WAITING"
    client.advance(10)
    assert client.get("/workspace-sub-jobs", job_id=job_id)["jobs"][0]["status"] == "RUNNING"


def test_sub_job_list_needs_a_job_or_a_type(client):
    refused(client.call("GET", "/workspace-sub-jobs"), 400)
    assert client.get("/workspace-sub-jobs", job_id="unknown")["total_count"] == 0
    client.build("LAB-1")
    assert client.get("/workspace-sub-jobs", job_type="createDesktops")["total_count"] == 1


def test_complete_job_may_hide_failed_sub_jobs(client):
    client.control("faults", kind="job_partial", desktops=["LAB-2"], error_msg="no host")
    job_id = client.create("LAB-1", "LAB-2")
    client.finish()
    job = client.get(f"/workspace-jobs/{job_id}")
    assert (job["status"], job["sub_jobs_total"]) == ("COMPLETE", 2)
    assert [row["status"] for row in job["sub_jobs"]] == ["SUCCESS", "FAILED"]
    assert job["sub_jobs"][1]["fail_reason"] == "no host"
    assert [row["computer_name"] for row in client.get("/desktops")["desktops"]] == ["LAB-1"]


def test_failed_job_says_fail_and_its_sub_jobs_say_failed(client):
    client.control("faults", kind="job_fail", leftover=True)
    job_id = client.create("LAB-1")
    client.finish()
    job = client.get(f"/workspace-jobs/{job_id}")
    assert (job["status"], job["sub_jobs"][0]["status"]) == ("FAIL", "FAILED")
    assert client.desktop("LAB-1")["status"] == "ERROR"


def test_stuck_job_never_ends(client):
    client.control("faults", kind="job_stuck")
    job_id = client.create("LAB-1")
    client.finish()
    client.advance(100000)
    assert client.get(f"/workspace-jobs/{job_id}")["status"] == "RUNNING"


def test_status_of_the_desktop_lags_behind_its_job(client):
    desktop_id = client.build("LAB-1")
    client.slow_jobs(100)
    product = "workspace.c2.xlarge.windows"
    body = {"desktops": [{"desktop_id": desktop_id}], "product_id": product, "mode": "STOP_DESKTOP"}
    answer = client.call("POST", "/desktops/resize", body).json()
    assert answer["jobs"] == [{"desktop_id": desktop_id, "job_id": answer["job_id"]}]
    client.advance(101)
    assert client.get(f"/workspace-jobs/{answer['job_id']}")["status"] == "COMPLETE"
    detail = client.desktop("LAB-1")
    assert (detail["status"], detail["task_status"]) == ("ACTIVE", "resize_finish")
    client.advance(20)
    detail = client.desktop("LAB-1")
    assert (detail["status"], detail["task_status"]) == ("SHUTOFF", "")
    assert detail["product"]["product_id"] == "workspace.c2.xlarge.windows"


def test_ended_sub_jobs_can_be_deleted(client):
    job_id = client.create("LAB-1")
    client.finish()
    assert client.call("POST", "/workspace-sub-jobs/batch-delete", {"delete_by_status": "SUCCESS"}).status_code == 200
    assert client.get("/workspace-sub-jobs", job_id=job_id)["total_count"] == 0


# The life of a desktop


def test_new_desktop_is_listed_while_it_is_built(client):
    client.slow_jobs(100)
    client.create("LAB-1")
    assert client.get("/desktops")["total_count"] == 0
    client.advance(21)
    row = client.get("/desktops")["desktops"][0]
    assert (row["status"], row["task_status"]) == ("BUILD", "spawning")


def test_people_can_log_in_only_a_while_after_the_start(client):
    client.slow_jobs(100)
    client.create("LAB-1")
    client.advance(121)
    detail = client.desktop("LAB-1")
    assert (detail["status"], detail["login_status"]) == ("ACTIVE", "UNREGISTER")
    client.advance(40)
    assert client.desktop("LAB-1")["login_status"] == "REGISTERED"


def test_power_action_shows_nothing_at_first_and_has_no_job(client):
    desktop_id = client.build("LAB-1")
    client.slow_jobs(100)
    body = {"desktop_ids": [desktop_id], "op_type": "reboot", "type": "HARD"}
    assert client.call("POST", "/desktops/action", body).json() == {"failed_operation_list": []}
    seen = []
    for seconds in (0, 21, 80):
        client.advance(seconds)
        detail = client.desktop("LAB-1")
        seen.append((detail["status"], detail["task_status"]))
    assert seen == [("ACTIVE", ""), ("ACTIVE", "rebooting_hard"), ("ACTIVE", "")]


def test_power_actions_lead_to_their_status(client):
    desktop_id = client.build("LAB-1")
    for op_type, status in (("os-stop", "SHUTOFF"), ("os-start", "ACTIVE"), ("os-hibernate", "HIBERNATED")):
        client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": op_type})
        client.finish()
        assert client.desktop("LAB-1")["status"] == status
    assert client.desktop("LAB-1")["login_status"] == "UNREGISTER"


def test_power_action_hides_failures_in_a_success(client):
    desktop_id = client.build("LAB-1")
    body = {"desktop_ids": [desktop_id, "unknown"], "op_type": "os-start"}
    response = client.call("POST", "/desktops/action", body)
    assert response.status_code == 200
    rows = response.json()["failed_operation_list"]
    assert [(row["desktop_name"], row["error_code"]) for row in rows] == [("LAB-1", BUSY), ("", "WKS.00211902")]
    refused(client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": "hibernate"}), 400)


def test_only_windows_hibernates(client):
    image = client.image("ubuntu-lab-2026.09")
    desktop_id = client.build("LAB-1", image_id=image, product_id="workspace.c2.large.linux")
    body = {"desktop_ids": [desktop_id], "op_type": "os-hibernate"}
    assert len(client.call("POST", "/desktops/action", body).json()["failed_operation_list"]) == 1


def test_busy_desktop_refuses_with_a_conflict(client):
    desktop_id = client.build("LAB-1")
    client.slow_jobs(100)
    client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": "reboot"})
    rename = {"desktop": {"computer_name": "LAB-2"}}
    refused(client.call("PUT", f"/desktops/{desktop_id}", rename), 409, BUSY)
    refused(client.call("DELETE", f"/desktops/{desktop_id}"), 409, BUSY)
    client.finish()
    assert client.call("PUT", f"/desktops/{desktop_id}", rename).status_code == 200
    client.finish()
    assert client.desktop("LAB-2")["desktop_id"] == desktop_id


def test_only_a_running_desktop_is_renamed(client):
    desktop_id = client.build("LAB-1")
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    refused(client.call("PUT", f"/desktops/{desktop_id}", {"desktop": {"computer_name": "LAB-2"}}), 409, BUSY)


def test_deleted_desktop_has_an_empty_status_and_then_is_not_found(client):
    desktop_id = client.build("LAB-1")
    client.slow_jobs(100)
    response = client.call("DELETE", f"/desktops/{desktop_id}")
    assert (response.status_code, response.content) == (204, b"")
    detail = client.get(f"/desktops/{desktop_id}")["desktop"]
    assert (detail["status"], detail["task_status"]) == ("ACTIVE", "deleting")
    client.advance(21)
    assert client.get(f"/desktops/{desktop_id}")["desktop"]["status"] == ""
    client.advance(80)
    refused(client.call("GET", f"/desktops/{desktop_id}"), 404)


def test_batch_delete_answers_202_with_a_job_and_mails_by_default(client):
    ids = [client.build("LAB-1", email_notification=False), client.build("LAB-2", email_notification=False)]
    response = client.call("POST", "/desktops/batch-delete", {"desktop_ids": ids})
    assert response.status_code == 202
    client.finish()
    jobs = client.get("/workspace-sub-jobs", job_id=response.json()["job_id"])["jobs"]
    assert [job["status"] for job in jobs] == ["SUCCESS", "SUCCESS"]
    assert len(client.state()["mails"]) == 2
    refused(client.call("POST", "/desktops/batch-delete", {"desktop_ids": ["x"] * 101}), 400)


def test_forced_deletion_wins_over_an_operation_in_progress(client):
    desktop_id = client.build("LAB-1")
    client.slow_jobs(100)
    body = {"desktop_ids": [desktop_id], "image_type": "private", "image_id": client.image("win11-bio-2026.10")}
    job_id = client.call("POST", "/desktops/rebuild", body).json()["job_id"]
    client.advance(50)
    refused(client.call("DELETE", f"/desktops/{desktop_id}"), 409, BUSY)
    assert client.call("DELETE", f"/desktops/{desktop_id}", is_force_delete=True).status_code == 204
    client.finish()
    assert client.get(f"/workspace-jobs/{job_id}")["status"] == "FAIL"
    assert client.get("/desktops")["total_count"] == 0


def test_users_go_later_and_only_with_their_last_desktop(client):
    body = client.creation()
    body["desktops"] = [{"user_name": "anna", "computer_name": name} for name in ("A-1", "A-2")]
    client.call("POST", "/desktops", body)
    client.finish()
    first, second = (row["desktop_id"] for row in client.get("/desktops")["desktops"])
    client.call("DELETE", f"/desktops/{first}", delete_users=True)
    client.finish()
    assert client.get("/users")["total_count"] == 1
    client.slow_jobs(100)
    client.call("DELETE", f"/desktops/{second}", delete_users=True)
    client.advance(101)
    refused(client.call("GET", f"/desktops/{second}"), 404)
    assert client.get("/users")["total_count"] == 1
    client.advance(50)
    assert client.get("/users")["total_count"] == 0


def test_users_stay_by_default(client):
    client.call("DELETE", f"/desktops/{client.build('LAB-1')}")
    client.finish()
    assert client.get("/users")["total_count"] == 1


def test_maintenance_mode_is_set_at_once(client):
    desktop_id = client.build("LAB-1")
    body = {"desktop_ids": [desktop_id], "in_maintenance_mode": True}
    assert client.call("PUT", "/desktops/maintenance-mode", body).status_code == 200
    assert client.desktop("LAB-1")["in_maintenance_mode"] is True


def test_nobody_logs_in_to_a_desktop_in_maintenance_but_its_session_goes_on(client):
    desktop_id = client.build("LAB-1")
    client.control("sessions", desktop="LAB-1", action="open")

    def maintenance(on):
        client.call("PUT", "/desktops/maintenance-mode", {"desktop_ids": [desktop_id], "in_maintenance_mode": on})

    maintenance(True)
    client.control("sessions", desktop="LAB-1", action="disconnect")
    client.control("sessions", desktop="LAB-1", action="open")
    client.control("sessions", desktop="LAB-1", action="close")
    with pytest.raises(AssertionError, match="maintenance"):
        client.control("sessions", desktop="LAB-1", action="open")
    maintenance(False)
    client.control("sessions", desktop="LAB-1", action="open")


# Assignment


def detach(client: Any, desktop_id: str) -> Any:
    """Take a desktop from its users."""
    body = {"desktops": [{"desktop_id": desktop_id, "is_detach_all_users": True}]}
    response = client.call("POST", "/desktops/batch-detach", body)
    client.finish()
    return response.json()


def attach(client: Any, desktop_id: str, user: str, **fields: Any) -> Any:
    """Give a desktop to a user."""
    row = {"desktop_id": desktop_id, "user_name": user, "user_group": "users", **fields}
    return client.call("POST", "/desktops/attach", {"desktops": [row]})


def test_attach_state_moves(client):
    desktop_id = client.build("LAB-1")
    client.slow_jobs(100)
    body = {"desktops": [{"desktop_id": desktop_id, "is_detach_all_users": True}]}
    seen = [client.desktop("LAB-1")["attach_state"]]
    client.call("POST", "/desktops/batch-detach", body)
    for seconds in (21, 100):
        client.advance(seconds)
        seen.append(client.desktop("LAB-1")["attach_state"])
    attach(client, desktop_id, "ulab-1")
    for seconds in (21, 100):
        client.advance(seconds)
        seen.append(client.desktop("LAB-1")["attach_state"])
    assert seen == ["ATTACHED", "DEATTACHING", "DEATTACHED", "ATTACHING", "ATTACHED"]


@pytest.mark.parametrize(("fields", "content"), [({}, None), ({"is_clear_data": False}, "thesis")])
def test_attaching_the_same_user_again_clears_the_data_by_default(client, fields, content):
    desktop_id = client.build("LAB-1", data_volumes=[{"type": "SAS", "size": 10}])
    client.control("write", desktop="LAB-1", disk="data", content="thesis")
    detach(client, desktop_id)
    assert attach(client, desktop_id, "ulab-1", **fields).status_code == 200
    client.finish()
    assert client.state()["desktops"][0]["disks"][0]["content"] == content


def test_attaching_another_user_keeps_the_data(client):
    client.control("reading", people_data="kinder")
    client.build("LAB-2")
    desktop_id = client.build("LAB-1", data_volumes=[{"type": "SAS", "size": 10}])
    client.control("write", desktop="LAB-1", disk="data", content="thesis")
    detach(client, desktop_id)
    assert attach(client, desktop_id, "ulab-2").status_code == 200
    client.finish()
    assert client.state()["desktops"][1]["disks"][0]["content"] == "thesis"
    assert client.desktop("LAB-1")["user_name"] == "ulab-2"


def test_attach_refuses_unknown_users_and_assigned_desktops(client):
    desktop_id = client.build("LAB-1")
    refused(attach(client, desktop_id, "ulab-1"), 409, "WKS.00211103")
    detach(client, desktop_id)
    refused(attach(client, desktop_id, "nobody"), 400, "WKS.00170312")
    refused(attach(client, desktop_id, "ulab-1", user_group="sudo"), 400)
    infos = [{"type": "GROUP", "user_name": "nobody", "user_group": "users"}]
    refused(attach(client, desktop_id, "x", attach_user_infos=infos), 400, "WKS.00170208")


def test_groups_can_be_assigned_and_are_created_without_telling_their_id(client):
    response = client.call("POST", "/groups", {"group_name": "bio", "platform_type": "LOCAL"})
    assert (response.status_code, response.content) == (201, b"")
    (group,) = client.get("/groups", keyword="bi")["user_groups"]
    desktop_id = client.build("LAB-1", desktop_type="SHARED")
    infos = [{"type": "GROUP", "user_id": group["id"], "user_name": "bio", "user_group": "users"}]
    row = {"desktop_id": desktop_id, "attach_user_infos": infos}
    assert client.call("POST", "/desktops/attach", {"desktops": [row]}).status_code == 200
    client.finish()
    assert [row["type"] for row in client.desktop("LAB-1")["attach_user_infos"]] == ["USER", "GROUP"]


def test_detach_hides_failures_in_a_success_and_may_have_no_job(client):
    answer = detach(client, "unknown")
    assert "job_id" not in answer
    assert answer["failed_operation_list"][0]["desktop_id"] == "unknown"


def test_batch_attach_distributes_desktops(client):
    client.create("LAB-1", "LAB-2")
    body = client.creation(desktop_name="FREE-", size=2)
    del body["desktops"]
    client.call("POST", "/desktops", body)
    client.finish()
    free = [client.desktop(name)["desktop_id"] for name in ("FREE-01", "FREE-02")]
    request = {
        "desktops": [{"desktop_id": desktop_id} for desktop_id in free],
        "users": [{"user_name": name, "user_group": "users"} for name in ("ulab-1", "ulab-2")],
        "assign_model": {
            "assign_dimension": "USER",
            "priority_strategy": "USER_FIXED_DESKTOP_NUM",
            "user_assigin_desktop_num": 1,
        },
    }
    assert client.call("POST", "/desktops/batch-attach", request).status_code == 200
    client.finish()
    assert [client.desktop(name)["user_name"] for name in ("FREE-01", "FREE-02")] == ["ulab-1", "ulab-2"]


def test_privilege_group_is_changed_by_a_job(client):
    desktop_id = client.build("LAB-1")
    body = {"desktops": [{"desktop_id": desktop_id}], "user_privilege_group": "administrators"}
    assert client.call("POST", "/desktops/change-user-privilege-group", body).status_code == 200
    client.finish()
    assert client.desktop("LAB-1")["user_group"] == "administrators"
    refused(client.call("POST", "/desktops/change-user-privilege-group", {**body, "user_privilege_group": "sudo"}), 400)


def test_former_users_are_remembered(client):
    desktop_id = client.build("LAB-1")
    detach(client, desktop_id)
    rows = client.get(f"/desktops/{desktop_id}/detach-info")["desktop_detach_infos"]
    assert [row["user_name"] for row in rows] == ["ulab-1"]


# Disks


def test_second_addition_of_disks_is_refused_for_five_minutes(client):
    desktop_id = client.build("LAB-1")
    body = {"desktop_volumes": [{"desktop_id": desktop_id, "volumes": [{"type": "SAS", "size": 10}]}]}
    assert client.call("POST", "/volumes", body).status_code == 200
    client.finish()
    refused(client.call("POST", "/volumes", body), 400, "WKS.0407")
    client.advance(300)
    assert client.call("POST", f"/desktops/{desktop_id}/volumes", {"volumes": [{"type": "SSD", "size": 20}]}).ok
    client.finish()
    assert {disk["size"] for disk in client.desktop("LAB-1")["data_volumes"]} == {10, 20}


def test_disks_never_shrink(client):
    desktop_id = client.build("LAB-1")
    row = {"desktop_id": desktop_id, "volume_id": client.desktop("LAB-1")["root_volume"]["volume_id"], "new_size": 80}
    refused(client.call("POST", "/volumes/expand", {"desktop_volumes_expansion": [row]}), 400)


def test_performance_can_be_changed_for_gpssd2_alone(client):
    disks = [{"type": "SAS", "size": 10}, {"type": "GPSSD2", "size": 10, "iops": 3000, "throughput": 125}]
    client.build("LAB-1", data_volumes=disks)
    ids = {disk["type"]: disk["volume_id"] for disk in client.desktop("LAB-1")["data_volumes"]}
    qos = {"iops": 4000, "throughput": 200}
    refused(client.call("PUT", "/volumes/batch-modify-qos", {"volume_ids": [ids["SAS"]], "qos": qos}), 400)
    assert client.call("PUT", "/volumes/batch-modify-qos", {"volume_ids": [ids["GPSSD2"]], "qos": qos}).ok
    client.finish()
    assert 4000 in [disk.get("iops") for disk in client.desktop("LAB-1")["data_volumes"]]


def test_deleted_disks_are_lost_with_their_content(client):
    desktop_id = client.build("LAB-1", data_volumes=[{"type": "SAS", "size": 10}])
    client.control("write", desktop="LAB-1", disk=0, content="thesis")
    detail = client.desktop("LAB-1")
    path = f"/desktops/{desktop_id}/volumes/batch-delete"
    refused(client.call("POST", path, {"volume_ids": [detail["root_volume"]["volume_id"]]}), 400)
    response = client.call("POST", path, {"volume_ids": [detail["data_volumes"][0]["volume_id"]]})
    client.finish()
    assert client.get(f"/workspace-jobs/{response.json()['job_id']}")["status"] == "COMPLETE"
    assert client.desktop("LAB-1")["data_volumes"] == []
    assert client.state()["deleted"][0]["disks"][0]["content"] == "thesis"


# Rebuilding and networks


def test_rebuilding_wipes_the_system_disk_alone_and_leaves_the_desktop_running(client):
    desktop_id = client.build("LAB-1", data_volumes=[{"type": "SAS", "size": 10}])
    client.control("write", desktop="LAB-1", disk="all", content="thesis")
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    image = client.image("win11-bio-2026.10")
    body = {"desktop_ids": [desktop_id], "image_type": "private", "image_id": image}
    assert client.call("POST", "/desktops/rebuild", body).status_code == 200
    client.finish()
    detail = client.desktop("LAB-1")
    assert (detail["status"], detail["metadata"]["metering.image_id"]) == ("ACTIVE", image)
    (desktop,) = client.state()["desktops"]
    assert (desktop["root"]["content"], desktop["disks"][0]["content"]) == (f"image:{image}", "thesis")
    refused(client.call("POST", "/desktops/rebuild", {**body, "image_id": client.image("ubuntu-lab-2026.09")}), 400)


def test_resizing_needs_its_mode_and_another_fitting_product(client):
    desktop_id = client.build("LAB-1")
    body = {"desktops": [{"desktop_id": desktop_id}], "product_id": "workspace.c2.xlarge.windows"}
    refused(client.call("POST", "/desktops/resize", body), 400)
    for product in ("workspace.c2.large.windows.2", "workspace.c2.large.linux"):
        request = {**body, "mode": "STOP_DESKTOP", "product_id": product}
        refused(client.call("POST", "/desktops/resize", request), 400)


def test_network_change_needs_vpc_subnet_and_groups(client):
    desktop_id = client.build("LAB-1")
    subnets = {row["name"]: row for row in client.get("/subnets")["subnets"]}
    own = client.get("/workspaces")["desktop_security_group"]["id"]
    office = subnets["office-a"]
    body = {"vpc_id": office["vpc_id"], "subnet_id": office["id"], "security_group_ids": [own]}
    for name in body:
        partial = {key: value for key, value in body.items() if key != name}
        refused(client.call("PUT", f"/desktops/{desktop_id}/networks", partial), 400)
    refused(client.call("PUT", f"/desktops/{desktop_id}/networks", {**body, "vpc_id": "none"}), 400)
    assert client.call("PUT", f"/desktops/{desktop_id}/networks", body).status_code == 200
    client.finish()
    assert client.desktop("LAB-1")["subnet_id"] == office["id"]
    request = {**body, "desktop_ids": [desktop_id], "subnet_id": subnets["teaching-b"]["id"]}
    request["vpc_id"] = subnets["teaching-b"]["vpc_id"]
    assert client.call("POST", "/desktops/networks/batch-change", request).status_code == 200


# Tags


def test_same_tag_key_takes_the_new_value_and_missing_tags_are_deleted_in_silence(client):
    desktop_id = client.build("LAB-1")
    path = f"/desktops/{desktop_id}/tags"
    for value in ("bio", "chemistry"):
        assert client.call("POST", path, {"tag": {"key": "course", "value": value}}).status_code == 204
    assert client.get(path)["tags"] == [{"key": "course", "value": "chemistry"}]
    action = {"action": "delete", "tags": [{"key": "course"}, {"key": "unknown"}]}
    assert client.call("POST", f"{path}/action", action).status_code == 204
    assert client.call("DELETE", f"{path}/unknown").status_code == 204
    assert client.get(path)["tags"] == []


def test_batch_tags_pass_over_unknown_desktops(client):
    desktop_id = client.build("LAB-1")
    rows = [{"desktop_id": key, "tags": [{"key": "course", "value": "bio"}]} for key in (desktop_id, "unknown")]
    assert client.call("POST", "/desktops/batch-tags", {"desktops": rows}).status_code == 204
    assert client.get("/desktops/tags")["tags"] == [{"key": "course", "values": ["bio"]}]
    assert client.call("DELETE", "/desktops/batch-tags", {"desktops": rows}).status_code == 204
    assert client.get("/desktops/tags")["tags"] == []


def test_twenty_tags_at_most(client):
    desktop_id = client.build("LAB-1", tags=[{"key": f"k{number}"} for number in range(20)])
    refused(client.call("POST", f"/desktops/{desktop_id}/tags", {"tag": {"key": "one-more"}}), 400)


def test_tag_search_is_a_read_with_offset_and_limit_as_strings(client):
    client.create("LAB-1", tags=[{"key": "course", "value": "bio"}])
    client.create("LAB-2")
    client.finish()
    writes = client.control("counters")["writes"]
    body = {"action": "filter", "offset": "0", "limit": "10", "tags": [{"key": "course", "values": ["bio"]}]}
    for spelling in ("resource_instances", "resource-instances"):
        found = client.call("POST", f"/desktops/{spelling}/action", body).json()
        assert [row["resource_name"] for row in found["resources"]] == ["LAB-1"]
    refused(client.call("POST", "/desktops/resource_instances/action", {**body, "offset": 0}), 400)
    count = {"action": "count", "matches": [{"key": "resource_name", "value": "lab"}]}
    assert client.call("POST", "/desktops/resource_instances/action", count).json() == {"total_count": 2}
    assert client.control("counters")["writes"] == writes


def test_tags_of_a_missing_desktop_are_not_found(client):
    refused(client.call("GET", "/desktops/unknown/tags"), 404)


# Users


def test_missing_user_is_a_bad_request(client):
    refused(client.call("GET", "/users/unknown"), 400, "WKS.00170312")
    refused(client.call("DELETE", "/users/unknown"), 400, "WKS.00170312")


def test_expiry_is_a_string_in_the_list_and_a_number_in_the_detail(client):
    body = {"user_name": "anna", "user_email": "anna@uni.example", "account_expires": "2027-02-28T00:00:00.000Z"}
    response = client.call("POST", "/users", body)
    assert response.status_code == 201
    assert client.get("/users")["users"][0]["account_expires"] == "1803772800000"
    user_id = response.json()["id"]
    assert client.get(f"/users/{user_id}")["user_detail"]["account_expires"] == 1803772800000
    assert client.call("PUT", f"/users/{user_id}", {"account_expires": "0"}).status_code == 200
    detail = client.get(f"/users/{user_id}")["user_detail"]
    assert detail["account_expires"] == 0
    refused(client.call("POST", "/users", body), 409)


def test_user_with_a_desktop_is_not_deleted(client):
    client.build("LAB-1")
    user_id = client.get("/users")["users"][0]["id"]
    refused(client.call("DELETE", f"/users/{user_id}"), 409)


# Sessions, service


@pytest.mark.parametrize("action", ["open", "disconnect"])
def test_stopping_a_desktop_disturbs_its_session(client, action):
    desktop_id = client.build("LAB-1")
    client.control("sessions", desktop="LAB-1", user="ulab-1", action="open")
    assert client.desktop("LAB-1")["login_status"] == "CONNECTED"
    if action == "disconnect":
        client.control("sessions", desktop="LAB-1", action="disconnect")
        assert client.desktop("LAB-1")["login_status"] == "DISCONNECTED"
    client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": "os-stop"})
    client.finish()
    (row,) = client.state()["disturbed"]
    assert (row["desktop"], row["user"], row["by"]) == ("LAB-1", "ulab-1", "os-stop")
    assert client.desktop("LAB-1")["login_status"] == "UNREGISTER"


def test_connections_are_listed(client):
    client.create("LAB-1", "LAB-2")
    client.finish()
    client.control("sessions", desktop="LAB-1", action="open")
    (row,) = client.get("/connect-desktops", connect_status="CONNECTED")["desktops"]
    assert (row["desktop_name"], row["attach_users"][0]["name"]) == ("LAB-1", "ulab-1")
    assert client.get("/connect-desktops", user_names=["ulab-2"])["total_count"] == 1
    assert client.get("/desktops/statistics/run-state")["active_num"] == 2
    assert client.get("/desktops/statistics/login-state")["in_use_num"] == 1


def test_closed_session_is_not_disturbed(client):
    desktop_id = client.build("LAB-1")
    client.control("sessions", desktop="LAB-1", action="open")
    client.control("sessions", desktop="LAB-1", action="close")
    client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": "os-stop"})
    client.finish()
    assert client.state()["disturbed"] == []


def test_logoff_ends_sessions(client):
    desktop_id = client.build("LAB-1")
    client.control("sessions", desktop="LAB-1", action="open")
    assert client.call("POST", "/desktops/logoff", {"desktop_ids": [desktop_id]}).status_code == 200
    assert client.desktop("LAB-1")["login_status"] == "REGISTERED"


def test_closed_service_answers_forbidden_but_tells_its_status(client):
    assert client.get("/workspaces")["subnet_ids"][0].keys() == {"subnet_id"}
    client.control("service", status="CLOSED")
    assert client.get("/workspaces")["status"] == "CLOSED"
    refused(client.call("GET", "/desktops"), 403, "WKS.00010099")


def test_agencies_appear_when_they_are_made(client):
    assert client.get("/agencies", scene="IMAGE_CREATION")["existing_agencies"] == []
    assert client.call("POST", "/agencies", {"scene": "IMAGE_CREATION"}).status_code == 200
    assert len(client.get("/agencies", scene="IMAGE_CREATION")["existing_agencies"]) == 1


def test_charge_modes_contradict_each_other(client):
    products = client.get("/products", charge_mode="1")["products"]
    assert "workspace.c2.large.windows.monthly" not in [product["product_id"] for product in products]
    client.build("LAB-1")
    assert client.desktop("LAB-1")["metadata"]["charging_mode"] == "0"
    assert client.desktop("LAB-1")["product"]["charge_mode"] == "1"
