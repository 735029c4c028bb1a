# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which policy groups a lab wants, to what they apply, and which of them wins. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .. import ownership
from ..resources.policies import checked
from .exams import own_groups
from .found import Found, Row, owned_by, refusals, untold
from .schedules import named_groups, reach


@dataclasses.dataclass
class PolicyPlan:
    """What a lab wants of policy groups.

    :param groups: the wanted ones, as options of ``workspace_policy_group``, the weakest first: one that is new is put
        before those that were there before it.
    :param owned: all policy groups that carry the lab's mark, by ``policy_group_name``.
    :param left_over: those of them that nobody wants, to be told.
    :param refused: reasons why nothing can be done.
    """

    groups: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    owned: list[dict[str, str]] = dataclasses.field(default_factory=list)
    left_over: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)


def plan_policies(
    lab: Mapping[str, Any],
    found: Found,
    seats: Mapping[str, Sequence[str]],
    adopt: bool = False,
    derived: Sequence[Mapping[str, Any]] = (),
) -> PolicyPlan:
    """Decide which policy groups the lab wants.

    Among one another they have the order of the file, the strongest first. Those of others keep theirs.

    :param seats: the names of the desktops of each group of seats, see :func:`.seats.groups`.
    :param adopt: whether a policy group with a wanted name but no mark becomes the lab's.
    :param derived: further groups that the lab needs, stronger than those of its file, each with ``meant``, the
        desktops and pools that it applies to.
    """
    plan = PolicyPlan()
    own = [{**entry, "meant": reach(lab, entry["apply_to"], named_groups(seats))} for entry in lab.get("policies", [])]
    listed = [*derived, *own]
    places = priorities([entry["name"] for entry in listed], found.policies)
    for entry in reversed(listed):
        name = entry["name"]
        plan.refused += refusals(lab, f"policy group {name}", found.called("policies", name), adopt)
        targets = _targets(entry["meant"])
        if not targets and entry in own:
            reason = f"policies[{name}]: apply_to means no desktop and no pool; an empty selection never means all"
            plan.refused.append(reason)
        plan.groups.append(
            {
                "policy_group_name": name,
                "description": " ".join(filter(None, [entry.get("description"), ownership.mark(lab["name"])])),
                "policies": checked(entry["policies"]),
                "targets": targets,
                "purge_targets": True,
                **({"priority": places[name]} if name in places else {}),
            }
        )
    wanted = {group["policy_group_name"] for group in plan.groups}
    plan.owned = [{"policy_group_name": row["policy_group_name"]} for row in found.policies if owned_by(lab, row)]
    names = [row["policy_group_name"] for row in plan.owned]
    # Those of exams come and go with them.
    wanted.update(own_groups(lab, found.policies))
    plan.left_over = [f"policy group {name}" for name in names if name not in wanted]
    plan.left_over += untold(found.policies, "policy group", "policy_group_name", wanted)
    return plan


def _targets(meant: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Return desktops and pools as targets."""
    return [
        {"target_type": kind, "target_name": name}
        for part, kind in (("desktops", "INSTANCE"), ("pools", "DESKTOPSPOOL"))
        for name in meant.get(part, ())
    ]


def priorities(listed: Sequence[str], rows: Iterable[Row]) -> dict[str, int]:
    """Return the places of those policy groups that have to be moved or made, so that all have the order of a list.

    They are those at which to put one after the other, the last of the list first. What is in order stays where it is,
    wherever that is among the groups of others; what is new comes right before the next of the list, or else after the
    others of it, or else before all.

    :param listed: names, the strongest first. :param rows: all policy groups that there are.
    """
    known = [row for row in rows if row.get("priority") is not None]
    order = [row["policy_group_name"] for row in sorted(known, key=lambda row: int(row["priority"]))]
    places: dict[str, int] = {}
    following: str | None = None
    for name in reversed(listed):
        if name not in order or (following is not None and order.index(name) > order.index(following)):
            order = [one for one in order if one != name]
            before = [place for place, one in enumerate(order, 1) if one in listed]
            place = order.index(following) if following is not None else max(before, default=0)
            order.insert(place, name)
            places[name] = place + 1
        following = name
    return places
