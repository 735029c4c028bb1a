# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine of jobs: each job has one sub-job for each desktop, and takes its time.

A job of S seconds goes like this: it is listed after 0.1 S, its sub-jobs run from 0.2 S and end at S. What the
desktops show follows 0.2 S later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from emulator.cloud.project import Project, on
from emulator.cloud.records import Job, SubJob
from emulator.engine.errors import FAILED, NOT_FOUND
from emulator.engine.faults import affected

LISTED_AFTER = 0.1
RUNS_AFTER = 0.2
SHOWN_AFTER = 0.2
REGISTERED_AFTER = 0.4
USER_REMOVED_AFTER = 0.5
FINAL = ("SUCCESS", "FAILED")
REFUSED = "refused"
"""The outcome of a sub-job that fails without touching its desktop."""

Stage = Callable[[Project, SubJob], None]


def _nothing(project: Project, sub_job: SubJob) -> None:
    """Stage of a kind of job that has nothing to do there."""


class JobKind(NamedTuple):
    """What a kind of job does to its desktop when it starts, when it succeeds and when it fails.

    A sub-job whose desktop is gone fails by itself, unless its kind does not need the desktop.
    """

    start: Stage
    succeed: Stage
    fail: Stage
    needs_desktop: bool


KINDS: dict[str, JobKind] = {}


def job_kind(
    job_type: str,
    start: Stage = _nothing,
    succeed: Stage = _nothing,
    fail: Stage = _nothing,
    needs_desktop: bool = True,
) -> None:
    """Define a kind of job."""
    KINDS[job_type] = JobKind(start, succeed, fail, needs_desktop)


def part(desktop_id: str, desktop_name: str, **rest: Any) -> dict[str, Any]:
    """Describe the sub-job for one desktop: fields of SubJob, ``arguments`` being its own data."""
    return {"desktop_id": desktop_id, "desktop_name": desktop_name, **rest}


def submit(
    project: Project,
    job_type: str,
    parts: list[dict[str, Any]],
    pool_id: str | None = None,
    delay: float = 0,
) -> str:
    """Start a job with a sub-job for each part, under the faults that wait for it; return its ID.

    The job is listed at once but works only after ``delay`` seconds.
    """
    job = Job(id=project.new_id(), job_type=job_type, begin=project.now)
    project.jobs[job.id] = job
    fault = project.faults.take_for_job(project.operation, job_type, [entry["desktop_name"] for entry in parts])
    hit = set(affected(fault, [entry["desktop_name"] for entry in parts])) if fault else set()
    for entry in parts:
        sub_job = SubJob(
            id=project.new_id(), job_id=job.id, job_type=job_type, begin=project.now, pool_id=pool_id, **entry
        )
        if fault and sub_job.desktop_name in hit:
            sub_job.outcome = "stuck" if fault.kind == "job_stuck" else "fail"
            sub_job.leftover = fault.leftover
            sub_job.error_code = fault.error_code or FAILED
            sub_job.fail_reason = fault.error_msg
        project.sub_jobs[sub_job.id] = sub_job
        job.sub_job_ids.append(sub_job.id)
    project.after(LISTED_AFTER * project.job_seconds, "job-listed", job_id=job.id)
    project.after(delay + RUNS_AFTER * project.job_seconds, "job-runs", job_id=job.id)
    project.after(delay + project.job_seconds, "job-ends", job_id=job.id)
    return job.id


def _parts(project: Project, job: Job) -> list[SubJob]:
    return [project.sub_jobs[key] for key in job.sub_job_ids if key in project.sub_jobs]


def _is_orphan(project: Project, sub_job: SubJob) -> bool:
    """Whether the desktop that a sub-job works on is gone or going."""
    desktop = project.desktops.get(sub_job.desktop_id)
    return KINDS[sub_job.job_type].needs_desktop and (desktop is None or desktop.operation == "delete")


def release_stuck(project: Project) -> None:
    """Let what is stuck in jobs end after all."""
    for job in project.jobs.values():
        stuck = [sub_job for sub_job in _parts(project, job) if sub_job.outcome == "stuck"]
        for sub_job in stuck:
            sub_job.outcome = ""
        if stuck and job.status == "RUNNING":
            project.after(0, "job-ends", job_id=job.id)


@on("job-listed")
def job_listed(project: Project, job_id: str) -> None:
    """Show the sub-jobs in lists."""
    for sub_job in _parts(project, project.jobs[job_id]):
        sub_job.listed = True


@on("job-runs")
def job_runs(project: Project, job_id: str) -> None:
    """Start all sub-jobs."""
    job = project.jobs[job_id]
    job.status = "RUNNING"
    for sub_job in _parts(project, job):
        sub_job.status = "RUNNING"
        sub_job.begin = project.now
        if sub_job.outcome != REFUSED and not _is_orphan(project, sub_job):
            KINDS[job.job_type].start(project, sub_job)


@on("job-ends")
def job_ends(project: Project, job_id: str) -> None:
    """End all sub-jobs but the stuck ones, and the job with them."""
    job = project.jobs[job_id]
    kind = KINDS[job.job_type]
    parts = _parts(project, job)
    for sub_job in parts:
        if sub_job.outcome == "stuck" or sub_job.status in FINAL:
            continue
        if _is_orphan(project, sub_job):
            sub_job.status = "FAILED"
            sub_job.error_code = NOT_FOUND
            sub_job.fail_reason = "The desktop does not exist."
        elif sub_job.outcome == REFUSED:
            sub_job.status = "FAILED"
        elif sub_job.outcome == "fail":
            sub_job.status = "FAILED"
            kind.fail(project, sub_job)
        else:
            sub_job.status = "SUCCESS"
            kind.succeed(project, sub_job)
        sub_job.end = project.now
    if any(sub_job.status not in FINAL for sub_job in parts):
        return
    # A job that is through is COMPLETE even if some of its sub-jobs failed; FAIL if nothing of it succeeded.
    all_failed = bool(parts) and all(sub_job.status == "FAILED" for sub_job in parts)
    job.status = "FAIL" if all_failed else "COMPLETE"
    if all_failed:
        job.error_code = parts[0].error_code
        job.fail_reason = parts[0].fail_reason
    job.end = project.now
