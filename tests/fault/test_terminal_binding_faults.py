# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminal bindings under lost requests and answers, and overload: no row twice, no row lost."""

from __future__ import annotations

import pytest
from integration.harness import Cases, Task, unchanged

FORKS = 5
"""Most of the time is spent on waiting for effects that never come."""

PATH = "/terminals/binding-desktops"
OLD, NEW, OTHER = ({"mac": f"AA-BB-CC-DD-00-0{number}", "desktop": "BIO-01"} for number in (1, 2, 3))

CHANGES = {
    "create": ({"bindings": [NEW, OTHER]}, "POST", f"{PATH}$"),
    "update": ({"bindings": [{**OLD, "description": "seat 1"}]}, "PUT", f"{PATH}$"),
    "move": ({"bindings": [{**OLD, "desktop": "BIO-02"}], "purge_bindings": True}, "PUT", f"{PATH}$"),
    "delete": ({"bindings": [OLD], "state": "absent"}, "POST", f"{PATH}/batch-delete$"),
    "configure": ({"tc_bind_switch": True}, "POST", f"{PATH}/config$"),
}
"""A task that needs the change, and the request that makes it."""

AFTER = {
    "create": {("01", "BIO-01", ""), ("02", "BIO-01", ""), ("03", "BIO-01", "")},
    "update": {("01", "BIO-01", "seat 1")},
    "move": {("01", "BIO-02", "")},
    "delete": set(),
    "configure": {("01", "BIO-01", "")},
}

FAULTS = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
}


def task(**arguments):
    """Return a task about bindings."""
    return Task("workspace_terminal_binding", arguments)


def _case(name, arguments, fault):
    def case(lab):
        for desktop in ("BIO-01", "BIO-02"):
            lab.console("create", desktop)
        yield [task(bindings=[OLD])]
        lab.fault(**fault)
        done, again = yield [task(**arguments), task(**arguments)]
        assert not done.failed and done["changed"], done.brief
        assert lab.control("GET", "faults")["faults"] == []
        unchanged(again)
        tables = lab.state["tables"]
        rows = [(row["mac"][-2:], row["desktop_name"], row["description"]) for row in tables["TerminalBinding"]]
        assert len(rows) == len(AFTER[name]) and set(rows) == AFTER[name]
        assert tables["TerminalSwitches"][0]["tc_bind_switch"] == ("ON" if name == "configure" else "OFF")

    case.__name__ = name
    return case


@pytest.mark.parametrize("fault", FAULTS)
def test_writes(side_by_side, fault):
    cases = Cases()
    for name, (arguments, method, path) in CHANGES.items():
        cases(_case(name, arguments, {**FAULTS[fault], "method": method, "path": path}))
    side_by_side(cases, forks=FORKS)
