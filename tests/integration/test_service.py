# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of a project from nothing to an image and back; one playbook run for what only that proves."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, converged, converging, failure, unchanged
from integration.in_process import carry_out

DOMAIN = {
    "domain_type": "LOCAL_AD",
    "domain_name": "uni.example",
    "domain_admin_account": "admin",
    "domain_password": "Secret-123",
    "active_domain_ip": "10.20.0.10",
    "active_domain_name": "dc1",
    "active_dns_ip": "10.20.0.10",
}
OPENING = {
    "vpc": "teaching",
    "subnets": ["teaching-a", "teaching-b"],
    "access_mode": "BOTH",
    "dedicated_subnets": ["10.1.0.0/16", "10.2.0.0/16"],
    "management_subnet_cidr": "192.168.9.0/24",
    "enterprise_id": "uni",
    "is_send_email": False,
    "internet_access_port": 9443,
    "enable_user_create_snapshot": True,
    "otp_config_info": {"enable": True, "receive_mode": "VMFA", "apply_rule": {"rule": "INTERNET"}},
}


def service(check: bool = False, **arguments: Any) -> Task:
    return Task("workspace_service", arguments, check)


def in_turn(tenant, **arguments: Any):
    """Check, run, check, run a task in this process."""
    return converged([carry_out(tenant, task) for task in converging(service(**arguments))])


def closed(tenant) -> None:
    tenant.control("POST", "service", status="CLOSED", agencies=[])
    tenant.job_seconds(0.4)


def tenancy(tenant) -> dict[str, Any]:
    return tenant.state["tables"]["Tenancy"][0]


@case
def test_from_nothing_to_open_and_back(tenant):
    closed(tenant)
    opened = converged((yield converging(service(**OPENING))))
    assert opened.verbs == ["open", *["update"] * 2, "set_second_factor"], opened.verbs
    assert opened["service"]["status"] == "SUBSCRIBED" and opened["service"]["is_lock"] == 0
    found = tenancy(tenant)
    assert found["dedicated_subnets"] == "10.1.0.0/16;10.2.0.0/16"
    assert (found["internet_access_port"], found["enterprise_id"], found["is_send_email"]) == ("9443", "uni", False)
    assert found["enable_user_create_snapshot"] is True and found["otp"]["enable"] is True
    closing = {"state": "absent", "confirm": "uni"}
    converged((yield converging(service(**closing))))
    assert tenant.state["service"]["status"] == "CLOSED"


def test_a_domain_of_ones_own(tenant):
    closed(tenant)
    in_turn(tenant, vpc="office", subnets=["office-a"], ad_domains=DOMAIN)
    domain = {**DOMAIN, "delete_computer_object": True, "active_domain_name": "dc2"}
    changed = in_turn(tenant, ad_domains=domain)
    assert changed["actions"][0]["fields"]["ad_domains"]["before"] == {
        "delete_computer_object": False,
        "active_domain_name": "dc1",
    }
    kept = tenancy(tenant)["domain"]
    assert (kept["delete_computer_object"], kept["active_domain_name"]) == (1, "dc2")
    again = carry_out(tenant, service(ad_domains=domain, update_password="always"))
    assert not again.failed and again.verbs == ["set_password"] and again.sent("workspaces", "PUT")


def test_each_kind_of_attribute_goes_in_a_request_of_its_own(tenant):
    tenant.job_seconds(0.2)
    done = in_turn(
        tenant,
        access_mode="DEDICATED",
        dedicated_subnets=["10.1.0.0/16"],
        adn_conflict_network="10.9.0.0/16",
        subnets=["teaching-a"],
        enterprise_id="uni",
        dc_vnc_ip="default",
        authorized_collect_log=True,
        authorized_hda_upgrade=True,
        is_authorized_install_agent=True,
    )
    bodies = done.sent("workspaces", "PUT")
    assert sorted(len(body) for body in bodies) == [1, 1, 1, 1, 1, 1, 3]
    in_turn(tenant, dc_vnc_ip="close", dedicated_subnets=[])


def test_a_second_factor_is_changed_in_part_and_given_to_some(tenant):
    tenant.job_seconds(0)
    for desktop, user in (("PC-1", "mia"), ("PC-2", "omar")):
        tenant.console("create", desktop, user=user)
    assert not carry_out(tenant, Task("workspace_user_group", {"group_name": "staff"})).failed
    in_turn(tenant, otp_config_info={"enable": True, "receive_mode": "VMFA"})
    rule = {"rule_type": "ACCESS_MODE", "rule": "INTERNET"}
    in_turn(tenant, otp_config_info={"enable": True, "receive_mode": "VMFA", "apply_rule": rule})
    mia, staff = {"object_type": "USER", "name": "MIA"}, {"object_type": "USER_GROUP", "name": "staff"}
    in_turn(tenant, otp_config_info={"enable": True, "apply_objects": [mia, staff]})
    otp = tenancy(tenant)["otp"]
    assert otp["apply_rule"] == rule and {row["object_name"] for row in otp["apply_objects"]} == {"mia", "staff"}
    omar = {"object_type": "USER", "name": "omar"}
    done = in_turn(tenant, otp_config_info={"enable": True, "apply_objects": [omar, {"object_type": "ALL"}]})
    assert [list(body) for body in done.sent("assist-auth-config/apply-objects")] == [["add"], ["delete"]]
    in_turn(tenant, otp_config_info={"enable": True, "apply_objects": []})
    assert tenancy(tenant)["otp"]["apply_objects"] == []


def test_values_that_are_not_told(tenant):
    tenant.job_seconds(0)
    tenant.fault("missing_field", field="is_send_email", method="GET", path="/workspaces$", times=99)
    kept = unchanged(carry_out(tenant, service(is_send_email=False)))
    assert kept["unknown"] == {"service": ["is_send_email"]} and kept["warnings"]
    always = carry_out(tenant, service(is_send_email=False, write_unknown="always"))
    assert not always.failed and always.sent("workspaces", "PUT") == [{"is_send_email": False}]
    assert tenancy(tenant)["is_send_email"] is False


def test_what_nothing_tells_goes_along_with_its_kind(tenant):
    tenant.job_seconds(0)
    along = {"apply_dedicated_standby_network_param": {"address": "10.1.0.1", "port": 2000}}
    unchanged(carry_out(tenant, service(**along)))
    done = carry_out(tenant, service(access_mode="BOTH", **along))
    assert done.sent("workspaces", "PUT") == [{"access_mode": "BOTH", **along}]


def test_a_locked_service_is_unlocked_first(tenant):
    tenant.job_seconds(0.2)
    tenant.control("POST", "service", lock_reason="arrears")
    done = in_turn(tenant, enterprise_id="uni", unlocked=True)
    assert done.verbs == ["unlock", "update"] and tenancy(tenant)["locked_at"] is None


def test_a_failed_opening_is_told_and_tried_again(tenant):
    closed(tenant)
    tenant.fault("job_fail", job_type="applyWorkspace", error_msg="No addresses left.")
    opening = {"vpc": "teaching", "subnets": ["teaching-a"]}
    failure(carry_out(tenant, service(**opening)), "SUBSCRIPTION_FAILED", "No addresses left")
    again = carry_out(tenant, service(**opening, enterprise_id="uni"))
    assert not again.failed and again.verbs == ["retry", "update"], again.brief
    assert tenant.state["service"]["status"] == "SUBSCRIBED" and tenancy(tenant)["enterprise_id"] == "uni"


def test_a_change_that_fails_is_a_failure(tenant):
    tenant.job_seconds(0.2)
    tenant.fault("job_fail", job_type="updateWorkspace", error_msg="The line is down.")
    failure(carry_out(tenant, service(access_mode="BOTH")), "The line is down")


def test_an_opening_that_goes_on_is_waited_for(tenant):
    closed(tenant)
    started = carry_out(tenant, service(vpc="teaching", subnets=["teaching-a"], wait=False))
    assert [job["api"] for job in started["jobs"]] == ["workspace-service"] and not started.failed
    waited = carry_out(tenant, Task("workspace_job", {"jobs": started["jobs"]}))
    assert not waited.failed and tenant.state["service"]["status"] == "SUBSCRIBED"


def test_an_opening_that_takes_too_long_is_told(tenant):
    closed(tenant)
    tenant.job_seconds(600)
    assert not carry_out(tenant, service(vpc="teaching", subnets=["teaching-a"], wait=False)).failed
    failure(carry_out(tenant, service(wait_timeout=30)), "since before this task", "again later")


def test_closing_waits_until_the_service_has_noticed_that_it_is_empty(tenant):
    tenant.desktop("BIO-01")
    tenant.job_seconds(1.5)
    tenant.console("delete", "BIO-01")
    done = carry_out(tenant, service(state="absent", confirm=tenant.project_id))
    assert not done.failed and tenant.state["service"]["status"] == "CLOSED", done.brief


def test_ids_are_needed_where_a_closed_service_lists_no_networks(tenant):
    subnets = {row["subnet_id"] for row in carry_out(tenant, service())["service"]["subnet_ids"]}
    vpc = carry_out(tenant, service())["service"]["vpc_id"]
    closed(tenant)
    for path in ("/vpcs$", "/subnets$"):
        tenant.fault("status", path=path, status=403, error_code="WKS.00010099", error_msg="Disabled.", times=20)
    refused = carry_out(tenant, service(vpc="teaching", subnets=["teaching-a"]))
    assert not refused.writes
    failure(refused, "teaching", "closed", "ID")
    done = carry_out(tenant, service(vpc=vpc, subnets=sorted(subnets)))
    assert not done.failed and set(tenancy(tenant)["subnet_ids"]) == subnets
