# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret leaves ``ansible-playbook -vvvv``: in what it prints, in the events that its callbacks get, in its log, in
files that are left behind, and in the arguments and variables of processes while it runs.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ANSIBLE_SECONDS, CHECKOUT
from fault.matrix.scenario import MODULES, furnish, scenario_of
from fault.test_secrets import CANARIES, KEY, MAIL, OWN, PASSWORD, PHONE, with_secrets
from integration.harness import Task, Tenant
from integration.rooms import Room, group

from emulator.cloud import identity

PLAYBOOKS = sorted(path.stem.removeprefix("lab_") for path in (CHECKOUT / "playbooks").glob("lab_*.yml"))

GROUP_OF_MODULES = 12
"""How many modules stand in one playbook."""


class Watch:
    """Runs a command of Ansible in a folder, and sees what it prints, leaves behind and shows of its processes.

    :param given: files of the folder that may hold secrets, since somebody wrote them into it.
    """

    def __init__(self, tenant: Tenant, folder: Path, *given: str) -> None:
        self._tenant = tenant
        self._folder = folder
        self._given = {folder / name for name in given}
        (folder / "home").mkdir(exist_ok=True)
        (folder / "scratch").mkdir(exist_ok=True)

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command, and assert that no secret has left it."""
        environment = {
            **self._tenant.emulator.process_env,
            "HOME": str(self._folder / "home"),
            "TMPDIR": str(self._folder / "scratch"),
            "ANSIBLE_LOCAL_TEMP": str(self._folder / "scratch" / "local"),
            "ANSIBLE_REMOTE_TMP": str(self._folder / "scratch" / "remote"),
            "ANSIBLE_LOG_PATH": str(self._folder / "ansible.log"),
            "ANSIBLE_CALLBACK_PLUGINS": str(CHECKOUT / "tests" / "integration" / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "RECORDER_FILE": str(self._folder / "events.jsonl"),
            "RECORDER_URL": self._tenant.emulator.url,
            **variables,
        }
        over = threading.Event()
        shown: set[str] = set()
        with subprocess.Popen(
            command, cwd=self._folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            watcher = threading.Thread(target=self._look, args=(over, shown), daemon=True)
            watcher.start()
            try:
                printed, _nothing = process.communicate(timeout=ANSIBLE_SECONDS)
            finally:
                over.set()
                watcher.join()
        self._clean(printed, "printed")
        for text in shown:
            self._clean(text, "shown by a process")
        left = [path for path in self._folder.rglob("*") if path.is_file() and path not in self._given]
        assert {self._folder / "ansible.log", self._folder / "events.jsonl"} <= set(left)
        for path in left:
            self._clean(path.read_text(errors="replace"), f"left in {path.relative_to(self._folder)}")
        return subprocess.CompletedProcess(command, process.returncode, printed)

    def _look(self, over: threading.Event, shown: set[str]) -> None:
        """Collect the arguments of all processes, and the variables of those that were started in the folder."""
        while not over.wait(0.02):
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    shown.add((path / "cmdline").read_bytes().decode(errors="replace"))
                    if f"HOME={self._folder}/home" in (
                        variables := (path / "environ").read_bytes().decode(errors="replace")
                    ):
                        # The key of the emulator is one of its variables.
                        shown.add(variables.replace(f"HW_SECRET_KEY={identity.SECRET_KEY}", ""))
                except OSError:
                    continue

    @staticmethod
    def _clean(text: str, where: str) -> None:
        for canary in (*CANARIES, *OWN):
            place = text.find(canary)
            assert place < 0, f"{canary} was {where}: ...{text[max(0, place - 300) : place + 200]}"


def tasks(tenant: Tenant, modules: list[str]) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Yield tasks as module, arguments and check mode: the first ones of the scenarios, and each with a wrong key."""
    for module in modules:
        scenario = scenario_of(module)
        first, *_more = scenario.steps.values()
        arguments: Mapping[str, Any] = {**scenario.given(tenant), **first}
        given = with_secrets(Task(module, arguments), module).arguments
        for check in (True, False):
            yield module, given, check
        yield module, {**given, "access_key": "AK", "secret_key": KEY}, False


@pytest.mark.parametrize(
    "first", [pytest.param(one, marks=pytest.mark.slow) for one in range(0, len(MODULES), GROUP_OF_MODULES)]
)
def test_all_modules(tenant: Tenant, first: int, tmp_path: Path, record_property) -> None:
    furnish(tenant)
    modules = [module for module in MODULES[first : first + GROUP_OF_MODULES] if module != "workspace_lab_plan"]
    _play(tenant, modules, tmp_path)
    record_property("figure", ("modules in playbooks with canaries", len(modules)))


def test_a_user(tenant: Tenant, tmp_path: Path) -> None:
    """The module with the most secrets."""
    _play(tenant, ["workspace_user"], tmp_path)


def _play(tenant: Tenant, modules: list[str], folder: Path) -> None:
    # Ansible shows the lines of a playbook in which a task that fails stands, so the secrets are in another file.
    scripted = list(tasks(tenant, modules))
    (folder / "secrets.yml").write_text(yaml.safe_dump({"given": [dict(given) for _module, given, _check in scripted]}))
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars_files": ["secrets.yml"],
        "tasks": [
            {
                f"huaweicloud.workspace.{module}": None,
                "args": f"{{{{ given[{number}] }}}}",
                "check_mode": check,
                "ignore_errors": True,
            }
            for number, (module, _given, check) in enumerate(scripted)
        ],
    }
    (folder / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    watch = Watch(tenant, folder, "secrets.yml")
    played = watch.run("ansible-playbook", "-vvvv", "--diff", "play.yml", ANSIBLE_INJECT_FACT_VARS="false")
    assert played.returncode == 0, played.stdout[-3000:]
    assert "401" in played.stdout and "Traceback" not in played.stdout


@pytest.mark.slow
def test_lab_playbooks(project, tmp_path: Path, record_property) -> None:
    """All of them, with people who have addresses, and with first passwords in a file."""
    room = Room(project, tmp_path)
    (tmp_path / "roster.csv").write_text(f"user_name,user_email,user_phone\nmia,{MAIL},{PHONE}\n")
    passwords = tmp_path / "passwords.csv"
    passwords.write_text(f"user_name,password\nmia,{PASSWORD}\n")
    passwords.chmod(0o600)
    room.file(group(people="roster"), people={"roster": "roster.csv", "active_type": "ADMIN_ACTIVATE"})
    watch = Watch(room, tmp_path, "roster.csv", "passwords.csv")
    for mode in ("--check", "--diff"):
        played = watch.run(*room.command("provision", "-vvvv", mode, credentials_file="passwords.csv"))
        assert played.returncode == 0, played.stdout[-3000:]
    assert [record["user_name"] for record in room.state["users"]] == ["mia"]
    for playbook in [*(one for one in PLAYBOOKS if one not in ("provision", "teardown")), "teardown"]:
        played = watch.run(*room.command(playbook, "-vvvv", "--diff", confirm="bio"))
        assert "Traceback" not in played.stdout and "mistake in the collection" not in played.stdout
    record_property("figure", ("lab playbooks with canaries", len(PLAYBOOKS)))
