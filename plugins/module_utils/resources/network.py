# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks that desktops can be in: VPCs, subnets, security groups, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client import Client
from ..errors import InputError
from ..names import Names
from .kinds import SECURITY_GROUP, SUBNET, VPC

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
    groups (ListSecurityGroups), and if asked for NAT gateways (ListNatGateways).

    :raises InputError: a name does not exist.
    """
    for name in ("vpc", "subnet"):
        if options[name] is not None and not options[name].strip():
            raise InputError(f"an empty {name} never means all; leave it out for all")
    names = Names(client)
    vpc_id = names.find(VPC, options["vpc"]).id if options["vpc"] else None
    subnets = _subnets(client, options, vpc_id)
    vpc_ids = {vpc_id} if vpc_id else {row.get("vpc_id") for row in subnets} if options["subnet"] else None
    found: dict[str, Any] = {
        "vpcs": [thing.row for thing in names.all(VPC) if vpc_ids is None or thing.id in vpc_ids],
        "subnets": subnets,
        "security_groups": [thing.row for thing in names.all(SECURITY_GROUP)],
    }
    for subnet in subnets:
        if options["available_ip"]:
            subnet["available_ip"] = client.get(f"{SUBNET.path}/{subnet['id']}/available-ip").get("available_ip")
        if options["ports"]:
            subnet["ports"] = _ports(client, subnet["id"])
    if options["nat_gateways"]:
        path = "/v2/{project_id}/nat-gateways"
        gateways = client.list_all(path, "nat_gateways", {"router_id": vpc_id})
        found["nat_gateways"] = [row for row in gateways if vpc_ids is None or row.get("router_id") in vpc_ids]
    return found


def _subnets(client: Client, options: Mapping[str, Any], vpc_id: str | None) -> list[dict[str, Any]]:
    """Return the subnets, or those of that name or ID.

    :raises InputError: there is none.
    """
    query = {"vpc_id": vpc_id, "availability_zone_id": options["availability_zone"]}
    rows = client.list_all(SUBNET.path, SUBNET.key, query, limit=None, id_field=SUBNET.id)
    desired = options["subnet"]
    found = [dict(row) for row in rows if desired in (None, row["id"], row.get("name"))]
    if desired and not found:
        Names(client).find(SUBNET, desired)  # which says what is near
        raise InputError(f'the subnet "{desired}" is not in the VPC or zone asked for')
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
