# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The labs of the page ``docs/lab-file.md`` can be planned as they stand, and show every section."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from integration.harness import Task, Tenant
from integration.in_process import carry_out
from lab_file.page import PAGE

from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load, specification

FILES = dict(re.findall(r"^`(labs/\S+)`:\n\n```\w+\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE))
"""The files that the page shows, by their paths."""

LABS = sorted(path for path in FILES if path.endswith(".yml"))


@pytest.mark.parametrize("lab", LABS)
def test_lab_can_be_planned(lab: str, tenant: Tenant, tmp_path: Path) -> None:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    planned = carry_out(tenant, Task("workspace_lab_plan", {"definition": load(str(tmp_path / lab))}, check=True))
    assert not planned.failed and not planned.writes, planned.brief
    assert planned["where"].endswith(f", lab {Path(lab).stem}") and "create" in planned.verbs


def test_the_labs_show_every_section() -> None:
    shown = {key for lab in LABS for key in re.findall(r"^(\w+):", FILES[lab], re.MULTILINE)}
    assert len(LABS) == 10
    assert set(specification()) - shown == {"description"}
