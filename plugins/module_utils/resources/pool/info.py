# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding desktop pools by every filter of the API, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ...client import Client
from ...names import listed, matcher
from ...plan import chunks
from ..desktop.images import differing
from ..desktop.state import complete
from ..filters import Filters
from ..kinds import USER
from .state import POOLS, Pool, parse, read_grants, read_members, read_pool

INFO_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "pool_id": {"type": "str"},
    "select_names": {"type": "list", "elements": "str"},
    "type": {"type": "str", "choices": ["DYNAMIC", "STATIC"]},
    "enterprise_project_id": {"type": "str"},
    "in_maintenance_mode": {"type": "bool"},
    "users": {"type": "list", "elements": "str", "aliases": ["user_ids"]},
    "detail": {"type": "bool", "default": False},
    "desktops": {"type": "bool", "default": False},
    "authorized_objects": {"type": "bool", "default": False},
}

_COMPARED = ("type", "enterprise_project_id", "in_maintenance_mode")
_PASSED_ON = ("name", *_COMPARED)
_USERS_PAGE = 10


def find_pools(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pools that all filters let through (ListDesktopPools), as much of each as is asked for.

    A ``pool_id`` is read by ShowDesktopPoolDetail.
    """
    filters = Filters(client)
    users = filters.find("users", USER, options["users"])
    if users is None:
        pools = [_told(client, pool, options, filters.warnings) for pool in _read(client, options)]
        return {"desktop_pools": pools, "warnings": filters.warnings}
    by_pool = _users_of_pools(client, {user.id: user.name for user in users})
    return {
        "desktop_pools": [
            {**_told(client, pool, options, filters.warnings), "users": by_pool[pool.pool_id]}
            for pool in (_read(client, options) if by_pool else ())
            if pool.pool_id in by_pool
        ],
        "warnings": filters.warnings,
    }


def _users_of_pools(client: Client, users: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """ListDesktopPoolsByUsers: return who of these users can use which pool, by its ID.

    The service lists nothing unless users are named, and at most ten of them.

    :param users: their names by their IDs.
    """
    by_pool: dict[str, list[dict[str, Any]]] = {}
    for part in chunks(list(users), _USERS_PAGE):
        query = {"user_ids": list(part), "offset": 0, "limit": _USERS_PAGE}
        answer = client.get(f"{POOLS}/statistics/by-users", query, holding={"users": list})
        for row in answer["users"]:
            for pool in row.get("desktop_pools") or []:
                attached = bool(pool.get("is_attached"))
                user = {"user_id": row["user_id"], "user_name": users.get(row["user_id"]), "is_attached": attached}
                by_pool.setdefault(pool["desktop_pool_id"], []).append(user)
    return by_pool


def _read(client: Client, options: Mapping[str, Any]) -> list[Pool]:
    exactly = _filter(options)
    if options["pool_id"] is not None:
        pool = read_pool(client, options["pool_id"])
        found = [pool] if pool else []
    else:
        query = {name: options[name] for name in _PASSED_ON if options[name] is not None}
        found = _listed(client, query)
        if any(pool.tags is None for pool in found):
            client.forget()
            found = _listed(client, query)
        if options["detail"]:
            details = [read_pool(client, pool.pool_id) for pool in found if exactly(pool)]
            found = [pool for pool in details if pool is not None]
    return [pool for pool in found if exactly(pool)]


def _listed(client: Client, query: Mapping[str, Any]) -> list[Pool]:
    return [parse(row) for row in client.list_all(POOLS, "desktop_pools", query, id_field="id")]


def _filter(options: Mapping[str, Any]) -> Callable[[Pool], bool]:
    """Return what matches again what the service only matches roughly."""
    selects = matcher(options["select_names"] or ["*"])
    return lambda pool: (
        (options["name"] is None or pool.name == options["name"])
        and selects(pool.name)
        and all(options[name] in (None, pool.values[name]) for name in _COMPARED)
    )


def _told(client: Client, pool: Pool, options: Mapping[str, Any], warnings: list[str]) -> dict[str, Any]:
    told = pool.as_result()
    if options["desktops"]:
        members = complete(client, read_members(client, pool.pool_id), lambda desktop: desktop.image_id is None)
        told["desktops"] = [desktop.as_result() for desktop in members]
        other, unknown = differing(members, pool.image_id)
        told["inconsistent_desktops"] = [desktop.computer_name for desktop in other]
        if unknown:
            names = listed([desktop.computer_name for desktop in unknown])
            warnings.append(f"the service does not tell whether the image of {names} is that of the pool {pool.name}")
    if options["authorized_objects"]:
        told["authorized_objects"] = [grant.as_result() for grant in read_grants(client, pool.pool_id) or ()]
    return told
