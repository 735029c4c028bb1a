# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control calls for what somebody does in the console, behind the back of a client."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.areas.scripts import ScriptCreation, add_script
from emulator.areas.snapshots import complete, new_snapshots
from emulator.cloud import catalogue
from emulator.cloud.addresses import free_addresses, new_eip
from emulator.cloud.app_service import AppGroup, new_number
from emulator.cloud.catalogue import images_of
from emulator.cloud.deletion import deletion_ends
from emulator.cloud.desktops import new_desktop
from emulator.cloud.disks import add_disks
from emulator.cloud.logins import end_session
from emulator.cloud.people import assign, ensure_user
from emulator.cloud.people_data import changes_hands
from emulator.cloud.pools import join, pool_like
from emulator.cloud.power_log import turn
from emulator.cloud.project import Project
from emulator.cloud.records import DeletedImage, Desktop, Detachment, Pool, Record, SilentImage
from emulator.control.targets import Target, desktop_named, desktop_record, pool_named
from emulator.engine.contract import Body, answer, nothing
from emulator.engine.errors import invalid, not_found

router = APIRouter(prefix="/_emulator")


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

    names: Annotated[list[str], Field(max_length=1000)]


class ImageChange(Body):
    """The image, by its name, that somebody deletes, or stops to share, or whose agent is too old to register."""

    action: Literal["delete", "silence"]
    image: str


class PoolChange(Body):
    """Fields of the record of a pool, changed behind the back of a client."""

    pool: str
    fields: dict[str, Any]


class RecordChange(Body):
    """Fields of any record, which is found by the name of its class and its own name."""

    kind: str
    name: str
    fields: dict[str, Any]


class EipMaking(Body):
    """How many public addresses somebody orders, and the desktop that gets the first of them."""

    count: Annotated[int, Field(ge=1, le=1000)] = 1
    desktop: str | None = None


@router.post("/snapshots")
async def snapshots(project: Target, body: SnapshotTaking) -> Response:
    """Take snapshots of a desktop's disks, complete at once; return their IDs."""
    desktop = desktop_named(project, body.desktop)
    made = new_snapshots(project, desktop, body.disk_type, body.name, body.create_type, body.description)
    for snapshot in made:
        complete(snapshot)
    return answer({"snapshot_ids": [snapshot.id for snapshot in made]})


@router.post("/scripts")
async def put_script(project: Target, body: ScriptCreation) -> Response:
    """Put a script into the library, as somebody in the console would."""
    return answer({"script_id": add_script(project, body).id})


@router.post("/app-groups")
async def app_groups(project: Target, body: AppGroupMaking) -> Response:
    """Make application groups; return their IDs."""
    made = [AppGroup(id=new_number(project), name=name, created=project.now) for name in body.names]
    project.table(AppGroup).update({group.id: group for group in made})
    return answer({"ids": [group.id for group in made]})


@router.post("/eips")
async def eips(project: Target, body: EipMaking) -> Response:
    """Let there be more public addresses; return them."""
    made = [new_eip(project, "TRAFFIC", 5) for _number in range(body.count)]
    if body.desktop is not None:
        desktop_named(project, body.desktop).eip_id = made[0].id
    return answer({"addresses": [eip.address for eip in made]})


@router.post("/images")
async def change_image(project: Target, body: ImageChange) -> Response:
    """Delete an image, of which what was made of it stays, or let what is made of it never register."""
    image = next((image for image in images_of(project).values() if image.name == body.image), None)
    if image is None:
        raise not_found(f"There is no image {body.image}.")
    if body.action == "delete":
        project.table(DeletedImage)[image.id] = DeletedImage(id=image.id)
    else:
        project.table(SilentImage)[image.id] = SilentImage(id=image.id)
    return answer({"id": image.id})


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
    turn(project, desktop, "ACTIVE", "console")
    turn(project, desktop, body.status, "console")
    desktop.login_status = "REGISTERED" if body.status == "ACTIVE" else "UNREGISTER"


def _set_power(project: Project, desktop: Desktop, status: str) -> None:
    end_session(project, desktop, "console", "REGISTERED" if status == "ACTIVE" else "UNREGISTER")
    turn(project, desktop, status, "console")
    desktop.task_status = ""
    desktop.operation = ""


@router.post("/desktops")
async def act_in_console(project: Target, body: ConsoleAction) -> Response:
    """Create or change a desktop at once, as somebody in the console would."""
    if body.action == "create":
        _create(project, body)
        return answer(desktop_record(desktop_named(project, body.desktop)))
    desktop = desktop_named(project, body.desktop)
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
        user = ensure_user(project, body.user or "somebody")
        changes_hands(project, desktop, {user.id})
        assign(desktop, user, body.user_group)
    elif body.action == "pool":
        join(_pool(project, body.name or "pool", desktop), desktop)
    elif body.action == "unassign":
        desktop.detachments.extend(Detachment(assignment=row, time=project.now) for row in desktop.assignments)
        desktop.assignments.clear()
        desktop.attach_state = "DEATTACHED"
    else:
        _set_fields(desktop, body.fields)
        turn(project, desktop, desktop.status, "console")
    return answer(desktop_record(desktop))


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
    pool = pool_named(project, body.pool)
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
