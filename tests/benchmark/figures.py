# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a figure is: something that is measured, with a name by which it is picked, and values that have goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmark.cloud import Cloud
from benchmark.measure import Pair


@dataclass(frozen=True)
class Value:
    """One thing that was measured."""

    what: str
    value: float
    unit: str = ""
    """Of the value; a ratio has none."""
    goal: float | None = None
    """The most that it may be."""
    cpu: float | None = None
    """For a ratio of times: that of processor times."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """For the JSON file: the runs."""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; ``None`` if there is none."""
        return None if self.goal is None else self.value <= self.goal


def ratio(what: str, pair: Pair, goal: float | None = None, **details: Any) -> Value:
    """Return how many times as long as its unit something takes."""
    return Value(what, pair.wall, "", goal, pair.cpu, {**pair.spreads(), **details})


Measuring = Callable[[Cloud, int], Iterator[Value]]
"""Measures in projects of its own, with so many runs of each pair, and yields each value as soon as it is known."""

FIGURES: dict[str, Measuring] = {}
"""All figures by their names."""


def figure(measuring: Measuring) -> Measuring:
    """Make a function a figure, with the function's name and description."""
    FIGURES[measuring.__name__] = measuring
    return measuring
