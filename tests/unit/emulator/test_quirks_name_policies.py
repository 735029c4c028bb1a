# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surprises clients about policies that name desktops; more of it is among the quirks of pools."""

from __future__ import annotations

from typing import Any

PATH = "/desktop-name-policies"
POLICY = {"name_prefix": "BIO-", "digit_number": 2, "start_number": 1, "single_domain_user_inc": 0}


def make(client, name: str, **more: Any) -> str:
    """Create a policy and return its ID."""
    response = client.call("POST", PATH, {**POLICY, "policy_name": name, **more})
    assert response.status_code == 200, response.text
    return response.json()["policy_id"]


def test_no_more_than_100_can_be_read(client):
    for number in range(101):
        make(client, f"bio{number}")
    assert len(client.get(PATH)["desktop_name_policy_infos"]) == 50
    last = client.get(PATH, offset=50, limit=50)
    assert (len(last["desktop_name_policy_infos"]), last["total_count"]) == (50, 101)
    for query in ({"offset": 51}, {"limit": 51}):
        assert client.call("GET", PATH, **query).status_code == 400


def test_whoever_becomes_the_default_takes_it_from_the_other(client):
    first, second = make(client, "bio", is_default_policy=True), make(client, "chem")
    assert client.call("PUT", f"{PATH}/{second}", {"is_default_policy": True}).status_code == 204
    rows = client.get(PATH)["desktop_name_policy_infos"]
    assert {row["policy_id"]: row["is_default_policy"] for row in rows} == {first: False, second: True}
    assert client.call("PUT", f"{PATH}/{second}", {"is_default_policy": False}).status_code == 204
    assert not any(row["is_default_policy"] for row in client.get(PATH)["desktop_name_policy_infos"])


def test_a_change_is_held_against_the_whole_policy(client):
    policy_id = make(client, "bio", name_prefix="BIOLOGY-101-", digit_number=3)
    for change in ({"digit_number": 4}, {"name_prefix": "BIOLOGY-1010-"}, {"single_domain_user_inc": 1}):
        assert client.call("PUT", f"{PATH}/{policy_id}", change).status_code == 400
    assert client.call("PUT", f"{PATH}/{policy_id}", {"name_prefix": "B", "digit_number": 5}).status_code == 204


def test_50_are_deleted_in_one_request_or_none(client):
    ids = [make(client, f"bio{number}") for number in range(2)]
    for wrong in ([], [f"{number:036}" for number in range(51)], ["x" * 37]):
        assert client.call("POST", f"{PATH}/batch-delete", {"policy_ids": wrong}).status_code == 400
    assert client.call("POST", f"{PATH}/batch-delete", {"policy_ids": [ids[0], "gone"]}).status_code == 404
    assert client.get(PATH)["total_count"] == 2
    assert client.call("POST", f"{PATH}/batch-delete", {"policy_ids": ids}).status_code == 204
    assert client.get(PATH)["total_count"] == 0
