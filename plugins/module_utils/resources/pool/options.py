# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of desktop pools: their specification, their rules, and how far a task may go."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import InputError
from ..base import WRITE_UNKNOWN_SPEC
from ..requirements import check_product
from ..rules import check_delay, check_tags, check_volume, name_width
from .fields import FIELDS
from .verbs import STATES

USER_GROUPS = ["sudo", "default", "administrators", "users"]

_VOLUME = {
    "id": {"type": "str"},
    "type": {"type": "str", "required": True},
    "size": {"type": "int", "required": True},
    "iops": {"type": "int"},
    "throughput": {"type": "int"},
    "kms_id": {"type": "str"},
    "resource_spec_code": {"type": "str"},
}

SHAPE_SPEC: dict[str, dict[str, Any]] = {
    **{field.name: dict(field.spec) for field in FIELDS if field.spec},
    "size": {"type": "int"},
    "root_volume": {"type": "dict", "options": _VOLUME},
    "data_volumes": {"type": "list", "elements": "dict", "options": _VOLUME},
    "authorized_objects": {
        "type": "list",
        "elements": "dict",
        "options": {
            "user": {"type": "str"},
            "group": {"type": "str"},
            "user_group": {"type": "str", "choices": USER_GROUPS},
            "domain": {"type": "str"},
            "created_at": {"type": "str"},
        },
    },
    "tags": {"type": "dict"},
}
"""What a pool is."""

NEEDED_TO_CREATE = (*(field.name for field in FIELDS if field.needed), "size", "root_volume")
"""The options without which no pool can be created."""

POLICY_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": STATES, "default": "present"},
    "handle_type": {
        "type": "str",
        "choices": ["ONLY_FOR_EXPAND", "FOR_EXPAND_AND_IDLE", "FOR_EXPAND_AND_ALL"],
        "default": "FOR_EXPAND_AND_IDLE",
    },
    "desktop_ids": {"type": "list", "elements": "str"},
    "rebuild": {"type": "str", "choices": ["fail", "never", "on_change", "fix"], "default": "fail"},
    "delay_time": {"type": "int"},
    "rebuild_message": {"type": "str"},
    "os_type": {"type": "str"},
    "order_id": {"type": "str"},
    "encrypt_type": {"type": "str", "choices": ["KEEP", "UNENCRYPTED", "ENCRYPTED"]},
    "kms_id": {"type": "str"},
    "replace_failed": {"type": "bool", "default": False},
    "allow_shrink": {"type": "bool", "default": False},
    "purge_authorized_objects": {"type": "bool", "default": False},
    "purge_data_volumes": {"type": "bool", "default": False},
    "purge_tags": {"type": "bool", "default": False},
    "remove_tags": {"type": "list", "elements": "str"},
    **WRITE_UNKNOWN_SPEC,
    "if_in_use": {"type": "str", "choices": ["fail", "skip", "force"], "default": "fail"},
    "power_type": {"type": "str", "choices": ["SOFT", "HARD"], "default": "SOFT"},
    "delete_users": {"type": "bool", "default": False},
    "email_notification": {"type": "bool", "default": False},
    "is_force_delete": {"type": "bool", "default": False},
}

POOL_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "pool_id": {"type": "str"},
    **SHAPE_SPEC,
    **POLICY_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
}


def argument_spec() -> dict[str, Any]:
    """Return the argument spec of ``workspace_desktop_pool``, without the credentials."""
    return copy.deepcopy(POOL_SPEC)


@dataclasses.dataclass(frozen=True)
class Policy:
    """How far a task may go: the options that are not about what the pool is. See the module's documentation."""

    state: str
    handle_type: str
    desktop_ids: Sequence[str] | None
    rebuild: str
    delay_time: int | None
    rebuild_message: str | None
    os_type: str | None
    order_id: str | None
    encrypt_type: str | None
    kms_id: str | None
    replace_failed: bool
    allow_shrink: bool
    purge_authorized_objects: bool
    purge_data_volumes: bool
    purge_tags: bool
    write_unknown: str
    if_in_use: str
    power_type: str
    delete_users: bool
    email_notification: bool
    is_force_delete: bool
    remove_tags: Sequence[str] | None = None

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Policy:
        """Take the policy out of a task's options."""
        return cls(**{field.name: options[field.name] for field in dataclasses.fields(cls)})


# Rules. Each is checked before anything is sent.

CREATE_MAX, SIZE_MAX = 100, 1000
"""The most desktops of a pool when it is created, and after it has been expanded."""

ROOT_SIZES, DATA_SIZES = (80, 8200), (10, 8200)

_NAME = re.compile(r"((?!_)[\w-])+")

_AUTOSCALE_RANGES = {
    "max_auto_created": (1, 5000),
    "min_idle": (0, 5000),
    "once_auto_created": (1, 100),
    "min_retention": (0, 5000),
    "idle_retention_duration": (0, 43200),
    "auto_isolation_max_num": (1, 5000),
}
_MOST_ITEMS = {"data_volumes": 10, "tags": 20, "authorized_objects": 500}
_RANGES = {"size": (0, SIZE_MAX), "delay_time": (0, 15)}
_LONGEST = {"rebuild_message": 400, "os_type": 255, "order_id": 255}


def check(options: Mapping[str, Any]) -> None:
    """Check a task's options as far as they can be checked without asking the service.

    :raises InputError: one sentence that names the option and the rule.
    """
    if options.get("name") is None and options.get("pool_id") is None:
        raise InputError("say which pool is meant: give its name, or its pool_id")
    target = str(options["name"] if options.get("name") is not None else options["pool_id"])
    for option in ("name", "pool_id"):
        if options.get(option) is not None and not options[option].strip():
            raise InputError(f"{option} is empty; it says which pool is meant")
    # What exists can be deleted, whatever it is called.
    if options.get("name") is not None and options.get("state") != "absent":
        _check_name(options["name"])
    _check_numbers(options, target)
    check_delay(options)
    _check_counts(options, target)
    check_product(options.get("product"), target)
    _check_disks(options, target)
    _check_people(options, target)
    _check_policies(options, target)
    check_tags(options, options.get("remove_tags"), target)
    for field in FIELDS:
        field.check(options, target)


def _check_name(name: str) -> None:
    if name_width(name) > 64 or not _NAME.fullmatch(name):
        raise InputError(f"name \"{name}\" is not valid: a pool's name has 1 to 64 letters, digits and hyphens")


def _check_numbers(options: Mapping[str, Any], target: str) -> None:
    for name, (low, high) in _RANGES.items():
        value = options.get(name)
        if value is not None and not low <= value <= high:
            raise InputError(f"{target}: {name} is {value}, but must be {low} to {high}")
    for name, most in _LONGEST.items():
        if len(options.get(name) or "") > most:
            raise InputError(f"{target}: {name} has more than {most} characters")


def _check_counts(options: Mapping[str, Any], target: str) -> None:
    for name, most in _MOST_ITEMS.items():
        if len(options.get(name) or ()) > most:
            raise InputError(f"{target}: {name} has {len(options[name])} items, but the most is {most}")
    if options.get("desktop_ids") == []:
        raise InputError(f"{target}: desktop_ids is given but empty; leave it out where it is not meant")


def _check_disks(options: Mapping[str, Any], target: str) -> None:
    if options.get("root_volume"):
        check_volume(options["root_volume"], "root_volume", ROOT_SIZES, target)
    for volume in options.get("data_volumes") or []:
        check_volume(volume, "data_volumes", DATA_SIZES, target)


def _check_people(options: Mapping[str, Any], target: str) -> None:
    seen = set()
    for number, item in enumerate(options.get("authorized_objects") or [], start=1):
        given = [kind for kind in ("user", "group") if item.get(kind)]
        if len(given) != 1:
            raise InputError(f"{target}: item {number} of authorized_objects must have either user or group")
        key = (given[0], item[given[0]])
        if key in seen:
            raise InputError(f"{target}: authorized_objects lists the {key[0]} {key[1]} twice")
        seen.add(key)


def _check_policies(options: Mapping[str, Any], target: str) -> None:
    policy = options.get("autoscale_policy") or {}
    for name, (low, high) in _AUTOSCALE_RANGES.items():
        value = policy.get(name)
        if value is not None and not low <= value <= high:
            raise InputError(f"{target}: autoscale_policy.{name} is {value}, but must be {low} to {high}")
    resets = (options.get("user_reset_policy") or {}).get("reset_count_per_day")
    if resets is not None and not 1 <= resets <= 100:
        raise InputError(f"{target}: user_reset_policy.reset_count_per_day is {resets}, but must be 1 to 100")
    if options.get("type") == "STATIC" and options.get("disconnected_retention_period") is not None:
        raise InputError(f"{target}: disconnected_retention_period is for pools of type DYNAMIC only")
    if options.get("encrypt_type") == "ENCRYPTED" and not options.get("kms_id"):
        raise InputError(f"{target}: encrypt_type ENCRYPTED needs kms_id, the ID of the key")
    if options.get("kms_id") and options.get("encrypt_type") != "ENCRYPTED":
        raise InputError(f"{target}: kms_id is for encrypt_type ENCRYPTED only")
