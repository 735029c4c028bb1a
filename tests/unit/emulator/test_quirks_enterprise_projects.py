# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service for enterprise projects, as far as desktops are moved between them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from tokens import new_token

from emulator.cloud import identity

PATH = "/v1.0/enterprise-projects"


def call(client: Any, method: str, path: str = "", body: Any = None) -> requests.Response:
    """Send a signed request to the service, whose paths name no project."""
    data = None if body is None else json.dumps(body).encode()
    uri, headers = client.sign(method, PATH + path, [], data)
    return requests.request(method, client.url + uri, data=data, headers=headers, timeout=10)


def migrate(client: Any, target: str, desktop_id: str, **fields: Any) -> requests.Response:
    """Move a desktop to an enterprise project."""
    body = {"project_id": client.project_id, "resource_type": "workspace-desktop", "resource_id": desktop_id, **fields}
    return call(client, "POST", f"/{target}/resources-migrate", body)


@pytest.fixture
def teaching(client: Any) -> str:
    """Return the ID of an enterprise project."""
    rows = call(client, "GET").json()["enterprise_projects"]
    assert rows[0]["id"] == "0"
    return next(row["id"] for row in rows if row["name"] == "teaching")


def test_desktop_moves_at_once_and_whatever_goes_on_with_it(client, teaching):
    desktop_id = client.build("LAB-1")
    client.slow_jobs()
    client.call("POST", "/desktops/action", {"desktop_ids": [desktop_id], "op_type": "reboot"})
    assert client.desktop("LAB-1")["enterprise_project_id"] == "0"
    assert migrate(client, teaching, desktop_id).status_code == 204
    assert client.desktop("LAB-1")["enterprise_project_id"] == teaching
    assert client.get("/desktops", enterprise_project_id="0")["total_count"] == 0
    assert migrate(client, "0", desktop_id).status_code == 204
    assert client.get("/desktops", enterprise_project_id="0")["total_count"] == 1


def test_migration_is_in_the_journal_of_the_project_that_it_names(client, teaching):
    desktop_id = client.build("LAB-1")
    migrate(client, teaching, desktop_id)
    entry = client.control("journal")["entries"][-1]
    assert (entry["path"], entry["kind"]) == (f"{PATH}/{teaching}/resources-migrate", "write")


def test_what_is_not_there_is_told_in_the_form_of_the_service(client, teaching):
    desktop_id = client.build("LAB-1")
    refusals = [
        migrate(client, "nowhere", desktop_id),
        migrate(client, teaching, "nobody"),
        migrate(client, teaching, desktop_id, resource_type="ecs"),
    ]
    told = [(refused.status_code, refused.json()["error"]["error_code"]) for refused in refusals]
    assert told == [(404, "EPS.0004"), (404, "EPS.0004"), (400, "EPS.0001")]


@pytest.mark.parametrize(("scope", "status"), [("domain", 200), ("project", 403)])
def test_token_must_be_for_the_domain(client, scope, status):
    named = {"domain": {"name": identity.DOMAIN_NAME}, "project": {"id": client.project_id}}[scope]
    headers = {"X-Auth-Token": new_token(client.url, **{scope: named})}
    assert requests.get(client.url + PATH, headers=headers, timeout=10).status_code == status
