# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of terminal bindings: their specification, their rules, and the rows that a task lists."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...errors import InputError
from ..base import PARTIAL_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC

SWITCHES = ("tc_bind_switch", "tc_auto_bind_switch")
CONFIGURATION = (*SWITCHES, "tc_auto_bind_max")

TERMINAL_BINDING_SPEC: dict[str, dict[str, Any]] = {
    **{name: {"type": "bool"} for name in SWITCHES},
    "tc_auto_bind_max": {"type": "int"},
    "bindings": {
        "type": "list",
        "elements": "dict",
        "options": {
            "mac": {"type": "str", "required": True},
            "desktop": {"type": "str", "aliases": ["desktop_name", "computer_name"]},
            "description": {"type": "str"},
        },
    },
    "bindings_csv": {"type": "str"},
    "purge_bindings": {"type": "bool", "default": False},
    "purge_scope": {"type": "str", "choices": ["table", "terminals"], "default": "table"},
    **STATE_SPEC,
    **PARTIAL_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

LONGEST_NAME, LONGEST_DESCRIPTION = 100, 255

_MAC = re.compile(r"([0-9A-F]{2})([:-])(?:[0-9A-F]{2}\2){4}[0-9A-F]{2}|[0-9A-F]{4}([.:-])[0-9A-F]{4}\3[0-9A-F]{4}")
_PLAIN_MAC = re.compile(r"[0-9A-F]{12}")
_COLUMNS = {
    "mac": ("mac",),
    "desktop": ("desktop_name", "desktop", "computer_name"),
    "description": ("description",),
}
_DELIMITERS = (",", ";", "\t")
_MOST_PROBLEMS = 10


@dataclasses.dataclass(frozen=True)
class Row:
    """A binding that a task lists, and where. Without a desktop all desktops of the terminal are meant."""

    place: str
    mac: str
    desktop: str | None = None
    description: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells two bindings apart."""
        return self.mac, (self.desktop or "").lower()


def normalised(text: str) -> str | None:
    """Return a MAC address as the service writes it, or ``None`` if the text is not one."""
    given = text.strip().upper()
    if not _MAC.fullmatch(given) and not _PLAIN_MAC.fullmatch(given):
        return None
    digits = re.sub("[.:-]", "", given)
    return "-".join(digits[place : place + 2] for place in range(0, 12, 2))


def desired_rows(options: Mapping[str, Any]) -> list[Row] | None:
    """Return the bindings that a task lists, ``None`` if it lists none at all.

    :raises InputError: the options contradict each other, or rows are wrong; the first ten are told by their number.
    """
    _check_options(options)
    if options["bindings_csv"] is not None:
        source, entries = "bindings_csv", list(_read_csv(options["bindings_csv"]))
    elif options["bindings"] is not None:
        source, entries = (
            "the list of bindings",
            [(f"row {number}", row) for number, row in enumerate(options["bindings"], 1)],
        )
    else:
        return None
    problems: list[str] = []
    rows: dict[tuple[str, str], Row] = {}
    for place, entry in entries:
        row = Row(place, normalised(entry["mac"]) or "", entry.get("desktop"), entry.get("description"))
        found = list(_breaches(row, entry["mac"], options["state"]))
        earlier = rows.setdefault(row.key, row) if row.mac else row
        if earlier is not row:
            found.append(f"{row.mac} and its desktop are in {earlier.place} already")
        problems += [f"{place}: {problem}" for problem in found]
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        told = [*problems[:_MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
        raise InputError(f"{source} cannot be used: {'; '.join(told)}")
    return list(rows.values())


def _check_options(options: Mapping[str, Any]) -> None:
    """Refuse what does not go together; nothing empty ever means all."""
    given = [name for name in ("bindings", "bindings_csv") if options[name] is not None]
    configured = [name for name in CONFIGURATION if options[name] is not None]
    absent, purge = options["state"] == "absent", options["purge_bindings"]
    if len(given) > 1:
        raise InputError("give either bindings or bindings_csv, not both")
    if options["bindings_csv"] is not None and not options["bindings_csv"].strip("\ufeff \t\r\n"):
        raise InputError("bindings_csv is empty, which never means that no terminal is bound")
    if not given and not configured:
        raise InputError(f"there is nothing to do; give bindings or bindings_csv, or one of {', '.join(CONFIGURATION)}")
    if not given and (absent or purge):
        name = "state: absent" if absent else "purge_bindings"
        raise InputError(f"{name} needs bindings or bindings_csv")
    if options["bindings"] == [] and (absent or purge):
        raise InputError("an empty list of bindings never means all; list what is to go, with state: absent")
    if absent and purge:
        raise InputError("state: absent deletes the bindings that are listed and purge_bindings the others; give one")
    if absent and configured:
        raise InputError(f"state: absent is about bindings alone; set {configured[0]} in a task of its own")
    if options["tc_auto_bind_max"] is not None and options["tc_auto_bind_max"] < 1:
        raise InputError(f"tc_auto_bind_max is {options['tc_auto_bind_max']}, but must be 1 or more")


def _breaches(row: Row, given: str, state: str) -> Iterator[str]:
    """Give what is wrong with a row alone."""
    if not given.strip():
        yield "no mac"
    elif not row.mac:
        advice = "; put it in quotes, or YAML takes it for a number" if given.isdecimal() else ""
        yield f'the mac "{given}" is not a MAC address{advice}'
    if row.desktop is None and state == "present":
        yield "no desktop"
    elif row.desktop is not None and not row.desktop.strip():
        yield "the name of the desktop is empty"
    if len(row.desktop or "") > LONGEST_NAME:
        yield f"the name of the desktop has more than {LONGEST_NAME} characters"
    if len(row.description or "") > LONGEST_DESCRIPTION:
        yield f"description has more than {LONGEST_DESCRIPTION} characters"


# CSV


def _read_csv(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of a CSV text, each with the line that it begins in; blank cells are left out."""
    text = text.lstrip("\ufeff")
    delimiter = max(_DELIMITERS, key=lambda one: len(_places(_first_row(text, one))))
    lines = _lines(text, delimiter)
    titles = next(lines, (1, []))[1]
    places = _places(titles)
    for field, names in _COLUMNS.items():
        if field not in places and field != "description":
            raise InputError(
                f"bindings_csv has no column {names[0]}; its first line must name the columns mac, desktop_name "
                "and, if there are any, description"
            )
    empty = True
    for number, cells in lines:
        empty = False
        entry = {field: cells[place] for field, place in places.items() if place < len(cells) and cells[place]}
        if any(cells[len(titles) :]):
            raise InputError(f"line {number} of bindings_csv has more cells than its header")
        yield f"line {number}", {"mac": "", **entry}
    if empty:
        raise InputError("bindings_csv has no rows but its header, which never means that no terminal is bound")


def _first_row(text: str, delimiter: str) -> Sequence[str]:
    return next(_lines(text.strip().partition("\n")[0], delimiter), (1, []))[1]


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank, with the number of the line that each begins in."""
    # In strict mode a quote that is never closed is an error; else it would swallow all rows that follow.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"line {number} of bindings_csv cannot be read ({error})") from error
        if any(cells):
            yield number, cells


def _places(titles: Iterable[str]) -> dict[str, int]:
    """Return in which column each field is."""
    folded = [title.strip().lower() for title in titles]
    found = {}
    for field, names in _COLUMNS.items():
        columns = [place for place, title in enumerate(folded) if title in names]
        if len(columns) > 1:
            raise InputError(f"bindings_csv has two columns for {names[0]}")
        if columns:
            found[field] = columns[0]
    return found
