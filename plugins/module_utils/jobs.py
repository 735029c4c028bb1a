# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job APIs of Workspace and WorkspaceApp behind one function that waits for any number of jobs at once."""

from __future__ import annotations

import calendar
import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable

from .errors import ApiError, WorkspaceError
from .progress import Progress

if TYPE_CHECKING:
    from .client import Client

EMPTY_WINDOW = 60.0
"""Seconds for which a job without sub-jobs counts as only just submitted."""

LAG_WINDOW = 120.0
"""Seconds for which a target may lag behind its job: the service reports success before the state shows it."""

_POLL_FIRST, _POLL_LAST = 0.3, 10.0

DONE, FAILED, RUNNING = "done", "failed", "running"

_SUB_JOBS = "/v2/{project_id}/workspace-sub-jobs"
_IMAGE_JOBS = "/v1/{project_id}/image-server-jobs"


def success_but(reason: str) -> str:
    """Return the sentence for a target whose state read back is not what the service's success promised."""
    return f"the service reports success, but {reason}"


STATE_API = "desktops"
"""The name under which desktops are watched themselves, for operations that have no job."""


CREATED: Mapping[str, Any] = {"status": "ACTIVE"}
"""What a desktop is like when its creation has ended; the list lags behind the job."""


@dataclasses.dataclass
class Job:
    """Something that goes on in the service: enough to wait for it and to tell the outcome for each target afterwards.

    :param id: the job's ID; ``None`` for an operation without one, which is watched through its targets' state.
    :param api: which job API knows it (a key of :data:`POLLERS`, or of the pollers given to :func:`wait_for_all`).
    :param verb: what is being done (``create``, ``resize``, ...).
    :param targets: each target's name and its ID, ``None`` as long as that is not known.
    :param until: the fields that its targets will then have; for an operation without a job ID all there is to go by.
    :param submitted: seconds since the epoch by the service's clock.
    :param query: what else the job API has to be asked with (the pool's ID, for the creation of its desktops).
    :param state_api: the poller that watches the targets themselves until they are as ``until`` says.
    :param things: what its targets are, in the plural.
    """

    id: str | None
    api: str
    verb: str
    targets: dict[str, str | None]
    until: dict[str, Any] = dataclasses.field(default_factory=dict)
    submitted: float = 0.0
    query: dict[str, Any] = dataclasses.field(default_factory=dict)
    state_api: str = STATE_API
    things: str = "desktops"

    def as_dict(self) -> dict[str, Any]:
        """Return what a task gives its user, and what ``workspace_job`` takes."""
        return dataclasses.asdict(self)


@dataclasses.dataclass
class SubJob:
    """What a job API says about one target. ``state`` is one of ``done``, ``failed`` and ``running``."""

    state: str
    target_id: str | None = None
    names: tuple[str, ...] = ()
    error_code: str = ""
    reason: str = ""


@dataclasses.dataclass
class Fate:
    """The outcome for one target of one job.

    :param inside: how far what the target consists of is, the desktops of a pool.
    """

    target: str
    verb: str
    state: str
    target_id: str | None = None
    error_code: str = ""
    reason: str = ""
    things: str = "desktops"
    inside: Progress | None = None

    @property
    def progress(self) -> Progress:
        """How far it is."""
        failed = (self.target,) if self.state == FAILED else ()
        if self.inside and (self.inside.failed or not failed):
            return self.inside
        return Progress(self.verb, int(self.state == DONE), 1, failed, self.things)


@dataclasses.dataclass
class Watch:
    """A job while it is waited for, with what its poller remembers from one look to the next."""

    job: Job
    fates: dict[str, Fate] = dataclasses.field(default_factory=dict)
    memory: dict[str, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def over(cls, job: Job) -> Watch:
        """Begin to watch a job."""
        fates = {
            name: Fate(name, job.verb, RUNNING, target_id, things=job.things) for name, target_id in job.targets.items()
        }
        return cls(job, fates)

    @property
    def running(self) -> bool:
        return any(fate.state == RUNNING for fate in self.fates.values())

    def fail_running(self, reason: str, error_code: str = "") -> None:
        """Give all targets that still run the fate ``failed``."""
        for fate in self.fates.values():
            if fate.state == RUNNING:
                fate.state, fate.reason, fate.error_code = FAILED, reason, error_code


Poller = Callable[["Client", Sequence[Watch]], None]


def wait_for_all(
    client: Client,
    jobs: Sequence[Job],
    seconds: float | None = None,
    pollers: Mapping[str, Poller] | None = None,
) -> list[Fate]:
    """Wait until nothing runs any more, or ``seconds`` (at most the client's deadline) have passed.

    After each look the client is told how far the jobs are.

    :returns: one fate a job and target; those still ``running`` were not ready in time.
    """
    known = {**POLLERS, **(pollers or {})}
    followed = {job.state_api for job in jobs if job.until}
    unknown = sorted(({job.api for job in jobs} | followed) - set(known))
    if unknown:
        raise WorkspaceError(f"there is no job API called {unknown[0]}; known are {', '.join(sorted(known))}")
    watches = [Watch.over(job) for job in jobs]
    started = client.deadline.elapsed
    pause = _POLL_FIRST
    while True:
        for api in sorted({watch.job.api for watch in watches if watch.running}):
            known[api](client, [watch for watch in watches if watch.job.api == api and watch.running])
        looked, watches = watches, [_follow_up(client, watch) for watch in watches]
        if any(now is not before for now, before in zip(watches, looked)):
            # The state lags by a part of the time that the job has taken.
            pause = min(pause, max(_POLL_FIRST, (client.deadline.elapsed - started) / 5))
        if watches:
            client.report(Progress.of_all(fate.progress for watch in watches for fate in watch.fates.values()))
        left = client.deadline.left
        if seconds is not None:
            left = min(left, started + seconds - client.deadline.elapsed)
        running = [watch for watch in watches if watch.running]
        if left <= 0 or not running:
            # What is told of each target at the end must not be older than that.
            for watch in running:
                known[watch.job.api](client, [watch])
            return [fate for watch in watches for fate in watch.fates.values()]
        client.deadline.sleep(min(pause, left))
        pause = min(pause * 1.5, _POLL_LAST)


def _follow_up(client: Client, watch: Watch) -> Watch:
    """Go on to watch the targets themselves once their job has ended well, until they are as they should be."""
    job = watch.job
    done = [fate for fate in watch.fates.values() if fate.state == DONE and fate.target_id]
    if job.id is None or watch.running or not job.until or not done:
        return watch
    targets = {fate.target: fate.target_id for fate in done}
    state = Job(None, job.state_api, job.verb, targets, job.until, client.server_time(), {}, job.state_api, job.things)
    following = Watch.over(state)
    for fate in done:
        following.fates[fate.target].inside = fate.inside
    following.memory["lagging"] = True
    following.fates = {**watch.fates, **following.fates}
    return following


def recent_job(
    client: Client,
    job_types: Sequence[str],
    since: float,
    concerns: Callable[[SubJob], bool],
    query: Mapping[str, Any] | None = None,
) -> str | None:
    """Find the job that a request started whose answer was lost (ListItaSubJobs).

    :param since: seconds since the epoch by the service's clock, when the request was sent.
    :param concerns: whether a sub-job is about one of the request's targets.
    :param query: what else the list has to be asked with (the pool's ID).
    :returns: the ID of the newest such job of one of these types, or ``None``.
    """
    found: list[tuple[str, str]] = []
    for job_type in job_types:
        asked = {"job_type": job_type, **(query or {})}
        for row in client.list_all(_SUB_JOBS, "jobs", asked, id_field="id"):
            if concerns(_sub_job(row)) and _epoch(row.get("begin_time"), since) >= since - 2:
                found.append((str(row.get("begin_time")), row["job_id"]))
    return max(found)[1] if found else None


def recent_image_job(client: Client, job_type: str, since: float, server_id: str) -> str | None:
    """Find the job on an image server that a request started whose answer was lost (ListImageJobs, ShowImageJob).

    :param since: seconds since the epoch by the service's clock, when the request was sent.
    :returns: the ID of a job of this type that concerns the image server, or ``None``.
    """
    rows = client.list_all(_IMAGE_JOBS, "items", {"job_type": job_type}, limit=100, service="app", id_field="id")
    for row in rows:
        if _epoch(row.get("begin_time"), since) >= since - 2:
            job = client.get(f"{_IMAGE_JOBS}/{row['id']}", service="app")
            if any(_sub_job(part).target_id == server_id for part in job.get("sub_jobs") or []):
                return str(row["id"])
    return None


def running_creations(client: Client) -> dict[str, str]:
    """Return the names of the desktops that are being created now, each with its job's ID (ListItaSubJobs)."""
    creating = {}
    for status in ("WAITING", "RUNNING"):
        query = {"job_type": "createDesktops", "status": status}
        for row in client.list_all(_SUB_JOBS, "jobs", query, id_field="id"):
            creating.update({name.lower(): row["job_id"] for name in _sub_job(row).names[:1]})
    return creating


def creations_of(client: Client, running: Mapping[str, str], names: Mapping[str, str]) -> list[Job]:
    """Return the jobs that are creating desktops of these names.

    :param running: what :func:`running_creations` returned. :param names: the names by what they are in lower case.
    """
    targets: dict[str, dict[str, str | None]] = {}
    for name, job_id in running.items():
        if name in names:
            targets.setdefault(job_id, {})[names[name]] = None
    now = client.server_time()
    return [
        Job(job_id, "workspace-sub-jobs", "create", wanted, dict(CREATED), now) for job_id, wanted in targets.items()
    ]


# The job APIs


def _by_turns(client: Client, watches: Sequence[Watch]) -> Iterator[Watch]:
    """Yield watches until one is found that still runs, since all are waited for; next time the others come first."""
    for watch in sorted(watches, key=lambda watch: watch.memory.get("asked", -1.0)):
        watch.memory["asked"] = client.deadline.elapsed
        yield watch
        if watch.running:
            return


def _poll_sub_jobs(client: Client, watches: Sequence[Watch]) -> None:
    """ListItaSubJobs: done when every sub-job is; a target without one is an error after a while."""
    for watch in _by_turns(client, watches):
        query = {"job_id": watch.job.id, **watch.job.query}
        sub_jobs = [_sub_job(row) for row in client.list_all(_SUB_JOBS, "jobs", query, id_field="id")]
        _settle(watch, sub_jobs, SubJob(RUNNING))
        ended = all(sub_job.state != RUNNING for sub_job in sub_jobs)
        if ended and client.server_time() - watch.job.submitted > EMPTY_WINDOW:
            watch.fail_running(f"the service knows nothing of it in job {watch.job.id}")


def _poll_job_detail(path: str, service: str) -> Poller:
    def poll(client: Client, watches: Sequence[Watch]) -> None:
        """ShowJob and its like: a job that is complete has still to be looked into, sub-job by sub-job."""
        for watch in _by_turns(client, watches):
            try:
                job = client.get(path.replace("{job_id}", str(watch.job.id)), service=service)
            except ApiError as error:
                if not error.not_found:
                    raise
                if client.server_time() - watch.job.submitted > EMPTY_WINDOW:
                    watch.fail_running(f"the service knows nothing of job {watch.job.id}")
                continue
            whole = _sub_job(job)
            _settle(watch, [_sub_job(row) for row in job.get("sub_jobs") or []], whole)
            if whole.state == FAILED:
                watch.fail_running(whole.reason, whole.error_code)

    return poll


POLLERS: dict[str, Poller] = {
    "workspace-sub-jobs": _poll_sub_jobs,
    "workspace-jobs": _poll_job_detail("/v2/{project_id}/workspace-jobs/{job_id}", "workspace"),
    "app-job": _poll_job_detail("/v2/{project_id}/job/{job_id}", "app"),
    "image-server-job": _poll_job_detail("/v1/{project_id}/image-server-jobs/{job_id}", "app"),
}
"""Each job API's name and its poller. A resource whose operations have no job brings a poller of its own."""


def _settle(watch: Watch, sub_jobs: Sequence[SubJob], whole: SubJob) -> None:
    """Spread what the sub-jobs say over the job's targets: by ID, else by name.

    What only the service has given names to (a number of desktops) counts for each target that no sub-job is about;
    where there is nothing of the kind, what the job as a whole says counts.
    """
    by_id = {fate.target_id: fate for fate in watch.fates.values() if fate.target_id}
    by_name = {fate.target.lower(): fate for fate in watch.fates.values()}
    matched: dict[str, list[SubJob]] = {}
    strangers: list[SubJob] = []
    for sub_job in sub_jobs:
        fate = by_id.get(sub_job.target_id or "") or next(
            (by_name[name.lower()] for name in sub_job.names if name.lower() in by_name), None
        )
        if fate is None:
            strangers.append(sub_job)
        else:
            fate.target_id = fate.target_id or sub_job.target_id
            matched.setdefault(fate.target, []).append(sub_job)
    others = _verdict(strangers or [whole])
    unmatched = [fate for name, fate in watch.fates.items() if name not in matched]
    if strangers and len(unmatched) == 1:
        unmatched[0].inside = _inside(watch.job, strangers)
    for fate in watch.fates.values():
        verdict = _verdict(matched[fate.target]) if fate.target in matched else others
        if verdict.state != RUNNING:
            fate.state, fate.error_code, fate.reason = verdict.state, verdict.error_code, verdict.reason


def _inside(job: Job, sub_jobs: Sequence[SubJob]) -> Progress:
    """Return how far the things are that sub-jobs are about, of which the job has named only what they belong to."""
    about: dict[str, list[SubJob]] = {}
    for number, sub_job in enumerate(sub_jobs, start=1):
        name = next(iter(sub_job.names), None) or sub_job.target_id or f"no. {number}"
        about.setdefault(name, []).append(sub_job)
    states = {name: _verdict(own).state for name, own in about.items()}
    failed = tuple(name for name, state in states.items() if state == FAILED)
    things = "desktops" if job.things in ("desktops", "pools") else "sub-jobs"
    return Progress(job.verb, list(states.values()).count(DONE), len(states), failed, things)


def _verdict(sub_jobs: Sequence[SubJob]) -> SubJob:
    """Return what sub-jobs come to: they run as long as one does, and fail if one does."""
    failed = [sub_job for sub_job in sub_jobs if sub_job.state == FAILED]
    if any(sub_job.state == RUNNING for sub_job in sub_jobs):
        return SubJob(RUNNING)
    if not failed:
        return SubJob(DONE)
    first = failed[0]
    told = f"{len(failed)} of {len(sub_jobs)} failed: " if len(sub_jobs) > 1 else ""
    return SubJob(FAILED, error_code=first.error_code, reason=told + first.reason)


_STATES = {"SUCCESS": DONE, "COMPLETE": DONE, "FAIL": FAILED, "FAILED": FAILED, "ABNORMAL": FAILED, "ROLLBACK": FAILED}


def _sub_job(row: Mapping[str, Any]) -> SubJob:
    entities = row.get("entities") or {}
    resource = row.get("job_resource_info") or {}
    execution = row.get("job_execute_info") or {}
    names = (
        entities.get("desktop_name"),
        row.get("desktop_name"),
        entities.get("user_name"),
        resource.get("resource_name"),
    )
    return SubJob(
        state=_STATES.get(str(row.get("status") or "").upper(), RUNNING),
        target_id=entities.get("desktop_id") or resource.get("resource_id"),
        names=tuple(name for name in names if name),
        error_code=str(row.get("error_code") or row.get("job_error_code") or execution.get("error_code") or ""),
        reason=str(
            row.get("fail_reason")
            or row.get("message")
            or execution.get("error_message")
            or "the service gave no reason"
        ),
    )


def _epoch(text: str | None, default: float) -> float:
    """Read the times of sub-jobs, ``2020-04-10 06:45:14``, in UTC."""
    for pattern in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            parsed = time.strptime(text or "", pattern)
        except ValueError:
            continue
        return float(calendar.timegm(parsed))
    return default
