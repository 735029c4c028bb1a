# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference of lab files: the part of ``docs/lab-file.md`` that comes from the specification of the role ``lab``.

It stands between two comments of the page; the rest of the page is written by hand. Run this file to write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = CHECKOUT / "docs" / "lab-file.md"
SPECIFICATION = CHECKOUT / "roles" / "lab" / "meta" / "argument_specs.yml"

BEGIN, END = (f"<!-- reference, made by `make format` from roles/lab: {side} -->\n" for side in ("begin", "end"))
_REFERENCE = re.compile(rf"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", re.DOTALL)

_MARKUP = re.compile(r"\b([CEMOPV])\(([^()]*)\)")
_TYPES = {
    "str": "text",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "dict": "dictionary",
    "raw": "see the meaning",
    "json": "dictionary",
}

Options = Mapping[str, Mapping[str, Any]]


def options() -> Options:
    """Return the specification of lab files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    specs = yaml.load(SPECIFICATION.read_text(encoding="utf-8"), Loader=loader)["argument_specs"]
    found: Options = specs["main"]["options"]["lab_definition"]["options"]
    return found


def page(written: str) -> str:
    """Return the page with the present reference. :param written: the page as it is."""
    return _REFERENCE.sub(lambda _found: reference(), written)


def reference() -> str:
    """Return the reference: a table of the keys that have no others inside, and one for each section."""
    top = options()
    simple = {name: option for name, option in top.items() if "options" not in option}
    parts = [_table("Top of the file", "", _rows(simple, "", {}))]
    for name, option in top.items():
        if "options" in option:
            shared = {} if name == "defaults" else top["defaults"]["options"]
            prefix = name + _index(option)
            parts.append(_table(f"`{name}`", described(option), _rows(option["options"], f"{prefix}.", shared)))
    return "\n" + "\n".join(parts) + "\n"


def _table(title: str, introduction: str, rows: Iterator[tuple[str, str, str]]) -> str:
    lines = ["| key | value | meaning |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join([f"### {title}", "", *([introduction, ""] if introduction else []), *lines, ""])


def _rows(found: Options, prefix: str, shared: Options) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of a table; what a section shares with ``defaults`` is one row.

    :param prefix: what stands before the names, as in ``seats[].``. :param shared: the options of ``defaults``.
    """
    also = [name for name, option in found.items() if shared.get(name) == option]
    for name, option in found.items():
        if name in also:
            continue
        yield f"`{prefix}{name}`", _value(option), described(option)
        if "options" in option:
            yield from _rows(option["options"], f"{prefix}{name}{_index(option)}.", shared)
    if also:
        yield f"`{prefix}…`", "", f"As in `defaults`: {', '.join(f'`{name}`' for name in also)}."


def _index(option: Mapping[str, Any]) -> str:
    return "[]" if option["type"] == "list" else ""


def _value(option: Mapping[str, Any]) -> str:
    """Say what a value may be."""
    kind = _TYPES.get(option["type"], option["type"])
    if option["type"] == "list":
        kind = "list" if option["elements"] in ("dict", "raw") else f"list of {_TYPES[option['elements']]}s"
    if "choices" in option:
        kind = " or ".join(f"`{choice}`" for choice in option["choices"])
        kind = f"list of {kind}" if option["type"] == "list" else kind
    if option.get("required"):
        kind += ", required"
    return f"{kind} (default `{_shown(option['default'])}`)" if option.get("default") not in (None, []) else kind


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def described(option: Mapping[str, Any]) -> str:
    """Return the description of an option as Markdown, as it may stand in a table."""
    description = option["description"]
    text = " ".join([description] if isinstance(description, str) else description)
    return _MARKUP.sub(_code, text).replace("&#58;", ":").replace("|", "\\|")


def _code(found: re.Match[str]) -> str:
    kind, text = found.groups()
    return f"`{text.partition('#')[0].rpartition('.')[2] if kind in 'MP' else text}`"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
