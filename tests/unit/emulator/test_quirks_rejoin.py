# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surprises clients about desktops and their domain."""

from __future__ import annotations

import pytest

REJOIN = "/desktops/batch-rejoin-domain"


@pytest.fixture
def left(client):
    """Return the ID of a desktop that has left the domain."""
    client.control("service", domain_type="LOCAL_AD")
    desktop_id = client.build("BIO-01")
    client.control("desktops", action="set", desktop="BIO-01", fields={"domain_status": 2})
    return desktop_id


def test_a_desktop_that_has_left_the_domain_joins_it_again_and_restarts(client, left):
    client.control("sessions", desktop="BIO-01", action="open")
    assert client.get("/desktops", domain_status=2)["desktops"][0]["desktop_id"] == left
    response = client.call("POST", REJOIN, {"desktop_ids": [left]})
    assert response.status_code == 200 and response.json()["job_id"]
    client.finish()
    assert client.desktop("BIO-01")["domain_status"] == 1
    assert [row["by"] for row in client.state()["disturbed"]] == ["rejoin"]


def test_the_check_is_no_change_and_tells_of_each_why_not(client, left):
    check = f"{REJOIN}/check"
    before = client.control("counters")["writes"]
    row = client.call("POST", check, {"desktop_ids": [left]}).json()["desktops"][0]
    assert (row["rejoin_able"], row["domain_status"], row["error_code"]) == (True, 2, "")
    assert client.control("counters")["writes"] == before
    client.control("desktops", action="power", desktop="BIO-01", status="SHUTOFF")
    row = client.call("POST", check, {"desktop_ids": [left]}).json()["desktops"][0]
    assert (row["rejoin_able"], row["error_code"]) == (False, "WKS.00010032")


def test_who_is_not_running_makes_all_refused_as_busy(client, left):
    client.control("desktops", action="power", desktop="BIO-01", status="SHUTOFF")
    response = client.call("POST", REJOIN, {"desktop_ids": [left]})
    assert (response.status_code, response.json()["error_code"]) == (409, "WKS.00010032")


def test_a_service_with_users_of_its_own_has_no_domain(client):
    desktop_id = client.build("BIO-01")
    response = client.call("POST", REJOIN, {"desktop_ids": [desktop_id]})
    assert (response.status_code, response.json()["error_code"]) == (400, "WKS.00211102")
    assert client.get("/workspaces")["ad_domains"]["domain_type"] == "LITE_AS"
