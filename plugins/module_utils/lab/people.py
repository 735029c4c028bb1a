# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose account a lab makes, changes, locks or deletes, and who is in its groups. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from .. import ownership
from .definition import active_people, named_people, names_of_people
from .found import Found, owned_by, refusals, untold
from .hours import Note, locked_for_hours

PERSONAL = ("user_name", "user_email", "user_phone")
"""What an account takes over from the roster."""


@dataclasses.dataclass
class PeoplePlan:
    """What a lab wants of accounts and groups.

    :param users: accounts that the lab makes, keeps, or locks because their people have left, as items of
        ``workspace_user``. :param deleted: accounts to delete, as items too.
    :param groups: groups, as options of ``workspace_user_group``.
    :param owned_groups: all groups that carry the lab's mark, by ``group_name``.
    :param borrowed: names of accounts that others made, and that are used as they are.
    :param left_over: what the lab owns and its file does not name, reported only.
    :param refused: reasons why nothing can be done.
    """

    users: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    deleted: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    groups: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    owned_groups: list[dict[str, str]] = dataclasses.field(default_factory=list)
    borrowed: list[str] = dataclasses.field(default_factory=list)
    left_over: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)


def plan_people(lab: Mapping[str, Any], found: Found, freed: Iterable[str] = (), adopt: bool = False) -> PeoplePlan:
    """Decide what happens to the accounts and groups.

    An account that exists without the lab's mark is somebody else's: people may take several courses, and the lab uses
    it as it is.

    :param lab: a checked definition.
    :param freed: names of desktops that this run takes away from their people.
    :param adopt: whether a group with a wanted name but no mark becomes the lab's.
    """
    plan = PeoplePlan()
    people = lab.get("people") or {}
    _accounts(plan, lab, people, found)
    _leavers(plan, lab, people, found, {name.lower() for name in freed})
    for group in people.get("groups") or []:
        _group(plan, lab, group, found, adopt)
    wanted = {group["group_name"] for group in plan.groups}
    plan.owned_groups = [{"group_name": row["group_name"]} for row in found.groups if owned_by(lab, row)]
    plan.left_over += [
        f"user group {row['group_name']}" for row in plan.owned_groups if row["group_name"] not in wanted
    ]
    plan.left_over += untold(found.groups, "user group", "group_name", wanted)
    return plan


# Accounts


def _accounts(
    plan: PeoplePlan,
    lab: Mapping[str, Any],
    people: Mapping[str, Any],
    found: Found,
) -> None:
    there = found.users_by_name
    common = {
        "description": ownership.mark(lab["name"]),
        **{key: people[key] for key in ("active_type", "account_expires") if people.get(key) is not None},
    }
    for person in active_people(lab):
        row = there.get(person["user_name"].lower())
        if row is not None and not owned_by(lab, row):
            plan.borrowed.append(person["user_name"])
            continue
        account = {**common, **{key: person[key] for key in PERSONAL if person.get(key)}}
        if people.get("on_leave") == "lock" and row is not None and row.get("locked") and not _spent(row):
            # Locked when they had left, and now they are back.
            account["locked"] = False
        plan.users.append(account)
    if "hours" not in lab:
        names = (person["user_name"].lower() for person in active_people(lab))
        held = locked_for_hours(lab, [there[name] for name in names if name in there])
        plan.left_over += [f"lock of user {name} (made for hours; lab_budget ends it)" for name in held]
    missing = [name for name in people.get("staff") or [] if name.lower() not in there]
    if not found.has_domain:
        plan.refused += [f"people.staff: there is no user {name}{found.nearest_user(name)}" for name in missing]


def _spent(row: Mapping[str, Any]) -> bool:
    """Tell whether an account is locked because its hours are spent."""
    return Note.of(row.get("description")).holds


def _leavers(
    plan: PeoplePlan,
    lab: Mapping[str, Any],
    people: Mapping[str, Any],
    found: Found,
    freed: set[str],
) -> None:
    staying = {person["user_name"].lower() for person in active_people(lab)} | named_people(lab)
    rule = people.get("on_leave", "report")
    # An account that is to be locked stays, so that only others are asked whether they still need it.
    others = _of_others(lab, found) if rule == "lock" else found
    strangers = [row for row in found.users if row["user_name"].lower() not in staying]
    plan.left_over += untold(strangers, "user", "user_name", ())
    for row in sorted(found.users, key=lambda row: row["user_name"].lower()):
        name = row["user_name"]
        if not owned_by(lab, row) or name.lower() in staying:
            continue
        uses = [] if rule == "report" else _uses(lab, name, others, freed)
        if rule == "lock" and not uses and not row.get("locked"):
            plan.users.append({"user_name": name, "locked": True})
        elif rule == "delete" and not uses:
            plan.deleted.append({"user_name": name})
        else:
            state = "locked" if row.get("locked") else f"used by {', '.join(uses)}" if uses else ""
            plan.left_over.append(f"user {name}{f' ({state})' if state else ''}")


def _of_others(lab: Mapping[str, Any], found: Found) -> Found:
    """Return what there is without the desktops and pools of the lab."""
    return dataclasses.replace(
        found,
        desktops=[row for row in found.desktops if not owned_by(lab, row)],
        pools=[row for row in found.pools if not owned_by(lab, row)],
    )


def _uses(lab: Mapping[str, Any], user: str, found: Found, freed: set[str]) -> list[str]:
    """Return what still refers to a user: groups that are not the lab's, pools, and desktops that are kept."""
    groups = [row for row in found.groups_of(user) if not owned_by(lab, row)]
    desktops = [row for row in found.desktops_of(user) if row["computer_name"].lower() not in freed]
    return [
        *(f"user group {row['group_name']}" for row in groups),
        *(f"pool {row['name']}" for row in found.pools_of(user)),
        *(f"desktop {row['computer_name']}" for row in desktops),
    ]


def own_accounts(lab: Mapping[str, Any], found: Found) -> tuple[list[dict[str, str]], list[str]]:
    """Return the accounts that the lab made: those that nothing refers to any more, and the names of the others.

    For a teardown: the lab's own desktops, pools and groups are about to go. Staff is never deleted.
    """
    rest = _of_others(lab, found)
    staff = {name.lower() for name in (lab.get("people") or {}).get("staff") or []}
    own = sorted((row["user_name"] for row in found.users if owned_by(lab, row)), key=str.lower)
    kept = [name for name in own if name.lower() in staff or _uses(lab, name, rest, set())]
    staying = set(kept)
    return [{"user_name": name} for name in own if name not in staying], kept


# Groups


def _group(
    plan: PeoplePlan,
    lab: Mapping[str, Any],
    group: Mapping[str, Any],
    found: Found,
    adopt: bool,
) -> None:
    rows = found.called("groups", group["name"])
    plan.refused += refusals(lab, f"user group {group['name']}", rows, adopt)
    members = names_of_people(lab, group["members"])
    active = {person["user_name"].lower() for person in active_people(lab)}
    strange = [name for name in members if name.lower() not in active and name.lower() not in found.users_by_name]
    unknown = [] if found.has_domain else strange
    plan.refused += [
        (
            f"people.groups[{group['name']}]: there is no user {name}, neither in the lab file nor in the "
            f"cloud{found.nearest_user(name)}"
        )
        for name in unknown
    ]
    there = sorted(name for row in rows for name in row.get("members") or [])
    guests = [] if group.get("purge_members") else _guests(lab, there, found)
    given = {name.lower() for name in members}
    text = group.get("description")
    plan.groups.append(
        {
            "group_name": group["name"],
            "description": " ".join(part for part in (text, ownership.mark(lab["name"])) if part),
            "members": [*members, *(name for name in guests if name.lower() not in given)],
        }
    )


def _guests(lab: Mapping[str, Any], members: Iterable[str], found: Found) -> list[str]:
    """Return the members of a group who are nobody of the roster, now or before, so that somebody else has added
    them."""
    people = lab.get("people") or {}
    roster = {person["user_name"].lower() for person in people.get("roster") or []}
    staff = {name.lower() for name in people.get("staff") or []}
    rows = {name: found.users_by_name.get(name.lower()) for name in members if name.lower() not in roster}
    return [name for name, row in rows.items() if name.lower() in staff or row is None or not owned_by(lab, row)]
