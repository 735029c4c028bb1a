# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs and their sub-jobs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.jobs import FINAL
from emulator.cloud.records import SubJob
from emulator.engine.clock import plain
from emulator.engine.contract import Body, ProjectOf, Query, Text255, answer, nothing, page
from emulator.engine.errors import invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")
UNDELETABLE = ("changeAccessVpc", "cancelWorkspace", "applyWorkspace")


class SubJobQuery(Query):
    status: str | None = None
    job_id: str | None = None
    job_type: str | None = None
    desktop_pool_id: str | None = None
    limit: int = Field(1000, ge=0, le=1000)
    offset: int = Field(0, ge=0, le=10000)


class SubJobDeletion(Body):
    job_ids: Annotated[list[Text255], Field(min_length=1, max_length=10)] | None = None
    delete_by_status: Literal["SUCCESS", "FAILED"] | None = None


def sub_job_view(sub_job: SubJob) -> dict[str, Any]:
    """Return a sub-job as the API prints it."""
    entities = {
        "desktop_id": sub_job.desktop_id,
        "product_id": sub_job.product_id,
        "user_name": sub_job.user_name,
        "desktop_name": sub_job.desktop_name,
        "ip_address": sub_job.ip_address,
    }
    view: dict[str, Any] = {
        "id": sub_job.id,
        "job_id": sub_job.job_id,
        "job_type": sub_job.job_type,
        "status": sub_job.status,
        "begin_time": plain(sub_job.begin),
        "entities": {name: value for name, value in entities.items() if value},
        "desktop_name": sub_job.desktop_name,
        "attach_user": sub_job.user_name,
        "ip_address": sub_job.ip_address,
        "mac_address": sub_job.mac_address,
        "process": 100 if sub_job.status == "SUCCESS" else 0 if sub_job.status == "WAITING" else 50,
    }
    if sub_job.end is not None:
        view["end_time"] = plain(sub_job.end)
    if sub_job.status == "FAILED":
        view.update(error_code=sub_job.error_code, fail_reason=sub_job.fail_reason)
    return view


@router.get("/workspace-sub-jobs")
async def list_sub_jobs(project: ProjectOf, query: Annotated[SubJobQuery, QueryOf()]) -> Response:
    """ListItaSubJobs."""
    if query.job_id is None and query.job_type is None:
        raise invalid("Give job_id or job_type.")
    if query.job_id is not None:
        job = project.jobs.get(query.job_id)
        candidates = [project.sub_jobs[key] for key in job.sub_job_ids if key in project.sub_jobs] if job else []
    else:
        candidates = list(project.sub_jobs.values())
    found = [
        sub_job
        for sub_job in candidates
        if sub_job.listed
        and query.status in (None, sub_job.status)
        and query.job_type in (None, sub_job.job_type)
        and query.desktop_pool_id in (None, sub_job.pool_id)
        # Without its pool the query misses the sub-jobs of a pool's creation.
        and not (sub_job.job_type == "createDesktopPool" and query.desktop_pool_id is None)
    ]
    views = [sub_job_view(sub_job) for sub_job in page(found, query.offset, query.limit)]
    return answer({"total_count": len(found), "jobs": views})


@router.get("/workspace-jobs/{job_id}")
async def show_job(project: ProjectOf, job_id: str) -> Response:
    """ShowJob."""
    job = project.jobs.get(job_id)
    if job is None:
        raise not_found(f"The job {job_id} does not exist.")
    parts = [project.sub_jobs[key] for key in job.sub_job_ids if key in project.sub_jobs]
    view: dict[str, Any] = {
        "id": job.id,
        "job_type": job.job_type,
        "status": job.status,
        "begin_time": plain(job.begin),
        "sub_jobs_total": len(job.sub_job_ids),
        "sub_jobs": [sub_job_view(sub_job) for sub_job in parts if sub_job.listed],
    }
    if job.end is not None:
        view["end_time"] = plain(job.end)
    if job.status == "FAIL":
        view.update(job_error_code=job.error_code, fail_reason=job.fail_reason)
    return answer(view)


@router.post("/workspace-sub-jobs/batch-delete")
async def batch_delete_sub_jobs(project: ProjectOf, body: SubJobDeletion) -> Response:
    """BatchDeleteSubJobs."""
    if (body.job_ids is None) == (body.delete_by_status is None):
        raise invalid("Give either job_ids or delete_by_status.")
    for sub_job in list(project.sub_jobs.values()):
        chosen = sub_job.id in body.job_ids if body.job_ids is not None else sub_job.status == body.delete_by_status
        if chosen and sub_job.status in FINAL and sub_job.job_type not in UNDELETABLE:
            del project.sub_jobs[sub_job.id]
    return nothing(200)
