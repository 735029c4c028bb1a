# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a lab file and checks it in full, against the specification that the ``lab`` role documents."""

from __future__ import annotations

import datetime
import functools
import re
import zoneinfo
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import InputError, nearest
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    COMMON_SPEC,
    ITEM_SPEC,
    name_width,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import OWNER_TAG
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.wish import check_product

from .errors import LabError
from .roster import read_roster, unaddressed

SPECIFICATION = Path(__file__).resolve().parents[3] / "roles" / "lab" / "meta" / "argument_specs.yml"

WHOLE_LAB = "lab"
"""What ``apply_to`` says for all seats and pools."""

TERM_WORDS = {"term_start": ("start", "00:00:00"), "term_end": ("end", "23:59:59")}
"""What a lab file may say instead of a date: the end of which day of the term, or its beginning."""

SYSTEM_DISK = "SYSTEM_DISK"

POLICY = ("if_in_use", "rebuild", "reassign", "recreate", "email_notification")
"""Options of desktops that say how far a run may go; they are given in ``defaults``."""

CREATION = tuple(COMMON_SPEC)
"""Options of desktops that ``defaults``, seats and single desktops may give."""

NOT_IN_A_LAB = ("desktop_id", "copy_volume_desktop_id", "copy_volume_ids", "if_delete_old_desktop")
"""Options of one desktop that a lab file has no use for, or that would delete something unannounced."""

OWN = tuple(name for name in ITEM_SPEC if name not in ("computer_name", *NOT_IN_A_LAB))
"""Options that only a single desktop may give, beside its name."""

PERSON = ("user_name", "user_email", "user_phone", "user_group", "section", "seat", "status", "line")
"""What may be said of a person."""

MOST_NUMBERS = 10_000
"""The most numbers that a group of seats may have."""


class _Loader(yaml.SafeLoader):
    """Reads times (20:15), dates and ON/OFF as they are written, not as numbers, dates and truth values.

    A key that is given twice is an error: else the first of two ``seats`` would be forgotten, and everybody in it.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Read a mapping."""
        seen = set()
        for key, _value in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and key.value in seen:
                problem = f'the key "{key.value}" is given twice'
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else None)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] not in ("int", "timestamp", "bool")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false|True|False|yes|no)$"), list("tTfFyn"))


def load(source: None | str | Mapping[str, Any]) -> dict[str, Any]:
    """Return a checked lab definition.

    :param source: the path of a lab file, relative to the working directory, or the definition itself.
    :raises LabError: the file cannot be read, or breaks a rule.
    """
    if not source:
        raise LabError("set lab_file to the path of a lab file, or lab_definition to its content")
    base = Path.cwd() if isinstance(source, Mapping) else Path(source).expanduser().parent
    content = _plain(source) if isinstance(source, Mapping) else _read(str(source))
    if not isinstance(content, dict):
        raise LabError("the lab file holds no mapping of sections")
    options = specification()
    _check_keys(content, options, "")
    validated = ArgumentSpecValidator(options).validate(content)
    if validated.error_messages:
        raise LabError(f"the lab file is not valid: {validated.error_messages[0].rstrip('.')}")
    lab: dict[str, Any] = _given(validated.validated_parameters)
    _read_roster(lab, str(base))
    _read_scripts(lab, base)
    _check(lab)
    return lab


@functools.cache
def specification() -> dict[str, Any]:
    """Return the specification of lab files, as the role documents it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    spec = yaml.load(SPECIFICATION.read_text(encoding="utf-8"), Loader=loader)
    options: dict[str, Any] = spec["argument_specs"]["main"]["options"]["lab_definition"]["options"]
    return options


def _read(path: str) -> Any:
    try:
        text = Path(path).expanduser().read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LabError(f"the lab file {path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise LabError(f"the lab file {path} is not UTF-8 text; save it as UTF-8") from error
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", error)
        raise LabError(f"the lab file {path} is not valid YAML{where}: {problem}") from error


def _plain(value: Any) -> Any:
    """Return a definition that came through Ansible's own YAML, with dates as text again."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value


def _given(value: Any) -> Any:
    """Leave out what was not given, which the validator fills with None."""
    if isinstance(value, dict):
        return {key: _given(part) for key, part in value.items() if part is not None}
    return [_given(part) for part in value] if isinstance(value, list) else value


def _check_keys(content: Mapping[str, Any], options: Mapping[str, Any], where: str) -> None:
    """Refuse the first unknown key, naming the nearest valid ones."""
    for key, value in content.items():
        here = f"{where}.{key}" if where else str(key)
        if key not in options:
            raise LabError(f"the lab file has an unknown key {here}{nearest(str(key), sorted(options))}")
        inner = options[key].get("options")
        if inner and isinstance(value, dict):
            _check_keys(value, inner, here)
        elif inner and isinstance(value, list):
            for number, item in enumerate(value, 1):
                if isinstance(item, dict):
                    label = item.get("name") or item.get("computer_name") or number
                    _check_keys(item, inner, f"{here}[{label}]")


# The roster


def _read_roster(lab: dict[str, Any], base: str) -> None:
    """Read the roster in, and give each group of seats the people that it chooses from it."""
    people = lab.get("people")
    if people is not None and "roster" in people:
        people["roster"] = read_roster(people["roster"], people.get("columns"), base, people.get("active_type"))
    for seat in lab.get("seats", []):
        if "people" in seat:
            seat["people"] = _chosen(lab, seat["people"], f"seats[{seat['name']}].people")


def _read_scripts(lab: Mapping[str, Any], base: Path) -> None:
    """Put the content of each script's file in its place."""
    for script in lab.get("scripts", []):
        where = f"scripts[{script['name']}]"
        if ("file" in script) == ("content" in script):
            raise LabError(f"{where}: give either file or content")
        if "file" in script:
            path = base / Path(script.pop("file")).expanduser()
            try:
                script["content"] = path.read_text(encoding="utf-8-sig")
            except OSError as error:
                raise LabError(f"{where}: the file {path} cannot be read: {error.strerror or error}") from error
            except UnicodeDecodeError as error:
                raise LabError(f"{where}: the file {path} is not UTF-8 text; save it as UTF-8") from error
        if not script["content"].strip():
            raise LabError(f"{where}: the script is empty")


def _chosen(lab: Mapping[str, Any], choice: Any, where: str) -> list[Any]:
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
    found = [person for person in people["roster"] if person.get("section") in [str(one) for one in sections]]
    there = sorted({person["section"] for person in people["roster"] if person.get("section")})
    for section in sections:
        if str(section) not in there:
            told = ", ".join(dict.fromkeys(map(unaddressed, there))) or "none"
            raise LabError(f"{where}: nobody of the roster is in the section {section}; its sections are {told}")
    return found


def listed(people: Sequence[Any] | None) -> list[dict[str, str]]:
    """Return a list of people as dicts of texts, without what is blank. Who has no status is active."""
    entries = [person if isinstance(person, Mapping) else {"user_name": person} for person in people or []]
    given = [{key: str(value).strip() for key, value in person.items() if str(value).strip()} for person in entries]
    return [{**person, "status": person.get("status", "active").lower()} for person in given]


def names_of_people(lab: Mapping[str, Any], choice: Any, where: str = "people") -> list[str]:
    """Return the names of the active people that a lab file chooses."""
    return [one["user_name"] for one in listed(_chosen(lab, choice, where)) if one["status"] == "active"]


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


# Rules that go beyond types

_PATTERN = re.compile(r"^[A-Za-z0-9-]*\{number(:0?[1-9]d)?\}[A-Za-z0-9-]*\Z")


def _check(lab: Mapping[str, Any]) -> None:
    if lab["version"] != 1:
        raise LabError(f"version is {lab['version']}, but this collection knows version 1 of lab files")
    if not re.match(r"^[A-Za-z0-9-]{1,32}\Z", lab["name"]):
        raise LabError(f"name \"{lab['name']}\" is not valid: 1 to 32 letters, digits and hyphens")
    for limit, most in lab.get("limits", {}).items():
        if most < 0:
            raise LabError(f"limits.{limit} is {most}, but must not be negative")
    _check_shape(lab.get("defaults", {}), "defaults")
    seen: set[str] = set()
    for seat in lab.get("seats", []):
        if seat["name"] in seen:
            raise LabError(f"two groups of seats are called {seat['name']}")
        seen.add(seat["name"])
        _check_seat(seat, f"seats[{seat['name']}]")
    _check_term(lab)
    _check_people(lab)
    for section in ("pools", "schedules", "scripts"):
        _check_names(lab.get(section, []), section)
    for pool in lab.get("pools", []):
        _check_shape(pool, f"pools[{pool['name']}]")
    _check_reach(lab)
    _check_reset(lab)


def _check_term(lab: Mapping[str, Any]) -> None:
    zone, zones = lab.get("time_zone"), zoneinfo.available_timezones()
    # A machine without the time zone database knows none; then the service has the only say.
    if zone is not None and zones and zone not in zones:
        raise LabError(f'time_zone "{zone}" is not known; give one such as Europe/Berlin{nearest(zone, sorted(zones))}')
    term = lab.get("term") or {}
    for name, value in term.items():
        if not _is_date(value):
            raise LabError(f'term.{name} "{value}" is not a date; write it as 2026-10-05')
    if term and term["start"] > term["end"]:
        raise LabError("the term ends before it starts")
    for schedule in lab.get("schedules", []):
        for key in ("scheduled_date", "expire_time"):
            if schedule.get(key) in TERM_WORDS and not term:
                text = f"schedules[{schedule['name']}]: {key} is {schedule[key]}, but the file has no term"
                raise LabError(text)


def _is_date(value: str) -> bool:
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _check_people(lab: Mapping[str, Any]) -> None:
    people = lab.get("people") or {}
    if people.get("on_leave", "report") != "report" and "roster" not in people:
        raise LabError(f"people.on_leave is {people['on_leave']}, but there is no roster that anybody could leave")
    _check_names(people.get("groups") or [], "people.groups")
    for group in people.get("groups") or []:
        where = f"people.groups[{group['name']}].members"
        for number, entry in enumerate(_chosen(lab, group["members"], where), 1):
            _check_person(entry, f"{where}[{number}]")
    for number, name in enumerate(people.get("staff") or [], 1):
        _check_person(name, f"people.staff[{number}]")
    on_roster = {person["user_name"].lower() for person in people.get("roster") or []}
    both = [name for name in people.get("staff") or [] if name.lower() in on_roster]
    if both:
        raise LabError(f"{both[0]} is on the roster and among people.staff; staff is never changed")


def _check_names(rows: Sequence[Mapping[str, Any]], section: str) -> None:
    names = [row["name"] for row in rows]
    for name in names:
        if not name.strip():
            raise LabError(f"{section} has an entry without a name")
        if names.count(name) > 1:
            raise LabError(f"{section} has two entries called {name}")


def _check_reach(lab: Mapping[str, Any]) -> None:
    """Check who is meant by ``apply_to``: seats, for schedules also pools, or the whole lab."""
    seats = [seat["name"] for seat in lab.get("seats", [])]
    pools = [pool["name"] for pool in lab.get("pools", [])]
    if WHOLE_LAB in (*seats, *pools):
        raise LabError(f'"{WHOLE_LAB}" means all seats and pools, so that none can have this name')
    if set(seats) & set(pools):
        raise LabError(f"{sorted(set(seats) & set(pools))[0]} is the name of both seats and a pool")
    snapshots = lab.get("snapshots") or {}
    kept = [("snapshots.baseline", snapshots.get("baseline"))]
    kept += [(f"snapshots.backups[{backup['name']}]", backup) for backup in snapshots.get("backups") or []]
    _check_names([row for _where, row in kept if row], "snapshots")
    for where, row in kept:
        if row:
            _check_apply_to(row, where, seats)
    for schedule in lab.get("schedules", []):
        _check_apply_to(schedule, f"schedules[{schedule['name']}]", [*seats, *pools])
    _check_scripts(lab, seats, pools)


def _check_scripts(lab: Mapping[str, Any], seats: Sequence[str], pools: Sequence[str]) -> None:
    for script in lab.get("scripts", []):
        where = f"scripts[{script['name']}]"
        if bool(script["run"]) != ("apply_to" in script):
            raise LabError(f"{where}: run says when it runs and apply_to where; give both or neither")
        named = [name for name in script.get("apply_to", []) if name in pools]
        if named:
            text = (
                f"{where}: apply_to names the pool {named[0]}, but scripts of a lab run on seats; see "
                "workspace_script_execution"
            )
            raise LabError(text)
        if script["run"]:
            _check_apply_to(script, where, seats)
        if script.get("execution_timeout", 1) < 1:
            text = f"{where}: execution_timeout is {script['execution_timeout']}, but must be 1 or more (minutes)"
            raise LabError(text)


def _check_apply_to(row: Mapping[str, Any], where: str, known: Sequence[str]) -> None:
    if not row["apply_to"]:
        raise LabError(f"{where}: apply_to is empty; an empty selection never means all")
    for name in row["apply_to"]:
        if name != WHOLE_LAB and name not in known:
            near = nearest(name, [*known, WHOLE_LAB])
            raise LabError(f'{where}: apply_to names "{name}", which this file does not have{near}')


def _check_reset(lab: Mapping[str, Any]) -> None:
    reset = lab.get("reset")
    if not reset:
        return
    if reset["method"] == "rebuild":
        if reset["disk_type"] != SYSTEM_DISK:
            raise LabError(f"reset.disk_type is {reset['disk_type']}, but rebuilding is about the system disk only")
        return
    snapshots = lab.get("snapshots") or {}
    known = {row["name"]: row for row in [snapshots.get("baseline"), *(snapshots.get("backups") or [])] if row}
    if "snapshot" not in reset:
        raise LabError("reset.snapshot is needed to reset by snapshot")
    if reset["snapshot"] not in known:
        near = nearest(reset["snapshot"], known)
        raise LabError(f"reset.snapshot \"{reset['snapshot']}\" is none of the snapshots of this file{near}")
    taken = known[reset["snapshot"]]["disk_type"]
    if not holds_disks(taken, reset["disk_type"]):
        text = f"reset.disk_type is {reset['disk_type']}, but the snapshot {reset['snapshot']} is of {taken} only"
        raise LabError(text)


def holds_disks(taken: str, wanted: str) -> bool:
    """Tell whether a snapshot that is taken of some disks holds those that are wanted."""
    return taken in (wanted, "ALL")


def _check_tags(part: Mapping[str, Any], where: str) -> None:
    if OWNER_TAG in (part.get("tags") or {}):
        raise LabError(f"{where}: the tag {OWNER_TAG} is the lab's own mark; leave it out")


def _check_shape(part: Mapping[str, Any], where: str) -> None:
    """Check what the specification cannot say of how desktops shall be."""
    _check_tags(part, where)
    try:
        check_product(part.get("product"), where)
    except InputError as error:
        raise LabError(str(error)) from error


def _check_seat(seat: Mapping[str, Any], where: str) -> None:
    _check_shape(seat, where)
    for desktop in seat.get("desktops", []):
        _check_shape(desktop, f"{where}.desktops[{desktop['computer_name']}]")
    if seat.get("people") == []:
        raise LabError(f"{where}: people is empty; leave it out if nobody is to have a seat")
    for number, entry in enumerate(seat.get("people") or [], 1):
        _check_person(entry, f"{where}.people[{number}]")
    if seat.get("spares", 0) < 0:
        raise LabError(f"{where}: spares is {seat['spares']}, but must not be negative")
    if "people" not in seat and seat["on_leave"] != "report":
        raise LabError(f"{where}: on_leave is {seat['on_leave']}, but there are no people who could leave")
    if "people" in seat or seat.get("spares"):
        _check_numbers(seat, where)
    elif not seat.get("desktops"):
        raise LabError(f"{where} has neither people nor spares nor desktops")
    elif "computer_name" in seat or "numbers" in seat:
        raise LabError(f"{where} has computer_name or numbers, but neither people nor spares to number")


def _check_person(entry: Any, where: str) -> None:
    person = entry if isinstance(entry, Mapping) else {"user_name": entry}
    unknown = [str(key) for key in person if key not in PERSON]
    if unknown:
        raise LabError(f"the lab file has an unknown key {where}.{unknown[0]}{nearest(unknown[0], PERSON)}")
    nested = [key for key, value in person.items() if isinstance(value, (dict, list))]
    if nested:
        raise LabError(f"{where}: {nested[0]} must be a text")
    if not str(person.get("user_name") or "").strip():
        raise LabError(f"{where} has no user_name")


def _check_numbers(seat: Mapping[str, Any], where: str) -> None:
    pattern, numbers = seat.get("computer_name"), seat.get("numbers")
    if not pattern or not numbers:
        raise LabError(f"{where} needs computer_name and numbers, from which its seats get their names")
    if not _PATTERN.match(pattern):
        raise LabError(f'{where}: computer_name "{pattern}" must hold {{number}} or {{number:02d}} once')
    if numbers["first"] < 0:
        raise LabError(f"{where}: numbers.first is {numbers['first']}, but must not be negative")
    if numbers["first"] > numbers["last"]:
        raise LabError(f"{where}: numbers.first is larger than numbers.last")
    if numbers["last"] - numbers["first"] >= MOST_NUMBERS:
        raise LabError(f"{where}: numbers holds more than {MOST_NUMBERS} numbers")
    longest = pattern.format(number=numbers["last"])
    if name_width(longest) > 15:
        width = name_width(longest)
        raise LabError(f'{where}: the name "{longest}" has {width} characters, but the most is 15')


def mark(lab: Mapping[str, Any]) -> str:
    """Return the value of the tag that says that a desktop is this lab's."""
    return str(lab["name"])


def option_names(names: Any) -> list[str] | None:
    """Read a run variable that lists names: blank or ``all`` means not given, else names with commas between them."""
    if names is None or isinstance(names, str) and names.strip().lower() in ("", "all"):
        return None
    parts = names if isinstance(names, list) else str(names).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
