# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public addresses: what becomes of an order whose job nobody knows."""

from __future__ import annotations

from ansible_collections.huaweicloud.workspace.plugins.module_utils.jobs import (
    DONE,
    FAILED,
    LAG_WINDOW,
    RUNNING,
    Job,
    Watch,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.eip import EIP_API, poll_eips


class Cloud:
    """Lists of EIPs and desktops, and a clock."""

    def __init__(self) -> None:
        self.time = 0.0
        self.eips: list[dict[str, str]] = []
        self.attaching = {"one", "other"}

    def server_time(self) -> float:
        return self.time

    def list_all(self, path, key, query=None, limit=None, **_more):
        if key == "eips":
            return self.eips
        return [{"desktop_id": name, "is_attaching_eip": name in self.attaching} for name in ("one", "other")]


def test_an_order_that_comes_to_nothing_is_not_awaited_for_ever():
    cloud = Cloud()
    watch = Watch.over(Job(None, EIP_API, "order", {"BIO-01": "one", "BIO-02": "other"}, {}, 0.0))
    poll_eips(cloud, [watch])
    cloud.time += 2 * LAG_WINDOW
    poll_eips(cloud, [watch])
    assert [fate.state for fate in watch.fates.values()] == [RUNNING, RUNNING], "it may take its time"
    cloud.attaching = set()
    cloud.eips = [{"id": "eip-1", "address": "198.18.0.1", "attached_desktop_id": "one"}]
    poll_eips(cloud, [watch])
    assert [fate.state for fate in watch.fates.values()] == [DONE, RUNNING], "lists may lag behind"
    cloud.time += LAG_WINDOW + 1
    poll_eips(cloud, [watch])
    assert watch.fates["BIO-02"].state == FAILED and "has not come" in watch.fates["BIO-02"].reason
