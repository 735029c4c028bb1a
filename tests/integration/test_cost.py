# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured by ``make bench`` and depends on no machine: requests, tasks shown, growth."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from benchmark import inventory_figures, lab_figures, task_figures
from benchmark.cloud import Cloud
from benchmark.figures import FIGURES
from benchmark.labs import write_lab
from growth import assert_linear
from integration.desktops import COMPLETE, run
from integration.harness import Task, Tenant
from integration.in_process import carry_out

from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

TINY = {
    inventory_figures.inventory: {"desktops": 5},
    lab_figures.course: {"seats": 2, "job_seconds": 1},
    lab_figures.lab_first: {"goals": {2: 7}},
    lab_figures.lab_status: {"goals": {2: 2}},
    lab_figures.lab_unchanged: {"goals": {2: 2}},
    task_figures.create: {"desktops": 3, "job_seconds": 1},
    task_figures.memory: {"sizes": (2, 4)},
    task_figures.modules: {"names": ["workspace_quota_info"]},
    task_figures.named: {"goals": {3: 1}},
    task_figures.polls: {"desktops": 3, "job_seconds": 1},
}
"""Sizes with which the figures take seconds; those that are not here need what has to be downloaded."""


@pytest.fixture
def cloud(emulator, tmp_path):
    """Return the emulator of the tests as the benchmark sees its own."""
    return Cloud(emulator.url, tmp_path, {**emulator.process_env, "HOME": str(tmp_path)})


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, measuring in FIGURES.items() if measuring in TINY])
def test_a_figure_can_be_measured_and_is_within_its_goals_for_requests_and_tasks(cloud, name):
    values = list(FIGURES[name](cloud, 1, **TINY[FIGURES[name]]))
    assert values
    assert [value.what for value in values if value.unit in ("requests", "tasks") and value.met is False] == []


def test_a_thousand_desktops_take_ten_requests_and_few_questions_in_a_minute(tenant):
    tenant.job_seconds(60)
    desktops = [
        {"computer_name": f"BIO-{number:04d}", "user_name": f"student{number:04d}"} for number in range(1, 1001)
    ]
    done = carry_out(tenant, run(desktops=desktops, **COMPLETE))
    assert not done.failed, done.brief
    created = [number for number, request in enumerate(done.requests) if request["path"].endswith("/desktops")]
    assert len(created) == 10 and len(tenant.desktops) == 1000
    asked = done.requests[created[-1] + 1 : -1]  # The last one reads back what was made.
    assert len(asked) <= task_figures.MOST_POLLS, [request["path"].rpartition("/")[2] for request in asked]


def plan(folder: Path, seats: int) -> Task:
    """Return the task that plans a lab of so many seats, as its action plugin has it run."""
    write_lab(folder, seats)
    before = os.getcwd()
    os.chdir(folder)
    try:
        return Task("workspace_lab_plan", {"definition": load("lab.yml")}, check=True)
    finally:
        os.chdir(before)


@pytest.mark.slow
def test_the_plan_of_a_lab_grows_with_its_seats(emulator, tmp_path):
    def make(seats):
        tenant, task = Tenant(emulator.in_project(uuid.uuid4().hex)), plan(tmp_path, seats)

        def action():
            outcome = carry_out(tenant, task)
            assert not outcome.failed, outcome.brief
            assert len(outcome["bill"]["create"]) == seats

        return action

    make(2)()
    assert_linear(make, 40)


def test_the_plan_of_a_lab_asks_as_often_for_many_seats_as_for_few(emulator, tmp_path):
    few, many = (
        carry_out(Tenant(emulator.in_project(uuid.uuid4().hex)), plan(tmp_path, seats)).requests for seats in (2, 80)
    )
    assert sorted(request["path"].rpartition("/")[2] for request in many) == sorted(
        request["path"].rpartition("/")[2] for request in few
    )
