# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module under every fault: it succeeds truthfully or fails with one sentence, and then converges."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from contract.held import hold
from contract.published import Description
from fault.matrix.pair import Course, meet, undisturbed
from fault.matrix.scenario import MODULES
from fault.matrix.table import FAULTS
from integration.harness import Tenant

if TYPE_CHECKING:
    from conftest import Emulator

SLICE = {(number % len(MODULES), number % len(FAULTS)) for number in range(max(len(MODULES), len(FAULTS)))}
"""The pairs of the short form: each module and each fault at least once."""

PAIRS = [
    pytest.param(module, fault, id=f"{module}-{fault}", marks=() if (row, column) in SLICE else pytest.mark.slow)
    for row, module in enumerate(MODULES)
    for column, fault in enumerate(FAULTS)
]


Courses = dict[str, Course]


@pytest.fixture(scope="session")
def courses(emulator: Emulator) -> Courses:
    """Return how the scenarios go without a fault, as far as that is known."""
    return {}


@pytest.mark.parametrize("module", MODULES)
def test_scenario(module: str, tenant: Tenant, courses: Courses) -> None:
    """Every module has a scenario, and each of its steps changes something unless the module only reads."""
    courses[module] = undisturbed(tenant, module)


@pytest.fixture(autouse=True)
def as_published(emulator: Emulator, description: Description | None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold what a test sends against the published description, and what a scenario is answered without faults."""
    yield
    hold(emulator, description, answers=request.function is test_scenario)


@pytest.mark.parametrize(("module", "fault"), PAIRS)
def test_matrix(module: str, fault: str, tenant: Tenant, courses: Courses, record_property) -> None:
    if module not in courses:
        courses[module] = undisturbed(Tenant(tenant.emulator.in_project(uuid.uuid4().hex)), module)
    record_property("pair", (module, fault))
    record_property("outcome", meet(tenant, module, FAULTS[fault], courses[module]))
