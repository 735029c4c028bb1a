# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which terminal may reach which desktop."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.names import taken_names
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, TerminalBinding, TerminalSwitches
from emulator.engine.contract import Body, Many, ProjectOf, Query, Text255, answer, nothing, page, present
from emulator.engine.errors import INVALID, ApiError, conflict, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}/terminals/binding-desktops")

MOST_ROWS = 8000
LONGEST_PAGE = 255
SUCCESS = ("WKS.00000000", "success")

MAC = r"^([\da-fA-F]{2}[-]){5}[\da-fA-F]{2}$"
Switch = Literal["ON", "OFF"]
UpTo8000 = Annotated[int, Field(ge=0, le=MOST_ROWS)]


class SwitchChange(Body):
    tc_bind_switch: Switch
    tc_auto_bind_switch: Switch | None = None
    tc_auto_bind_max: Annotated[int, Field(ge=1)] | None = None


class NewRow(Body):
    """A row of a creation. What is wrong in it is told row by row, as far as its texts are not too long."""

    line: UpTo8000 | None = None
    mac: Text255 = ""
    desktop_name: Annotated[str, Field(max_length=100)] = ""
    description: Text255 = ""


class Creation(Body):
    bind_list: Annotated[list[NewRow], Field(max_length=MOST_ROWS)] = []


class Change(Body):
    id: Text255
    mac: Annotated[str, Field(pattern=MAC)]
    desktop_name: Text255
    description: Text255 | None = None


class Deletion(Body):
    id_list: Annotated[list[Text255], Field(min_length=1, max_length=MOST_ROWS)]


class BindingQuery(Query):
    computer_name: Text255 | None = None
    computer_names: Many = []
    mac: Text255 | None = None
    mac_list: Many = []
    offset: UpTo8000
    limit: UpTo8000
    count_only: bool = False


class WrongRows(ApiError):
    """The refusal of a creation, which tells of each row whether it is good."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__(400, INVALID, "Some of the bindings are not valid.")
        self.rows = rows

    def body(self) -> dict[str, Any]:
        return {**super().body(), "bind_result_list": self.rows}


def _switches(project: Project) -> TerminalSwitches:
    return project.table(TerminalSwitches).setdefault("switches", TerminalSwitches(id="switches"))


@router.get("/config")
async def list_terminals_binding_desktops_config(project: ProjectOf) -> Response:
    """ListTerminalsBindingDesktopsConfig."""
    return answer(_switches(project).model_dump(exclude={"id"}))


@router.post("/config")
async def update_terminals_binding_desktops_config(project: ProjectOf, body: SwitchChange) -> Response:
    """UpdateTerminalsBindingDesktopsConfig: what is not sent stays."""
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(_switches(project), name, value)
    return nothing(200)


def _matches(query: BindingQuery, row: TerminalBinding) -> bool:
    return (
        (query.computer_name is None or query.computer_name.casefold() in row.desktop_name.casefold())
        and (query.mac is None or query.mac.casefold() in row.mac.casefold())
        and (not query.computer_names or row.desktop_name in query.computer_names)
        and (not query.mac_list or row.mac in query.mac_list)
    )


@router.get("")
async def list_terminals_binding_desktops(project: ProjectOf, query: Annotated[BindingQuery, QueryOf()]) -> Response:
    """ListTerminalsBindingDesktops: single filters are fuzzy, lists exact, and pages never long."""
    found = [row for row in project.table(TerminalBinding).values() if _matches(query, row)]
    rows = [] if query.count_only else page(found, query.offset, min(query.limit, LONGEST_PAGE))
    return answer({"bind_list": [row.model_dump() for row in rows], "total_num": len(found)})


def _pairs(project: Project, besides: str = "") -> set[tuple[str, str]]:
    """Return the terminals and desktops that are bound to each other, but for one row."""
    rows = project.table(TerminalBinding).values()
    return {(row.mac, row.desktop_name.casefold()) for row in rows if row.id != besides}


def _check(taken: set[tuple[str, str]], names: set[str], mac: str, desktop_name: str) -> None:
    """Refuse a row that no binding can be made of; a terminal may have several desktops, and the other way round."""
    if not re.fullmatch(MAC, mac):
        raise invalid(f"The MAC address {mac!r} is not valid.")
    if desktop_name.casefold() not in names:
        raise not_found(f"The desktop {desktop_name!r} does not exist.")
    if (mac.upper(), desktop_name.casefold()) in taken:
        raise conflict(f"The terminal {mac} is bound to the desktop {desktop_name} already.")


@router.post("")
async def create_terminals_binding_desktops(project: ProjectOf, body: Creation) -> Response:
    """CreateTerminalsBindingDesktops: one wrong row refuses all, and each is told what is wrong with it."""
    bindings = project.table(TerminalBinding)
    if len(bindings) + len(body.bind_list) > MOST_ROWS:
        raise invalid(f"There cannot be more than {MOST_ROWS} bindings.")
    taken, names = _pairs(project), taken_names(project)
    results = []
    for row in body.bind_list:
        code, message = SUCCESS
        try:
            _check(taken, names, row.mac, row.desktop_name)
        except ApiError as error:
            code, message = error.code, error.message
        taken.add((row.mac.upper(), row.desktop_name.casefold()))
        told = {
            "sid": _sid(project, row.desktop_name),
            "validation_result_code": code,
            "validation_result_msg": message,
        }
        results.append(present({**row.model_dump(), **told}))
    if any(result["validation_result_code"] != SUCCESS[0] for result in results):
        raise WrongRows(results)
    for row in body.bind_list:
        made = TerminalBinding(
            id=project.new_id(), mac=row.mac.upper(), desktop_name=row.desktop_name, description=row.description
        )
        bindings[made.id] = made
    return nothing(200)


def _sid(project: Project, name: str) -> str | None:
    desktops: list[Desktop] = list(project.desktops.values())
    return next((desktop.sid for desktop in desktops if desktop.name.casefold() == name.casefold()), None)


@router.put("")
async def update_terminals_binding_desktops(project: ProjectOf, body: Change) -> Response:
    """UpdateTerminalsBindingDesktops: changes one row in place."""
    row = project.table(TerminalBinding).get(body.id)
    if row is None:
        raise not_found(f"The binding {body.id} does not exist.")
    _check(_pairs(project, besides=row.id), taken_names(project), body.mac, body.desktop_name)
    row.mac, row.desktop_name = body.mac.upper(), body.desktop_name
    if body.description is not None:
        row.description = body.description
    return nothing(200)


@router.post("/batch-delete")
async def delete_terminals_binding_desktops(project: ProjectOf, body: Deletion) -> Response:
    """DeleteTerminalsBindingDesktops: the answer is a success whatever the outcome of each row."""
    bindings = project.table(TerminalBinding)
    results = []
    known = {row_id: bindings[row_id].desktop_name for row_id in body.id_list if row_id in bindings}
    refusals = project.faults.refusals(project.operation, known)
    for row_id in body.id_list:
        refusal = refusals.get(row_id, not_found(f"The binding {row_id} does not exist."))
        gone = row_id not in refusals and bindings.pop(row_id, None) is not None
        code, message = SUCCESS if gone else (refusal.code, refusal.message)
        results.append({"id": row_id, "delete_result_code": code, "delete_result_msg": message})
    return answer({"result_list": results})
