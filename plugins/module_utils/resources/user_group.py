# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client import Client
from ..plan import Notice, Plan
from .base import NEW_NAME_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC, described, things
from .described import DESCRIPTION, ApiField, DescribedResource, NamedMembers
from .kinds import USER, USER_GROUP

USER_GROUP_SPEC: dict[str, dict[str, Any]] = {
    "group_name": {"type": "str", "required": True, "aliases": ["name"]},
    **NEW_NAME_SPEC,
    "platform_type": {"type": "str", "choices": ["LOCAL", "AD"]},
    "description": {"type": "str"},
    "members": {"type": "list", "elements": "str", "aliases": ["users"]},
    "purge_members": {"type": "bool", "default": False},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

USER_GROUP_INFO_SPEC: dict[str, dict[str, Any]] = {
    "group_name": {"type": "str", "aliases": ["name"]},
    "members": {"type": "bool", "default": False},
}


class UserGroupResource(DescribedResource):
    """A user group (ListUserGroups, CreateUserGroup, UpdateUserGroup, DeleteUserGroup) and its members."""

    kind = USER_GROUP
    identity = ApiField(name="group_name", answer="name")
    fields = (ApiField(name="platform_type", verb=None), DESCRIPTION)
    collections = (
        NamedMembers(
            "members",
            "/v2/{project_id}/groups/{id}/users",
            "users",
            batch=50,
            kind=USER,
            action="/actions",
            ids="user_ids",
        ),
    )
    returns = "user_group"

    def plan(self) -> Plan:
        """Compare; the service cannot rename groups of the domain."""
        plan = super().plan()
        from_domain = (self._found or {}).get("platform_type") == "AD"
        if from_domain and any("new_name" in step.fields for step in plan.steps):
            plan.refused.append(Notice(self._target, "it is a group of the domain, which only the domain can rename"))
        return plan

    def create_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        """A group is kept by the service itself unless it is said to come from the domain."""
        return {"platform_type": "LOCAL", **desired}


def find_user_groups(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the groups, or the one of that name, with their members where asked for."""
    name = options["group_name"]
    rows = described(client, lambda: things(client, USER_GROUP, None, {"keyword": name}))
    groups = [{**row, "group_name": row["name"]} for row in rows if name in (None, row["name"])]
    if options["members"]:
        for group in groups:
            users = client.list_all(f"{USER_GROUP.path}/{group['id']}/users", "users", id_field="id")
            group["members"] = sorted(user["user_name"] for user in users)
    return {"user_groups": groups}
