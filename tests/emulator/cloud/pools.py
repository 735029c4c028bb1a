# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools: finding them, making their desktops, growing by themselves."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

from emulator.cloud import catalogue
from emulator.cloud.addresses import free_addresses
from emulator.cloud.catalogue import find_subnet, image_of
from emulator.cloud.deletion import delete_soon
from emulator.cloud.desktops import new_desktop
from emulator.cloud.disks import add_disks
from emulator.cloud.jobs import part, submit
from emulator.cloud.names import LONGEST_NAME, USER_IN_NAME, find_policy, names_by, taken_names
from emulator.cloud.people_data import superfluous
from emulator.cloud.project import DEFAULT_AGENCY, Project, on
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import Desktop, Job, Pool, PoolVolume
from emulator.engine.errors import BUSY, FORBIDDEN, POOL_NOT_FOUND, ApiError, invalid

ONLY_FOR_EXPAND = "ONLY_FOR_EXPAND"
FOR_EXPAND_AND_IDLE = "FOR_EXPAND_AND_IDLE"
TEMPORARY = "TEMPORARY"
JOB_ENDED = ("COMPLETE", "FAIL")
AUTOSCALE_SECONDS = 60


def find_pool(project: Project, pool_id: str) -> Pool:
    """Return a pool that lists show, or refuse with the 400 that stands for a missing pool."""
    pool = project.table(Pool).get(pool_id)
    if pool is None or not pool.listed:
        raise ApiError(400, POOL_NOT_FOUND, f"The desktop pool does not exist. PoolId {pool_id}")
    return pool


def members(project: Project, pool: Pool) -> list[Desktop]:
    """Return the desktops of a pool, also those that no list shows yet."""
    return [desktop for desktop in project.desktops.values() if desktop.pool_id == pool.id]


def is_idle(desktop: Desktop) -> bool:
    """Whether nobody has a desktop of a pool, nor is in it."""
    return not desktop.assignments and desktop.session_user is None


def status(project: Project, pool: Pool) -> str:
    """Return the status of a pool: temporary while it is made, and while a job works on it as a whole."""
    jobs = (project.jobs[job_id] for job_id in pool.job_ids)
    at_work = project.now < pool.steady_at or any(not _has_ended(job) for job in jobs)
    return TEMPORARY if at_work else pool.status


def _has_ended(job: Job) -> bool:
    return job.status in JOB_ENDED


def check_steady(project: Project, pool: Pool) -> None:
    """Refuse a pool that something is going on in."""
    if status(project, pool) == TEMPORARY:
        message = f"Operation conflict. The current status of desktop pool {pool.name} denies the operation."
        raise ApiError(409, BUSY, message)


def check_agency(project: Project) -> None:
    """Refuse what the service may only do with an agency."""
    if DEFAULT_AGENCY not in project.agencies:
        raise ApiError(403, FORBIDDEN, "The cloud service is not authorized. Enable the agency function first.")


def submit_for(project: Project, pool: Pool, job_type: str, parts: list[dict[str, Any]], delay: float = 0) -> str:
    """Start a job that keeps a pool busy; return its ID."""
    job_id = submit(project, job_type, parts, pool_id=pool.id, delay=delay)
    pool.job_ids = [known for known in pool.job_ids if not _has_ended(project.jobs[known])]
    pool.job_ids.append(job_id)
    return job_id


def affected(project: Project, pool: Pool, handle_type: str | None, desktop_ids: Iterable[str]) -> list[Desktop]:
    """Return the desktops of a pool that a change concerns now; all, if nothing else is said."""
    rows = [desktop for desktop in members(project, pool) if desktop.listed]
    wanted = set(desktop_ids)
    if unknown := wanted - {desktop.id for desktop in rows}:
        raise invalid(f"The desktop {min(unknown)} does not belong to the desktop pool {pool.name}.")
    if handle_type == ONLY_FOR_EXPAND:
        return []
    return [
        desktop
        for desktop in rows
        if (not wanted or desktop.id in wanted) and (handle_type != FOR_EXPAND_AND_IDLE or is_idle(desktop))
    ]


def pool_like(project: Project, name: str, desktop: Desktop) -> Pool:
    """Make a static pool whose new desktops are to be like that one."""
    fields = {"type", "size", "iops", "throughput", "kms_id"}
    root, *disks = (PoolVolume(id=project.new_id(), **disk.model_dump(include=fields)) for disk in desktop.all_disks)
    return Pool(
        id=project.new_id(),
        name=name,
        type="STATIC",
        created=project.now,
        product_id=desktop.product_id,
        image_id=desktop.image_id,
        availability_zone=desktop.availability_zone,
        subnet_ids=[desktop.subnet_id],
        security_group_ids=list(desktop.security_group_ids),
        root=root,
        disks=disks,
        listed=True,
    )


def join(pool: Pool, desktop: Desktop) -> None:
    """Put a desktop into a pool; its disks stand for those of the pool, as far as there are as many."""
    desktop.pool_id = pool.id
    for disk, volume in zip(desktop.all_disks, volumes_of(pool), strict=False):
        disk.desktop_pool_disk_id = volume.id


# --- Making desktops


def check_policy(project: Project, policy_id: str) -> None:
    """Refuse a name policy that does not exist, or that a pool cannot use."""
    if policy_id and USER_IN_NAME in find_policy(project, policy_id).name_prefix:
        raise invalid("A desktop name policy that contains the user's name cannot be used for pools.")


def _free_names(project: Project, pool: Pool, count: int) -> list[str]:
    """Return names for desktops: by the pool's name policy, or made of the pool's name."""
    taken = taken_names(project)
    if pool.desktop_name_policy_id:
        return names_by(find_policy(project, pool.desktop_name_policy_id), taken, count)
    stem = re.sub(r"[^A-Za-z0-9-]", "", pool.name)[: LONGEST_NAME - 4].strip("-") or "POOL"
    names = (f"{stem}{number:02d}" for number in itertools.count(1))
    return list(itertools.islice((name for name in names if name.casefold() not in taken), count))


def volumes_of(pool: Pool) -> list[PoolVolume]:
    """Return the disks that a new desktop of a pool gets, the system disk first."""
    return [pool.root, *pool.disks]


def as_disk(volume: PoolVolume) -> dict[str, Any]:
    """Return the fields of a desktop's disk that is made from a pool's disk."""
    return {**volume.model_dump(exclude={"id"}), "desktop_pool_disk_id": volume.id}


def build(project: Project, pool: Pool, count: int, auto_created: bool = False) -> list[dict[str, Any]]:
    """Make desktops of a pool, and return the parts of the job that starts them; refuse before any is made."""
    product = catalogue.PRODUCTS[pool.product_id]
    check_quotas(
        project,
        {
            "gpu_instances" if product.is_gpu else "general_instances": count,
            "cores": product.cpu * count,
            "Memory": product.memory * count // 1024,
            "volumes": len(volumes_of(pool)) * count,
            "volume_gigabytes": sum(volume.size for volume in volumes_of(pool)) * count,
        },
    )
    names = _free_names(project, pool, count)
    subnet = find_subnet(pool.subnet_ids[0])
    parts: list[dict[str, Any]] = []
    for name, address in zip(names, free_addresses(project, subnet, count) if count else [], strict=True):
        desktop = new_desktop(
            project,
            name,
            address,
            as_disk(pool.root),
            host_name=name,
            desktop_type="DEDICATED",
            product_id=product.product_id,
            image_id=pool.image_id,
            image_type=image_of(project, pool.image_id).image_type,
            availability_zone=pool.availability_zone,
            subnet_id=subnet.id,
            security_group_ids=list(pool.security_group_ids),
            enterprise_project_id=pool.enterprise_project_id,
            ou_name=pool.ou_name or None,
            domain=pool.domain,
            pool_id=pool.id,
            tags=dict(pool.tags),
            auto_created=auto_created,
        )
        desktop.operation = "create"
        add_disks(project, desktop, [as_disk(volume) for volume in pool.disks])
        parts.append(
            part(
                desktop.id,
                desktop.shown_name,
                product_id=product.product_id,
                ip_address=address,
                mac_address=desktop.mac,
            )
        )
    return parts


# --- Growing by itself


def room(project: Project, pool: Pool) -> int:
    """Return how many desktops the pool may still make by itself."""
    policy = pool.autoscale_policy or {}
    made = sum(desktop.auto_created for desktop in members(project, pool))
    return max(0, policy.get("max_auto_created", 0) - made) if pool.enable_autoscale else 0


def watch(project: Project, pool: Pool) -> None:
    """See to a pool that grows by itself, again and again."""
    if pool.enable_autoscale and not pool.scaling:
        pool.scaling = True
        _look_again(project, pool)


def _look_again(project: Project, pool: Pool) -> None:
    # Counted from the clock, not from the event: a clock that was moved far ahead must not make up for every minute.
    missed = project.clock.now() - project.now
    project.after(max(0.0, missed) + AUTOSCALE_SECONDS, "pool-scales", settles=False, pool_id=pool.id)


@on("pool-scales")
def pool_scales(project: Project, pool_id: str) -> None:
    """A pool with automatic scaling makes desktops until enough are idle."""
    pool = project.table(Pool).get(pool_id)
    if pool is None:
        return
    if not pool.enable_autoscale:
        pool.scaling = False
        return
    if status(project, pool) != TEMPORARY:
        for desktop in superfluous(project, pool, members(project, pool)):
            delete_soon(project, desktop)
    policy = pool.autoscale_policy or {}
    if policy.get("autoscale_type") == "AUTO_CREATED" and status(project, pool) != TEMPORARY:
        idle = sum(is_idle(desktop) and desktop.operation != "delete" for desktop in members(project, pool))
        count = min(policy.get("min_idle", 0) - idle, room(project, pool), policy.get("once_auto_created", 100))
        if count > 0:
            grow(project, pool, count)
    _look_again(project, pool)


def grow(project: Project, pool: Pool, count: int) -> str | None:
    """Let a pool make desktops by itself, unless a quota forbids it; return the job's ID."""
    try:
        parts = build(project, pool, count, auto_created=True)
    except ApiError:
        return None
    return submit_for(project, pool, "expandDesktopPool", parts)
