# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: enterprise projects, a service that the SDK at hand only signs for."""

from __future__ import annotations

from contract.calls import signed
from contract.cloud import Cloud

PATH = "/v1.0/enterprise-projects"


@signed("GET", PATH)
def list_enterprise_project(cloud: Cloud) -> None:
    answer = cloud.identity("GET", PATH, name="TEACH", status="1", offset="0", limit="10").json()
    assert ([row["name"] for row in answer["enterprise_projects"]], answer["total_count"]) == (["teaching"], 1)


@signed("POST", f"{PATH}/{{}}/resources-migrate")
def migrate_resource(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    [target] = cloud.identity("GET", PATH, name="teaching").json()["enterprise_projects"]
    body = {
        "project_id": cloud.emulator.project_id,
        "resource_type": "workspace-desktop",
        "resource_id": desktop_id,
        "associated": False,
    }
    assert cloud.identity("POST", f"{PATH}/{target['id']}/resources-migrate", body).status_code == 204
    assert cloud.shown(desktop_id).enterprise_project_id == target["id"]
