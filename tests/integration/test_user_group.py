# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User groups: the thing that a description is enough for, and so the proof of the engine behind it."""

from __future__ import annotations

from typing import Any

from integration.harness import Cases, Lab, Task, converged, converging, failure, refused, unchanged

cases = Cases()


def group(check: bool = False, **arguments: Any) -> Task:
    """Return a task about a group."""
    return Task("workspace_user_group", arguments, check)


def groups(lab: Lab) -> dict[str, dict[str, Any]]:
    """Return the groups of the emulator by name."""
    return {row["name"]: row for row in lab.state["groups"]}


def members(lab: Lab, name: str) -> list[str]:
    """Return the names of a group's members."""
    names = {user["id"]: user["user_name"] for user in lab.state["users"]}
    return sorted(names[member] for member in groups(lab)[name]["member_ids"])


def people(lab: Lab, *names: str) -> None:
    """Let there be users, each with a desktop."""
    for number, name in enumerate(names):
        lab.console("create", f"PC-{number}", user=name)


@cases
def created_with_members_in_batches(lab):
    names = [f"user{number:02d}" for number in range(51)]
    people(lab, *names)
    done = converged((yield converging(group(group_name="bio", description="Biology", members=names))))
    assert done.verbs == ["create", "add_members"]
    assert members(lab, "bio") == names and groups(lab)["bio"]["description"] == "Biology"
    assert len(done.writes) == 3, "one creation, and 50 members a request"
    lists = [request for request in done.requests if request["path"].endswith(f"{lab.project_id}/users")]
    assert len(lists) == 1, "one list of users, however many members"


@cases
def changed_in_place_and_only_what_was_asked(lab):
    people(lab, "mia", "omar")
    yield [group(group_name="bio", description="Biology [workspace-lab: bio101]", members=["mia"])]
    done = converged((yield converging(group(group_name="bio", description="Biology", members=["OMAR"]))))
    assert done["diff"] == {"before": {"bio": {"members": ["mia"]}}, "after": {"bio": {"members": ["mia", "omar"]}}}
    assert members(lab, "bio") == ["mia", "omar"]
    assert groups(lab)["bio"]["description"] == "Biology [workspace-lab: bio101]"
    done = converged((yield converging(group(group_name="bio", description="", members=["omar"], purge_members=True))))
    assert done.verbs == ["update", "remove_members"]
    assert members(lab, "bio") == ["omar"]
    assert groups(lab)["bio"]["description"] == done["diff"]["after"]["bio"]["description"] == "[workspace-lab: bio101]"


@cases
def deleted_with_nobody_lost(lab):
    people(lab, "mia")
    yield [group(group_name="bio", members=["mia"]), group(group_name="bio101")]
    converged((yield converging(group(group_name="bio", state="absent"))))
    assert set(groups(lab)) == {"bio101"} and [user["user_name"] for user in lab.state["users"]] == ["mia"]


@cases
def a_member_that_is_yet_to_come(lab):
    checked, ran = yield [
        group(group_name="bio", members=["mia"], check=True),
        group(group_name="bio", members=["mia"]),
    ]
    assert checked["changed"] is True and any("mia" in str(warning) for warning in checked["warnings"])
    refused(ran, "bio", "mia")
    assert not groups(lab)


@cases
def a_lost_answer_makes_no_second_group(lab):
    lab.fault("drop_after", method="POST", path="/groups$")
    (done,) = yield [group(group_name="bio")]
    assert not done.failed, done.brief
    assert len(groups(lab)) == 1


@cases
def two_of_one_name_and_what_cannot_change(lab):
    yield [group(group_name="bio")]
    fixed, empty = yield [group(group_name="bio", platform_type="AD"), group(group_name=" ")]
    refused(fixed, "bio", "platform_type", "LOCAL", "AD")
    refused(empty, "group_name", "empty")


@cases
def a_success_without_effect_is_a_failure(lab):
    yield [group(group_name="bio", description="Biology")]
    lab.fault("stale_list", method="GET", path="/groups$", times=9)
    (again,) = yield [group(group_name="bio", description="Chemistry")]
    failure(again, "bio", "description")


@cases
def found_by_its_whole_name(lab):
    people(lab, "mia")
    yield [group(group_name="bio", members=["mia"]), group(group_name="bio101")]
    one, both = yield [
        Task("workspace_user_group_info", {"group_name": "bio", "members": True}),
        Task("workspace_user_group_info", {}),
    ]
    assert [(row["group_name"], row["members"]) for row in one["user_groups"]] == [("bio", ["mia"])]
    assert [row["group_name"] for row in both["user_groups"]] == ["bio", "bio101"]
    assert not one.writes and not both.writes


@cases
def nothing_to_do(lab):
    for outcome in (
        yield [group(group_name="bio", state="absent"), group(group_name="bio", state="absent", check=True)]
    ):
        unchanged(outcome)


def test_user_group(side_by_side):
    side_by_side(cases, playbook=True)
