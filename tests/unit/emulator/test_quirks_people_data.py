# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of people's work under the two readings of what is published about it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from emulator.cloud.readings import HARSHER, KINDER, USUAL_READING

PROGRAM = Path(__file__).resolve().parents[2] / "emulator"

both = pytest.mark.parametrize("reading", [KINDER, HARSHER])


@pytest.fixture(autouse=True)
def chosen(client: Any, request: pytest.FixtureRequest) -> None:
    """Choose the reading that the test is about."""
    if "reading" in request.fixturenames:
        client.control("reading", people_data=request.getfixturevalue("reading"))


def record(client: Any, name: str = "LAB-1") -> dict[str, Any]:
    """Return what the emulator knows of a desktop."""
    return next(row for row in client.state()["desktops"] if row["name"] == name)


def contents(client: Any, name: str = "LAB-1") -> tuple[str, list[str]]:
    """Return what is on the system disk and on the data disks of a desktop."""
    found = record(client, name)
    return found["root"]["content"], [disk["content"] for disk in found["disks"]]


def used_desktop(client: Any, **fields: Any) -> str:
    """Make a desktop of anna's, with work on all its disks; return its ID."""
    client.control("desktops", action="create", desktop="LAB-1", user="anna", data_volumes=[10], **fields)
    client.control("write", desktop="LAB-1", disk="all", content="thesis")
    return record(client)["id"]


def detach(client: Any, desktop_id: str) -> None:
    rows = [{"desktop_id": desktop_id, "is_detach_all_users": True}]
    assert client.call("POST", "/desktops/batch-detach", {"desktops": rows}).status_code == 200
    client.finish()


def attach(client: Any, desktop_id: str, name: str, **fields: Any) -> None:
    row = {"desktop_id": desktop_id, "user_name": name, "user_group": "users", "is_clear_data": False, **fields}
    response = client.call("POST", "/desktops/attach", {"desktops": [{**row, "user_email": "x@uni.example"}]})
    assert response.status_code == 200, response.text
    client.finish()


# Choosing


def test_reading_is_shown_and_a_reset_takes_it_back(client):
    assert client.state()["people_data"] == USUAL_READING
    for choice in (KINDER, HARSHER):
        client.control("reading", people_data=choice)
        assert client.state()["people_data"] == choice
        requests.post(f"{client.url}/_emulator/reset?project={client.project_id}", timeout=10)
        assert client.state()["people_data"] == USUAL_READING


@both
def test_program_can_be_started_with_a_reading(reading, tmp_path):
    command = [sys.executable, str(PROGRAM), "--people-data", reading, "--state", str(tmp_path / "state.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        found = requests.get(f"{url}/_emulator/state", timeout=60).json()["people_data"]
        process.terminate()
    assert found == reading


# Desktops that change hands


@both
def test_desktop_for_one_person_is_cleared_for_the_next_one(client, reading):
    desktop_id = used_desktop(client)
    detach(client, desktop_id)
    assert contents(client) == ("thesis", ["thesis"])
    attach(client, desktop_id, "bert")
    system, data = contents(client)
    if reading == KINDER:
        assert (system, data, client.state()["wiped"]) == ("thesis", ["thesis"], [])
    else:
        assert system.startswith("image:")
        assert data == [None]
        assert [(row["content"], row["by"]) for row in client.state()["wiped"]] == [("thesis", "attach")] * 2


@both
def test_desktop_keeps_its_data_for_the_same_person(client, reading):
    desktop_id = used_desktop(client)
    detach(client, desktop_id)
    attach(client, desktop_id, "anna")
    assert contents(client) == ("thesis", ["thesis"])


@both
def test_desktop_that_nobody_had_is_not_cleared(client, reading):
    client.control("desktops", action="create", desktop="LAB-1", data_volumes=[10])
    client.control("write", desktop="LAB-1", disk="all", content="prepared")
    attach(client, record(client)["id"], "bert")
    assert contents(client) == ("prepared", ["prepared"])


@both
def test_desktop_for_several_people_keeps_its_data(client, reading):
    desktop_id = used_desktop(client)
    client.control("desktops", action="set", desktop="LAB-1", fields={"desktop_type": "SHARED"})
    detach(client, desktop_id)
    attach(client, desktop_id, "bert")
    assert contents(client) == ("thesis", ["thesis"])


@both
def test_somebody_in_the_console_clears_a_desktop_too(client, reading):
    used_desktop(client)
    client.control("desktops", action="unassign", desktop="LAB-1")
    client.control("desktops", action="assign", desktop="LAB-1", user="bert")
    assert contents(client)[1] == (["thesis"] if reading == KINDER else [None])


# Power


@both
@pytest.mark.parametrize("status", ["ACTIVE", "SHUTOFF"])
@pytest.mark.parametrize("kind", ["DEDICATED", "SHARED"])
def test_taking_a_desktop_away_changes_its_power_state(client, reading, status, kind):
    desktop_id = used_desktop(client, status=status)
    client.control("desktops", action="set", desktop="LAB-1", fields={"desktop_type": kind})
    if status == "ACTIVE":
        client.control("sessions", desktop="LAB-1", action="open")
    detach(client, desktop_id)
    harsher = "SHUTOFF" if kind == "DEDICATED" else "ACTIVE"
    assert client.desktop("LAB-1")["status"] == (status if reading == KINDER else harsher)
    assert [row["by"] for row in client.state()["disturbed"]] == (["detach"] if status == "ACTIVE" else [])


@both
def test_renaming_restarts_a_desktop(client, reading):
    desktop_id = used_desktop(client)
    client.control("sessions", desktop="LAB-1", action="open")
    client.slow_jobs()
    client.call("PUT", f"/desktops/{desktop_id}", {"desktop": {"computer_name": "LAB-2"}})
    client.advance(50)
    shown = client.desktop("LAB-1")
    disturbed = [(row["user"], row["by"]) for row in client.state()["disturbed"]]
    if reading == KINDER:
        assert (shown["task_status"], shown["login_status"], disturbed) == ("updating", "CONNECTED", [])
    else:
        assert (shown["task_status"], shown["login_status"]) == ("rebooting", "UNREGISTER")
        assert disturbed == [("anna", "rename")]
    client.advance(60)
    assert client.desktop("LAB-2")["status"] == "ACTIVE"
    client.advance(60)
    assert client.desktop("LAB-2")["login_status"] == ("CONNECTED" if reading == KINDER else "REGISTERED")


@both
def test_a_new_name_for_a_new_person_restarts_a_desktop(client, reading):
    client.control("desktops", action="create", desktop="LAB-1")
    client.control("sessions", desktop="LAB-1", action="open")
    attach(client, record(client)["id"], "bert", computer_name="LAB-2")
    assert [row["by"] for row in client.state()["disturbed"]] == ([] if reading == KINDER else ["rename"])
    assert client.desktop("LAB-2")["login_status"] == ("CONNECTED" if reading == KINDER else "REGISTERED")


# Pools


def pool_of(client: Any, size: int = 1, **fields: Any) -> str:
    """Create a dynamic pool for anna, and return its ID."""
    user_id = client.call("POST", "/users", {"user_name": "anna", "user_email": "a@uni.example"}).json()["id"]
    row = {"object_type": "USER", "object_id": user_id, "object_name": "anna", "user_group": "users"}
    body = {
        "name": "drop-in",
        "type": "DYNAMIC",
        "disconnected_retention_period": 30,
        "size": size,
        "product_id": "workspace.c2.large.windows.2",
        "image_type": "private",
        "image_id": client.image("win11-bio-2026.09"),
        "root_volume": {"type": "SAS", "size": 80},
        "data_volumes": [{"type": "SAS", "size": 10}],
        "subnet_ids": [client.get("/subnets")["subnets"][0]["id"]],
        "authorized_objects": [row],
        **fields,
    }
    assert client.call("POST", "/desktop-pools", body).status_code == 200
    client.finish()
    return client.get("/desktop-pools")["desktop_pools"][0]["id"]


@both
def test_desktop_of_a_dynamic_pool_is_reset_when_it_is_free_again(client, reading):
    pool_of(client)
    name = client.control("sessions", pool="drop-in", user="anna", action="open")["desktop"]
    client.control("write", desktop=name, disk="all", content="draft")
    client.control("sessions", desktop=name, action="close")
    client.advance(29 * 60)
    assert contents(client, name) == ("draft", ["draft"])
    client.advance(2 * 60)
    assert client.desktop(name)["user_name"] == ""
    system, data = contents(client, name)
    if reading == KINDER:
        assert (system, data) == ("draft", ["draft"])
    else:
        assert (system[:6], data) == ("image:", [None])
        assert {row["by"] for row in client.state()["wiped"]} == {"disconnected_retention_period"}


GROWING = {"autoscale_type": "AUTO_CREATED", "max_auto_created": 5, "min_idle": 3, "idle_retention_duration": 60}


@both
def test_idle_desktops_of_a_growing_pool_are_deleted(client, reading):
    pool_id = pool_of(client, enable_autoscale=True, autoscale_policy=GROWING)
    client.advance(61)
    client.finish()
    assert client.get(f"/desktop-pools/{pool_id}")["desktop_count"] == 3
    policy = {**GROWING, "min_idle": 1}
    client.call("PUT", f"/desktop-pools/{pool_id}", {"autoscale_policy": policy})
    client.advance(55 * 60)
    client.finish()
    assert client.get(f"/desktop-pools/{pool_id}")["desktop_count"] == 3
    client.advance(10 * 60)
    client.advance(61)
    client.finish()
    assert client.get(f"/desktop-pools/{pool_id}")["desktop_count"] == (3 if reading == KINDER else 1)
    assert len(client.state()["deleted"]) == (0 if reading == KINDER else 2)


def test_growing_pool_keeps_what_its_policy_keeps(client):
    client.control("reading", people_data=HARSHER)
    pool_id = pool_of(client, enable_autoscale=True, autoscale_policy={**GROWING, "min_retention": 2})
    client.advance(61)
    client.finish()
    policy = {**GROWING, "min_idle": 0, "min_retention": 2}
    client.call("PUT", f"/desktop-pools/{pool_id}", {"autoscale_policy": policy})
    for _time in range(3):
        client.advance(3 * 3600)
        client.finish()
    assert client.get(f"/desktop-pools/{pool_id}")["desktop_count"] == 2
    assert all(row["auto_created"] is False for row in client.state()["desktops"][:1])


# Data disks


@both
@pytest.mark.parametrize("system", ["Windows", "Linux"])
def test_data_disks_are_offline_after_a_rebuild_of_windows(client, reading, system):
    image, product = {
        "Windows": ("win11-bio-2026.09", "workspace.c2.large.windows.2"),
        "Linux": ("ubuntu-lab-2026.09", "workspace.c2.large.linux"),
    }[system]
    desktop_id = used_desktop(
        client, image=image, product=product, user_group="users" if system == "Windows" else "sudo"
    )
    body = {"desktop_ids": [desktop_id], "image_type": "private", "image_id": client.image(image)}
    assert client.call("POST", "/desktops/rebuild", body).status_code == 200
    client.finish()
    (disk,) = record(client)["disks"]
    assert disk["content"] == "thesis"
    assert disk["online"] == (reading == KINDER or system == "Linux")
    assert "online" not in client.desktop("LAB-1")["data_volumes"][0]


@pytest.mark.parametrize(
    ("command", "online"),
    [("Get-Disk", False), ("echo online disk", True), ("Set-Disk -Number 1 -IsOffline $false", True)],
)
def test_a_command_sets_data_disks_online(client, command, online):
    client.control("reading", people_data=HARSHER)
    desktop_id = used_desktop(client)
    body = {"desktop_ids": [desktop_id], "image_type": "private", "image_id": client.image("win11-bio-2026.09")}
    client.call("POST", "/desktops/rebuild", body)
    client.finish()
    request = {
        "resource_type": "DESKTOP",
        "resource_ids": [desktop_id],
        "command": command,
        "command_type": "POWERSHELL",
    }
    assert client.call("POST", "/script-executions", request).status_code == 200
    client.finish()
    assert [disk["online"] for disk in record(client)["disks"]] == [online]
