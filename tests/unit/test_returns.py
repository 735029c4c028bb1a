# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules share in their RETURN is written once, in ``tests/returns/``, and up to date in each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
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


def test_no_return_value_is_documented_twice() -> None:
    written = Counter(definition for values in written_by_hand() for definition in definitions(values))
    twice = [definition for definition, times in written.items() if times > 1]
    assert twice == [], "make it a part in tests/returns/, or describe what is different"


def written_by_hand() -> Iterator[Mapping[str, Any]]:
    """Yield the return values of each module without its generated parts, and those of each part."""
    for module in SOURCES:
        text = module.read_text(encoding="utf-8").partition('RETURN = r"""')[2].partition('"""')[0]
        yield yaml.safe_load(INCLUDED.sub("", text))
    for part in PARTS.glob("*.yml"):
        values = yaml.safe_load(part.read_text(encoding="utf-8"))
        yield {part.stem: values} if isinstance(values.get("returned"), str) else values


def definitions(values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what is said of each return value, on any level, apart from its sample."""
    for name, facts in values.items():
        if "description" in facts:
            yield name, *(str(facts.get(key)) for key in ("description", "returned", "type", "elements"))
        yield from definitions(facts.get("contains") or {})


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
