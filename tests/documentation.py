# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that modules document, including those of documentation fragments."""

from __future__ import annotations

import ast
import functools
import importlib
from pathlib import Path
from typing import Any

import yaml

MODULES = Path(__file__).resolve().parents[1] / "plugins" / "modules"
FRAGMENTS = "ansible_collections.huaweicloud.workspace.plugins.doc_fragments"


@functools.cache
def documented_options(module: str, *files: str) -> dict[str, Any]:
    """Return the options in the documentation of a module, including those of its fragments.

    :param module: its name. :param files: the files of the fragments that count; all of them if none is given.
    """
    told = _documentation(MODULES / f"{module}.py")
    options = dict(told.get("options") or {})
    for fragment in told["extends_documentation_fragment"]:
        file, *part = fragment.split(".")[2:]
        if not files or file in files:
            for name, facts in _fragment_options(file, *part).items():
                options[name] = {**facts, **options.get(name, {})}
    return options


def _documentation(path: Path) -> Any:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise LookupError(f"{path} has no documentation")


def _fragment_options(file: str, part: str = "documentation") -> dict[str, Any]:
    fragments = importlib.import_module(f"{FRAGMENTS}.{file}")
    told: dict[str, Any] = yaml.safe_load(getattr(fragments.ModuleDocFragment, part.upper()))
    return told.get("options") or {}
