# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks that desktops can be in: VPCs, subnets, security groups, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client import Client
from .base import meant, things
from .filters import Filters
from .kinds import SECURITY_GROUP, SUBNET, VPC, ZONE

NETWORK_SPEC: dict[str, dict[str, Any]] = {
    "vpc": {"type": "str", "aliases": ["vpc_id"]},
    "subnet": {"type": "str", "aliases": ["subnet_id"]},
    "availability_zone": {"type": "str"},
    "available_ip": {"type": "bool", "default": False},
    "ports": {"type": "bool", "default": False},
    "nat_gateways": {"type": "bool", "default": False},
}

_PORTS_PAGE = 2000


def find_networks(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return VPCs (ListVpcInfo), subnets (ListSubnets; with ShowAvailableIp and ListPorts if asked for), security
    groups (ListSecurityGroups), and if asked for NAT gateways (ListNatGateways)."""
    given = options["subnet"]
    filters = Filters(client)
    # A service whose subnets are in all zones lets all of them through, whatever zone is asked for.
    zones = filters.find("availability_zone", ZONE, options["availability_zone"])
    vpcs = things(client, VPC, options["vpc"])
    ids = [None] if options["vpc"] is None else [row[VPC.id] for row in vpcs]
    queries = [
        {"vpc_id": vpc_id, "availability_zone_id": zone}
        for vpc_id in ids
        for zone in ([None] if zones is None else [zone.id for zone in zones])
    ]
    rows = [
        row
        for query in queries
        for row in client.list_all(SUBNET.path, SUBNET.key, query, limit=SUBNET.limit, id_field=SUBNET.id)
    ]
    subnets = rows if given is None else meant(SUBNET, rows, given)
    vpc_ids = {row[VPC.id] for row in vpcs} if given is None else {row.get("vpc_id") for row in subnets}
    found: dict[str, Any] = {
        "vpcs": [row for row in vpcs if row[VPC.id] in vpc_ids],
        "subnets": subnets,
        "security_groups": things(client, SECURITY_GROUP, None),
        "warnings": filters.warnings,
    }
    for subnet in subnets:
        if options["available_ip"]:
            path = f"{SUBNET.path}/{subnet['id']}/available-ip"
            subnet["available_ip"] = client.get(path, holding={"available_ip": int})["available_ip"]
        if options["ports"]:
            subnet["ports"] = _ports(client, subnet["id"])
    if options["nat_gateways"]:
        path = "/v2/{project_id}/nat-gateways"
        gateways = [
            row for vpc_id in ids for row in client.list_all(path, "nat_gateways", {"router_id": vpc_id}, id_field="id")
        ]
        everywhere = options["vpc"] is None and given is None
        found["nat_gateways"] = [row for row in gateways if everywhere or row.get("router_id") in vpc_ids]
    return found


def _ports(client: Client, subnet_id: str) -> list[dict[str, Any]]:
    """Return the ports in a subnet, page by page: each begins after the last port of the one before."""
    ports: list[dict[str, Any]] = []
    while True:
        marker = ports[-1]["id"] if ports else None
        query = {"subnet_id": subnet_id, "limit": _PORTS_PAGE, "marker": marker}
        page = client.get("/v2/{project_id}/ports", query, holding={"ports": list})["ports"]
        # A service that knows no markers gives the same page for ever.
        if page and ports[-len(page) :] == page:
            return ports
        ports += page
        if len(page) < _PORTS_PAGE:
            return ports
