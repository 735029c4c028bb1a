# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the names that users write into the IDs that the API wants, with one list call a kind and task at most."""

from __future__ import annotations

import dataclasses
import difflib
import fnmatch
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from .client import Client
from .errors import InputError, UnknownNameError


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of thing that can be given by name or by ID.

    :param label: what users call it.
    :param path: its list operation, with ``key`` for the list in the answer, and ``limit`` for the largest page or
        ``None`` if the list knows no pages.
    :param id: the field that holds its ID; ``name`` the field that holds its name.
    :param any_case: whether names that differ in upper and lower case alone are the same.
    :param service: which service lists it: ``workspace``, ``app`` or ``eps``.
    """

    label: str
    path: str
    key: str
    id: str = "id"
    name: str = "name"
    limit: int | None = None
    any_case: bool = False
    service: str = "workspace"

    def same(self, name: str, other: str) -> bool:
        """Tell whether two names are the same."""
        name, other = normal(name), normal(other)
        return name == other or self.any_case and name.lower() == other.lower()


@dataclasses.dataclass(frozen=True)
class Named:
    """One thing, found: its ID, its name, and all that the list said of it."""

    id: str
    name: str
    row: Mapping[str, Any]


class Names:
    """The names of one project, read when first asked for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rows: dict[Kind, list[Named]] = {}

    def find(self, kind: Kind, given: str) -> Named:
        """Return the thing with exactly this ID, else the one with exactly this name (of users: in any case).

        :raises UnknownNameError: there is none. :raises InputError: there are several of that name.
        """
        things = self.all(kind)
        for thing in things:
            if thing.id == given:
                return thing
        matches = [thing for thing in things if kind.same(thing.name, given)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            ids = ", ".join(sorted(thing.id for thing in matches))
            raise InputError(f'several {kind.label}s are called "{given}" ({ids}); give the ID of the one meant')
        known = [text for thing in things for text in (thing.name, thing.id)]
        raise UnknownNameError(f'there is no {kind.label} "{given}"{nearest(given, known)}')

    def all(self, kind: Kind) -> list[Named]:
        """Return all things of a kind."""
        if kind not in self._rows:
            rows = self._client.list_all(kind.path, kind.key, limit=kind.limit, service=kind.service, id_field=kind.id)
            found = [Named(row[kind.id], str(row.get(kind.name) or row[kind.id]), row) for row in rows]
            # Two pages may hold the same thing when others come and go meanwhile.
            self._rows[kind] = list({thing.id: thing for thing in found}.values())
        return self._rows[kind]

    def shown(self, kind: Kind, thing_id: str) -> str:
        """Return the name for an ID if the kind has been listed in this task, else the ID."""
        return next((thing.name for thing in self._rows.get(kind, []) if thing.id == thing_id), thing_id)


def normal(text: str) -> str:
    """Return a text with its accents put together in the one way by which texts are compared (NFC)."""
    return unicodedata.normalize("NFC", text)


def nearest(given: str, known: Iterable[str]) -> str:
    """Return `; the nearest are ...` for an error message, or an empty string when nothing is near."""
    found = difflib.get_close_matches(given, list(dict.fromkeys(known)), n=3, cutoff=0.5)
    return f"; the nearest are {', '.join(found)}" if found else ""


_RANGE = re.compile(r"\[(\d+):(\d+)\]")
_GLOB = re.compile(r"[*?[]")
_LONGEST_RANGE = 10000


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a name matches one of the patterns, without case.

    A pattern is a name, a glob (``BIO-*``), or holds ranges of numbers (``BIO-[01:12]``, whose first number's digits
    give the width).

    :raises InputError: a range runs backwards or is far too long.
    """
    expanded = [name.lower() for pattern in patterns for name in _expand(pattern)]
    exact = set(expanded)
    globs = [pattern for pattern in expanded if _GLOB.search(pattern)]

    def matches(name: str) -> bool:
        lowered = name.lower()
        return lowered in exact or any(fnmatch.fnmatchcase(lowered, glob) for glob in globs)

    return matches


def _expand(pattern: str) -> list[str]:
    """Return the pattern once for each number of its ranges."""
    found = _RANGE.search(pattern)
    if not found:
        return [pattern]
    first, last = found.groups()
    if int(first) > int(last):
        raise InputError(f'the range in "{pattern}" runs backwards')
    if int(last) - int(first) >= _LONGEST_RANGE:
        raise InputError(f'the range in "{pattern}" has more than {_LONGEST_RANGE} numbers')
    numbers = [str(number).zfill(len(first)) for number in range(int(first), int(last) + 1)]
    rest = _expand(pattern[found.end() :])
    return [pattern[: found.start()] + number + end for number in numbers for end in rest]
