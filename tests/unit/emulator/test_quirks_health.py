# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a broken desktop takes, and what becomes of batches with one that is unfit or busy."""

from __future__ import annotations

from typing import Any

import pytest

BUSY = "WKS.00010032"


@pytest.fixture
def mixed(client: Any) -> dict[str, str]:
    """Return the IDs of three desktops by their names; V-02 is in ERROR."""
    client.create("V-01", "V-02", "V-03")
    client.finish()
    client.control("desktops", action="power", desktop="V-02", status="ERROR")
    return {row["computer_name"]: row["desktop_id"] for row in client.get("/desktops")["desktops"]}


def rebuild(client: Any, desktop_ids: list[str]) -> Any:
    body = {"desktop_ids": desktop_ids, "image_type": "private", "image_id": client.image("win11-bio-2026.10")}
    return client.call("POST", "/desktops/rebuild", body)


def test_failed_creation_leaves_a_desktop_in_error(client):
    client.control("faults", kind="job_fail", leftover=True, desktops=["V-02"], error_msg="No host.")
    client.create("V-01", "V-02")
    client.finish()
    statuses = {row["computer_name"]: row["status"] for row in client.get("/desktops/detail")["desktops"]}
    assert statuses == {"V-01": "ACTIVE", "V-02": "ERROR"}
    assert client.desktop("V-02")["login_status"] == "UNREGISTER"


@pytest.mark.parametrize("op_type", ["os-start", "os-stop", "reboot", "os-hibernate"])
def test_broken_desktop_takes_no_power_action(client, mixed, op_type):
    body = {"desktop_ids": list(mixed.values()), "op_type": op_type}
    answer = client.call("POST", "/desktops/action", body).json()
    assert ("V-02", BUSY) in [(row["desktop_name"], row["error_code"]) for row in answer["failed_operation_list"]]


def test_broken_desktop_can_be_neither_rebuilt_nor_renamed(client, mixed):
    assert rebuild(client, [mixed["V-02"]]).json()["error_code"] == BUSY
    renaming = client.call("PUT", f"/desktops/{mixed['V-02']}", {"desktop": {"computer_name": "V-09"}})
    assert renaming.json()["error_code"] == BUSY


def test_broken_desktop_can_be_deleted(client, mixed):
    assert client.call("DELETE", f"/desktops/{mixed['V-02']}").status_code == 204
    client.finish()
    assert {row["computer_name"] for row in client.get("/desktops")["desktops"]} == {"V-01", "V-03"}


@pytest.mark.parametrize("unfit", ["ERROR", "busy"])
@pytest.mark.parametrize(
    ("method", "path", "fields"),
    [
        ("POST", "/desktops/rebuild", {"image_type": "private", "image_id": "win11-bio-2026.10"}),
        ("POST", "/desktops/resize", {"product_id": "workspace.c2.xlarge.windows", "mode": "STOP_DESKTOP"}),
        ("POST", "/snapshots/batch-create", {"disk_type": "SYSTEM_DISK"}),
        ("POST", "/desktops/networks/batch-change", {}),
    ],
)
def test_one_unfit_desktop_refuses_the_whole_batch(client, mixed, unfit, method, path, fields):
    if unfit == "busy":
        client.control("desktops", action="power", desktop="V-02", status="ACTIVE")
        client.slow_jobs()
        client.call("POST", "/desktops/action", {"desktop_ids": [mixed["V-02"]], "op_type": "reboot"})
    body = {"desktop_ids": list(mixed.values()), **fields}
    if "image_id" in body:
        body["image_id"] = client.image(body["image_id"])
    if path.endswith("/resize"):
        body["desktops"] = [{"desktop_id": key} for key in body.pop("desktop_ids")]
    if path.endswith("/batch-change"):
        subnet = client.get("/subnets")["subnets"][1]
        groups = [row["id"] for row in client.get("/security-groups")["security_groups"]]
        body |= {"vpc_id": subnet["vpc_id"], "subnet_id": subnet["id"], "security_group_ids": groups}
    refused = client.call(method, path, body)
    assert (refused.status_code, refused.json()["error_code"]) == (409, BUSY), refused.text
    assert "V-02" in refused.json()["error_msg"]
    client.finish()
    images = {row["metadata"]["image_name"] for row in client.get("/desktops/detail")["desktops"]}
    assert images == {"win11-bio-2026.09"}
    assert client.get("/snapshots")["total_count"] == 0


def test_batch_detachment_does_what_it_can(client, mixed):
    rows = [{"desktop_id": key, "is_detach_all_users": True} for key in mixed.values()]
    answer = client.call("POST", "/desktops/batch-detach", {"desktops": rows}).json()
    assert [row["desktop_name"] for row in answer["failed_operation_list"]] == ["V-02"]
    client.finish()
    assert {name for name in mixed if client.desktop(name)["user_name"]} == {"V-02"}
