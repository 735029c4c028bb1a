# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What desktops are called as hosts, how they are reached, and which ready groups they are in. Pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .filters import Row

READY_GROUPS: Mapping[str, str] = {
    "lab": "lab",
    "pool": "pool",
    "power": "power_state",
    "login_status": "login_status",
    "image": "image_name",
    "product": "product_id",
    "os": "os_type",
}
"""The ready groups by what users call them, with the value by which each one groups."""

_ADDRESSES: Mapping[str, Callable[[Row], Any]] = {
    "private": lambda row: next(iter(row["ip_addresses"]), None),
    "eip": lambda row: row.get("eip"),
    "computer_name": lambda row: row["computer_name"],
}
"""The addresses by which a desktop can be reached, by the names of the choices."""

_ODD = re.compile(r"[^\w.-]")
_NOTHING_LEFT = re.compile(r"[^A-Za-z0-9]*")
_MOST_TOLD = 5


def address(row: Row, ways: Iterable[str]) -> str | None:
    """Return the address of a desktop by the first of these ways that it has."""
    return next((found for way in ways if (found := _ADDRESSES[way](row))), None)


def host_name(text: Any) -> str:
    """Return a text as the name of a host. Characters that mean something in patterns of hosts become ``_``."""
    return _ODD.sub("_", str(text).strip()).lstrip("-")


def unique(wanted: Sequence[tuple[str, str]], taken: Callable[[str, str], bool]) -> tuple[list[str], list[str]]:
    """Return the name of each host, and what to warn of.

    All desktops that would have the same name get their ID behind it, the first one too: otherwise the name would mean
    another desktop as soon as one comes or goes.

    :param wanted: the name wanted for each desktop, and its ID.
    :param taken: tells of a name and an ID whether something else in the inventory is already called so.
    """
    count = Counter(name for name, _desktop_id in wanted)
    used = {name for name, desktop_id in wanted if taken(name, desktop_id)}
    twins = [name for name, number in count.items() if number > 1]
    clashes = {*used, *twins}
    names = [host_name(f"{name}_{desktop_id}") if name in clashes else name for name, desktop_id in wanted]
    return names, [
        *_told(twins, "several desktops would be called"),
        *_told(sorted(used), "other hosts or groups of the inventory are already called"),
    ]


def _told(names: Sequence[str], what: str) -> list[str]:
    if not names:
        return []
    shown = ", ".join(names[:_MOST_TOLD]) + (f" and {len(names) - _MOST_TOLD} more" * (len(names) > _MOST_TOLD))
    return [f"{what} {shown}; each of these desktops has its ID in its host name (see the option hostnames)"]


def ready_groups(row: Row, kinds: Iterable[str], safe: Callable[[str], str]) -> dict[str, str]:
    """Return the ready groups of a desktop, with the value that each stands for.

    A value without a Latin letter or digit would leave nothing that tells its group from others, so a few digits of its
    hash do.

    :param kinds: keys of :data:`READY_GROUPS`. :param safe: makes a text a name of a group.
    """
    groups = {}
    for kind in kinds:
        value = row[READY_GROUPS[kind]]
        if value:
            told = hashlib.sha256(value.encode()).hexdigest()[:8] if _NOTHING_LEFT.fullmatch(value) else value
            groups[safe(f"{kind}_{told}")] = value
    return groups
