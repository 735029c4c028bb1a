# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault tests report: how modules got along with faults, and figures of what was tried.

Any test adds to a figure by ``record_property("figure", (name, number))``; the numbers of the tests that pass are added
up. Run this file to write the figures of a report into ``docs/reliability.md``.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- figures of `make fault`: begin -->", "<!-- figures of `make fault`: end -->"

CONVERGED, TOLD, NOT_MET, FAILED = "converged at once", "told and converged", "not met", "FAILED"
"""How a module may get along with a fault."""

MARKS = {CONVERGED: ".", TOLD: "t", NOT_MET: " ", FAILED: "F"}
"""How that is printed."""

Property = tuple[str, Any]
Outcomes = Mapping[tuple[str, str], str]


def report_of(seed: int, passed: Iterable[Sequence[Property]], failed: Iterable[Sequence[Property]]) -> dict[str, Any]:
    """Return the report of a run.

    :param seed: what its random choices followed from.
    :param passed: the properties that each test recorded which passed. :param failed: those of the others.
    """
    figures: Counter[str] = Counter()
    outcomes: dict[tuple[str, str], str] = {}
    for properties in passed:
        told = dict(properties)
        if "pair" in told:
            outcomes[tuple(told["pair"])] = told["outcome"]
        for name, value in properties:
            if name == "figure":
                figures[value[0]] += value[1]
    for properties in failed:
        outcomes.update({tuple(value): FAILED for name, value in properties if name == "pair"})
    counts = Counter(outcomes.values())
    return {
        "seed": seed,
        "figures": {
            "modules": len({module for module, _fault in outcomes}),
            "faults": len({fault for _module, fault in outcomes}),
            "pairs of a module and a fault": len(outcomes),
            **{f"pairs: {outcome}": counts[outcome] for outcome in MARKS if counts[outcome]},
            **dict(sorted(figures.items())),
        },
        "pairs": [
            {"module": module, "fault": fault, "outcome": how} for (module, fault), how in sorted(outcomes.items())
        ],
    }


def printed(report: Mapping[str, Any]) -> list[str]:
    """Return the lines that show a report: each module with a mark for each fault, what the marks mean, the figures."""
    outcomes: Outcomes = {(row["module"], row["fault"]): row["outcome"] for row in report["pairs"]}
    modules, faults = ([*dict.fromkeys(pair[side] for pair in sorted(outcomes))] for side in (0, 1))
    met = {fault for (_module, fault), how in outcomes.items() if how != NOT_MET}
    width = max(map(len, modules), default=0)
    lines = [
        f"{number:3} {fault}{'' if fault in met else ' (no module meets it)'}" for number, fault in enumerate(faults)
    ]
    for digits in ("".join(str(number // 10 % 10) for number in range(len(faults))), "0123456789" * len(faults)):
        lines.append(f"{'':{width}} {digits[: len(faults)]}")
    for module in modules:
        marks = "".join(MARKS[outcomes.get((module, fault), NOT_MET)] for fault in faults)
        lines.append(f"{module:{width}} {marks}")
    lines.append(", ".join(f"{mark.strip() or 'blank'}: {how}" for how, mark in MARKS.items()))
    lines += [f"{number:8,} {name}" for name, number in report["figures"].items()]
    return [*lines, f"seed {report['seed']}: --hypothesis-seed={report['seed']} chooses the same again"]


def block(figures: Mapping[str, int]) -> str:
    """Return what stands in the page about figures, with its markers."""
    rows = [f"| {name} | {number:,} |" for name, number in figures.items()]
    return "\n".join([BEGIN, "", "| what | count |", "|---|---:|", *rows, "", END])


def figures_in(page: str) -> dict[str, int]:
    """Return the figures that a page tells."""
    _before, _begin, rest = page.partition(BEGIN)
    rows = re.findall(r"^\| (.+) \| ([0-9,]+) \|$", rest.partition(END)[0], re.M)
    return {name: int(number.replace(",", "")) for name, number in rows}


def with_figures(page: str, figures: Mapping[str, int]) -> str:
    """Return a page with other figures."""
    before, _begin, rest = page.partition(BEGIN)
    return before + block(figures) + rest.partition(END)[2]


if __name__ == "__main__":
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["figures"]
    PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
