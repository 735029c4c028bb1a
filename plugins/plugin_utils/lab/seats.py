# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktop is whose seat: from a lab definition and the desktops there are to what the lab wants. Pure."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Iterable, Mapping, Optional, Sequence

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import matcher
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import OWNER_TAG

from .definition import CREATION, POLICY, mark

Row = Mapping[str, Any]
"""A desktop as ``workspace_desktop_info`` returns it."""


@dataclasses.dataclass
class SeatPlan:
    """What a lab wants of its desktops.

    :param wanted: the wanted desktops, as items of ``workspace_desktop``'s ``desktops``, each with ``seat`` and ``state`` beside.
    :param leaving: the lab's desktops whose person has left, with what the file says shall happen.
    :param left_over: the lab's desktops that the file does not name, reported only.
    :param refused: sentences that say why the lab cannot be provisioned.
    """

    wanted: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    leaving: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    left_over: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)
    spares: list[str] = dataclasses.field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain data."""
        return dict(vars(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "SeatPlan":
        """Return the plan that :meth:`as_dict` gave away; other keys are left alone."""
        return cls(**{field.name: data[field.name] for field in dataclasses.fields(cls)})


def plan_seats(lab: Mapping[str, Any], desktops: Sequence[Row], adopt: bool = False) -> SeatPlan:
    """Decide which desktop is whose seat.

    :param lab: a definition as :func:`.definition.load` returns it.
    :param desktops: all desktops of the project.
    :param adopt: whether a desktop with a wanted name but no mark becomes the lab's.
    """
    plan = SeatPlan()
    own = [row for row in desktops if row["tags"].get(OWNER_TAG) == mark(lab)]
    for seat in lab.get("seats", []):
        for single in seat.get("desktops") or []:
            plan.wanted.append(_item(lab, seat, single["computer_name"], single))
        if seat.get("people") is not None or seat.get("spares"):
            _number(plan, lab, seat, own)
    _check_doubles(plan)
    _check_owners(plan, lab, desktops, adopt)
    _sort_out(plan, lab, own)
    _check_second_seats(plan, own)
    return plan


def chosen(plan: SeatPlan, names: Optional[Sequence[str]]) -> SeatPlan:
    """Return the part of a plan that is about some seats only, given as names, patterns or ranges.

    A selection that matches no seat is a refusal: it never means all of them.
    """
    if names is None:
        return plan
    matches = matcher(names)
    part = SeatPlan(
        wanted=[item for item in plan.wanted if matches(item["computer_name"])],
        leaving=[row for row in plan.leaving if matches(row["computer_name"])],
        left_over=plan.left_over,
        refused=plan.refused,
        spares=[name for name in plan.spares if matches(name)],
    )
    if not part.wanted and not part.leaving:
        return dataclasses.replace(part, refused=[*plan.refused, "lab_seats (%s) matches no seat" % ", ".join(names)])
    return part


def owned(lab: Mapping[str, Any], desktops: Sequence[Row], names: Optional[Sequence[str]]) -> list[dict[str, str]]:
    """Return the desktops that carry the lab's mark, or those of them that ``names`` select, for ``workspace_desktop``."""
    matches = matcher(names if names is not None else ["*"])
    own = [row for row in desktops if row["tags"].get(OWNER_TAG) == mark(lab) and matches(row["computer_name"])]
    return [
        {"computer_name": row["computer_name"], "desktop_id": row["desktop_id"]}
        for row in sorted(own, key=lambda row: str(row["computer_name"]))
    ]


def tasks(plan: SeatPlan) -> list[dict[str, Any]]:
    """Group what a plan wants into calls of ``workspace_desktop``: one a state."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for item in plan.wanted:
        wanted = {name: value for name, value in item.items() if name not in ("seat", "state")}
        grouped.setdefault(item["state"], []).append(wanted)
    for row in plan.leaving:
        if row["on_leave"] == "unassign":
            grouped.setdefault("stopped", []).append({"computer_name": row["computer_name"], "user_name": ""})
        elif row["on_leave"] == "delete":
            grouped.setdefault("absent", []).append({"computer_name": row["computer_name"]})
    return [{"state": state, "desktops": items} for state, items in grouped.items()]


# One seat


def _item(lab: Mapping[str, Any], seat: Mapping[str, Any], name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    layers = (lab.get("defaults") or {}, seat, own)
    item: dict[str, Any] = {}
    for layer in layers:
        item.update({key: layer[key] for key in CREATION if layer.get(key) is not None})
    tags: dict[str, Any] = {}
    for layer in layers:
        tags.update(layer.get("tags") or {})
    item["tags"] = {**tags, OWNER_TAG: mark(lab)}
    item.update({key: own[key] for key in ("user_name", "user_email", "user_phone", "users") if own.get(key) is not None})
    return {**item, "computer_name": name, "seat": seat["name"], "state": own.get("power") or seat.get("power") or "present"}


def policy(lab: Mapping[str, Any]) -> dict[str, Any]:
    """Return how far a run may go: what ``defaults`` says of it."""
    defaults = lab.get("defaults") or {}
    return {name: defaults[name] for name in POLICY if defaults.get(name) is not None}


# Numbering


def _number(plan: SeatPlan, lab: Mapping[str, Any], seat: Mapping[str, Any], own: Sequence[Row]) -> None:
    numbers = range(seat["numbers"]["first"], seat["numbers"]["last"] + 1)
    names = {number: str(seat["computer_name"]).format(number=number) for number in numbers}
    people = [_person(entry) for entry in seat.get("people") or []]
    people = [person for person in people if (person.get("status") or "active").strip().lower() == "active"]
    by_name = {row["computer_name"].lower(): row for row in own}
    there = {number: by_name[name.lower()] for number, name in names.items() if name.lower() in by_name}
    single = {(item.get("user_name") or "").lower() for item in plan.wanted if item["seat"] == seat["name"]}
    people = [person for person in people if person["user_name"].lower() not in single]
    taken, refused = seat_numbers(people, names, there)
    plan.refused += ["seats[%s]: %s" % (seat["name"], reason) for reason in refused]
    for person in people:
        if person["user_name"] in taken:
            given = {key: value for key, value in person.items() if key not in ("seat", "section", "status")}
            plan.wanted.append(_item(lab, seat, names[taken[person["user_name"]]], given))
    spares = spare_numbers(seat.get("spares") or 0, set(taken.values()), names, there)
    if len(spares) < (seat.get("spares") or 0):
        plan.refused.append("seats[%s]: numbers %d to %d leave no room for %d spares" % (
            seat["name"], numbers[0], numbers[-1], seat["spares"]))
    for number in spares:
        plan.spares.append(names[number])
        plan.wanted.append(_item(lab, seat, names[number], {}))


def _person(entry: Any) -> dict[str, Any]:
    return dict(entry) if isinstance(entry, Mapping) else {"user_name": str(entry)}


def seat_numbers(
    people: Sequence[Mapping[str, Any]], names: Mapping[int, str], there: Mapping[int, Row]
) -> tuple[dict[str, int], list[str]]:
    """Give each person a number: the one asked for, else the one held now, else the lowest never used, else a freed one.

    :param people: in the order of the list; ``seat`` may name a seat.
    :param names: the seats' names by number. :param there: the lab's desktops by number.
    :returns: user name to number, and the reasons why somebody got none. Whoever has a seat keeps it whatever else is in the
        list, in whatever order.
    """
    taken: dict[str, int] = {}
    refused: list[str] = []
    numbers = {name.lower(): number for number, name in names.items()}
    for person in people:
        asked = (person.get("seat") or "").strip()
        if not asked:
            continue
        number = numbers.get(asked.lower())
        if number is None:
            refused.append("%s asks for the seat %s, which is none of this group" % (person["user_name"], asked))
        elif number in taken.values():
            refused.append("two people ask for the seat %s" % asked)
        else:
            taken[person["user_name"]] = number
    for person in people:
        if person["user_name"] not in taken:
            held = [number for number, row in there.items() if person["user_name"].lower() in users_of(row)]
            free = [number for number in held if number not in taken.values()]
            if free:
                taken[person["user_name"]] = min(free)
    unused = [number for number in names if number not in there and number not in taken.values()]
    freed = [number for number, row in there.items() if not users_of(row) and number not in taken.values()]
    freed.sort(key=lambda number: (never_assigned(there[number]), number))
    waiting = iter([*unused, *freed])
    for person in people:
        if person["user_name"] not in taken and not any(person["user_name"] in reason for reason in refused):
            number = next(waiting, None)
            if number is None:
                refused.append("no seat is left for %s" % person["user_name"])
            else:
                taken[person["user_name"]] = number
    return taken, refused


def spare_numbers(count: int, taken: set[int], names: Mapping[int, str], there: Mapping[int, Row]) -> list[int]:
    """Return the numbers of the spares: desktops that nobody ever had, then the lowest numbers never used."""
    ready = [number for number, row in sorted(there.items()) if number not in taken and never_assigned(row)]
    unused = [number for number in names if number not in there and number not in taken]
    return [*ready, *unused][:count]


def users_of(row: Row) -> set[str]:
    """Return the users of a desktop, in lower case."""
    return {user["user_name"].lower() for user in row.get("users") or []}


def never_assigned(row: Row) -> bool:
    """Whether a desktop never had a user, so that nobody's work is on its disks."""
    return not users_of(row) and row.get("attach_state") in (None, "", "UNATTACH")


# Rules


def _check_doubles(plan: SeatPlan) -> None:
    for key, what in (("computer_name", "two seats are called %s"), ("user_name", "%s has two seats")):
        seen: set[str] = set()
        for item in plan.wanted:
            value = (item.get(key) or "").lower()
            if value and value in seen:
                plan.refused.append(what % item[key])
            seen.add(value)


def _check_owners(plan: SeatPlan, lab: Mapping[str, Any], desktops: Sequence[Row], adopt: bool) -> None:
    by_name = {row["computer_name"].lower(): row for row in desktops}
    for item in plan.wanted:
        row = by_name.get(item["computer_name"].lower())
        owner = row["tags"].get(OWNER_TAG) if row else mark(lab)
        if owner is None and not adopt:
            plan.refused.append(
                "%s exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's" % item["computer_name"]
            )
        elif owner not in (None, mark(lab)):
            plan.refused.append("%s belongs to the lab %s" % (item["computer_name"], owner))


def _sort_out(plan: SeatPlan, lab: Mapping[str, Any], own: Sequence[Row]) -> None:
    """Find the lab's desktops that nobody wants any more, and what is to become of them."""
    wanted = {item["computer_name"].lower() for item in plan.wanted}
    for row in own:
        if row["computer_name"].lower() in wanted:
            continue
        seat = next((seat for seat in lab.get("seats", []) if _could_be_of(seat, row["computer_name"])), None)
        what = (seat or {}).get("on_leave", "report")
        people = ", ".join(user["user_name"] for user in row.get("users") or [])
        shown = {"computer_name": row["computer_name"], "users": people, "on_leave": what}
        if what == "delete" or what == "unassign" and people:
            plan.leaving.append(shown)
        else:
            plan.left_over.append(shown)


def _could_be_of(seat: Mapping[str, Any], name: str) -> bool:
    pattern = seat.get("computer_name")
    if not pattern or seat.get("people") is None:
        return False
    before, after = re.split(r"\{number[^}]*\}", str(pattern))
    return bool(re.match("^%s[0-9]+%s$" % (re.escape(before), re.escape(after)), name, re.IGNORECASE))


def _check_second_seats(plan: SeatPlan, own: Sequence[Row]) -> None:
    """Refuse to give a second desktop of the lab to somebody who keeps another."""
    leaving = {row["computer_name"].lower() for row in plan.leaving}
    wanted = {item["computer_name"].lower(): item for item in plan.wanted}
    holders: dict[str, str] = {}
    for row in own:
        name = row["computer_name"].lower()
        keeps = name not in leaving and (name not in wanted or not wanted[name].get("user_name"))
        if keeps and not (name in wanted and wanted[name].get("users")):
            holders.update({user: row["computer_name"] for user in users_of(row)})
    for item in plan.wanted:
        held = holders.get((item.get("user_name") or "").lower())
        if held and held.lower() != item["computer_name"].lower():
            plan.refused.append(
                "%s has %s already and would get %s as a second desktop" % (item["user_name"], held, item["computer_name"])
            )


def names_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names of desktops, sorted."""
    return sorted(row["computer_name"] for row in rows)
