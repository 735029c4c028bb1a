# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API's documents say of requests, and the page ``docs/documents.md`` that is made of it.

Each file beside this one is one operation: which fields its request has, from which option of which module each comes
and which case proves it, and the cases: a task, and the request that it has to send. A case called ``example...`` is
the document's own; what is sent instead of a value of the example, and why, stands in ``substituted`` (things of the
document's cloud that a test has under other names) and ``differs``. Run this file to write the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parents[1] / "docs" / "documents.md"
TEST = "tests/integration/test_documents.py::test_sends"
PARTS = ("path", "header", "query", "body")
DOCUMENTS = {
    1: "Creating desktops",
    2: "Creating desktops, version 1.0",
    3: "Creating a desktop pool",
    4: "Details of a desktop",
    5: "Fragments of further operations",
}
INTRODUCTION = f"""\
# From the API's documents to a task

One row for each field that a request of these documents may have: the option that it comes from, or why there is none,
and the test that proves it. `desktops[].user_name` is a field of each item of a list; `desktops.user_name` is the
option `user_name` of each item of the option `desktops`. A test called `NAME` here is
`{TEST}[NAME]`: it runs the task in `tests/documents/` against the
emulator and compares method, path, headers, query and body of what is sent. The tests called `example` compare them
with the document's own examples.

Everything else of the API can be reached with `workspace_api`.

<!-- Made by `make format` from the files in tests/documents/. -->
"""


@dataclass(frozen=True)
class Field:
    """A field of a request, and what is said of it."""

    part: str
    name: str
    facts: Mapping[str, Any]

    @property
    def options(self) -> list[str]:
        """The options that it comes from."""
        return _listed(self.facts.get("option"))

    @property
    def cases(self) -> list[str]:
        """The cases that prove it."""
        return _listed(self.facts.get("case"))

    @property
    def sent_as(self) -> str:
        """What it is called in the request, where that is another one than the document's."""
        return str(self.facts.get("sent_as", self.name))

    @property
    def reason(self) -> str | None:
        """Why no option has it to itself."""
        return self.facts.get("reason")


@dataclass(frozen=True)
class Operation:
    """An operation of the documents."""

    name: str
    facts: Mapping[str, Any]

    @property
    def fields(self) -> Iterator[Field]:
        """All fields of its request."""
        for part in PARTS:
            for name, facts in self.facts["fields"].get(part, {}).items():
                yield Field(part, name, facts)

    @property
    def cases(self) -> Mapping[str, Mapping[str, Any]]:
        """Its cases by name."""
        cases: Mapping[str, Mapping[str, Any]] = self.facts["cases"]
        return cases


def _listed(given: Any) -> list[str]:
    return given if isinstance(given, list) else [] if given is None else [given]


def case_id(operation: Operation, case: str) -> str:
    """Return what the test of a case is called in brackets."""
    return f"{operation.name}-{case}"


def values(tree: Any, name: str) -> list[Any]:
    """Return what stands at a place of a request: ``desktops[].user_name``, or ``nics[0].subnet_id`` for one alone."""
    found = [tree]
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d*)\]", name):
        if key:
            found = [one[key] for one in found if isinstance(one, Mapping) and key in one]
        else:
            chosen = slice(int(index), int(index) + 1) if index else slice(None)
            found = [item for one in found if isinstance(one, list) for item in one[chosen]]
    return found


def load() -> dict[str, Operation]:
    """Return all operations by name, in the order of the page."""
    read = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
    ordered = sorted(read.items(), key=lambda item: (item[1]["document"], item[1]["place"]))
    return {name: Operation(name, facts) for name, facts in ordered}


def page() -> str:
    """Return the text of the page."""
    told = [INTRODUCTION]
    for document, title in DOCUMENTS.items():
        told.append(f"\n## {title}\n")
        for operation in load().values():
            if operation.facts["document"] == document:
                told.append("\n".join(_operation(operation)))
    return "".join(told)


def _operation(operation: Operation) -> Iterator[str]:
    facts = operation.facts
    yield f"\n### {facts['title']}\n"
    yield f"`{facts['method']} {facts['path']}` ({facts['operation']}), by the module `{facts['module']}`."
    if "instead" in facts:
        yield f"Sent as `{facts['instead']['path']}`: {facts['instead']['why']}."
    if "answer" in facts:
        yield f"What it answers: {facts['answer']}."
    yield ""
    yield "| field | in | option | test |"
    yield "|---|---|---|---|"
    for field in operation.fields:
        given = ", ".join(f"`{facts['module']}.{option}`" for option in field.options)
        other = f"sent as `{field.sent_as}`" if field.sent_as != field.name else None
        option = "; ".join(filter(None, [given, other, field.reason]))
        proof = ", ".join(f"`{case_id(operation, case)}`" for case in field.cases)
        yield f"| `{field.name}` | {field.part} | {option} | {proof} |"
    for place, why in facts.get("added", {}).items():
        yield f"\n`{place}` is sent beside them: {why}."
    for name, case in operation.cases.items():
        for difference in case.get("differs", ()):
            told = f"`{difference['at']}` differs from the document: {difference['why']}"
            yield f"\nIn `{case_id(operation, name)}`, {told}."
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
