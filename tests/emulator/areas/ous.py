# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizational units: what the service knows of those of the domain."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.project import Project
from emulator.cloud.records import Record
from emulator.engine.contract import Body, ProjectOf, Query, Text, Text255, answer, nothing, page
from emulator.engine.errors import ApiError, conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")

OU_NOT_FOUND = "WKS.0202"
OU_TO_DELETE_NOT_FOUND = "WKS.0915"
DOMAIN = "workspace.local"
OUS_OF_THE_DOMAIN = ("Staff", "Students", "Students/Biology", "Students/Biology/Labs")


class Ou(Record):
    """An OU of the domain that the service has been told of."""

    name: str
    domain: str
    description: str = ""


class OuCreation(Body):
    domain: Text
    ou_name: Text
    description: Text255 = ""


class OuUpdate(Body):
    id: str | None = None
    ou_name: Text
    description: Text255 | None = None


class OuQuery(Query):
    ou_name: str | None = None
    limit: int = Field(100, ge=1, le=100)
    offset: int = Field(0, ge=0)


def _find(project: Project, ou_id: str, code: str) -> Ou:
    """Return an OU; a missing one is a failure of the server."""
    ou = project.table(Ou).get(ou_id)
    if ou is None:
        raise ApiError(500, code, f"The OU {ou_id} does not exist.")
    return ou


def _check(project: Project, name: str, domain: str, own: Ou | None = None) -> None:
    if domain != DOMAIN or name not in OUS_OF_THE_DOMAIN:
        raise invalid(f"The OU {name} does not exist in the domain {domain}.")
    if any((ou.name, ou.domain) == (name, domain) and ou is not own for ou in project.table(Ou).values()):
        raise conflict(f"The OU {name} already exists.")


def _view(ou: Ou) -> dict[str, Any]:
    levels = [f"OU={level}" for level in reversed(ou.name.split("/"))]
    return {
        "id": ou.id,
        "domain_id": catalogue.fixed_id(f"domain/{ou.domain}"),
        "domain": ou.domain,
        "ou_name": ou.name,
        "ou_dn": ",".join([*levels, *(f"DC={part}" for part in ou.domain.split("."))]),
        "description": ou.description,
    }


@router.get("/ous")
async def list_ou_details(project: ProjectOf, query: Annotated[OuQuery, QueryOf()]) -> Response:
    """ListOuDetails; the name is fuzzy."""
    found = [
        ou
        for ou in project.table(Ou).values()
        if query.ou_name is None or query.ou_name.casefold() in ou.name.casefold()
    ]
    return answer({"ous": [_view(ou) for ou in page(found, query.offset, query.limit)], "total_count": len(found)})


@router.post("/ous")
async def add_ou(project: ProjectOf, body: OuCreation) -> Response:
    """AddOu: the service is told of an OU that the domain has."""
    _check(project, body.ou_name, body.domain)
    ou = Ou(id=project.new_id(), name=body.ou_name, domain=body.domain, description=body.description)
    project.table(Ou)[ou.id] = ou
    return answer({"id": ou.id})


@router.put("/ous/{ou_id}")
async def update_ou_info(project: ProjectOf, ou_id: str, body: OuUpdate) -> Response:
    """UpdateOuInfo."""
    ou = _find(project, ou_id, OU_NOT_FOUND)
    if body.id not in (None, ou.id):
        raise invalid("id is another one than in the path.")
    _check(project, body.ou_name, ou.domain, ou)
    ou.name = body.ou_name
    ou.description = ou.description if body.description is None else body.description
    return nothing(200)


@router.delete("/ous/{ou_id}")
async def delete_ou(project: ProjectOf, ou_id: str) -> Response:
    """DeleteOu: the domain keeps it."""
    del project.table(Ou)[_find(project, ou_id, OU_TO_DELETE_NOT_FOUND).id]
    return nothing()
