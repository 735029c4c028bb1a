# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration tests may use beside an emulator and a fresh project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from contract.held import as_published, description
from integration.harness import Lab, run_cases

if TYPE_CHECKING:
    from conftest import Emulator

__all__ = ["as_published", "description", "lab", "side_by_side"]


@pytest.fixture
def side_by_side(emulator: Emulator, subtests: pytest.Subtests) -> Callable[..., None]:
    """Return a function that runs cases at the same time (``forks`` of them), each in a project of its own."""
    return lambda cases, **options: run_cases(emulator, cases.all, subtests, **options)


@pytest.fixture
def lab(project: Emulator) -> Lab:
    """Return a project that nobody has used before, with what a case can do to it."""
    return Lab(project)
