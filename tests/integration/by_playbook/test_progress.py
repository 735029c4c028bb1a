# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people see while a task waits: lines on the standard error, which no program reads by mistake.

What a task waits for ends when its line was seen, however long that takes.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ANSIBLE_SECONDS
from integration.desktops import COMPLETE
from integration.harness import Tenant
from integration.pools import POOL

HOLD = 10_000
"""Seconds that a job takes, unless it is made to end."""

PATIENT = {"wait_timeout": 2 * HOLD}

PATIENCE = 300
"""Seconds in which a line must come that comes within a few on an idle machine."""

LOOKS = 8
"""Requests of a task that waits for more than a few seconds."""

CALLBACKS = Path(__file__).resolve().parents[1] / "callback_plugins"


@dataclass
class Play:
    """A playbook of one task that is being run.

    :param lines: what it has written to its standard error. :param seen: is set when a line has the text waited for.
    """

    process: subprocess.Popen[str]
    text: str
    lines: list[str] = field(default_factory=list)
    seen: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Read the standard error to its end."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))
            if self.text and self.text in line:
                self.seen.set()
        self.ended.set()
        self.seen.set()

    def wait_for_line(self) -> None:
        """Wait until the line is there."""
        self.seen.wait(PATIENCE)
        assert any(self.text in line for line in self.lines), (self.lines, self.ended.is_set() and self.result())

    def result(self) -> dict[str, Any]:
        """Wait for the end, and return the result of the task, which is all that the standard output holds."""
        assert self.process.stdout is not None
        [result] = json.loads(self.process.stdout.read())
        self.process.wait(ANSIBLE_SECONDS)
        assert self.ended.wait(ANSIBLE_SECONDS)
        return result


@pytest.fixture
def playing(tenant: Tenant, tmp_path: Path):
    """Return a function that starts a playbook of one task, to be used in a ``with`` statement."""

    @contextmanager
    def start(module: str, arguments: Mapping[str, Any], text: str = "", **keywords: Any) -> Iterator[Play]:
        task = {f"huaweicloud.workspace.{module}": dict(arguments), **keywords}
        play = {"hosts": "localhost", "gather_facts": False, "tasks": [task]}
        (tmp_path / "play.yml").write_text(yaml.safe_dump([play]))
        temporary = tmp_path / "tmp"
        environment = {
            **tenant.emulator.process_env,
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_STDOUT_CALLBACK": "one_json",
            "ANSIBLE_LOCAL_TEMP": str(temporary / "local"),
            "ANSIBLE_REMOTE_TEMP": str(temporary / "remote"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        }
        with subprocess.Popen(
            ["ansible-playbook", "play.yml"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            play = Play(process, text)
            reader = threading.Thread(target=play.listen)
            reader.start()
            try:
                yield play
            finally:
                if not play.ended.is_set():
                    process.kill()
                reader.join()
        assert not list((temporary / "remote").glob("*")), "the temporary directory of the task was left behind"

    return start


def finish(tenant: Tenant) -> None:
    """Let all that goes on end at once, and from now on."""
    tenant.job_seconds(0)
    tenant.control("POST", "clock", finish_jobs=True)


def room(tenant: Tenant, *names: str, **more: Any) -> None:
    """Let there be desktops."""
    for name in names:
        tenant.desktop(name, **more)


def baseline(tenant: Tenant, status: str = "SHUTOFF") -> None:
    """Let there be two desktops, with a snapshot each."""
    room(tenant, "BIO-01", "BIO-02", status=status)
    for name in ("BIO-01", "BIO-02"):
        tenant.control("POST", "snapshots", desktop=name, name="base", disk_type="SYSTEM_DISK")


def with_script(tenant: Tenant) -> None:
    """Let there be two desktops and a script."""
    room(tenant, "BIO-01", "BIO-02")
    tenant.control("POST", "scripts", name="apps", type="POWERSHELL", content="run apps")


def nothing(tenant: Tenant) -> None:
    """Leave the project as it is."""


SEATS = {**COMPLETE, "desktops": [{"computer_name": f"BIO-0{n}", "user_name": f"mia{n}"} for n in (1, 2, 3)]}
SEATS_ELSEWHERE = {**COMPLETE, "desktops": [{"computer_name": "CHE-01", "user_name": "eve"}]}
SNAPSHOT = {"name": "base", "disk_type": "SYSTEM_DISK", "desktops": ["BIO-01", "BIO-02"]}
RUN_SCRIPT = {"scripts": ["apps"], "desktops": ["BIO-01", "BIO-02"], "execution_timeout": 5}


@pytest.mark.parametrize(
    ("prepare", "module", "arguments", "line"),
    [
        pytest.param(nothing, "workspace_desktop", SEATS, "create: 0 of 3 desktops ready, ", id="desktops"),
        pytest.param(
            lambda tenant: room(tenant, "BIO-01", "BIO-02"),
            "workspace_snapshot",
            SNAPSHOT,
            "create: 0 of 2 snapshots ready, ",
            id="snapshots",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            baseline,
            "workspace_snapshot",
            {**SNAPSHOT, "state": "restored"},
            "restore: 0 of 2 desktops ready, ",
            id="restore",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            with_script, "workspace_script_execution", RUN_SCRIPT, "execute: 0 of 2 desktops ready, ", id="script"
        ),
    ],
)
def test_a_line_is_shown_while_it_waits(
    tenant, playing, prepare: Callable[[Tenant], None], module: str, arguments: Mapping[str, Any], line: str
):
    prepare(tenant)
    tenant.job_seconds(HOLD)
    with playing(module, {**arguments, **PATIENT}, line) as play:
        play.wait_for_line()
        assert play.process.poll() is None, "it waits"
        finish(tenant)
        result = play.result()
    assert not result["failed"] and result["changed"] is True, result
    shown = [one for one in play.lines if line in one]
    assert all(one.startswith(f"{module}: {line}") and one.endswith(" s") for one in shown), play.lines


@pytest.mark.slow
def test_calls_without_a_job_are_counted(tenant, playing):
    for name in ("mia", "omar"):
        tenant.desktop(f"PC-{name}", user=name)
    ids = {user["user_name"]: user["id"] for user in tenant.state["users"]}
    tenant.fault("status", path=f"/users/{ids['omar']}/actions", status=409, error_code="WKS.00010032", times=10_000)
    arguments = {"users": [{"user_name": name} for name in ids], "locked": True, **PATIENT}
    with playing("workspace_user", arguments, "workspace_user: lock: 1 of 2 users ready, ") as play:
        play.wait_for_line()
        tenant.control("DELETE", "faults")
        result = play.result()
    assert not result["failed"] and result["changed"] is True, result


def begin_pool(tenant: Tenant) -> AbstractContextManager[None]:
    """Let a pool be listed and its job run as soon as it was asked for; neither ends by itself."""
    tenant.job_seconds(HOLD)
    return tenant.when("/desktop-pools", "POST", lambda: tenant.control("POST", "clock", advance=HOLD / 4))


@pytest.mark.slow
def test_a_pool_is_counted_by_its_desktops(tenant, playing):
    with (
        begin_pool(tenant),
        playing("workspace_desktop_pool", {**POOL, **PATIENT}, "_pool: create: 0 of 3 desktops ready, ") as play,
    ):
        play.wait_for_line()
        finish(tenant)
        result = play.result()
    assert not result["failed"] and result["changed"] is True, result


@pytest.mark.slow
def test_those_that_failed_are_named_while_others_go_on(tenant, playing):
    tenant.fault("job_partial", desktops=["BIO-03"], error_msg="no address is left")
    with playing("workspace_desktop", {**SEATS, "wait": False}) as play:
        seats = play.result()
    finish(tenant)
    with begin_pool(tenant), playing("workspace_desktop_pool", {**POOL, "wait": False}) as play:
        pool = play.result()
    jobs = [*seats["jobs"], *pool["jobs"]]
    line = "workspace_job: create: 2 of 6 desktops ready, 1 failed (BIO-03), "
    with playing("workspace_job", {"jobs": jobs, **PATIENT}, line) as play:
        play.wait_for_line()
        finish(tenant)
        result = play.result()
    assert result["failed"] and result["progress"] == {"total": 6, "done": 5, "failed": ["BIO-03"]}, result


@pytest.mark.slow
def test_names_of_a_hidden_task_are_not_shown(tenant, playing):
    tenant.fault("job_partial", desktops=["BIO-03"], error_msg="no address is left")
    with playing("workspace_desktop", {**SEATS, "wait": False}) as play:
        jobs = play.result()["jobs"]
    finish(tenant)
    tenant.job_seconds(HOLD)
    with playing("workspace_desktop", {**SEATS_ELSEWHERE, "wait": False}) as play:
        jobs += play.result()["jobs"]
    with playing(
        "workspace_job", {"jobs": jobs, **PATIENT}, "create: 2 of 4 desktops ready, 1 failed, ", no_log=True
    ) as play:
        play.wait_for_line()
        finish(tenant)
        play.result()
    assert "BIO-03" not in "".join(play.lines), play.lines


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "arguments", "keywords"),
    [
        pytest.param("workspace_job", {}, {"check_mode": True}, id="check mode", marks=pytest.mark.slow),
        pytest.param("workspace_snapshot", {**SNAPSHOT, "state": "restored", "wait": False}, {}, id="wait false"),
    ],
)
def test_nothing_is_shown_where_nobody_waits(
    tenant, playing, module: str, arguments: Mapping[str, Any], keywords: Mapping[str, Any]
):
    baseline(tenant, status="ACTIVE")
    tenant.job_seconds(HOLD)
    if module == "workspace_job":
        with playing("workspace_desktop", {**SEATS_ELSEWHERE, "wait": False}) as play:
            arguments = {"jobs": play.result()["jobs"]}
    looked = len(tenant.journal())
    with playing(module, {**arguments, **PATIENT}, **keywords) as play:
        while len(tenant.journal()) < looked + LOOKS:
            assert play.process.poll() is None, play.result()
            time.sleep(0.1)
        finish(tenant)
        result = play.result()
    assert not result["failed"] and not play.lines, (result, play.lines)
