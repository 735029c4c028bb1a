# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: policy groups, access policies, OUs and messages to desktops."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud

ALL = {"target_id": "default-apply-all-targets", "target_name": "All-Targets", "target_type": "ALL"}

# --- Policy groups


def _policies(size: int = 40) -> Any:
    options = sdk.WatermarkOptions(font_size=size, opacity_setting="12.5", show_style="FIXED")
    return sdk.Policies(
        watermark=sdk.Watermark(watermark_enable=True, options=options),
        record_audit=sdk.PoliciesRecordAudit(
            enable=True, rules=sdk.PoliciesRecordAuditRules(rule=sdk.RecordAuditRule(fps="10", resolution="720P"))
        ),
    )


def _group(cloud: Cloud, name: str = "exam", **fields: Any) -> str:
    """Create a policy group, and return its ID."""
    group = sdk.PolicyGroupForCreate(policy_group_name=name, policies=_policies(), **fields)
    body = sdk.CreatePolicyGroupReq(policy_group=group)
    identifier: str = cloud.client.create_policy_group(sdk.CreatePolicyGroupRequest(body=body)).id
    return identifier


def _groups(cloud: Cloud, **query: Any) -> list[Any]:
    groups: list[Any] = cloud.client.list_policy_group(sdk.ListPolicyGroupRequest(**query)).policy_groups
    return groups


def _shown_policies(cloud: Cloud, group_id: str) -> Any:
    request = sdk.ListPoliciesOfPolicyGroupRequest(policy_group_id=group_id)
    return cloud.client.list_policies_of_policy_group(request).policies


@workspace
def create_policy_group(cloud: Cloud) -> None:
    _group(cloud, "first")
    group_id = _group(cloud, description="Exams", priority=1, targets=[sdk.Target(**ALL)])
    [group, _first] = _groups(cloud)
    assert (group.policy_group_id, group.priority, group.description) == (group_id, 1, "Exams")
    assert _shown_policies(cloud, group_id).record_audit.rules.rule.fps == "10"


@workspace
def list_policy_group(cloud: Cloud) -> None:
    group_id = _group(cloud)
    _group(cloud, "exam2")
    query = {"policy_group_name": "EXAM", "limit": 1, "offset": 1, "priority": 2, "description": ""}
    assert _groups(cloud, **query) == []
    assert [group.policy_group_name for group in _groups(cloud, policy_group_name="EXAM")] == ["exam", "exam2"]
    assert len(_groups(cloud, policy_group_name="exam", is_group_name_accurate=True)) == 1
    assert len(_groups(cloud, policy_group_id=group_id)) == 1


@workspace
def list_policy_group_info(cloud: Cloud) -> None:
    _group(cloud, targets=[sdk.Target(**ALL)])
    request = sdk.ListPolicyGroupInfoRequest(policy_group_name="exam", limit=10, offset=0)
    [group] = cloud.client.list_policy_group_info(request).policy_groups
    assert group.policies.watermark.options.font_size == 40


@workspace
def update_policy_group(cloud: Cloud) -> None:
    group_id = _group(cloud)
    group = sdk.PolicyGroupForUpdate(policy_group_name="exam2", description="Oral exams", priority=1)
    body = sdk.ModifyPolicyGroupRequest(policy_group=group)
    request = sdk.UpdatePolicyGroupRequest(policy_group_id=group_id, body=body)
    assert cloud.client.update_policy_group(request).status_code == 200
    [found] = _groups(cloud)
    assert (found.policy_group_name, found.description) == ("exam2", "Oral exams")
    assert _shown_policies(cloud, group_id).watermark.watermark_enable is True


@workspace
def delete_policy_group(cloud: Cloud) -> None:
    first = _group(cloud, "first")
    _group(cloud)
    request = sdk.DeletePolicyGroupRequest(policy_group_id=first)
    assert cloud.client.delete_policy_group(request).status_code == 204
    assert [(group.policy_group_name, group.priority) for group in _groups(cloud)] == [("exam", 1)]


@workspace
def list_policies_of_policy_group(cloud: Cloud) -> None:
    request = sdk.ListPoliciesOfPolicyGroupRequest(policy_group_id=_group(cloud), policy_type="watermark")
    policies = cloud.client.list_policies_of_policy_group(request).policies
    assert policies.watermark.options.show_style == "FIXED" and policies.record_audit is None


@workspace
def update_policies_of_policy_group(cloud: Cloud) -> None:
    group_id = _group(cloud)
    body = sdk.ModifyPolicyRequest(policies=_policies(size=60))
    request = sdk.UpdatePoliciesOfPolicyGroupRequest(policy_group_id=group_id, body=body)
    assert cloud.client.update_policies_of_policy_group(request).policies.watermark.options.font_size == 60
    assert _shown_policies(cloud, group_id).watermark.options.font_size == 60


def _targets(cloud: Cloud, group_id: str, **query: Any) -> list[Any]:
    request = sdk.ListTargetOfPolicyGroupRequest(policy_group_id=group_id, **query)
    targets: list[Any] = cloud.client.list_target_of_policy_group(request).targets
    return targets


@workspace
def list_target_of_policy_group(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    desktop = sdk.Target(target_id=cloud.record("BIO-01")["sid"], target_name="BIO-01", target_type="INSTANCE")
    group_id = _group(cloud, targets=[desktop, sdk.Target(**ALL)])
    [found] = _targets(cloud, group_id, target_type="INSTANCE", target_name="bio", limit=10, offset="0")
    assert (found.target_id, found.target_name) == (desktop.target_id, "BIO-01")


@workspace
def batch_update_target_of_policy_group(cloud: Cloud) -> None:
    group_id = _group(cloud, targets=[sdk.Target(**ALL)])
    terminal = sdk.Target(target_id="192.0.2.7", target_name="192.0.2.7", target_type="CLIENTIP")
    body = sdk.ModifyPolicyTargetReq(add=[terminal], delete=[sdk.Target(**ALL)])
    request = sdk.BatchUpdateTargetOfPolicyGroupRequest(policy_group_id=group_id, body=body)
    assert cloud.client.batch_update_target_of_policy_group(request).status_code == 200
    assert [target.target_type for target in _targets(cloud, group_id)] == ["CLIENTIP"]


# --- Access policies


def _user(cloud: Cloud, name: str) -> Any:
    return sdk.AccessPolicyObjectInfo(object_id=cloud.user(name), object_type="USER", object_name=name)


def _access_policy(cloud: Cloud, *objects: Any) -> str:
    """Create an access policy, and return its ID, which the answer does not tell."""
    policy = sdk.AccessPolicyInfo(policy_name="PRIVATE_ACCESS", blacklist_type="INTERNET")
    body = sdk.CreateAccessPolicyReq(policy=policy, policy_objects_list=list(objects))
    assert cloud.client.create_access_policy(sdk.CreateAccessPolicyRequest(body=body)).status_code == 200
    return str(_access_policies(cloud, "ACCESS_TYPE")[0].policy_id)


def _white_list(cloud: Cloud) -> str:
    policy = sdk.AccessPolicyInfo(
        policy_name="campus",
        access_control_type="IP_WHITE_LIST",
        ip_list=[sdk.IpInfo(ip_address="192.0.2.0", subnet_mask="255.255.255.0")],
        is_enable=True,
        is_block_all=False,
    )
    body = sdk.CreateAccessPolicyReq(policy=policy)
    cloud.client.create_access_policy(sdk.CreateAccessPolicyRequest(body=body))
    identifier: str = _access_policies(cloud, "IP_WHITE_LIST")[0].policy_id
    return identifier


def _access_policies(cloud: Cloud, kind: str) -> list[Any]:
    request = sdk.ListAccessPoliciesRequest(access_control_type=kind, limit=100, offset=0)
    policies: list[Any] = cloud.client.list_access_policies(request).policies
    return policies


def _access_objects(cloud: Cloud, policy_id: str) -> list[str]:
    request = sdk.ListAccessPolicyObjectsRequest(access_policy_id=policy_id, limit=2000, offset=0)
    return [row.object_name for row in cloud.client.list_access_policy_objects(request).policy_objects_list]


@workspace
def create_access_policy(cloud: Cloud) -> None:
    policy_id = _access_policy(cloud, _user(cloud, "mmueller"))
    assert _access_objects(cloud, policy_id) == ["mmueller"]


@workspace
def list_access_policies(cloud: Cloud) -> None:
    _access_policy(cloud)
    _white_list(cloud)
    [private] = _access_policies(cloud, "ACCESS_TYPE")
    assert (private.policy_name, private.blacklist_type) == ("PRIVATE_ACCESS", "INTERNET")
    [campus] = _access_policies(cloud, "IP_WHITE_LIST")
    assert (campus.ip_list[0].ip_address, campus.ip_total_count, campus.is_enable) == ("192.0.2.0", 1, True)


@workspace
def update_access_policy(cloud: Cloud) -> None:
    policy_id = _white_list(cloud)
    library = sdk.IpInfo(ip_address="198.51.100.7", subnet_mask="255.255.255.255")
    for fields in (
        {"operation_type": "ADD_IP", "ip_white_list": [library]},
        {"is_block_all": True},
        {"is_enable": False},
    ):
        request = sdk.UpdateAccessPolicyRequest(access_policy_id=policy_id, body=sdk.UpdateAccessPolicyReq(**fields))
        assert cloud.client.update_access_policy(request).status_code == 200
    [campus] = _access_policies(cloud, "IP_WHITE_LIST")
    assert (campus.ip_total_count, campus.is_block_all, campus.is_enable) == (2, True, False)


@workspace
def list_access_policy_objects(cloud: Cloud) -> None:
    policy_id = _access_policy(cloud, _user(cloud, "mmueller"), _user(cloud, "jdoe"))
    request = sdk.ListAccessPolicyObjectsRequest(access_policy_id=policy_id, limit=1, offset=1)
    answer = cloud.client.list_access_policy_objects(request)
    assert answer.total == 2 and answer.policy_objects_list[0].object_name == "jdoe"


@workspace
def update_access_policy_objects(cloud: Cloud) -> None:
    policy_id = _access_policy(cloud, _user(cloud, "mmueller"))
    body = sdk.UpdateAccessPolicyObjectsReq(policy_objects_list=[_user(cloud, "jdoe")])
    request = sdk.UpdateAccessPolicyObjectsRequest(access_policy_id=policy_id, body=body)
    assert cloud.client.update_access_policy_objects(request).status_code == 200
    assert _access_objects(cloud, policy_id) == ["jdoe"]


@workspace
def batch_delete_access_policies(cloud: Cloud) -> None:
    body = sdk.BatchDeleteAccessPoliciesReq(policy_id_list=[_access_policy(cloud)])
    request = sdk.BatchDeleteAccessPoliciesRequest(body=body)
    assert cloud.client.batch_delete_access_policies(request).status_code == 200
    assert _access_policies(cloud, "ACCESS_TYPE") == []


# --- OUs


def _ou(cloud: Cloud, name: str = "Staff") -> str:
    body = sdk.AddOuNameInfoV2Req(domain="workspace.local", ou_name=name, description="Teachers")
    identifier: str = cloud.client.add_ou(sdk.AddOuRequest(body=body)).id
    return identifier


def _ous(cloud: Cloud, **query: Any) -> list[Any]:
    ous: list[Any] = cloud.client.list_ou_details(sdk.ListOuDetailsRequest(**query)).ous
    return ous


@workspace
def add_ou(cloud: Cloud) -> None:
    identifier = _ou(cloud)
    assert [(ou.id, ou.ou_name, ou.description) for ou in _ous(cloud)] == [(identifier, "Staff", "Teachers")]


@workspace
def list_ou_details(cloud: Cloud) -> None:
    _ou(cloud)
    _ou(cloud, "Students")
    [found] = _ous(cloud, ou_name="stud", limit=10, offset=0)
    assert (found.domain, found.ou_dn) == ("workspace.local", "OU=Students,DC=workspace,DC=local")


@workspace
def list_ad_ous(cloud: Cloud) -> None:
    answer = cloud.client.list_ad_ous(sdk.ListAdOusRequest(domain="workspace.local", limit=2, offset=1))
    assert answer.total_count == 6
    assert [(ou.ou_name, ou.ou_dn) for ou in answer.ou_infos] == [
        ("Students", "OU=Students,DC=workspace,DC=local"),
        ("Students/Biology", "OU=Biology,OU=Students,DC=workspace,DC=local"),
    ]


@workspace
def list_ad_ou_users(cloud: Cloud) -> None:
    cloud.user("ad-anna")
    request = sdk.ListAdOuUsersRequest(
        ou_dn="OU=Students,DC=workspace,DC=local", user_name="AD-", has_existed=False, limit=10, offset=0
    )
    answer = cloud.client.list_ad_ou_users(request)
    assert [user.user_name for user in answer.user_infos] == ["ad-ben"]
    assert (answer.total_count, answer.enable_create_count) == (1, 1)


@workspace
def update_ou_info(cloud: Cloud) -> None:
    identifier = _ou(cloud)
    body = sdk.ModifyOuNameInfoV2Req(id=identifier, ou_name="Staff", description="Lecturers")
    request = sdk.UpdateOuInfoRequest(ou_id=identifier, body=body)
    assert cloud.client.update_ou_info(request).status_code == 200
    assert _ous(cloud)[0].description == "Lecturers"


@workspace
def delete_ou(cloud: Cloud) -> None:
    assert cloud.client.delete_ou(sdk.DeleteOuRequest(ou_id=_ou(cloud))).status_code == 204
    assert _ous(cloud) == []


# --- Messages


@workspace
def send_notifications(cloud: Cloud) -> None:
    body = sdk.SendNotificationsReq(desktop_ids=[cloud.desktop("BIO-01")], notifications="The room closes at eight.")
    job_id = cloud.client.send_notifications(sdk.SendNotificationsRequest(body=body)).job_id
    cloud.pass_time(1)
    assert cloud.client.show_job(sdk.ShowJobRequest(job_id=job_id)).status == "COMPLETE"
    [notice] = cloud.control("GET", "state")["tables"]["Notice"]
    assert notice["text"] == "The room closes at eight."
