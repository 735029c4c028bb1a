# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of desktop pools, and how to wait for what it does to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...client import Client
from ...errors import ApiError
from ...jobs import DONE, FAILED, LAG_WINDOW, RUNNING, Watch, success_but
from ...names import number_of
from ...progress import Progress
from ..base import called
from ..desktop.state import BUILDING, CONFIRMATIONS, Desktop, Disk, parse_disk, read_all
from ..kinds import POOL
from .fields import READABLE

POOLS = "/v2/{project_id}/desktop-pools"

POOL_API = "desktop-pools"
"""The name under which pools are watched themselves (see :func:`poll_pools`)."""

_BUSY = "TEMPORARY"

_GRANTS_PAGE = 100


@dataclasses.dataclass(frozen=True)
class Grant:
    """A user or a group of users that may use a pool, with the privilege group in the operating system."""

    object_type: str
    object_name: str
    object_id: str | None = None
    user_group: str | None = None
    domain: str | None = None
    created_at: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells two grants apart."""
        return self.object_type, self.object_name

    @property
    def shown(self) -> str:
        """The grant as plans show it."""
        return f"{'user' if self.object_type == 'USER' else 'group'} {self.object_name}"

    def as_result(self) -> dict[str, Any]:
        """Return the grant as modules return it: the API's names."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value is not None}


@dataclasses.dataclass(frozen=True)
class Pool:
    """A pool as it is now. ``None`` means that the service did not tell.

    :param values: what is one value, by the names of :data:`.fields.READABLE`.
    """

    pool_id: str
    name: str
    status: str
    product_id: str | None
    image_id: str | None
    image_name: str | None
    os_type: str | None
    values: Mapping[str, Any]
    root_volume: Disk | None
    data_volumes: tuple[Disk, ...] | None
    tags: Mapping[str, str] | None
    answer: Mapping[str, Any] = dataclasses.field(repr=False, compare=False, default_factory=dict)

    @property
    def busy(self) -> bool:
        """Whether the service is doing something to it."""
        return self.status == _BUSY

    @property
    def yearly(self) -> bool:
        """Whether it is billed by the month or year. Pools count the other way round than desktops."""
        return self.answer.get("charging_mode") == "0"

    @property
    def data_disks(self) -> int:
        """How many data disks each of its desktops is to have."""
        return len(self.data_volumes or ())

    @property
    def gigabytes(self) -> int:
        """How much all disks of one of its desktops are to hold."""
        return sum(disk.size for disk in (self.root_volume, *(self.data_volumes or ())) if disk)

    @property
    def product(self) -> dict[str, Any]:
        """What is known of its product, by the names of ListProducts, with the operating system."""
        told = {name: value for name, value in (self.answer.get("product") or {}).items() if value is not None}
        return {**told, "product_id": self.product_id, "os_type": self.os_type}

    def as_result(self) -> dict[str, Any]:
        """Return the pool as modules return it: the API's names."""
        return {
            "pool_id": self.pool_id,
            "status": self.status,
            "desktop_count": int(self.answer.get("desktop_count") or 0),
            **{field.sent: field.result(self.values[field.name]) for field in READABLE},
            **{name: self.answer.get(name) for name in _TOLD_ONLY},
            "root_volume": _disk_result(self.root_volume) if self.root_volume else None,
            "data_volumes": [_disk_result(disk) for disk in self.data_volumes or ()],
            "tags": None if self.tags is None else dict(self.tags),
        }


_TOLD_ONLY = (
    "desktop_used",
    "image_name",
    "image_os_type",
    "image_os_version",
    "image_os_platform",
    "isolation_num",
    "charging_mode",
    "created_time",
)
"""What answers tell that no task can ask for."""


def _disk_result(disk: Disk) -> dict[str, Any]:
    named = {"id": disk.volume_id, "type": disk.type, "size": disk.size}
    more = {"iops": disk.iops, "throughput": disk.throughput, "kms_id": disk.kms_id}
    return {**named, **{name: value for name, value in more.items() if value is not None}}


def parse(row: Mapping[str, Any]) -> Pool:
    """Read one pool out of the answer of ShowDesktopPoolDetail or ListDesktopPools."""
    disks, tags = row.get("data_volumes"), row.get("tags")
    values = {field.name: field.read(row) for field in READABLE}
    return Pool(
        pool_id=row["id"],
        name=values["name"] or "",
        status=(row.get("status") or "").upper(),
        product_id=values["product"],
        image_id=values["image"],
        image_name=row.get("image_name"),
        os_type=row.get("image_os_type"),
        values=values,
        root_volume=parse_disk(row["root_volume"]) if row.get("root_volume") else None,
        data_volumes=None if disks is None else tuple(parse_disk(disk) for disk in disks),
        tags=None if tags is None else {tag["key"]: tag.get("value") or "" for tag in tags},
        answer=row,
    )


# Reading


def find_named(client: Client, name: str) -> list[Mapping[str, Any]]:
    """ListDesktopPools: the pools of exactly this name, since the service's own filter is fuzzy.

    :raises AnswerError: none has it, but there is one whose name is not told.
    """
    rows = client.list_all(POOLS, "desktop_pools", {"name": name}, id_field="id")
    return called(POOL, rows, name)


def read_pool(client: Client, pool_id: str) -> Pool | None:
    """ShowDesktopPoolDetail, or ``None`` if there is no such pool."""
    try:
        return parse(client.get(f"{POOLS}/{pool_id}"))
    except ApiError as error:
        if error.not_found:
            return None
        raise


def read_desktops(client: Client, pool_id: str) -> list[Desktop]:
    """Return the desktops of a pool, also those being deleted (ListDesktopsDetail, whose pages are the largest)."""
    return read_all(client, {"pool_id": pool_id})


def read_members(client: Client, pool_id: str) -> list[Desktop]:
    """Return the desktops of a pool that are not being deleted."""
    return [desktop for desktop in read_desktops(client, pool_id) if not desktop.going]


def read_grants(client: Client, pool_id: str) -> list[Grant] | None:
    """ListDesktopPoolAuthorizedObjects, or ``None`` where a region does not have it."""
    try:
        rows = client.list_all(f"{POOLS}/{pool_id}/users", "objects", limit=_GRANTS_PAGE)
    except ApiError as error:
        if error.not_found:
            return None
        raise
    return [
        Grant(
            row["object_type"],
            row["object_name"],
            row.get("object_id"),
            row.get("user_group"),
            row.get("domain"),
            row.get("created_at"),
        )
        for row in rows
    ]


def being_created(client: Client, pool_id: str, members: Sequence[Desktop]) -> dict[str, int]:
    """Return the jobs that are adding desktops to a pool now, each with the number that are not there yet."""
    there = {desktop.desktop_id for desktop in members}
    creating: dict[str, int] = {}
    for job_type in ("createDesktopPool", "expandDesktopPool"):
        for status in ("WAITING", "RUNNING"):
            query = {"job_type": job_type, "status": status, "desktop_pool_id": pool_id}
            for row in client.list_all("/v2/{project_id}/workspace-sub-jobs", "jobs", query, id_field="id"):
                missing = (row.get("entities") or {}).get("desktop_id") not in there
                creating[row["job_id"]] = creating.get(row["job_id"], 0) + missing
    return creating


# Waiting


def poll_pools(client: Client, watches: Sequence[Watch]) -> None:
    """Look at pools until they are as the operations on them leave them; see :func:`reached`."""
    for watch in watches:
        until, memory = watch.job.until, watch.memory
        for fate in watch.fates.values():
            if fate.state != RUNNING or not fate.target_id:
                continue
            pool = read_pool(client, fate.target_id)
            desktops = read_desktops(client, fate.target_id) if pool and _ABOUT_MEMBERS & set(until) else []
            fate.inside = fate.inside if memory.get("lagging") and fate.inside else _inside(fate.verb, desktops, until)
            memory["seen"] = memory.get("seen", 0) + 1 if reached(pool, desktops, until) else 0
            lost = pool is None and not until.get("gone") or pool is not None and pool.status == "ERROR"
            memory["lost"] = memory.get("lost", 0) + 1 if lost else 0
            if memory["seen"] >= (1 if until.get("gone") else CONFIRMATIONS):
                number, size = sum(not one.going for one in desktops), until.get("size", len(desktops))
                fate.state = FAILED if number > size else DONE
                fate.reason = surplus(fate.target, number, size) if number > size else ""
            elif memory["lost"] > CONFIRMATIONS:
                fate.state = FAILED
                fate.reason = "its status is ERROR now" if pool else "somebody has deleted it meanwhile"
        if memory.get("lagging") and client.server_time() - watch.job.submitted > LAG_WINDOW:
            watch.fail_running(success_but("the pool is not as asked for"))


_ABOUT_MEMBERS = {"size", "at_most", "built", "power", "quiet", "emptied"}


def _inside(verb: str, desktops: Sequence[Desktop], until: Mapping[str, Any]) -> Progress | None:
    """Return how far the desktops of a pool are, or ``None`` where it is not told of each of them."""
    members = _meant([one for one in desktops if not one.going], until)
    if "power" in until:
        ready = [one for one in members if one.status == until["power"] and one.idle]
    elif "built" in until:
        ready = [one for one in members if one.task_status not in BUILDING and not one.broken]
    elif "quiet" in until:
        ready = [one for one in members if one.idle]
    else:
        return None
    failed = () if "quiet" in until else tuple(one.computer_name for one in members if one.broken)
    return Progress(verb, len(ready), max(len(members), until.get("size", 0)), failed)


def _meant(members: Sequence[Desktop], until: Mapping[str, Any]) -> list[Desktop]:
    """Return those desktops of a pool that its power is about."""
    of = until.get("of")
    return [one for one in members if of is None or one.desktop_id in of]


def surplus(name: str, number: int, size: int) -> str:
    """Return the sentence for a pool that has more desktops than it is to have, and that may not shrink."""
    return (
        f"{name} has {number_of(number, 'desktop')}, {number - size} more than size; set allow_shrink to true to "
        "delete the surplus, or size to their number"
    )


def reached(pool: Pool | None, desktops: Sequence[Desktop], until: Mapping[str, Any]) -> bool:
    """Whether a pool is as an operation leaves it.

    :param desktops: its desktops, also those being deleted.
    :param until: ``{"gone": true}``, or any of ``size`` (the number of desktops that have to be there; of more,
        :func:`surplus` tells), ``at_most`` (how many may be left), ``built`` (no desktop is being created any more),
        ``quiet`` (nothing goes on on any desktop), ``emptied`` (there is no desktop any more, also none that is being
        deleted), ``power`` (the status of all desktops that are not in error, or of those whose IDs are in ``of``),
        and the pool's own fields.
    """
    if until.get("gone") or pool is None:
        return pool is None and bool(until.get("gone"))
    members = [one for one in desktops if not one.going]
    for name, value in until.items():
        if name == "of":
            continue
        if name == "size":
            holds = len(members) >= value
        elif name == "at_most":
            holds = len(members) <= value
        elif name == "built":
            holds = not any(one.task_status in BUILDING for one in members)
        elif name == "quiet":
            holds = all(one.idle for one in members)
        elif name == "emptied":
            holds = not desktops
        elif name == "power":
            holds = all(one.status in (value, "ERROR") and one.idle for one in _meant(members, until))
        else:
            holds = getattr(pool, name) == value
        if not holds:
            return False
    return True
