# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the lab playbooks as their users do, each room in a project of its own."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from conftest import ANSIBLE_SECONDS
from integration.desktops import IMAGE, PRODUCT
from integration.harness import Tenant

if TYPE_CHECKING:
    from conftest import Emulator

MARK = {"workspace-lab": "bio"}
VOLATILE = ("task_status", "process", "operation", "listed")

BASE: dict[str, Any] = {
    "version": 1,
    "name": "bio",
    "defaults": {
        "product": PRODUCT,
        "image": IMAGE,
        "subnet": "teaching-a",
        "root_volume": {"type": "SAS", "size": 80},
        "user_group": "users",
    },
}
"""A lab without seats, of desktops like those that the console makes."""


def group(*people: Any, **more: Any) -> dict[str, Any]:
    """Return a group of numbered seats."""
    numbers = {"first": 1, "last": 9}
    return {"name": "students", "people": list(people), "computer_name": "BIO-{number:02d}", "numbers": numbers, **more}


@dataclass(frozen=True)
class Played:
    """How a playbook ended, what it printed, and the writing requests that it sent."""

    code: int
    text: str
    writes: Sequence[Mapping[str, Any]]

    @property
    def plan_id(self) -> str:
        """The ID of the plan that it showed."""
        return str(re.findall(r"plan ([0-9a-f]{12}):", self.text)[0])

    @property
    def exported(self) -> dict[str, Any]:
        """What it exported to the jobs that come after it in a workflow."""
        found: dict[str, Any] = json.loads(re.findall(r"^\tRUN: (.*)$", self.text, re.MULTILINE)[-1])
        return found

    def told(self, *words: str) -> None:
        """Assert that all these words were printed."""
        missing = [word for word in words if word not in self.text]
        assert not missing, f"{missing} not in:\n{self.text}"

    def done(self, *words: str) -> Played:
        """Assert that it succeeded and printed these words."""
        assert self.code == 0, self.text
        self.told(*words)
        return self

    def failed(self, *words: str) -> Played:
        """Assert that it failed and printed these words."""
        assert self.code != 0, self.text
        self.told(*words)
        assert "mistake in the collection" not in self.text and "Traceback" not in self.text, self.text
        return self

    def refused(self, *words: str) -> Played:
        """Assert that it stopped before its first write and printed these words."""
        assert not self.writes, self.writes
        return self.failed(*words)

    def unchanged(self) -> Played:
        """Assert that it found nothing to do."""
        assert not self.writes, self.writes
        return self.done("changed=0 ")


class Room(Tenant):
    """A project, the lab files written for it, and the playbooks that are run with them."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        super().__init__(emulator)
        self.folder = folder

    def file(self, *seats: Mapping[str, Any], **sections: Any) -> None:
        """Write the lab file."""
        lab = copy.deepcopy({**BASE, "seats": list(seats), **sections})
        (self.folder / "lab.yml").write_text(yaml.safe_dump(lab, sort_keys=False))

    def own(self, name: str, user: str | None = None, **more: Any) -> None:
        """Let there be a desktop of the lab, whose disks hold something."""
        self.desktop(name, **{"tags": MARK, **({"user": user} if user else {}), **more})

    def change(self, kind: str, name: str, **fields: Any) -> None:
        """Let somebody change a record of the emulator in the console."""
        self.control("POST", "records", kind=kind, name=name, fields=fields)

    def command(self, name: str, *arguments: str, **variables: Any) -> list[str]:
        """Return the command that runs a playbook of labs, or a file, with these run variables."""
        given = {"lab_file": "lab.yml", **{f"lab_{key}": value for key, value in variables.items()}}
        playbook = name if name.endswith(".yml") else f"huaweicloud.workspace.lab_{name}"
        return ["ansible-playbook", playbook, "-e", json.dumps(given), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a playbook."""
        return {
            **self.emulator.process_env,
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_SHOW_CUSTOM_STATS": "true",
        }

    def play(self, name: str, *arguments: str, **variables: Any) -> Played:
        """Run a playbook."""
        seen = self.seen
        code, text = self.run(self.command(name, *arguments, **variables))
        writes = [entry for entry in self.journal(seen) if entry["kind"] == "write"]
        return Played(code, text, writes)

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """Run ``ansible-playbook``, and return its exit code and what it printed."""
        process = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=ANSIBLE_SECONDS,
        )
        return process.returncode, process.stdout + process.stderr

    def play_until_created(self, name: str) -> None:
        """Start a playbook and kill it with all that it has started as soon as desktops are being created."""
        process = subprocess.Popen(
            self.command(name),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            end = time.monotonic() + ANSIBLE_SECONDS
            while not self.state["jobs"]:
                assert process.poll() is None, "it ended before it created anything"
                assert time.monotonic() < end, "it created nothing in time"
                time.sleep(0.05)
        finally:
            for pid in [*descendants(process.pid), process.pid]:
                kill(pid)
            process.wait(timeout=60)

    def users(self) -> dict[str, list[str]]:
        """Return whom the desktops belong to."""
        return {
            name: [assignment["user_name"] for assignment in desktop["assignments"]]
            for name, desktop in self.desktops.items()
        }

    def stable(self, *names: str) -> dict[str, Any]:
        """Return everything about these desktops that a run could change."""
        desktops = self.desktops
        return {
            name: {field: value for field, value in desktops[name].items() if field not in VOLATILE} for name in names
        }


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that a process has started, and those that these have started."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    children: dict[int, list[int]] = defaultdict(list)
    for line in listing.splitlines():
        child, parent = map(int, line.split())
        children[parent].append(child)
    going = [pid]
    for one in going:
        yield from children[one]
        going += children[one]


def kill(pid: int) -> None:
    """Kill a process, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
