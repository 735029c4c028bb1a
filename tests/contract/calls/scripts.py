# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: the script library, and what is run of it."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _script(cloud: Cloud, name: str = "apps", **more: Any) -> str:
    body = sdk.CreateScriptReq(**{"name": name, "type": "POWERSHELL", "content": "Get-Date\r\n", **more})
    script_id: str = cloud.client.create_script(sdk.CreateScriptRequest(body=body)).script_id
    return script_id


def _detail(cloud: Cloud, script_id: str, **more: Any) -> Any:
    return cloud.client.show_script_detail(sdk.ShowScriptDetailRequest(script_id=script_id, **more))


@workspace
def create_script(cloud: Cloud) -> None:
    script_id = _script(cloud, description="of the course", version="2")
    found = _detail(cloud, script_id)
    assert (found.name, found.type, found.content) == ("apps", "POWERSHELL", "Get-Date\r\n")
    assert (found.description, found.version) == ("of the course", "2")


@workspace
def list_scripts(cloud: Cloud) -> None:
    ids = [_script(cloud, name) for name in ("apps", "apps-2")] + [_script(cloud, "data", type="SHELL")]
    found = cloud.client.list_scripts(sdk.ListScriptsRequest(offset=0, limit=2))
    assert (found.count, [row.id for row in found.scripts]) == (3, ids[:2])
    [row] = cloud.client.list_scripts(sdk.ListScriptsRequest(type="SHELL", name="DAT", id=ids[2])).scripts
    assert (row.name, row.type) == ("data", "SHELL")


@workspace
def show_script_detail(cloud: Cloud) -> None:
    script_id = _script(cloud)
    assert _detail(cloud, script_id).id == script_id


@workspace
def update_script(cloud: Cloud) -> None:
    script_id = _script(cloud, description="old")
    body = sdk.UpdateScriptReq(name="programs", content="Get-Host", version="3")
    cloud.client.update_script(sdk.UpdateScriptRequest(script_id=script_id, body=body))
    found = _detail(cloud, script_id)
    assert (found.name, found.content, found.version, found.description) == ("programs", "Get-Host", "3", "old")


@workspace
def delete_script(cloud: Cloud) -> None:
    cloud.client.delete_script(sdk.DeleteScriptRequest(script_id=_script(cloud)))
    assert cloud.client.list_scripts(sdk.ListScriptsRequest()).scripts == []
