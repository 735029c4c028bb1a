# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of desktop pools have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integration.desktops import COMPLETE
from integration.harness import Outcome, Task, Tenant

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import resolve
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline

MODULE = "workspace_desktop_pool"
INFO = "workspace_desktop_pool_info"

POOL = {
    "name": "drop-in",
    "type": "DYNAMIC",
    "size": 3,
    "subnets": ["teaching-a"],
    "disconnected_retention_period": 60,
    **COMPLETE,
}
"""A pool, with what it needs to be created."""


def pool(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a pool."""
    return Task(MODULE, arguments, check)


def find(**arguments: Any) -> Task:
    """Return a task that finds pools."""
    return Task(INFO, arguments)


def pools(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the pools of the emulator by name."""
    return {row["name"]: row for row in tenant.state["tables"].get("Pool", [])}


def sent(outcome: Outcome, action: str, method: str = "POST") -> list[Any]:
    """Return the bodies of the requests to an action of the only pool (or, with an empty one, to the pool itself)."""
    return [
        request["body"]
        for request in outcome.writes
        if request["method"] == method
        and request["path"].partition("/desktop-pools/")[2].partition("/")[2] == action
        and "/desktop-pools/" in request["path"]
    ]


def made(tenant: Tenant, *desktops: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Let there be a pool ``drop-in``, made in the console of desktops ``PC-01`` and so on; return it.

    :param desktops: what the console is told of each. :param fields: fields of the pool's record.
    """
    for number, one in enumerate(desktops, start=1):
        name = f"PC-{number:02d}"
        tenant.desktop(name, **one)
        tenant.console("pool", name, name="drop-in")
    pool: dict[str, Any] = tenant.control("POST", "pools", pool="drop-in", fields=fields)
    return pool


def members(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the desktops of the pool by name."""
    pool_id = pools(tenant)["drop-in"]["id"]
    return {name: desktop for name, desktop in tenant.desktops.items() if desktop["pool_id"] == pool_id}


def client_of(tenant: Tenant) -> Client:
    """Return a client of the project, for what another run does."""
    settings = resolve({}, {**tenant.emulator.process_env, "HW_PROJECT_ID": tenant.project_id}, "/")
    return Client(settings, Deadline(30))


def delete_desktops(tenant: Tenant, *names: str) -> None:
    """Let another run begin to delete desktops."""
    body = {
        "desktop_ids": [tenant.desktops[name]["id"] for name in names],
        "delete_users": False,
        "email_notification": False,
        "is_force_delete": False,
    }
    client_of(tenant).write("POST", "/v2/{project_id}/desktops/batch-delete", body)


def name_policy(tenant: Tenant, name: str, prefix: str) -> str:
    """Let there be a policy that names desktops; return its ID."""
    body = {
        "policy_name": name,
        "name_prefix": prefix,
        "digit_number": 3,
        "start_number": 1,
        "single_domain_user_inc": 0,
    }
    return str(client_of(tenant).write("POST", "/v2/{project_id}/desktop-name-policies", body)["policy_id"])
