# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module under every fault: it succeeds truthfully or fails with one sentence, and then converges."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from fault.matrix.pair import Undisturbed, meet, undisturbed
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


Ends = dict[str, dict[str, Undisturbed]]


@pytest.fixture(scope="session")
def ends(emulator: Emulator) -> Ends:
    """Return how the scenarios end without a fault, as far as that is known."""
    return {}


@pytest.mark.parametrize("module", MODULES)
def test_scenario(module: str, tenant: Tenant, ends: Ends) -> None:
    """Every module has a scenario, and each of its steps changes something unless the module only reads."""
    ends[module] = undisturbed(tenant, module)


@pytest.mark.parametrize(("module", "fault"), PAIRS)
def test_matrix(module: str, fault: str, tenant: Tenant, ends: Ends, record_property) -> None:
    if module not in ends:
        ends[module] = undisturbed(Tenant(tenant.emulator.in_project(uuid.uuid4().hex)), module)
    record_property("pair", (module, fault))
    record_property("outcome", meet(tenant, module, FAULTS[fault], ends[module]))
