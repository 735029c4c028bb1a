# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module under every fault: it succeeds truthfully or fails with one sentence, and then converges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from contract.held import hold
from contract.published import Description
from fault.matrix.pair import Course, meet
from fault.matrix.scenario import MODULES
from fault.matrix.table import ALWAYS, FAULTS, Fault
from fault.report import CONVERGED, NOT_MET
from integration.harness import Tenant

if TYPE_CHECKING:
    from conftest import Emulator

LONGEST = "workspace_lab_plan"
"""The module whose scenario has a step for each procedure of labs."""

SLICE = {(number % len(MODULES), number % len(FAULTS)) for number in range(max(len(MODULES), len(FAULTS)))}
"""The pairs of the short form: each module but the longest, and nearly each fault, at least once."""

PAIRS = [
    pytest.param(
        module,
        fault,
        id=f"{module}-{fault}",
        marks=() if (row, column) in SLICE and module != LONGEST else pytest.mark.slow,
    )
    for row, module in enumerate(MODULES)
    for column, fault in enumerate(FAULTS)
]


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_scenario(module: str, course_of: Callable[[str], Course]) -> None:
    """Every module has a scenario, and each of its steps changes something unless the module only reads."""
    assert course_of(module).steps


@pytest.fixture(autouse=True)
def as_published(emulator: Emulator, description: Description | None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold what a test sends against the published description, and what a scenario is answered without faults."""
    yield
    hold(emulator, description, answers=request.function is test_scenario)


@pytest.mark.parametrize(("module", "fault"), PAIRS)
def test_matrix(module: str, fault: str, tenant: Tenant, course_of: Callable[[str], Course], record_property) -> None:
    record_property("pair", (module, fault))
    record_property("outcome", meet(tenant, module, FAULTS[fault], course_of(module)))


@pytest.mark.parametrize(("field", "outcome"), [("color", NOT_MET), ("user_email", CONVERGED)])
def test_a_fault_that_changes_no_answer_is_not_met(
    field: str, outcome: str, tenant: Tenant, course_of: Callable[[str], Course]
) -> None:
    fault = Fault({"kind": "missing_field", "operation": "read", "times": ALWAYS, "field": field}, alters=True)
    assert meet(tenant, "workspace_user_info", fault, course_of("workspace_user_info")) == outcome
