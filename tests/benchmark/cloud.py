# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator that is measured against, its projects, and how Ansible is run in them."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import yaml
from tokens import new_token

from benchmark.measure import Usage, run

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PAGE = 1000
"""How many desktops a page of a list has at most."""
BATCH = 100
"""How many desktops one request creates at most."""


@dataclass(frozen=True)
class Project:
    """A project that nothing else uses, with a folder for files."""

    url: str
    folder: Path
    environment: Mapping[str, str]

    @property
    def id(self) -> str:
        """The ID of the project."""
        return self.environment["HW_PROJECT_ID"]

    def control(self, method: str, path: str, **body: Any) -> Any:
        """Send a control call to the emulator, and return what it answers."""
        answer = requests.request(
            method, f"{self.url}/_emulator/{path}", params={"project": self.id}, json=body or None, timeout=120
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def job_seconds(self, seconds: float) -> None:
        """Let jobs take so long from now on."""
        self.control("POST", "clock", job_seconds=seconds)

    def requests_since(self, number: int) -> list[dict[str, Any]]:
        """Return the journal of requests after the one with a number."""
        entries: list[dict[str, Any]] = self.control("GET", f"journal?since={number}")["entries"]
        return entries

    @property
    def last_request(self) -> int:
        """The number of the last request, 0 if there was none."""
        return max((entry["number"] for entry in self.requests_since(0)), default=0)

    def run(self, *command: str | Path, **more: str) -> Usage:
        """Run a command in the folder, with what points clients at the project."""
        return run(command, self.folder, {**self.environment, **more})

    def play(self, *arguments: str | Path) -> Usage:
        """Run a playbook."""
        return self.run("ansible-playbook", *arguments)

    def playbook(self, name: str, *tasks: Mapping[str, Any]) -> str:
        """Write a playbook of tasks for the controller; return its file name."""
        play = {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
        (self.folder / f"{name}.yml").write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
        return f"{name}.yml"

    def uri_playbook(self, desktops: int = 0) -> str:
        """Write the playbook that others are compared with: one task ``ansible.builtin.uri``; return its file name.

        :param desktops: of how many desktops it gets all pages; for none it gets one desktop.
        """
        pages = [{"offset": offset, "limit": PAGE} for offset in range(0, desktops, PAGE)] or [
            {"offset": 0, "limit": 1}
        ]
        query = "offset={{ item.offset }}&limit={{ item.limit }}"
        task = {
            "ansible.builtin.uri": {
                "url": f"{self.url}/v2/{self.id}/desktops/detail?{query}",
                "headers": {"X-Auth-Token": self.token()},
            },
            "loop": pages,
            "loop_control": {"label": "{{ item.offset }}"},
            "register": "pages",
        }
        return self.playbook(f"uri-{desktops}", task)

    def token(self) -> str:
        """Return a token for the project."""
        return new_token(self.url, project={"id": self.id})

    def fill(self, desktops: int) -> list[str]:
        """Create so many desktops at once, with the official SDK; return their names."""
        names = [f"BENCH-{number:05d}" for number in range(1, desktops + 1)]
        (self.folder / "names.json").write_text(json.dumps(names), encoding="utf-8")
        self.run(sys.executable, HERE / "scripts" / "create_by_sdk.py", "names.json")
        return names


@contextlib.contextmanager
def cloud() -> Iterator[Cloud]:
    """Start an emulator, whose jobs take no time unless a project says otherwise, and end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="workspace-bench-") as folder:
        place = Path(folder)
        namespace = place / "tree" / "ansible_collections" / "huaweicloud"
        namespace.mkdir(parents=True)
        (namespace / "workspace").symlink_to(CHECKOUT, target_is_directory=True)
        command = [sys.executable, str(CHECKOUT / "tests" / "emulator"), "--port", "0", "--job-seconds", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                url = process.stdout.readline().strip()
                yield Cloud(url, place, _environment(url, place))
            finally:
                process.terminate()


@dataclass(frozen=True)
class Cloud:
    """A running emulator."""

    url: str
    folder: Path
    environment: Mapping[str, str]

    def project(self) -> Project:
        """Return a project that nobody has used before."""
        name = uuid.uuid4().hex
        folder = self.folder / name
        folder.mkdir()
        return Project(self.url, folder, {**self.environment, "HW_PROJECT_ID": name})


def _environment(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of all commands: no setting of whoever runs the benchmark, and the emulator's clients'."""
    printing: Sequence[str] = [
        sys.executable,
        str(CHECKOUT / "tests" / "emulator"),
        "--port",
        str(urlsplit(url).port),
        "--print-env",
    ]
    exports = subprocess.run(printing, check=True, capture_output=True, text=True, timeout=60).stdout
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANSIBLE_", "HW_", "HUAWEICLOUD_")) and name != "PYTHONPATH"
    }
    return {
        **own,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "HOME": str(folder),
        "ANSIBLE_COLLECTIONS_PATH": str(folder / "tree"),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_NOCOLOR": "1",
        **dict(word.split("=", 1) for word in shlex.split(exports) if word != "export"),
    }
