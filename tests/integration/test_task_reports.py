# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says of itself: of wrong input, of refusals, of lost races, and of texts that are not its own."""

from __future__ import annotations

from typing import Any

import pytest
from integration.desktops import COMPLETE
from integration.harness import Task, Tenant, failure, refused
from integration.in_process import carry_out

GROUP = Task("workspace_user_group", {"group_name": "bio"})
STOP = {"desktops": [{"computer_name": "BIO-1"}], "state": "stopped"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"root_volume": 80}, "root_volume must be a dictionary with"),
        ({"desktops": [{"computer_name": "BIO-1", "root_volume": 80}]}, "desktops[0].root_volume must be a dictionary"),
        ({"desktops": [None]}, "desktops[0] must be a dictionary"),
    ],
)
def test_input_of_another_shape_is_refused_with_its_place(tenant: Tenant, arguments: dict[str, Any], told: str) -> None:
    outcome = carry_out(tenant, Task("workspace_desktop", {**arguments, "secret_key": "hush"}))
    refused(outcome, told)
    assert "hush" not in str(outcome.result)


def test_a_refused_request_has_changed_nothing(tenant: Tenant) -> None:
    tenant.fault(
        "status", status=400, method="POST", path="/groups$", error_code="WKS.1", error_msg="No\x1b[31m\nmore."
    )
    outcome = carry_out(tenant, GROUP)
    assert "No\\x1b[31m more" in failure(outcome, "WKS.1")
    assert outcome["changed"] is False and outcome["diff"] == {"before": {}, "after": {}}
    assert [action["verb"] for action in outcome["actions"]] == ["create"]


def test_addresses_in_a_refusal_reach_nobody_whole(tenant: Tenant) -> None:
    told = {"error_code": "WKS.1", "error_msg": "mia@uni.example or +4917000000 exists."}
    tenant.fault("status", status=400, method="POST", path="/groups$", times=2, **told)
    api = {"method": "POST", "path": "/v2/{project_id}/groups", "body": {"group_name": "bio", "platform_type": "LOCAL"}}
    for task in (GROUP, Task("workspace_api", api)):
        outcome = carry_out(tenant, task)
        failure(outcome, "m***@uni.example", "+49******00")
        assert "mia@" not in str(outcome.result) and "4917000000" not in str(outcome.result)


def test_addresses_in_the_reason_of_a_failed_job_reach_nobody_whole(tenant: Tenant) -> None:
    told = {"error_code": "WKS.9", "error_msg": "The mail to mia@uni.example was refused."}
    tenant.fault("job_fail", desktops=["BIO-1"], **told)
    outcome = carry_out(tenant, Task("workspace_desktop", {"computer_name": "BIO-1", **COMPLETE}))
    failure(outcome, "m***@uni.example")
    assert "mia@" not in str(outcome.result)


def test_a_desktops_name_reaches_nobody_raw(tenant: Tenant) -> None:
    tenant.desktop("BIO-1")
    tenant.fault("control_characters", field="computer_name", path="/desktops/detail$", text="\x9b31m\u202e")
    outcome = carry_out(tenant, Task("workspace_desktop_info", {}))
    assert [row["computer_name"] for row in outcome["desktops"]] == ["BIO-1\\x9b31m\\u202e"]


def test_a_restart_that_cannot_be_seen_is_not_sent_twice(tenant: Tenant) -> None:
    tenant.desktop("BIO-1")
    tenant.job_seconds(0)
    tenant.fault("drop_after", method="POST", path="/desktops/action$")
    outcome = carry_out(tenant, Task("workspace_desktop", {**STOP, "state": "restarted"}))
    failure(outcome, "BIO-1", "was lost", "not repeated")
    assert len(outcome.sent("desktops/action")) == 1 and outcome["changed"] is True


def test_what_somebody_else_brought_about_meanwhile_is_no_failure(tenant: Tenant) -> None:
    body = {"group_name": "bio", "platform_type": "LOCAL"}
    made = carry_out(tenant, Task("workspace_api", {"method": "POST", "path": "/v2/{project_id}/groups", "body": body}))
    assert not made.failed, made.brief
    # The group seems to be lacking when the task plans, as if it were made only a moment later.
    tenant.fault("stale_list", path="/groups$")
    outcome = carry_out(tenant, GROUP)
    assert not outcome.failed, outcome.brief
    assert len(outcome.writes) == 1 and outcome["actions"] and outcome["user_group"]["group_name"] == "bio"
    assert outcome["changed"] is False and outcome["diff"] == {"before": {}, "after": {}}


def test_addresses_are_shown_in_full_only_to_who_asks(tenant: Tenant) -> None:
    user = {"user_name": "mia", "user_email": "mia@uni.example", "active_type": "USER_ACTIVATE"}
    assert not carry_out(tenant, Task("workspace_user", user)).failed
    request = {"path": "/v2/{project_id}/users", "paginate": True, "items_key": "users"}
    masked = carry_out(tenant, Task("workspace_api", request))
    full = carry_out(tenant, Task("workspace_api", {**request, "show_personal_data": True}))
    [[shown], [whole]] = [[row["user_email"] for row in one["collected"]] for one in (masked, full)]
    assert (shown, whole) == ("m***@uni.example", "mia@uni.example")
