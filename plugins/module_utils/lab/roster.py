# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the roster of a lab as schools export it, and writes who has which seat as a file that is a roster again."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable

from ..errors import LabError, plain
from ..names import nearest
from ..resources.people import EMAIL_RULE, PHONE_RULE, USER_NAME_RULE, is_email, is_phone, is_user_name
from .sheets import (
    Problems,
    all_headers,
    entries_of_sheet,
    guarded,
    named_headers,
    shown,
    text_of,
    tidy,
    unaddressed,
)

Row = Mapping[str, Any]
"""A desktop as ``workspace_desktop_info`` returns it."""

FIELDS = ("user_name", "user_email", "user_phone", "section", "seat", "status")
"""What a roster may say of a person."""

STATUSES = ("active", "left")
"""What a person may be; who has no status is active."""

NOBODY = ("spare", "unlisted")
"""Statuses that the export gives to rows that are about nobody of the roster; they are passed over when it is read."""

ACTIVE_TYPES = ("USER_ACTIVATE", "ADMIN_ACTIVATE")

MOST_PEOPLE = 100_000
"""The most entries that a roster may have."""

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
    named = named_headers(columns, FIELDS)
    if source is None or source == "":
        raise LabError("the roster is not given; set it to the path of a CSV file or to a list of people")
    if isinstance(source, str):
        path = os.path.normpath(os.path.join(base, os.path.expanduser(source)))
        problems = Problems(f"the roster {plain(path, 200)}", "line")
        entries = entries_of_sheet(text_of(path, problems), named, FIELDS, ("user_name",), problems)
    else:
        if named:
            raise LabError("columns names the headers of a file, but the roster is a list; leave it out")
        problems = Problems("the roster", "entry")
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


class _Lines(io.StringIO):
    """Lines of CSV that end with a line feed.

    The writer ends them with both characters, since before Python 3.13 it puts only those of its line end in quotes.
    """

    def write(self, line: str) -> int:
        """Write a line that ends with both characters."""
        return super().write(f"{line[:-2]}\n")


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
    headers = all_headers(named_headers(columns, FIELDS), FIELDS)
    fields = ["user_name", *(("user_email", "user_phone") if addresses else ()), "section", "seat", "desktop_id"]
    text = _Lines()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(guarded(headers.get(field, field)) for field in [*fields, "status"])
    for row in _assignments(seats, people):
        writer.writerow(guarded(str(row.get(field) or "")) for field in [*fields, "status"])
    return text.getvalue()


# Lists


def _entries_of_list(source: Sequence[Any], problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
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
    entries: Iterator[tuple[int, dict[str, str]]], active_type: str, problems: Problems
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
