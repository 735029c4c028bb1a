# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the bindings that a task lists, and the table as it is, to the steps between them. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from ... import ownership
from ...plan import Change, Plan, Step, compare_items
from .options import Row
from .state import MOST_ROWS, Binding

_MOST_TOLD = 10


def plan_bindings(
    rows: Sequence[Row], table: Sequence[Binding], absent: bool = False, purge: str | None = None
) -> Plan:
    """Compare the listed bindings with the table, terminal by terminal.

    :param absent: whether the listed bindings go. :param purge: whether others go: ``None``, those of the listed
        terminals (``terminals``), or all (``table``).
    :returns: steps whose targets are MAC addresses and whose fields are desktops, with the descriptions of their
        bindings as values. A binding that goes gives its row to one that comes. Deletions
        come last, unless only they make room for what comes.
    """
    plan = Plan()
    desired: dict[str, list[Row]] = {row.mac: [] for row in rows}
    current: dict[str, list[Binding]] = {}
    for row in rows:
        desired[row.mac].append(row)
    for binding in table:
        current.setdefault(binding.mac, []).append(binding)
    macs = list(dict.fromkeys([*desired, *(current if purge == "table" else ())]))
    shared = []
    for mac in macs:
        there = current.get(mac, [])
        if absent:
            plan.steps += _deletions(mac, _listed(there, desired[mac]))
            continue
        listed = desired.get(mac, [])
        described = {row.key for row in listed if row.description is not None}
        if any(not one.told and one.key in described for one in there):
            plan.unknown[mac] = ["description"]
            plan.incomplete = True
        plan.steps += _terminal(mac, listed, there, purge is not None)
        if purge is None:
            known = {one.id for one in _listed(there, listed)}
            shared += [f"{mac} to {one.desktop}" for one in there if one.id not in known]
    if shared:
        more = [f"and {len(shared) - _MOST_TOLD} more"] if len(shared) > _MOST_TOLD else []
        told = ", ".join([*shared[:_MOST_TOLD], *more])
        plan.warnings.append(f"these terminals stay bound to other desktops, too, without purge_bindings: {told}")
    crowded = rows_after(table, plan) <= MOST_ROWS < len(table) + sum(step.verb == "create" for step in plan.steps)
    plan.sort(("delete", "update", "create") if crowded else ("update", "create", "delete"))
    return plan


def rows_after(table: Sequence[Binding], plan: Plan) -> int:
    """Return how many bindings there are once a plan is carried out."""
    made = sum(1 for step in plan.steps if step.verb == "create")
    return len(table) + made - sum(len(step.payload) for step in plan.steps if step.verb == "delete")


def _listed(bindings: Sequence[Binding], rows: Iterable[Row]) -> list[Binding]:
    """Return the bindings of a terminal that its rows mean: all of them if one names no desktop."""
    keys = {None if row.desktop is None else row.key for row in rows}
    return [one for one in bindings if None in keys or one.key in keys]


def _terminal(mac: str, rows: Sequence[Row], there: Sequence[Binding], purge: bool) -> list[Step]:
    """Return the steps for one terminal."""
    found = {one.key: one for one in there}
    # Desktops are the same in upper and lower case; a row that there is keeps its spelling.
    desktops = {row.key: found[row.key].desktop if row.key in found else str(row.desktop) for row in rows}
    desired = {desktops[row.key]: _description(row, found.get(row.key)) for row in rows}
    current = {one.desktop: one.description for one in found.values()}
    changes = compare_items(desired, current, purge)
    coming = [desktop for desktop, change in changes.items() if change.before is None]
    going = [desktop for desktop, change in changes.items() if change.after is None]
    kept = changes.keys() - {*coming, *going}
    steps = [
        _update(found[mac, desktop.lower()], desktop, change) for desktop, change in changes.items() if desktop in kept
    ]
    moves = list(zip(coming, going))
    unsaid = {str(row.desktop) for row in rows if row.description is None}
    for new, old in moves:
        row = found[mac, old.lower()]
        after = row.description if new in unsaid else changes[new].after
        moved = Binding(row.id, mac, new, after, row.told or bool(after))
        steps.append(Step("update", mac, {old: changes[old], new: Change(None, after)}, moved))
    for desktop in coming[len(moves) :]:
        new_row = Binding(None, mac, desktop, changes[desktop].after)
        steps.append(Step("create", mac, {desktop: changes[desktop]}, new_row))
    gone = {desktop.lower() for desktop in going[len(moves) :]}
    # The same binding a second time, should the service allow it, goes with the first.
    moved_ids = {step.payload.id for step in steps}
    surplus = [one for one in there if one.desktop.lower() in gone]
    if purge:
        left = {desktop.lower() for desktop in going} - gone
        surplus += [one for one in there if one.desktop.lower() in left and one.id not in moved_ids]
    return steps + _deletions(mac, surplus)


def _description(row: Row, binding: Binding | None) -> str:
    """Return the description that a binding is to have; the mark of a lab in it is never lost."""
    if binding is None:
        return row.description or ""
    if row.description is None or not binding.told or not ownership.differs(row.description, binding.description):
        return binding.description
    return ownership.merged(row.description, binding.description)


def _update(binding: Binding, desktop: str, change: Change) -> Step:
    return Step("update", binding.mac, {desktop: change}, dataclasses.replace(binding, description=change.after))


def _deletions(mac: str, bindings: Sequence[Binding]) -> list[Step]:
    fields: Mapping[str, Change] = {one.desktop: Change(one.description, None) for one in bindings}
    return [Step("delete", mac, dict(fields), [one.id for one in bindings])] if bindings else []
