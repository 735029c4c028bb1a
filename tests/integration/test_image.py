# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private images of prepared desktops, agencies, and what tells of images, zones and networks."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Outcome, Task, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

NAME = "win11-bio-2026.11"


def image(check: bool = False, **arguments: Any) -> Task:
    """Make an image by a task that seals the desktop unless it says otherwise."""
    return Task("workspace_image", {"image_name": NAME, "execute_sysprep": True, **arguments}, check)


def agency(check: bool = False, **arguments: Any) -> Task:
    return Task("workspace_agency", arguments, check)


def images(tenant) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in tenant.state["tables"].get("PrivateImage", [])}


@case
def test_an_image_is_made_of_a_desktop_and_new_desktops_of_it(tenant):
    tenant.job_seconds(0.4)
    tenant.desktop("BIO-GOLD")
    wanted = {"desktop": "bio-gold", "image_tags": {"course": "bio"}, "image_description": "Biology", "min_ram": 4096}
    made = converged((yield converging(image(**wanted))))
    [body] = made.sent("desktops/desktop-to-image")
    assert (body["min_ram"], body["execute_sysprep"], body["is_clear_data"]) == ("4096", True, False)
    found = images(tenant)[NAME]
    assert (found["content"], found["tags"], found["sealed"]) == ("work on BIO-GOLD", {"course": "bio"}, True)
    assert made["image"]["id"] == found["id"] and tenant.desktops["BIO-GOLD"]["status"] == "SHUTOFF"
    assert any("BIO-GOLD loses" in text for text in made["warnings"])


def test_a_session_is_ended_only_by_force(tenant):
    tenant.job_seconds(0.2)
    tenant.desktop("BIO-GOLD", user="mia")
    tenant.session("BIO-GOLD")
    refused(carry_out(tenant, image(desktop="BIO-GOLD")), "mia")
    assert not tenant.state["disturbed"]
    done = carry_out(tenant, image(desktop="BIO-GOLD", if_in_use="force"))
    assert not done.failed and [row["user"] for row in tenant.state["disturbed"]] == ["mia"]


def test_what_is_not_sealed_keeps_its_data_unless_it_is_to_be_cleared(tenant):
    tenant.job_seconds(0)
    tenant.desktop("BIO-GOLD", status="SHUTOFF")
    assert not carry_out(tenant, image(desktop="BIO-GOLD", execute_sysprep=False)).failed
    assert tenant.contents("BIO-GOLD") == ["work on BIO-GOLD"]
    cleared = {"image_name": "clear", "execute_sysprep": False, "is_clear_data": True}
    assert not carry_out(tenant, image(desktop="BIO-GOLD", **cleared)).failed
    assert (
        tenant.contents("BIO-GOLD") != ["work on BIO-GOLD"] and images(tenant)["clear"]["content"] == "work on BIO-GOLD"
    )


def test_a_public_image_of_the_name_does_not_count(tenant):
    tenant.job_seconds(0)
    tenant.desktop("BIO-GOLD")
    done = carry_out(tenant, image(image_name="Ubuntu-22.04", desktop="BIO-GOLD"))
    assert done["changed"] and "Ubuntu-22.04" in images(tenant)
    unchanged(carry_out(tenant, image(image_name="win11-bio-2026.09")))


def test_an_image_is_not_made_of_a_job_that_failed(tenant):
    tenant.job_seconds(0.2)
    tenant.desktop("BIO-GOLD")
    tenant.fault("job_fail", job_type="desktopToImage", error_msg="The disk is damaged.")
    failure(carry_out(tenant, image(desktop="BIO-GOLD")), NAME, "The disk is damaged")
    assert not images(tenant)


def test_an_image_may_be_waited_for_later(tenant):
    tenant.job_seconds(100)
    tenant.desktop("BIO-GOLD")
    started = carry_out(tenant, image(desktop="BIO-GOLD", wait=False))
    assert started["jobs"] and not images(tenant)
    waited = carry_out(tenant, Task("workspace_job", {"jobs": started["jobs"]}))
    assert not waited.failed and NAME in images(tenant), waited.brief


def test_an_image_that_another_run_is_making_is_not_made_twice(tenant):
    tenant.job_seconds(100)
    tenant.desktop("BIO-GOLD")
    assert not carry_out(tenant, image(desktop="BIO-GOLD", execute_sysprep=False, wait=False)).failed
    tenant.control("POST", "clock", advance=30)  # until the job is listed
    again = carry_out(tenant, image(desktop="BIO-GOLD", execute_sysprep=False))
    assert unchanged(again)["image"]["name"] == NAME
    assert [row["name"] for row in tenant.state["tables"]["PrivateImage"]] == [NAME]


def test_an_image_that_another_run_makes_for_too_long_is_told(tenant):
    tenant.job_seconds(600)
    tenant.desktop("BIO-GOLD")
    assert not carry_out(tenant, image(desktop="BIO-GOLD", wait=False)).failed
    tenant.control("POST", "clock", advance=100)  # until the job is listed
    late = carry_out(tenant, image(desktop="BIO-GOLD", wait_timeout=30))
    refused(late, "in the making of BIO-GOLD", "again later")


def test_a_desktop_that_is_yet_to_be_made_is_accepted_in_check_mode(tenant):
    checked = carry_out(tenant, image(check=True, desktop="BIO-GOLD"))
    assert not checked.failed and checked.verbs == ["create"] and not checked.writes


# --- Agencies


def test_an_agency_is_made_once(tenant):
    tenant.control("POST", "service", agencies=[])
    made = converged([carry_out(tenant, task) for task in converging(agency())])
    assert made["agency"]["name"] and tenant.state["service"]["agencies"] == ["WORKSPACE"]
    missing = carry_out(tenant, agency(check=True, scene="SCREEN_RECORD"))
    assert missing["changed"] and missing["agency"] is None


# --- Reading


def told(tenant, module: str, **arguments: Any) -> Outcome:
    """Return what a module that only reads returned."""
    outcome = carry_out(tenant, Task(module, arguments))
    assert not outcome.failed and outcome["changed"] is False and not outcome.writes, outcome.brief
    return outcome


def test_images_are_found_by_every_filter(tenant):
    module = "workspace_image_info"
    assert [row["name"] for row in told(tenant, module, image="win11-bio-2026.09")["images"]] == ["win11-bio-2026.09"]
    linux = told(tenant, module, image_type="gold", os_type="Linux", platform="Linux", architecture="x86")["images"]
    assert [row["name"] for row in linux] == ["Ubuntu-22.04"]
    names = [row["name"] for row in told(tenant, module, sort_field="name", sort_type="desc")["images"]]
    assert len(names) > 5 and names == sorted(names, reverse=True)
    assert told(tenant, module, image="win11-bio")["images"] == []
    refused(carry_out(tenant, Task(module, {"image": ""})), "image", "empty")


def test_zones_by_name_and_in_detail(tenant):
    module = "workspace_availability_zone_info"
    zones = told(tenant, module)["availability_zones"]
    assert [(row["display_name"], row["type"]) for row in zones] == [("AZ1", "core"), ("AZ2", "core")]
    [one] = told(tenant, module, availability_zone=["AZ2"], details=True)["availability_zones"]
    assert (one["availability_zone"], one["display_name"], one["status"]) == ("ap-southeast-1b", "AZ2", "available")
    tenant.fault("status", path="/summary$", status=404, error_code="APIGW.0101", error_msg="no such API")
    assert "type" not in told(tenant, module)["availability_zones"][0]
    assert told(tenant, module, availability_zone=["AZ9"])["availability_zones"] == []
    refused(carry_out(tenant, Task(module, {"availability_zone": []})), "availability_zone", "empty")


def test_networks_with_what_is_free_and_what_is_in_them(tenant):
    module = "workspace_network_info"
    before = told(tenant, module, subnet="office-a", available_ip=True)
    desktop = tenant.desktop("BIO-1", subnet="office-a")
    after = told(tenant, module, subnet="office-a", available_ip=True, ports=True, nat_gateways=True)
    [subnet] = after["subnets"]
    assert subnet["available_ip"] == before["subnets"][0]["available_ip"] - 1
    assert [port["device_id"] for port in subnet["ports"]] == [desktop["id"]]
    assert [vpc["name"] for vpc in after["vpcs"]] == ["office"] and after["nat_gateways"] == []
    teaching = told(tenant, module, vpc="teaching", nat_gateways=True)
    assert [row["name"] for row in teaching["subnets"]] == ["teaching-a", "teaching-b"]
    assert len(teaching["nat_gateways"]) == 1 and "exam-lockdown" in [g["name"] for g in teaching["security_groups"]]
    assert told(tenant, module, vpc="teeching")["subnets"] == []
    assert told(tenant, module, vpc="office", subnet="teaching-a")["subnets"] == []
    refused(carry_out(tenant, Task(module, {"subnet": " "})), "subnet", "empty")
