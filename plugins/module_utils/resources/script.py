# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..apply import Call
from ..client import Client
from ..errors import ApiError, InputError
from ..names import Kind
from ..plan import Step
from .base import NEW_NAME_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC, described, things
from .described import DESCRIPTION, ApiField, DescribedResource

SCRIPT = Kind("script", "/v2/{project_id}/scripts", "scripts", limit=100)

SCRIPT_TYPES = ["POWERSHELL", "BAT", "SHELL"]

SCRIPT_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True, "aliases": ["script_id"]},
    **NEW_NAME_SPEC,
    "type": {"type": "str", "choices": SCRIPT_TYPES},
    "content": {"type": "str"},
    "description": {"type": "str"},
    "version": {"type": "str"},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

SCRIPT_INFO_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "aliases": ["script_id"]},
    "type": {"type": "str", "choices": SCRIPT_TYPES},
    "content": {"type": "bool", "default": False},
    "task_id": {"type": "str"},
}

_LONGEST = {"name": 255, "new_name": 255, "content": 100_000, "description": 256, "version": 128}


def _lines_differ(desired: str, current: str) -> bool:
    """Compare texts without how their lines end, unless Unix has to run them, which takes a CR for part of a word."""
    if desired.startswith("#!") and "\r\n" in current and "\r\n" not in desired:
        return True
    return desired.replace("\r\n", "\n") != current.replace("\r\n", "\n")


class ScriptResource(DescribedResource):
    """A script (ListScripts, ShowScriptDetail, CreateScript, UpdateScript, DeleteScript)."""

    kind = SCRIPT
    identity = ApiField(name="name")
    fields = (
        ApiField(name="type", verb=None, needed=True),
        ApiField(name="content", needed=True, differs=_lines_differ),
        DESCRIPTION,
        ApiField(name="version", null=""),
    )
    returns = "script"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, options)
        if options["content"] is not None and not options["content"].strip():
            raise InputError("content is empty; state: absent deletes a script")
        for name, most in _LONGEST.items():
            length = len(options[name] or "")
            if length > most:
                raise InputError(f"{name} has {length} characters, but may have {most} at most")

    def detail(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """ShowScriptDetail: the list does not tell the content."""
        return show_script(self._client, row["id"])

    def update_call(self, step: Step) -> Call:
        """UpdateScript, which always takes name and content."""
        call = super().update_call(step)
        found = self._found or {}
        call.body = {"name": found["name"], "content": found["content"], **call.body}
        return call


def show_script(client: Client, script_id: str, task_id: str | None = None) -> Mapping[str, Any]:
    """ShowScriptDetail: a script with its content, as it is now or as an execution took it."""
    return client.get(f"{SCRIPT.path}/{script_id}", {"script_task_id": task_id})


def find_scripts(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scripts of a project, or those of a name or ID and type, with their content where asked for.

    An execution that did not take a script, or that there is not, gives no script and a warning.

    :raises InputError: ``task_id`` is given without the script that is meant.
    """
    if options["task_id"] is not None and options["name"] is None:
        raise InputError("task_id needs name: it asks for a script as that execution took it")
    rows: list[Mapping[str, Any]] = [
        *described(client, lambda: things(client, SCRIPT, options["name"], {"type": options["type"]}))
    ]
    if options["task_id"] is not None:
        taken = [(row["id"], _as_taken(client, row["id"], options["task_id"])) for row in rows]
        lacking = [script_id for script_id, script in taken if script is None]
        told = f"the filter task_id matches nothing: the service tells no execution {options['task_id']} of the script"
        return {
            "scripts": [script for _id, script in taken if script],
            "warnings": [f"{told} {script_id}" for script_id in lacking],
        }
    return {"scripts": [show_script(client, row["id"]) for row in rows] if options["content"] else rows}


def _as_taken(client: Client, script_id: str, task_id: str) -> Mapping[str, Any] | None:
    """Return a script as an execution took it, ``None`` if there is no such execution of it."""
    try:
        return show_script(client, script_id, task_id)
    except ApiError as error:
        if error.not_found:
            return None
        raise
