# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service is in a project, and what it offers there: products, availability zones, quotas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client
from ..errors import ApiError
from .base import meant
from .filters import Filters
from .kinds import PRODUCT, ZONE
from .service.state import read_service as read_tenancy, shown_service

PRODUCT_SPEC: dict[str, dict[str, Any]] = {
    "product": {"type": "list", "elements": "str", "aliases": ["product_id"]},
    "availability_zone": {"type": "str"},
    "os_type": {"type": "str"},
    "charge_mode": {"type": "str", "choices": ["0", "1"]},
    "architecture": {"type": "str"},
    "package_type": {"type": "str"},
}


ZONE_SPEC: dict[str, dict[str, Any]] = {
    "availability_zone": {"type": "list", "elements": "str", "aliases": ["availability_zone_id"]},
    "details": {"type": "bool", "default": False},
}


def read_service(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the service of the project (ListWorkspaces), its lock (ShowWorkspaceLock) and which project it is."""
    return {"services": [shown_service(client, read_tenancy(client))]}


def find_products(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the products that the filters let through (ListProducts); the cpu and memory sizes as numbers."""
    query = {name: options[name] for name in PRODUCT_SPEC if name != "product"}
    rows = client.list_all(PRODUCT.path, PRODUCT.key, query, limit=PRODUCT.limit, id_field=PRODUCT.id)
    filters = Filters(client)
    zone = options["availability_zone"]
    filters.look_up("availability_zone", [ZONE], zone, [zone] if rows else [])
    given = options["product"]
    found = [row for row in rows if given is None or row["product_id"] in given]
    # The service counts memory in MB.
    sizes = [{"vcpus": int(row.get("cpu") or 0), "memory_gb": int(row.get("memory") or 0) // 1024} for row in found]
    return {"products": [{**row, **size} for row, size in zip(found, sizes)], "warnings": filters.warnings}


def find_zones(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the availability zones (ListAvailabilityZones, ListAzs for their types, ShowAzDetails if asked for)."""
    zones = client.list_all(ZONE.path, ZONE.key, limit=None, id_field=ZONE.id)
    found = {row[ZONE.id]: dict(row) for row in zones}
    for kind, rows in _zones_by_type(client).items():
        for row in rows:
            zone = found.setdefault(row[ZONE.id], dict(row))
            zone["type"] = kind
    given = options["availability_zone"]
    if given is not None:
        listed = list(found.values())
        found = {zone[ZONE.id]: zone for name in given for zone in meant(ZONE, listed, name)}
    if options["details"]:
        for zone, row in found.items():
            query = {"availability_zone_id": zone}
            row.update({**client.get("/v2/{project_id}/availability-zones/detail", query), **row})
    return {"availability_zones": list(found.values())}


def _zones_by_type(client: Client) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the zones of each type, where the region tells them."""
    try:
        zones: Mapping[str, Sequence[Mapping[str, Any]]] = client.get(ZONE.path + "/summary", holding={"azs": dict})[
            "azs"
        ]
    except ApiError as error:
        if error.status in (403, 404):
            return {}
        raise
    return zones


def read_quotas(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the quotas of the project, what is used of them and what is free (ShowQuotas)."""
    rows = client.get("/v2/{project_id}/quotas", holding={"quotas": dict})["quotas"]["resources"]
    # A quota of -1 has no bound.
    return {"quotas": [{**row, "free": row["quota"] - row["used"] if row["quota"] >= 0 else None} for row in rows]}
