# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surprises clients about public addresses."""

from __future__ import annotations


def eips(client):
    return {row["address"]: row for row in client.get("/eips")["eips"]}


def bind(client, desktop_id, eip_id):
    return client.call("POST", "/eips/binding", {"desktop_id": desktop_id, "eip_id": eip_id}).status_code


def test_nothing_is_bound_over_what_is_bound(client):
    first, second = client.build("BIO-01"), client.build("BIO-02")
    client.control("eips", count=2)
    one, other = (row["id"] for row in eips(client).values())
    assert bind(client, first, one) == 200
    assert bind(client, first, other) == 409
    assert bind(client, second, one) == 400
    assert [row["attached_desktop_name"] for row in eips(client).values()] == ["BIO-01", ""]


def test_an_address_outlives_its_binding_and_its_desktop(client):
    first = client.build("BIO-01")
    client.control("eips", count=1, desktop="BIO-01")
    for _again in range(2):
        assert client.call("POST", "/eips/unbinding", {"desktop_ids": [first]}).status_code == 200
    client.control("eips", count=1, desktop="BIO-01")
    client.control("desktops", action="delete", desktop="BIO-01")
    assert [row["attached_desktop_id"] for row in eips(client).values()] == ["", ""]


def test_an_ordered_address_shows_only_when_it_is_there(client):
    first = client.build("BIO-01")
    client.slow_jobs()
    order = {"desktop_ids": [first], "eip_type": "5_bgp", "eip_charge_mode": "TRAFFIC", "bandwidth_size": 5}
    assert client.call("POST", "/eips", order).status_code == 200
    assert eips(client) == {} and client.desktop("BIO-01")["is_attaching_eip"] is True
    assert client.call("POST", "/eips", order).status_code == 409
    client.finish()
    assert [row["attached_desktop_id"] for row in eips(client).values()] == [first]
    assert client.desktop("BIO-01")["is_attaching_eip"] is False
