# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which desktop is whose seat: from a lab definition and the desktops there are to what the lab wants. Pure."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..errors import LabError
from ..names import Advice, ByName, listed as listed_names, matcher
from ..ownership import OWNER_TAG
from ..resources.desktop.options import is_computer_name
from .definition import CREATION, OWN, POLICY, WHOLE_LAB, active_people, listed, mark, named_people
from .exams import Note
from .found import Row, is_pooled, is_untold, owned_by, owner_of, users_of
from .repair.replacing import REPLACES, copies_of, former_names, heirs_of, holder_of, without_kept
from .roster import seat_finder
from .sheets import unaddressed

PRIVATE = ("section", "seat", "status", "line")
"""What is said of a person that is nothing to a desktop."""


@dataclasses.dataclass
class SeatPlan:
    """What a lab wants of its desktops.

    :param wanted: the wanted desktops, as items of ``workspace_desktop``'s ``desktops``, each with ``seat`` and
        ``state`` beside.
    :param leaving: the lab's desktops whose person has left, with what the file says must happen.
    :param left_over: the lab's desktops that the file does not name, reported only.
    :param refused: reasons why the lab cannot be provisioned.
    :param spares: names of the wanted desktops that have nobody.
    :param kept: the lab's desktops that others have taken the place of, with the names of those (``heir``).
    :param copies: the lab's desktops that are to take the place of others and have not yet, with the names of those
        (``of``); they are left over.
    """

    wanted: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    leaving: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    left_over: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)
    spares: list[str] = dataclasses.field(default_factory=list)
    kept: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    copies: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain data."""
        return dict(vars(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SeatPlan:
        """Return the plan that :meth:`as_dict` gave away; other keys are left alone."""
        return cls(**{field.name: data[field.name] for field in dataclasses.fields(cls)})


def plan_seats(lab: Mapping[str, Any], desktops: Sequence[Row], adopt: bool = False) -> SeatPlan:
    """Decide which desktop is whose seat.

    :param lab: a checked definition.
    :param desktops: all desktops of the project.
    :param adopt: whether a desktop with a wanted name but no mark becomes the lab's.
    """
    plan = SeatPlan()
    _check_told(desktops)
    everything = [row for row in desktops if owned_by(lab, row) and not is_pooled(row)]
    heirs = heirs_of(everything)
    copies = {row["computer_name"].lower(): row for row in copies_of(everything).values()}
    own = [row for row in without_kept(everything, heirs) if row["computer_name"].lower() not in copies]
    plan.kept = _kept(everything, heirs)
    plan.copies = [
        {"computer_name": row["computer_name"], "desktop_id": row["desktop_id"], "of": row["tags"][REPLACES]}
        for row in copies.values()
    ]
    unmarked = [row for row in desktops if owner_of(row) is None and not is_pooled(row)]
    there = _There.of(own, unmarked)
    names = {row["computer_name"].lower() for row in desktops}
    # Those who ask for a seat that was deleted have the desktop that has taken its place.
    asked = asked_names(lab)
    former = {name: row for name, row in former_names(own, names).items() if asked.get(name, set()) & users_of(row)}
    for seat in lab.get("seats", []):
        for single in seat.get("desktops") or []:
            name = holder_of(single["computer_name"], names, own, heirs)
            plan.wanted.append(_item(lab, seat, name, single))
    alone: dict[str, set[str]] = {seat["name"]: set() for seat in lab.get("seats", [])}
    for item in plan.wanted:
        alone[item["seat"]].add(item.get("user_name", "").lower())
    named = {item["computer_name"].lower() for item in plan.wanted}
    for seat in lab.get("seats", []):
        if seat.get("people") or seat.get("spares"):
            before = len(plan.wanted)
            taken_names = named | set(heirs) | set(former) | set(copies)
            free = {number: name for number, name in seat_names(seat).items() if name.lower() not in taken_names}
            _number(plan, lab, _redirected(seat, {**former, **heirs}), free, there, alone[seat["name"]])
            named.update(item["computer_name"].lower() for item in plan.wanted[before:])
    order = {seat["name"]: number for number, seat in enumerate(lab.get("seats", []))}
    plan.wanted.sort(key=lambda item: order[item["seat"]])
    _check_doubles(plan)
    _check_owners(plan, lab, desktops, adopt)
    _sort_out(plan, lab, own)
    plan.left_over += [_left_over(row) for row in copies.values()]
    _check_second_seats(plan, own)
    _leave_locked(plan, own)
    return plan


def _kept(own: Sequence[Row], heirs: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Return the desktops that are kept after others have taken their place, sorted by name."""
    found = [
        {
            "computer_name": row["computer_name"],
            "desktop_id": row["desktop_id"],
            "heir": heirs[row["computer_name"].lower()]["computer_name"],
        }
        for row in own
        if row["computer_name"].lower() in heirs
    ]
    return sorted(found, key=lambda one: str(one["computer_name"]).lower())


def _redirected(seat: Mapping[str, Any], heirs: Mapping[str, Row]) -> Mapping[str, Any]:
    """Return a group whose people ask for the desktops that have taken the place of those that they ask for."""
    if not heirs or "numbers" not in seat:
        return seat
    names = seat_names(seat)
    find = seat_finder(names)

    def redirected(person: Any) -> Any:
        number = find(str(person["seat"])) if isinstance(person, Mapping) and person.get("seat") else None
        heir = None if number is None else heirs.get(names[number].lower())
        return person if heir is None else {**person, "seat": heir["computer_name"]}

    return {**seat, "people": [redirected(person) for person in seat.get("people") or []]}


def asked_names(lab: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return who asks for which desktops of numbered groups: the users by the names of the desktops, in lower case."""
    found: dict[str, set[str]] = {}
    for seat in lab.get("seats", []):
        names = seat_names(seat) if "numbers" in seat else {}
        find = seat_finder(names)
        for person in listed(seat.get("people")) if names else ():
            number = find(str(person["seat"])) if person.get("seat") else None
            if number is not None:
                found.setdefault(names[number].lower(), set()).add(person["user_name"].lower())
    return found


def _leave_locked(plan: SeatPlan, own: Iterable[Row]) -> None:
    """Leave the security groups of seats alone whose network is locked for an exam; its end puts them back."""
    notes = {row["computer_name"].lower(): Note.of(row) for row in own}
    for item in plan.wanted:
        note = notes.get(item["computer_name"].lower())
        if note is not None and note.groups:
            item.pop("security_groups", None)


def chosen(plan: SeatPlan, names: Sequence[str] | None) -> SeatPlan:
    """Return the part of a plan that is about some seats only, given as names, patterns or ranges.

    A selection that matches no seat is a refusal: it never means all of them.
    """
    if names is None:
        return plan
    matches = matcher(names)
    part = dataclasses.replace(
        plan,
        wanted=[item for item in plan.wanted if matches(item["computer_name"])],
        leaving=[row for row in plan.leaving if matches(row["computer_name"])],
        spares=[name for name in plan.spares if matches(name)],
    )
    if not part.wanted and not part.leaving:
        return dataclasses.replace(part, refused=[*plan.refused, f"lab_seats ({', '.join(names)}) matches no seat"])
    return part


def unmatched(plan: SeatPlan, names: Sequence[str] | None) -> list[str]:
    """Return what is wrong with a choice of seats of which some parts match and others do not.

    A misspelt name among others would be left out without a word.

    :param plan: the plan of the whole lab. :param names: names, patterns or ranges.
    """
    known = names_of([*plan.wanted, *plan.leaving, *plan.left_over, *plan.kept])
    seats = ByName((name, name) for name in known)
    missing = [name for name in names or () if not (seats.called(name) or seats.matching(name))]
    if len(missing) == len(names or ()):
        return []
    advice = Advice(known)
    return [f"lab_seats: {name} matches no seat of the lab{advice.on(name)}" for name in missing]


def groups(lab: Mapping[str, Any], plan: SeatPlan, kept: bool = False) -> dict[str, list[str]]:
    """Return the names of the desktops of each group of seats.

    :param kept: whether those count that nobody has any more, but that are still there. Those of them that no group
        has a place for are then the group :data:`.definition.WHOLE_LAB`, which no file can name otherwise.
    """
    found: dict[str, list[str]] = {seat["name"]: [] for seat in lab.get("seats", [])}
    for item in plan.wanted:
        found[item["seat"]].append(item["computer_name"])
    if not kept:
        return found
    of_name: dict[str, list[str]] = {}
    for seat in lab.get("seats", []):
        for name in seat_names(seat).values() if "numbers" in seat else ():
            of_name.setdefault(name.lower(), []).append(seat["name"])
    staying = [*plan.left_over, *(row for row in plan.leaving if row["on_leave"] != "delete")]
    often = collections.Counter(row["computer_name"].lower() for row in [*plan.wanted, *staying])
    for row in staying:
        name = row["computer_name"]
        known = is_computer_name(name) and often[name.lower()] == 1
        for seat_name in of_name.get(name.lower(), [WHOLE_LAB]):
            found.setdefault(seat_name, []).append(name if known else row["desktop_id"])
    return found


def taken(lab: Mapping[str, Any], plan: SeatPlan, desktops: Sequence[Row]) -> set[str]:
    """Return the names, in lower case, of the lab's desktops that somebody has or will have by a plan: neither spares
    nor the seats of people who have left.

    :param plan: the plan of all seats. :param desktops: all desktops of the project.
    """
    roster = (lab.get("people") or {}).get("roster") or []
    gone = {person["user_name"].lower() for person in roster if person["status"] != "active"}
    staying = {person["user_name"].lower() for person in active_people(lab)} | named_people(lab)
    now = {row["computer_name"].lower(): users_of(row) for row in desktops if owned_by(lab, row)}
    found = set()
    for item in plan.wanted:
        name = item["computer_name"].lower()
        given = [item.get("user_name"), *(user["user_name"] for user in item.get("users") or [])]
        silent = item.get("user_name") is None and item.get("users") is None
        users = now.get(name, set()) if silent else {user.lower() for user in given if user}
        if users - gone:
            found.add(name)
    left_over = {row["computer_name"].lower() for row in plan.left_over}
    return found | {name for name in left_over if now.get(name, set()) & (staying - gone)}


def owned(lab: Mapping[str, Any], desktops: Sequence[Row], names: Sequence[str] | None) -> list[dict[str, str]]:
    """Return the desktops with the lab's mark, or those of them that ``names`` select, for ``workspace_desktop``.

    One whose name no new desktop could have, or that has it together with another, is known by its ID alone: whatever
    exists can be deleted.
    """
    rows = owned_rows(lab, desktops, names)
    often = collections.Counter(row["computer_name"].lower() for row in rows)
    good = [is_computer_name(row["computer_name"]) and often[row["computer_name"].lower()] == 1 for row in rows]
    named = [{"computer_name": row["computer_name"]} if fits else {} for row, fits in zip(rows, good)]
    return [{**name, "desktop_id": row["desktop_id"]} for row, name in zip(rows, named)]


def owned_rows(lab: Mapping[str, Any], desktops: Sequence[Row], names: Sequence[str] | None) -> list[Row]:
    """Return the desktops with the lab's mark, or those of them that ``names`` select, sorted by name."""
    _check_told(desktops)
    matches = matcher(["*"] if names is None else names)
    rows = [row for row in desktops if owned_by(lab, row) and not is_pooled(row) and matches(row["computer_name"])]
    return sorted(rows, key=lambda row: str(row["computer_name"]))


def tasks(plan: SeatPlan) -> dict[str, list[dict[str, Any]]]:
    """Return what a plan wants as items of ``workspace_desktop``, by their desired state.

    The seats of people who left come first, so that nobody has two desktops for a while.
    """
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in plan.leaving:
        one = {"computer_name": row["computer_name"], "desktop_id": row["desktop_id"]}
        if row["on_leave"] == "unassign":
            grouped.setdefault("stopped", []).append({**one, "user_name": ""})
        else:
            grouped.setdefault("absent", []).append(one)
    for item in plan.wanted:
        wanted = {name: value for name, value in item.items() if name not in ("seat", "state")}
        grouped.setdefault(item["state"], []).append(wanted)
    return grouped


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
    item.update({key: own[key] for key in OWN if own.get(key) is not None})
    state = own.get("power") or seat.get("power") or "present"
    return {**item, "computer_name": name, "seat": seat["name"], "state": state}


def policy(lab: Mapping[str, Any]) -> dict[str, Any]:
    """Return how far a run may go: what ``defaults`` says of it."""
    defaults = lab.get("defaults") or {}
    return {name: defaults[name] for name in POLICY if defaults.get(name) is not None}


# Numbering


@dataclasses.dataclass(frozen=True)
class _There:
    """The desktops that may be seats, by their names in lower case: the lab's own, and those without a mark."""

    own: Mapping[str, Row]
    unmarked: Mapping[str, Row]

    @classmethod
    def of(cls, own: Sequence[Row], unmarked: Sequence[Row]) -> _There:
        """Return desktops by their names."""
        return cls(*({row["computer_name"].lower(): row for row in rows} for rows in (own, unmarked)))

    def seat(self, name: str, users: Collection[str]) -> Row | None:
        """Return the lab's desktop of a name, or the unmarked one if one of these users has it."""
        row = self.own.get(name.lower())
        if row is not None:
            return row
        row = self.unmarked.get(name.lower())
        return row if row is not None and not users_of(row).isdisjoint(users) else None


def _number(
    plan: SeatPlan,
    lab: Mapping[str, Any],
    seat: Mapping[str, Any],
    names: Mapping[int, str],
    desktops: _There,
    alone: Collection[str],
) -> None:
    """Seat the people of a group, and add its spares.

    A desktop without a mark has no say in who gets which number, except that whoever holds one of the group's names
    keeps it: then the lab either adopts it or stops, and nobody gets a second one.

    :param names: the group's names by number that are not taken. :param alone: who has a single desktop of the group.
    """
    people = [person for person in listed(seat.get("people")) if person["status"] == "active"]
    users = {person["user_name"].lower() for person in people}
    held = {number: desktops.seat(name, users) for number, name in names.items()}
    there = {number: row for number, row in held.items() if row is not None}
    people = [person for person in people if person["user_name"].lower() not in alone]
    taken, refused = seat_numbers(people, names, there)
    plan.refused += [f"seats[{seat['name']}]: {reason}" for reason in refused]
    # Accounts from a roster have their addresses, and are there before the desktops.
    hidden = (*PRIVATE, "user_email", "user_phone") if "roster" in (lab.get("people") or {}) else PRIVATE
    for person in people:
        number = taken.get(person["user_name"])
        if number is not None:
            given = {key: value for key, value in person.items() if key not in hidden}
            plan.wanted.append(_item(lab, seat, names[number], given))
    spares = spare_numbers(seat.get("spares") or 0, set(taken.values()), names, there)
    if len(spares) < (seat.get("spares") or 0):
        plan.refused.append(
            f"seats[{seat['name']}]: the numbers {seat['numbers']['first']} to {seat['numbers']['last']} "
            f"leave no room for {seat['spares']} spares"
        )
    for number in spares:
        plan.spares.append(names[number])
        plan.wanted.append(_item(lab, seat, names[number], {}))


def seat_names(seat: Mapping[str, Any]) -> dict[int, str]:
    """Return the names of a group's seats by number."""
    numbers = range(seat["numbers"]["first"], seat["numbers"]["last"] + 1)
    return {number: str(seat["computer_name"]).format(number=number) for number in numbers}


def seat_numbers(
    people: Sequence[Mapping[str, Any]], names: Mapping[int, str], there: Mapping[int, Row]
) -> tuple[dict[str, int], list[str]]:
    """Give each person a number: the one asked for, else the one held, else the lowest never used, else a freed one.

    :param people: in the order of the list; ``seat`` may name a seat.
    :param names: the seats' names by number. :param there: the lab's desktops by number.
    :returns: user name to number, and the reasons why somebody got none. Whoever has a seat keeps it whatever else is
        in the list, in whatever order.
    """
    taken: dict[str, int] = {}
    owners: dict[int, str] = {}
    refused: list[str] = []

    def give(user: str, number: int) -> None:
        taken[user] = number
        owners[number] = user

    find = seat_finder(names)
    asking = [person for person in people if person.get("seat")]
    for person in asking:
        user, number = person["user_name"], find(person["seat"])
        if number is None:
            seat = unaddressed(person["seat"])
            refused.append(f"{user} asks for the seat {seat}, which is none of this group")
        elif number in owners:
            refused.append(f"{owners[number]} and {user} ask for the same seat, {person['seat']}")
        else:
            give(user, number)
    others = [person["user_name"] for person in people if not person.get("seat")]
    holders: dict[str, list[int]] = {}
    for number in sorted(there):
        for user in users_of(there[number]):
            holders.setdefault(user, []).append(number)
    for user in others:
        held = [number for number in holders.get(user.lower(), []) if number not in owners]
        if held:
            give(user, held[0])
    unused = [number for number in names if number not in there and number not in owners]
    freed = [number for number in sorted(there) if not users_of(there[number]) and number not in owners]
    freed.sort(key=lambda number: never_assigned(there[number]))
    waiting = iter([*unused, *freed])
    for user in others:
        if user not in taken:
            next_number = next(waiting, None)
            if next_number is None:
                refused.append(f"no seat is left for {user}")
            else:
                give(user, next_number)
    return taken, refused


def spare_numbers(count: int, taken: set[int], names: Mapping[int, str], there: Mapping[int, Row]) -> list[int]:
    """Return the numbers of the spares: desktops that nobody ever had, then the lowest numbers never used."""
    ready = [number for number, row in sorted(there.items()) if number not in taken and never_assigned(row)]
    unused = [number for number in names if number not in there and number not in taken]
    return [*ready, *unused][:count]


def never_assigned(row: Row) -> bool:
    """Whether a desktop never had a user, so that nobody's work is on its disks."""
    return not users_of(row) and row.get("attach_state") in (None, "", "UNATTACH")


# Rules


def _check_told(desktops: Sequence[Row]) -> None:
    """Raise :class:`LabError` if nobody knows whose desktops are: they may be the lab's, and then others would be made
    in their place, or they would be left behind."""
    unknown = sorted(str(row["computer_name"]) for row in desktops if is_untold(row) and not is_pooled(row))
    if unknown:
        raise LabError(
            f"the service does not tell the tags of {listed_names(unknown)}, so it is not known whose they are; "
            "run it again later"
        )


def _check_doubles(plan: SeatPlan) -> None:
    for key, what in (("computer_name", "two seats are called {}"), ("user_name", "{} has two seats")):
        seen: set[str] = set()
        for item in plan.wanted:
            value = (item.get(key) or "").lower()
            if value and value in seen:
                plan.refused.append(what.format(item[key]))
            seen.add(value)


def _check_owners(plan: SeatPlan, lab: Mapping[str, Any], desktops: Sequence[Row], adopt: bool) -> None:
    by_name = {row["computer_name"].lower(): row for row in desktops}
    for item in plan.wanted:
        row = by_name.get(item["computer_name"].lower())
        owner = owner_of(row) if row else mark(lab)
        if row is not None and is_pooled(row):
            plan.refused.append(f"{item['computer_name']} is the name of a pool's desktop, which is nobody's seat")
        elif owner is None and not adopt:
            reason = (
                f"{item['computer_name']} exists, but is not marked as this lab's; set lab_adopt=true to make it "
                "the lab's"
            )
            plan.refused.append(reason)
        elif owner not in (None, mark(lab)):
            plan.refused.append(f"{item['computer_name']} belongs to the lab {owner}")


def _sort_out(plan: SeatPlan, lab: Mapping[str, Any], own: Sequence[Row]) -> None:
    """Find the lab's desktops that nobody wants any more, and decide what happens to them."""
    wanted = {item["computer_name"].lower() for item in plan.wanted}
    groups: dict[str, _Group] = {}
    for seat in lab.get("seats", []):
        if seat.get("people"):
            group_of_seat = _Group.of(seat)
            for name in group_of_seat.names:
                groups.setdefault(name, group_of_seat)
    for row in sorted(own, key=lambda row: row["computer_name"].lower()):
        name = row["computer_name"].lower()
        if name in wanted:
            continue
        group = groups.get(name)
        what = group.on_leave(row) if group else "report"
        if what == "report":
            plan.left_over.append(_left_over(row))
        else:
            plan.leaving.append({**_left_over(row), "on_leave": what})


def _left_over(row: Row) -> dict[str, Any]:
    """Return a desktop that is not wanted, as it is reported."""
    people = ", ".join(user["user_name"] for user in row.get("users") or [])
    return {**{key: row[key] for key in ("computer_name", "desktop_id")}, "users": people}


@dataclasses.dataclass(frozen=True)
class _Group:
    """A group of seats of people, as far as those matter who have left it."""

    rule: str
    names: frozenset[str]
    staying: frozenset[str]

    @classmethod
    def of(cls, seat: Mapping[str, Any]) -> _Group:
        people = listed(seat.get("people"))
        staying = {person["user_name"].lower() for person in people if person["status"] == "active"}
        return cls(seat["on_leave"], frozenset(name.lower() for name in seat_names(seat).values()), frozenset(staying))

    def on_leave(self, row: Row) -> str:
        """Return what happens to a seat of the group that nobody wants any more.

        Only the seat of somebody who has left is touched: neither a surplus spare nor the seat of somebody who moves.
        """
        if never_assigned(row) or users_of(row) & self.staying:
            return "report"
        return "report" if self.rule == "unassign" and not users_of(row) else self.rule


def _check_second_seats(plan: SeatPlan, own: Sequence[Row]) -> None:
    """Refuse to give a second desktop of the lab to somebody who keeps another."""
    leaving = {row["computer_name"].lower() for row in plan.leaving}
    wanted = {item["computer_name"].lower(): item for item in plan.wanted}
    holders: dict[str, str] = {}
    for row in own:
        name = row["computer_name"].lower()
        item = wanted.get(name, {})
        if name not in leaving and item.get("user_name") is None and not item.get("users"):
            holders.update((user, str(row["computer_name"])) for user in users_of(row))
    for item in plan.wanted:
        held = holders.get((item.get("user_name") or "").lower())
        if held and held.lower() != item["computer_name"].lower():
            reason = f"{item['user_name']} has {held} already and would get {item['computer_name']} as a second desktop"
            plan.refused.append(reason)


def names_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names of desktops, sorted."""
    return sorted(row["computer_name"] for row in rows)
