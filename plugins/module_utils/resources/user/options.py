# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked for of users, and the rules that it must keep."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from ...errors import InputError, plain
from ...fields import given
from ..base import PARTIAL_SPEC, WRITE_UNKNOWN_SPEC
from ..people import EMAIL, PHONE, USER_NAME_RULE, is_user_name
from . import expiry

USER_ACTIVATE, ADMIN_ACTIVATE = "USER_ACTIVATE", "ADMIN_ACTIVATE"

COMMON_SPEC: dict[str, dict[str, Any]] = {
    "description": {"type": "str"},
    "active_type": {"type": "str", "choices": [USER_ACTIVATE, ADMIN_ACTIVATE]},
    "password": {"type": "str", "no_log": True},
    "account_expires": {"type": "str"},
    "enable_change_password": {"type": "bool", "no_log": False},
    "next_login_change_password": {"type": "bool", "no_log": False},
    "password_never_expired": {"type": "bool", "no_log": False},
    "disabled": {"type": "bool"},
    "locked": {"type": "bool"},
    "groups": {"type": "list", "elements": "str", "aliases": ["group_ids"]},
    "user_info_map": {"type": "str"},
    "domain": {"type": "str"},
}
"""Options that both a task and each item of its ``users`` list may give; an item's value wins."""

ITEM_SPEC: dict[str, dict[str, Any]] = {
    "user_name": {"type": "str", "aliases": ["name"]},
    "user_email": {"type": "str", "no_log": True, "aliases": ["email"]},
    "user_phone": {"type": "str", "no_log": True, "aliases": ["phone"]},
    "alias_name": {"type": "str"},
}
"""Options of one user: given for the task's only one, or for each item of ``users``."""


def argument_spec() -> dict[str, Any]:
    """Return the argument spec of ``workspace_user``, without the credentials."""
    item = {**ITEM_SPEC, **COMMON_SPEC}
    return {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **item,
        "users": {
            "type": "list",
            "elements": "dict",
            "options": {**item, "user_name": {**ITEM_SPEC["user_name"], "required": True}},
        },
        "time_zone": {"type": "str"},
        "purge_groups": {"type": "bool", "default": False},
        "reset_password": {"type": "bool", "default": False, "no_log": False},
        "update_password": {
            "type": "str",
            "choices": ["on_create", "always"],
            "default": "on_create",
            "no_log": False,
        },
        **PARTIAL_SPEC,
        "wait_timeout": {"type": "int", "default": 600},
        **WRITE_UNKNOWN_SPEC,
    }


@dataclasses.dataclass(frozen=True)
class Desired:
    """What a task wants of one user.

    :param options: the options given for the user (task and item merged); ``account_expires`` in milliseconds.
    :param groups: the desired groups' names, each with its ID where the user has yet to join it; ``None`` leaves the
        user's groups alone. Known once names are resolved.
    """

    user_name: str
    options: dict[str, Any] = dataclasses.field(default_factory=dict)
    groups: dict[str, str] | None = None


@dataclasses.dataclass(frozen=True)
class Policy:
    """The options that are not about one user. See the module's documentation for each."""

    state: str
    purge_groups: bool
    reset_password: bool
    update_password: str
    write_unknown_always: bool
    zone: datetime.tzinfo | None

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Policy:
        """Take the policy out of a task's options. Raises :class:`InputError`."""
        names = ("state", "purge_groups", "reset_password", "update_password")
        zone = options.get("time_zone")
        return cls(
            **{name: options[name] for name in names},
            write_unknown_always=options["write_unknown"] == "always",
            zone=expiry.zone_named(zone) if zone else None,
        )


def desired_users(options: Mapping[str, Any], policy: Policy) -> list[Desired]:
    """Return what a task wants of each user that it names.

    :raises InputError: nobody is named, somebody is named twice, or a value breaks its rule.
    """
    items = options.get("users")
    if items is None:
        if options.get("user_name") is None:
            raise InputError("give user_name, or several users in the list users")
        items = [given(options, ITEM_SPEC)]
    else:
        own = [name for name in ITEM_SPEC if options.get(name) is not None]
        if own:
            raise InputError(f"{own[0]} is about one user; give it in the items of users")
        if not items:
            raise InputError("the list users is empty; it never means all users")
    common = given(options, COMMON_SPEC)
    desired: dict[str, Desired] = {}
    for item in items:
        own_options = {**common, **given(item)}
        name = own_options.pop("user_name")
        # What exists can be deleted, whatever it is called.
        if policy.state != "absent":
            _check_name(name)
        if name.lower() in desired:
            raise InputError(f"{name} is listed twice; names of users are the same in upper and lower case")
        _check(name, own_options)
        if own_options.get("account_expires") is not None:
            try:
                own_options["account_expires"] = expiry.parse(own_options["account_expires"], policy.zone)
            except InputError as error:
                raise InputError(f"{name}: {error}") from None
        desired[name.lower()] = Desired(name, own_options)
    if policy.state == "absent" and policy.reset_password:
        raise InputError("reset_password cannot be combined with state: absent")
    return list(desired.values())


_LONGEST = {"description": 255, "alias_name": 55, "user_info_map": 255, "domain": 255}
_MOST_GROUPS = 5


def _check_name(name: str) -> None:
    if not is_user_name(name):
        raise InputError(f'user_name "{plain(name, 40)}" is not valid: it must be {USER_NAME_RULE}')


def _check(name: str, options: Mapping[str, Any]) -> None:
    for option, most in _LONGEST.items():
        if len(options.get(option) or "") > most:
            raise InputError(f"{name}: {option} has {len(options[option])} characters, but the most is {most}")
    for option, rule in (("user_email", EMAIL), ("user_phone", PHONE)):
        if options.get(option):
            rule.check(options[option], option, name)
    if "password" in options and not 8 <= len(options["password"]) <= 32:
        raise InputError(f"{name}: password must have 8 to 32 characters")
    if len(options.get("groups") or ()) > _MOST_GROUPS:
        raise InputError(f"{name}: groups has {len(options['groups'])} items, but the most is {_MOST_GROUPS}")
