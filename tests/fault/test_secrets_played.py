# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret leaves ``ansible-playbook -vvvv``: in what it prints, in the events that its callbacks get, in its log, in
files that are left behind, and in the arguments and variables of processes while it runs. Nor does one when
ansible-runner runs it, as AWX does: in what that writes of the job, each event and the cache of facts included.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from fault.jobs import ARTIFACTS, COMMAND, Watch, excerpt, run_job
from fault.labs.scenario import PLAYBOOKS
from fault.matrix.scenario import MODULES, furnish, scenario_of
from fault.test_secrets import with_secrets
from fault.witness import KEY, MAIL, PASSWORD, PHONE
from integration.harness import Task, Tenant
from integration.rooms import Room, group

if TYPE_CHECKING:
    from conftest import Emulator

GROUP_OF_MODULES = 12
"""How many modules stand in one playbook."""


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
    _write_play(tenant, modules, folder)
    watch = Watch(tenant, folder, "secrets.yml")
    played = watch.run("ansible-playbook", "-vvvv", "--diff", "play.yml", ANSIBLE_INJECT_FACT_VARS="false")
    assert played.returncode == 0, played.stdout[-3000:]
    assert "401" in played.stdout and "Traceback" not in played.stdout


def _write_play(tenant: Tenant, modules: list[str], folder: Path, *more: Mapping[str, Any]) -> None:
    """Write a playbook of tasks with secrets, and of some more."""
    # Ansible shows the lines of a playbook in which a task that fails stands, so the secrets are in another file.
    scripted = list(tasks(tenant, modules))
    (folder / "secrets.yml").write_text(yaml.safe_dump({"given": [dict(given) for _module, given, _check in scripted]}))
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars_files": ["secrets.yml"],
        "tasks": [
            *(
                {
                    f"huaweicloud.workspace.{module}": None,
                    "args": f"{{{{ given[{number}] }}}}",
                    "check_mode": check,
                    "ignore_errors": True,
                    "register": "told",
                }
                for number, (module, _given, check) in enumerate(scripted)
            ),
            *more,
        ],
    }
    (folder / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))


PLANTED = "Planted-canary-6"

PEOPLE = ("roster.csv", "passwords.csv")
LAB_PLAYBOOK = "huaweicloud.workspace.lab_{}"


def test_a_job(tenant: Tenant, tmp_path: Path, record_property) -> None:
    """What is planted is found wherever ansible-runner writes, and nothing else."""
    plant = {"ansible.builtin.set_fact": {"cacheable": True, "planted": PLANTED, "kept": "{{ told }}"}}
    _write_play(tenant, ["workspace_user"], tmp_path, plant, {"ansible.builtin.debug": {"var": "planted"}})
    watch = Watch(tenant, tmp_path, "secrets.yml", COMMAND)
    ended = run_job(watch, tmp_path, "play.yml")
    assert ended.returncode == 0 and "401" in ended.stdout and "Traceback" not in ended.stdout, ended.stdout[-3000:]
    places = {name.removeprefix(ARTIFACTS).partition("/")[0] for name in watch.files_with(PLANTED)}
    assert {"stdout", "job_events", "fact_cache"} <= places, places
    record_property("figure", ("jobs of ansible-runner with canaries", 1))


def room_with_people(project: Emulator, folder: Path) -> Room:
    """Return a room whose lab file names a person with addresses and with a first password in a file."""
    room = Room(project, folder)
    (folder / "roster.csv").write_text(f"user_name,user_email,user_phone\nmia,{MAIL},{PHONE}\n")
    passwords = folder / "passwords.csv"
    passwords.write_text(f"user_name,password\nmia,{PASSWORD}\n")
    passwords.chmod(0o600)
    room.file(group(people="roster"), people={"roster": "roster.csv", "active_type": "ADMIN_ACTIVATE"})
    return room


@pytest.mark.slow
def test_lab_playbooks(project: Emulator, tmp_path: Path, record_property) -> None:
    """All of them, with people who have addresses, and with first passwords in a file."""
    room = room_with_people(project, tmp_path)
    watch = Watch(room, tmp_path, *PEOPLE)
    for mode in ("--check", "--diff"):
        played = watch.run(*room.command("provision", "-vvvv", mode, credentials_file="passwords.csv"))
        assert played.returncode == 0, played.stdout[-3000:]
    assert [record["user_name"] for record in room.state["users"]] == ["mia"]
    for playbook in [*(one for one in PLAYBOOKS if one not in ("provision", "teardown")), "teardown"]:
        played = watch.run(*room.command(playbook, "-vvvv", "--diff", confirm="bio"))
        assert "Traceback" not in played.stdout and "mistake in the collection" not in played.stdout
    record_property("figure", ("lab playbooks with canaries", len(PLAYBOOKS)))


@pytest.mark.slow
def test_jobs_of_a_lab(project: Emulator, tmp_path: Path, record_property) -> None:
    """One that makes it, one that shows its people, and one that fails since the service refuses and repeats them."""
    room = room_with_people(project, tmp_path)
    watch = Watch(room, tmp_path, *PEOPLE, COMMAND)
    lab = {"lab_file": "lab.yml", "lab_confirm": "bio"}
    made = run_job(watch, tmp_path, LAB_PLAYBOOK.format("provision"), **lab, lab_credentials_file="passwords.csv")
    assert made.returncode == 0, made.stdout[-3000:]
    assert [record["user_name"] for record in room.state["users"]] == ["mia"]
    exported = run_job(watch, tmp_path, LAB_PLAYBOOK.format("roster_export"), **lab)
    assert exported.returncode == 0 and "mia" in exported.stdout, exported.stdout[-3000:]
    room.fault("status", status=403, operation="write", error_code="WKS.0403", error_msg=f"No: {MAIL} {PHONE}.")
    refused = run_job(watch, tmp_path, LAB_PLAYBOOK.format("teardown"), **lab)
    assert refused.returncode != 0 and "WKS.0403" in refused.stdout, refused.stdout[-3000:]
    record_property("figure", ("jobs of ansible-runner with canaries", 3))


@pytest.mark.slow
def test_a_job_that_assists(project: Emulator, tmp_path: Path, record_property) -> None:
    """What lets somebody in to a desktop is in the file that was asked for, and nowhere else."""
    room = Room(project, tmp_path)
    room.job_seconds(2)
    room.file(group("mia"))
    room.own("BIO-01", "mia")
    room.session("BIO-01")
    room.control("POST", "assistance", desktop="BIO-01", says="agree")
    watch = Watch(room, tmp_path, "assist.csv", COMMAND)
    variables = {"lab_file": "lab.yml", "lab_action": "start", "lab_seats": "BIO-01", "lab_assist_file": "assist.csv"}
    ended = run_job(watch, tmp_path, LAB_PLAYBOOK.format("assist"), **variables)
    assert ended.returncode == 0, ended.stdout[-3000:]
    [row] = csv.DictReader((tmp_path / "assist.csv").read_text().splitlines())
    assert row.pop("seat") == "BIO-01" and all(row.values())
    assert not watch.files_with(*row.values()) and not excerpt(ended.stdout, *row.values())
    record_property("figure", ("jobs of ansible-runner with canaries", 1))
