# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that are called alike, and a service that gives the same page of ports for ever."""

from __future__ import annotations

from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.network import (
    NETWORK_SPEC,
    find_networks,
)

LISTS = {
    "vpcs": [{"id": name, "name": name} for name in ("office", "teaching", "lab")],
    "subnets": [{"id": f"{vpc}-a", "name": "a", "vpc_id": vpc} for vpc in ("office", "lab")],
    "security_groups": [],
    "nat_gateways": [{"id": f"nat-{vpc}", "router_id": vpc} for vpc in ("office", "teaching", "lab")],
    "ports": [{"id": str(number)} for number in range(2000)],
}


class Service:
    """A client of a service that knows no pages."""

    def get(self, path: str, _query: Any = None, **_more: Any) -> Any:
        """Return all of a list."""
        [name] = [name for name in LISTS if path.endswith(name.replace("_", "-"))]
        return {name: LISTS[name]}

    def list_all(self, path: str, key: str, _query: Any = None, **_paging: Any) -> list[dict[str, Any]]:
        """Return all of a list."""
        return list(self.get(path)[key])


def found(**options: Any) -> dict[str, Any]:
    """Return the networks that a task finds."""
    full = {**{name: option.get("default") for name, option in NETWORK_SPEC.items()}, **options}
    return find_networks(Service(), full)  # type: ignore[arg-type]


def test_subnets_of_one_name_tell_all_their_networks() -> None:
    told = found(subnet="a", nat_gateways=True)
    assert [row["id"] for row in told["vpcs"]] == ["office", "lab"]
    assert [row["id"] for row in told["nat_gateways"]] == ["nat-office", "nat-lab"]


def test_the_same_page_of_ports_is_taken_once() -> None:
    told = found(subnet="lab-a", ports=True)
    assert len(told["subnets"][0]["ports"]) == 2000
