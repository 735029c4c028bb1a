# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the README run as they stand."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from ansible.parsing.splitter import parse_kv
from conftest import CHECKOUT
from integration.desktops import NIGHT
from integration.harness import Outcome, Task, Tenant
from integration.in_process import carry_out
from integration.pools import made

_COMMAND = re.compile(r"^\$ (ansible localhost .*)$", re.MULTILINE)
COMMANDS = _COMMAND.findall((CHECKOUT / "README.md").read_text(encoding="utf-8"))


def task_of(command: str) -> Task:
    """Return the task that an ad-hoc command runs."""
    words = shlex.split(command)
    given = words[words.index("-a") + 1] if "-a" in words else ""
    arguments = json.loads(given) if given.startswith("{") else parse_kv(given)
    return Task(words[words.index("-m") + 1].rpartition(".")[2], arguments)


@pytest.fixture
def course(tenant: Tenant) -> Tenant:
    """Return a project with what the commands are about: a course of some desktops, one of them in use."""
    for number in range(1, 13):
        off = {"status": "SHUTOFF"} if number < 7 else {}
        tenant.desktop(f"BIO-{number:02d}", tags={"course": "bio101"}, **off)
    tenant.session("BIO-08")
    made(tenant, {}, {})
    for task in (
        Task("workspace_user", {"user_name": "jdoe", "user_email": "jdoe@uni.example"}),
        Task("workspace_scheduled_task", {**NIGHT, "apply_objects": {"desktops": ["BIO-07"]}}),
    ):
        assert not carry_out(tenant, task).failed
    return tenant


def test_daily_commands(course: Tenant) -> None:
    assert len(COMMANDS) > 10
    done: list[Outcome] = [carry_out(course, task_of(command)) for command in COMMANDS]
    assert not [outcome.brief for outcome in done if outcome.failed]
    states = {name: row["status"] for name, row in course.desktops.items() if name.startswith("BIO-")}
    # Whoever is connected goes on working; what was put back to a snapshot is running or off as before.
    assert [name for name, status in states.items() if status == "ACTIVE"] == ["BIO-08"]
    assert course.state["disturbed"] == [] and course.desktops["BIO-07"]["in_maintenance"] is True
    [user] = [row for row in course.state["users"] if row["user_name"] == "jdoe"]
    assert user["locked"] is True
    assert course.state["tables"]["ScheduledTask"][0]["enable"] is False
