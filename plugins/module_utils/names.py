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
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, Generic, TypeVar

from .errors import ApiError, InputError, UnknownNameError, plain

if TYPE_CHECKING:
    from .client import Client


@dataclasses.dataclass(frozen=True)
class Unlisted:
    """Things of a kind that its list leaves out, and that another operation tells by their IDs.

    :param path: that operation, with ``key`` for the list in its answer. :param query: the parameter for the IDs.
    :param id: the field that holds an ID. :param known: what is known of each of them, whatever the answer says.
    """

    path: str
    key: str
    query: str
    id: str
    known: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of thing that can be given by name or by ID.

    :param label: what users call it.
    :param path: its list operation, with ``key`` for the list in the answer, and ``limit`` for the largest page or
        ``None`` if the list knows no pages.
    :param id: the field that holds its ID; ``name`` the field that holds its name.
    :param any_case: whether names that differ in upper and lower case alone are the same.
    :param service: which service lists it: ``workspace``, ``app`` or ``eps``.
    :param unlisted: where more of them are told by their IDs.
    """

    label: str
    path: str
    key: str
    id: str = "id"
    name: str = "name"
    limit: int | None = None
    any_case: bool = False
    service: str = "workspace"
    unlisted: Unlisted | None = None

    def folded(self, name: str) -> str:
        """Return what is equal for names that are the same."""
        return normal(name).lower() if self.any_case else normal(name)

    def same(self, name: str, other: str) -> bool:
        """Tell whether two names are the same."""
        return self.folded(name) == self.folded(other)


@dataclasses.dataclass(frozen=True)
class Named:
    """One thing, found: its ID, its name, and all that the list said of it."""

    id: str
    name: str
    row: Mapping[str, Any]


class Listed:
    """All things of a kind, by what they are found by.

    :param things: any of them may have been listed more than once.
    :ivar by_id: the things by their IDs. :ivar advice: which of their names and IDs are nearest to a wrong one.
    """

    def __init__(self, kind: Kind, things: Iterable[Named]) -> None:
        self._kind = kind
        self.by_id: Mapping[str, Named] = {thing.id: thing for thing in things}
        self._by_name: dict[str, list[Named]] = {}
        self._by_field: dict[str, Mapping[Any, Named]] = {}
        for thing in self.by_id.values():
            self._by_name.setdefault(kind.folded(thing.name), []).append(thing)
        self.advice = Advice([text for thing in self.by_id.values() for text in (thing.name, thing.id)])

    def called(self, name: str) -> Sequence[Named]:
        """Return the things of a name."""
        return self._by_name.get(self._kind.folded(name), ())

    def by_field(self, field: str) -> Mapping[Any, Named]:
        """Return the things by a field that tells them apart, as far as they have it."""
        if field not in self._by_field:
            things = {thing.row[field]: thing for thing in self.by_id.values() if thing.row.get(field)}
            self._by_field[field] = things
        return self._by_field[field]


class Names:
    """The names of one project, read when first asked for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._listed: dict[Kind, Listed] = {}
        self._unlisted: dict[tuple[Kind, str], Named | None] = {}

    def find(self, kind: Kind, given: str) -> Named:
        """Return the thing with exactly this ID, else the one with exactly this name (of users: in any case).

        :raises UnknownNameError: there is none. :raises InputError: there are several of that name.
        """
        listed = self.listed(kind)
        if given in listed.by_id:
            return listed.by_id[given]
        matches = listed.called(given)
        if len(matches) == 1:
            return matches[0]
        if matches:
            ids = ", ".join(sorted(thing.id for thing in matches))
            raise InputError(f'several {kind.label}s are called "{given}" ({ids}); give the ID of the one meant')
        unlisted = self._find_unlisted(kind, given)
        if unlisted:
            return unlisted
        text = f'there is no {kind.label} "{given}"{listed.advice.on(given)}'
        raise UnknownNameError(text, (kind.label, given))

    def _find_unlisted(self, kind: Kind, given: str) -> Named | None:
        """Return the thing with this ID that the list leaves out."""
        if kind.unlisted and _ID.fullmatch(given) and (kind, given) not in self._unlisted:
            self._unlisted[kind, given] = self._ask(kind.unlisted, kind, given)
        return self._unlisted.get((kind, given))

    def _ask(self, more: Unlisted, kind: Kind, given: str) -> Named | None:
        try:
            rows = self._client.list_all(more.path, more.key, {more.query: given}, None, kind.service, id_field=more.id)
        except ApiError as error:
            # The region does not have it, or the credentials may not ask for it.
            if error.status in (400, 403, 404):
                return None
            raise
        row = next((row for row in rows if row[more.id] == given), None)
        return Named(given, str(row.get(kind.name) or given), {**row, **dict(more.known)}) if row else None

    def all(self, kind: Kind) -> list[Named]:
        """Return all things of a kind."""
        return list(self.listed(kind).by_id.values())

    def listed(self, kind: Kind) -> Listed:
        """Return all things of a kind by what they are found by."""
        if kind not in self._listed:
            rows = self._client.list_all(kind.path, kind.key, limit=kind.limit, service=kind.service, id_field=kind.id)
            # Two pages may hold the same thing when others come and go meanwhile.
            things = (Named(row[kind.id], str(row.get(kind.name) or row[kind.id]), row) for row in rows)
            self._listed[kind] = Listed(kind, things)
        return self._listed[kind]

    def shown(self, kind: Kind, thing_id: str) -> str:
        """Return the name for an ID if the kind has been listed in this task, else the ID."""
        known = self._listed[kind].by_id if kind in self._listed else {}
        thing = known.get(thing_id) or self._unlisted.get((kind, thing_id))
        return thing.name if thing else thing_id


_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")


def normal(text: str) -> str:
    """Return a text with its accents put together in the one way by which texts are compared (NFC)."""
    return unicodedata.normalize("NFC", text)


_MOST_LISTED = 10
"""How many names a message lists before it only counts them."""


def listed(names: Iterable[str]) -> str:
    """Return names as a message lists them, each once."""
    unique = list(dict.fromkeys(names))
    more = len(unique) - _MOST_LISTED
    return ", ".join(unique[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def number_of(number: int, one: str, many: str = "") -> str:
    """Return how many things there are as a message tells it, such as `1 desktop` or `2 desktops`.

    :param one: what one of them is called. :param many: what several are called, ``one`` with an s if not given.
    """
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def nearest(given: str, known: Iterable[str]) -> str:
    """Return `; the nearest are ...` for an error message, or an empty string when nothing is near."""
    found = difflib.get_close_matches(given, list(dict.fromkeys(known)), n=3, cutoff=0.5)
    return f"; the nearest are {', '.join(found)}" if found else ""


class Advice:
    """Which of the known names are nearest to wrong ones, for as many wrong names as a message tells at the most: each
    has to be compared with all that are known."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._given: dict[str, str] = {}

    def on(self, given: str) -> str:
        """Return what :func:`nearest` says of a wrong name, or an empty string if there were too many before it."""
        if given not in self._given and len(self._given) < MOST_ADVISED:
            self._given[given] = nearest(given, self._known)
        return self._given.get(given, "")


MOST_ADVISED = 20
"""How many wrong names get advice."""


_RANGE = re.compile(r"\[(\d+):(\d+)\]")
_GLOB = re.compile(r"[*?[]")
_LONGEST_RANGE = 10_000
"""How many names the ranges of a pattern may stand for."""

_MOST_NAMES = 200_000
"""How many names several patterns may stand for together."""

_TOO_MANY = f"the patterns stand for more than {_MOST_NAMES} names"

_MOST_DIGITS = 18
_SHOWN = 100

_NUMBERED = re.compile(rf"([^,*?\[\]]*?)([0-9]{{1,{_MOST_DIGITS - 1}}})([^\s,*?\[\]0-9]*)")
_SHORTEST_RANGE = 5
"""How many consecutive numbers are told as a range."""


def ranges(names: Iterable[str]) -> list[str]:
    """Return names with ranges such as ``BIO-[01:12]`` in place of those whose numbers are consecutive.

    The patterns stand for exactly these names (see :func:`matcher`), each once; a range is where the first of its names
    was.
    """
    given = list(dict.fromkeys(names))
    numbered = {name: found.groups() for name in given if (found := _NUMBERED.fullmatch(name))}
    shown: dict[str, str] = {}
    for name, (start, digits, end) in sorted(numbered.items(), key=lambda item: int(item[1][1])):
        if name in shown:
            continue
        run, number = [name], int(digits)
        while len(run) < _LONGEST_RANGE:
            last = str(number + len(run)).zfill(len(digits))
            following = f"{start}{last}{end}"
            if following not in numbered or following in shown:
                break
            run.append(following)
        if len(run) >= _SHORTEST_RANGE:
            last = str(number + len(run) - 1).zfill(len(digits))
            shown.update(dict.fromkeys(run, f"{start}[{digits}:{last}]{end}"))
    return list(dict.fromkeys(shown.get(name, name) for name in given))


def joined(names: Iterable[str]) -> str:
    """Return names as a line tells all of them: with ranges, separated by commas."""
    return ", ".join(ranges(names))


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a name matches one of the patterns, without case.

    A pattern is a name, a glob (``BIO-*``), or holds ranges of numbers (``BIO-[01:12]``, whose first number's digits
    give the width).

    :raises InputError: a range runs backwards, or the patterns stand for far too many names.
    """
    expanded: set[str] = set()
    for pattern in patterns:
        expanded.update(name.lower() for name in _expand(pattern))
        if len(expanded) > _MOST_NAMES:
            raise InputError(_TOO_MANY)
    globs = _globs(expanded)
    return lambda name: name.lower() in expanded or globs is not None and globs(name.lower()) is not None


def is_pattern(text: str) -> bool:
    """Tell whether a text is a pattern of names, not a name."""
    return bool(_GLOB.search(text))


def _globs(names: Iterable[str]) -> Callable[[str], object] | None:
    """Return a function that finds a match with one of the globs among names in lower case, ``None`` without globs."""
    globs = [fnmatch.translate(name) for name in sorted(names) if _GLOB.search(name)]
    return re.compile("|".join(globs)).match if globs else None


T = TypeVar("T")


class ByName(Generic[T]):
    """Things by their names, without case; see :func:`matcher` for the patterns that select some of them, and for how
    many names these may stand for together.

    :param names: things with their names.
    """

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._things: list[T] = []
        self._places: dict[str, list[int]] = {}
        for place, (name, thing) in enumerate(names):
            self._things.append(thing)
            self._places.setdefault(name.lower(), []).append(place)
        self._matching: dict[str, list[T]] = {}
        self._expanded = 0

    def called(self, name: str) -> list[T]:
        """Return the things of a name."""
        return [self._things[place] for place in self._places.get(name.lower(), ())]

    def matching(self, pattern: str) -> list[T]:
        """Return the things that a name, glob or range selects, in their order.

        :raises InputError: a range runs backwards, or the patterns stand for far too many names.
        """
        if pattern not in self._matching:
            self._matching[pattern] = self._match(pattern)
        return self._matching[pattern]

    def _match(self, pattern: str) -> list[T]:
        expanded = {name.lower() for name in _expand(pattern)}
        self._expanded += len(expanded)
        if self._expanded > _MOST_NAMES:
            raise InputError(_TOO_MANY)
        globs = _globs(expanded)
        names = expanded if globs is None else expanded | {name for name in self._places if globs(name)}
        return [self._things[place] for place in sorted(at for name in names for at in self._places.get(name, ()))]


def _expand(pattern: str) -> list[str]:
    """Return the pattern once for each number of its ranges.

    :raises InputError: a range runs backwards, or the ranges stand for far too many names.
    """
    names = [""]
    end = 0
    for found in _RANGE.finditer(pattern):
        first, last = found.groups()
        is_long = max(len(first), len(last)) > _MOST_DIGITS
        if not is_long and int(first) > int(last):
            raise InputError(f'the range in "{plain(pattern, _SHOWN)}" runs backwards')
        if is_long or len(names) * (int(last) - int(first) + 1) > _LONGEST_RANGE:
            raise InputError(f'the range in "{plain(pattern, _SHOWN)}" has more than {_LONGEST_RANGE} numbers')
        numbers = [str(number).zfill(len(first)) for number in range(int(first), int(last) + 1)]
        start = pattern[end : found.start()]
        names = [name + start + number for name in names for number in numbers]
        end = found.end()
    return [name + pattern[end:] for name in names]
