# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops: lists, details, renaming, maintenance mode, logoff, deletion."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator import catalogue
from emulator.areas.pool_users import leave
from emulator.clock import iso, plain
from emulator.contract import (
    Body,
    DesktopIds,
    EnterpriseProject,
    Many,
    ProjectOf,
    Query,
    Text,
    Text255,
    answer,
    nothing,
    page,
    present,
)
from emulator.engine import RUNS_AFTER, USER_REMOVED_AFTER, job_kind, part, submit
from emulator.errors import busy, invalid
from emulator.fleet import desktops_of
from emulator.images import image_of
from emulator.names import check_computer_name
from emulator.operations import (
    check_idle,
    check_new_name,
    end_session,
    find_desktop,
    find_desktops,
    forget_snapshots,
    remember_loss,
    send_mail,
    show,
    taken_names,
)
from emulator.project import Project, on
from emulator.records import Desktop, Disk, SubJob

router = APIRouter(prefix="/v2/{project_id}")


class DesktopQuery(Query):
    user_name: Many = []
    computer_name: str | None = None
    desktop_ip: str | None = None
    offset: int = Field(0, ge=0, le=2147483647)
    limit: int = Field(1000, ge=0, le=1000)
    domain_status: int | None = None
    pool_id: Many = []
    enterprise_project_id: EnterpriseProject | None = None
    desktop_type: Many = []
    is_share_desktop: bool | None = None
    subnet_id: str | None = None
    status: str | None = None
    desktop_id: Annotated[Many, Field(max_length=100)] = []
    tag: str | None = None


class DesktopDetailQuery(Query):
    status: str | None = None
    user_name: str | None = None
    user_id: str | None = None
    user_names: Annotated[Many, Field(max_length=100)] = []
    sort_field: Literal["created", "computer_name"] | None = None
    sort_type: Literal["ASC", "DESC"] = "ASC"
    computer_name: str | None = None
    computer_names: Many = []
    desktop_ip: str | None = None
    offset: int = Field(0, ge=0, le=2147483647)
    limit: int = Field(500, ge=0, le=1000)
    desktop_id: Annotated[Many, Field(max_length=100)] = []
    desktop_type: Many = []
    domain_status: int | None = None
    tag: str | None = None
    pool_id: Many = []
    user_attached: bool | None = None
    enterprise_project_id: EnterpriseProject | None = None
    image_id: str | None = None
    charge_mode: Literal["0", "1"] | None = None
    in_maintenance_mode: bool | None = None
    is_share_desktop: bool | None = None
    subnet_id: str | None = None
    is_support_internet: bool | None = None
    availability_zone: str | None = None
    without_any_tag: bool | None = None
    agent_version: str | None = None


class DeletionQuery(Query):
    delete_users: bool = False
    email_notification: bool = True
    is_force_delete: bool = False


class Rename(Body):
    computer_name: Text | None = None
    self_backup_management: Text | None = None


class DesktopUpdate(Body):
    desktop: Rename


class MaintenanceRequest(Body):
    desktop_ids: DesktopIds
    in_maintenance_mode: bool


class LogoffRequest(Body):
    desktop_ids: Annotated[list[Text255], Field(max_length=100)] = []
    message: Text255 | None = None


class BatchDeletion(Body):
    desktop_ids: DesktopIds
    delete_users: bool = False
    email_notification: bool = True
    is_force_delete: bool = False


AGENT_VERSION = "24.8.0"


def disk_view(disk: Disk) -> dict[str, Any]:
    """Return a disk as the API prints it."""
    return present(disk.model_dump(exclude={"content"}))


def tags_view(tags: dict[str, str]) -> list[dict[str, str]]:
    """Return tags as the API prints them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def _assignments_view(desktop: Desktop) -> list[dict[str, Any]]:
    return [present(assignment.model_dump()) for assignment in desktop.assignments]


def _shown_type(desktop: Desktop) -> str:
    return "POOLED" if desktop.pool_id else desktop.desktop_type


def _first_user(desktop: Desktop) -> dict[str, str]:
    """Return user name and group of the desktop's first assignment."""
    if not desktop.assignments:
        return {"user_name": "", "user_group": ""}
    return {"user_name": desktop.assignments[0].user_name, "user_group": desktop.assignments[0].user_group}


def summary_view(project: Project, desktop: Desktop) -> dict[str, Any]:
    """Return a desktop as ListDesktops prints it."""
    return present(
        {
            "project_id": project.id,
            "desktop_id": desktop.id,
            "computer_name": desktop.shown_name,
            "os_host_name": desktop.host_name,
            "created": plain(desktop.created),
            "ip_address": desktop.ip,
            **_first_user(desktop),
            "attach_user_infos": _assignments_view(desktop),
            "sid": desktop.sid,
            "ou_name": desktop.ou_name,
            "enterprise_project_id": desktop.enterprise_project_id,
            "tags": tags_view(desktop.tags),
            "in_maintenance_mode": desktop.in_maintenance,
            "desktop_type": _shown_type(desktop),
            "subnet_id": desktop.subnet_id,
            "status": desktop.status,
            "task_status": desktop.task_status,
            "availability_zone": desktop.availability_zone,
            "connect_status": desktop.login_status,
            "pool_id": desktop.pool_id,
            "domain_status": desktop.domain_status,
        }
    )


def detail_view(project: Project, desktop: Desktop) -> dict[str, Any]:
    """Return a desktop as ShowDesktopDetail and ListDesktopsDetail print it."""
    product = catalogue.PRODUCTS[desktop.product_id]
    image = image_of(project, desktop.image_id)
    internet = desktop.eip_id is not None
    return present(
        {
            "desktop_id": desktop.id,
            "computer_name": desktop.shown_name,
            "os_host_name": desktop.host_name,
            "addresses": {
                catalogue.SUBNETS[desktop.subnet_id].vpc.id: [
                    {
                        "addr": desktop.ip,
                        "version": "4",
                        "OS-EXT-IPS-MAC:mac_addr": desktop.mac,
                        "OS-EXT-IPS:type": "fixed",
                    }
                ]
            },
            "ip_addresses": [desktop.ip],
            "ipv4": desktop.ip,
            "user_list": [assignment.user_name for assignment in desktop.assignments],
            "user_group_list": [assignment.user_group for assignment in desktop.assignments],
            "desktop_type": _shown_type(desktop),
            "metadata": {
                "charging_mode": "0",
                "image_name": image.name,
                "metering.image_id": image.id,
                "metering.imagetype": image.image_type,
                "metering.resourcespeccode": product.flavor_id,
                "metering.resourcetype": "1",
                "os_bit": "64",
                "os_type": image.os_type,
                "desktop_os_version": image.os_version,
            },
            "flavor": {
                "id": product.flavor_id,
                "links": [{"rel": "bookmark", "hrel": f"/flavors/{product.flavor_id}"}],
            },
            "status": desktop.status,
            "task_status": desktop.task_status,
            "process": desktop.process,
            "domain_status": desktop.domain_status,
            "in_maintenance_mode": desktop.in_maintenance,
            "created": iso(desktop.created),
            "security_groups": [
                {"id": group_id, "name": catalogue.SECURITY_GROUPS[group_id].name}
                for group_id in desktop.security_group_ids
            ],
            "login_status": desktop.login_status,
            **_first_user(desktop),
            "attach_user_infos": _assignments_view(desktop),
            "attach_state": desktop.attach_state,
            "root_volume": disk_view(desktop.root),
            # The order of the disks means nothing; that of their IDs is as good as any.
            "data_volumes": [disk_view(disk) for disk in sorted(desktop.disks, key=lambda disk: disk.volume_id)],
            "availability_zone": desktop.availability_zone,
            "site_type": "CENTER",
            "site_name": "",
            "product": product.view(),
            "ou_name": desktop.ou_name,
            "domain": desktop.domain,
            "os_version": image.os_version,
            "sid": desktop.sid,
            "order_id": "",
            "tags": tags_view(desktop.tags),
            "is_support_internet": internet,
            "internet_mode": "EIP" if internet else None,
            "internet_mode_list": ["EIP"] if internet else [],
            "is_attaching_eip": desktop.attaching_eip,
            "enterprise_project_id": desktop.enterprise_project_id,
            "subnet_id": desktop.subnet_id,
            "is_freeze": False,
            "isolated": False,
            "agent_version": AGENT_VERSION,
        }
    )


def _tag_filter(text: str) -> list[tuple[str, str | None]]:
    """Parse ``key1=value1,key2=value2``; a key alone asks for any value."""
    wanted: list[tuple[str, str | None]] = []
    for entry in text.split(","):
        key, equals, value = entry.partition("=")
        wanted.append((key, value if equals else None))
    return wanted


def _has_tags(desktop: Desktop, text: str) -> bool:
    return all(
        key in desktop.tags and (value is None or desktop.tags[key] == value) for key, value in _tag_filter(text)
    )


def _fuzzy(wanted: str | None, found: str) -> bool:
    return wanted is None or wanted.casefold() in found.casefold()


def _user_names(desktop: Desktop) -> list[str]:
    return [assignment.user_name.casefold() for assignment in desktop.assignments]


def _matches(query: DesktopQuery | DesktopDetailQuery, desktop: Desktop) -> bool:
    """Whether a desktop passes the filters that both lists have."""
    return (
        desktop.listed
        and _fuzzy(query.computer_name, desktop.name)
        and query.desktop_ip in (None, desktop.ip)
        and (not query.desktop_id or desktop.id in query.desktop_id)
        and (not query.pool_id or desktop.pool_id in query.pool_id)
        and (not query.desktop_type or _shown_type(desktop) in query.desktop_type)
        and query.enterprise_project_id in (None, desktop.enterprise_project_id)
        and query.subnet_id in (None, desktop.subnet_id)
        and (query.status is None or query.status.upper() == desktop.status)
        and query.domain_status in (None, desktop.domain_status)
        and query.is_share_desktop is not True
        and (query.tag is None or _has_tags(desktop, query.tag))
    )


def _matches_summary(query: DesktopQuery, desktop: Desktop) -> bool:
    return _matches(query, desktop) and (
        not query.user_name
        or any(wanted.casefold() in name for wanted in query.user_name for name in _user_names(desktop))
    )


def _matches_user(query: DesktopDetailQuery, desktop: Desktop) -> bool:
    """Whether the users of a desktop pass: ``user_names`` makes ``user_name`` void."""
    if query.user_id is not None and all(row.user_id != query.user_id for row in desktop.assignments):
        return False
    wanted = query.user_names or ([query.user_name] if query.user_name else [])
    names = _user_names(desktop)
    return not wanted or any(name.casefold() in names for name in wanted)


def _matches_detail(query: DesktopDetailQuery, desktop: Desktop) -> bool:
    return (
        _matches(query, desktop)
        and _matches_user(query, desktop)
        and (not query.computer_names or desktop.name.casefold() in {name.casefold() for name in query.computer_names})
        and query.user_attached in (None, bool(desktop.assignments))
        and query.image_id in (None, desktop.image_id)
        and query.charge_mode in (None, catalogue.PRODUCTS[desktop.product_id].charge_mode)
        and query.in_maintenance_mode in (None, desktop.in_maintenance)
        and query.is_support_internet in (None, desktop.eip_id is not None)
        and query.availability_zone in (None, desktop.availability_zone)
        and (query.without_any_tag is not True or not desktop.tags)
        and query.agent_version in (None, AGENT_VERSION)
    )


def find_by_details(project: Project, query: DesktopDetailQuery) -> list[Desktop]:
    """Return the desktops that pass the filters of the detailed list, in its order."""
    found = [desktop for desktop in project.desktops.values() if _matches_detail(query, desktop)]
    if query.sort_field == "computer_name":
        found.sort(key=lambda desktop: desktop.shown_name, reverse=query.sort_type == "DESC")
    elif query.sort_field == "created":
        found.sort(key=lambda desktop: desktop.created, reverse=query.sort_type == "DESC")
    return found


@router.get("/desktops")
async def list_desktops(project: ProjectOf, query: Annotated[DesktopQuery, QueryOf()]) -> Response:
    """ListDesktops."""
    found = [desktop for desktop in project.desktops.values() if _matches_summary(query, desktop)]
    views = [summary_view(project, desktop) for desktop in page(found, query.offset, query.limit)]
    return answer({"desktops": views, "total_count": len(found)})


@router.get("/desktops/detail")
async def list_desktops_detail(project: ProjectOf, query: Annotated[DesktopDetailQuery, QueryOf()]) -> Response:
    """ListDesktopsDetail."""
    found = find_by_details(project, query)
    views = [detail_view(project, desktop) for desktop in page(found, query.offset, query.limit)]
    return answer({"desktops": views, "total_count": len(found)})


@router.put("/desktops/maintenance-mode")
async def set_maintenance_mode(project: ProjectOf, body: MaintenanceRequest) -> Response:
    """SetMaintenanceMode: at once, without a job."""
    for desktop in find_desktops(project, body.desktop_ids):
        desktop.in_maintenance = body.in_maintenance_mode
    return nothing(200)


@router.post("/desktops/logoff")
async def batch_logoff_desktops(project: ProjectOf, body: LogoffRequest) -> Response:
    """BatchLogoffDesktops."""
    for desktop in find_desktops(project, body.desktop_ids):
        if desktop.session_user is not None:
            end_session(project, desktop, "logoff", "REGISTERED")
            leave(project, desktop)
    return nothing(200)


@router.get("/desktops/{desktop_id}")
async def show_desktop_detail(project: ProjectOf, desktop_id: str) -> Response:
    """ShowDesktopDetail."""
    return answer({"desktop": detail_view(project, find_desktop(project, desktop_id))})


@router.put("/desktops/{desktop_id}")
async def update_desktop(project: ProjectOf, desktop_id: str, body: DesktopUpdate) -> Response:
    """UpdateDesktop: renames a running desktop."""
    desktop = find_desktop(project, desktop_id)
    check_idle(desktop, ("ACTIVE",))
    name = body.desktop.computer_name
    if name is not None:
        check_computer_name(name)
        if name.casefold() != desktop.name.casefold():
            check_new_name(taken_names(project), name, [assignment.user_name for assignment in desktop.assignments])
        desktop.new_name = name
        desktop.operation = "rename"
        project.after(RUNS_AFTER * project.job_seconds, "rename-begins", desktop_id=desktop.id)
        project.after(project.job_seconds, "rename-ends", desktop_id=desktop.id)
    return answer({})


@on("rename-begins")
def rename_begins(project: Project, desktop_id: str) -> None:
    """Only now does the desktop show that something is going on."""
    desktop = project.desktops.get(desktop_id)
    if desktop is not None and desktop.operation == "rename":
        desktop.task_status = "updating"


@on("rename-ends")
def rename_ends(project: Project, desktop_id: str) -> None:
    """The desktop gets its new name."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or desktop.new_name is None:
        return
    desktop.name = desktop.host_name = desktop.new_name
    desktop.new_name = None
    show(project, desktop, desktop.status, after=0)


def check_deletable(desktop: Desktop, force: bool) -> None:
    """Refuse a desktop that is busy, unless its deletion is forced, or that is being deleted already."""
    if desktop.operation == "delete" or (desktop.operation and not force):
        raise busy(desktop.shown_name)


def start_deletion(project: Project, desktop: Desktop) -> None:
    """Show that a desktop is being deleted; its status goes empty in a moment."""
    desktop.operation = "delete"
    desktop.task_status = "deleting"
    project.after(RUNS_AFTER * project.job_seconds, "deletion-runs", desktop_id=desktop.id)


@on("deletion-runs")
def deletion_runs(project: Project, desktop_id: str) -> None:
    """The machine behind the desktop is gone, so there is no status to show."""
    desktop = project.desktops.get(desktop_id)
    if desktop is not None:
        desktop.status = ""
        end_session(project, desktop, "delete")


@on("deletion-ends")
def deletion_ends(project: Project, desktop_id: str, delete_users: bool, email_notification: bool) -> None:
    """The desktop is gone with its disks; its users may follow, and are told by mail."""
    desktop = project.desktops.pop(desktop_id, None)
    if desktop is None:
        return
    end_session(project, desktop, "delete")
    remember_loss(project, desktop, desktop.all_disks, "delete")
    forget_snapshots(project, desktop)
    for assignment in desktop.assignments:
        user = project.users.get(assignment.user_id)
        if user is None:
            continue
        if email_notification:
            send_mail(project, desktop, user.user_name, user.user_email, "desktop deleted")
        if delete_users:
            project.after(USER_REMOVED_AFTER * project.job_seconds, "user-removed", user_id=user.id)


@on("user-removed")
def user_removed(project: Project, user_id: str) -> None:
    """A user goes with the last desktop."""
    if not desktops_of(project, user_id):
        project.users.pop(user_id, None)


@router.delete("/desktops/{desktop_id}")
async def delete_desktop(project: ProjectOf, desktop_id: str, query: Annotated[DeletionQuery, QueryOf()]) -> Response:
    """DeleteDesktop: no job; the desktop shows an empty status and then is not found."""
    desktop = find_desktop(project, desktop_id)
    check_deletable(desktop, query.is_force_delete)
    start_deletion(project, desktop)
    project.after(
        project.job_seconds,
        "deletion-ends",
        desktop_id=desktop.id,
        delete_users=query.delete_users,
        email_notification=query.email_notification,
    )
    return nothing()


@router.post("/desktops/batch-delete")
async def batch_delete_desktops(project: ProjectOf, body: BatchDeletion) -> Response:
    """BatchDeleteDesktops."""
    desktops = find_desktops(project, body.desktop_ids)
    for desktop in desktops:
        check_deletable(desktop, body.is_force_delete)
    if not desktops:
        raise invalid("desktop_ids is empty.")
    parts = [
        part(
            desktop.id,
            desktop.shown_name,
            user_name=_first_user(desktop)["user_name"],
            arguments={"delete_users": body.delete_users, "email_notification": body.email_notification},
        )
        for desktop in desktops
    ]
    for desktop in desktops:
        desktop.operation = "delete"
        desktop.task_status = "deleting"
    return answer({"job_id": submit(project, "deleteDesktops", parts)}, 202)


def _start(project: Project, sub_job: SubJob) -> None:
    if not sub_job.outcome:
        deletion_runs(project, sub_job.desktop_id)


def _succeed(project: Project, sub_job: SubJob) -> None:
    deletion_ends(project, sub_job.desktop_id, **sub_job.arguments)


def _fail(project: Project, sub_job: SubJob) -> None:
    desktop = project.desktops.get(sub_job.desktop_id)
    if desktop is not None:
        desktop.task_status = "deleteFailed"
        desktop.operation = ""


job_kind("deleteDesktops", _start, _succeed, _fail, needs_desktop=False)
