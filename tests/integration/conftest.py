# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration tests may use beside an emulator and a fresh project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from contract.held import as_published, description
from integration import harness, in_process
from integration.harness import Cases, Lab, run_cases

if TYPE_CHECKING:
    from conftest import Emulator

__all__ = ["as_published", "description", "lab", "side_by_side"]


@pytest.fixture
def side_by_side(emulator: Emulator, subtests: pytest.Subtests, pytestconfig: pytest.Config) -> Callable[..., None]:
    """Return a function that runs cases, each in a project of its own: in this process, or with ``--playbooks`` (and
    ``playbook=True``) by ansible-playbook, so many at the same time.
    """

    def run(cases: Cases, playbook: bool = False, **options: Any) -> None:
        by_playbook = playbook or pytestconfig.getoption("--playbooks")
        runner = harness.run_tasks if by_playbook else in_process.run_tasks
        run_cases(emulator, cases.all, subtests, runner, **options)

    return run


@pytest.fixture
def lab(project: Emulator) -> Lab:
    """Return a project that nobody has used before, with what a case can do to it."""
    return Lab(project)
