# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner of the service: what is compared, what is fixed, what is sent along; and agencies that lack something."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.fields import given
from ansible_collections.huaweicloud.workspace.plugins.module_utils.plan import Change, Plan
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.agency import AgencyResource
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.base import outstanding
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.service.options import SERVICE_SPEC
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.service.planner import (
    Current,
    plan_service,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.service.state import (
    Contents,
    Service,
    status_of,
    told_options,
)

ANSWER = {
    "status": "SUBSCRIBED",
    "ad_domains": {"domain_type": "LITE_AS", "domain_name": "workspace.local"},
    "vpc_id": "vpc",
    "subnet_ids": [{"subnet_id": "a"}, {"subnet_id": "b"}],
    "access_mode": "DEDICATED",
    "internet_access_port": "8443",
    "enterprise_id": "uni",
    "closable": False,
}
AD = {
    "domain_type": "LOCAL_AD",
    "domain_name": "uni.example",
    "domain_admin_account": "admin",
    "active_domain_ip": "10.0.0.1",
    "delete_computer_object": "1",
}


def plan(
    answer: dict[str, Any] | None = None,
    lock: Any = None,
    contents: Any = None,
    second_factor: Any = None,
    objects: Any = (),
    apply_objects: Any = None,
    **options: Any,
) -> Plan:
    """Return the plan of a task for a service that answers so."""
    told = ANSWER if answer is None else answer
    status = status_of(told)
    now = Service(status, told, told_options(told) if status != "CLOSED" else {}, lock or {})
    full = {**{name: option.get("default") for name, option in SERVICE_SPEC.items()}, **options}
    desired = {name: given(value) if isinstance(value, dict) else value for name, value in full.items()}
    if apply_objects is not None:
        desired["apply_objects"] = apply_objects
    desired["ad_domains"] = desired["ad_domains"] or {"domain_type": "LITE_AS"}
    current = Current(now, second_factor or {}, objects, contents or Contents())
    return plan_service(full, desired, current, "project", lambda _name, value: value)


def reasons(found: Plan) -> str:
    return "; ".join(notice.reason for notice in [*found.refused, *found.awaited])


def test_nothing_given_nothing_planned():
    assert not plan().steps and not plan().refused


@pytest.mark.parametrize(
    "options",
    [
        {"subnets": ["b", "a"]},
        {"dedicated_subnets": []},
        {"internet_access_port": 8443},
        {"dc_vnc_ip": "close"},
        {"adn_conflict_network": ""},
        {"management_subnet_cidr": "192.168.0.0/24"},
        {"authorized_collect_log": True},
        {"ad_domains": {"domain_type": "LITE_AS", "use_ldaps": False}},
        {"apply_shared_vpc_dedicated_param": {"address": "10.0.0.1", "port": 2000}},
    ],
    ids=str,
)
def test_what_is_so_already_or_not_told_is_no_difference(options):
    assert not plan(**options).steps


def test_what_a_domain_does_not_tell_is_unknown():
    told = {name: value for name, value in AD.items() if name not in ("domain_admin_account", "domain_type")}
    desired = {**AD, "delete_computer_object": True, "domain_password": "secret", "active_dns_ip": "10.0.0.1"}
    assert not plan({**ANSWER, "ad_domains": told}, ad_domains=desired).steps
    [step] = plan({**ANSWER, "ad_domains": {**told, "site": "x"}}, ad_domains={**desired, "use_ldaps": True}).steps
    body = step.payload["ad_domains"]
    assert (body["active_dns_ip"], body["domain_admin_account"], body["use_ldaps"]) == ("10.0.0.1", "admin", True)
    assert "site" not in body


RULE = {"rule_type": "ACCESS_MODE", "rule": "INTERNET"}


def test_what_a_second_factor_does_not_tell_is_not_set():
    now = {"enable": True, "receive_mode": "VMFA"}
    found = plan(second_factor=now, otp_config_info={"enable": True, "receive_mode": "VMFA", "apply_rule": RULE})
    [step] = found.steps
    assert step.fields == {"otp_config_info": Change(None, {"apply_rule": RULE})} and found.incomplete
    assert step.payload == {**now, "apply_rule": RULE}
    assert not plan(second_factor={**now, "apply_rule": RULE}, otp_config_info={**now, "apply_rule": RULE}).steps
    assert not plan(second_factor=now, otp_config_info={**now, "cert_content": "", "app_secret": "secret"}).steps
    assert not plan(second_factor={}, otp_config_info={"enable": False}).steps


def test_what_is_not_given_of_a_second_factor_stays():
    now = {"enable": True, "receive_mode": "VMFA"}
    [step] = plan(second_factor=now, otp_config_info={"enable": True, "apply_rule": RULE}).steps
    assert step.payload["receive_mode"] == "VMFA"
    [off] = plan(second_factor={**now, "apply_rule": RULE}, otp_config_info={"enable": False}).steps
    assert off.payload == {"enable": False, "receive_mode": "VMFA", "apply_rule": RULE}


@pytest.mark.parametrize(
    ("now", "given", "lacking"),
    [
        ({}, {"enable": True}, "receive_mode"),
        ({"enable": False}, {"enable": True, "apply_rule": RULE}, "receive_mode"),
        ({}, {"enable": True, "receive_mode": "HMFA"}, "auth_url"),
        ({}, {"enable": True, "receive_mode": "HMFA", "auth_url": "https://a", "app_id": "uni"}, "app_secret"),
        (
            {"enable": True, "receive_mode": "HMFA", "auth_url": "https://a", "app_id": "uni"},
            {"enable": True, "auth_url": "https://b"},
            "app_secret",
        ),
    ],
)
def test_what_a_second_factor_needs(now, given, lacking):
    found = plan(second_factor=now, otp_config_info=given)
    assert not found.steps and f"otp_config_info.{lacking} is needed" in reasons(found)


MIA = {"object_type": "USER", "object_id": "1", "object_name": "mia"}
OMAR = {"object_type": "USER", "object_id": "2", "object_name": "omar"}


def test_whom_a_second_factor_applies_to_is_replaced_as_a_whole():
    now = {"enable": True, "receive_mode": "VMFA"}
    found = plan(second_factor=now, objects=[MIA], otp_config_info={"enable": True}, apply_objects=[OMAR])
    [step] = found.steps
    before, after = ([{"object_type": "USER", "object_name": name}] for name in ("mia", "omar"))
    assert step.verb == "set_second_factor_objects"
    assert step.fields == {"otp_config_info.apply_objects": Change(before, after)}
    assert step.payload == {"add": [OMAR], "delete": [MIA]}
    same = plan(second_factor=now, objects=[MIA, OMAR], otp_config_info={"enable": True}, apply_objects=[OMAR, MIA])
    assert not same.steps
    nobody = plan(second_factor=now, objects=[MIA], otp_config_info={"enable": True}, apply_objects=[])
    assert nobody.steps[0].payload == {"add": [], "delete": [MIA]}


def test_a_second_factor_that_is_off_applies_to_nobody():
    found = plan(second_factor={"enable": True}, otp_config_info={"enable": False}, apply_objects=[MIA])
    assert "apply_objects can be set only while it is enabled" in reasons(found)
    both = plan(second_factor={}, otp_config_info={"enable": True, "receive_mode": "VMFA"}, apply_objects=[MIA])
    assert [step.verb for step in both.steps] == ["set_second_factor", "set_second_factor_objects"]


def test_what_the_service_does_not_tell_goes_along_or_is_sent_always():
    told = {name: value for name, value in ANSWER.items() if name != "access_mode"}
    kept = plan(told, access_mode="BOTH", is_send_email=True)
    assert not kept.steps and kept.unknown == {"service": ["access_mode", "is_send_email"]}
    [along] = plan(told, access_mode="BOTH", dedicated_subnets=["10.0.0.0/16"], is_send_email=True).steps
    assert along.fields["access_mode"] == Change("(not told)", "BOTH") and along.payload["access_mode"] == "BOTH"
    always = plan(told, access_mode="BOTH", is_send_email=True, write_unknown="always")
    assert [list(step.fields) for step in always.steps] == [["access_mode"], ["is_send_email"]]
    assert not outstanding(always)
    domain = {"domain_type": "LOCAL_AD", "active_dns_ip": "10.0.0.9", "domain_password": "secret"}
    untold = plan({**ANSWER, "ad_domains": {}}, ad_domains=domain, write_unknown="always")
    assert [step.verb for step in untold.steps] == ["update"] and not outstanding(untold)


@pytest.mark.parametrize("status", ["", None, "RECYCLING"])
@pytest.mark.parametrize("options", [{"vpc": "vpc", "subnets": ["a"]}, {"state": "absent", "confirm": "uni"}], ids=str)
def test_nothing_is_done_in_a_status_that_is_not_known(status, options):
    found = plan({**ANSWER, "status": status}, **options)
    assert not found.steps and "its status is" in reasons(found)


def test_statuses_and_locks_are_read_however_they_are_written():
    assert not plan({**ANSWER, "status": "subscribed"}, enterprise_id="uni").refused
    assert not plan(lock={"is_lock": "0"}, enterprise_id="new").refused
    assert plan(lock={"is_lock": "1"}, enterprise_id="new").refused


def test_the_first_subnet_is_sent_first():
    [step] = plan(subnets=["c", "a"]).steps
    assert step.payload == {"subnets": ["a", "c"]}


def test_the_networks_come_along_with_the_way_of_access():
    answer = {**ANSWER, "access_mode": "INTERNET"}
    [step] = plan(answer, access_mode="BOTH", dedicated_subnets=["10.1.0.0/16"]).steps
    assert step.payload == {"access_mode": "BOTH", "dedicated_subnets": ["10.1.0.0/16"]}


def test_a_domain_changes_only_along_with_its_password():
    answer = {**ANSWER, "ad_domains": AD}
    desired = {"domain_type": "LOCAL_AD", "active_domain_ip": "10.0.0.2"}
    assert "domain_password" in reasons(plan(answer, ad_domains=desired))
    [step] = plan(answer, ad_domains={**desired, "domain_password": "secret"}).steps
    body = step.payload["ad_domains"]
    assert (body["domain_password"], body["domain_name"], body["delete_computer_object"]) == (
        "secret",
        "uni.example",
        True,
    )
    assert "secret" not in str(step.as_dict()) and "standby_dns_ip" not in body


def test_controllers_count_where_they_are_told():
    controllers = [{"dc_ip": "10.0.0.1", "dc_name": "dc1"}]
    desired = {"domain_type": "LOCAL_AD", "domain_password": "secret", "domain_controllers": controllers}
    assert not plan({**ANSWER, "ad_domains": AD}, ad_domains=desired).steps
    assert plan({**ANSWER, "ad_domains": {**AD, "domain_controllers": []}}, ad_domains=desired).steps


def test_the_password_alone_is_set_only_if_asked_for():
    answer = {**ANSWER, "ad_domains": AD}
    desired = {"domain_type": "LOCAL_AD", "domain_password": "secret"}
    assert not plan(answer, ad_domains=desired).steps
    [step] = plan(answer, ad_domains=desired, update_password="always").steps
    assert (step.verb, step.payload["ad_info"]["domain_admin_account"]) == ("set_password", "admin")
    assert "secret" not in str(step.as_dict())


def test_closing_counts_what_is_left_and_needs_the_right_word():
    left = Contents(desktops=1, users=3)
    refused = plan(contents=left, state="absent", confirm="no")
    assert "confirm" in reasons(refused) and "1 desktop, 3 users" in reasons(refused)
    for word in ("uni", "project"):
        assert not reasons(plan(state="absent", confirm=word))
    assert not plan({"status": "CLOSED"}, state="absent").steps


def test_a_lock_stands_in_the_way_of_changes_only():
    lock = {"is_lock": 1, "lock_reason": "arrears"}
    assert not reasons(plan(lock=lock))
    assert "arrears" in reasons(plan(lock=lock, enterprise_id="new"))
    assert [step.verb for step in plan(lock=lock, enterprise_id="new", unlocked=True).steps] == ["unlock", "update"]


def test_what_failed_is_tried_again_if_it_has_a_job():
    failed = {**ANSWER, "status": "SUBSCRIPTION_FAILED", "fail_reason": "No room."}
    assert "No room." in reasons(plan(failed))
    assert [step.verb for step in plan({**failed, "job_id": "j"}).steps] == ["retry"]
    assert "open it again" in reasons(plan({**failed, "status": "DEREGISTRATION_FAILED"}))


def test_an_opening_shows_no_secret_and_leaves_the_rest_to_updates():
    domain = {
        **dict.fromkeys(("active_domain_ip", "active_dns_ip"), "10.0.0.1"),
        "domain_type": "LOCAL_AD",
        "domain_name": "uni.example",
        "domain_admin_account": "admin",
        "domain_password": "secret",
        "active_domain_name": "dc1",
        "tls_config": {"cert_pem": "PEM", "cert_end_time": "2027"},
        "domain_controllers": [{"dc_ip": "10.0.0.1", "dc_name": "dc1"}],
    }
    options = {"vpc": "vpc", "subnets": ["a"], "ad_domains": domain, "dc_vnc_ip": "default", "is_send_email": True}
    found = plan({"status": "CLOSED"}, **options)
    assert [step.verb for step in found.steps] == ["open", "update", "update"]
    assert "secret" not in str(found.actions()) and "PEM" not in str(found.actions())


AGENCY = {"scene": "WORKSPACE", "write_unknown": "with_changes"}


class Agencies:
    """A project with one agency."""

    def __init__(self, **permissions: Any) -> None:
        self.row = {"name": "agency", "scene": "WORKSPACE", "permissions": [permissions]}

    def list_all(self, _path: str, _key: str, _query: Any, **_more: Any) -> list[Any]:
        return [self.row]


@pytest.mark.parametrize(
    "name", ["wanted_system_permission_display_names", "should_have_system_permission_display_names"]
)
def test_an_agency_that_lacks_a_permission_is_mended(name):
    client = Agencies(system_permission_display_names=["VPC"], **{name: ["VPC", "IMS"]})
    resource = AgencyResource(client, AGENCY)  # type: ignore[arg-type]
    resource.read()
    [step] = resource.plan().steps
    [call] = resource.calls([step])
    assert call.body == {"scene": "WORKSPACE", "action": "FIX"}
    assert step.fields["missing_permissions"].before == ["IMS"]


def test_what_an_agency_permits_is_unknown_where_it_is_not_told():
    agencies = Agencies(wanted_system_permission_display_names=["VPC"])
    resource = AgencyResource(agencies, AGENCY)  # type: ignore[arg-type]
    resource.read()
    plan = resource.plan()
    assert not plan.steps and plan.unknown == {"WORKSPACE": ["permissions"]} and plan.incomplete
