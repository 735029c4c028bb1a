# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops that are kept after another one has taken their place, as their tags tell it. Pure."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..definition import CREATION
from ..found import Row, users_of
from .ladder import RECREATE, REPAIR_TAG

REPLACED_BY, REPLACED_AT = "lab-replaced-by", "lab-replaced-at"
"""The tags of a desktop that is kept: the name of the one that has taken its place, and when that was noted."""

ADDRESS = "lab-replaced-eip"
"""The tag of a desktop that is kept: the ID of its public address, as long as that is on the way to the other one."""

REPLACES = "lab-replaces"
"""The tag of the desktop that has taken the place of another one: the name of that."""

_DAY = f"tags.{REPLACED_AT}"

_ERROR = "ERROR"


def replaced_at(row: Row) -> datetime.date | None:
    """Return the day on which a desktop was replaced, ``None`` if that is not noted."""
    try:
        return datetime.date.fromisoformat((row.get("tags") or {}).get(REPLACED_AT, ""))
    except ValueError:
        return None


@dataclasses.dataclass(frozen=True)
class Replacement:
    """A desktop, and the one that takes its place."""

    old: Row
    new: Row

    @property
    def name(self) -> str:
        """The name of the desktop that is replaced."""
        return str(self.old["computer_name"])

    @property
    def heir(self) -> str:
        """The name of the one that takes its place."""
        return str(self.new["computer_name"])

    def assigning(self) -> dict[str, Any] | None:
        """Return what ``workspace_desktop`` has to start and assign, ``None`` if that is done already."""
        people = self.old.get("users") or []
        if self.new.get("users") or not people:
            return None
        return {**item_of(self.new), **person_of(self.old)}

    def freeing(self) -> dict[str, Any] | None:
        """Return what ``workspace_desktop`` has to take from people and stop, ``None`` if that is done.

        A desktop in error can only be deleted, so it stays as it is.
        """
        if self.old["status"] == _ERROR or not (self.old.get("users") or self.old["status"] == "ACTIVE"):
            return None
        return {**item_of(self.old), "user_name": ""}


def person_of(row: Row) -> dict[str, Any]:
    """Return who has a desktop of a single user, as options of ``workspace_desktop``."""
    person = row["users"][0]
    return {key: person[key] for key in ("user_name", "user_group") if person.get(key)}


def note_tasks(new: Sequence[Replacement], today: datetime.date) -> list[dict[str, Any]]:
    """Return the tasks of ``workspace_desktop`` that note replacements, at the heir first: it alone says nothing."""
    if not new:
        return []
    heirs = [{**item_of(one.new), "tags": {REPLACES: one.name}} for one in new]
    return [{"desktops": heirs}, *old_note_tasks(new, today)]


def old_note_tasks(new: Sequence[Replacement], today: datetime.date) -> list[dict[str, Any]]:
    """Return the tasks that note replacements at the desktops that are replaced, whose heirs tell it already."""
    day = today.isoformat()
    return tag_tasks([(one.old, {REPLACED_BY: one.heir, REPLACED_AT: day}) for one in new])


def tag_tasks(tags: Sequence[tuple[Row, Mapping[str, str]]]) -> list[dict[str, Any]]:
    """Return the tasks of ``workspace_desktop`` that add tags to desktops, to each its own.

    A desktop in error takes tags only if it was selected as such.
    """
    sound = [{**item_of(row), "tags": given} for row, given in tags if row["status"] != _ERROR]
    broken = [(row["computer_name"], given) for row, given in tags if row["status"] == _ERROR]
    tasks: list[dict[str, Any]] = [{"desktops": sound}] if sound else []
    tasks += [{"select_names": [name], "select_status": [_ERROR], "tags": given} for name, given in broken]
    return tasks


def timeless(actions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return actions without the day that their notes name, so that a plan is the same on the next day."""
    return [
        {**action, "fields": {name: change for name, change in action["fields"].items() if name != _DAY}}
        for action in actions
    ]


def untag_tasks(rows: Sequence[Row], key: str) -> list[dict[str, Any]]:
    """Return the tasks of ``workspace_desktop`` that take a tag from desktops; see :func:`tag_tasks`."""
    sound = [item_of(row) for row in rows if row["status"] != _ERROR]
    broken = [row["computer_name"] for row in rows if row["status"] == _ERROR]
    tasks: list[dict[str, Any]] = [{"desktops": sound, "remove_tags": [key]}] if sound else []
    return [*tasks, {"select_names": broken, "select_status": [_ERROR], "remove_tags": [key]}] if broken else tasks


def item_of(row: Row) -> dict[str, Any]:
    """Return a desktop as an item of ``workspace_desktop`` that asks for nothing."""
    return {key: row[key] for key in ("computer_name", "desktop_id")}


def irreplaceable(row: Row, item: Mapping[str, Any] | None, named: Collection[str], spares: Collection[str]) -> str:
    """Return why no other desktop can take the place of a seat, as part of a sentence; empty if one can.

    :param item: what the lab file says of it. :param named: the names that the lab file gives to single desktops, or
        that its roster asks for, in lower case. :param spares: the names of the spares, in lower case.
    """
    people = row.get("users") or []
    if item is None:
        return "the lab file does not name it"
    if _name(row) in spares:
        return "the lab file gives it to nobody"
    if _tag(row, REPLACES) in named:
        replaced = row["tags"][REPLACES]
        return (
            f"it has taken the place of {replaced}, and the lab file or its roster has to name it instead before it is "
            "replaced"
        )
    if not people:
        return "nobody has it"
    if len(people) > 1 or people[0].get("type") != "USER":
        return "it is not the desktop of a single user"
    return ""


def spares_like(item: Mapping[str, Any], named: bool, spares: Sequence[tuple[Row, Mapping[str, Any]]]) -> list[Row]:
    """Return the spares that can take the place of a seat: those of its group.

    A seat with a name of its own may get the spare of another group as well, but only one that is created in the same
    way, since from then on the options of the seat apply to it.

    :param item: what the lab file says of the seat. :param named: whether it has a name of its own.
    :param spares: the spares, each with what the lab file says of it.
    """
    if not named:
        return [row for row, other in spares if other["seat"] == item["seat"]]
    alike = [(row, other) for row, other in spares if _made(other) == _made(item)]
    return [row for row, _other in sorted(alike, key=lambda one: one[1]["seat"] != item["seat"])]


def _made(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a desktop that tell how it is created, but for its tags and the rights of its user."""
    return {name: item[name] for name in CREATION if name in item and name not in ("tags", "user_group")}


def spare_for(row: Row, spares: Sequence[Row], used: Collection[str]) -> Row | None:
    """Return the spare that takes the place of a seat: the one that an earlier run has chosen, else one that works.

    :param spares: see :func:`spares_like`. :param used: the IDs of those that are given away already.
    """
    chosen = [one for one in spares if _tag(one, REPLACES) == _name(row)]
    free = [one for one in spares if not _tag(one, REPLACES) and one["desktop_id"] not in used and _works(one)]
    return next(iter([*chosen, *free]), None)


def _works(row: Row) -> bool:
    return not row["task_status"] and (row["status"] == "SHUTOFF" or row["login_status"] == "REGISTERED")


def heirs_of(own: Sequence[Row]) -> dict[str, Row]:
    """Return the desktops that have taken the place of others, by the names of those in lower case.

    Both have to tell it, so that nothing follows from a note before the other one is written.

    :param own: the lab's desktops.
    """
    by_name = {_name(row): row for row in own}
    found: dict[str, Row] = {}
    for row in own:
        heir = by_name.get(_tag(row, REPLACED_BY))
        if heir is not None and heir is not row and _tag(heir, REPLACES) == _name(row):
            found[_name(row)] = heir
    last = {name: _last(heir, found) for name, heir in found.items()}
    return {name: heir for name, heir in last.items() if heir is not None}


def former_names(own: Sequence[Row], there: Collection[str]) -> dict[str, Row]:
    """Return the desktops that have taken the place of others that are deleted, by the names of those in lower case.

    :param own: the lab's desktops that are not kept. :param there: the names of all desktops, in lower case.
    """
    return {name: row for row in own if (name := _tag(row, REPLACES)) and name not in there}


def copies_of(own: Sequence[Row]) -> dict[str, Row]:
    """Return the desktops that were created to take the place of others but have not done so yet, by the names of those
    in lower case. They have copies of data disks and the same person, and are nobody's seats until the others tell that
    they are replaced.

    :param own: the lab's desktops.
    """
    by_name = {_name(row): row for row in own}
    found = {}
    for row in own:
        old = by_name.get(_tag(row, REPLACES))
        if old is not None and old is not row and _tag(old, REPLACED_BY) != _name(row) and _made_for(row, old):
            found[_name(old)] = row
    return found


def _made_for(row: Row, old: Row) -> bool:
    """Tell whether a desktop that names another one was created in its place: a note may be older than that one."""
    people = users_of(row)
    return bool(people & users_of(old)) if people else _tag(old, REPAIR_TAG).startswith(RECREATE)


def _last(heir: Row, heirs: Mapping[str, Row]) -> Row | None:
    """Return the desktop that is used in the end, if one that has taken a place was replaced itself.

    ``None`` if the notes lead in a circle, so that none of them is believed.
    """
    seen: set[str] = set()
    while _name(heir) in heirs:
        if _name(heir) in seen:
            return None
        seen.add(_name(heir))
        heir = heirs[_name(heir)]
    return heir


def holder_of(name: str, there: Collection[str], own: Sequence[Row], heirs: Mapping[str, Row]) -> str:
    """Return the name of the desktop that is the seat for which a lab file gives a name.

    It is the one that has taken the place of the desktop of this name, also when that is deleted.

    :param there: the names of all desktops, in lower case. :param own: the lab's desktops that are not kept.
    :param heirs: see :func:`heirs_of`.
    """
    key = name.lower()
    holder = heirs.get(key) or former_names(own, there).get(key)
    return str(holder["computer_name"]) if holder else name


def without_kept(own: Sequence[Row], heirs: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Return the desktops that are seats: without those that are kept, whose people count as those of the others.

    :param heirs: see :func:`heirs_of`.
    """
    left: dict[str, list[Any]] = {}
    for row in own:
        if _name(row) in heirs:
            left.setdefault(_name(heirs[_name(row)]), []).extend(row.get("users") or [])
    return [{**row, "users": row.get("users") or left.get(_name(row)) or []} for row in own if _name(row) not in heirs]


def _name(row: Row) -> str:
    return str(row["computer_name"]).lower()


def _tag(row: Row, key: str) -> str:
    return str((row.get("tags") or {}).get(key) or "").lower()
