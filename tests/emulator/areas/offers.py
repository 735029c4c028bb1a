# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be ordered: products, images, zones, disk types, networks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.catalogue import images_of
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import Many, ProjectOf, Query, answer, page
from emulator.engine.errors import not_found

router = APIRouter(prefix="/v2/{project_id}")
LONG_AGO = iso_seconds(1735689600)


class ProductQuery(Query):
    product_id: str | None = None
    availability_zone: str | None = None
    os_type: str | None = None
    charge_mode: str | None = None
    architecture: str | None = None
    package_type: str | None = None
    limit: int = Field(100, ge=0, le=100)
    offset: int = Field(0, ge=0, le=5000)


class ImageQuery(Query):
    os_type: str | None = None
    image_type: Literal["gold", "private"] | None = None
    platform: str | None = None
    architecture: Literal["arm", "x86"] | None = None
    package_type: str | None = None
    image_id: str | None = None
    sort_field: Literal["name", "created_at"] = "name"
    sort_type: Literal["asc", "desc"] = "asc"
    limit: int = Field(100, ge=0, le=100)
    offset: int = Field(0, ge=0, le=5000)


class MarketImageQuery(Query):
    image_ids: Annotated[Many, Field(min_length=1, max_length=100)]


class ZoneQuery(Query):
    availability_zone_id: str


class VolumeProductQuery(Query):
    availability_zone: str | None = None
    volume_type: str | None = None


class SubnetQuery(Query):
    vpc_id: str | None = None
    availability_zone_id: str | None = None


@router.get("/products")
async def list_products(query: Annotated[ProductQuery, QueryOf()]) -> Response:
    """ListProducts."""
    found = [
        product
        for product in catalogue.PRODUCTS.values()
        if query.product_id in (None, product.product_id)
        and (query.availability_zone is None or query.availability_zone in product.zones)
        and (query.os_type is None or query.os_type.lower() == product.os_type.lower())
        and query.charge_mode in (None, product.charge_mode)
        and query.architecture in (None, product.architecture)
        and query.package_type in (None, product.package_type)
    ]
    body: dict[str, Any] = {
        "products": [product.view() for product in page(found, query.offset, query.limit)],
        "total_count": len(found),
    }
    for name in ("availability_zone", "os_type"):
        if getattr(query, name) is not None:
            body[name] = getattr(query, name)
    return answer(body)


@router.get("/images")
async def list_images(project: ProjectOf, query: Annotated[ImageQuery, QueryOf()]) -> Response:
    """ListImages."""
    found = sorted(
        (
            image
            for image in images_of(project).values()
            if image.image_type != "market"
            and query.image_id in (None, image.id)
            and query.image_type in (None, image.image_type)
            and (query.os_type is None or query.os_type.lower() == image.os_type.lower())
            and (query.platform is None or query.platform.lower() == image.os_type.lower())
            and query.architecture in (None, image.architecture)
        ),
        key=lambda image: image.name,
        reverse=query.sort_type == "desc",
    )
    views = [image.view() for image in page(found, query.offset, query.limit)]
    return answer({"images": views, "total_count": len(found)})


@router.get("/market-images")
async def list_market_images(project: ProjectOf, query: Annotated[MarketImageQuery, QueryOf()]) -> Response:
    """ListMarketImages: those of these IDs that are images of the marketplace."""
    known = images_of(project)
    found = [known[one] for one in query.image_ids if one in known and known[one].image_type == "market"]
    rows = [
        {
            "image_id": image.id,
            "name": image.name,
            "os_type": image.os_type,
            "os_version": image.os_version,
            "os_bit": "64",
            "platform": image.os_type,
            "min_disk": image.min_disk,
            "min_ram": image.min_ram,
            "status": "active",
            "created_at": image.created_at,
        }
        for image in found
    ]
    return answer({"images": rows})


def _products_of(zone: str) -> list[str]:
    return [product.product_id for product in catalogue.PRODUCTS.values() if zone in product.zones]


def _sold_out(zone: str) -> list[str]:
    return [
        product.product_id
        for product in catalogue.PRODUCTS.values()
        if zone in product.zones and product.status == "sellout"
    ]


def _zone_name(zone: str) -> str:
    return f"AZ{catalogue.ZONES.index(zone) + 1}"


def _zone_view(zone: str) -> dict[str, Any]:
    """Return what the list and the summary of zones have in common."""
    return {
        "availability_zone": zone,
        "i18n": {"en_us": _zone_name(zone)},
        "default_availability_zone": zone == catalogue.DEFAULT_ZONE,
    }


@router.get("/availability-zones")
async def list_availability_zones(project: ProjectOf) -> Response:
    """ListAvailabilityZones."""
    zones = [
        {
            **_zone_view(zone),
            "display_name": _zone_name(zone),
            "visible": True,
            "product_ids": _products_of(zone),
            "sold_out": {"products": _sold_out(zone)},
        }
        for zone in catalogue.ZONES
    ]
    return answer({"availability_zones": zones, "total_count": len(zones)})


@router.get("/availability-zones/summary")
async def list_azs(project: ProjectOf) -> Response:
    """ListAzs."""
    zones = [_zone_view(zone) for zone in catalogue.ZONES]
    return answer({"support_type": ["core"], "default_type": "core", "azs": {"core": zones}})


@router.get("/availability-zones/detail")
async def show_az_details(query: Annotated[ZoneQuery, QueryOf()]) -> Response:
    """ShowAzDetails."""
    zone = query.availability_zone_id
    if zone not in catalogue.ZONES:
        raise not_found(f"The availability zone {zone} does not exist.")
    return answer(
        {
            "id": zone,
            "region_id": zone[:-1],
            "type": "core",
            "display_name": zone,
            "status": "available",
            "product_ids": _products_of(zone),
            "sold_out": {"products": _sold_out(zone)},
        }
    )


@router.get("/volume/products")
async def list_volume_products(query: Annotated[VolumeProductQuery, QueryOf()]) -> Response:
    """ListVolumeProductInfo."""
    volumes: list[dict[str, Any]] = []
    for volume_type in catalogue.VOLUME_TYPES:
        if query.volume_type not in (None, volume_type):
            continue
        volume: dict[str, Any] = {
            "resource_spec_code": volume_type,
            "volume_type": volume_type,
            "volume_product_type": "workspace",
            "resource_type": "hws.resource.type.volume",
            "cloud_service_type": "hws.service.type.ebs",
            "domain_ids": [],
            "name": [{"language": "en-us", "value": volume_type}],
            "status": "normal",
        }
        if volume_type == "GPSSD2":
            volume["iops"] = {"resource_spec_code": "GPSSD2.iops", "min": 3000, "max": 12800, "range_by_size": 500}
            volume["throughput"] = {
                "resource_spec_code": "GPSSD2.throughput",
                "min": 125,
                "max": 1000,
                "range_by_iops": 0.25,
            }
        volumes.append(volume)
    return answer({"volumes": volumes})


@router.get("/vpcs")
async def list_vpcs(project: ProjectOf) -> Response:
    """ListVpcInfo."""
    vpcs = [
        {
            "id": network.id,
            "name": network.name,
            "cidr": network.cidr,
            "status": "OK",
            "created_at": LONG_AGO,
            "tenant_id": project.id,
        }
        for network in catalogue.NETWORKS.values()
    ]
    return answer({"vpcs": vpcs})


@router.get("/subnets")
async def list_subnets(query: Annotated[SubnetQuery, QueryOf()]) -> Response:
    """ListSubnets."""
    subnets = [
        {
            "id": subnet.id,
            "name": subnet.name,
            "vpc_id": subnet.vpc.id,
            "cidr": subnet.cidr,
            "gateway_ip": subnet.gateway,
            "dhcp_enable": True,
            "ipv6_enable": False,
            "primary_dns": "100.125.1.250",
            "secondary_dns": "100.125.3.250",
            "status": "ACTIVE",
            "neutron_subnet_id": catalogue.fixed_id(f"neutron/{subnet.name}"),
            "description": "",
            "unused": False,
            "checked": True,
        }
        for subnet in catalogue.SUBNETS.values()
        if query.vpc_id in (None, subnet.vpc.id)
    ]
    return answer({"subnets": subnets, "subnet_size": len(subnets)})


@router.get("/security-groups")
async def list_security_groups(project: ProjectOf) -> Response:
    """ListSecurityGroups."""
    groups = [
        {
            "id": group.id,
            "name": group.name,
            "description": group.description,
            "tenant_id": project.id,
            "project_id": project.id,
            "created_at": LONG_AGO,
            "updated_at": LONG_AGO,
        }
        for group in catalogue.SECURITY_GROUPS.values()
    ]
    return answer({"security_groups": groups})
