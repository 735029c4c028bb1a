# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of lab files that go beyond types. Pure."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..errors import InputError, LabError
from ..fields import leaves
from ..names import nearest
from ..ownership import OWNER_TAG
from ..resources.policies import checked, clashes
from ..resources.policy_group import is_policy_group_name
from ..resources.requirements import check_product
from ..resources.rules import name_width
from .assistance import check_assistance
from .definition import BUDGET_ACTIONS, PERSON, SYSTEM_DISK, TERM_WORDS, WHOLE_LAB, chosen, holds_disks
from .drain import check_drain
from .exams import check_exams
from .idle import check_idle
from .repair.ladder import check_repair
from .rollout import check_rollout
from .timetable.settings import check_timetable

MOST_NUMBERS = 10_000
"""The most numbers that a group of seats may have."""

_PATTERN = re.compile(r"^[A-Za-z0-9-]*\{number(:0?[1-9]d)?\}[A-Za-z0-9-]*\Z")


def check(lab: Mapping[str, Any]) -> None:
    """Check the rules that the specification of lab files cannot say.

    :param lab: a definition of the right types, whose roster has been read.
    :raises LabError: the first rule that is broken.
    """
    if lab["version"] != 1:
        raise LabError(f"version is {lab['version']}, but this collection knows version 1 of lab files")
    if not re.match(r"^[A-Za-z0-9-]{1,32}\Z", lab["name"]):
        raise LabError(f"name \"{lab['name']}\" is not valid: 1 to 32 letters, digits and hyphens")
    for limit, most in lab.get("limits", {}).items():
        _check_not_negative(most, f"limits.{limit}")
    _check_prices(lab)
    _check_shape(lab.get("defaults", {}), "defaults")
    seen: set[str] = set()
    for seat in lab.get("seats", []):
        if seat["name"] in seen:
            raise LabError(f"two groups of seats are called {seat['name']}")
        seen.add(seat["name"])
        _check_seat(seat, f"seats[{seat['name']}]")
    check_term(lab)
    _check_people(lab)
    for section in ("pools", "policies", "schedules", "scripts"):
        _check_names(lab.get(section, []), section)
    for pool in lab.get("pools", []):
        _check_shape(pool, f"pools[{pool['name']}]")
    _check_reach(lab)
    _check_policies(lab)
    check_idle(lab)
    check_exams(lab)
    _check_reset(lab)
    _check_hours(lab)
    check_timetable(lab)
    check_drain(lab)
    check_repair(lab)
    check_assistance(lab)
    check_rollout(lab)


def _check_not_negative(number: int | str, where: str) -> None:
    if Decimal(number) < 0:
        raise LabError(f"{where} is {number}, but must not be negative")


def _check_prices(lab: Mapping[str, Any]) -> None:
    prices = lab.get("prices")
    if prices is None:
        if "max_cost_per_month" in lab.get("limits", {}):
            raise LabError("limits.max_cost_per_month is given, but the file has no prices to tell costs by")
        return
    if not prices["currency"].strip():
        raise LabError("prices.currency is empty; write it as EUR")
    for name, part in prices.items():
        for key, price in part.items() if isinstance(part, Mapping) else ():
            _check_not_negative(price, f"prices.{name}.{key}")
    for number, package in enumerate(prices.get("hour_packages", []), 1):
        for name in ("hours", "price"):
            _check_not_negative(package[name], f"prices.hour_packages[{number}].{name}")
    _check_not_negative(prices.get("eip", 0), "prices.eip")


def check_term(lab: Mapping[str, Any]) -> None:
    """Check the time zone of a lab, its term, and what refers to it. Raises :class:`.errors.LabError`."""
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
        for number, entry in enumerate(chosen(lab, group["members"], where), 1):
            _check_person(entry, f"{where}[{number}]")
    for number, name in enumerate(people.get("staff") or [], 1):
        _check_person(name, f"people.staff[{number}]")
    on_roster = {person["user_name"].lower() for person in people.get("roster") or []}
    both = [name for name in people.get("staff") or [] if name.lower() in on_roster]
    if both:
        raise LabError(f"{both[0]} is on the roster and among people.staff; staff is never changed")


def _check_names(rows: Sequence[Mapping[str, Any]], section: str) -> None:
    seen: set[str] = set()
    for row in rows:
        if not row["name"].strip():
            raise LabError(f"{section} has an entry without a name")
        if row["name"] in seen:
            raise LabError(f"{section} has two entries called {row['name']}")
        seen.add(row["name"])


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
        where = f"schedules[{schedule['name']}]"
        _check_apply_to(schedule, where, [*seats, *pools])
        if "spares" in schedule and schedule["task_type"] != "START":
            kind = schedule["task_type"]
            raise LabError(
                f"{where}: spares is about tasks that START desktops; a {kind} reaches all of apply_to anyway"
            )
    for number, rule in enumerate(lab.get("idle", []), 1):
        _check_apply_to(rule, f"idle[{number}]", [*seats, *pools])
    for entry in lab.get("policies", []):
        _check_apply_to(entry, f"policies[{entry['name']}]", [*seats, *pools])
    for exam in lab.get("exams", []):
        _check_apply_to(exam, f"exams[{exam['name']}]", [*seats, *pools])
    _check_scripts(lab, seats, pools)


def _check_policies(lab: Mapping[str, Any]) -> None:
    for entry in lab.get("policies", []):
        where = f"policies[{entry['name']}]"
        if not is_policy_group_name(entry["name"]):
            raise LabError(f"{where}: the name of a policy group has 1 to 255 letters, digits and underscores")
        try:
            policies = checked(entry["policies"])
        except InputError as error:
            raise LabError(f"{where}: {error}") from error
        if not leaves("policies", policies):
            raise LabError(f"{where}: policies is empty; leave the entry out, or say what it is to change")
        problems = clashes(policies)
        if problems:
            raise LabError(f"{where}: {'; '.join(problems)}")


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


_HOURS_OF_WEEK = 168


def _check_hours(lab: Mapping[str, Any]) -> None:
    hours = lab.get("hours")
    if hours is None:
        return
    _check_not_negative(hours["per_week"], "hours.per_week")
    if Decimal(hours["per_week"]) > _HOURS_OF_WEEK:
        raise LabError(f"hours.per_week is {hours['per_week']}, but a week has {_HOURS_OF_WEEK} hours")
    people = (lab.get("people") or {}).get("roster")
    if people is None:
        raise LabError("hours is about the people of people.roster, which is not given")
    for percent, action in (hours.get("at") or {}).items():
        if not percent.isdecimal() or not 1 <= int(percent) <= 1000:
            raise LabError(f"hours.at has {percent}, but its keys are parts of the hours in percent, 1 to 1000")
        if action not in BUDGET_ACTIONS:
            known = ", ".join(BUDGET_ACTIONS)
            raise LabError(
                f"hours.at.{percent} is {action}, but must be one of {known}{nearest(action, BUDGET_ACTIONS)}"
            )
    names = {person["user_name"].lower() for person in people}
    for name, extra in (hours.get("extra") or {}).items():
        _check_not_negative(extra, f"hours.extra.{name}")
        if name.lower() not in names:
            raise LabError(f"hours.extra names {name}, who is not on the roster{nearest(name.lower(), sorted(names))}")
    types = {schedule["task_type"] for schedule in lab.get("schedules", [])}
    scheduled = "START" in types and types & {"STOP", "HIBERNATE"}
    if hours["outside_class_only"] and not (scheduled or "timetable" in lab):
        raise LabError(
            "hours.outside_class_only is true, but neither a timetable nor schedules that START and STOP desktops say "
            "when class is"
        )


def _check_tags(part: Mapping[str, Any], where: str) -> None:
    if OWNER_TAG in (part.get("tags") or {}):
        raise LabError(f"{where}: the tag {OWNER_TAG} is the lab's own mark; leave it out")


def _check_shape(part: Mapping[str, Any], where: str) -> None:
    """Check the options of desktops that the specification does not check."""
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
        raise LabError(f"unknown key {where}.{unknown[0]}{nearest(unknown[0], PERSON)}")
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
