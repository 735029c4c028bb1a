# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening, configuring, unlocking and closing the service."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.catalogue import find_subnet
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.records import SubJob, Tenancy
from emulator.cloud.tenancy import CLOSED, MANAGEMENT_CIDR, OPEN, close, is_closable, tenancy_of, view
from emulator.engine.clock import plain
from emulator.engine.contract import Body, ProjectOf, Text, Text255, answer
from emulator.engine.errors import ApiError, conflict, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

DOMAIN_FIELDS = ("domain_name", "domain_admin_account", "domain_password", "active_domain_ip", "active_domain_name")
NEEDED_FOR_AD = (*DOMAIN_FIELDS, "active_dns_ip")
RESERVED = ipaddress.ip_network("172.16.0.0/12")
FAILED_TO_OPEN, FAILED_TO_CLOSE = "SUBSCRIPTION_FAILED", "DEREGISTRATION_FAILED"
ADDRESS = r"^((\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\.){3}(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])$"

Address = Annotated[str, Field(pattern=ADDRESS)]
OptionalAddress = Annotated[str, Field(pattern=rf"{ADDRESS}|^$")]
Text55 = Annotated[str, Field(min_length=1, max_length=55)]
EnterpriseId = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[a-zA-Z0-9_-]+$")]
AccessMode = Literal["INTERNET", "DEDICATED", "BOTH"]
Networks = Annotated[str, Field(max_length=100)]


class TlsConfig(Body):
    cert_pem: Annotated[str, Field(max_length=8192)] | None = None
    cert_start_time: Text255 | None = None
    cert_end_time: Text255 | None = None


class Domain(Body):
    domain_type: Literal["LITE_AS", "LOCAL_AD"]
    domain_name: Text55 | None = None
    domain_admin_account: Text55 | None = None
    domain_password: Text | None = None
    active_domain_ip: Address | None = None
    active_domain_name: Text55 | None = None
    standby_domain_ip: OptionalAddress | None = None
    standby_domain_name: Annotated[str, Field(max_length=55)] | None = None
    active_dns_ip: Address | None = None
    standby_dns_ip: OptionalAddress | None = None
    delete_computer_object: Literal[0, 1] | None = None
    use_ldaps: bool | None = None
    cba_enabled: bool | None = None
    certificate_id: Text255 | None = None
    tls_config: TlsConfig | None = None


class DomainController(Body):
    dc_ip: Address
    dc_name: Text55


class DomainChange(Domain):
    id: Text255 | None = None
    domain_controllers: list[DomainController] | None = None


class AdInfo(Body):
    domain_type: Literal["LITE_AS", "LOCAL_AD"]
    domain_admin_account: Text55
    domain_password: Text
    cba_enabled: bool | None = None
    certificate_id: Text255 | None = None


class DedicatedParam(Body):
    address: Text255 | None = None
    port: Annotated[int, Field(ge=1025, le=65535)] | None = None
    availability_zone: Annotated[list[Text255], Field(max_length=10)] | None = None


class SubnetRef(Body):
    subnet_id: Text


class Opening(Body):
    ad_domains: Domain
    enterprise_id: EnterpriseId | None = None
    vpc_id: Text | None = None
    subnet_ids: Annotated[list[SubnetRef], Field(max_length=100)] | None = None
    manage_subnet_cidr: Text255 | None = None
    access_mode: AccessMode | None = None
    apply_shared_vpc_dedicated_param: DedicatedParam | None = None
    dedicated_subnets: Networks | None = None
    is_send_email: bool | None = None


class Modification(Body):
    ad_info: AdInfo | None = None
    ad_domains: DomainChange | None = None
    access_mode: AccessMode | None = None
    dedicated_subnets: Networks | None = None
    adn_conflict_network: Text255 | None = None
    subnet_ids: Annotated[list[Text], Field(max_length=100)] | None = None
    internet_access_port: Annotated[str, Field(max_length=10)] | None = None
    enterprise_id: EnterpriseId | None = None
    is_send_email: bool | None = None
    dc_vnc_ip: Text255 | None = None
    authorized_collect_log: bool | None = None
    authorized_hda_upgrade: bool | None = None
    apply_shared_vpc_dedicated_param: DedicatedParam | None = None
    apply_dedicated_standby_network_param: DedicatedParam | None = None
    is_authorized_install_agent: bool | None = None
    enable_user_create_snapshot: bool | None = None


ATTRIBUTES = {
    **{name: name for name in Modification.model_fields},
    "dedicated_subnets": "access_mode",
    "adn_conflict_network": "access_mode",
    "apply_shared_vpc_dedicated_param": "access_mode",
    "apply_dedicated_standby_network_param": "access_mode",
}
"""The kind of attribute that each field belongs to; one request changes one kind."""


class Unlocking(Body):
    operate_type: Literal["unlock"]


class JobAction(Body):
    op_type: Literal["retry"]


@router.get("/workspaces")
async def list_workspaces(project: ProjectOf) -> Response:
    """ListWorkspaces."""
    return answer(view(project))


def _check_domain(domain: Domain) -> None:
    """Refuse a domain of one's own that is not fully told."""
    if domain.domain_type == "LOCAL_AD":
        missing = [name for name in NEEDED_FOR_AD if not getattr(domain, name)]
        if missing:
            raise invalid(f"The domain type LOCAL_AD needs {missing[0]}.")


def _check_networks(text: str) -> None:
    parts = text.split(";") if text else []
    if len(parts) > 5:
        raise invalid("dedicated_subnets must not have more than 5 networks.")
    for network in parts:
        _network(network, "dedicated_subnets")


def _network(text: str, field: str) -> ipaddress.IPv4Network:
    try:
        return ipaddress.IPv4Network(text)
    except ValueError as error:
        raise invalid(f"{field}: {text} is not a network.") from error


def _check_subnets(vpc_id: str, subnet_ids: Iterable[str]) -> None:
    for subnet_id in subnet_ids:
        subnet = find_subnet(subnet_id)
        if subnet.vpc.id != vpc_id:
            raise invalid(f"The subnet {subnet.name} does not belong to the VPC {vpc_id}.")


def _check_management(cidr: str, subnet_ids: Iterable[str]) -> None:
    network = _network(cidr, "manage_subnet_cidr")
    for other in (RESERVED, *(_network(find_subnet(subnet_id).cidr, "subnet") for subnet_id in subnet_ids)):
        if network.overlaps(other):
            raise invalid(f"manage_subnet_cidr: {cidr} overlaps {other}.")


def _remembered(domain: Domain) -> dict[str, Any]:
    """Return what the service tells later of a domain: neither the password nor the certificate."""
    known = domain.model_dump(exclude_none=True, exclude={"domain_password", "id"})
    known.get("tls_config", {}).pop("cert_pem", None)
    return known


def _start(project: Project, job_type: str, **arguments: Any) -> str:
    """Start a job of the service itself."""
    return submit(project, job_type, [part("", "", arguments=arguments)])


@router.post("/workspaces")
async def apply_workspace(project: ProjectOf, body: Opening) -> Response:
    """ApplyWorkspace: without a VPC and a subnet there is nothing to open the service in (chosen)."""
    if project.service_status != CLOSED:
        raise conflict("The service is open already.")
    _check_domain(body.ad_domains)
    subnet_ids = [row.subnet_id for row in body.subnet_ids or ()]
    if not body.vpc_id or body.vpc_id not in catalogue.NETWORKS:
        raise invalid(f"The VPC {body.vpc_id} does not exist.")
    if not subnet_ids:
        raise invalid("subnet_ids is missing.")
    _check_subnets(body.vpc_id, subnet_ids)
    cidr = body.manage_subnet_cidr or MANAGEMENT_CIDR
    _check_management(cidr, subnet_ids)
    mode = body.access_mode or "INTERNET"
    _check_networks(body.dedicated_subnets or "")
    if body.dedicated_subnets and mode == "INTERNET":
        raise invalid("dedicated_subnets needs the access mode DEDICATED or BOTH.")
    domain = _remembered(body.ad_domains)
    tenancy = Tenancy(
        id=project.new_id(),
        domain={"delete_computer_object": 0, **domain},
        vpc_id=body.vpc_id,
        subnet_ids=subnet_ids,
        management_subnet_cidr=cidr,
        access_mode=mode,
        dedicated_subnets=body.dedicated_subnets or "",
        enterprise_id=body.enterprise_id or project.new_id()[:8],
        is_send_email=True if body.is_send_email is None else body.is_send_email,
    )
    project.table(Tenancy)[tenancy.id] = tenancy
    project.service_status = "PREPARING"
    tenancy.job_id = _start(project, "applyWorkspace")
    return answer({"job_id": tenancy.job_id})


@router.delete("/workspaces")
async def cancel_workspace(project: ProjectOf) -> Response:
    """CancelWorkspace."""
    tenancy = _changeable(project, (OPEN, FAILED_TO_OPEN, FAILED_TO_CLOSE))
    if not is_closable(project):
        raise conflict("The service still has desktops, desktop pools or users.")
    project.service_status = "DEREGISTERING"
    tenancy.job_id = _start(project, "cancelWorkspace")
    return answer({"job_id": tenancy.job_id}, 202)


def _changeable(project: Project, allowed: Iterable[str] = (OPEN,)) -> Tenancy:
    """Return the service if its status allows to change it."""
    if project.service_status == CLOSED:
        raise conflict("The service is closed.")
    tenancy = tenancy_of(project)
    if project.service_status not in allowed or tenancy.changing:
        raise ApiError(409, "WKS.00010032", "Operation conflict. The service is being changed.")
    if tenancy.locked_at is not None:
        raise conflict("The service is locked.")
    return tenancy


@router.put("/workspaces")
async def update_workspace(project: ProjectOf, body: Modification) -> Response:
    """UpdateWorkspace: one kind of attribute a request; all but the subnets are changed by a job."""
    tenancy = _changeable(project)
    given = body.model_dump(exclude_none=True)
    kinds = {ATTRIBUTES[name] for name in given}
    if len(kinds) != 1:
        raise invalid("A request changes one kind of attribute.")
    _check_change(tenancy, body)
    if body.subnet_ids is not None:
        tenancy.subnet_ids = body.subnet_ids
        return answer({})
    if body.ad_domains is not None:
        given["ad_domains"] = _remembered(body.ad_domains)
    given.get("ad_info", {}).pop("domain_password", None)
    tenancy.changing = True
    return answer({"job_id": _start(project, "updateWorkspace", given=given)})


def _check_change(tenancy: Tenancy, body: Modification) -> None:
    for domain in (body.ad_domains, body.ad_info):
        if domain is not None and domain.domain_type != tenancy.domain["domain_type"]:
            raise invalid("The type of the domain cannot be changed.")
    if body.ad_domains is not None:
        _check_domain(body.ad_domains)
    _check_networks(body.dedicated_subnets or "")
    if body.dedicated_subnets and (body.access_mode or tenancy.access_mode) == "INTERNET":
        raise invalid("dedicated_subnets needs the access mode DEDICATED or BOTH.")
    if body.subnet_ids is not None:
        _check_subnets(tenancy.vpc_id, body.subnet_ids)
        if tenancy.subnet_ids[0] not in body.subnet_ids:
            raise invalid("The first subnet of the service must stay.")
    port = body.internet_access_port
    if port is not None and not (port.isdigit() and 1025 <= int(port) <= 65535):
        raise invalid("internet_access_port must be from 1025 to 65535.")


@router.get("/workspaces/lock-status")
async def show_workspace_lock(project: ProjectOf) -> Response:
    """ShowWorkspaceLock."""
    tenancy = tenancy_of(project)
    if tenancy.locked_at is None:
        return answer({"is_lock": 0})
    return answer({"is_lock": 1, "lock_time": plain(tenancy.locked_at), "lock_reason": tenancy.lock_reason})


@router.put("/workspaces/lock-status")
async def unlock_workspace(project: ProjectOf, body: Unlocking) -> Response:
    """UnlockWorkspace."""
    if tenancy_of(project).locked_at is None:
        raise conflict("The service is not locked.")
    return answer({"job_id": _start(project, "unlockWorkspace")})


@router.post("/workspace-jobs/{job_id}/actions")
async def run_actions_on_workspace_job(project: ProjectOf, job_id: str, body: JobAction) -> Response:
    """RunActionsOnWorkspaceJob: a failed opening or closing is tried again by a new job."""
    job = project.jobs.get(job_id)
    if job is None:
        raise not_found(f"The job {job_id} does not exist.")
    tenancy = tenancy_of(project)
    if job.status != "FAIL" or job_id != tenancy.job_id:
        raise conflict("Only the failed job that opens or closes the service can be retried.")
    project.service_status = "PREPARING" if job.job_type == "applyWorkspace" else "DEREGISTERING"
    tenancy.fail_reason = ""
    tenancy.job_id = _start(project, job.job_type)
    return answer({"job_id": tenancy.job_id})


# --- What the jobs do


def _opening(project: Project, sub_job: SubJob) -> None:
    project.service_status = "SUBSCRIBING"


def _opened(project: Project, sub_job: SubJob) -> None:
    project.service_status = OPEN
    tenancy_of(project).completed = project.now


def _not_opened(project: Project, sub_job: SubJob) -> None:
    project.service_status = FAILED_TO_OPEN
    tenancy_of(project).fail_reason = sub_job.fail_reason


def _closed(project: Project, sub_job: SubJob) -> None:
    close(project)


def _not_closed(project: Project, sub_job: SubJob) -> None:
    project.service_status = FAILED_TO_CLOSE
    tenancy_of(project).fail_reason = sub_job.fail_reason


def _changed(project: Project, sub_job: SubJob) -> None:
    tenancy = tenancy_of(project)
    tenancy.changing = False
    for name, value in sub_job.arguments["given"].items():
        if name in ("ad_domains", "ad_info"):
            tenancy.domain.update(value)
        elif name == "dc_vnc_ip":
            tenancy.dc_vnc_ip = {"close": "", "default": "192.0.2.20"}.get(value, value)
        elif hasattr(tenancy, name):
            setattr(tenancy, name, value)
    if "access_mode" in sub_job.arguments["given"]:
        tenancy.access_status = "openSuccess"


def _not_changed(project: Project, sub_job: SubJob) -> None:
    tenancy_of(project).changing = False


def _unlocked(project: Project, sub_job: SubJob) -> None:
    tenancy = tenancy_of(project)
    tenancy.locked_at, tenancy.lock_reason = None, ""


job_kind("applyWorkspace", _opening, _opened, _not_opened, needs_desktop=False)
job_kind("cancelWorkspace", succeed=_closed, fail=_not_closed, needs_desktop=False)
job_kind("updateWorkspace", succeed=_changed, fail=_not_changed, needs_desktop=False)
job_kind("unlockWorkspace", succeed=_unlocked, needs_desktop=False)
