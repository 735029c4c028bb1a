# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspace Application: what a project holds of it, what it can order, and the jobs of image servers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from emulator.cloud.jobs import RUNS_AFTER
from emulator.cloud.project import Project, on
from emulator.cloud.records import Record
from emulator.engine.errors import FAILED, not_found
from emulator.engine.faults import affected

Id128 = Annotated[str, Field(min_length=1, max_length=128)]


class AppGroup(Record):
    """A group of applications that people are authorized for."""

    name: str
    app_type: str = "COMMON_APP"
    authorization_type: str = "APP_GROUP"
    app_server_group_id: str = ""
    description: str = ""
    created: float


class Authorization(Record):
    """That a user or user group may use an application group."""

    app_group_id: str
    account_id: str
    account: str
    account_type: str
    platform_type: str
    domain: str = ""
    created: float


class ImageServer(Record):
    """A server that images of applications are prepared on; ``ordered`` is all of its creation, also what no answer
    tells."""

    name: str
    description: str = ""
    status: str = "CREATING"
    ordered: dict[str, Any]
    app_group_id: str
    server_group_id: str
    server_id: str
    instance_id: str
    created: float
    updated: float


class ImagePart(BaseModel):
    """The part of a job that concerns one image server."""

    model_config = ConfigDict(extra="forbid")

    id: str
    server_id: str
    name: str
    status: str = "WAITING"
    error_code: str = ""
    error_message: str = ""
    outcome: str = ""


class ImageJob(Record):
    """An asynchronous operation on image servers."""

    job_type: str
    status: str = "WAITING"
    begin: float
    end: float | None = None
    parts: list[ImagePart]
    arguments: dict[str, Any] = Field(default_factory=dict)


class AppProduct(NamedTuple):
    """A package of processor and memory for servers of applications."""

    product_id: str
    flavor_id: str
    cpu: int
    memory: int
    status: str = "normal"

    def view(self) -> dict[str, Any]:
        """Return the product as ListProduct prints it."""
        return {
            "product_id": self.product_id,
            "flavor_id": self.flavor_id,
            "type": "BASE",
            "architecture": "x86",
            "cpu": str(self.cpu),
            "memory": str(self.memory),
            "is_gpu": False,
            "descriptions": f"CPU:{self.cpu}vCPUs,Memory:{self.memory // 1024}GB",
            "charge_mode": "1",
            "contain_data_disk": False,
            "package_type": "general",
            "status": self.status,
        }


PRODUCTS = {
    product.product_id: product
    for product in (
        AppProduct("workspace.appstream.general.xlarge.2", "s6.xlarge.2", 4, 8192),
        AppProduct("workspace.appstream.general.2xlarge.2", "s6.2xlarge.2", 8, 16384),
        AppProduct("workspace.appstream.general.4xlarge.2", "s6.4xlarge.2", 16, 32768, status="sellout"),
    )
}


def new_number(project: Project) -> str:
    """Return the next ID of this service: 18 decimal digits."""
    return str(10**17 + int(project.new_id().replace("-", ""), 16) % (9 * 10**17))


def find_image_server(project: Project, server_id: str) -> ImageServer:
    """Return an image server, or refuse with 404."""
    server = project.table(ImageServer).get(server_id)
    if server is None:
        raise not_found(f"The image server {server_id} does not exist.")
    return server


def remove_app_group(project: Project, app_group_id: str) -> None:
    """Let an application group go, with its authorizations."""
    project.table(AppGroup).pop(app_group_id, None)
    authorizations = project.table(Authorization)
    for row in list(authorizations.values()):
        if row.app_group_id == app_group_id:
            del authorizations[row.id]


# --- Jobs of image servers

Ending = Callable[[Project, ImageServer, dict[str, Any]], None]
ENDINGS: dict[str, tuple[Ending, Ending]] = {}
"""What happens to an image server when a job of that type succeeds, and when it fails."""


def submit(project: Project, job_type: str, servers: list[ImageServer], **arguments: Any) -> str:
    """Start a job over image servers, under the faults that wait for it; return its ID."""
    names = [server.name for server in servers]
    fault = project.faults.take_for_job(project.operation, job_type, names)
    hit = affected(fault, names) if fault else []
    parts = []
    for server in servers:
        part = ImagePart(id=new_number(project), server_id=server.id, name=server.name)
        if fault and server.name in hit:
            part.outcome = "stuck" if fault.kind == "job_stuck" else "fail"
            part.error_code = fault.error_code or FAILED
            part.error_message = fault.error_msg
        parts.append(part)
    job = ImageJob(id=new_number(project), job_type=job_type, begin=project.now, parts=parts, arguments=arguments)
    project.table(ImageJob)[job.id] = job
    project.after(RUNS_AFTER * project.job_seconds, "image-job-runs", job_id=job.id)
    project.after(project.job_seconds, "image-job-ends", job_id=job.id)
    return job.id


def release_stuck(project: Project) -> None:
    """Let what is stuck in jobs of image servers end after all."""
    for job in project.table(ImageJob).values():
        stuck = [part for part in job.parts if part.outcome == "stuck"]
        for part in stuck:
            part.outcome = ""
        if stuck and job.status == "RUNNING":
            project.after(0, "image-job-ends", job_id=job.id)


@on("image-job-runs")
def image_job_runs(project: Project, job_id: str) -> None:
    """Start all parts."""
    job = project.table(ImageJob)[job_id]
    job.status = "RUNNING"
    for part in job.parts:
        part.status = "RUNNING"


@on("image-job-ends")
def image_job_ends(project: Project, job_id: str) -> None:
    """End all parts but the stuck ones, and the job with them."""
    job = project.table(ImageJob)[job_id]
    succeed, fail = ENDINGS[job.job_type]
    for part in job.parts:
        server = project.table(ImageServer).get(part.server_id)
        if part.outcome == "stuck" or part.status != "RUNNING" or server is None:
            continue
        part.status = "FAILED" if part.outcome == "fail" else "SUCCESS"
        (fail if part.outcome == "fail" else succeed)(project, server, job.arguments)
        server.updated = project.now
    statuses = {part.status for part in job.parts}
    if "RUNNING" not in statuses:
        job.status = "FAILED" if "FAILED" in statuses else "SUCCESS"
        job.end = project.now
