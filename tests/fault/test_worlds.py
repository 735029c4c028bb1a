# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random worlds: a lab in a project of others, what happens there during a term, and what must hold at all times.

A sequence is a random lab and random steps: somebody changes something in the console, people log in and out, the
roster and the file change, and lab playbooks run: undisturbed, with a fault, killed, beside another run, and while
people go on. After an undisturbed run that was not refused the state is as desired; and at the end of each sequence,
once somebody has removed what stands against it, a run is not refused.
"""

from __future__ import annotations

import uuid
from collections import Counter
from typing import TYPE_CHECKING

import hypothesis
import pytest
from fault.worlds.term import Term
from hypothesis import HealthCheck, given, settings, strategies as st

if TYPE_CHECKING:
    from conftest import Emulator

SEQUENCES = 10
"""How many sequences follow from a seed."""

SEEDS = 30
SHORT = 2
"""How many seeds there are, and how many of them are part of `make test`, where they are the same each time."""


@pytest.mark.parametrize(
    "number", [pytest.param(one, marks=() if one < SHORT else pytest.mark.slow) for one in range(SEEDS)]
)
def test_worlds(number: int, seed: int, emulator: Emulator, record_property) -> None:
    terms: list[Term] = []
    counts: Counter[str] = Counter()

    @hypothesis.seed(seed + number)
    @settings(
        max_examples=SEQUENCES,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def sequence(data: st.DataObject) -> None:
        terms[:] = [Term(emulator.in_project(uuid.uuid4().hex), data)]
        terms[0].go_by()
        counts.update(terms[0].counts)

    try:
        sequence()
    except BaseException:
        print(f"seed {seed + number}; the shortest sequence found that fails, as a playbook:\n{terms[0].world.story}")
        raise
    for what, count in counts.items():
        record_property("figure", (what, count))
