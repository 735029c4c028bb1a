# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of the service itself, of images and of networks that surprise, each with a test."""

from __future__ import annotations

from typing import Any

import pytest

BUSY = "WKS.00010032"
CONFLICT = "WKS.00211103"
CLOSED = "WKS.00010099"
DOMAIN = {
    "domain_type": "LOCAL_AD",
    "domain_name": "uni.example",
    "domain_admin_account": "admin",
    "domain_password": "Secret-123",
    "active_domain_ip": "10.20.0.10",
    "active_domain_name": "dc1",
    "active_dns_ip": "10.20.0.10",
}


def refused(response: Any, status: int, code: str | None = None) -> None:
    """Check that a request was refused with a status and an error code."""
    assert response.status_code == status, response.text
    if code:
        assert response.json()["error_code"] == code


def networks(client: Any) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in client.get("/subnets")["subnets"]}


def opening(client: Any, subnet: str = "office-a", **more: Any) -> dict[str, Any]:
    """Return a good request to open the service."""
    found = networks(client)[subnet]
    return {
        "ad_domains": {"domain_type": "LITE_AS"},
        "vpc_id": found["vpc_id"],
        "subnet_ids": [{"subnet_id": found["id"]}],
        **more,
    }


def closed(client: Any) -> None:
    client.control("service", status="CLOSED", agencies=[])


def service(client: Any) -> Any:
    return client.get("/workspaces")


def change(client: Any, **body: Any) -> Any:
    return client.call("PUT", "/workspaces", body)


def test_a_project_that_nobody_has_used_has_an_open_service(client):
    assert service(client)["status"] == "SUBSCRIBED"


def test_a_closed_service_answers_what_it_takes_to_open_it(client):
    closed(client)
    assert service(client) == {"status": "CLOSED", "closable": False}
    for path in ("/vpcs", "/subnets", "/agencies"):
        assert client.call("GET", path).status_code == 200
    for path in ("/desktops", "/workspaces/lock-status", "/images", "/security-groups", "/availability-zones"):
        refused(client.call("GET", path), 403, CLOSED)


def test_opening_goes_from_preparing_to_subscribed(client):
    closed(client)
    client.slow_jobs(100)
    assert client.call("POST", "/workspaces", opening(client)).json()["job_id"]
    assert service(client)["status"] == "PREPARING"
    client.advance(50)
    assert service(client)["status"] == "SUBSCRIBING" and "desktop_security_group" not in service(client)
    client.finish()
    found = service(client)
    assert (found["status"], found["vpc_name"]) == ("SUBSCRIBED", "office")
    assert found["desktop_security_group"]["name"] == "WorkspaceUserSecurityGroup"
    assert client.get("/agencies")["existing_agencies"] == []
    refused(client.call("POST", "/workspaces", opening(client)), 409)


def test_shapes_differ_between_requests_and_answers(client):
    closed(client)
    domain = {**DOMAIN, "delete_computer_object": 1}
    client.call("POST", "/workspaces", opening(client, ad_domains=domain, manage_subnet_cidr="192.168.8.0/24"))
    found = service(client)
    assert found["management_subnet_cidr"] == "192.168.8.0/24"
    assert found["ad_domains"]["delete_computer_object"] == "1" and "domain_password" not in found["ad_domains"]
    [first] = found["subnet_ids"]
    assert change(client, subnet_ids=[first["subnet_id"]]).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"ad_domains": {"domain_type": "LITE_AD"}},
        {"ad_domains": {key: value for key, value in DOMAIN.items() if key != "active_dns_ip"}},
        {"vpc_id": "nowhere"},
        {"subnet_ids": []},
        {"subnet_ids": ["plain"]},
        {"manage_subnet_cidr": "172.17.0.0/24"},
        {"manage_subnet_cidr": "10.20.3.0/24"},
        {"dedicated_subnets": "10.0.0.0/8"},
        {"access_mode": "BOTH", "dedicated_subnets": ";".join(f"10.{n}.0.0/16" for n in range(6))},
        {"enterprise_id": "uni lab"},
        {"internet_access_port": "8443"},
    ],
    ids=str,
)
def test_wrong_openings_are_refused(client, wrong):
    closed(client)
    refused(client.call("POST", "/workspaces", {**opening(client), **wrong}), 400)
    assert service(client)["status"] == "CLOSED"


def test_a_subnet_must_belong_to_the_vpc(client):
    closed(client)
    other = networks(client)["teaching-a"]["id"]
    refused(client.call("POST", "/workspaces", opening(client, subnet_ids=[{"subnet_id": other}])), 400)


def test_a_failed_opening_can_be_retried_by_its_job(client):
    closed(client)
    client.control("faults", kind="job_fail", job_type="applyWorkspace", error_msg="No addresses.")
    job_id = client.call("POST", "/workspaces", opening(client)).json()["job_id"]
    found = service(client)
    assert (found["status"], found["fail_reason"], found["job_id"]) == ("SUBSCRIPTION_FAILED", "No addresses.", job_id)
    assert client.call("POST", f"/workspace-jobs/{job_id}/actions", {"op_type": "retry"}).status_code == 200
    assert service(client)["status"] == "SUBSCRIBED"
    refused(client.call("POST", f"/workspace-jobs/{job_id}/actions", {"op_type": "retry"}), 409)


def test_closing_needs_an_empty_service_and_time_to_notice(client):
    client.build("LAB-1")
    assert service(client)["closable"] is False
    refused(client.call("DELETE", "/workspaces"), 409)
    client.slow_jobs(10)
    client.control("desktops", action="delete", desktop="LAB-1")
    for user in client.get("/users")["users"]:
        client.call("DELETE", f"/users/{user['id']}")
    client.advance(0.1)
    assert service(client)["closable"] is False
    client.advance(10)
    assert service(client)["closable"] is True
    response = client.call("DELETE", "/workspaces")
    assert response.status_code == 202 and service(client)["status"] == "DEREGISTERING"
    client.finish()
    assert service(client)["status"] == "CLOSED"


def test_a_request_changes_one_kind_of_attribute(client):
    refused(change(client, enterprise_id="uni", is_send_email=False), 400)
    refused(client.call("PUT", "/workspaces", {}), 400)
    assert change(client, access_mode="BOTH", dedicated_subnets="10.1.0.0/16").json()["job_id"]
    assert service(client)["dedicated_subnets"] == "10.1.0.0/16"
    change(client, access_mode="INTERNET")
    assert "dedicated_subnets" not in service(client) and "dedicated_access_address" not in service(client)


def test_subnets_change_without_a_job_and_the_first_one_stays(client):
    first, second = [row["subnet_id"] for row in service(client)["subnet_ids"]]
    assert "job_id" not in change(client, subnet_ids=[first]).json()
    refused(change(client, subnet_ids=[second]), 400)


def test_while_the_service_is_changed_it_is_busy(client):
    client.slow_jobs(100)
    assert change(client, enterprise_id="uni").status_code == 200
    assert service(client)["enterprise_id"] == "emulator"
    refused(change(client, is_send_email=False), 409, BUSY)
    client.finish()
    assert service(client)["enterprise_id"] == "uni"


def test_the_type_of_the_domain_stays(client):
    refused(change(client, ad_domains=DOMAIN), 400)


def test_a_locked_service_is_not_changed(client):
    client.control("service", lock_reason="arrears")
    assert client.get("/workspaces/lock-status")["is_lock"] == 1
    refused(change(client, enterprise_id="uni"), 409)
    refused(client.call("DELETE", "/workspaces"), 409)
    assert client.call("PUT", "/workspaces/lock-status", {"operate_type": "unlock"}).json()["job_id"]
    assert client.get("/workspaces/lock-status") == {"is_lock": 0}
    refused(client.call("PUT", "/workspaces/lock-status", {"operate_type": "unlock"}), 409)
    refused(client.call("PUT", "/workspaces/lock-status", {"operate_type": "lock"}), 400)


def test_the_second_factor_is_replaced_as_a_whole_and_its_secret_never_told(client):
    path = "/assist-auth-config/method-config"
    otp = {"enable": True, "receive_mode": "HMFA", "auth_url": "https://otp", "app_id": "a", "app_secret": "s"}
    assert client.call("PUT", path, {"auth_type": "OTP", "otp_config_info": otp}).status_code == 204
    assert "app_secret" not in client.get(path)["otp_config_info"]
    refused(client.call("PUT", path, {"auth_type": "OTP", "otp_config_info": {**otp, "app_secret": ""}}), 400)
    client.call("PUT", path, {"auth_type": "OTP", "otp_config_info": {"enable": False}})
    assert client.get(path)["otp_config_info"] == {"enable": False, "receive_mode": "VMFA"}


# --- Images


def desktop(client: Any, **more: Any) -> str:
    found = client.control("desktops", action="create", desktop="GOLD", **more)
    client.control("write", desktop="GOLD", content="prepared")
    return found["id"]


def make(client: Any, desktop_id: str, name: str = "win11-bio", **more: Any) -> Any:
    body = {"image_name": name, "desktop_id": desktop_id, **more}
    return client.call("POST", "/desktops/desktop-to-image", body)


def private(client: Any) -> list[str]:
    return [image["name"] for image in client.get("/images", image_type="private")["images"]]


def test_an_image_is_listed_when_its_job_has_ended(client):
    desktop_id = desktop(client)
    client.slow_jobs(100)
    assert make(client, desktop_id).status_code == 200
    client.advance(50)
    assert "win11-bio" not in private(client)
    refused(make(client, desktop_id), 409, BUSY)
    client.finish()
    assert "win11-bio" in private(client)


def test_sealing_ends_the_session_wipes_the_system_disk_and_leaves_the_desktop_off(client):
    desktop_id = desktop(client, data_volumes=[10])
    client.control("sessions", desktop="GOLD", user="mia", action="open")
    make(client, desktop_id)
    client.finish()
    state = client.state()
    [found] = state["desktops"]
    assert found["status"] == "SHUTOFF" and [entry["by"] for entry in state["disturbed"]] == ["desktop-to-image"]
    assert (found["root"]["content"], found["disks"][0]["content"]) == ("sealed", "prepared")
    assert state["tables"]["PrivateImage"][0]["content"] == "prepared"


def test_without_sealing_the_system_disk_stays_as_it_is_unless_it_is_cleared(client):
    desktop_id = desktop(client, status="SHUTOFF")
    refused(make(client, desktop_id), 409, BUSY)
    make(client, desktop_id, execute_sysprep=False)
    assert client.state()["desktops"][0]["root"]["content"] == "prepared"
    make(client, desktop_id, execute_sysprep=False, is_clear_data=True)
    assert client.state()["desktops"][0]["root"]["content"] == "sealed"


def test_names_of_images_need_not_be_unique(client):
    desktop_id = desktop(client, status="SHUTOFF")
    for _number in range(2):
        assert make(client, desktop_id, execute_sysprep=False).status_code == 200
    assert private(client).count("win11-bio") == 2


def test_desktops_can_be_made_of_an_image_of_ones_own(client):
    make(client, desktop(client))
    image_id = client.image("win11-bio")
    client.build("LAB-1", image_id=image_id)
    assert client.desktop("LAB-1")["metadata"]["metering.image_id"] == image_id


def test_desktops_with_arm_processors_are_not_made_images(client):
    desktop_id = desktop(client, image="UOS-20-arm", product="workspace.k1.large.linux")
    assert client.get(f"/desktops/{desktop_id}/sysprep")["support_create_image"] is False
    refused(make(client, desktop_id), 400)


def test_wrong_images_are_refused(client):
    desktop_id = desktop(client)
    refused(make(client, desktop_id, name="a,b"), 400)
    refused(make(client, desktop_id, name="bio "), 400)
    refused(make(client, desktop_id, image_description="[a]"), 400)
    refused(make(client, desktop_id, min_ram="8192", max_ram="4096"), 400)
    refused(make(client, "missing"), 404)


# --- Networks


def test_ports_are_paged_by_the_last_one_seen(client):
    for number in range(3):
        client.control("desktops", action="create", desktop=f"LAB-{number}")
    first = client.get("/ports", limit=2)["ports"]
    rest = client.get("/ports", limit=2, marker=first[-1]["id"])["ports"]
    assert (len(first), len(rest)) == (2, 1) and rest[0]["id"] not in [port["id"] for port in first]
    assert client.get("/ports", is_used=False)["ports"] == []
    refused(client.call("GET", "/subnets/nowhere/available-ip"), 404)


OBJECTS = "/assist-auth-config/apply-objects"


def second_factor(client, **fields):
    """Replace the configuration of the second factor."""
    config = {"enable": True, "receive_mode": "VMFA", **fields}
    body = {"auth_type": "OTP", "otp_config_info": config}
    assert client.call("PUT", "/assist-auth-config/method-config", body).status_code == 204


def bound(client):
    """Return the names of those whom the second factor applies to."""
    return [row["object_name"] for row in client.get(OBJECTS)["objects"]]


def test_the_second_factor_is_bound_to_those_who_exist_once_it_is_enabled(client):
    users = {}
    for name in ("anna", "ben"):
        made = client.call("POST", "/users", {"user_name": name, "user_email": f"{name}@uni.example"})
        users[name] = {"object_type": "USER", "object_id": made.json()["id"], "object_name": name}
    refused(client.call("POST", OBJECTS, {"add": [users["anna"]]}), 409, CONFLICT)
    second_factor(client)
    stranger = {**users["anna"], "object_id": "nobody"}
    refused(client.call("POST", OBJECTS, {"add": [users["anna"], stranger]}), 400, "WKS.00170312")
    refused(client.call("POST", OBJECTS, {"add": [{**users["anna"], "object_name": "ben"}]}), 400)
    group = {"object_type": "USER_GROUP", "object_id": "nobody", "object_name": "g"}
    refused(client.call("POST", OBJECTS, {"add": [group]}), 400, "WKS.00170208")
    assert bound(client) == []
    for _time in range(2):
        assert client.call("POST", OBJECTS, {"add": list(users.values())}).status_code == 204
    assert bound(client) == ["anna", "ben"]
    assert client.get(OBJECTS, object_name="AN")["total_count"] == 1
    second_factor(client, receive_mode="VMFA")
    assert bound(client) == ["anna", "ben"]
    for _time in range(2):
        assert client.call("POST", OBJECTS, {"delete": [users["anna"]]}).status_code == 204
    assert bound(client) == ["ben"]


def test_an_image_that_is_deleted_is_refused_while_what_was_made_of_it_stays(client):
    kept, lost = (
        client.control("desktops", action="create", desktop=name, image=image)["id"]
        for name, image in (("LAB-1", "win11-bio-2026.09"), ("LAB-2", "win11-bio-2026.10"))
    )
    gone = client.control("images", action="delete", image="win11-bio-2026.10")["id"]
    checked = client.call("POST", "/desktops/check-images", {"desktop_ids": [kept, lost]}).json()["image_infos"]
    assert [(row["desktop_id"], row["image_name"]) for row in checked] == [(kept, "win11-bio-2026.09")]
    assert "win11-bio-2026.10" not in private(client)
    rebuilding = {"desktop_ids": [lost], "image_type": "private", "image_id": gone}
    assert client.call("POST", "/desktops/rebuild", rebuilding).status_code == 400
    assert client.get(f"/desktops/{lost}")["desktop"]["metadata"]["image_name"] == "win11-bio-2026.10"
    assert client.call("POST", "/desktops/check-images", {"desktop_ids": [kept, "missing"]}).status_code == 404
    assert client.call("POST", "/desktops/check-images", {"desktop_ids": []}).status_code == 400
