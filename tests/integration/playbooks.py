# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tasks by ``ansible-playbook``, for many projects in one run: they are its hosts, and each has its own tasks."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from conftest import ANSIBLE_SECONDS
from integration.harness import Outcome, Task, Tenant

HERE = Path(__file__).resolve().parent


def run_tasks(scripts: Mapping[Tenant, Sequence[Task]], forks: int) -> dict[str, list[Outcome]]:
    """Run each tenant's tasks in order, the tenants at the same time; return the outcomes by project ID."""
    if not scripts:
        return {}
    seen = {tenant.project_id: len(tenant.journal()) for tenant in scripts}
    with tempfile.TemporaryDirectory(prefix="play-") as folder:
        lines = _play(Path(folder), scripts, forks)
    outcomes: dict[str, list[Outcome]] = {}
    for tenant, tasks in scripts.items():
        journal, start = tenant.journal(), seen[tenant.project_id]
        own = [line for line in lines if line["host"] == tenant.project_id]
        assert len(own) == len(tasks), f"{len(own)} of {len(tasks)} tasks were run"
        outcomes[tenant.project_id] = []
        for task, line in zip(tasks, own, strict=True):
            requests = journal[start : line["requests"]]
            outcomes[tenant.project_id].append(Outcome(task, line["failed"], line["result"], requests))
            start = line["requests"]
    return outcomes


def _play(folder: Path, scripts: Mapping[Tenant, Sequence[Task]], forks: int) -> list[dict[str, Any]]:
    """Write and run one playbook for all tenants; return the lines of the recorder."""
    emulator = next(iter(scripts)).emulator
    (folder / "inventory.yml").write_text(yaml.safe_dump({"all": {"hosts": _hosts(scripts)}}))
    modules = {task.module for tasks in scripts.values() for task in tasks}
    tasks = [
        _play_task(module, number)
        for number in range(max(len(tasks) for tasks in scripts.values()))
        for module in sorted(modules)
    ]
    play = {"hosts": "all", "gather_facts": False, "strategy": "free", "tasks": tasks}
    (folder / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    environment = {
        **emulator.process_env,
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
        "ANSIBLE_CALLBACKS_ENABLED": "recorder",
        # Or each task would be warned of, since its arguments come from a variable.
        "ANSIBLE_INJECT_FACT_VARS": "false",
        "ANSIBLE_PIPELINING": "true",
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "RECORDER_FILE": str(folder / "record.jsonl"),
        "RECORDER_URL": emulator.url,
    }
    command = ["ansible-playbook", "-i", "inventory.yml", "--forks", str(forks), "--diff", "play.yml"]
    process = subprocess.run(
        command, cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=ANSIBLE_SECONDS
    )
    record = folder / "record.jsonl"
    assert record.exists(), f"nothing was run:\n{process.stdout}\n{process.stderr}"
    return [json.loads(line) for line in record.read_text().splitlines()]


def _hosts(scripts: Mapping[Tenant, Sequence[Task]]) -> dict[str, Any]:
    return {
        tenant.project_id: {
            "ansible_connection": "local",
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            "scripted": [
                {
                    "module": task.module,
                    "arguments": dict(task.arguments),
                    "check": task.check,
                    "environment": {"HW_PROJECT_ID": tenant.project_id, **task.environment},
                }
                for task in tasks
            ],
        }
        for tenant, tasks in scripts.items()
    }


def _play_task(module: str, number: int) -> dict[str, Any]:
    """Return the task that runs what each host has at this place of its script, if that is of this module."""
    mine = f"scripted[{number}]"
    return {
        "name": f"{number} {module}",
        f"huaweicloud.workspace.{module}": None,
        "args": f"{{{{ {mine}.arguments }}}}",
        "environment": f"{{{{ {mine}.environment }}}}",
        "check_mode": f"{{{{ {mine}.check }}}}",
        "when": [f"scripted | length > {number}", f"{mine}.module == '{module}'"],
        "ignore_errors": True,
    }
