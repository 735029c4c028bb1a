# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making desktops: addresses, disks, identifiers; what they count against the quotas."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from emulator import catalogue
from emulator.clock import iso_seconds
from emulator.errors import invalid
from emulator.images import image_of
from emulator.project import Project
from emulator.records import Assignment, Desktop, Disk, Eip, User

SYSTEM_CONTENT = "image:{image_id}"


def find_user(project: Project, name: str) -> User | None:
    """Return the user of that name; names are compared without case, as a domain does."""
    wanted = name.casefold()
    return next((user for user in project.users.values() if user.user_name.casefold() == wanted), None)


def desktops_of(project: Project, user_id: str) -> list[Desktop]:
    """Return the desktops that are assigned to a user."""
    return [
        desktop
        for desktop in project.desktops.values()
        if any(assignment.user_id == user_id for assignment in desktop.assignments)
    ]


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


def new_disk(project: Project, device: str, name: str, volume: dict[str, Any], content: str | None = None) -> Disk:
    """Make a disk from a volume of a request (type, size, iops, throughput, kms_id)."""
    return Disk(
        id=project.new_id().replace("-", ""),
        volume_id=project.new_id(),
        device=device,
        display_name=name,
        create_time=iso_seconds(project.now),
        content=content,
        **volume,
    )


def next_devices(desktop: Desktop, count: int) -> list[str]:
    """Return the first unused device names for data disks."""
    used = {disk.device for disk in desktop.all_disks}
    letters = (letter for letter in "bcdefghijklmnopqrstuvwxyz" if f"/dev/vd{letter}" not in used)
    return [f"/dev/vd{next(letters)}" for _number in range(count)]


def add_disks(project: Project, desktop: Desktop, volumes: Iterable[dict[str, Any]]) -> list[Disk]:
    """Give a desktop empty data disks and return them."""
    wanted = list(volumes)
    made = [
        new_disk(project, device, f"{desktop.name}-data-{device[-1]}", volume)
        for device, volume in zip(next_devices(desktop, len(wanted)), wanted, strict=True)
    ]
    desktop.disks.extend(made)
    return made


def new_desktop(project: Project, name: str, ip: str, root: dict[str, Any], **fields: Any) -> Desktop:
    """Make a desktop that nobody sees yet, and put it into the project."""
    image_id = fields["image_id"]
    port_id = project.new_id()
    desktop = Desktop(
        id=project.new_id(),
        name=name,
        ip=ip,
        mac=f"fa:16:3e:{port_id[:2]}:{port_id[2:4]}:{port_id[4:6]}",
        port_id=port_id,
        sid=project.new_id(),
        created=project.now,
        root=new_disk(project, "/dev/vda", f"{name}-system", root, SYSTEM_CONTENT.format(image_id=image_id)),
        upper_case=image_of(project, image_id).upper_case,
        **fields,
    )
    project.desktops[desktop.id] = desktop
    return desktop


def ensure_user(project: Project, name: str, email: str = "", phone: str = "", domain: str | None = None) -> User:
    """Return the user of that name, who is made if there is none."""
    user = find_user(project, name)
    if user is None:
        user = User(
            id=project.new_id().replace("-", ""),
            user_name=name,
            user_email=email,
            user_phone=phone,
            domain=domain,
            created=project.now,
        )
        project.users[user.id] = user
    return user


def assign(desktop: Desktop, user: User, user_group: str) -> None:
    """Assign a desktop to one more user."""
    desktop.assignments.append(
        Assignment(user_id=user.id, user_name=user.user_name, user_group=user_group, domain=user.domain)
    )
    desktop.attach_state = "ATTACHED"


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


def usage(project: Project) -> dict[str, int]:
    """Return what the project uses of each quota."""
    products = [catalogue.PRODUCTS[desktop.product_id] for desktop in project.desktops.values()]
    sizes = [disk.size for desktop in project.desktops.values() for disk in desktop.all_disks]
    return {
        "general_instances": sum(not product.is_gpu for product in products),
        "gpu_instances": sum(product.is_gpu for product in products),
        "volumes": len(sizes),
        "volume_gigabytes": sum(sizes),
        "cores": sum(product.cpu for product in products),
        "Memory": sum(product.memory for product in products) // 1024,
        "users": len(project.users),
        "policy_groups": 0,
    }


def check_quotas(project: Project, extra: dict[str, int]) -> None:
    """Refuse what would exceed a quota."""
    used = usage(project)
    for name, count in extra.items():
        if count > 0 and used[name] + count > project.quotas[name]:
            raise invalid(
                f"The quota {name} is exceeded: {project.quotas[name]} in all, {used[name]} used, {count} wanted."
            )


def preload(project: Project, count: int) -> None:
    """Give the project running desktops EMU-0001 ... without users."""
    image = next(image for image in catalogue.IMAGES.values() if image.name == "win11-bio-2026.09")
    for number, ip in enumerate(free_addresses(project, catalogue.DEFAULT_SUBNET, count), start=1):
        name = f"EMU-{number:04d}"
        desktop = new_desktop(
            project,
            name,
            ip,
            {"type": "SAS", "size": 80},
            host_name=name,
            desktop_type="DEDICATED",
            product_id="workspace.c2.large.windows.2",
            image_id=image.id,
            image_type=image.image_type,
            availability_zone=catalogue.DEFAULT_ZONE,
            subnet_id=catalogue.DEFAULT_SUBNET.id,
            security_group_ids=[catalogue.SERVICE_GROUP.id],
        )
        desktop.listed = True
        desktop.status = "ACTIVE"
        desktop.login_status = "REGISTERED"
