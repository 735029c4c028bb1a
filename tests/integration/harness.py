# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks, their outcomes, and the project in which they are run.

What the module says is never taken for true; the emulator's state and journal are. Tasks are run in this process (see
:mod:`in_process`) or by ``ansible-playbook`` (see :mod:`playbooks`); tests that may be run in both ways are cases (see
:mod:`cases`).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conftest import Emulator

HERE = Path(__file__).resolve().parent
FORKS = 3


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
    def sides(self) -> dict[str, Any]:
        """The changed fields of the targets before and after."""
        return {side: self["diff"][side] for side in ("before", "after")}

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


class Tenant:
    """A project of the emulator as a case sees it: its state, and what people do in it behind the collection's back."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.project_id = emulator.project_id
        self.is_watched = False
        """Whether something is about to happen as soon as a task has done something."""

    def control(self, method: str, path: str, /, **json_body: Any) -> Any:
        """Send a control call about the project."""
        return self.emulator.control(method, path, **json_body)

    @property
    def state(self) -> dict[str, Any]:
        """The whole state."""
        state: dict[str, Any] = self.control("GET", "state")
        return state

    @property
    def desktops(self) -> dict[str, dict[str, Any]]:
        """The desktops by their names."""
        return {desktop["name"]: desktop for desktop in self.state["desktops"]}

    @property
    def seen(self) -> int:
        """How many requests the project has seen."""
        counters: dict[str, int] = self.control("GET", "counters")
        return sum(counters.values())

    def journal(self, since: int = 0) -> list[dict[str, Any]]:
        """Return all requests that the project has seen after so many."""
        entries: list[dict[str, Any]] = self.control("GET", f"journal?since={since}")["entries"]
        return entries

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

    def begin_week(self) -> None:
        """Move the clock to the morning of the next Monday, by UTC."""
        now = datetime.fromtimestamp(self.state["now"], timezone.utc)
        monday = (now + timedelta(days=7 - now.weekday())).replace(hour=6, minute=0, second=0, microsecond=0)
        self.control("POST", "clock", advance=(monday - now).total_seconds())

    def fault(self, kind: str, **more: Any) -> None:
        """Inject a fault: see the emulator's documentation for the kinds and what they take."""
        self.control("POST", "faults", kind=kind, **more)

    @contextmanager
    def when(self, path: str, method: str, action: Callable[[], Any], times: int = 1) -> Iterator[None]:
        """Do something as soon as the project has answered so many requests to a path that ends so.

        They have to come while the block goes on that is entered so.
        """
        seen = self.seen
        over, done = threading.Event(), threading.Event()

        def watch() -> None:
            while not over.wait(0.05):
                new = [one for one in self.journal(seen) if one["method"] == method and one["path"].endswith(path)]
                if len(new) >= times:
                    action()
                    done.set()
                    return

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        self.is_watched = True
        try:
            yield
        finally:
            self.is_watched = False
            over.set()
            thread.join()
        assert done.is_set(), f"there was no {method} {path}"

    def contents(self, name: str) -> list[str | None]:
        """Return what is on the disks of a desktop, the system disk first, in the order of their devices."""
        desktop = self.desktops[name]
        disks = sorted(desktop["disks"], key=lambda disk: disk["device"])
        return [disk["content"] for disk in (desktop["root"], *disks)]


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
