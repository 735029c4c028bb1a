# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration tests may use beside an emulator and a fresh project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from contract.held import as_published, description
from integration.harness import Tenant
from integration.warm import Warm

if TYPE_CHECKING:
    from conftest import Emulator

__all__ = ["as_published", "description", "tenant", "warm"]


@pytest.fixture(scope="session")
def warm(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Return what runs playbooks at little cost."""
    with Warm(emulator, tmp_path_factory.mktemp("warm")) as warm:
        yield warm


@pytest.fixture
def tenant(project: Emulator) -> Tenant:
    """Return a project that nobody has used before, with what a case can do to it."""
    return Tenant(project)
