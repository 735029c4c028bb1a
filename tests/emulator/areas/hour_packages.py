# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of hours for pay-per-use desktops, which can be ordered: without prices, which no operation tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.catalogue import PRODUCTS, Product
from emulator.engine.contract import ProjectOf, Query, answer, page

router = APIRouter(prefix="/v2/{project_id}")

HOURS = (120, 200, 260)
"""How many hours the packages for each desktop have; the largest one is sold out."""
PROJECT_HOURS = 1000
CLOUD_SERVICE_TYPE = "hws.service.type.vdi"
RESOURCE_TYPE = "hws.resource.type.workspace.hourpackage"


class HourPackageQuery(Query):
    desktop_resource_spec_code: str | None = None
    resource_spec_code: str | None = None
    limit: int = Field(1000, ge=0, le=1000)
    offset: int = Field(0, ge=0)


class ResourcePackageQuery(Query):
    resource_spec_code: str | None = None
    limit: int = Field(100, ge=0, le=1000)
    offset: int = Field(0, ge=0)


def _hourly() -> list[Product]:
    return [product for product in PRODUCTS.values() if product.charge_mode == "1"]


def _descriptions(text: str) -> dict[str, str]:
    return {"zh_cn": text, "en_us": text}


def _packages() -> Iterator[dict[str, Any]]:
    for product in _hourly():
        for hours in HOURS:
            yield {
                "cloud_service_type": CLOUD_SERVICE_TYPE,
                "resource_type": RESOURCE_TYPE,
                "resource_spec_code": f"{product.product_id}.{hours}h",
                "desktop_resource_spec_code": product.product_id,
                "descriptions": _descriptions(f"{hours} h"),
                "package_duration": hours,
                "domain_ids": [],
                "status": "sellout" if hours == HOURS[-1] else product.status,
            }


@router.get("/products/hour-packages")
async def list_hour_packages_type(project: ProjectOf, query: Annotated[HourPackageQuery, QueryOf()]) -> Response:
    """ListHourPackagesType: those that are bound to one desktop."""
    del project
    found = [
        row
        for row in _packages()
        if query.desktop_resource_spec_code in (None, row["desktop_resource_spec_code"])
        and query.resource_spec_code in (None, row["resource_spec_code"])
    ]
    return answer({"hour_packages": page(found, query.offset, query.limit), "total_count": len(found)})


@router.get("/products/resource-packages")
async def list_resource_packages(project: ProjectOf, query: Annotated[ResourcePackageQuery, QueryOf()]) -> Response:
    """ListResourcePackages: those of the whole project, for desktops of one product."""
    del project
    found = [
        {
            "cloud_service_type": CLOUD_SERVICE_TYPE,
            "resource_type": "hws.resource.type.workspace.resourcepackage",
            "resource_spec_code": product.product_id,
            "package_type": product.package_type,
            "cpu": str(product.cpu),
            "architecture": product.architecture,
            "memory": str(product.memory),
            "domain_ids": [],
            "name": _descriptions(product.product_id),
            "description": _descriptions(product.product_id),
            "resource_packages": [
                {
                    "resource_spec_code": f"{product.product_id}.{PROJECT_HOURS}h",
                    "description": _descriptions(f"{PROJECT_HOURS} h"),
                    "status": product.status,
                    "period_type": "MONTH",
                    "period_value": 1,
                    "measurement_name": "hour",
                    "threshold": PROJECT_HOURS,
                }
            ],
        }
        for product in _hourly()
        if query.resource_spec_code in (None, product.product_id)
    ]
    return answer({"desktop_resource_packages": page(found, query.offset, query.limit), "total_count": len(found)})
