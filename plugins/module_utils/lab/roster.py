# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the roster of a lab as schools export it, and writes who has which seat as a file that is a roster again."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable

from ..errors import LabError, plain
from ..names import nearest, normal
from ..resources.people import EMAIL_RULE, PHONE_RULE, USER_NAME_RULE, is_email, is_phone, is_user_name
from .files import read_file

Row = Mapping[str, Any]
"""A desktop as ``workspace_desktop_info`` returns it."""

FIELDS = ("user_name", "user_email", "user_phone", "section", "seat", "status")
"""What a roster may say of a person."""

STATUSES = ("active", "left")
"""What a person may be; who has no status is active."""

NOBODY = ("spare", "unlisted")
"""Statuses that the export gives to rows that are about nobody of the roster; they are passed over when it is read."""

ACTIVE_TYPES = ("USER_ACTIVATE", "ADMIN_ACTIVATE")

LARGEST_FILE = 16 << 20
"""The most bytes that a roster may have."""

MOST_PEOPLE = 100_000
"""The most lines, or entries, that a roster may have."""

_MOST_COLUMNS = 500
_DELIMITERS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MOST_PROBLEMS = 10
_LONGEST_SHOWN = 40
_MOST_DIGITS = 9


def read_roster(
    source: None | str | Sequence[Any],
    columns: Mapping[str, str | None] | None = None,
    base: str = "",
    active_type: str | None = None,
) -> list[dict[str, Any]]:
    """Return the people of a roster, in its order.

    :param source: the path of a CSV file, or a list of people, each a mapping of :data:`FIELDS` or a user name.
    :param columns: the file's header for each of our fields, as far as it is not called like the field.
    :param base: the directory that the path is relative to.
    :param active_type: how accounts are activated. ``USER_ACTIVATE``, as the service has it where nothing is said,
        needs an address of everybody who is active.
    :returns: dicts of ``user_name``, ``status`` and ``line`` (the number of the line or entry), and of the other
        fields as far as they are given.
    :raises LabError: the roster cannot be read, holds nobody, or breaks rules; the first ten breaches are told.
    """
    active_type = active_type or ACTIVE_TYPES[0]
    if active_type not in ACTIVE_TYPES:
        raise LabError(f"active_type \"{active_type}\" is not one of {', '.join(ACTIVE_TYPES)}")
    named = _named(columns)
    if source is None or source == "":
        raise LabError("the roster is not given; set it to the path of a CSV file or to a list of people")
    if isinstance(source, str):
        path = os.path.normpath(os.path.join(base, os.path.expanduser(source)))
        problems = _Problems(f"the roster {plain(path, 200)}", "line")
        entries = _entries_of_file(_text(path, problems), named, problems)
    else:
        if named:
            raise LabError("columns names the headers of a file, but the roster is a list; leave it out")
        problems = _Problems("the roster", "entry")
        entries = _entries_of_list(source, problems)
    people = _people(entries, active_type, problems)
    problems.tell()
    if not people:
        raise problems.error("holds nobody")
    return people


def seat_finder(names: Mapping[int, str]) -> Callable[[str], int | None]:
    """Return a function that gives the number of the seat that a roster asks for, or ``None`` if it is none of these.

    It takes a computer name, without case, or a number, with or without leading zeros.

    :param names: the seats' names by number.
    """
    by_name = {name.lower(): number for number, name in names.items()}

    def find(seat: str) -> int | None:
        if seat.lower() in by_name:
            return by_name[seat.lower()]
        return int(seat) if _is_number(seat) and int(seat) in names else None

    return find


def export_rows(
    seats: Sequence[Row],
    people: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str | None] | None = None,
    addresses: bool = False,
) -> str:
    """Return as CSV who has which seat; :func:`read_roster` reads it as a roster.

    People come in the roster's order, also those without a seat; then desktops of others (``unlisted``), then those of
    nobody (``spare``). A cell that a spreadsheet would take for a formula gets a quote before it; reading removes it.

    :param seats: desktops with ``computer_name``, ``desktop_id`` and ``users``, as ``workspace_desktop_info`` has them.
    :param people: as :func:`read_roster` returns them. :param columns: as there, the headers to write.
    :param addresses: whether e-mail addresses and phone numbers are written too.
    :raises LabError: ``columns`` has an unknown field.
    """
    headers = _headers(_named(columns))
    fields = ["user_name", *(("user_email", "user_phone") if addresses else ()), "section", "seat", "desktop_id"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(guarded(headers.get(field, field)) for field in [*fields, "status"])
    for row in _assignments(seats, people):
        writer.writerow(guarded(str(row.get(field) or "")) for field in [*fields, "status"])
    return text.getvalue()


# What is wrong with a roster


@dataclasses.dataclass
class _Problems:
    """What is wrong with a roster, to be told together."""

    roster: str
    unit: str
    found: list[str] = dataclasses.field(default_factory=list)

    def add(self, number: int, problem: str) -> None:
        """Note what is wrong with a line or an entry."""
        self.found.append(f"{self.unit} {number}: {problem}")

    def error(self, problem: str) -> LabError:
        """Return an error about the roster as a whole."""
        return LabError(f"{self.roster} {problem}")

    def tell(self) -> None:
        """Raise the first problems as one sentence, if there are any."""
        more = len(self.found) - _MOST_PROBLEMS
        told = [*self.found[:_MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
        if told:
            raise self.error(f"cannot be used: {'; '.join(told)}")


def shown(text: str) -> str:
    """Return a cell as messages may show it: without addresses."""
    return unaddressed(text) if _is_address(text) else f'"{unaddressed(text)}"'


def unaddressed(text: str) -> str:
    """Return a cell as it may stand in a sentence, or what it is if it is an address, which a wrong ``columns`` makes
    of any cell."""
    return "(an address)" if _is_address(text) else plain(text, _LONGEST_SHOWN)


def _is_address(text: str) -> bool:
    return "@" in text or is_phone(text)


# Files


def _named(columns: Mapping[str, str | None] | None) -> dict[str, str]:
    """Return the headers that are given, by field."""
    named = {}
    for field, header in (columns or {}).items():
        if field not in FIELDS:
            raise LabError(f"columns has an unknown field {field}{nearest(str(field), FIELDS)}")
        if isinstance(header, (Mapping, list)):
            raise LabError(f"columns.{field} must be the header of one column")
        title = "" if header is None else tidy(str(header))
        if title:
            named[field] = title
    return named


def _headers(named: Mapping[str, str]) -> dict[str, str]:
    """Return the header of each field: the given one, else the field's name."""
    return {field: named.get(field, field) for field in FIELDS}


def _text(path: str, problems: _Problems) -> str:
    try:
        text = _decoded(read_file(path, LARGEST_FILE))
    except LabError as error:
        raise problems.error(str(error)) from error
    if text is None or _NO_TEXT.search(text):
        raise problems.error("is not a text in UTF-8 or Windows-1252; export it from its program as CSV")
    if max(text.count("\n"), text.count("\r")) > MOST_PEOPLE:
        raise problems.error(f"has more than {MOST_PEOPLE} lines")
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


def _entries_of_file(text: str, named: Mapping[str, str], problems: _Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """Give for each line with a person its number and its cells by field, blank ones left out."""
    rows = _rows(text, _delimiter(text, _headers(named)), problems)
    first, header = next(rows, (1, []))
    if not header:
        raise problems.error("is empty")
    if len(header) > _MOST_COLUMNS:
        raise problems.error(f"has more than {_MOST_COLUMNS} columns")
    places = _places(_cells(header), named, problems)
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
            titles = next(_rows(text, delimiter, _Problems("", "")), (1, []))[1]
        except LabError:
            return (-1, 0)
        return len(wanted & {_folded(title) for title in _cells(titles[:_MOST_COLUMNS])}), len(titles)

    return max(_DELIMITERS, key=score)


def _rows(text: str, delimiter: str, problems: _Problems) -> Iterator[tuple[int, list[str]]]:
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


def _places(titles: Sequence[str], named: Mapping[str, str], problems: _Problems) -> dict[str, int]:
    """Return in which column each field is; those that are named, and the user names, must be there."""
    headers = _headers(named)
    folded = [_folded(title) for title in titles]
    places = {field: folded.index(_folded(header)) for field, header in headers.items() if _folded(header) in folded}
    for field, header in headers.items():
        if field not in places and (field in named or field == "user_name"):
            raise problems.error(_lacking(field, header, titles))
        if folded.count(_folded(header)) > 1:
            raise problems.error(f'has two columns "{plain(header)}"')
    return places


def _lacking(field: str, header: str, titles: Sequence[str]) -> str:
    """Say that the file lacks a column, naming those that could be meant, unless they are somebody's data."""
    if any(_is_address(title) for title in titles):
        return "has no header: its first line is about a person, but must name the columns"
    told = ", ".join(plain(title, _LONGEST_SHOWN) for title in titles[:_MOST_PROBLEMS] if title)
    near = [plain(title, _LONGEST_SHOWN) for title in titles]
    known = nearest(header, near) or f"; its columns are {told}{' and more' if len(titles) > _MOST_PROBLEMS else ''}"
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


# Lists


def _entries_of_list(source: Sequence[Any], problems: _Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """Give for each entry its number and its values by field, blank ones left out."""
    if not isinstance(source, (list, tuple)):
        raise problems.error("must be the path of a CSV file or a list of people")
    if len(source) > MOST_PEOPLE:
        raise problems.error(f"has more than {MOST_PEOPLE} entries")
    for number, entry in enumerate(source, 1):
        person = entry if isinstance(entry, Mapping) else {"user_name": entry}
        unknown = [str(key) for key in person if key not in FIELDS]
        wrong = [str(key) for key, value in person.items() if not _is_text(key, value)]
        if unknown:
            problems.add(number, f"unknown key {unaddressed(unknown[0])}{nearest(unknown[0], FIELDS)}")
        elif wrong:
            problems.add(number, f"{wrong[0]} must be a text, in quotes if it is made of digits")
        else:
            texts = {key: tidy(str(value)) for key, value in person.items() if value is not None}
            yield number, {key: text for key, text in texts.items() if text}


def _is_text(key: str, value: Any) -> bool:
    """Whether a value can be used as it is. YAML has taken the plus from a phone number that it read as a number."""
    if value is None or isinstance(value, str):
        return True
    return isinstance(value, int) and not isinstance(value, bool) and key != "user_phone"


# People


def _people(
    entries: Iterator[tuple[int, dict[str, str]]], active_type: str, problems: _Problems
) -> list[dict[str, Any]]:
    people = []
    names: dict[str, int] = {}
    seats: dict[tuple[str, str], int] = {}
    for number, entry in entries:
        person: dict[str, Any] = {**entry, "status": entry.get("status", STATUSES[0]).lower(), "line": number}
        if person["status"] in NOBODY and (person["status"] != "spare" or "user_name" not in person):
            continue
        for problem in _breaches(person, active_type):
            problems.add(number, problem)
        earlier = names.setdefault(person.get("user_name", str(number)).lower(), number)
        if earlier != number:
            reason = f"{shown(person['user_name'])} is in {problems.unit} {earlier} already"
            problems.add(number, reason)
        if "seat" in person and person["status"] == STATUSES[0]:
            earlier = seats.setdefault(_seat_key(person), number)
            if earlier != number:
                reason = f"the seat {shown(person['seat'])} is in {problems.unit} {earlier} already"
                problems.add(number, reason)
        people.append(person)
    return people


def _breaches(person: Mapping[str, Any], active_type: str) -> Iterator[str]:
    """Give what is wrong with a person alone."""
    user, email, phone = (person.get(field) for field in ("user_name", "user_email", "user_phone"))
    if not user:
        yield "no user_name"
    elif not is_user_name(user):
        yield f"the user_name {shown(user)} is not valid ({USER_NAME_RULE})"
    if person["status"] not in STATUSES:
        yield f"the status {shown(person['status'])} is not one of {', '.join(STATUSES)}"
    if email and not is_email(email):
        yield f"the e-mail address is not valid ({EMAIL_RULE})"
    if phone and not is_phone(phone):
        yield f"the phone number is not valid ({PHONE_RULE})"
    if person["status"] == STATUSES[0] and active_type == ACTIVE_TYPES[0] and not (email or phone):
        yield f"neither an e-mail address nor a phone number, of which {ACTIVE_TYPES[0]} needs one"


def _is_number(seat: str) -> bool:
    return seat.isascii() and seat.isdecimal() and len(seat) <= _MOST_DIGITS


def _seat_key(person: Mapping[str, Any]) -> tuple[str, str]:
    """Return what must differ between two people: a name, or a number within the section, which has its own names."""
    seat = person["seat"]
    if _is_number(seat):
        return person.get("section", ""), str(int(seat))
    return "", seat.lower()


# Export


def _assignments(seats: Sequence[Row], people: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the export by field."""
    held: dict[str, list[Row]] = {}
    unlisted, spare = [], []
    known = {person["user_name"].lower() for person in people}
    for row in sorted(seats, key=lambda row: row["computer_name"]):
        seat = {"seat": row["computer_name"], "desktop_id": row.get("desktop_id")}
        users = [user["user_name"] for user in row.get("users") or []]
        for user in users:
            if user.lower() in known:
                held.setdefault(user.lower(), []).append(seat)
            else:
                unlisted.append({**seat, "user_name": user, "status": "unlisted"})
        if not users:
            spare.append({**seat, "status": "spare"})
    assigned = [
        {**person, "seat": None, **seat} for person in people for seat in held.get(person["user_name"].lower(), [{}])
    ]
    return [*assigned, *unlisted, *spare]
