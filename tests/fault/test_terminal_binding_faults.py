# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminal bindings under lost requests and answers, and overload: no row twice, no row lost."""

from __future__ import annotations

from typing import Any

import pytest
from fault.faults import Change, each_fault, survives
from integration.cases import case
from integration.harness import Task

PATH = "/terminals/binding-desktops"
OLD, NEW, OTHER = ({"mac": f"AA-BB-CC-DD-00-0{number}", "desktop": "BIO-01"} for number in (1, 2, 3))


def task(**arguments: Any) -> Task:
    """Return a task about bindings."""
    return Task("workspace_terminal_binding", arguments)


CHANGES = {
    "create": Change(task(bindings=[NEW, OTHER]), "POST", f"{PATH}$"),
    "update": Change(task(bindings=[{**OLD, "description": "seat 1"}]), "PUT", f"{PATH}$"),
    "move": Change(task(bindings=[{**OLD, "desktop": "BIO-02"}], purge_bindings=True), "PUT", f"{PATH}$"),
    "delete": Change(task(bindings=[OLD], state="absent"), "POST", f"{PATH}/batch-delete$"),
    "configure": Change(task(tc_bind_switch=True), "POST", f"{PATH}/config$"),
}

AFTER = {
    "create": {("01", "BIO-01", ""), ("02", "BIO-01", ""), ("03", "BIO-01", "")},
    "update": {("01", "BIO-01", "seat 1")},
    "move": {("01", "BIO-02", "")},
    "delete": set(),
    "configure": {("01", "BIO-01", "")},
}
"""The rows that there are after a change."""


@each_fault()
@pytest.mark.parametrize("change", CHANGES)
@case
def test_writes(tenant, change, fault):
    for desktop in ("BIO-01", "BIO-02"):
        tenant.console("create", desktop)
    yield [task(bindings=[OLD])]
    yield from survives(tenant, CHANGES[change], fault)
    tables = tenant.state["tables"]
    rows = [(row["mac"][-2:], row["desktop_name"], row["description"]) for row in tables["TerminalBinding"]]
    assert len(rows) == len(AFTER[change]) and set(rows) == AFTER[change]
    assert tables["TerminalSwitches"][0]["tc_bind_switch"] == ("ON" if change == "configure" else "OFF")
