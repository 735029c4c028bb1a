# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizational units: what the service knows of those of the domain."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.domain import DOMAIN, OUS, Ou, distinguished_name
from emulator.cloud.people import find_user
from emulator.cloud.project import Project
from emulator.engine.contract import Body, ProjectOf, Query, Text, Text255, answer, nothing, page
from emulator.engine.errors import ApiError, conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")

OU_NOT_FOUND = "WKS.0202"
OU_TO_DELETE_NOT_FOUND = "WKS.0915"


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
    if domain != DOMAIN or name not in OUS:
        raise invalid(f"The OU {name} does not exist in the domain {domain}.")
    if any((ou.name, ou.domain) == (name, domain) and ou is not own for ou in project.table(Ou).values()):
        raise conflict(f"The OU {name} already exists.")


def _view(ou: Ou) -> dict[str, Any]:
    return {
        "id": ou.id,
        "domain_id": catalogue.fixed_id(f"domain/{ou.domain}"),
        "domain": ou.domain,
        "ou_name": ou.name,
        "ou_dn": distinguished_name(ou.name, ou.domain),
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


class AdOuQuery(Query):
    domain: str | None = None
    limit: int | None = Field(None, ge=0)
    offset: int = Field(0, ge=0)


class AdOuUserQuery(Query):
    ou_dn: Text
    user_name: str | None = None
    has_existed: bool | None = None
    limit: int | None = Field(None, ge=0)
    offset: int = Field(0, ge=0)


@router.get("/ad-ous")
async def list_ad_ous(query: Annotated[AdOuQuery, QueryOf()]) -> Response:
    """ListAdOus: those that the domain has, whether the service has been told of them or not; all without a limit."""
    if query.domain not in (None, "", DOMAIN):
        raise invalid(f"The domain {query.domain} does not exist.")
    rows = [{"ou_name": name, "ou_dn": distinguished_name(name)} for name in OUS]
    return answer({"ou_infos": page(rows, query.offset, query.limit), "total_count": len(rows)})


@router.get("/ou-users")
async def list_ad_ou_users(project: ProjectOf, query: Annotated[AdOuUserQuery, QueryOf()]) -> Response:
    """ListAdOuUsers: the accounts of an OU, and which of them the service knows; the name is fuzzy."""
    known = {distinguished_name(name): accounts for name, accounts in OUS.items()}
    if query.ou_dn not in known:
        raise ApiError(500, OU_NOT_FOUND, f"The OU {query.ou_dn} does not exist.")
    existing = {name: find_user(project, name) is not None for name in known[query.ou_dn]}
    rows = [
        {"user_name": name, "expired_time": "-1", "has_existed": exists}
        for name, exists in existing.items()
        if query.has_existed in (None, exists)
        and (query.user_name is None or query.user_name.casefold() in name.casefold())
    ]
    counts = {"total_count": len(rows), "enable_create_count": list(existing.values()).count(False)}
    return answer({"user_infos": page(rows, query.offset, query.limit), **counts})


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
