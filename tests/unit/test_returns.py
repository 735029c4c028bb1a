# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules share in their RETURN is written once, in ``tests/returns/``, and up to date in each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from returns.generate import INCLUDED, MODULES, PARTS, generated

SOURCES = sorted(MODULES.glob("workspace_*.py"))
BEGIN, END = (f"  # generated from tests/returns/no_jobs.yml: {side}\n" for side in ("begin", "end"))


@pytest.mark.parametrize("module", SOURCES, ids=lambda path: path.stem)
def test_module_has_the_present_text_of_its_parts(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    assert source == generated(source), "`make format` updates it"


def test_every_part_is_shared() -> None:
    included = [found["part"] for module in SOURCES for found in INCLUDED.finditer(module.read_text(encoding="utf-8"))]
    assert sorted(path.stem for path in PARTS.glob("*.yml") if included.count(path.stem) < 2) == []


def test_part_is_indented_as_its_markers() -> None:
    text = (PARTS / "no_jobs.yml").read_text(encoding="utf-8")
    assert text.startswith("---\njobs:\n  description: ")
    updated = generated(f"contains:\n{BEGIN}  stale: true\n{END}more:\n")
    assert updated.startswith(f"contains:\n{BEGIN}  jobs:\n    description: ")
    assert updated.endswith(f"{END}more:\n")
    assert "stale" not in updated and "---" not in updated
    assert generated(updated) == updated


@pytest.mark.parametrize(
    "source",
    [BEGIN, END, END + BEGIN, BEGIN + BEGIN + END, BEGIN + END.strip() + "\n", BEGIN + END.replace("no_jobs", "jobs")],
)
def test_marker_without_its_pair_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="begin or end"):
        generated(source)


def test_unknown_part_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        generated((BEGIN + END).replace("no_jobs", "nothing"))
