# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of a project: whether it is open, and how it is configured."""

from __future__ import annotations

from typing import Any

from emulator.cloud import catalogue
from emulator.cloud.project import Project
from emulator.cloud.records import Pool, Tenancy

OPEN, CLOSED = "SUBSCRIBED", "CLOSED"
CLOSABLE_AFTER = 0.5
"""How long the service takes to notice that its last desktop is gone, in units of a job."""

MANAGEMENT_CIDR = "192.168.240.0/24"


def tenancy_of(project: Project) -> Tenancy:
    """Return the configuration of the service, which is open in a project that nobody has used."""
    table = project.table(Tenancy)
    if not table:
        teaching = [subnet.id for subnet in catalogue.SUBNETS.values() if subnet.vpc == catalogue.TEACHING]
        found = Tenancy(
            id=catalogue.fixed_id(f"workspace/{project.id}"),
            domain={"domain_type": "LITE_AS", "domain_name": "workspace.local"},
            vpc_id=catalogue.TEACHING.id,
            subnet_ids=teaching,
            management_subnet_cidr=MANAGEMENT_CIDR,
            enterprise_id="emulator",
            completed=project.now,
        )
        table[found.id] = found
    return next(iter(table.values()))


def close(project: Project) -> None:
    """Let there be no service."""
    project.service_status = CLOSED
    project.table(Tenancy).clear()


def is_closable(project: Project) -> bool:
    """Whether the service could be cancelled: nothing is left in it, and it has had the time to notice."""
    if project.desktops or project.users or project.table(Pool):
        return False
    emptied = max((entry["time"] for entry in project.deleted), default=None)
    return emptied is None or project.now >= emptied + CLOSABLE_AFTER * project.job_seconds


def view(project: Project) -> dict[str, Any]:
    """Return the service as ListWorkspaces prints it."""
    if project.service_status == CLOSED:
        return {"status": CLOSED, "closable": False}
    tenancy = tenancy_of(project)
    vpc = catalogue.NETWORKS[tenancy.vpc_id]
    domain = dict(tenancy.domain)
    if "delete_computer_object" in domain:
        domain["delete_computer_object"] = str(domain["delete_computer_object"])
    shown: dict[str, Any] = {
        "id": tenancy.id,
        "status": project.service_status,
        "ad_domains": domain,
        "vpc_id": vpc.id,
        "vpc_name": vpc.name,
        "subnet_ids": [{"subnet_id": subnet_id} for subnet_id in tenancy.subnet_ids],
        "access_mode": tenancy.access_mode,
        "access_status": tenancy.access_status,
        "internet_access_port": tenancy.internet_access_port,
        "management_subnet_cidr": tenancy.management_subnet_cidr,
        "enterprise_id": tenancy.enterprise_id,
        "is_send_email": tenancy.is_send_email,
        "authorized_collect_log": tenancy.authorized_collect_log,
        "authorized_hda_upgrade": tenancy.authorized_hda_upgrade,
        "is_authorized_install_agent": tenancy.is_authorized_install_agent,
        "enable_user_create_snapshot": tenancy.enable_user_create_snapshot,
        "config_status": "0" if domain["domain_type"] == "LOCAL_AD" else "3",
        "closable": is_closable(project),
        "progress": "100" if project.service_status == OPEN else "50",
    }
    if project.service_status == OPEN:
        for name, group in (
            ("desktop_security_group", catalogue.SERVICE_GROUP),
            ("infrastructure_security_group", catalogue.INFRASTRUCTURE_GROUP),
        ):
            shown[name] = {"id": group.id, "name": group.name}
    if tenancy.access_mode != "DEDICATED":
        shown["internet_access_address"] = "192.0.2.10"
    if tenancy.access_mode != "INTERNET":
        shown["dedicated_access_address"] = "198.51.100.10"
        shown["dedicated_subnets"] = tenancy.dedicated_subnets
    told = {
        "adn_conflict_network": tenancy.adn_conflict_network,
        "dc_vnc_ip": tenancy.dc_vnc_ip,
        "job_id": tenancy.job_id,
        "fail_reason": tenancy.fail_reason,
    }
    shown.update({name: value for name, value in told.items() if value})
    return shown
