# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of desktops: their specification, their rules, and what a task wants of each desktop."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...errors import InputError
from ..base import PARTIAL_SPEC, WRITE_UNKNOWN_SPEC
from ..logoff import LOGOFF_SPEC, Patience
from ..requirements import check_product
from ..rules import check_delay, check_tags, check_volume, name_width
from ..selectors import check_selectors, selectors
from .fields import FIELDS
from .state import Person
from .verbs import BY_STATE, STATES

COMMON_SPEC = {field.name: field.option() for field in FIELDS if not field.own and not field.v1}
"""Options that both a task and each item of its ``desktops`` list may give; an item's value wins."""

ITEM_SPEC = {field.name: field.option() for field in FIELDS if field.own}
"""Options of one desktop: given for the task's only one, or for each item of ``desktops``."""

POLICY_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": STATES, "default": "present"},
    "select_names": {"type": "list", "elements": "str"},
    "select_tags": {"type": "dict"},
    "select_pool": {"type": "str"},
    "select_status": {"type": "list", "elements": "str"},
    "max_targets": {"type": "int"},
    "purge_tags": {"type": "bool", "default": False},
    "remove_tags": {"type": "list", "elements": "str"},
    "purge_data_volumes": {"type": "bool", "default": False},
    "purge_users": {"type": "bool", "default": False},
    "if_in_use": {"type": "str", "choices": ["fail", "skip", "force"], "default": "fail"},
    **WRITE_UNKNOWN_SPEC,
    "reassign": {"type": "str", "choices": ["fail", "keep_disks", "rebuild"], "default": "fail"},
    "recreate": {"type": "str", "choices": ["fail", "on_change"], "default": "fail"},
    "rebuild": {"type": "str", "choices": ["fail", "never", "on_change"], "default": "fail"},
    "replace_failed": {"type": "bool", "default": False},
    "allow_shrink": {"type": "bool", "default": False},
    "is_clear_data": {"type": "bool", "default": False},
    "delete_users": {"type": "bool", "default": False},
    "is_force_delete": {"type": "bool", "default": False},
    "email_notification": {"type": "bool", "default": False},
    "power_type": {"type": "str", "choices": ["SOFT", "HARD"], "default": "SOFT"},
    "os_type": {"type": "str"},
    "delay_time": {"type": "int"},
    "rebuild_message": {"type": "str"},
    "encrypt_type": {"type": "str", "choices": ["KEEP", "UNENCRYPTED", "ENCRYPTED"]},
    "kms_id": {"type": "str"},
    "order_id": {"type": "str"},
    "logoff_message": {"type": "str"},
    **LOGOFF_SPEC,
    **PARTIAL_SPEC,
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
    "wait_until": {"type": "str", "choices": ["active", "registered"], "default": "active"},
}


def argument_spec() -> dict[str, Any]:
    """Return the argument spec of ``workspace_desktop``, without the credentials."""
    item = copy.deepcopy({**COMMON_SPEC, **ITEM_SPEC})
    return {
        **copy.deepcopy(item),
        "desktops": {"type": "list", "elements": "dict", "options": copy.deepcopy(item)},
        "desktop_name": {"type": "str"},
        "size": {"type": "int"},
        **copy.deepcopy(POLICY_SPEC),
    }


NEEDED_TO_CREATE = ("product", "image", "root_volume")


@dataclasses.dataclass(frozen=True)
class Policy:
    """How far a task may go: the options that are not about one desktop. See the module's documentation for each.

    :param patience: how long people have to log off, ``None`` if they are not waited for.
    :param broken_meant: whether desktops in error were selected as such, and so are no surprise.
    :param needed: the options without which the request that creates desktops cannot be made.
    :param names_checked: whether the names of new desktops have been checked by rules of their own.
    """

    state: str
    purge_tags: bool
    purge_data_volumes: bool
    purge_users: bool
    if_in_use: str
    write_unknown: str
    reassign: str
    recreate: str
    rebuild: str
    replace_failed: bool
    allow_shrink: bool
    is_clear_data: bool
    delete_users: bool
    is_force_delete: bool
    email_notification: bool
    power_type: str
    os_type: str | None
    delay_time: int | None
    rebuild_message: str | None
    encrypt_type: str | None
    kms_id: str | None
    order_id: str | None
    logoff_message: str | None
    wait_until: str
    max_targets: int | None
    remove_tags: Sequence[str] | None = None
    patience: Patience | None = None
    broken_meant: bool = False
    needed: tuple[str, ...] = NEEDED_TO_CREATE
    names_checked: bool = False

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Policy:
        """Take the policy out of a task's options."""
        return cls(**{field.name: options[field.name] for field in dataclasses.fields(cls) if field.name in options})


@dataclasses.dataclass(frozen=True)
class Desired:
    """What a task wants of one desktop.

    :param target: what the desktop is called in the plan: its name as written, else its ID, else its user.
    :param options: the options given for it (task and item merged), names as written.
    :param ids: what the names in its options stand for, by option; empty until the resource has read them.
    :param obstacle: why it cannot be created, found likewise.
    """

    target: str
    computer_name: str | None = None
    desktop_id: str | None = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    ids: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    obstacle: str = ""

    @property
    def people(self) -> tuple[Person, ...] | None:
        """The desired users: ``None`` to leave them alone, empty to unassign."""
        users = self.options.get("users")
        if users is not None:
            group = self.options.get("user_group")
            return tuple(
                Person(user["user_name"], user.get("user_group") or group, user["type"], user.get("user_id"))
                for user in users
            )
        name = self.options.get("user_name")
        if name is None:
            return None
        return (Person(name, self.options.get("user_group")),) if name else ()

    @property
    def owner(self) -> Person | None:
        """The user with whom a new desktop is created; groups, and further users, are attached to it afterwards."""
        return next((person for person in self.people or () if person.type == "USER"), None)


@dataclasses.dataclass(frozen=True)
class Fleet:
    """``desktop_name`` and ``size``: so many desktops of that name plus digits, whoever they are assigned to.

    :param desired: what is desired of each of them.
    """

    desktop_name: str
    size: int
    desired: Desired


def desired_desktops(options: Mapping[str, Any]) -> list[Desired]:
    """Return what a task wants of each desktop that it names, one by one or in its list.

    :raises InputError: names are missing or given twice.
    """
    task = {name: value for name, value in options.items() if value is not None}
    items = task.get("desktops")
    if items is None:
        single = {name: task[name] for name in ITEM_SPEC if name in task}
        items = [single] if {"computer_name", "desktop_id", "user_name"} & set(single) else []
    common = common_options(options)
    desired = []
    for number, item in enumerate(items):
        own = {**common, **{name: value for name, value in item.items() if value is not None}}
        if "desktop_ips" in common and item.get("desktop_ips") is None:
            own["desktop_ips"] = common["desktop_ips"][number : number + 1]
        name, desktop_id = own.pop("computer_name", None), own.pop("desktop_id", None)
        target = name or desktop_id or own.get("user_name")
        if not target:
            where = "the task" if "desktops" not in task else f"item {number + 1} of desktops"
            raise InputError(f"{where} has none of computer_name, desktop_id and user_name")
        desired.append(Desired(target, name, desktop_id, own))
    return desired


@dataclasses.dataclass(frozen=True)
class Request:
    """What a task asks for.

    :param policy: how far it may go. :param desired: the desktops that it names.
    :param fleet: a number of desktops of one name. :param selection: the selectors, with their bound.
    :param common: what is desired of each selected desktop.
    """

    policy: Policy
    desired: Sequence[Desired] = ()
    fleet: Fleet | None = None
    selection: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    common: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Request:
        """Take the options of a task. Raises :class:`InputError` if one is wrong."""
        check(options)
        common = common_options(options)
        name = options.get("desktop_name")
        fleet = None if name is None else Fleet(name, options["size"], Desired(name, options=common))
        chosen = selectors(options)
        selection = {**chosen, "max_targets": options.get("max_targets")} if chosen else {}
        broken_meant = "error" in {str(status).lower() for status in chosen.get("select_status", ())}
        policy = dataclasses.replace(
            Policy.from_options(options), broken_meant=broken_meant, patience=Patience.of(options)
        )
        return cls(policy, desired_desktops(options), fleet, selection, common)


# Rules. Each is checked before anything is sent.

_NAME = re.compile(r"[^\W_]((?!_)[\w-])*(?<!-)")
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

ROOT_SIZES, DATA_SIZES = (80, 32760), (10, 32760)
LONGEST_MESSAGE = 255
LONGEST_DELAY, LONGEST_REBUILD_MESSAGE = 2147483647, 400


def check(options: Mapping[str, Any]) -> None:
    """Check a task's options as far as they can be checked without asking the service.

    :raises InputError: one sentence that names the option and the rule.
    """
    if options["wait_timeout"] < 1:
        raise InputError(f"wait_timeout is {options['wait_timeout']}, but must be 1 or more")
    _check_logoff(options)
    _check_ways(options)
    check_selectors(options, needing_limit=("absent", "rebuilt"))
    _check_rebuilding(options)
    desired = desired_desktops(options)
    _check_names(desired)
    removed = options.get("remove_tags")
    for one in desired:
        _check_one(one, removed)
    if options.get("desktop_name") is not None:
        _check_fleet(options)
    if not desired:
        target = options.get("desktop_name") or "the selected desktops"
        _check_one(Desired(target, options=common_options(options)), removed)


def _check_rebuilding(options: Mapping[str, Any]) -> None:
    delay = options.get("delay_time")
    if delay is not None and not 0 <= delay <= LONGEST_DELAY:
        raise InputError(f"delay_time is {delay}, but must be 0 to {LONGEST_DELAY} (minutes)")
    check_delay(options)
    if len(options.get("rebuild_message") or "") > LONGEST_REBUILD_MESSAGE:
        raise InputError(f"rebuild_message has more than {LONGEST_REBUILD_MESSAGE} characters")
    if options.get("encrypt_type") == "ENCRYPTED" and not options.get("kms_id"):
        raise InputError("encrypt_type ENCRYPTED needs kms_id, the ID of the key")
    if options.get("kms_id") and options.get("encrypt_type") != "ENCRYPTED":
        raise InputError("kms_id is for encrypt_type ENCRYPTED only")


def _check_logoff(options: Mapping[str, Any]) -> None:
    """Check what people are told, and how long they are waited for."""
    Patience.of(options)
    message = options.get("logoff_message")
    if message is not None and options["state"] != "logged_off":
        raise InputError(f"logoff_message is for state logged_off only, and the state is {options['state']}")
    if message is not None and len(message) > LONGEST_MESSAGE:
        raise InputError(f"logoff_message has {len(message)} characters, but the most is {LONGEST_MESSAGE}")


def common_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options given for all desktops of a task."""
    return {name: options[name] for name in COMMON_SPEC if options.get(name) is not None}


def _check_ways(options: Mapping[str, Any]) -> None:
    single = [name for name in ("computer_name", "desktop_id", "user_name") if options.get(name) is not None]
    ways = {
        "desktops": options.get("desktops") is not None,
        "desktop_name": options.get("desktop_name") is not None,
        "select_...": bool(selectors(options)),
        " / ".join(single) or "computer_name": bool(single) and not selectors(options),
    }
    used = [name for name, given in ways.items() if given]
    if not used:
        raise InputError(
            "say which desktops are meant: computer_name, desktop_id or user_name for one, desktops for a list, "
            "desktop_name with size for a number of them, or a selector (select_names, select_tags, select_pool, "
            "select_status)"
        )
    if len(used) > 1:
        raise InputError(f"give only one of {', '.join(used)}: they are different ways to say which desktops are meant")
    own = [name for name in ITEM_SPEC if options.get(name) is not None]
    if own and (not single or selectors(options)):
        raise InputError(f"{own[0]} belongs to one desktop; give it in the items of desktops")
    if options.get("desktops") == []:
        raise InputError("the list desktops is empty; it never means all desktops")
    if (options.get("size") is None) != (options.get("desktop_name") is None):
        raise InputError("desktop_name and size belong together; one of them is missing")
    if options.get("desktop_ips") is not None and options.get("desktop_name") is not None:
        raise InputError("desktop_ips cannot go with desktop_name; list the desktops with their addresses in desktops")
    verb = BY_STATE.get(options["state"])
    if verb and verb.of_existing and options.get("desktop_name") is not None:
        raise InputError(f"state {options['state']} needs existing desktops; use select_names instead of desktop_name")


def _check_names(desired: Sequence[Desired]) -> None:
    for field in ("computer_name", "desktop_id"):
        given = [getattr(one, field) for one in desired]
        if "" in given:
            raise InputError(f"{field} is empty; leave it out where it is not meant")
        twice = _twice(value for value in given if value is not None)
        if twice:
            raise InputError(f"two desktops have the {field} {twice}")
    _check_users(desired)
    twice = _twice(one.target for one in desired)
    if twice:
        raise InputError(f"two desktops are called {twice}, one by its computer_name or desktop_id, one by its user")


def _twice(values: Iterable[str]) -> str | None:
    """Return the first value that was there before, without case."""
    seen: set[str] = set()
    for value in values:
        if value.lower() in seen:
            return value
        seen.add(value.lower())
    return None


def _check_users(desired: Sequence[Desired]) -> None:
    """Refuse a desktop that is known by its user alone when the task has another one for the same user."""
    holders: dict[tuple[str, str], int] = {}
    for one in desired:
        for person in one.people or ():
            holders[person.key] = holders.get(person.key, 0) + 1
    for one in desired:
        if not one.computer_name and not one.desktop_id and any(holders[person.key] > 1 for person in one.people or ()):
            raise InputError(f"two desktops have the user_name {one.target}; give the computer_name of both")


def _check_one(one: Desired, removed: Sequence[str] | None) -> None:
    options = one.options
    if options.get("user_name") is not None and options.get("users") is not None:
        raise InputError(f"{one.target}: give user_name or users, not both")
    twice = _twice(f"{user['type']} {user['user_name']}" for user in options.get("users") or [])
    if twice:
        raise InputError(f"{one.target}: users lists {twice.split(' ', 1)[1]} twice")
    if (options.get("copy_volume_desktop_id") is None) != (options.get("copy_volume_ids") is None):
        raise InputError(f"{one.target}: copy_volume_desktop_id and copy_volume_ids belong together")
    _check_copying(one)
    if options.get("subnet") is not None and options.get("nics") is not None:
        raise InputError(f"{one.target}: give subnet or nics, not both")
    check_product(options.get("product"), one.target)
    if options.get("root_volume"):
        check_volume(options["root_volume"], "root_volume", ROOT_SIZES, one.target)
    for volume in options.get("data_volumes") or []:
        check_volume(volume, "data_volumes", DATA_SIZES, one.target)
    for field in FIELDS:
        field.check(options, one.target)
    if options.get("security_groups") == []:
        raise InputError(f"{one.target}: security_groups is empty, but a desktop needs at least one")
    check_tags(options, removed, one.target)
    bandwidth = (options.get("eip") or {}).get("bandwidth_size")
    if bandwidth is not None and not 1 <= bandwidth <= 2000:
        raise InputError(f"{one.target}: eip.bandwidth_size is {bandwidth}, but must be 1 to 2000 (Mbit/s)")


_NOT_WITH_COPIES = (
    "copy_volume_desktop_id",
    "copy_volume_ids",
    "if_delete_old_desktop",
    "if_mount_old_desktop_disk",
    "data_volumes",
)


def _check_copying(one: Desired) -> None:
    """Refuse what contradicts copies of all data disks of another desktop, which is kept."""
    source = one.options.get("copy_data_from")
    if source is None:
        return
    if not source:
        raise InputError(f"{one.target}: copy_data_from is empty; leave it out where nothing is copied")
    wrong = [name for name in _NOT_WITH_COPIES if one.options.get(name) not in (None, False)]
    if wrong:
        raise InputError(f"{one.target}: give copy_data_from or {wrong[0]}, not both")
    if source.lower() in (name.lower() for name in (one.computer_name, one.desktop_id) if name):
        raise InputError(f"{one.target}: copy_data_from names the desktop itself; name the one that has the disks")


def is_computer_name(name: str) -> bool:
    """Tell whether a new desktop can have a name."""
    return name_width(name) <= 15 and _NAME.fullmatch(name) is not None


def wrong_name(name: str) -> str:
    """Return what stands against a name that a desktop is to get, empty if nothing.

    What exists can be changed and deleted whatever it is called.
    """
    if name_width(name) > 15:
        return f'computer_name "{name}" has {name_width(name)} characters, but the most is 15'
    if not is_computer_name(name):
        rule = "a name has 1 to 15 letters, digits and hyphens, and begins and ends with a letter or digit"
        return f'computer_name "{name}" is not valid: {rule}'
    return ""


def wrong_users(people: Iterable[Person], name: str | None) -> str:
    """Return what stands against the users whom a desktop of this name is to get, empty if nothing."""
    for user in [person.user_name for person in people if person.type == "USER"]:
        if not _USER.fullmatch(user):
            return (
                f'user_name "{user}" is not valid: it has 1 to 64 letters, digits, hyphens and underscores, and begins '
                "with a letter or digit"
            )
        if name and user.lower() == name.lower():
            return f"user_name \"{user}\" must not equal the desktop's computer_name"
    return ""


def against_names(one: Desired) -> str:
    """Return what stands against the names of a new desktop, empty if nothing."""
    name = one.computer_name
    return (wrong_name(name) if name else "") or wrong_users(one.people or (), name)


def _check_fleet(options: Mapping[str, Any]) -> None:
    name, size = options["desktop_name"], options["size"]
    most = 15 if size == 1 else 13
    good = 1 <= name_width(name) <= most and _NAME.fullmatch(name.rstrip("-") or "-")
    if not (good or name and options["state"] == "absent"):
        raise InputError(f'desktop_name "{name}" is not valid: 1 to {most} letters, digits and hyphens')
    if size < 0:
        raise InputError(f"size is {size}, but must be 0 or more")
