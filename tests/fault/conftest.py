# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault tests use what the integration tests use, and report what they tried."""

from __future__ import annotations

import functools
import json
import random
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fault.matrix.pair import Course, undisturbed
from fault.report import printed, report_of
from fault.witness import witness
from integration.conftest import as_published, description, tenant, warm
from integration.harness import Tenant

if TYPE_CHECKING:
    from conftest import Emulator

__all__ = ["as_published", "description", "tenant", "warm", "witness"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that says where the report is written."""
    parser.addoption("--fault-report", metavar="FILE", help="print what the fault tests tried, and write it as JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose a seed for a run that is reported, before hypothesis and the workers look for one."""
    if hasattr(config, "workerinput"):
        config.option.hypothesis_seed = config.workerinput["hypothesis_seed"]
    elif config.getoption("--fault-report") and config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = str(random.randrange(2**32))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a worker the seed of the run; it does not take over options that are set so late."""
    node.workerinput["hypothesis_seed"] = node.config.option.hypothesis_seed


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """Return what all random choices of a run follow from: another number each time a run is reported, otherwise 0."""
    return int(pytestconfig.getoption("--hypothesis-seed") or 0)


@pytest.fixture(scope="session")
def course_of(emulator: Emulator) -> Callable[[str], Course]:
    """Return what tells how the scenario of a module goes without a fault, which is tried once a session."""
    return functools.cache(lambda module: undisturbed(Tenant(emulator.in_project(uuid.uuid4().hex)), module))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the report of the run, and write it to a file."""
    file = config.getoption("--fault-report")
    if not file:
        return
    passed, failed = (
        [report.user_properties for report in terminalreporter.getreports(how) if report.when == "call"]
        for how in ("passed", "failed")
    )
    report = report_of(int(config.getoption("--hypothesis-seed")), passed, failed)
    for line in printed(report):
        terminalreporter.write_line(line)
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
