# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any request: its path, whether it only reads, what its answer tells, and what is shown of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.api import (
    READING_POSTS,
    WRITING_GETS,
    fill_in,
    hidden,
    jobs_in,
    list_in,
    only_reads,
    secrets,
    without_addresses,
)

TAG = "/v2/{project_id}/desktops/{desktop_id}/tags/{key}"


def test_placeholders_are_filled_in_and_encoded() -> None:
    assert fill_in(TAG, {"desktop_id": "91c0", "key": "a/b c?"}) == "/v2/{project_id}/desktops/91c0/tags/a%2Fb%20c%3F"
    assert fill_in("/v2/{project_id}/desktops", {}) == "/v2/{project_id}/desktops"
    assert fill_in("/v3/ai-agents/skill-bindings", {}) == "/v3/ai-agents/skill-bindings"


def test_a_value_is_never_taken_for_a_placeholder() -> None:
    values = {"desktop_id": "{key}", "key": "course"}
    assert fill_in(TAG, values) == "/v2/{project_id}/desktops/%7Bkey%7D/tags/course"


@pytest.mark.parametrize(
    ("path", "values", "told"),
    [
        ("desktops", {}, "begins with the version"),
        ("/desktops", {}, "begins with the version"),
        ("//evil.example/v2/desktops", {}, "neither a host"),
        ("https://evil.example/v2/desktops", {}, "neither a host"),
        ("/v2/{project_id}/desktops?limit=1", {}, "option query"),
        ("/v2/{project_id}/desktops#top", {}, "not valid"),
        ("/v2/{project_id}/../images", {}, "not valid"),
        ("/v2/{project_id}/desktops/", {}, "not valid"),
        ("/v2/{project_id}//desktops", {}, "not valid"),
        ("/v2/{project_id}/desktops/{}", {}, "not valid"),
        ("/v2/{project_id}/desktops/{desktop_id", {}, "not valid"),
        (TAG, {"desktop_id": "91c0"}, "{key}"),
        (TAG, {"desktop_id": "91c0", "key": ""}, "path_params.key is empty"),
        (TAG, {"desktop_id": "91c0", "key": "a", "tag": "b"}, "no {tag}"),
        (TAG, {"desktop_id": "91c0", "key": ".."}, 'path_params.key is ".."'),
        (TAG, {"desktop_id": ".", "key": "a"}, 'path_params.desktop_id is "."'),
        ("/v2/{project_id}/desktops", {"project_id": "other"}, "path_params has project_id"),
    ],
)
def test_what_is_no_path_is_refused(path: str, values: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as refused:
        fill_in(path, values)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("method", "path", "reads"),
    [
        ("GET", "/v2/{project_id}/desktops", True),
        ("GET", "/v2/{project_id}/users/{user_id}/random-password", False),
        ("GET", "/v2/0123456789abcdef/users/91c0b4a5/random-password", False),
        ("GET", "/v2/0123456789abcdef/users/91c0b4a5/random%2Dpassword", False),
        ("GET", "/v3/{project_id}/desktops/export", False),
        ("POST", "/v2/{project_id}/desktops", False),
        ("POST", "/v2/{project_id}/desktops/resource_instances/action", True),
        ("POST", "/v2/{project_id}/desktops/resource-instances/action", True),
        ("POST", "/v2/{project_id}/desktops/91c0b4a5/tags/action", False),
        ("POST", "/v1/{project_id}/app-groups/{app_group_id}/apps/actions/check", True),
        ("PUT", "/v2/{project_id}/desktops/check-images", False),
        ("PATCH", "/v1/{project_id}/app-servers/actions/batch-delete", False),
        ("DELETE", "/v2/{project_id}/desktops/91c0b4a5", False),
    ],
)
def test_what_only_reads(method: str, path: str, reads: bool) -> None:
    assert only_reads(method, path) is reads


def test_exceptions_are_known_however_their_placeholders_are_filled_in() -> None:
    for path in WRITING_GETS:
        assert not only_reads("GET", path) and not only_reads("GET", path.replace("{", "").replace("}", ""))
    for path in READING_POSTS:
        assert only_reads("POST", path) and only_reads("POST", path.replace("{", "").replace("}", ""))


def test_jobs_of_an_answer() -> None:
    assert jobs_in(
        {"job_id": "a", "jobs": [{"desktop_id": "x", "job_id": "a"}, {"desktop_id": "y", "job_id": "b"}]}
    ) == [
        "a",
        "b",
    ]
    assert jobs_in({"job_id": None, "items": ["a", {"id": "b"}], "total": 2}) == []
    assert jobs_in({"job_id": None, "failed_operation_list": [], "success_job_ids": ["a", "b"]}) == ["a", "b"]
    assert jobs_in({}) == []


def test_the_list_of_an_answer() -> None:
    assert list_in({"records": [], "total_count": 0}, None) == "records"
    assert list_in({"a": [], "b": []}, "b") == "b"
    assert list_in({"a": None, "total_count": 0}, "a") == "a"
    for answer, key, told in (
        ({"a": [], "b": []}, None, "a, b"),
        ({"total": 1}, None, "there is none"),
        ({"a": []}, "b", "its lists are a"),
        ({"a": [], "b": {}}, "b", "its lists are a"),
    ):
        with pytest.raises(InputError, match="items_key") as refused:
            list_in(answer, key)
        assert told in str(refused.value)


def test_secrets_are_not_shown() -> None:
    mia = {"user_name": "mia", "password": "Secret.123", "user_email": "mia@uni.example"}
    body = {"users": [mia], "app_secret": {"a": "b"}, "count": 2}
    assert hidden(body) == {
        "users": [{"user_name": "mia", "password": "(hidden)", "user_email": "m***@uni.example"}],
        "app_secret": "(hidden)",
        "count": 2,
    }


def test_switches_are_shown_and_ways_to_reach_people_in_part() -> None:
    assert hidden({"enable_change_password": True, "api_key": "k", "email": "mia@uni.example"}) == {
        "enable_change_password": True,
        "api_key": "(hidden)",
        "email": "m***@uni.example",
    }


def test_secrets_are_found_wherever_they_are() -> None:
    def found(body: Any, query: Mapping[str, Any] | None = None, show: bool = False) -> set[str]:
        return secrets({"query": query or {}, "body": body, "show_personal_data": show})

    body = {"users": [{"user_name": "mia", "password": "Secret.123"}], "oauth_secret": {"value": "Very.Secret"}}
    assert found(body, {"token": "abcdef"}) == {"Secret.123", "Very.Secret", "abcdef"}
    assert found('{"domain_password": "Secret.123"}') == {"Secret.123"}
    assert found({"password_never_expired": True, "enable_change_password": "0"}) == set()
    assert found("no JSON") == set()
    people = {"users": [{"user_name": "mia", "user_email": "mia@uni.example", "user_phone": "+4917000000"}]}
    assert found(people) == {"mia@uni.example", "+4917000000"} and found(people, show=True) == set()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"user_email": "mia@uni.example"}, {"user_email": "m***@uni.example"}),
        ({"users": [{"email": "mia@uni.example"}]}, {"users": [{"email": "m***@uni.example"}]}),
        ({"emails": ["mia@uni.example", None]}, {"emails": ["m***@uni.example", None]}),
        ({"user_phone": "+4917000000"}, {"user_phone": "+49******00"}),
        ({"telephone_number": 4917000000}, {"telephone_number": "491*****00"}),
        ({"phone": {"mobile": "+4917000000"}}, {"phone": {"mobile": "+49******00"}}),
        ({"email_notification": True, "mail_send_type": "CREATE", "is_send_email": True}, None),
        ({"fd_mobile_client_redir_enable": "x", "user_name": "mia"}, None),
        (None, None),
    ],
)
def test_addresses_in_answers_are_shown_in_part(answer: Any, shown: Any) -> None:
    assert without_addresses(answer) == (answer if shown is None else shown)
