# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surprises clients about rules for programs, and what the rules do to people."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

RULES, RESTRICTED = "/app-rules", "/app-restricted-rules"
REMOVE = f"{RESTRICTED}/actions/batch-delete"
CHAT = {"scope": "PRODUCT", "product_rule": {"process_name": "chat.exe", "publisher": "*"}}
GAMES = {"scope": "PATH", "path_rule": {"path": "D:\\games"}}
CONFLICT, NOT_FOUND, INVALID = (409, "WKS.00211103"), (404, "WKS.00211902"), (400, "WKS.00211102")


def send(client: Any, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
    """Send a signed request to the app center."""
    data = None if body is None else json.dumps(body).encode()
    path = f"/v1/{client.project_id}/app-center{path}"
    uri, headers = client.sign(method, path, list(query.items()), data)
    return requests.request(method, client.url + uri, data=data, headers=headers, timeout=60)


def outcome(response: requests.Response) -> tuple[int, str | None]:
    """Return the status of an answer, and its error code if it has one."""
    return response.status_code, response.json().get("error_code") if response.content else None


def created(client: Any, name: str = "chat", rule: Any = None) -> str:
    """Create a rule, and return its ID."""
    response = send(client, "POST", RULES, {"name": name, "rule": rule or CHAT})
    assert response.status_code == 200, response.text
    return response.json()["id"]


def restrict(client: Any, *ids: str) -> tuple[int, str | None]:
    """Add rules to the restricted set."""
    return outcome(send(client, "POST", RESTRICTED, {"items": list(ids)}))


def switch(client: Any, **values: Any) -> tuple[int, str | None]:
    """Set the settings of the project."""
    body = {"app_restrict_rule_switch": True, **values}
    return outcome(send(client, "POST", f"{RULES}/actions/set-rule-restriction", body))


def settings(client: Any) -> Any:
    """Return the settings of the project."""
    return send(client, "GET", f"{RULES}/actions/get-rule-restriction").json()


def runs(client: Any, **program: Any) -> bool:
    """Return whether a program runs that somebody starts."""
    return client.control("programs", desktop="LAB-1", **program)["runs"]


@pytest.fixture
def seat(client):
    """Return a client of a project where somebody is logged in to a desktop."""
    client.control("desktops", action="create", desktop="LAB-1", user="mia")
    client.control("sessions", desktop="LAB-1", action="open")
    return client


def test_names_are_not_unique_and_the_filter_is_fuzzy(client):
    first, second = created(client), created(client, "CHATTER")
    again = created(client)
    found = send(client, "GET", RULES, name="chat").json()
    assert [row["id"] for row in found["items"]] == [first, second, again] and found["count"] == 3
    assert len(send(client, "GET", RULES, limit=1).json()["items"]) == 1
    assert outcome(send(client, "GET", RULES, limit=101)) == INVALID


@pytest.mark.parametrize(
    "rule",
    [
        {"scope": "PRODUCT"},
        {"scope": "PATH", "path_rule": {"path": ""}},
        {"scope": "PATH", "path_rule": {"path": "D:\\*"}},
        {"scope": "PATH", "path_rule": {"path": "D:\\"}, "product_rule": {}},
        {"scope": "NAME", "product_rule": {}},
        {"scope": "PRODUCT", "product_rule": {"process_name": "  "}},
        {"scope": "PRODUCT", "product_rule": {"process": "chat.exe"}},
    ],
)
def test_what_no_rule_can_be_is_refused(client, rule):
    assert outcome(send(client, "POST", RULES, {"name": "chat", "rule": rule})) == INVALID


def test_an_update_replaces_the_rule_as_a_whole(client):
    rule_id = created(client)
    send(client, "PATCH", f"{RULES}/{rule_id}", {"description": "Talking"})
    changed = send(client, "PATCH", f"{RULES}/{rule_id}", {"rule": GAMES}).json()
    assert (changed["name"], changed["description"], changed["rule"]) == ("chat", "Talking", GAMES)
    assert outcome(send(client, "PATCH", f"{RULES}/gone", {"name": "x"})) == NOT_FOUND


def test_batches_are_carried_out_as_a_whole_or_refused(client):
    first, second = created(client), created(client)
    assert restrict(client, first, "gone") == NOT_FOUND and restrict(client, first) == (200, None)
    assert restrict(client, second, first) == CONFLICT and restrict(client) == INVALID
    assert send(client, "GET", RESTRICTED).json()["count"] == 1
    assert outcome(send(client, "POST", REMOVE, {"items": [first, second]})) == NOT_FOUND
    assert outcome(send(client, "POST", f"{RULES}/batch-delete", {"items": [second, first]})) == CONFLICT
    assert outcome(send(client, "DELETE", f"{RULES}/{first}")) == CONFLICT
    assert outcome(send(client, "POST", REMOVE, {"items": [first]})) == (200, None)
    assert outcome(send(client, "POST", f"{RULES}/batch-delete", {"items": [second, first]})) == (200, None)


def test_what_is_not_sent_of_the_settings_gets_its_initial_value(client):
    initial = settings(client)
    assert initial == {
        "app_restrict_rule_switch": False,
        "app_control_mode": 0,
        "app_periodic_switch": False,
        "app_periodic_interval": 10,
        "app_force_kill_proc_switch": False,
    }
    assert switch(client, app_periodic_switch=True, app_periodic_interval=5) == (200, None)
    send(client, "POST", f"{RULES}/actions/disable-rule-restriction")
    assert settings(client) == {**initial, "app_periodic_switch": True, "app_periodic_interval": 5}
    assert switch(client) == (200, None) and settings(client) == {**initial, "app_restrict_rule_switch": True}
    assert switch(client, app_control_mode=1) == INVALID and switch(client, app_periodic_interval=0) == INVALID


def test_a_program_is_not_started_while_a_restricted_rule_matches(seat):
    restrict(seat, created(seat), created(seat, "games", GAMES))
    assert runs(seat, process_name="chat.exe")
    assert switch(seat) == (200, None)
    assert not runs(seat, process_name="CHAT.exe", publisher="anybody")
    assert not runs(seat, path="d:\\games\\new\\chess.exe")
    assert runs(seat, process_name="chess.exe", path="D:\\gamesome\\chess.exe")
    created(seat, "chess", {"scope": "PRODUCT", "product_rule": {"process_name": "chess.exe"}})
    assert runs(seat, process_name="chess.exe")


def test_a_rule_for_a_product_without_values_matches_everything(seat):
    restrict(seat, created(seat, "all", {"scope": "PRODUCT", "product_rule": {"process_name": "*", "version": ""}}))
    switch(seat)
    assert not runs(seat, process_name="notepad.exe")


def test_a_running_program_goes_on_unless_it_is_looked_for_and_ended(seat):
    restrict(seat, created(seat))
    for values in ({}, {"app_periodic_switch": True}, {"app_force_kill_proc_switch": True}):
        switch(seat, **values)
        assert runs(seat, process_name="chat.exe", running=True)
    switch(seat, app_periodic_switch=True, app_force_kill_proc_switch=True)
    assert not runs(seat, process_name="chat.exe", running=True)
