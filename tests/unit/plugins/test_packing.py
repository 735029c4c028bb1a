# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-core packs with each module: nothing that the module does not use, since each task has it compiled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CHECKOUT

PLUGINS = CHECKOUT / "plugins"
MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("workspace_*.py"))
RESOURCES = "module_utils.resources."
PREFIX = "ansible_collections.huaweicloud.workspace.plugins."

CHANGING = ("operations", "planner", "resolver", "resource", "verbs")
"""The parts of a room that only a module needs which changes things."""


def source(name: str) -> Path | None:
    """Return the file of something that is imported, by its name below ``plugins``; ``None`` if it is no module."""
    path = PLUGINS.joinpath(*name.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def imported(name: str) -> Iterator[str]:
    """Yield what a module imports of the collection, wherever in its file."""
    path = source(name)
    assert path is not None
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            elif (node.module or "").startswith(PREFIX):
                base = str(node.module).removeprefix(PREFIX)
            else:
                continue
            yield from (one for one in (base, *(f"{base}.{alias.name}" for alias in node.names)) if source(one))


def packed(module: str) -> set[str]:
    """Return all that a module imports, and that what it imports imports."""
    found: set[str] = set()
    todo = [f"modules.{module}"]
    while todo:
        new = set(imported(todo.pop())) - found
        found |= new
        todo += new
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_packs_what_it_uses(module: str) -> None:
    parts = [name.removeprefix(RESOURCES).split(".") for name in packed(module) if name.startswith(RESOURCES)]
    changing = {room[0] for room in parts if len(room) == 2 and room[1] in CHANGING}
    if any(name.startswith("module_utils.lab.") for name in imported(f"modules.{module}")):
        return  # What plans whole labs plans with all of them.
    own = {name.removeprefix(RESOURCES).split(".")[0] for name in imported(f"modules.{module}") if RESOURCES in name}
    if module.endswith("_info"):
        assert not changing, f"it changes nothing, but packs what changes {', '.join(sorted(changing))}"
    assert changing <= own, f"it packs what changes {', '.join(sorted(changing - own))}"


def test_packing_is_found() -> None:
    found = packed("workspace_desktop_v1")
    assert {"module_utils.module", "module_utils.auth", f"{RESOURCES}desktop.planner"} <= found
