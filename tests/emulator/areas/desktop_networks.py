# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network interfaces of desktops."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.addresses import free_addresses, used_addresses
from emulator.cloud.catalogue import check_security_groups, find_subnet
from emulator.cloud.desktops import RUNNING_OR_OFF, check_idle, desktop_of, find_desktop, find_desktops, show
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.logins import end_session
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Eip, SubJob
from emulator.engine.contract import Body, DesktopIds, Many, ProjectOf, Query, Text, Text255, answer
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")


class NetworkChange(Body):
    vpc_id: Text
    subnet_id: Text
    security_group_ids: Annotated[list[Text], Field(min_length=1, max_length=100)]
    private_ip: Text255 | None = None


class BatchNetworkChange(Body):
    desktop_ids: DesktopIds
    vpc_id: Text
    subnet_id: Text
    security_group_ids: Annotated[list[Text], Field(min_length=1, max_length=100)]


class NetworksQuery(Query):
    desktop_ids: Annotated[Many, Field(min_length=1, max_length=100)]


def network_infos(project: Project, desktop: Desktop) -> list[dict[str, Any]]:
    """Return the network interface of a desktop as the API prints it, in a list."""
    subnet = catalogue.SUBNETS[desktop.subnet_id]
    info: dict[str, Any] = {
        "vpc_info": {"id": subnet.vpc.id, "name": subnet.vpc.name, "cidr": subnet.vpc.cidr},
        "subnet_info": {"id": subnet.id, "name": subnet.name, "cidr": subnet.cidr},
        "port_info": {"id": desktop.port_id, "ip_address": desktop.ip},
        "security_groups": [
            {"id": group_id, "name": catalogue.SECURITY_GROUPS[group_id].name}
            for group_id in desktop.security_group_ids
        ],
    }
    eip = project.table(Eip).get(desktop.eip_id or "")
    if eip is not None:
        info["public_ip_info"] = {"id": eip.id, "public_ip_address": eip.address}
    return [info]


@router.get("/desktops/{desktop_id}/networks")
async def show_desktop_network(project: ProjectOf, desktop_id: str) -> Response:
    """ShowDesktopNetwork."""
    desktop = find_desktop(project, desktop_id)
    return answer(
        {
            "computer_id": desktop.id,
            "computer_name": desktop.shown_name,
            "network_infos": network_infos(project, desktop),
        }
    )


@router.get("/desktops/networks")
async def show_desktop_networks(project: ProjectOf, query: Annotated[NetworksQuery, QueryOf()]) -> Response:
    """ShowDesktopNetworks."""
    networks = [
        {
            "computer_id": desktop.id,
            "computer_name": desktop.shown_name,
            "computer_ip": desktop.ip,
            "network_infos": network_infos(project, desktop),
        }
        for desktop in find_desktops(project, query.desktop_ids)
    ]
    return answer({"networks": networks})


def _check(project: Project, desktops: list[Desktop], body: NetworkChange | BatchNetworkChange) -> catalogue.Subnet:
    subnet = find_subnet(body.subnet_id)
    if subnet.vpc.id != body.vpc_id:
        raise invalid(f"The subnet {subnet.name} does not belong to the VPC {body.vpc_id}.")
    check_security_groups(body.security_group_ids)
    for desktop in desktops:
        check_idle(desktop, RUNNING_OR_OFF)
    return subnet


def _start_change(
    project: Project,
    job_type: str,
    desktops: list[Desktop],
    subnet: catalogue.Subnet,
    ips: list[str],
    groups: list[str],
) -> Response:
    parts: list[dict[str, Any]] = []
    for desktop, ip in zip(desktops, ips, strict=True):
        desktop.operation = "change-network"
        arguments = {"subnet_id": subnet.id, "ip": ip, "security_group_ids": groups}
        parts.append(part(desktop.id, desktop.shown_name, ip_address=ip, arguments=arguments))
    return answer({"job_id": submit(project, job_type, parts)})


@router.put("/desktops/{desktop_id}/networks")
async def change_desktop_network(project: ProjectOf, desktop_id: str, body: NetworkChange) -> Response:
    """ChangeDesktopNetwork: VPC, subnet and security groups are all needed."""
    desktop = find_desktop(project, desktop_id)
    subnet = _check(project, [desktop], body)
    ip = desktop.ip if subnet.id == desktop.subnet_id else free_addresses(project, subnet, 1)[0]
    if body.private_ip:
        try:
            inside = ipaddress.ip_address(body.private_ip) in ipaddress.ip_network(subnet.cidr)
        except ValueError:
            inside = False
        if not inside or body.private_ip in used_addresses(project) - {desktop.ip}:
            raise invalid(f"The address {body.private_ip} is not free in subnet {subnet.name}.")
        ip = body.private_ip
    return _start_change(project, "changeDesktopNetwork", [desktop], subnet, [ip], body.security_group_ids)


@router.post("/desktops/networks/batch-change")
async def batch_change_desktop_network(project: ProjectOf, body: BatchNetworkChange) -> Response:
    """BatchChangeDesktopNetwork."""
    desktops = find_desktops(project, body.desktop_ids)
    subnet = _check(project, desktops, body)
    fresh = iter(free_addresses(project, subnet, len(desktops)))
    ips = [desktop.ip if desktop.subnet_id == subnet.id else next(fresh) for desktop in desktops]
    return _start_change(project, "batchChangeDesktopNetwork", desktops, subnet, ips, body.security_group_ids)


def _start(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.task_status = "desktopNetworkChanging"
    end_session(project, desktop, "change-network")


def _succeed(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    desktop.subnet_id = sub_job.arguments["subnet_id"]
    desktop.ip = sub_job.arguments["ip"]
    desktop.security_group_ids = sub_job.arguments["security_group_ids"]
    show(project, desktop, desktop.status)


def _fail(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    show(project, desktop, desktop.status)


job_kind("changeDesktopNetwork", _start, _succeed, _fail)
job_kind("batchChangeDesktopNetwork", _start, _succeed, _fail)
