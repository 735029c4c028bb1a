# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image servers of Workspace Application: created by a job, renamed and described in place, deleted by another job."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.desktops import IMAGE
from integration.harness import Outcome, Task, Tenant, converged, converging, failure, refused, unchanged
from integration.in_process import carry_out

MODULE = "workspace_app_image_server"
PRODUCT = "workspace.appstream.general.xlarge.2"
COMPLETE = {
    "image_ref": {"image": IMAGE},
    "product": PRODUCT,
    "root_volume": {"type": "SAS", "size": 100},
    "subnet": "teaching-a",
    "authorize_accounts": [{"account": "mia"}],
}
"""What an image server needs to be created."""


def asked(check: bool = False, **arguments: Any) -> Task:
    """Return a task about an image server."""
    return Task(MODULE, arguments, check)


def table(tenant: Tenant, kind: str) -> list[dict[str, Any]]:
    return tenant.state["tables"].get(kind, [])


def servers(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Return the image servers of the emulator by name."""
    return {row["name"]: row for row in table(tenant, "ImageServer")}


def with_mia(tenant: Tenant) -> Tenant:
    """Let there be somebody who may log in."""
    tenant.console("create", "PC-1", user="mia")
    return tenant


def existing(tenant: Tenant, name: str = "golden", **more: Any) -> Tenant:
    """Let there be an image server."""
    outcome = carry_out(with_mia(tenant), asked(name=name, **{**COMPLETE, **more}))
    assert not outcome.failed, outcome.brief
    return tenant


def settled(tenant: Tenant, **arguments: Any) -> Outcome:
    """Run check, run, check, run of one task without a playbook, and return the run that converged."""
    return converged([carry_out(tenant, task) for task in converging(asked(**arguments))])


@case
def test_created(tenant):
    with_mia(tenant)
    done = converged((yield converging(asked(name="golden", description="for the course", **COMPLETE))))
    [server] = servers(tenant).values()
    assert (server["status"], server["description"]) == ("ACTIVE", "for the course")
    assert done["image_server"]["id"] == server["id"] and done.verbs == ["create"]


# --- Without a playbook


def test_renamed_and_described_in_place(tenant):
    existing(tenant, description="for the course")
    done = settled(tenant, name="golden", new_name="golden-2", description="")
    assert done["diff"]["after"] == {"golden": {"new_name": "golden-2", "description": ""}}
    [write] = done.writes
    assert (write["method"], write["body"]) == ("PATCH", {"name": "golden-2", "description": ""})
    assert [(row["name"], row["description"]) for row in servers(tenant).values()] == [("golden-2", "")]


def test_deleted_without_what_belongs_to_it(tenant):
    server = servers(existing(tenant))["golden"]
    done = settled(tenant, name="golden", state="absent")
    assert servers(tenant) == {} and [row["name"] for row in table(tenant, "AppGroup")] == ["golden"]
    [write] = done.writes
    assert write["body"] == {"items": [server["id"]], "recursive": False}


def test_everything_that_can_be_ordered(tenant):
    with_mia(tenant)
    more = {
        "flavor_id": "s6.xlarge.2",
        "availability_zone": "ap-southeast-1a",
        "vpc": "teaching",
        "attach_apps": ["5" * 18],
        "ou_name": "labs",
        "is_vdi": True,
        "scheduler_hints": {"dedicated_host_id": "h1", "tenancy": "dedicated"},
        "extra_session_type": "CPU",
        "extra_session_size": 2,
        "route_policy": {"max_session": 4, "cpu_threshold": 80, "mem_threshold": 70},
        "enterprise_project_id": "0",
    }
    image = {"image": "0" * 36, "image_type": "shared", "spce_code": "s1", "product_id": "p1"}
    account = {"account": "mia", "account_type": "USER", "domain": "local"}
    changed = {
        "image_ref": image,
        "root_volume": {"type": "ESSD", "size": 10, "cluster_id": "c1"},
        "authorize_accounts": [account],
        "description": "all of it",
        "tags": {"course": "bio101", "year": 2026},
    }
    done = carry_out(tenant, asked(name="golden", **{**COMPLETE, **more, **changed}))
    assert not done.failed, done.brief
    ordered = servers(tenant)["golden"]["ordered"]
    vpc_id, subnet_id = ordered.pop("vpc_id"), ordered.pop("subnet_id")
    assert len(vpc_id) == len(subnet_id) == 36
    del more["vpc"]
    assert ordered == {
        **more,
        **changed,
        "name": "golden",
        "product_id": PRODUCT,
        "image_ref": {"id": "0" * 36, "image_type": "shared", "spce_code": "s1", "product_id": "p1"},
        "tags": [{"key": "course", "value": "bio101"}, {"key": "year", "value": "2026"}],
    }


def test_what_cannot_change_is_told_and_what_cannot_be_read_is_no_difference(tenant):
    existing(tenant)
    refused(
        carry_out(tenant, asked(name="golden", image_ref={"image": "win11-bio-2026.10"})),
        "golden",
        "image_ref",
        "win11-bio-2026.09",
        "win11-bio-2026.10",
        "cannot be changed",
    )
    refused(
        carry_out(tenant, asked(name="golden", authorize_accounts=[{"account": "omar"}])), "authorize_accounts", "omar"
    )
    unchanged(carry_out(tenant, asked(name="golden", root_volume={"type": "SSD", "size": 200}, tags={"a": "b"})))


def test_the_mark_of_a_lab_is_kept(tenant):
    existing(tenant, description="Biology [workspace-lab: bio101]")
    unchanged(carry_out(tenant, asked(name="golden", description="Biology")))
    carry_out(tenant, asked(name="golden", description="Chemistry"))
    assert servers(tenant)["golden"]["description"] == "Chemistry [workspace-lab: bio101]"


def test_recursive_deletes_more_only_when_said(tenant):
    existing(tenant)
    done = carry_out(tenant, asked(name="golden", state="absent", recursive=True))
    assert not done.failed and servers(tenant) == {}
    assert table(tenant, "AppGroup") == [] and table(tenant, "Authorization") == []


def test_a_failed_creation_is_told_and_its_rest_is_never_taken_for_a_server(tenant):
    with_mia(tenant)
    tenant.fault("job_fail", job_type="CREATE_SERVER", error_code="WKS.9", error_msg="No capacity.")
    failed = carry_out(tenant, asked(name="golden", **COMPLETE))
    failure(failed, "golden", "No capacity")
    assert failed["error_code"] == "WKS.9"
    refused(carry_out(tenant, asked(name="golden", **COMPLETE)), "golden", "ERROR", "delete it")
    gone = carry_out(tenant, asked(name="golden", state="absent"))
    assert not gone.failed and servers(tenant) == {}


def test_without_waiting_the_job_is_returned_and_can_be_waited_for(tenant):
    with_mia(tenant)
    tenant.job_seconds(1)
    started = carry_out(tenant, asked(name="golden", wait=False, **COMPLETE))
    [job] = started["jobs"]
    assert job["api"] == "image-server-job" and servers(tenant)["golden"]["status"] == "CREATING"
    waited = carry_out(tenant, Task("workspace_job", {"jobs": started["jobs"]}))
    assert not waited.failed, waited.brief
    assert servers(tenant)["golden"]["status"] == "ACTIVE"


def test_a_new_name_is_found_again(tenant):
    existing(tenant)
    by_id = carry_out(tenant, asked(name=servers(tenant)["golden"]["id"], new_name="bronze"))
    assert not by_id.failed and list(servers(tenant)) == ["bronze"]
    unchanged(carry_out(tenant, asked(name="golden", new_name="bronze")))


def test_found_by_name_and_status(tenant):
    existing(tenant)
    carry_out(tenant, asked(name="golden-2", **COMPLETE))

    def found(**filters: Any) -> list[str]:
        outcome = carry_out(tenant, Task("workspace_app_image_server_info", filters))
        return [row["name"] for row in outcome["image_servers"]]

    assert found() == ["golden", "golden-2"] and found(name="golden") == ["golden"]
    assert found(status="ERROR") == [] and found(enterprise_project_id="0", status="ACTIVE") == ["golden", "golden-2"]
