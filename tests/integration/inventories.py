# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Ansible with an inventory file of the plugin ``workspace_desktops``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from conftest import ANSIBLE_SECONDS
from integration.harness import Tenant

PLUGIN = "huaweicloud.workspace.workspace_desktops"


@dataclass(frozen=True)
class Answer:
    """What a command wrote, and the requests that it sent."""

    code: int
    out: str
    errors: str
    requests: Sequence[Mapping[str, Any]]

    @property
    def data(self) -> dict[str, Any]:
        """What ``--list`` wrote."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def hosts(self) -> dict[str, dict[str, Any]]:
        """The variables of the hosts."""
        hosts: dict[str, dict[str, Any]] = self.data["_meta"]["hostvars"]
        return hosts

    def group(self, name: str) -> list[str]:
        """The hosts of a group, which must exist."""
        hosts: list[str] = self.data[name].get("hosts", [])
        return hosts

    @property
    def told(self) -> str:
        """Warnings and errors, with line breaks of the terminal taken out."""
        return " ".join(self.errors.split())


class Inventory:
    """A folder with inventory files, and the project that they are about."""

    def __init__(self, tenant: Tenant, folder: Path) -> None:
        self.tenant = tenant
        self.folder = folder

    def file(self, name: str = "test", text: str | None = None, **options: Any) -> str:
        """Write an inventory file; return its name."""
        content = text if text is not None else yaml.safe_dump({"plugin": PLUGIN, **options}, sort_keys=False)
        (self.folder / f"{name}.workspace.yml").write_text(content)
        return f"{name}.workspace.yml"

    def list(self, *arguments: str, **options: Any) -> Answer:
        """Return what ``ansible-inventory --list`` says of a file with these options; it must not fail."""
        answer = self.run(self.file(**options), "--list", *arguments)
        assert answer.code == 0, answer.errors
        return answer

    def refused(self, *arguments: str, **options: Any) -> str:
        """Return why a file cannot be used. There are then no hosts, and Ansible fails if it is told to."""
        answer = self.run(self.file(**options), "--list", *arguments)
        assert answer.code != 0 and not answer.out, answer.out
        assert "Traceback" not in answer.errors, answer.errors
        return answer.told

    def run(self, source: str, *arguments: str, command: str = "ansible-inventory", **environment: str) -> Answer:
        """Run a command of Ansible with an inventory."""
        seen = len(self.tenant.journal())
        process = subprocess.run(
            [command, "-i", source, *arguments],
            cwd=self.folder,
            env={
                **self.tenant.emulator.process_env,
                "HOME": str(self.folder),
                "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
                "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
                **environment,
            },
            check=False,
            capture_output=True,
            text=True,
            timeout=ANSIBLE_SECONDS,
        )
        return Answer(process.returncode, process.stdout, process.stderr, self.tenant.journal()[seen:])
