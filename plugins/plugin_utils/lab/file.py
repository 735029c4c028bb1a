# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a lab file and checks it in full, against the specification that the ``lab`` role documents."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.definition import chosen
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.roster import read_roster
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.rules import check
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest

SPECIFICATION = Path(__file__).resolve().parents[3] / "roles" / "lab" / "meta" / "argument_specs.yml"


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
    check(lab)
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


def _read_roster(lab: dict[str, Any], base: str) -> None:
    """Read the roster in, and give each group of seats the people that it chooses from it."""
    people = lab.get("people")
    if people is not None and "roster" in people:
        people["roster"] = read_roster(people["roster"], people.get("columns"), base, people.get("active_type"))
    for seat in lab.get("seats", []):
        if "people" in seat:
            seat["people"] = chosen(lab, seat["people"], f"seats[{seat['name']}].people")


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
