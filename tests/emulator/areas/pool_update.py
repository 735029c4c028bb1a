# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes of desktop pools, which new desktops get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.areas.pool_create import (
    AutoscalePolicy,
    Groups,
    Period,
    ResetPolicy,
    SubnetIds,
    Tags,
    Text36,
    autoscale_of,
    check_name,
    check_period,
    check_subnets,
    group_ids_of,
    reset_of,
    tags_of,
    zone_of,
)
from emulator.cloud import catalogue
from emulator.cloud.disks import MAX_DATA_DISKS, check_qos
from emulator.cloud.domain import check_ou
from emulator.cloud.pools import check_policy, find_pool, watch
from emulator.cloud.records import PoolVolume
from emulator.engine.contract import Body, EnterpriseProject, ProjectOf, Text, Text255, nothing
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")


class PoolDiskUpdate(Body):
    id: Text
    type: Text
    iops: int | None = None
    throughput: int | None = None
    kms_id: Text255 | None = None


class PoolUpdate(Body):
    """The request of UpdateDesktopPool: what is not given stays, an empty text takes away."""

    name: Text | None = None
    description: Text255 | None = None
    ou_name: Text255 | None = None
    tags: Tags | None = None
    disconnected_retention_period: Period | None = None
    enable_autoscale: bool | None = None
    autoscale_policy: AutoscalePolicy | None = None
    user_reset_policy: ResetPolicy | None = None
    in_maintenance_mode: bool | None = None
    desktop_name_policy_id: Text36 | None = None
    availability_zone: Text255 | None = None
    root_volume: PoolDiskUpdate | None = None
    data_volumes: Annotated[list[PoolDiskUpdate], Field(max_length=MAX_DATA_DISKS)] | None = None
    vpc_id: Text | None = None
    subnet_ids: SubnetIds | None = None
    security_groups: Groups | None = None
    enterprise_project_id: EnterpriseProject | None = None


def _changed_disks(disks: Iterable[PoolVolume], updates: list[PoolDiskUpdate]) -> dict[str, PoolVolume]:
    """Return pool disks with their changes, by ID, or refuse; only new desktops will have them."""
    known = {disk.id: disk for disk in disks}
    for update in updates:
        if update.id not in known:
            raise invalid(f"The disk {update.id} does not belong to the pool.")
        fields = {**known[update.id].model_dump(), **update.model_dump(exclude_none=True)}
        if update.type != "GPSSD2":
            if update.iops is not None or update.throughput is not None:
                raise invalid(f"iops and throughput are for GPSSD2, not for {update.type}.")
            fields.update(iops=None, throughput=None)
        else:
            check_qos(fields["iops"], fields["throughput"])
        if update.type not in catalogue.VOLUME_TYPES:
            raise invalid(f"The volume type {update.type} does not exist.")
        known[update.id] = PoolVolume.model_validate({**fields, "kms_id": fields["kms_id"] or None})
    return known


@router.put("/desktop-pools/{pool_id}")
async def update_desktop_pool(project: ProjectOf, pool_id: str, body: PoolUpdate) -> Response:
    """UpdateDesktopPool: at once; desktops that are there stay as they are."""
    pool = find_pool(project, pool_id)
    changes = body.model_dump(
        exclude_none=True,
        include={"name", "description", "ou_name", "enterprise_project_id", "enable_autoscale", "subnet_ids"},
    )
    if body.name is not None:
        check_name(project, body.name, pool)
    check_ou(body.ou_name)
    if body.subnet_ids is not None:
        check_subnets(body.subnet_ids, body.vpc_id)
    elif body.vpc_id is not None:
        check_subnets(pool.subnet_ids, body.vpc_id)
    if body.disconnected_retention_period is not None:
        check_period(pool.type, body.disconnected_retention_period)
        changes["disconnected_retention_period"] = body.disconnected_retention_period
    if body.desktop_name_policy_id is not None:
        check_policy(project, body.desktop_name_policy_id)
        changes["desktop_name_policy_id"] = body.desktop_name_policy_id
    if body.availability_zone is not None:
        changes["availability_zone"] = zone_of(body.availability_zone, catalogue.PRODUCTS[pool.product_id])
    if body.security_groups is not None:
        changes["security_group_ids"] = group_ids_of(body.security_groups)
    if body.tags is not None:
        changes["tags"] = tags_of(body.tags)
    if body.in_maintenance_mode is not None:
        changes["in_maintenance"] = body.in_maintenance_mode
    if body.user_reset_policy is not None:
        changes["user_reset_policy"] = reset_of(body.user_reset_policy)
    if body.root_volume is not None:
        changes["root"] = _changed_disks([pool.root], [body.root_volume])[pool.root.id]
    if body.data_volumes is not None:
        changes["disks"] = list(_changed_disks(pool.disks, body.data_volumes).values())
    changes["autoscale_policy"] = autoscale_of(body.autoscale_policy, pool.autoscale_policy)
    for name, value in changes.items():
        setattr(pool, name, value)
    watch(project, pool)
    return nothing(200)
