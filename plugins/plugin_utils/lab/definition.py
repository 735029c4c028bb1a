# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a lab file and checks it in full, against the specification that the ``lab`` role documents."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any, Mapping, Optional, Union

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.desktop.options import (
    COMMON_SPEC,
    name_width,
)

SPECIFICATION = Path(__file__).resolve().parents[3] / "roles" / "lab" / "meta" / "argument_specs.yml"

NOT_BUILT_YET = ("time_zone", "term", "people", "pools", "schedules", "snapshots", "reset", "scripts")
"""Sections that a lab file may have some day. They are refused, so that nobody believes that they work."""

POLICY = ("if_in_use", "rebuild", "reassign", "recreate", "email_notification")
"""Options of desktops that say how far a run may go; they are given in ``defaults``."""

CREATION = tuple(COMMON_SPEC)
"""Options of desktops that ``defaults``, seats and single desktops may give."""


class LabError(Exception):
    """The lab file cannot be used; the text says where and why, in one sentence."""


class _Loader(yaml.SafeLoader):
    """Reads times (20:15), dates and ON/OFF as they are written, not as numbers, dates and truth values."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] not in ("int", "timestamp", "bool")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false|True|False|yes|no)$"), list("tTfFyn"))


def load(source: Union[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a checked lab definition.

    :param source: the path of a lab file, relative to the working directory, or the definition itself.
    :raises LabError: the file cannot be read, or breaks a rule.
    """
    content = _plain(source) if isinstance(source, Mapping) else _read(source)
    if not isinstance(content, dict):
        raise LabError("the lab file holds no mapping of sections")
    not_built = [name for name in NOT_BUILT_YET if name in content]
    if not_built:
        raise LabError("the section %s is not supported yet; take it out of the lab file" % not_built[0])
    spec = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]["lab_definition"]["options"]
    _check_keys(content, options, "")
    validated = ArgumentSpecValidator(options).validate(content)
    if validated.error_messages:
        raise LabError(validated.error_messages[0].rstrip("."))
    lab = _given(validated.validated_parameters)
    _check(lab)
    return lab


def _read(path: str) -> Any:
    try:
        text = Path(path).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LabError("the lab file %s cannot be read: %s" % (path, getattr(error, "strerror", None) or error)) from error
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = " in line %d" % (mark.line + 1) if mark else ""
        raise LabError("the lab file %s is not valid YAML%s: %s" % (path, where, getattr(error, "problem", error))) from error


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


def _check_keys(content: Any, options: Mapping[str, Any], where: str) -> None:
    """Refuse the first unknown key, naming the nearest valid ones."""
    known = set(options) | {alias for option in options.values() for alias in option.get("aliases", [])}
    for key, value in content.items():
        here = "%s.%s" % (where, key) if where else str(key)
        if key not in known:
            raise LabError("the lab file has an unknown key %s%s" % (here, nearest(str(key), sorted(known))))
        inner = options.get(key, {}).get("options")
        if inner:
            for number, item in enumerate(value if isinstance(value, list) else [value]):
                place = "%s[%s]" % (here, item.get("name", number)) if isinstance(value, list) and isinstance(item, dict) else here
                if isinstance(item, dict):
                    _check_keys(item, inner, place)


# Rules that go beyond types

_PATTERN = re.compile(r"^[A-Za-z0-9-]*\{number(:0?\d+d)?\}[A-Za-z0-9-]*$")


def _check(lab: Mapping[str, Any]) -> None:
    if lab["version"] != 1:
        raise LabError("version is %s, but this collection knows version 1 of lab files" % lab["version"])
    if not re.match(r"^[A-Za-z0-9-]{1,32}$", lab["name"]):
        raise LabError('name "%s" is not valid: 1 to 32 letters, digits and hyphens' % lab["name"])
    seen: set[str] = set()
    for seat in lab.get("seats", []):
        if seat["name"] in seen:
            raise LabError("two seats are called %s" % seat["name"])
        seen.add(seat["name"])
        _check_seat(seat)


def _check_seat(seat: Mapping[str, Any]) -> None:
    where = "seats[%s]" % seat["name"]
    numbered = seat.get("people") is not None or seat.get("spares")
    if not numbered and not seat.get("desktops"):
        raise LabError("%s has neither people nor spares nor desktops" % where)
    if not numbered:
        return
    pattern, numbers = seat.get("computer_name"), seat.get("numbers")
    if not pattern or not numbers:
        raise LabError("%s needs computer_name and numbers, from which its seats get their names" % where)
    if not _PATTERN.match(pattern):
        raise LabError('%s: computer_name "%s" must hold {number} or, with digits, {number:02d} once' % (where, pattern))
    if not 0 <= numbers["first"] <= numbers["last"]:
        raise LabError("%s: numbers.first is larger than numbers.last" % where)
    longest = pattern.format(number=numbers["last"])
    if name_width(longest) > 15:
        raise LabError('%s: the name "%s" has %d characters, but the most is 15' % (where, longest, name_width(longest)))


def mark(lab: Mapping[str, Any]) -> str:
    """Return the value of the tag that says that a desktop is this lab's."""
    return str(lab["name"])


def option_names(names: Any) -> Optional[list[str]]:
    """Read a flat run variable that lists names: blank means not given, else names with commas between them."""
    if names is None or not str(names).strip() or str(names).strip() == "all":
        return None
    parts = names if isinstance(names, list) else str(names).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
