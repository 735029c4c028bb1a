# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for what other tasks started, and telling the outcome for each target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..apply import Result
from ..client import Client
from ..errors import InputError, JobError
from ..jobs import DONE, FAILED, RUNNING, STATE_API, Fate, Job, Poller, success_but, wait_for_all
from ..progress import Progress
from .agent_upgrade import AGENT_API, poll_agents
from .desktop.state import poll_desktops, read_ids
from .eip import EIP_API, poll_eips
from .image import IMAGE_API, poll_images
from .image_server import IMAGE_SERVER_API, poll_image_servers
from .pool.state import POOL_API, poll_pools
from .remote_assistance import REMOTE_ASSISTANCE_API, poll_assistance
from .script_execution.state import SCRIPT_API, poll_executions
from .service.state import SERVICE_API, poll_service

POLLERS: Mapping[str, Poller] = {
    STATE_API: poll_desktops,
    POOL_API: poll_pools,
    SCRIPT_API: poll_executions,
    SERVICE_API: poll_service,
    IMAGE_API: poll_images,
    EIP_API: poll_eips,
    IMAGE_SERVER_API: poll_image_servers,
    REMOTE_ASSISTANCE_API: poll_assistance,
    AGENT_API: poll_agents,
}
"""What can be watched beside jobs."""

JOB_SPEC: dict[str, dict[str, Any]] = {
    "jobs": {
        "type": "list",
        "elements": "dict",
        "options": {
            "id": {"type": "str"},
            "api": {"type": "str", "default": "workspace-sub-jobs"},
            "verb": {"type": "str", "default": "job"},
            "targets": {"type": "dict"},
            "until": {"type": "dict"},
            "submitted": {"type": "float"},
            "query": {"type": "dict"},
            "state_api": {"type": "str", "default": STATE_API},
            "things": {"type": "str", "default": "desktops"},
        },
    },
    "job_ids": {"type": "list", "elements": "str", "aliases": ["job_id"]},
    "api": {
        "type": "str",
        "choices": ["workspace-sub-jobs", "workspace-jobs", "app-job", "image-server-job"],
        "default": "workspace-sub-jobs",
    },
    "on_timeout": {"type": "str", "choices": ["fail", "report"], "default": "fail"},
    "wait_timeout": {"type": "int", "default": 1800},
}


def wait_for_jobs(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Wait for jobs and read their targets back.

    :returns: ``finished``, ``progress``, ``results``, ``desktops`` and the ``jobs`` that still run.
    :raises JobError: a target failed, or the time ended and ``on_timeout`` is ``fail``.
    """
    jobs = _jobs(client, options)
    fates = wait_for_all(client, jobs, pollers=POLLERS)
    named = {target for job in jobs if job.state_api == STATE_API for target in job.targets}
    about_desktops = [fate for fate in fates if fate.target in named]
    desktops = read_ids(client, [fate.target_id for fate in about_desktops if fate.target_id])
    _check_presence(about_desktops, set(desktops))
    running = [fate.target for fate in fates if fate.state == RUNNING]
    at_work = set(running)
    progress = Progress.of_all(fate.progress for fate in fates)
    failed = [fate for fate in fates if fate.state == FAILED]
    known = {
        "finished": not running,
        "progress": {"total": progress.total, "done": progress.done, "failed": list(progress.failed)},
        "results": [_result(fate).as_dict() for fate in fates],
        "desktops": [desktop.as_result() for desktop in desktops.values()],
        "jobs": [job.as_dict() for job in jobs if not at_work.isdisjoint(job.targets)],
    }
    if running and options["on_timeout"] == "fail":
        raise JobError(
            (
                f"{len(running)} of {len(fates)} targets are still being worked on, but the time of the task "
                f"(wait_timeout) is over: {', '.join(running[:10])}; wait again with the jobs returned"
            ),
            known,
        )
    if failed and not running:
        told = "; ".join(f"{fate.target}: {fate.reason}" for fate in failed[:10])
        raise JobError(f"{len(failed)} of {len(fates)} targets failed: {told}", known)
    return known


def _jobs(client: Client, options: Mapping[str, Any]) -> list[Job]:
    given = options["jobs"] if options["jobs"] is not None else []
    for row in given:
        if row["id"] is None and not row["targets"]:
            raise InputError(f"the job {row['verb']} has neither id nor targets; give it as the other task returned it")
    jobs = [
        Job(
            row["id"],
            row["api"],
            row["verb"],
            dict(row["targets"] or {row["id"]: None}),
            dict(row["until"] or {}),
            row["submitted"] or 0.0,
            dict(row["query"] or {}),
            row["state_api"],
            row["things"],
        )
        for row in given
    ]
    now = client.server_time()
    return jobs + [Job(job_id, options["api"], "job", {job_id: None}, {}, now) for job_id in options["job_ids"] or []]


def _check_presence(fates: Sequence[Fate], existing: set[str]) -> None:
    """A target that the service reports ready but that cannot be found is not ready, and the reverse for deletions."""
    for fate in fates:
        if fate.state != DONE or not fate.target_id or fate.verb == "job":
            continue
        if (fate.target_id in existing) == (fate.verb == "delete"):
            fate.state = FAILED
            fate.reason = success_but(f"it {'still exists' if fate.verb == 'delete' else 'does not exist'}")


def _result(fate: Fate) -> Result:
    error = {"error_code": fate.error_code} if fate.error_code else {}
    return Result(fate.target, fate.state, fate.reason if fate.state == FAILED else "", error)
