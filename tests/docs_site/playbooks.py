# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of the site for each lab playbook: how it is run, and its variables with the questions of its survey."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from awx_kit import surveys
from lab_file.page import described

CHECKOUT = Path(__file__).resolve().parents[2]

_SHOWN = (
    "README.md",
    "roles/lab/README.md",
    "docs/exam.md",
    "docs/timetable.md",
    "docs/drain.md",
    "docs/rollout.md",
    "docs/assistance.md",
    "docs/repair.md",
)
"""The pages whose commands are the examples."""

_COMMAND = re.compile(r"^\$ ansible-playbook huaweicloud\.workspace\.(\w+) .*$", re.MULTILINE)

_INDEX = """\
# Lab playbooks

Each of them takes a [lab file](../docs/lab-file.md), and can be run with
[`--check --diff`](../docs/check-mode-and-diff.md) first. They use [the role `lab`](../roles/lab/README.md), whose page
describes how they work together.

| playbook | purpose |
|---|---|
{rows}

```{{toctree}}
:hidden:

{names}
```
"""

_PAGE = """\
# {name}

{summary}.

```console
{examples}
```

{description}

## Variables and survey

Give variables with `-e`. In AWX or Automation Platform, a job template asks for them with the survey
`extensions/awx/surveys/{name}.json`; [AWX and Automation Platform](../docs/awx.md) describes how to set it up.
All values are text, and blank means "not given". Only the lab file is required; it can also be given as a dictionary
in `lab_definition`.

| variable | question | meaning |
|---|---|---|
{rows}

Like every lab playbook it [exports](../roles/lab/README.md#plan-approve-apply) what the next job of a workflow needs.

## The playbook

It runs the entry point `{point}` of [the role `lab`](../roles/lab/README.md):

```yaml
{source}
```
"""


def write(folder: Path) -> None:
    """Write the pages, and a list of them.

    :param folder: where they are written.
    """
    folder.mkdir(parents=True)
    commands = dict(_commands())
    for playbook in surveys.playbooks():
        (folder / f"{playbook.stem}.md").write_text(page(playbook, commands[playbook.stem]), encoding="utf-8")
    rows = [f"| `{playbook.stem}` | {_summary(playbook)} |" for playbook in surveys.playbooks()]
    names = [playbook.stem for playbook in surveys.playbooks()]
    (folder / "index.md").write_text(_INDEX.format(rows="\n".join(rows), names="\n".join(names)), encoding="utf-8")


def page(playbook: Path, examples: list[str]) -> str:
    """Return the page of a playbook. :param examples: commands that run it."""
    point, fixed = surveys.entry_point(playbook)
    entry = surveys.specifications()[point]
    # What the entry point does in full is not what a playbook does that fixes some of it.
    paragraphs = [] if fixed & entry["options"].keys() else entry["description"]
    return _PAGE.format(
        name=playbook.stem,
        summary=_summary(playbook),
        examples="\n".join(examples),
        description="\n\n".join(described({"description": text}) for text in paragraphs),
        rows="\n".join(f"| {' | '.join(row)} |" for row in _rows(playbook)),
        point=point,
        source=playbook.read_text(encoding="utf-8").strip(),
    )


def _rows(playbook: Path) -> Iterator[tuple[str, str, str]]:
    options = surveys.variables(playbook)
    for question in surveys.survey(playbook)["spec"]:
        name = question["variable"]
        yield f"`{name}`", f"{question['question_name']}: {_answer(question)}", described(options[name])


def _answer(question: dict[str, Any]) -> str:
    choices = " or ".join(f"`{choice}`" for choice in question.get("choices", ()))
    return (choices or "text") + (", required" if question["required"] else "")


def _summary(playbook: Path) -> str:
    (play,) = yaml.safe_load(playbook.read_text(encoding="utf-8"))
    return str(play["name"])


def _commands() -> Iterator[tuple[str, list[str]]]:
    """Yield for each playbook the commands that pages show of it."""
    text = "\n".join((CHECKOUT / page).read_text(encoding="utf-8") for page in _SHOWN)
    found = [(match[0], match[1]) for match in _COMMAND.finditer(text)]
    for playbook in surveys.playbooks():
        yield playbook.stem, list(dict.fromkeys(command for command, name in found if name == playbook.stem))
