# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs that are wrong in one or two places, made of what a module takes and of what its scenario gives it."""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from unittest import mock

import yaml
from ansible.module_utils.basic import AnsibleModule
from conftest import CHECKOUT
from fault.fuzz.running import INVENTORY, inventory_options
from fault.fuzz.values import HALVES, TEXTS, VALUES
from fault.matrix.scenario import scenario_of
from integration.harness import Tenant
from integration.in_process import MODULES

Spec = Mapping[str, Mapping[str, Any]]


COURSE = CHECKOUT / "playbooks" / "labs" / "course.yml"
ROSTER = CHECKOUT / "playbooks" / "rosters" / "course.csv"

_SHOWN = 2000


@dataclass(frozen=True)
class Input:
    """Arguments of a task.

    :ivar changes: where something was put in, and the name of what.
    """

    arguments: dict[str, Any]
    changes: Mapping[str, str]

    def __str__(self) -> str:
        given = repr(self.arguments)
        whole = f": {given}" if len(given) <= _SHOWN else ""
        return ", ".join(f"{name} in {where}" for where, name in self.changes.items()) + whole


@functools.cache
def spec_of(module: str) -> Spec:
    """Return what a module tells ansible-core that it takes."""
    found: list[Spec] = []

    class Asked(Exception):
        """The module has told it."""

    def ask(self: AnsibleModule, argument_spec: Spec, **more: Any) -> NoReturn:
        found.append(argument_spec)
        raise Asked

    with mock.patch.object(AnsibleModule, "__init__", ask), contextlib.suppress(Asked):
        importlib.import_module(f"{MODULES}.{module}").main()
    return found[0]


def wrong_input(chance: random.Random, tenant: Tenant, module: str) -> Input:
    """Return a step of a module's scenario with something else in one or two places."""
    scenario = scenario_of(module)
    step = chance.choice(list(scenario.steps.values()))
    arguments = copy.deepcopy({**scenario.given(tenant), **step})
    return Input(arguments, _spoil(chance, spec_of(module), arguments, set(VALUES) - set(HALVES)))


def wrong_lab(chance: random.Random, folder: Path) -> Input:
    """Return what plans a run of the course of the collection, with something else in its definition, in its file, in
    its roster or in the run variables; write the files into a folder."""
    from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.run import PLAN_SPEC
    from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import specification

    course = COURSE.read_text().replace("../rosters/", "")
    file, roster = folder / "course.yml", folder / "course.csv"
    file.write_text(course)
    roster.write_bytes(ROSTER.read_bytes())
    run = {"procedure": chance.choice(PLAN_SPEC["procedure"]["choices"]), "lab_file": str(file)}
    part = chance.choice(["definition", "file", "roster", "run"])
    if part == "definition":
        definition = yaml.load(course, yaml.BaseLoader)
        del run["lab_file"]
        changes = _spoil(chance, specification(), definition)
        return Input({**run, "definition": definition}, changes)
    if part == "run":
        arguments = {**run, "run": {"seats": "all"}}
        return Input(arguments, _spoil(chance, PLAN_SPEC, arguments))
    spoilt = file if part == "file" else roster
    changes = _spoil_text(chance, spoilt, 50_000)
    return Input(run, changes)


def wrong_inventory(chance: random.Random, file: Path) -> Input:
    """Write an inventory file with something else in its options or in its text."""
    options = {
        "plugin": INVENTORY,
        "lab": ["bio101"],
        "select_names": ["BIO-*"],
        "tags": {"course": "bio"},
        "hostnames": ["workspace_computer_name"],
        "keyed_groups": [{"key": "workspace_status", "prefix": "status"}],
        "compose": {"ansible_user": "workspace_os_type"},
        "connect_with": ["private"],
    }
    spoilt = chance.random() < 0.7
    changes = _spoil(chance, _as_spec(inventory_options()), options) if spoilt else {}
    file.write_text(yaml.safe_dump(options, sort_keys=False), errors="surrogatepass")
    # ansible-core reads the file, not the plugin.
    return Input(options, changes or _spoil_text(chance, file, 50))


def _as_spec(options: Mapping[str, Any]) -> Spec:
    """Return documented options as a specification of arguments."""
    return {
        name: {**option, **({"options": _as_spec(option["suboptions"])} if "suboptions" in option else {})}
        for name, option in options.items()
    }


def _spoil(
    chance: random.Random, spec: Spec, arguments: dict[str, Any], names: Collection[str] = VALUES
) -> dict[str, str]:
    """Put something else, which these are the names of, into one or two places of arguments; return where, and the name
    of what."""
    changes: dict[str, str] = {}
    for _change in range(chance.choice([1, 1, 2])):
        places = list(_places(spec, arguments))
        # What the task gives is more rewarding than what it leaves out.
        weights = [3 if not isinstance(holder, dict) or key in holder else 1 for holder, key, _option, _where in places]
        [(holder, key, option, where)] = chance.choices(places, weights)
        holder[key], changes[where] = _wrong_value(chance, option, names)
    return changes


def _spoil_text(chance: random.Random, file: Path, often: int) -> dict[str, str]:
    """Put something else into a file, perhaps so often; return in which line, and the name of what."""
    lines = file.read_bytes().splitlines(keepends=True)
    number = chance.randrange(len(lines))
    name = chance.choice(list(TEXTS))
    text = TEXTS[name].encode(errors="surrogatepass")
    line = lines[number]
    place = chance.randrange(len(line))
    ways = {
        "instead of": text + b"\n",
        "within": line[:place] + text + line[place:],
        "at the end of": line.rstrip(b"\n") + text + b"\n",
        "after a colon of": line.partition(b":")[0] + b": " + text + b"\n",
        "many times instead of": (text[:100] + b"\n") * often,
        "often instead of": line * often,
    }
    way = chance.choice(list(ways))
    file.write_bytes(b"".join([*lines[:number], ways[way], *lines[number + 1 :]]))
    return {f"{file.name}, {way} line {number + 1}": name}


def _places(spec: Spec, given: Any, where: str = "") -> Iterator[tuple[Any, Any, Mapping[str, Any], str]]:
    """Yield each place for a value: what holds it, its key there, its option, and what messages may call it."""
    if not isinstance(given, dict):
        return
    for name, option in spec.items():
        place = f"{where}.{name}" if where else name
        yield given, name, option, place
        inner = given.get(name)
        if isinstance(inner, list):
            for number, item in enumerate(inner[:3]):
                element = {"type": option.get("elements", "raw"), "options": option.get("options") or {}}
                yield inner, number, element, f"{place}[{number}]"
                yield from _places(element["options"], item, f"{place}[{number}]")
        else:
            yield from _places(option.get("options") or {}, inner, place)
    for key in given:
        if key not in spec:
            yield given, key, {"type": "raw"}, f"{where}.{key}" if where else str(key)


def _wrong_value(chance: random.Random, option: Mapping[str, Any], names: Collection[str]) -> tuple[Any, str]:
    """Return something to put in the place of an option, often deep inside of what has the right shape."""
    inner = option.get("options")
    kind = option.get("elements") if option.get("type") == "list" else option.get("type")
    if kind == "dict" and inner and chance.random() < 0.6:
        name = chance.choice(sorted(inner))
        value, told = _wrong_value(chance, inner[name], names)
        item, told = {name: value}, f"{{{name}: {told}}}"
        return ([item], f"[{told}]") if option.get("type") == "list" else (item, told)
    told = chance.choice(sorted(names))
    value = copy.deepcopy(VALUES[told])
    if option.get("type") == "list" and not isinstance(value, list) and chance.random() < 0.6:
        return [value], f"[{told}]"
    return value, told
