# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creation of desktops."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.addresses import find_eip, free_addresses, new_eip, used_addresses
from emulator.cloud.catalogue import check_fit, check_security_groups, find_image, find_product, find_subnet, image_of
from emulator.cloud.deletion import delete_soon
from emulator.cloud.desktops import announce, check_idle, desktop_of, find_desktop, new_desktop, show
from emulator.cloud.disks import (
    MAX_DATA_DISKS,
    Volume,
    add_disks,
    check_volume,
    new_disk,
    next_devices,
    sizes,
)
from emulator.cloud.domain import check_ou, has_own_domain
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.names import (
    MAX_TAGS,
    check_computer_name,
    check_new_name,
    check_tag,
    check_user_name,
    find_policy,
    names_by,
    taken_names,
)
from emulator.cloud.people import assign, check_user_group, ensure_user, send_mail
from emulator.cloud.power_log import close, turn
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import Desktop, Disk, NamePolicy, SubJob
from emulator.engine.contract import Body, EnterpriseProject, ProjectOf, Text, Text255, answer
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")


class Seat(Body):
    """One desktop of a request, with its user."""

    user_name: Annotated[str, Field(min_length=1, max_length=32)]
    domain: str | None = None
    user_email: Text | None = None
    user_phone: Text | None = None
    user_group: Text | None = None
    computer_name: Annotated[str, Field(min_length=1, max_length=15)] | None = None
    os_host_name: Annotated[str, Field(min_length=1, max_length=15)] | None = None
    desktop_name_prefix: Annotated[str, Field(max_length=5)] | None = None
    copy_volume_desktop_id: Annotated[str, Field(max_length=100)] | None = None
    copy_volume_ids: Annotated[list[Text255], Field(max_length=10)] = []
    if_delete_old_desktop: bool = False


class Nic(Body):
    subnet_id: Text255


class Group(Body):
    id: Text255


class Tag(Body):
    key: Annotated[str, Field(max_length=128)]
    value: Annotated[str, Field(max_length=43)] = ""


class DedicatedAccess(Body):
    address: Text255 | None = None
    port: Annotated[int, Field(ge=1025, le=65535)] | None = None
    availability_zone: Annotated[list[Text255], Field(max_length=10)] = []


class Eip(Body):
    id: Text | None = None
    type: Text255 | None = None
    charge_mode: Literal["TRAFFIC", "BANDWIDTH"] | None = None
    bandwidth_size: Annotated[int, Field(ge=1, le=2000)] | None = None


class Creation(Body):
    """The request of CreateDesktop."""

    desktop_type: Literal["DEDICATED", "SHARED"]
    availability_zone: Text255 | None = None
    product_id: Text
    buy_type: Literal["custom", "speed"] = "custom"
    image_type: Literal["private", "gold", "market"]
    image_id: Text
    root_volume: Volume
    data_volumes: Annotated[list[Volume], Field(max_length=10)] = []
    nics: Annotated[list[Nic], Field(max_length=5)] = []
    security_groups: Annotated[list[Group], Field(max_length=5)] = []
    desktops: Annotated[list[Seat], Field(min_length=1, max_length=100)] | None = None
    desktop_name: Annotated[str, Field(max_length=15)] | None = None
    desktop_ips: Annotated[list[Text255], Field(max_length=100)] = []
    size: Annotated[int, Field(ge=1, le=100)] | None = None
    email_notification: bool = True
    enterprise_project_id: EnterpriseProject = "0"
    ou_name: Text | None = None
    tags: Annotated[list[Tag], Field(max_length=MAX_TAGS)] = []
    apply_shared_vpc_dedicated_param: DedicatedAccess | None = None
    eip: Eip | None = None
    desktop_name_policy_id: Annotated[str, Field(max_length=36)] | None = None
    hour_package_product_id: Text | None = None
    hour_package_offering_id: Text | None = None
    if_mount_old_desktop_disk: bool = False
    domain: Text | None = None


def _check_resources(
    project: Project, body: Creation
) -> tuple[catalogue.Product, catalogue.Image, catalogue.Subnet, str]:
    """Refuse what the catalogue does not have, and return what it has."""
    product = find_product(body.product_id)
    image = find_image(project, body.image_id, body.image_type)
    check_volume(body.root_volume, 80)
    for volume in body.data_volumes:
        check_volume(volume)
    check_fit(product, image, body.root_volume.size)
    zone = body.availability_zone or catalogue.DEFAULT_ZONE
    if zone not in catalogue.ZONES:
        raise invalid(f"The availability zone {zone} does not exist.")
    if zone not in product.zones:
        raise invalid(f"The product {product.product_id} is not offered in {zone}.")
    if len(body.nics) > 1:
        raise invalid("A desktop has one network interface.")
    subnet = find_subnet(body.nics[0].subnet_id) if body.nics else catalogue.DEFAULT_SUBNET
    group_ids = [group.id for group in body.security_groups]
    check_security_groups(group_ids)
    if group_ids and catalogue.SERVICE_GROUP.id not in group_ids:
        raise invalid(f"security_groups must include the service's own group {catalogue.SERVICE_GROUP.name}.")
    if body.hour_package_product_id or body.hour_package_offering_id:
        raise invalid("The hour package does not exist.")
    for tag in body.tags:
        check_tag(tag.key, tag.value)
    check_ou(body.ou_name)
    return product, image, subnet, zone


def numbered(taken: set[str], prefix: str, count: int) -> list[str]:
    """Return that many unused names from a prefix and a number."""
    names: list[str] = []
    number = 0
    while len(names) < count:
        number += 1
        name = f"{prefix}{number:02d}"
        if name.casefold() not in taken:
            names.append(name)
    return names


def _seat_names(project: Project, seats: list[Seat], policy: NamePolicy | None) -> list[str]:
    """Return the names of desktops with users: as given, or by the policy, the prefix or the user's name."""
    names: list[str] = []
    taken = taken_names(project)
    for seat in seats:
        if seat.computer_name is not None:
            name = seat.computer_name
            check_computer_name(name)
        elif policy is not None:
            name = names_by(policy, taken, 1, seat.user_name)[0]
        else:
            stem = re.sub(r"[^A-Za-z0-9-]", "", seat.desktop_name_prefix or seat.user_name.upper()[:12])
            name = numbered(taken, stem, 1)[0]
        if name.casefold() in {other.casefold() for other in names}:
            raise invalid(f"The desktop name {name} is given twice.")
        check_new_name(taken, name, [seat.user_name])
        names.append(name)
        taken.add(name.casefold())
    return names


def _free_names(project: Project, body: Creation, policy: NamePolicy | None) -> list[str]:
    """Return the names of desktops without users: by the policy, the name itself for one, numbered ones for several."""
    if policy is not None and body.size is not None and not body.desktop_name:
        return names_by(policy, taken_names(project), body.size)
    if not body.desktop_name or body.size is None:
        raise invalid("Give desktops, or desktop_name and size.")
    if body.size == 1:
        check_computer_name(body.desktop_name)
        check_new_name(taken_names(project), body.desktop_name)
        return [body.desktop_name]
    check_computer_name(body.desktop_name.rstrip("-") or "-", 13)
    return numbered(taken_names(project), body.desktop_name, body.size)


def _check_seats(project: Project, seats: list[Seat], os_type: str, number: int) -> None:
    """Refuse seats that are not valid. :param number: how many data disks the request orders for each."""
    for seat in seats:
        check_user_name(seat.user_name, os_type, has_own_domain(project))
        check_user_group(seat.user_group or _default_group(os_type), os_type)
        if bool(seat.copy_volume_desktop_id) != bool(seat.copy_volume_ids):
            raise invalid("copy_volume_desktop_id and copy_volume_ids belong together.")
        if seat.if_delete_old_desktop and not seat.copy_volume_desktop_id:
            raise invalid("if_delete_old_desktop needs copy_volume_desktop_id.")
        if seat.copy_volume_desktop_id:
            source = find_desktop(project, seat.copy_volume_desktop_id)
            check_idle(source, ("ACTIVE", "SHUTOFF", "HIBERNATED"))
            known = {disk.volume_id for disk in source.disks}
            if not known.issuperset(seat.copy_volume_ids):
                raise invalid("copy_volume_ids names a disk that is no data disk of the desktop.")
            if len(seat.copy_volume_ids) + number > MAX_DATA_DISKS:
                raise invalid(f"A desktop has at most {MAX_DATA_DISKS} data disks.")


def _default_group(os_type: str) -> str:
    return "users" if os_type == "Windows" else "default"


def _addresses(project: Project, subnet: catalogue.Subnet, wanted: list[str], count: int) -> list[str]:
    """Return the addresses of the new desktops: those wanted, or free ones."""
    if not wanted:
        return free_addresses(project, subnet, count)
    if len(wanted) != count or len(set(wanted)) != count:
        raise invalid("desktop_ips must name a different address for each desktop.")
    network = ipaddress.ip_network(subnet.cidr)
    used = used_addresses(project)
    for address in wanted:
        try:
            inside = ipaddress.ip_address(address) in network
        except ValueError:
            inside = False
        if not inside or address in used:
            raise invalid(f"The address {address} is not free in subnet {subnet.name}.")
    return wanted


def _check_eip(project: Project, eip: Eip | None, count: int) -> None:
    """Refuse a public address that is not free, or an order of new ones that lacks something."""
    if eip is None:
        return
    if eip.id is not None:
        if count > 1:
            raise invalid("One EIP is for one desktop.")
        find_eip(project, eip.id)
    elif not (eip.type and eip.charge_mode and eip.bandwidth_size):
        raise invalid("eip needs an id, or type, charge_mode and bandwidth_size.")


def _check_quotas(project: Project, body: Creation, product: catalogue.Product, count: int) -> None:
    people = {seat.user_name.casefold() for seat in body.desktops or []}
    known = {user.user_name.casefold() for user in project.users.values()}
    ordered = sizes([body.root_volume, *body.data_volumes], count)
    copied = [] if body.if_mount_old_desktop_disk else _disks_to_copy(project, body.desktops or [])
    check_quotas(
        project,
        {
            "gpu_instances" if product.is_gpu else "general_instances": count,
            "cores": product.cpu * count,
            "Memory": product.memory * count // 1024,
            "users": len(people - known),
            "volumes": ordered["volumes"] + len(copied),
            "volume_gigabytes": ordered["volume_gigabytes"] + sum(disk.size for disk in copied),
        },
    )


def _disks_to_copy(project: Project, seats: list[Seat]) -> list[Disk]:
    """Return the disks of which copies are wanted, which count against the quotas beside them."""
    pairs = [(project.desktops[seat.copy_volume_desktop_id], seat) for seat in seats if seat.copy_volume_desktop_id]
    return [disk for source, seat in pairs for disk in source.disks if disk.volume_id in seat.copy_volume_ids]


@router.post("/desktops")
async def create_desktop(project: ProjectOf, body: Creation) -> Response:
    """CreateDesktop: one job, one sub-job for each desktop; the sub-jobs tell the desktops' IDs."""
    if body.desktops is not None and (body.size is not None or body.desktop_name is not None):
        raise invalid("desktops and desktop_name with size exclude each other.")
    product, image, subnet, zone = _check_resources(project, body)
    seats = body.desktops or []
    _check_seats(project, seats, image.os_type, len(body.data_volumes))
    policy = find_policy(project, body.desktop_name_policy_id) if body.desktop_name_policy_id else None
    names = _seat_names(project, seats, policy) if seats else _free_names(project, body, policy)
    addresses = _addresses(project, subnet, body.desktop_ips, len(names))
    _check_eip(project, body.eip, len(names))
    _check_quotas(project, body, product, len(names))
    group_ids = [group.id for group in body.security_groups] or [catalogue.SERVICE_GROUP.id]
    parts: list[dict[str, Any]] = []
    for index, (name, address) in enumerate(zip(names, addresses, strict=True)):
        seat = seats[index] if seats else None
        desktop = new_desktop(
            project,
            name,
            address,
            body.root_volume.fields(),
            host_name=(seat.os_host_name if seat else None) or name,
            desktop_type=body.desktop_type,
            product_id=product.product_id,
            image_id=image.id,
            image_type=image.image_type,
            availability_zone=zone,
            subnet_id=subnet.id,
            security_group_ids=group_ids,
            enterprise_project_id=body.enterprise_project_id,
            ou_name=body.ou_name,
            domain=body.domain,
            tags={tag.key: tag.value for tag in body.tags},
        )
        desktop.operation = "create"
        add_disks(project, desktop, [volume.fields() for volume in body.data_volumes])
        arguments = {
            "seat": seat.model_dump() if seat else None,
            "mail": body.email_notification,
            "move_disks": body.if_mount_old_desktop_disk,
            "eip": body.eip.model_dump() if body.eip else None,
        }
        parts.append(
            part(
                desktop.id,
                desktop.shown_name,
                product_id=product.product_id,
                user_name=seat.user_name if seat else "",
                ip_address=address,
                mac_address=desktop.mac,
                arguments=arguments,
            )
        )
    return answer({"job_id": submit(project, "createDesktops", parts)})


def _start(project: Project, sub_job: SubJob) -> None:
    """The desktop appears in lists, and so does its user."""
    desktop = desktop_of(project, sub_job)
    desktop.listed = True
    desktop.task_status = "spawning"
    seat = sub_job.arguments["seat"]
    if seat:
        source = project.desktops.get(seat["copy_volume_desktop_id"])
        sub_job.arguments["still"] = source is not None and source.status == "SHUTOFF"
        user = ensure_user(
            project, seat["user_name"], seat["user_email"] or "", seat["user_phone"] or "", seat["domain"]
        )
        os_type = image_of(project, desktop.image_id).os_type
        assign(desktop, user, seat["user_group"] or _default_group(os_type))


def _copy_disks(
    project: Project, desktop: Desktop, source: Desktop, volume_ids: list[str], move: bool, still: bool
) -> None:
    """Copy data disks of another desktop with what is on them, or take them over.

    :param still: whether the other desktop was off meanwhile; a copy of what is being written is worth nothing.
    """
    chosen = [disk for disk in source.disks if disk.volume_id in volume_ids]
    chosen = chosen[: max(0, len(chosen) - source.uncopied_disks)]
    for disk, device in zip(chosen, next_devices(desktop, len(chosen)), strict=True):
        if move:
            source.disks.remove(disk)
            disk.device = device
            desktop.disks.append(disk)
        else:
            volume = disk.model_dump(include={"type", "size", "iops", "throughput", "kms_id"})
            content = disk.content if still or disk.content is None else f"inconsistent copy: {disk.content}"
            desktop.disks.append(new_disk(project, device, disk.display_name, volume, content))


def _succeed(project: Project, sub_job: SubJob) -> None:
    """The desktop is there: running, and ready for its user in a moment."""
    desktop = desktop_of(project, sub_job)
    seat = sub_job.arguments["seat"]
    eip = sub_job.arguments["eip"]
    if eip:
        made = new_eip(project, eip["charge_mode"], eip["bandwidth_size"]) if eip["id"] is None else None
        desktop.eip_id = made.id if made else eip["id"]
    if seat and seat["copy_volume_desktop_id"]:
        source = project.desktops.get(seat["copy_volume_desktop_id"])
        if source is not None:
            still = sub_job.arguments["still"] and source.status == "SHUTOFF"
            _copy_disks(project, desktop, source, seat["copy_volume_ids"], sub_job.arguments["move_disks"], still)
            if seat["if_delete_old_desktop"]:
                delete_soon(project, source)
    if seat and sub_job.arguments["mail"]:
        user = ensure_user(project, seat["user_name"])
        send_mail(project, desktop, user.user_name, seat["user_email"] or user.user_email, "desktop created")
    show(project, desktop, "ACTIVE")
    announce(project, desktop, "POST_CREATE_DESKTOP_SUCCESS")


def creation_fails(project: Project, sub_job: SubJob) -> None:
    """Nothing is left of the desktop, or a wreck if the fault says so."""
    if sub_job.leftover:
        desktop = desktop_of(project, sub_job)
        turn(project, desktop, "ERROR")
        desktop.task_status = ""
        desktop.operation = ""
    else:
        close(project, project.desktops.pop(sub_job.desktop_id))


job_kind("createDesktops", _start, _succeed, creation_fails)
