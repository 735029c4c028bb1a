# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of AWX as ``docs/awx.md`` sets them up: the playbooks of the AWX project, the inventory, a credential of the
type in ``extensions/awx``, and ansible-runner. What counts is what a job exports to the next node of a workflow.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import CHECKOUT
from fault.jobs import COMMAND, Watch, exported_by_job, run_job
from fault.labs.biology import PEOPLE, provisioned, somebody_else, write
from fault.labs.scenario import PLAYBOOKS, READING, LabScenario, scenarios_of
from integration.warm import WarmRoom

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.outcome import CLASSES, EXPORTED, PLANNED, READY

PAGE = (CHECKOUT / "docs" / "awx.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
[MAKE_PLAYBOOKS] = [text for language, text in _BLOCKS if language == "bash"]
[APPLY] = [text for language, text in _BLOCKS if language == "yaml" and "lab_expect_plan" in text]
[INVENTORY] = [text for language, text in _BLOCKS if language == "yaml" and "ansible_connection" in text]

LOOKS = ("report", "status")
"""The playbooks whose verdict is about the seats."""

CHECK, RUN = "--check --diff -i inventory.yml", "--diff -i inventory.yml"

Job = Callable[..., tuple[subprocess.CompletedProcess[str], dict[str, Any]]]
"""Runs a playbook of the AWX project, and returns how it ended and what it exported."""


@pytest.fixture
def room(project, tmp_path, warm) -> WarmRoom:
    """Return a project of the cloud, and the folder of the AWX project."""
    return WarmRoom(project, tmp_path, warm)


@pytest.fixture
def job(room: WarmRoom, tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Return what runs jobs of the AWX project that the page describes."""
    home = tmp_path_factory.mktemp("home")
    (home / ".ansible").mkdir()
    (home / ".ansible" / "collections").symlink_to(tree)
    subprocess.run(["bash", "-euc", MAKE_PLAYBOOKS], cwd=room.folder, env={"HOME": str(home)}, check=True)
    (room.folder / "lab_apply.yml").write_text(APPLY)
    (room.folder / "inventory.yml").write_text(INVENTORY)
    watch = Watch(room, room.folder, COMMAND)

    def run(playbook: str, arguments: str, **answers: Any) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
        ended = run_job(watch, room.folder, f"lab_{playbook}.yml", arguments, lab_file="lab.yml", **answers)
        return ended, exported_by_job(room.folder)

    return run


@pytest.mark.slow
@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_each_playbook_plans_in_a_job_and_exports_its_plan(playbook: str, room: WarmRoom, job: Job) -> None:
    scenario = next(iter(scenarios_of(playbook).values()), LabScenario(playbook, write, provisioned))
    scenario.prepare(room)
    scenario.write(room)
    seen = room.seen
    ended, told = job(playbook, CHECK, **{f"lab_{name}": value for name, value in scenario.variables.items()})
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert [entry for entry in room.journal(seen) if entry["kind"] == "write"] == []
    assert set(EXPORTED) <= told.keys() and told["lab_name"] == "bio"
    assert told["lab_verdict"] == (READY if playbook in LOOKS else PLANNED)
    assert set(told["lab_counts"]) == set(told["lab_names"]) == {*CLASSES, "failed"}
    if playbook not in READING:
        assert sum(told["lab_counts"].values()) > 0 or scenario.acts
        assert re.search(rf"\bplan {told['lab_plan_id']}\b", ended.stdout)


@pytest.mark.slow
def test_a_workflow_carries_out_the_plan_that_was_approved_or_nothing(room: WarmRoom, job: Job) -> None:
    somebody_else(room)
    write(room)
    room.job_seconds(0.2)
    answers = {"lab_confirm": "bio"}
    before = set(room.desktops)
    planned, plan = job("provision", CHECK, **answers)
    assert planned.returncode == 0 and set(room.desktops) == before, planned.stdout[-3000:]
    # People are counted, but not named.
    assert plan["lab_counts"]["create"] == len(plan["lab_names"]["create"]) + len(PEOPLE)
    applied, done = job("apply", RUN, **answers, **plan)
    assert applied.returncode == 0, applied.stdout[-3000:]
    assert done == {**plan, "lab_verdict": "done"}
    assert set(plan["lab_names"]["create"]) >= {"BIO-01", "BIO-02", "BIO-T1"} <= set(room.desktops)
    # The same approval once more, when somebody has deleted a seat since.
    room.console("delete", "BIO-02")
    seen = room.seen
    refused, told = job("apply", RUN, **answers, **plan)
    assert refused.returncode != 0 and f"the plan {plan['lab_plan_id']} was approved" in refused.stdout
    assert told["lab_verdict"] == "refused" and told["lab_plan_id"] != plan["lab_plan_id"]
    assert [entry for entry in room.journal(seen) if entry["kind"] == "write"] == []
