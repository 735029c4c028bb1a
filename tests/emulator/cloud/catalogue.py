# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: what a project can order.

It is the same in each project, with the same IDs, but for the images that were made from the project's desktops.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from emulator.cloud.project import Project
from emulator.cloud.records import DeletedImage, PrivateImage
from emulator.engine.clock import iso_seconds
from emulator.engine.errors import invalid

ZONES = ("ap-southeast-1a", "ap-southeast-1b")
DEFAULT_ZONE = ZONES[0]
VOLUME_TYPES = ("SAS", "SSD", "GPSSD", "GPSSD2")


@functools.cache
def fixed_id(name: str) -> str:
    """Return the ID of a thing of the catalogue."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"workspace-emulator/{name}"))


class Product(NamedTuple):
    """A package of processor and memory."""

    product_id: str
    flavor_id: str
    cpu: int
    memory: int
    os_type: str = "Windows"
    architecture: str = "x86"
    is_gpu: bool = False
    package_type: str = "general"
    charge_mode: str = "1"
    status: str = "normal"
    zones: tuple[str, ...] = ZONES

    def view(self) -> dict[str, Any]:
        """Return the product as ListProducts prints it."""
        return {
            "product_id": self.product_id,
            "flavor_id": self.flavor_id,
            "type": "BASE",
            "cpu": str(self.cpu),
            "memory": str(self.memory),
            "descriptions": f"CPU:{self.cpu}vCPUs,Memory:{self.memory // 1024}GB",
            "charge_mode": self.charge_mode,
            "architecture": self.architecture,
            "is_gpu": self.is_gpu,
            "package_type": self.package_type,
            "system_disk_type": "SAS",
            "system_disk_size": "80",
            "contain_data_disk": False,
            "resource_type": "hws.resource.type.workspace.desktop",
            "cloud_service_type": "hws.service.type.vdi",
            "volume_product_type": "workspace",
            "status": self.status,
        }


class Image(NamedTuple):
    """A template of a system disk."""

    name: str
    image_type: str
    os_type: str
    os_version: str
    architecture: str = "x86"
    min_disk: int = 80
    upper_case: bool = False
    min_ram: int = 0
    created_at: str = "2025-01-01T00:00:00Z"
    own_id: str = ""

    @property
    def id(self) -> str:
        return self.own_id or fixed_id(f"image/{self.name}")

    def view(self) -> dict[str, Any]:
        """Return the image as ListImages prints it."""
        return {
            "id": self.id,
            "name": self.name,
            "image_type": self.image_type,
            "os_type": self.os_type,
            "os_version": self.os_version,
            "architecture": self.architecture,
            "disk_format": "zvhd2",
            "min_disk": self.min_disk,
            "min_ram": self.min_ram,
            "product_code": "",
            "created_at": self.created_at,
        }


class Network(NamedTuple):
    """A VPC."""

    name: str
    cidr: str

    @property
    def id(self) -> str:
        return fixed_id(f"vpc/{self.name}")


class Subnet(NamedTuple):
    """A subnet of a VPC."""

    name: str
    vpc: Network
    cidr: str
    gateway: str

    @property
    def id(self) -> str:
        return fixed_id(f"subnet/{self.name}")


class SecurityGroup(NamedTuple):
    """A security group. What any of the groups of a desktop allows, the desktop can do."""

    name: str
    description: str
    internet: bool = False

    @property
    def id(self) -> str:
        return fixed_id(f"security-group/{self.name}")


ENTERPRISE_PROJECTS = {
    "0": "default",
    **{fixed_id(f"enterprise-project/{name}"): name for name in ("teaching", "office")},
}
"""The enterprise projects of the account, by their IDs."""

PRODUCTS = {
    product.product_id: product
    for product in (
        Product("workspace.c2.large.windows.2", "c2.large.2", 2, 4096),
        Product("workspace.c2.large.windows.4", "c2.large.4", 2, 8192),
        Product("workspace.c2.xlarge.windows", "c2.xlarge.2", 4, 8192),
        Product("workspace.c2.2xlarge.windows", "c2.2xlarge.2", 8, 16384, package_type="enterprise"),
        Product("workspace.c2.4xlarge.windows", "c2.4xlarge.2", 16, 32768, package_type="enterprise"),
        Product(
            "workspace.g1.xlarge.windows",
            "g1.xlarge.4",
            4,
            16384,
            is_gpu=True,
            package_type="workstation",
            zones=ZONES[:1],
        ),
        Product("workspace.c2.large.linux", "c2.large.2", 2, 4096, os_type="Linux"),
        Product("workspace.c2.xlarge.linux", "c2.xlarge.2", 4, 8192, os_type="Linux"),
        Product("workspace.k1.large.linux", "kc1.large.2", 2, 4096, os_type="Linux", architecture="arm"),
        Product("workspace.c2.large.windows.monthly", "c2.large.2", 2, 4096, charge_mode="0"),
        Product("workspace.c1.large.windows", "c1.large.2", 2, 4096, status="sellout"),
    )
}

IMAGES = {
    image.id: image
    for image in (
        Image("Windows-11-Professional", "gold", "Windows", "Windows 11 Professional 64bit"),
        Image("Windows-Server-2019", "gold", "Windows", "Windows Server 2019 Standard 64bit", min_disk=100),
        Image("Ubuntu-22.04", "gold", "Linux", "Ubuntu 22.04 server 64bit"),
        Image("UOS-20-arm", "gold", "Linux", "UOS 20 64bit", architecture="arm"),
        Image("Windows-11-CAD", "market", "Windows", "Windows 11 Professional 64bit"),
        Image("win11-bio-2026.09", "private", "Windows", "Windows 11 Professional 64bit"),
        Image("win11-bio-2026.10", "private", "Windows", "Windows 11 Professional 64bit"),
        Image("win11-upper-case-names", "private", "Windows", "Windows 11 Professional 64bit", upper_case=True),
        Image("ubuntu-lab-2026.09", "private", "Linux", "Ubuntu 22.04 server 64bit"),
    )
}

TEACHING = Network("teaching", "10.10.0.0/15")
OFFICE = Network("office", "10.20.0.0/16")
NETWORKS = {network.id: network for network in (TEACHING, OFFICE)}

SUBNETS = {
    subnet.id: subnet
    for subnet in (
        Subnet("teaching-a", TEACHING, "10.10.0.0/16", "10.10.0.1"),
        Subnet("teaching-b", TEACHING, "10.11.0.0/16", "10.11.0.1"),
        Subnet("office-a", OFFICE, "10.20.0.0/17", "10.20.0.1"),
    )
}
DEFAULT_SUBNET = next(iter(SUBNETS.values()))

SERVICE_GROUP = SecurityGroup("WorkspaceUserSecurityGroup", "Desktops of the Workspace service")
INFRASTRUCTURE_GROUP = SecurityGroup("WorkspaceManagerSecurityGroup", "Infrastructure of the Workspace service")
SECURITY_GROUPS = {
    group.id: group
    for group in (
        SERVICE_GROUP,
        INFRASTRUCTURE_GROUP,
        SecurityGroup("teaching-desktops", "Desktops of courses", internet=True),
        SecurityGroup("exam-lockdown", "Desktops during examinations"),
    )
}


def images_of(project: Project) -> dict[str, Image]:
    """Return all images that desktops can be made of, by their ID."""
    gone = project.table(DeletedImage)
    return {image_id: image for image_id, image in _known_images(project).items() if image_id not in gone}


def image_of(project: Project, image_id: str) -> Image:
    """Return the image that a desktop or pool was made of, which may be gone."""
    return _known_images(project)[image_id]


def _known_images(project: Project) -> dict[str, Image]:
    own = {record.id: _image(record) for record in project.table(PrivateImage).values()}
    return {**IMAGES, **own}


def _image(record: PrivateImage) -> Image:
    return Image(
        record.name,
        "private",
        record.os_type,
        record.os_version,
        architecture=record.architecture,
        min_disk=record.min_disk,
        upper_case=record.upper_case,
        min_ram=record.min_ram,
        created_at=iso_seconds(record.created),
        own_id=record.id,
    )


def find_image(project: Project, image_id: str, image_type: str) -> Image:
    """Return an image of the catalogue, or refuse."""
    image = images_of(project).get(image_id)
    if image is None or image.image_type != image_type:
        raise invalid(f"The {image_type} image {image_id} does not exist.")
    return image


def find_product(product_id: str) -> Product:
    """Return a product that can be ordered by the hour, or refuse."""
    product = PRODUCTS.get(product_id)
    if product is None:
        raise invalid(f"The product {product_id} does not exist.")
    if product.status != "normal":
        raise invalid(f"The product {product_id} is sold out.")
    if product.charge_mode != "1":
        raise invalid(f"The product {product_id} is yearly/monthly and needs an order.")
    return product


def check_fit(product: Product, image: Image, root_size: int) -> None:
    """Refuse an image that the product or the system disk cannot take."""
    if product.os_type != image.os_type or product.architecture != image.architecture:
        raise invalid(f"The image {image.name} does not fit the product {product.product_id}.")
    if root_size < image.min_disk:
        raise invalid(f"The image {image.name} needs a system disk of {image.min_disk} GB.")


def find_subnet(subnet_id: str) -> Subnet:
    """Return a subnet, or refuse."""
    subnet = SUBNETS.get(subnet_id)
    if subnet is None:
        raise invalid(f"The subnet {subnet_id} does not exist.")
    return subnet


def check_security_groups(group_ids: Iterable[str]) -> None:
    """Refuse unknown security groups."""
    for group_id in group_ids:
        if group_id not in SECURITY_GROUPS:
            raise invalid(f"The security group {group_id} does not exist.")
