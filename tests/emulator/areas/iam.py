# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity service: tokens, projects, domains."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Request, Response
from pydantic import Field

from emulator.cloud import identity
from emulator.cloud.world import World
from emulator.engine.clock import at
from emulator.engine.contract import Body, Query, answer
from emulator.engine.errors import IamError

router = APIRouter()
TOKEN_LIFE = 24 * 3600
DOMAIN = {"id": identity.DOMAIN_ID, "name": identity.DOMAIN_NAME}
ONLY_PAGE: dict[str, str | None] = {"previous": None, "next": None}


class NamedDomain(Body):
    name: str


class PasswordUser(Body):
    name: str
    password: str
    domain: NamedDomain


class Password(Body):
    user: PasswordUser


class Identity(Body):
    methods: Annotated[list[Literal["password"]], Field(min_length=1, max_length=1)]
    password: Password


class Scoped(Body):
    id: str | None = None
    name: str | None = None


class Scope(Body):
    project: Scoped | None = None
    domain: Scoped | None = None


class Auth(Body):
    identity: Identity
    scope: Scope


class TokenRequest(Body):
    auth: Auth


class TokenQuery(Query):
    nocatalog: str | None = None


class ProjectQuery(Query):
    domain_id: str | None = None
    name: str | None = None
    parent_id: str | None = None
    enabled: bool | None = None
    is_domain: bool | None = None
    page: int = Field(1, ge=1)
    per_page: int = Field(5000, ge=1, le=5000)


def _time(moment: float) -> str:
    return at(moment).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _link(path: str) -> dict[str, str | None]:
    return {"self": f"https://iam.{identity.REGION}.myhuaweicloud.com/v3/{path}"}


def _project_view(name: str, project_id: str) -> dict[str, Any]:
    """Return a project as KeystoneListAuthProjects prints it."""
    return {
        "id": project_id,
        "name": name,
        "domain_id": identity.DOMAIN_ID,
        "parent_id": identity.DOMAIN_ID,
        "enabled": True,
        "is_domain": False,
        "description": "",
        "links": _link(f"projects/{project_id}"),
    }


def _scope_of(scope: Scope) -> tuple[str, str] | None:
    """Return ID and name of the project that a token is wanted for, None for a token of the domain."""
    if scope.project is None:
        return None
    if scope.project.id:
        name = identity.REGION if scope.project.id == identity.PROJECT_ID else f"{identity.REGION}_{scope.project.id}"
        return scope.project.id, name
    name = scope.project.name or ""
    project_id = identity.project_id_of(name)
    if project_id is None:
        raise IamError(401, "Unauthorized", f"The project {name} does not exist.")
    return project_id, name


@router.post("/v3/auth/tokens")
async def create_token(request: Request, body: TokenRequest, query: Annotated[TokenQuery, QueryOf()]) -> Response:
    """KeystoneCreateUserTokenByPassword."""
    world: World = request.state.world
    user = body.auth.identity.password.user
    known = (identity.USER_NAME, identity.USER_PASSWORD, identity.DOMAIN_NAME)
    if (user.name, user.password, user.domain.name) != known:
        raise IamError(401, "Unauthorized", "The username or password is wrong.")
    scope = _scope_of(body.auth.scope)
    clock = world.project(scope[0] if scope else identity.PROJECT_ID)
    clock.settle()
    token = "MII" + hashlib.sha256(f"{world.default.new_id()}:{clock.now}".encode()).hexdigest() * 4
    world.issue(token, {"project_id": scope[0] if scope else None, "expires": clock.now + TOKEN_LIFE})
    described: dict[str, Any] = {
        "issued_at": _time(clock.now),
        "expires_at": _time(clock.now + TOKEN_LIFE),
        "methods": ["password"],
        "user": {
            "id": identity.USER_ID,
            "name": identity.USER_NAME,
            "domain": DOMAIN,
            "password_expires_at": "",
        },
        "roles": [{"id": "0", "name": "te_admin"}],
        "catalog": [],
    }
    if scope:
        described["project"] = {"id": scope[0], "name": scope[1], "domain": DOMAIN}
    else:
        described["domain"] = DOMAIN
    response = answer({"token": described}, 201)
    response.headers["X-Subject-Token"] = token
    return response


@router.get("/v3/projects")
async def list_projects(query: Annotated[ProjectQuery, QueryOf()]) -> Response:
    """KeystoneListProjects."""
    name = query.name or identity.REGION
    project_id = identity.project_id_of(name)
    found: list[dict[str, Any]] = []
    if project_id and query.enabled is not False:
        view = _project_view(name, project_id)
        found.append({**view, "links": {**view["links"], **ONLY_PAGE}})
    return answer({"projects": found, "links": {**_link("projects"), **ONLY_PAGE}})


@router.get("/v3/auth/projects")
async def list_auth_projects() -> Response:
    """KeystoneListAuthProjects."""
    projects = [_project_view(identity.REGION, identity.PROJECT_ID)]
    return answer({"projects": projects, "links": _link("auth/projects")})


@router.get("/v3/auth/domains")
async def list_auth_domains() -> Response:
    """KeystoneListAuthDomains."""
    links = _link(f"auth/domains/{identity.DOMAIN_ID}")
    domain = {**DOMAIN, "enabled": True, "description": "", "links": links}
    return answer({"domains": [domain], "links": _link("auth/domains")})
