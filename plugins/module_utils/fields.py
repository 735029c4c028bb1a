# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of fields that describes a resource: one row for each option, from which specification, requests, current
values, comparison and results are derived. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable

from .names import Kind
from .plan import NOT_TOLD, Change, Plan

UNSET, UNKNOWN = "unset", "unknown"
"""What it means when an answer lacks a field: it has no value, or its value is not told."""


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a resource.

    :param name: the option.
    :param differs: whether a desired and a current value, both not ``None``, differ.
    :param verb: which step changes it; ``None`` for a field that the service cannot change in place.
    :param readable: whether answers tell it at all; one that they do not tell is never a difference.
    :param absent: what it means when an answer lacks it, :data:`UNSET` or :data:`UNKNOWN`.
    :param null: the value of a field that has none: what ``null`` means in an answer, and with :data:`UNSET` its
        absence too. ``None`` if ``null`` is the same as an absence.
    :param blind: whether a desired value goes along with other changes while the current one is not told; not one that
        would overwrite what has to be kept.
    :param kind: the kind of the thing that its value names; requests and answers have the ID.
    :param api: its name in requests, if not that of the option.
    :param answer: its place in answers, if not its name in requests: keys joined by ``/``, and places to look at in
        turn joined by ``|``.
    """

    name: str
    differs: Callable[[Any, Any], bool] = lambda desired, current: desired != current
    verb: str | None = None
    readable: bool = True
    absent: str = UNKNOWN
    null: Any = None
    blind: Callable[[Any], bool] = lambda desired: True
    kind: Kind | None = None
    api: str = ""
    answer: str = ""

    @property
    def sent(self) -> str:
        """Its name in requests."""
        return self.api or self.name

    def read(self, row: Mapping[str, Any]) -> Any:
        """Return its value in an answer, ``None`` if the answer lacks it."""
        return place(row, self.answer or self.sent, self.null)


@dataclasses.dataclass(frozen=True)
class Comparison:
    """How a thing differs from what is desired of it.

    :param changes: the fields that differ. :param unknown: the fields that are desired but cannot be compared.
    :param incomplete: whether the current values lacked a field that decides something.
    """

    changes: dict[str, Change] = dataclasses.field(default_factory=dict)
    unknown: Sequence[str] = ()
    incomplete: bool = False

    def tell(self, plan: Plan, target: str) -> None:
        """Say in a plan what could not be compared of a target."""
        if self.unknown:
            plan.unknown.setdefault(target, []).extend(self.unknown)
        plan.incomplete = plan.incomplete or self.incomplete

    def to_write(self, fields: Sequence[Field], desired: Mapping[str, Any], always: bool = False) -> dict[str, Change]:
        """Return what is to be written: the changes, and beside them the values that cannot be compared.

        :param always: whether such a value is a reason for a request of its own; else it goes along with other changes
            of its verb.
        """
        changing = {field.verb for field in fields if field.name in self.changes}
        untold = {
            field.name: Change(NOT_TOLD, desired[field.name])
            for field in fields
            if field.name in self.unknown and field.verb
            if always or field.verb in changing and field.blind(desired[field.name])
        }
        return {**self.changes, **untold}


def compare(fields: Sequence[Field], desired: Mapping[str, Any], current: Mapping[str, Any]) -> Comparison:
    """Compare values by the names of their fields; each is the same, different or unknown.

    A desired value of ``None`` (or none at all) means "leave alone"; an empty one clears. A current value of ``None``
    is what :attr:`Field.absent` says.
    """
    changes: dict[str, Change] = {}
    unknown = []
    incomplete = False
    for field in fields:
        want, have = desired.get(field.name), current.get(field.name)
        if want is None or not field.readable:
            continue
        if have is not None:
            if field.differs(want, have):
                changes[field.name] = Change(have, want)
        elif field.absent == UNKNOWN:
            unknown.append(field.name)
            incomplete = True
        elif not is_empty(want) if field.null is None else field.differs(want, field.null):
            changes[field.name] = Change(field.null, want)
            incomplete = True
    return Comparison(changes, unknown, incomplete)


def ignoring_case(desired: Any, current: Any) -> bool:
    """Tell whether texts differ other than in case, for names that the service may change to upper case."""
    return str(desired).lower() != str(current).lower()


def as_set(desired: Iterable[Any], current: Iterable[Any]) -> bool:
    """Tell whether lists differ that are one value but have no order."""
    return set(desired) != set(current)


def is_empty(value: Any) -> bool:
    """Tell whether a value clears: an empty text, list or dictionary. Zero and false are values."""
    return isinstance(value, (str, Sequence, Mapping)) and not value


def place(row: Mapping[str, Any], where: str, null: Any = None) -> Any:
    """Return what stands at a place of an answer (see :class:`Field`), ``None`` if nothing does.

    :param null: what to return if the place is there and has no value.
    """
    found = None
    for path in where.split("|"):
        value: Any = row
        for key in path.split("/"):
            is_there = isinstance(value, Mapping) and key in value
            value = value[key] if is_there else None
        if value is not None:
            return value
        if is_there:
            found = null
    return found


def given(values: Mapping[str, Any], names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return what is given of options or of a request's fields: those that are not ``None``, at any depth.

    :param names: the only ones to return.
    """
    return {
        name: pruned(value) for name, value in values.items() if value is not None and (names is None or name in names)
    }


def pruned(value: Any) -> Any:
    """Return an option without what is not given inside it, at any depth."""
    if isinstance(value, Mapping):
        return given(value)
    return [pruned(item) for item in value] if isinstance(value, list) else value


def leaves(name: str, value: Any) -> dict[str, Any]:
    """Return the leaves of an object by their whole names: ``{"policies.audio.play_volume": 80}``."""
    if not isinstance(value, Mapping):
        return {name: value}
    parts = (leaves(f"{name}.{key}", inner) for key, inner in value.items())
    return {leaf: inner for part in parts for leaf, inner in part.items()}


def folded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object that has these leaves, see :func:`leaves`."""
    whole: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split(".")
        inner = whole
        for key in path:
            inner = inner.setdefault(key, {})
        inner[last] = value
    return whole


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a request says: what is given (see :func:`given`) and not empty."""
    return {name: value for name, value in given(values).items() if not is_empty(value)}
