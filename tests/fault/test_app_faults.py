# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspace Application under lost answers and overload: nothing twice, nothing lost, nobody mailed twice."""

from __future__ import annotations

from typing import Any

from fault.faults import BRIEF, Change, each_fault, inject, survives
from integration.cases import case
from integration.harness import Task, Tenant

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


def table(tenant: Tenant, kind: str) -> list[dict[str, Any]]:
    return tenant.state["tables"].get(kind, [])


def prepare(tenant: Tenant) -> None:
    """Let there be somebody, and an application group."""
    tenant.console("create", "PC-1", user="mia")
    tenant.control("POST", "app-groups", names=["office"])


def server(**arguments: Any) -> Task:
    """Return a task about an image server."""
    return Task(SERVER, arguments)


def authorized(*people: dict[str, Any], **arguments: Any) -> Task:
    """Return a task about who may use the application groups."""
    return Task(AUTHORIZATION, {"app_groups": ["office"], "accounts": list(people), **arguments})


@each_fault(*BRIEF)
@case
def test_an_image_server_is_made_once(tenant, fault):
    prepare(tenant)
    yield from survives(tenant, Change(server(name="golden", **COMPLETE), "POST", "/image-servers$"), fault)
    assert [row["status"] for row in table(tenant, "ImageServer")] == ["ACTIVE"]


@each_fault(*BRIEF)
@case
def test_an_image_server_is_renamed(tenant, fault):
    prepare(tenant)
    yield [server(name="golden", **COMPLETE)]
    rename = server(name="golden", new_name="silver")
    yield from survives(tenant, Change(rename, "PATCH", "/image-servers/[0-9]+$"), fault)
    assert [row["name"] for row in table(tenant, "ImageServer")] == ["silver"]


@each_fault(*BRIEF)
@case
def test_an_image_server_is_deleted_alone(tenant, fault):
    prepare(tenant)
    yield [server(name=name, **COMPLETE) for name in ("golden", "silver")]
    yield from survives(tenant, Change(server(name="golden", state="absent"), "PATCH", "/batch-delete$"), fault)
    assert [row["name"] for row in table(tenant, "ImageServer")] == ["silver"]


@case
def test_a_creation_whose_answer_is_lost_is_waited_for_as_any_other(tenant):
    prepare(tenant)
    tenant.job_seconds(1)
    tenant.fault("drop_after", method="POST", path="/image-servers$")
    tenant.fault("job_fail", job_type="CREATE_SERVER", error_msg="No capacity.")
    (done,) = yield [server(name="golden", **COMPLETE)]
    assert "No capacity" in done.message
    assert len(table(tenant, "ImageServer")) == 1


@case
def test_a_creation_that_no_job_is_found_of_is_watched_itself(tenant):
    prepare(tenant)
    tenant.job_seconds(1)
    tenant.fault("stale_list", method="GET", path="/image-server-jobs$")
    change = Change(server(name="golden", **COMPLETE), "POST", "/image-servers$")
    yield from survives(tenant, change, "lost_answer")
    assert [row["status"] for row in table(tenant, "ImageServer")] == ["ACTIVE"]


def mailed(tenant: Tenant) -> list[str]:
    return [mail["about"] for mail in tenant.state["mails"] if "app_group" in mail]


@each_fault(*BRIEF)
@case
def test_somebody_is_authorized_once_also_beside_somebody_unknown(tenant, fault):
    prepare(tenant)
    inject(tenant, fault, "POST", "/app-groups/authorizations$")
    (done,) = yield [authorized(*ACCOUNTS)]
    states = {result["target"]: result["state"] for result in done["results"]}
    assert states == {"office/mia": "done", "office/ghost": "failed"}
    assert len(table(tenant, "Authorization")) == 1 and mailed(tenant) == ["ADD_GROUP_AUTHORIZATION"]


@each_fault(*BRIEF)
@case
def test_somebody_is_no_longer_authorized(tenant, fault):
    prepare(tenant)
    yield [authorized(ACCOUNTS[0])]
    change = Change(authorized(ACCOUNTS[0], state="absent"), "POST", "/batch-delete-authorization$")
    yield from survives(tenant, change, fault)
    assert table(tenant, "Authorization") == []


@case
def test_one_refused_request_stops_only_those_it_names(tenant):
    prepare(tenant)
    tenant.control("POST", "app-groups", names=["drawing"])
    for name in ("omar", "lena"):
        tenant.console("create", f"PC-{name}", user=name)
    yield [authorized({"account": "omar"})]
    tenant.fault("status", method="POST", path="/authorizations$", status=400, error_code="WKS.1", error_msg="No.")
    people = [{"account": name} for name in ("mia", "omar")]
    (done,) = yield [authorized(*people, app_groups=["office", "drawing"])]
    assert done.failed and done["error_code"] == "WKS.1"
    states = {result["target"]: result["state"] for result in done["results"]}
    assert states == {"office/mia": "failed", "drawing/mia": "done", "drawing/omar": "done"}
