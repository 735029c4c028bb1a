# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator answers, and what the collection sends, is what the published description of the API says."""

from __future__ import annotations

import ast
import contextlib
import re
import uuid
from pathlib import Path

import pytest
from contract.calls import CALLS
from contract.cloud import Cloud, address
from contract.exceptions import EXCEPTIONS
from contract.published import Exchange

MODULE_UTILS = Path(__file__).resolve().parents[2] / "plugins" / "module_utils"


@pytest.fixture(scope="module")
def exchanges(emulator):
    """Return what the calls of the SDK exchange, by operation; ``test_sdk`` tells which of them fail."""
    found = {}
    for operation, call in CALLS.items():
        cloud = Cloud(emulator.in_project(uuid.uuid4().hex))
        with contextlib.suppress(Exception):
            call(cloud)
        found[operation] = cloud.exchanges
    return found


@pytest.mark.parametrize("operation", CALLS, ids=lambda operation: CALLS[operation].__name__)
def test_calls_are_as_published(description, exchanges, operation):
    problems = [problem for exchange in exchanges[operation] for problem in description.problems(exchange)]
    assert not problems, "\n".join(problems)


def test_no_exception_is_left_over(description, exchanges):
    for exchange in (exchange for found in exchanges.values() for exchange in found):
        description.problems(exchange)
    needed = {exception for operation in description.operations.values() for exception in operation.excused}
    assert needed == set(EXCEPTIONS)


# --- The validator itself


def _exchange(method, path, query=None, body=None, status=200, answer=None):
    return Exchange(method, f"/v2/{'0' * 32}/{path}", query or {}, body, status, answer)


RESIZE = {"desktops": [{"desktop_id": "d"}], "product_id": "p", "mode": "STOP_DESKTOP"}
ACTION = {"desktop_ids": ["d"], "op_type": "reboot"}


@pytest.mark.parametrize(
    "exchange, problem",
    [
        (_exchange("PATCH", "desktops"), "there is no such operation"),
        (_exchange("GET", "desktops", {"colour": ["red"]}), "ListDesktops, query: colour is unknown"),
        (_exchange("GET", "desktops", {"limit": ["1001"]}), "ListDesktops, query.limit: 1001 is greater"),
        (_exchange("GET", "desktops", {"limit": ["many"]}), "ListDesktops, query.limit: 'many' is not of type"),
        (_exchange("GET", "desktops", {"status": ["A", "B"]}), "ListDesktops, query.status: ['A', 'B'] is not of type"),
        (_exchange("GET", "availability-zones/detail"), "ShowAzDetails, query: availability_zone_id is missing"),
        (_exchange("GET", "images", {"image_type": ["free"]}), "ListImages, query.image_type: 'free' does not match"),
        (_exchange("POST", "desktops/resize"), "ResizeDesktop, request: the body is missing"),
        (_exchange("GET", "desktops", body={}), "ListDesktops, request: no body is described"),
        (_exchange("POST", "desktops/resize", body={**RESIZE, "when": 1}), "ResizeDesktop, request: Additional"),
        (
            _exchange("POST", "desktops/resize", body={**RESIZE, "desktops": [{"id": "d"}]}),
            "ResizeDesktop, request.desktops[]: Additional",
        ),
        (
            _exchange("POST", "desktops/action", body={"op_type": "reboot"}),
            "BatchRunDesktops, request: 'desktop_ids' is a required property",
        ),
        (
            _exchange("POST", "desktops/action", body={**ACTION, "type": "GENTLE"}),
            "BatchRunDesktops, request.type: 'GENTLE' is not one of",
        ),
        (
            _exchange("POST", "desktops/action", body={**ACTION, "desktop_ids": ["d"] * 101}),
            "BatchRunDesktops, request.desktop_ids: [",
        ),
        (_exchange("GET", "desktops", answer={"total": 0}), "ListDesktops, answer: Additional"),
        (_exchange("GET", "desktops", answer={"total_count": "0"}), "ListDesktops, answer.total_count: '0' is not of"),
        (
            _exchange("GET", "desktops", answer={"desktops": [{"status": 1}]}),
            "ListDesktops, answer.desktops[].status: 1 is not of type",
        ),
        (_exchange("GET", "desktops", status=202, answer={}), "ListDesktops, 202 is not described"),
        (
            _exchange("GET", "desktops", status=404, answer={"error": "gone"}),
            "ListDesktops, 404: Additional",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.method,
)
def test_validator_finds(description, exchange, problem):
    found = description.problems(exchange)
    assert any(problem in line for line in found), found


@pytest.mark.parametrize(
    "exchange",
    [
        _exchange("GET", "desktops", {"limit": ["1000"], "user_name": ["a", "b"], "is_share_desktop": ["false"]}),
        _exchange("POST", "desktops/action", body=ACTION, answer={"failed_operation_list": []}),
        _exchange("POST", "desktops/action", body={}, status=400, answer={"error_code": "WKS.1", "error_msg": "No."}),
    ],
    ids=["query", "body", "refusal"],
)
def test_validator_accepts(description, exchange):
    assert not description.problems(exchange)


# --- The collection

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
READING = ("get", "list_all")


def _text(node, names):
    """Return the text that an expression makes of texts, with ``{}`` for what is only known later; None if none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value, names) or "{}" for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = _text(node.left, names)
        return None if left is None else left + (_text(node.right, names) or "{}")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        pieces = (_text(node.left, names) or "").split("%s")
        if len(pieces) == len(values) + 1:
            filled = [piece + (_text(value, names) or "{}") for piece, value in zip(pieces, values, strict=False)]
            return "".join([*filled, pieces[-1]])
    return None


def _operations(tree):
    """Yield line, method (None if it is not evident) and address of each operation that a module names."""
    names = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = _text(node.value, names)
    methods = {}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        method = "GET" if isinstance(call.func, ast.Attribute) and call.func.attr in READING else None
        for argument in call.args:
            if isinstance(argument, ast.Constant) and argument.value in METHODS:
                method = argument.value
            methods[argument] = method
    parts = set()
    for node in ast.walk(tree):
        if node in parts:
            continue
        text = _text(node, names)
        if text is not None and re.match(r"/v[123]/\S+$", text):
            parts.update(ast.walk(node))
            yield node.lineno, methods.get(node), address(text)


def test_collection_asks_for_published_operations(description):
    known = set(description.operations)
    unknown, count = [], 0
    for file in sorted(MODULE_UTILS.rglob("*.py")):
        for line, method, found in _operations(ast.parse(file.read_text(encoding="utf-8"))):
            count += 1
            if not any((candidate, found) in known for candidate in ([method] if method else METHODS)):
                unknown.append(f"{file.name}:{line}: {method or 'any'} {found}")
    assert count > 20
    assert not unknown, "\n".join(unknown)
