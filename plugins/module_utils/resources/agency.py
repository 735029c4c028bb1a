# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agencies, by which the service acts on other services in the name of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..apply import Call, Operations, Result, carries_out
from ..client import Client
from ..errors import Answer
from ..fields import Comparison
from ..plan import KNOWN_AFTER_APPLY, NOT_TOLD, Change, Plan, Step, Verb, table
from .base import WRITE_UNKNOWN_SPEC, Undisturbed, unfulfilled

_PATH = "/v2/{project_id}/agencies"

VERBS = table(Verb("create"), Verb("fix"))

SCENES = ["WORKSPACE", "CLOUD_GAME", "CLOUD_STORAGE", "SCREEN_RECORD", "IMAGE_CREATION"]

AGENCY_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present"], "default": "present"},
    "scene": {"type": "str", "choices": SCENES, "default": "WORKSPACE"},
    **WRITE_UNKNOWN_SPEC,
    "wait_timeout": {"type": "int", "default": 600},
}


def list_agencies(client: Client, scene: str) -> list[dict[str, Any]]:
    """ListAgencies: the agencies for a scene, or all where the region knows no scenes."""
    return client.list_all(_PATH, "existing_agencies", {"scene": scene}, limit=None, id_field="name")


class AgencyResource(Operations, Undisturbed):
    """The agency for a scene (ListAgencies, CreateAgencies). One that lacks permissions is corrected."""

    verb_table: Mapping[str, Verb] = VERBS

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._scene: str = options["scene"]
        self._writes_unknown = options["write_unknown"] == "always"
        self._agencies: list[dict[str, Any]] = []

    def read(self) -> None:
        """Read the agencies of the scene."""
        rows = list_agencies(self._client, self._scene)
        # A region that knows no scenes tells none and lists all that there are.
        self._agencies = [row for row in rows if row.get("scene") in (None, self._scene)]

    def plan(self) -> Plan:
        """Compare what there is with what the service wants."""
        plan = Plan()
        missing = sorted({name for row in self._agencies for name in missing_permissions(row)})
        if not self._agencies:
            fields = {"state": Change("absent", "present"), "id": Change(None, KNOWN_AFTER_APPLY)}
            plan.steps.append(Step("create", self._scene, fields))
        elif missing or self._writes_unknown and not self._is_told:
            before = missing if self._is_told else NOT_TOLD
            plan.steps.append(Step("fix", self._scene, {"missing_permissions": Change(before, [])}))
        if self._agencies and not self._is_told:
            Comparison(unknown=["permissions"], incomplete=True).tell(plan, self._scene)
        return plan

    @property
    def _is_told(self) -> bool:
        """Whether the service tells what the agencies permit."""
        return all(
            row.get("permissions") is not None
            and all(one.get("system_permission_display_names") is not None for one in row["permissions"])
            for row in self._agencies
        )

    @carries_out(*VERBS)
    def _complete(self, steps: Sequence[Step]) -> Iterable[Call]:
        """CreateAgencies: making or mending an agency that is complete already changes nothing."""
        for step in steps:
            body = {"scene": self._scene, "action": step.verb.upper()}
            yield Call("POST", _PATH, [step], body=body, find_effect=self._is_complete)

    def _is_complete(self) -> Answer | None:
        self.read()
        return None if self.plan().changed else {}

    def finish(self, plan: Plan, results: dict[str, Result]) -> None:
        """Read the agency back."""
        if plan.changed:
            self.read()
            unfulfilled(self.plan(), results)

    def result(self) -> dict[str, Any]:
        """Return the agency as it is."""
        return {"agency": {"scene": self._scene, **self._agencies[0]} if self._agencies else None}


def missing_permissions(agency: Mapping[str, Any]) -> list[str]:
    """Return what the service wants an agency to permit, and it does not, as far as it tells what it permits."""
    missing: set[str] = set()
    for row in agency.get("permissions") or []:
        if row.get("system_permission_display_names") is None:
            continue
        for name in ("wanted_system_permission_display_names", "should_have_system_permission_display_names"):
            missing.update(set(row.get(name) or []) - set(row["system_permission_display_names"]))
    return sorted(missing)
