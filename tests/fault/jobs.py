# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs commands of Ansible, and jobs by ansible-runner as AWX does, and sees that no secret leaves them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awx_kit.credentials import rendered
from conftest import ANSIBLE_SECONDS, CHECKOUT
from fault.witness import CANARIES, OWN
from integration.harness import Tenant

from emulator.cloud import identity

if TYPE_CHECKING:
    from conftest import Emulator


class Watch:
    """Runs a command of Ansible in a folder, and sees what it prints, leaves behind and shows of its processes.

    :param given: patterns of the files in the folder that may hold secrets, since somebody wrote them into it.
    """

    def __init__(self, tenant: Tenant, folder: Path, *given: str) -> None:
        self.tenant = tenant
        self._folder = folder
        self._given = given
        (folder / "home").mkdir(exist_ok=True)
        (folder / "scratch").mkdir(exist_ok=True)

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command, and assert that no secret has left it."""
        # ansible-core makes a socket there, whose path must be short.
        with tempfile.TemporaryDirectory() as short:
            scratch = Path(short, "scratch")
            scratch.symlink_to(self._folder / "scratch")
            return self._run(command, {"TMPDIR": str(scratch), **variables})

    def _run(self, command: Sequence[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        environment = {
            **self.tenant.emulator.process_env,
            "HOME": str(self._folder / "home"),
            "ANSIBLE_LOCAL_TEMP": str(self._folder / "scratch" / "local"),
            "ANSIBLE_REMOTE_TMP": str(self._folder / "scratch" / "remote"),
            "ANSIBLE_LOG_PATH": str(self._folder / "ansible.log"),
            "ANSIBLE_CALLBACK_PLUGINS": str(CHECKOUT / "tests" / "integration" / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "RECORDER_FILE": str(self._folder / "events.jsonl"),
            "RECORDER_URL": self.tenant.emulator.url,
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
        clean(printed, "printed")
        for text in shown:
            clean(text, "shown by a process")
        assert {"ansible.log", "events.jsonl"} <= self._left().keys()
        found = self.files_with(*CANARIES, *OWN)
        assert not found, found
        return subprocess.CompletedProcess(command, process.returncode, printed)

    def files_with(self, *texts: str) -> dict[str, str]:
        """Return the names of the files that were left behind with one of these texts, and where that stands there."""
        return {name: place for name, content in self._left().items() if (place := excerpt(content, *texts))}

    def _left(self) -> dict[str, str]:
        """Return the content of all files but the given ones, by their names in the folder."""
        files = {str(path.relative_to(self._folder)): path for path in self._folder.rglob("*") if path.is_file()}
        return {
            name: path.read_text(errors="replace")
            for name, path in files.items()
            if not any(fnmatch(name, given) for given in self._given)
        }

    def _look(self, over: threading.Event, shown: set[str]) -> None:
        """Collect the arguments and variables of the processes that were started in the folder."""
        while not over.wait(0.02):
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    variables = (path / "environ").read_bytes().decode(errors="replace")
                    if f"HOME={self._folder}/home" in variables:
                        shown.add((path / "cmdline").read_bytes().decode(errors="replace"))
                        # The key of the emulator is one of its variables.
                        shown.add(variables.replace(f"HW_SECRET_KEY={identity.SECRET_KEY}", ""))
                except OSError:
                    continue


def excerpt(text: str, *parts: str) -> str:
    """Return where the first of some parts stands in a text, with what is around it; nothing if none does."""
    places = [place for part in parts if (place := text.find(part)) >= 0]
    return f"...{text[max(0, places[0] - 300) : places[0] + 200]}" if places else ""


def clean(text: str, where: str) -> None:
    """Assert that no secret is in a text."""
    found = excerpt(text, *CANARIES, *OWN)
    assert not found, f"a secret was {where}: {found}"


RUN = "import ansible_runner, json, sys; sys.exit(ansible_runner.run(**json.load(open('job.json'))).rc)"

ARTIFACTS = "job/artifacts/one/"
COMMAND = f"{ARTIFACTS}command"
"""Where ansible-runner itself writes the variables of a job, and so the key that it is given as one."""

CREDENTIAL_TYPE = CHECKOUT / "extensions" / "awx" / "credential_types" / "access_key.json"


def credential(emulator: Emulator) -> dict[str, str]:
    """Return what a credential for a project of the emulator gives to a job of AWX."""
    given = emulator.env
    values = {
        "access_key": given["HW_ACCESS_KEY"],
        "secret_key": given["HW_SECRET_KEY"],
        "region": given["HW_REGION_NAME"],
        "project_id": given["HW_PROJECT_ID"],
        "workspace_endpoint": given["HW_WORKSPACE_ENDPOINT"],
        "iam_endpoint": given["HW_AUTH_URL"],
    }
    return rendered(CREDENTIAL_TYPE, values)


def run_job(
    watch: Watch, folder: Path, playbook: str, arguments: str = "--diff", **variables: Any
) -> subprocess.CompletedProcess[str]:
    """Let ansible-runner run a playbook with what a credential of AWX gives, and see that no secret is in what it
    writes of that, but for the variables of that credential themselves.

    :param arguments: of ``ansible-playbook``. :param variables: extra variables.
    """
    # AWX begins each job with nothing of others.
    shutil.rmtree(folder / "job", ignore_errors=True)
    job = {
        "private_data_dir": str(folder / "job"),
        "project_dir": str(folder),
        "ident": "one",
        "playbook": playbook,
        "extravars": variables,
        "cmdline": arguments,
        "verbosity": 4,
        "suppress_env_files": True,
    }
    (folder / "job").mkdir()
    (folder / "job.json").write_text(json.dumps(job))
    given = credential(watch.tenant.emulator)
    ended = watch.run(sys.executable, "-c", RUN, ANSIBLE_INJECT_FACT_VARS="false", **given)
    noted = json.loads((folder / COMMAND).read_text())
    assert noted.pop("env")["HW_SECRET_KEY"] == identity.SECRET_KEY
    clean(json.dumps(noted), "noted as a command")
    return ended


def exported_by_job(folder: Path) -> dict[str, Any]:
    """Return the artifacts of the job that ran last: what AWX hands to the next node of a workflow."""
    events = [json.loads(path.read_text()) for path in (folder / ARTIFACTS / "job_events").glob("*.json")]
    [artifacts] = [one["event_data"]["artifact_data"] for one in events if one["event"] == "playbook_on_stats"]
    assert isinstance(artifacts, dict)
    return artifacts
