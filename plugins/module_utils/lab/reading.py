# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what there is in the cloud for a whole lab: over one session, each thing once, side by side."""

from __future__ import annotations

import concurrent.futures
import functools
import json
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Callable, TypeVar

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ..auth import Settings
from ..client import Client, Query
from ..deadline import Deadline
from ..errors import Answer, ApiError, InputError
from ..names import Names
from ..paging import Listing
from ..resources.base import things
from ..resources.catalogue import Catalogue
from ..resources.desktop.info import INFO_SPEC as DESKTOP_INFO_SPEC, find_desktops
from ..resources.eip import EIP
from ..resources.kinds import NAME_POLICY, OU
from ..resources.name_policy import list_policies
from ..resources.policy_group import POLICY_GROUP
from ..resources.pool.info import INFO_SPEC as POOL_INFO_SPEC, find_pools
from ..resources.scheduled_task.info import SCHEDULED_TASK_INFO_SPEC, find_scheduled_tasks
from ..resources.script import SCRIPT_INFO_SPEC, find_scripts
from ..resources.script_execution.info import EXECUTION_INFO_SPEC, find_executions
from ..resources.user.state import USER_INFO_SPEC, find_users
from ..resources.user_group import USER_GROUP_INFO_SPEC, find_user_groups
from ..shapes import by_real_names
from .found import Found
from .scripts import AFTER_REBUILD, disks_script, scripts_of

_SIDE_BY_SIDE = 8
"""How many requests are under way at the same time."""

T = TypeVar("T")


class ReadOnce(Client):
    """A client that reads each thing once, however often it is asked for, and changes nothing. Threads may share it."""

    def __init__(self, settings: Settings, deadline: Deadline, user_agent: str = "") -> None:
        super().__init__(settings, deadline, user_agent)
        self._known: dict[str, concurrent.futures.Future[Any]] = {}
        self._lock = threading.Lock()

    def get(
        self,
        path: str,
        query: Query | None = None,
        service: str = "workspace",
        holding: Mapping[str, type] | None = None,
    ) -> Answer:
        """Read something, unless it is known already."""
        read = functools.partial(super().get, path, query, service, holding)
        return self._once(["get", path, _given(query), service], read)

    def _list(self, path: str, key: Any, query: Query | None, *more: Any) -> Listing:
        read = functools.partial(super()._list, path, key, query, *more)
        return self._once(["list", path, str(key), _given(query), more], read)

    def write(self, *args: Any, **kwargs: Any) -> Answer:
        """Refuse to change anything."""
        raise TypeError("a plan changes nothing")

    def forget(self) -> None:
        """Read everything again that is asked for from now on."""
        self._known.clear()

    def _once(self, what: Sequence[Any], read: Callable[[], T]) -> T:
        key = json.dumps(what, sort_keys=True, default=str)
        with self._lock:
            new = key not in self._known
            future: concurrent.futures.Future[T] = self._known.setdefault(key, concurrent.futures.Future())
        if new:
            try:
                future.set_result(read())
            except Exception as error:
                future.set_exception(error)
        return future.result()


def _given(query: Query | None) -> dict[str, Any]:
    return {name: value for name, value in (query or {}).items() if value is not None}


def side_by_side(client: Client, work: Iterable[Callable[[], T]]) -> list[T]:
    """Do several pieces of reading at the same time, and return what they return, in their order.

    :raises WorkspaceError: the first of them that went wrong.
    """

    def guarded(piece: Callable[[], T]) -> T:
        with client.reading():
            return piece()

    with concurrent.futures.ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        return list(pool.map(guarded, work))


def validated(spec: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as a module gets them, with its defaults.

    :raises InputError: the specification does not allow them.
    """
    result = ArgumentSpecValidator(spec).validate(options)
    if result.error_messages:
        told = [
            f"unsupported parameters: {error.msg}" if isinstance(error, UnsupportedError) else error.msg
            for error in result.errors
        ]
        raise InputError("; ".join(told))
    return by_real_names(spec, result.validated_parameters)


def read_lab(client: Client, lab: Mapping[str, Any], needed: Collection[str]) -> Found:
    """Read what there is, as far as it is needed.

    :param needed: names of fields of :class:`.found.Found`; desktops are always read, and references only where the
        lab has options that name them.
    """
    # It also tells the project and gets a token, if one is used, before several requests need them.
    domain = Catalogue(client, Names(client)).has_domain()
    readers = [_desktops, *(reader for name, reader in _READERS.items() if name in needed)]
    parts = side_by_side(client, [functools.partial(reader, client, lab) for reader in readers])
    return Found(has_domain=domain, **{name: rows for part in parts for name, rows in part.items()})


def _desktops(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    return {"desktops": find_desktops(client, validated(DESKTOP_INFO_SPEC, {}))["desktops"]}


def _users(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    return {"users": find_users(client, validated(USER_INFO_SPEC, {}))["users"]}


def _groups(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    return {"groups": find_user_groups(client, validated(USER_GROUP_INFO_SPEC, {"members": True}))["user_groups"]}


def _pools(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    return {"pools": find_pools(client, validated(POOL_INFO_SPEC, {"authorized_objects": True}))["desktop_pools"]}


def _policies(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    """Read the policy groups, without their policies and targets; one that is not described has no mark."""
    rows = if_known(lambda: things(client, POLICY_GROUP, None)) or []
    return {
        "policies": [
            {**row, **({"description": row["description"] or ""} if "description" in row else {})} for row in rows
        ]
    }


def _schedules(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    return {"schedules": find_scheduled_tasks(client, validated(SCHEDULED_TASK_INFO_SPEC, {}))["scheduled_tasks"]}


def _scripts(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    """Read the scripts, their records on desktops, and which desktops have been rebuilt."""
    scripts = find_scripts(client, validated(SCRIPT_INFO_SPEC, {}))["scripts"]
    check = (lab.get("rollout") or {}).get("check_script")
    wanted = {*(script["name"] for script in scripts_of(lab)), check}
    known = [row["name"] for row in scripts if row["name"] in wanted]
    records = find_executions(client, validated(EXECUTION_INFO_SPEC, {"scripts": known}))["records"] if known else []
    if not (check or disks_script(lab) or any(AFTER_REBUILD in script["run"] for script in lab.get("scripts", []))):
        return {"scripts": scripts, "script_records": records}
    query = {"job_type": "rebuildDesktops", "status": "SUCCESS"}
    rebuilds = client.list_all("/v2/{project_id}/workspace-sub-jobs", "jobs", query, id_field="id")
    return {"scripts": scripts, "script_records": records, "rebuilds": rebuilds}


def _references(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    """Read the OUs and naming policies, if the lab refers to any."""
    options = _options_of(lab)
    found: dict[str, Any] = {}
    if "desktop_name_policy" in options:
        rows, unread = list_policies(client, {})
        names = [row[field] for field in (NAME_POLICY.name, NAME_POLICY.id) for row in rows]
        found["name_policies"] = None if unread else names
    if "ou_name" in options:
        names_in_domain = Catalogue(client, Names(client)).domain_ous()
        rows = client.list_all(OU.path, OU.key, limit=OU.limit, id_field=OU.id)
        own = [str(row.get(field)) for field in (OU.name, OU.id) for row in rows]
        found["ous"] = None if names_in_domain is None else [*own, *names_in_domain]
    return found


def _costs(client: Client, lab: Mapping[str, Any]) -> dict[str, Any]:
    """Read what else costs something or decides it, if the lab has prices."""
    if lab.get("prices") is None:
        return {}
    return {
        "addresses": if_known(lambda: client.list_all(EIP.path, EIP.key, limit=EIP.limit, id_field=EIP.id)),
        "hibernation": if_known(lambda: client.get("/v2/{project_id}/hibernate-type").get("hibernate_type")),
    }


def desktops_of_pool(client: Client, name: str) -> list[dict[str, Any]]:
    """Return the desktops of a pool, as ``workspace_desktop_info`` does."""
    rows: list[dict[str, Any]] = find_desktops(client, validated(DESKTOP_INFO_SPEC, {"pool": [name]}))["desktops"]
    return rows


def if_known(read: Callable[[], T]) -> T | None:
    """Return what an operation answers that not every region has, ``None`` where there is none."""
    try:
        return read()
    except ApiError as error:
        if error.lacking:
            return None
        raise


def _options_of(lab: Mapping[str, Any]) -> set[str]:
    """Return the names of all options of desktops and pools that a lab gives."""
    parts = [lab.get("defaults") or {}, *lab.get("seats", []), *lab.get("pools", [])]
    parts += [single for seat in lab.get("seats", []) for single in seat.get("desktops") or []]
    return {name for part in parts for name in part}


_READERS: Mapping[str, Callable[[Client, Mapping[str, Any]], dict[str, Any]]] = {
    "users": _users,
    "groups": _groups,
    "pools": _pools,
    "policies": _policies,
    "schedules": _schedules,
    "scripts": _scripts,
    "references": _references,
    "costs": _costs,
}
