# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys of AWX for the lab playbooks: ``extensions/awx/surveys``, a file for each playbook.

A survey asks for the run variables that the role documents for the entry point of the playbook. Run this file to write
all of them.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
SURVEYS = CHECKOUT / "extensions" / "awx" / "surveys"
ROLE = "huaweicloud.workspace.lab"

_LONGEST = 1024
"""How many characters an answer may have, as AWX itself proposes."""

_MARKUP = re.compile(r"\b[CEMOPV]\(([^()]*)\)")

_TITLES = {"lab_file": "Lab file"}
"""What questions are called that the names of their variables do not tell."""

_FIXED = {("_lab_sections", "people"): {"lab_only", "lab_power_type", "lab_snapshot_name", "lab_disk_type"}}
"""What a playbook sets itself, and the run variables that are then not asked for, since they would have no effect."""


def playbooks() -> list[Path]:
    """Return the playbooks of labs."""
    return sorted((CHECKOUT / "playbooks").glob("lab_*.yml"))


def entry_point(playbook: Path) -> tuple[str, set[str]]:
    """Return the entry point of the role that a playbook runs, and the run variables that need no answer there."""
    (play,) = yaml.safe_load(playbook.read_text(encoding="utf-8"))
    for task in [*play.get("roles", ()), *play.get("tasks", ())]:
        call = task.get("ansible.builtin.include_role", {})
        if ROLE in (task.get("role"), call.get("name")):
            given = {**play.get("vars", {}), **task.get("vars", {})}
            fixed = (_FIXED.get((name, value), {name}) for name, value in given.items())
            return call.get("tasks_from", "main"), set().union(*fixed)
    raise ValueError(f"{playbook.name} does not run the role {ROLE}")


def variables(playbook: Path) -> dict[str, Mapping[str, Any]]:
    """Return the run variables of a playbook that a form can ask for, with what the role documents of them."""
    point, given = entry_point(playbook)
    options = specifications()[point]["options"]
    return {name: option for name, option in options.items() if name not in given and "options" not in option}


@functools.cache
def specifications() -> dict[str, Any]:
    """Return what the role documents of its entry points."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (CHECKOUT / "roles" / "lab" / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=loader)["argument_specs"]
    return found


def survey(playbook: Path) -> dict[str, Any]:
    """Return the survey of a playbook."""
    return {"name": "", "description": "", "spec": [*_questions(playbook)]}


def _questions(playbook: Path) -> Iterator[dict[str, Any]]:
    for name, option in variables(playbook).items():
        yield {
            "variable": name,
            "question_name": _TITLES.get(name) or name.removeprefix("lab_").replace("_", " ").capitalize(),
            "question_description": _sentence(option["description"]),
            "required": name == "lab_file",
            **_answer(option),
        }


def _answer(option: Mapping[str, Any]) -> dict[str, Any]:
    """Return of which type an answer is. What has no default need not be answered."""
    if option.get("default") is False:
        return {"type": "multiplechoice", "choices": ["false", "true"], "default": "false"}
    choices = [choice for choice in option.get("choices", ()) if choice]
    if choices:
        return {"type": "multiplechoice", "choices": choices}
    return {"type": "text", "min": 0, "max": _LONGEST}


def _sentence(description: str | list[str]) -> str:
    """Return the beginning of a description as plain text."""
    first = description if isinstance(description, str) else description[0]
    return _MARKUP.sub(r"\1", first).replace("&#58;", ":")


def written(playbook: Path) -> str:
    """Return the survey of a playbook as its file has it."""
    return json.dumps(survey(playbook), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for leftover in SURVEYS.glob("*.json"):
        leftover.unlink()
    for path in playbooks():
        (SURVEYS / f"{path.stem}.json").write_text(written(path), encoding="utf-8")
