# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of snapshots that surprise, each with a test."""

from __future__ import annotations

import re
from typing import Any

BUSY = "WKS.00010032"


def refused(response: Any, status: int, code: str | None = None) -> None:
    """Check that a request was refused with a status and an error code."""
    assert response.status_code == status, response.text
    if code:
        assert response.json()["error_code"] == code


def desktop(client: Any, name: str = "LAB-1", **more: Any) -> str:
    """Let there be a desktop whose disks hold something, and return its ID."""
    found = client.control("desktops", action="create", desktop=name, **more)
    client.control("write", desktop=name, content="good")
    return found["id"]


def create(client: Any, *ids: str, disk_type: str = "SYSTEM_DISK", name: str = "base", **more: Any) -> Any:
    """Ask for snapshots."""
    disks = {kind: {"name": name} for kind in ("system_disk_snapshot", "data_disk_snapshot")}
    body = {"desktop_ids": list(ids), "disk_type": disk_type, **disks, **more}
    return client.call("POST", "/snapshots/batch-create", body)


def rows(client: Any, **query: Any) -> list[dict[str, Any]]:
    return client.get("/snapshots", **query)["desktop_snapshots"]


def restore(client: Any, *ids: str) -> Any:
    return client.call("POST", "/snapshots/batch-restore", {"snapshot_ids": list(ids)})


def contents(client: Any, name: str = "LAB-1") -> list[str]:
    """Return what is on the disks of a desktop."""
    found = next(one for one in client.state()["desktops"] if one["name"] == name)
    return [found["root"]["content"], *(disk["content"] for disk in found["disks"])]


def test_each_disk_has_a_row_and_all_of_one_request_the_same_time_in_their_names(client):
    desktop_id = desktop(client, data_volumes=[10, 20])
    assert create(client, desktop_id, disk_type="ALL").status_code == 200
    client.finish()
    found = rows(client)
    assert [row["is_system_disk"] for row in found] == [True, False, False]
    assert len({row["snapshot_name"] for row in found}) == len({row["create_time"] for row in found}) == 1


def test_the_name_is_composed_of_the_desktop_the_given_name_and_the_time_without_anything_between(client):
    create(client, desktop(client))
    client.finish()
    assert re.fullmatch(r"LAB-1base20\d{12}", rows(client)[0]["snapshot_name"])


def test_a_row_appears_when_its_sub_job_runs_and_tells_its_progress_until_it_is_complete(client):
    client.slow_jobs(100)
    create(client, desktop(client))
    assert rows(client) == []
    client.advance(30)
    assert [row["status"] for row in rows(client)] == ["creating"] and 5 <= rows(client)[0]["process"] <= 40
    client.finish()
    assert [(row["status"], row["process"]) for row in rows(client)] == [("create_success", None)]


def test_taking_a_snapshot_disturbs_nobody_but_the_desktop_is_busy(client):
    desktop_id = desktop(client)
    client.control("sessions", desktop="LAB-1", user="mia", action="open")
    client.slow_jobs(100)
    create(client, desktop_id)
    refused(create(client, desktop_id), 409, BUSY)
    client.finish()
    assert client.state()["disturbed"] == [] and client.desktop("LAB-1")["login_status"] == "CONNECTED"
    assert create(client, desktop_id).status_code == 200


def test_one_desktop_may_fail_in_a_job_that_is_complete(client):
    client.control("faults", kind="job_partial", desktops=["LAB-2"], error_code="WKS.0003")
    job_id = create(client, desktop(client), desktop(client, "LAB-2")).json()["job_id"]
    client.finish()
    job = client.get(f"/workspace-jobs/{job_id}")
    assert job["status"] == "COMPLETE" and job["job_type"] == "createWksSnapshot"
    assert [sub_job["status"] for sub_job in job["sub_jobs"]] == ["SUCCESS", "FAILED"]
    assert [row["status"] for row in rows(client)] == ["create_success", "create_failed"]


def test_there_is_nothing_to_take_of_data_disks_where_there_are_none(client):
    desktop_id = desktop(client)
    refused(create(client, desktop_id, disk_type="DATA_DISKS"), 400)
    assert create(client, desktop_id, disk_type="ALL").status_code == 200
    client.finish()
    assert [row["is_system_disk"] for row in rows(client)] == [True]


def test_requests_are_strict(client):
    desktop_id = desktop(client)
    refused(create(client, desktop_id, name="x" * 65), 400)
    refused(create(client, desktop_id, system_disk_snapshot={"description": "x" * 256}), 400)
    refused(create(client, *(desktop_id for _number in range(101))), 400)
    refused(create(client, "0f5b1f0e-0000-4000-a000-000000000000"), 404)
    refused(create(client, desktop_id, disk_type="SOME"), 400)
    refused(restore(client), 400)
    refused(restore(client, "0f5b1f0e-0000-4000-a000-000000000000"), 404)


def test_single_names_are_fuzzy_and_lists_of_names_exact(client):
    create(client, desktop(client, "LAB-1"), desktop(client, "LAB-10"))
    client.finish()
    assert len(rows(client, desktop_name="lab-1")) == 2 and len(rows(client, desktop_names="lab-1")) == 1
    name = rows(client)[0]["snapshot_name"]
    assert len(rows(client, snapshot_name="BASE")) == 2 and len(rows(client, snapshot_names="base")) == 0
    assert len(rows(client, snapshot_names=name)) == 1


def test_restoring_needs_a_desktop_that_is_off(client):
    desktop(client)
    [key] = client.control("snapshots", desktop="LAB-1", name="base")["snapshot_ids"]
    refused(restore(client, key), 409, BUSY)
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    assert restore(client, key).status_code == 200


def test_restoring_puts_back_exactly_the_disks_that_were_taken_and_what_was_there_is_lost(client):
    desktop(client, data_volumes=[10], status="SHUTOFF")
    [key] = client.control("snapshots", desktop="LAB-1", name="base")["snapshot_ids"]
    client.control("write", desktop="LAB-1", content="bad")
    restore(client, key)
    client.finish()
    assert contents(client) == ["good", "bad"]
    assert [(row["content"], row["by"]) for row in client.state()["wiped"]] == [("bad", "restore")]


def test_a_restored_snapshot_says_so_in_its_status_and_can_be_restored_again(client):
    desktop(client, status="SHUTOFF")
    [key] = client.control("snapshots", desktop="LAB-1", name="base")["snapshot_ids"]
    for _time in range(2):
        assert restore(client, key).status_code == 200
        client.finish()
        assert rows(client)[0]["status"] == "restore_success" and rows(client)[0]["last_restore_time"]


def test_a_failed_restoration_leaves_the_disk_and_says_why(client):
    desktop(client, status="SHUTOFF")
    [key] = client.control("snapshots", desktop="LAB-1", name="base")["snapshot_ids"]
    client.control("write", desktop="LAB-1", content="bad")
    client.control("faults", kind="job_fail", job_type="restoreDesktopBySnapshot", error_msg="No space.")
    restore(client, key)
    client.finish()
    assert contents(client) == ["bad"]
    assert (rows(client)[0]["status"], rows(client)[0]["restore_fail_reason"]) == ("restore_failed", "No space.")


def test_two_snapshots_of_one_disk_cannot_be_restored_together(client):
    desktop(client, status="SHUTOFF")
    keys = [client.control("snapshots", desktop="LAB-1", name=name)["snapshot_ids"][0] for name in ("a", "b")]
    refused(restore(client, *keys), 400)


def test_a_snapshot_of_a_disk_that_is_gone_cannot_be_restored(client):
    desktop_id = desktop(client, data_volumes=[10], status="SHUTOFF")
    [key] = client.control("snapshots", desktop="LAB-1", name="base", disk_type="DATA_DISKS")["snapshot_ids"]
    volume_id = client.desktop("LAB-1")["data_volumes"][0]["volume_id"]
    client.call("POST", f"/desktops/{desktop_id}/volumes/batch-delete", {"volume_ids": [volume_id]})
    client.finish()
    refused(restore(client, key), 400)


def test_a_rebuild_leaves_the_snapshots_of_the_system_disk(client):
    desktop_id = desktop(client)
    [key] = client.control("snapshots", desktop="LAB-1", name="base")["snapshot_ids"]
    body = {"desktop_ids": [desktop_id], "image_type": "private", "image_id": client.image("win11-bio-2026.10")}
    assert client.call("POST", "/desktops/rebuild", body).status_code == 200
    client.finish()
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    assert restore(client, key).status_code == 200
    client.finish()
    assert contents(client) == ["good"]


def test_snapshots_go_with_their_desktop(client):
    desktop_id = desktop(client)
    client.control("snapshots", desktop="LAB-1", name="base")
    client.call("DELETE", f"/desktops/{desktop_id}")
    client.finish()
    assert rows(client) == []


def test_deleting_does_not_touch_the_desktop_and_is_refused_twice(client):
    desktop(client)
    [key] = client.control("snapshots", desktop="LAB-1", name="base")["snapshot_ids"]
    client.slow_jobs(100)

    def delete() -> Any:
        return client.call("POST", "/snapshots/batch-delete", {"snapshot_ids": [key]})

    assert delete().status_code == 200
    refused(delete(), 409, BUSY)
    assert rows(client)[0]["status"] == "create_success"
    client.finish()
    refused(delete(), 404)
    assert rows(client) == [] and contents(client) == ["good"]
