# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that name desktops: a prefix and a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..apply import Call
from ..client import Client
from ..errors import InputError
from ..plan import Notice, Plan, Step
from .base import NEW_NAME_SPEC, STATE_SPEC, WRITE_UNKNOWN_SPEC, meant
from .described import ApiField, DescribedResource
from .kinds import NAME_POLICY

NAME_POLICY_SPEC: dict[str, dict[str, Any]] = {
    "policy_name": {"type": "str", "required": True, "aliases": ["name"]},
    **NEW_NAME_SPEC,
    "name_prefix": {"type": "str"},
    "digit_number": {"type": "int"},
    "start_number": {"type": "int"},
    "single_domain_user_inc": {"type": "bool"},
    "is_default_policy": {"type": "bool"},
    "prefix_truncation_enabled": {"type": "bool"},
    **STATE_SPEC,
    **WRITE_UNKNOWN_SPEC,
}

USER = "$DomainUser$"
"""What stands in a prefix for the name of the desktop's user."""

_RANGES = {"digit_number": (1, 5), "start_number": (1, 99999)}
_LONGEST = 15
_LONGEST_NAME, _LONGEST_PREFIX = 30, 100
_NAME = re.compile(r"[\u4e00-\u9fa5a-zA-Z_][\u4e00-\u9fa5a-zA-Z0-9_]{0,29}")
_NEW_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,29}")
"""What UpdateDesktopNamePolicy takes, which is less than a creation takes."""
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_LAST_OFFSET = 50
"""The highest offset that the list takes, so that it never shows more than two pages."""


def list_policies(client: Client, query: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Return the policies that the list shows (ListDesktopNamePolicy), each once, and how many it cannot show."""
    limit = NAME_POLICY.limit or 1
    found = client.list_shown(NAME_POLICY.path, NAME_POLICY.key, query, limit, _LAST_OFFSET, NAME_POLICY.id)
    return [_in_our_words(row) for row in found.rows], found.unread


def find_policies(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the policies, or the one of this name or ID, and how many could not be read."""
    given = options["policy_name"]
    rows, unread = list_policies(client, _filter(given) if given else {})
    chosen = [row for row in rows if given in (None, row[NAME_POLICY.id], row[NAME_POLICY.name])]
    return {"name_policies": [{**row, "id": row[NAME_POLICY.id]} for row in chosen], "unread": unread}


def _filter(given: str) -> dict[str, str]:
    """Return the query that finds a policy; IDs are longer than any name."""
    return {"policy_name" if len(given) <= _LONGEST_NAME else "policy_id": given}


def _in_our_words(row: Mapping[str, Any]) -> dict[str, Any]:
    increment = row.get("single_domain_user_inc")
    return {**row, "single_domain_user_inc": None if increment is None else bool(increment)}


def _in_words_of_the_service(desired: Mapping[str, Any]) -> dict[str, Any]:
    return {name: int(value) if name == "single_domain_user_inc" else value for name, value in desired.items()}


class NamePolicyResource(DescribedResource):
    """A policy that names desktops (ListDesktopNamePolicy, CreateDesktopNamePolicy, UpdateDesktopNamePolicy,
    BatchDeleteDesktopNamePolicy)."""

    kind = NAME_POLICY
    identity = ApiField(name="policy_name")
    fields = (
        ApiField(name="name_prefix", needed=True),
        ApiField(name="digit_number", needed=True),
        ApiField(name="start_number", needed=True),
        ApiField(name="single_domain_user_inc"),
        ApiField(name="is_default_policy"),
        ApiField(name="prefix_truncation_enabled"),
    )
    returns = "name_policy"

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        super().__init__(client, options)
        self._default: Mapping[str, Any] | None = None
        for name, (least, most) in _RANGES.items():
            value = options[name]
            if value is not None and not least <= value <= most:
                raise InputError(f"{name} is {value}, but must be {least} to {most}")

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return the policies with names like those of the task, and find the one that is the default if this one is
        to be."""
        rows: dict[str, Mapping[str, Any]] = {}
        for name in dict.fromkeys((self._target, self._desired_name)):
            shown, unread = list_policies(self._client, _filter(name))
            if unread and not meant(self.kind, shown, name):
                raise InputError(
                    f"too many policies have names like {name}: the service does not show {unread} of them; give the ID"
                )
            rows.update({row[self.kind.id]: row for row in shown})
        if self._options["is_default_policy"]:
            others = list_policies(self._client, {})[0]
            self._default = next((row for row in others if row.get("is_default_policy")), None)
        return list(rows.values())

    def plan(self) -> Plan:
        """Compare, and check what the policy would be as a whole."""
        plan = super().plan()
        if any(step.verb != "delete" for step in plan.steps):
            plan.refused += [Notice(self._target, reason) for reason in self._breaches()]
        if self._default and any("is_default_policy" in step.fields for step in plan.steps):
            before = self._default[self.kind.name]
            plan.warnings.append(f"{self._target} becomes the default policy in place of {before}")
        return plan

    def _breaches(self) -> Sequence[str]:
        """Return what is wrong with the policy as it would be."""
        found = self._found or {}
        whole = {
            field.name: field.read(found) if self._desired[field.name] is None else self._desired[field.name]
            for field in self.fields
        }
        told, digits = whole["name_prefix"], whole["digit_number"] or 0
        prefix = USER if told is None else str(told)
        reasons = []
        if not found and not _NAME.fullmatch(self._desired_name):
            reasons.append("policy_name must be 1 to 30 letters, digits and _, and not begin with a digit")
        if self._new_name is not None and not _NEW_NAME.fullmatch(self._new_name):
            reasons.append("new_name must be 1 to 30 of A-Z, a-z, 0-9 and _, and not begin with a digit")
        if not _PREFIX.fullmatch(prefix.replace(USER, "user")) or len(prefix) > _LONGEST_PREFIX:
            reasons.append(f'name_prefix "{prefix}" may have letters, digits, - (not at first) and {USER}')
        if len(prefix.replace(USER, "")) + digits > _LONGEST:
            reasons.append(
                f'name_prefix "{prefix}" and digit_number {digits} make names of more than {_LONGEST} characters'
            )
        if whole["single_domain_user_inc"] and USER not in prefix:
            reasons.append(f"single_domain_user_inc needs {USER} in name_prefix")
        return reasons

    def create_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        """A creation has to say how numbers count; for all users unless told otherwise."""
        return _in_words_of_the_service({"single_domain_user_inc": False, **desired})

    def update_body(self, desired: Mapping[str, Any]) -> dict[str, Any]:
        """The service has a number where users write a truth value."""
        return _in_words_of_the_service(desired)

    def delete_call(self, step: Step) -> Call:
        """BatchDeleteDesktopNamePolicy: there is no other way to delete one."""
        body = {"policy_ids": [(self._found or {})[self.kind.id]]}
        return Call("POST", self.kind.path + "/batch-delete", [step], body=body, find_effect=self._is_gone)
