# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products by requirements: the smallest that fits is taken, and whatever fits is left as it is."""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.desktops import COMPLETE, PRODUCT, run
from integration.harness import Tenant, converged, converging, refused, unchanged
from integration.in_process import carry_out
from integration.pools import POOL, pool

WISH = {"cpu": 4, "memory": 8, "os_type": "Windows"}
FITTING, LARGER = "workspace.c2.xlarge.windows", "workspace.c2.2xlarge.windows"
ONLY_IN_A, MONTHLY = "workspace.g1.xlarge.windows", "workspace.c2.large.windows.monthly"
WISHED = {**COMPLETE, "product": WISH}


def _lists(outcome):
    return [one for one in outcome.requests if one["path"].endswith("/products")]


@case
def test_a_class_is_made_of_the_smallest_that_fits(tenant):
    wanted = [{"computer_name": "BIO-01"}, {"computer_name": "BIO-02", "product": {"cpu": 3}}, {"computer_name": "OLD"}]
    tenant.desktop("OLD", product=LARGER)
    done = converged((yield converging(run(desktops=wanted, **WISHED))))
    products = {name: one["product_id"] for name, one in tenant.desktops.items()}
    assert products == {"BIO-01": FITTING, "BIO-02": FITTING, "OLD": LARGER}
    assert [action["fields"]["product"]["after"] for action in done["actions"]] == [FITTING, FITTING]
    assert len(_lists(done)) == 1


@pytest.fixture(name="tenant")
def quick_tenant(tenant: Tenant) -> Tenant:
    """Return a project whose jobs take no time."""
    tenant.job_seconds(0)
    return tenant


def _each(tenant, tasks):
    return [carry_out(tenant, task) for task in tasks]


def test_what_does_not_fit_is_resized_to_the_smallest_that_does(tenant):
    tenant.desktop("BIO-01", product=PRODUCT)
    done = converged(_each(tenant, converging(run(computer_name="BIO-01", product={"memory": "6"}))))
    change = done["actions"][0]["fields"]["product"]
    assert done.verbs == ["resize"] and change == {"before": PRODUCT, "after": "workspace.c2.large.windows.4"}
    assert tenant.desktops["BIO-01"]["product_id"] == "workspace.c2.large.windows.4"
    assert tenant.contents("BIO-01") == ["work on BIO-01"]


def test_a_number_of_desktops_of_which_some_are_larger_and_some_too_small(tenant):
    tenant.desktop("LAB001", product=LARGER)
    tenant.desktop("LAB002", product=PRODUCT)
    converged(_each(tenant, converging(run(desktop_name="LAB", size=4, **WISHED))))
    products = sorted((name, one["product_id"]) for name, one in tenant.desktops.items())
    assert [product for _name, product in products] == [LARGER, FITTING, FITTING, FITTING]
    # What fits needs no offer: nothing is to be created any more.
    (outcome,) = _each(tenant, [run(desktop_name="LAB", size=4, **{**COMPLETE, "product": {"cpu": 4, "memory": 8}})])
    unchanged(outcome)


def test_what_nobody_offers_is_refused_with_the_nearest_offers(tenant):
    large, zone, system = _each(
        tenant,
        [
            run(computer_name="BIO-01", **{**COMPLETE, "product": {"cpu": 64, "memory": 8}}),
            run(computer_name="BIO-01", availability_zone="AZ2", **{**COMPLETE, "product": {"is_gpu": True}}),
            run(computer_name="BIO-01", **{**COMPLETE, "product": {"cpu": 2, "os_type": "Linux"}}),
        ],
    )
    refused(large, "BIO-01", "cpu 64", "workspace.c2.4xlarge.windows (16 vCPU, 32 GB)")
    refused(zone, "BIO-01", "is_gpu True")
    refused(system, "BIO-01", "Linux", "Windows")


def test_products_that_sell_out_or_are_not_told_change_nothing_of_what_is_there(tenant):
    sold_out = "workspace.c1.large.windows"
    tenant.desktop("LAB001")
    tenant.console("set", "LAB001", fields={"product_id": sold_out})
    whole = {**COMPLETE, "product": sold_out}
    # Each of the two tasks looks twice.
    tenant.fault("missing_field", field="product", path="/desktops/detail$", times=4)
    for arguments in (
        {"computer_name": "LAB001", "product": {"cpu": 4}},
        {"desktop_name": "LAB", "size": 1, **WISHED},
    ):
        (outcome,) = _each(tenant, [run(**arguments)])
        unchanged(outcome)
        assert outcome["unknown"] == {"LAB001": ["product"]}
    for arguments in (
        {"computer_name": "LAB001", "product": {"cpu": 2}},
        {"computer_name": "LAB001", "recreate": "on_change", **whole},
        {"desktop_name": "LAB", "size": 1, **whole},
    ):
        (outcome,) = _each(tenant, [run(**arguments)])
        unchanged(outcome)
    (more,) = _each(tenant, [run(desktop_name="LAB", size=2, **whole)])
    text = refused(more, "LAB", "sold out")
    assert text.count("LAB") == 1, text


def test_nothing_is_deleted_or_stopped_for_a_product_that_cannot_be_had(tenant):
    sold_out = "workspace.c1.large.windows"
    tenant.desktop("BIO-01")
    there = {"computer_name": "BIO-01", "availability_zone": "ap-southeast-1b", "recreate": "on_change"}
    gone, nowhere, large, *yearly = _each(
        tenant,
        [
            run(**there, **{**COMPLETE, "product": sold_out}),
            run(**there, **{**COMPLETE, "product": ONLY_IN_A}),
            run(computer_name="BIO-01", product=sold_out),
            run(computer_name="BIO-01", product=MONTHLY),
            run(desktop_name="BIO-", size=1, product=MONTHLY),
        ],
    )
    refused(gone, "BIO-01", sold_out, "sold out")
    refused(nowhere, "BIO-01", ONLY_IN_A, "not on offer", "ap-southeast-1b")
    refused(large, "BIO-01", sold_out, "sold out")
    for outcome in yearly:
        refused(outcome, "BIO-01", MONTHLY, "order")
    assert tenant.contents("BIO-01") == ["work on BIO-01"]


def test_a_pool_by_wish(tenant):
    done = converged(_each(tenant, converging(pool(**{**POOL, "size": 0, "product": WISH}))))
    assert done.sent("desktop-pools")[0]["product_id"] == FITTING
    smaller, larger = _each(
        tenant,
        [
            pool(name=POOL["name"], product={"cpu": 2}),
            pool(name=POOL["name"], product={"cpu": 5}, handle_type="ONLY_FOR_EXPAND"),
        ],
    )
    unchanged(smaller)
    assert larger["desktop_pool"]["product_id"] == LARGER
    (monthly,) = _each(tenant, [pool(name=POOL["name"], product=MONTHLY, handle_type="ONLY_FOR_EXPAND")])
    refused(monthly, POOL["name"], MONTHLY, "order")
