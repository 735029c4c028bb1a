# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizational units of the domain, as the service knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..apply import Call
from ..client import Client
from ..errors import InputError
from ..fields import ignoring_case
from ..plan import Notice, Plan, Step
from .base import NEW_NAME_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC, things
from .described import DESCRIPTION, ApiField, DescribedResource
from .kinds import OU

OU_SPEC: dict[str, dict[str, Any]] = {
    "ou_name": {"type": "str", "required": True, "aliases": ["name"]},
    **NEW_NAME_SPEC,
    "domain": {"type": "str"},
    "description": {"type": "str"},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

_DEEPEST = 5
_LONGEST = 255


class OuResource(DescribedResource):
    """An OU (ListOuDetails, AddOu, UpdateOuInfo, DeleteOu). OUs of one name in several domains are several OUs."""

    kind = OU
    identity = ApiField(name="ou_name")
    fields = (ApiField(name="domain", verb=None, needed=True, differs=ignoring_case), DESCRIPTION)
    returns = "ou"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, options)
        for name in ("ou_name", "new_name"):
            levels = (options[name] or "-").split("/")
            if len(levels) > _DEEPEST or not all(level.strip() for level in levels):
                raise InputError(
                    f'{name} is "{options[name]}", but must be one to {_DEEPEST} names with "/" between them'
                )
        for name in ("ou_name", "new_name", "domain", "description"):
            if len(options[name] or "") > _LONGEST:
                raise InputError(f"{name} has more than {_LONGEST} characters")
        if options["domain"] is not None and not options["domain"].strip():
            raise InputError("domain is empty; leave it out, or name the domain of the OU")

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return the OUs of that name in the domain given, or the one with that ID."""
        domain = self._options["domain"]
        return [row for row in super().rows() if self._target == row["id"] or not _is_elsewhere(row, domain)]

    def plan(self) -> Plan:
        """Compare; an OU of which the domain is not told may be that of another domain, and is not deleted for it."""
        plan = super().plan()
        found = self._found or {}
        unsure = self._options["domain"] and found.get("domain") is None and found.get("id") != self._target
        if unsure and any(step.verb == "delete" for step in plan.steps):
            reason = "the service does not tell the domain of the OU of this name; run the task again, or give its ID"
            return Plan(refused=[Notice(self._target, reason)], incomplete=True)
        return plan

    def update_call(self, step: Step) -> Call:
        """UpdateOuInfo, which always takes the name."""
        call = super().update_call(step)
        call.body = {"ou_name": (self._found or {})["ou_name"], **call.body}
        return call


def _is_elsewhere(row: Mapping[str, Any], domain: str | None) -> bool:
    """Whether an OU is surely not of a domain; the names of domains are the same in any case."""
    return domain is not None and row.get("domain") is not None and ignoring_case(domain, row["domain"])


def find_ous(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the OUs, or the one of that name or ID."""
    return {"ous": things(client, OU, options["ou_name"])}
