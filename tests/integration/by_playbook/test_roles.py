# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles of single sections, used alone: a check mode that is applied where they are included is theirs too."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from conftest import ANSIBLE_SECONDS
from integration.rooms import Room

ROLES: dict[str, dict[str, Any]] = {
    "people": {"people_users": [{"user_name": "anna", "user_email": "anna@uni.example"}]},
    "policies": {
        "policies_wanted": [
            {
                "policy_group_name": "bio",
                "policies": {"watermark": {"watermark_enable": True}},
                "targets": [{"target_type": "INSTANCE", "target_name": "BIO-01"}],
            }
        ]
    },
    "scripts": {"scripts_wanted": [{"name": "apps", "type": "BAT", "content": "dir"}]},
    "seats": {"seats_wanted": {"stopped": [{"computer_name": "BIO-01"}]}},
    "schedules": {
        "schedules_wanted": [
            {
                "task_name": "night",
                "task_type": "STOP",
                "scheduled_type": "DAY",
                "day_interval": 1,
                "scheduled_time": "20:15",
                "expire_time": "2037-02-12 00:00:00",
                "time_zone": "Europe/Berlin",
                "apply_objects": {"desktops": ["BIO-01"]},
            }
        ]
    },
    "snapshots": {"snapshots_wanted": [{"name": "base", "disk_type": "SYSTEM_DISK", "desktops": ["BIO-01"]}]},
}


@pytest.fixture
def room(project, tmp_path):
    """Return a project with a desktop that runs."""
    room = Room(project, tmp_path)
    room.own("BIO-01", "ben")
    return room


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["applied", "plan"])
def test_nothing_is_changed_when_a_role_is_only_to_check(room, mode):
    tasks = [
        {
            "ansible.builtin.include_role": {
                "name": f"huaweicloud.workspace.{role}",
                **({"apply": {"check_mode": True}} if mode == "applied" else {}),
            },
            "vars": {**given, **({f"{role}_plan": True} if mode == "plan" else {})},
        }
        for role, given in ROLES.items()
    ]
    play = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]
    (room.folder / "play.yml").write_text(json.dumps(play))
    seen = len(room.journal())
    done = subprocess.run(
        ["ansible-playbook", "play.yml"],
        cwd=room.folder,
        env=room.environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=ANSIBLE_SECONDS,
    )
    assert done.returncode == 0, done.stdout
    assert [entry for entry in room.journal()[seen:] if entry["kind"] == "write"] == []
    assert ("changed=0 " in done.stdout) == (mode == "plan"), done.stdout
