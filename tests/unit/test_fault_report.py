# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of the fault tests, and the figures in the documentation that are made from it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from fault import conftest
from fault.report import CONVERGED, FAILED, PAGE, block, figures_in, printed, report_of, with_figures

PASSED = [
    [("pair", ("workspace_user", "500_write")), ("outcome", CONVERGED), ("figure", ("runs that were killed", 2))],
    [("figure", ("runs that were killed", 1_000)), ("figure", ("inputs", 3))],
]
REPORT = report_of(7, PASSED, [[("pair", ["workspace_user", "cut_read"]), ("figure", ("inputs", 3))]])


def test_figures_of_tests_that_passed_are_added_up() -> None:
    figures = REPORT["figures"]
    assert figures["runs that were killed"] == 1_002 and figures["inputs"] == 3
    assert figures["pairs of a module and a fault"] == 2 and figures[f"pairs: {FAILED}"] == 1
    assert [row["outcome"] for row in REPORT["pairs"]] == [CONVERGED, FAILED]


def test_the_table_has_a_mark_for_each_pair() -> None:
    lines = printed(REPORT)
    assert "workspace_user .F" in lines
    assert "   1,002 runs that were killed" in lines
    assert "--hypothesis-seed=7" in lines[-1]


def test_the_figures_of_the_page_are_as_they_are_written() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert block(figures_in(page)) in page
    written = with_figures(page, REPORT["figures"])
    assert figures_in(written) == REPORT["figures"]
    assert with_figures(written, figures_in(page)) == page


def test_all_workers_have_the_seed_that_is_reported() -> None:
    def config(**more: Any) -> Any:
        options: dict[str, Any] = {"--fault-report": "fault.json", "--hypothesis-seed": None}
        return SimpleNamespace(getoption=options.get, option=SimpleNamespace(hypothesis_seed=None), **more)

    run = config()
    conftest.pytest_configure(run)
    node = SimpleNamespace(config=run, workerinput={})
    conftest.pytest_configure_node(node)
    worker = config(workerinput=node.workerinput)
    conftest.pytest_configure(worker)
    assert worker.option.hypothesis_seed == run.option.hypothesis_seed
    assert str(run.option.hypothesis_seed).isdecimal()
