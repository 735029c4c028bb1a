# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products by wish: the smallest that fits is taken, and whatever fits is left as it is."""

from __future__ import annotations

from integration.harness import COMPLETE, PRODUCT, Cases, converged, converging, refused, run, unchanged
from integration.pools import MODULE as POOL_MODULE, POOL, converging as pool_converging, pool

cases = Cases()

WISH = {"cpu": 4, "memory": 8, "os_type": "Windows"}
FITTING, LARGER = "workspace.c2.xlarge.windows", "workspace.c2.2xlarge.windows"
WISHED = {**COMPLETE, "product": WISH}


def _lists(outcome):
    return [one for one in outcome.requests if one["path"].endswith("/products")]


@cases
def a_class_is_made_of_the_smallest_that_fits(lab):
    wanted = [{"computer_name": "BIO-01"}, {"computer_name": "BIO-02", "product": {"cpu": 3}}, {"computer_name": "OLD"}]
    lab.desktop("OLD", product=LARGER)
    done = converged((yield converging(desktops=wanted, **WISHED)))
    products = {name: one["product_id"] for name, one in lab.desktops.items()}
    assert products == {"BIO-01": FITTING, "BIO-02": FITTING, "OLD": LARGER}
    assert [action["fields"]["product"]["after"] for action in done["actions"]] == [FITTING, FITTING]
    assert len(_lists(done)) == 1


@cases
def what_does_not_fit_is_resized_to_the_smallest_that_does(lab):
    lab.desktop("BIO-01", product=PRODUCT)
    done = converged((yield converging(computer_name="BIO-01", product={"memory": "6"})))
    change = done["actions"][0]["fields"]["product"]
    assert done.verbs == ["resize"] and change == {"before": PRODUCT, "after": "workspace.c2.large.windows.4"}
    assert lab.desktops["BIO-01"]["product_id"] == "workspace.c2.large.windows.4"
    assert lab.contents("BIO-01") == ["work on BIO-01"]


@cases
def a_number_of_desktops_of_which_some_are_larger_and_some_too_small(lab):
    lab.desktop("LAB001", product=LARGER)
    lab.desktop("LAB002", product=PRODUCT)
    converged((yield converging(desktop_name="LAB", size=4, **WISHED)))
    products = sorted((name, one["product_id"]) for name, one in lab.desktops.items())
    assert [product for _name, product in products] == [LARGER, FITTING, FITTING, FITTING]
    # What fits needs no offer: nothing is to be created any more.
    (outcome,) = yield [run(desktop_name="LAB", size=4, **{**COMPLETE, "product": {"cpu": 4, "memory": 8}})]
    unchanged(outcome)


@cases
def what_nobody_offers_is_refused_with_the_nearest_offers(lab):
    large, zone, system = yield [
        run(computer_name="BIO-01", **{**COMPLETE, "product": {"cpu": 64, "memory": 8}}),
        run(computer_name="BIO-01", availability_zone="AZ2", **{**COMPLETE, "product": {"is_gpu": True}}),
        run(computer_name="BIO-01", **{**COMPLETE, "product": {"cpu": 2, "os_type": "Linux"}}),
    ]
    refused(large, "BIO-01", "cpu 64", "workspace.c2.4xlarge.windows (16 vCPU, 32 GB)")
    refused(zone, "BIO-01", "is_gpu True")
    refused(system, "BIO-01", "Linux", "Windows")


@cases
def a_pool_by_wish(lab):
    done = converged((yield pool_converging(**{**POOL, "size": 0, "product": WISH})))
    assert done.sent("desktop-pools")[0]["product_id"] == FITTING
    smaller, larger = yield [
        pool(name=POOL["name"], product={"cpu": 2}),
        pool(name=POOL["name"], product={"cpu": 5}, handle_type="ONLY_FOR_EXPAND"),
    ]
    assert smaller.task.module == POOL_MODULE
    unchanged(smaller)
    assert larger["desktop_pool"]["product_id"] == LARGER


def test_wishes(side_by_side):
    side_by_side(cases)
