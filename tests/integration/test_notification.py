# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages to desktops and pools: to whom they go, and that none is sent twice."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, Tenant, acted, failure, unchanged
from integration.in_process import carry_out

TEXT = "The desktops are restarted at 20:15."


def notification(check: bool = False, **arguments: Any) -> Task:
    """Return a task that sends a message."""
    return Task("workspace_notification", {"notifications": TEXT, **arguments}, check)


def room(tenant: Tenant) -> None:
    """Let there be three desktops, one of which is off, and a pool of another."""
    for name in ("BIO-01", "BIO-02", "BIO-03", "POOL-1"):
        tenant.console("create", name, tags={"room": "B12"} if name.startswith("BIO") else {})
    tenant.console("power", "BIO-03", status="SHUTOFF")
    tenant.console("pool", "POOL-1", name="drop-in")


def notices(tenant: Tenant) -> list[list[str]]:
    """Return the names of the desktops that each message reached."""
    names = {desktop["id"]: desktop["name"] for desktop in tenant.state["desktops"]}
    return [sorted(names[one] for one in notice["desktop_ids"]) for notice in tenant.state["tables"].get("Notice", [])]


@case
def test_a_room_and_a_pool(tenant):
    room(tenant)
    options = {"desktops": ["BIO-[01:02]"], "pools": ["drop-in"]}
    sent = acted((yield [notification(check, **options) for check in (True, False, False)]))
    assert [(one["verb"], one["target"]) for one in sent["actions"]] == [
        ("notify", "BIO-01"),
        ("notify", "BIO-02"),
        ("notify_pool", "drop-in"),
    ]
    assert notices(tenant) == 2 * [["BIO-01", "BIO-02"], ["POOL-1"]]


def test_reaches_whoever_a_selector_hits_and_skips_what_is_off(tenant: Tenant) -> None:
    room(tenant)
    sent = carry_out(tenant, notification(select_tags={"room": "B12"}))
    assert not sent.failed and sent["desktops"] == ["BIO-01", "BIO-02"], sent.brief
    assert {row["target"]: row["state"] for row in sent["results"]} == {
        "BIO-01": "done",
        "BIO-02": "done",
        "BIO-03": "skipped",
    }
    assert notices(tenant) == [["BIO-01", "BIO-02"]]
    unchanged(carry_out(tenant, notification(desktops=["bio-03"])))
    unchanged(carry_out(tenant, notification(select_names=["CHEM-*"])))


def test_a_hundred_desktops_a_request(tenant: Tenant) -> None:
    for number in range(101):
        tenant.console("create", f"BIO-{number:03d}")
    sent = carry_out(tenant, notification(desktops=["BIO-*"]))
    assert not sent.failed and [len(body["desktop_ids"]) for body in sent.sent("desktops/notifications")] == [100, 1]


def test_a_lost_answer_is_not_answered_by_a_second_message(tenant: Tenant) -> None:
    room(tenant)
    tenant.fault("drop_after", method="POST", path="/notifications$")
    failure(carry_out(tenant, notification(desktops=["BIO-01"])), "BIO-01", "not repeated")
    assert notices(tenant) == [["BIO-01"]]


def test_a_desktop_that_it_did_not_reach_is_named(tenant: Tenant) -> None:
    room(tenant)
    tenant.fault("job_partial", desktops=["BIO-02"], error_msg="The agent does not answer.")
    sent = carry_out(tenant, notification(desktops=["BIO-01", "BIO-02"]))
    failure(sent, "1 of 2", "BIO-02", "The agent does not answer")


def test_without_waiting_it_returns_the_job(tenant: Tenant) -> None:
    room(tenant)
    sent = carry_out(tenant, notification(desktops=["BIO-01"], wait=False))
    assert not sent.failed and [job["api"] for job in sent["jobs"]] == ["workspace-jobs"]
