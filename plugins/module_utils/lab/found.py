# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is in the cloud, as the info modules tell it, and whose it is."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .. import ownership
from ..errors import LabError
from ..names import Advice, normal
from ..ownership import OWNER_TAG
from ..resources.desktop.state import IN_USE, UNTOLD

Row = Mapping[str, Any]


_NAMES = {
    "groups": "group_name",
    "pools": "name",
    "policies": "policy_group_name",
    "schedules": "task_name",
    "scripts": "name",
}
"""Names that may have accents, which are put together as those of lab files are."""


@dataclasses.dataclass(frozen=True)
class Found:
    """The rows that the info modules of these names return; ``policies`` are policy groups, ``script_records`` those of
    executions, ``rebuilds`` the sub-jobs that rebuilt desktops.

    :param ous: names and IDs of the OUs, ``None`` if they are not known; ``name_policies`` of the naming policies.
    :param addresses: the public addresses, ``None`` if the service does not tell them.
    :param hibernation: the type of hibernation of the project, ``None`` if it is not known.
    :param has_domain: whether there may be users and groups in a domain that no list tells.
    """

    desktops: Sequence[Row] = ()
    users: Sequence[Row] = ()
    groups: Sequence[Row] = ()
    pools: Sequence[Row] = ()
    policies: Sequence[Row] = ()
    schedules: Sequence[Row] = ()
    scripts: Sequence[Row] = ()
    script_records: Sequence[Row] = ()
    rebuilds: Sequence[Row] = ()
    ous: Sequence[str] | None = None
    name_policies: Sequence[str] | None = None
    addresses: Sequence[Row] | None = ()
    hibernation: str | None = None
    has_domain: bool = False

    def __post_init__(self) -> None:
        for kind, field in _NAMES.items():
            rows = [{**row, field: normal(row[field])} if row.get(field) else row for row in getattr(self, kind)]
            object.__setattr__(self, kind, rows)

    def called(self, kind: str, name: str) -> list[Row]:
        """Return the ``groups``, ``pools``, ``policies``, ``schedules`` or ``scripts`` of a name."""
        return self._by_name[kind].get(name, [])

    @functools.cached_property
    def _by_name(self) -> Mapping[str, Mapping[str, list[Row]]]:
        found: dict[str, dict[str, list[Row]]] = {kind: {} for kind in _NAMES}
        for kind, field in _NAMES.items():
            for row in getattr(self, kind):
                found[kind].setdefault(row[field], []).append(row)
        return found

    @functools.cached_property
    def users_by_name(self) -> Mapping[str, Row]:
        """The accounts by their names in lower case."""
        return {row["user_name"].lower(): row for row in self.users}

    def nearest_user(self, name: str) -> str:
        """Return which user could be meant, for an error message."""
        return self._advice.on(name)

    @functools.cached_property
    def _advice(self) -> Advice:
        return Advice([row["user_name"] for row in self.users])

    def groups_of(self, user: str) -> list[Row]:
        """Return the groups that a user is in, or may be in because nothing tells their members."""
        return self._groups_of.rows(user)

    @functools.cached_property
    def _groups_of(self) -> _ByUser:
        return _ByUser((row, row.get("members")) for row in self.groups)

    def pools_of(self, user: str) -> list[Row]:
        """Return the pools that serve a user by name, or may serve them because nothing tells whom they serve."""
        return self._pools_of.rows(user)

    @functools.cached_property
    def _pools_of(self) -> _ByUser:
        return _ByUser((row, _users_of_pool(row)) for row in self.pools)

    def desktops_of(self, user: str) -> list[Row]:
        """Return the desktops that a user has."""
        return self._desktops_of.rows(user)

    @functools.cached_property
    def _desktops_of(self) -> _ByUser:
        return _ByUser((row, [one["user_name"] for one in row.get("users") or []]) for row in self.desktops)

    def seats(self) -> list[Row]:
        """Return the desktops that are not part of a pool."""
        return [row for row in self.desktops if not is_pooled(row)]


def _users_of_pool(row: Row) -> list[str] | None:
    granted = row.get("authorized_objects")
    return None if granted is None else [one["object_name"] for one in granted if one["object_type"] == "USER"]


class _ByUser:
    """Rows by the users whom they name, in any case. One whose users are not known may name anybody: nothing else is
    safe to say."""

    def __init__(self, rows: Iterable[tuple[Row, Iterable[str] | None]]) -> None:
        self._rows: list[Row] = []
        self._places: dict[str, list[int]] = {}
        self._of_anybody: list[int] = []
        for place, (row, users) in enumerate(rows):
            self._rows.append(row)
            for user in {user.lower() for user in users or ()}:
                self._places.setdefault(user, []).append(place)
            if users is None:
                self._of_anybody.append(place)

    def rows(self, user: str) -> list[Row]:
        """Return the rows that name a user, or may do so, in their order."""
        return [self._rows[place] for place in sorted([*self._places.get(user.lower(), ()), *self._of_anybody])]


def is_pooled(row: Row) -> bool:
    """Tell whether a desktop is part of a pool, which alone decides what happens to it."""
    return row.get("desktop_type") == "POOLED"


def users_of(row: Row) -> set[str]:
    """Return the users of a desktop, in lower case."""
    return {user["user_name"].lower() for user in row.get("users") or []}


def in_use(row: Row) -> bool:
    """Tell whether somebody is logged in to a desktop, or may be."""
    return str(row.get("login_status")) in (*IN_USE, UNTOLD)


def owner_of(row: Row) -> str | None:
    """Return the lab that a thing's tag or description names, or ``None``."""
    return (row.get("tags") or {}).get(OWNER_TAG) or ownership.owner(row.get("description"))


def is_untold(row: Row) -> bool:
    """Tell whether the service does not tell whose a thing is: its tags, or the description of what has no tags."""
    return row["tags"] is None if "tags" in row else row.get("description", "") is None


def untold(rows: Iterable[Row], label: str, name: str, wanted: Collection[str]) -> list[str]:
    """Return what may be left over of a lab, or somebody else's: things of which the service does not tell whose they
    are, and that the lab file does not name.

    :param name: the field that has their name.
    """
    unknown = [str(row[name]) for row in rows if is_untold(row) and row[name] not in wanted]
    return [f"{label} {one} (the service does not tell whose it is)" for one in unknown]


def owned_by(lab: Mapping[str, Any], row: Row) -> bool:
    """Tell whether a thing is the lab's."""
    return bool(owner_of(row) == lab["name"])


def refusals(lab: Mapping[str, Any], what: str, rows: Sequence[Row], adopt: bool) -> list[str]:
    """Return why things that have a wanted name must be left alone, empty if the lab may have them.

    :param what: the kind and the name, for the message. :param rows: all things of that kind and name.
    :raises LabError: the service does not tell whose one is, and nobody says that it is to be the lab's.
    """
    if not adopt and any(map(is_untold, rows)):
        raise LabError(
            f"{what} exists, but the service does not tell whose it is (its tags or its description); run it again, or "
            "set lab_adopt=true if it is to be this lab's"
        )
    owners = dict.fromkeys(owner_of(row) for row in rows if not owned_by(lab, row))
    unmarked = f"{what} exists, but is not marked as this lab's; set lab_adopt=true to make it the lab's"
    return [
        unmarked if owner is None else f"{what} belongs to the lab {owner}"
        for owner in owners
        if owner is not None or not adopt
    ]
