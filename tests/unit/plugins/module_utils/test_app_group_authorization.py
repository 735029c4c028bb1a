# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorizations for application groups: who is meant, and requests that name exactly the pairs asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import Run
from ansible_collections.huaweicloud.workspace.plugins.module_utils.deadline import Deadline
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError, WorkspaceError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.app_group_authorization import (
    ACCOUNTS_A_CALL,
    APP_GROUP_AUTHORIZATION_SPEC,
    GROUPS_A_CALL,
    Account,
    AppGroupAuthorizationResource,
)

Pairs = set[tuple[str, str]]


class FakeClient:
    """The lists of a service that knows who is authorized, and the requests that it gets."""

    def __init__(self, groups: Iterable[str], users: Iterable[Mapping[str, Any]], authorized: Pairs = frozenset()):
        self.groups = [{"id": group, "name": f"name of {group}"} for group in groups]
        self.users = list(users)
        self.authorized = set(authorized)
        self.sent: list[tuple[str, Mapping[str, Any], Any]] = []
        self.deadline = Deadline(60)

    reading = staticmethod(contextlib.nullcontext)
    report = staticmethod(lambda progress: None)

    def forget(self) -> None:
        """Keep nothing of what was read."""

    def list_all(self, path: str, key: str, query: Any = None, **more: Any) -> list[dict[str, Any]]:
        if key == "items":
            return [dict(row) for row in self.groups]
        if key == "users":
            return [dict(row) for row in self.users]
        if key == "user_groups":
            return []
        return [
            {"app_group_id": group, "account": account, "account_id": f"id-{account}", "account_type": "USER"}
            for group, account in sorted(self.authorized)
            if group == query["app_group_id"]
        ]

    def write(self, method: str, path: str, body: Any, headers: Any, **more: Any) -> dict[str, Any]:
        self.sent.append((path, body, headers))
        pairs = {(group, account["account"]) for group in body["app_group_ids"] for account in body["accounts"]}
        self.authorized = self.authorized - pairs if path.endswith("delete-authorization") else self.authorized | pairs
        return {}


def known(*names: str) -> list[dict[str, Any]]:
    return [{"id": f"id-{name}", "user_name": name} for name in names]


def account(name: str, **more: Any) -> dict[str, Any]:
    """Return an item of ``accounts`` as Ansible hands it over."""
    fields = APP_GROUP_AUTHORIZATION_SPEC["accounts"]["options"]
    return {**{field: option.get("default") for field, option in fields.items()}, "account": name, **more}


def made(client: FakeClient, **options: Any) -> AppGroupAuthorizationResource:
    """Return the resource of a task, with what there is read."""
    given_ = {**{name: option.get("default") for name, option in APP_GROUP_AUTHORIZATION_SPEC.items()}, **options}
    resource = AppGroupAuthorizationResource(client, given_)
    resource.read()
    return resource


def done(client: FakeClient, **options: Any) -> AppGroupAuthorizationResource:
    """Carry a task out, and return its resource."""
    resource = made(client, **options)
    run = Run(client, resource, wait=True)
    plan = resource.plan()
    run.carry_out(plan)
    resource.finish(plan, run.results)
    assert not run.failed, run.failed
    return resource


GROUPS = [f"g{number}" for number in range(25)]
NAMES = [f"u{number:03d}" for number in range(120)]
pairs = st.sets(st.tuples(st.sampled_from(GROUPS), st.sampled_from(NAMES)), max_size=30)
some = st.tuples(
    st.lists(st.sampled_from(GROUPS), min_size=1, unique=True),
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
)


@given(before=pairs, asked=some, purge=st.booleans())
def test_nobody_gets_more_than_asked_for_and_nothing_is_asked_twice(before, asked, purge):
    groups, names = asked
    client = FakeClient(GROUPS, known(*NAMES), before)
    options = {"app_groups": groups, "accounts": [account(name) for name in names], "purge_accounts": purge}
    done(client, **options)
    desired = {(group, name) for group in groups for name in names}
    assert client.authorized == desired | {pair for pair in before if not purge or pair[0] not in groups}
    named = [
        (path, group, one["account"])
        for path, body, _headers in client.sent
        for group in body["app_group_ids"]
        for one in body["accounts"]
    ]
    assert len(named) == len(set(named))
    assert {(group, name) for path, group, name in named if path.endswith("authorizations")} == desired - before
    assert all(
        len(body["app_group_ids"]) <= GROUPS_A_CALL and len(body["accounts"]) <= ACCOUNTS_A_CALL
        for _path, body, _headers in client.sent
    )
    assert not made(client, **options).plan().changed


@given(before=pairs, asked=some)
def test_only_who_is_listed_loses_only_what_is_listed(before, asked):
    groups, names = asked
    client = FakeClient(GROUPS, [], before)
    done(client, app_groups=groups, accounts=[account(name) for name in names], state="absent")
    assert client.authorized == {(group, name) for group, name in before if group not in groups or name not in names}


def test_25_application_groups_and_120_accounts_are_nine_requests():
    client = FakeClient(GROUPS, known(*NAMES))
    done(client, app_groups=GROUPS, accounts=[account(name) for name in NAMES], language="zh-cn")
    assert len(client.sent) == 9
    assert {headers["X-Language"] for _path, _body, headers in client.sent} == {"zh-cn"}


def test_without_a_language_no_header_is_sent():
    client = FakeClient(["g"], known("mia"))
    done(client, app_groups=["g"], accounts=[account("mia")])
    assert client.sent[0][2] is None


def test_an_application_group_given_twice_counts_once_by_its_first_name():
    client = FakeClient(["g"], known("mia"))
    plan = made(client, app_groups=["name of g", "g"], accounts=[account("mia")]).plan()
    assert plan.targets() == ["name of g/mia"]


def test_addresses_are_sent_and_not_shown():
    client = FakeClient(["g"], known("mia"))
    person = account("mia", email="mia@uni.example", telephone_number="+4917012345", domain="", platform_type="LOCAL")
    resource = made(client, app_groups=["g"], accounts=[person])
    told = str(resource.plan().actions()) + str(resource.plan().diff())
    assert "mia@uni.example" not in told and "+4917012345" not in told
    done(client, app_groups=["g"], accounts=[person])
    [sent] = client.sent[0][1]["accounts"]
    assert (sent["email"], sent["telephone_number"], sent["platform_type"]) == (
        "mia@uni.example",
        "+4917012345",
        "LOCAL",
    )


def test_of_several_with_one_name_the_one_of_the_domain_is_meant():
    users = [{"id": f"id-{domain}", "user_name": "mia", "domain": domain} for domain in ("a.example", "b.example")]
    client = FakeClient(["g"], users)
    with pytest.raises(InputError, match=r"several users are called .mia. \(id-a.example, id-b.example\)"):
        made(client, app_groups=["g"], accounts=[account("mia")])
    resource = made(client, app_groups=["g"], accounts=[account("mia", domain="b.example")])
    [step] = resource.plan().steps
    assert step.payload[1].id == "id-b.example"


@pytest.mark.parametrize(
    ("more", "awaited"),
    [
        ({}, True),
        ({"platform_type": "LOCAL"}, True),
        ({"platform_type": "AD"}, False),
        ({"platform_type": "SYSTEM"}, False),
        ({"id": "given"}, False),
        ({"account_type": "USER_GROUP", "platform_type": "AD"}, True),
        ({"account_type": "USER_GROUP", "id": "given"}, False),
    ],
)
def test_who_must_be_in_the_list_of_workspace(more, awaited):
    plan = made(FakeClient(["g"], known("mia")), app_groups=["g"], accounts=[account("mya", **more)]).plan()
    assert bool(plan.awaited) is awaited and len(plan.steps) == 1


ROW = {"account": "mia", "account_type": "USER", "account_id": "1", "domain": "a.example"}


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        (Account("mia", "USER", "1"), True),
        (Account("called otherwise", "USER", "1"), True),
        (Account("mia", "USER", "2"), False),
        (Account("MIA", "USER", None), True),
        (Account("mia", "USER_GROUP", "1"), False),
        (Account("mia", "USER", None, (("domain", "b.example"),)), False),
        (Account("mia", "USER", None, (("domain", "a.example"),)), True),
        (Account("omar", "USER", None), False),
    ],
)
def test_an_authorization_is_recognized_by_id_else_by_name(asked, same):
    assert asked.is_that_of(ROW) is same


def test_a_user_and_a_user_group_of_one_name_are_two_targets():
    rows = [Account("bio", kind, None).label for kind in ("USER", "USER_GROUP")]
    assert rows == ["bio", "bio (USER_GROUP)"]


def test_of_several_with_one_name_none_loses_an_authorization_unnamed():
    # Names of users are the same in any case; these two are in different domains.
    client = FakeClient(["g1"], [], {("g1", "lee"), ("g1", "LEE")})
    plan = made(client, app_groups=["g1"], accounts=[account("Lee")], state="absent").plan()
    assert [notice.reason for notice in plan.refused] == [
        "several accounts have this name (id-LEE, id-lee); give the id or the domain"
    ]
    plan = made(client, app_groups=["g1"], accounts=[account("Lee", id="id-lee")], state="absent").plan()
    assert plan.refused == [] and [step.target for step in plan.steps] == ["g1/lee"]


class Forgetful(FakeClient):
    """Lists that lack fields, as often as said."""

    def __init__(self, fields: tuple[str, ...], times: int) -> None:
        super().__init__(["g1"], known("mia"), {("g1", "mia")})
        self.fields, self.times = fields, times

    def list_all(self, path: str, key: str, query: Any = None, **more: Any) -> list[dict[str, Any]]:
        rows = super().list_all(path, key, query, **more)
        if key == "authorizations" and self.times:
            self.times -= 1
            rows = [{name: value for name, value in row.items() if name not in self.fields} for row in rows]
        return rows


@pytest.mark.parametrize("fields", [("account", "account_id"), ("account_id", "account_type")])
def test_whom_an_authorization_is_for_is_read_once_more_and_then_an_error(fields):
    wanted = {"app_groups": ["g1"], "accounts": [account("mia")], "purge_accounts": True}
    assert not made(Forgetful(fields, 1), **wanted).plan().steps
    with pytest.raises(WorkspaceError, match="for whom some authorizations of g1 are"):
        made(Forgetful(fields, 2), **wanted)
