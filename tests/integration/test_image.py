# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private images of prepared desktops, agencies, and what tells of images, zones and networks."""

from __future__ import annotations

from typing import Any

from integration.harness import Cases, Outcome, Task, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

cases = Cases()

NAME = "win11-bio-2026.11"


def image(check: bool = False, **arguments: Any) -> Task:
    """Make an image by a task that seals the desktop unless it says otherwise."""
    return Task("workspace_image", {"image_name": NAME, "execute_sysprep": True, **arguments}, check)


def agency(check: bool = False, **arguments: Any) -> Task:
    return Task("workspace_agency", arguments, check)


def images(lab) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in lab.state["tables"].get("PrivateImage", [])}


@cases
def an_image_is_made_of_a_desktop_and_new_desktops_of_it(lab):
    lab.job_seconds(0.4)
    lab.desktop("BIO-GOLD")
    wanted = {"desktop": "bio-gold", "image_tags": {"course": "bio"}, "image_description": "Biology", "min_ram": 4096}
    made = converged((yield converging(image(**wanted))))
    [body] = made.sent("desktops/desktop-to-image")
    assert (body["min_ram"], body["execute_sysprep"], body["is_clear_data"]) == ("4096", True, False)
    found = images(lab)[NAME]
    assert (found["content"], found["tags"], found["sealed"]) == ("work on BIO-GOLD", {"course": "bio"}, True)
    assert made["image"]["id"] == found["id"] and lab.desktops["BIO-GOLD"]["status"] == "SHUTOFF"
    assert any("BIO-GOLD loses" in text for text in made["warnings"])


def test_image(side_by_side):
    side_by_side(cases)


def test_a_session_is_ended_only_by_force(lab):
    lab.job_seconds(0.2)
    lab.desktop("BIO-GOLD", user="mia")
    lab.session("BIO-GOLD")
    refused(carry_out(lab, image(desktop="BIO-GOLD")), "mia")
    assert not lab.state["disturbed"]
    done = carry_out(lab, image(desktop="BIO-GOLD", if_in_use="force"))
    assert not done.failed and [row["user"] for row in lab.state["disturbed"]] == ["mia"]


def test_what_is_not_sealed_keeps_its_data_unless_it_is_to_be_cleared(lab):
    lab.job_seconds(0)
    lab.desktop("BIO-GOLD", status="SHUTOFF")
    assert not carry_out(lab, image(desktop="BIO-GOLD", execute_sysprep=False)).failed
    assert lab.contents("BIO-GOLD") == ["work on BIO-GOLD"]
    cleared = {"image_name": "clear", "execute_sysprep": False, "is_clear_data": True}
    assert not carry_out(lab, image(desktop="BIO-GOLD", **cleared)).failed
    assert lab.contents("BIO-GOLD") != ["work on BIO-GOLD"] and images(lab)["clear"]["content"] == "work on BIO-GOLD"


def test_a_public_image_of_the_name_does_not_count(lab):
    lab.job_seconds(0)
    lab.desktop("BIO-GOLD")
    done = carry_out(lab, image(image_name="Ubuntu-22.04", desktop="BIO-GOLD"))
    assert done["changed"] and "Ubuntu-22.04" in images(lab)
    unchanged(carry_out(lab, image(image_name="win11-bio-2026.09")))


def test_an_image_is_not_made_of_a_job_that_failed(lab):
    lab.job_seconds(0.2)
    lab.desktop("BIO-GOLD")
    lab.fault("job_fail", job_type="desktopToImage", error_msg="The disk is damaged.")
    failure(carry_out(lab, image(desktop="BIO-GOLD")), NAME, "The disk is damaged")
    assert not images(lab)


def test_an_image_may_be_waited_for_later(lab):
    lab.job_seconds(1)
    lab.desktop("BIO-GOLD")
    started = carry_out(lab, image(desktop="BIO-GOLD", wait=False))
    assert started["jobs"] and not images(lab)
    waited = carry_out(lab, Task("workspace_job", {"jobs": started["jobs"]}))
    assert not waited.failed and NAME in images(lab), waited.brief


def test_an_image_that_another_run_is_making_is_not_made_twice(lab):
    lab.job_seconds(2)
    lab.desktop("BIO-GOLD")
    assert not carry_out(lab, image(desktop="BIO-GOLD", execute_sysprep=False, wait=False)).failed
    lab.control("POST", "clock", advance=0.5)  # until the job is listed
    again = carry_out(lab, image(desktop="BIO-GOLD", execute_sysprep=False))
    assert unchanged(again)["image"]["name"] == NAME
    assert [row["name"] for row in lab.state["tables"]["PrivateImage"]] == [NAME]


def test_an_image_that_another_run_makes_for_too_long_is_told(lab):
    lab.job_seconds(600)
    lab.desktop("BIO-GOLD")
    assert not carry_out(lab, image(desktop="BIO-GOLD", wait=False)).failed
    lab.control("POST", "clock", advance=100)  # until the job is listed
    late = carry_out(lab, image(desktop="BIO-GOLD", wait_timeout=1))
    refused(late, "in the making of BIO-GOLD", "again later")


def test_a_desktop_that_is_yet_to_be_made_is_accepted_in_check_mode(lab):
    checked = carry_out(lab, image(check=True, desktop="BIO-GOLD"))
    assert not checked.failed and checked.verbs == ["create"] and not checked.writes


# --- Agencies


def test_an_agency_is_made_once(lab):
    lab.control("POST", "service", agencies=[])
    made = converged([carry_out(lab, task) for task in converging(agency())])
    assert made["agency"]["name"] and lab.state["service"]["agencies"] == ["WORKSPACE"]
    missing = carry_out(lab, agency(check=True, scene="SCREEN_RECORD"))
    assert missing["changed"] and missing["agency"] is None


# --- Reading


def told(lab, module: str, **arguments: Any) -> Outcome:
    """Return what a module that only reads returned."""
    outcome = carry_out(lab, Task(module, arguments))
    assert not outcome.failed and outcome["changed"] is False and not outcome.writes, outcome.brief
    return outcome


def test_images_are_found_by_every_filter(lab):
    module = "workspace_image_info"
    assert [row["name"] for row in told(lab, module, image="win11-bio-2026.09")["images"]] == ["win11-bio-2026.09"]
    linux = told(lab, module, image_type="gold", os_type="Linux", platform="Linux", architecture="x86")["images"]
    assert [row["name"] for row in linux] == ["Ubuntu-22.04"]
    names = [row["name"] for row in told(lab, module, sort_field="name", sort_type="desc")["images"]]
    assert len(names) > 5 and names == sorted(names, reverse=True)
    assert told(lab, module, image="win11-bio")["images"] == []
    refused(carry_out(lab, Task(module, {"image": ""})), "image", "empty")


def test_zones_by_name_and_in_detail(lab):
    module = "workspace_availability_zone_info"
    zones = told(lab, module)["availability_zones"]
    assert [(row["display_name"], row["type"]) for row in zones] == [("AZ1", "core"), ("AZ2", "core")]
    [one] = told(lab, module, availability_zone=["AZ2"], details=True)["availability_zones"]
    assert (one["availability_zone"], one["display_name"], one["status"]) == ("ap-southeast-1b", "AZ2", "available")
    lab.fault("status", path="/summary$", status=404, error_code="APIGW.0101", error_msg="no such API")
    assert "type" not in told(lab, module)["availability_zones"][0]
    refused(carry_out(lab, Task(module, {"availability_zone": ["AZ9"]})), "AZ9")
    refused(carry_out(lab, Task(module, {"availability_zone": []})), "availability_zone", "empty")


def test_networks_with_what_is_free_and_what_is_in_them(lab):
    module = "workspace_network_info"
    before = told(lab, module, subnet="office-a", available_ip=True)
    desktop = lab.desktop("BIO-1", subnet="office-a")
    after = told(lab, module, subnet="office-a", available_ip=True, ports=True, nat_gateways=True)
    [subnet] = after["subnets"]
    assert subnet["available_ip"] == before["subnets"][0]["available_ip"] - 1
    assert [port["device_id"] for port in subnet["ports"]] == [desktop["id"]]
    assert [vpc["name"] for vpc in after["vpcs"]] == ["office"] and after["nat_gateways"] == []
    teaching = told(lab, module, vpc="teaching", nat_gateways=True)
    assert [row["name"] for row in teaching["subnets"]] == ["teaching-a", "teaching-b"]
    assert len(teaching["nat_gateways"]) == 1 and "exam-lockdown" in [g["name"] for g in teaching["security_groups"]]
    refused(carry_out(lab, Task(module, {"vpc": "teeching"})), "VPC", "teaching")
    refused(carry_out(lab, Task(module, {"vpc": "office", "subnet": "teaching-a"})), "teaching-a", "VPC")
    refused(carry_out(lab, Task(module, {"subnet": " "})), "subnet", "empty")
