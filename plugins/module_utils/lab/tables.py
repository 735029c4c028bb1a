# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as lines to read: as a table, or as CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import plain
from .sheets import guarded

WIDEST = 60
"""How many characters of a cell a table shows."""


def as_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return rows as lines of a table, with the names of its columns first."""
    cells = [dict(zip(columns, columns))]
    cells += [{column: plain(_text(row[column]), WIDEST) for column in columns} for row in rows]
    widths = {column: max(len(row[column]) for row in cells) for column in columns}
    return ["  ".join(row[column].ljust(widths[column]) for column in columns).rstrip() for row in cells]


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return rows as lines of CSV, with the names of its columns first, that no spreadsheet takes for formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(plain(_text(row[column]))) for column in columns] for row in rows)
    return text.getvalue().splitlines()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)
