# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any request under lost requests and answers, and overload: what changes something is never sent twice unasked."""

from __future__ import annotations

from typing import Any

import pytest
from integration.harness import Outcome, Task, Tenant, failure, unchanged
from integration.in_process import carry_out

ASSISTANCE = "/v2/{project_id}/desktops/{desktop_id}/remote-assistance"
DESKTOP = {"path_params": {"desktop_id": "BIO-01"}}

LOST = {"lost_request": {"kind": "drop_before"}, "lost_answer": {"kind": "drop_after"}, "garbage": {"kind": "garbage"}}
REFUSED = {
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
    "unavailable": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
}


def send(tenant: Tenant, **arguments: Any) -> Outcome:
    """Send a request by the module, in this process."""
    return carry_out(tenant, Task("workspace_api", {"wait_timeout": 60, **arguments}))


def offered(tenant: Tenant) -> int:
    """Return how much remote assistance goes on."""
    return len(tenant.state["tables"].get("Assistance", []))


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_write_is_not_sent_again_and_says_so(tenant: Tenant, fault: str) -> None:
    tenant.desktop("BIO-01", user="mia")
    tenant.fault(**LOST[fault], method="POST", path="/remote-assistance$")
    lost = send(tenant, method="POST", path=ASSISTANCE, **DESKTOP)
    failure(lost, "was lost", "may or may not have been done", "not repeated")
    assert len(lost.writes) == 1 and offered(tenant) == (fault != "lost_request")


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_write_that_may_be_repeated_is(tenant: Tenant, fault: str) -> None:
    desktop = tenant.desktop("BIO-01", user="mia")
    path = "/v2/{project_id}/desktops/agents"
    tenant.fault(**LOST[fault], method="POST", path="/agents$")
    done = send(tenant, method="POST", path=path, body={"desktop_ids": [desktop["id"]]}, repeatable=True)
    assert not done.failed and len(done.writes) == 2, done.brief
    assert [row["id"] for row in tenant.state["tables"]["Agent"]] == [desktop["id"]]


@pytest.mark.parametrize("fault", REFUSED)
def test_what_was_surely_not_taken_up_is_sent_again(tenant: Tenant, fault: str) -> None:
    tenant.desktop("BIO-01", user="mia")
    tenant.fault(**REFUSED[fault], method="POST", path="/remote-assistance$")
    done = send(tenant, method="POST", path=ASSISTANCE, **DESKTOP)
    assert not done.failed and offered(tenant) == 1, done.brief


@pytest.mark.parametrize("fault", [*LOST, *REFUSED])
def test_what_only_reads_is_asked_again(tenant: Tenant, fault: str) -> None:
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    tenant.fault(**{**LOST, **REFUSED}[fault], method="GET", path="/connections/desktops$")
    read = unchanged(send(tenant, path="/v2/{project_id}/connections/desktops", paginate=True))
    assert [row["user_name"] for row in read["collected"]] == ["mia@workspace.local"]
    assert len(read.requests) == 2
