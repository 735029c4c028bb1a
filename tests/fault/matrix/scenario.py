# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios: the tasks by which a module creates, changes and deletes its thing, each proved under every fault.

The scenario of a module is ``SCENARIO`` in the file of ``fault/scenarios`` that is called like the module. An ``_info``
module without one is run without arguments.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import CHECKOUT
from integration.harness import Task, Tenant

MODULES = sorted(path.stem for path in Path(CHECKOUT, "plugins", "modules").glob("workspace_*.py"))
"""All modules of the collection."""


def furnish(tenant: Tenant) -> None:
    """Let there be a little of what many modules are about: two desktops of people, a group and a script."""
    for name, user in (("BIO-01", "mia"), ("BIO-02", "omar")):
        tenant.desktop(name, user=user, data_volumes=[20])
    tenant.control("POST", "scripts", name="apps", type="BAT", content="dir")
    tenant.control("POST", "app-groups", names=["office"])


@dataclass(frozen=True)
class Scenario:
    """What a module does in a row.

    :ivar steps: the arguments of the tasks by a name for each, in the order in which they are run.
    :ivar prepare: lets there be what the first task needs.
    :ivar given: returns arguments of every step that only the project tells.
    :ivar ways_out: tasks that mend what a message tells, by words of it.
    :ivar acts: the steps that do something each time they are run.
    :ivar reads: whether the module only reads, so that no step may change anything.
    :ivar uncounted: whether it reads lists that tell no total, so that one that is cut looks whole.
    :ivar blind: whether only the answer of the service tells it that something was done.
    :ivar passing: the names of what differs in a result with the time at which it is read.
    """

    steps: Mapping[str, Mapping[str, Any]]
    prepare: Callable[[Tenant], None] = furnish
    given: Callable[[Tenant], Mapping[str, Any]] = lambda tenant: {}
    ways_out: Mapping[str, Task] = field(default_factory=dict)
    acts: Sequence[str] = ()
    reads: bool = False
    uncounted: bool = False
    blind: bool = False
    passing: Sequence[str] = ()


def has_scenario(module: str) -> bool:
    """Whether there is a file with the scenario of a module."""
    return Path(CHECKOUT, "tests", "fault", "scenarios", f"{module}.py").is_file()


def scenario_of(module: str) -> Scenario:
    """Return the scenario of a module. Raises LookupError for a module that needs one and has none."""
    if has_scenario(module):
        found: Scenario = importlib.import_module(f"fault.scenarios.{module}").SCENARIO
        return found
    if module.endswith("_info"):
        return Scenario({"read": {}}, reads=True)
    raise LookupError(f"{module} has no scenario: write tests/fault/scenarios/{module}.py")
