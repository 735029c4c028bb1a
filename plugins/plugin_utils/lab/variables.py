# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds variables and keys that look like those of a role, but that the role does not read."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError, plain
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.outcome import EXPORTED
from ansible_collections.huaweicloud.workspace.plugins.module_utils.names import nearest

ROLES = Path(__file__).resolve().parents[3] / "roles"

_LOOP = re.compile(r"\{\{ (\w+) \}\}")
_READ = re.compile(r"\bitem\.(\w+)")
_NEEDED = re.compile(r"\{\{ item\.(\w+) \}\}")


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
        known = {*options, *_results(role), *EXPORTED}
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


@dataclasses.dataclass(frozen=True)
class Items:
    """What the items of a list are handed to.

    :param module: the module. :param read: the keys that are handed over. :param needed: those that each item has.
    """

    module: str
    read: frozenset[str]
    needed: frozenset[str]


def unknown_keys(lists: Mapping[str, Any], role: str) -> list[str]:
    """Return a sentence for each key that an item of a role's lists has and the role does not read, or lacks.

    :param lists: the lists by the names of their variables.
    :raises LabError: there is no such role, or it hands no items of such a list to a module.
    """
    loops = items_of(role)
    found = []
    for variable, given in lists.items():
        if variable not in loops:
            raise LabError(f"the role {role} reads no list {variable}{nearest(variable, loops)}")
        items = loops[variable]
        for number, item in enumerate(given, 1):
            where = f"{variable}[{number}]"
            unread = [key for key in item if key not in items.read]
            found += [
                f"{where}: {plain(key, 50)} is no option that the role {role} hands to {items.module}"
                f"{nearest(str(key), sorted(items.read))}"
                for key in unread
            ]
            found += [f"{where} has no {key}" for key in sorted(items.needed) if key not in item]
    return found


@functools.cache
def items_of(role: str) -> Mapping[str, Items]:
    """Return what a role hands the items of its lists to, by the variables of these."""
    _entry_points(role)
    found = {}
    for path in sorted((ROLES / role / "tasks").glob("*.yml")):
        for task in _yaml(path) or ():
            loop = _LOOP.fullmatch(str(task.get("loop", "")))
            module = next((name for name in task if ".workspace_" in name), None)
            if loop and module:
                values = " ".join(map(str, task[module].values()))
                read, needed = frozenset(_READ.findall(values)), frozenset(_NEEDED.findall(values))
                found[loop[1]] = Items(module.rpartition(".")[2], read, needed)
    return found


@functools.cache
def _entry_points(role: str) -> dict[str, Any]:
    if role not in role_names():
        raise LabError(f"the collection has no role {role}{nearest(role, role_names())}")
    points: dict[str, Any] = _yaml(ROLES / role / "meta" / "argument_specs.yml")["argument_specs"]
    return points


@functools.cache
def _results(role: str) -> frozenset[str]:
    """Return the variables that a role itself sets or exports, which are there when it is applied a second time."""
    names: set[str] = set()
    for path in sorted((ROLES / role / "tasks").glob("*.yml")):
        names.update(_registered(_yaml(path)))
    variables = ROLES / role / "vars" / "main.yml"
    return frozenset(names.union(_yaml(variables) if variables.is_file() else ()))


def _registered(tasks: Any) -> Iterator[str]:
    for task in tasks or ():
        if "register" in task:
            yield task["register"]
        # What is exported comes back as a variable of the next job of a workflow.
        yield from task.get("ansible.builtin.set_stats", {}).get("data", ())
        for part in ("block", "rescue", "always"):
            yield from _registered(task.get(part))


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
