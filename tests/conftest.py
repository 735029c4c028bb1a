# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test may use: the collection under its real name, an emulator, and a fresh project in it.

Plain ``pytest`` works in a checkout of any name: the checkout is linked into a temporary collection tree, which is
put on the import path here and handed to subprocesses by the fixtures.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import shlex
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parent.parent
EMULATOR = [sys.executable, str(CHECKOUT / "tests" / "emulator")]

pytest_plugins = ["integration.cases"]

# How fast the machine is decides of no test.
settings.register_profile("workspace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("workspace")

ANSIBLE_SECONDS = 1800
"""How long a command of Ansible may take that takes seconds on an idle machine."""

_CONTROL = requests.Session()
"""What control calls are sent by: one session, since connections cost more than most of the calls."""

TREE = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()


def pytest_configure(config: pytest.Config) -> None:
    """Link the checkout into a collection tree and make it importable as ansible_collections.huaweicloud.workspace."""
    tree = tempfile.TemporaryDirectory(prefix="collection-tree-")
    config.stash[TREE] = tree
    namespace = Path(tree.name, "ansible_collections", "huaweicloud")
    namespace.mkdir(parents=True)
    (namespace / "workspace").symlink_to(CHECKOUT, target_is_directory=True)
    sys.path.insert(0, tree.name)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests, which stay until the end, without looking for garbage among them, then or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the tree away; the link goes, the checkout stays."""
    config.stash[TREE].cleanup()


@dataclass(frozen=True)
class Emulator:
    """A running emulator, seen from one of its projects."""

    url: str
    env: dict[str, str]
    """The variables that point a client at the project: credentials, region, project and endpoints."""
    tree: Path

    @property
    def project_id(self) -> str:
        """The project that ``env`` names."""
        return self.env["HW_PROJECT_ID"]

    @property
    def process_env(self) -> dict[str, str]:
        """The environment of an Ansible command: that of the tests without settings of their owner, plus ``env``."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ANSIBLE_", "HW_", "HUAWEICLOUD_"))
        }
        return {
            **inherited,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            "ANSIBLE_COLLECTIONS_PATH": str(self.tree),
            "ANSIBLE_NOCOLOR": "1",
            **self.env,
        }

    def in_project(self, project_id: str) -> Emulator:
        """Return the same emulator, seen from another project."""
        return replace(self, env={**self.env, "HW_PROJECT_ID": project_id})

    def control(self, method: str, path: str, /, **json: Any) -> Any:
        """Send a control call about this project, ``path`` relative to ``/_emulator/``, and return what it answers."""
        answer = _CONTROL.request(
            method,
            f"{self.url}/_emulator/{path.lstrip('/')}",
            params={"project": self.project_id},
            json=json or None,
            timeout=60,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def tree(pytestconfig: pytest.Config) -> Path:
    """Return the collection tree that holds the checkout, the value for ANSIBLE_COLLECTIONS_PATH."""
    return Path(pytestconfig.stash[TREE].name)


@pytest.fixture(scope="session")
def emulator(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Start an emulator for the whole session and stop it at the end."""
    with running_emulator(tree, tmp_path_factory.mktemp("emulator") / "stderr.log") as emulator:
        yield emulator


@contextlib.contextmanager
def running_emulator(tree: Path, log: Path) -> Iterator[Emulator]:
    """Start an emulator, whose errors go to a file, and stop it at the end.

    :param tree: the collection tree that its clients use.
    """
    command = [*EMULATOR, "--port", "0", "--job-seconds", "0.2", "--keep-exchanges"]
    with (
        log.open("w") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True) as process,
    ):
        try:
            url = _first_line(process)
            if not url:
                pytest.fail(f"the emulator did not start:\n{log.read_text()}", pytrace=False)
            yield Emulator(url, _client_env(url), tree)
        finally:
            process.terminate()


@pytest.fixture
def project(emulator: Emulator) -> Emulator:
    """Return the emulator as a project sees it that nobody has used before."""
    return emulator.in_project(uuid.uuid4().hex)


def _first_line(process: subprocess.Popen[str]) -> str:
    """Return the first line that the process prints within a minute, or an empty string."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        return process.stdout.readline().strip() if selector.select(timeout=60) else ""


def _client_env(url: str) -> dict[str, str]:
    """Return the variables that the emulator says its clients need."""
    command = [*EMULATOR, "--port", str(urlsplit(url).port), "--print-env"]
    exports = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    return dict(word.split("=", 1) for word in shlex.split(exports) if word != "export")
