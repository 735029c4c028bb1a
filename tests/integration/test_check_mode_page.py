# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page ``docs/check-mode-and-diff.md`` shows what its example returns."""

from __future__ import annotations

import re

import yaml
from conftest import CHECKOUT
from integration.harness import Task, Tenant
from integration.in_process import carry_out

PAGE = (CHECKOUT / "docs" / "check-mode-and-diff.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
[TASK], SHOWN = (yaml.safe_load(text) for text in _BLOCKS[:2])


def test_the_example_returns_what_the_page_shows(tenant: Tenant) -> None:
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name, tags={"course": "bio101"})
    tenant.session("BIO-02")
    arguments = TASK["huaweicloud.workspace.workspace_desktop"]
    check, run = (carry_out(tenant, Task("workspace_desktop", arguments, check=check)) for check in (True, False))
    assert {name: check[name] for name in SHOWN} == SHOWN
    assert check.writes == [] and check["jobs"] == []
    assert (run["actions"], run["diff"]) == (check["actions"], check["diff"])
    assert {row["target"]: row["state"] for row in run["results"]} == {"BIO-01": "done", "BIO-02": "skipped"}


def test_a_name_that_does_not_exist_yet_is_a_warning(tenant: Tenant) -> None:
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name)
    arguments = {
        "task_name": "bio-evening",
        "task_type": "STOP",
        "scheduled_type": "DAY",
        "day_interval": 1,
        "scheduled_time": "20:15",
        "time_zone": "Europe/Berlin",
        "apply_objects": {"desktops": ["BIO-01", "BIO-03"]},
    }
    check = carry_out(tenant, Task("workspace_scheduled_task", arguments, check=True))
    [warning] = check["warnings"]
    assert warning in PAGE
