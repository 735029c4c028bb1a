# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of scheduled tasks: their specification, their rules, and what a task of Ansible wants by them."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ...errors import InputError
from ..base import STATE_SPEC, WRITE_UNKNOWN_SPEC

TASK_TYPES = ["START", "STOP", "REBOOT", "HIBERNATE", "REBUILD", "EXECUTE_SCRIPT", "CREATE_SNAPSHOT"]
SCHEDULED_TYPES = ["FIXED_TIME", "DAY", "WEEK", "MONTH", "LIFE_CYCLE"]
LIFE_CYCLE_TYPES = [
    "POST_CREATE_DESKTOP_SUCCESS",
    "POST_REBUILD_DESKTOP_SUCCESS",
    "POST_REATTACH_DESKTOP_SUCCESS",
    "POST_DESKTOP_DISCONNECTED",
]
WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
"""The days by the numbers that the service has for them, which begin at 1."""

SCHEDULED_TASK_SPEC: dict[str, dict[str, Any]] = {
    "task_name": {"type": "str", "aliases": ["name"]},
    "task_id": {"type": "str"},
    "task_type": {"type": "str", "choices": TASK_TYPES, "aliases": ["type"]},
    "scheduled_type": {"type": "str", "choices": SCHEDULED_TYPES},
    "day_interval": {"type": "int"},
    "week_list": {"type": "list", "elements": "str"},
    "month_list": {"type": "list", "elements": "int"},
    "date_list": {"type": "list", "elements": "str"},
    "scheduled_date": {"type": "str"},
    "scheduled_time": {"type": "str", "aliases": ["time"]},
    "expire_time": {"type": "str"},
    "time_zone": {"type": "str"},
    "life_cycle_type": {"type": "str", "choices": LIFE_CYCLE_TYPES},
    "life_cycle_exec_period": {"type": "int"},
    "wait_time": {"type": "int"},
    "priority": {"type": "int"},
    "enable": {"type": "bool"},
    "force_execute": {"type": "bool"},
    "description": {"type": "str"},
    "extra_params": {"type": "dict"},
    "gray_count": {"type": "int"},
    "gray_desktops": {"type": "list", "elements": "str", "aliases": ["gray_desktop_ids"]},
    "gray_fail_threshold": {"type": "int"},
    "is_gray": {"type": "bool"},
    "apply_objects": {
        "type": "dict",
        "options": {
            "desktops": {"type": "list", "elements": "str"},
            "pools": {"type": "list", "elements": "str"},
            "tags": {"type": "dict"},
            "all": {"type": "bool"},
        },
    },
    "recreate": {"type": "str", "choices": ["fail", "on_change"], "default": "fail"},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

NEEDED: dict[str, tuple[str, ...]] = {
    "FIXED_TIME": ("scheduled_date", "scheduled_time"),
    "DAY": ("day_interval", "scheduled_time"),
    "WEEK": ("week_list", "scheduled_time"),
    "MONTH": ("month_list", "date_list", "scheduled_time"),
    "LIFE_CYCLE": ("life_cycle_type",),
}
"""The fields that each kind of schedule is made of."""

_EFFECTIVE_ALSO = {"LIFE_CYCLE": ("wait_time", "life_cycle_exec_period", "priority")}
_SCRIPTS_ONLY = ("gray_count", "gray_desktops", "gray_fail_threshold", "is_gray")
_SCHEDULED_ONLY = {name for names in (*NEEDED.values(), *_EFFECTIVE_ALSO.values()) for name in names}

_LIMITS = {
    "day_interval": (1, 31),
    "wait_time": (0, 43200),
    "life_cycle_exec_period": (1, 10080),
    "priority": (1, 50),
    "gray_count": (0, 1000),
    "gray_fail_threshold": (1, 1000),
}
LONGEST_TEXT = 255
LONGEST_PARAMS = 2000
LONGEST_PARAMS_OF_UPDATE = 1024

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ZONED = re.compile(r".*\d\s*(Z|[+-]\d\d:?\d\d)", re.IGNORECASE)


def is_effective(name: str, scheduled_type: str | None, task_type: str | None) -> bool:
    """Tell whether a field means anything for a schedule and a task of these types."""
    if name in _SCRIPTS_ONLY:
        return task_type == "EXECUTE_SCRIPT"
    if name not in _SCHEDULED_ONLY:
        return True
    return name in (*NEEDED.get(scheduled_type or "", ()), *_EFFECTIVE_ALSO.get(scheduled_type or "", ()))


def desired_values(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are given, each in one spelling: times with seconds, days by name, lists in order.

    :raises InputError: a value is none that the service could take.
    """
    for name, (least, most) in _LIMITS.items():
        value = options[name]
        if value is not None and not least <= value <= most:
            raise InputError(f"{name} is {value}, but must be between {least} and {most}")
    for name in ("task_name", "description"):
        if len(options[name] or "") > LONGEST_TEXT:
            raise InputError(f"{name} has more than {LONGEST_TEXT} characters")
    if options["task_name"] is not None and not options["task_name"].strip():
        raise InputError("task_name is empty; it says which scheduled task is meant")
    spelt = {name: spell(options[name]) for name, spell in _SPELLINGS.items() if options[name] is not None}
    plain = {
        name: options[name]
        for name in (*_LIMITS, "task_name", "task_type", "scheduled_type", "time_zone", "life_cycle_type")
        if options[name] is not None
    }
    flags = {name: options[name] for name in ("enable", "force_execute", "is_gray") if options[name] is not None}
    rest = {
        name: options[name] for name in ("description", "extra_params", "gray_desktops") if options[name] is not None
    }
    _check_apply_objects(options["apply_objects"])
    return {**plain, **spelt, **flags, **rest}


def _scheduled_time(given: str) -> str:
    if not given:
        return ""
    if given.isdigit():
        raise InputError(
            f"scheduled_time is {given}, which YAML makes of a time without quotes; write it in quotes, as in \"20:15\""
        )
    found = _TIME.fullmatch(given)
    if not found:
        raise InputError(f'scheduled_time is "{given}", but must be a time of day such as "07:45" or "07:45:00"')
    hour, minute, second = found.groups()
    return f"{int(hour):02d}:{minute}:{second or '00'}"


def _date(name: str, given: str) -> str:
    try:
        if _DATE.fullmatch(given):
            return datetime.date.fromisoformat(given).isoformat()
    except ValueError:
        pass
    raise InputError(f'{name} is "{given}", but must be a date that exists, such as "2026-10-05"')


def _scheduled_date(given: str) -> str:
    if not given:
        return ""
    return _date("scheduled_date", given)


def _expire_time(given: str) -> str:
    if not given:
        return ""
    if _ZONED.fullmatch(given) and not _DATE.fullmatch(given):
        raise InputError(f'expire_time is "{given}", but its zone is that of time_zone; leave the zone out')
    day, _space, clock = given.strip().replace("T", " ").partition(" ")
    found = _TIME.fullmatch(clock or "23:59:59")
    if not found:
        raise InputError(
            f'expire_time is "{given}", but must be a date, or a date and a time such as "2027-02-12 18:00"'
        )
    hour, minute, second = found.groups()
    return f"{_date('expire_time', day)} {int(hour):02d}:{minute}:{second or '00'}"


def _week_list(given: Sequence[str]) -> list[str]:
    days = set()
    for item in given:
        day = str(item).strip().lower()
        number = int(day) - 1 if day in {"1", "2", "3", "4", "5", "6", "7"} else -1
        named = [name for name in WEEKDAYS if len(day) >= 3 and _LONG_NAMES[name].startswith(day)]
        if number < 0 and not named:
            raise InputError(f'week_list has "{item}", but its days are mon to sun, or 1 (sunday) to 7 (saturday)')
        days.add(WEEKDAYS[number] if number >= 0 else named[0])
    return sorted(days, key=WEEKDAYS.index)


_LONG_NAMES = {
    "sun": "sunday",
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
}


def _month_list(given: Sequence[int]) -> list[int]:
    wrong = [month for month in given if not 1 <= month <= 12]
    if wrong:
        raise InputError(f"month_list has {wrong[0]}, but its months are 1 to 12")
    return sorted(set(given))


def _date_list(given: Sequence[str]) -> list[str]:
    days = {str(day).strip().upper() for day in given}
    wrong = [day for day in days if day != "L" and not (day.isdigit() and 1 <= int(day) <= 31)]
    if wrong:
        raise InputError(f'date_list has "{sorted(wrong)[0]}", but its days are 1 to 31 and L, the last of the month')
    return sorted({day if day == "L" else str(int(day)) for day in days}, key=_date_order)


def _date_order(day: str) -> int:
    return 32 if day == "L" else int(day)


_SPELLINGS: dict[str, Callable[[Any], Any]] = {
    "scheduled_time": _scheduled_time,
    "scheduled_date": _scheduled_date,
    "expire_time": _expire_time,
    "week_list": _week_list,
    "month_list": _month_list,
    "date_list": _date_list,
}


def _check_apply_objects(given: Mapping[str, Any] | None) -> None:
    chosen = shown_objects(given or {})
    for kind, value in chosen.items():
        if not value:
            raise InputError(
                f"apply_objects.{kind} is given but empty; leave it out, or take all objects away with "
                "apply_objects: {}"
            )
    if "all" in chosen and len(chosen) > 1:
        raise InputError(f"apply_objects has all, which stands alone, beside {min(set(chosen) - {'all'})}")


def shown_objects(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an ``apply_objects`` says, without the kinds that are not given."""
    return {
        kind: value for kind, value in given.items() if value is not None and not (kind == "all" and value is False)
    }


def api_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain fields as requests have them: lists as texts with commas, parameters as JSON."""
    sent = dict(values)
    if "week_list" in sent:
        sent["week_list"] = ",".join(str(WEEKDAYS.index(day) + 1) for day in sent["week_list"])
    for name in ("month_list", "date_list"):
        if name in sent:
            sent[name] = ",".join(str(item) for item in sent[name])
    if isinstance(sent.get("extra_params"), dict):
        sent["extra_params"] = json.dumps(sent["extra_params"], ensure_ascii=False, sort_keys=True)
    if "gray_desktops" in sent:
        sent["gray_desktop_ids"] = list(sent.pop("gray_desktops"))
    return sent


def params_length(values: Mapping[str, Any]) -> int:
    """Return how many characters the parameters of a task have in requests."""
    return len(api_values({"extra_params": values.get("extra_params") or {}})["extra_params"])
