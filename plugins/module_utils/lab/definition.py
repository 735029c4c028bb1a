# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a checked lab definition says: whom it chooses, and how it calls things. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import LabError
from ..names import normal
from ..resources.desktop.options import COMMON_SPEC, ITEM_SPEC
from .sheets import unaddressed

WHOLE_LAB = "lab"
"""What ``apply_to`` says for all seats and pools."""

TERM_WORDS = {"term_start": ("start", "00:00:00"), "term_end": ("end", "23:59:59")}
"""What a lab file may say instead of a date: the end of which day of the term, or its beginning."""

SYSTEM_DISK = "SYSTEM_DISK"

WARN, LOCK, LOG_OFF = "warn", "lock", "log_off"
BUDGET_ACTIONS = (WARN, LOCK, LOG_OFF)
"""What happens to who has used some part of the hours."""

POLICY = ("if_in_use", "rebuild", "reassign", "recreate", "email_notification")
"""Options of desktops that say how far a run may go; they are given in ``defaults``."""

CREATION = tuple(COMMON_SPEC)
"""Options of desktops that ``defaults``, seats and single desktops may give."""

NOT_IN_A_LAB = ("desktop_id", "copy_data_from", "copy_volume_desktop_id", "copy_volume_ids", "if_delete_old_desktop")
"""Options of one desktop that a lab file has no use for, or that would delete something unannounced."""

OWN = tuple(name for name in ITEM_SPEC if name not in ("computer_name", *NOT_IN_A_LAB))
"""Options that only a single desktop may give, beside its name."""

_MOST_TOLD = 20

PERSON = ("user_name", "user_email", "user_phone", "user_group", "section", "seat", "status", "line")
"""What may be said of a person."""


def single_names(lab: Mapping[str, Any]) -> set[str]:
    """Return the names that a lab file gives to single desktops, in lower case."""
    return {one["computer_name"].lower() for seat in lab.get("seats", []) for one in seat.get("desktops") or []}


def chosen(lab: Mapping[str, Any], choice: Any, where: str) -> list[Any]:
    """Return the people that a lab file chooses: a list, ``roster``, ``staff``, or ``{section: [A]}``."""
    people = lab.get("people") or {}
    if isinstance(choice, list):
        return choice
    if choice == "staff":
        if not people.get("staff"):
            raise LabError(f"{where} is staff, but people.staff names nobody")
        return [{"user_name": name, "status": "active"} for name in people["staff"]]
    if choice != "roster" and not (isinstance(choice, Mapping) and set(choice) == {"section"}):
        raise LabError(f"{where} must be a list of people, roster, staff, or {{section: [names of sections]}}")
    if "roster" not in people:
        raise LabError(f"{where} is chosen from the roster, but people.roster is not given")
    if choice == "roster":
        return list(people["roster"])
    sections = choice["section"] if isinstance(choice["section"], list) else [choice["section"]]
    if not sections:
        raise LabError(f"{where}: section is empty; an empty selection never means all")
    if any(isinstance(section, (Mapping, list, bool)) for section in sections):
        raise LabError(f"{where}: section must be a list of names of sections")
    wanted = {normal(str(section)) for section in sections}
    there = {person["section"] for person in people["roster"] if person.get("section")}
    missing = sorted(wanted - there)
    if missing:
        told = ", ".join(dict.fromkeys(map(unaddressed, sorted(there)[:_MOST_TOLD]))) or "none"
        more = " and more" if len(there) > _MOST_TOLD else ""
        section = unaddressed(missing[0])
        raise LabError(f"{where}: nobody of the roster is in the section {section}; its sections are {told}{more}")
    return [person for person in people["roster"] if person.get("section") in wanted]


def listed(people: Sequence[Any] | None) -> list[dict[str, str]]:
    """Return a list of people as dicts of texts, without what is blank. Who has no status is active."""
    entries = [person if isinstance(person, Mapping) else {"user_name": person} for person in people or []]
    given = [{key: str(value).strip() for key, value in person.items() if str(value).strip()} for person in entries]
    return [{**person, "status": person.get("status", "active").lower()} for person in given]


def names_of_people(lab: Mapping[str, Any], choice: Any, where: str = "people") -> list[str]:
    """Return the names of the active people that a lab file chooses."""
    return [one["user_name"] for one in listed(chosen(lab, choice, where)) if one["status"] == "active"]


def active_people(lab: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return those of the roster who have not left."""
    return [person for person in (lab.get("people") or {}).get("roster") or [] if person["status"] == "active"]


def named_people(lab: Mapping[str, Any]) -> set[str]:
    """Return everybody, in lower case, whom the file itself names: staff, members, owners of seats, users of pools."""
    people = lab.get("people") or {}
    names = list(people.get("staff") or [])
    for group in people.get("groups") or []:
        names += names_of_people(lab, group["members"])
    for seat in lab.get("seats", []):
        names += [person["user_name"] for person in listed(seat.get("people")) if person["status"] == "active"]
        for single in seat.get("desktops") or []:
            names += [single.get("user_name"), *(user["user_name"] for user in single.get("users") or [])]
    for pool in lab.get("pools", []):
        names += [entry.get("user") for entry in pool.get("authorized_objects") or []]
    return {name.lower() for name in names if name}


def holds_disks(taken: str, wanted: str) -> bool:
    """Tell whether a snapshot that is taken of some disks holds those that are wanted."""
    return taken in (wanted, "ALL")


def mark(lab: Mapping[str, Any]) -> str:
    """Return the value of the tag that says that a desktop is this lab's."""
    return str(lab["name"])


def option_names(names: Any) -> list[str] | None:
    """Read a run variable that lists names: blank or ``all`` means not given, else names with commas between them."""
    if names is None or isinstance(names, str) and names.strip().lower() in ("", "all"):
        return None
    parts = names if isinstance(names, list) else str(names).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
