# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks send is what the API's documents say, field by field; the cases are in ``tests/documents/``.

A text as ``<image Ubuntu-22.04>`` stands for the ID of that thing: ``image``, ``subnet``, ``vpc``, ``security-group``
are those of the emulator's catalogue, all others those of the project (``desktop``, ``user``, ``group``, or a kind of
record; without a name it is the only one). ``<project>`` is the project, ``<token>`` a token for it. A text of a
request that begins with ``~`` is a regular expression.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

import pytest
from documents.page import Operation, case_id, load, values
from integration.harness import Task, Tenant
from integration.in_process import carry_out
from tokens import new_token

from emulator.cloud import catalogue

OPERATIONS = load()
ALL = [
    pytest.param(operation, case, id=case_id(operation, case))
    for operation in OPERATIONS.values()
    for case in operation.cases
]
CATALOGUE = ("image", "subnet", "vpc", "security-group")
STANDS_FOR = re.compile(r"<([\w-]+)(?: ([^<>]+))?>")


@pytest.mark.parametrize(("operation", "name"), ALL)
def test_sends(tenant: Tenant, operation: Operation, name: str) -> None:
    case = operation.cases[name]
    tenant.job_seconds(0)
    for call in case.get("control", ()):
        tenant.control(call["method"], call["path"], **filled_in(tenant, call.get("body", {})))
    for task in case.get("given", ()):
        prepared = carry_out(tenant, Task(task["module"], task["arguments"]))
        assert not prepared.failed, prepared.brief
    arguments, expected = filled_in(tenant, [case["arguments"], expected_request(case)])
    # What the task says itself is not to come from the environment.
    environment = {"HW_PROJECT_ID": ""} if "project_id" in arguments else {}
    outcome = carry_out(tenant, Task(operation.facts["module"], arguments, environment=environment))
    assert not outcome.failed, outcome.brief

    path = operation.facts.get("instead", operation.facts)["path"]
    path = path.format(**{"project_id": tenant.project_id, **expected.get("path", {})})
    sent = [one for one in outcome.requests if (one["method"], one["path"]) == (operation.facts["method"], path)]
    assert len(sent) == 1, [(one["method"], one["path"]) for one in outcome.requests]
    assert sent[0]["body"] == matched(expected.get("body"), sent[0]["body"])
    assert sent[0]["query"] == expected.get("query", {})
    headers = sent[0]["headers"]
    assert ("authorization" in headers) != ("x-auth-token" in headers)
    assert {header: headers[header.lower()] for header in expected.get("header", {})} == expected.get("header", {})


def test_all_that_is_told_of_a_desktop_is_returned(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia")
    arguments = {"computer_name": "BIO-01", "details": True}
    [desktop] = carry_out(tenant, Task("workspace_desktop_info", arguments))["desktops"]
    told = {name for names in OPERATIONS["show_desktop_detail"].facts["answer_fields"] for name in names}
    # What has no value is not told at all, and the product is told of in an object of its own.
    assert told - set(desktop["details"]) <= {"internet_mode", "ou_name", "order_id", "product_id"}
    assert desktop["details"]["metadata"]["image_name"] == desktop["image_name"]


def expected_request(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request that a case has to send: that of the document, with what is sent instead of its values."""
    expected = copy.deepcopy(case["request"])
    for place, value in case.get("substituted", {}).items():
        put(expected, place, value)
    for difference in case.get("differs", ()):
        put(expected, difference["at"], difference.get("sent"))
    return expected


def matched(expected: Any, sent: Any) -> Any:
    """Return what is expected, with the texts that were sent in place of the regular expressions that match them."""
    if isinstance(expected, dict) and isinstance(sent, dict):
        return {key: matched(value, sent.get(key)) for key, value in expected.items()}
    if isinstance(expected, str) and isinstance(sent, str) and expected.startswith("~"):
        return sent if re.fullmatch(expected[1:], sent) else expected
    return expected


def put(tree: Any, place: str, value: Any) -> None:
    """Put a value at a place of a request, or take away what is there if there is none."""
    before, key, index = re.fullmatch(r"(?:(.*?)\.?)(?:([^.\[\]]+)|\[(\d+)\])", place).groups()
    [holder] = values(tree, before)
    if value is None:
        del holder[key or int(index)]
    else:
        holder[key or int(index)] = value


def filled_in(tenant: Tenant, tree: Any) -> Any:
    """Return arguments or a request with what the texts in it stand for."""
    if isinstance(tree, dict):
        return {key: filled_in(tenant, value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [filled_in(tenant, item) for item in tree]
    return STANDS_FOR.sub(lambda meant: thing(tenant, *meant.groups()), tree) if isinstance(tree, str) else tree


def thing(tenant: Tenant, kind: str, name: str | None) -> str:
    """Return the ID of a thing."""
    if kind == "project":
        return tenant.project_id
    if kind == "token":
        return new_token(tenant.emulator.url, project={"id": tenant.project_id})
    if kind in CATALOGUE:
        return catalogue.fixed_id(f"{kind}/{name}")
    state = tenant.state
    records = state[f"{kind}s"] if f"{kind}s" in state else state["tables"][kind]
    named = ("name", "user_name", "task_name")
    [found] = [one for one in records if name is None or name in [one.get(key) for key in named]]
    return found["id"]
