# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One reading of a lab: each thing once, side by side, and nothing is written."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.auth import resolve
from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import ApiError, InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.reading import (
    ReadOnce,
    side_by_side,
    validated,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.base import described

ACCESS = {"access_key": "AK", "secret_key": "SK", "region": "ap-southeast-1", "project_id": "p"}


@pytest.fixture
def sent(monkeypatch):
    """Return the requests that clients send; each page holds one item that says where it is from."""
    requests: list[tuple[str, str]] = []

    def send(self, method, path, query, *more):
        requests.append((path, str(sorted((query or {}).items()))))
        if path == "/refused":
            raise ApiError(status=403, error_code="WKS.1")
        return {"rows": [{"id": f"{path} {query}"}], "total_count": 1}

    monkeypatch.setattr(Client, "_send", send)
    return requests


@pytest.fixture
def client():
    return ReadOnce(resolve(ACCESS, {}, "/nowhere"), Deadline(60))


def test_a_list_is_read_once_however_it_is_asked_for(client, sent):
    first = client.list_all("/list", "rows", id_field="id")
    assert client.list_all("/list", "rows", {"name": None}, id_field="id") == first and len(sent) == 1
    client.list_all("/list", "rows", {"name": "x"}, id_field="id")
    client.list_all("/list", "rows", limit=10, id_field="id")
    assert len(sent) == 3


def test_a_thing_is_read_once_until_it_is_forgotten(client, sent):
    assert client.get("/one") == client.get("/one", {"detail": None}) and len(sent) == 1
    client.forget()
    client.get("/one")
    assert len(sent) == 2


def test_what_an_answer_lacks_is_read_once_more_all_the_same(client, monkeypatch):
    rows = iter([{"id": "g"}, {"id": "g", "description": "[workspace-lab: bio]"}])
    monkeypatch.setattr(Client, "_send", lambda *args, **more: {"rows": [next(rows)], "total_count": 1})
    found = described(client, lambda: client.list_all("/list", "rows", id_field="id"))
    assert found == [{"id": "g", "description": "[workspace-lab: bio]"}]


def test_what_was_refused_once_is_refused_again(client, sent):
    for _time in range(2):
        with pytest.raises(ApiError):
            client.get("/refused")
    assert len(sent) == 1


def test_nothing_is_written(client, sent):
    with pytest.raises(TypeError, match="changes nothing"):
        client.write("POST", "/one", {})
    assert sent == []


def test_pieces_of_reading_wait_for_each_other_and_come_in_order(client, sent):
    together = threading.Barrier(3)

    def piece(number):
        together.wait(60)
        return number, client.get("/one")

    found = side_by_side(client, [lambda number=number: piece(number) for number in range(3)])
    assert [number for number, _answer in found] == [0, 1, 2] and len(sent) == 1


def test_the_first_of_the_errors_is_told(client, sent):
    def wrong(text):
        raise InputError(text)

    with pytest.raises(InputError, match="one"):
        side_by_side(client, [lambda: None, lambda: wrong("one"), lambda: wrong("two")])


def test_options_get_the_defaults_of_their_module():
    spec = {"name": {"type": "str", "aliases": ["called"]}, "size": {"type": "int", "default": 2}}
    options = validated(spec, {"called": "x"})
    assert options["name"] == "x" and options["size"] == 2
    with pytest.raises(InputError, match="unsupported parameters: sise"):
        validated(spec, {"sise": 1})
