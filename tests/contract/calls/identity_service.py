# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: identity."""

from __future__ import annotations

from contract.calls import signed
from contract.cloud import Cloud
from tokens import token_request

from emulator.cloud import identity


@signed("POST", "/v3/auth/tokens")
def create_token(cloud: Cloud) -> None:
    body = token_request({"project": {"name": identity.REGION}})
    response = cloud.identity("POST", "/v3/auth/tokens", body, nocatalog="true")
    assert response.status_code == 201
    assert response.headers["X-Subject-Token"]
    assert response.json()["token"]["project"]["id"] == identity.PROJECT_ID


@signed("GET", "/v3/projects")
def list_projects(cloud: Cloud) -> None:
    [project] = cloud.identity("GET", "/v3/projects", name=identity.REGION).json()["projects"]
    assert (project["name"], project["enabled"], len(project["id"])) == (identity.REGION, True, 32)
    assert cloud.identity("GET", "/v3/projects", name="elsewhere-1").json()["projects"] == []


@signed("GET", "/v3/auth/projects")
def list_auth_projects(cloud: Cloud) -> None:
    names = [project["name"] for project in cloud.identity("GET", "/v3/auth/projects").json()["projects"]]
    assert identity.REGION in names


@signed("GET", "/v3/auth/domains")
def list_auth_domains(cloud: Cloud) -> None:
    [domain] = cloud.identity("GET", "/v3/auth/domains").json()["domains"]
    assert domain["enabled"] is True and domain["name"]
