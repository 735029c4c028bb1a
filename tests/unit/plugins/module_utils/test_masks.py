# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is masked in texts, and what is not taken for an address."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import ApiError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.masks import (
    told_without_addresses,
    without_addresses,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The email mia.mueller@uni.example exists.", "The email m***@uni.example exists."),
        ("user_email=o'brien@u.example, or <a+b@x.y.z>", "user_email=o***@u.example, or <a***@x.y.z>"),
        ("phone +4917000000 is wrong", "phone +49******00 is wrong"),
        ("(0170 1234567)", "(017*******67)"),
        ("004917012345678", "004**********78"),
        ("13812345678 exists", "138******78 exists"),
        ("'mia@uni.example' and \"ben@uni.example\"", "'m***@uni.example' and \"b***@uni.example\""),
        ("m***@uni.example", "m***@uni.example"),
        ("+49******00", "+49******00"),
    ],
)
def test_addresses_in_a_text_are_masked(text, shown):
    assert without_addresses(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "between 5 and 10000, at most 250000",
        "request 0123456789abcdef0123456789abcdef",
        "the server 570810904237572135",
        "570810904237572135",
        "account_expires is 1803837600000",
        "10.10.0.1 and 192.0.2.0/24, 02:00:00:00:00:99, port 8443",
        "2026-10-05T07:45:00Z, 2026-10-05 07:45, 07:45",
        "00000000-0000-4000-8000-000000000000 and 0e4a1d9c",
        "BIO-0012345678 is not BIO_0012345678",
        "WKS.00170208, HTTP 400",
        "user @ home",
    ],
)
def test_other_numbers_and_names_are_left_alone(text):
    assert without_addresses(text) == text


def test_refusals_and_reasons_hold_no_addresses():
    error = ApiError(400, "WKS.1", "mia@uni.example exists.", "The phone is +4917000000.")
    assert str(error) == "m***@uni.example exists (WKS.1, HTTP 400)"
    assert error.result()["error_detail"] == "The phone is +49******00."
    rows = {"results": [{"target": "mia@uni.example", "reason": "mia@uni.example exists"}]}
    assert told_without_addresses(rows)["results"] == [
        {"target": "mia@uni.example", "reason": "m***@uni.example exists"}
    ]
