# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``tests/documents/`` says of the API's documents is what they say: their fields, and their examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from contract import published
from documents.page import Operation, load

TEXTS = {path.name[:3]: path.read_text(encoding="utf-8") for path in published.documents().glob("*.txt")}
OPERATIONS = [pytest.param(operation, id=name) for name, operation in load().items()]
MANDATORY = {"是否必选": "Mandatory", "是": "Yes", "否": "No"}
TYPES = r"(?i:string|integer|boolean|array|list|dictionary|\w+$)"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_fields_are_those_of_the_document(operation: Operation):
    groups: dict[tuple[str, str], set[str]] = {}
    for field in operation.fields:
        holder, _dot, name = field.name.rpartition(".")
        groups.setdefault((field.part, holder), set()).add(name)
    found = tables(excerpt(operation, "request"))
    assert found or "request" not in operation.facts["told"] and operation.facts["document"] == 5
    for table in found:
        assert any(table <= group for group in groups.values()), table


@pytest.mark.parametrize("operation", OPERATIONS)
def test_examples_are_those_of_the_document(operation: Operation):
    bodies = [case["request"].get("body") for name, case in operation.cases.items() if name.startswith("example")]
    told = list(examples(excerpt(operation, "example")))
    assert [body for body in bodies if body] == told


def test_answer_fields_are_those_of_the_document():
    operation = load()["show_desktop_detail"]
    table = re.split(r"\nTable \d+ ", excerpt(operation, "answer"))
    [detail] = [part for part in table if part.startswith("DesktopDetailInfo\n")]
    told = re.findall(r"\n\n([a-z_]+)\n\n(?:String|Boolean|Array|Map|\w+ object)", detail)
    assert sorted(told) == sorted(name for names in operation.facts["answer_fields"] for name in names)


def excerpt(operation: Operation, kind: str) -> str:
    """Return what the documents say of an operation: its whole document, or the line that tells its ``kind``."""
    told = operation.facts["told"]
    text = TEXTS[told["file"]]
    if operation.facts["document"] != 5:
        return text
    return text.splitlines()[told[kind] - 1] if kind in told else ""


def tables(text: str) -> list[set[str]]:
    """Return the names of the fields in each table of a request, whatever form the tables have."""
    request = re.split(r"\nResponse(?: Parameters)?\s*\n|\nReturned Values", text)[0]
    words = [MANDATORY.get(word, word) for word in re.split(r"[\s|]+", request) if word]
    found: list[set[str]] = []
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if word == "Mandatory":
            found.append(set())
        elif word in ("Yes", "No") and re.match(TYPES, after) and re.fullmatch(r"[\w:-]+", before):
            found[-1].add(before)
    return [table for table in found if table]


def examples(text: str) -> Iterator[Any]:
    """Yield the bodies of the requests that a document gives as examples."""
    request = re.split(r"Example Responses|Response\s*\n", text)[0]
    for begin in re.finditer(r"(?:Request Body:|Example Requests|请求示例[^{]*)\s*(?=\{)", request):
        yield json.JSONDecoder().raw_decode(request, begin.end())[0]
