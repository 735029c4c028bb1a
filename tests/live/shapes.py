# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of answers: which fields they have and of which types, without a value of anybody's. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from live.reading import Exchange

Shape = Mapping[str, set[str]]
"""The types of values by the place in an answer."""

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_:-]{0,59}")
_WORD = re.compile(r"v\d(\.\d)?|[a-z]+([_-][a-z]+)*")
_TIMES = {
    "time, as 2026-01-31T08:00:00Z": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "time, as 2026-01-31T08:00:00.000Z": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"),
    "time, as 2026-01-31 08:00:00": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
    "time, of another kind": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "digits": re.compile(r"\d+"),
}
_NOTHING = {"null", "empty text"}


def shapes(exchanges: Iterable[Exchange]) -> dict[str, Shape]:
    """Return the shapes of answers by their operation: the method, the path and the status."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in exchanges:
        shape = found[f"GET {_template(one.path)}: {one.status}"]
        for place, kind in _places(one.body):
            shape[place].add(kind)
    return dict(found)


def differences(service: Mapping[str, Shape], emulator: Mapping[str, Shape]) -> dict[str, list[str]]:
    """Return what differs, by operation. What one of the two was not asked, or has none of, is not compared."""
    found = {
        operation: [*_fields(service[operation], emulator[operation])]
        for operation in sorted(service.keys() & emulator.keys())
    }
    return {operation: told for operation, told in found.items() if told}


def _fields(service: Shape, emulator: Shape) -> Iterator[str]:
    for place in sorted(service.keys() | emulator.keys()):
        # What an empty list or an object that is not there would have is not known.
        holder = "" if place.endswith("[]") else place.rpartition(".")[0]
        if place in service and place in emulator:
            told, known = service[place] - _NOTHING, emulator[place] - _NOTHING
            if told and known and told - known:
                yield f"{place}: {_kinds(told)}, but {_kinds(known)} in the emulator"
        elif "object" in emulator.get(holder, ()) and place in service:
            yield f"{place}: {_kinds(service[place])}, which the emulator does not return"
        elif "object" in service.get(holder, ()) and place in emulator:
            yield f"{place}: not returned by the service; {_kinds(emulator[place])} in the emulator"


def _kinds(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))


def _template(path: str) -> str:
    """Return a path with words of the API alone."""
    return "/".join(part if not part or _WORD.fullmatch(part) else "{}" for part in path.split("/"))


def _places(value: Any, place: str = "answer") -> Iterator[tuple[str, str]]:
    yield place, _kind(value)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            # What has another form is no name of a field, but data.
            yield from _places(inner, f"{place}.{name if _FIELD.fullmatch(name) else '{}'}")
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, f"{place}[]")


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return next((kind for kind, form in _TIMES.items() if form.fullmatch(value)), "text" if value else "empty text")
    names = {bool: "boolean", int: "whole number", float: "number", list: "list", dict: "object"}
    return names.get(type(value), "null")
