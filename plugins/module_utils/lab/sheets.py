# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads CSV files as schools export them, and lists of the same: whatever their encoding, delimiter and headers."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import string
from collections.abc import Collection, Iterator, Mapping, Sequence

from ..errors import LabError, plain
from ..names import nearest, normal
from ..resources.people import is_phone
from .files import read_file

LARGEST_FILE = 16 << 20
"""The most bytes that a file may have."""

MOST_LINES = 100_000
"""The most lines that a file may have."""

MOST_PROBLEMS = 10
"""How many problems of a file are told."""

_MOST_COLUMNS = 500
_DELIMITERS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LONGEST_SHOWN = 40


# What is wrong


@dataclasses.dataclass
class Problems:
    """What is wrong with a file or a list, to be told together.

    :param what: what messages call it. :param unit: what its parts are called.
    """

    what: str
    unit: str
    found: list[str] = dataclasses.field(default_factory=list)

    def add(self, number: int, problem: str) -> None:
        """Note what is wrong with a line or an entry."""
        self.found.append(f"{self.unit} {number}: {problem}")

    def error(self, problem: str) -> LabError:
        """Return an error about the whole."""
        return LabError(f"{self.what} {problem}")

    def tell(self) -> None:
        """Raise the first problems as one sentence, if there are any."""
        more = len(self.found) - MOST_PROBLEMS
        told = [*self.found[:MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
        if told:
            raise self.error(f"cannot be used: {'; '.join(told)}")


def shown(text: str) -> str:
    """Return a cell as messages may show it: without addresses."""
    return unaddressed(text) if is_address(text) else f'"{unaddressed(text)}"'


def unaddressed(text: str) -> str:
    """Return a cell as it may stand in a sentence, or what it is if it is an address, which a wrong ``columns`` makes
    of any cell."""
    return "(an address)" if is_address(text) else plain(text, _LONGEST_SHOWN)


def is_address(text: str) -> bool:
    """Tell whether a cell is an e-mail address or a phone number."""
    return "@" in text or is_phone(text)


# Files


def named_headers(columns: Mapping[str, str | None] | None, fields: Sequence[str]) -> dict[str, str]:
    """Return the headers that are given, by field.

    :raises LabError: ``columns`` has an unknown field.
    """
    named = {}
    for field, header in (columns or {}).items():
        if field not in fields:
            raise LabError(f"columns has an unknown field {field}{nearest(str(field), fields)}")
        if isinstance(header, (Mapping, list)):
            raise LabError(f"columns.{field} must be the header of one column")
        title = "" if header is None else tidy(str(header))
        if title:
            named[field] = title
    return named


def all_headers(named: Mapping[str, str], fields: Sequence[str]) -> dict[str, str]:
    """Return the header of each field: the given one, else the field's name."""
    return {field: named.get(field, field) for field in fields}


def text_of(path: str, problems: Problems) -> str:
    """Return the text of a CSV file. Raises :class:`.errors.LabError`."""
    try:
        text = _decoded(read_file(path, LARGEST_FILE))
    except LabError as error:
        raise problems.error(str(error)) from error
    if text is None or _NO_TEXT.search(text):
        raise problems.error("is not a text in UTF-8 or Windows-1252; export it from its program as CSV")
    if max(text.count("\n"), text.count("\r")) > MOST_LINES:
        raise problems.error(f"has more than {MOST_LINES} lines")
    if not text.strip(string.whitespace + "".join(_DELIMITERS)):
        raise problems.error("is empty")
    return text


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def entries_of_sheet(
    text: str, named: Mapping[str, str], fields: Sequence[str], needed: Sequence[str], problems: Problems
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give for each line that is not blank its number and its cells by field, blank ones left out.

    :param named: the headers that are given, see :func:`named_headers`. :param fields: what the file may say.
    :param needed: the fields whose columns must be there, beside those that are named.
    :raises LabError: the file has no such columns.
    """
    headers = all_headers(named, fields)
    rows = _rows(text, _delimiter(text, headers), problems)
    first, header = next(rows, (1, []))
    if not header:
        raise problems.error("is empty")
    if len(header) > _MOST_COLUMNS:
        raise problems.error(f"has more than {_MOST_COLUMNS} columns")
    places = _places(_cells(header), headers, {*named, *needed}, problems)
    for number, row in rows:
        if any(_cells(row[len(header) :])):
            problems.add(number, f"{len(row)} cells, but the header in line {first} has {len(header)}")
        elif any(_cells(row)):
            cells = {field: _cleaned(row[place]) for field, place in places.items() if place < len(row)}
            yield number, {field: cell for field, cell in cells.items() if cell}


def _delimiter(text: str, headers: Mapping[str, str]) -> str:
    """Return the delimiter: what ``sep=`` says, else the one that makes most of the headers appear in the header."""
    said = _SEPARATOR_LINE.match(text)
    if said:
        return said[1]
    wanted = {_folded(header) for header in headers.values()}

    def score(delimiter: str) -> tuple[int, int]:
        try:
            titles = next(_rows(text, delimiter, Problems("", "")), (1, []))[1]
        except LabError:
            return (-1, 0)
        return len(wanted & {_folded(title) for title in _cells(titles[:_MOST_COLUMNS])}), len(titles)

    return max(_DELIMITERS, key=score)


def _rows(text: str, delimiter: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank as they are, each with the number of the line that it begins in."""
    said = _SEPARATOR_LINE.match(text)
    skipped = 1 if said else 0
    # In strict mode a quote that is never closed is an error; else it would swallow everybody who follows.
    reader = csv.reader(io.StringIO(text[said.end() if said else 0 :], newline=""), delimiter=delimiter, strict=True)
    while True:
        number = skipped + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"is broken in line {number} ({error}); look at its quotation marks"
            raise problems.error(problem) from error
        if any(map(str.strip, row)):
            yield number, row


def _cells(row: Sequence[str]) -> list[str]:
    """Return the cells of a row as they are meant."""
    return [_cleaned(cell) for cell in row]


def _places(
    titles: Sequence[str], headers: Mapping[str, str], needed: Collection[str], problems: Problems
) -> dict[str, int]:
    """Return in which column each field is; those that are needed must be there."""
    folded = [_folded(title) for title in titles]
    places = {field: folded.index(_folded(header)) for field, header in headers.items() if _folded(header) in folded}
    for field, header in headers.items():
        if field not in places and field in needed:
            raise problems.error(_lacking(field, header, titles))
        if folded.count(_folded(header)) > 1:
            raise problems.error(f'has two columns "{plain(header)}"')
    return places


def _lacking(field: str, header: str, titles: Sequence[str]) -> str:
    """Say that the file lacks a column, naming those that could be meant, unless they are somebody's data."""
    if any(is_address(title) for title in titles):
        return "has no header: its first line is about a person, but must name the columns"
    told = ", ".join(plain(title, _LONGEST_SHOWN) for title in titles[:MOST_PROBLEMS] if title)
    near = [plain(title, _LONGEST_SHOWN) for title in titles]
    known = nearest(header, near) or f"; its columns are {told}{' and more' if len(titles) > MOST_PROBLEMS else ''}"
    return f'has no column "{plain(header)}", which columns.{field} names or stands for{known}'


def _folded(title: str) -> str:
    return tidy(title).casefold()


# Cells

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\u180e\u061c"
_EDGES = re.compile(f"^[\\s{_INVISIBLE}]+|[\\s{_INVISIBLE}]+$")

_FORMULA = rf"""(?=[\s"{_INVISIBLE}]*[=+\-@＝＋－＠'])"""
_UNGUARDED = re.compile(r"(^|[,;\t\r\n])" + _FORMULA)
_GUARDED = re.compile(r"(^|[,;\t\r\n])'" + _FORMULA)


def tidy(text: str) -> str:
    """Return a text without what cannot be seen at its ends, its accents put together as keyboards do it (NFC)."""
    return normal(_EDGES.sub("", text))


def guarded(cell: str) -> str:
    """Put a quote before what a spreadsheet would compute, and before a quote, so that reading gives the same again.

    A program that takes another character than ours for the one between cells sees several cells; each is guarded.
    """
    return _UNGUARDED.sub(r"\1'", cell)


def _cleaned(cell: str) -> str:
    """Return a cell as it is meant: what :func:`guarded` and the programs of schools put around it is taken away."""
    return tidy(_GUARDED.sub(r"\1", tidy(cell)))
