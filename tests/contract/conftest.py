# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project that the official SDK talks to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from contract import published
from contract.cloud import Cloud
from contract.held import description

if TYPE_CHECKING:
    from conftest import Emulator

__all__ = ["cloud", "description"]

# Not skipped where there is no description: a skipped test would look like one that has been forgotten.
_NEEDED = {"test_published.py": published.folder(), "test_documents.py": published.documents()}
collect_ignore = [name for name, folder in _NEEDED.items() if folder is None]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so if nothing could be compared with the published description."""
    if published.folder() is None:
        terminalreporter.write_line(
            f"The published description of the API was not found ({published.VARIABLE} names its folder): "
            "nothing was compared with it."
        )


@pytest.fixture
def cloud(project: Emulator) -> Cloud:
    """Return a project that nobody has used before, as the SDK sees it."""
    return Cloud(project)
