# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops on which something else goes on for ever: they fail in time, and use up nobody else's time."""

from __future__ import annotations

from typing import Any

import pytest
from integration.desktops import run
from integration.harness import Tenant, failure
from integration.in_process import carry_out
from integration.pools import made, members, pool

SECONDS = 300
XLARGE = "workspace.c2.xlarge.windows"
STAGES: dict[str, Any] = {"product": XLARGE, "root_volume": {"type": "SAS", "size": 90}, "wait_timeout": SECONDS}
"""A change in two stages, whose desktops are started in the end."""


def now(tenant: Tenant) -> float:
    """Return the time by the clock of the project."""
    return float(tenant.control("POST", "clock", advance=0)["now"])


def stuck(tenant: Tenant, name: str) -> None:
    """Let something go on for ever on a desktop."""
    tenant.fault("job_stuck", job_type="rebuildDesktops")
    assert not carry_out(tenant, run(computer_name=name, state="rebuilt", wait=False)).failed


def told_as_idle(tenant: Tenant, name: str) -> None:
    """Let something go on for ever on a desktop that only shows when the service refuses everything there."""
    stuck(tenant, name)
    tenant.fault("missing_field", method="GET", path="/desktops/detail$", field="task_status", times=10_000)


@pytest.mark.parametrize("occupy", [stuck, told_as_idle])
def test_a_busy_desktop_leaves_the_others_their_time(occupy: Any, tenant: Tenant) -> None:
    for number in (1, 2, 3):
        tenant.desktop(f"BIO-0{number}")
    occupy(tenant, "BIO-02")
    begun = now(tenant)
    outcome = carry_out(tenant, run(select_names=["BIO-*"], **STAGES))
    failure(outcome, "1 of 3", "BIO-02: ")
    states = {result["target"]: result["state"] for result in outcome["results"]}
    assert states == {"BIO-01": "done", "BIO-02": "failed", "BIO-03": "done"}, outcome.brief
    for name in ("BIO-01", "BIO-03"):
        desktop = tenant.desktops[name]
        assert (desktop["product_id"], desktop["root"]["size"], desktop["status"]) == (XLARGE, 90, "ACTIVE")
    assert now(tenant) - begun <= SECONDS * 0.75, "it is given up in time"


def test_a_busy_pool_fails_in_time(tenant: Tenant) -> None:
    made(tenant, {}, {})
    tenant.fault("job_stuck", job_type="rebuildDesktopPool")
    failure(carry_out(tenant, pool(name="drop-in", state="rebuilt", wait_timeout=5)), "had not ended")
    begun = now(tenant)
    outcome = carry_out(tenant, pool(name="drop-in", size=4, product=XLARGE, wait_timeout=SECONDS))
    failure(outcome, "drop-in: something else was still going on in it after 150 s")
    assert now(tenant) - begun <= SECONDS * 0.75
    assert len(members(tenant)) == 2
