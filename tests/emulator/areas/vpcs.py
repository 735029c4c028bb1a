# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in the networks: free addresses, ports, NAT gateways."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.project import Project
from emulator.engine.contract import Many, ProjectOf, Query, answer, page
from emulator.engine.errors import not_found

router = APIRouter(prefix="/v2/{project_id}")
RESERVED = 10
"""Addresses at the beginning of a subnet that desktops never get."""
CREATED = "2025-01-01 00:00:00"


class PortQuery(Query):
    marker: str | None = None
    limit: Annotated[int, Field(ge=0, le=2000)] = 2000
    ip_address: str | None = None
    subnet_id: str | None = None
    is_used: bool | None = None


class NatQuery(Query):
    id: str | None = None
    enterprise_project_id: str | None = None
    description: str | None = None
    created_at: str | None = None
    name: str | None = None
    status: Many | None = None
    spec: Many | None = None
    router_id: str | None = None
    limit: Annotated[int, Field(ge=1, le=2000)] = 2000
    offset: Annotated[int, Field(ge=0)] = 0


def _in(project: Project, subnet_id: str) -> int:
    return sum(desktop.subnet_id == subnet_id for desktop in project.desktops.values())


@router.get("/subnets/{subnet_id}/available-ip")
async def show_available_ip(project: ProjectOf, subnet_id: str) -> Response:
    """ShowAvailableIp: how many addresses are free."""
    subnet = catalogue.SUBNETS.get(subnet_id)
    if subnet is None:
        raise not_found(f"The subnet {subnet_id} does not exist.")
    size = ipaddress.ip_network(subnet.cidr).num_addresses - RESERVED - 1
    return answer({"available_ip": size - _in(project, subnet_id)})


@router.get("/ports")
async def list_ports(project: ProjectOf, query: Annotated[PortQuery, QueryOf()]) -> Response:
    """ListPorts: those of the desktops, from the one after ``marker`` on."""
    found = [
        desktop
        for desktop in project.desktops.values()
        if query.subnet_id in (None, desktop.subnet_id)
        and query.ip_address in (None, desktop.ip)
        and query.is_used is not False
    ]
    ids = [desktop.port_id for desktop in found]
    if query.marker is not None:
        found = found[ids.index(query.marker) + 1 :] if query.marker in ids else []
    ports = [
        {
            "id": desktop.port_id,
            "status": "ACTIVE",
            "network_id": desktop.subnet_id,
            "device_id": desktop.id,
            "fixed_ips": [{"subnet_id": desktop.subnet_id, "ip_address": desktop.ip}],
        }
        for desktop in page(found, 0, query.limit)
    ]
    return answer({"ports": ports})


def _gateways(project: Project) -> list[dict[str, Any]]:
    """Return the gateways: the VPC for teaching has one."""
    network = catalogue.TEACHING
    return [
        {
            "id": catalogue.fixed_id("nat/teaching"),
            "tenant_id": project.id,
            "name": "teaching-nat",
            "description": "",
            "spec": "1",
            "status": "ACTIVE",
            "admin_state_up": "true",
            "created_at": CREATED,
            "router_id": network.id,
            "internal_network_id": catalogue.DEFAULT_SUBNET.id,
            "enterprise_project_id": "0",
        }
    ]


@router.get("/nat-gateways")
async def list_nat_gateways(project: ProjectOf, query: Annotated[NatQuery, QueryOf()]) -> Response:
    """ListNatGateways."""
    single = ("id", "enterprise_project_id", "description", "created_at", "name", "router_id")
    found = [
        gateway
        for gateway in _gateways(project)
        if all(getattr(query, name) in (None, gateway[name]) for name in single)
        and gateway["status"] in (query.status or [gateway["status"]])
        and gateway["spec"] in (query.spec or [gateway["spec"]])
    ]
    return answer({"nat_gateways": page(found, query.offset, query.limit)})
