# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops created by the request of version 1.0, with its own rules. All that follows is as for other desktops."""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...apply import Call, carries_out
from ...client import Client
from ...errors import ApiError, InputError
from ...fields import filled, given
from ...plan import Notice, Plan, Step
from ..catalogue import own_group
from ..people import EMAIL_RULE, is_email
from ..rules import check_own_tags
from .fields import FIELDS
from .operations import DesktopOperations
from .options import POLICY_SPEC, Desired, Policy, Request
from .resource import DesktopResource

_PATH = "/v1.0/{project_id}/desktops"

_VOLUME = {
    "type": {"type": "str", "required": True, "choices": ["SATA", "SSD"]},
    "size": {"type": "int", "required": True},
}

_SHARED = (
    "purge_tags",
    "remove_tags",
    "purge_data_volumes",
    "if_in_use",
    "write_unknown",
    "reassign",
    "rebuild",
    "is_clear_data",
    "email_notification",
    "wait",
    "wait_timeout",
    "wait_until",
)
"""Options that mean what they mean for other desktops."""

V1_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present"], "default": "present"},
    "computer_name": {"type": "str", "required": True, "aliases": ["name"]},
    "user_name": {"type": "str", "required": True, "aliases": ["user"]},
    "user_email": {"type": "str", "required": True, "no_log": True, "aliases": ["email"]},
    "user_group": {"type": "str", "choices": ["ADMINISTRATORS", "USERS"]},
    "product": {"type": "str", "required": True, "aliases": ["product_id"]},
    "image": {"type": "str", "aliases": ["image_id"]},
    "root_volume": {"type": "dict", "required": True, "options": _VOLUME},
    "data_volumes": {"type": "list", "elements": "dict", "options": _VOLUME},
    "security_groups": {"type": "list", "elements": "str"},
    "nics": {
        "type": "list",
        "elements": "dict",
        "options": {
            "subnet": {"type": "str", "required": True, "aliases": ["subnet_id"]},
            "ip_address": {"type": "str"},
        },
    },
    "availability_zone": {"type": "str"},
    "scheduler_hints": {
        "type": "dict",
        "options": {
            "tenancy": {"type": "str", "choices": ["shared", "dedicated"]},
            "dedicated_host_id": {"type": "str"},
        },
    },
    "license_type": {"type": "str", "choices": ["system", "byol"]},
    "ou_name": {"type": "str"},
    "tags": {"type": "dict"},
    **{name: POLICY_SPEC[name] for name in _SHARED},
}

_NEEDED = ("product", "root_volume")

# Rules. Each is checked before anything is sent.

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,14}")
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_TAG = re.compile(r"[\w-]*")
_OU_LEVEL = r"[A-Za-z0-9_$!@&*?.-]+( +[A-Za-z0-9_$!@&*?.-]+)*"
_OU = re.compile(f"{_OU_LEVEL}(/{_OU_LEVEL}){{0,4}}")
_SIZES = {"root_volume": 80, "data_volumes": 10}
_LARGEST = 32768
_LONGEST_KEY, _LONGEST_VALUE = 36, 43


def check(options: Mapping[str, Any]) -> None:
    """Check a task's options as far as they can be checked without asking the service.

    :raises InputError: one sentence that names the option and the rule.
    """
    for name, fits, rule in (
        ("computer_name", _NAME.fullmatch, "1 to 15 letters, digits, hyphens and underscores, beginning with a letter"),
        (
            "user_name",
            _USER.fullmatch,
            "1 to 20 letters, digits, hyphens and underscores, beginning with a letter or digit",
        ),
        ("user_email", is_email, EMAIL_RULE),
        ("ou_name", _OU.fullmatch, "up to five levels with / between them, and no space beside it"),
    ):
        value = options[name]
        if value is not None and not fits(value):
            shown = "" if name == "user_email" else f' "{value}"'
            raise InputError(f"{name}{shown} is not valid: it must be {rule}")
    _check_sizes(options)
    _check_tags(options)
    _check_networks(options)
    _check_host(options)


def _check_sizes(options: Mapping[str, Any]) -> None:
    for name, smallest in _SIZES.items():
        disks = options[name] or []
        for disk in disks if isinstance(disks, list) else [disks]:
            if not smallest <= disk["size"] <= _LARGEST:
                raise InputError(f"{name}.size is {disk['size']}, but must be {smallest} to {_LARGEST} (GB)")


def _check_tags(options: Mapping[str, Any]) -> None:
    tags = options["tags"] or {}
    check_own_tags(tags, options["remove_tags"] or (), "the task")
    for key, value in tags.items():
        for what, text, longest in (("key", str(key), _LONGEST_KEY), ("value", str(value), _LONGEST_VALUE)):
            if len(text) > longest or not _TAG.fullmatch(text) or not text and what == "key":
                raise InputError(
                    f'the {what} "{text}" in tags is not valid: up to {longest} letters, digits, hyphens and '
                    "underscores"
                )


def _check_networks(options: Mapping[str, Any]) -> None:
    if options["security_groups"] == []:
        raise InputError("security_groups is empty; leave it out for the service's own group")
    for nic in options["nics"] or []:
        try:
            ipaddress.IPv4Address(nic["ip_address"] or "0.0.0.0")
        except ValueError as error:
            raise InputError(f"nics.ip_address \"{nic['ip_address']}\" is not an IPv4 address") from error


def _check_host(options: Mapping[str, Any]) -> None:
    hints = options["scheduler_hints"] or {}
    dedicated = hints.get("tenancy") == "dedicated"
    if hints.get("dedicated_host_id") and not dedicated:
        raise InputError("scheduler_hints.dedicated_host_id needs scheduler_hints.tenancy dedicated")
    if options["license_type"] == "byol" and not dedicated:
        raise InputError("license_type byol needs a dedicated host: set scheduler_hints.tenancy to dedicated")


def as_request(options: Mapping[str, Any]) -> Request:
    """Return what a task asks for, in the words of other desktops. Raises :class:`InputError` if an option is wrong."""
    check(options)
    policy = {name: spec.get("default") for name, spec in POLICY_SPEC.items()}
    policy.update({name: options[name] for name in POLICY_SPEC if name in options})
    desired = given(options, [field.name for field in FIELDS])
    if desired.get("user_group"):
        desired["user_group"] = desired["user_group"].lower()
    # Which of several cards a desktop shows as its subnet nobody says.
    if len(options["nics"] or ()) == 1:
        desired["subnet"] = options["nics"][0]["subnet"]
    name = desired.pop("computer_name")
    return Request(
        dataclasses.replace(Policy.from_options(policy), needed=_NEEDED, names_checked=True),
        [Desired(name, name, options=desired)],
    )


class V1Operations(DesktopOperations):
    """Makes the calls of one task: all as for other desktops, but the creation."""

    @carries_out("create")
    def _create(self, steps: Sequence[Step]) -> Iterable[Call]:
        """The creation of version 1.0, which takes one desktop."""
        for step in steps:
            body = self._creation_body(step.payload.desired)
            call = self._create_call([step], body)
            sort_out = functools.partial(_sort_out, step.target)
            yield dataclasses.replace(call, path=_PATH, split=None, sort_out=sort_out)

    def _creation_body(self, one: Desired) -> dict[str, Any]:
        options, ids = one.options, one.ids
        person = one.owner
        groups = [*(ids.get("security_groups") or []), *own_group(ids)]
        nics = zip(ids.get("nics") or [], options.get("nics") or [])
        item = {
            "user_name": person.user_name if person else None,
            "user_email": options.get("user_email"),
            "user_group": person.user_group.upper() if person and person.user_group else None,
            "product_id": ids["product"],
            "image_id": ids.get("image"),
            "root_volume": options["root_volume"],
            "data_volumes": options.get("data_volumes"),
            "computer_name": one.computer_name,
            "security_groups": [{"id": group_id} for group_id in groups],
            "nics": [filled({"subnet_id": subnet_id, "ip_address": nic.get("ip_address")}) for subnet_id, nic in nics],
            "availability_zone": ids.get("availability_zone"),
            "os:scheduler_hints": filled(options.get("scheduler_hints") or {}),
            "license_type": options.get("license_type"),
            "ou_name": options.get("ou_name"),
        }
        tags = [{"key": str(key), "value": str(value)} for key, value in (options.get("tags") or {}).items()]
        body = {"desktops": [filled(item)], "email_notification": self._policy.email_notification, "tags": tags}
        return filled(body)


def _sort_out(target: str, error: ApiError) -> tuple[Mapping[str, tuple[str, str]], Sequence[Call]]:
    """Say in words that a region does not know the request any more, if that is what it says."""
    if error.status != 405:
        return {}, ()
    reason = (
        "this region or project does not offer the creation of desktops by version 1.0 of the API; use "
        f"workspace_desktop instead ({error})"
    )
    return {target: (reason, error.error_code)}, ()


def _disks_of_old(step: Step) -> Iterable[str]:
    """Say what the requests of today, which change desktops that exist, do not take of a step's disks."""
    added = step.payload.data if step.verb == "add_volume" else []
    grown = [size for _disk, size in step.payload.data] if step.verb == "expand_volume" else []
    if any(disk["type"] == "SATA" for disk in added):
        yield "disks of the type SATA cannot be added to a desktop that exists; take SSD"
    for size in [*(disk["size"] for disk in added), *grown]:
        if size % 10:
            yield f"a disk of a desktop that exists cannot get {size} GB, but only a multiple of 10"


class V1Resource(DesktopResource):
    """What one task of ``workspace_desktop_v1`` works on."""

    operations = V1Operations

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, options, as_request(options))

    def _resolved(self, one: Desired) -> Desired:
        found = super()._resolved(one)
        # The request cannot say it.
        options = {name: value for name, value in found.options.items() if name != "enterprise_project_id"}
        return dataclasses.replace(found, options=options)

    def plan(self) -> Plan:
        """Plan as for other desktops, but refuse the disks that only the creation knows."""
        plan = super().plan()
        plan.refused += [Notice(step.target, reason) for step in plan.steps for reason in _disks_of_old(step)]
        return plan

    def result(self) -> dict[str, Any]:
        """Return the desktop."""
        found = super().result()["desktops"]
        return {"desktop": found[0] if found else None}
