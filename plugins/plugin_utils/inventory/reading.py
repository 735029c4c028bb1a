# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the desktops of a project for an inventory, from pages of lists alone: never a request for one desktop."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import (
    UnknownNameError,
    WorkspaceError,
    plain,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import Kind, Names, number_of
from ansible_collections.huaweicloud.workspace.plugins.module_utils.ownership import OWNER_TAG
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import (
    Desktop,
    read_all,
    with_tags,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import read_eips
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.kinds import IMAGE, POOL, SUBNET
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.pool.state import parse as parse_pool
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.power import shown_power

from .filters import Filters, Ids, Row, exactly, queries
from .projects import place

_SUMMARY = "/v2/{project_id}/desktops"


@dataclasses.dataclass(frozen=True)
class Reading:
    """The desktops that were found, as plain data, and what is not known of them, as sentences."""

    rows: Sequence[Row] = ()
    warnings: Sequence[str] = ()


@dataclasses.dataclass(frozen=True)
class _Pool:
    """A pool, and the lab that owns it."""

    name: str
    lab: str | None


def read_projects(clients: Iterable[Client], filters: Filters, eips: bool, people: bool) -> Reading:
    """Return the desktops of all projects that match all filters, in the order of their names and IDs.

    Desktops that are being deleted are left out. A pool, subnet or image has to exist in one of the projects; those
    that do not have it have no such desktops.

    :param clients: one for each project. :param eips: whether to look up public addresses.
    :param people: whether to tell who has a desktop.
    :raises WorkspaceError: something cannot be read, or not as a whole.
    """
    rows: dict[str, Row] = {}
    warnings: list[str] = []
    unknown: list[Mapping[tuple[str, str], WorkspaceError]] = []
    for client in clients:
        project = _Project(client, filters)
        try:
            with client.reading():
                reading = project.read(eips, people)
        except WorkspaceError as error:
            raise WorkspaceError(f"{place(client.settings)}: {error}") from error
        rows.update({row["desktop_id"]: row for row in reading.rows})
        warnings += [f"{place(client.settings)}: {warning}" for warning in reading.warnings]
        unknown.append(project.unknown)
    for name, told in unknown[0].items():
        if all(name in others for others in unknown):
            raise told
    return Reading(sorted(rows.values(), key=lambda row: (row["computer_name"], row["desktop_id"])), warnings)


class _Project:
    """One project. ``unknown`` are the names in the filters that it does not know, by option and name."""

    def __init__(self, client: Client, filters: Filters) -> None:
        self.unknown: dict[tuple[str, str], WorkspaceError] = {}
        self._client = client
        self._filters = filters
        self._names = Names(client)

    def read(self, eips: bool, people: bool) -> Reading:
        """Return the desktops: ListDesktopsDetail, and, as far as they are needed, ListDesktopPools, ListDesktops,
        which tells the pools of desktops, and ListDesktopsEips."""
        filters, client = self._filters, self._client
        subnets = self._ids("subnet", SUBNET, [filters.subnet] if filters.subnet else [])
        images = self._ids("image", IMAGE, [filters.image] if filters.image else [])
        named_pools = self._ids("pool", POOL, filters.pool)
        if None in (subnets, images, named_pools):
            return Reading()
        ids = Ids(next(iter(subnets or ()), None), next(iter(images or ()), None), named_pools or ())
        pools = self._pools() if filters.lab else {}
        of_labs = [pool_id for pool_id, pool in pools.items() if pool.lab in filters.lab]
        asked = queries(filters, ids, of_labs)
        found = {one.desktop_id: one for query in asked for one in read_all(client, query)}
        desktops = with_tags(client, [desktop for desktop in found.values() if not desktop.going])

        pooled = any(_is_pooled(desktop) for desktop in desktops)
        if pooled:
            pools = pools or self._pools()
        members = self._members() if pooled else {}
        held = {eip.desktop_id: eip.address for eip in read_eips(client)} if eips else {}
        shared = {
            "region": client.settings.region,
            "project_id": client.project_id,
            "project_name": client.settings.project_name,
        }
        rows = [
            {
                **_row(desktop, members.get(desktop.desktop_id), pools, people),
                **({"eip": held.get(desktop.desktop_id)} if eips else {}),
                **shared,
            }
            for desktop in desktops
        ]
        return Reading(exactly(rows, filters, ids), _untold(rows))

    def _ids(self, option: str, kind: Kind, given: Sequence[str]) -> list[str] | None:
        """Return the IDs of those names that the project knows, ``None`` if names are given and it knows none."""
        found = []
        for name in given:
            try:
                found.append(self._names.find(kind, name).id)
            except UnknownNameError as error:
                self.unknown[option, name] = error
        return None if given and not found else found

    def _pools(self) -> dict[str, _Pool]:
        """Return the pools by their IDs."""
        found = {}
        for named in self._names.all(POOL):
            tags = parse_pool(named.row).tags or {}
            found[named.id] = _Pool(named.name, tags.get(OWNER_TAG))
        return found

    def _members(self) -> dict[str, str | None]:
        """ListDesktops: return the ID of the pool of each desktop that is part of one."""
        rows = self._client.list_all(_SUMMARY, "desktops", {"desktop_type": "POOLED"}, id_field="desktop_id")
        return {row["desktop_id"]: row.get("pool_id") or None for row in rows}


def _is_pooled(desktop: Desktop) -> bool:
    return desktop.values.get("desktop_type") == "POOLED"


def _row(desktop: Desktop, pool_id: str | None, pools: Mapping[str, _Pool], people: bool) -> dict[str, Any]:
    """Return what the inventory tells of a desktop, as plain data that any cache can hold."""
    row = desktop.as_result()
    if not people:
        del row["users"]
    pool = pools.get(pool_id or "")
    return {
        **row,
        "power_state": shown_power(desktop.status),
        "lab": (desktop.tags or {}).get(OWNER_TAG) or (pool.lab if pool else None),
        "pool": pool.name if pool else pool_id,
        "pool_id": pool_id,
    }


def _untold(rows: Iterable[Row]) -> list[str]:
    rows = list(rows)
    lost = {
        "pool": [row["computer_name"] for row in rows if row["desktop_type"] == "POOLED" and not row["pool_id"]],
        "tags": [row["computer_name"] for row in rows if row["tags"] is None],
    }
    return [
        f"the service does not tell the {what} of {number_of(len(names), 'desktop')}, such as {plain(names[0], 50)}"
        for what, names in lost.items()
        if names
    ]
