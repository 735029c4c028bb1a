# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: image servers, their jobs, and the products for them."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspaceapp.v1 as sdk
from contract.calls import workspace_app
from contract.cloud import Cloud

PRODUCT = "workspace.appstream.general.xlarge.2"


def _create(cloud: Cloud, name: str = "golden") -> str:
    """Let there be an image server, and return its job."""
    cloud.user("mmueller")
    subnet = cloud.subnet("teaching-a")
    body = sdk.CreateImageServerReq(
        name=name,
        description="for the course",
        root_volume=sdk.Volume(type="SAS", size=100),
        image_ref=sdk.ImageRef(id=cloud.image(), image_type="private"),
        vpc_id=subnet.vpc_id,
        subnet_id=subnet.id,
        product_id=PRODUCT,
        flavor_id="s6.xlarge.2",
        availability_zone="ap-southeast-1a",
        attach_apps=["5" * 18],
        authorize_accounts=[sdk.ImageAccountInfo(account="mmueller", account_type="USER", domain="local")],
        ou_name="",
        is_vdi=True,
        scheduler_hints=sdk.WdhParam(tenancy="shared"),
        extra_session_type="CPU",
        extra_session_size=2,
        route_policy=sdk.RoutePolicy(max_session=4, cpu_threshold=80, mem_threshold=80),
        tags=[sdk.TmsTag(key="course", value="bio101")],
        enterprise_project_id="0",
    )
    identifier: str = cloud.app.create_image_server(sdk.CreateImageServerRequest(body=body)).job_id
    return identifier


def _only(cloud: Cloud) -> Any:
    [server] = cloud.app.list_image_servers(sdk.ListImageServersRequest()).items
    return server


@workspace_app
def create_image_server(cloud: Cloud) -> None:
    cloud.jobs_take(100)
    _create(cloud)
    assert _only(cloud).status == "CREATING"
    cloud.pass_time(101)
    server = _only(cloud)
    assert (server.status, server.description, server.image_ref.image_type) == ("ACTIVE", "for the course", "private")
    [account] = server.authorize_accounts
    assert (account.account, account.account_type, len(server.id)) == ("mmueller", "USER", 18)


@workspace_app
def list_image_servers(cloud: Cloud) -> None:
    _create(cloud)
    found = cloud.app.list_image_servers(sdk.ListImageServersRequest(server_name="GOLD", enterprise_project_id="0"))
    assert (found.count, [server.name for server in found.items]) == (1, ["golden"])
    request = sdk.ListImageServersRequest(server_id=found.items[0].id, offset=1, limit=1)
    assert cloud.app.list_image_servers(request).items == []


@workspace_app
def show_image_server(cloud: Cloud) -> None:
    _create(cloud)
    request = sdk.ShowImageServerRequest(server_id=_only(cloud).id)
    assert cloud.app.show_image_server(request).name == "golden"


@workspace_app
def update_image_server(cloud: Cloud) -> None:
    _create(cloud)
    body = sdk.UpdateImageServerReq(name="golden-2", description="")
    cloud.app.update_image_server(sdk.UpdateImageServerRequest(server_id=_only(cloud).id, body=body))
    assert (_only(cloud).name, _only(cloud).description) == ("golden-2", "")


@workspace_app
def batch_delete_image_server(cloud: Cloud) -> None:
    _create(cloud)
    body = sdk.BatchDeleteImageServerReq(items=[_only(cloud).id], recursive=True)
    job_id = cloud.app.batch_delete_image_server(sdk.BatchDeleteImageServerRequest(body=body)).job_id
    assert cloud.app.show_image_job(sdk.ShowImageJobRequest(job_id=job_id)).status == "SUCCESS"
    assert cloud.app.list_image_servers(sdk.ListImageServersRequest()).items == []
    assert cloud.app.list_app_group(sdk.ListAppGroupRequest()).items == []


@workspace_app
def list_image_jobs(cloud: Cloud) -> None:
    cloud.jobs_take(100)
    job_id = _create(cloud)
    request = sdk.ListImageJobsRequest(job_type="CREATE_SERVER", status="WAITING", offset=0, limit=10)
    assert [job.id for job in cloud.app.list_image_jobs(request).items] == [job_id]
    assert cloud.app.list_image_jobs(sdk.ListImageJobsRequest(job_type="DELETE_SERVER")).items == []


@workspace_app
def show_image_job(cloud: Cloud) -> None:
    cloud.control("POST", "faults", kind="job_fail", job_type="CREATE_SERVER", error_code="WKS.1", error_msg="Full.")
    job = cloud.app.show_image_job(sdk.ShowImageJobRequest(job_id=_create(cloud)))
    assert (job.status, job.job_type, job.sub_jobs_total) == ("FAILED", "CREATE_SERVER", 1)
    [part] = job.sub_jobs
    assert (part.job_execute_info.error_code, part.job_execute_info.error_message) == ("WKS.1", "Full.")
    assert part.job_resource_info.resource_id == _only(cloud).id


@workspace_app
def list_product(cloud: Cloud) -> None:
    request = sdk.ListProductRequest(product_id=PRODUCT, os_type="Windows", availability_zone="ap-southeast-1a")
    [product] = cloud.app.list_product(request).products
    assert (product.product_id, product.cpu, product.flavor_id) == (PRODUCT, "4", "s6.xlarge.2")
