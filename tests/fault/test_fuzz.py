# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong-typed, huge and hostile input is refused in one sentence, without any change, and in bounded time and memory.

What is tried follows from the seed of the run and the number in the name of a test. What is right after all is taken.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fault.fuzz.inputs import wrong_input, wrong_inventory, wrong_lab
from fault.fuzz.running import bounded, fate, plan_lab, read_inventory
from fault.matrix.scenario import MODULES, scenario_of
from integration.harness import Task, Tenant
from integration.in_process import carry_out

if TYPE_CHECKING:
    from conftest import Emulator

BY_ACTION = "workspace_lab_plan"
"""The module whose input its action plugin reads."""

EACH, LABS, INVENTORIES = 38, 260, 140
"""How many inputs are tried of each module, of labs and of inventory files, of which `make test` tries some."""


def tried(number: int, briefly: int) -> Iterable[Any]:
    """Return the numbers of inputs, all but the first few of which are slow."""
    return [pytest.param(one, marks=() if one < briefly else pytest.mark.slow) for one in range(number)]


@pytest.fixture(autouse=True)
def as_published(emulator: Emulator) -> Iterator[None]:
    """Let requests be sent that are not as the description of the API says: hostile filters are left to the service."""
    yield
    emulator.control("GET", "exchanges")


@pytest.mark.parametrize("number", tried(EACH, 1))
@pytest.mark.parametrize("module", [module for module in MODULES if module != BY_ACTION])
def test_module(tenant: Tenant, module: str, number: int, seed: int, record_property) -> None:
    scenario = scenario_of(module)
    scenario.prepare(tenant)
    before = tenant.state
    given = wrong_input(random.Random(f"{module} {number} {seed}"), tenant, module)
    print(f"{module} with", given)
    limits = {} if scenario.reads else {"wait_timeout": 60}
    with bounded():
        outcome = carry_out(tenant, Task(module, {**limits, **given.arguments}))
    record_property("figure", (f"inputs: {fate(tenant, before, outcome)}", 1))


@pytest.mark.parametrize("number", tried(LABS, 12))
def test_lab(tenant: Tenant, number: int, seed: int, tmp_path: Path, monkeypatch, record_property) -> None:
    """Definitions, lab files, rosters and run variables."""
    monkeypatch.chdir(tmp_path)
    given = wrong_lab(random.Random(f"lab {number} {seed}"), tmp_path)
    print("a lab with", given)
    before = tenant.state
    with bounded():
        outcome = plan_lab(tenant, given.arguments)
    record_property("figure", (f"inputs: {fate(tenant, before, outcome)}", 1))


@pytest.mark.parametrize("number", tried(INVENTORIES, 8))
def test_inventory(tenant: Tenant, number: int, seed: int, tmp_path: Path, record_property) -> None:
    tenant.desktop("BIO-01")
    before = tenant.state
    given = wrong_inventory(random.Random(f"inventory {number} {seed}"), tmp_path / "bio.workspace.yml")
    print("an inventory with", given)
    with bounded():
        outcome = read_inventory(tenant, tmp_path / "bio.workspace.yml")
    record_property("figure", (f"inputs: {fate(tenant, before, outcome)}", 1))
