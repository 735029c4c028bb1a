# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a program: its first line, its end, its state file, its environment."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from tokens import new_token

from emulator.cloud import identity

PROGRAM = Path(__file__).resolve().parents[2] / "emulator"


@contextlib.contextmanager
def running(*arguments: str, stop: int = signal.SIGTERM) -> Iterator[str]:
    """Run the program, give its URL, and check that it ends cleanly."""
    command = [sys.executable, str(PROGRAM), "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(stop)
            _output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


def state(url: str) -> Any:
    """Return the state of the built-in project."""
    return requests.get(f"{url}/_emulator/state", timeout=60).json()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_program_tells_its_address_and_ends_cleanly(stop):
    with running(stop=stop) as url:
        assert requests.get(f"{url}/_emulator/counters", timeout=60).json() == {"reads": 0, "writes": 0}


@pytest.mark.slow
def test_desktops_to_start_with_are_the_same_with_the_same_seed():
    found = []
    for _number in range(2):
        with running("--desktops", "30", "--seed", "7") as url:
            found.append([(desktop["id"], desktop["name"], desktop["status"]) for desktop in state(url)["desktops"]])
    assert found[0] == found[1]
    assert [name for _id, name, _status in found[0]][::29] == ["EMU-0001", "EMU-0030"]


@pytest.mark.slow
def test_state_survives_a_restart_in_the_middle_of_a_deletion(tmp_path):
    file = tmp_path / "state.json"
    arguments = ("--state", str(file), "--desktops", "2", "--job-seconds", "100")
    with running(*arguments) as url:
        token = new_token(url, project={"name": identity.REGION})
        desktop = state(url)["desktops"][0]
        headers = {"X-Auth-Token": token, "Content-Type": "application/json"}
        path = f"/v2/{identity.PROJECT_ID}/desktops/{desktop['id']}"
        assert requests.delete(url + path, headers=headers, timeout=60).status_code == 204
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert file.exists()
    with running(*arguments) as url:
        assert len(state(url)["desktops"]) == 2
        assert requests.get(url + path, headers=headers, timeout=60).json()["desktop"]["task_status"] == "deleting"
        requests.post(f"{url}/_emulator/clock", json={"finish_jobs": True}, timeout=60)
        assert [entry["desktop"] for entry in state(url)["deleted"]] == ["EMU-0001"]
        assert len(state(url)["desktops"]) == 1


def test_program_answers_to_its_address_and_to_the_names_that_it_is_given():
    with running("--answer-to", "emulator.example", "--answer-to", "other.example") as url:
        statuses = {
            host: requests.get(f"{url}/_emulator/counters", headers={"Host": host}, timeout=10).status_code
            for host in ("emulator.example:80", "OTHER.example", "localhost", "example")
        }
    assert statuses == {"emulator.example:80": 200, "OTHER.example": 200, "localhost": 200, "example": 421}


def test_environment_is_printed_for_a_shell():
    command = [sys.executable, str(PROGRAM), "--print-env", "--port", "8443"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    values = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    assert values == {
        "HW_ACCESS_KEY": identity.ACCESS_KEY,
        "HW_SECRET_KEY": identity.SECRET_KEY,
        "HW_REGION_NAME": identity.REGION,
        "HW_PROJECT_ID": identity.PROJECT_ID,
        "HW_AUTH_URL": "http://127.0.0.1:8443/v3",
        "HW_WORKSPACE_ENDPOINT": "http://127.0.0.1:8443",
        "HW_WORKSPACE_APP_ENDPOINT": "http://127.0.0.1:8443",
        "HW_EPS_ENDPOINT": "http://127.0.0.1:8443",
    }
