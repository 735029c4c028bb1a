# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies in a lab file: what they apply to follows the seats and pools, and what is planned is what is done."""

from __future__ import annotations

import pytest
from integration.harness import Task
from integration.in_process import carry_out
from integration.rooms import group
from integration.warm import WarmRoom

LOCKED = {"file_and_clipboard": {"clipboard_redirection": "DISABLED"}, "watermark": {"watermark_enable": True}}
POLICIES = [
    {"name": "bio_students", "apply_to": ["students"], "policies": {"audio": {"play_quality": "Low"}}},
    {"name": "bio", "apply_to": ["lab"], "policies": LOCKED},
]
POOL = {"name": "bio-pool", "type": "STATIC", "size": 1, "authorized_objects": [{"user": "tito"}]}
STAFF = {"name": "staff", "desktops": [{"computer_name": "BIO-T1"}]}


def groups(room):
    """Return what the policy groups apply to, by the names of both, the strongest group first."""
    state = room.state
    names = {row["sid"]: row["name"] for row in state["desktops"]}
    names.update({row["id"]: row["name"] for row in state["tables"].get("Pool", [])})
    names["default-apply-all-targets"] = "ALL"
    rows = sorted(state["tables"].get("PolicyGroup", []), key=lambda row: row["priority"])
    return {row["name"]: sorted(names.get(one["target_id"], "gone") for one in row["targets"]) for row in rows}


@pytest.mark.slow
def test_targets_follow_seats_and_pools_in_the_order_of_the_file(project, tmp_path, warm):
    room = WarmRoom(project, tmp_path, warm)
    room.desktop("OFFICE", user="tito", tags={})
    campus = {"policy_group_name": "campus", "targets": [{"target_type": "ALL"}]}
    assert not carry_out(room, Task("workspace_policy_group", campus)).failed
    room.file(group("anna", "ben", spares=1), STAFF, pools=[POOL], policies=POLICIES)

    # From nothing, in the order of the file
    checked = room.play("provision", "--check").done("policy groups: create bio, bio_students")
    assert not checked.writes
    room.play("provision", expect_plan=checked.plan_id).done("created 5")
    students, staff = ["BIO-01", "BIO-02", "BIO-03"], ["BIO-T1"]
    wanted = {"bio_students": students, "bio": [*students, *staff, "bio-pool"], "campus": ["ALL"]}
    assert list(groups(room).items()) == list(wanted.items())
    rows = {row["name"]: row for row in room.state["tables"]["PolicyGroup"]}
    assert rows["bio"]["policies"] == LOCKED and rows["bio"]["description"] == "[workspace-lab: bio]"
    room.play("provision").unchanged()
    room.play("status").done("policy groups: bio_students, bio")

    # Somebody else changes policies, places and targets; a seat comes, and one goes.
    room.change("PolicyGroup", "bio", policies={"watermark": {"watermark_enable": False}}, priority=1)
    room.change("PolicyGroup", "bio_students", priority=2)
    room.console("delete", "BIO-03")
    room.file(group("anna", "ben", "cleo"), STAFF, pools=[POOL], policies=POLICIES)
    checked = room.play("provision", "--check").done(
        "policy groups: update policies bio; add targets bio, bio_students"
    )
    done = room.play("provision", expect_plan=checked.plan_id).done("created 1")
    assert list(groups(room).items()) == list(wanted.items())
    # New targets come before old ones go.
    sent = [write["body"] for write in done.writes if write["path"].endswith("/targets")]
    assert [list(body) for body in sent] == [["add"], ["delete"]] * 2
    room.play("provision").unchanged()

    # What the file no longer names is told and stays; others' groups are nobody's business here.
    room.file(group("anna", "ben", "cleo"), STAFF, pools=[POOL], policies=POLICIES[:1])
    room.play("provision").unchanged().told("left over (reported, never removed): policy group bio")
    room.play("provision", only="policies").unchanged()
    room.play("teardown").refused("needs lab_confirm=bio")
    room.play("teardown", confirm="bio").done("policy groups: bio_students, bio")
    assert groups(room) == {"campus": ["ALL"]} and list(room.desktops) == ["OFFICE"]
