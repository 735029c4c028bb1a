# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access agents: which versions there are, and which desktops have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ApiError, InputError

if TYPE_CHECKING:
    from ..client import Client

AGENT_INFO_SPEC: dict[str, dict[str, Any]] = {
    "agent_version": {"type": "str", "aliases": ["version"]},
    "version_type": {"type": "str", "choices": ["server", "client"], "default": "server"},
    "version_status": {"type": "str", "choices": ["PREVIEW", "RELEASED", "OFFLINE", "OBSOLETE"]},
    "desktops": {"type": "bool", "default": False},
}

_TYPES = {"server": 0, "client": 1}
_VERSIONS = "/v2/{project_id}/version-config"
_STATISTICS = "/v2/{project_id}/desktops/statistics/by-version"
_DESKTOPS = "/v2/{project_id}/desktops/list-by-version"
_OFFERED = ("PREVIEW", "RELEASED")
_TOLD = ("desktop_id", "sid", "status", "task_status")


def find_agents(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the versions that are published, and how many desktops have which.

    :returns: ``None`` for what the region does not tell, with a warning.
    """
    version = options["agent_version"]
    found = {
        "versions": published(client, options["version_type"], version, options["version_status"]),
        "agents": _agents(client, version, options["desktops"]),
    }
    return {**found, "warnings": [f"the region does not tell {name}" for name, rows in found.items() if rows is None]}


def published(
    client: Client, version_type: str, version: str | None = None, status: str | None = None
) -> list[dict[str, Any]] | None:
    """Return the versions of agents or clients, or exactly one for each system (ListTenantVersionConfig), ``None`` if
    the region does not tell them."""
    query = {"version_type": _TYPES[version_type], "version": version, "version_status": status}
    try:
        rows = client.list_all(_VERSIONS, "records", query, id_field="id")
    except ApiError as error:
        if not error.lacking:
            raise
        return None
    return [row for row in rows if version in (None, row.get("version")) and status in (None, row["version_status"])]


def check_offered(client: Client, version: str) -> None:
    """Check that the service offers a version of the agent, as far as the region tells which it offers.

    :raises InputError: it does not.
    """
    rows = published(client, "server")
    if rows is None:
        return
    offered = sorted({str(row.get("version")) for row in rows if row["version_status"] in _OFFERED})
    if version not in offered:
        told = ", ".join(offered) or "none"
        raise InputError(f'the service offers no version "{version}" of the agent; offered are {told}')


def check_version(option: str, version: str) -> None:
    """Check that a text could be a version. Raises :class:`.errors.InputError`."""
    if not re.search("[0-9]", version):
        raise InputError(f'{option} is "{version}", but a version has numbers, such as 25.2.0')


def is_older(version: str, other: str) -> bool:
    """Tell whether a version is older than another one, number by number."""
    first, second = ([int(number) for number in re.findall(r"[0-9]+", one)] for one in (version, other))
    return first < second


def _agents(client: Client, version: str | None, with_desktops: bool) -> list[dict[str, Any]] | None:
    """ListDesktopStatisticsByVersion, and ListDesktopVersion for each version and system."""
    try:
        answer = client.get(_STATISTICS, {"versions": version}, holding={"version_statistics": list})
    except ApiError as error:
        if not error.lacking:
            raise
        return None
    rows = [dict(row) for row in answer["version_statistics"] if version in (None, row["version"])]
    for row in rows if with_desktops else ():
        query = {"agent_version": row["version"], "os_type": row["os_type"]}
        listed = client.list_all(_DESKTOPS, "desktops", query, limit=100, id_field="desktop_id")
        row["desktops"] = [
            {"computer_name": one.get("desktop_name"), **{name: one.get(name) for name in _TOLD}} for one in listed
        ]
    return rows
