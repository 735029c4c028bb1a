# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs of lab playbooks at once: what is there twice is told, nothing is lost, and the next run converges."""

from __future__ import annotations

import collections
import copy
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from conftest import ANSIBLE_SECONDS
from fault.lab_scenarios.lab_provision import changed
from fault.lab_scenarios.lab_teardown import owned
from fault.labs.biology import POOL, STAFF, provisioned, settle, somebody_else, write
from integration.harness import Task
from integration.in_process import carry_out
from integration.rooms import MARK, Played
from integration.warm import WarmRoom

Run = tuple[str, Mapping[str, Any]]
"""A playbook and its run variables."""

TEARDOWN = ("teardown", {"confirm": "bio", "delete_users": "true"})

TWINS = {"ScheduledTask": "/v2/{project_id}/scheduled-tasks", "Script": "/v2/{project_id}/scripts"}
"""What may be there twice, since its name is not unique in the service, and by which request it is deleted."""


@pytest.fixture
def room(emulator, tmp_path, warm, record_property) -> WarmRoom:
    """Return a project that nobody has used before."""
    record_property("figure", ("pairs of lab playbooks that were run at once", 1))
    return WarmRoom(emulator.in_project(uuid.uuid4().hex), tmp_path, warm)


def at_once(room: WarmRoom, *runs: Run) -> list[Played]:
    """Run playbooks at once: none changes anything before all have planned. Each succeeds, or says what is wrong."""
    room.fault("meet", operation="write", times=len(runs), seconds=ANSIBLE_SECONDS)
    ends = [run.wait() for run in [room.start(name, **variables) for name, variables in runs]]
    played = [Played(code, text, ()) for code, text in ends]
    assert room.control("GET", "faults")["faults"] == []
    for one in played:
        if one.code:
            one.failed()
    settle(room)
    return played


def work(room: WarmRoom) -> dict[str, list[str]]:
    """Return what is on the data disks of the desktops."""
    return {one["name"]: [disk["content"] for disk in one["disks"]] for one in room.state["desktops"]}


def names(room: WarmRoom) -> collections.Counter[tuple[str, str]]:
    """Return how often there is something of a kind and a name, but for the desktops of pools."""
    state = room.state
    rows = [("Desktop", one["name"]) for one in state["desktops"] if not one["pool_id"]]
    rows += [("User", one["user_name"]) for one in state["users"]] + [("Group", one["name"]) for one in state["groups"]]
    rows += [("Pool", one["name"]) for one in state["tables"].get("Pool", ())]
    rows += [("Script", one["name"]) for one in state["tables"].get("Script", ())]
    rows += [("ScheduledTask", one["task_name"]) for one in state["tables"].get("ScheduledTask", ())]
    rows += [("Snapshot", f"{one['name']} {one['volume_id']}") for one in state["tables"].get("Snapshot", ())]
    return collections.Counter(rows)


def mend(room: WarmRoom, played: list[Played]) -> None:
    """Assert that every run tells with its IDs what is there twice, and delete what is too much, as they say."""
    twice = [one for one, number in names(room).items() if number > 1]
    for kind, name in twice:
        assert kind in TWINS, f"{kind} {name} is there twice"
        ids = [row["id"] for row in room.state["tables"][kind] if name in (row.get("name"), row.get("task_name"))]
        for one in played:
            one.failed(*ids, "delete")
        for one in ids[1:]:
            gone = carry_out(room, Task("workspace_api", {"method": "DELETE", "path": f"{TWINS[kind]}/{one}"}))
            assert not gone.failed, gone.brief


def converges(room: WarmRoom) -> None:
    """Assert that a run ends well and leaves nothing to do, and that nothing is there twice."""
    room.play("provision").done()
    settle(room)
    room.play("provision").unchanged()
    assert not [one for one, number in names(room).items() if number > 1]


@pytest.mark.slow
def test_a_lab_that_is_provisioned_twice_at_once_is_there_once(room: WarmRoom) -> None:
    somebody_else(room)
    write(room)
    played = at_once(room, ("provision", {}), ("provision", {}))
    mend(room, played)
    converges(room)
    assert sorted(room.users()) == sorted({"BIO-01", "BIO-02", "BIO-03", "BIO-T1", "GUEST-1", "OFFICE", *pooled(room)})
    assert len(pooled(room)) == POOL["size"]
    mails = [(mail["to"], mail["about"]) for mail in room.state["mails"]]
    assert len(mails) == len(set(mails)), mails


def pooled(room: WarmRoom) -> list[str]:
    """Return the desktops of the pool."""
    return [one["name"] for one in room.state["desktops"] if one["pool_id"]]


@pytest.mark.slow
def test_two_labs_of_one_project_leave_each_other_alone(room: WarmRoom) -> None:
    somebody_else(room)
    write(room)
    chemistry = {
        **copy.deepcopy(STAFF),
        "desktops": [{"computer_name": "CHE-1", "user_name": "marie"}, {"computer_name": "CHE-2"}],
    }
    (room.folder / "biology.yml").write_text((room.folder / "lab.yml").read_text())
    room.file(chemistry, name="chem", pools=[{**POOL, "name": "lounge", "authorized_objects": [{"user": "tito"}]}])
    (room.folder / "lab.yml").rename(room.folder / "chemistry.yml")
    runs = [("provision", {"file": f"{name}.yml"}) for name in ("biology", "chemistry")]
    for one in at_once(room, *runs):
        one.done()
    for name, variables in runs:
        room.play(name, **variables).unchanged()
    labs = {name: one["tags"].get("workspace-lab") for name, one in room.desktops.items() if not one["pool_id"]}
    assert labs == {
        **dict.fromkeys(("BIO-01", "BIO-02", "BIO-03", "BIO-T1", "GUEST-1"), "bio"),
        **dict.fromkeys(("CHE-1", "CHE-2"), "chem"),
        "OFFICE": None,
    }
    chemists = room.stable("CHE-1", "CHE-2", "OFFICE")
    room.play("teardown", file="biology.yml", confirm="bio").done()
    assert room.stable("CHE-1", "CHE-2", "OFFICE") == chemists
    room.play(*runs[1][:1], **runs[1][1]).unchanged()


@pytest.mark.slow
def test_a_lab_is_changed_while_it_is_put_back(room: WarmRoom) -> None:
    provisioned(room)
    before = work(room)
    changed(room)
    played = at_once(room, ("provision", {"confirm": "bio", "max_delete": "1"}), ("reset", {"seats": "BIO-0[1:3]"}))
    mend(room, played)
    room.play("provision", confirm="bio", max_delete="1").done()
    settle(room)
    room.play("provision").unchanged()
    room.play("reset", seats="BIO-0[1:3]").done()
    after = work(room)
    assert {name: after[name] for name in before if name in after} == {
        name: disks for name, disks in before.items() if name in after
    }
    assert before.keys() - after.keys() == {"GUEST-1"}


@pytest.mark.slow
def test_a_lab_is_torn_down_while_it_is_changed(room: WarmRoom) -> None:
    provisioned(room)
    office = room.stable("OFFICE")
    changed(room)
    at_once(room, ("provision", {"confirm": "bio", "max_delete": "1"}), TEARDOWN)
    left = owned(room.state)
    name, variables = TEARDOWN
    room.play(name, **variables).done(*left)
    settle(room)
    assert owned(room.state) == [] and not pooled(room)
    assert room.stable("OFFICE") == office and "others" in [row["name"] for row in room.state["tables"]["Script"]]
    write(room)
    converges(room)
    assert MARK.items() <= room.desktops["BIO-01"]["tags"].items()
