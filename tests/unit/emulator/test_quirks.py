# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of the API that surprise its clients, each with a test."""

from __future__ import annotations

import pytest
import requests


def test_sub_jobs_tell_the_id_of_a_created_desktop(client):
    job_id = client.create("LAB-1", "LAB-2")
    client.finish()
    jobs = client.get("/workspace-sub-jobs", job_id=job_id)["jobs"]
    assert [job["status"] for job in jobs] == ["SUCCESS", "SUCCESS"]
    details = [client.get(f"/desktops/{job['entities']['desktop_id']}")["desktop"] for job in jobs]
    assert [detail["computer_name"] for detail in details] == ["LAB-1", "LAB-2"]


def test_sub_job_list_is_empty_right_after_submission(client):
    client.slow_jobs(100)
    job_id = client.create("LAB-1")
    assert client.get("/workspace-sub-jobs", job_id=job_id) == {"total_count": 0, "jobs": []}
    client.advance(11)
    assert client.get("/workspace-sub-jobs", job_id=job_id)["jobs"][0]["status"] == "WAITING"
    client.advance(10)
    assert client.get("/workspace-sub-jobs", job_id=job_id)["jobs"][0]["status"] == "RUNNING"


def test_new_desktop_is_listed_while_it_is_built(client):
    client.slow_jobs(100)
    client.create("LAB-1")
    assert client.get("/desktops")["total_count"] == 0
    client.advance(21)
    row = client.get("/desktops")["desktops"][0]
    assert (row["status"], row["task_status"]) == ("BUILD", "spawning")


def test_deleted_desktop_has_an_empty_status_and_then_is_not_found(client):
    desktop_id = client.build("LAB-1")
    client.slow_jobs(100)
    assert client.call("DELETE", f"/desktops/{desktop_id}").status_code == 204
    detail = client.get(f"/desktops/{desktop_id}")["desktop"]
    assert (detail["status"], detail["task_status"]) == ("ACTIVE", "deleting")
    client.advance(21)
    assert client.get(f"/desktops/{desktop_id}")["desktop"]["status"] == ""
    client.advance(80)
    assert client.call("GET", f"/desktops/{desktop_id}").status_code == 404


def test_deletion_needs_a_content_type(client):
    desktop_id = client.build("LAB-1")
    uri, headers = client.sign("DELETE", f"/v2/{client.project_id}/desktops/{desktop_id}", [], None)
    assert requests.delete(client.url + uri, headers=headers, timeout=10).status_code == 204


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_dropped_connection_gives_no_answer(client, kind):
    body = client.creation("LAB-1")
    client.control("faults", kind=kind, method="POST", path="/desktops$")
    with pytest.raises(requests.ConnectionError):
        client.call("POST", "/desktops", body)
    client.finish()
    assert client.get("/desktops")["total_count"] == (1 if kind == "drop_after" else 0)
    assert client.control("journal")["entries"][-2]["status"] is None
