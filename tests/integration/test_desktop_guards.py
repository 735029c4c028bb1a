# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must not go wrong quietly when desktops are created and found."""

from __future__ import annotations

from integration.cases import case
from integration.desktops import COMPLETE, DESKTOP, run
from integration.harness import Task, converged, converging, refused


@case
def test_a_group_is_attached_and_no_user_is_made_of_it(tenant):
    yield [Task("workspace_user_group", {"group_name": "bio101"})]
    users = [{"user_name": "bio101", "type": "GROUP", "user_group": "users"}]
    done = converged((yield converging(run(computer_name="BIO-01", users=users, **COMPLETE))))
    assert done.verbs == ["create", "attach"]
    assert done.sent("desktops")[0]["desktop_name"] == "BIO-01" and "desktops" not in done.sent("desktops")[0]
    assert tenant.state["users"] == []
    assert [one["user_name"] for one in tenant.desktops["BIO-01"]["assignments"]] == ["bio101"]


@case
def test_an_address_goes_to_the_desktop_that_asked_for_it(tenant):
    wanted = [
        {"computer_name": "BIO-01", "user_name": "mia"},
        {"computer_name": "BIO-02", "user_name": "omar", "desktop_ips": ["10.10.0.99"]},
    ]
    done, fleet = yield [
        run(desktops=wanted, **COMPLETE, subnet="teaching-a"),
        run(desktop_name="LAB", size=2, desktop_ips=["10.10.0.98"], **COMPLETE),
    ]
    assert not done.failed, done.brief
    assert tenant.desktops["BIO-02"]["ip"] == "10.10.0.99" and tenant.desktops["BIO-01"]["ip"] != "10.10.0.99"
    refused(fleet, "desktop_ips", "desktop_name")


@case
def test_what_the_api_takes_only_with_a_user(tenant):
    (outcome,) = yield [run(computer_name="BIO-01", os_host_name="bio01", **COMPLETE)]
    refused(outcome, "BIO-01", "os_host_name", "user_name")


@case
def test_the_enterprise_project_of_the_environment(tenant):
    task = Task(DESKTOP, {"computer_name": "BIO-01", **COMPLETE}, environment={"HW_ENTERPRISE_PROJECT_ID": "biology"})
    (done,) = yield [task]
    assert not done.failed, done.brief
    assert tenant.desktops["BIO-01"]["enterprise_project_id"] == "biology"
    assert done["actions"][0]["fields"]["enterprise_project_id"]["after"] == "biology"


@case
def test_one_id_and_another_filter(tenant):
    desktop = tenant.desktop("BIO-01")
    there, elsewhere, unknown = yield [
        Task("workspace_desktop_info", {"desktop_id": [desktop["id"]], "subnet": "teaching-a"}),
        Task("workspace_desktop_info", {"desktop_id": [desktop["id"]], "subnet": "teaching-b"}),
        Task("workspace_desktop_info", {"desktop_id": [desktop["id"]], "subnet": "teaching-c"}),
    ]
    assert [row["computer_name"] for row in there["desktops"]] == ["BIO-01"]
    assert elsewhere["desktops"] == []
    refused(unknown, "subnet", "teaching-c")


@case
def test_nothing_is_deleted_for_a_creation_that_cannot_be(tenant):
    tenant.desktop("BIO-01")
    product = "workspace.c2.large.windows.monthly"
    for one in tenant.control("GET", "state")["desktops"]:
        assert one["desktop_type"] == "DEDICATED"
    (outcome,) = yield [
        run(computer_name="BIO-01", desktop_type="SHARED", recreate="on_change", **{**COMPLETE, "product": product})
    ]
    refused(outcome, "product")
    assert tenant.contents("BIO-01") == ["work on BIO-01"]


@case
def test_a_wait_of_no_time(tenant):
    zero, group = yield [
        Task("workspace_job", {"jobs": [], "wait_timeout": 0}),
        Task("workspace_user_group", {"group_name": "bio", "wait_timeout": 0}),
    ]
    for outcome in (zero, group):
        refused(outcome, "wait_timeout")
