# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab's scripts: they run on what a run creates or rebuilds, once, and what was cut short is made good."""

from __future__ import annotations

import pytest
from integration.rooms import group
from integration.warm import WarmRoom

APPS = {"name": "apps", "type": "POWERSHELL", "file": "apps.ps1", "apply_to": ["students"], "execution_timeout": 20}
BOTH = ["after_create", "after_rebuild"]

CONTENT = 'Write-Host "\x1b[1m{{ name }}\u200b"\n'
"""A script with signs that messages escape and that templates would replace."""


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project with somebody else's script, and a script beside the lab file."""
    room = WarmRoom(project, tmp_path, warm)
    (tmp_path / "apps.ps1").write_text(CONTENT, encoding="utf-8")
    room.control("POST", "scripts", name="others", type="BAT", content="dir")
    return room


def wanted(room, *people, **sections):
    """Write a lab with a seat for each of these people."""
    room.file(group(*people), scripts=[{**APPS, "run": BOTH}], **sections)


def runs(room):
    """Return on which desktops the script has run, in order."""
    return [run["desktop"] for run in room.state["tables"].get("ScriptRun", [])]


def library(room):
    """Return the scripts that there are, by name."""
    return {script["name"]: script for script in room.state["tables"]["Script"]}


@pytest.mark.slow
def test_a_script_runs_once_on_each_desktop_that_is_created(room):
    wanted(room, "anna", "ben")
    checked = room.play("provision", "--check").done("scripts: create apps", "script runs: execute apps on BIO-01")
    assert not checked.writes
    done = room.play("provision").done("created 2")
    assert done.plan_id == checked.plan_id
    assert sorted(runs(room)) == ["BIO-01", "BIO-02"]
    assert library(room)["apps"]["content"] == CONTENT
    assert library(room)["apps"]["description"] == "[workspace-lab: bio]"
    room.play("provision").unchanged()
    wanted(room, "anna", "ben", "cleo")
    room.play("provision").done("created 1")
    assert sorted(runs(room)) == ["BIO-01", "BIO-02", "BIO-03"]
    (room.folder / "apps.ps1").write_text("Install-More\n")
    room.play("provision").done("scripts: update apps")
    assert library(room)["apps"]["content"] == "Install-More\n" and len(runs(room)) == 3
    room.play("teardown", confirm="bio").done("scripts: apps")
    assert set(library(room)) == {"others"}


@pytest.mark.slow
def test_a_script_that_failed_runs_again_and_only_where_it_failed(room):
    wanted(room, "anna", "ben")
    room.control("POST", "script-outcomes", script="apps", desktop="BIO-02", result_code="3", output="no disk left")
    room.play("provision").failed("BIO-02", "apps", "no disk left")
    room.play("provision", "--check").done("script runs: execute apps on BIO-02")
    room.control("POST", "script-outcomes", script="apps", desktop="BIO-02", result_code="0", output="")
    room.play("provision").done("script runs: execute apps on BIO-02")
    assert sorted(runs(room)) == ["BIO-01", "BIO-02", "BIO-02"]
    room.play("provision").unchanged()


@pytest.mark.slow
def test_a_new_script_leaves_alone_what_people_work_with_already_until_it_is_rebuilt(room):
    room.file(group("anna"))
    room.play("provision").done("created 1")
    wanted(room, "anna", reset={"method": "rebuild"})
    room.play("provision").done("scripts: create apps")
    assert runs(room) == []
    room.play("reset", "--check", seats="all").done("would put back BIO-01")
    assert runs(room) == []
    room.play("reset", seats="all").done("put back BIO-01")
    assert runs(room) == ["BIO-01"]
    room.play("provision").unchanged()
    room.control("POST", "script-outcomes", script="apps", result_code="3", output="no disk left")
    room.play("reset", seats="all").failed("BIO-01", "apps", "no disk left")
    room.control("POST", "script-outcomes", script="apps", result_code="0", output="")
    room.play("provision").done("script runs: execute apps on BIO-01")
    assert runs(room) == ["BIO-01"] * 3


def test_somebody_elses_script_is_not_taken(room):
    room.file(group("anna"), scripts=[{**APPS, "name": "others", "type": "BAT", "run": BOTH}])
    room.play("provision").refused("script others exists, but is not marked as this lab's")
    assert library(room)["others"]["content"] == "dir"
