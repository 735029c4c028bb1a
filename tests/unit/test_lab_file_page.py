# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page ``docs/lab-file.md``: its reference is what the role documents, and its labs are lab files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lab_file.page import PAGE, page

from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load, specification

WRITTEN = PAGE.read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(labs/\S+)`:\n\n```\w+\n(.*?)^```$", WRITTEN, re.DOTALL | re.MULTILINE))
"""The files that the page shows, by their paths."""

LABS = sorted(path for path in FILES if path.endswith(".yml"))


def test_the_reference_is_what_the_role_documents() -> None:
    assert page(WRITTEN) == WRITTEN, "run `make format`"


@pytest.mark.parametrize("lab", LABS)
def test_lab_can_be_read(lab: str, tmp_path: Path) -> None:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    assert load(str(tmp_path / lab))["name"] == Path(lab).stem


def test_the_labs_show_every_section() -> None:
    shown = {key for lab in LABS for key in re.findall(r"^(\w+):", FILES[lab], re.MULTILINE)}
    assert len(LABS) == 10
    assert set(specification()) - shown == {"description"}
