# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops as they are listed and shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.catalogue import image_of
from emulator.cloud.desktops import find_desktop
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Disk
from emulator.cloud.usage import running_hours
from emulator.engine.clock import iso, plain
from emulator.engine.contract import EnterpriseProject, Many, ProjectOf, Query, answer, page, present

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


def disk_view(disk: Disk) -> dict[str, Any]:
    """Return a disk as the API prints it."""
    return present(disk.model_dump(exclude={"content", "online"}))


def tags_view(tags: dict[str, str]) -> list[dict[str, str]]:
    """Return tags as the API prints them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def _assignments_view(desktop: Desktop) -> list[dict[str, Any]]:
    return [present(assignment.model_dump()) for assignment in desktop.assignments]


def _shown_type(desktop: Desktop) -> str:
    return "POOLED" if desktop.pool_id else desktop.desktop_type


def first_user(desktop: Desktop) -> dict[str, str]:
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
            # Unlike the details, this list has no empty names.
            **(first_user(desktop) if desktop.assignments else {}),
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
            **first_user(desktop),
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
            "hour_package_info": _hour_package_view(project, desktop),
            "is_freeze": False,
            "isolated": False,
            "agent_version": desktop.agent_version,
        }
    )


def _hour_package_view(project: Project, desktop: Desktop) -> dict[str, Any] | None:
    bound = desktop.hour_package
    if bound is None or project.older_region:
        return None
    use_duration = running_hours(project, desktop, bound.since)
    return {**bound.model_dump(exclude={"since"}), "use_duration": use_duration}


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
        and query.agent_version in (None, desktop.agent_version)
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


@router.get("/desktops/{desktop_id}")
async def show_desktop_detail(project: ProjectOf, desktop_id: str) -> Response:
    """ShowDesktopDetail."""
    return answer({"desktop": detail_view(project, find_desktop(project, desktop_id))})
