# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: pools."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


@workspace
def list_desktop_pools(cloud: Cloud) -> None:
    for name, pool in (("BIO-01", "bio101"), ("BIO-02", "bio101-drop-in")):
        cloud.desktop(name, user="mmueller")
        cloud.control("POST", "desktops", action="pool", desktop=name, name=pool)
    request = sdk.ListDesktopPoolsRequest(name="bio101", limit=10, offset=0)
    answer = cloud.client.list_desktop_pools(request)
    assert answer.total_count == 2, "the filter by name is fuzzy"
    assert [pool.desktop_count for pool in answer.desktop_pools] == [1, 1]
    [pool] = cloud.client.list_desktop_pools(sdk.ListDesktopPoolsRequest(name="drop-in")).desktop_pools
    members = cloud.client.list_desktops(sdk.ListDesktopsRequest(pool_id=pool.id)).desktops
    assert [desktop.computer_name for desktop in members] == ["BIO-02"]
