# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application: the gateway that every request passes, and the routers of the areas behind it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from emulator import areas, control
from emulator.cloud.world import World
from emulator.engine.contract import answer
from emulator.engine.errors import INVALID, METHOD_NOT_ALLOWED, NO_SUCH_API, ApiError
from emulator.engine.gateway import Gateway


async def _api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    response = answer(error.body(), error.status)
    response.headers.update(error.headers)
    return response


async def _validation_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = (f"{'.'.join(str(step) for step in problem['loc'])}: {problem['msg']}" for problem in error.errors()[:5])
    return answer({"error_code": INVALID, "error_msg": "Invalid parameter: " + "; ".join(problems)}, 400)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return answer({"error_code": METHOD_NOT_ALLOWED, "error_msg": f"{request.method} is not allowed here."}, 405)
    if error.status_code == 404:
        message = "The API does not exist or has not been published."
        return answer({"error_code": NO_SUCH_API, "error_msg": message}, 404)
    return answer({"error_code": INVALID, "error_msg": str(error.detail)}, error.status_code)


def routes() -> list[APIRoute]:
    """Return the routes of all modules in ``areas`` and ``control``; those with fewer parameters come first.

    So ``/desktops/tags`` is not taken for the desktop ``tags``.
    """
    found: list[APIRoute] = []
    for package in (areas, control):
        for module in pkgutil.iter_modules(package.__path__):
            router = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "router", None)
            found.extend(router.routes if router else ())
    return sorted(found, key=lambda route: route.path.count("{"))


def _exceptional(routes: list[APIRoute]) -> list[tuple[str, re.Pattern[str], str]]:
    """Return method, path and kind of the operations whose method misleads: queries by POST, changes by GET."""
    return [
        (method, route.path_regex, str(tag))
        for route in routes
        for method in route.methods or ()
        for tag in route.tags
        if tag in ("read", "write")
    ]


def create_app(world: World, hosts: Iterable[str] = ()) -> ASGIApp:
    """Build the application from the modules in ``areas`` and ``control``; it also answers to these host names."""
    app = FastAPI(title="Workspace emulator", redirect_slashes=False, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    served = routes()
    app.router.routes.extend(served)
    return Gateway(app, world, _exceptional(served), hosts)
