# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creation of desktop pools, and the checks that an update of them makes too."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.areas.desktop_create import Group, Tag
from emulator.areas.pool_users import AuthorizedBody, authorize
from emulator.cloud import catalogue
from emulator.cloud.catalogue import check_fit, check_security_groups, find_image, find_product, find_subnet
from emulator.cloud.disks import MAX_DATA_DISKS, Volume, check_volume
from emulator.cloud.domain import check_ou
from emulator.cloud.jobs import LISTED_AFTER, submit
from emulator.cloud.names import MAX_TAGS, check_tag
from emulator.cloud.pools import build, check_agency, check_policy, watch
from emulator.cloud.project import Project, on
from emulator.cloud.records import Pool, PoolVolume
from emulator.engine.contract import Body, EnterpriseProject, ProjectOf, Text, Text255, answer
from emulator.engine.errors import conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")
STEADY_AFTER = 0.5
_NAME = re.compile(r"[A-Za-z0-9\u4e00-\u9fa5-]{1,64}")

Period = Annotated[int, Field(ge=10, le=43200)]
Text36 = Annotated[str, Field(max_length=36)]
SubnetIds = Annotated[list[Annotated[str, Field(max_length=55)]], Field(max_length=100)]
Groups = Annotated[list[Group], Field(max_length=5)]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS)]


class PoolDisk(Volume):
    """A disk of a pool; the fields that billing uses change nothing."""

    id: Text | None = None
    size: Annotated[int, Field(ge=10, le=8200)]
    resource_spec_code: Text255 | None = None

    def fields(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True, exclude={"id", "resource_spec_code"})


class AutoscalePolicy(Body):
    autoscale_type: Literal["ACCESS_CREATED", "AUTO_CREATED"] | None = None
    max_auto_created: Annotated[int, Field(ge=1, le=5000)] | None = None
    min_idle: Annotated[int, Field(ge=0, le=5000)] | None = None
    once_auto_created: Annotated[int, Field(ge=1, le=100)] | None = None
    min_retention: Annotated[int, Field(ge=0, le=5000)] | None = None
    idle_retention_duration: Annotated[int, Field(ge=0, le=43200)] | None = None
    auto_isolation_enable: bool | None = None
    auto_isolation_max_num: Annotated[int, Field(ge=1)] | None = None


class ResetPolicy(Body):
    enable: bool | None = None
    reset_count_per_day: Annotated[int, Field(ge=1, le=100)] | None = None


class PoolCreation(Body):
    """The request of CreateDesktopPool."""

    name: Text
    type: Literal["DYNAMIC", "STATIC"]
    size: Annotated[int, Field(ge=0, le=100)]
    description: Text255 = ""
    availability_zone: Text255 = ""
    product_id: Text
    flavor_id: Text | None = None
    image_type: Literal["private", "gold", "market"]
    image_id: Text
    root_volume: PoolDisk
    data_volumes: Annotated[list[PoolDisk], Field(max_length=MAX_DATA_DISKS)] = []
    vpc_id: Text | None = None
    subnet_ids: SubnetIds
    security_groups: Groups = []
    authorized_objects: Annotated[list[AuthorizedBody], Field(max_length=500)] = []
    ou_name: Text255 = ""
    tags: Tags = []
    enterprise_project_id: EnterpriseProject = "0"
    disconnected_retention_period: Period | None = None
    enable_autoscale: bool = False
    autoscale_policy: AutoscalePolicy | None = None
    user_reset_policy: ResetPolicy | None = None
    desktop_name_policy_id: Text36 = ""
    domain: Text | None = None


# --- What creation and update check


def check_name(project: Project, name: str, but: Pool | None = None) -> None:
    """Refuse a name that breaks the rules or that another pool has."""
    if not _NAME.fullmatch(name):
        raise invalid(f"The pool name {name!r} must have 1 to 64 letters, digits or hyphens.")
    if any(pool.name == name and pool is not but for pool in project.table(Pool).values()):
        raise conflict(f"The desktop pool {name} already exists.")


def zone_of(zone: str, product: catalogue.Product) -> str:
    """Return the availability zone, the default one for none, or refuse."""
    if zone and zone not in catalogue.ZONES:
        raise invalid(f"The availability zone {zone} does not exist.")
    if (zone or catalogue.DEFAULT_ZONE) not in product.zones:
        raise invalid(f"The product {product.product_id} is not offered in {zone or catalogue.DEFAULT_ZONE}.")
    return zone or catalogue.DEFAULT_ZONE


def check_subnets(subnet_ids: list[str], vpc_id: str | None) -> None:
    """Refuse unknown subnets, none at all, and those of several networks."""
    if not subnet_ids:
        raise invalid("subnet_ids is empty.")
    networks = {find_subnet(subnet_id).vpc.id for subnet_id in subnet_ids}
    if networks != {vpc_id or min(networks)}:
        raise invalid("The subnets of a pool must belong to one VPC, the one of vpc_id.")


def group_ids_of(groups: list[Group]) -> list[str]:
    """Return the security groups of a pool's desktops: those given, or the service's own."""
    group_ids = [group.id for group in groups]
    check_security_groups(group_ids)
    if group_ids and catalogue.SERVICE_GROUP.id not in group_ids:
        raise invalid(f"security_groups must include the service's own group {catalogue.SERVICE_GROUP.name}.")
    return group_ids or [catalogue.SERVICE_GROUP.id]


def tags_of(tags: list[Tag]) -> dict[str, str]:
    for tag in tags:
        check_tag(tag.key, tag.value)
    return {tag.key: tag.value for tag in tags}


def check_period(pool_type: str, period: int | None) -> None:
    if pool_type == "STATIC" and period is not None:
        raise invalid("disconnected_retention_period is for dynamic pools.")


def _check_template(project: Project, body: PoolCreation) -> None:
    """Refuse what the catalogue does not have, or what does not fit together."""
    product = find_product(body.product_id)
    if body.flavor_id not in (None, product.flavor_id):
        raise invalid(f"The flavor {body.flavor_id} is not the one of {product.product_id}.")
    check_volume(body.root_volume, 80)
    for volume in body.data_volumes:
        check_volume(volume)
    check_fit(product, find_image(project, body.image_id, body.image_type), body.root_volume.size)


def _pool_disk(project: Project, volume: PoolDisk) -> PoolVolume:
    return PoolVolume(id=project.new_id(), **volume.fields())


def autoscale_of(policy: AutoscalePolicy | None, before: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the scaling policy as it will be: an empty one takes it away, but for a residue."""
    if policy is None:
        return before
    wanted = policy.model_dump(exclude_none=True)
    return wanted or {"once_auto_created": (before or {}).get("once_auto_created", 1)}


def reset_of(policy: ResetPolicy | None) -> dict[str, Any] | None:
    return policy.model_dump(exclude_none=True) if policy else None


# --- Operations


@router.post("/desktop-pools")
async def create_desktop_pool(project: ProjectOf, body: PoolCreation) -> Response:
    """CreateDesktopPool: the answer has a job, which tells of the desktops and never of the pool."""
    check_agency(project)
    check_name(project, body.name)
    _check_template(project, body)
    check_subnets(body.subnet_ids, body.vpc_id)
    check_period(body.type, body.disconnected_retention_period)
    if body.type == "DYNAMIC" and body.disconnected_retention_period is None:
        raise invalid("A dynamic pool needs disconnected_retention_period.")
    check_policy(project, body.desktop_name_policy_id)
    check_ou(body.ou_name)
    pool = Pool(
        id=project.new_id(),
        name=body.name,
        type=body.type,
        created=project.now,
        product_id=body.product_id,
        image_id=body.image_id,
        availability_zone=zone_of(body.availability_zone, catalogue.PRODUCTS[body.product_id]),
        subnet_ids=body.subnet_ids,
        security_group_ids=group_ids_of(body.security_groups),
        root=_pool_disk(project, body.root_volume),
        disks=[_pool_disk(project, volume) for volume in body.data_volumes],
        tags=tags_of(body.tags),
        description=body.description,
        enterprise_project_id=body.enterprise_project_id,
        ou_name=body.ou_name,
        domain=body.domain,
        desktop_name_policy_id=body.desktop_name_policy_id,
        disconnected_retention_period=body.disconnected_retention_period or 0,
        enable_autoscale=body.enable_autoscale,
        autoscale_policy=autoscale_of(body.autoscale_policy, None),
        user_reset_policy=reset_of(body.user_reset_policy),
        steady_at=project.now + STEADY_AFTER * project.job_seconds,
    )
    authorize(project, pool, body.authorized_objects)
    parts = build(project, pool, body.size)
    project.table(Pool)[pool.id] = pool
    project.after(LISTED_AFTER * project.job_seconds, "pool-listed", pool_id=pool.id)
    watch(project, pool)
    return answer({"job_id": submit(project, "createDesktopPool", parts, pool_id=pool.id)})


@on("pool-listed")
def pool_listed(project: Project, pool_id: str) -> None:
    """The pool appears in lists, long before its desktops are there."""
    project.table(Pool)[pool_id].listed = True
