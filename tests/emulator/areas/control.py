# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control calls of the emulator itself, under ``/_emulator/``; they need no signature and are not in the journal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from emulator import catalogue, identity
from emulator.appstream import AppGroup, new_number
from emulator.areas.desktops import deletion_ends
from emulator.areas.pool_users import claim, desktop_for, leave
from emulator.areas.scripts import ScriptCreation, add_script
from emulator.areas.snapshots import complete, new_snapshots
from emulator.contract import Body, answer, nothing
from emulator.errors import invalid, not_found
from emulator.faults import Fault
from emulator.fleet import add_disks, assign, ensure_user, free_addresses, new_desktop, new_eip
from emulator.images import images_of
from emulator.logins import connect, disconnect
from emulator.operations import announce, end_session
from emulator.pooling import join, pool_like
from emulator.project import DEFAULT_QUOTAS, MAX_BATCH, Project
from emulator.records import Desktop, Disk, Group, Job, Pool, Record, ScriptOutcome, SubJob, User
from emulator.tenancy import CLOSED, close, tenancy_of
from emulator.world import World

router = APIRouter(prefix="/_emulator")


async def _project(request: Request, project: str = identity.PROJECT_ID) -> Project:
    world: World = request.state.world
    chosen = world.project(project)
    chosen.settle()
    return chosen


Target = Annotated[Project, Depends(_project)]


class ClockChange(Body):
    advance: Annotated[float, Field(ge=0)] = 0.0
    finish_jobs: bool = False
    job_seconds: Annotated[float, Field(ge=0)] | None = None


class Writing(Body):
    desktop: str
    disk: Literal["system", "data", "all"] | int = "all"
    content: str | None


class SessionChange(Body):
    desktop: str = ""
    pool: str | None = None
    user: str | None = None
    action: Literal["open", "disconnect", "close"]


class ConsoleAction(Body):
    """What somebody does in the console, behind the back of a client."""

    action: Literal["create", "delete", "tag", "untag", "rename", "power", "assign", "unassign", "pool", "set"]
    desktop: str
    user: str | None = None
    user_group: str = "users"
    product: str = "workspace.c2.large.windows.2"
    image: str = "win11-bio-2026.09"
    subnet: str = "teaching-a"
    tags: dict[str, str] = {}
    keys: list[str] = []
    name: str | None = None
    status: Literal["ACTIVE", "SHUTOFF", "HIBERNATED", "ERROR"] = "ACTIVE"
    data_volumes: list[int] = []
    fields: dict[str, Any] = {}


class SnapshotTaking(Body):
    """What somebody, or by ``create_type`` AUTO the service itself, takes of a desktop's disks."""

    desktop: str
    name: str
    disk_type: Literal["SYSTEM_DISK", "DATA_DISKS", "ALL"] = "SYSTEM_DISK"
    description: str = ""
    create_type: Literal["AUTO", "MANUALLY"] = "MANUALLY"


class AppGroupMaking(Body):
    """Names of new application groups."""

    names: list[str]


class PoolChange(Body):
    """Fields of the record of a pool, changed behind the back of a client."""

    pool: str
    fields: dict[str, Any]


class RecordChange(Body):
    """Fields of any record, which is found by the name of its class and its own name."""

    kind: str
    name: str
    fields: dict[str, Any]


class Outcome(Body):
    """What a script (by its name) or a command (by its text) will give on a desktop; all of them, if not named."""

    script: str | None = None
    desktop: str | None = None
    result_code: str = "0"
    output: str = ""
    seconds: Annotated[float, Field(ge=0)] | None = None
    stuck: bool = False


class EipMaking(Body):
    """How many public addresses somebody orders, and the desktop that gets the first of them."""

    count: Annotated[int, Field(ge=1)] = 1
    desktop: str | None = None


class ServiceChange(Body):
    status: Literal["SUBSCRIBED", "CLOSED"] | None = None
    lock_reason: str | None = None
    agencies: list[str] | None = None
    max_batch: Annotated[int, Field(ge=1, le=MAX_BATCH)] | None = None
    domain_type: Literal["LITE_AS", "LOCAL_AD"] | None = None


def _find(project: Project, key: str) -> Desktop:
    """Return the desktop of that name or ID."""
    for desktop in project.desktops.values():
        if key == desktop.id or key.casefold() == desktop.name.casefold():
            return desktop
    raise not_found(f"There is no desktop {key}.")


def _find_pool(project: Project, name: str) -> Pool:
    """Return the pool of that name."""
    for pool in project.table(Pool).values():
        if pool.name == name:
            return pool
    raise not_found(f"There is no pool {name}.")


def _desktop_view(desktop: Desktop) -> dict[str, Any]:
    return {**desktop.model_dump(mode="json"), "shown_name": desktop.shown_name}


@router.get("/journal")
async def journal(project: Target, since: int = 0) -> Response:
    """Return the requests after the entry with that number."""
    return answer({"entries": project.journal.entries[since:]})


@router.get("/exchanges")
async def exchanges(request: Request) -> Response:
    """Return the requests and answers of all projects that were kept since the last call."""
    world: World = request.state.world
    kept, world.exchanges = world.exchanges, []
    return answer({"exchanges": kept})


@router.get("/counters")
async def counters(project: Target) -> Response:
    """Return how many requests read and wrote, whatever became of them."""
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
            "desktops": [_desktop_view(desktop) for desktop in project.desktops.values()],
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
                "agencies": project.agencies,
            },
            "faults": project.faults.dump(),
            "pending": len(project.events),
        }
    )


@router.post("/reset")
async def reset(project: Target) -> Response:
    """Make the project unused again."""
    project.reset()
    return nothing()


@router.post("/clock")
async def clock(project: Target, body: ClockChange) -> Response:
    """Advance the project's clock, or set how long its jobs take from now on."""
    if body.job_seconds is not None:
        project.job_seconds = body.job_seconds
    project.clock.advance(body.advance)
    project.settle()
    if body.finish_jobs:
        project.finish()
    return answer({"now": project.now})


def _chosen_disks(desktop: Desktop, disk: str | int) -> list[Disk]:
    if disk == "system":
        return [desktop.root]
    if disk == "data":
        return desktop.disks
    if isinstance(disk, int):
        if not 0 <= disk < len(desktop.disks):
            raise invalid(f"The desktop has {len(desktop.disks)} data disks.")
        return [desktop.disks[disk]]
    return desktop.all_disks


@router.post("/write")
async def write(project: Target, body: Writing) -> Response:
    """Store something on disks: ``system``, ``data``, ``all``, or the data disk of that index."""
    for disk in _chosen_disks(_find(project, body.desktop), body.disk):
        disk.content = body.content
    return nothing()


@router.post("/sessions")
async def sessions(project: Target, body: SessionChange) -> Response:
    """Let a person log in (to a desktop, or to a pool), leave without logging out, or log out."""
    if body.pool is None:
        desktop = _find(project, body.desktop)
    else:
        desktop = desktop_for(project, _find_pool(project, body.pool), body.user or "")
    if body.action == "open":
        if desktop.status != "ACTIVE" or desktop.login_status == "UNREGISTER":
            raise invalid(f"Nobody can log in to {desktop.shown_name} now.")
        claim(project, desktop, body.user or "")
        desktop.session_user = body.user or (desktop.assignments[0].user_name if desktop.assignments else "somebody")
        connect(project, desktop)
        desktop.login_status = "CONNECTED"
    elif desktop.session_user is None:
        raise invalid(f"Nobody is logged in to {desktop.shown_name}.")
    elif body.action == "disconnect":
        desktop.login_status = "DISCONNECTED"
        announce(project, desktop, "POST_DESKTOP_DISCONNECTED")
    else:
        desktop.session_user = None
        desktop.login_status = "REGISTERED"
    if body.action != "open":
        disconnect(project, desktop)
        leave(project, desktop)
    return answer({"desktop": desktop.shown_name})


@router.post("/snapshots")
async def snapshots(project: Target, body: SnapshotTaking) -> Response:
    """Take snapshots of a desktop's disks, complete at once; return their IDs."""
    desktop = _find(project, body.desktop)
    made = new_snapshots(project, desktop, body.disk_type, body.name, body.create_type, body.description)
    for snapshot in made:
        complete(snapshot)
    return answer({"snapshot_ids": [snapshot.id for snapshot in made]})


@router.post("/scripts")
async def put_script(project: Target, body: ScriptCreation) -> Response:
    """Put a script into the library, as somebody in the console would."""
    return answer({"script_id": add_script(project, body).id})


@router.post("/script-outcomes")
async def say_outcome(project: Target, body: Outcome) -> Response:
    """Say what scripts and commands will give on desktops; what was said last counts."""
    outcome = ScriptOutcome(id=project.new_id(), **body.model_dump())
    project.table(ScriptOutcome)[outcome.id] = outcome
    return nothing()


@router.post("/app-groups")
async def app_groups(project: Target, body: AppGroupMaking) -> Response:
    """Make application groups; return their IDs."""
    made = [AppGroup(id=new_number(project), name=name, created=project.now) for name in body.names]
    project.table(AppGroup).update({group.id: group for group in made})
    return answer({"ids": [group.id for group in made]})


@router.get("/faults")
async def list_faults(project: Target) -> Response:
    """Return the faults that still wait."""
    return answer({"faults": project.faults.dump()})


@router.post("/faults")
async def add_fault(project: Target, body: Fault) -> Response:
    """Inject a fault."""
    project.faults.pending.append(body)
    return nothing()


@router.delete("/faults")
async def clear_faults(project: Target) -> Response:
    """Take all faults back."""
    project.faults.pending.clear()
    return nothing()


@router.post("/quotas")
async def set_quotas(project: Target, body: dict[str, int]) -> Response:
    """Set quotas by their type."""
    unknown = set(body) - set(DEFAULT_QUOTAS)
    if unknown:
        raise invalid(f"There is no quota {sorted(unknown)[0]}.")
    project.quotas.update(body)
    return answer(project.quotas)


@router.post("/eips")
async def eips(project: Target, body: EipMaking) -> Response:
    """Let there be more public addresses; return them."""
    made = [new_eip(project, "TRAFFIC", 5) for _number in range(body.count)]
    if body.desktop is not None:
        _find(project, body.desktop).eip_id = made[0].id
    return answer({"addresses": [eip.address for eip in made]})


@router.post("/service")
async def set_service(project: Target, body: ServiceChange) -> Response:
    """Close, open or lock the service, set its agencies, or how many desktops a request may name."""
    if body.status == CLOSED:
        close(project)
    project.service_status = body.status or project.service_status
    if body.lock_reason is not None:
        tenancy = tenancy_of(project)
        tenancy.locked_at, tenancy.lock_reason = project.now, body.lock_reason
    project.agencies = project.agencies if body.agencies is None else body.agencies
    project.max_batch = body.max_batch or project.max_batch
    if body.domain_type is not None:
        tenancy_of(project).domain["domain_type"] = body.domain_type
    return nothing()


def _create(project: Project, body: ConsoleAction) -> None:
    image = next((image for image in images_of(project).values() if image.name == body.image), None)
    subnet = next((subnet for subnet in catalogue.SUBNETS.values() if subnet.name == body.subnet), None)
    if image is None or subnet is None or body.product not in catalogue.PRODUCTS:
        raise invalid("The catalogue does not have this.")
    desktop = new_desktop(
        project,
        body.desktop,
        free_addresses(project, subnet, 1)[0],
        {"type": "SAS", "size": max(80, image.min_disk)},
        host_name=body.desktop,
        desktop_type="DEDICATED",
        product_id=body.product,
        image_id=image.id,
        image_type=image.image_type,
        availability_zone=catalogue.DEFAULT_ZONE,
        subnet_id=subnet.id,
        security_group_ids=[catalogue.SERVICE_GROUP.id],
        tags=body.tags,
    )
    add_disks(project, desktop, [{"type": "SAS", "size": size} for size in body.data_volumes])
    if body.user:
        assign(desktop, ensure_user(project, body.user), body.user_group)
    desktop.listed = True
    desktop.status = body.status
    desktop.login_status = "REGISTERED" if body.status == "ACTIVE" else "UNREGISTER"


def _set_power(project: Project, desktop: Desktop, status: str) -> None:
    end_session(project, desktop, "console", "REGISTERED" if status == "ACTIVE" else "UNREGISTER")
    desktop.status = status
    desktop.task_status = ""
    desktop.operation = ""


@router.post("/desktops")
async def act_in_console(project: Target, body: ConsoleAction) -> Response:
    """Create or change a desktop at once, as somebody in the console would."""
    if body.action == "create":
        _create(project, body)
        return answer(_desktop_view(_find(project, body.desktop)))
    desktop = _find(project, body.desktop)
    if body.action == "delete":
        deletion_ends(project, desktop.id, delete_users=False, email_notification=False)
        return nothing()
    if body.action == "tag":
        desktop.tags.update(body.tags)
    elif body.action == "untag":
        for key in body.keys:
            desktop.tags.pop(key, None)
    elif body.action == "rename":
        desktop.name = desktop.host_name = body.name or desktop.name
    elif body.action == "power":
        _set_power(project, desktop, body.status)
    elif body.action == "assign":
        assign(desktop, ensure_user(project, body.user or "somebody"), body.user_group)
    elif body.action == "pool":
        join(_pool(project, body.name or "pool", desktop), desktop)
    elif body.action == "unassign":
        desktop.assignments.clear()
        desktop.attach_state = "DEATTACHED"
    else:
        _set_fields(desktop, body.fields)
    return answer(_desktop_view(desktop))


def _pool(project: Project, name: str, desktop: Desktop) -> Pool:
    """Return the pool of that name; if there is none it is made, and its desktops are to be like this one."""
    pools = project.table(Pool)
    found = next((pool for pool in pools.values() if pool.name == name), None)
    if found is None:
        found = pool_like(project, name, desktop)
        pools[found.id] = found
    return found


@router.post("/pools")
async def change_pool(project: Target, body: PoolChange) -> Response:
    """Set fields of a pool's record at once, as somebody in the console would."""
    pool = _find_pool(project, body.pool)
    _set_fields(pool, body.fields)
    return answer(pool.model_dump(mode="json"))


@router.post("/records")
async def change_record(project: Target, body: RecordChange) -> Response:
    """Set fields of a record of any kind at once, as somebody in the console would."""
    records = [
        record
        for kind, table in project.tables.items()
        if kind.__name__ == body.kind
        for record in table.values()
        if body.name in (getattr(record, key, None) for key in ("name", "task_name", "user_name"))
    ]
    if len(records) != 1:
        raise not_found(f"There is not exactly one {body.kind} {body.name}.")
    _set_fields(records[0], body.fields)
    return answer(records[0].model_dump(mode="json"))


def _set_fields(record: Record, fields: dict[str, Any]) -> None:
    """Set any fields of a record, checked against its types."""
    changed = type(record).model_validate({**record.model_dump(), **fields})
    for name in fields:
        setattr(record, name, getattr(changed, name))
