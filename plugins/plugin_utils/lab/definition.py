# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a lab file and checks it in full, against the specification that the ``lab`` role documents."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Mapping, Optional, Union

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    COMMON_SPEC,
    ITEM_SPEC,
    name_width,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.state import OWNER_TAG

SPECIFICATION = Path(__file__).resolve().parents[3] / "roles" / "lab" / "meta" / "argument_specs.yml"

NOT_BUILT_YET = ("time_zone", "term", "people", "pools", "schedules", "snapshots", "reset", "scripts")
"""Sections that a lab file may have some day. They are refused, so that nobody believes that they work."""

POLICY = ("if_in_use", "rebuild", "reassign", "recreate", "email_notification")
"""Options of desktops that say how far a run may go; they are given in ``defaults``."""

CREATION = tuple(COMMON_SPEC)
"""Options of desktops that ``defaults``, seats and single desktops may give."""

NOT_IN_A_LAB = ("desktop_id", "copy_volume_desktop_id", "copy_volume_ids", "if_delete_old_desktop")
"""Options of one desktop that a lab file has no use for, or that would delete something unannounced."""

OWN = tuple(name for name in ITEM_SPEC if name not in ("computer_name", *NOT_IN_A_LAB))
"""Options that only a single desktop may give, beside its name."""

PERSON = ("user_name", "user_email", "user_phone", "user_group", "seat", "status")
"""What may be said of a person."""

MOST_NUMBERS = 10_000
"""The most numbers that a group of seats may have."""


class LabError(Exception):
    """The lab file cannot be used; the text says where and why, in one sentence."""


class _Loader(yaml.SafeLoader):
    """Reads times (20:15), dates and ON/OFF as they are written, not as numbers, dates and truth values.

    A key that is given twice is an error: else the first of two ``seats`` would be forgotten, and everybody in it.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Read a mapping."""
        seen = set()
        for key, _value in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and key.value in seen:
                problem = 'the key "%s" is given twice' % key.value
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else None)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] not in ("int", "timestamp", "bool")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false|True|False|yes|no)$"), list("tTfFyn"))


def load(source: Union[None, str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a checked lab definition.

    :param source: the path of a lab file, relative to the working directory, or the definition itself.
    :raises LabError: the file cannot be read, or breaks a rule.
    """
    if not source:
        raise LabError("set lab_file to the path of a lab file, or lab_definition to its content")
    content = _plain(source) if isinstance(source, Mapping) else _read(str(source))
    if not isinstance(content, dict):
        raise LabError("the lab file holds no mapping of sections")
    not_built = [name for name in NOT_BUILT_YET if name in content]
    if not_built:
        raise LabError("the section %s is not supported yet; take it out of the lab file" % not_built[0])
    options = specification()
    _check_keys(content, options, "")
    _check_sections(content)
    validated = ArgumentSpecValidator(options).validate(content)
    if validated.error_messages:
        raise LabError("the lab file is not valid: %s" % validated.error_messages[0].rstrip("."))
    lab = _given(validated.validated_parameters)
    _check(lab)
    return lab


@functools.lru_cache(maxsize=None)
def specification() -> dict[str, Any]:
    """Return the specification of lab files, as the role documents it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    spec = yaml.load(SPECIFICATION.read_text(encoding="utf-8"), Loader=loader)
    return spec["argument_specs"]["main"]["options"]["lab_definition"]["options"]


def _read(path: str) -> Any:
    try:
        text = Path(path).expanduser().read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LabError("the lab file %s cannot be read: %s" % (path, error.strerror or error)) from error
    except UnicodeDecodeError as error:
        raise LabError("the lab file %s is not UTF-8 text; save it as UTF-8" % path) from error
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = " in line %d" % (mark.line + 1) if mark else ""
        problem = getattr(error, "problem", error)
        raise LabError("the lab file %s is not valid YAML%s: %s" % (path, where, problem)) from error


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
        here = "%s.%s" % (where, key) if where else str(key)
        if key not in options:
            raise LabError("the lab file has an unknown key %s%s" % (here, nearest(str(key), sorted(options))))
        inner = options[key].get("options")
        if inner and isinstance(value, dict):
            _check_keys(value, inner, here)
        elif inner and isinstance(value, list):
            for number, item in enumerate(value, 1):
                if isinstance(item, dict):
                    label = item.get("name") or item.get("computer_name") or number
                    _check_keys(item, inner, "%s[%s]" % (here, label))


def _check_sections(content: Mapping[str, Any]) -> None:
    for seat in content.get("seats") if isinstance(content.get("seats"), list) else []:
        if isinstance(seat, dict) and isinstance(seat.get("people"), dict):
            raise LabError("seats[%s]: choosing people by section is not supported yet; list them" % seat.get("name"))


# Rules that go beyond types

_PATTERN = re.compile(r"^[A-Za-z0-9-]*\{number(:0?[1-9]d)?\}[A-Za-z0-9-]*\Z")


def _check(lab: Mapping[str, Any]) -> None:
    if lab["version"] != 1:
        raise LabError("version is %s, but this collection knows version 1 of lab files" % lab["version"])
    if not re.match(r"^[A-Za-z0-9-]{1,32}\Z", lab["name"]):
        raise LabError('name "%s" is not valid: 1 to 32 letters, digits and hyphens' % lab["name"])
    for limit, most in lab.get("limits", {}).items():
        if most < 0:
            raise LabError("limits.%s is %d, but must not be negative" % (limit, most))
    _check_tags(lab.get("defaults", {}), "defaults")
    seen: set[str] = set()
    for seat in lab.get("seats", []):
        if seat["name"] in seen:
            raise LabError("two groups of seats are called %s" % seat["name"])
        seen.add(seat["name"])
        _check_seat(seat, "seats[%s]" % seat["name"])


def _check_tags(part: Mapping[str, Any], where: str) -> None:
    if OWNER_TAG in (part.get("tags") or {}):
        raise LabError("%s: the tag %s is the lab's own mark; leave it out" % (where, OWNER_TAG))


def _check_seat(seat: Mapping[str, Any], where: str) -> None:
    _check_tags(seat, where)
    for desktop in seat.get("desktops", []):
        _check_tags(desktop, "%s.desktops[%s]" % (where, desktop["computer_name"]))
    if seat.get("people") == []:
        raise LabError("%s: people is empty; leave it out if nobody is to have a seat" % where)
    for number, entry in enumerate(seat.get("people") or [], 1):
        _check_person(entry, "%s.people[%d]" % (where, number))
    if seat.get("spares", 0) < 0:
        raise LabError("%s: spares is %d, but must not be negative" % (where, seat["spares"]))
    if "people" not in seat and seat["on_leave"] != "report":
        raise LabError("%s: on_leave is %s, but there are no people who could leave" % (where, seat["on_leave"]))
    if "people" in seat or seat.get("spares"):
        _check_numbers(seat, where)
    elif not seat.get("desktops"):
        raise LabError("%s has neither people nor spares nor desktops" % where)
    elif "computer_name" in seat or "numbers" in seat:
        raise LabError("%s has computer_name or numbers, but neither people nor spares to number" % where)


def _check_person(entry: Any, where: str) -> None:
    person = entry if isinstance(entry, Mapping) else {"user_name": entry}
    unknown = [str(key) for key in person if key not in PERSON]
    if unknown:
        raise LabError("the lab file has an unknown key %s.%s%s" % (where, unknown[0], nearest(unknown[0], PERSON)))
    nested = [key for key, value in person.items() if isinstance(value, (dict, list))]
    if nested:
        raise LabError("%s: %s must be a text" % (where, nested[0]))
    if not str(person.get("user_name") or "").strip():
        raise LabError("%s has no user_name" % where)


def _check_numbers(seat: Mapping[str, Any], where: str) -> None:
    pattern, numbers = seat.get("computer_name"), seat.get("numbers")
    if not pattern or not numbers:
        raise LabError("%s needs computer_name and numbers, from which its seats get their names" % where)
    if not _PATTERN.match(pattern):
        raise LabError('%s: computer_name "%s" must hold {number} or {number:02d} once' % (where, pattern))
    if numbers["first"] < 0:
        raise LabError("%s: numbers.first is %d, but must not be negative" % (where, numbers["first"]))
    if numbers["first"] > numbers["last"]:
        raise LabError("%s: numbers.first is larger than numbers.last" % where)
    if numbers["last"] - numbers["first"] >= MOST_NUMBERS:
        raise LabError("%s: numbers holds more than %d numbers" % (where, MOST_NUMBERS))
    longest = pattern.format(number=numbers["last"])
    if name_width(longest) > 15:
        width = name_width(longest)
        raise LabError('%s: the name "%s" has %d characters, but the most is 15' % (where, longest, width))


def mark(lab: Mapping[str, Any]) -> str:
    """Return the value of the tag that says that a desktop is this lab's."""
    return str(lab["name"])


def option_names(names: Any) -> Optional[list[str]]:
    """Read a run variable that lists names: blank or ``all`` means not given, else names with commas between them."""
    if names is None or isinstance(names, str) and names.strip().lower() in ("", "all"):
        return None
    parts = names if isinstance(names, list) else str(names).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
