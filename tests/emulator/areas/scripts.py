# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script library."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.project import Project
from emulator.cloud.records import Script, ScriptTask
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import Body, ProjectOf, Query, Text, answer, nothing, page
from emulator.engine.errors import not_found

router = APIRouter(prefix="/v2/{project_id}")

ScriptType = Literal["POWERSHELL", "BAT", "SHELL"]
Content = Annotated[str, Field(min_length=1, max_length=100_000)]
Description = Annotated[str, Field(max_length=256)]
Version = Annotated[str, Field(max_length=128)]


class ScriptCreation(Body):
    name: Text
    type: ScriptType
    content: Content
    description: Description = ""
    version: Version = ""


class ScriptUpdate(Body):
    name: Text
    content: Content
    description: Description | None = None
    version: Version | None = None


class ScriptQuery(Query):
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=1, le=100)
    id: str | None = None
    name: str | None = None
    type: str | None = None


class DetailQuery(Query):
    script_task_id: str | None = None


def find_script(project: Project, script_id: str) -> Script:
    """Return a script of the library, or refuse with 404."""
    script = project.table(Script).get(script_id)
    if script is None:
        raise not_found(f"The script does not exist. ScriptId {script_id}")
    return script


def add_script(project: Project, body: ScriptCreation) -> Script:
    """Put a script into the library."""
    script = Script(id=project.new_id(), created=project.now, updated=project.now, **body.model_dump())
    project.table(Script)[script.id] = script
    return script


def _row(script: Script) -> dict[str, Any]:
    return {
        "id": script.id,
        "name": script.name,
        "description": script.description,
        "type": script.type,
        "version": script.version,
        "create_time": iso_seconds(script.created),
        "update_time": iso_seconds(script.updated),
    }


@router.post("/scripts")
async def create_script(project: ProjectOf, body: ScriptCreation) -> Response:
    """CreateScript: names are not unique."""
    return answer({"script_id": add_script(project, body).id})


@router.get("/scripts")
async def list_scripts(project: ProjectOf, query: Annotated[ScriptQuery, QueryOf()]) -> Response:
    """ListScripts: the name is fuzzy, and the content is not told."""
    found = [
        script
        for script in project.table(Script).values()
        if query.id in (None, script.id)
        and query.type in (None, script.type)
        and (query.name or "").casefold() in script.name.casefold()
    ]
    rows = [_row(script) for script in page(found, query.offset, query.limit)]
    return answer({"scripts": rows, "count": len(found)})


@router.get("/scripts/{script_id}")
async def show_script_detail(project: ProjectOf, script_id: str, query: Annotated[DetailQuery, QueryOf()]) -> Response:
    """ShowScriptDetail: as the script is now, or as an execution took it."""
    script: Script | None = None
    if query.script_task_id is not None:
        task = project.table(ScriptTask).get(query.script_task_id)
        script = next((one for one in task.scripts if one.id == script_id), None) if task else None
        if script is None:
            raise not_found(f"The script execution does not exist. TaskId {query.script_task_id}")
    script = script or find_script(project, script_id)
    return answer({**_row(script), "content": script.content})


@router.put("/scripts/{script_id}")
async def update_script(project: ProjectOf, script_id: str, body: ScriptUpdate) -> Response:
    """UpdateScript: name and content are always sent; what a script is written in never changes."""
    script = find_script(project, script_id)
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(script, name, value)
    script.updated = project.now
    return nothing(200)


@router.delete("/scripts/{script_id}")
async def delete_script(project: ProjectOf, script_id: str) -> Response:
    """DeleteScript: what was run of it stays on record."""
    del project.table(Script)[find_script(project, script_id).id]
    return nothing()
