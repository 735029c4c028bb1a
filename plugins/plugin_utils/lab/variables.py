# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds variables that look like those of a role, but that the role does not read."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest

ROLES = Path(__file__).resolve().parents[3] / "roles"


def role_names() -> list[str]:
    """Return the names of the roles of the collection."""
    return sorted(path.name for path in ROLES.iterdir() if (path / "meta" / "argument_specs.yml").is_file())


def unknown_variables(given: Iterable[str], roles: Iterable[str]) -> list[str]:
    """Return a sentence for each variable that has the prefix of a role, but that the role knows nothing of.

    :param given: names of variables. :param roles: names of roles of the collection.
    :raises LabError: there is no such role.
    """
    names = sorted(set(given))
    found = []
    for role in roles:
        options = sorted({name for entry in _entry_points(role).values() for name in entry["options"]})
        known = {*options, *_results(role)}
        unknown = [name for name in names if name.startswith(f"{role}_") and name not in known]
        found += [f"{name} is no variable of the role {role}{nearest(name, options)}" for name in unknown]
    return found


def ignored_bounds(bounds: Mapping[str, Any], role: str, entry_point: str) -> list[str]:
    """Return a sentence for each bound of a run that is given, but that an entry point of a role does not read.

    :param bounds: variables that a run must not go beyond, with their values. Blank means not given.
    :raises LabError: there is no such role or entry point.
    """
    entry_points = _entry_points(role)
    if entry_point not in entry_points:
        raise LabError(f"the role {role} has no entry point {entry_point}{nearest(entry_point, entry_points)}")
    read = entry_points[entry_point]["options"]
    ignored = [name for name, value in bounds.items() if name not in read and str(value or "").strip()]
    return [f"{name} is not read here, so that more would be done than it says; leave it blank" for name in ignored]


@functools.cache
def _entry_points(role: str) -> dict[str, Any]:
    if role not in role_names():
        raise LabError(f"the collection has no role {role}{nearest(role, role_names())}")
    points: dict[str, Any] = _yaml(ROLES / role / "meta" / "argument_specs.yml")["argument_specs"]
    return points


@functools.cache
def _results(role: str) -> frozenset[str]:
    """Return the variables that a role itself sets, which are there when it is applied a second time."""
    names: set[str] = set()
    for path in sorted((ROLES / role / "tasks").glob("*.yml")):
        names.update(_registered(_yaml(path)))
    variables = ROLES / role / "vars" / "main.yml"
    return frozenset(names.union(_yaml(variables) if variables.is_file() else ()))


def _registered(tasks: Any) -> Iterator[str]:
    for task in tasks or ():
        if "register" in task:
            yield task["register"]
        for part in ("block", "rescue", "always"):
            yield from _registered(task.get(part))


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
