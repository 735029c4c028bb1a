# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: jobs."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _deletion(cloud: Cloud) -> str:
    """Start to delete two desktops, of which the second fails, and return the job's ID."""
    ids = [cloud.desktop(f"BIO-{number:02d}", user=f"u{number}") for number in (1, 2)]
    cloud.control("POST", "faults", kind="job_partial", error_code="WKS.0003", error_msg="No.", desktops=["BIO-02"])
    body = sdk.DeleteDesktopsReq(desktop_ids=ids, delete_users=False, email_notification=False)
    job_id: str = cloud.client.batch_delete_desktops(sdk.BatchDeleteDesktopsRequest(body=body)).job_id
    return job_id


@workspace
def show_job(cloud: Cloud) -> None:
    cloud.jobs_take(100)
    job_id = _deletion(cloud)
    cloud.pass_time(50)
    assert cloud.client.show_job(sdk.ShowJobRequest(job_id=job_id)).status == "RUNNING"
    cloud.pass_time(100)
    answer = cloud.client.show_job(sdk.ShowJobRequest(job_id=job_id))
    assert (answer.id, answer.job_type, answer.status) == (job_id, "deleteDesktops", "COMPLETE")
    assert sorted(row.status for row in answer.sub_jobs) == ["FAILED", "SUCCESS"]


@workspace
def list_ita_sub_jobs(cloud: Cloud) -> None:
    cloud.jobs_take(100)
    job_id = _deletion(cloud)
    assert cloud.sub_jobs(job_id) == []
    for seconds in (15, 50):
        cloud.pass_time(seconds)
        cloud.sub_jobs(job_id)
    cloud.pass_time(100)
    request = sdk.ListItaSubJobsRequest(job_id=job_id, job_type="deleteDesktops", status="FAILED", limit=1000, offset=0)
    [row] = cloud.client.list_ita_sub_jobs(request).jobs
    assert (row.entities.desktop_name, row.error_code, row.fail_reason) == ("BIO-02", "WKS.0003", "No.")


@workspace
def batch_delete_sub_jobs(cloud: Cloud) -> None:
    job_id = _deletion(cloud)
    [failed] = [row.id for row in cloud.sub_jobs(job_id) if row.status == "FAILED"]
    for body in (sdk.DeleteSubJobsReq(job_ids=[failed]), sdk.DeleteSubJobsReq(delete_by_status="SUCCESS")):
        cloud.client.batch_delete_sub_jobs(sdk.BatchDeleteSubJobsRequest(body=body))
    assert cloud.sub_jobs(job_id) == []
