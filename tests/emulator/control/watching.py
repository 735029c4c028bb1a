# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control calls that look: the journal, the exchanges, the counters, the state."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from emulator.cloud.records import Desktop, Group, Job, SubJob, User
from emulator.cloud.world import World
from emulator.control.targets import Target, desktop_record
from emulator.engine.contract import answer

router = APIRouter(prefix="/_emulator")


@router.get("/journal")
async def journal(project: Target, since: int = 0) -> Response:
    """Return the requests after the entry with that number."""
    return answer({"entries": project.journal.since(since), "forgotten": project.journal.kept.forgotten})


@router.get("/exchanges")
async def exchanges(request: Request) -> Response:
    """Return the requests and answers of all projects that were kept since the last call."""
    world: World = request.state.world
    kept = {"exchanges": list(world.exchanges.entries), "forgotten": world.exchanges.forgotten}
    world.exchanges.clear()
    return answer(kept)


@router.get("/counters")
async def counters(project: Target) -> Response:
    """Return how many requests read and wrote, whatever their outcome."""
    return answer({"reads": project.journal.reads, "writes": project.journal.writes})


@router.get("/state")
async def state(project: Target) -> Response:
    """Return the whole state."""
    tables = {
        kind.__name__: [record.model_dump(mode="json") for record in records.values()]
        for kind, records in project.tables.items()
        if kind not in (Desktop, User, Group, Job, SubJob)
    }
    return answer(
        {
            "project_id": project.id,
            "now": project.now,
            "job_seconds": project.job_seconds,
            "people_data": project.people_data,
            "desktops": [desktop_record(desktop) for desktop in project.desktops.values()],
            "users": [user.model_dump(mode="json") for user in project.users.values()],
            "groups": [group.model_dump(mode="json") for group in project.groups.values()],
            "jobs": [
                {
                    **job.model_dump(mode="json"),
                    "sub_jobs": [
                        project.sub_jobs[key].model_dump(mode="json")
                        for key in job.sub_job_ids
                        if key in project.sub_jobs
                    ],
                }
                for job in project.jobs.values()
            ],
            "tables": tables,
            "sessions": [
                {"desktop": desktop.shown_name, "user": desktop.session_user, "status": desktop.login_status}
                for desktop in project.desktops.values()
                if desktop.session_user is not None
            ],
            "mails": project.mails,
            "deleted": project.deleted,
            "disturbed": project.disturbed,
            "wiped": project.wiped,
            "quotas": project.quotas,
            "service": {
                "status": project.service_status,
                "max_batch": project.max_batch,
                "older_region": project.older_region,
                "agencies": project.agencies,
            },
            "faults": project.faults.dump(),
            "pending": len(project.events),
        }
    )
