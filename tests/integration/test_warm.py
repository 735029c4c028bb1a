# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that are run by warm servers do, and print, what ``ansible-playbook`` does; and they can be killed."""

from __future__ import annotations

import re
import time
import uuid

import pytest
from conftest import ANSIBLE_SECONDS
from fault.matrix.view import differences, view
from integration.rooms import Room, group
from integration.warm import WarmRoom

PROGRESS = re.compile(r"^workspace_\w+: .*\n", re.MULTILINE)
"""How far a module is, which is shown if it takes a second."""


@pytest.fixture
def rooms(emulator, tmp_path, warm):
    """Return two projects with the same lab file: one for the program, one for the servers."""
    (tmp_path / "warm").mkdir()
    found = (
        Room(emulator.in_project(uuid.uuid4().hex), tmp_path),
        WarmRoom(emulator.in_project(uuid.uuid4().hex), tmp_path, warm),
    )
    people = [{"user_name": "anna", "user_email": "anna@uni.example"}, "ben"]
    for room in found:
        room.desktop("OFFICE", user="tito", tags={})
        room.file(group(*people, data_volumes=[{"type": "SSD", "size": 20}]))
    return found


@pytest.mark.slow
def test_they_do_and_print_the_same(rooms):
    for name, arguments, variables in (
        ("provision", ("--check", "--diff"), {"max_create": "9"}),
        ("provision", ("--diff", "-v"), {"max_create": "1"}),
        ("provision", ("--diff",), {}),
        ("provision", (), {}),
        ("teardown", (), {"confirm": "bio"}),
    ):
        cold, warm = (room.play(name, *arguments, **variables) for room in rooms)
        assert cold.code == warm.code
        texts = [
            PROGRESS.sub("", played.text).replace(room.project_id, "ID")
            for room, played in zip(rooms, (cold, warm), strict=True)
        ]
        assert texts[0] == texts[1]
        bodies = [[(entry["method"], entry["status"]) for entry in played.writes] for played in (cold, warm)]
        assert bodies[0] == bodies[1]
        assert not differences(*(view(room.state) for room in rooms))


def test_a_run_is_killed_with_its_modules(rooms):
    _cold, room = rooms
    room.fault("hold", method="POST", path="/desktops$", seconds=ANSIBLE_SECONDS, carried_out=True)
    run = room.start("provision")
    end = time.monotonic() + ANSIBLE_SECONDS
    while not room.control("GET", "faults")["held"]:
        assert time.monotonic() < end, "it created nothing in time"
        time.sleep(0.02)
    run.kill()
    seen = len(room.journal())
    assert room.control("POST", "release") == {"released": 1}
    room.control("POST", "clock", finish_jobs=True)
    assert sorted(room.desktops) == ["BIO-01", "BIO-02", "OFFICE"]
    assert [entry["status"] for entry in room.journal()[seen:]] == [None]
