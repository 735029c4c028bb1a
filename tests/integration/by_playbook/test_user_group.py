# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User groups by playbooks: changes, plans, warnings, failures and lists of what a description is enough for.

The other cases of user groups are in integration/test_user_group.py.
"""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.harness import Task, converged, converging, failure, refused
from integration.test_user_group import group, groups, members, people


@pytest.mark.slow
@case
def test_changed_in_place_and_only_what_was_asked(tenant):
    people(tenant, "mia", "omar")
    yield [group(group_name="bio", description="Biology [workspace-lab: bio101]", members=["mia"])]
    done = converged((yield converging(group(group_name="bio", description="Biology", members=["OMAR"]))))
    assert done.sides == {"before": {"bio": {"members": ["mia"]}}, "after": {"bio": {"members": ["mia", "omar"]}}}
    assert members(tenant, "bio") == ["mia", "omar"]
    assert groups(tenant)["bio"]["description"] == "Biology [workspace-lab: bio101]"
    done = converged((yield converging(group(group_name="bio", description="", members=["omar"], purge_members=True))))
    assert done.verbs == ["update", "remove_members"]
    assert members(tenant, "bio") == ["omar"]
    assert (
        groups(tenant)["bio"]["description"] == done["diff"]["after"]["bio"]["description"] == "[workspace-lab: bio101]"
    )


@pytest.mark.slow
@case
def test_a_member_that_is_yet_to_come(tenant):
    checked, ran = yield [
        group(group_name="bio", members=["mia"], check=True),
        group(group_name="bio", members=["mia"]),
    ]
    assert checked["changed"] is True and any("mia" in str(warning) for warning in checked["warnings"])
    refused(ran, "bio", "mia")
    assert not groups(tenant)


@pytest.mark.slow
@case
def test_a_success_without_effect_is_a_failure(tenant):
    yield [group(group_name="bio", description="Biology")]
    tenant.fault("stale_list", method="GET", path="/groups$", times=9)
    (again,) = yield [group(group_name="bio", description="Chemistry")]
    failure(again, "bio", "description")


@case
def test_found_by_its_whole_name(tenant):
    people(tenant, "mia")
    yield [group(group_name="bio", members=["mia"]), group(group_name="bio101")]
    one, both = yield [
        Task("workspace_user_group_info", {"group_name": "bio", "members": True}),
        Task("workspace_user_group_info", {}),
    ]
    assert [(row["group_name"], row["members"]) for row in one["user_groups"]] == [("bio", ["mia"])]
    assert [row["group_name"] for row in both["user_groups"]] == ["bio", "bio101"]
    assert not one.writes and not both.writes
