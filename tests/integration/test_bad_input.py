# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong input for each module that changes something: refused before any write, in one sentence.

The cases are in ``bad_input/<module>.yml``: ``why`` it is wrong, the module's ``arguments`` and the words that the
message ``says``. ``given`` lists tasks (``module`` and ``arguments``) that are carried out before it, ``control`` the
control calls of the emulator (``method``, ``path`` and ``body``) that come before those.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CHECKOUT
from integration.harness import Task, Tenant, refused
from integration.in_process import carry_out

FOLDER = Path(__file__).resolve().parent / "bad_input"
FEWEST = 5
"""How many wrong inputs of each module are tried at least."""
SECONDS = 60

CASES: dict[str, list[dict[str, Any]]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))
}
ALL = [pytest.param(name, case, id=f"{name}: {case['why']}") for name, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("module", "case"), ALL)
def test_is_refused_before_any_write(tenant: Tenant, module: str, case: dict[str, Any]) -> None:
    for call in case.get("control", ()):
        tenant.control(call["method"], call["path"], **call.get("body", {}))
    for task in case.get("given", ()):
        prepared = carry_out(tenant, Task(task["module"], task["arguments"]))
        assert not prepared.failed, prepared.brief
    # What is not refused must not be waited for long.
    arguments = {"wait_timeout": SECONDS, **case["arguments"]}
    told = refused(carry_out(tenant, Task(module, arguments))).lower()
    missing = [word for word in map(str, case["says"]) if word.lower() not in told]
    assert not missing, f"{missing} not in: {told}"


def test_each_module_that_changes_something_has_its_cases() -> None:
    modules = {path.stem for path in (CHECKOUT / "plugins" / "modules").glob("workspace_*.py")}
    assert not set(CASES) - modules
    changing = {name for name in modules if not name.endswith("_info")}
    assert not {name for name in changing if len(CASES.get(name, ())) < FEWEST}


@pytest.mark.parametrize("module", CASES)
def test_each_case_says_something_of_its_own(module: str) -> None:
    cases = CASES[module]
    assert all(set(case) <= {"why", "arguments", "says", "given", "control"} and case["says"] for case in cases)
    assert len({case["why"] for case in cases}) == len(cases)
