# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service is in a project, and what it offers there: products and quotas."""

from __future__ import annotations

from typing import Any, Mapping

from ..client import Client
from .tenancy.resource import shown_service
from .tenancy.state import read_service as read_tenancy

PRODUCT_SPEC: dict[str, dict[str, Any]] = {
    "product": {"type": "list", "elements": "str", "aliases": ["product_id"]},
    "availability_zone": {"type": "str"},
    "os_type": {"type": "str"},
    "charge_mode": {"type": "str", "choices": ["0", "1"]},
    "architecture": {"type": "str"},
    "package_type": {"type": "str"},
}


def read_service(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the service of the project (ListWorkspaces), its lock (ShowWorkspaceLock) and which project it is."""
    return {"services": [shown_service(client, read_tenancy(client))]}


def find_products(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the products that the filters let through (ListProducts); the cpu and memory sizes as numbers."""
    query = {name: options[name] for name in PRODUCT_SPEC if name != "product"}
    rows = client.list_all("/v2/{project_id}/products", "products", query, limit=100)
    wanted = options["product"]
    found = [row for row in rows if not wanted or row["product_id"] in wanted]
    # The service counts memory in MB.
    sizes = [{"vcpus": int(row.get("cpu") or 0), "memory_gb": int(row.get("memory") or 0) // 1024} for row in found]
    return {"products": [{**row, **size} for row, size in zip(found, sizes)]}


def read_quotas(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the quotas of the project, what is used of them and what is free (ShowQuotas)."""
    rows = (client.get("/v2/{project_id}/quotas").get("quotas") or {}).get("resources") or []
    # A quota of -1 has no bound.
    return {"quotas": [{**row, "free": row["quota"] - row["used"] if row["quota"] >= 0 else None} for row in rows]}
