# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the steps about users to requests: how many, how large, and which of them may be repeated."""

from __future__ import annotations

from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import Call
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.options import argument_spec
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.user.resource import UserResource

DEFAULTS = {name: option.get("default") for name, option in argument_spec().items()}
USERS, GROUPS = "/v2/{project_id}/users", "/v2/{project_id}/groups"


class FakeClient:
    """A project with users and groups."""

    def __init__(self, names: list[str], domain_type: str = "LITE_AS") -> None:
        self.domain_type = domain_type
        self.rows = {
            "users": [
                {
                    "id": f"id-{name}",
                    "user_name": name,
                    "user_email": f"{name}@uni.example",
                    "user_phone": "",
                    "locked": False,
                    "group_names": [],
                }
                for name in names
            ],
            "user_groups": [{"id": "7", "name": "bio"}, {"id": "8", "name": "chem"}],
        }

    def list_all(
        self, path: str, key: str, query: Any = None, limit: Any = None, service: str = "workspace", **_more: Any
    ) -> list[dict[str, Any]]:
        assert (path, limit) in {(USERS, None), (GROUPS, 100)}
        return self.rows[key]

    def get(self, path: str, **_more: Any) -> dict[str, Any]:
        assert path == "/v2/{project_id}/workspaces"
        return {"ad_domains": {"domain_type": self.domain_type}}


def calls(client: FakeClient, **given: Any) -> list[Call]:
    """Return the requests of a task, stage by stage."""
    resource = UserResource(client, {**DEFAULTS, **given})  # type: ignore[arg-type]
    resource.read()
    plan = resource.plan()
    assert not plan.refused, plan.refused
    return [call for stage in resource.stages(plan) for call in resource.calls(stage)]


def people(count: int) -> list[dict[str, Any]]:
    """Return items of ``users``."""
    return [{"user_name": f"u{number}", "user_email": f"u{number}@uni.example"} for number in range(count)]


def test_creations_of_two_hundred_and_one_alone():
    found = calls(FakeClient([]), users=people(401))
    assert [call.path for call in found] == [f"{USERS}/batch-create", f"{USERS}/batch-create", USERS]
    assert [len(call.body["users"]) for call in found[:2]] == [200, 200]
    assert found[2].body["user_name"] == "u400"
    assert all(call.find_effect and not call.repeatable for call in found)


def test_a_batch_is_halved_and_one_alone_is_not():
    batch, alone = calls(FakeClient([]), users=people(201))
    assert batch.split and alone.split
    assert [len(half.body["users"]) for half in batch.split()] == [100, 100]
    assert not alone.split()


def test_deletions_of_a_hundred_and_one_alone():
    items = people(101)
    found = calls(FakeClient([item["user_name"] for item in items]), users=items, state="absent")
    assert [(call.method, call.path) for call in found] == [
        ("POST", f"{USERS}/batch-delete"),
        ("DELETE", f"{USERS}/id-u100"),
    ]
    assert len(found[0].body["user_ids"]) == 100


def test_members_of_a_group_by_fifty():
    items = people(51)
    found = calls(FakeClient([item["user_name"] for item in items]), users=items, groups=["bio", "8"])
    assert [(call.path, len(call.body["user_ids"]), call.body["op_type"]) for call in found] == [
        (f"{GROUPS}/7/actions", 50, "ADD"),
        (f"{GROUPS}/7/actions", 1, "ADD"),
        (f"{GROUPS}/8/actions", 50, "ADD"),
        (f"{GROUPS}/8/actions", 1, "ADD"),
    ]


def test_only_a_new_password_is_not_repeated():
    found = calls(FakeClient(["mia"]), user_name="mia", user_phone="", locked=True, reset_password=True)
    assert [(call.body, call.repeatable, call.find_effect) for call in found] == [
        ({"op_type": "LOCK"}, True, None),
        ({"op_type": "RESET_PWD"}, False, None),
    ]


def test_what_no_detail_tells_is_not_looked_for_there():
    assert not calls(FakeClient(["mia"]), user_name="mia", user_info_map="gold", domain="uni.local")


def test_whether_passwords_are_kept_by_a_domain_is_asked_only_where_it_matters():
    wish = {"user_name": "jane", "active_type": "ADMIN_ACTIVATE"}
    assert len(calls(FakeClient([], "LOCAL_AD"), **wish)) == 1
    resource = UserResource(FakeClient([]), {**DEFAULTS, **wish})  # type: ignore[arg-type]
    resource.read()
    assert "without password" in resource.plan().refused[0].reason
