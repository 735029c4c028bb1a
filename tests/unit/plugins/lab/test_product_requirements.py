# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products by requirements in lab files: what they are refused for, and what the bill counts."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

from .room import IMAGE, PRODUCT, definition, desktop, group, lab_of
from .test_bill import PRODUCTS, bill_of, needs

REQUIREMENTS = {"cpu": 3, "memory": 8}
SIZES = [
    {**row, "cpu": str(row["vcpus"]), "memory": str(row["memory_gb"] * 1024), "charge_mode": "1"} for row in PRODUCTS
]
SMALL, BIG = (row["product_id"] for row in PRODUCTS)


def planned(verb, name, product):
    return {"verb": verb, "target": name, "fields": {"product": {"before": None, "after": product}}}


def counted(bill):
    return {row["product"]: row["count"] for row in bill["products"]}


def test_a_bill_counts_the_product_that_the_plan_chose():
    lab = lab_of(group("anna", "ben", "cleo", product=REQUIREMENTS))
    rows = [desktop("BIO-01", "anna", product_id=BIG), desktop("BIO-02", "ben", product_id=SMALL)]
    actions = [planned("resize", "BIO-02", BIG), planned("create", "BIO-03", BIG)]
    bill = bill_of(lab, actions, *rows, products=SIZES)
    assert counted(bill) == {BIG: 3}
    assert needs(bill)["cores"] == 2 * 4 - 2 and needs(bill)["gpu_instances"] == 2


def test_a_product_that_will_do_is_counted_as_it_is():
    lab = lab_of(group("anna", product={"cpu": 2}))
    assert counted(bill_of(lab, [], desktop("BIO-01", "anna", product_id=BIG), products=SIZES)) == {BIG: 1}


@pytest.mark.parametrize(("requirements", "chosen"), [(REQUIREMENTS, {BIG: 1}), ({"cpu": 64}, {})])
def test_a_run_that_is_not_about_it_counts_what_would_be_chosen(requirements, chosen):
    assert counted(bill_of(lab_of(group("anna", product=requirements)), [], products=SIZES)) == chosen


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"defaults": {"product": {"cpus": 4}, "image": IMAGE}}, "defaults"),
        ({"seats": [group(product={"cpu": "many"})]}, r"seats\[students\]"),
        ({"pools": [{"name": "drop-in", "type": "STATIC", "size": 1, "product": {}}]}, r"pools\[drop-in\]"),
    ],
)
def test_requirements_that_cannot_be_met_are_refused_by_its_place(changes, where):
    with pytest.raises(LabError, match=f"^lab_definition: {where}: .*product"):
        load(definition(**changes))


def test_an_id_stays_an_id():
    assert load(definition())["defaults"]["product"] == PRODUCT == SMALL
