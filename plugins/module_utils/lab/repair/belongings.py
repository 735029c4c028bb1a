# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is bound to a desktop from outside, and is brought along when another one takes its place. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...names import listed
from ...resources.eip import Eip
from ...resources.terminal_binding.state import Binding
from ..found import in_use
from .replacing import Replacement


@dataclasses.dataclass(frozen=True)
class Belongings:
    """What follows to the desktops that take the place of others.

    :param terminals: the tasks of ``workspace_terminal_binding`` that bind terminals to them in place of the others.
    :param addresses: the tasks of ``workspace_eip`` that give them public addresses.
    :param told: what follows, and what does not, in sentences without full stop.
    """

    terminals: Sequence[Mapping[str, Any]] = ()
    addresses: Sequence[Mapping[str, Any]] = ()
    told: Sequence[str] = ()

    @classmethod
    def of(
        cls, replacements: Sequence[Replacement], table: Sequence[Binding] | None, eips: Sequence[Eip] | None
    ) -> Belongings:
        """Decide what follows to whom. Nothing is taken from a desktop as long as somebody is logged in to it.

        :param table: all bindings of terminals, ``None`` if they are not known. :param eips: likewise the addresses.
        """
        pairs = [one for one in replacements if not in_use(one.old)]
        told = [
            f"{one.name} keeps its terminals and its public address as long as somebody is logged in to it"
            for one in replacements
            if in_use(one.old)
        ]
        names = listed(one.name for one in pairs)
        if pairs and table is None:
            told.append(f"the service does not tell which terminals are bound to {names}")
        if pairs and eips is None:
            told.append(f"the service does not tell the public address of {names}")
        terminals, moved = _terminals(pairs, table or ())
        addresses, given = _addresses(pairs, eips or ())
        return cls(terminals, addresses, [*told, *moved, *given])


def _terminals(pairs: Sequence[Replacement], table: Sequence[Binding]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the task that moves bindings, if there is any, and what is told of it.

    The task lists all bindings of these terminals, so that it takes none but those to the old desktops away.
    """
    heirs = {one.name.lower(): one.heir for one in pairs}
    moving = [row for row in table if row.desktop.lower() in heirs]
    macs = {row.mac for row in moving}
    rows = [(row.mac, heirs.get(row.desktop.lower(), row.desktop)) for row in table if row.mac in macs]
    bindings = {(mac, desktop.lower()): {"mac": mac, "desktop": desktop} for mac, desktop in rows}
    task = {"bindings": list(bindings.values()), "purge_bindings": True, "purge_scope": "terminals"}
    told = [
        f"the terminal {row.mac} is bound to {heirs[row.desktop.lower()]} instead of {row.desktop}" for row in moving
    ]
    return [task] if moving else [], told


def _addresses(pairs: Sequence[Replacement], eips: Sequence[Eip]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the task that moves public addresses, if there is any, and what is told of it."""
    held = {eip.desktop_id: eip for eip in eips if eip.desktop_id}
    bindings, told = [], [f"the service does not tell which desktop has {eip.address}" for eip in eips if not eip.told]
    for one in pairs:
        eip = held.get(one.old["desktop_id"])
        if eip is None:
            continue
        if one.new["desktop_id"] in held:
            told.append(f"{one.name} keeps its public address {eip.address}, since {one.heir} has one")
            continue
        bindings.append({"desktop": one.heir, "eip": eip.id})
        told.append(f"{one.heir} gets the public address {eip.address} of {one.name}")
    return [{"bindings": bindings, "move": True}] if bindings else [], told
