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
from ..found import Row, in_use
from .replacing import ADDRESS, Replacement, tag_tasks, untag_tasks

_DESKTOP = "INSTANCE"
"""The type of a desktop as a target of policy groups."""


@dataclasses.dataclass(frozen=True)
class Belongings:
    """What follows to the desktops that take the place of others.

    :param terminals: the tasks of ``workspace_terminal_binding`` that bind terminals to them in place of the others.
    :param addresses: the tasks of ``workspace_eip`` that give them public addresses.
    :param notes: the tasks of ``workspace_desktop`` that note which addresses are moved, before they are.
    :param schedules: the tasks of ``workspace_scheduled_task`` that let scheduled tasks reach them instead.
    :param policies: the tasks of ``workspace_policy_group`` that let policy groups apply to them, too.
    :param told: what follows, and what does not, in sentences without full stop.
    """

    terminals: Sequence[Mapping[str, Any]] = ()
    addresses: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[Mapping[str, Any]] = ()
    schedules: Sequence[Mapping[str, Any]] = ()
    policies: Sequence[Mapping[str, Any]] = ()
    told: Sequence[str] = ()

    @classmethod
    def of(
        cls,
        replacements: Sequence[Replacement],
        table: Sequence[Binding] | None,
        eips: Sequence[Eip] | None,
        tasks: Sequence[Row] = (),
        groups: Sequence[Row] = (),
    ) -> Belongings:
        """Decide what follows to whom. Nothing is taken from a desktop as long as somebody is logged in to it.

        :param table: all bindings of terminals, ``None`` if they are not known. :param eips: likewise the addresses.
        :param tasks: the scheduled tasks of the lab. :param groups: its policy groups, with their ``targets``.
        """
        pairs = [one for one in replacements if not in_use(one.old)]
        told = [
            f"{one.name} keeps its terminals, its public address and its scheduled tasks as long as somebody is logged "
            "in to it"
            for one in replacements
            if in_use(one.old)
        ]
        names = listed(one.name for one in pairs)
        if pairs and table is None:
            told.append(f"the service does not tell which terminals are bound to {names}")
        if pairs and eips is None:
            told.append(f"the service does not tell the public address of {names}")
        terminals, moved = _terminals(pairs, table or ())
        addresses, notes, given = _addresses(pairs, eips or ())
        schedules, reached = _schedules(pairs, tasks)
        policies, applied = _policies(pairs, groups)
        return cls(terminals, addresses, notes, schedules, policies, [*told, *moved, *given, *reached, *applied])


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


def moved_addresses(kept: Sequence[Row], eips: Sequence[Eip] | None) -> list[dict[str, Any]]:
    """Return the tasks that take away the notes of addresses that are not on the way any more.

    :param kept: desktops that are kept. :param eips: all addresses, ``None`` if they are not known.
    """
    if eips is None:
        return []
    holders = {eip.id: eip.desktop_id if eip.told else None for eip in eips}
    noted = [(row, (row.get("tags") or {}).get(ADDRESS)) for row in kept]
    done = [row for row, eip in noted if eip and holders.get(eip, "nobody") not in (None, row["desktop_id"])]
    return untag_tasks(done, ADDRESS)


def _addresses(
    pairs: Sequence[Replacement], eips: Sequence[Eip]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Return the task that moves public addresses, if there is any, what is noted before, and what is told of it.

    An address is taken from one desktop before the other one gets it; of one that a killed run has only taken, the
    note tells.
    """
    held = {eip.desktop_id: eip for eip in eips if eip.desktop_id}
    free = {eip.id: eip for eip in eips if eip.told and not eip.desktop_id}
    noted: list[tuple[Row, Mapping[str, str]]] = []
    bindings, told = [], [f"the service does not tell which desktop has {eip.address}" for eip in eips if not eip.told]
    for one in pairs:
        note = (one.old.get("tags") or {}).get(ADDRESS, "")
        eip = held.get(one.old["desktop_id"]) or free.get(note)
        if eip is None:
            continue
        if one.new["desktop_id"] in held:
            told.append(f"{one.name} keeps its public address {eip.address}, since {one.heir} has one")
            continue
        bindings.append({"desktop": one.heir, "eip": eip.id})
        if note != eip.id:
            noted.append((one.old, {ADDRESS: eip.id}))
        told.append(f"{one.heir} gets the public address {eip.address} of {one.name}")
    return [{"bindings": bindings, "move": True}] if bindings else [], tag_tasks(noted), told


def _schedules(pairs: Sequence[Replacement], tasks: Sequence[Row]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the tasks that let scheduled tasks reach desktops instead of others, and what is told of it."""
    found, told = [], []
    heirs = {one.name.lower(): one.heir for one in pairs}
    for task in tasks if pairs else ():
        objects, name = task["apply_objects"], task["task_name"]
        if not objects:
            told.append(f"the service does not tell what the scheduled task {name} applies to")
        desktops = objects.get("desktops", [])
        old = [one for one in desktops if one.lower() in heirs]
        if not old or _is_over(task):
            continue
        reached = list(dict.fromkeys(heirs.get(one.lower(), one) for one in desktops))
        found.append({"task_name": name, "apply_objects": {**objects, "desktops": reached}})
        told += [f"the scheduled task {name} reaches {heirs[one.lower()]} instead of {one}" for one in old]
    return found, told


def _is_over(task: Row) -> bool:
    """Tell whether a scheduled task was to run once and has; the service refuses to change it then."""
    return task["scheduled_type"] == "FIXED_TIME" and task.get("enable") is True and not task["next_execution_time"]


def _policies(pairs: Sequence[Replacement], groups: Sequence[Row]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the tasks that let policy groups apply to desktops as to others, and what is told of it."""
    found, told = [], []
    for group in groups:
        name = group["policy_group_name"]
        there = {str(one.get("target_name")).lower() for one in group["targets"] if one.get("target_type") == _DESKTOP}
        new = [one.heir for one in pairs if one.name.lower() in there and one.heir.lower() not in there]
        if new:
            targets = [{"target_type": _DESKTOP, "target_name": heir} for heir in new]
            found.append({"policy_group_name": name, "targets": targets})
            told.append(f"the policy group {name} applies to {', '.join(new)}, too")
    return found, told
