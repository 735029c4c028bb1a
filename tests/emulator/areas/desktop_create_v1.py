# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creation of desktops by the request of version 1.0, which has rules of its own. Its job is listed by version 2."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.areas.desktop_create import Seat
from emulator.cloud import catalogue
from emulator.cloud.addresses import free_addresses, used_addresses
from emulator.cloud.catalogue import check_fit, check_security_groups, find_product, find_subnet, images_of
from emulator.cloud.desktops import new_desktop
from emulator.cloud.disks import add_disks
from emulator.cloud.jobs import part, submit
from emulator.cloud.names import check_new_name, taken_names
from emulator.cloud.people import check_user_group, find_user
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.tenancy import tenancy_of
from emulator.engine.contract import Body, ProjectOf, Text, Text255, answer
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v1.0/{project_id}")

_WORD = re.compile(r"[\w-]*")
_OU_LEVEL = re.compile(r"[A-Za-z0-9\-_$!@&*?.]+( +[A-Za-z0-9\-_$!@&*?.]+)*")
MOST_OU_LEVELS = 5


class SystemDisk(Body):
    type: Literal["SATA", "SSD"]
    size: Annotated[int, Field(ge=80, le=32768)]


class DataDisk(Body):
    type: Literal["SATA", "SSD"]
    size: Annotated[int, Field(ge=10, le=32768)]


class Group(Body):
    id: Text


class Nic(Body):
    subnet_id: Text
    ip_address: str = ""


class Hints(Body):
    tenancy: Literal["shared", "dedicated"] = "shared"
    dedicated_host_id: Text255 | None = None


class Order(Body):
    """The one desktop of a request."""

    user_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$")]
    user_email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    product_id: Text
    image_id: Text | None = None
    root_volume: SystemDisk
    data_volumes: list[DataDisk] = []
    computer_name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,14}$")]
    user_group: Literal["ADMINISTRATORS", "USERS"] = "USERS"
    security_groups: list[Group] = []
    nics: list[Nic] = []
    availability_zone: Text | None = None
    hints: Annotated[Hints, Field(alias="os:scheduler_hints")] = Hints()
    license_type: Literal["system", "byol"] = "system"
    ou_name: str | None = None


class Tag(Body):
    key: Annotated[str, Field(min_length=1, max_length=36)]
    value: Annotated[str, Field(max_length=43)] = ""


class CreationV1(Body):
    """The request."""

    desktops: Annotated[list[Order], Field(min_length=1, max_length=1)]
    email_notification: bool = True
    tags: list[Tag] = []


def _check(project: Project, body: CreationV1, record: Order, has_domain: bool) -> None:
    """Refuse what the fields do not tell by themselves."""
    if not has_domain and not record.user_name[0].isalpha():
        raise invalid("The user name must start with a letter.")
    for tag in body.tags:
        if not _WORD.fullmatch(tag.key) or not _WORD.fullmatch(tag.value):
            raise invalid(f"The tag {tag.key} is invalid.")
    if record.hints.dedicated_host_id and record.hints.tenancy != "dedicated":
        raise invalid("dedicated_host_id needs the tenancy dedicated.")
    if record.license_type == "byol" and record.hints.tenancy != "dedicated":
        raise invalid("The license type byol needs a dedicated host.")
    levels = (record.ou_name or "x").split("/")
    if len(levels) > MOST_OU_LEVELS or not all(_OU_LEVEL.fullmatch(level) for level in levels):
        raise invalid(f"The OU {record.ou_name} is invalid.")
    check_new_name(taken_names(project), record.computer_name)


def _image(project: Project, record: Order, product: catalogue.Product) -> catalogue.Image:
    """Return the image: the one given, or the first public one that fits the product."""
    images = images_of(project)
    if record.image_id is not None:
        if record.image_id not in images:
            raise invalid(f"The image {record.image_id} does not exist.")
        return images[record.image_id]
    like = (product.os_type, product.architecture)
    return next(one for one in images.values() if one.image_type == "gold" and (one.os_type, one.architecture) == like)


def _address(project: Project, subnet: catalogue.Subnet, wanted: str) -> str:
    if not wanted:
        return free_addresses(project, subnet, 1)[0]
    try:
        inside = ipaddress.ip_address(wanted) in ipaddress.ip_network(subnet.cidr)
    except ValueError:
        inside = False
    if not inside or wanted in used_addresses(project):
        raise invalid(f"The address {wanted} is not free in subnet {subnet.name}.")
    return wanted


def _check_quotas(project: Project, record: Order, product: catalogue.Product) -> None:
    disks = [record.root_volume.size, *(disk.size for disk in record.data_volumes)]
    check_quotas(
        project,
        {
            "gpu_instances" if product.is_gpu else "general_instances": 1,
            "cores": product.cpu,
            "Memory": product.memory // 1024,
            "users": int(find_user(project, record.user_name) is None),
            "volumes": len(disks),
            "volume_gigabytes": sum(disks),
        },
    )


@router.post("/desktops")
async def create_desktop_v1(project: ProjectOf, body: CreationV1) -> Response:
    """The creation of version 1.0: one desktop, with its user; a job."""
    [record] = body.desktops
    has_domain = tenancy_of(project).domain["domain_type"] == "LOCAL_AD"
    _check(project, body, record, has_domain)
    product = find_product(record.product_id)
    image = _image(project, record, product)
    check_fit(product, image, record.root_volume.size)
    user_group = record.user_group.lower()
    check_user_group(user_group, image.os_type)
    zone = record.availability_zone or product.zones[-1]
    if zone not in product.zones:
        raise invalid(f"The product {product.product_id} is not offered in {zone}.")
    subnets = [find_subnet(nic.subnet_id) for nic in record.nics] or [catalogue.DEFAULT_SUBNET]
    address = _address(project, subnets[0], record.nics[0].ip_address if record.nics else "")
    group_ids = [group.id for group in record.security_groups]
    check_security_groups(group_ids)
    _check_quotas(project, record, product)
    desktop = new_desktop(
        project,
        record.computer_name,
        address,
        record.root_volume.model_dump(),
        host_name=record.computer_name,
        desktop_type="DEDICATED",
        product_id=product.product_id,
        image_id=image.id,
        image_type=image.image_type,
        availability_zone=zone,
        subnet_id=subnets[0].id,
        security_group_ids=group_ids or [catalogue.SERVICE_GROUP.id],
        ou_name=record.ou_name if has_domain else None,
        tags={tag.key: tag.value for tag in body.tags},
    )
    desktop.operation = "create"
    add_disks(project, desktop, [disk.model_dump() for disk in record.data_volumes])
    seat = Seat(user_name=record.user_name, user_email=record.user_email, user_group=user_group)
    arguments: dict[str, Any] = {
        "seat": seat.model_dump(),
        # People of a service with users of its own get a mail in any case: it is how they get a password.
        "mail": body.email_notification or not has_domain,
        "move_disks": False,
        "eip": None,
    }
    entry = part(
        desktop.id,
        desktop.shown_name,
        product_id=product.product_id,
        user_name=record.user_name,
        ip_address=address,
        mac_address=desktop.mac,
        arguments=arguments,
    )
    return answer({"job_id": submit(project, "createDesktops", [entry])})
