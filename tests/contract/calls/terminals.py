# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: terminals that are bound to desktops."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
import pytest
from contract.calls import workspace
from contract.cloud import Cloud
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

MAC = "AA-BB-CC-DD-EE-FF"


def _bind(cloud: Cloud, *rows: Any) -> Any:
    body = sdk.CreateTerminalsBindingDesktopsRequestBody(bind_list=list(rows))
    return cloud.client.create_terminals_binding_desktops(sdk.CreateTerminalsBindingDesktopsRequest(body=body))


def _row(mac: str = MAC, desktop: str = "BIO-01") -> Any:
    return sdk.CreateTerminalsBindingDesktopsInfo(line=1, mac=mac, desktop_name=desktop, description="seat 1")


def _table(cloud: Cloud, **query: Any) -> Any:
    request = sdk.ListTerminalsBindingDesktopsRequest(offset=0, limit=8000, **query)
    return cloud.client.list_terminals_binding_desktops(request)


@workspace
def create_terminals_binding_desktops(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    assert _bind(cloud, _row()).status_code == 200
    [row] = _table(cloud).bind_list
    assert (row.mac, row.desktop_name, row.description) == (MAC, "BIO-01", "seat 1")
    with pytest.raises(ClientRequestException) as caught:
        _bind(cloud, _row(), _row(desktop="BIO-99"))
    assert caught.value.status_code == 400 and _table(cloud).total_num == 1


@workspace
def list_terminals_binding_desktops(cloud: Cloud) -> None:
    for name in ("BIO-01", "BIO-02"):
        cloud.desktop(name)
    _bind(cloud, _row(), _row(desktop="BIO-02"))
    assert _table(cloud, computer_name="BIO", mac="AA-BB").total_num == 2
    [row] = _table(cloud, computer_names=["BIO-02"], mac_list=[MAC]).bind_list
    assert (row.desktop_name, len(row.id)) == ("BIO-02", 36)
    answer = _table(cloud, count_only=True)
    assert (answer.bind_list, answer.total_num) == ([], 2)


@workspace
def update_terminals_binding_desktops(cloud: Cloud) -> None:
    for name in ("BIO-01", "BIO-02"):
        cloud.desktop(name)
    _bind(cloud, _row())
    [row] = _table(cloud).bind_list
    body = sdk.UpdateTerminalsBindingDesktopsRequestBody(
        id=row.id, mac=MAC, desktop_name="BIO-02", description="seat 2"
    )
    request = sdk.UpdateTerminalsBindingDesktopsRequest(body=body)
    assert cloud.client.update_terminals_binding_desktops(request).status_code == 200
    [changed] = _table(cloud).bind_list
    assert (changed.id, changed.desktop_name, changed.description) == (row.id, "BIO-02", "seat 2")


@workspace
def delete_terminals_binding_desktops(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    _bind(cloud, _row())
    [row] = _table(cloud).bind_list
    body = sdk.DeleteTerminalsBindingDesktopsRequestBody(id_list=[row.id, "gone"])
    request = sdk.DeleteTerminalsBindingDesktopsRequest(body=body)
    first, second = cloud.client.delete_terminals_binding_desktops(request).result_list
    assert (first.delete_result_code, second.id) == ("WKS.00000000", "gone")
    assert second.delete_result_code != first.delete_result_code and _table(cloud).total_num == 0


@workspace
def list_terminals_binding_desktops_config(cloud: Cloud) -> None:
    request = sdk.ListTerminalsBindingDesktopsConfigRequest()
    switches = cloud.client.list_terminals_binding_desktops_config(request)
    assert (switches.tc_bind_switch, switches.tc_auto_bind_switch, switches.tc_auto_bind_max) == ("OFF", "OFF", 1)


@workspace
def update_terminals_binding_desktops_config(cloud: Cloud) -> None:
    body = sdk.TerminalsBindingDesktopsConfig(tc_bind_switch="ON", tc_auto_bind_switch="ON", tc_auto_bind_max=2)
    request = sdk.UpdateTerminalsBindingDesktopsConfigRequest(body=body)
    assert cloud.client.update_terminals_binding_desktops_config(request).status_code == 200
    shown = cloud.client.list_terminals_binding_desktops_config(sdk.ListTerminalsBindingDesktopsConfigRequest())
    assert (shown.tc_bind_switch, shown.tc_auto_bind_switch, shown.tc_auto_bind_max) == ("ON", "ON", 2)
