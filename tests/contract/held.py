# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests of the collection: what it exchanges with the emulator is what the published description says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from contract.published import Description, folder

if TYPE_CHECKING:
    from conftest import Emulator


@pytest.fixture(scope="session")
def description() -> Description | None:
    """Return the published description of the API, if it is there."""
    found = folder()
    return Description(found) if found else None


@pytest.fixture(autouse=True)
def as_published(emulator: Emulator, description: Description | None) -> Iterator[None]:
    """Hold all that a test exchanged with the emulator against the published description."""
    yield
    hold(emulator, description)


def hold(emulator: Emulator, description: Description | None, answers: bool = True) -> None:
    """Assert that what was exchanged with the emulator since this was asked last is as published.

    :param answers: whether answers are looked at too; what was refused is not looked at otherwise.
    """
    kept = emulator.control("GET", "exchanges")["exchanges"]
    if not answers:
        kept = [{**entry, "status": None, "answer": None} for entry in kept if (entry["status"] or 0) < 400]
    if description is not None:
        problems = {problem for entry in kept for problem in description.problems_of_kept(entry)}
        assert not problems, "\n".join(sorted(problems))
