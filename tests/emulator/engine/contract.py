# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Building blocks of the typed request contract: strict bodies, queries, paging, answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from emulator.cloud.project import Project
from emulator.engine.clock import BLANK_SECONDS, DATE, MILLISECONDS, MINUTES, SECONDS, parsed
from emulator.engine.errors import invalid


class Body(BaseModel):
    """A request body: unknown fields and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """The query of a request: unknown parameters are errors."""

    model_config = ConfigDict(extra="forbid")


def _split(values: Any) -> Any:
    if isinstance(values, str):
        values = [values]
    return [item for value in values for item in value.split(",") if item]


Many = Annotated[list[str], BeforeValidator(_split)]
"""A query parameter with several values: repeated, separated by commas, or both."""

Text = Annotated[str, Field(min_length=1, max_length=255)]
Text255 = Annotated[str, Field(max_length=255)]
DesktopIds = Annotated[list[Text], Field(min_length=1, max_length=100)]
EnterpriseProject = Annotated[str, Field(max_length=36, pattern=r"^[a-zA-Z0-9_-]+$")]


async def _project(request: Request) -> Project:
    if request.url.query and not request.scope["route"].dependant.query_params:
        raise invalid("This operation takes no parameters in its query.")
    project: Project = request.state.project
    return project


ProjectOf = Annotated[Project, Depends(_project)]
"""The project that the request works on."""


def answer(body: Any, status: int = 200) -> Response:
    """Return a JSON answer, without running it through a model."""
    return JSONResponse(body, status)


def nothing(status: int = 204) -> Response:
    """Return an answer without a body."""
    return Response(status_code=status)


def page(items: Sequence[Any], offset: int, limit: int | None) -> Sequence[Any]:
    """Return the items of one page."""
    return items[offset:] if limit is None else items[offset : offset + limit]


def present(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields without those that are None: the API leaves them out."""
    return {name: value for name, value in fields.items() if value is not None}


FORMS = {
    MINUTES: "2016-08-20T21:11Z",
    SECONDS: "2016-08-20T21:11:00Z",
    MILLISECONDS: "2016-08-20T21:11:00.000Z",
    DATE: "2016-08-20",
    BLANK_SECONDS: "2016-08-20 21:11:00",
}
"""An example of each way in which operations want times to be written."""


def time_of(name: str, text: str, form: str) -> float:
    """Return the moment that a parameter stands for, or refuse it."""
    try:
        if len(text) == len(FORMS[form]):
            return parsed(text, form)
    except ValueError:
        pass
    raise invalid(f"{name} is a time such as {FORMS[form]}.")


def between(start_time: str, end_time: str, form: str) -> tuple[float, float]:
    """Return the period between two parameters, or refuse it."""
    begin, end = time_of("start_time", start_time, form), time_of("end_time", end_time, form)
    if end < begin:
        raise invalid("end_time is before start_time.")
    return begin, end


def period(start_time: str | None, end_time: str | None, form: str) -> tuple[float, float] | None:
    """Return the period between two parameters, of which neither may be given alone; None if there is none."""
    if start_time is None and end_time is None:
        return None
    if start_time is None or end_time is None:
        raise invalid("start_time and end_time belong together.")
    return between(start_time, end_time, form)
