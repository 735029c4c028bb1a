# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that only read: what they find, with how many requests, and what they refuse."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.desktops import PRODUCT
from integration.harness import Outcome, Task, refused
from integration.in_process import carry_out


def info(**arguments: Any) -> Task:
    """Return a task that finds desktops."""
    return Task("workspace_desktop_info", arguments)


def names(outcome: Outcome) -> list[str]:
    """Return the names of the desktops found, after a look at what every such task must be like."""
    assert not outcome.failed, outcome.brief
    assert outcome["changed"] is False and not outcome.writes
    return sorted(desktop["computer_name"] for desktop in outcome["desktops"])


@case
def test_rough_filters_are_made_exact(tenant):
    tenant.desktop("BIO-1", user="mia", tags={"course": "bio", "room": "1"})
    tenant.desktop("BIO-10", user="mia2", tags={"course": "bio101"}, status="SHUTOFF")
    tenant.desktop("CHE-1", tags={"course": "che"})
    everything, exact, people, tagged, stopped, ranged, nobody = yield [
        info(),
        info(computer_name="bio-1"),
        info(user_name=["MIA"]),
        info(tags={"course": "bio"}),
        info(status="shutoff"),
        info(select_names=["BIO-[1:9]", "CHE-*"]),
        info(computer_name="BIO"),
    ]
    assert names(everything) == ["BIO-1", "BIO-10", "CHE-1"]
    assert names(exact) == ["BIO-1"]
    assert names(people) == ["BIO-1"]
    assert names(tagged) == ["BIO-1"]
    assert names(stopped) == ["BIO-10"]
    assert names(ranged) == ["BIO-1", "CHE-1"]
    assert names(nobody) == []
    assert all(len(outcome.requests) == 1 for outcome in (everything, exact, people, tagged, stopped, ranged, nobody))


@case
def test_one_id_takes_the_detail_call(tenant):
    desktop = tenant.desktop("BIO-1", user="mia")
    other = tenant.desktop("BIO-2")
    one, both, none = yield [
        info(desktop_id=[desktop["id"]]),
        info(desktop_id=[desktop["id"], other["id"]]),
        info(desktop_id=["00000000-0000-0000-0000-000000000000"]),
    ]
    assert names(one) == ["BIO-1"] and one.requests[0]["path"].endswith(desktop["id"])
    assert names(both) == ["BIO-1", "BIO-2"] and len(both.requests) == 1
    assert names(none) == []


@case
def test_names_instead_of_ids(tenant):
    tenant.desktop("BIO-1", subnet="teaching-b")
    tenant.desktop("BIO-2")
    by_subnet, by_image, unknown = yield [
        info(subnet="teaching-b"),
        info(image="win11-bio-2026.10"),
        info(image="win11-boi-2026.09"),
    ]
    assert names(by_subnet) == ["BIO-1"]
    assert names(by_image) == []
    refused(unknown, "image", "win11-boi-2026.09", "win11-bio-2026.09")


@case
def test_networks_where_the_region_has_them(tenant):
    tenant.desktop("BIO-1", subnet="teaching-b")
    (there,) = yield [info(networks=True)]
    assert there["desktops"][0]["networks"][0]["subnet_info"]["name"] == "teaching-b"
    tenant.fault(
        "status", method="GET", path="/networks$", status=404, error_code="APIGW.0101", error_msg="no such API"
    )
    (missing,) = yield [info(networks=True)]
    assert missing["desktops"][0]["networks"] == []


@case
def test_an_empty_filter_never_means_all(tenant):
    tenant.desktop("BIO-1")
    outcomes = yield [info(computer_name=""), info(tags={}), info(desktop_id=[]), info(user_name=[])]
    for outcome, option in zip(outcomes, ("computer_name", "tags", "desktop_id", "user_name"), strict=True):
        refused(outcome, option, "empty")


@case
def test_the_service_its_products_and_quotas(tenant):
    tenant.desktop("BIO-1")
    tenant.control("POST", "quotas", general_instances=10, cores=-1)
    service, products, one, quotas = yield [
        Task("workspace_service_info", {}),
        Task("workspace_product_info", {"os_type": "Linux"}),
        Task("workspace_product_info", {"product": [PRODUCT]}),
        Task("workspace_quota_info", {}),
    ]
    assert service["services"][0]["status"] == "SUBSCRIBED"
    assert service["services"][0]["project_id"] == tenant.project_id
    assert products["products"] and all("linux" in row["product_id"] for row in products["products"])
    assert [(row["product_id"], row["vcpus"], row["memory_gb"]) for row in one["products"]] == [(PRODUCT, 2, 4)]
    found = {row["type"]: row for row in quotas["quotas"]}
    assert (found["general_instances"]["used"], found["general_instances"]["free"]) == (1, 9)
    assert found["cores"]["free"] is None


@case
def test_a_closed_service_is_told(tenant):
    tenant.control("POST", "service", status="CLOSED")
    desktops, service = yield [info(), Task("workspace_service_info", {})]
    refused(desktops, "WKS.00010099")
    assert service["services"][0]["status"] == "CLOSED"


@case
def test_desktops_whose_image_is_gone_are_told(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02", image="win11-bio-2026.10")
    tenant.control("POST", "images", action="delete", image="win11-bio-2026.10")
    [checked] = yield [info(select_names=["BIO-*"], check_images=True)]
    assert names(checked) == ["BIO-01", "BIO-02"]
    assert {one["computer_name"]: one["image_exists"] for one in checked["desktops"]} == {
        "BIO-01": True,
        "BIO-02": False,
    }


def test_a_row_that_is_missing_once_is_no_image_that_is_gone(tenant):
    tenant.desktop("BIO-01")
    tenant.fault("empty_list", path="/check-images$")
    [found] = carry_out(tenant, info(check_images=True))["desktops"]
    assert found["image_exists"] is True


def test_a_region_that_does_not_check_images_tells_nothing_of_them(tenant):
    tenant.desktop("BIO-01")
    tenant.fault("status", status=404, error_code="APIGW.0101", path="/check-images$")
    checked = carry_out(tenant, info(check_images=True))
    assert checked["desktops"][0]["image_exists"] is None and "BIO-01" in checked["warnings"][0]


def test_consoles_are_of_running_desktops_and_only_where_asked_for(tenant):
    tenant.desktop("BIO-01")
    tenant.desktop("BIO-02", status="SHUTOFF")
    told, again, silent = (
        carry_out(tenant, info(remote_consoles=True)),
        carry_out(tenant, info(remote_consoles=True)),
        carry_out(tenant, info()),
    )
    first, second = ({one["computer_name"]: one["remote_console"] for one in out["desktops"]} for out in (told, again))
    assert first["BIO-02"] is None and first["BIO-01"]["protocol"] == "vnc"
    assert first["BIO-01"]["url"].startswith("https://") and first["BIO-01"]["url"] != second["BIO-01"]["url"]
    assert all("remote_console" not in one for one in silent["desktops"])
    assert not any("remote-consoles" in request["path"] for request in silent.requests)


@case
def test_desktops_that_differ_from_their_pool_are_told(tenant):
    for name, image in (("DROP-1", "win11-bio-2026.09"), ("DROP-2", "win11-bio-2026.10")):
        tenant.desktop(name, image=image)
        tenant.console("pool", name, name="drop-in")
    [told] = yield [Task("workspace_desktop_pool_info", {"desktops": True})]
    [pool] = told["desktop_pools"]
    assert pool["inconsistent_desktops"] == ["DROP-2"] and len(pool["desktops"]) == 2
