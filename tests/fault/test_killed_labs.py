# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every lab playbook, killed at each request that changes something, and at others: the next run ends as one that
nobody disturbed."""

from __future__ import annotations

import pytest
from fault.labs.kills import Base, Kill, survives
from fault.labs.scenario import PLAYBOOKS, scenarios_of

SHORT = {("budget-lock", 3)}
"""The kills of the short form."""

SCENARIOS = {
    f"{playbook}-{name}": scenario for playbook in PLAYBOOKS for name, scenario in scenarios_of(playbook).items()
}


@pytest.fixture(scope="session")
def bases() -> dict[str, Base]:
    """Return what is known of the scenarios: what they find, and how they end."""
    return {}


@pytest.fixture
def base(request, emulator, tmp_path_factory, warm, bases) -> Base:
    """Return what a scenario finds, and how it ends."""
    name = request.param
    if name not in bases:
        bases[name] = Base.of(SCENARIOS[name], emulator, tmp_path_factory, warm)
    return bases[name]


@pytest.mark.parametrize(
    ("base", "number"),
    [
        pytest.param(name, number, id=f"{name}-{number}", marks=() if (name, number) in SHORT else pytest.mark.slow)
        for name, scenario in SCENARIOS.items()
        for number in range(scenario.kills)
    ],
    indirect=["base"],
)
def test_a_killed_run_is_finished_by_the_next(base: Base, number: int, seed: int, tmp_path, record_property) -> None:
    kill = Kill.number(number, base, seed)
    if survives(base, kill, tmp_path):
        record_property("figure", ("lab playbooks that were killed", 1))
