# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault tests use what the integration tests use, and tell how the modules got along with the faults."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from fault.matrix.pair import CONVERGED, NOT_MET, TOLD
from integration.conftest import as_published, description, tenant

__all__ = ["as_published", "description", "tenant"]

FAILED = "FAILED"
MARKS = {CONVERGED: ".", TOLD: "t", NOT_MET: " ", FAILED: "F"}
"""How the outcomes of pairs are printed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that says where the outcomes of the matrix are written."""
    parser.addoption("--fault-report", metavar="FILE", help="print how modules got along with faults; write it as JSON")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how each module got along with each fault, and write it to a file."""
    file = config.getoption("--fault-report")
    if not file:
        return
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    told = [dict(report.user_properties) for report in reports if report.when == "call"]
    outcomes = {tuple(one["pair"]): one.get("outcome", FAILED) for one in told if "pair" in one}
    for line in _table(outcomes):
        terminalreporter.write_line(line)
    rows = [{"module": module, "fault": fault, "outcome": how} for (module, fault), how in sorted(outcomes.items())]
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(json.dumps({"counts": Counter(outcomes.values()), "pairs": rows}, indent=1) + "\n")


def _table(outcomes: dict[tuple[str, str], str]) -> list[str]:
    """Return a line for each module with a mark for each fault, and what the marks mean."""
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
    counts = Counter(outcomes.values())
    told = ", ".join(f"{counts[how]} {how} ({mark.strip() or 'blank'})" for how, mark in MARKS.items())
    return [*lines, f"{len(outcomes)} pairs of {len(modules)} modules and {len(faults)} faults: {told}"]
