# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault tests have in common: faults, changes that meet them, and runs that are killed."""

from __future__ import annotations

import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ANSIBLE_SECONDS
from integration.harness import Outcome, Task, Tenant, unchanged
from integration.in_process import MODULES

FAULTS: dict[str, dict[str, Any]] = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
    "unavailable": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
    "bad_gateway": {"kind": "status", "status": 502},
}
"""What may happen to a request."""

LOST = ("lost_request", "lost_answer", "garbage")
"""The faults after which nobody knows what was done."""

REFUSED = ("too_many_requests", "unavailable")
"""The faults after which surely nothing was done."""

BRIEF = ("lost_answer", "garbage", *REFUSED)
"""The faults after which nobody spends a minute on looking for an effect that never comes."""

STANDS_FOR_ALL = "lost_answer"
"""The fault that is part of `make test`; `make test-all` tries the others too."""


@dataclass(frozen=True)
class Change:
    """A task that needs a change, and the request that makes it: its method and a pattern for its path."""

    task: Task
    method: str
    path: str


def each_fault(*faults: str) -> pytest.MarkDecorator:
    """Parametrize a test by the name of the ``fault``: one of these, or of all that are lost or refused."""
    marks = {name: () if name == STANDS_FOR_ALL else (pytest.mark.slow,) for name in faults or (*LOST, *REFUSED)}
    return pytest.mark.parametrize("fault", [pytest.param(name, marks=slow) for name, slow in marks.items()])


def inject(tenant: Tenant, fault: str, method: str, path: str, times: int = 1) -> None:
    """Let so many requests meet a fault."""
    tenant.fault(**FAULTS[fault], method=method, path=path, times=times)


def survives(tenant: Tenant, change: Change, fault: str) -> Generator[Sequence[Task], list[Outcome], Outcome]:
    """Run the task of a change whose request meets a fault, and run it again: the first run succeeds, and leaves
    nothing to do. Return the outcome of the first.
    """
    inject(tenant, fault, change.method, change.path)
    done, again = yield [change.task, change.task]
    assert not done.failed and done["changed"], done.brief
    assert_used_up(tenant)
    unchanged(again)
    return done


def assert_used_up(tenant: Tenant) -> None:
    """Assert that all faults that were injected have been met."""
    assert tenant.control("GET", "faults")["faults"] == []


def assert_no_job_twice(tenant: Tenant, *may_be: str) -> None:
    """Assert that no two jobs are of one type, but for types of jobs that may be started twice."""
    jobs = [job["job_type"] for job in tenant.state["jobs"] if job["job_type"] not in may_be]
    assert len(jobs) == len(set(jobs)), jobs


_LONG_ENOUGH = 600
"""Seconds for a task that takes two on an idle machine."""


def at_once(tenant: Tenant, path: str, *tasks: Task) -> list[Outcome]:
    """Run tasks side by side, each in a process of its own; none changes anything at a path before all are about to.

    So all of them have seen the same before, and none what the others do. Each outcome has the requests of all.
    """
    tenant.fault("meet", operation="write", path=path, times=len(tasks), seconds=ANSIBLE_SECONDS)
    seen = tenant.seen
    environment = {**tenant.emulator.process_env, "PYTHONPATH": str(tenant.emulator.tree)}
    given = [json.dumps({"ANSIBLE_MODULE_ARGS": {"wait_timeout": _LONG_ENOUGH, **task.arguments}}) for task in tasks]

    def run(task: Task, arguments: str) -> str:
        command = [sys.executable, "-m", f"{MODULES}.{task.module}"]
        done = subprocess.run(
            command,
            env=environment,
            input=arguments,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            timeout=ANSIBLE_SECONDS,
        )
        return done.stdout

    with concurrent.futures.ThreadPoolExecutor(len(tasks)) as pool:
        printed = list(pool.map(run, tasks, given))
    assert_used_up(tenant)
    results = [json.loads(text) for text in printed]
    requests = tenant.journal(seen)
    return [
        Outcome(task, bool(result.get("failed")), result, requests) for task, result in zip(tasks, results, strict=True)
    ]


class Play:
    """A playbook of one task, to be run and killed."""

    def __init__(self, tenant: Tenant, folder: Path, task: Task) -> None:
        self.tenant = tenant
        tasks = [{f"huaweicloud.workspace.{task.module}": dict(task.arguments)}]
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}
        self.book = folder / "play.yml"
        self.book.write_text(yaml.safe_dump([play]))

    def _start(self) -> subprocess.Popen[str]:
        command = ["ansible-playbook", str(self.book)]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, env=self.tenant.emulator.process_env, start_new_session=True, **pipes)

    def run(self) -> str:
        """Run it to its end, and return what it printed."""
        with self._start() as process:
            return process.communicate(timeout=ANSIBLE_SECONDS)[0]

    def kill_once_it_writes(self) -> None:
        """Run it, and kill it with all that it has started as soon as it has sent a request that changes something."""
        with self._start() as process:
            try:
                until(lambda: any(entry["kind"] == "write" for entry in self.tenant.journal()))
            finally:
                os.killpg(process.pid, signal.SIGKILL)


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + ANSIBLE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
