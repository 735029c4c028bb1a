# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of policies, OUs and messages that surprise, each with a test."""

from __future__ import annotations

from typing import Any

import pytest

ALL = {"target_id": "default-apply-all-targets", "target_name": "All-Targets", "target_type": "ALL"}


def refused(response: Any, status: int, code: str | None = None) -> None:
    """Check that a request was refused with a status and an error code."""
    assert response.status_code == status, response.text
    if code:
        assert response.json()["error_code"] == code


def group(client: Any, name: str = "exam", **fields: Any) -> Any:
    """Create a policy group."""
    return client.call("POST", "/policy-groups", {"policy_group": {"policy_group_name": name, **fields}})


def policies(client: Any, group_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/policy-groups/{group_id}/policies")["policies"]
    return found


def places(client: Any) -> dict[str, int]:
    """Return the priority of each policy group."""
    return {row["policy_group_name"]: row["priority"] for row in client.get("/policy-groups")["policy_groups"]}


def user(client: Any, name: str) -> str:
    """Let there be a user, and return the ID."""
    client.control("desktops", action="create", desktop=f"PC-{name}", user=name)
    return next(one["id"] for one in client.state()["users"] if one["user_name"] == name)


# --- Policy groups


def test_priorities_run_from_one_to_the_number_of_groups_and_others_move(client):
    for name in ("a", "b", "c"):
        assert group(client, name).status_code == 201
    assert places(client) == {"a": 1, "b": 2, "c": 3}
    group(client, "d", priority=1)
    assert places(client) == {"d": 1, "a": 2, "b": 3, "c": 4}
    refused(group(client, "e", priority=6), 400)
    found = client.get("/policy-groups")["policy_groups"][0]["policy_group_id"]
    body = {"policy_group": {"policy_group_name": "d", "priority": 3}}
    assert client.call("PUT", f"/policy-groups/{found}", body).status_code == 200
    assert places(client) == {"a": 1, "b": 2, "d": 3, "c": 4}
    assert client.call("DELETE", f"/policy-groups/{found}").status_code == 204
    assert places(client) == {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize(
    "wrong",
    [
        {"clipboard": {}},
        {"watermark": {"enable": True}},
        {"watermark": {"watermark_enable": "true"}},
        {"watermark": {"options": {"font_size": 201}}},
        {"watermark": {"options": {"font_size": True}}},
        {"file_and_clipboard": {"clipboard_redirection": "OFF"}},
        {"watermark": True},
    ],
)
def test_unknown_and_wrong_policies_are_refused(client, wrong):
    refused(group(client, policies=wrong), 400)
    assert places(client) == {}


def test_policies_that_are_sent_replace_the_whole_object_and_leave_the_others(client):
    first = {"watermark": {"watermark_enable": True, "options": {"lean": 0}}, "audio": {"play_quality": "Low"}}
    group_id = group(client, policies=first).json()["id"]
    body = {"policies": {"watermark": {"watermark_enable": False}}}
    assert client.call("PUT", f"/policy-groups/{group_id}/policies", body).status_code == 200
    assert policies(client, group_id) == {**first, "watermark": {"watermark_enable": False}}


def test_an_update_leaves_what_it_does_not_send(client):
    watermark = {"watermark": {"watermark_enable": True}}
    group_id = group(client, description="Exams", policies=watermark, targets=[ALL]).json()["id"]
    client.call("PUT", f"/policy-groups/{group_id}", {"policy_group": {"policy_group_name": "exam2"}})
    [found] = client.get("/policy-groups/detail")["policy_groups"]
    assert (found["policy_group_name"], found["description"], found["policies"]) == ("exam2", "Exams", watermark)
    assert client.get(f"/policy-groups/{group_id}/targets")["targets"] == [ALL]


def test_a_desktop_is_a_target_by_its_sid(client):
    desktop = client.control("desktops", action="create", desktop="BIO-01")
    sid = next(one["sid"] for one in client.state()["desktops"])
    for target_id, status in ((desktop["id"], 400), (sid, 201)):
        target = {"target_id": target_id, "target_name": "BIO-01", "target_type": "INSTANCE"}
        assert group(client, targets=[target]).status_code == status


def test_targets_are_added_once_and_strangers_deleted_in_silence(client):
    group_id = group(client, targets=[ALL]).json()["id"]
    address = {"target_id": "192.0.2.7", "target_name": "192.0.2.7", "target_type": "CLIENTIP"}
    for body in ({"add": [ALL]}, {"delete": [address]}):
        assert client.call("PUT", f"/policy-groups/{group_id}/targets", body).status_code == 200
    assert client.get(f"/policy-groups/{group_id}/targets")["targets"] == [ALL]
    other = {**address, "target_id": "nobody", "target_type": "USER"}
    refused(client.call("PUT", f"/policy-groups/{group_id}/targets", {"add": [other]}), 400)


def test_names_are_fuzzy_unless_accurate_and_unique(client):
    group(client, "exam")
    group(client, "exam2")
    refused(group(client, "exam"), 409)
    refused(group(client, "exam 1"), 400)
    assert len(client.get("/policy-groups", policy_group_name="EXAM")["policy_groups"]) == 2
    query = {"policy_group_name": "exam", "is_group_name_accurate": "true"}
    assert len(client.get("/policy-groups", **query)["policy_groups"]) == 1
    refused(client.call("GET", "/policy-groups/gone/policies"), 404)


# --- Access policies


def private(client: Any, *user_ids: str, name: str = "PRIVATE_ACCESS") -> Any:
    """Create a policy that keeps users from coming by the Internet."""
    objects = [{"object_id": user_id, "object_type": "USER"} for user_id in user_ids]
    policy = {"policy_name": name, "blacklist_type": "INTERNET"}
    return client.call("POST", "/access-policy", {"policy": policy, "policy_objects_list": objects})


def white_list(client: Any, **fields: Any) -> Any:
    policy = {"policy_name": "campus", "access_control_type": "IP_WHITE_LIST", **fields}
    return client.call("POST", "/access-policy", {"policy": policy})


def access_policies(client: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/access-policy")["policies"]
    return found


def test_only_fixed_names_and_no_id_in_the_answer(client):
    refused(private(client, name="VPN"), 400)
    assert private(client).content == b"" and access_policies(client)[0]["policy_name"] == "PRIVATE_ACCESS"
    refused(private(client), 409)


def test_objects_are_listed_by_tens_and_replaced_whole(client):
    ids = [user(client, f"user{number:02d}") for number in range(12)]
    private(client, *ids)
    path = f"/access-policy/{access_policies(client)[0]['policy_id']}/objects"
    assert (len(client.get(path)["policy_objects_list"]), client.get(path)["total"]) == (10, 12)
    body = {"policy_objects_list": [{"object_id": ids[0], "object_type": "USER", "object_name": "somebody"}]}
    assert client.call("PUT", path, body).status_code == 200
    assert [row["object_name"] for row in client.get(path)["policy_objects_list"]] == ["user00"]
    refused(client.call("PUT", path, {"policy_objects_list": []}), 400)


def test_switches_are_changed_alone_and_all_are_blocked_only_while_the_list_counts(client):
    white_list(client)
    path = f"/access-policy/{access_policies(client)[0]['policy_id']}"
    refused(client.call("PUT", path, {"is_enable": True, "is_block_all": True}), 400)
    refused(client.call("PUT", path, {"is_block_all": True}), 400)
    for switch in ("is_enable", "is_block_all"):
        assert client.call("PUT", path, {switch: True}).status_code == 200
    assert access_policies(client)[0]["is_block_all"] is True
    refused(white_list(client, policy_name="library", is_block_all=True), 400)


def test_networks_come_and_go_by_operation(client):
    campus = {"ip_address": "192.0.2.0", "subnet_mask": "255.255.255.0"}
    library = {"ip_address": "198.51.100.7", "subnet_mask": "255.255.255.255"}
    white_list(client, ip_list=[campus])
    path = f"/access-policy/{access_policies(client)[0]['policy_id']}"
    for operation, rows in (("ADD_IP", [campus, library]), ("ADD_IP", [campus, library]), ("DELETE_IP", [campus])):
        body = {"operation_type": operation, "ip_white_list": [library]}
        assert client.call("PUT", path, body).status_code == 200
        assert access_policies(client)[0]["ip_list"] == rows
    body = {"operation_type": "ADD_IP", "ip_white_list": [{**campus, "subnet_mask": "255.0.255.0"}]}
    refused(client.call("PUT", path, body), 400)


def test_access_policies_are_deleted_by_a_body(client):
    private(client)
    policy_id = access_policies(client)[0]["policy_id"]
    refused(client.call("DELETE", "/access-policy", {"policy_id_list": []}), 400)
    assert client.call("DELETE", "/access-policy", {"policy_id_list": [policy_id]}).status_code == 200
    refused(client.call("DELETE", "/access-policy", {"policy_id_list": [policy_id]}), 404)


# --- OUs


def test_a_missing_ou_is_a_failure_of_the_server(client):
    refused(client.call("PUT", "/ous/gone", {"ou_name": "Staff"}), 500, "WKS.0202")
    refused(client.call("DELETE", "/ous/gone"), 500, "WKS.0915")


def test_an_ou_must_be_in_the_domain(client):
    staff = {"ou_name": "Staff", "domain": "workspace.local"}
    refused(client.call("POST", "/ous", {**staff, "ou_name": "Cooks"}), 400)
    refused(client.call("POST", "/ous", {**staff, "domain": "other.example"}), 400)
    assert client.call("POST", "/ous", staff).status_code == 200
    refused(client.call("POST", "/ous", staff), 409)
    assert len(client.get("/ous", ou_name="taf")["ous"]) == 1


# --- Messages


def test_a_message_reaches_the_desktops_that_run_and_fails_at_the_others(client):
    ids = [client.control("desktops", action="create", desktop=name)["id"] for name in ("BIO-01", "BIO-02")]
    client.control("desktops", action="power", desktop="BIO-02", status="SHUTOFF")
    body = {"desktop_ids": ids, "notifications": "Save your work."}
    job_id = client.call("POST", "/desktops/notifications", body).json()["job_id"]
    client.finish()
    job = client.get(f"/workspace-jobs/{job_id}")
    assert job["status"] == "COMPLETE" and [row["status"] for row in job["sub_jobs"]] == ["SUCCESS", "FAILED"]
    [notice] = client.state()["tables"]["Notice"]
    assert notice["desktop_ids"] == ids[:1]
    refused(client.call("POST", "/desktops/notifications", {**body, "desktop_ids": ["gone"]}), 404)


def test_the_domain_has_ous_and_accounts_that_the_service_does_not_know(client):
    names = [row["ou_name"] for row in client.get("/ad-ous")["ou_infos"]]
    assert names[:4] == ["Staff", "Students", "Students/Biology", "Students/Biology/Labs"]
    assert client.get("/ous")["total_count"] == 0
    assert client.call("GET", "/ad-ous", domain="elsewhere.local").status_code == 400
    students = "OU=Students,DC=workspace,DC=local"
    rows = client.get("/ou-users", ou_dn=students)["user_infos"]
    assert [(row["user_name"], row["has_existed"]) for row in rows] == [("ad-anna", False), ("ad-ben", False)]
    client.call("POST", "/users", {"user_name": "ad-anna", "user_email": "anna@uni.example"})
    told = client.get("/ou-users", ou_dn=students, has_existed=True)
    assert ([row["user_name"] for row in told["user_infos"]], told["enable_create_count"]) == (["ad-anna"], 1)
    assert client.call("GET", "/ou-users", ou_dn="OU=Cooks").json()["error_code"] == "WKS.0202"
