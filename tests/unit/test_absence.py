# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page ``docs/absence.md`` is what the tables of fields say, and leaves no module and no compared field out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from absence.page import PAGE, TABLES, by_hand, fields, page
from conftest import CHECKOUT
from documentation import documented_options

MODULES = CHECKOUT / "plugins" / "modules"
NO_FIELDS = {"workspace_api", "workspace_job", "workspace_lab_plan"}
"""Modules that compare nothing themselves: a request of the user's own, waiting, and plans of the others."""

ANSWERED = {"permissions"}
"""Fields of answers that are compared although no option asks for them."""

LIKE = {"workspace_desktop_v1": "workspace_desktop"}
"""Modules that compare what another one compares."""


def modules_that_change() -> list[str]:
    """Return the modules that are no info modules."""
    return sorted(path.stem for path in MODULES.glob("workspace_*.py") if not path.stem.endswith("_info"))


def option_names(module: str) -> set[str]:
    """Return the names of the documented options of a module, at any depth."""
    return set(names_in(documented_options(module, "options")))


def names_in(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of options, and of those inside them."""
    for name, option in options.items():
        yield name
        yield from names_in(option.get("suboptions", {}))


def test_the_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make format`"


def test_each_module_that_changes_something_has_a_section() -> None:
    assert {*TABLES, *by_hand()} | NO_FIELDS | set(LIKE) == set(modules_that_change())


@pytest.mark.parametrize("module", sorted(by_hand()))
def test_what_is_said_by_hand_is_of_options_that_exist(module: str) -> None:
    known = option_names(module) | ANSWERED
    assert not [name for name in by_hand()[module] if not set(name.split(".")) <= known]
    assert {len(told) for told in by_hand()[module].values()} == {3}


@pytest.mark.parametrize("module", sorted(TABLES))
def test_each_row_of_a_table_has_its_line(module: str) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {module}\n")[2].partition("\n## ")[0]
    names = {field.name for field in fields(module)}
    assert names and not [name for name in names if f"| `{name}` |" not in section]
