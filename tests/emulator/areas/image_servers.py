# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspace Application: servers that images are prepared on, their jobs, and the products for them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import app_service as appstream, catalogue
from emulator.cloud.app_service import (
    AppGroup,
    Authorization,
    Id128,
    ImageJob,
    ImageServer,
    find_image_server,
    new_number,
)
from emulator.cloud.catalogue import find_image, find_subnet, images_of
from emulator.cloud.project import Project
from emulator.engine.clock import iso
from emulator.engine.contract import Body, ProjectOf, Query, Text255, answer, nothing, page, present
from emulator.engine.errors import busy, invalid, not_found

router = APIRouter(prefix="/v1/{project_id}")

Text128 = Annotated[str, Field(max_length=128)]
Offset = Annotated[int, Field(ge=0, le=2147483647)]
Limit = Annotated[int, Field(ge=1, le=100)]
ServerName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_\u4e00-\u9fa5-]{1,64}$")]
Unblank = Annotated[str, Field(pattern=r"^\S{0,100}$")]
Percent = Annotated[int, Field(ge=1, le=100)]


class ImageRef(Body):
    id: Id128
    image_type: Literal["gold", "public", "private", "shared", "other"]
    spce_code: Unblank = ""
    product_id: Unblank = ""


class RootVolume(Body):
    type: Literal["ESSD", "SSD", "GPSSD", "SAS", "SATA"]
    size: Annotated[int, Field(ge=10, le=32768)]
    cluster_id: Text255 | None = None


class AuthorizedAccount(Body):
    account: Id128
    account_type: Literal["USER", "USER_GROUP"]
    domain: Annotated[str, Field(max_length=64)] | None = None


class SchedulerHints(Body):
    dedicated_host_id: Text255 | None = None
    tenancy: Annotated[str, Field(min_length=1, max_length=255)] | None = None


class RoutePolicy(Body):
    max_session: Annotated[int, Field(ge=1, le=1024)] | None = None
    cpu_threshold: Percent | None = None
    mem_threshold: Percent | None = None


class Tag(Body):
    key: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\w .:=+@-]+$")]
    value: Annotated[str, Field(max_length=255, pattern=r"^[\w .:/=+@-]*$")] = ""


class ImageServerCreation(Body):
    name: ServerName
    description: Text255 = ""
    root_volume: RootVolume
    image_ref: ImageRef
    vpc_id: Id128
    subnet_id: Id128
    product_id: Id128
    authorize_accounts: Annotated[list[AuthorizedAccount], Field(min_length=1, max_length=1)]
    flavor_id: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    availability_zone: Text255 = ""
    attach_apps: Annotated[list[Id128], Field(max_length=100)] = []
    ou_name: Text255 = ""
    is_vdi: bool = False
    scheduler_hints: SchedulerHints | None = None
    extra_session_type: Literal["GPU", "CPU"] | None = None
    extra_session_size: Annotated[int, Field(ge=1, le=10000)] | None = None
    route_policy: RoutePolicy | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] = []
    enterprise_project_id: Annotated[str, Field(max_length=64)] = "0"


class ImageServerUpdate(Body):
    name: ServerName | None = None
    description: Text255 | None = None


class ImageServerDeletion(Body):
    items: Annotated[list[Id128], Field(min_length=1, max_length=20)]
    recursive: bool = False


class ImageServerQuery(Query):
    offset: Offset = 0
    limit: Limit = 10
    server_name: Annotated[str, Field(max_length=1024)] | None = None
    server_id: Text128 | None = None
    enterprise_project_id: Text128 | None = None


class ImageJobQuery(Query):
    offset: Offset = 0
    limit: Limit = 10
    job_type: Literal["", "CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"]
    status: Literal["", "WAITING", "RUNNING", "SUCCESS", "FAILED"] = ""


class ProductQuery(Query):
    product_id: Text255 | None = None
    flavor_id: Text255 | None = None
    availability_zone: Text255 | None = None
    os_type: Text255 | None = None
    charge_mode: Text255 | None = None
    architecture: Text255 | None = None
    package_type: Text255 | None = None


@router.get("/product")
async def list_product(project: ProjectOf, query: Annotated[ProductQuery, QueryOf()]) -> Response:
    """ListProduct."""
    wanted = {name: value for name, value in query.model_dump().items() if value and name in query.model_fields_set}
    views = [product.view() for product in appstream.PRODUCTS.values()]
    zone, system = wanted.pop("availability_zone", ""), wanted.pop("os_type", "")
    found = [view for view in views if all(view[name] == value for name, value in wanted.items())]
    if zone not in ("", *catalogue.ZONES) or system not in ("", "Windows"):
        found = []
    return answer({"products": found})


@router.get("/image-servers")
async def list_image_servers(project: ProjectOf, query: Annotated[ImageServerQuery, QueryOf()]) -> Response:
    """ListImageServers; the filter by name is fuzzy."""
    found = [
        server
        for server in project.table(ImageServer).values()
        if (query.server_name or "").casefold() in server.name.casefold()
        and query.server_id in (None, "", server.id)
        and query.enterprise_project_id in (None, "", server.ordered["enterprise_project_id"])
    ]
    return answer({"count": len(found), "items": [_view(server) for server in page(found, query.offset, query.limit)]})


def _view(server: ImageServer) -> dict[str, Any]:
    """Return an image server as the API prints it: without its tags, and without what it is made of."""
    ordered = server.ordered
    return {
        "id": server.id,
        "name": server.name,
        "description": server.description,
        "image_ref": ordered["image_ref"],
        "server_group_id": server.server_group_id,
        "app_group_id": server.app_group_id,
        "server_id": server.server_id,
        "instance_id": server.instance_id,
        "status": server.status,
        "authorize_accounts": ordered["authorize_accounts"],
        "create_time": iso(server.created),
        "update_time": iso(server.updated),
        "enterprise_project_id": ordered["enterprise_project_id"],
    }


@router.get("/image-servers/{server_id}")
async def show_image_server(project: ProjectOf, server_id: str) -> Response:
    """ShowImageServer."""
    return answer(_view(find_image_server(project, server_id)))


@router.post("/image-servers")
async def create_image_server(project: ProjectOf, body: ImageServerCreation) -> Response:
    """CreateImageServer: with a server group and an application group of its own, which the account may use."""
    _check(project, body)
    [account] = body.authorize_accounts
    account_id = _account_id(project, account)
    group = AppGroup(id=new_number(project), name=body.name, app_type="SESSION_DESKTOP_APP", created=project.now)
    project.table(AppGroup)[group.id] = group
    row = Authorization(
        id=new_number(project),
        app_group_id=group.id,
        account_id=account_id,
        account=account.account,
        account_type=account.account_type,
        platform_type="LOCAL",
        domain=account.domain or "",
        created=project.now,
    )
    project.table(Authorization)[row.id] = row
    server = ImageServer(
        id=new_number(project),
        name=body.name,
        description=body.description,
        ordered=body.model_dump(exclude_none=True),
        app_group_id=group.id,
        server_group_id=new_number(project),
        server_id=new_number(project),
        instance_id=project.new_id(),
        created=project.now,
        updated=project.now,
    )
    project.table(ImageServer)[server.id] = server
    return answer({"job_id": appstream.submit(project, "CREATE_SERVER", [server])})


def _check(project: Project, body: ImageServerCreation) -> None:
    """Refuse what cannot be ordered like this."""
    product = appstream.PRODUCTS.get(body.product_id)
    if product is None or product.status != "normal":
        raise invalid(f"The product {body.product_id} does not exist or is sold out.")
    if body.flavor_id not in (None, product.flavor_id):
        raise invalid(f"The flavor {body.flavor_id} is not that of the product {body.product_id}.")
    subnet = find_subnet(body.subnet_id)
    if subnet.vpc.id != body.vpc_id:
        raise invalid(f"The subnet {subnet.name} does not belong to the VPC {body.vpc_id}.")
    if body.availability_zone not in ("", *catalogue.ZONES):
        raise invalid(f"The availability zone {body.availability_zone} does not exist.")
    if body.image_ref.image_type in ("gold", "private"):
        # Here gold are images of the marketplace, in Workspace public ones; both are taken.
        known = images_of(project).get(body.image_ref.id)
        is_market = known is not None and (known.image_type, body.image_ref.image_type) == ("market", "gold")
        image = find_image(project, body.image_ref.id, "market" if is_market else body.image_ref.image_type)
        if image.os_type != "Windows" or body.root_volume.size < image.min_disk:
            raise invalid(f"The image {image.name} does not fit the product or the system disk.")


def _account_id(project: Project, account: AuthorizedAccount) -> str:
    """Return the ID of the account that may use an image server, or refuse."""
    if account.account_type == "USER":
        found = [user.id for user in project.users.values() if user.user_name.casefold() == account.account.casefold()]
    else:
        found = [group.id for group in project.groups.values() if group.name == account.account]
    if not found:
        raise invalid(f"The account {account.account} does not exist.")
    return found[0]


@router.patch("/image-servers/{server_id}")
async def update_image_server(project: ProjectOf, server_id: str, body: ImageServerUpdate) -> Response:
    """UpdateImageServer."""
    server = find_image_server(project, server_id)
    server.name = body.name if body.name is not None else server.name
    server.description = body.description if body.description is not None else server.description
    server.updated = project.now
    return nothing(200)


@router.patch("/image-servers/actions/batch-delete")
async def batch_delete_image_server(project: ProjectOf, body: ImageServerDeletion) -> Response:
    """BatchDeleteImageServer: 200 also for those that do not exist; without any that does there is no job."""
    known = project.table(ImageServer)
    servers = [known[server_id] for server_id in dict.fromkeys(body.items) if server_id in known]
    for server in servers:
        if server.status in ("CREATING", "BUILDING", "DELETING"):
            raise busy(server.name)
    if not servers:
        return answer({})
    for server in servers:
        server.status = "DELETING"
    return answer({"job_id": appstream.submit(project, "DELETE_SERVER", servers, recursive=body.recursive)})


def _created(project: Project, server: ImageServer, _arguments: dict[str, Any]) -> None:
    server.status = "ACTIVE"


def _failed(project: Project, server: ImageServer, _arguments: dict[str, Any]) -> None:
    server.status = "ERROR"


def _deleted(project: Project, server: ImageServer, arguments: dict[str, Any]) -> None:
    del project.table(ImageServer)[server.id]
    if arguments["recursive"]:
        appstream.remove_app_group(project, server.app_group_id)


appstream.ENDINGS["CREATE_SERVER"] = (_created, _failed)
appstream.ENDINGS["DELETE_SERVER"] = (_deleted, _failed)


@router.get("/image-server-jobs")
async def list_image_jobs(project: ProjectOf, query: Annotated[ImageJobQuery, QueryOf()]) -> Response:
    """ListImageJobs: the newest first."""
    found = [
        job
        for job in reversed(project.table(ImageJob).values())
        if query.job_type in ("", job.job_type) and query.status in ("", job.status)
    ]
    return answer({"count": len(found), "items": [_job_view(job) for job in page(found, query.offset, query.limit)]})


def _job_view(job: ImageJob) -> dict[str, Any]:
    return present(
        {
            "id": job.id,
            "job_type": job.job_type,
            "status": job.status,
            "begin_time": iso(job.begin),
            "end_time": None if job.end is None else iso(job.end),
            "sub_jobs_total": len(job.parts),
        }
    )


@router.get("/image-server-jobs/{job_id}")
async def show_image_job(project: ProjectOf, job_id: str) -> Response:
    """ShowImageJob."""
    job = project.table(ImageJob).get(job_id)
    if job is None:
        raise not_found(f"The job {job_id} does not exist.")
    parts = []
    for part in job.parts:
        view: dict[str, Any] = {
            "id": part.id,
            "job_id": job.id,
            "job_type": job.job_type,
            "status": part.status,
            "project_id": project.id,
            "begin_time": iso(job.begin),
            "job_resource_info": {"resource_id": part.server_id, "resource_name": part.name},
        }
        if part.status == "FAILED":
            view["job_execute_info"] = {"error_code": part.error_code, "error_message": part.error_message}
        parts.append(view)
    return answer({**_job_view(job), "sub_jobs": parts})
