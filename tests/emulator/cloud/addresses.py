# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: those of desktops in their subnets, and public ones."""

from __future__ import annotations

import ipaddress

from emulator.cloud import catalogue
from emulator.cloud.project import Project
from emulator.cloud.records import Eip
from emulator.engine.errors import invalid


def used_addresses(project: Project) -> set[str]:
    """Return the addresses that desktops have."""
    return {desktop.ip for desktop in project.desktops.values()}


def free_addresses(project: Project, subnet: catalogue.Subnet, count: int) -> list[str]:
    """Return that many unused addresses of a subnet, the lowest first."""
    used = used_addresses(project)
    network = ipaddress.ip_network(subnet.cidr)
    first = int(network.network_address) + 10
    found: list[str] = []
    for number in range(first, int(network.broadcast_address)):
        address = str(ipaddress.ip_address(number))
        if address not in used:
            found.append(address)
            if len(found) == count:
                return found
    raise invalid(f"Subnet {subnet.name} has no {count} free addresses.")


def new_eip(project: Project, charge_mode: str, bandwidth_size: int, enterprise_project_id: str = "0") -> Eip:
    """Make a public address (of a block for documentation)."""
    table = project.table(Eip)
    used = {eip.address for eip in table.values()}
    network = ipaddress.ip_network("198.18.0.0/15")
    address = next(str(host) for host in network.hosts() if str(host) not in used)
    eip = Eip(
        id=project.new_id(),
        address=address,
        charge_mode=charge_mode,
        bandwidth_size=bandwidth_size,
        enterprise_project_id=enterprise_project_id,
        created=project.now,
    )
    table[eip.id] = eip
    return eip


def find_eip(project: Project, eip_id: str) -> Eip:
    """Return a public address that no desktop has, or refuse."""
    eip = project.table(Eip).get(eip_id)
    if eip is None:
        raise invalid(f"The EIP {eip_id} does not exist.")
    if any(desktop.eip_id == eip_id for desktop in project.desktops.values()):
        raise invalid(f"The EIP {eip_id} is bound already.")
    return eip
