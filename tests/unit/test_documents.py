# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page ``docs/documents.md`` is true: its fields, options and tests are there.

What the request of each case looks like is proved by ``tests/integration/test_documents.py``; that no field of the
documents is missing, by ``tests/contract/test_documents.py``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from conftest import CHECKOUT
from documentation import documented_options
from documents.page import DOCUMENTS, PAGE, PARTS, TEST, Field, Operation, case_id, load, page, values

OPERATIONS = load()
FIELDS = [
    pytest.param(operation, field, id=f"{name}-{field.part}-{field.name}")
    for name, operation in OPERATIONS.items()
    for field in operation.fields
]
CASES = [
    pytest.param(operation, case, id=case_id(operation, case))
    for operation in OPERATIONS.values()
    for case in operation.cases
]


def test_page_is_what_the_data_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make format`"


def test_the_test_that_the_page_names_is_there():
    file, name = TEST.split("::")
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("operation", "field"), FIELDS)
def test_field_has_a_row(operation: Operation, field: Field):
    section = PAGE.read_text(encoding="utf-8").partition(f"\n### {operation.facts['title']}\n")[2].partition("\n#")[0]
    [row] = re.findall(rf"^\| `{re.escape(field.name)}` \| {field.part} \|(.*)\|(.*)\|$", section, re.MULTILINE)
    assert row[0].strip(), "neither an option nor a reason"
    tests = set(re.findall(r"`([\w-]+)`", row[1]))
    assert tests or field.reason, "neither a test nor a reason"
    assert tests <= {case_id(operation, case) for case in operation.cases}, "there is no such test"


@pytest.mark.parametrize(("operation", "field"), FIELDS)
def test_options_exist(operation: Operation, field: Field):
    documented = documented_options(operation.facts["module"])
    for option in field.options:
        assert option_at(documented, option.split(".")), option


@pytest.mark.parametrize(("operation", "field"), FIELDS)
def test_case_proves_the_field(operation: Operation, field: Field):
    assert field.cases or field.reason
    names = [spellings(operation, option.split(".")) for option in field.options]
    for case in (operation.cases[name] for name in field.cases):
        assert values(case["request"].get(field.part, {}), field.sent_as)
        assert not names or any(given(case["arguments"], spelt) for spelt in names), field.options


@pytest.mark.parametrize(("operation", "name"), CASES)
def test_whatever_is_sent_is_told_of(operation: Operation, name: str):
    case = operation.cases[name]
    known = {part: {field.sent_as for field in operation.fields if field.part == part} for part in PARTS}
    for part, content in case["request"].items():
        told = known[part] | added(operation, case, part)
        assert not set(places(content)) - told, set(places(content)) - told
    assert all(difference["why"] for difference in case.get("differs", ()))
    assert not case.get("substituted") and not case.get("differs") or name.startswith("example")


def test_data_are_of_one_form():
    for operation in OPERATIONS.values():
        assert operation.facts["document"] in DOCUMENTS
        assert set(operation.facts["fields"]) <= set(PARTS)
        for field in operation.fields:
            assert set(field.facts) <= {"option", "case", "reason", "sent_as"}, field
        used = {name for field in operation.fields for name in field.cases}
        assert {name for name in operation.cases if not name.startswith("example")} <= used


def added(operation: Operation, case: Mapping[str, Any], part: str) -> set[str]:
    """Return the places of a part of a request that hold what the document does not know."""
    told = [*operation.facts.get("added", {}), *(difference["at"] for difference in case.get("differs", ()))]
    return {re.sub(r"\[\d+\]", "[]", place.removeprefix(f"{part}.")) for place in told if place.startswith(f"{part}.")}


def places(tree: Any, before: str = "") -> Iterator[str]:
    """Yield the place of each field of a request."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            place = f"{before}.{key}" if before else key
            yield place
            yield from places(value, place)
    elif isinstance(tree, list):
        for item in tree:
            yield from places(item, f"{before}[]")


# --- Options


def option_at(options: Mapping[str, Any], path: Sequence[str]) -> Any:
    """Return the documentation of an option, which is found by its name or by another name of it."""
    for name, facts in options.items():
        if path[0] in (name, *facts.get("aliases", ())):
            return facts if len(path) == 1 else option_at(facts.get("suboptions", {}), path[1:])
    return None


def spellings(operation: Operation, path: Sequence[str]) -> list[set[str]]:
    """Return all names of each option on the way to one."""
    options, found = documented_options(operation.facts["module"]), []
    for name in path:
        [(own, facts)] = [(own, facts) for own, facts in options.items() if name in (own, *facts.get("aliases", ()))]
        found.append({own, *facts.get("aliases", ())})
        options = facts.get("suboptions", {})
    return found


def given(arguments: Any, path: Sequence[set[str]]) -> bool:
    """Tell whether a task gives an option."""
    if isinstance(arguments, list):
        return any(given(item, path) for item in arguments)
    if not path:
        return True
    return isinstance(arguments, Mapping) and any(
        key in path[0] and given(value, path[1:]) if path[1:] else key in path[0] for key, value in arguments.items()
    )
