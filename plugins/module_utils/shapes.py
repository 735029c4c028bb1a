# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what a task gives has the shape of its options, at any depth. Pure."""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible.module_utils.common.validation import check_type_dict

_MOST_KEYS = 8
"""How many keys of a dictionary a message lists."""

_MOST_DIGITS = 18
"""How many digits a whole number has at most. ansible-core would write a number such as 1e999999999 out."""

_MOST_DEPTH = 100
_MOST_VALUES = 1_000_000
"""How deep and how large what is given may be, with what anchors of YAML repeat. A list there can contain itself."""

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, which no text has that can be written into a file or a request."""

Spec = Mapping[str, Mapping[str, Any]]


def misshapen(spec: Spec, given: Mapping[str, Any], where: str = "") -> Iterator[str]:
    """Yield a sentence for each value that has not the shape of its option: a text, a number, a list or a dictionary;
    and for each text that cannot be written. What is too deep or too large is told, and not looked at further.

    :param spec: an argument specification. :param given: the values by the names of the options.
    :param where: where these options belong.
    """
    oversized = _oversized(given, where)
    if oversized:
        yield oversized
        return
    yield from _unwritable(given, where)
    yield from _misfits(spec, given, where)


def _oversized(given: Mapping[str, Any], where: str) -> str:
    """Return what is wrong with the depth or the size of what is given, empty if nothing is."""
    stack = [(name, value, 1) for name, value in given.items()]
    seen = 0
    while stack:
        name, value, depth = stack.pop()
        if not isinstance(value, (Mapping, list)):
            continue
        seen += len(value)
        place = f"{where}.{name}" if where else str(name)
        if depth > _MOST_DEPTH:
            return f"{place} contains itself, or has more than {_MOST_DEPTH} levels of lists and dictionaries"
        if seen > _MOST_VALUES:
            return f"{place} has more than {_MOST_VALUES:,} values, with those that anchors repeat"
        stack.extend((name, one, depth + 1) for one in (value.values() if isinstance(value, Mapping) else value))
    return ""


def _unwritable(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, str):
        if _HALF.search(value):
            yield f"{where} has a character that is not valid in Unicode"
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(key, str) and _HALF.search(key):
                yield f"{where or 'the arguments'} has a key with a character that is not valid in Unicode"
            yield from _unwritable(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unwritable(inner, f"{where}[{number}]")


def _misfits(spec: Spec, given: Mapping[str, Any], where: str) -> Iterator[str]:
    names = {alias: name for name, option in spec.items() for alias in (name, *option.get("aliases", ()))}
    for name, value in given.items():
        if not isinstance(name, str):
            yield f"{where} has the key {name!r}, but keys are texts"
        elif value is not None and name in names:
            yield from _misfit(spec[names[name]], value, f"{where}.{name}" if where else name)


def by_real_names(spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return options without the aliases that ansible-core leaves beside them, at any depth.

    :param spec: their argument specification. :param given: the options as ansible-core has read them.
    """
    return {name: _by_real_names(spec[name], value) for name, value in given.items() if name in spec}


def _by_real_names(option: Mapping[str, Any], value: Any) -> Any:
    spec = option.get("options")
    if spec and isinstance(value, Mapping):
        return by_real_names(spec, value)
    return [_by_real_names(option, one) for one in value] if spec and isinstance(value, list) else value


def _misfit(option: Mapping[str, Any], value: Any, where: str) -> Iterable[str]:
    kind = option.get("type", "str")
    if kind == "list":
        return _misfit_list(option, value, where)
    if kind == "dict":
        return _misfit_dict(option.get("options"), value, where)
    if kind in ("str", "path") and isinstance(value, (Mapping, list)):
        return [f"{where} must be a text, not {_shape(value)}"]
    return _misfit_number(value, where) if kind == "int" else ()


def _misfit_number(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, (bool, Mapping, list)):
        yield f"{where} must be a whole number, not {_shape(value)}"
        return
    try:
        number = decimal.Decimal(value)
    except (ArithmeticError, TypeError, ValueError):
        return  # Of what cannot be read as a number ansible-core tells more.
    if not number.is_finite() or number.adjusted() >= _MOST_DIGITS:
        yield f"{where} must be a whole number of up to {_MOST_DIGITS} digits"


def _misfit_list(option: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield f"{where} must be a list, not a dictionary"
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or option.get("elements") in (None, "raw"):
        return
    item = {"type": option["elements"], "options": option.get("options")}
    for number, one in enumerate(value):
        place = f"{where}[{number}]"
        if one is None:
            yield f"{place} must be {_described(item)}, not empty"
        else:
            yield from _misfit(item, one, place)


def _misfit_dict(options: Spec | None, value: Any, where: str) -> Iterator[str]:
    if isinstance(value, str):
        try:
            value = check_type_dict(value)
        except TypeError:
            return  # Of a text that cannot be read as a dictionary ansible-core tells more.
    if not isinstance(value, Mapping):
        yield f"{where} must be {_described({'type': 'dict', 'options': options})}, not {_shape(value)}"
    elif options is not None:
        yield from _misfits(options, value, where)


def _described(option: Mapping[str, Any]) -> str:
    if option["type"] != "dict":
        return {"str": "a text", "path": "a path", "list": "a list", "int": "a whole number"}.get(
            option["type"], f"of the type {option['type']}"
        )
    keys = list(option.get("options") or ())
    if not keys:
        return "a dictionary"
    return f"a dictionary with {', '.join(keys[:_MOST_KEYS])}{', ...' if len(keys) > _MOST_KEYS else ''}"


def _shape(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a list" if isinstance(value, list) else "a dictionary" if isinstance(value, Mapping) else "a text"
