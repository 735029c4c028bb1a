# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a lab file has what a module's message is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_MOST = 3
_QUOTED = re.compile(r'"([^"]+)"')
_OPTION = re.compile(r"\b([a-z_]+)(?:\.[a-z_]+)* (?:is|has|must|asks|needs|cannot)\b")
_TARGETS = re.compile(r"(?:^|[:;] )([\w.-]+(?:, [\w.-]+)*)(?: and [0-9]+ more)?: ")
_SECTIONS = ("defaults", "people", "seats", "pools", "idle", "policies", "schedules", "snapshots", "scripts")
_NAMES = ("name", "computer_name")


def places(lab: Mapping[str, Any], text: str) -> list[str]:
    """Return the keys of a lab that a message is about: those whose values it quotes, else those that it names, and the
    lines of the roster with the people that it is about.

    :param lab: a definition as :func:`.rules.check` takes it.
    :param text: what a module says: it begins with what it is about, names options, and puts values in quotes.
    """
    entries = [entry for name in _SECTIONS if name in lab for entry in _entries(name, lab[name])]
    values, options = set(_QUOTED.findall(text)), set(_OPTION.findall(text))
    targets = {target for listed in _TARGETS.findall(text) for target in listed.split(", ")}
    found = [where for where, _key, value in entries if value in values]
    if not found:
        named = [where for where, key, _value in entries if key in options]
        own = [where for where in named if any(f"[{target}]" in where for target in targets)]
        found = own or named
    people = {target.lower() for target in targets}
    roster = (lab.get("people") or {}).get("roster") or []
    lines = [person["line"] for person in roster if person["user_name"].lower() in people]
    shown = [f"people.roster, line {line}" for line in lines] if lines else list(dict.fromkeys(found))
    return [*shown[:_MOST], *(["and more"] if len(shown) > _MOST else [])]


def _entries(where: str, value: Any, key: str = "") -> Iterator[tuple[str, str, Any]]:
    """Give the place, the key and the value of all that a part of a lab has, but for its roster and for names."""
    if isinstance(value, Mapping):
        yield where, key, None
        for name, part in value.items():
            if name not in (*_NAMES, "roster"):
                yield from _entries(f"{where}.{name}", part, name)
    elif isinstance(value, list):
        yield where, key, None
        for number, item in enumerate(value, 1):
            names = [item.get(name) for name in _NAMES] if isinstance(item, Mapping) else []
            yield from _entries(f"{where}[{next(filter(None, names), number)}]", item, key)
    else:
        yield where, key, str(value)
