# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demos have in common: an emulator, playbooks that are run as a person would, and a table of claims.

The checks look at the emulator's state and journal, never at what the playbooks say of themselves.
"""

from __future__ import annotations

import abc
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import requests

CHECKOUT = Path(__file__).resolve().parents[2]


class Emulator:
    """A running emulator and its control calls."""

    def __init__(self, url: str, port: int) -> None:
        self.url = url
        printed = subprocess.run(
            [sys.executable, str(CHECKOUT / "tests" / "emulator"), "--port", str(port), "--print-env"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.exports = printed.strip()
        self.env = dict(line.removeprefix("export ").split("=", 1) for line in self.exports.splitlines())

    def control(self, method: str, path: str, **json: Any) -> Any:
        """Send a control call and return its answer."""
        answer = requests.request(method, f"{self.url}/_emulator/{path}", json=json or None, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def state(self) -> dict[str, Any]:
        """Return all that the emulator knows."""
        state: dict[str, Any] = self.control("GET", "state")
        return state

    def desktops(self) -> dict[str, dict[str, Any]]:
        """Return the desktops by name."""
        desktops = self.state()["desktops"]
        return {row["name"]: row for row in (desktops.values() if isinstance(desktops, dict) else desktops)}

    def writes(self) -> int:
        """Return how many requests to writing operations came in so far."""
        return int(self.control("GET", "counters")["writes"])

    def requests_sent(self) -> int:
        """Return how many requests came in so far."""
        counters = self.control("GET", "counters")
        return int(counters["reads"] + counters["writes"])


@dataclass
class Claim:
    """Something that the demo promises, how it was checked, and whether it held."""

    text: str
    check: str
    held: bool


@dataclass
class Stage(abc.ABC):
    """A demo while it runs. Each demo is a subclass with its scenes."""

    lab_file: ClassVar[str]
    """The lab file of its playbooks, in ``playbooks``."""

    job_seconds: ClassVar[float] = 2
    """How long the jobs of the emulator take."""

    emulator: Emulator
    env: dict[str, str]
    folder: Path
    claims: list[Claim] = field(default_factory=list)

    @abc.abstractmethod
    def scenes(self) -> list[Callable[[], None]]:
        """Return the scenes in their order."""

    def claim(self, text: str, check: str, held: bool) -> None:
        """Note a claim and whether it held."""
        self.claims.append(Claim(text, check, held))

    def command(self, playbook: str, *arguments: str) -> list[str]:
        """Return the command of a playbook, as a person would type it."""
        return ["ansible-playbook", f"huaweicloud.workspace.{playbook}", "-e", f"lab_file={self.lab_file}", *arguments]

    def started(self, command: list[str], **more: Any) -> subprocess.Popen[str]:
        """Start a command of Ansible."""
        program = str(Path(sys.executable).with_name(command[0]))
        return subprocess.Popen([program, *command[1:]], cwd=self.folder, env=self.env, text=True, **more)

    def play(self, title: str, playbook: str, *arguments: str) -> tuple[int, str]:
        """Run a playbook, show its output, and return its exit code and output."""
        command = self.command(playbook, *arguments)
        print(f"\n=== {title}\n$ {' '.join(command)}\n", flush=True)
        lines = []
        began = time.monotonic()
        with self.started(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if line.strip():
                    print(line, end="", flush=True)
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
        return process.returncode, "".join(lines)

    def module(self, name: str, **options: Any) -> None:
        """Run a module once, as somebody else would."""
        command = ["ansible", "localhost", "-m", f"huaweicloud.workspace.{name}", "-a", json.dumps(options)]
        with self.started(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            output, _nothing = process.communicate(timeout=1800)
        if process.returncode:
            raise SystemExit(output)

    def kill(self, title: str, until: Callable[[], bool], playbook: str, *arguments: str) -> None:
        """Start a playbook, and kill it with everything that it has started as soon as something is so."""
        command = self.command(playbook, *arguments)
        print(f"\n=== {title}\n$ {' '.join(command)}\n", flush=True)
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        with self.started(command, **silent) as process:
            end = time.monotonic() + 1800
            while not until() and process.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
            killed = process.poll() is None
            os.killpg(process.pid, signal.SIGKILL)
        print("*** Killed in the middle of its work. ***", flush=True)
        self.claim(f"a run was killed in the middle: {title}", "it was running when it was killed", killed)


def contents(row: dict[str, Any]) -> list[str | None]:
    """Return what is on a desktop's disks."""
    return [row["root"]["content"], *(disk["content"] for disk in row["disks"])]


def tasks(state: dict[str, Any]) -> set[str]:
    """Return the names of the scheduled tasks."""
    return {row["task_name"] for row in state["tables"].get("ScheduledTask", [])}


@contextlib.contextmanager
def started_emulator(job_seconds: float) -> Iterator[tuple[Emulator, subprocess.Popen[str]]]:
    """Start an emulator on a free port; the caller ends it. :param job_seconds: how long its jobs take."""
    command = [sys.executable, str(CHECKOUT / "tests" / "emulator"), "--port", "0", "--job-seconds", str(job_seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    if not url:
        raise SystemExit("The emulator did not start; its error is above.")
    yield Emulator(url, int(url.rsplit(":", 1)[1])), process


def environment(emulator: Emulator, tree: str) -> dict[str, str]:
    """Return the playbooks' environment: the emulator's credentials, and no setting of the person who runs the demo."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "HW_", "HUAWEICLOUD_"))
    }
    return {
        **own,
        "ANSIBLE_COLLECTIONS_PATH": tree,
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_FORCE_COLOR": "true" if sys.stdout.isatty() else "false",
        **emulator.env,
    }


def print_table(claims: list[Claim], seconds: float, sent: int) -> None:
    """Print what was claimed, how it was checked and whether it held."""
    rows = [("claim", "how it was checked", "result")]
    rows += [(claim.text, claim.check, "holds" if claim.held else "FAILED") for claim in claims]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    print()
    for number, row in enumerate(rows):
        print(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("-+-".join("-" * width for width in widths))
    print(f"\n{sent} requests sent, {seconds:.0f} s")


def perform(demo: type[Stage]) -> int:
    """Run a demo and return its exit code, 0 only if all its claims hold. KEEP=1 leaves the emulator running."""
    started, keep = time.monotonic(), os.environ.get("KEEP", "") not in ("", "0")
    with (
        tempfile.TemporaryDirectory(prefix="workspace-demo-") as tree,
        started_emulator(demo.job_seconds) as (emulator, process),
    ):
        namespace = Path(tree, "ansible_collections", "huaweicloud")
        namespace.mkdir(parents=True)
        (namespace / "workspace").symlink_to(CHECKOUT, target_is_directory=True)
        try:
            folder = Path(tree, "course")
            for part in ("labs", "rosters"):
                shutil.copytree(CHECKOUT / "playbooks" / part, folder / part)
            stage = demo(emulator, environment(emulator, tree), folder)
            for scene in stage.scenes():
                scene()
            print_table(stage.claims, time.monotonic() - started, emulator.requests_sent())
        finally:
            if not keep:
                process.terminate()
                process.wait(timeout=60)
        if keep:
            print(f"\nThe emulator goes on at {emulator.url} (end it with: kill {process.pid}). To go on playing:\n")
            print(emulator.exports)
            print(f"export PATH={Path(sys.executable).parent}:$PATH")
            print("# and, once:\nmkdir -p ~/.ansible/collections/ansible_collections/huaweicloud")
            print(f"ln -sfn {CHECKOUT} ~/.ansible/collections/ansible_collections/huaweicloud/workspace")
        return 0 if all(claim.held for claim in stage.claims) else 1


def perform_beside(demo: type[Stage], other: str) -> int:
    """Run a demo while another one runs, whose output follows, and return 0 only if all claims of both hold.

    :param other: the module that is the other demo
    """
    print(f"{other} runs at the same time, with an emulator of its own. Its output follows at the end.")
    with (
        tempfile.TemporaryFile(mode="w+", encoding="utf-8") as output,
        subprocess.Popen([sys.executable, "-m", other], stdout=output, text=True) as process,
    ):
        code = perform(demo)
        print(f"\nThis is what {other} did at the same time:", flush=True)
        other_code = process.wait()
        output.seek(0)
        print(output.read(), flush=True)
    return code or other_code
