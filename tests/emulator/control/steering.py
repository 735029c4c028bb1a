# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control calls that steer the emulator: reset, clock, faults, quotas, the service, what scripts give."""

from __future__ import annotations

from copy import deepcopy
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from emulator.cloud import app_service, jobs
from emulator.cloud.domain import ADMINISTRATOR
from emulator.cloud.project import DEFAULT_QUOTAS, MAX_BATCH
from emulator.cloud.records import ScriptOutcome
from emulator.cloud.tenancy import CLOSED, close, tenancy_of
from emulator.cloud.world import World
from emulator.control.targets import Target
from emulator.engine.clock import SECONDS
from emulator.engine.contract import Body, answer, nothing, time_of
from emulator.engine.errors import invalid, not_found
from emulator.engine.faults import Fault

router = APIRouter(prefix="/_emulator")

DAY = 86_400
LONG = 200 * 366 * DAY


class ClockChange(Body):
    advance: Annotated[float, Field(ge=0, le=LONG)] = 0.0
    to: str | None = None
    finish_jobs: bool = False
    release_stuck: bool = False
    job_seconds: Annotated[float, Field(ge=0, le=DAY)] | None = None


class Outcome(Body):
    """What a script (by its name) or a command (by its text) will give on a desktop; all of them, if not named."""

    script: str | None = None
    desktop: str | None = None
    result_code: str = "0"
    output: str = ""
    seconds: Annotated[float, Field(ge=0, le=DAY)] | None = None
    stuck: bool = False


Quota = Annotated[int, Field(ge=-1, le=10**7)]


class ServiceChange(Body):
    status: Literal["SUBSCRIBED", "CLOSED"] | None = None
    lock_reason: str | None = None
    agencies: list[str] | None = None
    max_batch: Annotated[int, Field(ge=1, le=MAX_BATCH)] | None = None
    domain_type: Literal["LITE_AS", "LOCAL_AD"] | None = None
    hibernate_type: Literal["SUSPEND", "PAUSE"] | None = None
    shutdown_days: Annotated[int, Field(ge=0, le=365)] | None = None
    older_region: bool | None = None


class Original(Body):
    project: str


class Reading(Body):
    people_data: Literal["kinder", "harsher"]


@router.post("/reset")
async def reset(project: Target) -> Response:
    """Make the project unused again."""
    project.reset()
    return nothing()


@router.post("/copy")
async def copy(project: Target, request: Request, body: Original) -> Response:
    """Give the project all that another one has, its clock and the speed of its jobs."""
    world: World = request.state.world
    original = world.projects.get(body.project)
    if original is None:
        raise not_found(f"There is no project {body.project}.")
    original.settle()
    data, job_seconds = deepcopy(original.dump()), original.job_seconds
    project.reset()
    project.load(data)
    project.job_seconds = job_seconds
    return nothing()


@router.post("/clock")
async def clock(project: Target, body: ClockChange) -> Response:
    """Advance the project's clock, or set how long its jobs take from now on."""
    if body.job_seconds is not None:
        project.job_seconds = body.job_seconds
    project.clock.advance(body.advance)
    if body.to is not None:
        ahead = time_of("to", body.to, SECONDS) - project.clock.now()
        if not 0 <= ahead <= LONG:
            raise invalid(f"The clock does not go to {body.to}.")
        project.clock.advance(ahead)
    project.settle()
    if body.release_stuck:
        jobs.release_stuck(project)
        app_service.release_stuck(project)
    if body.finish_jobs:
        project.finish()
    return answer({"now": project.now})


@router.post("/script-outcomes")
async def say_outcome(project: Target, body: Outcome) -> Response:
    """Say what scripts and commands will give on desktops; what was said last counts."""
    outcome = ScriptOutcome(id=project.new_id(), **body.model_dump())
    project.table(ScriptOutcome)[outcome.id] = outcome
    return nothing()


@router.post("/reading")
async def choose_reading(project: Target, body: Reading) -> Response:
    """Choose what happens to people's work from now on."""
    project.people_data = body.people_data
    return nothing()


@router.get("/faults")
async def list_faults(project: Target) -> Response:
    """Return the faults that still wait, and how many requests are held."""
    return answer({"faults": project.faults.dump(), "held": len(project.faults.holding)})


@router.post("/faults")
async def add_fault(project: Target, body: Fault) -> Response:
    """Inject a fault."""
    try:
        project.faults.add(body)
    except ValueError as error:
        raise invalid(str(error)) from None
    return nothing()


@router.post("/release")
async def release(project: Target) -> Response:
    """Let the requests go on that are held."""
    return answer({"released": project.faults.release()})


@router.delete("/faults")
async def clear_faults(project: Target) -> Response:
    """Take all faults back."""
    project.faults.pending.clear()
    return nothing()


@router.post("/quotas")
async def set_quotas(project: Target, body: dict[str, Quota]) -> Response:
    """Set quotas by their type."""
    unknown = set(body) - set(DEFAULT_QUOTAS)
    if unknown:
        raise invalid(f"There is no quota {sorted(unknown)[0]}.")
    project.quotas.update(body)
    return answer(project.quotas)


@router.post("/service")
async def set_service(project: Target, body: ServiceChange) -> Response:
    """Close, open or lock the service, or set how it works and what its region offers."""
    if body.status == CLOSED:
        close(project)
    project.service_status = body.status or project.service_status
    if body.lock_reason is not None:
        tenancy = tenancy_of(project)
        tenancy.locked_at, tenancy.lock_reason = project.now, body.lock_reason
    project.agencies = project.agencies if body.agencies is None else body.agencies
    project.max_batch = body.max_batch or project.max_batch
    if body.older_region is not None:
        project.older_region = body.older_region
    if body.hibernate_type is not None:
        tenancy_of(project).hibernate_type = body.hibernate_type
    if body.shutdown_days is not None:
        tenancy_of(project).shutdown_days = body.shutdown_days
    if body.domain_type is not None:
        tenancy_of(project).domain["domain_type"] = body.domain_type
        if body.domain_type == "LOCAL_AD":
            tenancy_of(project).domain.setdefault("domain_admin_account", ADMINISTRATOR)
    return nothing()
