# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of users."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from ...client import Client
from ...fields import given
from ..base import described, things
from ..filters import Filters
from ..kinds import USER, USER_GROUP
from ..people import MASKS, shown
from . import expiry

USER_INFO_SPEC: dict[str, dict[str, Any]] = {
    "user_names": {"type": "list", "elements": "str", "aliases": ["user_name", "name"]},
    "group_name": {"type": "str"},
    "active_type": {"type": "str", "choices": ["USER_ACTIVATE", "ADMIN_ACTIVATE"]},
    "description": {"type": "str"},
    "disabled": {"type": "bool"},
    "locked": {"type": "bool"},
    "enterprise_project_id": {"type": "str"},
    "is_query_total_desktops": {"type": "bool", "default": True, "aliases": ["total_desktops"]},
    "details": {"type": "bool", "default": False},
    "show_contacts": {"type": "bool", "default": False},
    "time_zone": {"type": "str"},
}

_TEXTS = ("user_email", "user_phone", "description", "user_info_map")
"""Fields that may be told as null where nothing was ever written."""

_DETAIL_NAMES = {"enabled_change_password": "enable_change_password", "user_expired": "account_expired"}
"""Fields of the detail that have another name in the list."""


def row_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of ListUsers in which empty texts are texts, and the end of the account is a number."""
    known = dict(row)
    known.update({name: "" for name in _TEXTS if name in known and known[name] is None})
    if known.get("account_expires") is not None:
        known["account_expires"] = int(known["account_expires"] or 0)
    return known


def detail_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer of ListUserDetail by the names that ListUsers has."""
    detail = answer.get("user_detail") or {}
    return row_of({_DETAIL_NAMES.get(name, name): value for name, value in detail.items()})


def completed(row: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """Return a row with what only ListUserDetail tells of the user."""
    detail = detail_of(client.get(f"{USER.path}/{row[USER.id]}", holding={"user_detail": dict}))
    return {**row, **{name: value for name, value in detail.items() if row.get(name) is None}}


def as_result(row: Mapping[str, Any], zone: datetime.tzinfo | None, contacts: bool = False) -> dict[str, Any]:
    """Return a user as modules return it.

    :param contacts: whether e-mail address and phone number are told in full.
    """
    known = {name: value for name, value in row.items() if name != "group_names"}
    if "group_names" in row:
        known["groups"] = sorted(row["group_names"] or ())
    if row.get("account_expires") is not None:
        known["account_expires"] = expiry.shown(row["account_expires"], zone)
    if not contacts:
        known.update({name: shown(name, known[name]) for name in MASKS if name in known})
    return known


def find_users(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the users that pass the filters of ``workspace_user_info``, with their details where asked for."""
    names = None if options["user_names"] is None else {name.lower() for name in options["user_names"]}
    query = {
        name: options[name]
        for name in ("active_type", "group_name", "description", "enterprise_project_id", "is_query_total_desktops")
    }
    flags = given(options, ("disabled", "locked"))
    zone = expiry.zone_named(options["time_zone"]) if options["time_zone"] else None
    users = []
    rows = described(client, lambda: things(client, USER, None, query))
    filters = Filters(client)
    filters.look_up("group_name", [USER_GROUP], options["group_name"], [options["group_name"]] if rows else [])
    for row in map(row_of, rows):
        if names is not None and row[USER.name].lower() not in names:
            continue
        if options["details"] or any(row.get(flag) is None for flag in flags):
            row = completed(row, client)
        if all(row.get(flag) == value for flag, value in flags.items()):
            users.append(as_result(row, zone, options["show_contacts"]))
    return {"users": users, "warnings": filters.warnings}
