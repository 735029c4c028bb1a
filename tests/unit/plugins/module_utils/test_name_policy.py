# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that name desktops: a list that ends early, and the rules of a policy as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.workspace.plugins.module_utils.client import Client
from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.resources.name_policy import (
    NAME_POLICY_SPEC,
    NamePolicyResource,
    find_policies,
)

POLICY = {"name_prefix": "BIO-", "digit_number": 2, "start_number": 1, "single_domain_user_inc": 0}


class Service(Client):
    """A client of a service that has policies, and lists a hundred of them at most."""

    def __init__(self, *names: str, default: str = "") -> None:
        self.policies = [
            {**POLICY, "policy_id": f"id-{name}", "policy_name": name, "is_default_policy": name == default}
            for name in names
        ]
        self.queries: list[dict[str, Any]] = []

    def read(self, _method: str, _path: str, query: Any = None, *_more: Any) -> dict[str, Any]:
        """Return a page, by the fuzzy filter of names or the exact one of IDs."""
        self.queries.append(query)
        assert query["offset"] <= 50 and query["limit"] == 50
        found = [
            row
            for row in self.policies
            if query.get("policy_name", "") in row["policy_name"] and query.get("policy_id") in (None, row["policy_id"])
        ]
        return {
            "desktop_name_policy_infos": found[query["offset"] :][:50],
            "total_count": len(found),
        }


def resource(service: Service, name: str, **given: Any) -> NamePolicyResource:
    """Return the resource of a task, after it has read."""
    assert set(given) <= set(NAME_POLICY_SPEC)
    defaults = {option: spec.get("default") for option, spec in NAME_POLICY_SPEC.items()}
    made = NamePolicyResource(service, {**defaults, "policy_name": name, **given})
    made.read()
    return made


def test_a_name_that_is_part_of_too_many_others_is_not_taken_for_missing():
    service = Service(*(f"bio{number}" for number in range(100)), "bio")
    with pytest.raises(InputError, match="does not show 1 of them"):
        resource(service, "bio", **POLICY)
    assert resource(service, "bio99").result()["name_policy"]["policy_name"] == "bio99"
    found = find_policies(service, {"policy_name": None})
    assert (len(found["name_policies"]), found["unread"]) == (100, 1)


def test_an_id_is_longer_than_any_name_and_asked_for_as_such():
    service = Service("b" * 30)
    assert resource(service, "id-" + "b" * 30).plan().steps == []
    assert service.queries[0]["policy_id"] == "id-" + "b" * 30


def test_the_number_of_the_service_is_a_truth_value_here():
    service = Service("bio")
    assert not resource(service, "bio", single_domain_user_inc=False).plan().changed
    task = resource(service, "bio", single_domain_user_inc=True, name_prefix="$DomainUser$")
    [step] = task.plan().steps
    assert step.fields["single_domain_user_inc"].before is False
    [call] = task.calls([step])
    assert call.body == {"single_domain_user_inc": 1, "name_prefix": "$DomainUser$"}
    assert not isinstance(call.body["single_domain_user_inc"], bool)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, None),
        ({"name_prefix": "B" * 13}, None),
        ({"name_prefix": "$DomainUser$-" + "B" * 12, "single_domain_user_inc": True}, None),
        ({"name_prefix": "B" * 14}, "more than 15 characters"),
        ({"name_prefix": "B" * 13, "digit_number": 3}, "more than 15 characters"),
        ({"name_prefix": "B_"}, "may have letters"),
        ({"name_prefix": ""}, "may have letters"),
        ({"single_domain_user_inc": True}, "needs $DomainUser$"),
    ],
)
def test_the_whole_policy_is_checked_when_it_is_made_or_changed(given, reason):
    for service, name in ((Service(), "new"), (Service("old"), "old")):
        desired = {**POLICY, **given} if name == "new" else given
        refused = [notice.reason for notice in resource(service, name, **desired).plan().refused]
        assert [reason in one for one in refused] == [True] if reason else not refused


def test_the_former_default_is_named():
    service = Service("bio", "chem", default="chem")
    [warning] = resource(service, "bio", is_default_policy=True).plan().warnings
    assert "in place of chem" in warning
    assert not resource(service, "chem", is_default_policy=True).plan().warnings
    assert not resource(service, "bio", is_default_policy=False).plan().warnings
