# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products by requirements: which one is the smallest that fits, and which will do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError, UnmetRequirementsError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.requirements import (
    check_product,
    fits,
    read_requirements,
    smallest,
)


def product(product_id: str, cpu: int, memory: int, **more: Any) -> dict[str, Any]:
    """Return a row of the list of products, with ``memory`` in GB."""
    row = {"product_id": product_id, "cpu": str(cpu), "memory": str(memory * 1024), "charge_mode": "1"}
    return {**row, "architecture": "x86", "is_gpu": False, "os_type": "Windows", "status": "normal", **more}


OFFERS = [
    product("huge", 16, 32),
    product("wide", 2, 8),
    product("small", 2, 4),
    product("gpu", 4, 16, is_gpu=True),
    product("medium", 4, 8),
    product("monthly", 1, 1, charge_mode="0"),
    product("gone", 4, 4, status="sellout"),
]


@pytest.mark.parametrize(
    ("requirements", "chosen"),
    [
        ({"cpu": 2}, "small"),
        ({"memory": 5}, "wide"),
        ({"cpu": 3, "memory": 5}, "medium"),
        ({"cpu": 4, "memory": 9}, "huge"),
        ({"is_gpu": True}, "gpu"),
        ({"is_gpu": False, "memory": 9}, "huge"),
        ({"os_type": "windows"}, "small"),
    ],
)
def test_the_smallest_that_fits_by_cpu_then_memory(requirements, chosen):
    assert smallest(requirements, OFFERS) == chosen


def test_nobody_gets_a_gpu_who_can_do_without_and_of_equal_products_the_first_id_is_taken():
    twins = [product("b", 4, 8, is_gpu=True), product("d", 4, 8), product("c", 4, 8)]
    assert smallest({"cpu": 4}, twins) == smallest({"cpu": 4}, twins[::-1]) == "c"


def test_the_nearest_offers_are_named_where_none_fits():
    with pytest.raises(UnmetRequirementsError) as caught:
        smallest({"cpu": 17, "memory": 8}, OFFERS)
    text = str(caught.value)
    assert text.startswith("there is no pay-per-use product with cpu 17 and memory 8; the nearest are huge (16 vCPU")
    assert "monthly" not in text


def test_a_product_that_would_fit_but_is_sold_out_is_named():
    with pytest.raises(UnmetRequirementsError, match="gone is sold out"):
        smallest({"cpu": 4}, [product("gone", 4, 4, status="sellout"), product("small", 2, 4)])


def test_what_is_not_known_is_no_difference_but_not_chosen_either():
    untold = product("untold", 4, 8)
    del untold["architecture"]
    assert fits({"architecture": "arm"}, untold)
    with pytest.raises(UnmetRequirementsError):
        smallest({"architecture": "arm"}, [untold])


def test_what_the_service_tells_in_other_types_counts_and_what_nobody_understands_is_unknown():
    told = {**product("told", 4, 8), "cpu": 4, "memory": 8192, "is_gpu": "FALSE", "status": "NORMAL", "charge_mode": 1}
    requirements = {"cpu": 4, "memory": 8, "is_gpu": False}
    assert fits(requirements, told) and smallest(requirements, [told]) == "told"
    assert not fits({"is_gpu": True}, told)
    odd = {**told, "cpu": "four", "memory": {}, "is_gpu": "perhaps"}
    assert fits({"cpu": 64, "memory": 64, "is_gpu": True}, odd)
    with pytest.raises(UnmetRequirementsError):
        smallest({"cpu": 64}, [odd])


@given(
    st.lists(st.tuples(st.integers(1, 64), st.integers(1, 512)), min_size=1, max_size=12),
    st.integers(1, 64),
    st.integers(1, 512),
)
def test_what_is_chosen_fits_and_nothing_smaller_does(sizes, cpu, memory):
    offers = [product(f"p{number:02d}", *size) for number, size in enumerate(sizes)]
    fitting = [size for size in sizes if size[0] >= cpu and size[1] >= memory]
    try:
        chosen = smallest({"cpu": cpu, "memory": memory}, offers)
    except UnmetRequirementsError:
        assert not fitting
        return
    assert sizes[int(chosen[1:])] == min(fitting)


def test_texts_of_templates_count_as_what_they_say():
    assert read_requirements({"cpu": "4", "memory": 8, "is_gpu": "False"}) == {"cpu": 4, "memory": 8, "is_gpu": False}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "product is empty"),
        ({"cpus": 4}, "product asks for cpus, .* nearest are cpu"),
        ({"cpu": 0}, "product.cpu is 0"),
        ({"memory": "8 GB"}, "product.memory is 8 GB"),
        ({"is_gpu": "perhaps"}, "product.is_gpu is perhaps"),
        ({"os_type": ""}, "product.os_type is empty"),
        (["workspace.c2.large.windows.2"], "but must be the ID of a product, or a dictionary"),
        (4, "product is 4, but"),
    ],
)
def test_what_is_neither_an_id_nor_a_wish_is_refused(wrong, words):
    with pytest.raises(InputError, match=f"^BIO-01: .*{words}"):
        check_product(wrong, "BIO-01")
