# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quirks of desktop pools, as the emulator's README lists them."""

from __future__ import annotations

import pytest

PRODUCT = "workspace.c2.large.windows.2"
OTHER_PRODUCT = "workspace.c2.xlarge.windows"


@pytest.fixture
def pools(client):
    """Return what tests of pools do with a fresh project."""
    return Pools(client)


class Pools:
    """Calls about pools that must succeed."""

    def __init__(self, client):
        self.client = client

    def order(self, name="drop-in", **fields):
        """Send the request for a pool with two desktops, and return the answer."""
        body = {
            "name": name,
            "type": "STATIC",
            "size": 2,
            "product_id": PRODUCT,
            "image_type": "private",
            "image_id": self.client.image("win11-bio-2026.09"),
            "root_volume": {"type": "SAS", "size": 80},
            "subnet_ids": [self.client.get("/subnets")["subnets"][0]["id"]],
            **fields,
        }
        return self.client.call("POST", "/desktop-pools", body)

    def create(self, name="drop-in", **fields):
        """Create a pool, wait for its desktops, and return its ID."""
        assert self.order(name, **fields).status_code == 200
        self.client.finish()
        return self.id(name)

    def id(self, name):
        """Return the ID of a pool."""
        found = self.client.get("/desktop-pools", name=name)["desktop_pools"]
        return next(pool["id"] for pool in found if pool["name"] == name)

    def shown(self, pool_id):
        """Return the detail of a pool."""
        return self.client.get(f"/desktop-pools/{pool_id}")

    def desktops(self, pool_id):
        """Return the desktops of a pool by their names."""
        found = self.client.get(f"/desktop-pools/{pool_id}/desktops", limit=100)["pool_desktops"]
        return {desktop["computer_name"]: desktop for desktop in found}

    def call(self, pool_id, what, **body):
        """Send a request about a pool, and return the answer."""
        return self.client.call("POST", f"/desktop-pools/{pool_id}/{what}", body)

    def done(self, pool_id, what, **body):
        """Send a request about a pool that must succeed, and wait for its job; return the answer."""
        response = self.call(pool_id, what, **body)
        assert response.status_code == 200, response.text
        self.client.finish()
        return response.json()

    def update(self, pool_id, **body):
        """Change attributes of a pool."""
        response = self.client.call("PUT", f"/desktop-pools/{pool_id}", body)
        assert response.status_code == 200, response.text


def refusal(response):
    """Return the status and the code of a refused request."""
    assert response.status_code >= 400, response.text
    return response.status_code, response.json()["error_code"]


BUSY = (409, "WKS.00010032")
INVALID = (400, "WKS.00211102")
CONFLICT = (409, "WKS.00211103")


# --- Creation


def test_pool_is_there_before_its_desktops(client, pools):
    client.slow_jobs(100)
    job_id = pools.order().json()["job_id"]
    assert client.get("/desktop-pools")["desktop_pools"] == []
    client.advance(12)
    [pool] = client.get("/desktop-pools")["desktop_pools"]
    assert (pool["status"], pool["desktop_count"]) == ("TEMPORARY", 0)
    client.advance(40)
    [pool] = client.get("/desktop-pools")["desktop_pools"]
    assert (pool["status"], pool["desktop_count"]) == ("STEADY", 2)
    assert {desktop["status"] for desktop in pools.desktops(pool["id"]).values()} == {"BUILD"}
    client.finish()
    assert {desktop["status"] for desktop in pools.desktops(pool["id"]).values()} == {"ACTIVE"}
    assert client.get("/workspace-sub-jobs", job_id=job_id)["jobs"] == []
    rows = client.get("/workspace-sub-jobs", job_id=job_id, desktop_pool_id=pool["id"])["jobs"]
    assert {row["entities"]["desktop_id"] for row in rows} == {
        desktop["desktop_id"] for desktop in pools.desktops(pool["id"]).values()
    }


def test_missing_pool_is_a_bad_request(client, pools):
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/desktops"), ("GET", "/users")):
        assert refusal(client.call(method, f"/desktop-pools/none{path}")) == (400, "WKS.0001")


def test_pool_is_deleted_only_when_empty(client, pools):
    pool_id = pools.create()
    assert refusal(client.call("DELETE", f"/desktop-pools/{pool_id}")) == CONFLICT
    ids = [desktop["desktop_id"] for desktop in client.get("/desktops", pool_id=pool_id)["desktops"]]
    client.call("POST", "/desktops/batch-delete", {"desktop_ids": ids})
    client.finish()
    assert client.call("DELETE", f"/desktop-pools/{pool_id}").status_code == 204
    assert client.get("/desktop-pools")["total_count"] == 0
