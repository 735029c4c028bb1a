# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of the marketplace, which no list has: they are given by their IDs, wherever an image can be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from integration.cases import case
from integration.desktops import COMPLETE, DESKTOP, run
from integration.harness import Task, Tenant, converged, converging, refused
from integration.in_process import carry_out

from emulator.cloud.catalogue import IMAGES

MARKET = next(image for image in IMAGES.values() if image.image_type == "market")
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("given", [{}, {"image_type": "market"}])
@case
def test_a_desktop_is_created_of_one(tenant, given):
    done = converged((yield converging(run(computer_name="BIO-01", **{**COMPLETE, "image": MARKET.id}, **given))))
    [body] = done.sent("desktops")
    assert (body["image_id"], body["image_type"]) == (MARKET.id, "market")
    assert tenant.desktops["BIO-01"]["image_type"] == "market"


@case
def test_a_desktop_is_rebuilt_with_one_and_again_with_what_it_has(tenant):
    desktop = tenant.desktop("BIO-01")
    task = {"computer_name": "BIO-01", "image": MARKET.id, "rebuild": "on_change"}
    done = converged((yield converging(run(**task))))
    assert [(body["image_id"], body["image_type"]) for body in done.sent("desktops/rebuild")] == [(MARKET.id, "market")]
    [again] = yield [run(computer_name="BIO-01", state="rebuilt")]
    assert not again.failed and again.sent("desktops/rebuild")[0]["image_type"] == "market", again.brief
    assert tenant.desktops["BIO-01"]["id"] == desktop["id"]


@case
def test_a_pool_and_an_image_server_are_made_of_one(tenant):
    tenant.console("create", "PC-1", user="mia")
    own = {"name": "cad", "type": "STATIC", "size": 1, "subnets": ["teaching-a"]}
    pool = {**COMPLETE, "image": MARKET.id, **own}
    server = {
        "name": "golden",
        "image_ref": {"image": MARKET.id},
        "product": "workspace.appstream.general.xlarge.2",
        "subnet": "teaching-a",
        "root_volume": {"type": "SAS", "size": 100},
        "authorize_accounts": [{"account": "mia"}],
    }
    tasks = [Task("workspace_desktop_pool", pool), Task("workspace_app_image_server", server)]
    outcomes = yield [one for task in tasks for one in converging(task)]
    assert converged(outcomes[:4]).sent("desktop-pools")[0]["image_type"] == "market"
    [created] = converged(outcomes[4:]).writes
    # The application service calls images of the marketplace gold.
    assert created["body"]["image_ref"] == {"id": MARKET.id, "image_type": "gold"}


@case
def test_desktops_are_found_by_one(tenant):
    [created, found] = yield [
        run(computer_name="BIO-01", **{**COMPLETE, "image": MARKET.id}),
        Task("workspace_desktop_info", {"image": MARKET.id}),
    ]
    assert not created.failed and [one["computer_name"] for one in found["desktops"]] == ["BIO-01"]
    assert "warnings" not in found.result


@pytest.mark.parametrize("given", [{}, {"image_type": "market"}])
def test_one_given_by_name_is_unknown_and_not_asked_for(tenant: Tenant, given: Mapping[str, Any]) -> None:
    outcome = carry_out(tenant, Task(DESKTOP, {"computer_name": "BIO-01", **COMPLETE, "image": MARKET.name, **given}))
    refused(outcome, MARKET.name)
    assert not any("market-images" in request["path"] for request in outcome.requests)


def test_an_unknown_id_is_asked_for_once(tenant: Tenant) -> None:
    desktops = [{"computer_name": f"BIO-{number}"} for number in range(3)]
    outcome = carry_out(tenant, Task(DESKTOP, {"desktops": desktops, **COMPLETE, "image": UNKNOWN}))
    refused(outcome, UNKNOWN)
    assert sum("market-images" in request["path"] for request in outcome.requests) == 1
    tenant.fault("status", path="/market-images", status=404, error_code="APIGW.0101", error_msg="no such API")
    refused(carry_out(tenant, Task(DESKTOP, {"computer_name": "BIO-01", **COMPLETE, "image": UNKNOWN})), "no image")
