# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspace Application under lost answers and overload: nothing twice, nothing lost, nobody mailed twice."""

from __future__ import annotations

from typing import Any

import pytest
from integration.harness import Lab, Task, unchanged
from integration.in_process import carry_out

AUTHORIZATION = "workspace_app_group_authorization"
SERVER = "workspace_app_image_server"
COMPLETE = {
    "image_ref": {"image": "win11-bio-2026.09"},
    "product": "workspace.appstream.general.xlarge.2",
    "root_volume": {"type": "SAS", "size": 100},
    "subnet": "teaching-a",
    "authorize_accounts": [{"account": "mia"}],
}
ACCOUNTS = [{"account": "mia", "email": "mia@uni.example"}, {"account": "ghost", "id": "no-such-user"}]

FAULTS = {
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
}
"""What may happen to a write, without a minute of looking for an effect that never comes."""


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> dict[str, Any]:
    return FAULTS[request.param]


def table(lab: Lab, kind: str) -> list[dict[str, Any]]:
    return lab.state["tables"].get(kind, [])


def prepared(lab: Lab) -> Lab:
    """Let there be somebody, and an application group."""
    lab.console("create", "PC-1", user="mia")
    lab.control("POST", "app-groups", names=["office"])
    return lab


def survived(lab: Lab, module: str, **arguments: Any) -> None:
    """Assert that a task succeeds under the faults injected, uses them up, and leaves nothing to do."""
    done = carry_out(lab, Task(module, arguments))
    assert not done.failed and done["changed"], done.brief
    assert lab.control("GET", "faults")["faults"] == []
    unchanged(carry_out(lab, Task(module, arguments)))


def test_an_image_server_is_made_once(lab, fault):
    lab = prepared(lab)
    lab.fault(**fault, method="POST", path="/image-servers$")
    survived(lab, SERVER, name="golden", **COMPLETE)
    assert [row["status"] for row in table(lab, "ImageServer")] == ["ACTIVE"]


def test_an_image_server_is_renamed(lab, fault):
    lab = prepared(lab)
    carry_out(lab, Task(SERVER, {"name": "golden", **COMPLETE}))
    lab.fault(**fault, method="PATCH", path="/image-servers/[0-9]+$")
    survived(lab, SERVER, name="golden", new_name="silver")
    assert [row["name"] for row in table(lab, "ImageServer")] == ["silver"]


def test_an_image_server_is_deleted_alone(lab, fault):
    lab = prepared(lab)
    for name in ("golden", "silver"):
        carry_out(lab, Task(SERVER, {"name": name, **COMPLETE}))
    lab.fault(**fault, method="PATCH", path="/batch-delete$")
    survived(lab, SERVER, name="golden", state="absent")
    assert [row["name"] for row in table(lab, "ImageServer")] == ["silver"]


def test_a_creation_whose_answer_is_lost_is_waited_for_as_any_other(lab):
    lab = prepared(lab)
    lab.job_seconds(1)
    lab.fault("drop_after", method="POST", path="/image-servers$")
    lab.fault("job_fail", job_type="CREATE_SERVER", error_msg="No capacity.")
    done = carry_out(lab, Task(SERVER, {"name": "golden", **COMPLETE}))
    assert "No capacity" in done.message
    assert len(table(lab, "ImageServer")) == 1


def test_a_creation_that_no_job_is_found_of_is_watched_itself(lab):
    lab = prepared(lab)
    lab.job_seconds(1)
    lab.fault("drop_after", method="POST", path="/image-servers$")
    lab.fault("stale_list", method="GET", path="/image-server-jobs$")
    survived(lab, SERVER, name="golden", **COMPLETE)
    assert [row["status"] for row in table(lab, "ImageServer")] == ["ACTIVE"]


def mailed(lab: Lab) -> list[str]:
    return [mail["about"] for mail in lab.state["mails"] if "app_group" in mail]


def test_somebody_is_authorized_once_also_beside_somebody_unknown(lab, fault):
    lab = prepared(lab)
    lab.fault(**fault, method="POST", path="/app-groups/authorizations$")
    done = carry_out(lab, Task(AUTHORIZATION, {"app_groups": ["office"], "accounts": ACCOUNTS}))
    states = {result["target"]: result["state"] for result in done["results"]}
    assert states == {"office/mia": "done", "office/ghost": "failed"}
    assert len(table(lab, "Authorization")) == 1 and mailed(lab) == ["ADD_GROUP_AUTHORIZATION"]


def test_somebody_is_no_longer_authorized(lab, fault):
    lab = prepared(lab)
    carry_out(lab, Task(AUTHORIZATION, {"app_groups": ["office"], "accounts": ACCOUNTS[:1]}))
    lab.fault(**fault, method="POST", path="/batch-delete-authorization$")
    survived(lab, AUTHORIZATION, app_groups=["office"], accounts=ACCOUNTS[:1], state="absent")
    assert table(lab, "Authorization") == []


def test_one_refused_request_stops_only_those_it_names(lab):
    lab = prepared(lab)
    lab.control("POST", "app-groups", names=["drawing"])
    for name in ("omar", "lena"):
        lab.console("create", f"PC-{name}", user=name)
    both = ["office", "drawing"]
    carry_out(lab, Task(AUTHORIZATION, {"app_groups": both[:1], "accounts": [{"account": "omar"}]}))
    lab.fault("status", method="POST", path="/authorizations$", status=400, error_code="WKS.1", error_msg="No.")
    people = [{"account": name} for name in ("mia", "omar")]
    done = carry_out(lab, Task(AUTHORIZATION, {"app_groups": both, "accounts": people}))
    assert done.failed and done["error_code"] == "WKS.1"
    states = {result["target"]: result["state"] for result in done["results"]}
    assert states == {"office/mia": "failed", "drawing/mia": "done", "drawing/omar": "done"}
