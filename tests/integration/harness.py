# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tasks against the emulator, and tells what each of them returned and sent.

A *case* is a generator: it prepares its project, yields the tasks to run, gets their outcomes back and looks at them;
it may yield again. Every case has a project of its own. They run in this process (see :mod:`in_process`), or by
``ansible-playbook``, many in one run: the cases are its hosts, and each host has its own tasks. What the module says is
never taken for true; the emulator's state and journal are.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from conftest import Emulator

HERE = Path(__file__).resolve().parent
FORKS = 3
PLAYBOOK_SECONDS = 240


@dataclass(frozen=True)
class Task:
    """A task: a module with its arguments, and how it is run."""

    module: str
    arguments: Mapping[str, Any]
    check: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a task returned, and the requests that it sent."""

    task: Task
    failed: bool
    result: Mapping[str, Any]
    requests: Sequence[Mapping[str, Any]]

    def __getitem__(self, name: str) -> Any:
        """Return one of the values that the module returned."""
        return self.result[name]

    @property
    def writes(self) -> list[Mapping[str, Any]]:
        """The requests that change something."""
        return [request for request in self.requests if request["kind"] == "write"]

    def sent(self, path: str, method: str = "POST") -> list[Any]:
        """Return the bodies of the requests to a path, which is given without ``/v2/{project_id}/``."""
        return [
            request["body"]
            for request in self.requests
            if request["method"] == method and request["path"].partition("/v2/")[2].partition("/")[2] == path
        ]

    @property
    def verbs(self) -> list[str]:
        """The verbs of the actions."""
        return [action["verb"] for action in self["actions"]]

    @property
    def message(self) -> str:
        """The message of a failure."""
        assert self.failed, f"it did not fail: {self.brief}"
        return str(self["msg"])

    @property
    def brief(self) -> str:
        """What matters of the result to somebody who reads of a failed test."""
        told = ("msg", "exception", "changed", "actions", "results", "warnings")
        return json.dumps({name: self.result[name] for name in told if name in self.result}, indent=1)


class Lab:
    """A project of the emulator as a case sees it: its state, and what people do in it behind the collection's back."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.project_id = emulator.project_id

    def control(self, method: str, path: str, /, **json_body: Any) -> Any:
        """Send a control call about the project."""
        separator = "&" if "?" in path else "?"
        return self.emulator.control(method, f"{path}{separator}project={self.project_id}", **json_body)

    @property
    def state(self) -> dict[str, Any]:
        """The whole state."""
        return self.control("GET", "state")

    @property
    def desktops(self) -> dict[str, dict[str, Any]]:
        """The desktops by their names."""
        return {desktop["name"]: desktop for desktop in self.state["desktops"]}

    def journal(self) -> list[dict[str, Any]]:
        """Return all requests that the project has seen."""
        return self.control("GET", "journal")["entries"]

    def console(self, action: str, desktop: str, **more: Any) -> Any:
        """Do something in the console."""
        return self.control("POST", "desktops", action=action, desktop=desktop, **more)

    def desktop(self, name: str, fields: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """Let somebody create a desktop in the console, each of whose disks then holds something."""
        self.console("create", name, **more)
        self.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
        if fields:
            self.console("set", name, fields=fields)
        return self.desktops[name]

    def job_seconds(self, seconds: float) -> None:
        """Let jobs take so long from now on."""
        self.control("POST", "clock", job_seconds=seconds)

    def session(self, desktop: str, action: str = "open") -> None:
        """Let somebody log in (``open``), leave without logging out (``disconnect``) or log out (``close``)."""
        self.control("POST", "sessions", desktop=desktop, action=action)

    def fault(self, kind: str, **more: Any) -> None:
        """Inject a fault: see the emulator's documentation for the kinds and what they take."""
        self.control("POST", "faults", kind=kind, **more)

    def when(self, path: str, method: str, action: Callable[[], Any]) -> threading.Thread:
        """Do something as soon as the project has seen a request to a path that ends so; return the thread to join."""

        def watch() -> None:
            end = time.monotonic() + PLAYBOOK_SECONDS
            while not any(one["method"] == method and one["path"].endswith(path) for one in self.journal()):
                if time.monotonic() > end:
                    return
                time.sleep(0.1)
            action()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        return thread

    def contents(self, name: str) -> list[str | None]:
        """Return what is on the disks of a desktop, the system disk first, in the order of their devices."""
        desktop = self.desktops[name]
        disks = sorted(desktop["disks"], key=lambda disk: disk["device"])
        return [disk["content"] for disk in (desktop["root"], *disks)]


Case = Callable[[Lab], Generator[Sequence[Task], list[Outcome], None]]


class Cases:
    """A number of cases that share their playbook runs."""

    def __init__(self) -> None:
        self.all: list[Case] = []

    def __call__(self, case: Case) -> Case:
        """Add a case (as a decorator)."""
        self.all.append(case)
        return case


# --- What cases yield, and the rules that the outcomes follow


def converging(task: Task) -> list[Task]:
    """Return check, run, check, run of one task; hand the outcomes to :func:`converged`."""
    return [replace(task, check=check) for check in (True, False, True, False)]


def acting(task: Task) -> list[Task]:
    """Return check, run, run of one task; hand the outcomes to :func:`acted`."""
    return [replace(task, check=check) for check in (True, False, False)]


def converged(outcomes: Sequence[Outcome]) -> Outcome:
    """Assert that a task announced what it did, did it, and that there was nothing left to do; return the run."""
    announced, done, checked_again, run_again = outcomes
    assert_announced(announced, done)
    for again in (checked_again, run_again):
        assert not again.failed, again.brief
        assert again["changed"] is False and again["actions"] == [], again.brief
        assert not again.writes, again.writes
    return done


def acted(outcomes: Sequence[Outcome]) -> Outcome:
    """Assert that a task announced what it did, and that it does it each time; return the first run."""
    announced, done, again = outcomes
    assert_announced(announced, done)
    assert not again.failed and again["changed"] is True and again.writes, again.brief
    return done


def unchanged(outcome: Outcome) -> Outcome:
    """Assert that a task found nothing to do and sent nothing that changes anything."""
    assert not outcome.failed and outcome["changed"] is False, outcome.brief
    assert not outcome.writes, outcome.writes
    return outcome


def refused(outcome: Outcome, *words: str) -> str:
    """Assert that a task failed before it changed anything, with a sentence that has all these words; return it."""
    assert outcome.failed, f"it did not fail: {outcome.brief}"
    assert not outcome.writes, outcome.writes
    return failure(outcome, *words)


def failure(outcome: Outcome, *words: str) -> str:
    """Assert that a task failed with a sentence that has all these words; return it."""
    message = outcome.message
    assert "mistake in the collection" not in message, outcome.brief
    begin = message.split(" ", 1)[0]
    assert begin[:1].isupper() or not begin.isalpha(), message
    assert message.endswith((".", "!", "?")) and "\n" not in message, message
    missing = [word for word in words if word not in message]
    assert not missing, f"{missing} not in: {message}"
    return message


def assert_announced(announced: Outcome, done: Outcome) -> None:
    """Assert that check mode sent nothing and said exactly what the run then did."""
    assert not announced.failed, announced.brief
    assert announced["changed"] is True, announced.brief
    assert not announced.writes, announced.writes
    assert not done.failed, done.brief
    assert done["changed"] is True and done.writes, done.brief
    assert announced["actions"] == done["actions"], (announced["actions"], done["actions"])
    assert announced["diff"] == done["diff"], (announced["diff"], done["diff"])
    assert all(result["state"] == "done" for result in done["results"]), done["results"]
    assert {action["target"] for action in done["actions"]} == {result["target"] for result in done["results"]}


# --- Running

Runner = Callable[[Mapping[Lab, Sequence[Task]], int], dict[str, list[Outcome]]]
"""Runs each lab's tasks in order, so many labs at a time, and returns the outcomes by project ID."""


def run_tasks(scripts: Mapping[Lab, Sequence[Task]], forks: int) -> dict[str, list[Outcome]]:
    """Run each lab's tasks in order, the labs at the same time; return the outcomes by project ID."""
    if not scripts:
        return {}
    seen = {lab.project_id: len(lab.journal()) for lab in scripts}
    with tempfile.TemporaryDirectory(prefix="play-") as folder:
        lines = _play(Path(folder), scripts, forks)
    outcomes: dict[str, list[Outcome]] = {}
    for lab, tasks in scripts.items():
        journal, start = lab.journal(), seen[lab.project_id]
        own = [line for line in lines if line["host"] == lab.project_id]
        assert len(own) == len(tasks), f"{len(own)} of {len(tasks)} tasks were run"
        outcomes[lab.project_id] = []
        for task, line in zip(tasks, own, strict=True):
            requests = journal[start : line["requests"]]
            outcomes[lab.project_id].append(Outcome(task, line["failed"], line["result"], requests))
            start = line["requests"]
    return outcomes


def _play(folder: Path, scripts: Mapping[Lab, Sequence[Task]], forks: int) -> list[dict[str, Any]]:
    """Write and run one playbook for all labs; return the lines of the recorder."""
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
        command, cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=PLAYBOOK_SECONDS
    )
    record = folder / "record.jsonl"
    assert record.exists(), f"nothing was run:\n{process.stdout}\n{process.stderr}"
    return [json.loads(line) for line in record.read_text().splitlines()]


def _hosts(scripts: Mapping[Lab, Sequence[Task]]) -> dict[str, Any]:
    return {
        lab.project_id: {
            "ansible_connection": "local",
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            "scripted": [
                {
                    "module": task.module,
                    "arguments": dict(task.arguments),
                    "check": task.check,
                    "environment": {"HW_PROJECT_ID": lab.project_id, **task.environment},
                }
                for task in tasks
            ],
        }
        for lab, tasks in scripts.items()
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


def run_cases(
    emulator: Emulator, cases: Sequence[Case], subtests: Any, run: Runner = run_tasks, forks: int = FORKS
) -> None:
    """Run cases side by side, round by round, ``forks`` at a time, and report each that fails by itself."""
    generators: dict[str, Generator[Sequence[Task], list[Outcome], None]] = {}
    labs: dict[str, Lab] = {}
    errors: dict[str, Exception] = {}
    for case in cases:
        lab = Lab(emulator.in_project(uuid.uuid4().hex))
        labs[case.__name__] = lab
        generators[case.__name__] = case(lab)
    outcomes: dict[str, list[Outcome]] = {}
    names = list(generators)
    while names:
        scripts: dict[str, Sequence[Task]] = {}
        for name in names:
            try:
                scripts[name] = generators[name].send(outcomes[name]) if outcomes else next(generators[name])
            except StopIteration:
                pass
            except Exception as error:
                errors[name] = error
        names = list(scripts)
        by_project = run({labs[name]: tasks for name, tasks in scripts.items()}, forks)
        outcomes = {name: by_project[labs[name].project_id] for name in names}
    for case in cases:
        with subtests.test(case.__name__):
            if case.__name__ in errors:
                raise errors[case.__name__]
